"""The pages of documents that came: entered through reading or by hand, presented, directed, given out, concluded, printed."""

from datetime import date, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document

from directives import books
from directives.books import Wanted
from directives.models import Basis, Directive, IncomingDocument, RegisterEntry
from directives.writing import AgencyHead, Letter, Paragraph, RecipientNote, Signature, write_letter
from org_hierarchy.models import OrgUnit, Person, Post
from org_hierarchy.services import UnitRow
from records.models import Event, Job, StoredFile
from workflows import inbox, incoming_intake, steps
from workflows.tasks import run_job

from .city import AT, DAY, FIRST_DAY, City, copy_of, delivered, footprint, signed_in
from .test_incoming import FACTS, came, directed, entered, in_work, leader, presented
from .test_reading_hostile import one_page

pytestmark = pytest.mark.django_db

Status, Role = IncomingDocument.Status, Post.Role
LIST, NEW = "/van-ban-den/", "/van-ban-den/moi/"
TODAY = timezone.localdate


def page(person: Person, path: str) -> str:
    response = signed_in(person).get(path)
    assert response.status_code == 200, response.status_code
    return unescape(response.content.decode())


def sent(person: Person, path: str, **data: Any) -> Any:
    return signed_in(person).post(path, data)


def at(found: IncomingDocument, act: str = "") -> str:
    return f"{LIST}{found.pk}/{act}{'/' if act else ''}"


def head(**changes: Any) -> dict[str, Any]:
    return {
        "agency": "Bộ Y tế", "type_name": "Công văn", "number": "1520", "symbol": "BYT-DP", "issued_date": "18/03/2021",
        "subject": "tăng cường phòng, chống dịch", "urgency": "", "channel": "paper",
    } | changes  # fmt: skip


def letter(*, due: date, issued: date, body: tuple[Paragraph, ...] | None = None) -> bytes:
    """Of a ministry, which is no unit here, to the district."""
    orders = body or (
        Paragraph("text", "", "Bộ Y tế đề nghị các cơ quan thực hiện một số việc sau:"),
        Paragraph("clause", "1.", "Ủy ban nhân dân quận Ba Đình:"),
        Paragraph("dash", "", f"Rà soát danh sách người tiêm chủng, hoàn thành trước ngày {due:%d/%m/%Y}."),
        Paragraph("clause", "2.", "Ủy ban nhân dân phường Kim Mã:"),
        Paragraph("dash", "", "Bố trí điểm tiêm lưu động."),
        Paragraph("clause", "3.", "Sở Y tế:"),
        Paragraph("dash", "", "Cấp đủ vắc xin cho các điểm tiêm."),
        Paragraph("close", "", "Đề nghị các cơ quan thực hiện./."),
    )
    return write_letter(
        Letter(
            kind="CV", head=AgencyHead((), ("Bộ Y tế",)), number=1520, symbol="BYT-DP", place="Hà Nội", date=issued, urgency="KHẨN",
            subject="tổ chức tiêm chủng mở rộng", addressees=("Ủy ban nhân dân quận Ba Đình",), body=orders,
            recipients=(RecipientNote("Như trên"),), archive="VT, DP", signature=Signature((), "BỘ TRƯỞNG", "Lương Hải Yến"),
        )
    )  # fmt: skip


