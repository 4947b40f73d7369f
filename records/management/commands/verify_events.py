"""Whether what happened still reads as it was sealed."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from records.sealing import verify


class Command(BaseCommand):
    """Print the end of the chain and exit with 0, or name the first row that is not as it was sealed and exit with 1."""

    help = "Kiểm tra chuỗi niêm phong của nhật ký sự kiện."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="In kết quả để máy đọc.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(found), ensure_ascii=False))
        else:
            self.stdout.write(f"{found.last_number} sự kiện liền chuỗi, {found.unsealed} chưa niêm phong.")
            if found.last_number:
                self.stdout.write(f"Cuối chuỗi: số {found.last_number}, {found.last_seal}")
        if found.fault:
            raise CommandError(found.fault.words, returncode=1)
