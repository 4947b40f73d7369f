"""Those who go on with a post's open work, and who leaves it, are told how many steps are open and where they find them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.shortcuts import resolve_url
from django.utils import timezone
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from org_hierarchy.models import Absence, Person, Post, UnitGrant, valid_on
from records.batches import batches
from workflows.flows import DirectiveFlow
from workflows.models import Notice, Reminder, Sweep
from workflows.notices.audience import ACTS, people_of
from workflows.notices.making import CHUNK, write

Kind = Reminder.Kind


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody begins in a post or leaves it, goes away from it or comes back: `subject` is the appointment or the absence, `until` the
    first day back."""

    kind: str
    subject: int
    day: date
    post: Post
    person: Person
    substitute: Person | None = None
    until: date | None = None


def tell_of_changes(changes: Sequence[Change], sweep: Sweep, *, at: datetime) -> int:
    """Tell both sides of each change, unless nothing is open; how many notices. In the caller's transaction.

    A handful of statements for each 500 posts.
    """
    Reminder.objects.bulk_create(
        [
            Reminder(kind=one.kind, unit_id=one.post.unit_id, subject_id=one.subject, day=one.day, made_at=at, sweep=sweep)
            for one in changes
        ],
        batch_size=500,
    )
    today = timezone.localdate(at)
    units = {one.post.unit_id for one in changes}
    opened = _open_steps({one.post.group_id for one in changes}, units)
    holders = _holders({one.post.group_id for one in changes})
    colleagues = people_of(units, ACTS, leaders=False, on=today)
    replaced = _stood_in({one.subject for one in changes if one.kind == Kind.BACK}, today)
    notices = (
        Notice(
            person_id=person, kind=one.kind, count=count, title=f"{one.post.title}, {one.post.unit.name}", note=note,
            subject_id=one.subject, day=one.day, path=resolve_url("workflows:inbox"), key=f"{one.kind}:{one.subject}:{one.day}:{person}",
        )
        for one in changes
        if (count := opened[one.post.group_id])
        for person, note in _told(one, count, holders[one.post.group_id], colleagues.get(one.post.unit_id, set()), replaced)
    )  # fmt: skip
    return write(notices, sweep, at=at)


def _told(one: Change, count: int, holders: set[int], colleagues: set[int], still_away: Collection[int]) -> Iterator[tuple[int, str]]:
    """(person, what it means for that one) of both sides."""
    steps = f"{count} bước việc đang mở"
    person, other = one.person, one.substitute
    match one.kind:
        case Kind.APPOINTED if person.pk in holders:
            yield person.pk, f"Từ nay bạn giữ chức vụ này: {steps} trong Hộp việc."
        case Kind.LEFT_POST:
            if person.is_active:
                yield person.pk, f"Bạn thôi giữ chức vụ này; {steps} do người của đơn vị tiếp tục."
            for colleague in (holders or colleagues) - {person.pk}:
                yield colleague, f"{person} thôi giữ chức vụ này; {steps} trong Hộp việc."
        case Kind.AWAY if other is not None and one.until is not None:
            last = one.until - timedelta(days=1)
            yield other.pk, f"Bạn làm thay {person} đến hết ngày {last:%d/%m/%Y}: {steps} trong Hộp việc."
            yield person.pk, f"{other} làm thay bạn đến hết ngày {last:%d/%m/%Y}: {steps}."
        case Kind.AWAY:
            for colleague in colleagues - {person.pk}:
                yield colleague, f"{person} vắng mặt, không có người làm thay: {steps} của chức vụ này."
        case Kind.BACK if one.subject not in still_away:
            yield person.pk, f"Hết thời gian vắng mặt: {steps} lại do bạn giải quyết."
            if other is not None:
                yield other.pk, f"{person} đã trở lại; bạn thôi làm thay, {steps} trở lại người đó."


def _open_steps(groups: Collection[int], units: Collection[int]) -> Counter[int]:
    """How many open steps the grants of each group bring; to follow a campaign that goes on is none. Two queries for each 500."""
    lies_before: Counter[tuple[str, str]] = Counter()
    for some in batches(sorted(units), CHUNK):
        waiting = Task.objects.filter(status__in=[STATUS.NEW, STATUS.ASSIGNED], owner_permission_obj_pk__in=[str(unit) for unit in some])
        for permission, unit in waiting.exclude(flow_task=DirectiveFlow.follow).values_list("owner_permission", "owner_permission_obj_pk"):
            lies_before[permission, unit] += 1
    found: Counter[int] = Counter()
    for some in batches(sorted(groups), CHUNK):
        grants = UnitGrant.objects.filter(group__in=some).values_list("group", "permission__codename", "content_object")
        for group, codename, unit in grants:
            found[group] += lies_before[f"org_hierarchy.{codename}", str(unit)]
    return found


def _holders(groups: Collection[int]) -> defaultdict[int, set[int]]:
    """Who has each group's rights by now. A query for each 500."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for some in batches(sorted(groups), CHUNK):
        for group, person in Person.groups.through.objects.filter(group__in=some, person__is_active=True).values_list("group", "person"):
            found[group].add(person)
    return found


def _stood_in(absences: Collection[int], today: date) -> set[int]:
    """Those of these absences after which the same person is away again, from the same post, today. One query for each 500."""
    found: set[int] = set()
    for some in batches(sorted(absences), CHUNK):
        again = Absence.objects.filter(valid_on(today), appointment__absences__in=some).values_list("appointment__absences", flat=True)
        found |= set(again) & set(some)
    return found
