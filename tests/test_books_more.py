"""Two more books of the clerk, what went by post and who was given a kept copy; and last numbers of many books from one file."""

import io
import re
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from python_calamine import load_workbook

from directives import books
from directives.drafting import RecipientDraft
from directives.importing import LastNumbersError, import_last_numbers
from directives.layout import Level, check
from directives.models import ArchiveLoan, OutsideRecipient, Register
from directives.services import lend_copy, record_paper, reserve_number, set_series, take_copy_back
from records.models import Event

from .city import AT, DAY, City, delivered, draft, draft_for_districts, issued, later, refused, signed_in

pytestmark = pytest.mark.django_db
Direction = Register.Direction


def printed(wanted: books.Wanted) -> tuple[list[list[str]], list[list[str]]]:
    """The lines of a book as its .docx and as its .xlsx have them."""
    made = books.file_of(wanted, "docx", today=DAY)
    assert check(made, today=DAY).of(Level.ERROR) == ()
    table = Document(io.BytesIO(made)).tables[-1]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    sheet = load_workbook(io.BytesIO(books.file_of(wanted, "xlsx", today=DAY))).get_sheet_by_name("Sổ").to_python()
    return rows[2:], [[str(cell) for cell in row] for row in sheet[1:]]


def test_what_went_on_paper_stands_in_the_book_of_the_post(city: City) -> None:
    content = draft(city, recipients=(RecipientDraft("Bưu điện Hà Nội"), RecipientDraft("Hội Khuyến học")))
    directive = issued(city, content)
    outside = OutsideRecipient.objects.get_or_create(directive=directive, name="Bưu điện Hà Nội", defaults={"position": 0})[0]
    OutsideRecipient.objects.get_or_create(directive=directive, name="Hội Khuyến học", defaults={"position": 1})
    OutsideRecipient.objects.filter(pk=outside.pk).update(copies=3)
    outside.refresh_from_db()
    record_paper(outside, note="Số bưu gửi VN-12", by=city["city_clerk"], at=later(days=1))
    wanted = books.Wanted(city.units["HN"].pk, books.POST_BOOK, DAY.year)
    expected = ["19/3/2021", "01/UBND-KGVX", "Bưu điện Hà Nội", "1", "", "3 bản; Số bưu gửi VN-12"]
    lines, sheet = printed(wanted)
    assert (lines, sheet) == ([expected], [expected]), "what still waits is not there"
    assert printed(books.Wanted(city.units["HN"].pk, books.POST_BOOK, DAY.year - 1)) == ([], [])
    assert printed(books.Wanted(city.units["HN"].pk, books.POST_BOOK, DAY.year, first_day="2021-03-20")) == ([], [])
    page = signed_in(city["city_clerk"]).get(reverse("directives:registers"), {"so": books.POST_BOOK, "nam": DAY.year})
    assert "Số bưu gửi VN-12" in page.content.decode()
    assert "Hủy số" not in page.content.decode(), "a line of this book is no number"


def test_a_kept_copy_is_lent_and_comes_back_by_the_pages(city: City) -> None:
    directive = issued(city)
    client = signed_in(city["city_clerk"])
    where = reverse("directives:archive_lend", args=[city.units["HN"].pk])
    sent = {
        "written": "01 / UBND-KGVX",
        "day": "19/03/2021",
        "borrower": "Trần Thị Bình",
        "allowed_by": "Chánh Văn phòng",
        "case_code": "05.VX",
    }
    wrong = client.post(where, sent | {"written": "99/UBND-KGVX"})
    assert wrong.status_code == 400
    assert "không giữ bản lưu" in wrong.content.decode()
    assert "Trần Thị Bình" in wrong.content.decode(), "what was typed stays"
    assert client.post(where, sent).status_code == 302
    loan = ArchiveLoan.objects.get()
    assert (loan.directive, loan.day) == (directive, date(2021, 3, 19))
    listed = client.get(reverse("directives:registers"), {"so": books.ARCHIVE_BOOK, "nam": "2021"}).content.decode()
    assert reverse("directives:archive_back", args=[loan.pk]) in listed
    back = reverse("directives:archive_back", args=[loan.pk])
    assert "không thể trước ngày sử dụng" in client.post(back, {"day": "18/03/2021"}).content.decode()
    assert client.post(back, {"day": "22/03/2021"}).status_code == 302
    about = ["01/UBND-KGVX ngày 18/3/2021", f"Công văn: {directive.subject[:1].upper()}{directive.subject[1:]}"]
    expected = ["19/3/2021", "Trần Thị Bình", *about, "05.VX", "", "22/3/2021", "Chánh Văn phòng", ""]
    assert printed(books.Wanted(city.units["HN"].pk, books.ARCHIVE_BOOK, 2021)) == ([expected], [expected])
    assert [event.action for event in Event.objects.filter(action__startswith="directives.copy_")] == [
        "directives.copy_lent",
        "directives.copy_back",
    ]


