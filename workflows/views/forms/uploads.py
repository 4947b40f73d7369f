"""Files that people send: which kinds, how large, and whether they are what their name says."""

import zipfile
from pathlib import PurePosixPath
from typing import IO, Any, cast

from django import forms
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator

from directives.files import ReadingError, refuse_secret

MEBIBYTE = 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument"
SOURCE_LIMIT = 20 * MEBIBYTE
SOURCE_TYPES = {
    "docx": f"{OFFICE}.wordprocessingml.document",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "webp": "image/webp",
}
SCAN_LIMIT = 20 * MEBIBYTE
SCAN_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}
EVIDENCE_LIMIT = 10 * MEBIBYTE
EVIDENCE_COUNT = 10
EVIDENCE_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
"""What may come with a report, by suffix, and the type that it is kept under: never the one that the browser claims. What nothing here can
look through for a mark of secrecy does not come in: an iPhone's .heic."""
PHOTO_TYPES = {suffix: kind for suffix, kind in EVIDENCE_TYPES.items() if kind.startswith("image/")}


class KnownSuffix(FileExtensionValidator):
    """One of these kinds of files, by its name; of a picture of another kind it is said what to make of it."""

    def __call__(self, value: "File[Any]") -> None:
        suffix = suffix_of(value)
        if suffix in OTHER_PICTURES:
            raise forms.ValidationError(f"Ảnh .{suffix} chưa tìm được dấu chỉ độ mật nên không nhận. {CONVERT}")
        super().__call__(value)


OTHER_PICTURES = ("heic", "heif", "avif", "gif", "bmp")
CONVERT = "Vui lòng chuyển ảnh sang JPG hoặc PNG rồi chọn lại."


def suffix_of(file: "File[Any]") -> str:
    """ "pdf" of "Biên bản.PDF"."""
    return PurePosixPath(file.name or "").suffix.lower().removeprefix(".")


def is_what_it_says(file: UploadedFile) -> bool:
    """Whether the first bytes (of Office files, the list of parts) are those of the kind that the name claims."""
    file.seek(0)
    start = file.read(1024)
    file.seek(0)
    match suffix_of(file):
        case "pdf":
            return b"%PDF-" in start
        case "jpg" | "jpeg":
            return start.startswith(b"\xff\xd8\xff")
        case "png":
            return start.startswith(b"\x89PNG\r\n\x1a\n")
        case "webp":
            return start[:4] == b"RIFF" and start[8:12] == b"WEBP"
        case "docx":
            return _has_part(file, "word/document.xml")
        case "xlsx":
            return _has_part(file, "xl/workbook.xml")
        case _:
            return False


_UNSEARCHED = {
    "broken": "Vui lòng mở tệp bằng phần mềm đã tạo ra nó, lưu lại rồi chọn lại.",
    "encrypted": "Vui lòng bỏ mật khẩu của tệp rồi chọn lại.",
    "zip_bomb": "Tệp nén bất thường; vui lòng lưu nội dung thành tệp mới rồi chọn lại.",
    "macro": "Tệp có chứa macro; vui lòng lưu lại thành tệp không có macro rồi chọn lại.",
}


def refuse_marked(file: UploadedFile, *, marked: str) -> None:
    """Raises ValidationError for a file in which a mark of state secrecy stands (`marked` says what to do then), for an Office file or a
    PDF that cannot be looked through for one, and for one with macros."""
    try:
        refuse_secret(file.read())
    except ReadingError as error:
        if error.code == "secret":
            raise forms.ValidationError(marked, code="secret") from error
        how = _UNSEARCHED.get(error.code, str(error))
        why = "" if error.code == "macro" else f"Không xem được bên trong tệp “{file.name}” nên không nhận tệp. "
        raise forms.ValidationError(f"{why}{how}", code=error.code) from error
    finally:
        file.seek(0)


def _has_part(file: UploadedFile, part: str) -> bool:
    try:
        with zipfile.ZipFile(cast("IO[bytes]", file)) as archive:
            return part in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    finally:
        file.seek(0)


class ManyFilesInput(forms.ClearableFileInput):
    """A file input for several files; on a phone it offers the camera."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Up to ten files, each checked like one."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = [data] if isinstance(data, UploadedFile) else list(data or [])
        if len(given) > EVIDENCE_COUNT:
            raise forms.ValidationError(f"Mỗi báo cáo kèm tối đa {EVIDENCE_COUNT} tệp.")
        check = super().clean
        files = [check(one, initial) for one in given]
        for file in files:
            if (file.size or 0) > EVIDENCE_LIMIT:
                raise forms.ValidationError(f"Tệp “{file.name}” lớn hơn 10 MB. Vui lòng giảm kích thước ảnh hoặc tệp.")
            if not is_what_it_says(file):
                raise forms.ValidationError(f"Nội dung tệp “{file.name}” không đúng với đuôi .{suffix_of(file)}. Vui lòng chọn lại tệp.")
            way_out = "Vui lòng bỏ tệp này và gửi theo quy định về bảo vệ bí mật nhà nước."
            refuse_marked(file, marked=f"Tệp “{file.name}” có dấu chỉ độ mật. {way_out}")
        return files
