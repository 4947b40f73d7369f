"""Reports in the making: kept while they are typed, begun from what is known, sent with what the task asks for, read for what changed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from campaigns import services
from campaigns.models import Assignment, Campaign, Report, ReportDraft
from campaigns.products import asks_document
from records.files import store_file
from workflows import steps
from workflows.views.assignments.starting import same_measures

from .city import AT, DAY, DUE, City, at, at_once, delivered, draft, duty, grouped, later, refused, signed_in
from .test_reading_hostile import one_page

pytestmark = pytest.mark.django_db

TYPED = {"kind": "interim", "text": "Đã rà soát 3/5 phường.", "numerator": "3", "denominator": "x", "reply_date": "31/0"}
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20


def given(city: City, *texts: str, target: int | None = 100) -> list[Assignment]:
    """Ba Đình's assignments of one letter, received."""
    tasks = [duty(text, grouped(city.group()), deadline=DUE, target_percent=target) for text in texts]
    campaign = Campaign.objects.get(directive=delivered(city, draft(city, *tasks)))
    first = city.assignment(campaign, "BD")
    steps.receive_assignment(first, by=city["clerk"], at=AT, today=DAY)
    return [city.assignment(campaign, "BD", task=number) for number in range(len(texts))]


@pytest.fixture
def work(city: City) -> Assignment:
    return given(city, "Rà soát danh sách người tham gia.")[0]


def saving(city: City, work: Assignment, version: int = 0, by: str = "officer", **changes: Any) -> Callable[[], ReportDraft]:
    return lambda: steps.save_report_draft(work, values=TYPED | changes, version=version, by=city[by], at=AT)


def sent(city: City, work: Assignment, **fields: Any) -> Report:
    values = {"kind": "interim", "text": "Kết quả.", "at": AT, "today": DAY} | fields
    return steps.report(Assignment.objects.get(pk=work.pk), by=city["officer"], **values)


# Kept


def test_what_is_typed_is_kept_as_typed_right_or_wrong(city: City, work: Assignment) -> None:
    assert saving(city, work)().version == 1
    assert saving(city, work, 1, text="Đã rà soát 4/5 phường.\x00", other="x")().version == 2
    kept = ReportDraft.objects.get()
    assert kept.values == TYPED | {"text": "Đã rà soát 4/5 phường."}


def test_it_is_gone_when_the_report_is_sent(city: City, work: Assignment) -> None:
    saving(city, work)()
    sent(city, work)
    assert not ReportDraft.objects.exists()
    refused("stale", saving(city, work, 1))  # a colleague's page that is still open


def test_two_colleagues_hear_of_each_other(city: City, work: Assignment) -> None:
    saving(city, work)()
    error = refused("stale", saving(city, work, 0, by="officer"))
    assert "đồng nghiệp" in str(error)
    assert ReportDraft.objects.get().version == 1


@pytest.mark.parametrize(("changes", "code"), [({"text": "x" * 20_001}, "too_long"), ({"reply_number": "x" * 201}, "too_long")])
def test_what_no_report_holds_is_not_kept(city: City, work: Assignment, changes: dict[str, str], code: str) -> None:
    refused(code, saving(city, work, **changes))


def test_nothing_is_kept_when_nothing_is_to_be_reported(city: City, work: Assignment) -> None:
    sent(city, work, kind="final", numerator=1, denominator=1)
    refused("not_with_unit", saving(city, work))
    refused("not_with_unit", saving(city, city.assignment(work.campaign, "HK"), by="other_officer"))


def test_only_the_units_people_keep_a_draft(city: City, work: Assignment) -> None:
    for name in ("other_officer", "chairman", "stranger"):
        refused("forbidden", saving(city, work, by=name))


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_that_save_at_one_moment_one_is_told(city: City, work: Assignment) -> None:
    saving(city, work)()
    raised = at_once(saving(city, work, 1, text="Một."), saving(city, work, 1, text="Hai."))
    assert sorted(error is None for error in raised) == [False, True]
    assert next(error for error in raised if error is not None).code == "stale"  # type: ignore[attr-defined]
    assert ReportDraft.objects.get().version == 2


