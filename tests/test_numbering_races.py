"""Many clerks number at once on PostgreSQL, one of them is killed: no gap, no double (NĐ 30/2020, Điều 15)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from directives.models import Directive, Register, RegisterEntry
from directives.services import DirectiveError, number_directive, set_series

from .city import AT, DAY, City, at_once, signed

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

THREADS, EACH = 20, 100


@pytest.fixture(autouse=True)
def _on_postgres() -> None:
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"


def signed_many(city: City, count: int) -> list[int]:
    """So many signed texts: one by the acts, the others as rows like it."""
    pattern = signed(city)
    fields = [field.attname for field in Directive._meta.concrete_fields if not field.primary_key]
    copies = [Directive(**{name: getattr(pattern, name) for name in fields}) for _ in range(count - 1)]
    return [pattern.pk, *(row.pk for row in Directive.objects.bulk_create(copies, batch_size=500))]


def assert_gapless(count: int) -> None:
    numbers = list(RegisterEntry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, count + 1))
    assert Register.objects.get(direction=Register.Direction.OUT).last_number == count
    borne = Directive.objects.filter(status=Directive.Status.NUMBERED).order_by("number").values_list("number", flat=True)
    assert list(borne) == numbers
    assert RegisterEntry.objects.values("directive").distinct().count() == count


def test_twenty_threads_number_two_thousand_documents_without_gap_or_double(city: City) -> None:
    waiting = signed_many(city, THREADS * EACH)
    clerk = city["city_clerk"]

    def clerking(mine: list[int]) -> None:
        for pk in mine:
            number_directive(Directive.objects.get(pk=pk), by=clerk, at=AT, today=DAY)

    raised = at_once(*(lambda mine=waiting[place::THREADS]: clerking(mine) for place in range(THREADS)), seconds=600)
    assert raised == [None] * THREADS
    assert_gapless(THREADS * EACH)


def test_two_clerks_numbering_one_document_leave_one_number(city: City) -> None:
    pk = signed(city).pk

    def number() -> None:
        number_directive(Directive.objects.get(pk=pk), by=city["city_clerk"], at=AT, today=DAY)

    raised = [error for error in at_once(number, number, number) if error is not None]
    assert [error.code for error in raised if isinstance(error, DirectiveError)] == ["stale", "stale"]
    assert_gapless(1)


def test_a_rule_set_while_numbers_are_drawn_never_splits_a_type_over_two_series(city: City) -> None:
    waiting = signed_many(city, 12)

    def number(pk: int) -> None:
        number_directive(Directive.objects.get(pk=pk), by=city["city_clerk"], at=AT, today=DAY)

    def rule() -> None:
        set_series(city.units["HN"], series={"CV": "Công văn"}, from_year=DAY.year, by=None, at=AT, today=DAY)

    raised = at_once(*(lambda pk=pk: number(pk) for pk in waiting), rule)
    assert {error.code for error in raised if isinstance(error, DirectiveError)} <= {"numbers_drawn"}
    assert len(set(RegisterEntry.objects.values_list("register__series", flat=True))) == 1
    assert sorted(RegisterEntry.objects.values_list("number", flat=True)) == list(range(1, 13))


NUMBERING = """
import sys, django
django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.db import connection
from datetime import date
from directives.models import Directive
from directives.services import number_directive
from org_hierarchy.models import Person
from django.utils import timezone
clerk = Person.objects.get(username=sys.argv[1])
waiting, threads = list(map(int, sys.argv[2].split(","))), int(sys.argv[4])

def clerking(mine):
    for pk in mine:
        number_directive(Directive.objects.get(pk=pk), by=clerk, at=timezone.now(), today=date.fromisoformat(sys.argv[3]))
    connection.close()

with ThreadPoolExecutor(threads) as pool:
    list(pool.map(clerking, [waiting[place::threads] for place in range(threads)]))
"""


@pytest.mark.kill
def test_a_process_killed_while_it_numbers_leaves_no_gap(city: City) -> None:
    """Killed with -9 in the middle of its work, at whatever line; what it had begun is undone, and another goes on."""
    waiting, killed = signed_many(city, 300), 0
    process = clerks_of(city)

    for _ in range(2):
        left = still_signed(waiting)
        done, doomed, steady = len(waiting) - len(left), process(left[0::2]), process(left[1::2])
        killed += end_at(done + 40, doomed, steady)
    assert killed > 0
    left = still_signed(waiting)
    assert 0 < len(left) < len(waiting)
    assert process(left).wait(timeout=600) == 0
    assert_gapless(len(waiting))


@pytest.mark.kill
@pytest.mark.long
def test_twenty_threads_killed_in_the_middle_of_two_thousand_documents_leave_no_gap(city: City) -> None:
    """The same at full size: twenty threads of one process, killed twice while each has work left of its hundred."""
    waiting, killed = signed_many(city, THREADS * EACH), 0
    process = clerks_of(city)
    for _ in range(2):
        left = still_signed(waiting)
        killed += end_at(len(waiting) - len(left) + len(waiting) // 3, process(left, THREADS))
    assert killed == 2
    left = still_signed(waiting)
    assert 0 < len(left) < len(waiting)
    assert process(left, THREADS).wait(timeout=600) == 0
    assert_gapless(len(waiting))


def still_signed(waiting: list[int]) -> list[int]:
    return list(Directive.objects.filter(pk__in=waiting, status=Directive.Status.SIGNED).values_list("pk", flat=True))


def end_at(count: int, *processes: subprocess.Popen[bytes]) -> int:
    """Kill the processes when the book has so many lines; how many of them were still at work."""
    end = time.monotonic() + 300
    while RegisterEntry.objects.count() < count and time.monotonic() < end and processes[0].poll() is None:
        time.sleep(0.002)
    running = sum(one.poll() is None for one in processes)
    for one in processes:
        one.send_signal(signal.SIGKILL)
        one.wait()
    return running


def clerks_of(city: City) -> Callable[..., subprocess.Popen[bytes]]:
    """Starts a process that numbers these documents with so many threads on the database of the test."""
    place = connection.settings_dict
    url = f"postgresql://{place['USER']}:{place['PASSWORD']}@{place['HOST']}:{place['PORT'] or 5432}/{place['NAME']}"
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}
    root = Path(__file__).parent.parent

    def process(pks: list[int], threads: int = 1) -> subprocess.Popen[bytes]:
        arguments = [sys.executable, "-c", NUMBERING, city["city_clerk"].username, ",".join(map(str, pks)), DAY.isoformat(), str(threads)]
        return subprocess.Popen(arguments, env=environment, cwd=root)

    return process
