"""The registers of the person's units: as pages, as printed books, and what their keeper does with their numbers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directives import books
from directives.books import ARCHIVE_BOOK, BOOKS, Wanted
from directives.forms import RegisterFilterForm, ReserveForm, StartForm, VoidForm
from directives.models import Register, RegisterEntry
from directives.queries import COPIES, SHARED_SERIES, series_in_use
from directives.services import DirectiveError, reserve_number, start_register, void_entry
from directives.tables import book_table
from directives.views.case_files import kept_units
from org_hierarchy.access import person_of, require
from org_hierarchy.forms.fields import RefusableForm
from org_hierarchy.models import OrgUnit
from org_hierarchy.queries import has_ended, units_of
from org_hierarchy.rights import may
from org_hierarchy.views.answers import ActPage, act_page, posted
from records.paging import Tab, address, paged

PER_PAGE = 25
SHORT = {"di": "van-ban-di", "den": "van-ban-den"}
"""Names of books in addresses that were given out earlier."""
REPORT = "bao-cao"


@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """One book of one unit of the person's and one year. A fixed number of queries, whatever the number of lines."""
    today, person = timezone.localdate(), person_of(request)
    units = list(units_of(person, on=today))
    units += kept_units(units, Register.objects.all())
    unit = next((unit for unit in units if str(unit.pk) == request.GET.get("don_vi")), units[0] if units else None)
    if unit is None:
        return render(request, "directives/registers.html", {"unit": None, "year": today.year})
    form = RegisterFilterForm(request.GET)
    wanted = _wanted(unit, request.GET, form)
    years = {today.year, *Register.objects.filter(unit=unit, year__lte=today.year).values_list("year", flat=True)}
    may_keep = bool(may(person, "register.keep", unit))
    may_take_back = wanted.book == ARCHIVE_BOOK and bool(may(person, "archive.take_back", unit))
    series = (
        series_in_use(unit, wanted.year, Register.Direction.OUT)
        if wanted.kind.direction == Register.Direction.OUT and wanted.kind.own is None
        else []
    )
    context: dict[str, Any] = {
        "units": units,
        "unit": unit,
        "years": sorted(years | {wanted.year}, reverse=True),
        "year": wanted.year,
        "wanted": wanted,
        "form": form,
        "narrowed": any(form.narrowed()[name] for name in ("first_day", "last_day", "first_number", "last_number")),
        "series": series,
        "tabs": [Tab(book.label, address(request, so=book.key, bo=""), book == wanted.kind) for book in BOOKS.values()],
        "has_report": wanted.book in books.REPORTS,
        "may_set_rules": may(person, "directive.set_office_rules", unit),
        "may_keep": may_keep,
        "may_start": may(person, "register.start", unit),
        "table": paged(book_table(wanted, today=today, may_void=may_keep, may_take_back=may_take_back), request, per_page=PER_PAGE),
        "ended": has_ended(unit, on=today),
        "today": today,
        "filters": [(name, request.GET.get(name, "")) for name in form.fields],
    }
    return render(request, "directives/registers.html", context)


def _wanted(unit: OrgUnit, asked: Any, form: RegisterFilterForm) -> Wanted:
    """The lines that an address asks for; what it cannot mean is left out."""
    named, today = asked.get("so", ""), timezone.localdate()
    book = BOOKS.get(SHORT.get(named, named)) or BOOKS["van-ban-di"]
    typed = asked.get("nam", "")
    year = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) == 4 else today.year
    year = year if 1945 <= year <= today.year else today.year
    series = asked.get("bo", "") or SHARED_SERIES
    if series not in series_in_use(unit, year, book.direction):
        series = SHARED_SERIES
    return Wanted(unit=unit.pk, book=book.key, year=year, series=series, **form.narrowed())


