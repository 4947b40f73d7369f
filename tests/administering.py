"""What the tests of the administrator's area share: its addresses, the city's administrator, a post and a new account."""

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from org_hierarchy.models import Person, Post
from org_hierarchy.services import add_person, add_post

from .city import City, signed_in

Role = Post.Role
ADMIN = Role.ADMINISTRATOR


def url(name: str, *args: int, **query: object) -> str:
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"org_hierarchy:{name}", args=args) + (f"?{asked}" if asked else "")


def local_day() -> date:
    return timezone.localdate()


def city_administrator(city: City) -> Person:
    """Of the city, and so of all below it on its line of command."""
    return city.person("HN", ADMIN)


def administrators_browser(admin: Person) -> Client:
    return signed_in(admin)


def seat(city: City, code: str, role: str, title: str = "") -> Post:
    return add_post(city.units[code], title=title or str(Role(role).label), role=role)


def newcomer(name: str = "moi", **fields: Any) -> Person:
    return add_person(username=name, full_name=fields.get("full_name", "Nguyễn Thị Mới"), by=None, at=timezone.now())[0]
