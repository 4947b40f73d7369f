"""The process in which files of hostile formats are parsed: `python -m directives.files.child KIND`, the bytes on its input.

It limits itself before it reads a byte. It answers in lines of JSON: {"page"} for each page, or {"text"} or {"sheet"}; {"done", "total"}
while it works; at the end {"end"}, or {"code", "message"}. A parser that crashes, hangs or swells takes this process with it and nothing
else.
"""

import json
import resource
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from directives.files.errors import ReadingError
from directives.files.opening import package_of, refuse_macros
from directives.files.paged import pages_of_pdf, pages_of_picture
from directives.files.pdf import Document
from directives.files.secrecy import alone_in_package, alone_on_page, refuse_stamps
from directives.files.typesetting import sheet_of_docx
from directives.files.word import text_of_docx

MEMORY = 300 * 1024 * 1024
CPU_SECONDS = 60  # of one process; each page that is recognised has another


def main() -> None:
    _limit()
    kind = sys.argv[1]
    source = sys.stdin.buffer.read()
    try:
        if kind == "docx":
            _tell({"text": asdict(text_of_docx(source))})
        elif kind == "marks":
            refuse_stamps(standing_alone(source))
        elif kind == "sheet":
            _tell({"sheet": sheet_of_docx(source).as_json()})
        else:
            for page in (pages_of_pdf if kind == "pdf" else pages_of_picture)(source, progress=_progress):
                _tell({"page": page.as_json()})
        _tell({"end": True})
    except ReadingError as error:
        _tell({"code": error.code, "message": str(error)})
    except MemoryError:
        _tell({"code": "too_large", "message": "Tệp quá nặng để đọc, vui lòng giảm hình ảnh hoặc tách phụ lục rồi thử lại."})


def standing_alone(source: bytes) -> Iterator[str]:
    """What stands alone in an Office package or in the text of a PDF."""
    if source.startswith(b"PK"):
        with package_of(source) as package:
            refuse_macros(package)
            yield from alone_in_package(package)
        return
    document = Document(source)
    for index in range(document.page_count):
        page = document.page(index)
        try:
            yield from alone_on_page(page.read())
        finally:
            page.close()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nothing is written to any disk


def _progress(done: int, total: int) -> None:
    _tell({"done": done, "total": total})


def _tell(values: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
