"""Files that nothing refers to any more: their bytes go after a while.

Nothing that was issued, sent, received or reported is ever deleted, and none of it is touched here: a file goes with a document for good
from its signature on. What remains is what was taken off a draft, or replaced, before anybody else had it. Versions and events know such a
file by its name and fingerprint, which they keep. Nobody but who brought it may open it, and what may hold personal data is kept no longer
than it serves. The time between is for whoever took the wrong one off.

And bytes that no row names (`records.leftovers`).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from records.batches import batches
from records.events import record_changes, record_many
from records.files import discard_file, unnamed
from records.leftovers import note_leftovers, sweep_leftovers
from records.models import Job, StoredFile

KEPT = timedelta(days=30)
"""From when nothing was seen to refer to the file. A month: what a draft misses is noticed by then."""
AT_ONCE, MOST = 500, 2_000
"""Files of one transaction, and of one run; what is more is the next run's."""

UNUSED, SWEPT = "records.file_unused", "records.file_swept"


def unused() -> QuerySet[StoredFile]:
    """The files that no row refers to and no job still has to read. One query, and one for the jobs."""
    return unnamed().exclude(pk__in=_awaited())


def note_unused(*, at: datetime) -> int:
    """Write down of each file that is unused now since when it is so, and of bytes that no row names that they were found; how many.

    One that was used again in between counts anew. A file of the last day may still be on its way to its row.
    """
    noted = Q(unused_since__isnull=False)
    StoredFile.objects.filter(noted).exclude(pk__in=unused().filter(noted).values("pk")).update(unused_since=None)
    count = 0
    while count < MOST and (some := _note_some(at=at)):
        count += some
    return count + note_leftovers(at=at)


def sweep_unused(*, at: datetime) -> int:
    """Let go of what has been unused for as long as it is KEPT, row and bytes, and of bytes without a row; how many. An event says of
    each that it is gone."""
    long_ago = list(StoredFile.objects.filter(unused_since__lte=at - KEPT).order_by("pk").values_list("pk", flat=True)[:MOST])
    return sweep_leftovers(at=at, kept=KEPT) + sum(_sweep_some(some, at=at) for some in batches(long_ago, AT_ONCE))


def _awaited() -> list[int]:
    """The files that unfinished jobs name; a failed one that is asked for again within a month finds its file too. One query."""
    waiting = Job.objects.filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING], arguments__has_key="file")
    return [pk for pk in waiting.values_list("arguments__file", flat=True) if isinstance(pk, int)]


@transaction.atomic
def _note_some(*, at: datetime) -> int:
    new = unused().filter(unused_since=None, created_at__lt=at - timedelta(days=1))
    rows = list(new.select_for_update(no_key=True)[:AT_ONCE])  # of two who look at once the second finds them noted
    StoredFile.objects.filter(pk__in=[row.pk for row in rows]).update(unused_since=at)
    return record_many(UNUSED, rows, by=None, at=at)


@transaction.atomic
def _sweep_some(some: list[int], *, at: datetime) -> int:
    held = list(StoredFile.objects.select_for_update().filter(pk__in=some).order_by("pk").values_list("pk", flat=True))
    rows = list(unused().filter(pk__in=held))  # asked again now that nobody can come to refer to them
    record_changes(SWEPT, [(row, {"name": row.name, "sha256": row.sha256}, {}) for row in rows], by=None, at=at)
    for row in rows:
        discard_file(row)
    return len(rows)
