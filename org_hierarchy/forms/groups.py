"""What the page of a group asks for: its label, and a rule or a list."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms

from org_hierarchy.forms.fields import RefusableForm, date_field
from org_hierarchy.forms.picker import AreaField, UnitField
from org_hierarchy.models import OrgUnit, UnitGroup
from org_hierarchy.names import Clause, Group
from org_hierarchy.names.spelling import AREA_TYPES

RULE, LIST = "rule", "list"


class GroupForm(RefusableForm):
    """A rule has any of its conditions; a list is units one by one. `day` is only that of the preview."""

    places = {"bad_label": "label", "label_taken": "label", "too_many": "units"}

    owner = UnitField(label="Cơ quan dùng nhóm này")
    label = forms.CharField(
        label="Tên nhóm", max_length=200, help_text="Đúng cụm từ ghi trong văn bản, ví dụ “Các đơn vị thuộc khối thi đua số 1”."
    )
    way = forms.ChoiceField(
        label="Gồm", choices=[(RULE, "Các đơn vị theo quy tắc"), (LIST, "Danh sách đơn vị")], widget=forms.RadioSelect, initial=RULE
    )
    kinds = forms.MultipleChoiceField(
        label="Loại đơn vị", choices=OrgUnit.Kind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    levels = forms.MultipleChoiceField(label="Cấp", choices=OrgUnit.Level.choices, required=False, widget=forms.CheckboxSelectMultiple)
    under = UnitField(label="Thuộc cơ quan", required=False)
    direct_only = forms.BooleanField(label="Chỉ đơn vị trực thuộc trực tiếp", required=False)
    areas = AreaField(label="Trên địa bàn", many=True, required=False)
    area_types = forms.MultipleChoiceField(
        label="Loại địa bàn phục vụ",
        choices=[(kind, kind) for kind in AREA_TYPES.values()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    units = UnitField(label="Các đơn vị", many=True, required=False)
    day = date_field("Xem thành viên vào ngày")

    def __init__(self, *args: Any, owners: Sequence[OrgUnit], group: UnitGroup | None = None, today: date, **more: Any) -> None:
        values = _values(group) if group else {"owner": owners[0] if len(owners) == 1 else None}
        more["initial"] = {"day": today} | values
        super().__init__(*args, **more)
        cast("UnitField", self.fields["owner"]).limit(under=owners)
        if group:
            del self.fields["owner"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("way") == LIST and not data.get("units") and "units" not in self.errors:
            self.add_error("units", "Hãy chọn ít nhất một đơn vị.")
        return data

    def clauses(self) -> tuple[Clause, ...]:
        """The rule or the list that was filled in."""
        data = self.cleaned_data
        if data["way"] == LIST:
            return (Clause(unit_ids=tuple(sorted(unit.pk for unit in data["units"]))),)
        areas = tuple(sorted(area.pk for area in data["areas"]))
        under = data["under"]
        rule = Clause(
            kinds=tuple(data["kinds"]),
            levels=tuple(data["levels"]),
            under_id=under.pk if under else None,
            direct_only=bool(under) and data["direct_only"],
            area_ids=areas,
            below_areas=bool(areas),
            area_types=tuple(data["area_types"]),
        )
        return (rule,)


def _values(group: UnitGroup) -> dict[str, Any]:
    """What the form shows of a stored group."""
    clauses = Group.from_json({"label": group.label, "clauses": group.clauses, "count": None}).clauses
    first = clauses[0] if clauses else Clause()
    return {
        "label": group.label,
        "way": LIST if first.unit_ids else RULE,
        "kinds": list(first.kinds),
        "levels": list(first.levels),
        "under": first.under_id,
        "direct_only": first.direct_only,
        "areas": list(first.area_ids),
        "area_types": list(first.area_types),
        "units": sorted({pk for clause in clauses for pk in clause.unit_ids}),
    }
