"""What may this person do now: the open tasks whose grant the person holds, and how the assignments of the person's units stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from campaigns import queries
from campaigns.models import Assignment, Campaign, CampaignTask, Report
from directives.limits import Limit, limit_of
from directives.models import Directive, IncomingDocument, Recipient
from directives.queries import HELD, acting_units, to_sign_by_mandate
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import OrgUnit, Person, UnitGrant
from org_hierarchy.queries import BY_MANDATE, away_for, below_any, confined_to, grants_of
from workflows.flows import FLOWS, DirectiveFlow, IncomingFlow

QUEUES: Mapping[str, str] = {name: queries.STATES[name] for name in ("new", "doing", "review", "returned", "done", "overdue")}
"""The tabs, name → label; an assignment is in exactly one (`campaigns.queries.state`)."""


GOING_ON = (*queries.WITH_UNIT, Assignment.Status.SUSPENDED)
"""Of which a report on the way or for a period may wait; of what is done the last report says all."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do: the step's title, what it is about with what its row shows loaded, and since when it waits.

    `is_mine`: it lies on this person's own desk; else any colleague with the same grant may do it. `limit`: its legal day, where one was
    asked for and the step has one.
    """

    task_id: int
    title: str
    artifact: Directive | Assignment | IncomingDocument
    since: datetime
    is_mine: bool
    limit: Limit | None = None

    @property
    def is_directive(self) -> bool:
        return isinstance(self.artifact, Directive)


def tasks(person: Person) -> QuerySet[Task]:
    """The open tasks that this person may do, the longest waiting first. One query for the grants now, one when it is read; of who signs
    by a post, those of `confined_to` too.

    Those on the person's own desk and on the desks of those for whom the person stands in today, and those open to everybody who holds
    the grant on the unit; without the grant also one's own desk is empty. The sign-off of one's own draft is not offered, nor the signature
    to a deputy of another field; the signature also to whose mandate covers that type of document, and the work of a clerk to all who act
    for a unit that has none. A superuser's unwritten rights bring nothing.
    """
    if not person.is_active:
        return Task.objects.none()
    units: dict[str, list[str]] = {}
    for codename, unit_id in sorted(grants_of(person)):
        units.setdefault(codename, []).append(str(unit_id))
    granted = _clerks_work(units.get("act_for_unit", []))
    for codename, ids in units.items():
        held = Q(owner_permission=f"org_hierarchy.{codename}", owner_permission_obj_pk__in=ids)
        granted |= held & ~_outside_remit(person) if codename == DirectiveFlow.sign.grant else held
    own_drafts = Directive.objects.filter(drafted_by=person).values("pk")
    sign_offs = [DirectiveFlow.approve_content, DirectiveFlow.approve_form]
    if BY_MANDATE in units:
        covered = to_sign_by_mandate(person).values("pk")
        node = DirectiveFlow.sign
        by_mandate = Q(owner_permission=f"org_hierarchy.{node.grant}", owner_permission_obj_pk__in=units[BY_MANDATE])
        granted |= by_mandate & Q(flow_task=node, process__artifact_object_id__in=covered)
    own_sign_off = Q(flow_task__in=sign_offs, process__artifact_object_id__in=own_drafts)
    unit_type = ContentType.objects.get_for_model(OrgUnit)
    desks = Q(owner=person) | Q(owner__in=away_for(person, on=timezone.localdate()))
    offered = Q(status=STATUS.NEW) & ~own_sign_off | Q(status=STATUS.ASSIGNED) & desks
    # said once more in the words of our partial index, or the database cannot see that it serves both branches
    is_open = Q(status__in=[STATUS.NEW, STATUS.ASSIGNED])
    found: QuerySet[Task] = Task.objects.filter(is_open, granted, offered, owner_permission_content_type=unit_type)
    return found.select_related("process").order_by("created", "pk")


def _clerks_work(units: list[str]) -> Q:
    """The documents that wait to be presented in those of these units that have no clerk."""
    node = IncomingFlow.present
    clerks = UnitGrant.objects.filter(
        permission__codename=node.grant,
        group__user__is_active=True,
        content_object=Cast(OuterRef("owner_permission_obj_pk"), BigIntegerField()),
    )
    mine = Q(owner_permission=f"org_hierarchy.{node.grant}", owner_permission_obj_pk__in=units)
    return mine & Q(flow_task=node) & ~Q(Exists(clerks))


def _outside_remit(person: Person) -> Q:
    """The signatures that are not of this deputy's field, as `directives.rights` has it."""
    outside = Q(pk__in=[])
    for unit_id, field in confined_to(person, on=timezone.localdate()).items():
        inside = Q(drafting_unit=unit_id) | below_any(list(OrgUnit.objects.filter(pk__in=field)), "drafting_unit__")
        outside |= Q(issuer=unit_id) & ~inside
    waiting = Directive.objects.filter(outside, status=Directive.Status.FORM_APPROVED)
    return Q(flow_task=DirectiveFlow.sign, process__artifact_object_id__in=waiting.values("pk"))


