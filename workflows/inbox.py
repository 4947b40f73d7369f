"""What may this person do now: the open tasks whose grant the person holds, and how the assignments of the person's units stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils import timezone
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS

from campaigns import queries, receipts
from campaigns.models import Assignment, Campaign, CampaignTask, Report
from directives.limits import Limit, limit_of
from directives.models import Directive, IncomingDocument, Recipient
from directives.queries import HELD, acting_units, to_sign_by_mandate
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import OrgUnit, Person, UnitGrant
from org_hierarchy.queries import BY_MANDATE, away_for, below_any, confined_to, grants_of
from workflows.flows import FLOWS, AssignmentFlow, DirectiveFlow, IncomingFlow

QUEUES: Mapping[str, str] = {name: queries.STATES[name] for name in ("new", "doing", "review", "returned", "done", "overdue")}
"""The tabs, name → label; an assignment is in exactly one (`campaigns.queries.state`)."""


GOING_ON = (*queries.WITH_UNIT, Assignment.Status.SUSPENDED)
"""Of which a report on the way or for a period may wait; of what is done the last report says all."""


Grants = frozenset[tuple[str, int]]
"""What a person's posts give: (codename, unit id)."""


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


def tasks(person: Person, grants: Grants | None = None) -> QuerySet[Task]:
    """The open tasks that this person may do, the longest waiting first. One query now for the grants unless they are given (`grants_of`),
    one when it is read; of who signs by a post, those of `confined_to` too.

    Those on the person's own desk and on the desks of those for whom the person stands in today, and those open to everybody who holds
    the grant on the unit; without the grant also one's own desk is empty. The sign-off of one's own draft is not offered, nor the signature
    to a deputy of another field; the signature also to whose mandate covers that type of document, and the work of a clerk to all who act
    for a unit that has none. A superuser's unwritten rights bring nothing.
    """
    if not person.is_active:
        return Task.objects.none()
    units: dict[str, list[str]] = {}
    for codename, unit_id in sorted(grants_of(person) if grants is None else grants):
        units.setdefault(codename, []).append(str(unit_id))
    granted = _clerks_work(units.get("act_for_unit", []))
    for codename, ids in units.items():
        held = Q(owner_permission=f"org_hierarchy.{codename}", owner_permission_obj_pk__in=ids)
        granted |= held & ~_outside_remit(person) if codename == DirectiveFlow.sign.grant else held
    sign_offs = [DirectiveFlow.approve_content, DirectiveFlow.approve_form]
    if BY_MANDATE in units:
        node = DirectiveFlow.sign
        by_mandate = Q(owner_permission=f"org_hierarchy.{node.grant}", owner_permission_obj_pk__in=units[BY_MANDATE])
        granted |= by_mandate & Q(flow_task=node) & Q(about__in=to_sign_by_mandate(person).values("pk"))
    own_sign_off = Q(flow_task__in=sign_offs) & Q(about__in=Directive.objects.filter(drafted_by=person).values("pk"))
    unit_type = ContentType.objects.get_for_model(OrgUnit)
    desks = Q(owner=person) | Q(owner__in=away_for(person, on=timezone.localdate()))
    offered = Q(status=STATUS.NEW) & ~own_sign_off | Q(status=STATUS.ASSIGNED) & desks
    # said once more in the words of our partial index, or the databases cannot see that it serves every branch
    every = sorted({pk for ids in units.values() for pk in ids})
    is_open = Q(status__in=literally(STATUS.NEW, STATUS.ASSIGNED), owner_permission_obj_pk__in=every)
    # always behind the node, and so asked only of the few that are at it: a join would be made for every task
    about = Process.objects.filter(pk=OuterRef("process")).order_by().values("artifact_object_id")
    found: QuerySet[Task] = Task.objects.alias(about=Subquery(about)).filter(
        is_open, granted, offered, owner_permission_content_type=unit_type
    )
    return found.select_related("process").order_by("created", "pk")


def literally(*values: str) -> list[RawSQL]:
    """Words of ours as they stand in an index's condition: given apart from the statement, SQLite does not know them in a list."""
    return [RawSQL(f"'{value}'", [], CharField()) for value in values]  # noqa: S611 - names of states, none from outside


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
    return Q(flow_task=DirectiveFlow.sign) & Q(about__in=waiting.values("pk"))


