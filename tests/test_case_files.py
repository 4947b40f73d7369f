"""Hồ sơ: opened, filled with what belongs to a matter, closed, and printed as lists; each shows what its reader may see."""

import io
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from python_calamine import load_workbook

from directives.case_lists import print_documents, print_files
from directives.drafting import BasisDraft
from directives.models import CaseDocument, CaseFile, IncomingDocument
from directives.services import add_directives, add_incoming, add_paper, belonging_to, close_case_file, grant_view, open_case_file, take_out
from org_hierarchy.models import Person
from records.models import Event

from .city import AT, DAY, City, Role, begun, delivered, draft, issued, refused, signed_in

pytestmark = pytest.mark.django_db
PAPER = {"designation": "12/BC", "day": date(2021, 3, 1), "author": "Sở Y tế", "title": "Báo cáo nhanh", "pages": 4, "note": ""}


def opened(city: City, code: str = "05.VX", unit: str = "VX", by: str = "drafter", **changes: Any) -> CaseFile:
    values: dict[str, Any] = {"year": 2021, "code": code, "title": "Tiêm chủng năm 2021", "retention": "10 năm", "today": DAY, "at": AT}
    person = city[by]
    return open_case_file(city.units[unit], **(values | changes), keeper=person, by=person)


def lines_of(made: bytes) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in Document(io.BytesIO(made)).tables[-1].rows][2:]


def test_a_file_of_a_directive_holds_its_grounds_and_what_rests_on_it(city: City) -> None:
    above = delivered(city)
    middle = issued(city, draft(city, subject="triển khai tiếp", bases=(BasisDraft("Công văn", "1/UBND", cited_id=above.pk),)))
    below = issued(city, draft(city, subject="hướng dẫn", bases=(BasisDraft("Công văn", "2/UBND", cited_id=middle.pk),)))
    begun(city, draft(city, bases=(BasisDraft("Công văn", "2/UBND", cited_id=middle.pk),)))
    assert belonging_to(middle, city["drafter"]) == [middle, above, below], "a draft is no document yet"
    assert belonging_to(middle, city["stranger"]) == [middle]
    where = f"{reverse('directives:case_new')}?van-ban={middle.pk}"
    client = signed_in(city["drafter"])
    assert "Hồ sơ về việc triển khai tiếp" in client.get(where).content.decode()
    year = str(timezone.localdate().year)
    sent = {"unit": str(city.units["VX"].pk), "year": year, "code": "05.VX", "title": "Triển khai", "retention": "10 năm"}
    answer = client.post(where, sent)
    made = CaseFile.objects.get()
    assert answer.url == reverse("directives:case_file", args=[made.pk])
    assert set(made.documents.values_list("directive", flat=True)) == {above.pk, middle.pk, below.pk}
    again = client.post(where, sent)
    assert again.status_code == 400
    assert "đã có hồ sơ 05.VX" in again.content.decode()
    assert CaseFile.objects.count() == 1


def test_a_document_stands_in_many_files_but_once_in_each(city: City) -> None:
    directive = issued(city)
    first, second = opened(city), opened(city, "06.VX")
    for case_file in (first, second, first):
        add_directives(case_file, [directive], by=city["drafter"], at=AT)
    assert CaseDocument.objects.count() == 2
    incoming = IncomingDocument.objects.create(
        unit=city.units["HN"],
        agency="Bộ Y tế",
        type_name="Công văn",
        number="9",
        symbol="BYT-DP",
        subject="tiêm",
        step_since=AT,
        received_at=AT,
    )
    add_incoming(first, incoming, by=city["drafter"], at=AT)
    refused("there_already", lambda: add_incoming(first, incoming, by=city["drafter"], at=AT))


def test_a_file_is_printed_in_the_order_of_days(city: City) -> None:
    case_file = opened(city)
    directive = issued(city)
    add_directives(case_file, [directive], by=city["drafter"], at=AT)
    add_paper(case_file, values=PAPER, by=city["drafter"], at=AT)
    add_paper(case_file, values=PAPER | {"day": None, "title": "=Ghi chép tay"}, by=city["drafter"], at=AT)
    rows = lines_of(print_documents(case_file, "docx"))
    assert [row[:3] for row in rows] == [["1", "12/BC", "01/3/2021"], ["2", "01/UBND-KGVX", "18/3/2021"], ["3", "12/BC", ""]]
    assert rows[0][3:] == ["Báo cáo nhanh", "Sở Y tế", "4", ""]
    sheet = load_workbook(io.BytesIO(print_documents(case_file, "xlsx"))).get_sheet_by_name("Sổ").to_python()
    assert [[str(cell) for cell in row] for row in sheet[1:]] == rows
    assert print_documents(case_file, "docx") == print_documents(case_file, "docx")
    words = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(print_documents(case_file, "docx"))).paragraphs)
    assert "MỤC LỤC VĂN BẢN TRONG HỒ SƠ" in words
    assert "Hồ sơ số: 05.VX" in words


