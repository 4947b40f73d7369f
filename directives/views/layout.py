"""The page that checks how a Word file is laid out."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from directives.files import MAX_BYTES
from directives.layout import MOST_PIECES, SHOWN, ReadingError, check
from org_hierarchy.forms.fields import Asking


class LayoutForm(Asking, forms.Form):
    """A Word file whose layout is to be checked; it is not kept."""

    document = forms.FileField(
        label="Tệp văn bản (.docx)",
        validators=[FileExtensionValidator(["docx"], "Chỉ kiểm tra được tệp Word .docx. Vui lòng lưu văn bản thành .docx rồi chọn lại.")],
        error_messages={"required": "Vui lòng chọn tệp .docx.", "empty": "Tệp này trống. Vui lòng chọn tệp khác."},
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )

    def clean_document(self) -> UploadedFile:
        document: UploadedFile = self.cleaned_data["document"]
        if (document.size or 0) > MAX_BYTES:
            raise forms.ValidationError("Tệp lớn hơn 20 MB, vui lòng tách phụ lục hoặc giảm hình ảnh rồi thử lại.")
        return document

    def refuse(self, reason: str) -> None:
        """Say why the file could not be read."""
        self.add_error("document", reason)


@require_http_methods(["GET", "HEAD", "POST"])
def check_layout(request: HttpRequest) -> HttpResponse:
    """Check the layout of a Word file, whoever wrote it; the file is not kept."""
    if request.method != "POST":
        return render(request, "directives/layout.html", {"form": LayoutForm()})
    form = LayoutForm(request.POST, request.FILES)
    if form.is_valid():
        document = form.cleaned_data["document"]
        try:
            report = check(document.read(), name=document.name, today=timezone.localdate(), most=MOST_PIECES)
        except ReadingError as error:
            form.refuse(str(error))
        else:
            context = {"form": LayoutForm(), "report": report, "name": document.name, "shown": f":{SHOWN}"}
            return render(request, "directives/layout.html", context)
    return render(request, "directives/layout.html", {"form": form}, status=400)
