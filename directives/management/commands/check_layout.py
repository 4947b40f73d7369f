"""Check how a Word file is laid out and print what differs from Decree 30/2020."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from directives.files import MAX_BYTES
from directives.layout import SHOWN, ReadingError, Report, check


class Command(BaseCommand):
    help = "Kiểm tra thể thức một văn bản .docx theo Nghị định 30/2020/NĐ-CP. Mã thoát: 0 không có lỗi, 1 có lỗi, 2 không đọc được tệp."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.docx", type=Path, help="tệp văn bản")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON (directives.layout.Report.as_json)")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as stream:
                content = stream.read(MAX_BYTES + 1)
            report = checked(content, name=path.name)
        except OSError as error:
            self.stderr.write(f"Không mở được tệp {path.name}, vui lòng kiểm tra đường dẫn.")
            raise SystemExit(2) from error
        except ReadingError as error:
            self.stderr.write(str(error))
            raise SystemExit(2) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        else:
            self.stdout.write(summary(report))
        if report.errors:
            raise SystemExit(1)


def checked(content: bytes, *, name: str) -> Report:
    """The check among our units; where no database of them was made yet, as of an issuer that nobody knows."""
    today = timezone.localdate()
    try:
        return check(content, name=name, today=today)
    except DatabaseError:
        return check(content, name=name, today=today, among_units=False)


def summary(report: Report) -> str:
    """What was found, level by level, each with its places."""
    lines = [f"{report.type_name or 'Không rõ tên loại'}, {report.issuer or 'không rõ cơ quan ban hành'}"]
    if not report.findings:
        lines.append("Không thấy chỗ nào khác quy định.")
    for level, findings in report.by_level:
        lines.append(f"{level.label}: {len(findings)}")
        for each in findings:
            lines.append(f"  {each.rule} {each.component}: {each.found}. Quy định: {each.asked} ({each.source}).")
            lines.extend(f"    {place}{f': {place.words}' if place.words else ''}" for place in each.places[:SHOWN])
            if each.more:
                lines.append(f"    và {each.more} chỗ khác")
    lines.extend(f"Không kiểm tra được {each.rule}: {each.reason}" for each in report.not_checked)
    return "\n".join(lines)
