"""Whatever the facts: the same bytes for the same ones, quickly, with all of their words, numbers and days as the decree writes them."""

import dataclasses
import datetime
import io
import re
import time
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from directives.writing import (
    AgencyHead,
    Appendix,
    Chart,
    Letter,
    Paragraph,
    RecipientNote,
    Series,
    Signature,
    Table,
    number_text,
    pdf_of,
    place_and_date,
    write_letter,
    write_slip,
)
from directives.writing.text import line_of, lines_of

from .written import ANY_TEXT, EVERYTHING, LETTER, PLAN, REPORT, SLIP, comparable, opened, texts


def test_same_facts_give_the_same_bytes_whatever_the_clock_says() -> None:
    again = {"letter": write_letter(LETTER), "plan": write_letter(PLAN), "report": write_letter(REPORT), "slip": write_slip(SLIP)}
    assert again == EVERYTHING
    with zipfile.ZipFile(io.BytesIO(EVERYTHING["report"])) as archive:
        workbook = archive.read("word/embeddings/chart1.xlsx")
        inner = zipfile.ZipFile(io.BytesIO(workbook))
        assert {entry.date_time[:3] for entry in archive.infolist() + inner.infolist()} == {(1980, 1, 1)}
        properties = archive.read("docProps/core.xml").decode() + inner.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\d", properties)) == {"2020-01-01"}


def test_a_letter_takes_less_than_60_milliseconds() -> None:
    def seconds() -> Iterator[float]:
        for _ in range(5):
            start = time.perf_counter()
            write_letter(LETTER)
            yield time.perf_counter() - start

    assert min(seconds()) < 0.06


WORDS = st.tuples(ANY_TEXT, ANY_TEXT)


@settings(max_examples=60, deadline=None)
@given(
    head=WORDS,
    words=WORDS,
    names=WORDS,
    signs=WORDS,
    body=st.tuples(*[ANY_TEXT] * 6),
    cells=st.tuples(*[ANY_TEXT] * 3),
    kind=st.sampled_from(["CV", "BC"]),
)
def test_any_text_is_found_again_in_the_document(
    head: tuple[str, str],
    words: tuple[str, str],
    names: tuple[str, str],
    signs: tuple[str, str],
    body: tuple[str, ...],
    cells: tuple[str, ...],
    kind: str,
) -> None:
    kinds = ("base", "text", "article", "clause_title", "point", "text")
    document = opened(
        Letter(
            kind=kind,
            head=AgencyHead(head[:1], head[1:]),
            symbol=words[0],
            place=words[1],
            subject=words[0],
            addressees=names,
            body=(
                *(Paragraph(paragraph_kind, "", text) for paragraph_kind, text in zip(kinds, body, strict=True)),
                Table(title=words[1], columns=cells, rows=(cells,), note=words[0]),
                Chart(words[0], cells, (Series(words[1], "000000", (1, 2, 3)),)),
            ),
            recipients=(RecipientNote(*names),),
            signature=Signature(signs[:1], signs[1], names[0]),
            appendices=(Appendix(words[0], (Paragraph("chapter", body[0], body[1]),), reference=words[1]),),
            drafter_mark=signs[0],
        )
    )
    read = comparable("\n".join(texts(document)))
    for text in (*head, *words, *signs, *cells, *body):
        for expected in lines_of(text):
            assert comparable(expected.rstrip(" ;.")) in read
    for name in names:
        assert comparable(line_of(name).strip(" -–;,.")) in read


@given(number=st.integers(min_value=1, max_value=99999), symbol=st.sampled_from(["UBND-VX", "KH-BHXH"]))
def test_numbers_under_ten_are_padded_to_two_digits(number: int, symbol: str) -> None:
    digits, rest = number_text(number, symbol).split("/")
    assert rest == symbol
    assert int(digits) == number
    assert digits.startswith("0") is (number < 10)
    assert len(digits) == max(2, len(str(number)))


def test_number_not_yet_given_leaves_room() -> None:
    assert number_text(None, "UBND-VX") == "     /UBND-VX"
    assert number_text(5, "UBND-VX") == "05/UBND-VX"
    assert "Số:      /UBND-KGVX" in texts(opened(dataclasses.replace(LETTER, number=None)))


@given(on=st.dates(min_value=datetime.date(1976, 1, 1)))
def test_days_under_ten_and_months_one_and_two_are_padded_and_no_other(on: datetime.date) -> None:
    match = re.fullmatch(r"Hà Nội, ngày (\d+) tháng (\d+) năm (\d+)", place_and_date("Hà Nội", on))
    assert match
    day, month, year = match.groups()
    assert datetime.date(int(year), int(month), int(day)) == on
    assert day.startswith("0") is (on.day < 10)
    assert month.startswith("0") is (on.month in {1, 2})


def test_place_and_date_are_those_of_the_decree() -> None:
    assert place_and_date("Hà Nội", datetime.date(2020, 1, 5)) == "Hà Nội, ngày 05 tháng 01 năm 2020"
    assert place_and_date("Thành phố Hồ Chí Minh", datetime.date(2019, 6, 29)) == "Thành phố Hồ Chí Minh, ngày 29 tháng 6 năm 2019"
    assert place_and_date("", datetime.date(2026, 9, 3)) == "ngày 03 tháng 9 năm 2026"


@pytest.mark.services
@pytest.mark.parametrize(("name", "pages"), [("letter", 1), ("report", 3), ("slip", 1)])
def test_word_processor_lays_it_out_on_the_pages_expected(name: str, pages: int) -> None:
    assert len(PdfDocument(pdf_of(EVERYTHING[name]))) == pages
