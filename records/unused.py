"""Files that nothing refers to any more: their bytes go after a while.

Nothing that was issued, sent, received or reported is ever deleted, and none of it is touched here: a file goes with a document for good
from its signature on. What remains is what was taken off a draft, or replaced, before anybody else had it. Versions and events know such a
file by its name and fingerprint, which they keep. Nobody but who brought it may open it, and what may hold personal data is kept no longer
than it serves. The time between is for whoever took the wrong one off.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.reverse_related import ForeignObjectRel

from records.events import record_changes, record_many
from records.files import discard_file
from records.models import Event, StoredFile

KEPT = timedelta(days=30)
"""From when nothing was seen to refer to the file. A month: what a draft misses is noticed by then."""
AT_ONCE = 500

UNUSED, SWEPT = "records.file_unused", "records.file_swept"


def unused() -> QuerySet[StoredFile]:
    """The files that no row of any app refers to, also of apps that come to refer to files later. One query."""
    found = StoredFile.objects.order_by("pk")
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many:  # of many to many the table between
            found = found.exclude(Exists(relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})))
    return found


@transaction.atomic
def note_unused(*, at: datetime) -> int:
    """Write down of each unused file that it is so from now on; how many. A file of the last day may still be on its way to its row."""
    noted = Event.objects.filter(action=UNUSED, subject_type="records.storedfile", subject_id=OuterRef("pk"))
    rows = list(unused().filter(~Exists(noted), created_at__lt=at - timedelta(days=1))[:AT_ONCE])
    return record_many(UNUSED, rows, by=None, at=at)


@transaction.atomic
def sweep_unused(*, at: datetime) -> int:
    """Let go of what has been unused for as long as it is KEPT, row and bytes; how many. An event says of each that it is gone."""
    long_ago = Event.objects.filter(action=UNUSED, subject_type="records.storedfile", subject_id=OuterRef("pk"), at__lte=at - KEPT)
    rows = list(unused().filter(Exists(long_ago))[:AT_ONCE])
    record_changes(SWEPT, [(row, {"name": row.name, "sha256": row.sha256}, {}) for row in rows], by=None, at=at)
    for row in rows:
        discard_file(row)
    return len(rows)
