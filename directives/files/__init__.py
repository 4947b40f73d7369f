"""The bytes of a file → its text, or its words with their places. Nothing but text is ever run or fetched.

What a file is decides its content first, its name second. Small Word and text files are read here; PDF files, pictures and large Word
files in a process of their own, which knows nothing of Django: this package imports no other of the project.
"""

from pathlib import PurePath

from directives.files.contents import Page, Progress, Text, Word
from directives.files.errors import ReadingError
from directives.files.opening import is_large, opened
from directives.files.plain import decoded
from directives.files.sandbox import parsed_apart
from directives.files.secrecy import alone_on_page, refuse_stamps
from directives.files.sheet import Sheet
from directives.files.typesetting import sheet_of_docx
from directives.files.word import text_of_docx

__all__ = [
    "MAX_BYTES",
    "SLOW",
    "Page",
    "Progress",
    "ReadingError",
    "Sheet",
    "Text",
    "Word",
    "contents_of",
    "kind_as_named",
    "kind_of",
    "refuse_secret",
    "sheet_of",
]

MAX_BYTES = 20 * 1024 * 1024
#: kinds that may take longer than a person waits for a page
SLOW = frozenset({"pdf", "picture"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_SUFFIXES = (
    (b"\x89PNG", (".png",)),
    (b"\xff\xd8\xff", (".jpg", ".jpeg")),
    (b"RIFF", (".webp",)),
    (b"", (".tiff", ".tif")),
)
_SUFFIX_OF = {"docx": (".docx",), "pdf": (".pdf",), "text": (".txt",)}
_PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp")
_OTHER_PICTURES = (b"GIF8", b"BM", b"RIFF")
_OTHER_PICTURE_SUFFIXES = (".gif", ".bmp", ".heic")
_GIVE_OTHER = "vui lòng lưu thành .docx, .pdf hoặc .txt rồi chọn lại"


def contents_of(source: bytes, *, name: str, progress: Progress | None = None) -> Text | list[Page]:
    """The text of a Word or text file, or the pages of a PDF or a picture. Raises `ReadingError` as `directives.reading.read` does."""
    kind = kind_of(source, name=name)
    if kind in SLOW:
        pages = [Page.from_json(said["page"]) for said in parsed_apart(source, kind=kind, progress=progress)]
        refuse_stamps(text for page in pages for text in alone_on_page(page))
        return pages
    if kind == "docx":
        return Text(**parsed_apart(source, kind=kind)[0]["text"]) if is_large(source) else text_of_docx(source)
    text = decoded(source)
    if text is None:
        raise ReadingError("not_supported", f"Không đọc được nội dung chữ trong tệp, {_GIVE_OTHER}.")
    return Text(text)


def refuse_secret(source: bytes) -> None:
    """Look for a mark of secrecy in an Office file or in the text of a PDF, in a process of its own; pictures are not recognised for it.

    Raises `ReadingError` "secret", "macro"; others where the file cannot be looked through.
    """
    if source.startswith(b"PK") or b"%PDF-" in source[:1024]:
        parsed_apart(source, kind="marks")


def sheet_of(source: bytes, *, name: str, most: int | None = None) -> Sheet:
    """How a Word file is set. Raises `ReadingError` as `kind_of` and `contents_of` do, "not_supported" for any other file too,
    and "too_long" for one of more paragraphs, breaks and runs than `most`, or so large.

    Without `most` a large file is parsed in a process of its own.
    """
    if kind_of(source, name=name) != "docx":
        raise ReadingError("not_supported", "Chỉ kiểm tra được tệp Word .docx, vui lòng lưu văn bản thành .docx rồi chọn lại.")
    if most is None and is_large(source):
        return Sheet.from_json(parsed_apart(source, kind="sheet")[0]["sheet"])
    return sheet_of_docx(source, most=most)


def kind_as_named(source: bytes, *, name: str) -> str:
    """The kind of a file that is kept under that name. Raises `ReadingError` as `kind_of` does, and "misnamed" for one whose name ends as
    another kind's does: whoever fetched it could not open it."""
    kind = kind_of(source, name=name)
    suffix = PurePath(name).suffix.lower()
    fitting = next(fitting for start, fitting in _SUFFIXES if source.startswith(start)) if kind == "picture" else _SUFFIX_OF[kind]
    if suffix not in fitting:
        if kind == "docx":
            with opened(source):  # another kind of package is told so: no suffix makes it a Word file
                pass
        said = f"Nội dung tệp không đúng với đuôi {suffix or 'trống'}: đây là tệp {fitting[0]}"
        raise ReadingError("misnamed", f"{said}. Hãy đổi đuôi tên tệp thành {fitting[0]} rồi chọn lại.")
    return kind


def kind_of(source: bytes, *, name: str) -> str:
    """ "docx", "pdf", "picture" or "text". Raises `ReadingError`: "empty", "too_large", "macro", "encrypted", "not_supported", "broken"."""
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
        raise ReadingError("not_supported", f"Tệp Word kiểu cũ (.doc) chưa đọc được, {_GIVE_OTHER}.")
    if source.startswith(b"PK"):
        return "docx"
    if b"%PDF-" in source[:1024]:
        return "pdf"
    if source.startswith(_PICTURES) or (source[:4] == b"RIFF" and source[8:12] == b"WEBP"):
        return "picture"
    if suffix == ".pdf":
        raise ReadingError("broken", "Tệp PDF bị hỏng, vui lòng mở bằng trình đọc PDF, lưu lại rồi chọn lại.")
    if suffix in _PICTURE_SUFFIXES:
        raise ReadingError("broken", "Tệp ảnh bị hỏng, vui lòng quét hoặc chụp lại rồi chọn lại.")
    if source.startswith(_OTHER_PICTURES) or suffix in _OTHER_PICTURE_SUFFIXES:
        raise ReadingError("not_supported", "Kiểu ảnh này chưa đọc được, vui lòng lưu thành .jpg hoặc .png rồi chọn lại.")
    if source.startswith(b"{\\rtf") or source.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise ReadingError("not_supported", f"Kiểu tệp này chưa đọc được, {_GIVE_OTHER}.")
    if suffix == ".docx":
        raise ReadingError("broken", "Tệp .docx bị hỏng, vui lòng mở bằng Word, lưu lại rồi chọn lại.")
    return "text"
