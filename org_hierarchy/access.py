"""Who asks for a page, and whether they may have it."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest

from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.queries import administered_by
from org_hierarchy.rights import may


def person_of(request: HttpRequest) -> Person:
    """The signed-in person; every page stands behind LoginRequiredMiddleware."""
    return cast(Person, request.user)


class Refused(PermissionDenied):
    """A refusal with the rule's own words and what it is about, so that its page can lead to "why can't I?"."""

    def __init__(self, reason: str, about: models.Model | None) -> None:
        super().__init__(reason)
        self.about = about


def require(request: HttpRequest, act: str, obj: models.Model) -> None:
    """Raises Refused with the rule's own words when the person may not."""
    if not (verdict := may(person_of(request), act, obj)):
        raise Refused(verdict.reason, obj)


def require_administrator(request: HttpRequest) -> list[OrgUnit]:
    """The units that the person administers, each with all below it, by path. Raises PermissionDenied when there is none. One query."""
    units = list(administered_by(person_of(request)))
    if not units:
        raise PermissionDenied("Chỉ quản trị của một cơ quan vào được khu vực này.")
    return units