def test_what_cannot_be_lent_says_why(city: City) -> None:
    directive = issued(city)
    unit, given = city.units["HN"], {"by": city["city_clerk"], "at": AT, "today": DAY, "borrower": "A", "allowed_by": "B"}
    refused("not_kept", lambda: lend_copy(unit, written="UBND", day=DAY, **given))
    refused("not_kept", lambda: lend_copy(city.units["BD"], written="01/UBND-KGVX", day=DAY, **given))
    refused("later_than_today", lambda: lend_copy(unit, written="01/UBND-KGVX", day=date(2021, 4, 1), **given))
    refused("name_missing", lambda: lend_copy(unit, written="01/UBND-KGVX", day=DAY, **(given | {"borrower": " "})))
    loan = lend_copy(unit, written="01/ubnd-kgvx", day=DAY, **given)
    assert loan.directive == directive
    take_copy_back(loan, day=DAY, by=city["city_clerk"], at=AT, today=DAY)
    refused("stale", lambda: take_copy_back(loan, day=DAY, by=city["city_clerk"], at=AT, today=DAY))


def test_only_the_keeper_of_the_registers_lends(city: City) -> None:
    delivered(city, draft_for_districts(city))
    loan = ArchiveLoan.objects.create(
        unit=city.units["HN"], directive=issued(city), day=DAY, borrower="A", allowed_by="B", entered_by=city["city_clerk"], entered_at=AT
    )
    for name in ("stranger", "drafter", "clerk"):
        client = signed_in(city[name])
        assert client.post(reverse("directives:archive_lend", args=[city.units["HN"].pk]), {}).status_code == 403
        assert client.post(reverse("directives:archive_back", args=[loan.pk]), {}).status_code == 403


def test_the_books_cost_the_same_queries_for_few_and_many_lines(city: City, django_assert_max_num_queries: Any) -> None:
    directive = issued(city)
    counts = []
    for many in (2, 40):
        ArchiveLoan.objects.all().delete()
        OutsideRecipient.objects.all().delete()
        ArchiveLoan.objects.bulk_create(
            ArchiveLoan(
                unit=city.units["HN"],
                directive=directive,
                day=DAY,
                borrower=f"{n}",
                allowed_by="B",
                entered_by=city["city_clerk"],
                entered_at=AT,
            )
            for n in range(many)
        )
        OutsideRecipient.objects.bulk_create(
            OutsideRecipient(directive=directive, position=n, name=f"Nơi {n}", status="sent", sent_at=AT) for n in range(many)
        )
        with django_assert_max_num_queries(90) as seen:
            for book in (books.POST_BOOK, books.ARCHIVE_BOOK):
                assert signed_in(city["city_clerk"]).get(reverse("directives:registers"), {"so": book, "nam": "2021"}).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


# Last numbers


