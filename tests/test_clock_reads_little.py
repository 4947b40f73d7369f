"""What is over is not read again each minute: on PostgreSQL the statements of the sweeps find what is open, or new, by an index."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from campaigns.models import Assignment, Difficulty, Extension, Remark, Report, Suspension
from directives.models import IncomingDocument
from workflows import clock
from workflows.models import Notice

from .city import AT, DUE, City, Level, committee, duty, grouped, launched
from .test_incoming import entered

pytestmark = [pytest.mark.services, pytest.mark.django_db]
MANY = 3_000
UNITS = 1_000
NOW, LONG_AGO = AT + timedelta(days=200), AT + timedelta(days=10)


def full(city: City) -> None:
    """Everything that can be over is over, in numbers; one of each is open."""
    city.add(committee(f"Q{number}", f"quận {number}", Level.DISTRICT, "HN") for number in range(UNITS - len(city.districts)))
    launched(city, duty("Rà soát danh sách", grouped(city.group()), deadline=DUE))
    assert Assignment.objects.count() == UNITS
    Assignment.objects.update(status=Assignment.Status.ACCEPTED, accepted_at=LONG_AGO)
    work = list(Assignment.objects.order_by("pk"))
    one = work[0]
    officer, unit, many = city["officer"], city.units["BD"], range(MANY)
    past: dict[str, Any] = {"assignment": one, "reason": "Lý do", "asked_by": officer, "asked_at": LONG_AGO, "decided_at": LONG_AGO}
    Extension.objects.bulk_create(Extension(**past, previous_date=DUE, proposed_date=DUE, status="granted") for _ in many)
    Suspension.objects.bulk_create(Suspension(**past, status="refused") for _ in many)
    Difficulty.objects.bulk_create(
        Difficulty(assignment=one, text="Vướng", raised_by=officer, raised_at=LONG_AGO, at_unit=unit, answer_date=DUE,
                   answered_at=LONG_AGO, status="answered") for _ in many
    )  # fmt: skip
    Remark.objects.bulk_create(Remark(assignment=one, unit=unit, text="Ý kiến", made_by=officer, made_at=LONG_AGO) for _ in many)
    Report.objects.bulk_create(
        Report(assignment=work[number % UNITS], sequence=1 + number // UNITS, kind="interim", status="returned", text="Kết quả",
               submitted_at=LONG_AGO, submitted_by=officer, reviewed_at=LONG_AGO) for number in many
    )  # fmt: skip
    IncomingDocument.objects.bulk_create(
        IncomingDocument(unit=unit, channel="paper", status="done", step_since=NOW, received_at=AT, subject="Đã xong") for _ in many
    )
    entered(city)
    for key, about in (("given.0:", {"assignment": one}), ("incoming:arrived.0:1:done:1:", {})):
        Notice.objects.bulk_create(
            Notice(person=officer, kind="given", title="Việc", day=DUE, path="/", key=f"{key}{number}", created_at=AT, closed_at=AT,
                   **about) for number in many
        )  # fmt: skip


def read_whole(act: Callable[[], object]) -> dict[str, str]:
    """The tables that the statements of an act read from end to end, each with a statement."""
    found: dict[str, str] = {}

    def explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if re.match(r"(SELECT|UPDATE|INSERT|WITH)\b", sql) and not many:
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}", params)
                found.update(dict.fromkeys(re.findall(r"Seq Scan on (\w+)", "\n".join(row[0] for row in cursor.fetchall())), sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        act()
    return found


def test_each_minute_reads_what_is_open_and_not_what_is_over(city: City) -> None:
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"
    full(city)
    clock.sweep_all(at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    ran: list[Any] = []
    tables = read_whole(lambda: ran.extend(clock.sweep_all(at=NOW + timedelta(minutes=5))))
    assert {sweep.name for sweep in ran} >= {"close", "arrivals", "sent", "returned", "recalled", "refused", "extended", "remarked"}
    assert not [sweep.error for sweep in ran if sweep.error]
    grown = (Assignment, Report, Extension, Suspension, Difficulty, Remark, IncomingDocument, Notice)
    assert {table: tables[table] for table in tables.keys() & {model._meta.db_table for model in grown}} == {}
