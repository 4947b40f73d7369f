"""A clock is killed in the middle of its sweep, at every place where it writes: the next minute ends it, nothing lost, nothing doubled."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings

from campaigns.models import Assignment
from org_hierarchy.models import Person
from workflows import clock
from workflows.models import Delivery, Notice, Reminder, Sweep

from .city import DUE, City, Level, Role, appointed, at, committee, duty, grouped, launched
from .test_worker_kill import wait_until

pytestmark = [pytest.mark.services, pytest.mark.kill, pytest.mark.django_db(transaction=True)]

UNITS = 1_500
MOMENT = at(DUE + timedelta(days=4))
SWEEP = f"""
import django
django.setup()
from datetime import datetime
from workflows import clock
clock.sweep_all(at=datetime.fromisoformat({MOMENT.isoformat()!r}))
"""
TABLES = ("workflows_sweep", "workflows_reminder", "workflows_notice", "workflows_delivery", "records_job")
"""In the order in which a sweep writes into them."""


def a_clock() -> subprocess.Popen[bytes]:
    return a_process(SWEEP)


def a_process(code: str) -> subprocess.Popen[bytes]:
    database = connection.settings_dict
    who = f"{database['USER'] or ''}{':' + database['PASSWORD'] if database['PASSWORD'] else ''}"
    url = f"postgresql://{who}@{database['HOST'] or '127.0.0.1'}:{database['PORT'] or 5432}/{database['NAME']}"
    more = {
        "DATABASE_URL": url,
        "DATA_DIR": str(settings.DATA_DIR),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "EMAIL_URL": "smtp://127.0.0.1:9",
    }
    root = Path(__file__).parent.parent
    return subprocess.Popen([sys.executable, "-c", code], env=os.environ | more, cwd=root, start_new_session=True)


def somebody_waits_for(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table])
        return cursor.fetchone() is not None


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def made() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (Reminder, Notice, Delivery)}


def test_a_clock_killed_wherever_it_writes_is_followed_by_one_that_ends_its_work(city: City) -> None:
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"
    city.add(committee(f"Q{number}", f"quận {number}", Level.DISTRICT, "HN") for number in range(UNITS - len(city.districts)))
    appointed(city.units, [(f"Q{number}", Role.OFFICER, 1) for number in range(UNITS - len(city.districts))])
    Person.objects.update(email="ai.do@example.vn")
    launched(city, duty("Rà soát danh sách", grouped(city.group()), deadline=DUE))
    assert Assignment.objects.count() == UNITS

    for table in TABLES:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
            process = a_clock()
            assert wait_until(lambda table=table: somebody_waits_for(table), seconds=60), table
            kill(process)
        if table == "workflows_delivery":
            assert not any(made().values())  # what was written before went with the one that wrote it
    for begun in (2, 4, 6, 8, 10):  # and between its sweeps, wherever it is by then
        process = a_clock()
        assert wait_until(lambda begun=begun: Sweep.objects.count() >= begun, seconds=60), begun
        kill(process)

    with override_settings(EMAIL_HOST="127.0.0.1"):
        clock.sweep_all(at=MOMENT + timedelta(minutes=1))
        after = made()
        clock.sweep_all(at=MOMENT + timedelta(minutes=2))
    assert made() == after
    late = Reminder.objects.filter(kind=Reminder.Kind.OVERDUE)
    assert late.filter(step=3, passed_over=False).count() == UNITS
    assert late.filter(step=0, passed_over=True).count() == UNITS
    told = Notice.objects.filter(kind=Reminder.Kind.OVERDUE, assignment__isnull=False)
    assert (
        told.count() == told.values("person", "assignment").distinct().count() == UNITS - 3 + 5
    )  # BD has three officers and clerks, HK two
    assert Notice.objects.count() == Delivery.objects.values("notice").distinct().count() == Delivery.objects.count()
    assert not Sweep.objects.exclude(error="").exists()
