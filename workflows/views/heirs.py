"""Whoever is asked says which unit goes on with what one that has ended left."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from org_hierarchy.access import person_of, require
from org_hierarchy.forms.fields import RefusableForm
from org_hierarchy.models import OrgUnit
from workflows import heirs, steps
from workflows.models import HeirQuestion
from workflows.views.pages import perform

ASK = "Vui lòng chọn một đơn vị trong danh sách."


class HeirForm(RefusableForm):
    """One of those that are offered."""

    ke_thua = forms.ModelChoiceField(OrgUnit.objects.none(), error_messages={"required": ASK, "invalid_choice": ASK})

    def __init__(self, *args: Any, offered: Sequence[OrgUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ke_thua"].queryset = OrgUnit.objects.filter(pk__in=[unit.pk for unit in offered])  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def heir(request: HttpRequest, pk: int) -> HttpResponse:
    """What a unit left open, and the choice of who goes on with it. Some fifteen queries."""
    question = get_object_or_404(HeirQuestion.objects.select_related("unit__parent", "asked", "heir", "chosen_by"), pk=pk)
    require(request, "heir.choose", question)
    now = timezone.now()
    today = timezone.localdate(now)
    offered = heirs.offered(question, today=today)
    form = HeirForm(request.POST if request.method == "POST" else None, offered=offered)

    def page() -> HttpResponse:
        context = {"question": question, "offered": offered, "left": heirs.left_with(question.unit), "form": form}
        return render(request, "workflows/heir.html", context, status=400 if request.method == "POST" else 200)

    if request.method != "POST" or not form.is_valid():
        return page()
    to = form.cleaned_data["ke_thua"]
    return perform(
        request,
        lambda: steps.choose_heir(question, to=to, by=person_of(request), at=now, today=today),
        done=f"Đã chọn {to}. Việc của {question.unit} được chuyển trong ít phút.",
        then=reverse("workflows:inbox"),
        form=form,
        page=page,
    )
