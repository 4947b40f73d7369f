"""What an administrator types in about a decision and each of its changes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict

from org_hierarchy.forms.fields import RefusableForm, date_field
from org_hierarchy.forms.picker import AreaField, UnitField
from org_hierarchy.forms.units import CODE_HELP
from org_hierarchy.models import Area, Change, OrgUnit
from org_hierarchy.services import Abolish, ChangeRow, Create, Merge, Move, Rename, Share, Split
from records.text import nfc


class ReorganisationForm(RefusableForm):
    """The head of a decision; the scope is asked for only where there is a choice."""

    scope = forms.ModelChoiceField(OrgUnit.objects.none(), label="Cơ quan chủ trì", empty_label=None)
    title = forms.CharField(label="Tên", max_length=300, help_text="Ví dụ: Sắp xếp đơn vị hành chính cấp xã của thành phố.")
    basis = forms.CharField(label="Căn cứ pháp lý", max_length=300, help_text="Số, ngày và cơ quan ban hành nghị quyết hoặc quyết định.")
    day = date_field("Ngày có hiệu lực", required=True, help_text="Ngày đã qua thì có hiệu lực ngay khi quyết định.")

    def __init__(self, *args: Any, scopes: Sequence[OrgUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(scopes) < 2:
            del self.fields["scope"]
        else:
            field = cast("forms.ModelChoiceField[OrgUnit]", self.fields["scope"])
            field.queryset = OrgUnit.objects.filter(pk__in=[unit.pk for unit in scopes]).order_by("path")


class EditReorganisationForm(ReorganisationForm):
    """The head of a draft as it stands; `seen` tells whether somebody else changes it meanwhile."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def show(self, stamp: str) -> None:
        """What was typed stays; sent again, it is meant for what is there now."""
        self.data = cast("QueryDict", self.data).copy()
        self.data["seen"] = stamp


class ChangeForm(RefusableForm):
    """One change. Units are looked for among those of the decision's day within the administrator's scope; where a successor or superior
    may be created by the decision itself, a second field offers those."""

    lead = ""

    def __init__(self, *args: Any, day: date, under: Sequence[OrgUnit], created: Sequence[Create], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((row.code, f"{row.name} ({row.code})") for row in created)]
        for name, field in list(self.fields.items()):
            if isinstance(field, UnitField):
                field.limit(on=day, under=under)
            elif isinstance(field, AreaField):
                field.limit(on=day)
            elif name.endswith("_new"):
                if created:
                    cast(forms.ChoiceField, field).choices = choices
                else:
                    del self.fields[name]

    def row(self) -> ChangeRow:
        """The change that the valid form says."""
        raise NotImplementedError

    def _one_of(self, data: Mapping[str, Any], name: str, *, required: bool = True) -> str:
        """The code of the chosen unit, existing or to be created."""
        unit, code = data.get(name), data.get(f"{name}_new") or ""
        if unit and code:
            self.add_error(name, "Vui lòng chọn một đơn vị: đang có, hoặc thành lập trong quyết định này.")
        elif required and not unit and not code and name not in self.errors:
            self.add_error(name, "Vui lòng tìm và chọn một đơn vị.")
        return unit.code if unit else code


def _new_field() -> forms.ChoiceField:
    return forms.ChoiceField(label="Hoặc đơn vị thành lập trong quyết định này", required=False)


def _codes(units: Sequence[OrgUnit]) -> tuple[str, ...]:
    return tuple(unit.code for unit in units)


def _ids(areas: Sequence[Area]) -> tuple[int, ...]:
    return tuple(area.pk for area in areas)


