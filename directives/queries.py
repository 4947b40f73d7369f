"""Answers about directives: which ones a person sees, whom they name, what the registers hold."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, When

from directives.models import (
    Basis,
    Directive,
    DirectiveGrant,
    DutyParty,
    OfficeRules,
    Opinion,
    Recipient,
    Register,
    RegisterEntry,
    SeriesRule,
)
from org_hierarchy.models import Keeping, OrgUnit, Person, UnitGrant
from org_hierarchy.names import Group, members
from org_hierarchy.queries import covering, signed_by_mandate
from records.models import Event

DEEPEST_CASCADE = 3  # from a ministry's office down to a commune
OUT = (Directive.Status.ISSUED, Directive.Status.CONCLUDED, Directive.Status.SUPERSEDED, Directive.Status.RECALLED)
"""It has gone out, whatever has become of it since."""
UNSIGNED = (
    Directive.Status.DRAFT,
    Directive.Status.RETURNED,
    Directive.Status.SUBMITTED,
    Directive.Status.CONTENT_APPROVED,
    Directive.Status.FORM_APPROVED,
)
"""Its text is not frozen yet."""
BEFORE_ISSUE = (*UNSIGNED, Directive.Status.SIGNED, Directive.Status.NUMBERED)
"""It has not gone out yet."""
HELD = (Recipient.Status.SENT, Recipient.Status.RECEIVED, Recipient.Status.TAKING_BACK)
"""The unit has the copy before its eyes, be it that it is asked for it; whoever refused it or gave it back sees the text no more."""
WROTE = ("directives.drafted", "directives.redrafted")
"""The events that leave a new version of the text."""


def acting_units(person: Person) -> QuerySet[UnitGrant, Any]:
    """The ids of the units that a person acts for, by guardian's rows; as a subquery (`content_object_id`). None when deactivated."""
    grants = UnitGrant.objects.filter(group__user=person, permission__codename="act_for_unit").values("content_object_id")
    return grants if person.is_active else grants.none()


def left_units(person: Person) -> QuerySet[Keeping, Any]:
    """The ids of the units that have ended and whose papers those keep that a person acts for; as a subquery (`unit_id`)."""
    return Keeping.objects.filter(keeper__in=acting_units(person)).values("unit_id")


def visible_to(person: Person) -> QuerySet[Directive]:
    """The directives that a person sees (domain rule 14), as one query of indexed sets and no row per right.

    Those that a unit of the person's issues or drafts; those sent to it, which includes whoever monitors, and not refused or given back;
    and below it, those that cite one of these and so carry it further down — not whatever else a lower unit writes. The same of units that
    have ended and whose papers it keeps. Those that the person may sign by mandate while they wait for the signature, and those that the
    person has signed. Until they go out, those on which a unit of the person's is asked. And those that were shown to the person by
    exception.
    """
    mine, left = acting_units(person), left_units(person)
    excepted = DirectiveGrant.objects.filter(user=person).values("content_object")
    signed = Directive.objects.filter(signer=person).values("pk")
    asked = Opinion.objects.filter(unit__in=mine, directive__status__in=BEFORE_ISSUE).values("directive")
    if not person.is_active:
        excepted, signed = excepted.none(), signed.none()
    to_sign = to_sign_by_mandate(person).values("pk")
    held = [*_held_by(mine), *_held_by(left), *_carried_further(mine, mine), *_carried_further(mine, left)]
    return Directive.objects.filter(pk__in=asked.union(to_sign, signed, excepted, *held))


def _held_by(units: QuerySet[Any, Any]) -> list[QuerySet[Any, Any]]:
    """The ids of what these units issued, drafted and were sent. Sets of their own, as each has an index."""
    issued, drafted = (Directive.objects.filter(**{f"{side}__in": units}).values("pk") for side in ("issuer", "drafting_unit"))
    return [issued, drafted, Recipient.objects.filter(unit__in=units, status__in=HELD).values("directive")]


def given_back_by(person: Person) -> QuerySet[Recipient]:
    """The copies that the person's units have refused or given back, of which they see just that. One query."""
    return Recipient.objects.filter(unit__in=acting_units(person)).exclude(status__in=HELD)


def to_sign_by_mandate(person: Person) -> QuerySet[Directive]:
    """The directives that wait for a signature and that the person may sign in the name of the issuer's head (TL., TUQ.), now."""
    mine = signed_by_mandate(person)
    covered = mine.filter(covering(OuterRef("kind")), content_object=OuterRef("issuer"))
    waiting = Directive.objects.filter(issuer__in=mine.values("content_object"), status=Directive.Status.FORM_APPROVED)
    return waiting.filter(Exists(covered))


def asked_of(person: Person) -> QuerySet[Opinion]:
    """What the person's units are asked and have not answered, of texts that are not signed; the nearest day first. One query."""
    waiting = Opinion.objects.filter(unit__in=acting_units(person), answered_at=None, directive__status__in=UNSIGNED)
    return waiting.select_related("unit", "directive__issuer").defer("directive__source_text").order_by("due_date", "pk")


