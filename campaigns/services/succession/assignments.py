"""Assignments of units that have ended: each goes on with the heir, or into what the heir has of the same task."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db import connection, transaction
from django.db.models import QuerySet

from campaigns.models import Assignment, Campaign, Difficulty
from campaigns.queries import LEFT_OUT
from campaigns.services.giving import Gift, give
from campaigns.services.moves import CampaignError
from campaigns.services.requests import end_requests
from campaigns.services.succession.finding import open_work
from org_hierarchy.models import OrgUnit, Person
from records.batches import batches
from records.events import record_changes

Status = Assignment.Status
CHUNK = 500  # values of one IN (…)
ROWS = 5_000  # pairs of one UPDATE; SQLite takes 32,766 values
FURTHEST = (Status.REPORTED, Status.RETURNED, Status.SUSPENDED, Status.IN_PROGRESS, Status.RECEIVED, Status.ISSUED)
"""Of two that meet under one heir, the one that is further on goes on."""


@dataclass(frozen=True, slots=True)
class Twin:
    """The heir's own assignment of a task."""

    pk: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Moves:
    """What is to happen to the open work of some ended units: `moved` (assignment, from, to), `merged` (assignment, from, into which
    assignment, whose), `left` those that wait for the issuer because the heir has finished the same task. `finished`: those of the heirs
    that others go into although they are closed."""

    moved: tuple[tuple[int, int, int], ...]
    merged: tuple[tuple[int, int, int, int], ...]
    left: tuple[int, ...]
    finished: frozenset[int] = frozenset()

    @property
    def rows(self) -> int:
        """How many change."""
        return len(self.moved) + len(self.merged)

    @property
    def moving(self) -> list[int]:
        """The ids of those that another unit has from now on."""
        return [pk for pk, *_ in self.moved]

    @property
    def told(self) -> list[tuple[int, int, int, int]]:
        """Of each that changes: its id, that of the one that goes on with it, the unit that had it, the unit that has it."""
        return [(pk, pk, old, heir) for pk, old, heir in self.moved] + [(pk, target, old, heir) for pk, old, target, heir in self.merged]

    @property
    def ending(self) -> list[int]:
        """The ids of those that end because another goes on with them."""
        return [pk for pk, *_ in self.merged]


def plan_moves(heirs: Mapping[int, int], *, among: QuerySet[Assignment] | None = None, into_closed: bool = False) -> Moves:
    """What the heirs (ended unit → its heir) take over. An heir that has the task already keeps its own, which goes on with both; of two
    that meet under a new heir, the further one goes on. `into_closed`: also into what the heir has finished, because somebody said so.

    Two queries for each 500 units.
    """
    rows = [row for some in batches(sorted(heirs), CHUNK) for row in _rows(open_work(some), among)]
    rows.sort(key=lambda row: (FURTHEST.index(Status(row[3])), row[0]))
    twins = _twins({task for _, task, _, _ in rows}, set(heirs.values()))
    moved, merged, left = [], [], []
    finished = set[int]()
    for pk, task, unit, _ in rows:
        heir = heirs[unit]
        twin = twins.get((task, heir))
        if twin is None:
            moved.append((pk, unit, heir))
            twins[task, heir] = Twin(pk, is_open=True)
        elif twin.is_open or into_closed:
            merged.append((pk, unit, twin.pk, heir))
            finished |= set() if twin.is_open else {twin.pk}
        else:
            left.append(pk)
    return Moves(tuple(moved), tuple(merged), tuple(left), frozenset(finished))