class CreateForm(ChangeForm):
    """Thành lập."""

    name = forms.CharField(label="Tên đầy đủ", max_length=200)
    code = forms.CharField(label="Mã đơn vị", max_length=60, help_text=CODE_HELP)
    short_name = forms.CharField(label="Tên ngắn", max_length=120, required=False)
    parent = UnitField(label="Cấp trên", required=False)
    parent_new = _new_field()
    kind = forms.ChoiceField(label="Loại", choices=OrgUnit.Kind.choices)
    line = forms.ChoiceField(label="Ngành dọc", choices=OrgUnit.Line.choices)
    level = forms.ChoiceField(label="Cấp", choices=OrgUnit.Level.choices)
    regime = forms.ChoiceField(label="Chế độ làm việc", choices=OrgUnit.Regime.choices)
    symbol = forms.CharField(label="Ký hiệu trong số văn bản", max_length=30, required=False)
    place = forms.CharField(label="Địa danh ghi trên văn bản", max_length=80, required=False)
    areas = AreaField(label="Địa bàn phụ trách", many=True, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["parent_code"] = self._one_of(data, "parent")
        return data

    def row(self) -> Create:
        data = self.cleaned_data
        plain = {name: data[name] for name in ("kind", "line", "level", "regime")}
        words = {name: nfc(data[name]) for name in ("code", "name", "short_name", "symbol", "place")}
        return Create(parent=data["parent_code"], areas=_ids(data["areas"]), **plain, **words)


class RenameForm(ChangeForm):
    """Đổi tên."""

    lead = "Đơn vị giữ nguyên mã, người và công việc; chỉ cách gọi đổi từ ngày có hiệu lực. Ô để trống giữ như cũ."
    unit = UnitField(label="Đơn vị")
    name = forms.CharField(label="Tên mới", max_length=200)
    short_name = forms.CharField(label="Tên ngắn mới", max_length=120, required=False)
    symbol = forms.CharField(label="Ký hiệu mới", max_length=30, required=False)
    place = forms.CharField(label="Địa danh mới", max_length=80, required=False)

    def row(self) -> Rename:
        data = self.cleaned_data
        return Rename(data["unit"].code, nfc(data["name"]), *(nfc(data[name]) or None for name in ("short_name", "symbol", "place")))


class MoveForm(ChangeForm):
    """Chuyển cấp trên."""

    lead = "Mọi đơn vị cấp dưới đi cùng."
    units = UnitField(label="Các đơn vị được chuyển", many=True)
    parent = UnitField(label="Cấp trên mới", required=False)
    parent_new = _new_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["parent_code"] = self._one_of(data, "parent")
        return data

    def row(self) -> Move:
        return Move(_codes(self.cleaned_data["units"]), self.cleaned_data["parent_code"])


class MergeForm(ChangeForm):
    """Sáp nhập."""

    lead = "Các đơn vị này kết thúc; đơn vị trực thuộc và địa bàn của chúng chuyển cho nơi nhận."
    units = UnitField(label="Các đơn vị kết thúc", many=True)
    into = UnitField(label="Nhập vào đơn vị", required=False)
    into_new = _new_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["into_code"] = self._one_of(data, "into")
        return data

    def row(self) -> Merge:
        return Merge(_codes(self.cleaned_data["units"]), self.cleaned_data["into_code"])


class SplitForm(ChangeForm):
    """Chia tách, one receiving unit at a time."""

    lead = "Ghi từng nơi nhận một; thêm nội dung chia tách cùng đơn vị để ghi nơi nhận tiếp theo."
    unit = UnitField(label="Đơn vị được chia, tách")
    into = UnitField(label="Nơi nhận", required=False)
    into_new = _new_field()
    children = UnitField(label="Đơn vị trực thuộc chuyển sang", many=True, required=False)
    areas = AreaField(label="Địa bàn chuyển sang", many=True, required=False)
    ends = forms.BooleanField(label="Đơn vị được chia kết thúc hoạt động", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["into_code"] = self._one_of(data, "into")
        return data

    def row(self) -> Split:
        data = self.cleaned_data
        return Split(data["unit"].code, (Share(data["into_code"], _ids(data["areas"]), _codes(data["children"])),), data["ends"])


class AbolishForm(ChangeForm):
    """Giải thể."""

    lead = "Đơn vị kế thừa nhận đơn vị trực thuộc và địa bàn; để trống khi không còn gì trực thuộc."
    unit = UnitField(label="Đơn vị giải thể")
    successor = UnitField(label="Đơn vị kế thừa", required=False)
    successor_new = _new_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["successor_code"] = self._one_of(data, "successor", required=False)
        return data

    def row(self) -> Abolish:
        return Abolish(self.cleaned_data["unit"].code, self.cleaned_data["successor_code"])


CHANGE_FORMS: Mapping[str, type[ChangeForm]] = {
    Change.Kind.CREATE: CreateForm,
    Change.Kind.RENAME: RenameForm,
    Change.Kind.MOVE: MoveForm,
    Change.Kind.MERGE: MergeForm,
    Change.Kind.SPLIT: SplitForm,
    Change.Kind.ABOLISH: AbolishForm,
}