def office_rules(unit: OrgUnit) -> OfficeRules:
    """The unit's rules for its documents; those that hold without any, when it has set none. One query."""
    return OfficeRules.objects.filter(unit=unit).first() or OfficeRules(unit=unit)


def exceptions_of(directive: Directive) -> QuerySet[DirectiveGrant]:
    """Who sees the directive by exception, with the reason and who gave it, in order. One query."""
    return _grants(directive, DirectiveGrant.CODENAME)


def drafters_of(directive: Directive) -> QuerySet[DirectiveGrant]:
    """Who drafts it together with the drafting unit, with the reason and who let them, in order. One query."""
    return _grants(directive, DirectiveGrant.DRAFT_TOGETHER)


def drafted_together(person: Person) -> QuerySet[DirectiveGrant, Any]:
    """The ids of the directives that the person drafts together with their drafting units; as a subquery. None when deactivated."""
    grants = DirectiveGrant.objects.filter(user=person, permission__codename=DirectiveGrant.DRAFT_TOGETHER).values("content_object")
    return grants if person.is_active else grants.none()


def drafts_shared_with(person: Person) -> QuerySet[Directive]:
    """The texts that the person was let draft with other units, until they are signed; what can be written first. One query."""
    shared = Directive.objects.filter(pk__in=drafted_together(person), status__in=UNSIGNED).select_related("issuer", "drafting_unit")
    writable = Case(When(status__in=[Directive.Status.DRAFT, Directive.Status.RETURNED], then=0), default=1)
    return shared.defer("source_text").order_by(writable, "-step_since", "-pk")


def _grants(directive: Directive, codename: str) -> QuerySet[DirectiveGrant]:
    grants = DirectiveGrant.objects.filter(content_object=directive, permission__codename=codename)
    return grants.select_related("user", "granted_by").order_by("granted_at", "pk")


def issuers_by_exception(people: Collection[int]) -> Iterable[tuple[int, int]]:
    """(person, issuer) of every directive that one of these people sees by exception. One query."""
    return DirectiveGrant.objects.filter(user__in=people).values_list("user", "content_object__issuer").distinct()


def of_issuing_side(person: Person) -> QuerySet[Directive]:
    """The directives that a unit of the person's issues or drafts, or that the person drafts with it: how they came about is their inner
    matter (domain rule 14), and of whoever keeps the papers once it has ended."""
    mine, left = acting_units(person), left_units(person)
    kept = Q(issuer__in=left) | Q(drafting_unit__in=left)
    return Directive.objects.filter(Q(issuer__in=mine) | Q(drafting_unit__in=mine) | Q(pk__in=drafted_together(person)) | kept)


def with_version(directives: QuerySet[Directive]) -> QuerySet[Directive]:
    """Each with its `version` (see `version_of`), of one moment with the row."""
    return directives.annotate(version=Subquery(_writings(OuterRef("pk")).values("id")[:1]))


def version_of(directive: Directive) -> int | None:
    """The id of the event that wrote its text last: a later text has a greater one. One query."""
    return _writings(directive.pk).values_list("id", flat=True).first()


def last_writing(directive: Directive) -> Event | None:
    """The event that wrote its text last, with who did it. One query."""
    return _writings(directive.pk).select_related("by").first()


def _writings(directive: int | OuterRef) -> QuerySet[Event]:
    wrote = Event.objects.filter(subject_type=Directive._meta.label_lower, subject_id=directive, action__in=WROTE)
    return wrote.order_by("-id")


def units_of_parties(parties: Iterable[DutyParty], *, on: date) -> dict[int, tuple[int, ...]]:
    """The unit ids that each party names, by the party's id; empty for one that nobody answers to. One query per different group."""
    answers: dict[int, tuple[int, ...]] = {}
    of_group: dict[str, tuple[int, ...]] = {}
    for party in parties:
        if party.unit_id is not None:
            answers[party.pk] = (party.unit_id,)
        elif party.group is not None:
            key = repr(sorted(party.group.items()))
            if key not in of_group:
                of_group[key] = tuple(members(Group.from_json(party.group), on=on).values_list("pk", flat=True))
            answers[party.pk] = of_group[key]
        else:
            answers[party.pk] = ()
    return answers


SHARED_SERIES = "chung"
"""One series for all of a unit's types, unless its rules say otherwise (NĐ 30/2020, Điều 15 leaves it to its head)."""
GIVEN_BACK = (Recipient.Status.REFUSED, Recipient.Status.TAKING_BACK, Recipient.Status.TAKEN_BACK)
"""The unit does not have, or may not use, the copy that it was sent."""
COPIES = "sao"
"""The one series of a unit's copies of all three kinds (NĐ 30/2020, Điều 26)."""


def series_rules(unit: OrgUnit) -> QuerySet[SeriesRule]:
    """What the unit has said of its series, the latest year first. One query."""
    return SeriesRule.objects.filter(unit=unit).order_by("-from_year", "kind")


def series_by_kind(unit_id: int, year: int) -> dict[str, str]:
    """The series of each type of the unit's documents in a year, by the code of the type. One query."""
    rules = SeriesRule.objects.filter(unit=unit_id, from_year__lte=year).order_by("from_year")
    return dict.fromkeys(Directive.Kind.values, SHARED_SERIES) | dict(rules.values_list("kind", "series"))