def ready(person: Person, grants: Grants | None = None) -> QuerySet[Task]:
    """The tasks of which nothing stands in the way; the conclusion of a campaign only once nothing in it is open any more, or to come."""
    # in an index's order: asked whether there is any, databases read on through all rows where there is none
    still_open = Assignment.objects.filter(campaign=OuterRef("pk"), status__in=literally(*Assignment.OPEN)).order_by("due_date")
    to_come = CampaignTask.objects.filter(campaign=OuterRef("pk"), opens_date__gt=timezone.localdate())
    campaigns = Campaign.objects.alias(first=Subquery(still_open.values("pk")[:1])).filter(directive=OuterRef("about"))
    goes_on = Exists(campaigns.filter(Q(first__isnull=False) | Q(Exists(to_come))))
    return tasks(person, grants).exclude(Q(flow_task=DirectiveFlow.follow), goes_on)


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


def on_own_desk(person: Person) -> QuerySet[Task]:
    """The ids of the assignments whose report came back to this person, or was taken over by this one; as a subquery."""
    back = Task.objects.filter(flow_task=AssignmentFlow.report, status=STATUS.ASSIGNED, owner=person)
    return back.order_by().values("process__artifact_object_id")


def desk_holder(assignment: str) -> Subquery:
    """The name of whoever's desk the report of each row lies on; null: nobody's. `assignment`: what the rows call its id."""
    about = ContentType.objects.get_for_model(Assignment)
    tasks = Task.objects.filter(
        flow_task=AssignmentFlow.report,
        status=STATUS.ASSIGNED,
        process__artifact_content_type=about,  # the index of processes begins with it
        process__artifact_object_id=OuterRef(assignment),
    )
    return Subquery(tasks.order_by().values("owner__full_name")[:1])


def not_taken_in(person: Person) -> QuerySet[Recipient]:
    """The copies without work that the person's units have not taken in, with directive and unit, the urgent first, then the oldest. One
    query."""
    waiting = receipts.not_taken_in().filter(unit__in=acting_units(person)).select_related("directive__issuer", "unit")
    return waiting.defer("directive__source_text", "directive__facts").order_by("-directive__urgency", "sent_at", "pk")


def asked_back(person: Person) -> QuerySet[Recipient]:
    """The copies that the person's units are asked to give back, with directive and unit, in order. One query."""
    waiting = Recipient.objects.filter(status=Recipient.Status.TAKING_BACK, unit__in=acting_units(person))
    return waiting.select_related("directive", "unit").defer("directive__source_text", "directive__facts").order_by("pk")


@dataclass(frozen=True, slots=True)
class Work:
    """What a person's units owe or have done, and what waits for their review, on one day (`work_of`).

    `grants`: those of the person's posts, as `grants_of` has them. `reporting`: what of the rows goes on while a report on its way or for a
    period waits for this person's review; None: nothing.
    """

    rows: QuerySet[Assignment]
    reporting: Q | None
    grants: Grants
    today: date

    def queue(self, name: str = "") -> QuerySet[Assignment]:
        """One of QUEUES, or all of them, as `assignments` has it. KeyError for a queue that is not in QUEUES."""
        if name and name not in QUEUES:
            raise KeyError(name)
        found = self.rows.filter(self._is_in(name) if name else queries.EXPECTED)
        return _with_rows(found).order_by(queries.NEAREST_DAY.asc(nulls_last=True), "pk")

    def counts(self) -> dict[str, int]:
        """How many each of QUEUES has. One query."""
        return self.rows.aggregate(**{name: Count("pk", filter=self._is_in(name)) for name in QUEUES})

    def _is_in(self, queue: str) -> Q:
        """By its state, but what is `reporting` to this person waits for review, whatever it is for its unit."""
        state = queries.state(queue, today=self.today, with_periods=True)
        if self.reporting is None:
            return state
        return state | self.reporting if queue == "review" else state & ~self.reporting


