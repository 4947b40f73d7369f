"""Hồ sơ: the files of the person's units, one file with its documents, and the lists printed of both."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directives import books, case_lists, services
from directives.forms import CaseFileForm, PaperInCaseForm
from directives.incoming.queries import seen_by
from directives.lineage import found_among
from directives.models import CaseDocument, CaseFile, Directive, IncomingDocument
from directives.paper_rights import keeps_papers
from directives.queries import OUT, visible_to
from directives.services import DirectiveError
from org_hierarchy.access import person_of, require
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.queries import has_ended, kept_by, units_of
from org_hierarchy.rights import may
from org_hierarchy.views.answers import ActPage, act_page, posted
from records.search import has_words

MOST_OFFERED = 10


@require_safe
def case_files(request: HttpRequest) -> HttpResponse:
    """The files of one unit of the person's, or of one that has ended and whose papers it keeps, and of one year. A fixed number of
    queries."""
    today, person = timezone.localdate(), person_of(request)
    units = list(units_of(person, on=today))
    units += kept_units(units, CaseFile.objects.all())
    unit = next((one for one in units if str(one.pk) == request.GET.get("don_vi")), units[0] if units else None)
    year = _year(request, today.year)
    files = list(case_lists.files_of(unit, year)) if unit else []
    years = {today.year, year}
    if unit:
        years |= set(CaseFile.objects.filter(unit=unit).values_list("year", flat=True))
    context = {
        "units": units,
        "unit": unit,
        "year": year,
        "years": sorted(years, reverse=True),
        "files": files,
        "may_open": bool(unit and may(person, "case_file.open", unit)),
        "today": today,
        "ended": unit is not None and has_ended(unit, on=today),
    }
    return render(request, "directives/case_files.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def case_new(request: HttpRequest) -> HttpResponse:
    """Open a file; for a directive (`van-ban`) together with what belongs to it."""
    person, now = person_of(request), timezone.now()
    today = timezone.localdate(now)
    units = {str(unit.pk): unit for unit in units_of(person, on=today)}
    about = _about(request, person)
    initial = {"year": today.year, "title": f"Hồ sơ về việc {about.subject}" if about else "", "unit": request.GET.get("don_vi", "")}
    form = CaseFileForm(posted(request), units=[(key, unit.name) for key, unit in units.items()], initial=initial)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        unit: OrgUnit = units[data.pop("unit")]
        require(request, "case_file.open", unit)
        try:
            with transaction.atomic():
                made = services.open_case_file(unit, **data, keeper=person, by=person, at=now, today=today)
                count = services.add_directives(made, services.belonging_to(about, person), by=person, at=now) if about else 0
        except DirectiveError as error:
            form.refuse(str(error), error.code)
        else:
            messages.success(request, f"Đã lập hồ sơ {made.code}{f' với {count} văn bản' if count else ''}.")
            return redirect("directives:case_file", made.pk)
    lead = (
        f"Hồ sơ gồm văn bản {about.designation}, các văn bản làm căn cứ và văn bản đã ban hành trên cơ sở văn bản này mà bạn xem được; "
        "có thể thêm, bớt sau."
        if about
        else "Người được giao giải quyết công việc lập hồ sơ, đưa văn bản vào và kết thúc hồ sơ khi xong việc (NĐ 30/2020, Điều 29)."
    )
    return act_page(request, ActPage("Lập hồ sơ", "Hồ sơ công việc", "Lập hồ sơ", "files", reverse("directives:case_files"), lead), form)


@require_safe
def case_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One file with its documents in the order of their days. A fixed number of queries."""
    return _page(request, _found(request, pk), PaperInCaseForm())


def _page(request: HttpRequest, found: CaseFile, form: PaperInCaseForm) -> HttpResponse:
    person = person_of(request)
    documents = list(case_lists.documents_of(found).select_related("directive", "incoming").defer("directive__source_text"))
    unseen = _unseen(person, found)
    hidden = _hidden(found, unseen)
    words = request.GET.get("tim", "")[:200]
    may_fill = found.closed_on is None and bool(may(person, "case_file.fill", found))
    context: dict[str, Any] = {
        "case_file": found,
        "documents": [(one, one.pk in hidden, one.pk not in unseen) for one in documents],
        "may_fill": may_fill,
        "words": words,
        "form": form,
    }
    if may_fill and words.strip():
        there = {(one.directive_id, one.incoming_id) for one in documents}
        seen = visible_to(person).filter(status__in=OUT).select_related("issuer").defer("source_text", "facts")
        context["directives"] = [
            one for one in found_among(seen, words).order_by("-issued_date", "-pk")[:MOST_OFFERED] if (one.pk, None) not in there
        ]
        came = seen_by(person).filter(has_words("folded", words)).order_by("-issued_date", "-pk")[:MOST_OFFERED]
        context["incoming"] = [one for one in came if (None, one.pk) not in there]
    return render(request, "directives/case_file.html", context, status=400 if form.errors else 200)


