"""The same act on many assignments at once: taken in by their clerk; extended, recalled, taken out or added by whoever steers the campaign.

Set-based: the processes are held first, then the rows are moved, then the engine follows. What is long is a job that goes on where it
stopped, because each batch asks which rows still wait for it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from campaigns import services as campaigns
from campaigns.models import Assignment, Campaign, CampaignTask
from directives.models import Recipient
from directives.services.forwarding import send_copies
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.queries import grants_of
from org_hierarchy.rights import may
from records import jobs
from records.batches import batches
from records.models import Job
from records.text import grouped
from workflows import bulk
from workflows.flows import AssignmentFlow
from workflows.steps.claiming import StepError, act, allow
from workflows.steps.delegating import recall_tree
from workflows.steps.given_on import extend_below, givers_of
from workflows.steps.units import receive

GROUP_ACT = "group_act"
AT_ONCE = 2_000
"""More than so many are a job, so that the page answers at once."""
JOB_BATCH = 2_000
RECEIVED_AT_ONCE = 50
"""Documents, each with its own number, that a page waits for; more are a job."""
TOLD = 5
"""Of those that could not be taken in, so many are named."""

RECEIVE_GRANTS = {"act_for_unit", "register_for_unit"}


@dataclass(frozen=True, slots=True)
class Received:
    """What a clerk has taken in at once, and the documents that could not be, each with its reason."""

    documents: int
    assignments: int
    refused: tuple[str, ...]


def receive_many(chosen: Collection[int], *, by: Person, at: datetime, today: date) -> Received:
    """Take in what these assignments (ids) give to the person's units: each document once, with its số đến, and all its work with it.

    What is not there to be received, or belongs to other units, is left out. Each document is an act of its own, and one that is refused
    does not stop the others; work without a document of its own is taken in together, set-based.
    """
    units = {unit for grant, unit in grants_of(by) if grant in RECEIVE_GRANTS}
    mine = Assignment.objects.filter(
        pk__in=list(chosen), unit__in=units, status=Assignment.Status.ISSUED, campaign__status=Campaign.Status.OPEN
    )
    pairs = list(mine.order_by("pk").values_list("pk", "campaign__directive", "unit"))
    copies: dict[tuple[int, int], Recipient] = {}
    for some in batches({directive for _, directive, _ in pairs}, 500):
        found = Recipient.objects.filter(directive__in=some, unit__in=units, status__in=WITH_THE_UNIT).select_related("directive", "unit")
        copies |= {(copy.directive_id, copy.unit_id): copy for copy in found.order_by("pk")}
    alone = [pk for pk, directive, unit in pairs if (directive, unit) not in copies]
    documents, assignments, refused = 0, 0, []
    for copy in (copies[key] for key in dict.fromkeys((directive, unit) for _, directive, unit in pairs) if key in copies):
        try:
            if copy.status == Recipient.Status.TAKING_BACK:
                raise StepError("asked_back", "cơ quan gửi đang đề nghị lấy lại văn bản; hãy trả lời đề nghị đó trước")
            assignments += len(receive(copy, by=by, at=at, today=today))
            documents += 1
        except StepError as error:
            refused.append(f"{copy.directive.designation}: {error}")
    for some in batches(alone, JOB_BATCH):
        try:
            assignments += _receive_alone(some, by=by, at=at)
        except StepError as error:
            refused.append(f"{len(some)} việc chưa tiếp nhận được: {error}")
    return Received(documents, assignments, tuple(refused))


WITH_THE_UNIT = (Recipient.Status.SENT, Recipient.Status.TAKING_BACK)


def _receive_alone(assignments: Sequence[int], *, by: Person, at: datetime) -> int:
    with act():
        held = bulk.hold(assignments, AssignmentFlow.receive)
        taken = campaigns.receive_many(held, by=by, at=at)
        return bulk.advance([held[pk] for pk in taken], bulk.RECEIVED, by=by, at=at)


def extend_all(campaign: Campaign, chosen: Collection[int], *, due_date: date, reason: str, by: Person, at: datetime, today: date) -> int:
    """One later last day for those of these assignments that are open and due before it; returns how many were moved.

    Of a monitor that is not the issuer only what it reviews. Of what units gave on only what the person's own units gave, and may extend;
    all or nothing.
    """
    allow(may(by, "campaign.extend", campaign), campaign)
    if due_date < today:
        raise StepError("date_wrong", "Hạn mới phải từ hôm nay trở đi.")
    rows = _chosen(campaign, chosen).filter(parent=None)
    if not may(by, "campaign.steer", campaign):
        rows = rows.filter(reviewer=campaign.monitor_id)
    with act():
        givers = givers_of(campaign, chosen, act="extend", by=by)
        bulk.take(Assignment.objects.filter(pk__in=[giver.pk for giver in givers]), is_bounded=True)
        moved = campaigns.extend_many(campaign, rows, due_date=due_date, reason=reason, by=by, at=at)
        return moved + extend_below(givers, chosen, due_date=due_date, reason=reason, by=by, at=at)


def recall_all(campaign: Campaign, chosen: Collection[int], *, reason: str, by: Person, at: datetime) -> int:
    """Take these assignments back with all that was given on from them; returns how many were open."""
    with act():
        allow(may(by, "campaign.steer", campaign), campaign)
        return recall_tree(campaign, _chosen(campaign, chosen), by=by, at=at, reason=campaigns.reason_to_recall(reason))


def remove_units(campaign: Campaign, chosen: Collection[int], *, reason: str, by: Person, at: datetime) -> int:
    """Take the units of these assignments out of the campaign: all that is open at them is recalled, and they are expected no more,
    nor in later phases.

    What they have finished stays. Returns how many assignments were open.
    """
    with act():
        allow(may(by, "campaign.steer", campaign), campaign)
        units = list(_chosen(campaign, chosen).order_by().values_list("unit", flat=True).distinct())
        rows = Assignment.objects.filter(campaign=campaign, unit__in=units)
        reason = campaigns.reason_to_recall(reason)
        recalled = recall_tree(campaign, rows, by=by, at=at, reason=reason, action="campaigns.units_removed")
        campaigns.leave_out(campaign, units, recalled=recalled, reason=reason, by=by, at=at)
        # and what a delivery gave them before it heard of that
        return recalled + recall_tree(campaign, rows, by=by, at=at, reason=reason, action="campaigns.units_removed")


def add_units(
    campaign: Campaign,
    *,
    units: Sequence[OrgUnit],
    tasks: Sequence[CampaignTask],
    due_date: date | None,
    reason: str,
    phrase: str = "",
    by: Person,
    at: datetime,
    today: date,
) -> list[int]:
    """Give tasks of the campaign to more units, each with a copy of the directive and a process of its own. `phrase`: the words of the text
    that turn out to mean them."""
    with act():
        allow(may(by, "campaign.steer", campaign), campaign)
        created = campaigns.add_units(
            campaign, units=units, tasks=tasks, due_date=due_date, reason=reason, phrase=phrase, by=by, at=at, today=today
        )
        send_copies(campaign.directive, [unit.pk for unit in units], at=at)
        bulk.start(created)
    return created


def order_group_act(campaign: Campaign, name: str, chosen: Collection[int], *, by: Person, at: datetime, **facts: Any) -> Job:
    """Have a long one done by a worker: "recall", "remove" or "extend", on what was chosen when it was asked for."""
    allow(may(by, RIGHTS[name], campaign), campaign)
    with act():
        return jobs.enqueue(
            GROUP_ACT,
            key=f"{GROUP_ACT}:{campaign.pk}:{name}:{at.isoformat()}",
            title=f"{TITLES[name]}, {campaign.directive.designation}",
            arguments={"campaign": campaign.pk, "act": name, "chosen": sorted(chosen), **facts},
            by=by,
            at=at,
        )


def order_receipt(chosen: Collection[int], *, by: Person, at: datetime) -> Job:
    """Have many documents taken in by a worker, in the person's name."""
    return jobs.enqueue(
        GROUP_ACT,
        key=f"{GROUP_ACT}:receive:{by.pk}:{at.isoformat()}",
        title="Tiếp nhận văn bản và nhiệm vụ",
        arguments={"act": "receive", "chosen": sorted(chosen)},
        by=by,
        at=at,
    )


