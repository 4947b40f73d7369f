"""One process, one act at a time: a bounded wait for the row of the process, on every database that has row locks."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection, transaction
from django.db.models import Model
from viewflow.workflow.exceptions import FlowLockFailed
from viewflow.workflow.fields import get_flow_ref

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
    def __call__(self, flow_class: Any, process_pk: int) -> Iterator[None]:  # noqa: ARG002 - the engine's shape
        with nullcontext() if connection.in_atomic_block else transaction.atomic():
            if connection.vendor == "postgresql":
                with transaction.atomic():  # a savepoint: a refused wait must not end the caller's transaction
                    self._take("id = %s", [process_pk])
            yield

    def take(self, flow_class: Any, artifact: Model) -> int | None:
        """Hold the open process of this row of the flow until the transaction ends; its id, None when there is none. One statement.

        Raises FlowLockFailed when somebody else holds it for too long: then nothing more can be done in the transaction.
        """
        about = ContentType.objects.get_for_model(flow_class.artifact_class).pk
        mine = "flow_class = %s AND artifact_content_type_id = %s AND artifact_object_id = %s AND status = 'NEW'"
        return self._take(mine, [get_flow_ref(flow_class), about, artifact.pk])

    def _take(self, wanted: str, values: list[Any]) -> int | None:
        take = f"SELECT id FROM viewflow_process WHERE {wanted}"  # noqa: S608 - constants only
        if connection.vendor == "postgresql":
            # one statement: the condition is evaluated for the row found, before the row is waited for
            take += f" AND set_config('lock_timeout', '{self.timeout_ms}ms', true) <> '' FOR NO KEY UPDATE"
        try:
            with connection.cursor() as cursor:
                cursor.execute(take, values)
                found = cursor.fetchone()
        except OperationalError as error:
            if is_contention(error):
                raise FlowLockFailed(f"the process of {values} is busy") from error
            raise
        return found[0] if found else None


def is_contention(error: OperationalError) -> bool:
    """Whether the database refused because somebody else is writing, so that the same act may succeed a moment later."""
    sqlstate = getattr(error.__cause__, "sqlstate", None)
    return sqlstate in {LOCK_NOT_AVAILABLE, DEADLOCK} or "database is locked" in str(error)
