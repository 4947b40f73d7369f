"""The administrator's area: one card per book that is kept, with how much is in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from org_hierarchy.access import person_of, require_administrator
from org_hierarchy.models import OrgUnit, Reorganisation, UnitGroup
from org_hierarchy.queries import below_any, staff_of

OPEN = (Reorganisation.Status.DRAFT, Reorganisation.Status.DECIDED)


@dataclass(frozen=True)
class Card:
    """One way on: what is kept there, and how many."""

    title: str
    line: str
    icon: str
    url: str
    count: int | None
    noun: str


@require_safe
def administration(request: HttpRequest) -> HttpResponse:
    """What the person administers, and a card for each of its books. A query per card."""
    units = require_administrator(request)
    person, today = person_of(request), timezone.localdate()
    everything = person.is_superuser
    below = OrgUnit.objects.on(today) if everything else OrgUnit.objects.on(today).filter(below_any(units))
    cards = [
        Card(
            "Đơn vị",
            "Xem cây tổ chức, thêm đơn vị và chức vụ, sửa thông tin, địa bàn phụ trách.",
            "sitemap",
            _branch(units, everything=everything),
            below.count(),
            "đơn vị",
        ),
        Card(
            "Người dùng",
            "Tạo tài khoản, cấp lại mật khẩu, bổ nhiệm, thay người, ghi vắng mặt.",
            "users",
            reverse("org_hierarchy:people") + "?trang_thai=dang-giu",
            staff_of(person, units).filter(is_active=True).count(),
            "tài khoản đang hoạt động",
        ),
        Card(
            "Sắp xếp tổ chức",
            "Thành lập, sáp nhập, chia tách, đổi tên, giải thể theo quyết định; xem trước, rút lại được tới ngày có hiệu lực.",
            "git-merge",
            reverse("org_hierarchy:reorganisations"),
            Reorganisation.objects.filter(below_any(units, "scope__"), status__in=OPEN).count(),
            "quyết định đang soạn hoặc chờ đến ngày",
        ),
        Card(
            "Nhóm nơi nhận",
            "Cụm từ chỉ nhiều đơn vị: theo quy tắc hoặc danh sách, xem thành viên của từng ngày.",
            "list-check",
            reverse("org_hierarchy:groups"),
            UnitGroup.objects.filter(below_any(units, "owner__"), is_active=True).count(),
            "nhóm đang dùng",
        ),
        Card(
            "Lịch làm việc",
            "Ngày nghỉ, ngày làm bù, hoán đổi theo quyết định; thử tính một thời hạn.",
            "calendar",
            reverse("org_hierarchy:calendar"),
            None,
            "",
        ),
        Card(
            "Nhập từ Excel",
            "Đơn vị, người dùng, đơn vị sử dụng lao động; tải mẫu, xem dòng sai trước khi ghi.",
            "file-upload",
            reverse("org_hierarchy:importing"),
            None,
            "",
        ),
    ]
    context = {"units": units, "cards": cards, "everything": everything}
    return render(request, "org_hierarchy/administration.html", context)


def _branch(units: Sequence[OrgUnit], *, everything: bool) -> str:
    """The tree as far as it is the person's: the branch below the one unit that has all of them in it; several apart, the whole tree."""
    top = next((unit for unit in units if all(other.path.startswith(unit.path) for other in units)), None)
    return reverse("org_hierarchy:units") + (f"?duoi={top.pk}" if top and not everything else "")
