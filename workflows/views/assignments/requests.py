"""What a unit asks for: asked, withdrawn, decided. More time and a standstill go the same way; a Kind is in what they differ."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone

from campaigns.models import Assignment, Extension, Request, Suspension
from org_hierarchy.access import person_of, require
from org_hierarchy.models import Person
from workflows import steps
from workflows.views.assignments.page import assignment_of, assignment_page
from workflows.views.assignments.parts.requests import ASK, DECIDE
from workflows.views.pages import perform, way_back

Act = Callable[[Any, dict[str, Any], Person, datetime], object]
"""Of the row, what the form said, the person, the moment."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of request: how it is asked for, and with what words; each decision beside a no, with its words."""

    model: type[Request]
    ask: Act
    sent: Callable[[Assignment], str]
    decisions: Mapping[str, tuple[str, Act]]


EXTENSION = Kind(
    Extension,
    lambda found, said, by, now: steps.ask_extension(found, **said, by=by, at=now, today=timezone.localdate(now)),
    lambda found: f"Đã gửi đề nghị gia hạn đến {found.reviewer}.",
    {
        "grant": (
            "Đã gia hạn.",
            lambda one, said, by, now: steps.grant_extension(one, granted_date=said["granted_date"], note=said["note"], by=by, at=now),
        ),
        "pass_on": (
            "Đã xin gia hạn việc của đơn vị mình; đề nghị này chờ quyết định đó.",
            lambda one, _said, by, now: steps.pass_on_extension(one, by=by, at=now, today=timezone.localdate(now)),
        ),
    },
)
SUSPENSION = Kind(
    Suspension,
    lambda found, said, by, now: steps.ask_suspension(found, **said, by=by, at=now),
    lambda found: f"Đã gửi đề nghị tạm dừng đến {found.campaign.issuer}; việc vẫn tính hạn cho đến khi được đồng ý.",
    {
        "agree": (
            "Đã đồng ý tạm dừng; hạn dừng tính từ hôm nay.",
            lambda one, said, by, now: steps.agree_suspension(one, note=said["note"], by=by, at=now, today=timezone.localdate(now)),
        )
    },
)


def ask(kind: Kind, request: HttpRequest, pk: int) -> HttpResponse:
    """Send the request. `pk` is the assignment's."""
    found = assignment_of(request, pk)
    if request.method != "POST":
        return redirect("workflows:assignment", pk)
    name = kind.model._meta.model_name
    require(request, f"assignment.ask_{name}", found)
    form = ASK[kind.model](request.POST)
    page = partial(assignment_page, request, found, status=400, **{f"{name}_form": form})
    if not form.is_valid():
        return page()
    data = form.cleaned_data
    return perform(
        request,
        lambda: kind.ask(found, data, person_of(request), timezone.now()),
        done=kind.sent(found),
        then=resolve_url(found),
        form=form,
        page=page,
        typed={"Lý do": data["reason"]},
    )


def withdraw(kind: Kind, request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back. `pk` is the request's, here and below."""
    asked = _asked(kind, request, pk)
    if request.method != "POST":
        return redirect("workflows:assignment", asked.assignment_id)
    return perform(
        request,
        lambda: steps.withdraw_request(asked, by=person_of(request), at=timezone.now()),
        done=f"Đã rút đề nghị {asked._meta.verbose_name}.",
        then=resolve_url(asked.assignment),
    )


def decide(kind: Kind, request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes or no, or what else the kind offers."""
    asked = _asked(kind, request, pk)
    if request.method != "POST":
        return redirect("workflows:assignment", asked.assignment_id)
    require(request, f"assignment.decide_{asked.kind}", asked.assignment)
    by, now = person_of(request), timezone.now()
    form = DECIDE[kind.model](request.POST, asked=asked, today=timezone.localdate(now))
    shown = {f"{asked.kind}_decision": form, f"asked_{asked.kind}": asked}
    page = partial(assignment_page, request, asked.assignment, status=400, **shown)
    if not form.is_valid():
        return page()
    data = form.cleaned_data
    refused = (f"Đã ghi không đồng ý {asked._meta.verbose_name}.", lambda *_: steps.refuse_request(asked, note=data["note"], by=by, at=now))
    done, act = kind.decisions.get(data["decision"], refused)
    return perform(
        request,
        lambda: act(asked, data, by, now),
        done=done,
        then=way_back(request, resolve_url(asked.assignment)),
        form=form,
        page=page,
        typed={"Ý kiến, lý do": data["note"]},
    )


def _asked(kind: Kind, request: HttpRequest, pk: int) -> Request:
    """The request, for somebody who may see what it is about: nothing is told before."""
    asked = get_object_or_404(kind.model._default_manager, pk=pk)
    asked.assignment = assignment_of(request, asked.assignment_id)
    return asked


ask_extension, withdraw_extension, decide_extension = (partial(view, EXTENSION) for view in (ask, withdraw, decide))
ask_suspension, withdraw_suspension, decide_suspension = (partial(view, SUSPENSION) for view in (ask, withdraw, decide))