@transaction.atomic
def give_heir_again(campaign: Campaign, unit: OrgUnit, heir: OrgUnit, *, at: datetime) -> list[int]:
    """Give the heir anew what it had refused, or what was taken back from it, of the tasks that the unit has still open, so that these can
    go into its own; returns the ids. With the unit's days; its share is added when the two meet. A few statements for each giver.
    """
    refused = Assignment.objects.filter(campaign=campaign, unit=heir, status__in=LEFT_OUT)
    gifts: dict[Assignment | None, list[Gift]] = {}
    for row in open_work([unit.pk]).filter(campaign=campaign, task__in=refused.values("task")).select_related("parent").order_by("pk"):
        reviewers = (row.reviewer_id, campaign.issuer_id, campaign.monitor_id)
        reviewer = next((one for one in reviewers if one is not None and one != heir.pk), row.reviewer_id)
        share = None if row.target is None else 0
        gifts.setdefault(row.parent, []).append(Gift(row.task_id, heir.pk, reviewer, row.due_date, row.review_date, row.note, share))
    return [pk for parent, of_one in gifts.items() for pk in give(campaign, of_one, parent=parent, at=at).values()]


@transaction.atomic
def apply_moves(moves: Moves, *, by: Person | None, at: datetime) -> int:
    """Write it; returns how many rows changed. The caller has ended the processes of `moves.ending`.

    Its share of a target is added to the other's, what was given further down follows the one that goes on, what was still asked about
    what ends is asked no more, and the difficulties that wait for an answer are the other's. Each tells on its own timeline where it came
    from or went.
    Raises CampaignError `stale` when one of them, or what it goes into, has ended or moved meanwhile: then nothing is written.
    A handful of statements and an INSERT of events for each 1,000 rows.
    """
    into = {pk: target for pk, _, target, _ in moves.merged}
    named = OrgUnit.objects.in_bulk({unit for _, old, new in moves.moved for unit in (old, new)} | _units(moves))
    expected = {target: heir for _, _, target, heir in moves.merged if target not in moves.finished}
    expected |= {pk: old for pk, old, _ in moves.moved} | {pk: old for pk, old, *_ in moves.merged}
    changed = _hold(list(expected))
    if {pk: row.unit_id for pk, row in changed.items()} != expected:
        raise CampaignError("stale", "Việc của đơn vị này vừa được người khác xử lý; hãy tải lại trang.")
    # what ends goes first, so that no two open ones are ever of one unit
    reasons = {pk: f"Nhập vào việc của {named[heir].name}, đơn vị kế thừa {named[old].name}." for pk, old, _, heir in moves.merged}
    _write("status = 'recalled', waits_for_children = FALSE, merged_into_id = new.column2", list(into.items()))
    for pk, reason in reasons.items():
        changed[pk].refusal_reason = reason[:1000]
    Assignment.objects.bulk_update([changed[pk] for pk in reasons], ["refusal_reason"], batch_size=CHUNK)
    shares: Counter[int] = Counter()
    for pk, target in into.items():
        shares[target] += changed[pk].target or 0
    _write("target = target + new.column2", [(target, share) for target, share in shares.items() if share])
    _adopt(into)
    _ask_no_more(list(into), by=by, at=at)
    _ask_on(into)
    _write("unit_id = new.column2", [(pk, new) for pk, _, new in moves.moved])
    _tell(moves, changed, named, by=by, at=at)
    return moves.rows


def documents_of(moves: Moves) -> set[tuple[int, int]]:
    """The (directive, heir) of what moved: whoever goes on with it needs the document. A query for each 500."""
    of = {pk: heir for pk, _, heir in moves.moved}
    return {
        (directive, of[pk])
        for some in batches(list(of), CHUNK)
        for pk, directive in Assignment.objects.filter(pk__in=some).values_list("pk", "campaign__directive")
    }


def _rows(rows: QuerySet[Assignment], among: QuerySet[Assignment] | None) -> Iterable[tuple[int, int, int, str]]:
    if among is not None:
        rows = rows.filter(pk__in=among.order_by().values("pk"))
    return rows.order_by("pk").values_list("pk", "task", "unit", "status")


def _twins(tasks: set[int], heirs: set[int]) -> dict[tuple[int, int], Twin]:
    found: dict[tuple[int, int], Twin] = {}
    for some in batches(sorted(heirs), CHUNK):
        for pk, task, unit, status in Assignment.objects.filter(unit__in=some).values_list("pk", "task", "unit", "status"):
            if task in tasks:
                found[task, unit] = Twin(pk, is_open=status in Assignment.OPEN)
    return found


