"""Bytes on the disk that no row names: of whoever was killed, or whose transaction went back, after the bytes were written and before their
row was; or after a row was let go of and before its bytes went.

The second left word of it and goes at once. The first is only found by looking at the disk, and waits as long as an unused file does: who
has brought back a database of an earlier day, or given the folder to another one, shall not lose what those rows named.
"""

import os
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from records.batches import batches
from records.events import record
from records.files import fingerprint_of, forget_bytes
from records.models import Leftover, StoredFile

SWEPT = "records.bytes_swept"
AT_ONCE = 500
YOUNG = timedelta(days=1)
"""So long bytes may still be on the way to their row."""
OURS = re.compile(r"[0-9a-f]{64}")


def note_leftovers(*, at: datetime) -> int:
    """Note the bytes, older than a day, that no row names; how many were new. Whatever a row has come to name again is noted no longer.

    Folder by folder, three statements for each 500 files, nothing held in between.
    """
    return sum(_note(some, at=at) for some in batches(_on_disk(before=at - YOUNG), AT_ONCE))


def sweep_leftovers(*, at: datetime, kept: timedelta) -> int:
    """Remove the bytes whose row was let go of, and those noted for as long as they are kept; how many. An event says of each that it is
    gone. A transaction for each."""
    due = Leftover.objects.filter(Q(seen_at=None) | Q(seen_at__lte=at - kept)).order_by("pk")
    return sum(_sweep(row, at=at) for row in list(due))


def _on_disk(*, before: datetime) -> Iterator[str]:
    """The paths of our bytes last written before then, whole or not."""
    root = Path(default_storage.path(""))
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if not re.fullmatch(r"[0-9a-f]{2}", folder.name):
            continue
        with os.scandir(folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):  # gone meanwhile
                    if OURS.match(entry.name) and entry.stat().st_mtime < before.timestamp():
                        yield f"{folder.name}/{entry.name}"


def _note(paths: Collection[str], *, at: datetime) -> int:
    named = set(
        StoredFile.objects.filter(sha256__in={fingerprint_of(path) for path in paths}, content__in=paths).values_list("content", flat=True)
    )
    Leftover.objects.filter(path__in=named, seen_at__isnull=False).delete()
    known = set(Leftover.objects.filter(path__in=paths).values_list("path", flat=True))
    new = [Leftover(path=path, seen_at=at) for path in paths if path not in named | known]
    Leftover.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def _sweep(row: Leftover, *, at: datetime) -> bool:
    is_gone = forget_bytes(row.path)
    if is_gone:
        record(SWEPT, row, by=None, at=at, before={"path": row.path})
    return is_gone
