"""The steps of a directive and of an assignment, as people do them: by their pages."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Assignment, Report
from directives.models import Directive, Recipient
from org_hierarchy.models import Person
from org_hierarchy.services import add_post, appoint
from records.models import Job, StoredFile
from workflows import steps
from workflows.tasks import run_job

from .city import AT, DAY, PASSWORD, City, Role, begun, copy_of, delivered, dispatched, draft_for_districts, later, signed_in
from .test_reading_hostile import one_page

pytestmark = pytest.mark.django_db

Status = Directive.Status
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


def post(person: Person, name: str, pk: int, **data: Any) -> Any:
    return signed_in(person).post(reverse(f"workflows:{name}", args=[pk]), data)


def get(person: Person, name: str, pk: int) -> str:
    response = signed_in(person).get(reverse(f"workflows:{name}", args=[pk]))
    assert response.status_code == 200
    return response.content.decode()


def said(response: HttpResponse) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))  # type: ignore[attr-defined]


# The directive

WAY = [
    ("submit", "drafter", Status.DRAFT, Status.SUBMITTED),
    ("approve_content", "division_head", Status.SUBMITTED, Status.CONTENT_APPROVED),
    ("approve_form", "office_head", Status.CONTENT_APPROVED, Status.FORM_APPROVED),
    ("sign", "chairman", Status.FORM_APPROVED, Status.SIGNED),
    ("number", "city_clerk", Status.SIGNED, Status.NUMBERED),
    ("dispatch", "city_clerk", Status.NUMBERED, Status.NUMBERED),
]
RIGHT = {
    "submit": {"drafter", "colleague", "division_head"},
    "approve_content": {"division_head"},
    "approve_form": {"office_head", "chairman"},
    "sign": {"chairman"},
    "number": {"city_clerk"},
    "dispatch": {"city_clerk"},
}
"""Who else may, by the grants of their posts: the head of the issuer checks form too."""


def data_for(city: City, step: str, name: str) -> dict[str, Any]:
    return {"way": str(city.seat(city[name]).pk), "password": PASSWORD} if step == "sign" else {}


def test_each_step_is_done_by_its_person_and_refused_to_everybody_else(city: City) -> None:
    directive = begun(city)
    for step, actor, before, after in WAY:
        for name in set(city.people) - RIGHT[step]:
            assert post(city[name], step, directive.pk, **data_for(city, step, name)).status_code == 403, f"{step} by {name}"
            directive.refresh_from_db()
            assert directive.status == before, f"{step} by {name}"
        response = post(city[actor], step, directive.pk, **data_for(city, step, actor))
        assert response.status_code == 302, f"{step} by {actor}"
        directive.refresh_from_db()
        assert directive.status == after
    job = Job.objects.get(kind="deliver_directive")
    assert f"/tac-vu/{job.pk}/" in get(city["city_clerk"], "directive", directive.pk)
    run_job(job.pk)
    directive.refresh_from_db()
    assert directive.status == Status.ISSUED
    shown = get(city["city_clerk"], "directive", directive.pk)
    assert "Kết quả 3 đơn vị, 3 việc" in shown
    assert f"/tac-vu/{job.pk}/" not in shown


def test_the_page_offers_the_next_act_or_says_which_rule_refuses(city: City) -> None:
    directive = begun(city)
    assert 'form="step-trinh"' in get(city["drafter"], "directive", directive.pk)
    steps.submit(directive, by=city["drafter"], at=AT)
    own = get(city["drafter"], "directive", directive.pk)
    assert "disabled" in own
    assert "Người soạn thảo không tự duyệt văn bản của mình." in own
    assert "step-duyet-noi-dung" not in own
    assert 'form="step-duyet-noi-dung"' in get(city["division_head"], "directive", directive.pk)


def test_while_the_machine_delivers_there_is_nothing_to_press(city: City) -> None:
    directive, job = dispatched(city)
    shown = get(city["city_clerk"], "directive", directive.pk)
    assert f"/tac-vu/{job.pk}/" in shown
    assert "Bước tiếp theo" not in shown
    assert "Hệ thống" in shown


def test_ending_a_campaign_says_what_is_left_open(city: City) -> None:
    directive = delivered(city)
    shown = get(city["chairman"], "directive", directive.pk)
    assert "Còn 3 việc chưa hoàn thành." in shown
    assert "cd-sticky-action" not in shown, "not what the page is for yet"
    Assignment.objects.update(status="accepted")
    shown = get(city["chairman"], "directive", directive.pk)
    assert "việc chưa hoàn thành" not in shown
    assert 'form="step-ket-thuc"' in shown


def test_people_outside_the_issuer_are_offered_no_step_of_it(city: City) -> None:
    directive = delivered(city)
    assert "Bước tiếp theo" in get(city["city_officer"], "directive", directive.pk)
    assert "Bước tiếp theo" not in get(city["officer"], "directive", directive.pk)


def test_a_draft_goes_back_with_its_reason_and_comes_again(city: City) -> None:
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    response = post(city["division_head"], "give_back", directive.pk, reason="Bổ sung căn cứ pháp lý.")
    assert response.status_code == 302
    directive.refresh_from_db()
    assert directive.status == Status.RETURNED
    shown = get(city["drafter"], "directive", directive.pk)
    assert "Bổ sung căn cứ pháp lý." in shown
    assert 'form="step-trinh"' in shown


def test_a_return_without_a_reason_is_asked_for_it_on_the_same_page(city: City) -> None:
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    response = post(city["division_head"], "give_back", directive.pk, reason="  ")
    assert response.status_code == 400
    assert "<details open>" in response.content.decode()
    directive.refresh_from_db()
    assert directive.status == Status.SUBMITTED


def test_the_second_of_two_people_is_told_and_keeps_the_words(city: City) -> None:
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    steps.approve_content(directive, by=city["division_head"], at=AT)
    response = post(city.person("VX", Role.DEPUTY), "approve_content", directive.pk)
    assert response.status_code == 409
    assert "Kiểm tra thể thức" in response.content.decode()
    steps.return_draft(directive, reason="Sai ký hiệu.", by=city["office_head"], at=AT)
    response = post(city["office_head"], "give_back", directive.pk, reason="Thiếu nơi nhận <BHXH>.")
    assert response.status_code == 409
    assert "Thiếu nơi nhận &lt;BHXH&gt;." in response.content.decode()


def test_nobody_signs_by_anothers_post(city: City) -> None:
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    steps.approve_content(directive, by=city["division_head"], at=AT)
    steps.approve_form(directive, by=city["office_head"], at=AT)
    assert post(city["office_head"], "sign", directive.pk, way=city.seat(city["chairman"]).pk).status_code == 403
    directive.refresh_from_db()
    assert directive.status == Status.FORM_APPROVED


@pytest.mark.parametrize(("chosen", "told"), [({}, "Vui lòng chọn ký với tư cách nào"), ({"way": "0"}, "không phải thẩm quyền của bạn")])
def test_who_signs_without_a_choice_is_asked_for_it_on_the_page(city: City, chosen: dict[str, str], told: str) -> None:
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    steps.approve_content(directive, by=city["division_head"], at=AT)
    steps.approve_form(directive, by=city["office_head"], at=AT)
    response = post(city["chairman"], "sign", directive.pk, password=PASSWORD, **chosen)
    assert response.status_code == 400
    assert told in response.content.decode()
    directive.refresh_from_db()
    assert directive.status == Status.FORM_APPROVED


def test_a_rule_of_the_domain_is_said_on_the_page(city: City) -> None:
    directive = begun(city)
    Directive.objects.filter(pk=directive.pk).update(place="")
    response = post(city["drafter"], "submit", directive.pk)
    assert response.status_code == 302
    assert "địa danh" in said(response)


def test_the_campaign_is_concluded_from_the_directives_page(city: City) -> None:
    directive = delivered(city)
    for name in set(city.people) - {"chairman", "office_head"}:
        assert post(city[name], "conclude", directive.pk).status_code == 403, name
    assert post(city["chairman"], "conclude", directive.pk).status_code == 302
    job = Job.objects.get(kind="consolidated_report")
    assert f"/tac-vu/{job.pk}/" in get(city["chairman"], "directive", directive.pk)
    run_job(job.pk)
    assert "Báo cáo tổng hợp .docx" in get(city["chairman"], "directive", directive.pk)
    assert post(city["chairman"], "conclude", directive.pk).status_code == 409


def test_the_progress_refreshes_the_page_when_the_work_has_ended(city: City) -> None:
    directive = delivered(city)
    job = Job.objects.get(kind="deliver_directive")
    response = signed_in(city["city_clerk"]).get(reverse("records:job", args=[job.pk]), headers={"HX-Request": "true"})
    assert response.headers["HX-Refresh"] == "true"
    Job.objects.filter(pk=job.pk).update(status=Job.Status.RUNNING)
    client = signed_in(city["city_clerk"])
    with CaptureQueriesContext(connection) as asked:
        response = client.get(reverse("records:job", args=[job.pk]), headers={"HX-Request": "true"})
    assert "HX-Refresh" not in response.headers
    assert len(asked) <= 5, "session, person, job, its directive and the right to that: it is asked every second"
    Job.objects.filter(pk=job.pk).update(status=Job.Status.FAILED, error="Ổ đĩa đầy.")
    shown = get(city["city_clerk"], "directive", directive.pk)
    assert "Ổ đĩa đầy." in shown
    assert "hx-get" not in shown, "a failed job would refresh the page for ever"


def test_the_document_is_shown_as_it_prints(city: City) -> None:
    shown = get(city["officer"], "directive", delivered(city).pk)
    for words in ("THÀNH PHỐ HÀ NỘI", "Số: 01/UBND-KGVX", "V/v tổ chức rà soát", "ngày 18 tháng 3 năm 2021", "TM. ỦY BAN NHÂN DÂN"):
        assert words in shown


# The unit


@pytest.fixture
def given(city: City) -> Assignment:
    """The first district's, not received yet; its task counts something."""
    directive = delivered(city, draft_for_districts(city, tasks=2, target=95))
    return Assignment.objects.filter(unit=city.districts[0], campaign__directive=directive).order_by("pk")[0]


