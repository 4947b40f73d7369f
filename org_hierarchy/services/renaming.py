"""Names follow a decision: few in its transaction, many soon after it, so that nobody waits for them while the tree is held."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from org_hierarchy.models import NameDue, Person
from org_hierarchy.services.naming import refresh_level, refresh_names
from org_hierarchy.services.units import hold_tree
from records import jobs
from records.models import Job

NAMES_KIND = "refresh_names"
AT_ONCE = 20  # units
CHUNK = 200  # units of one transaction of the job: a tenth of a second


def refresh_names_soon(unit_ids: Iterable[int], *, key: str, title: str, by: Person | None, at: datetime) -> None:
    """Write the names of these units anew, and of those below whose names depend on them; from the first level on that has more than
    twenty a job does it, whose `key` and `title` these are.

    Whatever is still to be done is a row, and written in the caller's transaction: a job that is killed goes on where it was.
    """
    level, done = set(unit_ids), set[int]()
    while level and len(level) <= AT_ONCE:
        done |= level
        level = refresh_level(sorted(level)) - done
    if level:
        _leave(level)
        jobs.enqueue(NAMES_KIND, key=key, title=title, arguments={}, by=by, at=at)


def refresh_left_names(*, at: datetime) -> Job | None:
    """Have the names written that are due while no job is about it: after an upgrade, or when one has failed; once an hour at most."""
    if not NameDue.objects.exists() or Job.objects.filter(kind=NAMES_KIND, status__in=[Job.Status.QUEUED, Job.Status.RUNNING]).exists():
        return None
    return jobs.enqueue(NAMES_KIND, key=f"{NAMES_KIND}:{at:%Y-%m-%dT%H}", title="Lập chỉ mục tên các đơn vị", arguments={}, by=None, at=at)


def refresh_due_names() -> int:
    """Write the names of up to 200 units that are due, whatever left them, and of areas that have none; returns how many units, 0 when
    all is done.

    It holds the tree meanwhile: a decision between reading a unit's versions and writing its names would leave the old ones.
    """
    with transaction.atomic():
        hold_tree()
        due = list(NameDue.objects.order_by("pk").values_list("pk", flat=True)[:CHUNK])
        if due:
            refresh_names(())  # of the areas that have none
            _leave(refresh_level(due))
            NameDue.objects.filter(pk__in=due).delete()
    return len(due)


def _leave(unit_ids: Iterable[int]) -> None:
    NameDue.objects.bulk_create((NameDue(unit_id=pk) for pk in sorted(unit_ids)), batch_size=5_000, ignore_conflicts=True)
