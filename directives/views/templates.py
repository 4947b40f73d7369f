"""Mẫu văn bản: the skeletons that come with the system, and those that the person's units keep."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from directives.forms import TemplateForm, TemplateNameForm
from directives.models import Directive, DraftTemplate
from directives.services import DirectiveError, drop_template, keep_template, rename_template
from directives.skeletons import GROUPS, SKELETONS
from org_hierarchy.access import person_of, require
from org_hierarchy.models import OrgUnit
from org_hierarchy.queries import units_of
from org_hierarchy.views.answers import ActPage, act_page, posted


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """The skeletons that the person may begin a document with. A fixed number of queries."""
    units = list(units_of(person_of(request), on=timezone.localdate()))
    own = DraftTemplate.objects.filter(unit__in=units).select_related("unit", "made_by").order_by("unit__sort_name", "title")
    context = {"own": own, "groups": GROUPS, "count": len(SKELETONS), "kinds": len(Directive.Kind.values)}
    return render(request, "directives/templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def template_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the text of a directive as a skeleton of a unit of the person's."""
    found = get_object_or_404(Directive.objects.select_related("issuer").defer("source_text"), pk=pk)
    require(request, "directive.view_drafting", found)
    person = person_of(request)
    units = {str(unit.pk): unit for unit in units_of(person, on=timezone.localdate())}
    form = TemplateForm(posted(request), units=[(key, unit.name) for key, unit in units.items()])
    if form.is_bound and form.is_valid():
        unit: OrgUnit = units[form.cleaned_data["unit"]]
        require(request, "template.keep", unit)
        try:
            kept = keep_template(unit, title=form.cleaned_data["title"], directive=found, by=person, at=timezone.now())
        except DirectiveError as error:
            form.refuse(str(error), error.code)
        else:
            messages.success(request, f"Đã lưu mẫu “{kept.title}”.")
            return redirect("directives:templates")
    lead = (
        "Mẫu giữ trích yếu, nội dung, kính gửi, nơi nhận; không giữ số, ngày, nhiệm vụ. "
        "Chỗ ghi trong ngoặc vuông, bắt đầu bằng dấu ba chấm, là chỗ cần điền khi dùng mẫu: [… tên đơn vị]."
    )
    page = ActPage("Lưu làm mẫu", found.designation, "Lưu mẫu", "bookmark", resolve_url(found), lead)
    return act_page(request, page, form)


@require_http_methods(["GET", "HEAD", "POST"])
def template_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a skeleton otherwise."""
    template = get_object_or_404(DraftTemplate.objects.select_related("unit"), pk=pk)
    require(request, "template.keep", template.unit)
    form = TemplateNameForm(posted(request), initial={"title": template.title})
    if form.is_bound and form.is_valid():
        try:
            rename_template(template, title=form.cleaned_data["title"], by=person_of(request), at=timezone.now())
        except DirectiveError as error:
            form.refuse(str(error), error.code)
        else:
            messages.success(request, "Đã đổi tên mẫu.")
            return redirect("directives:templates")
    page = ActPage("Đổi tên mẫu", template.unit.name, "Đổi tên", "edit", resolve_url("directives:templates"))
    return act_page(request, page, form)


@require_http_methods(["GET", "HEAD", "POST"])
def template_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a skeleton no more."""
    template = get_object_or_404(DraftTemplate.objects.select_related("unit"), pk=pk)
    require(request, "template.keep", template.unit)
    if request.method == "POST":
        try:
            drop_template(template, by=person_of(request), at=timezone.now())
        except DirectiveError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Đã xóa mẫu “{template.title}”.")
    return redirect("directives:templates")
