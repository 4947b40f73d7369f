"""`manage.py load_calendar`: the official decisions about working days that we know of; again and again without harm."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from org_hierarchy.services.calendar import load_decided_days


class Command(BaseCommand):
    help = "Ghi vào lịch làm việc các ngày nghỉ, hoán đổi, Tết theo quyết định từ năm 2021. Ngày đã ghi tay giữ nguyên; nạp lại không sao."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_decided_days(at=timezone.now())
        self.stdout.write(f"{loaded.added} ngày ghi mới, {loaded.kept} ngày đã có.")
        for day in loaded.differing:
            self.stdout.write(f"Ngày {day:%d/%m/%Y} trong lịch khác với quyết định; giữ như đã ghi.")
