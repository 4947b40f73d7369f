"""Fields that forms of every app have."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

_FAR = "Vui lòng ghi ngày từ năm 1900 đến năm 2100."
YEARS = (MinValueValidator(date(1900, 1, 1), _FAR), MaxValueValidator(date(2100, 12, 31), _FAR))


def date_field(label: str, *, help_text: str = "", required: bool = False, also: Sequence[str] = (), **more: Any) -> forms.DateField:
    """A day typed as dd/mm/yyyy, or picked: a browser's own date input shows the month first wherever the browser is English.

    `also`: further formats that are read. A year that no document is of ("01/01/1") is a slip of the hand.
    """
    widget = forms.DateInput(
        format="%d/%m/%Y", attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric", "autocomplete": "off", "data-day": ""}
    )
    error_messages = {"invalid": "Vui lòng ghi ngày theo dạng dd/mm/yyyy, ví dụ 31/03/2026."}
    formats = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", *also]
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=widget,
        input_formats=formats,
        error_messages=error_messages,
        validators=YEARS,
        **more,
    )


def long_text(label: str, *, required: bool = False, rows: int = 3, help_text: str = "", limit: int = 20_000) -> forms.CharField:
    """Several lines, in a box that grows."""
    widget = forms.Textarea(attrs={"rows": rows, "data-autosize": ""})
    return forms.CharField(label=label, required=required, help_text=help_text, widget=widget, max_length=limit)


class RefusableForm(forms.Form):
    """A form of something that may be refused although it is well filled in; `places` says beside which field, by the refusal's code."""

    places: Mapping[str, str] = {}

    def refuse(self, reason: str, code: str = "") -> None:
        """Say why what it asks for was not done."""
        field = self.places.get(code)
        self.add_error(field if field in self.fields else None, forms.ValidationError(reason, code=code))
