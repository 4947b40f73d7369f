"""Whether every flow and node that is stored in a row still exists, and engine and domain agree. Run before each deployment."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from workflows import clock


class Command(BaseCommand):
    """Print what is wrong and exit with 1; `--mend` moves the processes to where their rows say they are."""

    help = "Kiểm tra: mọi bước đã lưu còn tồn tại, và quy trình khớp với trạng thái nghiệp vụ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mend", action="store_true", help="Đưa quy trình về đúng trạng thái nghiệp vụ.")

    def handle(self, *args: Any, mend: bool, **options: Any) -> None:
        gone = clock.unknown_references()
        for reference, count in gone.items():
            self.stdout.write(f"không còn trong mã nguồn: {reference} ({count} dòng)")
        if mend:
            self.stdout.write(f"đã chỉnh {clock.mend(at=timezone.now())} quy trình")
        astray = clock.astray()
        for artifact in astray:
            self.stdout.write(f"quy trình không khớp: {artifact._meta.label_lower} {artifact.pk} ({artifact.status})")
        if gone or astray:
            raise CommandError("Quy trình đã lưu không khớp với mã nguồn hoặc nghiệp vụ.")
        self.stdout.write("Mọi quy trình đều khớp.")
