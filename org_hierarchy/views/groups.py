"""The groups that offices keep: what each phrase means, and whom it means on any day."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from org_hierarchy import services
from org_hierarchy.access import person_of, require, require_administrator
from org_hierarchy.forms.groups import GroupForm
from org_hierarchy.models import UnitGroup
from org_hierarchy.names import Clause, Group, members
from org_hierarchy.queries import below_any
from org_hierarchy.services import OrgError
from org_hierarchy.tables import GroupTable
from records.paging import paged

PER_PAGE = 25


@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """All groups of the offices that the person administers and of those below them. Four queries beside the frame's."""
    owners = require_administrator(request)
    kept = UnitGroup.objects.filter(below_any(owners, "owner__")).select_related("owner").order_by("-is_active", "folded_label", "pk")
    return render(request, "org_hierarchy/groups.html", {"table": paged(GroupTable(kept), request, per_page=PER_PAGE)})


@require_http_methods(["GET", "HEAD", "POST"])
def group_new(request: HttpRequest) -> HttpResponse:
    """A new group of one of the person's offices."""
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """One group: its rule or list, and its members on a day."""
    kept = get_object_or_404(UnitGroup.objects.select_related("owner"), pk=pk)
    require(request, "unit.administer", kept.owner)
    return _edit(request, kept)


@require_POST
def group_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop using a group."""
    kept = get_object_or_404(UnitGroup.objects.select_related("owner"), pk=pk)
    require(request, "unit.administer", kept.owner)
    try:
        services.drop_group(kept, by=person_of(request), at=timezone.now())
    except OrgError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã ngừng dùng nhóm “{kept.label}”.")
    return redirect("org_hierarchy:groups")


def _edit(request: HttpRequest, kept: UnitGroup | None) -> HttpResponse:
    owners = require_administrator(request)
    today = timezone.localdate()
    if request.method != "POST":
        return _page(request, GroupForm(owners=owners, group=kept, today=today), kept, _clauses(kept) if kept else (), today)
    form = GroupForm(request.POST, owners=owners, group=kept, today=today)
    is_valid = form.is_valid()
    clauses, day = form.clauses() if is_valid else (), form.cleaned_data.get("day") or today
    if "save" not in request.POST:
        return _page(request, form, kept, clauses, day, status=200 if is_valid else 422)
    if is_valid:
        owner = kept.owner if kept else form.cleaned_data["owner"]
        try:
            saved = services.save_group(
                owner, label=form.cleaned_data["label"], clauses=clauses, by=person_of(request), at=timezone.now(), group=kept
            )
        except OrgError as error:
            form.refuse(str(error), error.code)
        else:
            messages.success(request, f"Đã lưu nhóm “{saved.label}”.")
            return redirect("org_hierarchy:group", saved.pk)
    return _page(request, form, kept, (), day, status=422)


def _clauses(kept: UnitGroup) -> tuple[Clause, ...]:
    return Group.from_json({"label": kept.label, "clauses": kept.clauses, "count": None}).clauses


def _page(
    request: HttpRequest, form: GroupForm, kept: UnitGroup | None, clauses: tuple[Clause, ...], day: date, *, status: int = 200
) -> HttpResponse:
    """The form with the members of these clauses; the members alone for htmx."""
    found = Paginator(members(Group("", clauses), on=day).select_related("parent"), PER_PAGE)
    context = {"form": form, "group": kept, "day": day, "has_rule": bool(clauses), "page": found.get_page(request.POST.get("trang"))}
    template = "org_hierarchy/_group_members.html" if request.htmx else "org_hierarchy/group.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=status)
