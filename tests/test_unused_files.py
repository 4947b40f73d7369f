"""What was taken off a draft goes from the disk after a while, and nothing that anybody was sent, or still needs, ever does."""

from datetime import datetime, timedelta

import pytest
from django.core.files.storage import default_storage

from campaigns.models import Report
from directives.models import Attachment, Directive
from org_hierarchy import importing
from org_hierarchy.importing import UNITS
from records import jobs
from records.events import timeline
from records.files import store_file
from records.models import Event, Job, StoredFile
from records.unused import KEPT, unused
from workflows import clock, steps
from workflows.tasks import run_job

from .city import AT, DAY, City, begun, copy_of, delivered, later, signed_in
from .spreadsheets import administrator, book, unit

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=1)


def sweep(moment: datetime) -> int:
    ran = clock.run("files", clock.SWEEPS["files"], at=moment)
    assert not ran.error, ran.error
    return ran.count


def stored(city: City, content: bytes = b"%PDF-1.4 phu luc", *, who: str = "drafter") -> StoredFile:
    return store_file(content, name="phu-luc.pdf", content_type="application/pdf", by=city[who], at=AT)


def attached(city: City, directive: Directive, content: bytes = b"%PDF-1.4 phu luc") -> Attachment:
    return steps.attach_file(directive, title="Phụ lục", file=stored(city, content), by=city["drafter"], at=AT)


def test_a_file_taken_off_a_draft_goes_a_month_after_it_was_seen_to_be_unused(city: City) -> None:
    directive = begun(city)
    taken_off, stays = attached(city, directive), attached(city, directive, b"%PDF-1.4 o lai")
    file = taken_off.file
    path = str(file.content.name)
    steps.remove_file(taken_off, by=city["drafter"], at=AT + 60 * DAYS)
    assert sweep(AT + 60 * DAYS) == 1
    assert sweep(AT + 60 * DAYS + KEPT - DAYS) == 0
    assert default_storage.exists(path)
    assert sweep(AT + 60 * DAYS + KEPT) == 1
    assert not StoredFile.objects.filter(pk=file.pk).exists()
    assert StoredFile.objects.filter(pk=stays.file_id).exists()
    assert [event.action for event in Event.objects.filter(subject_type="records.storedfile", subject_id=file.pk).order_by("pk")] == [
        "records.file_unused",
        "records.file_swept",
    ]
    assert timeline(directive).get(action="directives.file_removed").before["sha256"] == file.sha256
    assert signed_in(city["drafter"]).get(f"/van-ban/{directive.pk}/").status_code == 200
    assert signed_in(city["drafter"]).get(f"/van-ban/{directive.pk}/phien-ban/").status_code == 200


