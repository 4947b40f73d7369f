"""What waits for a person's word, kind by kind: the first of each in the inbox, and all of one on a page of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns import waiting
from directives.queries import asked_of, drafts_shared_with
from org_hierarchy.access import person_of
from org_hierarchy.models import Person
from org_hierarchy.queries import grants_of
from records.paging import MOST_DIGITS, address
from workflows import heirs
from workflows.inbox import Grants, asked_back

PER_PAGE = 25


@dataclass(frozen=True)
class Kind:
    """`name`: what the fragment `_<fragment>.html` calls its rows; `first`: so many of them are in the inbox."""

    title: str
    name: str
    fragment: str
    rows: Callable[[Person, Grants, date], QuerySet[Any]]
    first: int = 20


KINDS: Mapping[str, Kind] = {
    "lay-lai": Kind("Văn bản được đề nghị trả lại", "asked_back", "asked_back", lambda person, _, __: asked_back(person), first=8),
    "gia-han": Kind(
        "Xin gia hạn", "extensions", "extensions_asked", lambda person, grants, _: waiting.extensions_to_decide(person, grants)
    ),
    "ra-soat": Kind(
        "Việc đến ngày rà soát",
        "to_look_at",
        "to_look_at",
        lambda person, grants, today: waiting.tasks_to_look_at(person, grants, today=today),
    ),
    "don-vi": Kind("Đơn vị chờ chọn đơn vị kế thừa", "heir_questions", "heir_questions", lambda person, _, __: heirs.asked_of(person)),
    "ke-thua": Kind(
        "Đợt chờ chọn đơn vị kế thừa",
        "to_hand_on",
        "to_hand_on",
        lambda person, grants, today: waiting.campaigns_to_hand_on(person, grants, today=today),
    ),
    "tam-dung": Kind(
        "Đề nghị tạm dừng", "suspensions", "suspensions_asked", lambda person, grants, _: waiting.suspensions_to_decide(person, grants)
    ),
    "y-kien": Kind("Được xin ý kiến", "asked", "asked", lambda person, _, __: asked_of(person)),
    "cung-soan": Kind("Cùng soạn", "shared", "shared_drafts", lambda person, _, __: drafts_shared_with(person)),
}
"""By what their addresses call them."""


def first_of_each(person: Person, grants: Grants, today: date) -> dict[str, Any]:
    """For the inbox: of each kind the first rows, and as `<name>_more` the address of all of them where there are more. A query each."""
    found: dict[str, Any] = {}
    for name, kind in KINDS.items():
        rows = list(kind.rows(person, grants, today)[: kind.first + 1])
        found[kind.name] = rows[: kind.first]
        found[f"{kind.name}_more"] = reverse("workflows:waiting", args=[name]) if len(rows) > kind.first else ""
    return found


@require_safe
def all_waiting(request: HttpRequest, name: str) -> HttpResponse:
    """All of one kind, page by page. A fixed number of queries; the rows are not counted, however many they are."""
    if name not in KINDS:
        raise Http404
    kind, person, today = KINDS[name], person_of(request), timezone.localdate()
    asked = request.GET.get("trang", "")
    page = max(int(asked), 1) if asked.isascii() and asked.isdecimal() and len(asked) <= MOST_DIGITS else 1
    start = (page - 1) * PER_PAGE
    rows = list(kind.rows(person, grants_of(person), today)[start : start + PER_PAGE + 1])
    context = {
        "title": kind.title,
        "fragment": f"workflows/_{kind.fragment}.html",
        "today": today,
        "is_whole": True,
        "rows": rows[:PER_PAGE],
        kind.name: rows[:PER_PAGE],
        "start": start + 1,
        "end": start + len(rows[:PER_PAGE]),
        "earlier": address(request, trang=str(page - 1)) if page > 1 else "",
        "later": address(request, trang=str(page + 1)) if len(rows) > PER_PAGE else "",
    }
    return render(request, "workflows/waiting.html", context)
