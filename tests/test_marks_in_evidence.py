"""Marks of state secrecy in what units send and clerks type: evidence of reports is looked through by a job, words at once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.shortcuts import resolve_url

from campaigns.models import Assignment, Report
from directives.incoming.facts import Facts
from records.events import timeline
from records.files import store_file
from records.models import Job, StoredFile
from workflows import steps
from workflows.models import Notice
from workflows.steps.marks import EVIDENCE_KIND
from workflows.tasks import run_job
from workflows.views.forms.reports import ReportForm

from .city import AT, DAY, City, copy_of, delivered, later, refused, signed_in
from .test_incoming import FACTS, entered, in_work, leader, presented
from .test_marks_in_pictures import PLAIN, picture

pytestmark = pytest.mark.django_db
NOON = later(hours=3)


@pytest.fixture
def received(city: City) -> Assignment:
    directive = delivered(city)
    (assignment,) = steps.receive(copy_of(directive, city.units["BD"]), by=city["clerk"], at=AT, today=DAY)
    return assignment


def reported(city: City, assignment: Assignment, content: bytes, name: str = "anh.png") -> Report:
    file = store_file(content, name=name, content_type="image/png", by=city["officer"], at=AT)
    return steps.report(assignment, kind="final", text="Đã xong.", files=[file], by=city["officer"], at=NOON, today=DAY)


def look(report: Report) -> Job:
    job = Job.objects.get(kind=EVIDENCE_KIND, arguments__report=report.pk)
    run_job(job.pk)
    job.refresh_from_db()
    return job


def page(city: City, assignment: Assignment, who: str) -> str:
    return signed_in(city[who]).get(resolve_url(assignment)).content.decode()


@pytest.mark.services
@pytest.mark.parametrize("form", ["PNG", "PDF", "WEBP"])
def test_evidence_with_a_mark_leaves_the_report_and_both_sides_are_told_what_to_do(city: City, received: Assignment, form: str) -> None:
    report = reported(city, received, picture("TỐI MẬT", *PLAIN, form=form), name=f"anh.{form.lower()}")
    (file,) = report.files.all()
    address = file.get_absolute_url()
    assert signed_in(city["chairman"]).get(address).status_code == 200
    assert look(report).status == Job.Status.DONE
    assert not report.files.exists()
    assert not StoredFile.objects.filter(pk=file.pk).exists()
    assert signed_in(city["chairman"]).get(address).status_code == 404
    assert signed_in(city["officer"]).get(address).status_code == 404
    assert timeline(received).get(action="campaigns.marked_file_dropped").before["file"] == file.name
    for who in ("officer", "chairman"):
        shown = page(city, received, who)
        assert "gửi tài liệu đó theo đường văn bản mật" in shown
        assert "Bỏ tệp có dấu chỉ độ mật" in shown
    report.refresh_from_db()
    assert report.status == Report.Status.SUBMITTED
    told = set(
        Notice.objects.filter(path=resolve_url(received), note__contains="dấu chỉ độ mật").values_list("person__username", flat=True)
    )
    assert {city["officer"].username, city["clerk"].username, city["chairman"].username} <= told
    assert city["stranger"].username not in told


@pytest.mark.services
def test_it_leaves_a_report_that_was_accepted_meanwhile_and_one_asked_twice_is_no_failure(city: City, received: Assignment) -> None:
    report = reported(city, received, picture("MẬT", *PLAIN))
    steps.review(report, accept=True, note="", by=city["chairman"], at=NOON)
    job = look(report)
    Job.objects.filter(pk=job.pk).update(status=Job.Status.QUEUED)
    assert look(report).status == Job.Status.DONE
    assert not report.files.exists()


@pytest.mark.services
def test_evidence_without_a_mark_stays(city: City, received: Assignment) -> None:
    report = reported(city, received, picture(*PLAIN, form="WEBP"), name="anh.webp")
    assert look(report).status == Job.Status.DONE
    assert report.files.count() == 1
    assert "dấu chỉ độ mật" not in page(city, received, "chairman").split("Quyết định của cơ quan duyệt")[0].split("anh.webp")[1]


def test_the_page_says_what_is_not_searched_yet_and_what_could_not_be(city: City, received: Assignment) -> None:
    report = reported(city, received, b"\x89PNG\r\n\x1a\nkhong phai anh")
    assert "Đang tìm dấu chỉ độ mật trong tệp này" in page(city, received, "chairman")
    assert look(report).status == Job.Status.FAILED
    assert "Chưa tìm được dấu chỉ độ mật, vui lòng tự kiểm tra." in page(city, received, "chairman")


def test_office_files_are_looked_through_at_once_and_not_again(city: City, received: Assignment) -> None:
    report = reported(city, received, b"PK", name="a.docx")
    assert not Job.objects.filter(kind=EVIDENCE_KIND, arguments__report=report.pk).exists()


@pytest.mark.parametrize("field", ["evidence", "photo"])
@pytest.mark.parametrize("name", ["IMG_0001.HEIC", "a.avif"])
def test_a_picture_that_cannot_be_looked_through_is_refused_with_what_to_make_of_it(
    city: City, received: Assignment, field: str, name: str
) -> None:
    upload = SimpleUploadedFile(name, b"\0\0\0\x18ftypheic\0\0\0\0")
    form = ReportForm({"kind": "final", "text": "Xong."}, {field: upload}, assignment=received, today=DAY)
    assert not form.is_valid()
    assert "Vui lòng chuyển ảnh sang JPG hoặc PNG rồi chọn lại." in str(form.errors[field])


# What clerks type


@pytest.mark.parametrize("field", ["agency", "type_name", "number", "symbol", "subject"])
def test_no_field_of_a_document_that_came_takes_a_mark(city: City, field: str) -> None:
    values = {name: getattr(FACTS, name) for name in Facts.__dataclass_fields__}
    marked = Facts(**(values | {field: "TUYỆT MẬT"}))
    take = lambda: steps.receive_document(city.units["BD"], facts=marked, source=None, by=city["clerk"], at=AT)  # noqa: E731
    refused("secret", take)


def test_nothing_that_is_said_of_it_takes_a_mark(city: City) -> None:
    found = entered(city)
    refused("secret", lambda: steps.send_document_back(found, reason="ĐỘ MẬT: MẬT", by=city["clerk"], at=AT))
    before = presented(city)
    refused("secret", lambda: steps.file_document(before, opinion="Để biết.\nTỐI MẬT", by=leader(city), at=NOON))
    other = in_work(city)
    by = other.handler
    assert by is not None
    refused("secret", lambda: steps.propose_on_document(other, text="MẬT", by=by, at=NOON))
    refused(
        "secret",
        lambda: steps.close_document(other, result="MẬT", reply_number="", reply_date=None, by=by, at=NOON, today=DAY),
    )
    refused("secret", lambda: steps.hand_document_back(other, reason="MẬT", by=by, at=NOON))
