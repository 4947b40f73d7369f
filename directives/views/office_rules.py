"""Quy chế văn thư of one unit: which sign-offs come before the signature, and how it signs."""

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone

from directives.forms import OfficeRulesForm
from directives.queries import office_rules
from directives.services import DirectiveError, set_office_rules
from org_hierarchy.access import person_of, require
from org_hierarchy.models import OrgUnit
from org_hierarchy.views.answers import ActPage, act_page, posted


def unit_office_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """The rules as they are, and their change by an administrator of the unit."""
    unit = get_object_or_404(OrgUnit, pk=pk)
    require(request, "directive.set_office_rules", unit)
    form = OfficeRulesForm(posted(request), initial=model_to_dict(office_rules(unit)))
    if form.is_bound and form.is_valid():
        try:
            set_office_rules(unit, **form.cleaned_data, by=person_of(request), at=timezone.now())
        except DirectiveError as error:
            form.refuse(str(error))
        else:
            messages.success(request, f"Đã lưu quy chế văn thư của {unit}.")
            return redirect(resolve_url(unit))
    page = ActPage(
        title="Quy chế văn thư",
        pre=unit.name,
        button="Lưu quy chế",
        icon="circle-check",
        back=resolve_url(unit),
        lead="Quy định này áp dụng cho văn bản do đơn vị ban hành, kể từ lúc lưu.",
    )
    return act_page(request, page, form)
