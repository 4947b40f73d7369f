"""Sao y, sao lục, trích sao: the page on which a clerk makes a copy of a directive."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from directives.documents import letter_facts, words_of
from directives.forms import CopyForm
from directives.models import Copy, Directive
from directives.services import DirectiveError, make_copy, units_to_copy_at, ways_to_copy
from org_hierarchy.access import person_of, require
from org_hierarchy.models import OrgUnit
from org_hierarchy.queries import grants_of
from org_hierarchy.services import Way
from org_hierarchy.views.answers import ActPage, act_page, posted

SHOWN = 120
"""Characters of a provision in the list of what a trích sao may copy."""


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a copy for a unit of the person's that has the directive."""
    found = get_object_or_404(Directive.objects.select_related("issuer__parent").defer("source_text"), pk=pk)
    person, now = person_of(request), timezone.now()
    require(request, "directive.view", found)
    require(request, "directive.copy", found)
    today = timezone.localdate(now)
    mine = [unit_id for codename, unit_id in grants_of(person) if codename == "register_for_unit"]
    ways: dict[str, tuple[OrgUnit, Way]] = {
        f"{unit.pk}:{way.key}": (unit, way)
        for unit in units_to_copy_at(found, mine)
        for way in ways_to_copy(unit, kind=Copy.Kind.FULL, on=today)
    }
    form = CopyForm(
        posted(request),
        ways=[(key, _words(unit, way)) for key, (unit, way) in ways.items()],
        parts=[(str(place), words[:SHOWN]) for place, part in enumerate(letter_facts(found).body) if (words := words_of(part))],
    )
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        unit, way = ways[data["way"]]
        try:
            made = make_copy(
                found,
                unit=unit,
                kind=data["kind"],
                extract=[int(place) for place in data["extract"]],
                recipients=data["recipients"].splitlines(),
                way=way,
                by=person,
                at=now,
                today=today,
            )
        except DirectiveError as error:
            form.refuse(str(error), error.code)
        else:
            messages.success(request, f"Đã lập bản {made.get_kind_display().lower()}. Hãy in, trình ký và đóng dấu.")
            return redirect(resolve_url(found))
    lead = "Bản sao được cấp số trong sổ bản sao của cơ quan sao, dùng chung cho sao y, sao lục và trích sao."
    page = ActPage(f"Sao văn bản {found.designation}", found.issuer.name, "Lập bản sao", "file-text", resolve_url(found), lead)
    return act_page(request, page, form)


def _words(unit: OrgUnit, way: Way) -> str:
    """Who signs the copy, as a choice: the unit, the block, the name."""
    return f"{unit.name} – {' / '.join((*way.block.authority_lines, way.block.title))} {way.block.name}"
