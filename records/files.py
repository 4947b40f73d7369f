"""Files: bytes kept once under their own fingerprint, and who may fetch them.

A file belongs to whatever row points at it. Each app that points at files says so here (`register_owner`), for only it knows its rows.
"""

import os
import re
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.reverse_related import ForeignObjectRel

from records.models import Leftover, StoredFile
from records.text import nfc

NAME_LENGTH = 200
FINGERPRINT = 64
Owner = Callable[[Any, StoredFile], bool]  # the person first; this room does not know the user model

_owners: list[Owner] = []


class FileError(Exception):
    """A file that cannot be served; `code` is stable, the message is for the user."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def store_file(content: bytes, *, name: str, content_type: str, by: AbstractBaseUser | None, at: datetime) -> StoredFile:
    """Keep these bytes under this name. The same bytes are on disk once, however many rows name them."""
    fingerprint = sha256(content).hexdigest()
    path = f"{fingerprint[:2]}/{fingerprint}"
    _hold(fingerprint)
    if not (default_storage.exists(path) and default_storage.size(path) == len(content)):
        _write(Path(default_storage.path(path)), content)
    return StoredFile.objects.create(
        sha256=fingerprint,
        name=_clean_name(name),
        content_type=content_type[:120],
        size=len(content),
        content=path,
        created_at=at,
        created_by_id=by.pk if by else None,
    )


def open_file(stored: StoredFile) -> BinaryIO:
    """The bytes, to be read and closed by the caller. Raises FileError "missing" when the disk has lost them."""
    try:
        return cast(BinaryIO, stored.content.open("rb"))
    except FileNotFoundError as error:
        raise FileError("missing", f"Tệp “{stored.name}” không còn trong kho. Hãy báo quản trị viên khôi phục từ bản sao lưu.") from error


@transaction.atomic
def discard_file(stored: StoredFile) -> None:
    """Let go of a file that may not be kept: its row, and on commit its bytes, unless another row names them. Whatever points at it must
    have let go before. Who is killed between the two leaves a Leftover, which the clock ends."""
    path = str(stored.content.name)
    stored.delete()
    Leftover.objects.bulk_create([Leftover(path=path)], update_conflicts=True, update_fields=["seen_at"], unique_fields=["path"])

    def forget() -> None:
        forget_bytes(path)

    transaction.on_commit(forget, robust=True)


@transaction.atomic
def forget_bytes(path: str) -> bool:
    """Remove bytes, unless a row names them; whether they are gone. Waits for whoever is about to name them."""
    fingerprint = fingerprint_of(path)
    _hold(fingerprint, alone=True)
    Leftover.objects.filter(path=path).delete()  # before it is asked: this waits for whoever is just letting go of another row
    is_named = StoredFile.objects.filter(sha256=fingerprint, content=path).exists()
    if not is_named:
        default_storage.delete(path)
    return not is_named


def fingerprint_of(path: str) -> str:
    """The SHA-256 with which the name of stored bytes begins."""
    return PurePosixPath(path).name[:FINGERPRINT]


def register_owner(check: Owner) -> Owner:
    """Add a rule that lets a person see a file: true when a row that the person may see points at it. Called once, at start."""
    _owners.append(check)
    return check


def unnamed() -> QuerySet[StoredFile]:
    """The files that no row of any app refers to, also of apps that come to refer to files later. One query."""
    found = StoredFile.objects.order_by("pk")
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many:  # of many to many the table between
            found = found.exclude(Exists(relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})))
    return found


def may_view(person: AbstractBaseUser, stored: StoredFile) -> bool:
    """Whether the person may see a row that points at the file; and, while none does, whoever brought it in: a file that went with
    something is seen by who sees that. At most the queries of each registered rule, and one."""
    if any(check(person, stored) for check in _owners):
        return True
    brought = stored.created_by_id is not None and stored.created_by_id == person.pk
    return brought and unnamed().filter(pk=stored.pk).exists()


def file_name(text: str) -> str:
    """The text as the name of a file, without suffix: what a file system or a zip may not hold becomes "_"; at most 80 characters."""
    return re.sub(r"[^0-9A-Za-zÀ-ỹĐđ&._-]+", "_", nfc(text)).strip("_.")[:80]


def _hold(fingerprint: str, *, alone: bool = False) -> None:
    """Until the end of the transaction nobody removes these bytes; or, `alone`, nobody comes to name them either.

    Those who store them do not wait for each other. On SQLite a transaction is alone from its beginning.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
            cursor.execute(f"SELECT {lock}(%s)", [int(fingerprint[:15], 16)])  # a bigint has a sign


def _write(whole: Path, content: bytes) -> None:
    """Under its name a file is whole and on the disk itself, or it is not there: it is written beside it and renamed. What was half there
    is replaced."""
    whole.parent.mkdir(parents=True, exist_ok=True)
    part = whole.with_name(f"{whole.name}.{uuid4().hex}")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(whole)
    finally:
        part.unlink(missing_ok=True)
    for folder in (whole.parent, whole.parent.parent):  # the names too
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _clean_name(name: str) -> str:
    """The last part of a name as uploaded, without control characters, its suffix kept when it must be shortened."""
    last = re.split(r"[\\/]", nfc(name))[-1]
    clean = "".join(c for c in last if c.isprintable()).strip(" .") or "tep"
    if len(clean) <= NAME_LENGTH:
        return clean
    suffix = PurePosixPath(clean).suffix[:20]
    return clean[: NAME_LENGTH - len(suffix)] + suffix
