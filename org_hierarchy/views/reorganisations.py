"""Reorganisations as an administrator makes them: a list, one decision with its changes and what they will do, each act behind a form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from org_hierarchy.access import person_of, require, require_administrator
from org_hierarchy.forms.picker import LONGEST_ID
from org_hierarchy.forms.reorganisation import CHANGE_FORMS, EditReorganisationForm, ReorganisationForm
from org_hierarchy.models import Change, OrgUnit, Person, Reorganisation
from org_hierarchy.queries import below_any
from org_hierarchy.services import (
    ChangeRow,
    Create,
    OrgError,
    add_change,
    decide_reorganisation,
    draft_reorganisation,
    drop_change,
    drop_reorganisation,
    edit_reorganisation,
    head_stamp,
    preview,
    rows_of,
    stamp_of,
    withdraw_reorganisation,
    withdrawal,
)
from org_hierarchy.services.reorganising.changes import from_event
from org_hierarchy.tables import ReorganisationTable
from org_hierarchy.views.answers import ActPage, act_page, done, posted
from org_hierarchy.views.change_words import ICONS, Said, in_words
from records.events import timeline
from records.models import Event
from records.paging import paged

PER_PAGE = 25
MOST_OF_A_CHANGE = 200  # characters of one change in the timeline
SAID = {
    "org_hierarchy.reorganisation_drafted": ("Bắt đầu soạn", "pencil", ""),
    "org_hierarchy.reorganisation_edited": ("Sửa tên, căn cứ hoặc ngày", "edit", ""),
    "org_hierarchy.reorganisation_changed": ("Sửa nội dung sắp xếp", "edit", ""),
    "org_hierarchy.reorganisation_decided": ("Quyết định", "signature", "done"),
    "org_hierarchy.reorganisation_applied": ("Có hiệu lực", "circle-check", "done"),
    "org_hierarchy.reorganisation_withdrawn": ("Rút quyết định", "arrow-back-up", "returned"),
}


@dataclass(frozen=True)
class Happened:
    """One event, as ui/_timeline.html shows it."""

    kind: str
    icon: str
    title: str
    time: datetime
    by: Person | None
    text: str = ""


@require_safe
def reorganisations(request: HttpRequest) -> HttpResponse:
    """The decisions that the person keeps, the latest day first. Four queries."""
    units = require_administrator(request)
    found = Reorganisation.objects.filter(below_any(units, "scope__")).select_related("scope").order_by("-day", "-pk")
    return render(request, "org_hierarchy/reorganisations.html", {"table": paged(ReorganisationTable(found), request, per_page=PER_PAGE)})


@require_http_methods(["GET", "HEAD", "POST"])
def reorganisation_new(request: HttpRequest) -> HttpResponse:
    """The head of a new decision."""
    units = require_administrator(request)
    unit = _meant(request)
    initial = {"scope": next((one for one in reversed(units) if unit and unit.path.startswith(one.path)), None)}
    form = ReorganisationForm(posted(request), scopes=units, initial=initial)

    def act() -> Reorganisation:
        data = dict(form.cleaned_data)
        return draft_reorganisation(data.pop("scope", units[0]), **data, by=person_of(request), at=timezone.now())

    reorganisation = done(form, act)
    if reorganisation is not None:
        return redirect(_url(reorganisation.pk) + _still(unit))
    lead = "Sau bước này là từng nội dung sắp xếp; chưa có gì thay đổi cho tới khi bạn xem trước và quyết định."
    back = resolve_url(unit) if unit else reverse("org_hierarchy:reorganisations")
    title = f"Sắp xếp {unit.name}" if unit else "Lập quyết định sắp xếp"
    page = ActPage(title, "Sắp xếp tổ chức", "Tiếp tục", "arrow-right", back, lead)
    return act_page(request, page, form)


@require_safe
def reorganisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision: its changes in words, what it will do or why it cannot, what was done with it. Some 40 queries, whatever it moves."""
    found = _kept(request, pk)
    rows = rows_of(found)
    context: dict[str, Any] = {
        "found": found,
        "changes": in_words(rows, day=found.day),
        "stamp": stamp_of(rows),
        "still": _still(_meant(request)),
        "kinds": [(kind, label, ICONS[Change.Kind(kind)]) for kind, label in Change.Kind.choices],
        "is_draft": found.status == Reorganisation.Status.DRAFT,
        "is_waiting": found.status == Reorganisation.Status.DECIDED and found.day > timezone.localdate(),
        "is_past": found.day <= timezone.localdate(),
        "events": _happenings(list(timeline(found)), found),
    }
    if context["is_draft"] and rows:
        try:
            context["preview"] = preview(found, by=person_of(request))
        except OrgError as error:
            context["refusal"] = str(error)
    if context["is_waiting"]:
        context["withdrawal"] = withdrawal(found)
    return render(request, "org_hierarchy/reorganisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reorganisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The head of a draft."""
    found = _kept(request, pk)
    initial = {"title": found.title, "basis": found.basis, "day": found.day, "seen": head_stamp(found.title, found.basis, found.day)}
    form = EditReorganisationForm(posted(request), scopes=(), initial=initial)

    def act() -> bool:
        edit_reorganisation(found, **form.cleaned_data, by=person_of(request), at=timezone.now())
        return True

    if done(form, act):
        return redirect("org_hierarchy:reorganisation", pk)
    if form.has_error(NON_FIELD_ERRORS, "stale"):
        found.refresh_from_db()
        form.show(head_stamp(found.title, found.basis, found.day))
    return act_page(request, ActPage("Sửa tên, căn cứ, ngày", found.title, "Lưu", "check", _url(pk)), form)


@require_http_methods(["GET", "HEAD", "POST"])
def change_new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One more change of a draft."""
    found = _kept(request, pk)
    if kind not in CHANGE_FORMS:
        raise Http404
    created = [row for row in rows_of(found) if isinstance(row, Create)]
    unit = _meant(request)
    initial = {"unit": unit, "units": [unit], "parent": unit if kind == Change.Kind.CREATE else None} if unit else {}
    form = CHANGE_FORMS[kind](posted(request), day=found.day, under=_offered(request), created=created, initial=initial)

    def act() -> bool:
        add_change(found, form.row(), by=person_of(request), at=timezone.now())
        return True

    if done(form, act):
        return redirect("org_hierarchy:reorganisation", pk)
    return act_page(request, ActPage(Change.Kind(kind).label, found.title, "Thêm nội dung", "plus", _url(pk), form.lead), form)


@require_POST
def change_drop(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """One change less, among those that the page showed."""
    found = _kept(request, pk)
    seen = request.POST.get("seen", "")
    return _act(request, pk, lambda by, at: drop_change(found, position=position, seen=seen, by=by, at=at), "Đã bỏ nội dung.")


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the decision changes, as the page showed it."""
    found = _kept(request, pk)
    today = timezone.localdate()
    when = "Quyết định đã có hiệu lực." if found.day <= today else f"Đã quyết định; có hiệu lực từ ngày {found.day:%d/%m/%Y}."
    seen = request.POST.get("seen", "")
    return _act(request, pk, lambda by, at: decide_reorganisation(found, by=by, at=at, today=today, seen=seen), when)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back before its day."""
    found = _kept(request, pk)
    said = "Đã rút quyết định; tổ chức trở lại như trước."
    return _act(request, pk, lambda by, at: withdraw_reorganisation(found, by=by, at=at, today=timezone.localdate()), said)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    found = _kept(request, pk)
    try:
        drop_reorganisation(found, by=person_of(request), at=timezone.now())
    except OrgError as error:
        messages.error(request, str(error))
        return redirect("org_hierarchy:reorganisation", pk)
    messages.success(request, "Đã xóa bản soạn.")
    return redirect("org_hierarchy:reorganisations")


def _act(request: HttpRequest, pk: int, act: Any, said: str) -> HttpResponse:
    """Do it and go back to the decision's page with what came of it. Raises PermissionDenied for what is beyond the person's scope."""
    try:
        act(person_of(request), timezone.now())
        messages.success(request, said)
    except OrgError as error:
        if error.code == "outside_scope":
            raise PermissionDenied(str(error)) from error
        messages.error(request, str(error))
    return redirect("org_hierarchy:reorganisation", pk)


def _meant(request: HttpRequest) -> OrgUnit | None:
    """The unit from whose page one came (`don_vi` of the address)."""
    pk = request.GET.get("don_vi", "")
    return OrgUnit.objects.filter(pk=int(pk)).first() if pk.isascii() and pk.isdecimal() and len(pk) <= LONGEST_ID else None


def _still(unit: OrgUnit | None) -> str:
    """What an address ends in to keep it in mind."""
    return f"?don_vi={unit.pk}" if unit else ""


def _url(pk: int) -> str:
    return reverse("org_hierarchy:reorganisation", args=[pk])


def _kept(request: HttpRequest, pk: int) -> Reorganisation:
    """The decision, for an administrator of its scope."""
    found = get_object_or_404(Reorganisation.objects.select_related("scope", "created_by"), pk=pk)
    require(request, "unit.administer", found.scope)
    return found


def _offered(request: HttpRequest) -> Sequence[OrgUnit]:
    """The units whose trees may be searched; a superuser's are all."""
    return () if person_of(request).is_superuser else require_administrator(request)


def _happenings(events: Sequence[Event], found: Reorganisation) -> list[Happened]:
    """The events as the timeline shows them, a change of the content with what came in and what went out. Three queries, if any."""
    contents = {event.pk: [from_event(row) for row in event.after["changes"]] for event in events if "changes" in event.after}
    rows = list(dict.fromkeys(row for content in contents.values() for row in content))
    words = {row: _sentence(said) for row, said in zip(rows, in_words(rows, day=found.day), strict=True)} if rows else {}
    before: list[ChangeRow] = []
    happened = []
    for event in events:
        title, icon, kind = SAID.get(event.action, (event.action, "info-circle", ""))
        text = ""
        if (content := contents.get(event.pk)) is not None:
            differing = [("Thêm", [row for row in content if row not in before]), ("Bỏ", [row for row in before if row not in content])]
            text = " ".join(f"{label}: {'; '.join(words[row] for row in some)}." for label, some in differing if some)
            before = content
        happened.append(Happened(kind, icon, title, event.at, event.by, text))
    return happened


def _sentence(said: Said) -> str:
    what = f"{said.kind} {said.what}" + (f" ({'; '.join(said.details)})" if said.details else "")
    return Truncator(what).chars(MOST_OF_A_CHANGE)
