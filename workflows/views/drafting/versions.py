"""The versions of a draft: who wrote which when, what changed between two, and an earlier one written anew."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from directives.comparing import compare, units_of
from directives.models import Directive, Version
from directives.packing import BESIDE, unpacked
from directives.queries import with_version
from directives.services import restored
from org_hierarchy.access import person_of, require
from org_hierarchy.models import OrgUnit
from org_hierarchy.rights import may
from records.paging import address
from workflows import steps
from workflows.views.pages import perform, seen_version

PER_PAGE = 30


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """The versions, the newest first, and what changed from one (`tu`) to another (`den`): at first from the last but one to the last.

    A fixed number of queries.
    """
    known = with_version(Directive.objects.all()).select_related("issuer", "drafting_unit").defer("source_text")
    directive = get_object_or_404(known, pk=pk)
    require(request, "directive.view_drafting", directive)
    page = Paginator(directive.versions.select_related("saved_by").defer("content").order_by("-number"), PER_PAGE).get_page(
        request.GET.get("trang")
    )
    newest = page.paginator.count
    after = _number(request, "den", newest)
    before = _number(request, "tu", max(after - 1, 1))
    context: dict[str, Any] = {
        "directive": directive,
        "page": page,
        "newest": newest,
        "earlier": address(request, trang=str(page.previous_page_number())) if page.has_previous() else "",
        "later": address(request, trang=str(page.next_page_number())) if page.has_next() else "",
        "may_restore": may(person_of(request), "directive.edit", directive),
    }
    return render(request, "workflows/versions.html", context | _compared(directive, before, after))


def restore(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Write an earlier version anew; it becomes the newest one, and nothing is lost."""
    directive = get_object_or_404(Directive.objects.select_related("issuer", "drafting_unit"), pk=pk)
    require(request, "directive.view_drafting", directive)
    own_page = reverse("workflows:versions", args=[pk])
    if request.method != "POST":
        return redirect(own_page)
    version = get_object_or_404(Version.objects.filter(directive=directive), number=number)
    version.directive = directive
    return perform(
        request,
        lambda: steps.revise(directive, content=restored(version), by=person_of(request), at=timezone.now(), version=seen_version(request)),
        done=f"Đã lấy lại phiên bản {number} làm dự thảo hiện nay.",
        then=own_page,
    )


def _compared(directive: Directive, before: int, after: int) -> dict[str, Any]:
    """The two versions with what changed between them. Three queries."""
    if not directive.versions.exists():  # of a draft from before versions were kept
        return {"before": None, "after": None, "comparison": None}
    found = {version.number: version for version in directive.versions.filter(number__in={before, after}).select_related("saved_by")}
    if {before, after} - found.keys():
        raise Http404
    old, new = unpacked(found[before].content), unpacked(found[after].content)
    names = dict(OrgUnit.objects.filter(pk__in=units_of(old, new)).values_list("pk", "name"))
    beside = (found[before].content.get(BESIDE), found[after].content.get(BESIDE))
    return {"before": found[before], "after": found[after], "comparison": compare(old, new, names, beside=beside)}


def _number(request: HttpRequest, name: str, otherwise: int) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else otherwise
