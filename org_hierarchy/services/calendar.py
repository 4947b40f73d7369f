"""The days that differ from the computed calendar, for the whole system: Tết and the swaps are decided every year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from org_hierarchy.calendar import FIRST_YEAR, LAST_YEAR, Calendar
from org_hierarchy.calendar.decided import decided_days
from org_hierarchy.models import CalendarDay, Person
from org_hierarchy.services.errors import OrgError
from records.events import record
from records.text import nfc

LONGEST = 200  # characters of a reason or a decision


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day to set: worked or off, why, and the decision that says so (blank: an office's own reason, a storm)."""

    day: date
    is_working: bool
    reason: str
    decision: str = ""


@dataclass(frozen=True, slots=True)
class LoadedDays:
    """What loading did: `added` days; `kept` were there, of which `differing` say another thing than the decision on file."""

    added: int
    kept: int
    differing: tuple[date, ...]


def set_day(day: date, *, is_working: bool, reason: str, decision: str = "", by: Person | None, at: datetime) -> CalendarDay:
    """Say that a day is worked or off, against the computed calendar. Raises OrgError as `set_days` does."""
    return set_days([DayRow(day, is_working, reason, decision)], by=by, at=at)[0]


@transaction.atomic
def set_days(rows: Sequence[DayRow], *, by: Person | None, at: datetime) -> list[CalendarDay]:
    """Set many days at once, all or none, each with its event; returns them in the order of the rows.

    A day that a decision names may say what is computed anyway: the number is worth keeping.

    Raises OrgError: `far_year` (outside the lunar table, 1901 to 2100), `no_reason`, `bad_value` (too long), `set_twice` (in these rows),
    `already_set` (in the table), `needless` (the calendar says so without it, and no decision is named).
    """
    clean = [DayRow(row.day, row.is_working, nfc(row.reason), nfc(row.decision)) for row in rows]
    for row in clean:
        _check(row)
    days = [row.day for row in clean]
    if len(set(days)) < len(days):
        raise OrgError("set_twice", "Một ngày được ghi hai lần; hãy giữ một dòng cho mỗi ngày.")
    computed = Calendar({}, min(days), max(days)) if days else None
    for row in clean:
        if computed and not row.decision and computed.is_working_day(row.day) == row.is_working:
            what = "ngày làm việc" if row.is_working else "ngày nghỉ"
            raise OrgError("needless", f"Ngày {row.day:%d/%m/%Y} vốn đã là {what}; chỉ ghi những ngày khác với lịch chung.")
    if there := CalendarDay.objects.filter(day__in=days).order_by("day").first():
        raise _already_set(there.day)
    try:
        with transaction.atomic():
            made = CalendarDay.objects.bulk_create(
                CalendarDay(day=row.day, is_working=row.is_working, reason=row.reason, decision=row.decision) for row in clean
            )
    except IntegrityError as error:  # somebody else set one of them meanwhile
        raise _already_set(days[0]) from error
    for day in made:
        record("org_hierarchy.calendar_day_set", day, by=by, at=at, after=_facts(day))
    return made


def swap_days(off: date, worked: date, *, decision: str, by: Person | None, at: datetime) -> tuple[CalendarDay, CalendarDay]:
    """Take one working day off and work another day for it, as a decision says (hoán đổi); returns the day off, then the day worked.

    Raises OrgError `no_decision` (a swap is always decided), `not_exchangeable` (the first is no working day, or the second is one) and as
    `set_days` does.
    """
    if not nfc(decision):
        raise OrgError("no_decision", "Hãy ghi số, ngày của văn bản cho hoán đổi ngày làm việc.")
    for day in (off, worked):
        _check_year(day)
    computed = Calendar({}, min(off, worked), max(off, worked))
    if not computed.is_working_day(off):
        raise OrgError("not_exchangeable", f"Ngày {off:%d/%m/%Y} vốn đã nghỉ; hãy chọn một ngày làm việc để nghỉ.")
    if computed.is_working_day(worked):
        raise OrgError("not_exchangeable", f"Ngày {worked:%d/%m/%Y} vốn đã làm việc; hãy chọn một ngày nghỉ để làm bù.")
    rows = [
        DayRow(off, False, f"Nghỉ hoán đổi với ngày {worked:%d/%m/%Y}", decision),
        DayRow(worked, True, f"Làm bù cho ngày {off:%d/%m/%Y}", decision),
    ]
    first, second = set_days(rows, by=by, at=at)
    return first, second


@transaction.atomic
def clear_day(day: CalendarDay, *, by: Person | None, at: datetime) -> None:
    """Let a day be again what the calendar computes. Raises OrgError `gone` when somebody cleared it meanwhile."""
    deleted, _ = CalendarDay.objects.filter(pk=day.pk).delete()
    if not deleted:
        raise OrgError("gone", f"Ngày {day.day:%d/%m/%Y} không còn trong bảng; hãy tải lại trang.")
    record("org_hierarchy.calendar_day_cleared", day, by=by, at=at, before=_facts(day))


@transaction.atomic
def load_decided_days(*, at: datetime) -> LoadedDays:
    """Add the official decisions on file whose days the table does not have; what an administrator has set stays."""
    decided = decided_days()
    there = dict(CalendarDay.objects.values_list("day", "is_working"))
    new = [DayRow(row.day, row.is_working, row.reason, row.decision) for row in decided if row.day not in there]
    set_days(new, by=None, at=at)
    differing = tuple(row.day for row in decided if there.get(row.day, row.is_working) != row.is_working)
    return LoadedDays(len(new), len(decided) - len(new), differing)


def _check(row: DayRow) -> None:
    _check_year(row.day)
    if not row.reason:
        raise OrgError("no_reason", f"Hãy ghi lý do cho ngày {row.day:%d/%m/%Y}.")
    if max(len(row.reason), len(row.decision)) > LONGEST:
        raise OrgError("bad_value", f"Lý do và số văn bản dài nhất {LONGEST} ký tự; hãy viết gọn lại.")


def _check_year(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise OrgError("far_year", f"Lịch chỉ tính từ năm {FIRST_YEAR} đến năm {LAST_YEAR}; hãy xem lại năm.")


def _already_set(day: date) -> OrgError:
    return OrgError("already_set", f"Ngày {day:%d/%m/%Y} đã có trong bảng; hãy xoá dòng cũ trước khi ghi lại.")


def _facts(day: CalendarDay) -> dict[str, object]:
    return {"day": str(day.day), "is_working": day.is_working, "reason": day.reason, "decision": day.decision}
