"""The second measure of compliance (domain rule 12): who has reported for the last period whose day has come."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from campaigns.models import Assignment, Campaign, ReportDue
from campaigns.queries import EXPECTED, counted_once

REPORTED = (ReportDue.Status.SUBMITTED, ReportDue.Status.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Freshness:
    """Of `owing` periodic assignments with a period whose last day has passed, how many have reported for the newest of them."""

    fresh: int = 0
    owing: int = 0

    @property
    def ratio(self) -> Decimal | None:
        """0 to 1 unrounded; None when nothing was due yet."""
        return Decimal(self.fresh) / Decimal(self.owing) if self.owing else None


def of(campaign: Campaign, *, today: date, among: QuerySet[Assignment] | None = None) -> Freshness:
    """The campaign's; with `among`, of those of its assignments alone. What was given on is counted once. One query."""
    rows = counted_once((Assignment.objects.all() if among is None else among).filter(EXPECTED, campaign=campaign))
    newest = ReportDue.objects.filter(assignment=OuterRef("pk"), due_date__lt=today)
    newest = newest.exclude(status=ReportDue.Status.FORGIVEN).order_by("-due_date")
    counts = (
        rows.order_by()
        .annotate(newest=Subquery(newest.values("status")[:1]))
        .aggregate(fresh=Count("pk", filter=Q(newest__in=REPORTED)), owing=Count("pk", filter=Q(newest__isnull=False)))
    )
    return Freshness(**counts)