@require_POST
def case_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a directive, a document that came, or a paper into a file."""
    found, person, now = _found(request, pk), person_of(request), timezone.now()
    require(request, "case_file.fill", found)
    if "directive" in request.POST:
        directive = get_object_or_404(Directive.objects.select_related("issuer"), pk=_id(request, "directive"), status__in=OUT)
        require(request, "directive.view", directive)
        return _done(request, found, lambda: services.add_directives(found, [directive], by=person, at=now), "Đã đưa văn bản vào hồ sơ.")
    if "incoming" in request.POST:
        incoming = get_object_or_404(IncomingDocument, pk=_id(request, "incoming"))
        require(request, "incoming.view", incoming)
        return _done(request, found, lambda: services.add_incoming(found, incoming, by=person, at=now), "Đã đưa văn bản đến vào hồ sơ.")
    form = PaperInCaseForm(request.POST)
    if form.is_valid():
        try:
            services.add_paper(found, values=form.cleaned_data, by=person, at=now)
        except DirectiveError as error:
            form.refuse(str(error), error.code)
        else:
            messages.success(request, "Đã đưa giấy tờ vào hồ sơ.")
            return redirect("directives:case_file", found.pk)
    return _page(request, found, form)


@require_POST
def case_take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a document out of its file. `pk` is that of the line in the file."""
    document = get_object_or_404(CaseDocument.objects.select_related("case_file__unit"), pk=pk)
    require(request, "case_file.fill", document.case_file)
    act = partial(services.take_out, document, by=person_of(request), at=timezone.now())
    return _done(request, document.case_file, act, "Đã đưa văn bản ra khỏi hồ sơ.")


@require_POST
def case_close(request: HttpRequest, pk: int) -> HttpResponse:
    """The matter is done."""
    found, now = _found(request, pk), timezone.now()
    require(request, "case_file.fill", found)
    act = partial(services.close_case_file, found, by=person_of(request), at=now, today=timezone.localdate(now))
    return _done(request, found, act, f"Đã kết thúc hồ sơ {found.code}.")


@require_safe
def case_print(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Mục lục văn bản trong hồ sơ as a file."""
    found = _found(request, pk)
    hidden = _hidden(found, _unseen(person_of(request), found))
    made = case_lists.print_documents(found, _form(form), hidden)
    return _download(made, f"muc-luc-van-ban-{found.pk}", form)


@require_safe
def case_files_print(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Mục lục hồ sơ of a unit's year as a file."""
    unit = get_object_or_404(OrgUnit.objects.select_related("parent"), pk=pk)
    require(request, "case_file.list", unit)
    year = _year(request, timezone.localdate().year)
    return _download(case_lists.print_files(unit, year, _form(form)), f"muc-luc-ho-so-{year}", form)


def kept_units(units: Sequence[OrgUnit], papers: QuerySet[Any]) -> list[OrgUnit]:
    """The ended units whose papers these units keep and that left any of these (rows with a `unit`). Two queries."""
    kept = kept_by([unit.pk for unit in units])
    left = set(papers.filter(unit__in=[unit.pk for unit in kept]).order_by().values_list("unit", flat=True).distinct()) if kept else set()
    return [unit for unit in kept if unit.pk in left]


def _found(request: HttpRequest, pk: int) -> CaseFile:
    found = get_object_or_404(CaseFile.objects.select_related("unit__parent", "keeper"), pk=pk)
    require(request, "case_file.view", found)
    return found


def _hidden(case_file: CaseFile, unseen: set[int]) -> set[int]:
    """The lines that are not to be read: of a unit that exists those about documents that the person does not see. Whoever keeps the papers
    of one that has ended reads the list of each file as it was left, and opens what the own rights open."""
    return set() if has_ended(case_file.unit, on=timezone.localdate()) else unseen


def _unseen(person: Person, case_file: CaseFile) -> set[int]:
    """The lines about documents that the person does not see. Two queries, and for a unit that has ended those of one right."""
    within = case_file.documents
    hidden = within.filter(directive__isnull=False).exclude(directive__in=visible_to(person).values("pk"))
    came = within.filter(incoming__isnull=False).exclude(incoming__in=seen_by(person).values("pk"))
    if keeps_papers(person, case_file.unit):
        came = came.exclude(incoming__unit=case_file.unit)
    return {*hidden.values_list("pk", flat=True), *came.values_list("pk", flat=True)}


def _about(request: HttpRequest, person: Person) -> Directive | None:
    """The issued directive that the file is to be about, if the person sees it."""
    typed = request.GET.get("van-ban", "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 19):
        return None
    seen = visible_to(person).filter(pk=typed, status__in=OUT).select_related("issuer").defer("source_text", "facts")
    return seen.first()


def _done(request: HttpRequest, found: CaseFile, act: Callable[[], object], words: str) -> HttpResponse:
    try:
        act()
    except DirectiveError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect(resolve_url("directives:case_file", found.pk))


def _id(request: HttpRequest, name: str) -> int:
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0


def _year(request: HttpRequest, otherwise: int) -> int:
    typed = request.GET.get("nam", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) == 4 else otherwise


def _form(form: str) -> str:
    if form not in books.TYPES:
        raise Http404
    return form


def _download(content: bytes, name: str, form: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(content, content_type=books.TYPES[form], headers=headers)
