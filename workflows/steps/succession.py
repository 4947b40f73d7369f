"""Work follows units: what is open of one that has ended goes on with the one that continues it, by a job or by the issuer's word."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from campaigns.models import Assignment, Campaign
from campaigns.services import CampaignError, succession
from directives.models import Recipient
from directives.services import succession as documents
from directives.services.forwarding import send_copies
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.rights import may
from records import jobs
from records.batches import batches
from records.models import Job
from records.text import grouped
from workflows import bulk
from workflows.bulk.addressing import readdress, readdress_lead
from workflows.flows import AssignmentFlow, DirectiveFlow
from workflows.notices.moving import tell_moved
from workflows.steps.claiming import act, allow

MOVE_WORK = "move_work"
BATCH = 1_000
"""Assignments of one transaction, unless the predecessors of one unit have more: those go together, so that the same task meets at once."""
TURNS = 3  # for a batch that somebody was just acting in

Heirs = Mapping[int, int]


def order_moves(*, at: datetime) -> Job | None:
    """Have moved what is left behind in units that have ended, when there is anything that can be; None when not, or when it is under way.

    Asked again and again by the clock: what a killed job has left is found by the next.
    """
    if Job.objects.filter(kind=MOVE_WORK, status__in=[Job.Status.QUEUED, Job.Status.RUNNING]).exists():
        return None
    heirs = _heirs(today=timezone.localdate(at))
    if not _is_any(heirs):
        return None
    number = Job.objects.filter(kind=MOVE_WORK).count() + 1
    title = "Chuyển việc của các đơn vị đã sắp xếp sang đơn vị kế thừa"
    return jobs.enqueue(MOVE_WORK, key=f"{MOVE_WORK}:{number}", title=title, arguments={}, by=None, at=at)


def move_work(job: Job) -> None:
    """The work of MOVE_WORK, a batch at a time. May be killed at any line and run again: it asks anew what is left."""
    heirs = _heirs(today=timezone.localdate())
    counts = Counter(succession.open_work(list(heirs)).values_list("unit", flat=True))
    total, done = sum(counts.values()), 0
    for some in _together(heirs, counts):
        done += sum(counts[unit] for unit in some)
        message = f"Đã chuyển {grouped(done)} việc"
        _in_turns(job, some, done=done, total=total, message=message)


def hand_on(campaign: Campaign, unit: OrgUnit, *, to: OrgUnit, by: Person, at: datetime, today: date) -> int:
    """The issuer says who goes on with what a unit that has ended left open in the campaign; returns how many assignments.

    Where that one has finished the same task already, the other is merged into it; where it had refused it, it has it anew.
    Raises StepError "forbidden", "still_there", "not_heir", "heir_gone", "nothing_left", "taken_back".
    """
    with act():
        allow(may(by, "campaign.steer", campaign), campaign)
        succession.check_heir(unit, to, today=today)
        if again := succession.give_again(campaign, unit, to, at=at):
            send_copies(campaign.directive, [to.pk], at=at)
            bulk.start(again)
        heirs = {unit.pk: to.pk}
        moves = succession.plan_moves(heirs, among=Assignment.objects.filter(campaign=campaign), into_closed=True)
        if not moves.rows:
            raise CampaignError("nothing_left", f"{unit.name} không còn việc nào dở dang trong đợt này; hãy tải lại trang.")
        _move(moves, by=by, at=at)
        tell_moved(moves.gaining, at=at)
        return moves.rows


def _heirs(*, today: date) -> dict[int, int]:
    ended = succession.ended_units(today=today) | documents.units_ended(today=today)
    return succession.heirs_of(ended, today=today)


def _is_any(heirs: Heirs) -> bool:
    """Whether an heir has anything to take over; what only waits for the issuer is nothing."""
    waiting = set(succession.open_work(list(heirs)).values_list("pk", flat=True)) if heirs else set()
    left = set(succession.plan_moves(heirs).left) if waiting else set()
    if waiting - left:
        return True
    return bool(succession.ended_elsewhere(heirs)) or bool(documents.units_ended(today=date.max) & heirs.keys())


def _together(heirs: Heirs, counts: Mapping[int, int]) -> Iterator[Heirs]:
    """The units in batches; those with one heir in the same."""
    by_heir: dict[int, list[int]] = {}
    for unit, heir in sorted(heirs.items()):
        by_heir.setdefault(heir, []).append(unit)
    some: dict[int, int] = {}
    for heir, units in sorted(by_heir.items()):
        if some and sum(counts[unit] for unit in (*some, *units)) > BATCH:
            yield some
            some = {}
        some |= dict.fromkeys(units, heir)
    if some:
        yield some


def _in_turns(job: Job, heirs: Heirs, *, done: int, total: int, message: str) -> None:
    for turn in range(TURNS):
        try:
            with transaction.atomic():
                jobs.beat(job, at=timezone.now(), done=done, total=total, message=message)
                _move_all(heirs, at=timezone.now())
        except CampaignError as error:
            if error.code != "stale" or turn == TURNS - 1:
                raise
        else:
            return


def _move_all(heirs: Heirs, *, at: datetime) -> None:
    documents.move_copies(heirs, by=None, at=at)
    moves = succession.plan_moves(heirs)
    _move(moves, by=None, at=at)
    led = succession.move_lead(heirs, by=None, at=at)
    documents.give_copies({(directive, heir) for _, directive, heir in led.campaigns}, role=Recipient.Role.KNOW, at=at)
    readdress(AssignmentFlow, led.reviewed)
    readdress(DirectiveFlow, documents.move_drafts(heirs, by=None, at=at))
    documents.move_opinions(heirs, by=None, at=at)
    readdress_lead([campaign for campaign, _, _ in led.campaigns])
    tell_moved(moves.gaining, at=at)


def _move(moves: succession.Moves, *, by: Person | None, at: datetime) -> None:
    """In the caller's transaction: the processes of what ends first, then the rows, then the engine's tasks follow them."""
    for some in batches(moves.ending, 500):
        bulk.cancel(Assignment.objects.filter(pk__in=some), at=at)
    succession.apply_moves(moves, by=by, at=at)
    documents.give_copies(succession.documents_of(moves), at=at)
    readdress(AssignmentFlow, moves.moving)