def workbook(rows: list[list[Any]]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return made.getvalue()


HEADING = ["Mã đơn vị", "Sổ", "Dãy số", "Năm", "Số cuối cùng"]


def last_of(city: City) -> dict[tuple[str, str, int], int]:
    rows = Register.objects.filter(unit=city.units["HN"], started_after__gt=0)
    return {(row.direction, row.series, row.year): row.last_number for row in rows}


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_many_books_go_on_behind_the_last_numbers_of_a_file(city: City, kind: str) -> None:
    unit = city.units["HN"]
    rows: list[list[Any]] = [HEADING, ["", "Văn bản đi", "", 2021, 345], ["HN", "đến", "Chung", 2021, 1200], ["", "bản sao", "", 2020, 7]]
    content = workbook(rows) if kind == "xlsx" else "\n".join(";".join(map(str, row)) for row in rows).encode("utf-8-sig")
    where = reverse("directives:import_numbers", args=[unit.pk])
    client = signed_in(city["city_clerk"])
    answer = client.post(where, {"file": SimpleUploadedFile(f"so.{kind}", content)})
    assert answer.status_code == 302
    assert last_of(city) == {("out", "chung", 2021): 345, ("in", "chung", 2021): 1200, ("out", "sao", 2020): 7}
    entry = reserve_number(unit, direction=Direction.OUT, series="chung", note="Giấy mời", by=city["city_clerk"], at=AT, today=DAY)
    assert entry.number == 346
    again = client.post(where, {"file": SimpleUploadedFile(f"so.{kind}", content)})
    assert again.status_code == 400
    assert len(re.findall("Sổ này đã đến số", again.content.decode())) == 3


def test_every_wrong_row_is_named_and_nothing_is_kept(city: City) -> None:
    unit = city.units["HN"]
    rows: list[list[Any]] = [
        ["Tổng hợp số cuối cùng"],
        HEADING,
        ["", "đi", "", 2021, 345],
        ["", "sổ khác", "", 2021, 3],
        ["HP", "đi", "", 2021, 3],
        ["", "đi", "", 1900, 3],
        ["", "đi", "", 2021, "ba"],
        ["", "đi", "", 2021, 12],
        ["", "đi", "KHÔNG CÓ", 2021, 12],
        ["", "đến", "KH", 2021, 12],
        ["", "đi", "", 2020, 99_999],
    ]
    with pytest.raises(LastNumbersError) as caught:
        import_last_numbers(unit, content=workbook(rows), name="so.xlsx", by=city["city_clerk"], at=AT)
    assert [one.row for one in caught.value.mistakes] == [4, 5, 6, 7, 8, 9, 10, 11]
    assert "đã có ở dòng 3" in caught.value.mistakes[4].reason
    assert last_of(city) == {}
    answer = signed_in(city["city_clerk"]).post(
        reverse("directives:import_numbers", args=[unit.pk]), {"file": SimpleUploadedFile("so.xlsx", workbook(rows))}
    )
    assert answer.status_code == 400
    assert "“sổ khác” không rõ" in answer.content.decode()


def test_a_series_of_its_own_is_taken_where_the_unit_has_it(city: City) -> None:
    unit = city.units["HN"]
    set_series(unit, from_year=2021, series={"KH": "KH"}, by=city["chairman"], at=AT, today=DAY)
    import_last_numbers(unit, content="Sổ,Dãy số,Năm,Số cuối\nđi,KH,2021,12".encode(), name="so.csv", by=city["city_clerk"], at=AT)
    assert last_of(city) == {("out", "KH", 2021): 12}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("so.xlsx", b"khong phai bang tinh"),
        ("so.csv", "Sổ;Năm\nđi;2021".encode()),
        ("so.csv", "Sổ;Năm;Số cuối".encode()),
        ("so.csv", "đây là\nmột bức thư".encode()),
        ("so.csv", "Sổ;Năm;Số cuối\nđi;2021;5".encode("utf-16")),
        ("so.csv", b"\x00" * 100),
        ("so.csv", "Mã đơn vị;Sổ;Năm;Số cuối\nHN\x00;đi;2021;5".encode()),
        ("so.xlsx", b"PK\x03\x04" + b"x" * 2_100_000),
    ],
)
def test_what_is_no_such_file_is_refused_in_words(city: City, name: str, content: bytes) -> None:
    with pytest.raises(LastNumbersError) as caught:
        import_last_numbers(city.units["HN"], content=content, name=name, by=city["city_clerk"], at=AT)
    assert caught.value.mistakes[0].reason
    assert last_of(city) == {}


def test_the_template_is_one_that_can_be_filled_in(city: City) -> None:
    unit = city.units["HN"]
    made = signed_in(city["city_clerk"]).get(reverse("directives:numbers_template", args=[unit.pk])).content
    rows = load_workbook(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert rows[0] == HEADING
    filled = [rows[0], *([*row[:3], 2021, 5] for row in rows[1:])]
    assert len(import_last_numbers(unit, content=workbook(filled), name="m.xlsx", by=city["city_clerk"], at=AT)) == 3


def test_the_template_as_it_is_changes_nothing_and_says_so(city: City) -> None:
    unit, client = city.units["HN"], signed_in(city["city_clerk"])
    made = client.get(reverse("directives:numbers_template", args=[unit.pk])).content
    address = reverse("directives:import_numbers", args=[unit.pk])
    answer = client.post(address, {"file": SimpleUploadedFile("mau-so-cuoi-cung.xlsx", made)}, follow=True)
    assert "Tệp chưa ghi số cuối cùng nào" in answer.content.decode()
    assert last_of(city) == {}


def test_nobody_else_starts_the_books(city: City) -> None:
    for name in ("stranger", "drafter", "clerk"):
        client = signed_in(city[name])
        for page in ("import_numbers", "numbers_template"):
            assert client.get(reverse(f"directives:{page}", args=[city.units["HN"].pk])).status_code == 403


@pytest.mark.parametrize(
    ("book", "said"),
    [
        ("van-ban-di", "Văn bản vào sổ khi văn thư cấp số."),
        ("van-ban-den", "Văn bản vào sổ khi văn thư tiếp nhận."),
        ("gui-buu-dien", "Chưa gửi bản giấy nào trong năm."),
        ("su-dung-ban-luu", "Muốn ghi thì bấm “Cho sử dụng bản lưu”."),
    ],
)
def test_an_empty_book_says_what_makes_its_lines(city: City, book: str, said: str) -> None:
    client, address = signed_in(city["city_clerk"]), reverse("directives:registers")
    assert said in client.get(address, {"so": book}).content.decode()
    assert "Không có dòng nào phù hợp trong sổ này." in client.get(address, {"so": book, "q": "không đâu có"}).content.decode()
