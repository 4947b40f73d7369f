"""What the frame of every page shows: where one can go, who is signed in and for which unit."""

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from org_hierarchy.queries import posts_of
from workflows.inbox import waiting_count


@dataclass(frozen=True)
class NavItem:
    """One way in the sidebar and, for the first four, in the phone's bottom bar."""

    label: str
    icon: str
    url: str
    active: bool
    count: int = 0


# label, icon, URL name, first path segments under which it is the current one
PLACES = (
    ("Hộp việc", "inbox", "workflows:inbox", ("hop-viec", "viec")),
    ("Văn bản", "file-text", "directives:list", ("van-ban", "so-van-ban")),
    ("Tổng quan", "layout-dashboard", "campaigns:list", ("dot",)),
    ("Đơn vị", "sitemap", "org_hierarchy:units", ("don-vi",)),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of templates/base.html. Three queries for a signed-in person, none for a stranger or for a part of a page.

    Asked for once per request: every template that is rendered with the request comes here, even a cell of a table.
    """
    if not hasattr(request, "frame"):
        request.frame = _frame(request)  # type: ignore[attr-defined]
    return cast("dict[str, Any]", request.frame)  # type: ignore[attr-defined]


def _frame(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated or _is_part(request):
        return {}
    here = request.path.strip("/").split("/")[0]
    posts = posts_of(person, on=timezone.localdate())
    waiting = waiting_count(person)
    return {
        "nav": [
            NavItem(label, icon, reverse(name), here in segments, waiting if name == "workflows:inbox" else 0)
            for label, icon, name, segments in PLACES
        ],
        "search_url": reverse("directives:list"),
        "acting_unit_name": posts[0].post.unit.name if posts else "",
        "acting_title": posts[0].post.title if posts else "Chưa được bổ nhiệm",
    }


def _is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page; going back in the browser's history it asks for the whole."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.history_restore_request
