"""The working calendar: a year of it, the days that decisions set, and how a deadline is counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from org_hierarchy import services
from org_hierarchy.access import person_of, require
from org_hierarchy.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    Calendar,
    Cycle,
    DayFacts,
    Every,
    Kind,
    Period,
    Term,
    Unit,
    Within,
    data_span,
    due,
    in_words,
    named_end,
    occurrences,
    start_of,
)
from org_hierarchy.calendar.terms import WEEKDAYS
from org_hierarchy.forms.calendar import CountForm, DayForm, SwapForm
from org_hierarchy.models import CalendarDay, OrgUnit
from org_hierarchy.queries import administered_by
from org_hierarchy.rights import may
from org_hierarchy.services import OrgError
from org_hierarchy.tables import DayTable

MARKS = {
    Kind.WORKING: ("", ""),
    Kind.WEEKEND: ("cd-cal-weekend", ""),
    Kind.HOLIDAY: ("cd-cal-holiday", "lễ"),
    Kind.OFF: ("cd-cal-off", "nghỉ"),
    Kind.MAKE_UP: ("cd-cal-worked", "bù"),
}
"""The look and the word of a day in the year's view; a weekend is told by its column."""
NEXT = 6  # days of a periodic term that are shown


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a month; `words` say in full what it is."""

    facts: DayFacts
    look: str
    mark: str
    words: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks from Monday to Sunday; None stands for a day of another month."""

    number: int
    working: int
    weeks: list[list[Cell | None]]


@dataclass(frozen=True, slots=True)
class Count:
    """How a deadline was counted: what was understood, the last day on time or the next ones, and why.

    `span` are the days whose figures the first of the next ones reports; `unlike` the weekdays off and weekend days worked on the way.
    """

    words: str
    last: date | None
    weekday: str
    days: Sequence[date] = ()
    span: Period | None = None
    notes: Sequence[str] = ()
    unlike: Sequence[DayFacts] = ()


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A year, and a deadline when one is asked for. Four queries beside the frame's."""
    return _page(request, _year(request))


@require_POST
def set_day(request: HttpRequest) -> HttpResponse:
    """Say that a day is worked or off."""
    require(request, "calendar.edit", _scope(request))
    form = DayForm(request.POST)

    def act() -> date:
        data, by = form.cleaned_data, person_of(request)
        services.set_day(
            data["day"], is_working=data["is_working"], reason=data["reason"], decision=data["decision"], by=by, at=timezone.now()
        )
        return data["day"]

    return _done(request, form, act, "Đã ghi ngày {:%d/%m/%Y} vào lịch.", day_form=form)


@require_POST
def swap_days(request: HttpRequest) -> HttpResponse:
    """Take a working day off and work another for it."""
    require(request, "calendar.edit", _scope(request))
    form = SwapForm(request.POST)

    def act() -> date:
        data = form.cleaned_data
        services.swap_days(data["off"], data["worked"], decision=data["decision"], by=person_of(request), at=timezone.now())
        return data["off"]

    return _done(request, form, act, "Đã ghi hoán đổi: nghỉ ngày {:%d/%m/%Y}.", swap_form=form)


