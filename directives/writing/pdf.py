"""A .docx of ours as PDF, printed by LibreOffice with the fonts that are shipped here, so that it looks the same on every machine."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from directives.files.sandbox import end_group, environment
from directives.writing.page import FONT

#: in all, from the start of LibreOffice
SECONDS = 120.0
_FONTS = Path(__file__).resolve().parent / "fonts"
_SHIPPED = "Liberation Serif"
"""As wide as Times New Roman letter by letter, and complete for Vietnamese."""
_FILTER = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'


class PdfError(Exception):
    """A document that could not be printed; `code` is stable, the message is for the user."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def pdf_of(docx: bytes, *, seconds: float = SECONDS) -> bytes:
    """The pages of a .docx as tagged PDF with its fonts inside; one to five seconds and some 200 MB, so call it from a job.

    LibreOffice runs with a profile of its own that is thrown away, in a group of processes that is ended with it: calls at the same time
    do not meet, and nothing is left behind. It runs no macro and fetches nothing that the document points to.
    Raises PdfError: `missing` without LibreOffice, `timeout` after that many seconds, `broken` when it gives no PDF.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise PdfError(
            "missing",
            "Máy chủ chưa cài LibreOffice nên chưa tạo được bản PDF; vui lòng tải bản .docx, hoặc báo quản trị viên cài LibreOffice.",
        )
    with tempfile.TemporaryDirectory(prefix="pdf-") as name:
        folder = Path(name)
        (folder / "document.docx").write_bytes(docx)
        _print(program, folder, seconds=seconds)
        try:
            printed = (folder / "document.pdf").read_bytes()
        except FileNotFoundError:
            printed = b""
    if not printed.startswith(b"%PDF-"):
        raise PdfError("broken", "Không tạo được bản PDF từ văn bản này; vui lòng mở bản .docx bằng Word và lưu thành PDF.")
    return printed


def _print(program: str, folder: Path, *, seconds: float) -> None:
    """LibreOffice turns document.docx in the folder into document.pdf beside it."""
    (folder / "fonts.conf").write_text(_font_settings(folder / "cache"), "utf-8")
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
    child = subprocess.Popen(  # noqa: S603 - our own words
        [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault"),
            *("--convert-to", _FILTER, "--outdir", str(folder), str(folder / "document.docx")),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment()
        | {
            "HOME": str(folder),
            "FONTCONFIG_FILE": str(folder / "fonts.conf"),
            "SAL_USE_VCLPLUGIN": "svp",
        },
        start_new_session=True,
    )
    try:
        child.wait(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise PdfError("timeout", "Tạo bản PDF quá lâu nên đã dừng; vui lòng thử lại sau ít phút hoặc tải bản .docx.") from error
    finally:
        end_group(child)


def _font_settings(cache: Path) -> str:
    """Only the shipped fonts are there, and every other name means them."""
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        f"<fontconfig><dir>{escape(str(_FONTS))}</dir><cachedir>{escape(str(cache))}</cachedir>"
        f'<alias binding="same"><family>{FONT}</family><accept><family>{_SHIPPED}</family></accept></alias></fontconfig>\n'
    )


def _setting(path: str, name: str, value: str) -> str:
    return f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'


_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + _setting("Common/Security/Scripting", "DisableMacrosExecution", "true")
    + _setting("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true")
    + _setting("Writer/Content/Update", "Link", "0")
    + "</oor:items>\n"
)