def upload(content: bytes, name: str = "den.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def taken_in(city: City, content: bytes, name: str = "den.docx") -> IncomingDocument:
    response = sent(city["clerk"], NEW, unit=city.units["BD"].pk, channel="email", source=upload(content, name))
    assert response.status_code == 302, unescape(response.content.decode())
    return IncomingDocument.objects.get()


# How it comes in


def test_a_file_is_read_and_its_head_waits_filled_in_for_the_clerk(city: City) -> None:
    found = taken_in(city, letter(due=TODAY() + timedelta(days=40), issued=TODAY()))
    assert (found.status, found.agency, found.number, found.symbol, found.urgency) == ("received", "Bộ Y tế", "1520", "BYT-DP", "khan")
    assert (found.subject, found.issued_date, found.channel) == ("tổ chức tiêm chủng mở rộng", TODAY(), "email")
    shown = page(city["clerk"], at(found))
    assert 'value="BYT-DP"' in shown
    assert "Kiểm tra rồi vào sổ" in shown
    response = sent(city["clerk"], at(found, "vao-so"), **head(subject="tiêm chủng", issued_date=f"{TODAY():%d/%m/%Y}"))
    assert response.url == at(found)
    found.refresh_from_db()
    assert (found.status, found.subject, found.entry.number) == ("registered", "tiêm chủng", 1)
    assert signed_in(city["officer"]).get(found.source.get_absolute_url()).status_code == 200
    assert signed_in(city["stranger"]).get(found.source.get_absolute_url()).status_code in {403, 404}


def test_a_scan_is_read_by_a_worker_and_the_clerk_need_not_wait_for_it(city: City) -> None:
    response = sent(city["clerk"], NEW, unit=city.units["BD"].pk, channel="paper", source=upload(one_page(b""), "quet.pdf"))
    found = IncomingDocument.objects.get()
    assert response.url == at(found)
    job = Job.objects.get(kind=incoming_intake.KIND)
    assert "Đọc văn bản đến" in page(city["clerk"], at(found))
    run_job(job.pk)
    job.refresh_from_db()
    assert job.status == Job.Status.FAILED
    assert job.error
    shown = page(city["second_clerk"], at(found))
    assert "nhập tay" in shown
    assert sent(city["clerk"], at(found, "vao-so"), **head()).status_code == 302
    assert RegisterEntry.objects.count() == 1


def test_a_text_that_is_no_administrative_document_is_kept_and_typed_by_hand(city: City) -> None:
    found = taken_in(city, "Kính thưa ông Chủ tịch, tôi xin hỏi về việc thoát nước của ngõ tôi.".encode(), "don.txt")
    assert (found.status, found.source.name) == ("received", "don.txt")
    assert "Vào sổ, lấy số đến" in page(city["clerk"], at(found))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("mat.txt", "TUYỆT MẬT\nNội dung".encode(), "độ mật"),
        ("rong.docx", b"", "trống"),
        ("la.exe", b"MZ", "Chỉ đọc được"),
        ("hong.docx", b"PK hong", "Không xem được bên trong tệp “hong.docx” nên không nhận tệp."),
    ],
)
def test_a_file_that_may_not_come_in_leaves_nothing(city: City, name: str, content: bytes, words: str) -> None:
    before = footprint()
    response = sent(city["clerk"], NEW, unit=city.units["BD"].pk, channel="paper", source=upload(content, name))
    assert response.status_code == 400
    assert words in unescape(response.content.decode())
    assert not IncomingDocument.objects.exists()
    assert footprint() == before


def test_a_mark_that_only_the_worker_recognises_is_let_go_of(city: City) -> None:
    found = came(city)
    stored = StoredFile.objects.create(sha256="0" * 64, name="mat.txt", content_type="text/plain", size=1, content="x", created_at=AT)
    stored.content.storage.save("x", BytesIO("TỐI MẬT\nNội dung".encode()))
    IncomingDocument.objects.filter(pk=found.pk).update(source=stored)
    job = Job.objects.create(
        kind=incoming_intake.KIND, key="k", title="Đọc", arguments={"incoming": found.pk}, created_at=AT, created_by=city["clerk"]
    )
    run_job(job.pk)
    found.refresh_from_db()
    assert (found.status, found.source) == ("sent_back", None)
    assert "độ mật" in found.reason
    job.refresh_from_db()
    assert job.status == Job.Status.FAILED


def test_paper_is_typed_and_has_its_number_at_once(city: City) -> None:
    client, unit = signed_in(city["clerk"]), city.units["BD"].pk
    response = client.post(NEW, {"by_hand": "1", "unit": unit} | head(), follow=True)
    assert "Đã vào sổ, số đến 1." in unescape(response.content.decode())
    found = IncomingDocument.objects.get()
    assert (found.status, found.designation, found.received_by) == ("registered", "1520/BYT-DP", city["clerk"])


def test_what_was_typed_stays_when_it_cannot_be_registered(city: City) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    response = sent(city["clerk"], NEW, by_hand="1", unit=city.units["BD"].pk, **head(issued_date=f"{tomorrow:%d/%m/%Y}"))
    shown = unescape(response.content.decode())
    assert response.status_code == 400
    assert "Ngày văn bản ở sau hôm nay" in shown
    assert 'value="BYT-DP"' in shown
    assert not IncomingDocument.objects.exists()


def test_only_the_clerk_enters_and_for_no_unit_but_the_own(city: City) -> None:
    assert signed_in(city["officer"]).get(NEW).status_code == 403
    response = sent(city["clerk"], NEW, by_hand="1", unit=city.units["HK"].pk, **head())
    assert response.status_code == 400
    assert not IncomingDocument.objects.exists()
    assert "Nhập văn bản đến" not in page(city["officer"], LIST)


