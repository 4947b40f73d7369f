"""What an act on a directive asks for: a reason, in which capacity one signs, the scan of what was signed on paper."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib.auth.hashers import check_password
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from directives.drafting import HIGHEST_NUMBER
from org_hierarchy.forms.fields import Asking, RefusableForm, WholeNumberField, date_field, long_text
from org_hierarchy.models import Person
from org_hierarchy.services import Way
from workflows.views.forms.uploads import SCAN_LIMIT, SCAN_TYPES, is_what_it_says, refuse_marked, suffix_of


class ReasonForm(RefusableForm):
    """Why something goes back or is refused."""

    reason = long_text("Lý do", required=True, rows=3, limit=1000)


class TakeBackForm(ReasonForm):
    """Why copies are asked back, and whether of everybody who holds one."""

    everyone = forms.BooleanField(label="Mọi đơn vị đang giữ văn bản, không chỉ các đơn vị đã chọn", required=False)


class SendAgainForm(RefusableForm):
    """Until when refused work is given again, where its own day has passed."""

    places = {"date_required": "again_date", "date_passed": "again_date"}

    again_date = date_field("Hạn mới khi gửi lại", help_text="Chỉ cần ghi khi hạn của việc đã từ chối đã qua; việc còn hạn giữ hạn cũ.")


class NumberForm(RefusableForm):
    """Number and date that a paper bears already; both are given by the book when left blank."""

    places: Mapping[str, str] = {
        "number_taken": "number",
        "bad_value": "number",
        "bad_date": "issued_date",
        "reason_missing": "reason",
        "too_long": "reason",
    }

    number = WholeNumberField(
        label="Số đã cấp trên giấy", required=False, min_value=1, max_value=HIGHEST_NUMBER, help_text="Để trống: số kế tiếp của sổ."
    )
    issued_date = date_field("Ngày ban hành trên giấy", help_text="Để trống: hôm nay. Không trước ngày ký.")
    reason = long_text("Lý do bỏ trống số", rows=2, limit=300, help_text="Cần ghi khi số này không liền số cuối của sổ; được in trong sổ.")

    @property
    def is_open(self) -> bool:
        """Whether something was typed, or refused."""
        return self.is_bound and bool(self.errors or any(self.data.get(name) for name in self.fields))


class SignForm(Asking, forms.Form):
    """In which way the signatory signs: the block that will be printed, on what ground, and a deputy's fields; and the password once more.

    `signer` None shows a form that nobody has sent yet.
    """

    way = forms.ChoiceField(
        label="Ký với tư cách",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Vui lòng chọn ký với tư cách nào.",
            "invalid_choice": "Cách ký đã chọn không phải thẩm quyền của bạn đối với văn bản này; vui lòng chọn lại.",
        },
    )

    password = forms.CharField(
        label="Mật khẩu của bạn",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Ký là việc riêng của người có thẩm quyền nên cần nhập lại mật khẩu đăng nhập.",
        error_messages={"required": "Vui lòng nhập mật khẩu đăng nhập để ký."},
    )

    def __init__(self, *args: Any, ways: list[Way], signer: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._signer = signer
        self.ways = {way.key: way for way in ways}
        field = cast(forms.ChoiceField, self.fields["way"])
        field.choices = [(way.key, self._words(way)) for way in ways]
        field.initial = next(iter(self.ways), None)

    @property
    def chosen(self) -> Way:
        """The way of a valid form."""
        return self.ways[self.cleaned_data["way"]]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        # not the person's own method: that may write the hash anew, which ends the session
        if self._signer is None or not check_password(password, self._signer.password):
            raise forms.ValidationError("Mật khẩu chưa đúng nên văn bản chưa được ký. Vui lòng nhập lại.", code="wrong")
        return password

    @staticmethod
    def _words(way: Way) -> SafeString:
        notes = [way.ground, *([f"Lĩnh vực phụ trách: {', '.join(way.remit)}"] if way.remit else [])]
        lines = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in (*way.block.authority_lines, way.block.title)))
        return format_html(
            '<b>{}</b><br><span class="cd-help">{}</span>', lines, format_html_join(mark_safe("<br>"), "{}", ((note,) for note in notes))
        )


class SignedCopyForm(RefusableForm):
    """The scan of the paper that was signed and stamped."""

    scan = forms.FileField(
        label="Bản quét văn bản đã ký, đóng dấu",
        validators=[FileExtensionValidator(list(SCAN_TYPES), "Chỉ nhận bản quét .pdf, .jpg, .png. Hãy chọn tệp khác.")],
        error_messages={"empty": "Tệp này trống. Vui lòng chọn tệp khác.", "required": "Vui lòng chọn tệp bản quét."},
        widget=forms.FileInput(attrs={"accept": ",".join(f".{suffix}" for suffix in SCAN_TYPES)}),
        help_text="Tệp .pdf (nên quét màu, từ 200 dpi), .jpg hoặc .png, không quá 20 MB.",
    )

    def clean_scan(self) -> UploadedFile:
        scan: UploadedFile = self.cleaned_data["scan"]
        if (scan.size or 0) > SCAN_LIMIT:
            raise forms.ValidationError("Tệp lớn hơn 20 MB. Vui lòng quét lại ở độ phân giải thấp hơn.")
        if not is_what_it_says(scan):
            raise forms.ValidationError(f"Nội dung tệp không đúng với đuôi .{suffix_of(scan)}. Vui lòng chọn lại tệp.")
        refuse_marked(scan, marked="Tệp có dấu chỉ độ mật. Hệ thống này không tiếp nhận văn bản mật.")
        return scan
