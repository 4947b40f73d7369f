"""One process, one act at a time: a bounded wait for the row of the process, on every database that has row locks."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.db import OperationalError, connection, transaction
from viewflow.workflow.exceptions import FlowLockFailed

LOCK_NOT_AVAILABLE, DEADLOCK = "55P03", "40P01"


class ProcessRowLock:
    """The `lock_impl` of every flow: holds the process row until the transaction ends.

    `FOR NO KEY UPDATE` lets others write rows that merely point at the process. The wait is bounded by `lock_timeout`, which stays for the
    rest of the transaction: whatever an act locks after it waits no longer either. The engine's own row lock was tried: it retries
    inside a transaction that the first failure has already ended. SQLite has no row locks; there every transaction is IMMEDIATE, so one
    writer at a time is already the rule.
    """

    def __init__(self, *, timeout_ms: int = 5000) -> None:
        self.timeout_ms = timeout_ms

    @contextmanager
    def __call__(self, flow_class: Any, process_pk: int) -> Iterator[None]:
        with nullcontext() if connection.in_atomic_block else transaction.atomic():
            if connection.vendor == "postgresql":
                self._take(flow_class, process_pk)
            yield

    def _take(self, flow_class: Any, process_pk: int) -> None:
        table = flow_class.process_class._meta.db_table
        # one statement: the condition is evaluated for the row found, before the row is waited for
        take = f"SELECT 1 FROM {table} WHERE id = %s AND set_config('lock_timeout', %s, true) <> '' FOR NO KEY UPDATE"  # noqa: S608
        try:
            with transaction.atomic(), connection.cursor() as cursor:  # a savepoint: a refused wait must not end the caller's transaction
                cursor.execute(take, [process_pk, f"{self.timeout_ms}ms"])
        except OperationalError as error:
            if is_contention(error):
                raise FlowLockFailed(f"{flow_class.__name__} #{process_pk} is busy") from error
            raise


def is_contention(error: OperationalError) -> bool:
    """Whether the database refused because somebody else is writing, so that the same act may succeed a moment later."""
    sqlstate = getattr(error.__cause__, "sqlstate", None)
    return sqlstate in {LOCK_NOT_AVAILABLE, DEADLOCK} or "database is locked" in str(error)
