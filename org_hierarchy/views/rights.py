"""Who can see this, by which rule and exception; and why can't I: every act on an object with the rule that decides it for me."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from org_hierarchy.access import person_of, require
from org_hierarchy.forms.rights import ExceptionForm
from org_hierarchy.models import Appointment, OrgUnit, Person, Post, valid_on
from org_hierarchy.queries import grant_holders
from org_hierarchy.rights import Verdict, acts_on, acts_with_names, may
from org_hierarchy.sight import Exceptions, Sight, Sighting, seen_by, sighting
from org_hierarchy.tables import SeenByTable
from records.paging import address, paged

PER_PAGE = 25
SHOWN = 6
"""Units of one rule, and holders of one right, that are named; the rest is a number."""
ASKED = 60
"""Holders of one right of whom is asked whether they may: those whom another rule refuses come first where they are many of one unit."""


@dataclass(frozen=True)
class RuleRow:
    """One rule with how many people it lets in and, where it goes by units, the first of them."""

    sight: Sight
    count: int
    units: list[OrgUnit]
    more_units: int
    url: str
    active: bool


@dataclass(frozen=True)
class ActRow:
    """One act with the answer for me, and who could do it by the grant that decides: the first of them, how many more may be able to, and
    whether anybody has the grant at all."""

    label: str
    verdict: Verdict
    holders: list[tuple[Person, Post]]
    more: int
    is_held: bool = False


@require_safe
def who_sees(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Who can see an object, rule by rule, the people of one rule (`luat`) or of all; a fixed number of queries."""
    known, obj = _of(label, pk)
    require(request, known.opens, obj)
    return _sight_page(request, known, obj, ExceptionForm())


