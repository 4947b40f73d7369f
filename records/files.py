"""Files: bytes kept once under their own fingerprint, and who may fetch them.

A file belongs to whatever row points at it. Each app that points at files says so here (`register_owner`), for only it knows its rows.
"""

import re
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from records.models import StoredFile
from records.text import nfc

NAME_LENGTH = 200
Owner = Callable[[Any, StoredFile], bool]  # the person first; this room does not know the user model

_owners: list[Owner] = []


class FileError(Exception):
    """A file that cannot be served; `code` is stable, the message is for the user."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def store_file(content: bytes, *, name: str, content_type: str, by: AbstractBaseUser | None, at: datetime) -> StoredFile:
    """Keep these bytes under this name. The same bytes are on disk once, however many rows name them."""
    fingerprint = sha256(content).hexdigest()
    path = f"{fingerprint[:2]}/{fingerprint}"
    # A file of another size is what a killed process left half-written: the storage then picks a free name for the whole one.
    if not (default_storage.exists(path) and default_storage.size(path) == len(content)):
        path = default_storage.save(path, ContentFile(content))
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


def discard_file(stored: StoredFile) -> None:
    """Let go of a file that may not be kept: its row, and on commit its bytes, unless another row names them. Whatever points at it must
    have let go before."""
    path = str(stored.content.name)
    stored.delete()

    def forget() -> None:
        if not StoredFile.objects.filter(content=path).exists():
            default_storage.delete(path)

    transaction.on_commit(forget)


def register_owner(check: Owner) -> Owner:
    """Add a rule that lets a person see a file: true when a row that the person may see points at it. Called once, at start."""
    _owners.append(check)
    return check


def may_view(person: AbstractBaseUser, stored: StoredFile) -> bool:
    """Whether the person brought the file in, or may see a row that points at it. At most the queries of each registered rule."""
    if stored.created_by_id is not None and stored.created_by_id == person.pk:
        return True
    return any(check(person, stored) for check in _owners)


def file_name(text: str) -> str:
    """The text as the name of a file, without suffix: what a file system or a zip may not hold becomes "_"; at most 80 characters."""
    return re.sub(r"[^0-9A-Za-zÀ-ỹĐđ&._-]+", "_", nfc(text)).strip("_.")[:80]


def _clean_name(name: str) -> str:
    """The last part of a name as uploaded, without control characters, its suffix kept when it must be shortened."""
    last = re.split(r"[\\/]", nfc(name))[-1]
    clean = "".join(c for c in last if c.isprintable()).strip(" .") or "tep"
    if len(clean) <= NAME_LENGTH:
        return clean
    suffix = PurePosixPath(clean).suffix[:20]
    return clean[: NAME_LENGTH - len(suffix)] + suffix