def test_a_duplicate_is_warned_of_on_the_page(city: City) -> None:
    entered(city)
    again = came(city)
    shown = page(city["clerk"], at(again))
    assert "đã có văn bản đến cùng số, ký hiệu và cơ quan ban hành" in shown
    assert "số đến 1" in shown


# The acts


def test_the_way_from_the_clerk_to_the_conclusion_by_the_pages(city: City) -> None:
    due = TODAY() + timedelta(days=10)
    found, boss, officer = entered(city), leader(city), city.person("KM")
    ward_head = city.person("KM", Role.HEAD)
    assert str(boss) in page(city["clerk"], at(found))
    assert sent(city["clerk"], at(found, "trinh"), leader=boss.pk).url == at(found)
    chosen = {"lead_unit": city.units["KM"].pk, "partners": city.units["TB"].pk, "due_date": f"{due:%d/%m/%Y}", "opinion": "Làm ngay."}
    assert sent(boss, at(found, "chi-dao"), **chosen).status_code == 302
    shown = page(city.person("TB"), at(found))
    assert "Làm ngay." in shown
    assert "Phân công giải quyết" in shown
    assert sent(ward_head, at(found, "phan-cong"), handler=officer.pk, due_date=f"{due:%d/%m/%Y}").status_code == 302
    assert sent(officer, at(found, "de-xuat"), text="Ra quân thứ Bảy.").status_code == 302
    reply = {"result": "Đã ra quân.", "reply_number": "12/UBND", "reply_date": f"{TODAY():%d/%m/%Y}"}
    assert sent(officer, at(found, "ket-thuc"), **reply).status_code == 302
    shown = page(city["clerk"], at(found))
    for words in ("Đã ra quân.", "12/UBND", "Ra quân thứ Bảy.", "Đã giải quyết"):
        assert words in shown


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"due_date": "", "opinion": "Giữ lại"}, "Vui lòng ghi thời hạn"),
        ({"no_limit": "on"}, "bỏ chọn"),
        ({"lead_unit": ""}, "Vui lòng chọn đơn vị chủ trì"),
        ({"lead_unit": "HK"}, "không thuộc phạm vi"),
        ({"handler": "clerk"}, "một nơi chủ trì"),
        ({"due_date": "01/02/2020"}, "Thời hạn giải quyết đã qua"),
    ],
)
def test_a_direction_that_lacks_something_is_told_beside_its_field_and_kept(city: City, changes: dict[str, str], words: str) -> None:
    found, due = presented(city), TODAY() + timedelta(days=10)
    given = {"lead_unit": "KM", "due_date": f"{due:%d/%m/%Y}", "opinion": "Giữ lại"} | changes
    given["lead_unit"] = str(city.units[given["lead_unit"]].pk) if given["lead_unit"] else ""
    if "handler" in given:
        given["handler"] = str(city[given["handler"]].pk)
    response = sent(leader(city), at(found, "chi-dao"), **given)
    shown = unescape(response.content.decode())
    assert response.status_code == 400
    assert words in shown
    assert "Giữ lại" in shown
    found.refresh_from_db()
    assert found.status == Status.PRESENTED


def test_who_comes_second_is_told_and_gets_the_words_back(city: City) -> None:
    found, deputy = presented(city), city.person("BD", Role.DEPUTY)
    assert sent(deputy, at(found, "luu"), opinion="").status_code == 302
    response = sent(leader(city), at(found, "luu"), opinion="Chuyển phòng Y tế xem")
    assert response.status_code == 409
    assert "Chuyển phòng Y tế xem" in unescape(response.content.decode())


def test_a_refused_act_says_which_rule_refuses(city: City) -> None:
    found, chief = presented(city), city.person("BD", Role.OFFICE_HEAD)
    shown = page(chief, at(found))
    assert f"Văn bản được trình {leader(city)}" in shown
    response = sent(chief, at(found, "luu"), opinion="")
    assert response.status_code == 403
    assert "chỉ người đó hoặc lãnh đạo" in unescape(response.content.decode())
    why = page(city["officer"], reverse("org_hierarchy:why", args=["directives.incomingdocument", found.pk]))
    assert "Cho ý kiến chỉ đạo" in why