@require_POST
def clear_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a day be again what is computed."""
    require(request, "calendar.edit", _scope(request))
    day = get_object_or_404(CalendarDay, pk=pk)
    try:
        services.clear_day(day, by=person_of(request), at=timezone.now())
    except OrgError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Ngày {day.day:%d/%m/%Y} trở lại như lịch chung.")
    return redirect(f"{_address(day.day.year)}#main")


def _done(request: HttpRequest, form: DayForm | SwapForm, act: Callable[[], date], told: str, **forms: Form) -> HttpResponse:
    """Do what the form asks and show its year; what cannot be done is said on the form, with all that was typed."""
    if form.is_valid():
        try:
            day = act()
        except OrgError as error:
            form.refuse(str(error))
        else:
            messages.success(request, told.format(day))
            return redirect(f"{_address(day.year)}#main")  # else the form's own place, and what was told stays unseen
    return _page(request, _year(request), status=400, **forms)


def _page(
    request: HttpRequest, year: int, *, status: int = 200, day_form: Form | None = None, swap_form: Form | None = None
) -> HttpResponse:
    today = timezone.localdate()
    rows = list(CalendarDay.objects.order_by("day"))
    overrides = {row.day: row.is_working for row in rows}
    said = {row.day: row.reason for row in rows}
    count_form = CountForm(request.GET if "han" in request.GET else None, initial={"tu": today})
    data = count_form.cleaned_data if count_form.is_valid() else {}
    context = {
        "year": year,
        "previous": _address(year - 1) if year > FIRST_YEAR else "",
        "next": _address(year + 1) if year < LAST_YEAR else "",
        "months": _months(year, Calendar(overrides, date(year, 1, 1), date(year, 12, 31)), said, today),
        "weekdays": ("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
        "count_form": count_form,
        "count": _count(data["term"], data["tu"], Calendar(overrides, data["tu"], data["tu"])) if data else None,
        "may_edit": (may_edit := bool(may(person_of(request), "calendar.edit", _scope(request)))),
        "table": DayTable([row for row in rows if row.day.year == year], exclude=() if may_edit else ("act",)),
        "day_form": day_form or DayForm(),
        "swap_form": swap_form or SwapForm(),
    }
    return render(request, "org_hierarchy/calendar.html", context, status=status)


def _months(year: int, working: Calendar, said: dict[date, str], today: date) -> list[Month]:
    months: list[Month] = []
    for number in range(1, 13):
        first = date(year, number, 1)
        end = date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)
        days = [first + timedelta(days=step) for step in range(end.day)]
        cells: list[Cell | None] = [None] * first.weekday()
        for day in days:
            facts = working.facts(day)
            look, mark = MARKS[facts.kind]
            words = ": ".join(filter(None, [facts.kind, said.get(day) or facts.name]))
            cells.append(Cell(facts, look, mark, words, day == today))
        cells += [None] * (-len(cells) % 7)
        weeks = [cells[start : start + 7] for start in range(0, len(cells), 7)]
        months.append(Month(number, working.working_days_between(first - timedelta(days=1), end), weeks))
    return months


def _count(term: Term, day: date, working: Calendar) -> Count:
    """How the term falls when the document is issued and received on that day."""
    last = due(term, issued=day, received=day, calendar=working)
    found = Count(in_words(term), last, WEEKDAYS[last.weekday()] if last else "")
    match term:
        case Every(cycle=cycle):
            days = occurrences(term, day, day + timedelta(days=366 * NEXT), calendar=working)[:NEXT]
            span = _closed_by(cycle, days[0]) if days and cycle is not Cycle.WEEK else None
            return replace(found, days=days, span=span)
        case Within():
            return _explained(found, term, start_of(term, issued=day, received=day), working)
        case _ if last and not working.is_working_day(last):
            return replace(found, notes=[f"Ngày này là ngày {working.facts(last).kind}; hạn ghi bằng ngày thì không dời."])
    return found


def _closed_by(cycle: Cycle, last: date) -> Period:
    """The days whose figures are reported by that last day on time: those of the latest round whose figures have closed by then."""
    span = data_span(cycle, last)
    return span if span.last <= last else data_span(cycle, span.first - timedelta(days=1))


def _explained(found: Count, term: Within, start: date | None, working: Calendar) -> Count:
    if start is None or found.last is None:
        why = "Hạn này tính từ một sự việc chưa ghi ngày; khi biết ngày đó, hãy ghi vào ô “Từ ngày” và bỏ phần “kể từ…”."
        return replace(found, notes=[why])
    notes = [f"Không tính ngày {start:%d/%m/%Y}, là ngày bắt đầu (Bộ luật Dân sự 2015, Điều 147)."]
    if term.unit is Unit.WORKING_DAY:
        notes.append("Chỉ đếm ngày làm việc: thứ hai đến thứ sáu trừ ngày nghỉ, cộng ngày làm bù.")
        return replace(found, notes=notes, unlike=_unlike(start, found.last, working))
    end = named_end(term, start, working)
    if end != found.last:
        kind = working.facts(end).kind
        notes.append(f"Ngày cuối {end:%d/%m/%Y} là ngày {kind}, nên hạn hết vào ngày làm việc tiếp theo (Điều 148, khoản 5).")
    return replace(found, notes=notes)


def _unlike(start: date, last: date, working: Calendar) -> list[DayFacts]:
    """The weekdays off and the weekend days worked after the first day, up to the last."""
    days = (working.facts(start + timedelta(days=step)) for step in range(1, (last - start).days + 1))
    return [facts for facts in days if facts.is_working != (facts.day.weekday() < 5)]


def _scope(request: HttpRequest) -> OrgUnit:
    """The central office that the person administers, else any: the rule says why not. One query or two."""
    mine = administered_by(person_of(request)).filter(parent=None, level=OrgUnit.Level.CENTRAL).exclude(line=OrgUnit.Line.OUTSIDE).first()
    return mine or OrgUnit.objects.filter(parent=None).order_by("path").first() or OrgUnit()


def _year(request: HttpRequest) -> int:
    given = request.GET.get("nam", "")
    if not given:
        return timezone.localdate().year
    if not (given.isascii() and given.isdecimal() and len(given) <= 4 and FIRST_YEAR <= int(given) <= LAST_YEAR):
        raise Http404
    return int(given)


def _address(year: int) -> str:
    return f"{reverse('org_hierarchy:calendar')}?nam={year}"
