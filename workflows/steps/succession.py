"""Work follows units: what is open of one that has ended goes on with the one that continues it, by a job or by somebody's word."""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.shortcuts import resolve_url
from django.utils import timezone

from campaigns.models import Assignment, Campaign
from campaigns.services import CampaignError, succession
from directives.models import Directive, IncomingDocument, Recipient
from directives.services import DirectiveError
from directives.services import succession as documents
from directives.services.forwarding import send_copies
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.rights import may
from records import jobs
from records.batches import batches
from records.models import Job
from records.text import grouped
from workflows import bulk, desk, heirs
from workflows.bulk.addressing import address_dispatch, led_at, readdress, readdress_lead, units_addressed
from workflows.flows import AssignmentFlow, DirectiveFlow, IncomingFlow
from workflows.models import HeirQuestion
from workflows.notices.moving import Moved, tell_moved, tell_of_draft_back, tell_of_questions
from workflows.steps.claiming import StepError, act, allow

MOVE_WORK = "move_work"
BATCH = 1_000
"""Assignments of one transaction, unless the predecessors of one unit have more: those go together, so that the same task meets at once."""
TURNS = 3  # for a batch that somebody was just acting in

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Heirs:
    """Ended unit → its heir: `single` where one unit alone continues it, `chosen` where somebody said which goes on. A chosen one takes
    over all but the assignments of campaigns, of which the issuer of each says who goes on."""

    single: Mapping[int, int]
    chosen: Mapping[int, int]

    @property
    def all(self) -> dict[int, int]:
        return {**self.chosen, **self.single}


def order_moves(*, at: datetime) -> Job | None:
    """Have moved what is left behind in units that have ended, when there is anything that can be; None when not, or when it is under way.

    Where it cannot be told who goes on, somebody is asked. Asked again and again by the clock: what a killed job has left is found by the
    next.
    """
    if is_moving():
        return None
    today = timezone.localdate(at)
    leading = _leading(today)
    found = _heirs(leading, today=today)
    with transaction.atomic():
        tell_of_questions(heirs.ask(leading - found.all.keys(), at=at, today=today), at=at)
    if not leading & found.all.keys() and not _is_any_work(found.single):
        return None
    number = Job.objects.filter(kind=MOVE_WORK).count() + 1
    title = "Chuyển việc của các đơn vị đã sắp xếp sang đơn vị kế thừa"
    return jobs.enqueue(MOVE_WORK, key=f"{MOVE_WORK}:{number}", title=title, arguments={}, by=None, at=at)


def is_moving() -> bool:
    """Whether a job moves work, or is about to."""
    return Job.objects.filter(kind=MOVE_WORK, status__in=[Job.Status.QUEUED, Job.Status.RUNNING]).exists()


def move_work(job: Job) -> None:
    """The work of MOVE_WORK, a batch at a time. May be killed at any line and run again: it asks anew what is left."""
    today = timezone.localdate()
    found = _heirs(_leading(today), today=today)
    _take_signatures_back(found.all, at=timezone.now())
    counts = Counter(succession.open_work(list(found.single)).values_list("unit", flat=True))
    total, done = sum(counts.values()), 0
    for some in _together(found.all, counts):
        done += sum(counts[unit] for unit in some)
        message = f"Đã chuyển {grouped(done)} việc"
        _in_turns(job, _among(found, some), done=done, total=total, message=message)


def hand_on(campaign: Campaign, unit: OrgUnit, *, to: OrgUnit, by: Person, at: datetime, today: date) -> int:
    """The issuer says who goes on with what a unit that has ended left open in the campaign; returns how many assignments.

    Where that one has finished the same task already, the other is merged into it; where it had refused it, it has it anew. The copy that
    the unit had not taken in goes with it.
    Raises StepError "forbidden", "still_there", "not_heir", "heir_gone", "nothing_left", "taken_back".
    """
    with act():
        allow(may(by, "campaign.steer", campaign), campaign)
        succession.check_heir(unit, to, today=today)
        bulk.take(succession.open_work([unit.pk]).filter(campaign=campaign))
        if again := succession.give_heir_again(campaign, unit, to, at=at):
            send_copies(campaign.directive, [to.pk], at=at)
            bulk.start(again)
        named = {unit.pk: to.pk}
        moves = succession.plan_moves(named, among=Assignment.objects.filter(campaign=campaign), into_closed=True)
        if not moves.rows:
            raise CampaignError("nothing_left", f"{unit.name} không còn việc nào dở dang trong đợt này; hãy tải lại trang.")
        documents.move_copies(named, of=campaign.directive, by=by, at=at)
        _move(moves, by=by, at=at)
        tell_moved(Moved(named, moves.told), by=by, at=at)
        return moves.rows


def choose_heir(question: HeirQuestion, *, to: OrgUnit, by: Person, at: datetime, today: date) -> None:
    """Whoever is asked says which unit goes on with what one that has ended led, reviewed and had before it; a job moves it.

    Raises StepError "forbidden", "still_there", "not_heir", "heir_gone", "stale" (somebody has said it).
    """
    with act():
        allow(may(by, "heir.choose", question), question)
        succession.check_heir(question.unit, to, today=today)
        heirs.answer(question, to, by=by, at=at)
        order_moves(at=at)


def _heirs(leading: set[int], *, today: date) -> Heirs:
    """`leading`: what `_leading` has found."""
    ended = succession.units_at_work(today=today) | leading
    single = succession.heirs_of(ended, today=today)
    return Heirs(single, heirs.chosen(ended - single.keys(), today=today))


def _leading(today: date) -> set[int]:
    """The ended units named by anything but open work of their own."""
    named = succession.units_leading(today=today) | documents.units_ended(today=today)
    return named | units_addressed((DirectiveFlow, IncomingFlow), today=today)


