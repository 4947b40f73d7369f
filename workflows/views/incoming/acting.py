"""The acts on a document that came. Each is one POST to an address under the document's own."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone

from directives.drafting.parts import drafting_unit_for
from directives.incoming.own_draft import own_draft
from directives.models import IncomingDocument
from org_hierarchy.access import Refused, person_of, require
from org_hierarchy.forms.fields import RefusableForm
from org_hierarchy.models import Person
from workflows import steps
from workflows.views.forms.incoming import AssignForm, CloseForm, DirectForm, FileForm, PresentForm, ProposalForm
from workflows.views.forms.steps import ReasonForm
from workflows.views.incoming.page import document_of, incoming_page
from workflows.views.pages import TAKEN, perform, posted


def step(
    request: HttpRequest,
    found: IncomingDocument,
    name: str,
    form: RefusableForm,
    act: Callable[[Person, datetime], object],
    *,
    done: str,
    typed: str = "",
) -> HttpResponse:
    """One act with its form, which stands on the page under the act's name; `typed` names the field whose words are handed back."""
    page = partial(incoming_page, request, found, status=400, **{name: form})
    if not form.is_valid():
        return page()
    given: Mapping[str, Any] = form.cleaned_data
    return perform(
        request,
        lambda: act(person_of(request), timezone.now()),
        done=done,
        then=resolve_url(found),
        form=form,
        page=page,
        typed={str(form.fields[typed].label): given[typed]} if typed else None,
    )


@posted("workflows:incoming")
def present(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay it before a leader."""
    found = document_of(request, pk)
    form = PresentForm(request.POST, unit=found.unit)

    def act(by: Person, at: datetime) -> None:
        steps.present_document(found, leader=form.cleaned_data["leader"], by=by, at=at)

    return step(request, found, "present", form, act, done="Đã trình.")


@posted("workflows:incoming")
def direct(request: HttpRequest, pk: int) -> HttpResponse:
    """Name who leads, who takes part, by when."""
    found, today = document_of(request, pk), timezone.localdate()
    form = DirectForm(request.POST, unit=found.unit)

    def act(by: Person, at: datetime) -> object:
        return steps.direct_document(found, **form.direction, by=by, at=at, today=today)

    return step(request, found, "direct", form, act, done="Đã giao giải quyết.", typed="opinion")


@posted("workflows:incoming")
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Read, and kept for information."""
    found = document_of(request, pk)
    form = FileForm(request.POST)

    def act(by: Person, at: datetime) -> None:
        steps.file_document(found, opinion=form.cleaned_data["opinion"], by=by, at=at)

    return step(request, found, "file", form, act, done="Đã lưu văn bản để biết.", typed="opinion")


@posted("workflows:incoming")
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Name who of the unit that leads deals with it."""
    found, today = document_of(request, pk), timezone.localdate()
    require(request, "incoming.assign", found)
    form = AssignForm(request.POST, unit=found.lead_unit or found.unit, due_date=found.due_date)

    def act(by: Person, at: datetime) -> object:
        given: dict[str, Any] = {name: form.cleaned_data[name] for name in ("handler", "due_date", "no_limit", "opinion", "with_draft")}
        return steps.assign_document(found, **given, by=by, at=at, today=today)

    return step(request, found, "assign", form, act, done="Đã phân công giải quyết.", typed="opinion")


@posted("workflows:incoming")
def hand_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay it before the leader again."""
    return _with_reason(request, pk, "hand_back", steps.hand_document_back, "Đã trả lại lãnh đạo.")


@posted("workflows:incoming")
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The leader takes it back."""
    return _with_reason(request, pk, "take_back", steps.take_document_back, "Đã lấy lại; hãy giao lại.")


@posted("workflows:incoming")
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back to where it came from."""
    return _with_reason(request, pk, "send_back", steps.send_document_back, "Đã ghi nhận trả lại nơi gửi.")


def _with_reason(request: HttpRequest, pk: int, name: str, undo: Callable[..., object], done: str) -> HttpResponse:
    found = document_of(request, pk)
    form = ReasonForm(request.POST, auto_id=f"id_{name}_%s")

    def act(by: Person, at: datetime) -> object:
        return undo(found, reason=form.cleaned_data["reason"], by=by, at=at)

    return step(request, found, name, form, act, done=done, typed="reason")


@posted("workflows:incoming")
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how one means to deal with it."""
    found = document_of(request, pk)
    form = ProposalForm(request.POST)

    def act(by: Person, at: datetime) -> object:
        return steps.propose_on_document(found, text=form.cleaned_data["text"], by=by, at=at)

    return step(request, found, "propose", form, act, done="Đã ghi đề xuất vào phiếu giải quyết.", typed="text")


@posted("workflows:incoming")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Conclude it with its result."""
    found, today = document_of(request, pk), timezone.localdate()
    form = CloseForm(request.POST)

    def act(by: Person, at: datetime) -> None:
        given: dict[str, Any] = {name: form.cleaned_data[name] for name in ("result", "reply_number", "reply_date")}
        steps.close_document(found, **given, by=by, at=at, today=today)

    return step(request, found, "close", form, act, done="Đã kết thúc văn bản đến.", typed="result")


@posted("workflows:incoming")
def implement(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft of one's own on one's desk that carries it further, and go there."""
    found, person, now = document_of(request, pk), person_of(request), timezone.now()
    require(request, "incoming.implement", found)
    today = timezone.localdate(now)
    # who may do so works for the unit or a part of it
    unit = drafting_unit_for(person, found.unit, on=today) or found.unit
    content = own_draft(found, drafting_unit=unit, on=today)
    try:
        directive = steps.implement_document(found, content=content, by=person, at=now)
    except steps.StepError as error:
        if error.code == "forbidden":
            raise Refused(str(error), error.about) from error
        if error.code in TAKEN:
            context = {"reason": str(error), "url": resolve_url(found), "typed": {}}
            return render(request, "workflows/taken.html", context, status=409)
        messages.error(request, str(error))
        return redirect(resolve_url(found))
    count = len(content.duties)
    told = f"{count} nhiệm vụ liên quan đến đơn vị đã điền sẵn" if count else "chưa thấy nhiệm vụ nào nêu tên đơn vị, hãy tự bổ sung"
    messages.success(request, f"Đã lập dự thảo triển khai: căn cứ đã ghi, {told}.")
    return redirect("workflows:draft", directive.pk)
