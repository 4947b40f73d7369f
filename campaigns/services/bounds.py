"""What was given on has to be done before, or on the day on which, whoever gave it has to be (domain rule 7)."""

from datetime import date, timedelta

from django.db.models import Max, QuerySet

from campaigns.models import Assignment
from campaigns.services.moves import CampaignError
from org_hierarchy.calendar import Calendar

DAYS_TO_MEND = 5


def day_of_giver(assignment: Assignment) -> date | None:
    """The last day of whoever gave it on; None when nobody did, or without a date. At most one query."""
    return Assignment.objects.values_list("due_date", flat=True).get(pk=assignment.parent_id) if assignment.parent_id else None


def day_to_mend(assignment: Assignment, *, today: date) -> date | None:
    """A last day to propose to whoever returns its report when its own has passed: DAYS_TO_MEND working days from today, and not beyond
    that of whoever gave it on. None where the own one is still to come, where there is none, and where the giver's has passed too.

    Two queries at most.
    """
    if assignment.due_date is None or assignment.due_date >= today:
        return None
    day, own = Calendar.load(today, today + timedelta(days=30)).add_working_days(today, DAYS_TO_MEND), day_of_giver(assignment)
    return day if own is None else min(day, own) if own >= today else None


def refuse_beyond_parent(assignment: Assignment, day: date) -> None:
    """Raises CampaignError `beyond_parent` when whoever delegated the assignment has to be done before that day."""
    own = day_of_giver(assignment)
    if own is not None and day > own:
        said = f"Hạn mới ({day:%d/%m/%Y}) sau hạn của đơn vị giao việc ({own:%d/%m/%Y})"
        raise CampaignError("beyond_parent", f"{said}; hãy chọn ngày sớm hơn, hoặc xin gia hạn việc đó trước.")


def refuse_before_children(day: date, parents: QuerySet[Assignment]) -> None:
    """Raises CampaignError `before_children` when something open that was given on from these assignments has a later day."""
    below = Assignment.objects.filter(parent__in=parents.order_by().values("pk"), status__in=Assignment.OPEN)
    latest: date | None = below.aggregate(latest=Max("due_date"))["latest"]
    if latest is not None and day < latest:
        said = f"Hạn mới ({day:%d/%m/%Y}) trước hạn của phần việc đã giao tiếp, muộn nhất {latest:%d/%m/%Y}"
        raise CampaignError("before_children", f"{said}; hãy chọn từ ngày đó trở đi, hoặc để đơn vị thu hồi phần đã giao tiếp trước.")
