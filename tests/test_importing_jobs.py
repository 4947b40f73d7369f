"""An import is a job: it goes in once whatever happens meanwhile, tells how far it is, and asks little of the database."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from org_hierarchy import importing
from org_hierarchy.importing import EMPLOYERS, PEOPLE, UNITS, Sheet
from org_hierarchy.models import Appointment, OrgUnit, UnitArea, UnitVersion
from org_hierarchy.services import end_appointment
from records.jobs import JobError
from records.models import Event, Job
from workflows.tasks import run_job, sweep_jobs

from .city import AT, DAY, City
from .spreadsheets import Cells, administrator, begun, book, counts, employer, employers, person, ran, unit


@pytest.mark.django_db
def test_who_lost_the_right_meanwhile_imports_nothing(city: City) -> None:
    job = begun(city, UNITS, book(UNITS, [unit("A")]))
    seat = Appointment.objects.get(person=administrator(city))
    end_appointment(seat, on=DAY, by=None, at=AT)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.status == Job.Status.FAILED
    assert "quản trị" in job.error
    assert not OrgUnit.objects.filter(code="A").exists()


@pytest.mark.django_db
def test_a_code_taken_between_check_and_write_leaves_nothing_behind(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    job = begun(city, UNITS, book(UNITS, [unit("A"), unit("B")]))
    plan = importing.running.PLANS["don-vi"]

    def slow(*arguments: Any) -> Any:
        planned = plan(*arguments)
        OrgUnit.objects.filter(code="TB").update(code="B")
        return planned

    monkeypatch.setattr(importing.running, "PLANS", {"don-vi": slow})
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, "chưa ghi gì" in job.error) == (Job.Status.FAILED, True)
    assert not OrgUnit.objects.filter(code="A").exists()
    assert not Event.objects.filter(subject_id=job.pk, subject_type="records.job").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["before", "written", "committed"])
def test_an_import_that_dies_is_done_once_by_the_next_worker(city: City, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    job = begun(city, UNITS, book(UNITS, [unit("A"), unit("B")]))
    Job.objects.filter(pk=job.pk).update(status=Job.Status.QUEUED)

    class Killed(BaseException):
        pass

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        where = {
            "before": (importing.running, "PLANS"),
            "written": (importing.running, "record"),
            "committed": (importing.running, "_name"),
        }
        target, name = where[moment]
        patched.setattr(target, name, {"don-vi": die} if name == "PLANS" else die)
        with pytest.raises(Killed):
            run_job(job.pk)
    assert OrgUnit.objects.filter(code__in="AB").count() == (2 if moment == "committed" else 0)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=AT - timedelta(days=1))
    sweep_jobs()
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.attempt_count) == (Job.Status.DONE, 2)
    assert counts(job) == (2, 0, 0)
    assert UnitVersion.objects.filter(unit__code__in="AB").count() == 2
    assert Event.objects.filter(action="org_hierarchy.rows_imported").count() == 1


@pytest.mark.django_db
def test_progress_is_told_while_rows_are_read_and_checked(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int, str]] = []
    beat = importing.running.jobs.beat

    def heard(job: Job, **said: Any) -> None:
        beat(job, **said)
        seen.append((said["done"], said["total"], said["message"]))

    monkeypatch.setattr(importing.running.jobs, "beat", heard)
    monkeypatch.setattr(importing.reading, "STEP", 2)
    ran(city, UNITS, [unit(f"U{n}") for n in range(5)])
    assert [message for _, _, message in seen][:3] == ["Đang đọc các dòng", "Đang đọc các dòng", "Đang đối chiếu với hệ thống"]
    assert {total for _, total, _ in seen} == {5}
    assert [done for done, _, _ in seen] == sorted(done for done, _, _ in seen)


@pytest.mark.django_db
def test_a_job_taken_over_by_another_worker_writes_nothing(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    job = begun(city, UNITS, book(UNITS, [unit("A")]))
    plan = importing.running.PLANS["don-vi"]

    def slow(*arguments: Any) -> Any:
        Job.objects.filter(pk=job.pk).update(attempt_count=2)
        return plan(*arguments)

    monkeypatch.setattr(importing.running, "PLANS", {"don-vi": slow})
    Job.objects.filter(pk=job.pk).update(status=Job.Status.RUNNING, attempt_count=1)
    job.refresh_from_db()
    with pytest.raises(JobError):
        importing.import_rows(job)
    assert not OrgUnit.objects.filter(code="A").exists()


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_rows(city: City) -> None:
    def spent(sheet: Sheet, rows: list[Cells]) -> int:
        job = begun(city, sheet, book(sheet, rows))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            run_job(job.pk)
        counts(job)
        return len(captured)

    administrator(city)
    for sheet, few, many in (
        (UNITS, [unit("A1")], [unit(f"B{n}") for n in range(60)]),
        (EMPLOYERS, [employer("C1")], [employer(f"D{n}") for n in range(60)]),
        (PEOPLE, [person("e-1")], [person(f"f-{n}") for n in range(60)]),
    ):
        spent(sheet, [dict(few[0])])
        assert spent(sheet, many) <= spent(sheet, [dict(many[0]) | {next(iter(few[0])): f"z-{sheet.name}"}]) + 6


@pytest.mark.django_db
@pytest.mark.parametrize("count", [5_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_many_employers_go_in_within_the_time_of_a_cup_of_tea(city: City, count: int) -> None:
    job = begun(city, EMPLOYERS, employers(count))
    began = time.process_time()  # whatever else the machine does
    run_job(job.pk)
    seconds = time.process_time() - began
    assert counts(job) == (count, 0, 0)
    assert OrgUnit.objects.filter(kind="su_dung_lao_dong").count() == count
    assert UnitArea.objects.filter(unit__kind="su_dung_lao_dong").count() == count
    assert seconds < 20 + count / 1000
