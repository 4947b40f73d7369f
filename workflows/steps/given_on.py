"""What a unit does to many of those to whom it gave its work on: one later last day for them, a reminder."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from campaigns import services as campaigns
from campaigns.delegation import given_on_by
from campaigns.models import Assignment, Campaign
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from records.batches import batches
from workflows import bulk, notices
from workflows.steps.claiming import StepError, act, allow

AT_ONCE = 5_000


def givers_of(campaign: Campaign, chosen: Collection[int], *, act: str, by: Person) -> list[Assignment]:
    """The assignments from which some of these (ids) were given on and for which the person may "remind" or "extend" them, with campaign
    and unit. Two queries, and one per 5,000."""
    found: dict[int, Assignment] = {}
    given = Assignment.objects.filter(given_on_by(by, act), campaign=campaign)
    for some in batches(chosen, AT_ONCE):
        rows = Assignment.objects.filter(pk__in=given.filter(pk__in=some).values("parent"))
        found |= {row.pk: row for row in rows.select_related("campaign", "unit")}
    return [row for _, row in sorted(found.items())]


def extend_given(
    parents: Sequence[Assignment], chosen: Collection[int], *, due_date: date, reason: str, by: Person, at: datetime, today: date
) -> int:
    """One later last day for those of these (ids) that were given on from the assignments, are open and due before it; how many were moved.

    All or nothing. Never beyond the giver's own last day. Who asked for that day or an earlier one has it with it.
    """
    if due_date < today:
        raise StepError("date_wrong", "Hạn mới phải từ hôm nay trở đi.")
    with act():
        bulk.take(Assignment.objects.filter(pk__in=[parent.pk for parent in parents]), is_bounded=True)
        for parent in parents:
            allow(may(by, "assignment.extend_given", parent), parent)
        return extend_below(parents, chosen, due_date=due_date, reason=reason, by=by, at=at)


def extend_below(parents: Sequence[Assignment], chosen: Collection[int], *, due_date: date, reason: str, by: Person, at: datetime) -> int:
    """The same in the caller's act, which holds the processes of the givers and has asked for the right."""
    moved = 0
    for parent in parents:
        parent.refresh_from_db(fields=["due_date"])
        for some in batches(chosen, AT_ONCE):
            rows = Assignment.objects.filter(parent=parent, pk__in=some)
            moved += campaigns.extend_many(parent.campaign, rows, due_date=due_date, reason=reason, by=by, at=at, parent=parent)
    return moved


def remind_given(parents: Sequence[Assignment], chosen: Collection[int], *, text: str, by: Person, at: datetime) -> int:
    """Tell the units of those of these (ids) that were given on from the assignments that their giver waits; how many were told."""
    told = 0
    with act():
        for parent in parents:
            allow(may(by, "assignment.remind_given", parent), parent)
        for some in batches(chosen, AT_ONCE):
            told += notices.remind(Assignment.objects.filter(parent__in=parents, pk__in=some), by=by, at=at, text=text)
    return told
