"""Spreadsheets that are none, bombs and damaged ones are refused with a sentence."""

import io
import os
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from org_hierarchy.importing import PEOPLE, UNITS, Sheet
from org_hierarchy.importing.reading import Upload, letters
from org_hierarchy.services import OrgError

from .spreadsheets import book, packed, person, unit


def refusal(content: bytes, sheet: Sheet = UNITS) -> str:
    with pytest.raises(OrgError) as found:
        Upload(content, sheet)
    assert str(found.value).endswith((".", "…"))
    return found.value.code


def rewritten(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return packed({name: change(name, package.read(name)) for name in package.namelist()})


def test_what_is_no_spreadsheet_is_refused_with_a_sentence() -> None:
    assert refusal(b"") == "empty"
    assert refusal(b"ma;ten\n1;2\n") == "not_xlsx"
    assert refusal(os.urandom(5000)) == "not_xlsx"
    assert refusal(b"PK\x03\x04" + os.urandom(5000)) == "broken"
    assert refusal(packed({"word/document.xml": "<x/>"})) == "not_xlsx"
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == "old_format"
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")) == "encrypted"
    assert refusal(packed({"xl/workbook.xml": "<x/>", "xl/vbaProject.bin": b"x"})) == "macro"
    assert refusal(bytes(21 * 1024 * 1024)) == "too_large"
    good = book(UNITS, [unit("A")])
    assert refusal(good[: len(good) // 2]) == "broken"
    assert refusal(book(PEOPLE, [person("a")])) in {"no_headings", "unknown_headings"}
    assert refusal(book(UNITS, [unit("A")], titles=["Mã đơn vị", "Tên đơn vị", "Cột lạ"])) == "unknown_headings"
    assert refusal(book(UNITS, [unit("A")], titles=["Mã đơn vị", "Tên đơn vị"])) == "missing_headings"
    assert refusal(book(UNITS, [unit("A")], titles=["Mã đơn vị", "Mã đơn vị", "Tên đơn vị"])) == "repeated_headings"
    assert refusal(book(UNITS, [])) == "no_rows"


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    good = book(UNITS, [unit("A")])
    assert refusal(packed({"xl/workbook.xml": "<x/>", "xl/sheet.xml": b" " * 300_000_000}, level=9)) == "zip_bomb"
    assert refusal(packed({"xl/workbook.xml": "<x/>"} | {f"xl/{n}.xml": "<x/>" for n in range(600)})) == "zip_bomb"
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>'
    assert refusal(rewritten(good, lambda name, part: entity if name == "xl/sharedStrings.xml" else part)) == "broken"


def test_cells_at_the_ends_of_a_sheet_are_refused_and_do_not_end_the_process() -> None:
    def put(place: str) -> bytes:
        row = "".join(filter(str.isdecimal, place))
        cell = f'<row r="{row}"><c r="{place}"><v>1</v></c></row></sheetData>'.encode()
        change = lambda name, part: part.replace(b"</sheetData>", cell) if name.endswith("sheet1.xml") else part  # noqa: E731
        return rewritten(book(UNITS, [unit("A")]), change)

    assert refusal(put("XFD1048576")) == "too_wide"
    assert refusal(put("A1048576")) == "too_long"
    assert refusal(put("A200002")) == "too_long"
    assert refusal(put("A0x")) == "broken"
    Upload(put("A200001"), UNITS)


def test_one_long_text_in_a_million_cells_is_refused() -> None:
    made = io.BytesIO()
    with Workbook(made) as workbook:
        page = workbook.add_worksheet()
        text = "dài" * 10_000
        for row in range(8_000):
            page.write_string(row, 0, text)
    assert refusal(made.getvalue()) == "zip_bomb"


def test_an_error_of_a_formula_is_named_by_its_cell() -> None:
    made = io.BytesIO()
    with Workbook(made) as workbook:
        page = workbook.add_worksheet()
        page.write_formula("C5", "=1/0", None, "#DIV/0!")
    with pytest.raises(OrgError, match="Ô C5 có công thức bị lỗi"):
        Upload(made.getvalue(), UNITS)


@given(st.lists(st.tuples(st.integers(0, 999_999), st.integers(0, 255)), min_size=1, max_size=8))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_is_read_or_refused_and_never_breaks(damages: list[tuple[int, int]]) -> None:
    content = bytearray(book(UNITS, [unit("A"), unit("B")]))
    for where, byte in damages:
        content[where * len(content) // 1_000_000] = byte
    try:
        table = Upload(bytes(content), UNITS).table(tick=lambda _: None)
    except OrgError:
        return
    assert table.rows


@given(st.integers(0, 20_000))
def test_letters_of_columns_count_as_spreadsheets_do(place: int) -> None:
    number = 0
    for letter in letters(place):
        number = number * 26 + ord(letter) - 64
    assert number == place + 1
