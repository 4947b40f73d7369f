"""The steps of a directive. Each is one POST to an address under the directive's own."""

from collections.abc import Callable
from functools import partial

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone

from directives.models import Directive
from org_hierarchy.access import person_of, require
from records.files import store_file
from workflows import steps
from workflows.views.directives.next_steps import own_ways
from workflows.views.directives.page import directive_of, directive_page
from workflows.views.forms.steps import NumberForm, ReasonForm, SignedCopyForm, SignForm
from workflows.views.forms.uploads import SCAN_TYPES, suffix_of
from workflows.views.pages import perform, posted, seen_version

WRONG_PASSWORDS = "reauthenticate"
"""The rate limit of allauth for passwords that are asked for again: ten a minute for each person."""


def step(request: HttpRequest, pk: int, act: Callable[[Directive], object], done: str) -> HttpResponse:
    found = directive_of(request, pk)
    return perform(request, lambda: act(found), done=done, then=resolve_url(found))


def judge(request: HttpRequest, pk: int, act: Callable[..., object], done: str) -> HttpResponse:
    """A step on the text as the page showed it."""
    version = seen_version(request)
    return step(request, pk, lambda found: act(found, by=person_of(request), at=timezone.now(), version=version), done)


@posted("workflows:directive")
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    return judge(request, pk, steps.submit, "Đã trình duyệt nội dung.")


@posted("workflows:directive")
def approve_content(request: HttpRequest, pk: int) -> HttpResponse:
    return judge(request, pk, steps.approve_content, "Đã duyệt nội dung.")


@posted("workflows:directive")
def approve_form(request: HttpRequest, pk: int) -> HttpResponse:
    return judge(request, pk, steps.approve_form, "Đã xác nhận thể thức.")


def undo(request: HttpRequest, pk: int, act: Callable[..., object], done: str) -> HttpResponse:
    """A way back, which asks for its reason."""
    found = directive_of(request, pk)
    form = ReasonForm(request.POST)
    page = partial(directive_page, request, found, status=400, reason_form=form)
    if not form.is_valid():
        return page()
    reason = form.cleaned_data["reason"]
    return perform(
        request,
        lambda: act(found, reason=reason, by=person_of(request), at=timezone.now()),
        done=done,
        then=resolve_url(found),
        form=form,
        page=page,
        typed={"Lý do": reason},
    )


@posted("workflows:directive")
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return to the drafter, with the reason, the text as the page showed it."""
    return undo(request, pk, partial(steps.return_draft, version=seen_version(request)), "Đã trả lại người soạn.")


@posted("workflows:directive")
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in one of the person's own ways, with the password once more; too many wrong ones close it for a while, as at signing in."""
    found, person = directive_of(request, pk), person_of(request)
    ways = own_ways(person, found)
    if not ways:
        raise PermissionDenied("Bạn không có thẩm quyền ký văn bản này.")
    if not ratelimit.consume(request, action=WRONG_PASSWORDS, user=person, dry_run=True):
        messages.error(request, "Bạn đã nhập sai mật khẩu nhiều lần. Vui lòng đợi một phút rồi ký lại.")
        return redirect(resolve_url(found))
    form = SignForm(request.POST, ways=ways, signer=person)
    if not form.is_valid():
        if form.has_error("password", "wrong"):
            ratelimit.consume(request, action=WRONG_PASSWORDS, user=person)
        return directive_page(request, found, status=400, sign_form=form)
    capacity = form.chosen.capacity
    return perform(
        request,
        lambda: steps.sign(
            found,
            appointment=capacity.appointment,
            mandate=capacity.mandate,
            in_own_name=form.chosen.in_own_name,
            by=person,
            at=timezone.now(),
            version=seen_version(request),
        ),
        done="Đã ký văn bản.",
        then=resolve_url(found),
    )


@posted("workflows:directive")
def attach_signed_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the scan of the signed paper, which goes out with the document."""
    found, person, now = directive_of(request, pk), person_of(request), timezone.now()
    require(request, "directive.dispatch", found)
    form = SignedCopyForm(request.POST, request.FILES)
    page = partial(directive_page, request, found, status=400, scan_form=form)
    if not form.is_valid():
        return page()
    upload = form.cleaned_data["scan"]

    def keep() -> None:
        with transaction.atomic():  # no file without its directive
            scan = store_file(upload.read(), name=upload.name, content_type=SCAN_TYPES[suffix_of(upload)], by=person, at=now)
            steps.attach_signed_copy(found, scan=scan, by=person, at=now)

    return perform(request, keep, done="Đã kèm bản quét văn bản đã ký.", then=resolve_url(found), form=form, page=page)


@posted("workflows:directive")
def number(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter it with the next number and today's date, or with those that its paper bears already."""
    found, now = directive_of(request, pk), timezone.now()
    form = NumberForm(request.POST)

    def page() -> HttpResponse:  # of the document as it is: the object in hand went ahead with what was refused
        return directive_page(request, directive_of(request, pk), status=400, number_form=form)

    if not form.is_valid():
        return page()
    return perform(
        request,
        lambda: steps.number(found, **form.cleaned_data, by=person_of(request), at=now, today=timezone.localdate(now)),
        done="Đã cấp số và vào sổ văn bản đi.",
        then=resolve_url(found),
        form=form,
        page=page,
    )


@posted("workflows:directive")
def void_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up the number before the document goes out."""
    return undo(request, pk, steps.void_number, "Đã hủy số; văn bản chờ cấp số lại.")


@posted("workflows:directive")
def take_signature_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the signature back before there is a number."""
    return undo(request, pk, steps.take_signature_back, "Đã rút chữ ký và trả lại người soạn.")


@posted("workflows:directive")
def dispatch(request: HttpRequest, pk: int) -> HttpResponse:
    """Order the delivery; its progress shows on the directive's page, which refreshes to the result."""
    return step(
        request, pk, lambda found: steps.dispatch(found, by=person_of(request), at=timezone.now()), "Đã nhận lệnh phát hành văn bản."
    )


@posted("workflows:directive")
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the campaign on its figures; the consolidated report is written meanwhile."""
    now = timezone.now()
    today = timezone.localdate(now)
    done = "Đã kết thúc đợt triển khai và chốt số liệu cho báo cáo tổng hợp."
    return step(request, pk, lambda found: steps.conclude(found, by=person_of(request), at=now, today=today), done)


@posted("workflows:directive")
def make_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the issued document printed as PDF; the page shows how far it is, and then the file."""
    done = "Đã nhận lệnh tạo bản PDF; vài giây nữa tệp có ở trang này."
    return step(request, pk, lambda found: steps.ask_for_pdf(found, by=person_of(request), at=timezone.now()), done)
