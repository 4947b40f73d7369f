"""Cách đánh số: which types of a unit's documents share a series of numbers (NĐ 30/2020, Điều 15 leaves it to the head of the office)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from directives.models import Directive, Register, RegisterEntry, SeriesRule
from directives.queries import COPIES, SHARED_SERIES, series_by_kind, series_rules
from directives.services.errors import DirectiveError
from directives.services.registers import hold_year
from directives.services.rows import one_line, within
from org_hierarchy.models import OrgUnit, Person
from records.events import record
from records.text import fold

LAST_YEAR = 2100


@transaction.atomic
def set_series(unit: OrgUnit, *, series: Mapping[str, str], from_year: int, by: Person | None, at: datetime, today: date) -> int:
    """Number each of these types (code → series) in that series from 1 January of a year on; returns how many rules changed.

    A name that differs from one in use by case or marks alone is that one; blank means the series that all types share.
    Raises DirectiveError: `bad_value` (an unknown type), `past_year`, `far_year`, `too_long`, `series_reserved` (that of copies), and
    `numbers_drawn`: a number of the type stands in another series of such a year already.
    """
    if from_year < today.year:
        raise DirectiveError("past_year", f"Cách đánh số chỉ đặt từ năm {today.year} trở đi; số của năm trước giữ nguyên.")
    if from_year > LAST_YEAR:
        raise DirectiveError("far_year", f"Hãy ghi năm từ {today.year} đến {LAST_YEAR}.")
    if unknown := sorted(set(series) - set(Directive.Kind.values)):
        raise DirectiveError("bad_value", f"Không có loại văn bản “{unknown[0]}”. Hãy chọn lại trong danh sách.")
    hold_year(unit.pk, from_year)
    known = {fold(rule.series): rule.series for rule in series_rules(unit)} | {fold(SHARED_SERIES): SHARED_SERIES, "": SHARED_SERIES}
    wanted: dict[str, str] = {}
    for kind, words in series.items():
        name = within("Tên sổ", one_line(words), 20)
        if fold(name) == fold(COPIES):
            raise DirectiveError("series_reserved", "Sổ “sao” dành riêng cho bản sao. Hãy đặt tên khác cho sổ này.")
        wanted[kind] = known.setdefault(fold(name), name)
    now = series_by_kind(unit.pk, from_year)
    changed = {kind: name for kind, name in wanted.items() if now[kind] != name}
    _refuse_drawn(unit, changed, from_year)
    for kind, name in changed.items():
        SeriesRule.objects.update_or_create(unit=unit, kind=kind, from_year=from_year, defaults={"series": name})
    if changed:
        before = {kind: now[kind] for kind in changed}
        record("directives.series_set", unit, by=by, at=at, before=before, after=changed | {"from_year": from_year})
    return len(changed)


def _refuse_drawn(unit: OrgUnit, changed: Mapping[str, str], from_year: int) -> None:
    """A type never changes its series within a year: its numbers would begin anew beside those given."""
    drawn = RegisterEntry.objects.filter(register__unit=unit, register__direction=Register.Direction.OUT, copy=None)
    drawn = drawn.filter(register__year__gte=from_year, directive__kind__in=changed)
    found = drawn.order_by("register__year").values_list("directive__kind", "register__series", "register__year").first()
    if found:
        kind, series, year = found
        words = f"{Directive.Kind(kind).label} năm {year} đã có số trong sổ “{series}” nên không đổi sổ trong năm đó"
        raise DirectiveError("numbers_drawn", f"{words}. Hãy đặt từ năm {year + 1}.")
