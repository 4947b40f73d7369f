"""The map switch: the days as of which pages of units are asked for."""

from datetime import date, timedelta

from django.http import HttpRequest

from records.paging import Tab, address

REFORM = date(2025, 7, 1)
"""The first day without districts (VAS §5.1): the map of the country is one before it and another from it on."""


def day_tabs(request: HttpRequest, day: date, today: date) -> list[Tab]:
    """The days that people ask for most, as of which this page may be seen: the old map's last, the new one's first, and today."""
    quick = [("Trước 1/7/2025", REFORM - timedelta(days=1)), ("Từ 1/7/2025", REFORM), ("Hôm nay", today)]
    return [Tab(label, address(request, ngay="" if wanted == today else wanted.isoformat()), wanted == day) for label, wanted in quick]


def map_of(day: date) -> str:
    """On which map of the country that day stands, in words."""
    return "trước 1/7/2025" if day < REFORM else "từ 1/7/2025"
