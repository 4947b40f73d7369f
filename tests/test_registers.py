"""Numbers and their books: series, where a book begins, numbers given up, printed books, copies and duplicates."""

import io
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document
from python_calamine import CalamineWorkbook

from directives import books, services
from directives.books import Wanted
from directives.models import Copy, Directive, Register, RegisterEntry, SeriesRule
from directives.services import (
    make_copy,
    number_directive,
    reserve_number,
    set_series,
    start_register,
    void_entry,
    void_number,
    ways_to_copy,
)
from records.models import Job
from workflows import clock, steps
from workflows.tasks import run_job

from .city import AT, DAY, DUE, City, copy_of, draft, duty, grouped, issued, later, launched, numbered, refused, signed, signed_in

pytestmark = pytest.mark.django_db

OUT, IN = Register.Direction.OUT, Register.Direction.IN


def ruled(city: City, year: int = 2021, today: date = DAY, **series: str) -> int:
    return set_series(city.units["HN"], series=series, from_year=year, by=None, at=AT, today=today)


def reserved(city: City, note: str = "Giấy đi đường", series: str = "chung", direction: str = OUT) -> RegisterEntry:
    return reserve_number(city.units["HN"], direction=direction, series=series, note=note, by=city["city_clerk"], at=AT, today=DAY)


def line(directive: Directive) -> tuple[str, int]:
    entry = RegisterEntry.objects.select_related("register").get(directive=directive, voided_at=None)
    return entry.register.series, entry.number


# Series


def test_types_with_a_series_of_their_own_are_numbered_apart_and_the_rest_together(city: City) -> None:
    assert ruled(city, KH="Kế hoạch", CT="Chỉ thị") == 2
    plan, letter = numbered(city, kind="KH", symbol="KH-UBND"), numbered(city)
    second, order = numbered(city, kind="KH", symbol="KH-UBND"), numbered(city, kind="CT", symbol="CT-UBND")
    assert [line(one) for one in (plan, letter, second, order)] == [("Kế hoạch", 1), ("chung", 1), ("Kế hoạch", 2), ("Chỉ thị", 1)]
    other = services.draft_directive(city.units["BD"], content=draft(city, drafting_unit_id=city.units["BD"].pk), by=city["officer"], at=AT)
    assert other.issuer != plan.issuer


def test_a_name_that_differs_by_case_or_marks_is_the_series_in_use(city: City) -> None:
    ruled(city, KH="Kế hoạch")
    ruled(city, CTr="ke hoach", QyĐ="CHUNG")
    assert set(SeriesRule.objects.values_list("kind", "series")) == {("KH", "Kế hoạch"), ("CTr", "Kế hoạch")}


def test_a_type_keeps_its_series_within_a_year_that_has_its_numbers(city: City) -> None:
    numbered(city)
    error = refused("numbers_drawn", lambda: ruled(city, CV="Công văn"))
    assert "2022" in str(error)
    assert ruled(city, year=2022, CV="Công văn") == 1
    assert line(numbered(city)) == ("chung", 2)
    assert ruled(city, KH="Kế hoạch") == 1  # another type has none yet


@pytest.mark.parametrize(
    ("code", "year", "series"),
    [
        ("past_year", 2020, {"KH": "x"}),
        ("far_year", 9999, {"KH": "x"}),
        ("series_reserved", 2021, {"KH": "SAO"}),
        ("too_long", 2021, {"KH": "x" * 21}),
        ("bad_value", 2021, {"XX": "x"}),
    ],
)
def test_a_rule_that_cannot_be_is_refused(city: City, code: str, year: int, series: dict[str, str]) -> None:
    refused(code, lambda: ruled(city, year, **series))


def test_an_own_number_is_taken_only_in_the_series_of_its_type(city: City) -> None:
    ruled(city, KH="Kế hoạch")
    numbered(city, number=5)
    assert line(numbered(city, kind="KH", symbol="KH-UBND", number=5)) == ("Kế hoạch", 5)
    waiting = signed(city, number=5)
    refused("number_taken", lambda: number_directive(waiting, by=city["city_clerk"], at=AT, today=DAY, number=5))


# Where a book begins