@pytest.fixture
def received(city: City, given: Assignment) -> Assignment:
    steps.receive_assignment(given, by=city["clerk"], at=AT, today=DAY)
    given.refresh_from_db()
    return given


def test_receiving_the_document_receives_all_its_work(city: City, given: Assignment) -> None:
    recipient = copy_of(given.campaign.directive, city.districts[0])
    assert f"/noi-nhan/{recipient.pk}/tiep-nhan/" in get(city["clerk"], "directive", given.campaign.directive_id)
    assert post(city["other_clerk"], "receive", recipient.pk).status_code == 403
    assert post(city["clerk"], "receive", recipient.pk).status_code == 302
    recipient.refresh_from_db()
    assert recipient.status == Recipient.Status.RECEIVED
    assert set(Assignment.objects.filter(unit=city.districts[0]).values_list("status", flat=True)) == {"received"}
    assert post(city["second_clerk"], "receive", recipient.pk).status_code == 409


def test_receiving_from_the_works_own_page_is_the_same(city: City, given: Assignment) -> None:
    for name in ("other_clerk", "monitor", "city_officer", "stranger"):
        assert post(city[name], "receive_assignment", given.pk).status_code == 403, name
    assert post(city["clerk"], "receive_assignment", given.pk).status_code == 302
    assert copy_of(given.campaign.directive, city.districts[0]).status == Recipient.Status.RECEIVED
    assert post(city["second_clerk"], "receive_assignment", given.pk).status_code == 409


