"""To whom a unit gives its work on, until when, with what share; and which of them it takes it back from."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms

from campaigns import delegation
from campaigns.models import Assignment
from campaigns.services import LONGEST_NOTE, Part
from org_hierarchy.forms.fields import RefusableForm, WholeNumberField, date_field, long_text, whole_number_of
from org_hierarchy.forms.picker import UnitField
from org_hierarchy.models import OrgUnit
from records.text import grouped, nfc

MOST_ROWS = 200
"""So many units are shown with a share and a word for each; more are given the same."""
MOST_OF_OTHER_LINE = 50
LARGEST = 10**12


@dataclass(frozen=True)
class Row:
    """What was typed for one unit, and what is wrong with it."""

    unit: OrgUnit
    target: str
    note: str
    wrong_target: str
    wrong_note: str


class DelegateForm(RefusableForm):
    """Who is chosen, by groups and one by one, and what holds for all of them; what is one unit's is asked once they are chosen."""

    places = {
        "beyond_own": "due_date",
        "own_passed": "due_date",
        "date_passed": "due_date",
        "target_beyond": "total",
        "date_wrong": "wanted_date",
    }

    groups = forms.MultipleChoiceField(label="Chọn nhanh", required=False, widget=forms.CheckboxSelectMultiple)
    units = UnitField(label="Chọn từng đơn vị", many=True, required=False)
    due_date = date_field("Hạn cho các đơn vị")
    note = long_text("Ý kiến giao việc cho tất cả", rows=3, limit=800)
    total = WholeNumberField(label="Tổng chỉ tiêu của đơn vị", required=False, min_value=0, max_value=LARGEST)
    wanted_date = date_field("Đồng thời xin gia hạn việc của đơn vị mình đến ngày")
    reason = long_text("Lý do xin gia hạn", rows=2, limit=1000)

    def __init__(self, data: Any = None, *, assignment: Assignment, today: date) -> None:
        super().__init__(data, auto_id="id_delegate_%s")
        self.assignment = assignment
        self.asks_time = False
        self.wrong_targets: dict[int, str] = {}
        self.wrong_notes: dict[int, str] = {}
        self._groups = {group.key: group for group in delegation.subordinates(assignment, on=today)}
        cast(forms.MultipleChoiceField, self.fields["groups"]).choices = [(key, group.label) for key, group in self._groups.items()]
        if not self._groups:
            del self.fields["groups"]
        others = list(delegation.offered_to(assignment, on=today).exclude(line=assignment.unit.line)[:MOST_OF_OTHER_LINE])
        cast(UnitField, self.fields["units"]).limit(on=today, under=[assignment.unit, *others], but=[assignment.unit_id])
        if others:
            self.fields[
                "units"
            ].help_text = "Cấp dưới của đơn vị, và đơn vị ngành dọc khác trên địa bàn mà văn bản có nêu (đề nghị phối hợp)."
        if assignment.due_date is not None:
            self.fields["due_date"].help_text = f"Để trống thì theo hạn của đơn vị, {assignment.due_date:%d/%m/%Y}; không được muộn hơn."
        else:
            del self.fields["wanted_date"], self.fields["reason"]
        if assignment.target is not None and assignment.parent_id is not None:
            del self.fields["total"]
        elif assignment.target is not None:
            self.fields["total"].help_text = f"Đang ghi {grouped(assignment.target)}; chỉ ghi lại khi tổng chỉ tiêu thay đổi."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not self.unit_ids:
            self.add_error("units", "Vui lòng chọn ít nhất một đơn vị.")
        if data.get("wanted_date") and not (data.get("reason") or "").strip():
            self.add_error("reason", "Vui lòng ghi lý do xin gia hạn.")
        if not self.errors:
            self._check_parts()
        return data

    def _check_parts(self) -> None:
        """Each wrong share or word is said at its row; above, that there are some."""
        common = len(self.cleaned_data["note"])
        for unit in self.unit_ids:
            if (length := len(self._note(unit))) and common + 1 + length > LONGEST_NOTE:
                whole = f"cùng ý kiến chung không được quá {LONGEST_NOTE} ký tự"
                self.wrong_notes[unit] = f"Ý kiến riêng dài {length} ký tự; {whole}. Vui lòng rút gọn."
            typed = self.data.get(f"target-{unit}", "").strip()
            if typed and ((number := whole_number_of(typed)) is None or number > LARGEST):
                self.wrong_targets[unit] = f"Chỉ tiêu “{typed[:30]}” không phải số nguyên; vui lòng ghi như 1200 hoặc 1.200."
        if wrong := len({*self.wrong_notes, *self.wrong_targets}):
            self.add_error(None, f"Phần giao của {grouped(wrong)} đơn vị chưa đúng; vui lòng sửa ở dòng của đơn vị rồi giao lại.")

    def refuse(self, reason: str, code: str = "") -> None:
        """A share that is missing is said at its row too; where the day lies behind the own one, more time is proposed."""
        super().refuse(reason, code)
        self.asks_time = code == "beyond_own"
        if code == "target_missing":
            self.wrong_targets = {unit: "Chưa ghi chỉ tiêu." for unit in self.unit_ids if self._target(unit) is None}

    @property
    def unit_ids(self) -> list[int]:
        """Those that are chosen, each once."""
        grouped = [pk for key in self.cleaned_data.get("groups", ()) for pk in self._groups[key].unit_ids]
        return list(dict.fromkeys([*grouped, *(unit.pk for unit in self.cleaned_data.get("units") or ())]))

    @property
    def rows(self) -> list[Row]:
        """The units in the order of names, each with what was typed for it and what is wrong with that; none when they are many."""
        if len(self.unit_ids) > MOST_ROWS:
            return []
        units = OrgUnit.objects.filter(pk__in=self.unit_ids).order_by("sort_name", "pk")
        return [
            Row(
                unit,
                self.data.get(f"target-{unit.pk}", ""),
                self.data.get(f"note-{unit.pk}", ""),
                self.wrong_targets.get(unit.pk, ""),
                self.wrong_notes.get(unit.pk, ""),
            )
            for unit in units
        ]

    @property
    def parts(self) -> list[Part]:
        """Of a valid form."""
        return [Part(unit, self._note(unit), self._target(unit)) for unit in self.unit_ids]

    def _note(self, unit: int) -> str:
        return nfc(self.data.get(f"note-{unit}", ""))

    def _target(self, unit: int) -> int | None:
        return whole_number_of(self.data.get(f"target-{unit}", ""))


class RecallDelegatedForm(RefusableForm):
    """Why a part is taken back."""

    reason = long_text("Lý do thu hồi", required=True, rows=2, limit=1000)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_recall_%s")
