"""The copies for whom no unit of the system answers to: the clerk says how each goes, sends it, and keeps how it went."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone

from directives.models import Directive, OutsideRecipient
from org_hierarchy.access import person_of
from org_hierarchy.forms.fields import RefusableForm
from workflows import steps
from workflows.views.directives.page import directive_of, directive_page
from workflows.views.forms.outside import ArrivedForm, PaperForm, WayForm
from workflows.views.pages import perform

CARD = "#noi-nhan-ngoai"
"""Where the page says how each copy is: far down, on a phone."""


def outside_of(request: HttpRequest, pk: int) -> tuple[Directive, OutsideRecipient]:
    """The row and its directive, for somebody who may see that."""
    outside = get_object_or_404(OutsideRecipient, pk=pk)
    outside.directive = directive_of(request, outside.directive_id)
    return outside.directive, outside


def posted_form(
    request: HttpRequest,
    pk: int,
    form_class: type[RefusableForm],
    kind: str,
    act: Callable[[OutsideRecipient, RefusableForm], object],
    done: str,
) -> HttpResponse:
    """One form about one copy: done, or the directive's page with what is wrong beside it."""
    found, outside = outside_of(request, pk)
    if request.method != "POST":
        return redirect(resolve_url(found))
    form = form_class(request.POST, prefix=f"{kind}-{pk}")
    page = partial(directive_page, request, found, status=400, outside_forms={f"{kind}-{pk}": form})
    if not form.is_valid():
        return page()
    return perform(request, lambda: act(outside, form), done=done, then=f"{resolve_url(found)}{CARD}", form=form, page=page)


def outside_way(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how the copy goes. `pk` is that of the row, here and below."""
    by, at = person_of(request), timezone.now()
    return posted_form(
        request, pk, WayForm, "way", lambda outside, form: steps.set_way(outside, by=by, at=at, **form.cleaned_data), "Đã ghi cách gửi."
    )


def record_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep how the paper went."""
    by, at = person_of(request), timezone.now()
    return posted_form(
        request,
        pk,
        PaperForm,
        "paper",
        lambda outside, form: steps.record_paper(outside, by=by, at=at, **form.cleaned_data),
        "Đã ghi việc chuyển bản giấy.",
    )


def confirm_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep that a letter which perhaps went has arrived."""
    by, at = person_of(request), timezone.now()
    return posted_form(
        request,
        pk,
        ArrivedForm,
        "arrived",
        lambda outside, form: steps.confirm_sent(outside, by=by, at=at, **form.cleaned_data),
        "Đã ghi thư đến nơi.",
    )


def email_outside(request: HttpRequest, pk: int) -> HttpResponse:
    """Order the letter, for the first time or again."""
    found, outside = outside_of(request, pk)
    if request.method != "POST":
        return redirect(resolve_url(found))
    return perform(
        request,
        lambda: steps.email_outside(outside, by=person_of(request), at=timezone.now()),
        done="Đã nhận lệnh gửi thư; kết quả hiện ở danh sách nơi nhận ngoài hệ thống.",
        then=f"{resolve_url(found)}{CARD}",
    )
