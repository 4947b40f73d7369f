"""The registers of documents sent and received: which numbers are free, and how the next one is drawn (NĐ 30/2020, Điều 15, 22)."""

from datetime import datetime
from itertools import count
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from directives.models import Directive, Register, RegisterEntry
from directives.services.errors import DirectiveError
from org_hierarchy.models import Person

SHARED_SERIES = "chung"
"""One series for all of a unit's types (NĐ 30/2020, Điều 15 leaves to its head which types share one)."""


def refuse_taken_number(directive: Directive, at: datetime) -> None:
    """A number that came with the text must be free before anything is signed, for afterwards the text is frozen."""
    if directive.number is None:
        return
    year = (directive.issued_date or timezone.localdate(at)).year
    given = RegisterEntry.objects.filter(
        register__unit=directive.issuer_id, register__direction=Register.Direction.OUT, number=directive.number
    )
    given = given.filter(register__series=SHARED_SERIES, register__year=year).exclude(directive=directive)
    if given.exists() or _borne(directive.issuer_id, year).filter(number=directive.number).exclude(pk=directive.pk).exists():
        raise _number_taken(directive.number, year)


def _borne(unit_id: int, year: int) -> QuerySet[Directive]:
    """The unit's signed texts that came with a number, which the clerk has not entered yet."""
    waiting = Directive.objects.filter(issuer=unit_id, status=Directive.Status.SIGNED, number__isnull=False)
    return waiting.filter(Q(issued_date__year=year) | Q(issued_date=None))


def _number_taken(number: int, year: int) -> DirectiveError:
    words = f"Số {number:02d} của năm {year} đã cấp cho văn bản khác. Hãy bỏ trống số trong dự thảo để hệ thống cấp số kế tiếp."
    return DirectiveError("number_taken", words)


def register_of(unit_id: int, direction: str, year: int) -> Register:
    register, _ = Register.objects.get_or_create(unit_id=unit_id, direction=direction, series=SHARED_SERIES, year=year)
    return register


def hold(register: Register) -> None:
    """Keep the book until commit: whoever draws from it at the same time waits, and then sees what was done."""
    Register.objects.filter(pk=register.pk).update(last_number=F("last_number"))


def draw(register: Register) -> int:
    """The next number, past those that signed texts bear: they get them whenever the clerk enters them."""
    hold(register)
    number: int = Register.objects.values_list("last_number", flat=True).get(pk=register.pk) + 1
    if register.direction == Register.Direction.OUT:
        borne = set(_borne(register.unit_id, register.year).filter(number__gte=number).values_list("number", flat=True))
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