def report_of(city: City, assignment: Assignment, **changed: Any) -> Any:
    values = {"kind": "final", "text": "Đã rà soát xong.", "numerator": "90", "denominator": "100"} | changed
    return post(city["officer"], "report", assignment.pk, **values)


def test_a_report_is_sent_with_its_figure_and_its_files(city: City, received: Assignment) -> None:
    files = [SimpleUploadedFile("ảnh.png", PNG, "text/html"), SimpleUploadedFile("Biên bản.PDF", one_page(b""), "application/pdf")]
    assert report_of(city, received, evidence=files, reply_number="12/BC-UBND", reply_date="18/03/2021").status_code == 302
    report = Report.objects.get()
    assert (report.figure.numerator, report.figure.denominator) == (90, 100)
    assert report.reply_date == DAY
    stored = dict(report.files.values_list("name", "content_type"))
    assert stored == {"ảnh.png": "image/png", "Biên bản.PDF": "application/pdf"}, "kept under what they are, not what the browser says"
    received.refresh_from_db()
    assert received.status == Assignment.Status.REPORTED


def test_only_the_units_own_people_report(city: City, received: Assignment) -> None:
    for name in ("other_officer", "monitor", "city_officer", "chairman", "stranger"):
        assert post(city[name], "report", received.pk, kind="final", text="Thay họ.").status_code == 403, name
    assert not Report.objects.exists()


