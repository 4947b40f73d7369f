"""Uploaded bytes → a workbook package that is safe to read, written anew from the parts that were checked.

A spreadsheet of unknown origin is hostile: it may unpack to gigabytes, name entities, or set two cells so far apart that the reader, which
lays a sheet out as a rectangle, would ask for more memory than there is and end the whole process.
"""

import io
import re
import zipfile
import zlib
from typing import NoReturn
from xml.parsers import expat

from org_hierarchy.services import OrgError

MEBIBYTE = 1024 * 1024
MOST_BYTES = 20 * MEBIBYTE
MOST_ENTRIES = 500
MOST_UNPACKED = 200 * MEBIBYTE
MOST_RATIO = 300
MOST_ROWS = 200_000
MOST_COLUMNS = 50
MOST_CELLS = 3_000_000
MOST_TEXT = 200 * MEBIBYTE
CHUNK = 256 * 1024
ENTRY_MARK = b"PK\x01\x02"
DAMAGES = (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)
PARTS = (".xml", ".rels")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_SAVE = "hãy mở bằng Excel, lưu lại thành .xlsx rồi gửi lại"


def safe_package(content: bytes) -> bytes:
    """The package with its XML parts alone, unpacked, every limit checked.

    Raises OrgError: `empty`, `too_large`, `encrypted`, `old_format`, `not_xlsx`, `broken`, `macro`, `zip_bomb`, `too_wide`, `too_long`,
    `cell_error`.
    """
    check_outside(content)
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as clean:
            entries = package.infolist()
            scan = _Scan()
            # Texts are shared between cells, so their lengths are known before cells refer to them.
            for entry in sorted(entries, key=lambda entry: not entry.filename.lower().endswith("sharedstrings.xml")):
                if entry.filename.lower().endswith(PARTS):
                    with package.open(entry) as source, clean.open(entry.filename, "w") as target:
                        scan.begin()
                        while data := source.read(CHUNK):
                            scan.feed(data)
                            target.write(data)
                        scan.end()
    except DAMAGES as error:
        raise _broken() from error
    return made.getvalue()


def check_outside(content: bytes) -> int:
    """What can be told of a package without unpacking it; returns how many bytes it says it unpacks to. Milliseconds, whatever its size.

    Raises OrgError: `empty`, `too_large`, `encrypted`, `old_format`, `not_xlsx`, `broken`, `macro`, `zip_bomb`.
    """
    _check_kind(content)
    if content.count(ENTRY_MARK) > 2 * MOST_ENTRIES:  # before each is read into an object; a few may be chance
        raise _bomb()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            _check_entries(entries)
    except DAMAGES as error:
        raise _broken() from error
    return sum(entry.file_size for entry in entries)


def _check_kind(content: bytes) -> None:
    if not content:
        raise OrgError("empty", "Tệp trống; hãy chọn tệp khác.")
    if len(content) > MOST_BYTES:
        raise OrgError("too_large", f"Tệp lớn hơn {MOST_BYTES // MEBIBYTE} MB; hãy chia thành nhiều tệp.")
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content or "EncryptionInfo".encode("utf-16-le") in content:
            raise OrgError("encrypted", "Tệp được đặt mật khẩu; hãy bỏ mật khẩu rồi gửi lại.")
        raise OrgError("old_format", f"Tệp Excel kiểu cũ (.xls) không đọc được; {_SAVE}.")
    if not content.startswith(b"PK"):
        raise OrgError("not_xlsx", "Đây không phải tệp Excel .xlsx; hãy điền vào tệp mẫu rồi gửi lại.")


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise OrgError("encrypted", "Tệp được đặt mật khẩu; hãy bỏ mật khẩu rồi gửi lại.")
    if len(set(names)) < len(names):
        raise _broken()
    if "xl/workbook.xml" not in names:
        raise OrgError("not_xlsx", "Đây không phải tệp Excel .xlsx; hãy điền vào tệp mẫu rồi gửi lại.")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise OrgError("macro", "Tệp có chứa macro; hãy lưu lại thành .xlsx không có macro.")
    heavy = any(entry.file_size > MEBIBYTE and entry.file_size > MOST_RATIO * max(entry.compress_size, 1) for entry in entries)
    if heavy or len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _bomb()


class _Scan:
    """Counts what a reader would hold in memory: the rectangle of cells of each part, and the text that cells share."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.text = 0

    def begin(self) -> None:
        self.rows = self.columns = self.row = self.column = 0
        self.in_item = self.in_shared = self.in_value = False
        self.number = ""
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _no_doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def feed(self, data: bytes) -> None:
        self.parser.Parse(data, False)

    def end(self) -> None:
        self.parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self._cell(attributes)
        elif local == "row":
            given = attributes.get("r", "")
            self.row = int(given) if given.isdecimal() else self.row + 1
            self.column = 0
        elif local == "v":
            self.in_value = True
        elif local == "si":
            self.in_item = True
            self.lengths.append(0)

    def _cell(self, attributes: dict[str, str]) -> None:
        self.in_shared, self.number = attributes.get("t") == "s", ""
        place = attributes.get("r")
        if place is None:
            row, self.column = self.row, self.column + 1
        else:
            found = _CELL.fullmatch(place)
            if found is None:
                raise ValueError(place)
            row, self.column = int(found[2]), _number(found[1])
        if attributes.get("t") == "e":
            raise OrgError("cell_error", f"Ô {place or f'ở dòng {row}'} có công thức bị lỗi (dạng #REF!, #N/A); hãy sửa rồi gửi lại.")
        self.rows, self.columns = max(self.rows, row), max(self.columns, self.column)
        if self.columns > MOST_COLUMNS:
            raise OrgError("too_wide", f"Trang tính có ô ở cột thứ {self.columns}; chỉ đọc {MOST_COLUMNS} cột. Hãy xóa các cột thừa.")
        if self.rows > MOST_ROWS + 1 or self.rows * self.columns > MOST_CELLS:
            raise OrgError(
                "too_long", f"Trang tính dài đến dòng {self.rows}; hãy xóa dòng thừa hoặc chia tệp, mỗi tệp tối đa 200.000 dòng."
            )

    def _text(self, data: str) -> None:
        if self.in_item:
            self.lengths[-1] += len(data)
        elif self.in_value and self.in_shared:
            self.number += data

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "si":
            self.in_item = False
        elif local == "v":
            self.in_value = False
        elif local == "c" and self.in_shared:
            self.in_shared = False
            number = self.number.strip()
            if number:
                self.text += self.lengths[int(number)] if int(number) < len(self.lengths) else 0
            if self.text > MOST_TEXT:
                raise OrgError("zip_bomb", f"Nội dung các ô quá dài nên tệp không được đọc; {_SAVE}, hoặc chia thành nhiều tệp.")


def _number(letters: str) -> int:
    """A as 1, Z as 26, AA as 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _no_doctype(*_: object) -> NoReturn:
    raise _broken()


def _bomb() -> OrgError:
    return OrgError("zip_bomb", f"Tệp nén bất thường hoặc quá lớn khi mở ra nên không được đọc; {_SAVE}, hoặc chia thành nhiều tệp.")


def _broken() -> OrgError:
    return OrgError("broken", f"Tệp bị hỏng; {_SAVE}.")
