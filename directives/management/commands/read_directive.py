"""Read a directive from a file and print what was read."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from directives.files import MAX_BYTES
from directives.reading import Reading, ReadingError, read


class Command(BaseCommand):
    help = "Đọc một văn bản chỉ đạo (.docx, .pdf, .txt hoặc ảnh quét .png, .jpg, .tiff) và in kết quả đọc được."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="tệp văn bản")
        parser.add_argument("--json", action="store_true", help="in toàn bộ kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as stream:
                source = stream.read(MAX_BYTES + 1)
        except OSError as error:
            self.refuse(f"Không mở được tệp {path.name}, vui lòng kiểm tra đường dẫn.", error)
        try:
            reading = read(source, name=path.name)
        except ReadingError as error:
            self.refuse(str(error), error)
        if options["json"]:
            self.stdout.write(json.dumps(reading.as_json(), ensure_ascii=False, indent=1))
        else:
            self.stdout.write(summary(reading))

    def refuse(self, sentence: str, error: Exception) -> NoReturn:
        """One sentence for the clerk instead of Django's error line, and exit code 2."""
        self.stderr.write(sentence)
        raise SystemExit(2) from error


def summary(reading: Reading) -> str:
    """A short account in Vietnamese: head, tasks with unit and deadline, what to check."""
    head = reading.head
    number = f"{head.number.value if head.number else '(để trống)'}/{head.symbol.value if head.symbol else '(để trống)'}"
    day = f"{head.date:%d/%m/%Y}" if head.date else head.date_partial or "(để trống)"
    lines = [
        f"{head.type.value if head.type else 'Văn bản'} số {number}, ngày {day}",
        f"Cơ quan ban hành: {head.issuer.value if head.issuer else '(không rõ)'}",
        f"Trích yếu: {head.subject.value if head.subject else '(không rõ)'}",
        f"Nhiệm vụ: {len(reading.tasks)}",
    ]
    for task in reading.tasks:
        units = "; ".join(name.name for name in task.responsible) or "(chưa rõ đơn vị)"
        until = f"{task.deadline:%d/%m/%Y}" if task.deadline else task.deadline_text or "không ghi thời hạn"
        words = task.text if len(task.text) <= 90 else task.text[:90].rsplit(" ", 1)[0] + "…"
        lines.append(f"  [{task.section}] {units}: {words} ({until})")
    lines.append(f"Nơi nhận: {len(reading.recipients)}")
    lines.extend(f"Cần kiểm tra: {warning.message_vi}" for warning in reading.warnings)
    return "\n".join(lines)
