"""A form in which somebody chooses how secret a paper is speaks of secrecy; it is marked only once a mark is ticked."""

import io
from collections.abc import Callable, Sequence

import pytest
from docx import Document
from docx.document import Document as OpenDocument
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st

from directives.drafting import ProvisionDraft
from directives.files import ReadingError, contents_of, refuse_secret
from directives.files.secrecy import alone_on_page, carries_stamp, is_stamp, mentions
from directives.models import Directive

from .city import City, draft, drafted, refused
from .test_secrecy import placed

MARKS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")
EMPTY = ("☐", "□", "[ ]", "( )", "[]", "\uf0a8")
TICKED = ("☑", "☒", "✓", "✔", "[x]", "(X)", "x", "\uf0fe")
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

Choice = tuple[str, str]  # a box and what it stands for
choices = st.lists(st.tuples(st.sampled_from(EMPTY), st.sampled_from((*MARKS, "Thường"))), min_size=2, max_size=4)


def before(line: Sequence[Choice], gap: str = " ") -> str:
    return gap.join(f"{box} {words}" for box, words in line)


def behind(line: Sequence[Choice], gap: str = " ") -> str:
    return gap.join(f"{words} {box}" for box, words in line)


@given(choices, st.sampled_from((" ", "  ", "   ", "\t", " / ")), st.sampled_from(("", "Độ mật: ", "Mức độ:  ")))
def test_marks_behind_empty_boxes_are_none(line: list[Choice], gap: str, label: str) -> None:
    assert not carries_stamp(label + before(line, gap))
    assert not is_stamp(behind(line, gap))


@given(choices, st.sampled_from(MARKS), st.sampled_from(TICKED), st.data())
def test_one_ticked_mark_among_them_is_one(line: list[Choice], mark: str, tick: str, data: st.DataObject) -> None:
    line.insert(data.draw(st.integers(0, len(line))), (tick, mark))
    assert carries_stamp(before(line))
    assert carries_stamp(before(line, "\t"))


@given(choices, st.sampled_from(TICKED))
def test_a_tick_for_something_else_marks_nothing(line: list[Choice], tick: str) -> None:
    assert not carries_stamp(before([(tick, "Thường"), *line]))


@pytest.mark.parametrize("text", ["[MẬT]", "(TUYỆT MẬT)", "- MẬT -", "ĐỘ MẬT: TỐI MẬT", "_MẬT_", "☒MẬT", "☐ Thường   MẬT"])
def test_a_frame_is_no_box_and_a_mark_without_one_is_a_mark(text: str) -> None:
    assert carries_stamp(text)


@pytest.mark.parametrize("text", ["☐ MẬT", "MẬT ☐", "Độ mật: ☐ MẬT ☐ TỐI MẬT", "□ Tối mật"])
def test_a_choice_is_pointed_out(text: str) -> None:
    assert mentions(text)


def sign(code: str) -> str:
    return f'<w:r {WORD}><w:sym w:font="Wingdings" w:char="{code}"/></w:r>'


def field(state: str) -> str:
    data = f'<w:ffData><w:checkBox><w:default w:val="0"/>{state}</w:checkBox></w:ffData>'
    return f'<w:r {WORD}><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'


Plant = Callable[[OpenDocument], object]


def with_boxes(*boxes: str, in_cell: bool = False) -> Plant:
    def plant(document: OpenDocument) -> None:
        paragraph = document.add_table(1, 1).cell(0, 0).paragraphs[0] if in_cell else document.add_paragraph()
        for box, mark in zip(boxes, MARKS, strict=False):
            paragraph._p.append(parse_xml(box))
            paragraph.add_run(f" {mark} ")

    return plant


def in_cells(*texts: str) -> Plant:
    def plant(document: OpenDocument) -> None:
        for cell, text in zip(document.add_table(1, len(texts)).rows[0].cells, texts, strict=True):
            cell.text = text

    return plant


OPEN: dict[str, Plant] = {
    "a line": lambda document: document.add_paragraph("☐ MẬT ☐ TỐI MẬT"),
    "lines of a paragraph": lambda document: document.add_paragraph("☐ MẬT\n☐ TỐI MẬT\n☐ TUYỆT MẬT"),
    "boxes before tabs": lambda document: document.add_paragraph("☐\tMẬT\t☐\tTỐI MẬT"),
    "cells": in_cells("☐ MẬT", "☐ TỐI MẬT"),
    "signs of Wingdings": with_boxes(sign("F0A8"), sign("F06F")),
    "signs in a cell": with_boxes(sign("F0A8"), sign("F06F"), in_cell=True),
    "fields of a form": with_boxes(field(""), field('<w:checked w:val="0"/>')),
}
CHOSEN: dict[str, Plant] = {
    "a line": lambda document: document.add_paragraph("☐ MẬT ☒ TỐI MẬT"),
    "lines of a paragraph": lambda document: document.add_paragraph("☐ MẬT\n☑ TỐI MẬT"),
    "boxes before tabs": lambda document: document.add_paragraph("☐\tMẬT\tx\tTỐI MẬT"),
    "cells": in_cells("☐ MẬT", "[x] TỐI MẬT"),
    "signs of Wingdings": with_boxes(sign("F0A8"), sign("F0FE")),
    "signs in a cell": with_boxes(sign("F0FE"), sign("F06F"), in_cell=True),
    "fields of a form": with_boxes(field(""), field("<w:checked/>")),
    "a mark of its own": lambda document: [document.add_paragraph("☐ MẬT ☐ TỐI MẬT"), document.add_paragraph("MẬT")],
    "a mark below a box": lambda document: document.add_paragraph("Họp kín ☐\nMẬT"),
}
READERS: dict[str, Callable[[bytes], object]] = {"reading": lambda content: contents_of(content, name="a.docx"), "evidence": refuse_secret}


def word(plant: Plant) -> bytes:
    made, stream = Document(), io.BytesIO()
    made.add_paragraph("Phiếu đề xuất.")
    plant(made)
    made.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("how", OPEN)
def test_a_form_that_nobody_has_filled_in_is_taken(how: str, reader: str) -> None:
    READERS[reader](word(OPEN[how]))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("how", CHOSEN)
def test_a_form_in_which_a_mark_is_ticked_is_refused(how: str, reader: str) -> None:
    with pytest.raises(ReadingError) as told:
        READERS[reader](word(CHOSEN[how]))
    assert told.value.code == "secret"


def test_on_a_printed_page_the_box_stands_before_its_words() -> None:
    def is_marked(*boxes: str) -> bool:
        words = [(text, 60.0 + 130 * at, 110.0) for at, text in enumerate(each for box in boxes for each in (box, "MẬT"))]
        return any(is_stamp(text) for text in alone_on_page(placed(*words)))

    assert not is_marked("☐", "☐")
    assert is_marked("☐", "☒")


@pytest.mark.django_db
def test_in_a_draft_it_is_kept_unless_a_mark_is_ticked(city: City) -> None:
    def asking(line: str) -> Directive:
        return drafted(city, draft(city, provisions=(ProvisionDraft("Đơn vị chọn độ mật:"), ProvisionDraft(line))))

    assert asking("☐ MẬT ☐ TỐI MẬT").status == Directive.Status.DRAFT
    refused("secret", lambda: asking("☐ MẬT ☑ TỐI MẬT"))
