"""Units through the API: a name as written on a day, a unit with those above it on a day, and why one may or may not do something."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router
from pydantic import BeforeValidator

from org_hierarchy.access import person_of
from org_hierarchy.models import OrgUnit, UnitVersion, valid_on
from org_hierarchy.names import Directory, members
from org_hierarchy.queries import above_on, units_of, version_on
from org_hierarchy.rights import Verdict, acts_on, acts_with_names, may
from org_hierarchy.sight import sighting
from records.api import LARGEST_KEY, REFUSALS, Answer, Key, Missing

router = Router(tags=["Đơn vị và quyền"])

LONGEST_NAME = 300
MOST_MEMBERS = 100
"""Units of a group that are listed; `total` counts all."""


def _as_written(day: str) -> date:
    """A day as yyyy-mm-dd alone: the library would also take a number of seconds for one."""
    found = date.fromisoformat(day) if len(day) == len("yyyy-mm-dd") else None
    if found is None or not 1900 <= found.year <= 2100:
        raise ValueError("cần một ngày dạng yyyy-mm-dd, từ năm 1900 đến năm 2100")
    return found


Day = Annotated[date, BeforeValidator(_as_written)]
DAY = Query(description="Ngày, dạng yyyy-mm-dd; bỏ trống là hôm nay")


class UnitBrief(Answer):
    """A unit by the name that it had on the day asked about, or has now when it was not there then."""

    id: int
    code: str
    name: str


class Candidate(Answer):
    """A unit that the name might mean, and why."""

    unit: UnitBrief
    reason: str


class Members(Answer):
    """A phrase that means many units: how many there were on the day, and the first of them by path."""

    label: str
    total: int
    units: list[UnitBrief]


class Resolved(Answer):
    """What a name means: one unit, or a group, or neither; then why, and the candidates, the likeliest first."""

    name: str
    on: date
    context: UnitBrief
    unit: UnitBrief | None
    group: Members | None
    reason: str
    candidates: list[Candidate]


class UnitOnDay(UnitBrief):
    """A unit on a day; `above` is its line of command of that day, the root first."""

    on: date
    short_name: str
    symbol: str
    kind: str
    line: str
    level: str
    above: list[UnitBrief]


class Right(Answer):
    """The right that decides, and at which unit it is needed."""

    name: str
    unit: UnitBrief


class Why(Answer):
    """The answer for me: `rule` is stable, `reason` says it in Vietnamese, `right` is named where a post's right decides."""

    act: str
    label: str
    allowed: bool
    rule: str
    reason: str
    right: Right | None


@router.get(
    "/units",
    response={200: Resolved, **REFUSALS},
    summary="Tìm đơn vị theo tên như ghi trong văn bản",
    description="Trả về một đơn vị hoặc một nhóm khi chắc chắn; nếu không, trả về các khả năng kèm lý do. “context” là cơ quan viết tên "
    "đó (“Thành phố”, “các phòng, ban” là của cơ quan này); bỏ trống là đơn vị của bạn.",
)
def find_unit(
    request: HttpRequest,
    name: Annotated[str, Query(min_length=1, max_length=LONGEST_NAME, description="Tên như ghi trong văn bản")],
    on: Annotated[Day | None, DAY] = None,
    context: Annotated[int | None, Query(ge=1, le=LARGEST_KEY, description="Mã số của cơ quan viết")] = None,
) -> dict[str, object]:
    """As a letter of the context's office of that day would mean it; some thirty queries for a doubtful name."""
    day = on or timezone.localdate()
    office = _office(request, context)
    found = Directory(office, on=day).resolve(name)
    listed = members(found.group, on=day) if found.group else OrgUnit.objects.none()
    group_units = list(listed.order_by("path")[:MOST_MEMBERS]) if found.group else []
    offered = [one.unit for one in found.candidates]
    names = _names_on(day, [office, *offered, *group_units, *([found.unit] if found.unit else [])])
    return {
        "name": name,
        "on": day,
        "context": unit_brief(office, names),
        "unit": unit_brief(found.unit, names) if found.unit else None,
        "group": found.group
        and {"label": found.group.label, "total": listed.count(), "units": [unit_brief(one, names) for one in group_units]},
        "reason": found.reason,
        "candidates": [{"unit": unit_brief(one.unit, names), "reason": one.reason} for one in found.candidates],
    }