def test_a_missed_limit_is_shown(city: City) -> None:
    found = entered(city)  # in 2021
    assert "Quá hạn xử lý" in page(city["clerk"], at(found))
    shown = page(city["clerk"], f"{LIST}?hang=qua-han")
    assert found.subject.capitalize() in shown
    assert "Quá hạn" in shown


def test_a_correction_is_typed_on_the_page(city: City) -> None:
    found = entered(city)
    assert sent(city["clerk"], at(found, "sua"), **head(number="1502")).status_code == 302
    found.refresh_from_db()
    assert found.number == "1502"
    assert "số từ “1520” thành “1502”" in page(city["clerk"], at(found))
    assert sent(city["officer"], at(found, "sua"), **head(number="9")).status_code == 403


# One's own directive on it


def test_a_draft_of_ones_own_has_ground_tasks_and_recipients(city: City) -> None:
    due, issued = TODAY() + timedelta(days=40), TODAY()
    found = taken_in(city, letter(due=due, issued=issued))
    sent(city["clerk"], at(found, "vao-so"), **head(subject="tổ chức tiêm chủng mở rộng", issued_date=f"{issued:%d/%m/%Y}"))
    found.refresh_from_db()
    boss, officer = leader(city), city["officer"]
    sent(city["clerk"], at(found, "trinh"), leader=boss.pk)
    earlier = TODAY() + timedelta(days=20)
    sent(boss, at(found, "chi-dao"), handler=officer.pk, partners=city.units["TB"].pk, due_date=f"{earlier:%d/%m/%Y}", opinion="")
    response = sent(officer, at(found, "trien-khai"))
    own = Directive.objects.get()
    assert response.url == f"/van-ban/{own.pk}/soan/"
    assert (own.issuer, own.drafted_by, own.status) == (city.units["BD"], officer, "draft")
    first = own.provisions.order_by("position").first()
    assert first.text.startswith(
        f"Thực hiện Công văn số 1520/BYT-DP ngày {issued.day:02d} tháng {issued.month:0{2 if issued.month < 3 else 1}d} năm {issued.year} "
        "của Bộ Y tế về việc tổ chức tiêm chủng mở rộng"
    )
    basis = Basis.objects.get(directive=own)
    assert (basis.kind, basis.number, basis.date, basis.issuer) == ("Công văn", "1520/BYT-DP", issued, "Bộ Y tế")
    duties = list(own.duties.order_by("position"))
    assert [duty.text.split(",")[0].rstrip(".") for duty in duties] == ["Rà soát danh sách người tiêm chủng", "Bố trí điểm tiêm lưu động"]
    assert {duty.deadline for duty in duties} == {earlier}
    assert [party.unit for party in duties[1].parties.all()] == [city.units["KM"]]
    assert [party.unit for party in duties[0].parties.all()] == [city.units["TB"]]
    assert own.addressees == [city.units["TB"].name]
    shown = page(officer, at(found))
    assert own.designation in shown
    assert "Văn bản triển khai" in shown
    assert found.implementations.get().directive == own
    lineage = page(officer, f"/van-ban/{own.pk}/")
    assert f'href="{at(found)}"' in lineage
    assert at(found) not in page(city["chairman"], LIST)


def test_a_directive_of_the_system_is_carried_further_with_the_link_to_it(city: City) -> None:
    directive = delivered(city)
    copy = copy_of(directive, city.districts[0])
    steps.receive(copy, by=city["clerk"], at=AT, today=DAY)
    found, boss = copy.incoming, leader(city)
    steps.present_document(found, leader=boss, by=city["clerk"], at=AT)
    steps.direct_document(
        found, lead_unit=city.units["BD"], handler=city["officer"], partners=[city.units["KM"]], due_date=None, no_limit=True, opinion="",
        by=boss, at=AT, today=DAY,
    )  # fmt: skip
    assert sent(city["officer"], at(found, "trien-khai")).status_code == 302
    own = Directive.objects.exclude(pk=directive.pk).get()
    assert [basis.cited for basis in own.bases.all()] == [directive]
    (duty,) = own.duties.all()
    assert (duty.deadline, [party.unit for party in duty.parties.all()]) == (directive.duties.get().deadline, [city.units["KM"]])


def test_a_draft_on_it_is_not_begun_before_it_is_presented_nor_after_the_end(city: City) -> None:
    found = entered(city)
    assert sent(city["clerk"], at(found, "trien-khai")).status_code == 403
    done = in_work(city)
    steps.close_document(done, result="Xong", reply_number="", reply_date=None, by=city["officer"], at=AT, today=DAY)
    assert sent(city["officer"], at(done, "trien-khai")).status_code == 403
    assert not Directive.objects.exists()


