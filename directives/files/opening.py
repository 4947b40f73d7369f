"""Opening a .docx: the package is read directly, for a document of unknown origin is hostile.

Sizes are limited before anything is unpacked and no entity is resolved.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from lxml import etree

from directives.files.errors import ReadingError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
BROKEN = ReadingError("broken", "Tệp .docx bị hỏng, vui lòng mở bằng Word, lưu lại rồi chọn lại.")
MAX_ENTRIES = 2_000
MAX_UNPACKED = 150 * 1024 * 1024
MAX_PART = 40 * 1024 * 1024
MAX_RATIO = 250
#: more XML than this is parsed in a process of its own
LARGE = 4 * 1024 * 1024
_TYPES = "[Content_Types].xml"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"


def is_large(source: bytes) -> bool:
    """Whether the parts that are parsed unpack to more than a request should carry."""
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as package:
            return sum(entry.file_size for entry in package.infolist() if entry.filename.endswith(".xml")) > LARGE
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, NotImplementedError, EOFError):
        return False


@dataclass(frozen=True, slots=True)
class WordFile:
    """An open package and the name of its document part."""

    package: zipfile.ZipFile
    names: frozenset[str]
    main: str

    def part(self, name: str) -> etree._Element | None:
        """The root of a part, None for one that is not there."""
        return _parse(_part(self.package, name)) if name in self.names else None

    def document(self) -> etree._Element:
        """The root of the document part."""
        return _parse(_part(self.package, self.main))

    def beside(self, name: str) -> etree._Element | None:
        """The root of a part in the folder of the document part."""
        return self.part(f"{self.folder}{name}")

    @property
    def folder(self) -> str:
        return self.main.rsplit("/", 1)[0] + "/" if "/" in self.main else ""


@contextmanager
def opened(source: bytes) -> Iterator[WordFile]:
    """The package, to read its parts from. Raises `ReadingError` as `package_of` does, "macro" and "not_supported"."""
    with package_of(source) as package:
        refuse_macros(package)
        names = set(package.namelist())
        yield WordFile(package, frozenset(names), _main_part(package, names))


def refuse_macros(package: zipfile.ZipFile) -> None:
    """Raises `ReadingError` "macro" for a package with a part of macros, under whatever name its list of types has it."""
    types = _part(package, _TYPES).lower() if _TYPES in package.namelist() else b""
    if b"vbaproject" in types or b"macroenabled" in types or any(name.lower().endswith("vbaproject.bin") for name in package.namelist()):
        raise ReadingError("macro", "Tệp có chứa macro, vui lòng lưu lại thành tệp không có macro rồi chọn lại.")


def parts_of(package: zipfile.ZipFile, names: re.Pattern[str]) -> Iterator[etree._Element]:
    """The roots of the parts whose whole name is one of these."""
    for name in package.namelist():
        if names.fullmatch(name):
            yield _parse(_part(package, name))


@contextmanager
def package_of(source: bytes) -> Iterator[zipfile.ZipFile]:
    """Any Office package. Raises `ReadingError`: "broken", "encrypted", "zip_bomb", "too_large"."""
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as package:
            _check(package.infolist())
            yield package
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
        KeyError,
        etree.XMLSyntaxError,
    ) as error:
        raise BROKEN from error


def _check(entries: list[zipfile.ZipInfo]) -> None:
    bomb = ReadingError("zip_bomb", "Tệp nén bất thường nên không được mở, vui lòng lưu lại văn bản thành tệp .docx mới.")
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise bomb
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise ReadingError("encrypted", "Tệp được đặt mật khẩu, vui lòng bỏ mật khẩu rồi chọn lại.")
        if entry.file_size > 1_000_000 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise bomb


def _main_part(package: zipfile.ZipFile, names: set[str]) -> str:
    if "word/document.xml" in names:
        return "word/document.xml"
    if "_rels/.rels" in names and _TYPES in names:
        relations = _parse(_part(package, "_rels/.rels"))
        for relation in relations:
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                target = str(relation.get("Target", "")).lstrip("/")
                if target in names and target.endswith(".xml") and "word" in target:
                    return target
    raise ReadingError("not_supported", "Đây không phải tệp Word, vui lòng lưu văn bản thành .docx hoặc .txt rồi chọn lại.")


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as stream:
        data = stream.read(MAX_PART + 1)
    if len(data) > MAX_PART:
        raise ReadingError("too_large", "Văn bản quá lớn, vui lòng tách phụ lục thành tệp riêng rồi thử lại.")
    return data


def _parse(data: bytes) -> etree._Element:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or "<!DOCTYPE".encode("utf-16-le") in data or "<!DOCTYPE".encode("utf-16-be") in data:
        raise BROKEN
    if _STRICT in data:
        data = data.replace(_STRICT, W[1:-1].encode())
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(data, parser)
