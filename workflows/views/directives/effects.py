"""What a draft does to earlier documents of its issuer, chosen and given up."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone

from directives import lineage
from directives.models import Directive, Effect
from org_hierarchy.access import person_of, require
from workflows import steps
from workflows.views.directives.page import directive_of
from workflows.views.forms.effects import EffectForm
from workflows.views.pages import perform

MOST_OFFERED = 30


def effects(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose an earlier document and what the draft does to it."""
    found, person = directive_of(request, pk), person_of(request)
    require(request, "directive.declare_effect", found)
    if request.method != "POST":
        return effects_page(request, found)
    form = EffectForm(request.POST, targets=lineage.may_be_affected(found, person))
    page = partial(effects_page, request, found, form=form, status=400)
    if not form.is_valid():
        return page()
    return perform(
        request,
        lambda: steps.declare_effect(found, by=person, at=timezone.now(), **form.cleaned_data),
        done="Đã ghi; có hiệu lực khi văn bản này được phát hành.",
        then=resolve_url("workflows:effects", pk),
        form=form,
        page=page,
    )


def effects_page(request: HttpRequest, found: Directive, *, form: EffectForm | None = None, status: int = 200) -> HttpResponse:
    """What is declared, and the documents to choose from: those that the text cites, then the latest, as searched."""
    words = request.GET.get("tim", "")[:200]
    offered = lineage.found_among(lineage.may_be_affected(found, person_of(request)), words)
    context = {
        "directive": found,
        "declared": lineage.effects_of(found),
        "offered": offered[:MOST_OFFERED],
        "words": words,
        "form": form or EffectForm(targets=offered),
    }
    return render(request, "workflows/effects.html", context, status=status)


def withdraw_effect(request: HttpRequest, pk: int) -> HttpResponse:
    """Say one no more. `pk` is that of the effect."""
    effect = get_object_or_404(Effect.objects.select_related("target"), pk=pk)
    found = effect.directive = directive_of(request, effect.directive_id)
    if request.method != "POST":
        return redirect("workflows:effects", found.pk)
    return perform(
        request,
        lambda: steps.withdraw_effect(effect, by=person_of(request), at=timezone.now()),
        done="Đã bỏ.",
        then=resolve_url("workflows:effects", found.pk),
    )
