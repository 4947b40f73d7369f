"""Write what happened. Events are append-only rows; reading them back is the timeline of an object."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from records.models import Event


def record(
    action: str,
    subject: models.Model,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Event:
    """Record one act on one object, in the caller's transaction. `by=None` means the system itself. One INSERT."""
    return Event.objects.create(
        at=at,
        by_id=by.pk if by else None,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        before=before or {},
        after=after or {},
    )


def record_many(
    action: str, subjects: Iterable[models.Model], *, by: AbstractBaseUser | None, at: datetime, after: dict[str, Any] | None = None
) -> int:
    """Record the same act on many objects; returns how many. One INSERT per 1,000."""
    rows = [
        Event(at=at, by_id=by.pk if by else None, action=action, subject_type=s._meta.label_lower, subject_id=s.pk, after=after or {})
        for s in subjects
    ]
    Event.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def record_changes(
    action: str, changes: Iterable[tuple[models.Model, dict[str, Any], dict[str, Any]]], *, by: AbstractBaseUser | None, at: datetime
) -> int:
    """Record the same act on many objects, each with what it was before and after; returns how many. One INSERT per 1,000."""
    rows = [
        Event(at=at, by_id=by.pk if by else None, action=action, subject_type=s._meta.label_lower, subject_id=s.pk, before=was, after=now)
        for s, was, now in changes
    ]
    Event.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def digest(members: Iterable[int]) -> str:
    """The fingerprint of a fan-out's members: SHA-256 over their ids in ascending order."""
    return sha256(",".join(str(pk) for pk in sorted(members)).encode()).hexdigest()


def fan_out(members: Collection[int]) -> dict[str, Any]:
    """What the event of a fan-out says of its members: how many, their digest, and which, in spans ("3-17,21") that stay short because
    rows that are made together have ids that follow each other."""
    return {"count": len(members), "digest": digest(members), "members": ",".join(_spans(sorted(members)))}


def _spans(ordered: Sequence[int]) -> Iterator[str]:
    for _, run in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0]):
        ids = [pk for _, pk in run]
        yield str(ids[0]) if len(ids) == 1 else f"{ids[0]}-{ids[-1]}"


def concerns(event: Event, member: int) -> bool:
    """Whether the event of a fan-out, written by `fan_out`, was about this member; False for one that does not say."""
    for span in filter(None, event.after.get("members", "").split(",")):
        first, _, last = span.partition("-")
        if int(first) <= member <= int(last or first):
            return True
    return False


def timeline(*subjects: models.Model) -> models.QuerySet[Event]:
    """Everything that happened to these objects, oldest first, with who did it. One query."""
    wanted = models.Q(pk__in=[])
    for subject in subjects:
        wanted |= models.Q(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    return Event.objects.filter(wanted).select_related("by").order_by("id")