# What is printed


def test_the_phieu_says_what_was_said(city: City) -> None:
    found = directed(city)
    steps.assign_document(
        found, handler=city.person("KM"), due_date=date(2021, 3, 25), opinion="", by=city.person("KM", Role.HEAD), at=AT, today=DAY
    )
    response = signed_in(city["clerk"]).get(at(found, "phieu"))
    assert response["Content-Disposition"] == 'attachment; filename="phieu-giai-quyet-1.docx"'
    text = "\n".join(paragraph.text for paragraph in Document(BytesIO(response.content)).paragraphs)
    for words in (
        "PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN",
        "Công văn số 1520/BYT-DP ngày 18 tháng 3 năm 2021 của Bộ Y tế về việc tăng cường phòng, chống dịch",
        f"Giao đơn vị, cá nhân chủ trì: {city.units['KM'].name}",
        city.units["TB"].name,
        "Khẩn trương thực hiện.",
        f"Giao cho cá nhân: {city.person('KM')}",
        "25/3/2021",
    ):
        assert words in text, words


def test_the_books_and_the_report_speak_of_what_came_from_outside(city: City) -> None:
    found = in_work(city)
    steps.close_document(found, result="Xong", reply_number="12/UBND", reply_date=DAY, by=city["officer"], at=AT, today=DAY)
    entered(city, number="1521")
    back = entered(city, number="1522")
    steps.send_document_back(back, reason="Gửi nhầm", by=city["clerk"], at=AT)
    unit = city.units["BD"]

    def lines(book: str, **more: Any) -> list[tuple[str, ...]]:
        wanted = Wanted(unit=unit.pk, book=book, year=2021, **more)
        return [wanted.kind.cells(entry, DAY) for entry in wanted.lines()]

    first, _, third = lines("van-ban-den")
    assert first[:5] == ("18/3/2021", "1", "Bộ Y tế", "1520/BYT-DP", "18/3/2021")
    assert first[5:9] == ("Công văn: Tăng cường phòng, chống dịch", str(city["officer"]), "18/3/2021", str(city["officer"]))
    assert third[9] == "Trả lại nơi gửi: Gửi nhầm"
    followed = lines("theo-doi-giai-quyet")
    assert followed[0][1:6] == (
        "Công văn số 1520/BYT-DP ngày 18/3/2021 của Bộ Y tế", f"{unit.name} ({city['officer']})", "31/3/2021", "Đã giải quyết",
        "12/UBND ngày 18/3/2021",
    )  # fmt: skip
    assert followed[1][4] == "Chờ trình"
    assert [line[1] for line in lines("van-ban-den", words="bo y te 1521")] == ["2"]
    report = books.report_of(Wanted(unit=unit.pk, book="theo-doi-giai-quyet", year=2021), today=DAY)
    rows = [[cell.text for cell in row.cells] for table in Document(BytesIO(report)).tables for row in table.rows]
    assert ["Bộ Y tế", "3", "1", "1", "0", "0", "0"] in rows
    shown = page(city["clerk"], f"/so-van-ban/?don_vi={unit.pk}&so=van-ban-den&nam=2021")
    assert f'href="{at(found)}"' in shown


def test_the_number_of_a_document_that_came_is_not_voided(city: City) -> None:
    found = entered(city)
    response = sent(city["clerk"], reverse("directives:void_entry", args=[found.entry.pk]), reason="Nhầm")
    assert "gắn với một văn bản" in unescape(response.content.decode())
    found.entry.refresh_from_db()
    assert found.entry.voided_at is None


# The list


def test_the_list_narrows_by_queue_words_and_filters(city: City) -> None:
    first, second = entered(city), presented(city, number="77", subject="sửa chữa vỉa hè", urgency="khan")
    steps.file_document(second, opinion="", by=leader(city), at=AT)
    unit = city.units["BD"].pk
    cases = {
        "": [first],
        "?hang=tat-ca": [first, second],
        "?hang=da-giai-quyet": [second],
        "?hang=tat-ca&q=via he": [second],
        "?hang=tat-ca&khan=khan": [second],
        f"?hang=tat-ca&don_vi={unit}&nam=2021": [first, second],
        "?hang=tat-ca&nam=2020": [],
        "?hang=khong-co&q=1520": [first],
    }
    for query, expected in cases.items():
        shown = page(city["officer"], f"{LIST}{query}")
        assert {found.pk for found in (first, second) if f'href="{at(found)}"' in shown} == {found.pk for found in expected}, query