def work_of(person: Person, *, today: date) -> Work:
    """One query for the grants, which of the units ever gave a copy back and which have anything to review; of who has, one for what waits.

    Mostly nothing does, and then the list is one range of one index. Asked of every row of the list itself, both cost more than all the
    rest of it; and what waits is asked of units by their numbers, or PostgreSQL takes any reviewer to have what the busiest has, and reads
    all rows for one who has nothing.
    """
    if not person.is_active:
        return Work(Assignment.objects.none(), None, frozenset(), today)
    gave_back = Exists(Recipient.objects.filter(unit=OuterRef("content_object")).exclude(status__in=HELD))
    reviewed = Assignment.objects.filter(reviewer=OuterRef("content_object")).order_by("status")  # in the order of its index
    marked = Case(
        When(Q(permission__codename="act_for_unit") & Q(gave_back), then=Value(True)),
        When(Q(permission__codename="review_unit") & Q(reviewed__isnull=False), then=Value(True)),
        default=Value(False),
    )
    held = UnitGrant.objects.filter(group__user=person).alias(reviewed=Subquery(reviewed.values("pk")[:1]))
    rows = list(held.values_list("permission__codename", "content_object", marked))
    reviewing = sorted({pk for codename, pk, reviews in rows if codename == "review_unit" and reviews})
    gave = sorted({pk for codename, pk, gave in rows if codename == "act_for_unit" and gave})
    mine = Q(unit__in=sorted({pk for codename, pk, _ in rows if codename == "act_for_unit"}.difference(gave)))
    if gave:
        mine |= Q(Q(unit__in=gave), ~queries.given_back())
    to_review = Assignment.objects.filter(reviewer__in=reviewing, status=Assignment.Status.REPORTED)
    waiting = Report.objects.filter(status=Report.Status.SUBMITTED, kind=Report.Kind.INTERIM)
    still_open = Q(assignment__status__in=GOING_ON, assignment__campaign__status=Campaign.Status.OPEN)
    to_read = waiting.filter(still_open, assignment__reviewer__in=reviewing).values("assignment")
    reviews = reads = False
    if reviewing:
        reviews, reads = Person.objects.filter(pk=person.pk).values_list(Exists(to_review), Exists(to_read)).get()
    if reviews:
        mine |= Q(reviewer__in=reviewing, status=Assignment.Status.REPORTED)
    found = Assignment.objects.filter(mine)
    if reads:  # as ids put together, of three indexes: in one condition with the others PostgreSQL would read all rows
        found = Assignment.objects.filter(pk__in=found.order_by().values("pk").union(to_read, all=True))
    return Work(
        found.filter(Q(campaign__status=Campaign.Status.OPEN) | Q(status=Assignment.Status.ACCEPTED)),
        Q(reviewer__in=reviewing, status__in=GOING_ON) & Q(pk__in=waiting.values("assignment")) if reads else None,
        frozenset((codename, pk) for codename, pk, _ in rows),
        today,
    )


def counts(person: Person, *, today: date) -> dict[str, int]:
    """How many assignments each of QUEUES has for this person (see `assignments`). Two queries, of whose units review three."""
    return work_of(person, today=today).counts()


def assignments(person: Person, queue: str = "", *, today: date) -> QuerySet[Assignment]:
    """One of QUEUES, or all of them: what the person's units owe or have done, and under "review" also what the person may review.

    Of that a report on the way or for a period too, for whoever reviews it alone: the unit goes on with its work.

    The nearest deadline first, of the whole or of the report owed for a period, no deadline last, with what a row shows loaded. What was
    left open in a concluded campaign is in no queue.
    One query now, of whose units review two, and one when it is read. KeyError for a queue that is not in QUEUES.
    """
    return work_of(person, today=today).queue(queue)


def queue_and_counts(person: Person, queue: str, *, today: date) -> tuple[QuerySet[Assignment], dict[str, int]]:
    """`assignments` and `counts` together, the grants asked once: two queries now, of whose units review three, and one when it is read."""
    work = work_of(person, today=today)
    return work.queue(queue), work.counts()


def _with_rows(found: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """With what a row shows loaded, and no more."""
    return queries.slim(found.select_related("task", "unit", "reviewer", "campaign__directive", "campaign__issuer"), "campaign")