def ready(person: Person) -> QuerySet[Task]:
    """The tasks of which nothing stands in the way; the conclusion of a campaign only once nothing in it is open any more, or to come."""
    going_on = Assignment.objects.filter(campaign__directive=OuterRef("process__artifact_object_id"), status__in=Assignment.OPEN)
    to_come = CampaignTask.objects.filter(campaign__directive=OuterRef("process__artifact_object_id"), opens_date__gt=timezone.localdate())
    return tasks(person).exclude(Exists(going_on) | Exists(to_come), flow_task=DirectiveFlow.follow)


def waiting_count(person: Person) -> int:
    """How many steps wait for this person; to follow a campaign that goes on is none. Two queries."""
    return tasks(person).exclude(flow_task=DirectiveFlow.follow).count()


def items(page: Iterable[Task], *, today: date | None = None, calendar: Calendar | None = None) -> list[Item]:
    """The tasks of one page, in the order given, with what their rows show: a query for each kind besides the page's own, whatever its
    length. `today` and `calendar`: say the limits of steps too, without a query."""
    rows = list(page)
    about: dict[Any, set[int]] = {flow_class: set() for flow_class in FLOWS}
    for row in rows:
        about[row.flow_task.flow_class].add(row.process.artifact_object_id)
    artifacts: Mapping[Any, Mapping[int, Any]] = {flow_class: _shown(flow_class).in_bulk(ids) for flow_class, ids in about.items()}

    def limit(artifact: Any) -> Limit | None:
        if today is None or calendar is None or not isinstance(artifact, Directive):
            return None
        return limit_of(artifact, today=today, calendar=calendar)

    about_each = ((row, artifacts[row.flow_task.flow_class][row.process.artifact_object_id]) for row in rows)
    return [
        Item(
            task_id=row.pk,
            title=row.flow_task.task_title,
            artifact=artifact,
            since=row.created,
            is_mine=row.owner_id is not None,
            limit=limit(artifact),
        )
        for row, artifact in about_each
    ]


def _shown(flow_class: Any) -> QuerySet[Any]:
    """The rows that a flow moves, with what the inbox shows of each."""
    if flow_class is DirectiveFlow:
        return Directive.objects.select_related("issuer", "drafting_unit", "drafted_by").defer("source_text")
    if flow_class is IncomingFlow:
        return IncomingDocument.objects.select_related("unit", "entry").defer("reading")
    return _with_rows(Assignment.objects.all())


def asked_back(person: Person) -> QuerySet[Recipient]:
    """The copies that the person's units are asked to give back, with directive and unit, in order. One query."""
    waiting = Recipient.objects.filter(status=Recipient.Status.TAKING_BACK, unit__in=acting_units(person))
    return waiting.select_related("directive", "unit").defer("directive__source_text", "directive__facts").order_by("pk")


def counts(person: Person, *, today: date) -> dict[str, int]:
    """How many assignments each of QUEUES has for this person (see `assignments`). Two queries."""
    return _counted(*_concerning(person), today=today)