def _office(request: HttpRequest, context: int | None) -> OrgUnit:
    if context is not None:
        return get_object_or_404(OrgUnit, pk=context)
    office = units_of(person_of(request), on=timezone.localdate()).first()
    if office is None:
        raise Missing("Bạn chưa được bổ nhiệm vào đơn vị nào; hãy cho biết cơ quan viết (context).")
    return office


@router.get(
    "/units/{pk}",
    response={200: UnitOnDay, **REFUSALS},
    summary="Một đơn vị và các cơ quan cấp trên của nó vào một ngày",
    description="Tên, cấp trên như của ngày đó; ngày đơn vị không hoạt động thì trả về 404.",
)
def unit(request: HttpRequest, pk: Key, on: Annotated[Day | None, DAY] = None) -> dict[str, object]:  # noqa: ARG001 - everybody who signs in knows the units
    """Not found on a day on which it did not exist. Three queries."""
    day = on or timezone.localdate()
    found = get_object_or_404(OrgUnit, pk=pk)
    version = version_on(found, day)
    if version is None:
        raise Missing(f"{found.name} không hoạt động vào ngày {day:%d/%m/%Y}; hãy chọn ngày khác.")
    return {
        **unit_brief(found, {found.pk: version.name}),
        "on": day,
        "short_name": version.short_name,
        "symbol": version.symbol,
        "kind": found.kind,
        "line": found.line,
        "level": found.level,
        "above": [unit_brief(row.unit, {row.unit_id: row.name}) for row in above_on(day, version)],
    }


@router.get(
    "/why/{act}/{kind}/{pk}",
    response={200: Why, **REFUSALS},
    summary="Vì sao tôi làm được hoặc không làm được?",
    description="Ví dụ: /why/directive.sign/directives.directive/12. Với thứ bạn không được xem, chỉ nói vì sao không được xem.",
)
def why(request: HttpRequest, act: str, kind: str, pk: Key) -> dict[str, object]:
    """One act on one object with the rule that decides it for me, as on the page "why can't I?"."""
    model = acts_with_names().get(kind)
    label = dict(acts_on(model)).get(act) if model else None
    if model is None or label is None:
        raise Missing("Không có việc này với loại đối tượng này; hãy kiểm tra lại địa chỉ.")
    obj, person, known = get_object_or_404(model, pk=pk), person_of(request), sighting(kind)
    seen = may(person, known.view, obj) if known else None
    verdict = may(person, act, obj) if seen is None or seen else seen
    right = _right(verdict)
    return {
        "act": act,
        "label": label,
        "allowed": verdict.allowed,
        "rule": verdict.rule,
        "reason": verdict.reason or _allowed_by(right),
        "right": right and {"name": right[0], "unit": unit_brief(right[1])},
    }


def _right(verdict: Verdict) -> tuple[str, OrgUnit] | None:
    if verdict.grant is None:
        return None
    codename, at_unit = verdict.grant
    return {str(code): str(words) for code, words in OrgUnit._meta.permissions}[codename], at_unit


def _allowed_by(right: tuple[str, OrgUnit] | None) -> str:
    return f"Được: bạn có quyền “{right[0]}” tại {right[1].name}." if right else "Được theo quy tắc chung."


def _names_on(day: date, units: Iterable[OrgUnit]) -> dict[int, str]:
    """What these units were called on that day, by id; those that were not there are missing. One query."""
    rows = UnitVersion.objects.filter(valid_on(day), unit__in={one.pk for one in units})
    return dict(rows.values_list("unit_id", "name"))


def unit_brief(one: OrgUnit, names: Mapping[int, str] = MappingProxyType({})) -> dict[str, object]:
    """A UnitBrief, by the name in `names` where there is one."""
    return {"id": one.pk, "code": one.code, "name": names.get(one.pk, one.name)}
