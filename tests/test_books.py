"""Books and reports, on the page and printed: their columns, how they are narrowed, and what they cost."""

import io
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from directives import books, services
from directives.books import Wanted
from directives.services import void_number
from records.models import Job
from workflows.tasks import run_job

from .city import AT, DAY, DUE, City, copy_of, duty, grouped, issued, launched, numbered, signed_in
from .registers import reserved

pytestmark = pytest.mark.django_db


def test_the_book_of_documents_sent_prints_ten_columns_with_what_was_voided(city: City) -> None:
    issued(city)
    directive = numbered(city)
    void_number(directive, reason="Sai thể thức", by=city["city_clerk"], at=AT)
    wanted = Wanted(unit=city.units["HN"].pk, book="van-ban-di", year=2021)
    document = Document(io.BytesIO(books.file_of(wanted, "docx", today=DAY)))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert len(rows[0]) == 10
    assert rows[2][0] == "01/UBND-KGVX"
    assert rows[2][4] == "UBND các quận, huyện, thị xã; BHXH Việt Nam; Sở Y tế"
    assert "Đã hủy số ngày 18/3/2021: Sai thể thức" in rows[3][9]
    struck = [bool(run.font.strike) for cell in document.tables[0].rows[3].cells for run in cell.paragraphs[0].runs]
    assert struck == [True] * 9 + [False]
    cover = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert cover[-1] == "Quyển số: ……"
    assert {"SỔ ĐĂNG KÝ VĂN BẢN ĐI", "Năm 2021", "Từ ngày 18/3/2021 đến ngày 18/3/2021", "Từ số 01 đến số 02"} <= set(cover)
    assert books.file_of(wanted, "docx", today=DAY) == books.file_of(wanted, "docx", today=DAY)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(books.file_of(wanted, "xlsx", today=DAY))).get_sheet_by_name("Sổ").to_python()
    assert (len(sheet), sheet[1][0], len(sheet[0])) == (3, "01/UBND-KGVX", 10)


def test_a_book_is_narrowed_by_number_day_and_words(city: City) -> None:
    first, second = numbered(city), numbered(city, subject="kiểm tra phòng cháy")
    paper = reserved(city, "Giấy giới thiệu")
    wanted = Wanted(unit=city.units["HN"].pk, book="van-ban-di", year=2021)

    def found(**narrowed: object) -> list[int]:
        return [entry.number for entry in replace(wanted, **narrowed).lines()]

    assert first.number == 1
    assert found() == [1, 2, 3]
    assert found(first_number=2, last_number=2) == [second.number]
    assert found(words="phong chay") == [2]
    assert found(words="Giấy giới") == [paper.number]
    assert found(first_day="2021-03-18", last_day="2021-03-18") == [1, 2, 3]
    assert found(first_day="2021-03-19") == found(last_day="2021-03-17") == []


def test_text_that_looks_like_a_formula_stays_text(city: City) -> None:
    reserved(city, '=HYPERLINK("http://x","y")')
    wanted = Wanted(unit=city.units["HN"].pk, book="van-ban-di", year=2021)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(books.file_of(wanted, "xlsx", today=DAY))).get_sheet_by_name("Sổ").to_python()
    assert sheet[1][2] == '=HYPERLINK("http://x","y")'


def test_a_large_book_is_printed_by_a_job_for_whoever_asked(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "LARGE", 1)
    for _ in range(2):
        numbered(city)
    client = signed_in(city["city_clerk"])
    asked = {"so": "van-ban-di", "nam": "2021", "dang": "xlsx"}
    response = client.post(reverse("directives:print_register", args=[city.units["HN"].pk]), asked)
    job = Job.objects.get(kind=books.KIND)
    assert response.url == reverse("records:job", args=[job.pk])
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.result.name) == (Job.Status.DONE, "so-van-ban-di-2021.xlsx")
    assert signed_in(city["stranger"]).get(job.result.get_absolute_url()).status_code == 403


def test_the_page_of_a_book_costs_the_same_for_many(city: City) -> None:
    address = reverse("directives:registers") + "?so=di&nam=2021"
    client = signed_in(city["city_clerk"])
    numbered(city)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    for _ in range(3):
        issued(city)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(few) == len(many) <= 25


