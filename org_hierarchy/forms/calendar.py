"""What the calendar is asked and told."""

import re
from datetime import date
from typing import Any

from django import forms

from org_hierarchy.calendar import FIRST_YEAR, LAST_YEAR, parse
from org_hierarchy.forms.fields import Asking, RefusableForm, date_field
from records.text import nfc

DECISION = "Số, ngày, cơ quan ban hành, ví dụ: Văn bản số 12729/VPCP-KGVX ngày 25/12/2025 của Văn phòng Chính phủ."
_FIGURE = re.compile(r"\d{1,3}")


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day that has to be given."""
    return date_field(label, required=True, **more)


class CountForm(Asking, forms.Form):
    """A deadline in words and the day that it runs from; a number alone means working days."""

    tu = day_field("Từ ngày", help_text="Ngày ban hành, hoặc ngày nhận được văn bản.", also=("%Y-%m-%d",))
    han = forms.CharField(
        label="Hạn",
        max_length=200,
        help_text="Ví dụ: 10; 05 ngày làm việc; trong 30 ngày kể từ ngày nhận được văn bản; trước ngày 25 hằng tháng; quý II.",
    )

    def clean_tu(self) -> date:
        day: date = self.cleaned_data["tu"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(f"Lịch chỉ tính từ năm {FIRST_YEAR} đến năm {LAST_YEAR}.")
        return day

    def clean(self) -> dict[str, Any]:
        """Also gives `term`, what the words mean."""
        cleaned = super().clean() or {}
        words = nfc(cleaned.get("han", ""))
        if "tu" in cleaned and words:
            term = parse(f"trong {words} ngày làm việc" if _FIGURE.fullmatch(words) else words, cleaned["tu"])
            if term is None:
                self.add_error("han", "Chưa hiểu cách ghi hạn này; vui lòng ghi như một trong các ví dụ.")
            cleaned["term"] = term
        return cleaned


class DayForm(RefusableForm):
    """One day to set."""

    day = day_field("Ngày")
    is_working = forms.TypedChoiceField(
        label="Ngày này là",
        choices=[("0", "Ngày nghỉ"), ("1", "Ngày làm việc (làm bù)")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="0",
    )
    reason = forms.CharField(label="Lý do", max_length=200)
    decision = forms.CharField(label="Văn bản", required=False, max_length=200, help_text=DECISION)


class SwapForm(RefusableForm):
    """A working day to take off, and the day to work for it."""

    off = day_field("Nghỉ ngày làm việc")
    worked = day_field("Làm bù vào ngày nghỉ")
    decision = forms.CharField(label="Văn bản", max_length=200, help_text=DECISION)
