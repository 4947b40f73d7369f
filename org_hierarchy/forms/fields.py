"""Fields that forms of every app have."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

_FAR = "Vui lòng ghi ngày từ năm 1900 đến năm 2100."
WHOLE_NUMBER = re.compile(r"[0-9]{1,30}|[1-9][0-9]{0,2}(?:([. \u00a0\u202f])[0-9]{3}(?:\1[0-9]{3}){0,8})")
"""Digits alone, or in groups of three as they are written in Vietnamese: 25000, 25.000, 25 000."""
_WRITTEN = re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{4}")
YEARS = (MinValueValidator(date(1900, 1, 1), _FAR), MaxValueValidator(date(2100, 12, 31), _FAR))


class DayField(forms.DateField):
    """A day typed by a person; of one that is written as a day, and that no calendar has ("31/02/2026"), it says so."""

    def to_python(self, value: Any) -> date | None:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            if not (typed := _WRITTEN.fullmatch(str(value).strip())):
                raise
            said = f"Trong lịch không có ngày {typed[0]}. Vui lòng ghi lại ngày theo dạng dd/mm/yyyy."
            raise forms.ValidationError(said, code="invalid") from None


def date_field(label: str, *, help_text: str = "", required: bool = False, also: Sequence[str] = (), **more: Any) -> forms.DateField:
    """A day typed as dd/mm/yyyy, or picked: a browser's own date input shows the month first wherever the browser is English.

    `also`: further formats that are read. A year that no document is of ("01/01/1") is a slip of the hand.
    """
    widget = forms.DateInput(
        format="%d/%m/%Y", attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric", "autocomplete": "off", "data-day": ""}
    )
    error_messages = {"invalid": "Vui lòng ghi ngày theo dạng dd/mm/yyyy, ví dụ 31/03/2026."}
    formats = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", *also]
    return DayField(
        label=label,
        required=required,
        help_text=help_text,
        widget=widget,
        input_formats=formats,
        error_messages=error_messages,
        validators=YEARS,
        **more,
    )


def whole_number_of(typed: str) -> int | None:
    """What a person means by these characters, None where that is no whole number of zero or more: "25.000" is 25000, "1.5" nothing."""
    found = WHOLE_NUMBER.fullmatch(typed.strip())
    return int(re.sub(r"[^0-9]", "", found[0])) if found else None


class WholeNumberField(forms.IntegerField):
    """A whole number of zero or more, typed by a person; the framework's own field reads "25.000" as 25, as a number input does."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": "Vui lòng chỉ ghi một số nguyên bằng chữ số, ví dụ 25000 hoặc 25.000; không ghi phần thập phân, đơn vị tính.",
        "min_value": "Vui lòng ghi số từ %(limit_value)s trở lên.",
        "max_value": "Vui lòng ghi số không quá %(limit_value)s.",
    }

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or not (typed := str(value).strip()):
            return None
        number = whole_number_of(typed)
        if number is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return number

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "numeric", "autocomplete": "off"}


def long_text(label: str, *, required: bool = False, rows: int = 3, help_text: str = "", limit: int = 20_000) -> forms.CharField:
    """Several lines, in a box that grows."""
    widget = forms.Textarea(attrs={"rows": rows, "data-autosize": ""})
    return forms.CharField(label=label, required=required, help_text=help_text, widget=widget, max_length=limit)


def missing(field: forms.Field) -> str:
    """What an empty field asks for, by its label: "Vui lòng ghi lý do." A label of one syllable is quoted, one that is no name
    ("Dùng cho"), and that of a day or a number which does not say that it is one: "Vui lòng ghi mục “Từ ngày”."."""
    label = str(field.label or "").strip()
    is_typed = isinstance(field.widget, forms.TextInput | forms.NumberInput | forms.PasswordInput | forms.Textarea)
    verb = "ghi" if is_typed else "chọn"
    is_name = " " in label and not _IS_OPEN.search(label)
    if not is_name or (isinstance(field, forms.DateField | forms.IntegerField) and not _IS_SAID.match(label)):
        return f"Vui lòng {verb} mục “{label}”."
    return f"Vui lòng {verb} {label if label[1].isupper() else label[0].lower() + label[1:]}."


_IS_OPEN = re.compile(r" (?:cho|là|này)$")
_IS_SAID = re.compile(r"(?:ngày|hạn|thời hạn|năm|số) ", re.IGNORECASE)


class Asking(forms.BaseForm):
    """Of every form: a required field that is left empty says what to fill in (`missing`), unless it has words of its own."""

    def full_clean(self) -> None:
        for field in self.fields.values():
            if field.error_messages.get("required") is forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = missing(field)
        super().full_clean()


class RefusableForm(Asking, forms.Form):
    """A form of something that may be refused although it is well filled in; `places` says beside which field, by the refusal's code."""

    places: Mapping[str, str] = {}

    def refuse(self, reason: str, code: str = "") -> None:
        """Say why what it asks for was not done."""
        field = self.places.get(code)
        self.add_error(field if field in self.fields else None, forms.ValidationError(reason, code=code))