@require_POST
def give(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Show the object to one person by exception, with the reason."""
    known, obj = _of(label, pk)
    exceptions = _exceptions(request, known, obj)
    form = ExceptionForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["person"]
        try:
            exceptions.give(obj, person=chosen, reason=form.cleaned_data["reason"], by=person_of(request), at=timezone.now())
        except exceptions.error as error:
            form.refuse(str(error))
        else:
            messages.success(request, f"{chosen} xem được từ bây giờ.")
            return redirect("org_hierarchy:sight", label, pk)
    return _sight_page(request, known, obj, form, status=400)


@require_POST
def withdraw(request: HttpRequest, label: str, pk: int, person_pk: int) -> HttpResponse:
    """Take one person's exception back."""
    known, obj = _of(label, pk)
    exceptions = _exceptions(request, known, obj)
    chosen = get_object_or_404(Person, pk=person_pk)
    try:
        exceptions.withdraw(obj, person=chosen, by=person_of(request), at=timezone.now())
    except exceptions.error as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{chosen} không còn được xem theo ngoại lệ.")
    return redirect("org_hierarchy:sight", label, pk)


@require_safe
def why(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Every act on an object with the rule that decides it for me, and who could do it.

    Whoever may not see the object learns why not, and nothing else of it. A few queries for each act, and for each of the people asked
    about: those who are named, and those before them whom another rule refuses.
    """
    model = acts_with_names().get(label)
    if model is None:
        raise Http404
    obj = get_object_or_404(model, pk=pk)
    person = person_of(request)
    known = sighting(label)
    asked = [(act, name, may(person, act, obj)) for act, name in acts_on(model)]
    seen = known is None or may(person, known.view, obj)
    if not seen:
        asked = [row for row in asked if known and row[0] == known.view]
    rows = _act_rows(asked, obj) if seen else [ActRow(name, verdict, [], 0) for _, name, verdict in asked]
    context = {
        "label": label,
        "kind": model._meta.verbose_name,
        "object": obj if seen else None,
        "url": _url(obj) if seen else "",
        "rows": rows,
        "answers": _answers(rows),
        "opens_sight": seen and known is not None and may(person, known.opens, obj),
    }
    return render(request, "org_hierarchy/why.html", context)


def _of(label: str, pk: int) -> tuple[Sighting, models.Model]:
    known = sighting(label)
    if known is None:
        raise Http404
    return known, get_object_or_404(known.model, pk=pk)


def _exceptions(request: HttpRequest, known: Sighting, obj: models.Model) -> Exceptions:
    require(request, known.opens, obj)
    if known.exceptions is None:
        raise Http404
    require(request, known.exceptions.act, obj)
    return known.exceptions


def _sight_page(request: HttpRequest, known: Sighting, obj: models.Model, form: forms.Form, *, status: int = 200) -> HttpResponse:
    sights = list(known.rules(obj))
    asked = request.GET.get("luat", "")
    chosen = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 3 and int(asked) < len(sights) else None
    rows = [_rule_row(request, place, one, active=place == chosen) for place, one in enumerate(sights)]
    found = seen_by(sights if chosen is None else [sights[chosen]]).order_by("sort_name", "pk")
    held = Appointment.objects.filter(valid_on(timezone.localdate())).select_related("post__unit").order_by("valid_from", "pk")
    table = paged(SeenByTable(found.prefetch_related(models.Prefetch("appointments", held, to_attr="held"))), request, per_page=PER_PAGE)
    on_page = [row.record for row in table.page.object_list]
    for one in sights:
        let_in = set(Person.objects.filter(one.people, pk__in=[p.pk for p in on_page]).values_list("pk", flat=True))
        for person in on_page:
            person.rules = [*getattr(person, "rules", ()), *([one.rule] if person.pk in let_in else [])]
    exceptions = known.exceptions
    context = {
        "label": known.model._meta.label_lower,
        "kind": known.model._meta.verbose_name,
        "object": obj,
        "url": _url(obj),
        "rules": rows,
        "all_url": address(request, luat=""),
        "chosen": None if chosen is None else sights[chosen],
        "count": seen_by(sights).count(),
        "table": table,
        "given": list(exceptions.given(obj)) if exceptions else [],
        "may_except": may(person_of(request), exceptions.act, obj) if exceptions else None,
        "form": form,
    }
    return render(request, "org_hierarchy/sight.html", context, status=status)


def _rule_row(request: HttpRequest, place: int, one: Sight, *, active: bool) -> RuleRow:
    units = list(one.units.order_by("sort_name", "pk")[:SHOWN]) if one.units is not None else []
    total = one.units.count() if one.units is not None and len(units) == SHOWN else len(units)
    return RuleRow(one, seen_by([one]).count(), units, total - len(units), address(request, luat=str(place)), active)


def _act_rows(asked: list[tuple[str, str, Verdict]], obj: models.Model) -> list[ActRow]:
    """Each act with the first holders of the grant that decides, without those whom the rule refuses for another reason: for the object's
    content, that is who wrote it."""
    holders = grant_holders({(verdict.grant[0], verdict.grant[1].pk) for _, _, verdict in asked if verdict.grant})
    rows = []
    for act, label, verdict in asked:
        found = holders[verdict.grant[0], verdict.grant[1].pk] if verdict.grant else []
        allowed, rest = _first_allowed(act, obj, found)
        rows.append(ActRow(label, verdict, allowed, rest, bool(found)))
    return rows


def _answers(rows: Sequence[ActRow]) -> list[list[ActRow]]:
    """The acts that have one answer for one reason, with the same people, together; in the order of the first of each."""
    alike: dict[tuple[bool, str, tuple[int, ...], int, bool], list[ActRow]] = {}
    for row in rows:
        holders = tuple(person.pk for person, _ in row.holders)
        has_none = row.verdict.grant is not None and not row.is_held
        alike.setdefault((row.verdict.allowed, row.verdict.reason, holders, row.more, has_none), []).append(row)
    return list(alike.values())


def _first_allowed(act: str, obj: models.Model, holders: Sequence[tuple[Person, Post]]) -> tuple[list[tuple[Person, Post]], int]:
    """The first of these who may do it, and how many were not asked."""
    allowed: list[tuple[Person, Post]] = []
    answers: dict[int, bool] = {}
    for asked, (person, post) in enumerate(holders):
        if len(allowed) == SHOWN or len(answers) == ASKED:
            return allowed, len(holders) - asked
        if person.pk not in answers:
            answers[person.pk] = bool(may(person, act, obj))
        if answers[person.pk]:
            allowed.append((person, post))
    return allowed, 0


def _url(obj: models.Model) -> str:
    """The object's own page, where it has one."""
    address_of = getattr(obj, "get_absolute_url", None)
    return str(address_of()) if address_of else ""
