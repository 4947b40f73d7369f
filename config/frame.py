"""What the frame of every page shows: where one can go, who is signed in and for which unit."""

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from org_hierarchy.models import Appointment, Person, Post
from org_hierarchy.queries import posts_of
from workflows.inbox import waiting_count
from workflows.notices.showing import unread


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
    ("Văn bản đến", "mail", "workflows:incoming_list", ("van-ban-den",)),
)
CASE_FILES = ("Hồ sơ", "files", "directives:case_files", ("ho-so",))
"""Only for who acts for a unit: the files are a unit's."""
ADMINISTRATION = ("Quản trị", "settings", "org_hierarchy:administration", ("quan-tri",))
"""Only for administrators. Beyond the fourth, places are in the person's menu on a phone."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of templates/base.html, for a signed-in person.

    Nothing is asked of the database until a template shows it, and then once per request: four queries. A part of a page, or a cell of a
    table that is drawn with the request, costs none.
    """
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {}
    if not hasattr(request, "frame"):
        posts = SimpleLazyObject(lambda: posts_of(person, on=timezone.localdate()))
        request.frame = {  # type: ignore[attr-defined]
            "nav": SimpleLazyObject(lambda: _places(request, cast("list[Appointment]", posts))),
            "search_url": reverse("directives:list"),
            "unread_notices": SimpleLazyObject(lambda: unread(person).count()),
            "acting_unit_name": SimpleLazyObject(lambda: posts[0].post.unit.name if posts else ""),
            "acting_title": SimpleLazyObject(lambda: posts[0].post.title if posts else "Chưa được bổ nhiệm"),
        }
    return cast("dict[str, Any]", request.frame)  # type: ignore[attr-defined]


def _places(request: HttpRequest, posts: list[Appointment]) -> list[NavItem]:
    here = request.path.strip("/").split("/")[0]
    person = cast(Person, request.user)
    waiting = waiting_count(person)
    administers = person.is_superuser or any(held.post.role == Post.Role.ADMINISTRATOR for held in posts)
    acts = any(held.post.role != Post.Role.ADMINISTRATOR for held in posts)
    places = [*PLACES, *([CASE_FILES] if acts else []), *([ADMINISTRATION] if administers else [])]
    return [
        NavItem(label, icon, reverse(name), here in segments, waiting if name == "workflows:inbox" else 0)
        for label, icon, name, segments in places
    ]
