"""The registers of documents sent and received: which numbers are free, how the next one is drawn, where a book begins
(NĐ 30/2020, Điều 15, 22)."""

from datetime import datetime
from itertools import count
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from directives.drafting import HIGHEST_NUMBER
from directives.models import Directive, Register, RegisterEntry
from directives.queries import SHARED_SERIES, kinds_in_series, series_of
from directives.services.errors import DirectiveError
from org_hierarchy.models import OrgUnit, Person
from records.events import record


def refuse_taken_number(directive: Directive, at: datetime) -> None:
    """A number that came with the text must be free before anything is signed, for afterwards the text is frozen.

    A number that was voided is not free. One that was given outside the system, before its book was begun here, is: the text that bears it
    is that document.
    """
    if directive.number is None:
        return
    year = (directive.issued_date or timezone.localdate(at)).year
    series = series_of(directive.issuer_id, directive.kind, year)
    given = RegisterEntry.objects.filter(
        register__unit=directive.issuer_id, register__direction=Register.Direction.OUT, number=directive.number
    )
    given = given.filter(register__series=series, register__year=year).exclude(directive=directive, voided_at=None)
    if given.exists() or _borne(directive.issuer_id, year, series).filter(number=directive.number).exclude(pk=directive.pk).exists():
        raise _number_taken(directive.number, year)


def _borne(unit_id: int, year: int, series: str) -> QuerySet[Directive]:
    """The unit's signed texts of a series that came with a number, which the clerk has not entered yet."""
    kinds = kinds_in_series(unit_id, series, year)
    waiting = Directive.objects.filter(issuer=unit_id, kind__in=kinds, status=Directive.Status.SIGNED, number__isnull=False)
    return waiting.filter(Q(issued_date__year=year) | Q(issued_date=None))


def _number_taken(number: int, year: int) -> DirectiveError:
    words = f"Số {number:02d} của năm {year} đã cấp cho văn bản khác hoặc đã hủy. Hãy bỏ trống số trong dự thảo để hệ thống cấp số kế tiếp."
    return DirectiveError("number_taken", words)


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
    """The next number, past those that signed texts bear: they get them whenever the clerk enters them."""
    hold(register)
    number: int = Register.objects.values_list("last_number", flat=True).get(pk=register.pk) + 1
    if register.direction == Register.Direction.OUT:
        waiting = _borne(register.unit_id, register.year, register.series).filter(number__gte=number)
        borne = set(waiting.values_list("number", flat=True))
        number = next(free for free in count(number) if free not in borne)
    Register.objects.filter(pk=register.pk).update(last_number=number)
    return number


def take(register: Register, number: int) -> int:
    Register.objects.filter(pk=register.pk).update(last_number=Greatest(F("last_number"), number))
    return number


def enter(register: Register, number: int, *, by: Person | None, at: datetime, **what: Any) -> RegisterEntry:
    try:
        with transaction.atomic():
            return RegisterEntry.objects.create(register=register, number=number, entered_by=by, entered_at=at, **what)
    except IntegrityError as error:
        raise _number_taken(number, register.year) from error


@transaction.atomic
def start_register(unit: OrgUnit, *, direction: str, series: str, year: int, first: int, by: Person | None, at: datetime) -> Register:
    """Begin a book at `first`, because the numbers before it were given on paper or in another system; they are never drawn here.

    Only upwards: a book never goes back. Raises DirectiveError: `bad_value`, `not_upwards` (the message says the least number).
    """
    if not 1 < first <= HIGHEST_NUMBER:
        raise DirectiveError("bad_value", f"Số bắt đầu phải từ 2 đến {HIGHEST_NUMBER}. Sổ mới tự bắt đầu từ số 1.")
    register = register_of(unit.pk, direction, year, series)
    before = {"started_after": register.started_after}
    begun = Register.objects.filter(pk=register.pk, last_number__lt=first - 1)
    if begun.update(started_after=first - 1, last_number=first - 1) != 1:
        register.refresh_from_db()
        words = f"Sổ này đã đến số {register.last_number} nên chỉ bắt đầu được từ số lớn hơn {register.last_number + 1}"
        raise DirectiveError("not_upwards", f"{words}; số đã cấp không lấy lại. Hãy kiểm tra số cuối cùng trong sổ giấy.")
    register.started_after = register.last_number = first - 1
    after = {"started_after": register.started_after, "direction": direction, "series": series, "year": year}
    record("directives.register_started", unit, by=by, at=at, before=before, after=after)
    return register