def test_the_page_saves_itself_and_comes_back_with_what_was_typed(city: City, work: Assignment) -> None:
    client = signed_in(city["officer"])
    address = reverse("workflows:save_report_draft", args=[work.pk])
    first = client.post(address, TYPED | {"draft_version": "0"})
    assert first.status_code == 200
    assert 'name="draft_version" value="1"' in first.content.decode()
    page = client.get(work.get_absolute_url()).content.decode()
    assert TYPED["text"] in page
    assert f"Bản nháp do {city['officer']}" in page
    late = client.post(address, TYPED | {"draft_version": "0"})
    assert late.status_code == 422
    assert "Ghi đè bằng bản của tôi" in late.content.decode()
    over = client.post(address, TYPED | {"draft_version": "0", "over": "1", "text": "Bản của tôi."})
    assert over.status_code == 200
    assert ReportDraft.objects.get().values["text"] == "Bản của tôi."
    assert client.post(address, TYPED | {"draft_version": "x"}).status_code == 422


# Begun from what is known


def test_a_number_of_other_work_that_counts_the_same_is_offered_with_its_day(city: City) -> None:
    words = "Vận động {} hộ tham gia bảo hiểm y tế trong năm {}."
    one, two, other = given(city, words.format(100, 2021), words.format(90, 2022), "Vận động công chức cài ứng dụng.")
    assert same_measures(two) == []
    report = sent(city, one, numerator=40, denominator=100)
    assert [figure.report for figure in same_measures(two)] == [report]
    assert same_measures(other) == []
    client = signed_in(city["officer"])
    page = client.get(two.get_absolute_url()).content.decode()
    assert "40/100" in page
    taken = client.get(two.get_absolute_url(), {"so": report.figure.pk}).content.decode()
    assert 'name="numerator" value="40"' in taken


def test_a_returned_number_is_not_offered(city: City) -> None:
    one, two = given(city, "Vận động 100 hộ.", "Vận động 90 hộ.")
    steps.review(sent(city, one, numerator=40, denominator=100), accept=False, note="Sai.", by=city["chairman"], at=later(hours=1))
    assert same_measures(two) == []


# What the task asks for


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("Xây dựng kế hoạch triển khai của đơn vị.", True),
        ("Xây dựng, trình Chủ tịch UBND quận ban hành Kế hoạch.", True),
        ("Lập danh sách người tham gia, gửi về Sở.", True),
        ("Ban hành các văn bản chỉ đạo trường học.", True),
        ("Rà soát danh sách người tham gia.", False),
        ("Thực hiện theo kế hoạch đã được Thành phố ban hành.", False),
        ("Thực hiện Quyết định số 12 do UBND Thành phố ban hành quy chế.", False),
        ("Theo dõi hiện trạng công trình, quyết định việc tạm dừng.", False),
        ("Các đơn vị báo cáo kết quả về Thành phố.", False),
    ],
)
def test_a_document_is_asked_for_by_the_words_of_the_task(words: str, wanted: bool) -> None:
    assert asks_document(words) is wanted


def test_a_final_report_brings_the_document_that_is_asked_for(city: City) -> None:
    work = given(city, "Xây dựng kế hoạch triển khai.", target=None)[0]
    refused("document_required", lambda: sent(city, work, kind="final"))
    sent(city, work)  # an interim one closes nothing and needs none
    assert sent(city, work, kind="final", reply_number="12/KH-UBND").kind == Report.Kind.FINAL


def test_the_page_says_what_is_missing_beside_the_files(city: City) -> None:
    work = given(city, "Xây dựng kế hoạch triển khai.", target=None)[0]
    client = signed_in(city["officer"])
    assert "cần sản phẩm là văn bản" in client.get(work.get_absolute_url()).content.decode()
    typed = {"kind": "final", "text": "Đã xây dựng xong."}
    missing = client.post(reverse("workflows:report", args=[work.pk]), typed)
    assert missing.status_code == 400
    assert "hãy kèm tệp" in missing.content.decode()
    assert typed["text"] in missing.content.decode()
    plan = SimpleUploadedFile("ke-hoach.pdf", one_page(b""), "application/pdf")
    assert client.post(reverse("workflows:report", args=[work.pk]), typed | {"evidence": plan}).status_code == 302


def test_a_photo_from_the_phone_comes_with_the_report_unchanged(city: City, work: Assignment) -> None:
    photo = SimpleUploadedFile("hien-truong.jpg", JPEG, "image/jpeg")
    client = signed_in(city["officer"])
    assert client.post(reverse("workflows:report", args=[work.pk]), {"kind": "interim", "text": "Ảnh.", "photo": photo}).status_code == 302
    [stored] = Report.objects.get().files.all()
    assert (stored.name, stored.content_type) == ("hien-truong.jpg", "image/jpeg")
    assert stored.content.read() == JPEG


