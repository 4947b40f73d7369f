"""What a unit answers with its copy, and the sender who asks for copies back. `pk` is the copy's, of a request that of the directive."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_safe

from org_hierarchy.access import person_of
from workflows import steps
from workflows.views.directives.page import directive_of, directive_page
from workflows.views.directives.receipts import copy_of, may_see_all, recipients_page
from workflows.views.forms.steps import ReasonForm, SendAgainForm, TakeBackForm
from workflows.views.pages import perform, posted


@require_safe
def recipients(request: HttpRequest, pk: int) -> HttpResponse:
    """To whom it went and how far each is, for the issuing side and the monitor."""
    found = directive_of(request, pk)
    if not may_see_all(person_of(request), found):
        raise PermissionDenied("Chỉ cơ quan ban hành, đơn vị soạn thảo và đơn vị theo dõi xem được tình trạng của mọi nơi nhận.")
    return recipients_page(request, found)


@posted("workflows:recipients")
def ask_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the chosen units, or all that hold it, for their copies back."""
    found, person = directive_of(request, pk), person_of(request)
    if not may_see_all(person, found):
        raise PermissionDenied("Chỉ cơ quan ban hành đề nghị lấy lại văn bản.")
    form = TakeBackForm(request.POST)
    chosen = set(_numbers(request.POST.getlist("copies")))
    page = partial(recipients_page, request, found, form=form, chosen=chosen, status=400)
    if not form.is_valid():
        return page()
    copies = None if form.cleaned_data["everyone"] else chosen
    return perform(
        request,
        lambda: steps.ask_back(found, copies=copies, reason=form.cleaned_data["reason"], by=person, at=timezone.now()),
        done="Đã đề nghị đơn vị trả lại văn bản.",
        then=resolve_url("workflows:recipients", pk),
        form=form,
        page=page,
    )


def send_copy_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a copy that its unit had refused once more. `pk` is the copy's."""
    recipient = copy_of(request, pk)
    if request.method != "POST":
        return redirect("workflows:recipients", recipient.directive_id)
    found, form = directive_of(request, recipient.directive_id), SendAgainForm(request.POST)
    page = partial(recipients_page, request, found, again_form=form, status=400)
    if not form.is_valid():
        return page()
    works: list[int] = []
    date, person = form.cleaned_data["again_date"], person_of(request)

    def done() -> str:
        return f"Đã gửi lại văn bản cho {recipient.unit}{', cùng các việc đơn vị đã từ chối theo văn bản này' if works[0] else ''}."

    return perform(
        request,
        lambda: works.append(steps.send_copy_again(recipient, due_date=date, by=person, at=timezone.now())),
        done=done,
        then=resolve_url("workflows:recipients", recipient.directive_id),
        form=form,
        page=page,
    )


def _numbers(values: list[str]) -> list[int]:
    """The ids that were chosen; whatever is no number was tampered with and is nobody's."""
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 19]


def refuse_document(request: HttpRequest, pk: int) -> HttpResponse:
    """A wrong recipient sends the document back, with the reason."""
    return _reasoned(request, pk, "refuse", "Đã từ chối tiếp nhận; cơ quan gửi thấy lý do.")


def keep_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit does not give its copy back, and says why."""
    return _reasoned(request, pk, "keep", "Đã trả lời không đồng ý trả lại văn bản.")


def return_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit gives its copy back."""
    recipient = copy_of(request, pk)
    if request.method != "POST":
        return redirect(resolve_url(recipient.directive))
    return perform(
        request,
        lambda: steps.give_back(recipient, by=person_of(request), at=timezone.now()),
        done=f"{recipient.unit} đã trả lại văn bản; việc chưa xong theo văn bản này được thu hồi.",
        then=resolve_url(recipient.directive),
    )


def _reasoned(request: HttpRequest, pk: int, act: str, done: str) -> HttpResponse:
    recipient = copy_of(request, pk)
    if request.method != "POST":
        return redirect(resolve_url(recipient.directive))
    form = ReasonForm(request.POST)

    def page() -> HttpResponse:
        found = directive_of(request, recipient.directive_id)
        return directive_page(request, found, status=400, copy_form=form, copy_answered=(act, pk))

    if not form.is_valid():
        return page()
    step = steps.refuse_document if act == "refuse" else steps.keep_copy
    reason = form.cleaned_data["reason"]
    return perform(
        request,
        lambda: step(recipient, reason=reason, by=person_of(request), at=timezone.now()),
        done=done,
        then=resolve_url(recipient.directive),
        form=form,
        page=page,
        typed={"Lý do": reason},
    )
