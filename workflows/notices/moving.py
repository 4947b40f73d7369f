"""Work that follows a unit to the one that continues it: who goes on with it is told at once, and whose it was; who gave it, together."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Max, Q
from django.shortcuts import resolve_url
from django.utils import timezone

from campaigns.models import Assignment, Campaign
from org_hierarchy.models import Appointment, OrgUnit, Person, Post
from records.batches import batches
from records.text import grouped
from workflows.models import HeirQuestion, Notice, Reminder, Sweep
from workflows.notices.audience import ACTS, DECIDES, REVIEWS, people_of
from workflows.notices.making import CHUNK, of_an_act, write

Kind = Reminder.Kind
INBOX = "workflows:inbox"
Turn = tuple[int, int, int]
"""A campaign, the unit that has ended, its heir."""


@dataclass(slots=True)
class Moved:
    """What changed hands, by ended unit and heir: `assignments` (its id, that of the one that goes on, from, to); `led` (campaign, from,
    to) of what another issues, follows or reviews, `drafted` of what it had drafted, `joined` of what it takes part in; `documents`, ended
    unit → how many; `heirs`, ended unit → heir."""

    heirs: Mapping[int, int]
    assignments: Sequence[tuple[int, int, int, int]] = ()
    led: Collection[Turn] = ()
    drafted: Collection[Turn] = ()
    joined: Collection[Turn] = ()
    documents: Counter[int] = field(default_factory=Counter)


@transaction.atomic
def tell_moved(moved: Moved, *, by: Person | None, at: datetime) -> int:
    """Tell the heirs, campaign by campaign and by what they do in it, and of documents together; and whoever held the last posts of the
    ended units, once for each.

    Who gave the work is told by `tell_givers`. Whoever did it needs no word. Returns how many notices; a fixed number of statements for
    each 500 units and 1,000 assignments.
    """
    parts = (
        (moved.led, REVIEWS, "Chủ trì, theo dõi, duyệt thay "),
        (moved.drafted, ACTS, "Là đơn vị soạn thảo thay "),
        (moved.joined, ACTS, "Phối hợp thay "),
    )
    if not (moved.assignments or moved.documents or any(turns for turns, _, _ in parts)):
        return 0
    sweep = of_an_act(len(moved.assignments), at=at)
    named = _names({unit for pair in moved.heirs.items() for unit in pair})
    campaign_of = _remember(moved.assignments, named, sweep, by=by, at=at)
    given: Counter[tuple[int, int]] = Counter()  # campaign, heir
    sources: dict[tuple[int, int], set[int]] = defaultdict(set)
    for pk, _, old, heir in moved.assignments:
        given[campaign_of[pk], heir] += 1
        sources[campaign_of[pk], heir].add(old)
    notices = _to_heirs(given, sources, named, ACTS, sweep, at=at)
    for part, (turns, grant, role) in enumerate(parts, start=1):
        whose: dict[tuple[int, int], set[int]] = defaultdict(set)
        for campaign, old, heir in turns:
            whose[campaign, heir].add(old)
        notices += _to_heirs(Counter(dict.fromkeys(whose, 1)), whose, named, grant, sweep, at=at, role=role, part=part)
    notices += _of_documents(moved, named, sweep, at=at)
    notices += _to_whose_it_was(moved, named, sweep, at=at)
    return write((one for one in notices if by is None or one.person_id != by.pk), sweep, at=at)


@transaction.atomic
def tell_givers(sweep: Sweep, *, at: datetime) -> int:
    """Tell who issues, drafts, follows and reviews a campaign what moved in it since they were told last: one notice for each campaign and
    person, however much it was. Returns of how many moves.

    Claimed by one UPDATE, so that none is told twice and none is left. Six queries, and one for each 500 units.
    """
    untold = Reminder.objects.filter(kind=Kind.MOVED, sweep=None, campaign__isnull=False)
    if not untold.update(sweep=sweep):
        return 0
    told = Reminder.objects.filter(kind=Kind.MOVED, sweep=sweep)
    last = told.aggregate(last=Max("pk"))["last"]
    pairs: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for campaign, note, heir in told.order_by().values_list("campaign", "note", "unit__name").distinct():
        pairs[campaign].append((note, heir))
    doers: dict[int, set[int | None]] = defaultdict(set)
    for campaign, person in told.order_by().values_list("campaign", "made_by").distinct():
        doers[campaign].add(person)
    sides = ("campaign__issuer", "campaign__monitor", "campaign__directive__drafting_unit", "assignment__reviewer")
    rows = list(told.order_by().values_list("campaign", "campaign__name", *sides).annotate(Count("pk")))
    units = {unit for _, _, *of_row, _ in rows for unit in of_row if unit is not None}
    today = timezone.localdate(at)
    reviewing = people_of(units, REVIEWS, leaders=False, on=today)
    acting = people_of(units, ACTS, leaders=False, on=today)
    counts: dict[tuple[int, int], int] = Counter()
    names: dict[int, str] = {}
    for campaign, name, issuer, monitor, drafting, reviewer, count in rows:
        names[campaign] = name
        people = reviewing.get(issuer, set()) | acting.get(monitor, set()) | acting.get(drafting, set()) | reviewing.get(reviewer, set())
        for person in people - (doers[campaign] if len(doers[campaign]) == 1 else set()):
            counts[campaign, person] += count
    notices = [
        Notice(
            person_id=person, kind=Kind.HANDED_ON, count=count, title=names[campaign], note=_from_to(pairs[campaign]), day=today,
            path=_page_of(campaign), key=f"{Kind.HANDED_ON}:c{campaign}:{last}:{person}", subject_id=last,
        )
        for (campaign, person), count in counts.items()
    ]  # fmt: skip
    write(notices, sweep, at=at)
    return sum(count for *_, count in rows)


def tell_of_questions(questions: Sequence[HeirQuestion], *, at: datetime) -> int:
    """Tell who is asked which unit goes on with what one that has ended left: those who decide for it, or whoever administers everything.

    In the caller's transaction. A handful of statements.
    """
    if not questions:
        return 0
    today = timezone.localdate(at)
    sweep = of_an_act(len(questions), at=at)
    people = people_of({one.asked_id for one in questions if one.asked_id}, DECIDES, leaders=True, on=today)
    everything = set(Person.objects.filter(is_active=True, is_superuser=True).values_list("pk", flat=True))
    Reminder.objects.bulk_create(
        [
            Reminder(
                kind=Kind.HEIR,
                unit_id=one.asked_id or one.unit_id,
                subject_id=one.pk,
                day=today,
                occasion=sweep.pk,
                made_at=at,
                sweep=sweep,
            )
            for one in questions
        ],
        batch_size=500,
    )
    notices = [
        Notice(
            person_id=person, kind=Kind.HEIR, title=one.unit.name, subject_id=one.pk, day=one.unit.valid_to or today,
            path=resolve_url("workflows:heir", one.pk), key=f"{Kind.HEIR}:{one.pk}:{sweep.pk}:{person}",
        )
        for one in questions
        for person in (people.get(one.asked_id or 0) or everything)
    ]  # fmt: skip
    return write(notices, sweep, at=at)


def tell_of_draft_back(drafter: Person, unit: int, *, title: str, path: str, subject: int, at: datetime) -> None:
    """Tell whoever drafted a text that its signature is no longer good, and the people of the unit that drafts it from now on."""
    today = timezone.localdate(at)
    sweep = of_an_act(1, at=at)
    people = people_of([unit], ACTS, leaders=False, on=today).get(unit, set()) | ({drafter.pk} if drafter.is_active else set())
    notices = [
        Notice(
            person_id=person, kind=Kind.DRAFT_BACK, title=title, subject_id=subject, day=today, path=path,
            key=f"{Kind.DRAFT_BACK}:{subject}:{sweep.pk}:{person}",
        )
        for person in people
    ]  # fmt: skip
    write(notices, sweep, at=at)


def _remember(
    assignments: Sequence[tuple[int, int, int, int]], named: Mapping[int, str], sweep: Sweep, *, by: Person | None, at: datetime
) -> dict[int, int]:
    """A reminder for each assignment, on whose page it stands; returns the campaign of each."""
    campaign_of: dict[int, int] = {}
    for some in batches([pk for pk, *_ in assignments], CHUNK):
        campaign_of |= dict(Assignment.objects.filter(pk__in=some).values_list("pk", "campaign"))
    day = timezone.localdate(at)
    rows = [
        Reminder(
            kind=Kind.MOVED, campaign_id=campaign_of[pk], assignment_id=into, unit_id=heir, subject_id=pk, day=day, occasion=sweep.pk,
            note=f"Từ {named[old]}"[:300], made_at=at, made_by=by,
        )
        for pk, into, old, heir in assignments
    ]  # fmt: skip
    Reminder.objects.bulk_create(rows, batch_size=1000)
    return campaign_of


def _to_heirs(
    given: Mapping[tuple[int, int], int],
    sources: Mapping[tuple[int, int], set[int]],
    named: Mapping[int, str],
    grant: str,
    sweep: Sweep,
    *,
    at: datetime,
    role: str = "Từ ",
    part: int = 0,
) -> list[Notice]:
    """One for each campaign, heir and person; `part` sets those of one role apart from those of another."""
    today = timezone.localdate(at)
    people = people_of({heir for _, heir in given}, grant, leaders=False, on=today)
    titles: dict[int, str] = {}
    for some in batches({campaign for campaign, _ in given}, CHUNK):
        titles |= dict(Campaign.objects.filter(pk__in=some).values_list("pk", "name"))
    return [
        Notice(
            person_id=person, kind=Kind.MOVED, count=count, title=titles[campaign], day=today, path=_page_of(campaign),
            note=f"{role}{_listed(named[old] for old in sources[campaign, heir])}.",
            key=f"{Kind.MOVED}:c{campaign}:{part}:u{heir}:{sweep.pk}:{person}",
        )
        for (campaign, heir), count in given.items()
        for person in people.get(heir, ())
    ]  # fmt: skip


def _of_documents(moved: Moved, named: Mapping[int, str], sweep: Sweep, *, at: datetime) -> list[Notice]:
    """One for each ended unit and person of its heir."""
    today = timezone.localdate(at)
    people = people_of({moved.heirs[old] for old in moved.documents}, ACTS, leaders=False, on=today)
    return [
        Notice(
            person_id=person, kind=Kind.MOVED, count=count, title=f"Văn bản của {named[old]}", day=today, path=resolve_url(INBOX),
            note=f"Văn bản đến, dự thảo, ý kiến còn dở, hồ sơ, mẫu văn bản chuyển sang {named[moved.heirs[old]]}.",
            key=f"{Kind.MOVED}:d{old}:{sweep.pk}:{person}",
        )
        for old, count in moved.documents.items()
        for person in people.get(moved.heirs[old], ())
    ]  # fmt: skip


def _to_whose_it_was(moved: Moved, named: Mapping[int, str], sweep: Sweep, *, at: datetime) -> list[Notice]:
    """One for each ended unit and person of its last posts, whatever moved."""
    counts = Counter(moved.documents)
    for _, _, old, _ in moved.assignments:
        counts[old] += 1
    for _, old, _ in {*moved.led, *moved.drafted, *moved.joined}:
        counts[old] += 1
    today = timezone.localdate(at)
    people = last_holders(counts)
    return [
        Notice(
            person_id=person, kind=Kind.HANDED_ON, count=count, title=f"Việc của {named[old]}", day=today, path=resolve_url(INBOX),
            note=f"{named[moved.heirs[old]]} tiếp tục.", key=f"{Kind.HANDED_ON}:u{old}:{sweep.pk}:{person}",
        )
        for old, count in counts.items()
        for person in people.get(old, ())
    ]  # fmt: skip


def last_holders(units: Iterable[int]) -> dict[int, set[int]]:
    """The ids of those who held a post of these ended units on the last day and still have an account. One query for each 500 units."""
    found: dict[int, set[int]] = defaultdict(set)
    until_the_end = Q(valid_to=None) | Q(valid_to__gte=F("post__unit__valid_to"))
    for some in batches(sorted(set(units)), CHUNK):
        held = Appointment.objects.filter(
            until_the_end, post__unit__in=some, person__is_active=True, valid_from__lt=F("post__unit__valid_to")
        )
        for unit, person in held.exclude(post__role=Post.Role.ADMINISTRATOR).values_list("post__unit", "person"):
            found[unit].add(person)
    return found


def _page_of(campaign: int) -> str:
    return resolve_url(Campaign(pk=campaign))


def _names(units: Collection[int]) -> dict[int, str]:
    named: dict[int, str] = {}
    for some in batches(sorted(units), CHUNK):
        named |= dict(OrgUnit.objects.filter(pk__in=some).values_list("pk", "name"))
    return named


def _listed(names: Iterable[str]) -> str:
    """The first of them in words, the others as a number."""
    first, *others = sorted(names)
    return f"{first} và {grouped(len(others))} đơn vị khác" if others else first


def _from_to(pairs: Sequence[tuple[str, str]]) -> str:
    """Where a campaign's work went: by name while it is one unit, in numbers when there are more."""
    if len(pairs) == 1:
        (note, heir) = pairs[0]
        return f"{note} sang {heir}."[:300]
    olds, heirs = len({note for note, _ in pairs}), len({heir for _, heir in pairs})
    return f"Từ {grouped(olds)} đơn vị đã sắp xếp sang {grouped(heirs)} đơn vị kế thừa."