def test_only_pictures_are_photos_and_ten_files_are_the_most(city: City, work: Assignment) -> None:
    client = signed_in(city["officer"])
    address = reverse("workflows:report", args=[work.pk])
    text = SimpleUploadedFile("a.pdf", b"%PDF-1.4", "application/pdf")
    assert client.post(address, {"kind": "interim", "text": "x", "photo": text}).status_code == 400
    evidence = [SimpleUploadedFile(f"{number}.jpg", JPEG) for number in range(10)]
    many = client.post(address, {"kind": "interim", "text": "x", "evidence": evidence, "photo": SimpleUploadedFile("b.jpg", JPEG)})
    assert many.status_code == 400
    assert "tối đa 10 tệp" in many.content.decode()


# Read by the reviewer


def reviewed_page(city: City, work: Assignment, name: str = "chairman") -> str:
    return signed_in(city[name]).get(work.get_absolute_url()).content.decode()


def test_the_reviewer_sees_what_changed_since_the_last_report(city: City, work: Assignment) -> None:
    first = sent(city, work, text="Đã làm ở Kim Mã.\nCòn Trúc Bạch.", numerator=4, denominator=10)
    steps.review(first, accept=True, note="", by=city["chairman"], at=later(hours=1))
    sent(city, work, text="Đã làm ở Kim Mã.\nXong Trúc Bạch.", numerator=10, denominator=10, kind="final")
    page = reviewed_page(city, work)
    assert "Thay đổi so với báo cáo tiến độ lần 1" in page
    assert "4/10" in page
    assert "<del>Còn</del>" in page.replace(" </del>", "</del>")
    assert "Thay đổi so với" not in reviewed_page(city, work, "officer")


def test_the_reviewer_sees_the_files_and_the_reply_that_are_new(city: City, work: Assignment) -> None:
    def stored(name: str) -> Any:
        return store_file(name.encode(), name=name, content_type="application/pdf", by=city["officer"], at=AT)

    plan, minutes, photo = stored("kế hoạch.pdf"), stored("biên bản.pdf"), stored("ảnh chợ.pdf")
    first = sent(city, work, kind="final", numerator=10, denominator=10, files=[plan, minutes], reply_number="12/BC", reply_date=DAY)
    steps.review(first, accept=False, note="Thiếu ảnh.", by=city["chairman"], at=later(hours=1))
    sent(city, work, kind="final", numerator=10, denominator=10, files=[plan, photo], reply_number="13/BC", reply_date=DAY)
    page = reviewed_page(city, work)
    assert "<b>Tệp mới:</b> ảnh chợ.pdf</div>" in page
    left = page[page.index("Tệp chỉ có ở lần trước:") :]
    assert "biên bản.pdf" in left[: left.index("</div>")]
    assert "kế hoạch.pdf" not in left[: left.index("</div>")]
    assert "12/BC ngày" in page
    assert "<b>13/BC ngày" in page


def test_a_first_report_has_nothing_to_compare(city: City, work: Assignment) -> None:
    sent(city, work)
    assert "Thay đổi so với" not in reviewed_page(city, work)


@pytest.mark.parametrize(("replied", "is_told"), [(DAY, True), (DAY + timedelta(days=2), False)])
def test_a_reply_dated_before_the_click_is_pointed_out_to_the_reviewer(city: City, work: Assignment, replied: date, is_told: bool) -> None:
    clicked = DAY + timedelta(days=2)
    sent(city, work, reply_number="12/BC", reply_date=replied, at=at(clicked), today=clicked)
    assert ("trước ngày gửi trên hệ thống" in reviewed_page(city, work)) is is_told
    assert "trước ngày gửi trên hệ thống" not in reviewed_page(city, work, "officer")


def test_a_return_never_goes_beyond_the_day_of_whoever_gave_the_work_on(city: City, work: Assignment) -> None:
    unit = city.units["KM"]
    child = Assignment.objects.create(
        campaign=work.campaign, task=work.task, unit=unit, path=unit.path, reviewer=work.unit, parent=work, due_date=DUE,
        original_due_date=DUE, issued_at=AT, status=Assignment.Status.RECEIVED,
    )  # fmt: skip
    report = services.submit_report(child, kind="final", text="Xong.", numerator=1, denominator=1, by=city.person("KM"), at=AT, today=DAY)
    later_day = DUE + timedelta(days=1)
    refused(
        "beyond_parent",
        lambda: services.review_report(report, accept=False, note="Bổ sung.", by=city["officer"], at=AT, new_due_date=later_day),
    )
