"""Directives on their way, opinions on their drafts and copies that are refused or asked back: who has it now is told, and who waits for
it."""

from collections.abc import Collection, Mapping, Set
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Left
from django.shortcuts import resolve_url
from django.utils import timezone

from directives.models import Directive, Opinion, Recipient
from directives.queries import UNSIGNED
from records.models import Event
from workflows.flows import DirectiveFlow
from workflows.models import Notice, Reminder, Sweep
from workflows.notices.audience import ACTS, DECIDES, REGISTERS, holders, staff
from workflows.notices.desks import People, at_step, drafters
from workflows.notices.making import joined
from workflows.notices.rows import insert_from

Kind, Status = Reminder.Kind, Directive.Status

KEYS = "directive:"
"""Begins the key of each of these notices."""
STEPS: Mapping[str, tuple[str, Any]] = {
    Kind.STEP_RETURNED: (Status.RETURNED, DirectiveFlow.draft),
    Kind.STEP_CONTENT: (Status.SUBMITTED, DirectiveFlow.approve_content),
    Kind.STEP_FORM: (Status.CONTENT_APPROVED, DirectiveFlow.approve_form),
    Kind.STEP_SIGN: (Status.FORM_APPROVED, DirectiveFlow.sign),
    Kind.STEP_NUMBER: (Status.SIGNED, DirectiveFlow.number),
    Kind.STEP_DISPATCH: (Status.NUMBERED, DirectiveFlow.dispatch),
}
"""What is said of a step: the status of a directive that is at it, and whose task it is."""
NO_SUBJECT = "Dự thảo chưa có trích yếu"
AT_STEPS = [status for status, _ in STEPS.values()]


def tell_of_directives(made: QuerySet[Reminder], sweep: Sweep, *, kinds: Set[str], at: datetime) -> int:
    """Make the notices of those of these reminders that are about directives, given their kinds; how many.

    Within `telling.tell`: one statement for each kind and side that is told, whatever the number.
    """
    today, count = timezone.localdate(at), 0
    for kind, (_, node) in STEPS.items():
        if kind in kinds:
            have_it = at_step(_about(Directive, kind, made), node, on=today)
            count += _one_each([people.exclude(_brought_it()) for people in have_it], "", kind, sweep, at=at)
    if Kind.STEP_LATE in kinds:
        late = _about(Directive, Kind.STEP_LATE, made)
        have_it = [people for status, node in STEPS.values() for people in at_step(late.filter(status=status), node, on=today)]
        before = Reminder.objects.filter(subject_id=OuterRef("pk"), kind=Kind.STEP_LATE, passed_over=False, step__lt=OuterRef("told_step"))
        first = late.filter(~Exists(before.filter(made_at__gte=OuterRef("step_since"))))  # not by its week, which an outage passes over
        leaders = [holders(first, side, DECIDES, on=today) for side in ("issuer", "drafting_unit")]
        count += _one_each([*have_it, *leaders], "", Kind.STEP_LATE, sweep, at=at)
    for kind in kinds & {Kind.OPINION_ASKED, Kind.OPINION_LATE, Kind.OPINION_GIVEN}:
        opinions = _about(Opinion, kind, made)
        asked = [] if kind == Kind.OPINION_GIVEN else [staff(opinions, "unit", ACTS, on=today)]
        waiting = [] if kind == Kind.OPINION_ASKED else drafters(opinions, "directive__", on=today)
        count += _one_each([*asked, *waiting], "directive__", kind, sweep, at=at)
    if Kind.ASKED_BACK in kinds:
        copies = _about(Recipient, Kind.ASKED_BACK, made)
        count += _one_each([staff(copies, "unit", ACTS, on=today)], "directive__", Kind.ASKED_BACK, sweep, at=at)
    if Kind.BACK_ANSWERED in kinds:
        for people in _senders(_about(Recipient, Kind.BACK_ANSWERED, made), on=today):
            count += _one_per_directive(people, Kind.BACK_ANSWERED, sweep, at=at)
    if Kind.COPY_REFUSED in kinds:
        refused = _about(Recipient, Kind.COPY_REFUSED, made)
        for people in (*_senders(refused, on=today), *drafters(refused, "directive__", on=today)):
            count += _one_per_directive(people, Kind.COPY_REFUSED, sweep, at=at)
    return count


