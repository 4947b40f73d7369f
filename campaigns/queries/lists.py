"""Lists of assignments and of the units behind them: what is owed, late and silent."""

from datetime import date
from typing import Any, TypeVar

from django.db.models import Max, Model, Q, QuerySet
from django.utils import timezone

from campaigns.models import Assignment, Campaign, Difficulty, Report, ReportDue
from campaigns.queries.states import EXPECTED, OWED, WITH_UNIT, state
from org_hierarchy.models import OrgUnit

Row = TypeVar("Row", bound=Model)


def slim(rows: QuerySet[Row], campaign: str = "") -> QuerySet[Row]:
    """The rows without what no page shows of their campaign (named by its way from the row): the snapshot, and the directive's source text.

    Each of the two may be larger than all the rest of a page's rows together.
    """
    way = f"{campaign}__" if campaign else ""
    return rows.defer(f"{way}snapshot", f"{way}directive__source_text")


def as_of(campaign: Campaign, today: date) -> date:
    """The day whose numbers a campaign shows: the day of its conclusion once it is concluded, else today."""
    return timezone.localdate(campaign.concluded_at) if campaign.concluded_at else today


def counted_once(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Of these, what counts: a part that was given on from another of them is in that one already (counted apart by `rollup.nodes`)."""
    return rows.filter(Q(parent=None) | ~Q(parent__in=rows.order_by().values("pk")))


def overdue(*, today: date, campaign: Campaign | None = None) -> QuerySet[Assignment]:
    """What units should have reported before that day and have not, of one campaign or of all that go on; the oldest deadline first.

    With unit and task loaded. Of one campaign what its issuer gave, not what units gave on.
    """
    scope = Q(campaign=campaign, parent=None) if campaign is not None else Q(campaign__status=Campaign.Status.OPEN)
    rows = Assignment.objects.filter(scope, state("overdue", today=today))
    return rows.select_related("unit", "task").order_by("due_date", "unit__sort_name", "pk")


def overdue_periods(assignments: QuerySet[Assignment], *, today: date) -> QuerySet[ReportDue]:
    """The reports for a period that the units still owe on these assignments and whose last day has passed."""
    going_on = assignments.filter(status__in=WITH_UNIT).order_by()
    return ReportDue.objects.filter(assignment__in=going_on.values("pk"), status__in=OWED, due_date__lt=today)


def published_answers(assignment: Assignment) -> QuerySet[Difficulty, Any]:
    """What others with the same task were answered for all to read, the latest first: the same words and answer once (`newest`, its id)."""
    others = Difficulty.objects.filter(assignment__task=assignment.task_id, published_at__isnull=False).exclude(assignment=assignment)
    alike = others.values("text", "answer").annotate(newest=Max("pk"), published=Max("published_at"))
    return alike.order_by("-published", "-newest")


def is_silent(campaign: Campaign) -> Q:
    """The campaign's assignments that are expected of units from which no report of any kind has come, on any task."""
    heard = Report.objects.filter(assignment__campaign=campaign).values("assignment__unit")
    return Q(EXPECTED, ~Q(unit__in=heard), campaign=campaign)


def silent(campaign: Campaign, *, among: QuerySet[Assignment] | None = None) -> QuerySet[OrgUnit]:
    """The units from which something is expected and nothing has come, in the order of names; with `among`, of those assignments alone.

    What was given on from another of them is left out, as in the counts.
    """
    whole = Assignment.objects.filter(campaign=campaign, parent=None) if among is None else counted_once(among)
    rows = whole.filter(is_silent(campaign))
    return OrgUnit.objects.filter(pk__in=rows.order_by().values("unit")).order_by("sort_name", "pk")