def test_the_list_of_files_tells_their_days_retention_and_keeper(city: City) -> None:
    case_file = opened(city)
    opened(city, "06.VX", title="Chưa có gì")
    opened(city, "01.HN", unit="HN", by="city_officer")
    opened(city, "05.VX", year=2020)
    add_paper(case_file, values=PAPER, by=city["drafter"], at=AT)
    add_paper(case_file, values=PAPER | {"day": date(2021, 3, 9)}, by=city["drafter"], at=AT)
    close_case_file(case_file, by=city["drafter"], at=AT, today=DAY)
    assert lines_of(print_files(city.units["VX"], 2021, "docx")) == [
        ["1", "05.VX", "Tiêm chủng năm 2021", "01/3/2021 - 09/3/2021", "10 năm", str(city["drafter"]), "2", "Đã kết thúc"],
        ["2", "06.VX", "Chưa có gì", "", "10 năm", str(city["drafter"]), "0", ""],
    ]


def test_a_closed_file_takes_and_gives_nothing_more(city: City) -> None:
    case_file, directive = opened(city), issued(city)
    refused("empty", lambda: close_case_file(case_file, by=city["drafter"], at=AT, today=DAY))
    add_directives(case_file, [directive], by=city["drafter"], at=AT)
    document = case_file.documents.get()
    close_case_file(case_file, by=city["drafter"], at=AT, today=DAY)
    refused("stale", lambda: close_case_file(case_file, by=city["drafter"], at=AT, today=DAY))
    other = issued(city)
    refused("closed", lambda: add_directives(case_file, [other], by=city["drafter"], at=AT))
    refused("closed", lambda: add_paper(case_file, values=PAPER, by=city["drafter"], at=AT))
    refused("closed", lambda: take_out(document, by=city["drafter"], at=AT))
    told = Event.objects.filter(subject_id=case_file.pk, action__startswith="directives.case_").order_by("pk")
    assert [event.action for event in told] == ["directives.case_opened", "directives.case_filled", "directives.case_closed"]


@pytest.mark.parametrize(
    ("code", "changes"),
    [("code_missing", {"code": " "}), ("title_missing", {"title": ""}), ("bad_value", {"retention": "mãi"}), ("bad_value", {"year": 1900})],
)
def test_a_file_that_cannot_be_is_refused(city: City, code: str, changes: dict[str, Any]) -> None:
    refused(code, lambda: opened(city, **({"code": "05.VX"} | changes)))


def test_what_the_reader_may_not_see_is_not_told_in_the_file(city: City) -> None:
    """Somebody was shown a directive of another office by exception and put it in; colleagues see that it is there, no more."""
    theirs = issued(city, draft(city, subject="chuyện riêng"))
    mine, colleague = opened(city, unit="HP", by="stranger"), city.person("HP", Role.CLERK)
    grant_view(theirs, person=city["stranger"], reason="Phối hợp", by=city["chairman"], at=AT)
    add_directives(mine, [theirs], by=city["stranger"], at=AT)
    where = reverse("directives:case_file", args=[mine.pk])
    printed = reverse("directives:case_print", args=[mine.pk, "docx"])
    assert "Chuyện riêng" in signed_in(city["stranger"]).get(where).content.decode()
    shown = signed_in(colleague).get(where).content.decode()
    assert "Văn bản mà bạn không được xem" in shown
    assert "chuyện riêng" not in shown.lower()
    assert lines_of(signed_in(colleague).get(printed).content) == [["1", "", "", "Văn bản mà người in không được xem", "", "", ""]]


