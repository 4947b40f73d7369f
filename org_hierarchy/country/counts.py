"""How many areas each map must have, so that a changed data set or a doubled area stops the load (VAS §5.1)."""

from collections import Counter
from datetime import date, timedelta

from org_hierarchy.country.places import TWO_LEVELS
from org_hierarchy.country.wording import split_type
from org_hierarchy.models import Area, valid_on
from org_hierarchy.services import OrgError
from records.text import grouped

DONG_NAI_CITY = date(2026, 4, 30)

# The names decide: the data set's own column of types calls Phường 5 and Phường 15 of Phú Nhuận and the town of Ngọc Lặc "Xã", so that a
# count by that column has 7,695 xã, 1,724 phường and 616 thị trấn.
PUBLISHED = {"Xã": 7695, "Phường": 1724, "Thị trấn": 616}
LEGACY = {
    TWO_LEVELS - timedelta(days=1): {
        "province": {"Tỉnh": 57, "Thành phố": 6},
        "district": {"Huyện": 508, "Thành phố": 87, "Thị xã": 52, "Quận": 49},
        "commune": {"Xã": 7692, "Phường": 1726, "Thị trấn": 617},
    }
}
CURRENT = {
    TWO_LEVELS: {"province": {"Tỉnh": 28, "Thành phố": 6}, "commune": {"Xã": 2621, "Phường": 687, "Đặc khu": 13}},
    DONG_NAI_CITY: {"province": {"Tỉnh": 27, "Thành phố": 7}, "commune": {"Xã": 2611, "Phường": 697, "Đặc khu": 13}},
}


def doubts(*, legacy: bool) -> list[str]:
    """Where what is loaded differs from the published figures of VAS §5.1, and why, in Vietnamese."""
    if not legacy:
        return []
    ((_, levels),) = LEGACY.items()
    told = (f"{kind.lower()} {grouped(number)} (công bố {grouped(PUBLISHED[kind])})" for kind, number in levels["commune"].items())
    why = "cột loại của bộ dữ liệu gọi Phường 5, Phường 15 (Phú Nhuận) và Thị trấn Ngọc Lặc là xã; ở đây đếm theo tên"
    return [f"Cấp xã trước 1/7/2025: {', '.join(told)}; tổng số như nhau. Lý do: {why}."]


def check_counts(*, legacy: bool, current: bool) -> dict[date, dict[str, int]]:
    """Compare the stored areas with what the maps must have; returns the number of areas by day and level. One query per day.

    Raises OrgError `country_counts`.
    """
    answer: dict[date, dict[str, int]] = {}
    for day, wanted in ((LEGACY if legacy else {}) | (CURRENT if current else {})).items():
        stored = Area.objects.filter(valid_on(day)).exclude(level=Area.Level.COUNTRY).values_list("level", "name")
        counted = Counter((level, split_type(name)[0]) for level, name in stored)
        expected = {(level, kind): number for level, kinds in wanted.items() for kind, number in kinds.items()}
        if counted != Counter(expected):
            wrong = ", ".join(
                f"{kind.lower()} (cấp {Area.Level(level).label.split(',')[0].lower()}) {grouped(counted[level, kind])} thay vì "
                f"{grouped(expected.get((level, kind), 0))}"
                for level, kind in sorted({*counted, *expected})
                if counted[level, kind] != expected.get((level, kind), 0)
            )
            raise OrgError("country_counts", f"Bản đồ ngày {day:%d/%m/%Y} không đúng số lượng địa bàn: {wrong}. Không có gì được nạp.")
        answer[day] = {level: sum(kinds.values()) for level, kinds in wanted.items()}
    return answer