def test_the_book_of_how_documents_are_dealt_with_says_deadline_progress_and_reply(city: City) -> None:
    campaign = launched(city, duty("Rà soát", grouped(city.group()), deadline=DUE, deadline_text="chậm nhất ngày 31/3/2021"))
    unit = city.units["BD"]
    services.receive_directive(copy_of(campaign.directive, unit), by=city["clerk"], at=AT, today=DAY)
    wanted = Wanted(unit=unit.pk, book="theo-doi-giai-quyet", year=2021)

    def cells(today: date = DAY) -> tuple[str, ...]:
        return wanted.kind.cells(wanted.lines().get(), today)

    assert len(cells()) == len(wanted.kind.columns) == 7
    assert cells()[0] == "1"
    assert cells()[1] == "Công văn số 776/UBND-KGVX ngày 18/3/2021 của Ủy ban nhân dân thành phố Hà Nội"
    assert cells()[3:6] == ("31/3/2021", "Chưa tiếp nhận", "")
    assert cells(date(2021, 4, 1))[4] == "Quá hạn"
    city.accept(city.report(city.assignment(campaign, "BD"), reply_number="12/BC-UBND", reply_date=DAY))
    assert cells()[4:6] == ("Hoàn thành", "12/BC-UBND ngày 18/3/2021")
    html = signed_in(city["clerk"]).get(reverse("directives:registers") + "?so=theo-doi-giai-quyet&nam=2021").content.decode()
    assert "12/BC-UBND ngày 18/3/2021" in html


def test_the_two_reports_count_documents_and_the_work_that_they_gave(city: City) -> None:
    campaign = launched(city, duty("Rà soát", grouped(city.group()), deadline=DUE, deadline_text="chậm nhất ngày 31/3/2021"))
    void_number(numbered(city), reason="Nhầm", by=city["city_clerk"], at=AT)
    services.receive_directive(copy_of(campaign.directive, city.units["BD"]), by=city["clerk"], at=AT, today=DAY)
    city.accept(city.report(city.assignment(campaign, "BD")))

    def table(code: str, book: str, today: date = DAY) -> list[list[str]]:
        wanted = Wanted(unit=city.units[code].pk, book=book, year=2021)
        document = Document(io.BytesIO(books.report_of(wanted, today=today)))
        found = next(table for table in document.tables if table.rows[0].cells[0].text in {"Cơ quan ban hành", "Loại văn bản"})
        return [[cell.text for cell in row.cells] for row in found.rows][1:]

    assert table("HN", "van-ban-di", date(2021, 4, 1)) == [
        ["Công văn", "1", "1", "1", "3", "1", "3", "1", "0", "0", "2"],
        ["Cộng", "1", "1", "1", "3", "1", "3", "1", "0", "0", "2"],
    ]
    assert table("BD", "theo-doi-giai-quyet")[0] == ["Ủy ban nhân dân thành phố Hà Nội", "1", "1", "1", "0", "0", "0"]
    page = reverse("directives:print_register", args=[city.units["BD"].pk])
    client = signed_in(city["clerk"])
    assert client.post(page, {"so": "theo-doi-giai-quyet", "dang": "bao-cao", "nam": "2021"}).status_code == 200
    assert client.post(page, {"so": "van-ban-den", "dang": "bao-cao"}).status_code == 404
    assert client.post(page, {"so": "van-ban-di", "dang": "exe", "nam": "9" * 99, "tu_so": "x", "tu_ngay": "31/02/2021"}).status_code == 404


def test_a_book_of_many_documents_costs_the_same_queries(city: City) -> None:
    unit, counted = city.units["BD"], []
    for number in (1, 2, 3):
        campaign = launched(city, duty("Rà soát", grouped(city.group())), number=number)
        services.receive_directive(copy_of(campaign.directive, unit), by=city["clerk"], at=AT, today=DAY)
        with CaptureQueriesContext(connection) as queries:
            books.file_of(Wanted(unit=unit.pk, book="theo-doi-giai-quyet", year=2021), "docx", today=DAY)
        counted.append(len(queries))
    assert len(set(counted)) == 1
