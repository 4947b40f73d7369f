"""The bytes of a file → its text. What the file is decides its content first, its name second; nothing but text is ever run or fetched."""

import codecs
import unicodedata
from pathlib import PurePath

from directives.reading.model import ReadingError
from directives.reading.word import text_of_docx

MAX_BYTES = 20 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"RIFF")
_GIVE_DOCX = "vui lòng lưu thành .docx hoặc .txt rồi chọn lại"
# marks of the language that a wrong decoding hardly ever yields by the dozen
_MARKED = frozenset("ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđĐ")


def text_of(source: bytes, *, name: str) -> str:
    """The text, paragraphs of a .docx as lines. Raises `ReadingError` as `directives.reading.read` does."""
    if not source.strip(b"\x00 \t\r\n"):
        raise ReadingError("empty", "Tệp trống, vui lòng chọn tệp khác.")
    if len(source) > MAX_BYTES:
        raise ReadingError("too_large", "Tệp lớn hơn 20 MB, vui lòng tách phụ lục hoặc giảm hình ảnh rồi thử lại.")
    suffix = PurePath(name).suffix.lower()
    if suffix in (".docm", ".dotm"):
        raise ReadingError("macro", "Tệp có chứa macro, vui lòng lưu lại thành .docx không có macro.")
    if source.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in source or "EncryptionInfo".encode("utf-16-le") in source:
            raise ReadingError("encrypted", "Tệp được đặt mật khẩu, vui lòng bỏ mật khẩu rồi chọn lại.")
        raise ReadingError("not_supported", f"Tệp Word kiểu cũ (.doc) chưa đọc được, {_GIVE_DOCX}.")
    if source.startswith(b"PK"):
        return text_of_docx(source)
    if source.lstrip()[:5] == b"%PDF-" or suffix == ".pdf":
        raise ReadingError("not_supported", f"Tệp PDF chưa đọc được, {_GIVE_DOCX}.")
    if source.startswith(_IMAGES) or suffix in (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp", ".heic"):
        raise ReadingError("not_supported", f"Ảnh chưa đọc được, {_GIVE_DOCX}.")
    if source.startswith(b"{\\rtf") or source.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise ReadingError("not_supported", f"Kiểu tệp này chưa đọc được, {_GIVE_DOCX}.")
    if suffix == ".docx":
        raise ReadingError("broken", "Tệp .docx bị hỏng, vui lòng mở bằng Word, lưu lại rồi chọn lại.")
    return _decoded(source)


def _decoded(source: bytes) -> str:
    """Plain text: UTF-8, UTF-16, else Windows-1258 when the result is Vietnamese."""
    text: str | None = None
    if source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _try(source, "utf-16")
    elif source[1:200:2].count(0) > 30:
        text = _try(source, "utf-16-le")
    elif source[0:200:2].count(0) > 30:
        text = _try(source, "utf-16-be")
    else:
        text = _try(source, "utf-8-sig")
        if text is None:
            text = _try(source, "cp1258")
            if text is not None and not _vietnamese(text):
                text = None
    if text is None or _binary(text):
        raise ReadingError("not_supported", f"Không đọc được nội dung chữ trong tệp, {_GIVE_DOCX}.")
    return text


def _try(source: bytes, encoding: str) -> str | None:
    try:
        return source.decode(encoding)
    except UnicodeDecodeError:
        return None


def _vietnamese(text: str) -> bool:
    composed = unicodedata.normalize("NFC", text[:20_000]).lower()
    return sum(char in _MARKED for char in composed) >= max(3, len(composed) // 50)


def _binary(text: str) -> bool:
    sample = text[:50_000]
    odd = sum(
        1
        for char in sample
        if (char < " " and char not in "\t\n\r\x0b\x0c") or char in "\x7f\ufffd" or unicodedata.category(char) in ("Co", "Cn")
    )
    return odd > len(sample) // 100
