"""A file that goes with a document."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from directives.services.attaching import TITLE
from org_hierarchy.forms.fields import RefusableForm
from workflows.views.forms.uploads import EVIDENCE_LIMIT, EVIDENCE_TYPES, KnownSuffix, is_what_it_says, refuse_marked, suffix_of


class AttachForm(RefusableForm):
    """The file, and what the document calls it."""

    file = forms.FileField(
        label="Tệp",
        validators=[KnownSuffix(list(EVIDENCE_TYPES), "Chỉ nhận tệp .pdf, .docx, .xlsx và ảnh. Hãy chọn tệp khác.")],
        error_messages={"empty": "Tệp này trống. Vui lòng chọn tệp khác.", "required": "Vui lòng chọn tệp."},
        widget=forms.FileInput(attrs={"accept": ",".join(f".{suffix}" for suffix in EVIDENCE_TYPES)}),
        help_text="Tệp .pdf, .docx, .xlsx hoặc ảnh, không quá 10 MB. Ảnh và bản quét được tìm dấu chỉ độ mật ngay sau khi tải lên.",
    )
    title = forms.CharField(label="Tên tài liệu", max_length=TITLE, required=False, help_text="Để trống: lấy tên tệp.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_attach_%s"} | kwargs)

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > EVIDENCE_LIMIT:
            raise forms.ValidationError("Tệp lớn hơn 10 MB. Vui lòng giảm kích thước tệp.")
        if not is_what_it_says(file):
            raise forms.ValidationError(f"Nội dung tệp không đúng với đuôi .{suffix_of(file)}. Vui lòng chọn lại tệp.")
        refuse_marked(file, marked="Tệp có dấu chỉ độ mật. Hệ thống này không tiếp nhận văn bản mật.")
        return file