def test_a_book_goes_on_after_the_numbers_given_on_paper_and_never_back(city: City) -> None:
    unit = city.units["HN"]
    numbered(city)

    def start(first: int) -> Register:
        return start_register(unit, direction=OUT, series="chung", year=2021, first=first, by=city["city_clerk"], at=AT)

    assert start(777).last_number == 776
    left_out = RegisterEntry.objects.get(number=2)
    assert (left_out.through, left_out.directive, left_out.entered_by) == (776, None, city["city_clerk"])
    assert line(numbered(city)) == ("chung", 777)
    for first in (777, 778, 5):
        refused("not_upwards", lambda first=first: start(first))
    for first in (0, 1, -3, 100_001):
        refused("bad_value", lambda first=first: start(first))
    assert line(numbered(city, number=500)) == ("chung", 500)  # the document of that paper number itself
    assert line(numbered(city)) == ("chung", 778)


# Numbers given up


def test_a_number_that_is_voided_before_the_issue_is_never_given_again(city: City) -> None:
    directive = numbered(city, way=steps)
    refused("reason_missing", lambda: steps.void_number(directive, reason=" ", by=city["city_clerk"], at=AT))
    refused("forbidden", lambda: steps.void_number(directive, reason="Sai ngày", by=city["stranger"], at=AT))
    steps.void_number(directive, reason="Sai ngày", by=city["city_clerk"], at=AT)
    assert (directive.status, directive.number, directive.issued_date) == (Directive.Status.SIGNED, None, None)
    assert not clock.astray()
    refused("not_open", lambda: steps.void_number(directive, reason="Sai ngày", by=city["city_clerk"], at=AT))
    steps.number(directive, by=city["city_clerk"], at=AT, today=DAY)
    assert line(directive) == ("chung", 2)
    assert RegisterEntry.objects.get(number=1).void_reason == "Sai ngày"
    job = steps.dispatch(directive, by=city["city_clerk"], at=later(hours=1))
    assert (job.created_by, job.created_at) == (city["city_clerk"], later(hours=1))
    refused("not_open", lambda: steps.void_number(directive, reason="Muộn", by=city["city_clerk"], at=AT))
    run_job(job.pk)
    directive.refresh_from_db()
    refused("stale", lambda: void_number(directive, reason="Đã phát hành", by=city["city_clerk"], at=AT))


def test_a_voided_number_that_came_with_the_text_is_not_free_either(city: City) -> None:
    directive = numbered(city, number=5)
    void_number(directive, reason="Nhầm số", by=city["city_clerk"], at=AT)
    refused("number_taken", lambda: number_directive(directive, by=city["city_clerk"], at=AT, today=DAY, number=5))


def test_whoever_signs_takes_the_signature_back_before_there_is_a_number(city: City) -> None:
    directive = signed(city, way=steps)
    refused("forbidden", lambda: steps.take_signature_back(directive, reason="Đổi ý", by=city["city_clerk"], at=AT))
    refused("reason_missing", lambda: steps.take_signature_back(directive, reason="", by=city["chairman"], at=AT))
    steps.take_signature_back(directive, reason="Cần bổ sung căn cứ", by=city["chairman"], at=AT)
    directive.refresh_from_db()
    assert (directive.status, directive.signer, directive.signature, directive.facts) == (Directive.Status.RETURNED, None, {}, None)
    assert not clock.astray()
    steps.submit(directive, by=city["drafter"], at=AT)
    refused("not_open", lambda: steps.take_signature_back(directive, reason="Lần nữa", by=city["chairman"], at=AT))


def test_a_spoiled_paper_leaves_its_number_struck_and_the_next_goes_on(city: City) -> None:
    entry = reserved(city)
    assert (entry.number, entry.note, entry.directive) == (1, "Giấy đi đường", None)
    void_entry(entry, reason="Viết hỏng", by=city["city_clerk"], at=AT)
    refused("stale", lambda: void_entry(entry, reason="Viết hỏng", by=city["city_clerk"], at=AT))
    assert reserved(city).number == 2
    assert reserved(city, direction=IN).number == 1
    refused("note_missing", lambda: reserved(city, note=" \u200b "))
    refused("too_long", lambda: reserved(city, note="x" * 301))
    refused("bad_value", lambda: reserved(city, series="sao"))
    refused("bad_value", lambda: reserved(city, series="không có"))
    bears = RegisterEntry.objects.get(directive=numbered(city))
    refused("bears_document", lambda: void_entry(bears, reason="x", by=city["city_clerk"], at=AT))


