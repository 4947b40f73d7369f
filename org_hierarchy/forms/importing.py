"""What to import, where, from which file."""

from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator

from org_hierarchy.forms.fields import RefusableForm
from org_hierarchy.forms.picker import UnitField
from org_hierarchy.importing import SHEETS
from org_hierarchy.models import OrgUnit


class ImportForm(RefusableForm):
    """One file into one scope."""

    sheet = forms.ChoiceField(
        label="Nhập gì", choices=[(sheet.name, sheet.title) for sheet in SHEETS.values()], widget=forms.RadioSelect, initial="don-vi"
    )
    scope = UnitField(
        label="Phạm vi",
        help_text="Mọi dòng phải thuộc đơn vị này hoặc cấp dưới của nó.",
    )
    file = forms.FileField(
        label="Tệp Excel (.xlsx)",
        validators=[FileExtensionValidator(["xlsx"], "Chỉ nhận tệp .xlsx; tệp .xls hãy mở bằng Excel và lưu lại thành .xlsx.")],
        error_messages={"empty": "Tệp này trống; hãy chọn tệp khác.", "required": "Vui lòng chọn tệp Excel."},
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, *args: Any, administered: list[OrgUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].limit(under=administered)  # type: ignore[attr-defined]
        if len(administered) == 1:
            self.fields["scope"].initial = administered[0]

    def refuse(self, reason: str, code: str = "") -> None:  # noqa: ARG002 - whatever it is, it is of the file
        """Say what is wrong with the file."""
        self.add_error("file", reason)
