"""What the pages of this room share: who is asking, and one answer to an act that could not be done."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from campaigns.services import CampaignError
from directives.services import DirectiveError
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from workflows.steps import StepError

REFUSED = {"forbidden"}
TAKEN = {"stale", "not_open", "busy"}


def person_of(request: HttpRequest) -> Person:
    """The signed-in person; every page stands behind LoginRequiredMiddleware."""
    return cast(Person, request.user)


def require(request: HttpRequest, act: str, obj: models.Model) -> None:
    """Raises PermissionDenied with the rule's own words when the person may not."""
    if not (verdict := may(person_of(request), act, obj)):
        raise PermissionDenied(verdict.reason)


def perform(request: HttpRequest, act: Callable[[], object], *, done: str, then: str) -> HttpResponse:
    """Do one act and go back to its page; refused is 403, taken by somebody else is 409, a rule of the domain is said on the page."""
    try:
        act()
    except (StepError, DirectiveError, CampaignError) as error:
        if error.code in REFUSED:
            raise PermissionDenied(str(error)) from error
        if error.code in TAKEN:
            return render(request, "409.html", {"reason": str(error), "url": then}, status=409)
        messages.error(request, str(error))
        return redirect(then)
    messages.success(request, done)
    return redirect(then)
