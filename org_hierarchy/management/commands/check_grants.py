"""Compare guardian's grants with what the appointments of a day say."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from org_hierarchy.services import grant_differences, refresh_grants


class Command(BaseCommand):
    """Exit code 1 when a right differs from its appointment; with --mend it is put right, and only then the code is 0."""

    help = "Đối chiếu quyền của guardian với bổ nhiệm; --mend để sửa theo bổ nhiệm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mend", action="store_true", help="Sửa quyền cho khớp với bổ nhiệm.")
        parser.add_argument(
            "--today", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD", help="Ngày đối chiếu (mặc định: hôm nay)."
        )

    def handle(self, *args: Any, mend: bool, today: date | None, **options: Any) -> None:
        day = today or timezone.localdate()
        differences = grant_differences(today=day)
        for difference in differences:
            self.stdout.write(f"{'+' if difference.missing else '-'} {difference.text}")
        if not differences:
            self.stdout.write("Quyền khớp với bổ nhiệm.")
        elif mend:
            self.stdout.write(f"Đã sửa {refresh_grants(today=day)} quyền cho khớp với bổ nhiệm.")
        else:
            raise CommandError(f"{len(differences)} quyền không khớp với bổ nhiệm; hãy chạy lại với --mend để sửa.", returncode=1)