def _units(moves: Moves) -> set[int]:
    return {unit for _, old, _, heir in moves.merged for unit in (old, heir)}


def _hold(ids: Sequence[int]) -> dict[int, Assignment]:
    """The rows that are still open, held until the transaction ends."""
    held: dict[int, Assignment] = {}
    for some in batches(sorted(ids), CHUNK):
        rows = Assignment.objects.filter(pk__in=some, status__in=Assignment.OPEN).order_by("pk")
        held |= {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}
    return held


def _write(columns: str, pairs: Sequence[tuple[int, int]]) -> None:
    """Set the columns of each of these rows from its own value, `new.column2`."""
    for some in batches(pairs, ROWS):
        values = ", ".join(["(%s, %s)"] * len(some))
        update = f"""UPDATE campaigns_assignment SET {columns} FROM (VALUES {values}) AS new
            WHERE campaigns_assignment.id = new.column1"""  # noqa: S608 - placeholders, and columns of ours
        with connection.cursor() as cursor:
            cursor.execute(update, list(chain.from_iterable(some)))


def _adopt(into: Mapping[int, int]) -> None:
    """What the merged had given further down is the other's from now on; one of these into which it was merged is its own giver's."""
    giver: dict[int, tuple[int | None, int]] = {}  # of each merged one: who gave it, who reviews it
    children: list[tuple[int, int]] = []
    for some in batches(list(into), CHUNK):
        merged = Assignment.objects.filter(pk__in=some)
        giver |= {pk: (parent, reviewer) for pk, parent, reviewer in merged.values_list("pk", "parent", "reviewer")}
        children += [(pk, parent) for pk, parent in Assignment.objects.filter(parent__in=some).values_list("pk", "parent") if parent]
    under, roots, reviewers = [], [], []
    for pk, parent in children:
        if pk in into:
            continue
        above: int | None = parent
        while above is not None and above in into:
            if into[above] == pk:
                above, reviewer = giver[above]
                reviewers.append((pk, reviewer))
            else:
                above = into[above]
        if above is None:
            roots.append(pk)
        else:
            under.append((pk, above))
    _write("parent_id = new.column2", under)
    _write("reviewer_id = new.column2", list(dict(reviewers).items()))
    for some in batches(roots, CHUNK):
        Assignment.objects.filter(pk__in=some).update(parent=None)


def _ask_no_more(ended: Sequence[int], *, by: Person | None, at: datetime) -> None:
    for some in batches(ended, CHUNK):
        end_requests(some, by=by, at=at)


def _ask_on(into: Mapping[int, int]) -> None:
    """What stands in the way of one that was merged, and waits for its answer, stands in the way of the one that goes on with it."""
    for some in batches(list(into), CHUNK):
        raised = list(Difficulty.objects.filter(assignment__in=some, status=Difficulty.Status.OPEN))
        for difficulty in raised:
            difficulty.assignment_id = into[difficulty.assignment_id]
        Difficulty.objects.bulk_update(raised, ["assignment"], batch_size=CHUNK)


def _tell(moves: Moves, changed: Mapping[int, Assignment], named: Mapping[int, OrgUnit], *, by: Person | None, at: datetime) -> None:
    def unit(pk: int) -> dict[str, object]:
        return {"unit": pk, "name": named[pk].name}

    record_changes("campaigns.moved_on", [(changed[pk], unit(old), unit(new)) for pk, old, new in moves.moved], by=by, at=at)
    ended = [(changed[pk], unit(old), unit(heir) | {"into": target}) for pk, old, target, heir in moves.merged]
    record_changes("campaigns.merged", ended, by=by, at=at)
    kept = [(Assignment(pk=target), unit(old) | {"from": pk}, unit(heir)) for pk, old, target, heir in moves.merged]
    record_changes("campaigns.took_over", kept, by=by, at=at)
