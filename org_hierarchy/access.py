"""Who asks for a page, and whether they may have it."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest

from org_hierarchy.models import Person
from org_hierarchy.rights import may


def person_of(request: HttpRequest) -> Person:
    """The signed-in person; every page stands behind LoginRequiredMiddleware."""
    return cast(Person, request.user)


def require(request: HttpRequest, act: str, obj: models.Model) -> None:
    """Raises PermissionDenied with the rule's own words when the person may not."""
    if not (verdict := may(person_of(request), act, obj)):
        raise PermissionDenied(verdict.reason)
