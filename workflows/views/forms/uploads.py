"""Files that people send: which kinds, how large, and whether they are what their name says."""

import zipfile
from pathlib import PurePosixPath
from typing import IO, Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

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
    "heic": "image/heic",
}
"""What may come with a report, by suffix, and the type that it is kept under: never the one that the browser claims."""
PHOTO_TYPES = {suffix: kind for suffix, kind in EVIDENCE_TYPES.items() if kind.startswith("image/")}


def suffix_of(file: UploadedFile) -> str:
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
        case "heic":
            return start[4:8] == b"ftyp" and start[8:12] in {b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1"}
        case "docx":
            return _has_part(file, "word/document.xml")
        case "xlsx":
            return _has_part(file, "xl/workbook.xml")
        case _:
            return False


def is_marked_secret(file: UploadedFile) -> bool:
    """Whether a mark of state secrecy stands in it. Whatever cannot be opened has none that could be seen."""
    try:
        refuse_secret(file.read())
    except ReadingError as error:
        return error.code == "secret"
    finally:
        file.seek(0)
    return False


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
            if is_marked_secret(file):
                raise forms.ValidationError(
                    f"Tệp “{file.name}” có dấu chỉ độ mật. Vui lòng bỏ tệp này và gửi theo quy định về bảo vệ bí mật nhà nước."
                )
        return files
