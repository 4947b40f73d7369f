"""Running the parser of a hostile format in a process of its own, with an end to its time, its memory and what it may say."""

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from directives.files.contents import Progress
from directives.files.errors import ReadingError

#: seconds without a sign of progress, and in all
SILENCE, WHOLE = 55.0, 900.0
MAX_ANSWER = 48 * 1024 * 1024
_ROOT = Path(__file__).resolve().parents[2]


def parsed_apart(
    source: bytes, *, kind: str, progress: Progress | None = None, silence: float = SILENCE, whole: float = WHOLE
) -> list[dict[str, Any]]:
    """What the child says of the bytes: {"page"} or {"text"}. `progress` hears (done, total) and may end the work by raising.

    Raises `ReadingError`: the child's own, "timeout", or "broken" when the parser died of the file.
    """
    said: list[dict[str, Any]] = []
    with tempfile.TemporaryFile() as given:
        given.write(source)
        given.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-E", "-s", "-X", "utf8", "-m", "directives.files.child", kind],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=environment(),
            start_new_session=True,
        )
    try:
        for line in _lines(child, silence=silence, whole=whole):
            answer = json.loads(line)
            if "code" in answer:
                raise ReadingError(str(answer["code"]), str(answer["message"]))
            if "end" in answer:
                return said
            if "total" not in answer:
                said.append(answer)
            elif progress is not None:
                progress(answer["done"], answer["total"])
    finally:
        end_group(child)
    raise ReadingError("broken", "Tệp bị hỏng hoặc quá nặng để đọc, vui lòng mở bằng phần mềm đã tạo ra tệp, lưu lại rồi chọn lại.")


def environment() -> dict[str, str]:
    """Only what the programs need: no secret of ours is told to a parser."""
    kept = {name: value for name in ("PATH", "TESSDATA_PREFIX", "LD_LIBRARY_PATH") if (value := os.environ.get(name))}
    return {"LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1", **kept}


def _lines(child: subprocess.Popen[bytes], *, silence: float, whole: float) -> Iterator[bytes]:
    """The whole lines that the child says, as they come."""
    assert child.stdout is not None  # noqa: S101 - a pipe was asked for
    end = time.monotonic() + whole
    pieces: list[bytes] = []
    told = 0
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(timeout=max(0.0, min(silence, end - time.monotonic()))):
                raise ReadingError("timeout", "Đọc tệp quá lâu nên đã dừng, vui lòng tách phụ lục, giảm hình ảnh hoặc dùng bản .docx.")
            piece = os.read(child.stdout.fileno(), 1 << 16)
            if not piece:
                return
            told += len(piece)
            if told > MAX_ANSWER:
                raise ReadingError("too_large", "Văn bản quá dài, vui lòng tách phụ lục thành tệp riêng rồi thử lại.")
            pieces.append(piece)
            if b"\n" in piece:
                *whole_lines, rest = b"".join(pieces).split(b"\n")
                pieces = [rest]
                yield from whole_lines


def end_group(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started: it leads a group of its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    if child.stdout is not None:
        child.stdout.close()