def test_an_interim_report_leaves_the_work_open(city: City, received: Assignment) -> None:
    assert report_of(city, received, kind="interim", numerator="", denominator="").status_code == 302
    received.refresh_from_db()
    assert received.status == Assignment.Status.IN_PROGRESS
    assert 'id="bao-cao"' in get(city["officer"], "assignment", received.pk)


def office_file(part: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(part, "<w/>")
    return made.getvalue()


WRONG = [
    ({"text": " "}, "Vui lòng ghi kết quả thực hiện."),
    ({"numerator": ""}, "Báo cáo hoàn thành cần số liệu này."),
    ({"numerator": "101"}, "Số đã thực hiện không thể lớn hơn tổng số."),
    ({"numerator": "chín mươi"}, "Vui lòng chỉ ghi một số nguyên bằng chữ số"),
    ({"reply_date": "31/02/2021"}, "Trong lịch không có ngày 31/02/2021."),
    ({"reply_date": "hôm qua"}, "Vui lòng ghi ngày theo dạng dd/mm/yyyy"),
    ({"reply_date": "01/01/2099"}, "Ngày văn bản trả lời không thể sau hôm nay."),
    ({"reply_date": "17/03/2021"}, "trước ngày giao việc"),
    ({"kind": "last"}, "Hãy chọn một lựa chọn hợp lệ"),
    ({"evidence": SimpleUploadedFile("chay.exe", b"MZ")}, "Chỉ nhận ảnh"),
    ({"evidence": SimpleUploadedFile("anh.png", b"GIF89a")}, "không đúng với đuôi .png"),
    ({"evidence": SimpleUploadedFile("anh.jpg", b"<html>")}, "không đúng với đuôi .jpg"),
    ({"evidence": SimpleUploadedFile("bb.pdf", b"MZ")}, "không đúng với đuôi .pdf"),
    ({"evidence": SimpleUploadedFile("bb.docx", b"PK\x03\x04 hong")}, "không đúng với đuôi .docx"),
    ({"evidence": SimpleUploadedFile("bb.docx", office_file("xl/workbook.xml"))}, "không đúng với đuôi .docx"),
    ({"evidence": SimpleUploadedFile("trong.pdf", b"")}, "Tệp này trống."),
    ({"evidence": [SimpleUploadedFile(f"{n}.png", PNG) for n in range(11)]}, "tối đa 10 tệp"),
]


def test_a_wrong_report_says_why_and_keeps_everything_typed(city: City, received: Assignment) -> None:
    before = StoredFile.objects.count()
    typed = {"difficulties": "Thiếu <máy>.", "reply_number": "12/BC-UBND", "denominator": "100"}
    for changed, why in WRONG:
        response = report_of(city, received, **(typed | changed))
        shown = response.content.decode()
        assert response.status_code == 400, why
        assert why in shown
        assert "Thiếu &lt;máy&gt;." in shown, why
        assert 'value="12/BC-UBND"' in shown, why
        for name in {"numerator", "reply_date"} & changed.keys():
            assert not changed[name] or f'value="{changed[name]}"' in shown, why
    assert not Report.objects.exists()
    assert StoredFile.objects.count() == before


def test_every_kind_of_evidence_that_is_offered_is_taken(city: City, received: Assignment) -> None:
    right = {
        "a.docx": office_file("word/document.xml"),
        "a.xlsx": office_file("xl/workbook.xml"),
        "a.JPG": b"\xff\xd8\xff\xe0" + b"\0" * 20,
        "a.jpeg": b"\xff\xd8\xff\xe1" + b"\0" * 20,
        "a.png": PNG,
        "a.webp": b"RIFF\0\0\0\0WEBPVP8 ",
        "a.pdf": one_page(b""),
    }
    files = [SimpleUploadedFile(name, content) for name, content in right.items()]
    assert report_of(city, received, evidence=files).status_code == 302
    assert set(Report.objects.get().files.values_list("name", flat=True)) == right.keys()


def test_a_report_with_a_mistake_asks_for_its_files_again(city: City, received: Assignment) -> None:
    response = report_of(city, received, text="", evidence=SimpleUploadedFile("a.png", PNG))
    assert "Vui lòng chọn lại các tệp kèm theo" in response.content.decode()


def test_a_report_that_came_too_late_hands_its_words_back(city: City, received: Assignment) -> None:
    assert report_of(city, received).status_code == 302
    before = StoredFile.objects.count()
    response = report_of(city, received, text="Bản báo cáo dài của tôi.", evidence=SimpleUploadedFile("a.png", PNG))
    assert response.status_code == 409
    assert "Bản báo cáo dài của tôi." in response.content.decode()
    assert StoredFile.objects.count() == before, "no file without its report"


def test_what_was_reported_last_stands_in_the_form(city: City, received: Assignment) -> None:
    report_of(city, received, kind="interim", text="Đã rà soát 3 phường.", numerator="30")
    shown = get(city["officer"], "assignment", received.pk)
    assert "Đã rà soát 3 phường.</textarea>" in shown
    assert 'name="numerator" value="30"' in shown


def test_a_wrong_recipient_refuses_with_a_reason(city: City, received: Assignment) -> None:
    assert post(city["officer"], "refuse", received.pk, reason="").status_code == 400
    assert post(city["other_officer"], "refuse", received.pk, reason="Không phải của tôi.").status_code == 403
    assert post(city["officer"], "refuse", received.pk, reason="Địa bàn thuộc quận khác.").status_code == 302
    received.refresh_from_db()
    assert received.status == Assignment.Status.REFUSED
    assert "Địa bàn thuộc quận khác." in get(city["city_officer"], "assignment", received.pk)


def test_a_refusal_that_a_rule_forbids_keeps_the_reason(city: City, received: Assignment) -> None:
    report_of(city, received, kind="interim", numerator="", denominator="")
    response = post(city["officer"], "refuse", received.pk, reason="Nhầm địa bàn.")
    assert response.status_code == 400
    assert "đã bắt tay thực hiện" in response.content.decode()
    assert "Nhầm địa bàn.</textarea>" in response.content.decode()


# The reviewer


@pytest.fixture
def report(city: City, received: Assignment) -> Report:
    return steps.report(
        received, kind="final", text="Đã xong.", numerator=90, denominator=100, by=city["officer"], at=later(days=1), today=DAY
    )


def test_only_the_reviewing_units_people_decide(city: City, report: Report) -> None:
    for name in ("officer", "clerk", "other_officer", "monitor", "drafter", "city_clerk", "stranger"):
        assert post(city[name], "review", report.pk, decision="accept").status_code == 403, name
    assert f'action="/bao-cao/{report.pk}/duyet/"' not in get(city["officer"], "assignment", report.assignment_id)
    assert f'action="/bao-cao/{report.pk}/duyet/"' in get(city["city_officer"], "assignment", report.assignment_id)


def test_an_accepted_report_ends_the_work(city: City, report: Report) -> None:
    assert post(city["city_officer"], "review", report.pk, decision="accept").status_code == 302
    report.assignment.refresh_from_db()
    assert report.assignment.status == Assignment.Status.ACCEPTED
    assert "Đang chờ:" not in get(city["officer"], "assignment", report.assignment_id)
    response = post(city["chairman"], "review", report.pk, decision="return", note="Thiếu số liệu phường 3.")
    assert response.status_code == 409
    assert "Thiếu số liệu phường 3." in response.content.decode()


def test_a_returned_report_goes_back_with_the_reason_and_the_new_day(city: City, report: Report) -> None:
    new_day = timezone.localdate() + timedelta(days=10)
    values = {"decision": "return", "note": "Bổ sung danh sách.", "new_due_date": f"{new_day:%d/%m/%Y}"}
    assert post(city["city_officer"], "review", report.pk, **values).status_code == 302
    report.assignment.refresh_from_db()
    assert report.assignment.due_date == new_day
    shown = get(city["officer"], "assignment", report.assignment_id)
    assert "Báo cáo bị trả lại lần 1:" in shown
    assert "Bổ sung danh sách." in shown
    assert f"Hạn ban đầu: {report.assignment.original_due_date:%d/%m/%Y}" in shown


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"decision": "return", "note": ""}, "Vui lòng ghi lý do để đơn vị biết cần sửa gì."),
        ({"note": "Đẹp."}, "Vui lòng chọn quyết định."),
        ({"decision": "return", "note": "Sửa.", "new_due_date": "01/01/2021"}, "Hạn mới phải từ hôm nay trở đi."),
    ],
)
def test_a_wrong_decision_says_why_and_keeps_the_note(city: City, report: Report, values: dict[str, str], why: str) -> None:
    response = post(city["city_officer"], "review", report.pk, **values)
    assert response.status_code == 400
    shown = response.content.decode()
    assert why in shown
    assert f"{values['note']}</textarea>" in shown
    report.refresh_from_db()
    assert report.status == Report.Status.SUBMITTED


