"""The page of a table: cells, rows and columns, what a spreadsheet copied; and what the draft, its versions and its readers show of it."""

import io
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import load_workbook

from directives import grids
from directives.drafting import ProvisionDraft
from directives.drafting.saved import saved_draft
from directives.grids import Grid
from directives.models import Comment, Directive
from directives.services import number_directive
from org_hierarchy.models import Person
from records.models import Event
from workflows import steps
from workflows.views.directives.history import words_of

from .city import AT, City, begun, draft, duty, later, named, refused, signed, signed_in
from .drawn_tables import GRID, Kind, with_tables
from .test_pages_drafting import page

pytestmark = pytest.mark.django_db


class Form(HTMLParser):
    """The fields of a page as a browser sends them: in their order, of radio buttons the one that is pressed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name, sort = found.get("name") or "", found.get("type")
        if tag == "textarea":
            self.inside, self.values[name] = name, ""
        elif tag == "select":
            self.values[name] = ""
            self.chooses = name
        elif tag == "option" and "selected" in found:
            self.values[self.chooses] = found.get("value") or ""
        elif tag == "input" and name and (sort not in {"radio", "checkbox"} or "checked" in found):
            self.values[name] = found.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.values[self.inside] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.values[self.inside] = self.values[self.inside].removeprefix("\n")
            self.inside = ""


def fields(text: str) -> dict[str, str]:
    return Form(text).values


PLACE = 2
"""Of the table in the body of `with_tables`."""


def at_table(person: Person, directive: Directive, place: int = PLACE, **asked: Any) -> str:
    answer = signed_in(person).get(reverse("workflows:draft_table", args=[directive.pk, place]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def press(
    person: Person,
    directive: Directive,
    act: str = "save",
    *,
    place: int = PLACE,
    opened: str = "",
    by_the_page: bool = False,
    **typed: str,
) -> Any:
    sent = fields(opened or at_table(person, directive, place)) | {"act": act} | typed
    headers = {"HX-Request": "true"} if by_the_page else {}
    return signed_in(person).post(reverse("workflows:draft_table", args=[directive.pk, place]), sent, headers=headers)


def grid_at(directive: Directive, place: int = PLACE) -> Grid:
    return grids.grid_of(directive.provisions.get(position=place).text)


def cell(row: int, column: int) -> str:
    return f"c-{row}-{column}"


def test_cells_are_written_and_rows_behind_the_last_are_new(city: City) -> None:
    directive = begun(city, with_tables(city))
    answer = press(city["drafter"], directive, **{cell(0, 1): "Ba Đình mới", "h-2": "Số hộ", cell(3, 1): "Tây Hồ"})
    assert answer.status_code == 302
    assert grid_at(directive) == Grid(
        ("STT", "Đơn vị", "Số hộ"), (("", "Ba Đình mới", "1.200"), ("", "Hoàn Kiếm", "950"), ("", "", ""), ("", "Tây Hồ", ""))
    )
    assert grid_at(directive, 8) == GRID, "another table of the same cells stays as it is"
    shown = page(city["drafter"], directive)
    assert "Ba Đình mới" in shown
    assert "4 dòng, 3 cột" in shown


@pytest.mark.parametrize("by_the_page", [False, True])
def test_a_button_saves_what_was_typed_and_changes_the_rows(city: City, by_the_page: bool) -> None:
    directive = begun(city, with_tables(city))
    answer = press(city["drafter"], directive, "row-down", row="0", col="1", by_the_page=by_the_page, **{cell(0, 2): "7"})
    assert answer.status_code == (200 if by_the_page else 302)
    if by_the_page:
        assert 'id="bang"' in answer.content.decode()
        assert 'id="tu-luu" hx-swap-oob="innerHTML"' in answer.content.decode()
    else:
        assert answer.url.endswith("?trang=1&dong=1&cot=1")
    assert grid_at(directive).rows == (("", "Hoàn Kiếm", "950"), ("", "Ba Đình", "7"))
    assert press(city["drafter"], directive, "column-drop", col="2").status_code == 302
    assert grid_at(directive).columns == ("STT", "Đơn vị")
    assert press(city["drafter"], directive, "done").url.endswith("/soan/?doan=2#doan-soan-2")


def test_a_spreadsheet_is_pasted_into_a_cell_or_over_all_of_it(city: City) -> None:
    directive = begun(city, with_tables(city))
    assert press(city["drafter"], directive, "paste-cells", row="1", col="1", dan="Tây Hồ\t1\r\nĐống Đa\t2\r\n").status_code == 302
    assert grid_at(directive).rows == (("", "Ba Đình", "1.200"), ("", "Tây Hồ", "1"), ("", "Đống Đa", "2"))
    assert press(city["drafter"], directive, "paste-all", dan="TT\tTên\n1\tMột\n2\tHai").status_code == 302
    assert grid_at(directive) == Grid(("TT", "Tên"), (("", "Một"), ("", "Hai")))


@pytest.mark.parametrize(
    ("act", "typed", "words"),
    [
        ("paste-all", {"dan": ""}, "Chưa có nội dung để dán"),
        ("paste-all", {"dan": "a\tb\n" * 2002}, "chỉ được 2.000"),
        ("paste-all", {"dan": "a\t" * 25}, "chỉ được 20"),
        ("paste-cells", {"dan": "a\tb"}, "chọn một dòng"),
        ("row-up", {"row": "-1", "col": "0"}, "Dòng tiêu đề luôn đứng đầu"),
        ("row-drop", {"row": "999", "col": "0"}, "chọn một ô"),
        ("boil", {}, ""),
        ("save", {cell(0, 1): "x" * 2001}, "chỉ được 2.000"),
        ("save", {cell(0, 1): "TỐI MẬT"}, "dấu chỉ độ mật"),
        ("paste-all", {"dan": "Tên\tSố\n\"TUYỆT\nMẬT\"\t1"}, "dấu chỉ độ mật"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_said_and_everything_typed_stays(city: City, act: str, typed: dict[str, str], words: str) -> None:
    directive = begun(city, with_tables(city))
    mine = {cell(1, 1): "Chữ của tôi"} | typed
    answer = press(city["drafter"], directive, act, **mine)
    if not words:
        assert answer.status_code == 302, "a button that there is none of only saves"
        return
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert fields(answer.content.decode())[cell(1, 1)] == "Chữ của tôi"
    assert grid_at(directive) == GRID
    told = press(city["drafter"], directive, act, by_the_page=True, **mine)
    assert (told.status_code, told.headers["HX-Retarget"]) == (422, "#tu-luu")


def test_whoever_wrote_the_text_meanwhile_loses_nothing_and_of_one_table_the_second_is_asked(city: City) -> None:
    directive = begun(city, with_tables(city))
    mine = at_table(city["drafter"], directive)
    other = saved_draft(directive)
    new = (ProvisionDraft("Đoạn của người khác."), *other.provisions)
    moved = [
        one if one.parent_position is None else ProvisionDraft(one.text, one.kind, one.label, one.parent_position + 1) for one in new[1:]
    ]
    steps.revise(
        directive,
        content=type(other)(**{**vars_of(other), "provisions": (new[0], *moved), "duties": ()}),
        by=city["colleague"],
        at=later(hours=1),
    )
    # three tables have the same cells, so nobody can tell which of them was moved where
    told = press(city["drafter"], directive, opened=mine, **{cell(0, 1): "Của tôi"})
    assert told.status_code == 400
    assert "không còn ở chỗ cũ" in told.content.decode()
    assert fields(told.content.decode())[cell(0, 1)] == "Của tôi"

    opened = at_table(city["drafter"], directive, 3)
    press(city["colleague"], directive, place=3, **{cell(0, 2): "5"})
    told = press(city["drafter"], directive, place=3, opened=opened, by_the_page=True, **{cell(0, 1): "Của tôi"})
    assert told.status_code == 422
    assert str(city["colleague"]) in told.content.decode()
    over = told.content.decode().split('name="over" value="')[1].split('"')[0]
    assert press(city["drafter"], directive, place=3, opened=opened, over=over, **{cell(0, 1): "Của tôi"}).status_code == 302
    assert grid_at(directive, 3).rows[0] == ("", "Của tôi", "1.200"), "as it was asked"
    text = press(city["drafter"], directive, place=3, **{cell(0, 1): "Tiếp"})
    assert text.status_code == 302


def vars_of(content: Any) -> dict[str, Any]:
    return {name: getattr(content, name) for name in content.__dataclass_fields__}


def test_a_table_is_written_while_somebody_else_writes_the_text(city: City) -> None:
    directive = begun(city, with_tables(city))
    press(city["drafter"], directive, place=8, **{cell(0, 1): "Một"})
    opened = at_table(city["drafter"], directive, 8)
    other = saved_draft(directive)
    steps.revise(
        directive, content=type(other)(**{**vars_of(other), "subject": "Trích yếu của người khác"}), by=city["colleague"], at=later(hours=1)
    )
    assert press(city["drafter"], directive, place=8, opened=opened, **{cell(0, 1): "Hai"}).status_code == 302
    directive.refresh_from_db()
    assert (directive.subject, grid_at(directive, 8).rows[0][1]) == ("Trích yếu của người khác", "Hai")


def test_the_draft_keeps_its_tables_whatever_is_pressed_there(city: City) -> None:
    directive = begun(city, with_tables(city))
    press(city["drafter"], directive, place=10, **{cell(0, 1): "Riêng"})
    sent = fields(page(city["drafter"], directive))
    client, url = signed_in(city["drafter"]), reverse("workflows:draft", args=[directive.pk])
    assert client.post(url, sent | {"auto": "1", "p-0-text": "Yêu cầu theo phụ lục:"}).status_code == 200
    sent = fields(page(city["drafter"], directive))
    assert client.post(url, sent | {"act": "doan-up", "p-at": "9"}, headers={"HX-Request": "true"}).status_code == 200
    kinds = list(directive.provisions.order_by("position").values_list("kind", flat=True))
    assert kinds[5:8] == ["landscape", "table", "appendix"], "an appendix moves with its table"
    assert grid_at(directive, 6).rows[0][1] == "Riêng"
    sent = fields(page(city["drafter"], directive))
    answer = client.post(url, sent | {"act": "doan-table", "p-at": "3"})
    assert answer.url == reverse("workflows:draft_table", args=[directive.pk, 4]) + "?dong=0&cot=1"
    assert grid_at(directive, 4) == grids.EMPTY
    answer = client.post(url, fields(page(city["drafter"], directive)) | {"act": "doan-grid-4"})
    assert answer.url == reverse("workflows:draft_table", args=[directive.pk, 4])
    assert press(city["drafter"], directive, "drop", place=4).status_code == 302
    assert directive.provisions.count() == 11


def test_a_table_that_is_kept_nowhere_any_more_is_not_emptied(city: City) -> None:
    directive = begun(city, with_tables(city))
    sent = fields(page(city["drafter"], directive)) | {"auto": "1", "p-2-same": "0" * 24}
    answer = signed_in(city["drafter"]).post(reverse("workflows:draft", args=[directive.pk]), sent)
    assert answer.status_code == 422
    assert "mở lại dự thảo" in answer.content.decode()
    assert grid_at(directive) == GRID


def test_a_table_without_a_word_keeps_nothing_else_from_being_saved(city: City) -> None:
    directive = begun(city, with_tables(city))
    directive.provisions.filter(position=PLACE).update(text="")
    sent = fields(page(city["drafter"], directive)) | {"auto": "1", "p-0-text": "Yêu cầu theo phụ lục:"}
    assert signed_in(city["drafter"]).post(reverse("workflows:draft", args=[directive.pk]), sent).status_code == 200
    assert directive.provisions.get(position=0).text == "Yêu cầu theo phụ lục:"
    assert grid_at(directive) == Grid(("",), ())


def test_a_long_table_is_shown_by_pages_and_saved_from_any_of_them(city: City) -> None:
    directive = begun(city, with_tables(city))
    rows = "\n".join("\t".join([str(row), *(f"ô {row}.{column}" for column in range(11))]) for row in range(1, 2001))
    head = "\t".join(["STT", *(f"Cột {column}" for column in range(11))])
    assert press(city["drafter"], directive, "paste-all", place=8, dan=f"{head}\n{rows}").status_code == 302
    shown = at_table(city["drafter"], directive, 8, trang=67)
    assert "Trang 67/67" in shown
    assert len([name for name in fields(shown) if name.startswith("c-")]) == 20 * 12
    assert press(city["drafter"], directive, "page-2", place=8, opened=shown, **{cell(1999, 3): "Cuối"}).url.endswith("?trang=2")
    assert grid_at(directive, 8).rows[-1][3] == "Cuối"
    assert press(city["drafter"], directive, "goto", place=8, den="1234").url.endswith("?trang=42&dong=1233&cot=0")
    assert at_table(city["drafter"], directive, 8, trang=999).count("Trang 67/67") == 1
    sheet = signed_in(city["drafter"]).get(reverse("workflows:draft_table", args=[directive.pk, 8]), {"tai": "1"})
    cells = load_workbook(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert (len(cells), len(cells[0]), cells[2000][3]) == (2001, 12, "Cuối")


def test_versions_tell_a_changed_row_and_bring_a_dropped_table_back(city: City) -> None:
    directive = begun(city, with_tables(city))
    steps.revise(directive, content=saved_draft(directive), by=city["colleague"], at=later(hours=1))
    press(city["colleague"], directive, **{cell(1, 2): "777"})
    url = reverse("workflows:versions", args=[directive.pk])
    shown = signed_in(city["drafter"]).get(url).content.decode()
    assert "<del>950" in shown
    assert "<ins>777" in shown
    assert "Ba Đình | 1.200" in shown, "the row beside it"
    press(city["drafter"], directive, "drop")
    assert directive.provisions.filter(kind=Kind.TABLE).count() == 2
    version = directive.versions.order_by("number").first()
    assert version is not None
    restored = signed_in(city["drafter"]).post(reverse("workflows:restore", args=[directive.pk, version.number]))
    assert restored.status_code == 302
    assert grid_at(directive) == GRID


def test_tables_and_appendices_are_spoken_of_and_shown_to_readers(city: City) -> None:
    directive = begun(city, with_tables(city))
    client = signed_in(city["colleague"])
    shown = client.get(directive.get_absolute_url()).content.decode()
    assert "Phụ lục II<br>DANH SÁCH THƯ VIỆN" in shown
    assert shown.count("Hoàn Kiếm") >= 3
    sent = {"position": "10", "text": "Thiếu một thư viện."}
    assert client.post(reverse("workflows:comment", args=[directive.pk]), sent).status_code == 302
    said = Comment.objects.get()
    assert (said.quote, said.provision.position if said.provision else None) == ("Bảng: STT, Đơn vị, Số người", 10)
    press(city["drafter"], directive, place=10, **{cell(0, 2): "8"})
    said.refresh_from_db()
    assert said.provision is not None, "what was said follows its table"


def test_an_open_place_in_a_cell_and_an_appendix_without_a_title_stop_the_handing_in(city: City) -> None:
    directive = begun(city, with_tables(city))
    press(city["drafter"], directive, **{cell(0, 1): "[… tên quận]"})
    assert "[… tên quận]" in page(city["drafter"], directive)
    refused("unfilled", lambda: steps.submit(directive, by=city["drafter"], at=AT))
    press(city["drafter"], directive, **{cell(0, 1): "Ba Đình"})
    directive.provisions.filter(kind=Kind.APPENDIX).update(text="")
    assert "Phụ lục chưa có tên" in str(refused("incomplete", lambda: steps.submit(directive, by=city["drafter"], at=AT)))


def test_words_about_secrecy_are_pointed_out_where_they_are_written(city: City) -> None:
    directive = begun(city, draft(city, duty("Rà soát.", named(city.units["BD"])), provisions=(ProvisionDraft("Rà soát tài liệu mật."),)))
    assert "Văn bản nhắc đến độ mật" in page(city["drafter"], directive)
    sent = fields(page(city["drafter"], directive)) | {"auto": "1", "p-0-text": "Rà soát."}
    answer = signed_in(city["drafter"]).post(reverse("workflows:draft", args=[directive.pk]), sent)
    assert answer.status_code == 200
    assert "Văn bản nhắc đến độ mật" not in answer.content.decode()


def test_an_invitation_keeps_its_appendix_beside_its_fields(city: City) -> None:
    provisions = (
        ProvisionDraft("Ủy ban nhân dân Thành phố trân trọng kính mời: Sở Y tế"),
        ProvisionDraft("Tới dự cuộc họp"),
        ProvisionDraft("Thời gian: 14 giờ"),
        ProvisionDraft("Địa điểm: Phòng họp"),
        ProvisionDraft("Chương trình họp", Kind.APPENDIX),
        ProvisionDraft(grids.text_of(GRID), Kind.TABLE),
    )
    directive = begun(city, draft(city, duty("Dự họp.", named(city.units["BD"])), kind="GM", symbol="GM-UBND", provisions=provisions))
    client, url = signed_in(city["drafter"]), reverse("workflows:draft", args=[directive.pk])
    sent = fields(page(city["drafter"], directive))
    assert sent["inv-notes"] == ""
    assert client.post(url, sent | {"auto": "1", "inv-venue": "Phòng họp 2", "p-4-text": "Chương trình"}).status_code == 200
    words = list(directive.provisions.order_by("position").values_list("text", flat=True))
    assert words[3:5] == ["Địa điểm: Phòng họp 2", "Chương trình"]
    assert grid_at(directive, 5) == GRID
    answer = client.post(url, fields(page(city["drafter"], directive)) | {"act": "doan-appendix"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert directive.provisions.filter(kind=Kind.APPENDIX).count() == 2
    assert directive.provisions.get(position=3).text == "Địa điểm: Phòng họp 2"


def test_who_may_not_write_the_draft_reaches_no_table_of_it(city: City) -> None:
    directive = begun(city, with_tables(city))
    opened = at_table(city["drafter"], directive)
    for name in ("stranger", "officer", "city_clerk"):
        assert signed_in(city[name]).get(reverse("workflows:draft_table", args=[directive.pk, PLACE])).status_code == 403
        assert press(city[name], directive, opened=opened).status_code == 403
    assert signed_in(city["drafter"]).get(reverse("workflows:draft_table", args=[directive.pk, 0])).status_code == 404
    steps.submit(directive, by=city["drafter"], at=AT)
    assert press(city["drafter"], directive, opened=opened, **{cell(0, 1): "Sau khi trình"}).status_code in {403, 409}
    assert grid_at(directive) == GRID


def test_a_page_costs_the_same_whatever_the_size_of_its_tables(city: City) -> None:
    directive = begun(city, with_tables(city))
    counts = []
    for rows in (2, 900):
        press(city["drafter"], directive, "paste-all", dan="Tên\tSố\n" + "a\tb\n" * rows)
        for url in ("workflows:draft_table", "workflows:draft"):
            client = signed_in(city["drafter"])
            with CaptureQueriesContext(connection) as seen:
                assert client.get(reverse(url, args=[directive.pk, PLACE][: 2 if url.endswith("table") else 1])).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]


def test_a_date_before_the_year_of_its_number_is_refused_by_the_year_and_not_by_the_signature(city: City) -> None:
    directive = signed(city)
    number: dict[str, Any] = {"by": city["city_clerk"], "at": AT, "today": date(2022, 1, 5), "issued_date": date(2021, 12, 30)}
    said = str(refused("bad_date", lambda: number_directive(directive, **number)))
    assert "từ 01/01/2022 đến hôm nay" in said
    assert "không thuộc năm trước" in said
    assert "ngày ký" not in said


@pytest.mark.parametrize(("last", "words"), [(1, "bỏ trống số 01: Giấy"), (3, "bỏ trống số 01 đến 03: Giấy")])
def test_one_number_that_is_left_out_is_told_as_one(last: int, words: str) -> None:
    after = {"number": last + 1, "year": 2021, "left_out": [1, last], "reason": "Giấy"}
    assert words_of(Event(action="directives.numbered", after=after)).endswith(words)
