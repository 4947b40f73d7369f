"""From changes in words to a plan; nothing is written here, and everything impossible is refused."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from org_hierarchy.models import PATH_STEP, Area, OrgUnit, Reorganisation, UnitArea, UnitVersion, valid_on
from org_hierarchy.models.units import LASTS
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.reorganising import subtrees
from org_hierarchy.services.reorganising.changes import Abolish, Create, Merge, Move, Rename, Split, codes_of
from org_hierarchy.services.reorganising.checks import check_order, check_superiors, refuse_later
from org_hierarchy.services.reorganising.plan import AreaPass, Place, Plan, find_paths, lasting, rows_of, said
from org_hierarchy.services.units import CHUNK, DEEPEST, UnitRow, new_unit, too_deep
from records.batches import batches
from records.text import nfc

LONGEST = {"name": 200, "short_name": 120, "symbol": 30, "place": 80}  # as OrgUnit has room for


def make_plan(reorganisation: Reorganisation) -> Plan:
    """What the decision would do on its day.

    Raises OrgError: `empty`, `unknown_unit`, `not_existing` (on that day), `twice` (a unit changed in two ways), `code_taken`, `bad_value`,
    `superior_ends`, `same_superior`, `orphans` (children left without a superior), `circular`, `too_deep`, `outside_parent` (a superior
    that is not there long enough), `bad_area`, `out_of_order` (a later decision or version is there already). About 20 queries, and one
    more per 400 moved units.
    """
    rows = rows_of(reorganisation)
    if not rows:
        raise OrgError("empty", "Quyết định chưa có nội dung sắp xếp nào; hãy thêm ít nhất một nội dung.")
    plan = Plan(reorganisation, rows, reorganisation.day)
    builder = Builder(plan)
    builder.build()
    check_order(plan)
    check_superiors(plan, builder.versions)
    deepest = max([len(place.path) for place in plan.places.values()], default=0)
    if max(deepest, subtrees.longest(plan.subtrees(), plan.day)) > DEEPEST * PATH_STEP:
        raise too_deep(", ".join(place.name for place in (plan.moved or plan.created)[:3]))
    return plan


class Builder:
    """Reads the changes one after another into places."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.day, self.rows = plan, plan.day, plan.rows
        rows = plan.rows
        created = {row.code for row in rows if isinstance(row, Create)}
        named = {code for row in rows for code in codes_of(row)}
        self.units = {unit.code: unit for unit in _by_codes(named | created)}
        if taken := sorted(created & self.units.keys()):
            raise OrgError("code_taken", f"Mã đơn vị {taken[0]} đã có; hãy chọn mã khác cho đơn vị thành lập mới.")
        if unknown := sorted(named - created - self.units.keys()):
            raise OrgError("unknown_unit", f"Không có đơn vị mang mã {unknown[0]}; hãy chọn lại.")
        self.versions = {version.unit_id: version for version in _on(self.day, [unit.pk for unit in self.units.values()])}
        for unit in self.units.values():
            if unit.pk not in self.versions:
                raise OrgError("not_existing", f"{unit.name} không tồn tại vào ngày {said(self.day)}; hãy đổi ngày hoặc chọn đơn vị khác.")
        self.areas = Area.objects.in_bulk({pk for row in rows if isinstance(row, Create) for pk in row.areas})
        self.heirs: dict[int, OrgUnit | None] = {}
        """Who takes the children of each ending unit that no change places."""

    def build(self) -> None:
        creates = [row for row in self.rows if isinstance(row, Create)]
        for create in creates:
            self._create(create)
        for create in creates:  # one may stand under another
            place = self.plan.places[create.code]
            place.parent = place.unit.parent = self._unit(create.parent) if create.parent else None
        for row in self.rows:
            match row:
                case Rename():
                    self._rename(row)
                case Move():
                    for code in row.units:
                        self._move(code, self._unit(row.parent) if row.parent else None)
                case Merge():
                    self._merge(row)
                case Split():
                    self._split(row)
                case Abolish():
                    self._abolish(row)
        self._place_children()
        untouched = [code for code, p in self.plan.places.items() if not (p.is_new or p.ends or p.is_moved or p.is_renamed)]
        for code in untouched:  # named by a split that leaves it as it is
            del self.plan.places[code]
        self._find_paths()

    def _unit(self, code: str) -> OrgUnit:
        place = self.plan.places.get(code)
        return place.unit if place else self.units[code]

    def _place(self, code: str) -> Place:
        if code not in self.plan.places:
            self._add(self.units[code], self.versions[self.units[code].pk])
        return self.plan.places[code]

    def _add(self, unit: OrgUnit, old: UnitVersion) -> Place:
        self.plan.places[unit.code] = place = Place(unit, old, old.name, old.short_name, old.symbol, old.place, old.parent)
        return place

    def _create(self, row: Create) -> None:
        if row.code in self.plan.places:
            raise OrgError("twice", f"Đơn vị mã {row.code} được thành lập hai lần trong quyết định này; hãy bỏ một nội dung.")
        for pk in row.areas:
            _check_area(self.areas.get(pk), self.day)
        as_row = UnitRow(
            row.code, row.name, row.kind, row.line, row.level, self.day,
            short_name=row.short_name, symbol=row.symbol, place=row.place, regime=row.regime,
        )  # fmt: skip
        unit = new_unit(row.code, as_row, None, depth=1)
        served = tuple(self.areas[pk] for pk in dict.fromkeys(row.areas))
        self.plan.places[row.code] = Place(unit, None, unit.name, unit.short_name, unit.symbol, unit.place, None, areas=served)

    def _rename(self, row: Rename) -> None:
        place = self._changeable(row.unit)
        if place.is_renamed or place.is_new:
            raise _twice(place)
        if not row.name.strip():
            raise OrgError("bad_value", f"Hãy ghi tên mới của {place.name}.")
        place.is_renamed = True
        for name in ("name", "short_name", "symbol", "place"):
            if (value := getattr(row, name)) is not None:
                if len(nfc(value)) > LONGEST[name]:
                    raise OrgError("bad_value", f"“{nfc(value)[:60]}…” quá dài; hãy rút ngắn.")
                setattr(place, name, nfc(value))

    def _move(self, code: str, parent: OrgUnit | None) -> None:
        place = self._changeable(code)
        if place.is_moved or place.is_new:
            raise _twice(place)
        if place.parent == parent:
            where = parent.name if parent else "gốc"
            raise OrgError("same_superior", f"{place.name} vào ngày {said(self.day)} đã thuộc {where}; hãy bỏ nội dung này.")
        place.parent, place.is_moved = parent, True

    def _end(self, code: str, heir: OrgUnit | None, successors: Iterable[OrgUnit]) -> Place:
        place = self._changeable(code)
        if place.is_moved or place.is_renamed or place.is_new:
            raise _twice(place)
        if place.unit.valid_from >= self.day:
            first = said(place.unit.valid_from)
            raise OrgError("not_existing", f"{place.name} bắt đầu ngày {first}, không thể kết thúc ngay ngày ấy; hãy đổi ngày.")
        place.ends = True
        self.heirs[place.unit.pk] = heir
        self.plan.successions += [(place.unit, successor) for successor in successors]
        return place

    def _changeable(self, code: str) -> Place:
        place = self._place(code)
        if place.ends:
            raise _twice(place)
        return place

    def _merge(self, row: Merge) -> None:
        into = self._unit(row.into)
        for code in row.units:
            if code == row.into:
                raise OrgError("twice", f"{into.name} không thể sáp nhập vào chính mình; hãy bỏ khỏi các đơn vị kết thúc.")
            place = self._end(code, into, [into])
            self._pass_areas(place.unit, {})

    def _abolish(self, row: Abolish) -> None:
        if row.unit == row.successor:
            raise OrgError("twice", "Đơn vị giải thể không thể là đơn vị kế thừa của chính mình; hãy chọn đơn vị khác.")
        heir = self._unit(row.successor) if row.successor else None
        place = self._end(row.unit, heir, [heir] if heir else [])
        self._pass_areas(place.unit, {})

    def _split(self, row: Split) -> None:
        heirs = [self._unit(share.unit) for share in row.into]
        if not heirs or len({share.unit for share in row.into}) < len(heirs) or row.unit in {share.unit for share in row.into}:
            raise OrgError("bad_value", "Chia tách cần ít nhất một đơn vị nhận, mỗi đơn vị một lần và khác đơn vị bị chia.")
        if row.ends:
            unit = self._end(row.unit, None, heirs).unit
        else:
            unit = self._changeable(row.unit).unit
            self.plan.successions += [(unit, heir) for heir in heirs]
        shares: dict[int, list[OrgUnit]] = {}
        for share, heir in zip(row.into, heirs, strict=True):
            for pk in share.areas:
                shares.setdefault(pk, []).append(heir)
            for code in share.children:
                child = self._place(code)
                if child.old is None or child.old.parent_id != unit.pk:
                    raise OrgError("unknown_unit", f"{child.name} không trực thuộc {unit.name} vào ngày {said(self.day)}; hãy chọn lại.")
                self._move(code, heir)
        self._pass_areas(unit, shares, all_of_them=row.ends)

    def _pass_areas(self, unit: OrgUnit, shares: dict[int, list[OrgUnit]], *, all_of_them: bool = True) -> None:
        """End what the unit serves from the day on; the areas go where the shares say, else to the heir."""
        served = UnitArea.objects.filter(LASTS, lasting(self.day), unit=unit)
        rows = list(served.select_related("area", "unit").order_by("area__code", "pk"))
        if set(shares) - {row.area_id for row in rows if row.valid_from <= self.day}:
            raise OrgError("bad_area", f"{unit.name} không phục vụ địa bàn đã chọn vào ngày {said(self.day)}; hãy chọn lại địa bàn.")
        heir = self.heirs.get(unit.pk)
        for row in rows:
            heirs = shares.get(row.area_id, [heir] if heir and all_of_them else [])
            if all_of_them or row.area_id in shares:
                self.plan.areas.append(AreaPass(row, tuple(heirs)))

    def _place_children(self) -> None:
        """What is directly under an ending unit goes with its heir, unless the decision places it otherwise."""
        ending = {place.unit.pk: place for place in self.plan.ended}
        if not ending:
            return
        for chunk in batches(sorted(ending), CHUNK):
            children = UnitVersion.objects.filter(LASTS, parent__in=chunk).filter(lasting(self.day))
            for version in children.select_related("unit", "parent").order_by("path", "valid_from"):
                above = ending[version.parent_id or 0]
                place, heir = self.plan.places.get(version.unit.code), self.heirs[above.unit.pk]
                if version.valid_from > self.day:
                    if version.opened_by_id:
                        refuse_later(UnitVersion.objects.filter(pk=version.pk), self.day)
                    who = f"{version.name} (từ ngày {said(version.valid_from)})"
                    raise OrgError("orphans", f"{above.name} còn {who} sẽ trực thuộc; hãy chuyển đơn vị đó trước.")
                if place and (place.ends or place.is_moved):
                    continue
                if heir is None:
                    raise OrgError(
                        "orphans",
                        f"{above.name} còn đơn vị trực thuộc: {version.name}. Hãy chọn đơn vị kế thừa, hoặc "
                        "thêm nội dung chuyển các đơn vị trực thuộc.",
                    )
                self.versions[version.unit_id] = version
                place = place or self._add(version.unit, version)
                if place.unit != heir:
                    place.parent, place.is_moved = heir, True
        for place in self.plan.places.values():
            if not place.ends and place.parent and place.parent.pk in ending:
                if place.unit == self.heirs[place.parent.pk]:  # a child takes over from its superior: it rises to where that stood
                    place.parent, place.is_moved = self._above(ending[place.parent.pk]), True
                if place.parent and place.parent.pk in ending:
                    raise OrgError(
                        "superior_ends",
                        f"{place.parent.name} cũng kết thúc ngày ấy nên không thể là cấp trên của {place.name}.",
                    )
        for predecessor, successor in self.plan.successions:
            if successor.pk in ending:
                raise OrgError("superior_ends", f"{successor.name} cũng kết thúc ngày ấy nên không thể kế thừa {predecessor.name}.")

    def _above(self, place: Place) -> OrgUnit | None:
        """Where an ending unit stands."""
        if place.parent and place.parent.pk not in self.versions:
            self.versions |= {version.unit_id: version for version in _on(self.day, [place.parent.pk])}
        return place.parent

    def _find_paths(self) -> None:
        """The path of every place after the change; codes stand in for the ids of created units until these have some."""
        steps = {place.unit.code: f"{10**PATH_STEP - 1 - index:0{PATH_STEP}d}" for index, place in enumerate(self.plan.created)}
        find_paths(self.plan, self.versions, steps)


def _check_area(area: Area | None, day: date) -> None:
    if area is None or area.valid_from > day or (area.valid_to is not None and area.valid_to <= day):
        raise OrgError("bad_area", f"Địa bàn {area or 'đã chọn'} không có vào ngày {said(day)}; hãy chọn lại.")


def _twice(place: Place) -> OrgError:
    return OrgError("twice", f"{place.name} được thay đổi theo hai cách trái nhau trong cùng quyết định; hãy giữ một nội dung.")


def _by_codes(codes: Iterable[str]) -> Iterator[OrgUnit]:
    for chunk in batches(sorted(codes), CHUNK):
        yield from OrgUnit.objects.filter(code__in=chunk)


def _on(day: date, ids: Sequence[int]) -> Iterator[UnitVersion]:
    for chunk in batches(sorted(ids), CHUNK):
        yield from UnitVersion.objects.filter(valid_on(day), unit__in=chunk).select_related("parent")
