"""How well documents are read: what reading proposed beside what its drafters corrected, summed where the rows are."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from directives.corrections import FIELDS, STRUCTURE
from directives.models import Correction, Directive, ProposedField
from directives.queries import of_issuing_side
from org_hierarchy.models import OrgUnit, Person, UnitGrant
from org_hierarchy.queries import administered_by


@dataclass(frozen=True, slots=True)
class Quality:
    """Of some part of what was read: how many values, how many of them were corrected or struck out, and how many more were overlooked."""

    label: str
    read: int
    corrected: int
    missed: int

    @property
    def percent(self) -> float | None:
        """How many of 100 values read were corrected; None where nothing was read."""
        return min(100 * self.corrected / self.read, 100.0) if self.read else None


def measured_by(person: Person) -> QuerySet[Directive]:
    """The directives whose reading the person may judge: of units that the person reviews for or administers, once a draft was submitted.

    A draft that is still worked on says nothing yet: its mistakes may not have been seen. One query, and what is returned.
    """
    if not person.is_active:
        return Directive.objects.none()
    reviewed = UnitGrant.objects.filter(group__user=person, permission__codename="review_unit").values("content_object")
    below = Q(pk__in=OrgUnit.objects.none()) if not person.is_superuser else Q()
    for path in () if person.is_superuser else administered_by(person).values_list("path", flat=True):
        below |= Q(path__startswith=path)
    units = OrgUnit.objects.filter(Q(pk__in=reviewed) | below)
    theirs = Q(issuer__in=units.values("pk")) | Q(drafting_unit__in=units.values("pk"))
    return Directive.objects.filter(theirs, proposal__isnull=False).exclude(status=Directive.Status.DRAFT)


def may_measure(person: Person) -> bool:
    """Whether the person reviews for or administers any unit. Two queries at most."""
    reviews = UnitGrant.objects.filter(group__user=person, permission__codename="review_unit")
    return person.is_active and (person.is_superuser or reviews.exists() or administered_by(person).exists())


def by_field(directives: QuerySet[Directive]) -> list[Quality]:
    """Each field, in the order of the page, those never read left out. Two queries."""
    rows = _grouped(directives, F("field"), lambda field: "task" if field in STRUCTURE else field)
    return [Quality(label, *rows[field]) for field, label in FIELDS.items() if field in rows]


def by_kind(directives: QuerySet[Directive]) -> list[Quality]:
    """Each type of document, the most read first. Two queries."""
    rows = _grouped(directives, F("directive__kind"))
    ordered = sorted(rows.items(), key=lambda row: (-row[1][0], row[0]))
    return [Quality(str(Directive.Kind(kind).label), *counts) for kind, counts in ordered]


def by_month(directives: QuerySet[Directive]) -> list[Quality]:
    """Each month in which documents were read, the latest first, as "MM/YYYY". Two queries."""
    rows = _grouped(directives, TruncMonth("directive__proposal__read_at"), lambda moment: date(moment.year, moment.month, 1))
    return [Quality(f"{month:%m}/{month.year}", *rows[month]) for month in sorted(rows, reverse=True)]


def months(directives: QuerySet[Directive]) -> list[date]:
    """The first days of the months in which they were read, the latest first. One query."""
    found = directives.order_by().annotate(month=TruncMonth("proposal__read_at")).values_list("month", flat=True).distinct()
    return sorted({date(month.year, month.month, 1) for month in found}, reverse=True)


def worst(directives: QuerySet[Directive], person: Person, *, limit: int) -> list[Correction]:
    """The corrections of what reading was surest of, then the latest; only where the person sees the drafting. One query."""
    seen = directives.filter(pk__in=of_issuing_side(person).values("pk"))
    found = Correction.objects.filter(directive__in=seen.values("pk")).select_related("directive").defer("directive__source_text")
    return list(found.order_by(F("confidence").desc(nulls_last=True), "-at", "-pk")[:limit])


def _grouped(directives: QuerySet[Directive], by: Any, key: Callable[[Any], Any] = lambda value: value) -> dict[Any, tuple[int, int, int]]:
    """Read, corrected, missed by group. A body or a head line that nobody filled counts in neither."""
    ids = directives.order_by().values("pk")
    read: dict[Hashable, int] = {}
    for row in ProposedField.objects.filter(directive__in=ids).values(group=by).order_by().annotate(total=Sum("count")):
        read[key(row["group"])] = read.get(key(row["group"]), 0) + row["total"]
    changed: dict[Hashable, list[int]] = {}
    corrections = Correction.objects.filter(directive__in=ids).values(group=by).order_by()
    for row in corrections.annotate(overlooked=Count("pk", filter=Q(before="")), total=Count("pk")):
        counts = changed.setdefault(key(row["group"]), [0, 0])
        counts[0] += row["total"] - row["overlooked"]
        counts[1] += row["overlooked"]
    nothing = [0, 0]
    return {group: (read.get(group, 0), changed.get(group, nothing)[0], changed.get(group, nothing)[1]) for group in {*read, *changed}}
