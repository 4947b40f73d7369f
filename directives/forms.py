"""What people type in about the rules of an office, its registers, and copies of documents."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.validators import FileExtensionValidator

from directives.drafting import HIGHEST_NUMBER
from directives.models import Copy, Directive
from directives.queries import SHARED_SERIES
from directives.services import RETENTION
from directives.services.series import LAST_YEAR
from org_hierarchy.forms.fields import Asking, RefusableForm, WholeNumberField, date_field, long_text


class OfficeRulesForm(RefusableForm):
    """Quy chế văn thư of a unit: which sign-offs come before the signature, and how it signs (`services.set_office_rules`)."""

    content_sign_off = forms.BooleanField(
        label="Duyệt nội dung trước khi ký",
        required=False,
        help_text="Trưởng đơn vị soạn thảo chịu trách nhiệm về nội dung (NĐ 30/2020, Điều 12).",
    )
    form_sign_off = forms.BooleanField(
        label="Kiểm tra thể thức trước khi ký",
        required=False,
        help_text="Văn phòng chịu trách nhiệm về thể thức, kỹ thuật trình bày (NĐ 30/2020, Điều 12).",
    )
    one_person_both = forms.BooleanField(
        label="Một người được giữ cả hai vai",
        required=False,
        help_text="Bỏ chọn thì người đã duyệt nội dung không được kiểm tra thể thức của cùng văn bản.",
    )
    paper_signature = forms.BooleanField(
        label="Ký giấy", required=False, help_text="Văn bản ký, đóng dấu trên giấy; văn thư kèm bản quét rồi mới phát hành được."
    )
    field_symbols = forms.CharField(
        label="Ký hiệu lĩnh vực",
        max_length=200,
        required=False,
        help_text="Chữ viết tắt các lĩnh vực trong ký hiệu công văn, do thủ trưởng quy định, cách nhau bằng dấu phẩy: VX, NC, KT.",
    )
    address = long_text(
        "Địa chỉ in trên công văn",
        rows=2,
        limit=600,
        help_text="Địa chỉ, điện thoại, fax, thư, trang thông tin điện tử; tối đa 3 dòng, in ở chân trang thứ nhất. Để trống thì không in.",
    )


class RegisterFilterForm(Asking, forms.Form):
    """Which lines of a book are shown and printed: by the day on which they were entered, by number, by words."""

    q = forms.CharField(label="Tìm số, ký hiệu, trích yếu, ghi chú", required=False, max_length=200)
    tu_ngay = date_field("Vào sổ từ ngày")
    den_ngay = date_field("đến ngày")
    tu_so = WholeNumberField(label="Từ số", required=False, min_value=1, max_value=HIGHEST_NUMBER)
    den_so = WholeNumberField(label="đến số", required=False, min_value=1, max_value=HIGHEST_NUMBER)

    def narrowed(self) -> dict[str, Any]:
        """What was well filled in, as `books.Wanted` takes it; what was not is left out and marked in the form."""
        self.is_valid()
        said = getattr(self, "cleaned_data", {})
        return {
            "words": said.get("q") or "",
            "first_day": said["tu_ngay"].isoformat() if said.get("tu_ngay") else "",
            "last_day": said["den_ngay"].isoformat() if said.get("den_ngay") else "",
            "first_number": said.get("tu_so"),
            "last_number": said.get("den_so"),
        }


class ReserveForm(RefusableForm):
    """The next number for a paper that is not in the system."""

    book = forms.ChoiceField(label="Sổ")
    note = forms.CharField(label="Dùng cho", max_length=300, help_text="Loại, trích yếu của giấy tờ viết tay hoặc lập ngoài hệ thống.")
    places = {"note_missing": "note", "too_long": "note", "bad_value": "book"}

    def __init__(self, *args: Any, books: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["book"]).choices = books


class StartForm(RefusableForm):
    """From which number on a book goes on, after numbers that were given on paper."""

    book = forms.ChoiceField(label="Sổ")
    year = WholeNumberField(label="Năm", min_value=1945, max_value=LAST_YEAR)
    first = WholeNumberField(label="Bắt đầu từ số", help_text="Số liền sau số cuối cùng đã cấp trong sổ giấy hoặc phần mềm cũ.")
    places = {"not_upwards": "first", "bad_value": "first"}

    def __init__(self, *args: Any, books: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["book"]).choices = books


class CaseFileForm(RefusableForm):
    """A new file of a matter; `directive`, where one is given, says what it is about and is put in with what belongs to it."""

    unit = forms.ChoiceField(label="Danh mục của đơn vị")
    year = WholeNumberField(label="Năm", min_value=1945)
    code = forms.CharField(label="Số và ký hiệu hồ sơ", max_length=20, help_text="Theo danh mục hồ sơ của đơn vị, ví dụ 05.VX.")
    title = long_text("Tiêu đề hồ sơ", required=True, rows=2, limit=500)
    retention = forms.ChoiceField(label="Thời hạn bảo quản", choices=[(words, words) for words in RETENTION], initial="10 năm")
    places = {"code_missing": "code", "code_taken": "code", "title_missing": "title", "bad_value": "year"}

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["unit"]).choices = units


class PaperInCaseForm(RefusableForm):
    """A paper of a file that is not in the system."""

    title = forms.CharField(label="Tên loại và trích yếu", max_length=600)
    designation = forms.CharField(label="Số, ký hiệu", max_length=80, required=False)
    day = date_field("Ngày tháng văn bản")
    author = forms.CharField(label="Tác giả", max_length=300, required=False)
    pages = WholeNumberField(label="Số tờ", required=False, min_value=1, max_value=9_999)
    note = forms.CharField(label="Ghi chú", max_length=300, required=False)
    places = {"title_missing": "title"}


class LoanForm(RefusableForm):
    """Who is given a copy that is kept."""

    written = forms.CharField(label="Số, ký hiệu văn bản", max_length=80, help_text="Văn bản do đơn vị phát hành, ví dụ 776/UBND-KGVX.")
    day = date_field("Ngày sử dụng", required=True)
    borrower = forms.CharField(label="Họ và tên người sử dụng", max_length=200)
    allowed_by = forms.CharField(label="Người cho phép sử dụng", max_length=200)
    case_code = forms.CharField(label="Số và ký hiệu hồ sơ", max_length=20, required=False)
    note = forms.CharField(label="Ghi chú", max_length=300, required=False)
    places = {"not_kept": "written", "later_than_today": "day"}


class BackForm(RefusableForm):
    """When a copy came back."""

    day = date_field("Ngày trả", required=True)
    places = {"before_loan": "day", "later_than_today": "day"}


class LastNumbersForm(RefusableForm):
    """The last numbers of many books."""

    file = forms.FileField(
        label="Tệp số cuối cùng (.xlsx, .csv)",
        validators=[FileExtensionValidator(["xlsx", "csv"], "Chỉ nhận tệp .xlsx hoặc .csv.")],
        error_messages={"empty": "Tệp này trống; hãy chọn tệp khác.", "required": "Vui lòng chọn tệp."},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class TemplateNameForm(RefusableForm):
    """What a skeleton of an office is called."""

    title = forms.CharField(label="Tên mẫu", max_length=120, help_text="Ví dụ: Công văn triển khai tiêm chủng hằng năm.")
    places = {"title_missing": "title", "too_long": "title", "title_taken": "title"}


class TemplateForm(TemplateNameForm):
    """Under which name, and for which unit, a draft is kept as a skeleton."""

    unit = forms.ChoiceField(label="Mẫu của đơn vị")
    field_order = ["unit", "title"]

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["unit"]).choices = units


class VoidForm(RefusableForm):
    """Why a number is given up."""

    reason = long_text("Lý do hủy số", required=True, rows=3, limit=300, help_text="Lý do được in trong sổ; số đã hủy không cấp lại.")


class SeriesForm(RefusableForm):
    """In which series each type is numbered from a year on; blank is the one that all types share."""

    from_year = WholeNumberField(label="Áp dụng từ ngày 01/01 của năm")
    places = {"past_year": "from_year", "far_year": "from_year"}

    def __init__(self, *args: Any, series: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in Directive.Kind.choices:
            own = series[kind]
            self.fields[f"series-{kind}"] = forms.CharField(
                label=label,
                required=False,
                max_length=20,
                initial="" if own == SHARED_SERIES else own,
                widget=forms.TextInput(attrs={"placeholder": "sổ chung"}),
            )

    def series(self) -> dict[str, str]:
        """What a valid form says: code of the type → name of its series."""
        return {name.removeprefix("series-"): value for name, value in self.cleaned_data.items() if name.startswith("series-")}


class CopyForm(RefusableForm):
    """A copy of a directive: of which kind, for which unit, signed by whom, to whom; and the parts of a trích sao."""

    kind = forms.ChoiceField(label="Hình thức sao", choices=Copy.Kind.choices, widget=forms.RadioSelect, initial=Copy.Kind.FULL)
    way = forms.ChoiceField(label="Cơ quan sao, người ký bản sao")
    recipients = long_text("Nơi nhận bản sao", rows=4, help_text="Mỗi dòng một nơi nhận; có thể để trống.")
    extract = forms.MultipleChoiceField(
        label="Phần được trích sao", required=False, widget=forms.CheckboxSelectMultiple, help_text="Chỉ dùng cho trích sao."
    )
    places = {"no_copy": "kind", "extract_missing": "extract", "not_signer": "way", "too_long": "recipients"}

    def __init__(self, *args: Any, ways: list[tuple[str, str]], parts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["way"]).choices = ways
        cast(forms.MultipleChoiceField, self.fields["extract"]).choices = parts