@require_POST
def print_register(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines that the page shows, as a book: at once, or by a job when they are many."""
    unit = get_object_or_404(OrgUnit, pk=pk)
    require(request, "register.view", unit)
    form, today = request.POST.get("dang", ""), timezone.localdate()
    wanted = _wanted(unit, request.POST, RegisterFilterForm(request.POST))
    if form == REPORT and wanted.book in books.REPORTS:
        return _download(books.report_of(wanted, today=today), f"bao-cao-{wanted.book}-{wanted.year}.docx", books.TYPES["docx"])
    if form not in books.TYPES:
        raise Http404
    if wanted.rows().count() > books.LARGE:
        return redirect("records:job", books.order(wanted, form, by=person_of(request), at=timezone.now()).pk)
    return _download(books.file_of(wanted, form, today=today), books.file_name(wanted, form), books.TYPES[form])


def _download(content: bytes, name: str, content_type: str) -> HttpResponse:
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _answered(request: HttpRequest, page: ActPage, form: RefusableForm, act: Any, words: Any) -> HttpResponse:
    """The page with its form, or what the act gave, said on the page of the registers."""
    if form.is_bound and form.is_valid():
        try:
            made = act()
        except DirectiveError as error:
            form.refuse(str(error), error.code)
        else:
            messages.success(request, words(made))
            return redirect(page.back)
    return act_page(request, page, form)


def _books(unit: OrgUnit, *, with_copies: bool) -> list[tuple[str, str]]:
    """The unit's books of this year for a choice: "out:chung" and so on."""
    year = timezone.localdate().year
    out = [name for name in series_in_use(unit, year, Register.Direction.OUT) if with_copies or name != COPIES]
    if with_copies and COPIES not in out:
        out.append(COPIES)
    labels = {SHARED_SERIES: "sổ chung", COPIES: "sổ bản sao"}
    sent = [(f"out:{name}", f"Văn bản đi – {labels.get(name, f'sổ {name}')}") for name in out]
    return [*sent, (f"in:{SHARED_SERIES}", "Văn bản đến")]


def _back(unit: OrgUnit) -> str:
    return f"{reverse('directives:registers')}?don_vi={unit.pk}"


@require_http_methods(["GET", "HEAD", "POST"])
def reserve(request: HttpRequest, pk: int) -> HttpResponse:
    """The next number for a paper outside the system."""
    unit = get_object_or_404(OrgUnit, pk=pk)
    require(request, "register.keep", unit)
    form = ReserveForm(posted(request), books=_books(unit, with_copies=False))

    def act() -> RegisterEntry:
        direction, _, series = form.cleaned_data["book"].partition(":")
        note, now = form.cleaned_data["note"], timezone.now()
        return reserve_number(
            unit, direction=direction, series=series, note=note, by=person_of(request), at=now, today=timezone.localdate(now)
        )

    lead = "Số được ghi vào sổ ngay và không cấp lại. Viết hỏng thì hủy số đó kèm lý do, rồi lấy số khác."
    page = ActPage("Lấy số cho giấy tờ ngoài hệ thống", unit.name, "Lấy số", "hash", _back(unit), lead)
    return _answered(request, page, form, act, lambda entry: f"Đã lấy số {entry.number:02d}: {entry.note}.")


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a book after the numbers that were given on paper."""
    unit = get_object_or_404(OrgUnit, pk=pk)
    require(request, "register.start", unit)
    form = StartForm(posted(request), books=_books(unit, with_copies=True), initial={"year": timezone.localdate().year})

    def act() -> Register:
        direction, _, series = form.cleaned_data["book"].partition(":")
        year, first = form.cleaned_data["year"], form.cleaned_data["first"]
        return start_register(unit, direction=direction, series=series, year=year, first=first, by=person_of(request), at=timezone.now())

    lead = "Các số trước số này coi như đã cấp ngoài hệ thống, không cấp lại. Chỉ tăng được, không giảm lại; hãy đối chiếu sổ giấy."
    back = _back(unit) if may(person_of(request), "register.keep", unit) else resolve_url(unit)
    page = ActPage("Bắt đầu sổ từ một số", unit.name, "Bắt đầu từ số này", "hash", back, lead)
    return _answered(request, page, form, act, lambda register: f"Số tiếp theo của sổ năm {register.year} là {register.last_number + 1}.")


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up the number of a paper that was spoiled, or of a copy."""
    lines = RegisterEntry.objects.select_related("register__unit", "directive", "copy__unit")
    entry = get_object_or_404(lines, pk=pk)
    unit = entry.register.unit
    require(request, "register.keep", unit)
    form = VoidForm(posted(request))

    def act() -> RegisterEntry:
        return void_entry(entry, reason=form.cleaned_data["reason"], by=person_of(request), at=timezone.now())

    lead = f"Số {books.designation(entry)} ({entry.note or books.named(entry.directive)}) sẽ được gạch trong sổ và không cấp lại."
    page = ActPage("Hủy số", unit.name, "Hủy số", "x", _back(unit), lead)
    return _answered(request, page, form, act, lambda voided: f"Đã hủy số {voided.number:02d}.")
