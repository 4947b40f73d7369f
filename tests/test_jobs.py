"""Long work as rows: enqueue, claim, beat, finish, and what the sweep finds again."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from celery import Celery, current_app
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from org_hierarchy.models import Person
from records import jobs
from records.files import store_file
from records.jobs import JobError
from records.models import Job

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
pytestmark = pytest.mark.django_db


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def ask(key: str = "deliver:1", by: Person | None = None) -> Job:
    """A job of a kind that has no rule of its own: whoever asked follows it."""
    return jobs.enqueue("counted_here", key=key, title="Phát hành 01/UBND-VX", arguments={}, by=by, at=NOON)


@pytest.fixture
def clerk() -> Person:
    return Person.objects.create_user("van-thu", password="mat-khau-dai", full_name="Đỗ Thị Sen")


@pytest.fixture
def sent() -> Iterator[list[int]]:
    """The ids of the jobs that a worker in this process was told of."""
    received: list[int] = []
    previous = current_app._get_current_object()
    app = Celery("here", set_as_current=True)
    app.conf.task_always_eager = True
    app.finalize()
    app.tasks.pop(jobs.RUN_JOB, None)  # the worker's own, in whose place this one listens

    @app.task(name=jobs.RUN_JOB, shared=False, lazy=False)
    def run_job(job_id: int) -> None:
        received.append(job_id)

    yield received
    previous.set_current()


def test_the_same_key_is_the_same_job() -> None:
    assert ask().pk == ask().pk
    assert ask("deliver:2").pk != ask().pk
    assert Job.objects.count() == 2


def test_a_job_is_sent_only_when_its_transaction_commits(sent: list[int], django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = ask()
        ask()
        assert sent == []
    assert sent == [job.pk]


def test_a_job_of_a_transaction_that_fails_does_not_exist(sent: list[int], django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        with suppress(ZeroDivisionError), transaction.atomic():
            ask()
            raise ZeroDivisionError
        assert not Job.objects.exists()
    assert sent == []


def test_a_broker_that_is_down_does_not_fail_the_request(django_capture_on_commit_callbacks, caplog, monkeypatch) -> None:
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)  # Celery itself would prefer it to the address below
    previous = current_app._get_current_object()
    Celery("nowhere", broker="redis://127.0.0.1:1/0", set_as_current=True)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            job = ask()
    finally:
        previous.set_current()
    assert f"job {job.pk} waits for the sweep" in caplog.text
    assert jobs.stale(at=later(31)) == [job.pk]


def test_only_one_worker_takes_a_job() -> None:
    job = ask()
    taken = jobs.claim(job.pk, at=NOON)
    assert taken is not None
    assert (taken.status, taken.attempt_count) == (Job.Status.RUNNING, 1)
    assert jobs.claim(job.pk, at=later(59)) is None


def test_a_job_whose_worker_fell_silent_is_taken_over_and_the_first_worker_is_refused() -> None:
    first = jobs.claim(ask().pk, at=NOON)
    second = jobs.claim(first.pk, at=later(61))
    assert second.attempt_count == 2
    for act in (
        lambda: jobs.beat(first, at=later(62), done=1, total=2),
        lambda: jobs.finish(first, at=later(62)),
        lambda: jobs.fail(first, at=later(62), error="hỏng"),
    ):
        with pytest.raises(JobError) as caught:
            act()
        assert caught.value.code == "lost"
    jobs.beat(second, at=later(62), done=5, total=10, message="Đã giao 5 đơn vị")
    jobs.finish(second, at=later(63))
    second.refresh_from_db()
    assert (second.status, second.done_count, second.finished_at) == (Job.Status.DONE, 5, later(63))


def test_a_beat_keeps_the_job_from_being_taken_over() -> None:
    job = jobs.claim(ask().pk, at=NOON)
    jobs.beat(job, at=later(50), done=1, total=3)
    assert jobs.claim(job.pk, at=later(100)) is None
    assert jobs.stale(at=later(100)) == []
    assert jobs.stale(at=later(111)) == [job.pk]


def test_a_finished_job_is_never_taken_again() -> None:
    job = jobs.claim(ask().pk, at=NOON)
    jobs.finish(job, at=later(1))
    assert jobs.claim(job.pk, at=later(3600)) is None
    assert jobs.stale(at=later(3600)) == []
    with pytest.raises(JobError):
        jobs.beat(job, at=later(2), done=1, total=1)


def test_a_waiting_job_is_found_after_thirty_seconds_and_sent_again(sent: list[int]) -> None:
    job = ask()
    assert jobs.stale(at=later(30)) == []
    assert jobs.stale(at=later(31)) == [job.pk]
    jobs.resend([job.pk], at=later(31))
    assert sent == [job.pk]
    assert jobs.stale(at=later(61)) == []
    assert jobs.stale(at=later(62)) == [job.pk]


def test_what_nobody_waits_for_goes_to_a_queue_of_its_own_and_is_sent_again_last(monkeypatch) -> None:
    asked = [
        jobs.enqueue(kind, key=f"{kind}:1", title="", arguments={}, by=None, at=NOON)
        for kind in ("look_into_evidence", "deliver_directive")
    ]
    assert jobs.stale(at=later(31)) == [asked[1].pk, asked[0].pk]
    monkeypatch.setattr(jobs, "RESENT_AT_ONCE", 1)
    assert jobs.stale(at=later(31)) == [asked[1].pk]
    previous = current_app._get_current_object()
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)  # Celery itself would prefer it to the address below
    app = Celery("in-memory", broker="memory://", set_as_current=True)
    try:
        jobs.resend([job.pk for job in asked], at=later(31))
        with app.connection() as broker:
            for queue, job in (("behind", asked[0]), ("celery", asked[1])):
                assert broker.SimpleQueue(queue).get(block=False).payload[0] == [job.pk]
    finally:
        previous.set_current()
    assert jobs.stale(at=later(61)) == []


def test_a_failed_job_goes_on_only_when_asked(sent: list[int], django_capture_on_commit_callbacks) -> None:
    job = jobs.claim(ask().pk, at=NOON)
    jobs.fail(job, at=later(1), error="Không còn chỗ trên đĩa. " * 50)
    job.refresh_from_db()
    assert (job.status, len(job.error)) == (Job.Status.FAILED, 500)
    assert jobs.stale(at=later(3600)) == []
    sent.clear()
    with django_capture_on_commit_callbacks(execute=True):
        jobs.retry(job, at=later(2))
    assert (job.status, job.error, sent) == (Job.Status.QUEUED, "", [job.pk])
    with pytest.raises(JobError) as caught:
        jobs.retry(job, at=later(3))
    assert caught.value.code == "stale"


def test_progress_counts_in_whole_percents_and_says_nothing_before_the_total_is_known() -> None:
    job = jobs.claim(ask().pk, at=NOON)
    assert jobs.progress(job).percent is None
    jobs.beat(job, at=NOON, done=999, total=1000)
    shown = jobs.progress(job)
    assert (shown.percent, shown.is_active, shown.status_label) == (99, True, "Đang chạy")
    jobs.finish(job, at=NOON, result=store_file(b"x", name="a.docx", content_type="text/plain", by=None, at=NOON))
    shown = jobs.progress(job)
    assert (shown.percent, shown.is_active) == (100, False)
    assert shown.result_url == job.result.get_absolute_url()


def test_the_job_page_shows_its_creator_how_far_it_is_and_asks_again_until_it_ends(client: Client, clerk: Person) -> None:
    job = jobs.claim(ask(by=clerk).pk, at=NOON)
    jobs.beat(job, at=NOON, done=1234, total=3321, message="Đã giao 1.234 đơn vị")
    client.force_login(clerk)
    url = reverse("records:job", args=[job.pk])
    page = client.get(url).content.decode()
    assert "Phát hành 01/UBND-VX" in page
    assert "1.234 / 3.321" in page
    fragment = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert f'hx-get="{url}"' in fragment
    jobs.finish(job, at=NOON)
    assert "hx-get" not in client.get(url, headers={"HX-Request": "true"}).content.decode()


def test_a_failed_job_is_run_again_from_its_page(client: Client, clerk: Person) -> None:
    job = jobs.claim(ask(by=clerk).pk, at=NOON)
    jobs.fail(job, at=NOON, error="Kho tệp đầy. Hãy dọn rồi chạy lại.")
    client.force_login(clerk)
    url = reverse("records:job", args=[job.pk])
    page = client.get(url).content.decode()
    assert "Kho tệp đầy" in page
    assert "Chạy lại" in page
    assert client.post(url).status_code == 302
    job.refresh_from_db()
    assert job.status == Job.Status.QUEUED
    assert "Hãy tải lại trang" in client.post(url, follow=True).content.decode()


def test_a_job_page_refuses_the_stranger_and_the_visitor(client: Client, clerk: Person) -> None:
    job = ask(by=clerk)
    system = ask("nightly")
    assert client.get(reverse("records:job", args=[job.pk])).status_code == 302
    client.force_login(Person.objects.create_user("nguoi-la", full_name="Người Lạ"))
    for pk in (job.pk, system.pk):
        assert client.get(reverse("records:job", args=[pk])).status_code == 403
        assert client.post(reverse("records:job", args=[pk])).status_code == 403
    assert client.get(reverse("records:job", args=[10**9])).status_code == 404


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_one_takes_the_job() -> None:
    job = ask()
    barrier = Barrier(8)
    taken: list[Job | None] = []

    def work() -> None:
        barrier.wait()
        taken.append(jobs.claim(job.pk, at=NOON))
        connection.close()

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 8
    assert len([one for one in taken if one]) == 1
    job.refresh_from_db()
    assert job.attempt_count == 1