# Books


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


# Copies


def copied(city: City, directive: Directive, kind: str = "SY", code: str = "HN", **fields: object) -> Copy:
    unit = city.units[code]
    if code != "HN":
        city.person(code, "head")
    way = ways_to_copy(unit, kind=kind, on=DAY)[0]
    return make_copy(directive, unit=unit, kind=kind, way=way, by=city["city_clerk"], at=AT, today=DAY, **fields)


def test_all_kinds_of_copies_share_one_series(city: City) -> None:
    directive = issued(city)
    refused("no_copy", lambda: copied(city, directive, "SL"))
    made = [copied(city, directive), copied(city, directive, "SL"), copied(city, directive, "TrS", extract=[2])]
    assert [copy.designation for copy in made] == ["01/SY-UBND", "02/SL-UBND", "03/TrS-UBND"]
    assert copied(city, directive, code="BHXHHN").designation == "01/SY-BHXH"
    assert line(numbered(city)) == ("chung", 2)
    with made[2].document.content.open() as stream:
        text = "\n".join(paragraph.text for paragraph in Document(stream).paragraphs)
    assert "Hướng dẫn các cơ sở y tế." in text
    assert "nghiêm túc thực hiện" not in text
    assert "./." not in text, "a copy closes nothing that its document does not close there"
    wanted = Wanted(unit=city.units["HN"].pk, book="van-ban-di", year=2021, series="sao")
    assert [wanted.kind.cells(entry, DAY)[0] for entry in wanted.lines()] == [copy.designation for copy in made]


def test_a_copy_that_cannot_be_is_refused_without_a_trace(city: City) -> None:
    directive = issued(city)
    waiting = numbered(city)
    refused("not_issued", lambda: copied(city, waiting))
    city.person("HP", "head")
    refused("not_received", lambda: copied(city, directive, code="HP"))
    refused("extract_missing", lambda: copied(city, directive, "TrS"))
    for places in ([99], [-1]):
        refused("bad_value", lambda places=places: copied(city, directive, "TrS", extract=places))
    refused("bad_value", lambda: copied(city, directive, "XX"))
    refused("too_long", lambda: copied(city, directive, recipients=["x"] * 101))
    assert not Copy.objects.exists()


def test_a_copy_is_served_to_the_unit_that_made_it_and_to_the_issuing_side(city: City) -> None:
    directive = issued(city)
    file = copied(city, directive, code="BD").document.get_absolute_url()
    assert signed_in(city["officer"]).get(file).status_code == 200
    assert signed_in(city["drafter"]).get(file).status_code == 200
    assert signed_in(city["other_officer"]).get(file).status_code == 403
    assert signed_in(city["stranger"]).get(file).status_code == 403


def test_the_clerk_makes_a_copy_on_its_page_and_finds_it_on_the_directives(city: City) -> None:
    directive = issued(city)
    client = signed_in(city["city_clerk"])
    page = reverse("directives:copy", args=[directive.pk])
    way = next(iter(client.get(page).context["form"].fields["way"].choices))[0]
    assert client.post(page, {"kind": "TrS", "way": way}).status_code == 400
    assert client.post(page, {"kind": "SY", "way": "1:1"}).status_code == 400
    assert client.post(page, {"kind": "SY", "way": way, "recipients": "Như trên\n\nSở Y tế"}).status_code == 302
    made = Copy.objects.get()
    assert made.recipients == ["Như trên", "Sở Y tế"]
    assert f"Sao y số {made.designation}" in client.get(reverse("workflows:directive", args=[directive.pk])).content.decode()
    assert signed_in(city["drafter"]).get(page).status_code == 403


# Duplicates, pages