def test_the_author_of_a_report_sees_why_he_does_not_decide_on_it(city: City, given: Assignment) -> None:
    """Somebody who holds a post on both sides may report, and may review, but not the own report."""
    post_in_district = add_post(city.districts[0], title="Chủ tịch", role="head")
    appoint(city["chairman"], post_in_district, valid_from=DAY, by=None, at=AT)
    steps.receive_assignment(given, by=city["clerk"], at=AT, today=DAY)
    given.refresh_from_db()
    report = steps.report(given, kind="final", text="Xong.", numerator=1, denominator=1, by=city["chairman"], at=later(days=1), today=DAY)
    assert "Người lập báo cáo không duyệt báo cáo của chính mình." in get(city["chairman"], "assignment", given.pk)
    response = post(city["chairman"], "review", report.pk, decision="accept")
    assert response.status_code == 400


def test_an_interim_report_is_noted_and_moves_no_deadline(city: City, received: Assignment) -> None:
    report = steps.report(received, kind="interim", text="Đang làm.", by=city["officer"], at=later(days=1), today=DAY)
    assert f"id_review_{report.pk}_new_due_date" not in get(city["city_officer"], "assignment", received.pk)
    assert post(city["city_officer"], "review", report.pk, decision="return", note="Nêu rõ số liệu.").status_code == 302
    received.refresh_from_db()
    assert received.status == Assignment.Status.IN_PROGRESS
