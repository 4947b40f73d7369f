"""The registers of documents sent and received: which numbers are free, how the next one is drawn, where a book begins
(NĐ 30/2020, Điều 15, 22)."""

from datetime import datetime
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.db.models import F

from directives.drafting import HIGHEST_NUMBER
from directives.models import Directive, Register, RegisterEntry
from directives.queries import SHARED_SERIES, series_of
from directives.services.errors import DirectiveError
from directives.services.moving import given_reason
from directives.services.rows import within
from org_hierarchy.models import OrgUnit, Person
from records.events import record

LONGEST_NOTE = 300


def register_of(unit_id: int, direction: str, year: int, series: str = SHARED_SERIES) -> Register:
    register, _ = Register.objects.get_or_create(unit_id=unit_id, direction=direction, series=series, year=year)
    return register


def hold(register: Register) -> None:
    """Keep the book until commit: whoever draws from it at the same time waits, and then sees what was done."""
    Register.objects.filter(pk=register.pk).update(last_number=F("last_number"))


def hold_year(unit_id: int, year: int) -> None:
    """Keep all books of documents sent of a year until commit, by the one that is always there: which types share one may not change
    between the question and the number."""
    hold(register_of(unit_id, Register.Direction.OUT, year))


def book_for(directive: Directive, year: int) -> Register:
    """The book in which the directive is numbered in that year, kept until commit together with the rule that says so."""
    hold_year(directive.issuer_id, year)
    return register_of(directive.issuer_id, Register.Direction.OUT, year, series_of(directive.issuer_id, directive.kind, year))


def draw(register: Register) -> int:
    """The next number of the book."""
    hold(register)
    number: int = Register.objects.values_list("last_number", flat=True).get(pk=register.pk) + 1
    Register.objects.filter(pk=register.pk).update(last_number=number)
    return number


def give(register: Register, number: int, *, reason: str, by: Person | None, at: datetime) -> dict[str, Any]:
    """Have a particular number be free to be entered, one that a paper bears already; what is to be said of it where it does not follow.

    What it leaves out becomes a line of the book: {"left_out": [first, last], "reason"}. A number behind the last one must be of such a
    line, {"filled": its reason}, or of those that were given before the book was begun here. In the caller's transaction.
    Raises DirectiveError: `bad_value`, `reason_missing`, `too_long`, `number_taken` (given, voided, or never left out).
    """
    if not 1 <= number <= HIGHEST_NUMBER:
        raise DirectiveError("bad_value", f"Số phải từ 1 đến {HIGHEST_NUMBER}. Hãy kiểm tra lại số ghi trên văn bản giấy.")
    hold(register)
    register.refresh_from_db()
    if number <= register.started_after:
        return {}
    if number <= register.last_number:
        return {"filled": _taken_from_gap(register, number)}
    Register.objects.filter(pk=register.pk).update(last_number=number)
    first, last = register.last_number + 1, number - 1
    if first > last:
        return {}
    words = f"Số kế tiếp của sổ là {first:02d}. Cấp số {number:02d} thì các số ở giữa bị bỏ trống: hãy ghi lý do, lý do được in trong sổ."
    reason = within("Lý do", given_reason(reason, words), LONGEST_NOTE)
    leave_out(register, first, last, reason=reason, by=by, at=at)
    return {"left_out": [first, last], "reason": reason}


def leave_out(register: Register, first: int, last: int, *, reason: str, by: Person | None, at: datetime) -> RegisterEntry:
    """Write one line for numbers that are left out of a book, with the reason. Raises DirectiveError `number_taken`."""
    return enter(register, first, through=last, note=reason, by=by, at=at)


def _taken_from_gap(register: Register, number: int) -> str:
    """Part the line of numbers left out around this one, which is free then; its reason. Raises DirectiveError `number_taken`."""
    around = register.entries.filter(directive=None, voided_at=None, number__lte=number, through__gte=number).first()
    if around is None:
        raise _number_taken(number, register)
    first, last = around.number, cast(int, around.through)
    if first == last:
        around.delete()  # its reason goes on with the document that takes its place
    elif first == number:
        register.entries.filter(pk=around.pk).update(number=number + 1)
    else:
        register.entries.filter(pk=around.pk).update(through=number - 1)
        if number < last:
            leave_out(register, number + 1, last, reason=around.note, by=around.entered_by, at=around.entered_at)
    return around.note


def _number_taken(number: int, register: Register) -> DirectiveError:
    words = f"Số {number:02d} của năm {register.year} đã cấp, đã hủy, hoặc nhỏ hơn số cuối của sổ mà không phải số đã bỏ trống"
    return DirectiveError("number_taken", f"{words}. Hãy để trống ô số để hệ thống cấp số kế tiếp.")


def enter(register: Register, number: int, *, by: Person | None, at: datetime, **what: Any) -> RegisterEntry:
    try:
        with transaction.atomic():
            return RegisterEntry.objects.create(register=register, number=number, entered_by=by, entered_at=at, **what)
    except IntegrityError as error:
        raise _number_taken(number, register) from error


@transaction.atomic
def start_register(unit: OrgUnit, *, direction: str, series: str, year: int, first: int, by: Person | None, at: datetime) -> Register:
    """Begin a book at `first`, because the numbers before it were given on paper or in another system; they are never drawn here.

    Only upwards: a book never goes back. In a book that has numbers already, what is left out is a line of it.
    Raises DirectiveError: `bad_value`, `not_upwards` (the message says the least number).
    """
    if not 1 < first <= HIGHEST_NUMBER:
        raise DirectiveError("bad_value", f"Số bắt đầu phải từ 2 đến {HIGHEST_NUMBER}. Sổ mới tự bắt đầu từ số 1.")
    register = register_of(unit.pk, direction, year, series)
    hold(register)
    register.refresh_from_db()
    before = {"started_after": register.started_after, "last_number": register.last_number}
    if register.last_number >= first - 1:
        words = f"Sổ này đã đến số {register.last_number} nên chỉ bắt đầu được từ số lớn hơn {register.last_number + 1}"
        raise DirectiveError("not_upwards", f"{words}; số đã cấp không lấy lại. Hãy kiểm tra số cuối cùng trong sổ giấy.")
    if register.entries.exists():
        given = f"Số đã cấp ngoài hệ thống; sổ tiếp tục từ số {first:02d}"
        leave_out(register, register.last_number + 1, first - 1, reason=given, by=by, at=at)
    else:
        register.started_after = first - 1
    register.last_number = first - 1
    register.save(update_fields=["started_after", "last_number"])
    after = {"started_after": register.started_after, "last_number": first - 1, "direction": direction, "series": series, "year": year}
    record("directives.register_started", unit, by=by, at=at, before=before, after=after)
    return register