def series_of(unit_id: int, kind: str, year: int) -> str:
    """The series in which a type of the unit's documents is numbered in a year. One query."""
    return series_by_kind(unit_id, year)[kind]


def register_entries(unit: OrgUnit, year: int, direction: str, series: str = "") -> QuerySet[RegisterEntry]:
    """The lines of a unit's registers of a year (`Register.Direction`), of one series or of all, by number. One query."""
    lines = RegisterEntry.objects.filter(register__unit=unit, register__year=year, register__direction=direction)
    return (lines.filter(register__series=series) if series else lines).order_by("register__series", "number")


def series_in_use(unit: OrgUnit, year: int, direction: str) -> list[str]:
    """The series that the unit's books of a year have, the shared one first and that of copies last. At most two queries."""
    books = Register.objects.filter(unit=unit, year=year, direction=direction).values_list("series", flat=True)
    ruled = series_by_kind(unit.pk, year).values() if direction == Register.Direction.OUT else ()
    return sorted({SHARED_SERIES, *books, *ruled}, key=lambda name: (name == COPIES, name != SHARED_SERIES, name))


def live_entry(directive: Directive) -> RegisterEntry | None:
    """The line of its issuer's register that numbers the directive, unless it was voided. One query."""
    lines = RegisterEntry.objects.filter(directive=directive, recipient=None, copy=None, voided_at=None)
    return lines.select_related("register").first()


def duplicates_of(directive: Directive) -> QuerySet[Directive]:
    """Other directives of the same number, symbol and agency, of the same year where both say theirs (VAS §2.5); by id. One query."""
    if directive.number is None or not directive.symbol:
        return Directive.objects.none()
    same = Directive.objects.filter(issuer=directive.issuer_id, number=directive.number, symbol__iexact=directive.symbol)
    if directive.issued_date is not None:
        same = same.filter(Q(issued_date__year=directive.issued_date.year) | Q(issued_date=None))
    return same.exclude(pk=directive.pk).order_by("pk")


def doubled(directives: Iterable[Directive], *, among: QuerySet[Directive]) -> set[int]:
    """The ids of those, of these, that have the number, symbol and agency of another one among those, as `duplicates_of` has it. One query,
    none when no number is given."""
    numbered = [directive for directive in directives if directive.number is not None and directive.symbol]
    if not numbered:
        return set()
    issuers, numbers = ({getattr(one, name) for one in numbered} for name in ("issuer_id", "number"))
    alike = among.filter(issuer__in=issuers, number__in=numbers).order_by()
    others = list(alike.values_list("pk", "issuer", "number", "symbol", "issued_date"))
    return {one.pk for one in numbered if any(_is_double(one, *other) for other in others)}


def _is_double(one: Directive, pk: int, issuer: int, number: int | None, symbol: str, day: date | None) -> bool:
    is_same = (issuer, number, symbol.casefold()) == (one.issuer_id, one.number, one.symbol.casefold())
    return pk != one.pk and is_same and (day is None or one.issued_date is None or day.year == one.issued_date.year)


@dataclass(frozen=True, slots=True)
class Citations:
    """What a directive carries further: of each issued one, by id, the path of its issuer and the ids of those in the system it cites."""

    issuers: Mapping[int, str]
    of: Mapping[int, Sequence[int]]


def citations_up_from(directive: Directive) -> Citations:
    """The citations from a directive upwards, as far as a cascade is followed down in `visible_to`. One query per level."""
    issuers: dict[int, str] = {}
    of: dict[int, list[int]] = {}
    level = {directive.pk}
    for _ in range(DEEPEST_CASCADE):
        rows = Basis.objects.filter(directive__in=level, cited__isnull=False, directive__status__in=OUT)
        for pk, path, cited in rows.order_by("pk").values_list("directive", "directive__issuer__path", "cited"):
            issuers[pk] = path
            of.setdefault(pk, []).append(cited)
        level = {cited for pk in level for cited in of.get(pk, ())} - of.keys()
        if not level:
            break
    return Citations(issuers, of)


def _carried_further(mine: QuerySet[UnitGrant, Any], first: QuerySet[Any, Any]) -> list[QuerySet[Basis, Any]]:
    """What units below have issued to carry further a directive issued by or sent to the `first`; level by level, as a cascade goes
    down."""
    above = OrgUnit.objects.filter(pk__in=mine).annotate(
        below=ExpressionWrapper(OuterRef("directive__issuer__path"), output_field=CharField())
    )
    issued_below = Basis.objects.filter(
        Exists(above.filter(below__startswith=F("path"))),
        directive__status__in=OUT,
    )
    sent = Q(cited__recipients__unit__in=first, cited__recipients__status__in=HELD)
    level = issued_below.filter(Q(cited__issuer__in=first) | sent).values("directive")
    levels = [level]
    for _ in range(DEEPEST_CASCADE - 1):
        level = issued_below.filter(cited__in=level).values("directive")
        levels.append(level)
    return levels
