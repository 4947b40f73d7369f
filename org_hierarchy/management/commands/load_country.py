"""`manage.py load_country`: the areas of the country with their committees and social-insurance offices; again and again without harm."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from org_hierarchy import country
from org_hierarchy.services import OrgError
from records.text import grouped


class Command(BaseCommand):
    help = "Nạp địa bàn hành chính cả nước, UBND các cấp và ngành dọc BHXH, theo bản đồ trước hoặc từ 1/7/2025. Nạp lại không thay đổi gì."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--map", choices=["legacy", "current", "both"], required=True, help="Bản đồ trước 1/7/2025, từ 1/7/2025, hoặc cả hai."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        start = time.monotonic()
        asked = options["map"]
        try:
            made = country.load(legacy=asked != "current", current=asked != "legacy", at=timezone.now(), say=self.stdout.write)
        except OrgError as error:
            raise CommandError(str(error)) from error
        for day, levels in made.counts.items():
            numbers = {level: grouped(number) for level, number in levels.items()}
            districts = f"{numbers['district']} huyện, " if "district" in numbers else ""
            self.stdout.write(f"{day:%d/%m/%Y}: {numbers['province']} tỉnh, {districts}{numbers['commune']} xã.")
        for doubt in country.doubts(legacy=asked != "current"):
            self.stdout.write(doubt)
        if made.regimes:
            self.stdout.write(
                f"{grouped(made.regimes)} lần đổi chế độ làm việc của UBND quận, phường không có HĐND (1/7/2021 – 30/6/2025)."
            )
        new = f"{grouped(made.areas)} địa bàn, {grouped(made.units)} đơn vị, {grouped(made.successions)} quan hệ kế thừa mới"
        self.stdout.write(f"Xong sau {time.monotonic() - start:.0f} giây: {new}; {grouped(made.prolonged)} đơn vị được kéo dài.")
