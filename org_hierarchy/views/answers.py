"""What an administrator's pages share: one act behind one form, and how it is answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from org_hierarchy.forms.fields import RefusableForm
from org_hierarchy.models import OrgUnit
from org_hierarchy.services import OrgError


@dataclass(frozen=True)
class ActPage:
    """A page with one form: `pre` says where, `lead` what will happen, `back` is the page before it."""

    title: str
    pre: str
    button: str
    icon: str
    back: str
    lead: str = ""
    also: Sequence[tuple[str, str]] = field(default_factory=tuple)
    """Further buttons, each the name and label of one that submits the same form."""


def act_page(request: HttpRequest, page: ActPage, form: RefusableForm) -> HttpResponse:
    """The page with its form, 400 when the form came back."""
    return render(request, "org_hierarchy/act.html", {"page": page, "form": form}, status=400 if form.errors else 200)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, an empty form too; None when nothing was."""
    return request.POST if request.method == "POST" else None


def done(form: RefusableForm, act: Callable[[], Any]) -> Any:
    """What the act gave; None when the form is not valid or the act was refused, which the form then says beside the field."""
    if not form.is_valid():
        return None
    try:
        return act()
    except OrgError as error:
        form.refuse(str(error), error.code)
        return None


def is_below_any(unit: OrgUnit, units: Sequence[OrgUnit]) -> bool:
    """Whether the unit is one of these or stands below one, by the paths at hand."""
    return any(unit.path.startswith(above.path) for above in units)
