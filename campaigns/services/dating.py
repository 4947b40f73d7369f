"""When a task is due: the dates that follow from its words on the day of issue, and those that wait for each unit's receipt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from campaigns.models import Assignment, CampaignTask
from directives.models import Duty
from org_hierarchy.calendar import Calendar, Cycle, Every, Since, Term, Within, due, parse

PERIODS = {
    Duty.Period.WEEKLY: Cycle.WEEK,
    Duty.Period.MONTHLY: Cycle.MONTH,
    Duty.Period.QUARTERLY: Cycle.QUARTER,
    Duty.Period.YEARLY: Cycle.YEAR,
}
ROUNDS = {cycle: period for period, cycle in PERIODS.items()}


@dataclass(frozen=True, slots=True)
class Dated:
    """How a task's deadline stands on the day of issue, as CampaignTask keeps it."""

    due_date: date | None
    strictly_before: bool
    counts_from_receipt: bool
    period: str


def dated(duty: Duty, *, issued: date, inclusive: bool, calendar: Calendar) -> Dated:
    """The deadline of a duty: the day that its drafter confirmed, else the one that its words give.

    Of words alone only a relative term is made a day; one that runs from the receipt has none until then. `inclusive`: the issuer counts
    the day of "trước ngày D" in.
    """
    term = term_in(duty.deadline_text, issued)
    period = duty.period or (ROUNDS.get(term.cycle, "") if isinstance(term, Every) else "")
    if duty.deadline is not None or not isinstance(term, Within):
        strictly = duty.strictly_before if duty.deadline is not None or not isinstance(term, Every) else term.strictly_before
        return Dated(duty.deadline, strictly and not inclusive, False, period)
    if term.since is Since.RECEIPT:
        return Dated(None, False, True, period)
    return Dated(due(term, issued=issued, received=None, calendar=calendar), False, False, period)


def dates_on_receipt(tasks: Iterable[CampaignTask], *, received: date) -> dict[int, date]:
    """The last day on time of each of these tasks that counts from a receipt on that day, by task id. At most one query."""
    counting = [task for task in tasks if task.counts_from_receipt]
    if not counting:
        return {}
    calendar = Calendar.load(received, received)
    found = {}
    for task in counting:
        term = term_in(task.deadline_text, received)
        day = due(term, issued=received, received=received, calendar=calendar) if term else None
        if day is not None:
            found[task.pk] = day
    return found


def date_on_receipt(assignments: Iterable[Assignment], *, received: date) -> None:
    """Give the assignments, just received and loaded with their tasks, the days that count from now. One statement per such task.

    What was delegated keeps within its parent's day.
    """
    rows = [row for row in assignments if row.due_date is None]
    days = dates_on_receipt({row.task_id: row.task for row in rows}.values(), received=received)
    for row in rows:
        if (day := days.get(row.task_id)) is not None:
            row.due_date = row.original_due_date = day
            row.review_date = None
    for task, day in days.items():
        mine = [row.pk for row in rows if row.task_id == task]
        Assignment.objects.filter(pk__in=mine, due_date=None).update(due_date=day, original_due_date=day, review_date=None)


def term_of(task: CampaignTask) -> Every | None:
    """How often a task is reported, and on which day: by its words, else by its period; None for one that is not periodic.

    Whether the day of "trước ngày D" counts was decided at issue; where the task has a last day of its own, that was said of it, and the
    words of the period hold as written.
    """
    term = term_in(task.deadline_text, None)
    if isinstance(term, Every):
        return replace(term, strictly_before=term.strictly_before and (task.strictly_before or task.due_date is not None))
    return Every(PERIODS[Duty.Period(task.period)]) if task.period else None


@lru_cache(maxsize=4096)
def term_in(text: str, reference: date | None) -> Term | None:
    """What the words of a deadline say; None when they name no term. The sweeps ask the same words again and again."""
    return parse(text, reference) if text.strip() else None


def opens_on(duty: Duty, milestones: Sequence[Duty], *, today: date) -> tuple[date | None, int | None]:
    """The first day of a task that begins later than today, and the position of the milestone whose phase it belongs to.

    The phase is the only one of its section, told before it; else the only one in whose days it begins. Where there are more, none is
    guessed: a task that waits for a wrong day is worse than one that is given early. Its own first day goes before the phase's.
    """
    alike = [one for one in milestones if duty.section and one.section == duty.section]
    if len(alike) != 1 or alike[0].position > duty.position:
        day = duty.start_date
        alike = [one for one in milestones if day and one.start_date and one.start_date <= day <= (one.deadline or day)]
    phase = alike[0] if len(alike) == 1 else None
    first = duty.start_date or (phase.start_date if phase else None)
    return first if first is not None and first > today else None, phase.position if phase else None