def test_the_same_number_symbol_and_agency_of_a_year_is_warned_about(city: City) -> None:
    numbered(city, number=776)
    second = services.draft_directive(city.units["HN"], content=draft(city, number=776), by=city["drafter"], at=AT)
    page = reverse("workflows:directive", args=[second.pk])
    assert "Có thể trùng văn bản" in signed_in(city["drafter"]).get(page).content.decode()
    services.redraft_directive(second, content=draft(city, number=776, issued_date=date(2020, 5, 4)), by=city["drafter"], at=AT)
    assert "Có thể trùng văn bản" not in signed_in(city["drafter"]).get(page).content.decode()


def test_the_keeper_reserves_and_voids_on_pages_and_others_are_refused(city: City) -> None:
    unit = city.units["HN"]
    client, page = signed_in(city["city_clerk"]), reverse("directives:reserve", args=[unit.pk])
    assert client.post(page, {"book": "out:chung", "note": "<b>Giấy</b>"}).status_code == 302
    entry = RegisterEntry.objects.get()
    void = reverse("directives:void_entry", args=[entry.pk])
    assert client.post(void, {"reason": ""}).status_code == 400
    assert client.post(void, {"reason": "Hỏng"}).status_code == 302
    assert client.post(void, {"reason": "Hỏng"}).status_code == 400
    html = client.get(reverse("directives:registers")).content.decode()
    assert 'class="cd-voided' in html
    assert "&lt;b&gt;Giấy&lt;/b&gt;" in html
    assert signed_in(city["city_officer"]).get(page).status_code == 403
    assert client.post(page, {"book": "out:sao", "note": "x"}).status_code == 400
    assert client.get(reverse("directives:series", args=[unit.pk])).status_code == 403
    assert client.get(reverse("directives:start_register", args=[unit.pk])).status_code == 200


def test_the_administrator_sets_series_on_a_page(city: City) -> None:
    unit, year = city.units["HN"], timezone.localdate().year + 1
    client = signed_in(city.person("HN", "administrator"))
    page = reverse("directives:series", args=[unit.pk])
    assert client.post(page, {"from_year": year, "series-KH": "Kế hoạch"}).status_code == 302
    assert client.get(page).context["form"]["series-KH"].value() == "Kế hoạch"
    assert client.post(page, {"from_year": 1990, "series-KH": "x"}).status_code == 400
    assert client.post(page, {"from_year": "x", "series-KH": "y" * 50}).status_code == 400


def test_a_copy_received_is_in_the_book_of_documents_received(city: City) -> None:
    directive = issued(city)
    services.receive_directive(copy_of(directive, city.units["BD"]), by=city["clerk"], at=AT, today=DAY)
    wanted = Wanted(unit=city.units["BD"].pk, book="van-ban-den", year=2021)
    cells = wanted.kind.cells(wanted.lines().get(), DAY)
    assert cells[:5] == ("18/3/2021", "1", "Ủy ban nhân dân thành phố Hà Nội", "01/UBND-KGVX", "18/3/2021")


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


def test_the_clerk_voids_a_number_on_the_directives_page_and_the_signatory_takes_the_signature_back(city: City) -> None:
    directive = numbered(city, way=steps)
    clerk, chairman = signed_in(city["city_clerk"]), signed_in(city["chairman"])
    page = directive.get_absolute_url()  # type: ignore[attr-defined]
    assert "Hủy số đã cấp" in clerk.get(page).content.decode()
    assert "Hủy số đã cấp" not in chairman.get(page).content.decode().split("Diễn biến")[0]
    assert clerk.post(f"{page}huy-so/", {"reason": ""}).status_code == 400
    assert chairman.post(f"{page}huy-so/", {"reason": "Sai ngày"}).status_code == 403
    assert clerk.post(f"{page}huy-so/", {"reason": "Sai ngày"}).status_code == 302
    assert clerk.post(f"{page}huy-so/", {"reason": "Sai ngày"}).status_code == 409
    assert "Số 01 năm 2021: Sai ngày" in clerk.get(page).content.decode()
    assert clerk.post(f"{page}rut-chu-ky/", {"reason": "Chưa cần"}).status_code == 403
    assert chairman.post(f"{page}rut-chu-ky/", {"reason": "Chưa cần"}).status_code == 302
    directive.refresh_from_db()
    assert (directive.status, directive.return_reason) == (Directive.Status.RETURNED, "Chưa cần")