RIGHTS = {"recall": "campaign.steer", "remove": "campaign.steer", "extend": "campaign.extend"}
TITLES = {"recall": "Thu hồi nhiệm vụ", "remove": "Đưa đơn vị ra khỏi đợt", "extend": "Gia hạn cho nhiều đơn vị"}


def do_group_act(job: Job) -> None:
    """The work of GROUP_ACT, batch by batch; may be killed at any line and run again, for a batch that is done is empty."""
    said = job.arguments
    if said["act"] == "receive":
        _receive_by_job(job)
        return
    campaign = Campaign.objects.select_related("directive", "issuer", "monitor").get(pk=said["campaign"])
    by, at, reason = job.created_by, job.created_at, said["reason"]
    if by is None:
        raise StepError("forbidden", "Không biết ai yêu cầu việc này; hãy thực hiện lại từ trang của đợt.")
    done = 0
    for some in batches(said["chosen"], JOB_BATCH):
        with transaction.atomic():
            jobs.beat(job, at=timezone.now(), done=done, total=len(said["chosen"]), message=f"Đang {TITLES[said['act']].lower()}")
            match said["act"]:
                case "recall":
                    recall_all(campaign, some, reason=reason, by=by, at=at)
                case "remove":
                    remove_units(campaign, some, reason=reason, by=by, at=at)
                case _:
                    day = date.fromisoformat(said["due_date"])
                    extend_all(campaign, some, due_date=day, reason=reason, by=by, at=at, today=timezone.localdate(at))
            done += len(some)
    jobs.beat(job, at=timezone.now(), done=done, total=done)


def _receive_by_job(job: Job) -> None:
    """Some documents at a time; one that was taken in before is left out. What could not be taken in the job says when it ends."""
    person, done, whole = job.created_by, 0, len(job.arguments["chosen"])
    refused: list[str] = []
    if person is None:
        raise StepError("forbidden", "Không biết ai yêu cầu việc này; hãy tiếp nhận lại từ hộp việc.")
    for some in batches(job.arguments["chosen"], RECEIVED_AT_ONCE):
        jobs.beat(job, at=timezone.now(), done=done, total=whole, message="Đang tiếp nhận")
        refused += receive_many(some, by=person, at=job.created_at, today=timezone.localdate(job.created_at)).refused
        done += len(some)
    jobs.beat(job, at=timezone.now(), done=done, total=done)
    if refused:
        told = "; ".join(reason.rstrip(".") for reason in refused[:TOLD])
        more = f"; và {grouped(len(refused) - TOLD)} trường hợp khác" if len(refused) > TOLD else ""
        raise StepError("left", f"Những việc khác đã tiếp nhận xong; chưa tiếp nhận được: {told}{more}.")


def _chosen(campaign: Campaign, chosen: Collection[int]) -> QuerySet[Assignment]:
    found = Q(pk__in=[])
    for some in batches(chosen, 5_000):
        found |= Q(pk__in=some)
    return Assignment.objects.filter(found, campaign=campaign)