def test_the_list_and_the_page_ask_the_same_number_of_queries_however_many_there_are(city: City) -> None:
    found = directed(city)
    client = signed_in(city["clerk"])

    def queries(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    paths = (LIST, f"{LIST}?hang=tat-ca", "/hop-viec/", at(found))
    queries(LIST)  # content types are read once
    entered(city, number="9")
    before = [queries(path) for path in paths]
    for number in range(8):
        entered(city, number=f"1{number}")
        directed(city, number=f"2{number}")
        in_work_one = directed(city, unit="BD", handler=city["officer"], number=f"3{number}")
        assert in_work_one.handler == city["officer"]
    assert [queries(path) for path in paths] == before


def test_whoever_may_not_see_it_is_told_and_learns_nothing(city: City) -> None:
    found = entered(city)
    for path in (at(found), at(found, "phieu")):
        response = signed_in(city["stranger"]).get(path)
        assert response.status_code == 403
        assert FACTS.subject not in unescape(response.content.decode())
    assert signed_in(city["stranger"]).get(f"{LIST}999999/").status_code == 404
    assert found.subject.capitalize() not in page(city["stranger"], f"{LIST}?hang=tat-ca")


def test_the_leader_has_a_draft_begun_for_whoever_is_to_write_it_in_the_same_step(city: City) -> None:
    found, boss, officer = presented(city), leader(city), city["officer"]
    due = TODAY() + timedelta(days=20)
    given = {
        "partners": city.units["TB"].pk,
        "due_date": f"{due:%d/%m/%Y}",
        "opinion": "Soạn công văn giao các phường.",
        "with_draft": "on",
    }
    refused = sent(boss, at(found, "chi-dao"), lead_unit=city.units["KM"].pk, **given)
    assert refused.status_code == 400
    assert "Muốn giao soạn ngay thì chọn người" in unescape(refused.content.decode())
    assert not Directive.objects.exists()
    assert sent(boss, at(found, "chi-dao"), handler=officer.pk, **given).status_code == 302
    own = Directive.objects.get()
    assert (own.drafted_by, own.drafting_unit, found.implementations.get().directive) == (officer, city.units["BD"], own)
    assert own.addressees == [city.units["TB"].name]
    titles = [item.title for item in inbox.items(inbox.tasks(officer))]
    assert sorted(titles) == ["Giải quyết văn bản đến", "Soạn thảo"]
    assert Event.objects.get(action="directives.drafted").by == boss
    assert not inbox.tasks(boss).exists()


def test_the_head_of_a_part_that_leads_may_do_so_too(city: City) -> None:
    city.add([UnitRow("VP", "Văn phòng", OrgUnit.Kind.DEPARTMENT, OrgUnit.Line.COMMITTEE, OrgUnit.Level.DISTRICT, FIRST_DAY, parent="BD")])
    found, due = directed(city, unit="VP", due=None), TODAY() + timedelta(days=20)
    head, officer = city.person("VP", Role.HEAD), city.person("VP")
    given = {"handler": officer.pk, "due_date": f"{due:%d/%m/%Y}", "with_draft": "on"}
    assert sent(head, at(found, "phan-cong"), **given).status_code == 302
    own = Directive.objects.get()
    assert (own.issuer, own.drafted_by, own.drafting_unit) == (city.units["BD"], officer, city.units["VP"])


def test_a_ward_that_leads_drafts_nothing_of_the_office_above(city: City) -> None:
    found, due = directed(city, due=None), TODAY() + timedelta(days=20)
    ward_head, officer = city.person("KM", Role.HEAD), city.person("KM")
    given = {"handler": officer.pk, "due_date": f"{due:%d/%m/%Y}"}
    answer = sent(ward_head, at(found, "phan-cong"), **given, with_draft="on")
    assert answer.status_code == 400
    assert f"{officer} không làm việc tại {city.units['BD'].name}" in unescape(answer.content.decode())
    assert not Directive.objects.exists()
    assert sent(ward_head, at(found, "phan-cong"), **given).status_code == 302  # the document is still to be given out
    assert "Soạn văn bản triển khai" not in page(officer, at(found))
    refused = sent(officer, at(found, "trien-khai"))
    assert refused.status_code == 403
    assert "do người của cơ quan này soạn" in unescape(refused.content.decode())
    assert not Directive.objects.exists()