def over() -> QuerySet[Notice]:
    """What was told of directives and is so no more: the step is another one, the answer is there, the text is signed. Of answers to who
    asked a copy back nothing is over."""
    directive = Directive.objects.filter(pk=OuterRef("subject_id"), step_since__lte=OuterRef("created_at"))
    opinion = Opinion.objects.filter(pk=OuterRef("subject_id"), directive__status__in=UNSIGNED)
    copy = Recipient.objects.filter(pk=OuterRef("subject_id"), status=Recipient.Status.TAKING_BACK)
    still = Q(kind=Kind.BACK_ANSWERED)
    for kind, (status, _) in STEPS.items():
        still |= Q(kind=kind) & Q(Exists(directive.filter(status=status)))
    still |= Q(kind=Kind.STEP_LATE) & Q(Exists(directive.filter(status__in=AT_STEPS)))
    still |= Q(kind=Kind.TAKEN_OVER) & Q(Exists(directive.filter(status__in=[Status.DRAFT, Status.RETURNED])))
    still |= Q(kind__in=[Kind.OPINION_ASKED, Kind.OPINION_LATE]) & Q(Exists(opinion.filter(answered_at=None)))
    still |= Q(kind=Kind.OPINION_GIVEN) & Q(Exists(opinion))
    still |= Q(kind=Kind.ASKED_BACK) & Q(Exists(copy))
    refused = Recipient.objects.filter(directive=OuterRef("subject_id"), status=Recipient.Status.REFUSED)
    still |= Q(kind=Kind.COPY_REFUSED) & Q(Exists(refused))
    return Notice.objects.filter(key__startswith=KEYS, assignment=None, closed_at=None).exclude(still)


def _about(model: Any, kind: str, made: QuerySet[Reminder]) -> QuerySet[Any]:
    """The rows that these reminders of that kind are about, each with what was found of it."""
    found = made.filter(kind=kind)
    mine = Reminder.objects.filter(subject_id=OuterRef("pk"), kind=kind, passed_over=False)
    mine = mine.order_by("-day", "-step", "-occasion")  # the newest, in the order of an index: by its id PostgreSQL reads them all
    said = {f"told_{name}": Subquery(mine.values(name)[:1]) for name in ("step", "day", "occasion")}
    rows: QuerySet[Any] = model.objects.filter(pk__in=found.order_by().values("subject_id")).annotate(**said)
    return rows


def _senders(copies: QuerySet[Recipient], *, on: date) -> list[People]:
    """The clerks of who sent these copies, and of who keeps the papers of one that has ended."""
    return [holders(copies, f"directive__issuer{way}", REGISTERS, on=on) for way in ("", "__keepings__keeper")]


def _brought_it() -> Q:
    """Whether the `person` brought the directive to its step: a clerk who numbers need not be told to dispatch."""
    acts = Event.objects.filter(subject_type=Directive._meta.label_lower, subject_id=OuterRef("pk"))
    return Q(Exists(acts.filter(at=OuterRef("step_since"), by=OuterRef("person"))))


def _one_each(people: Collection[People], way: str, kind: str, sweep: Sweep, *, at: datetime) -> int:
    """A notice for each row and person, which leads to the directive at the end of the `way`; one statement for each of `people`."""
    key = joined(f"{KEYS}{kind}.", F("told_step"), ":", F("pk"), ":", F("told_day"), ":", F("told_occasion"), ":", F("person"))
    columns = {"subject_id": F("pk"), "step": F("told_step"), "day": F("told_day"), "key": key}
    return sum(insert_from(Notice, rows, kind=kind, sweep=sweep, created_at=at, **_of(way), **columns) for rows in people)


def _one_per_directive(people: People, kind: str, sweep: Sweep, *, at: datetime) -> int:
    """A notice for each directive, person and sweep, which says of how many units. One statement."""
    key = joined(f"{KEYS}{kind}.0:", F("directive"), f":{sweep.pk}:", F("person"))
    columns = {"subject_id": F("directive"), "day": timezone.localdate(at), "key": key, "count": Count("pk", distinct=True)}
    return insert_from(Notice, people, kind=kind, sweep=sweep, created_at=at, **_of("directive__"), **columns)


def _of(way: str) -> dict[str, Any]:
    """Whom, and what of the directive at the end of the `way`: no more than its subject leaves the page."""
    subject = F(f"{way}subject")
    return {
        "person": F("person"),
        "title": Left(Case(When(**{f"{way}subject": ""}, then=Value(NO_SUBJECT)), default=subject), 300),
        "path": joined(resolve_url(Directive(pk=0)).removesuffix("0/"), F(f"{way}pk"), "/"),
        "is_urgent": Case(When(**{f"{way}urgency": ""}, then=Value(False)), default=Value(True), output_field=BooleanField()),
    }