def _among(found: Heirs, units: Mapping[int, int]) -> Heirs:
    return Heirs(*({unit: heir for unit, heir in some.items() if unit in units} for some in (found.single, found.chosen)))


def _is_any_work(single: Mapping[int, int]) -> bool:
    """Whether an heir has an assignment to take over; what only waits for the issuer is none."""
    waiting = set(succession.open_work(list(single)).values_list("pk", flat=True)) if single else set()
    left = set(succession.plan_moves(single).left) if waiting else set()
    return bool(waiting - left)


def _together(named: Mapping[int, int], counts: Mapping[int, int]) -> Iterator[Mapping[int, int]]:
    """The units in batches; those with one heir in the same."""
    by_heir: dict[int, list[int]] = {}
    for unit, heir in sorted(named.items()):
        by_heir.setdefault(heir, []).append(unit)
    some: dict[int, int] = {}
    for heir, units in sorted(by_heir.items()):
        if some and sum(counts[unit] for unit in (*some, *units)) > BATCH:
            yield some
            some = {}
        some |= dict.fromkeys(units, heir)
    if some:
        yield some


def _in_turns(job: Job, found: Heirs, *, done: int, total: int, message: str) -> None:
    for turn in range(TURNS):
        try:
            with transaction.atomic():
                jobs.beat(job, at=timezone.now(), done=done, total=total, message=message)
                _move_all(found, at=timezone.now())
        except CampaignError as error:
            if error.code != "stale" or turn == TURNS - 1:
                raise
        else:
            return


def _move_all(found: Heirs, *, at: datetime) -> None:
    """In the caller's transaction: the processes held, then the copies, so that whoever gets work has no second one."""
    named = found.all
    bulk.take(succession.open_work(list(named)))
    bulk.take(IncomingDocument.objects.filter(unit__in=list(named)), flow_class=IncomingFlow)
    left = documents.move_copies(named, by=None, at=at)
    moves = succession.plan_moves(found.single)
    _move(moves, by=None, at=at)
    led = succession.move_lead(named, by=None, at=at)
    documents.give_copies(led.documents("issuer", "monitor"), role=Recipient.Role.KNOW, at=at)
    documents.give_copies(led.documents("partner"), role=Recipient.Role.COORDINATE, at=at)
    documents.let_carry(dict(led.documents("drafter")), by=None, at=at, action="directives.drafting_moved")
    asked = set(found.chosen.values())
    documents.let_carry({directive: heir for directive, heir in led.documents("issuer") if heir in asked}, by=None, at=at)
    readdress(AssignmentFlow, led.reviewed)
    drafts = documents.move_drafts(named, by=None, at=at)
    readdress(DirectiveFlow, list(drafts))
    left += Counter(drafts.values())
    left += documents.move_numbered(named, by=None, at=at)
    address_dispatch(named)
    left += documents.move_opinions(named, by=None, at=at)
    left += _move_arrivals(named, at=at)
    left += documents.move_case_files(named, by=None, at=at)
    left += documents.move_templates(named, by=None, at=at)
    readdress_lead({campaign for campaign, _, _ in led.by("issuer", "monitor")} | led_at(named))
    leading = led.by("issuer", "monitor", "reviewer")
    tell_moved(Moved(named, moves.told, leading, led.by("drafter"), led.by("partner"), left), by=None, at=at)


def _move(moves: succession.Moves, *, by: Person | None, at: datetime) -> None:
    """In the caller's transaction: the processes of what ends first, then the rows, then the engine's tasks follow them."""
    for some in batches(moves.ending, 500):
        bulk.cancel(Assignment.objects.filter(pk__in=some), at=at)
    succession.apply_moves(moves, by=by, at=at)
    documents.give_copies(succession.documents_of(moves), at=at)
    readdress(AssignmentFlow, moves.moving)


def _move_arrivals(named: Mapping[int, int], *, at: datetime) -> Counter[int]:
    planned = documents.plan_arrivals(named)
    for some in batches([row.pk for row in planned.ending], 500):
        bulk.cancel(IncomingDocument.objects.filter(pk__in=some), at=at, flow_class=IncomingFlow)
    left = documents.move_arrivals(planned, named, by=None, at=at)
    of_system = {
        (row.recipient.directive_id, row.unit_id) for row in planned.moving if row.recipient is not None and row.unit_id in named.values()
    }
    documents.give_copies(of_system, role=Recipient.Role.KNOW, at=at)
    readdress(IncomingFlow, [row.pk for row in planned.moving])
    return left + documents.move_partners(named, by=None, at=at)


def _take_signatures_back(named: Mapping[int, int], *, at: datetime) -> None:
    """Each in its own transaction: one that somebody is acting on is left for the next run."""
    for directive in documents.signed_by_ended(named):
        try:
            with act(), desk.held(directive) as activation:
                _take_back(directive, named, at=at)
                if activation is not None:
                    activation.finish(by=None, at=at)
        except (StepError, DirectiveError):
            logger.exception("left for the next run: %s", directive.pk)


def _take_back(directive: Directive, named: Mapping[int, int], *, at: datetime) -> None:
    heir = OrgUnit.objects.get(pk=named[directive.issuer_id])
    drafting = OrgUnit.objects.get(pk=named.get(directive.drafting_unit_id, directive.drafting_unit_id))
    documents.take_back_for_heir(directive, heir, drafting_unit=drafting, by=None, at=at)
    title, path = directive.subject or "Văn bản đã ký", resolve_url(directive)
    tell_of_draft_back(directive.drafted_by, drafting.pk, title=title, path=path, subject=directive.pk, at=at)