def test_a_file_is_filled_found_and_closed_on_its_page(city: City) -> None:
    case_file, directive = opened(city), issued(city)
    client, where = signed_in(city["drafter"]), reverse("directives:case_file", args=[case_file.pk])
    add = reverse("directives:case_add", args=[case_file.pk])
    assert f'name="directive" value="{directive.pk}"' in client.get(where, {"tim": "vssid"}).content.decode()
    assert f'name="directive" value="{directive.pk}"' in client.get(where, {"tim": "\x00vssid\x00"}).content.decode()
    assert client.post(add, {"directive": directive.pk}).status_code == 302
    assert f'name="directive" value="{directive.pk}"' not in client.get(where, {"tim": "vssid"}).content.decode(), "it is in already"
    wrong = client.post(add, {"title": "Đơn của dân", "day": "32/01/2021"})
    assert wrong.status_code == 400
    assert "Đơn của dân" in wrong.content.decode()
    assert client.post(add, {"title": "Đơn của dân", "day": "01/02/2021", "pages": "2"}).status_code == 302
    line = case_file.documents.get(title="Đơn của dân")
    assert client.post(reverse("directives:case_take_out", args=[line.pk])).status_code == 302
    assert client.post(reverse("directives:case_close", args=[case_file.pk])).status_code == 302
    case_file.refresh_from_db()
    assert case_file.closed_on is not None
    listed = client.get(reverse("directives:case_files"), {"nam": "2021"}).content.decode()
    assert "05.VX · Tiêm chủng năm 2021" in listed
    assert client.get(reverse("directives:case_files_print", args=[city.units["VX"].pk, "xlsx"])).status_code == 200
    assert client.get(reverse("directives:case_print", args=[case_file.pk, "exe"])).status_code == 404


def acts(case_file: CaseFile, document: CaseDocument) -> list[str]:
    return [
        reverse("directives:case_add", args=[case_file.pk]),
        reverse("directives:case_close", args=[case_file.pk]),
        reverse("directives:case_take_out", args=[document.pk]),
    ]


def test_who_keeps_the_file_and_the_clerk_fill_it_and_nobody_else(city: City) -> None:
    case_file = opened(city, unit="HN", by="city_officer")
    add_paper(case_file, values=PAPER, by=city["city_officer"], at=AT)
    document = case_file.documents.get()
    where = reverse("directives:case_file", args=[case_file.pk])
    for name, sees in (("office_head", 200), ("stranger", 403), ("officer", 403)):
        client = signed_in(city[name])
        assert client.get(where).status_code == sees, name
        for address in acts(case_file, document):
            assert client.post(address, {"title": "x"}).status_code == 403, name
    assert signed_in(city["city_clerk"]).post(acts(case_file, document)[0], {"title": "Của văn thư"}).status_code == 302


def test_nothing_that_one_does_not_see_is_put_in(city: City) -> None:
    directive = issued(city)
    mine = opened(city, "01", unit="HP", by="stranger")
    client = signed_in(city["stranger"])
    add = reverse("directives:case_add", args=[mine.pk])
    assert client.post(add, {"directive": directive.pk}).status_code == 403
    assert client.post(add, {"directive": "x" * 50}).status_code == 404
    assert client.post(add, {"incoming": "7"}).status_code == 404
    assert not mine.documents.exists()
    person: Person = city["stranger"]
    made = client.post(
        f"{reverse('directives:case_new')}?van-ban={directive.pk}",
        {"unit": str(city.units["HP"].pk), "year": "2021", "code": "02", "title": "Lấy trộm", "retention": "10 năm"},
    )
    assert made.status_code == 302
    assert not CaseFile.objects.get(keeper=person, code="02").documents.exists()


def test_the_page_of_a_file_costs_the_same_for_many(city: City, django_assert_max_num_queries: Any) -> None:
    counts = []
    for number, many in enumerate((2, 30)):
        case_file = opened(city, f"{number}")
        for _ in range(many):
            add_paper(case_file, values=PAPER, by=city["drafter"], at=AT)
        with django_assert_max_num_queries(60) as seen:
            assert signed_in(city["drafter"]).get(reverse("directives:case_file", args=[case_file.pk])).status_code == 200
            assert signed_in(city["drafter"]).get(reverse("directives:case_files")).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_whoever_acts_for_a_unit_finds_the_files_in_the_menu(city: City) -> None:
    way = f'href="{reverse("directives:case_files")}"'
    assert way in signed_in(city["clerk"]).get("/hop-viec/").content.decode()
    only_administers = city.person("HP", Role.ADMINISTRATOR)
    assert way not in signed_in(only_administers).get("/hop-viec/").content.decode()
    page = signed_in(city["clerk"]).get(reverse("directives:case_files")).content.decode()
    assert page.count('aria-current="page"') >= 1
