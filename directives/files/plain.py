"""Bytes of plain text → text."""

import codecs
import unicodedata

# marks of the language that a wrong decoding hardly ever yields by the dozen
_MARKED = frozenset("ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđĐ")


def decoded(source: bytes) -> str | None:
    """UTF-8, UTF-16, else Windows-1258 when the result is Vietnamese; None for what is no text."""
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
                text = _try(source, "latin-1")  # what old fonts stood on
    return None if text is None or _binary(text) else text


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