def test_its_bytes_go_with_the_commit_unless_another_file_has_the_same(
    city: City, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    directive = begun(city)
    first, second = attached(city, directive), attached(city, directive)
    path = str(first.file.content.name)
    assert path == str(second.file.content.name)
    for one, month in ((first, 1), (second, 2)):
        steps.remove_file(one, by=city["drafter"], at=AT)
        moment = AT + month * 40 * DAYS
        sweep(moment)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            assert sweep(moment + KEPT) == 1
        assert default_storage.exists(path) == (one is first)


def test_nothing_that_a_document_a_report_or_a_job_has_is_unused(city: City) -> None:
    directive = begun(city)
    attached(city, directive)
    issued = delivered(city)
    (assignment,) = steps.receive(copy_of(issued, city.units["BD"]), by=city["clerk"], at=AT, today=DAY)
    evidence = stored(city, b"%PDF-1.4 minh chung", who="officer")
    steps.report(assignment, kind="final", text="Xong.", files=[evidence], by=city["officer"], at=later(hours=1), today=DAY)
    assert Report.objects.get().files.count() == 1
    assert issued.document_id
    assert not unused().exists()
    assert sweep(AT + 400 * DAYS) == 0
    loose = stored(city, b"khong ai can")
    assert list(unused()) == [loose]


def test_one_that_is_just_being_stored_is_left_alone(city: City) -> None:
    stored(city)
    assert sweep(AT + timedelta(hours=23)) == 0
    assert sweep(AT + 2 * DAYS) == 1


def test_what_an_import_still_has_to_read_stays_however_long_it_waits_and_then_a_month_more(city: City) -> None:
    file = stored(city, b"PK danh sach")
    job = jobs.enqueue("import_rows", key="i", title="Nhập", arguments={"file": file.pk, "scope": 1}, by=city["clerk"], at=AT)
    for moment in (AT + 2 * DAYS, AT + 2 * DAYS + KEPT, AT + 100 * DAYS):
        assert sweep(moment) == 0
    claimed = jobs.claim(job.pk, at=AT + 100 * DAYS)
    assert claimed is not None
    assert sweep(AT + 101 * DAYS) == 0
    jobs.fail(claimed, at=AT + 102 * DAYS, error="Thiếu cột.")
    assert sweep(AT + 102 * DAYS) == 1
    assert sweep(AT + 102 * DAYS + KEPT - DAYS) == 0
    assert sweep(AT + 102 * DAYS + KEPT) == 1
    assert Job.objects.filter(pk=job.pk).exists()
    assert not StoredFile.objects.exists()


def test_a_failed_import_that_is_asked_for_again_within_the_month_finds_its_file(city: City) -> None:
    file = stored(city, b"PK danh sach")
    job = jobs.enqueue("import_rows", key="i", title="Nhập", arguments={"file": file.pk}, by=city["clerk"], at=AT)
    Job.objects.filter(pk=job.pk).update(status=Job.Status.FAILED)
    assert sweep(AT + 2 * DAYS) == 1
    jobs.retry(job, at=AT + 31 * DAYS)
    assert sweep(AT + 2 * DAYS + KEPT) == 0
    assert StoredFile.objects.filter(pk=file.pk, unused_since=None).exists()


def test_a_failed_import_whose_file_is_gone_says_to_send_it_again(city: City) -> None:
    file = book(UNITS, [unit("A")])
    job = importing.begin(file, name="a.xlsx", sheet=UNITS, scope=city.units["BD"], by=administrator(city, "BD"), at=AT)
    Job.objects.filter(pk=job.pk).update(status=Job.Status.FAILED)
    assert sweep(AT + 2 * DAYS) == 1
    assert sweep(AT + 2 * DAYS + KEPT) == 1
    jobs.retry(job, at=AT + 40 * DAYS)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.status == Job.Status.FAILED
    assert "tải tệp lên" in job.error


def test_one_that_was_used_again_and_is_unused_later_has_its_month_anew(city: City) -> None:
    directive = begun(city)
    file = stored(city)
    assert sweep(AT + 2 * DAYS) == 1
    attachment = steps.attach_file(directive, title="Phụ lục", file=file, by=city["drafter"], at=AT + 20 * DAYS)
    assert sweep(AT + 21 * DAYS) == 0
    steps.remove_file(attachment, by=city["drafter"], at=AT + 30 * DAYS)
    assert sweep(AT + 2 * DAYS + KEPT) == 1, "noted anew"
    assert sweep(AT + 2 * DAYS + 2 * KEPT - DAYS) == 0
    assert default_storage.exists(file.content.name)
    assert sweep(AT + 2 * DAYS + 2 * KEPT) == 1


def test_one_that_is_used_on_the_very_day_it_would_go_stays(city: City) -> None:
    directive = begun(city)
    file = stored(city)
    assert sweep(AT + 2 * DAYS) == 1
    steps.attach_file(directive, title="Phụ lục", file=file, by=city["drafter"], at=AT + 2 * DAYS + KEPT)
    assert sweep(AT + 2 * DAYS + KEPT) == 0
    assert StoredFile.objects.filter(pk=file.pk, unused_since=None).exists()


def test_more_of_them_than_are_taken_at_once_go_in_one_run(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("records.unused.AT_ONCE", 2)
    for number in range(5):
        stored(city, f"tep {number}".encode())
    assert sweep(AT + 2 * DAYS) == 5
    assert sweep(AT + 2 * DAYS + KEPT) == 5
    assert not StoredFile.objects.exists()