def assignments(person: Person, queue: str = "", *, today: date) -> QuerySet[Assignment]:
    """One of QUEUES, or all of them: what the person's units owe or have done, and under "review" also what the person may review.

    Of that a report on the way or for a period too, for whoever reviews it alone: the unit goes on with its work.

    The nearest deadline first, no deadline last, with what a row shows loaded. What was left open in a concluded campaign is in no queue.
    One query for the grants now, one when it is read. KeyError for a queue that is not in QUEUES.
    """
    return _queued(*_concerning(person), queue, today=today)


def queue_and_counts(person: Person, queue: str, *, today: date) -> tuple[QuerySet[Assignment], dict[str, int]]:
    """`assignments` and `counts` together, the grants asked once. Two queries now, one when the queue is read."""
    concerning, reporting = _concerning(person)
    return _queued(concerning, reporting, queue, today=today), _counted(concerning, reporting, today=today)


def _counted(concerning: QuerySet[Assignment], reporting: Q | None, *, today: date) -> dict[str, int]:
    return concerning.aggregate(**{name: Count("pk", filter=_in(name, reporting, today=today)) for name in QUEUES})


def _queued(concerning: QuerySet[Assignment], reporting: Q | None, queue: str, *, today: date) -> QuerySet[Assignment]:
    if queue and queue not in QUEUES:
        raise KeyError(queue)
    found = concerning.filter(_in(queue, reporting, today=today) if queue else queries.EXPECTED)
    return _with_rows(found).order_by(F("due_date").asc(nulls_last=True), "pk")


def _in(queue: str, reporting: Q | None, *, today: date) -> Q:
    """What is in a queue: by its state, but what is `reporting` to this person waits for review, whatever it is for its unit."""
    state = queries.state(queue, today=today)
    if reporting is None:
        return state
    return state | reporting if queue == "review" else state & ~reporting


def _with_rows(found: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """With what a row shows loaded, and no more."""
    return queries.slim(found.select_related("task", "unit", "reviewer", "campaign__directive", "campaign__issuer"), "campaign")


def _concerning(person: Person) -> tuple[QuerySet[Assignment], Q | None]:
    """What the person's units owe or have done, and what waits for their review; and of that, what goes on meanwhile, None: nothing.

    One query now.

    With the grants it asks which of the units ever gave a copy back, and for which a report waits: mostly for none, and then the list is
    one range of one index. Asked of every row of the list itself, both cost more than all the rest of it.
    """
    if not person.is_active:
        return Assignment.objects.none(), None
    unit = OuterRef("content_object")
    gave_back = Exists(Recipient.objects.filter(unit=unit).exclude(status__in=HELD))
    to_review = Exists(Assignment.objects.filter(reviewer=unit, status=Assignment.Status.REPORTED))
    sent = Report.objects.filter(status=Report.Status.SUBMITTED, kind=Report.Kind.INTERIM)
    going_on = Q(assignment__status__in=GOING_ON, assignment__campaign__status=Campaign.Status.OPEN)
    to_read = Exists(sent.filter(going_on, assignment__reviewer=unit))
    held = UnitGrant.objects.filter(group__user=person, permission__codename__in=["act_for_unit", "review_unit"])
    grants = set(held.values_list("permission__codename", "content_object", gave_back, to_review, to_read))
    mine = Q(unit__in=sorted(pk for codename, pk, gave, *_ in grants if codename == "act_for_unit" and not gave))
    if some := sorted(pk for codename, pk, gave, *_ in grants if codename == "act_for_unit" and gave):
        mine |= Q(Q(unit__in=some), ~queries.given_back())
    if reviewing := sorted(pk for codename, pk, _, waits, _ in grants if codename == "review_unit" and waits):
        mine |= Q(reviewer__in=reviewing, status=Assignment.Status.REPORTED)
    reporting = None
    if some := sorted(pk for codename, pk, *_, reads in grants if codename == "review_unit" and reads):
        waits = Exists(sent.filter(assignment=OuterRef("pk")))
        reporting = Q(Q(reviewer__in=some, status__in=GOING_ON), waits)
        mine |= reporting
    return Assignment.objects.filter(mine, Q(campaign__status=Campaign.Status.OPEN) | Q(status=Assignment.Status.ACCEPTED)), reporting
