"""The chain over what happened (domain rule 13): rows are sealed behind the writers' backs, and tampering shows by the first broken row.

Each seal leans on the one before, and `Seal` says how long the chain must be. Whoever may write to the database can make all of it anew:
the end of the chain that `verify` gives, kept elsewhere, is what holds against that.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, QuerySet

from records.models import Event, Seal

BATCH = 10_000  # rows of one UPDATE, of three values each; SQLite takes 32,766
COLUMNS = ("pk", "at", "by_id", "action", "subject_type", "subject_id", "before", "after")


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the chain does not hold: the number in the chain, the event that stands there (None when none does), and
    what is wrong in words. `kind` is "changed", "missing", "cut" (the end is gone) or "seal" (a niêm phong itself).
    """

    kind: str
    number: int
    event_id: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found: the last number to which the chain holds and its seal, how many events wait for one, the first fault."""

    last_number: int
    last_seal: str
    unsealed: int
    fault: Fault | None


class _OvertakenError(Exception):
    """Another sweep has sealed these rows."""


def seal_next(*, at: datetime, limit: int = BATCH) -> int:
    """Seal the next rows that are not sealed, at most `limit` and in the order of their ids; returns how many, 0 when none is left.

    A row that commits late is sealed behind rows of higher ids. Of two sweeps at once one seals and the other returns 0. A fixed number of
    statements.
    """
    try:
        with transaction.atomic():
            return _seal(at, min(limit, BATCH))
    except _OvertakenError:
        return 0


def seal_all(*, at: datetime) -> int:
    """Seal what is there, batch by batch, each in a transaction of its own; returns how many."""
    total = 0
    while count := seal_next(at=at):
        total += count
    return total


def verify() -> Verdict:
    """Read the chain from its beginning and say where it first does not hold; a sweep may seal meanwhile. A few queries."""
    expected = Seal.objects.aggregate(end=Max("last_number"))["end"] or 0  # before the rows: those of this end must all be there
    number, seal, fault = _walk(Event.objects.filter(seal_number__isnull=False).order_by("seal_number"))
    if fault is None and number < expected:
        words = f"Chuỗi bị cắt cuối: sau số {number} còn phải có đến số {expected}."
        fault = Fault("cut", number + 1, None, words)
    return Verdict(number, seal, Event.objects.filter(seal_number=None).count(), fault)


def canonical(number: int, row: Sequence[Any]) -> bytes:
    """The bytes of a row (COLUMNS) under a seal: the same on every database, whatever it makes of times, orders of keys and 1.0."""
    pk, moment, *rest = row
    instant = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return json.dumps([number, pk, instant, *map(_plain, rest)], sort_keys=True, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return value


def _sealed(before: str, number: int, row: Sequence[Any]) -> str:
    return sha256(before.encode() + canonical(number, row)).hexdigest()


def _seal(at: datetime, limit: int) -> int:
    end = Seal.objects.select_for_update().order_by("-last_number").first()
    if end is None:  # the first sweeps of all have a row to wait for too
        Seal.objects.bulk_create([Seal(last_number=0, last_seal="", count=0, sealed_at=at)], ignore_conflicts=True)
        end = Seal.objects.select_for_update().get(last_number=0)
    number, seal = end.last_number, end.last_seal
    if Seal.objects.filter(last_number__gt=number).exists():  # while this sweep waited for the row
        raise _OvertakenError
    rows = list(Event.objects.filter(seal_number=None).order_by("pk").values_list(*COLUMNS)[:limit])
    if not rows:
        return 0
    places = []
    for row in rows:
        number += 1
        seal = _sealed(seal, number, row)
        places.append((row[0], number, seal))
    _write(places)
    Seal.objects.create(last_number=number, last_seal=seal, count=len(rows), sealed_at=at)
    return len(rows)


def _write(places: Sequence[tuple[int, int, str]]) -> None:
    values = ", ".join(["(%s, %s, %s)"] * len(places))
    update = f"""UPDATE records_event SET seal_number = places.column2, seal = places.column3
        FROM (VALUES {values}) AS places WHERE records_event.id = places.column1 AND records_event.seal_number IS NULL"""  # noqa: S608 - placeholders only
    with connection.cursor() as cursor:
        cursor.execute(update, list(chain.from_iterable(places)))
        if cursor.rowcount != len(places):
            raise _OvertakenError


def _walk(rows: QuerySet[Event]) -> tuple[int, str, Fault | None]:
    """How far the chain holds, its seal there, and what is wrong behind that."""
    number, last = 0, ""
    marks = _marks()
    mark: tuple[int, str] | Fault | None = None  # the end of the batch that is read; asked for behind its rows, with which it commits
    for row in rows.values_list(*COLUMNS, "seal_number", "seal").iterator(chunk_size=2000):
        *fields, place, seal = row
        if place != number + 1:
            words = (
                f"Thiếu số {number + 1} trong chuỗi: sự kiện đã bị xóa hoặc bị gỡ niêm phong; tiếp theo là số {place} (sự kiện {row[0]})."
            )
            return number, last, Fault("missing", number + 1, None, words)
        if seal != _sealed(last, place, fields):
            return number, last, Fault("changed", place, row[0], f"Sự kiện {row[0]} (số {place} trong chuỗi) đã bị sửa sau khi niêm phong.")
        if mark is None and (mark := next(marks, None)) is None:
            return number, last, Fault("seal", place, row[0], f"Không có niêm phong nào cho sự kiện {row[0]} (số {place}).")
        if isinstance(mark, Fault):
            return number, last, mark
        if place == mark[0]:
            if seal != mark[1]:
                return number, last, Fault("seal", place, row[0], f"Niêm phong số {place} không khớp với sự kiện {row[0]} mà nó kết thúc.")
            mark = None
        number, last = place, seal
    rest = mark or next(marks, None)
    return number, last, rest if isinstance(rest, Fault) else None


def _marks() -> Iterator[tuple[int, str] | Fault]:
    """Where each batch ends and with which seal; a fault in place of one that does not follow the one before. Those that a sweep adds
    meanwhile come too: they commit with their rows."""
    end = 0
    while batch := list(Seal.objects.filter(last_number__gt=end).order_by("last_number").values_list("last_number", "last_seal", "count")):
        for last_number, last_seal, count in batch:
            if last_number != end + count:
                words = f"Niêm phong đến số {last_number} không nối tiếp số {end}: có niêm phong bị xóa hoặc sửa."
                yield Fault("seal", end + 1, None, words)
                return
            yield last_number, last_seal
            end = last_number
