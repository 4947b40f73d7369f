"""The acts around a draft: each is one POST, and leads back to the directive's page."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone

from directives.documents import letter_facts, written_parts
from directives.models import Comment, Opinion
from org_hierarchy.access import person_of, require
from workflows import steps
from workflows.views.directives.page import directive_of, directive_page
from workflows.views.forms.discussing import AnswerForm, AskForm, CommentForm
from workflows.views.pages import perform, posted


@posted("workflows:directive")
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something of the text or of a paragraph."""
    found = directive_of(request, pk)
    form = CommentForm(request.POST, parts=written_parts(found, letter_facts(found)))
    page = partial(directive_page, request, found, status=400, comment_form=form)
    if not form.is_valid():
        return page()
    text, position = form.cleaned_data["text"], form.cleaned_data["position"]
    return perform(
        request,
        lambda: steps.comment(found, text=text, position=position, by=person_of(request), at=timezone.now()),
        done="Đã gửi góp ý.",
        then=f"{resolve_url(found)}#gop-y",
        form=form,
        page=page,
        typed={"Góp ý": text},
    )


def close_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk` is the comment's."""
    said = get_object_or_404(Comment.objects.select_related("directive__issuer", "directive__drafting_unit"), pk=pk)
    require(request, "directive.view", said.directive)
    if request.method != "POST":
        return redirect(resolve_url(said.directive))
    return perform(
        request,
        lambda: steps.close_comment(said, by=person_of(request), at=timezone.now()),
        done="Đã đánh dấu góp ý là đã xử lý.",
        then=f"{resolve_url(said.directive)}#gop-y",
    )


@posted("workflows:directive")
def ask_opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask other units, with a question and a last day."""
    found, now = directive_of(request, pk), timezone.now()
    form = AskForm(request.POST)
    page = partial(directive_page, request, found, status=400, ask_form=form)
    if not form.is_valid():
        return page()
    given = form.cleaned_data
    return perform(
        request,
        lambda: steps.ask_opinions(found, **given, by=person_of(request), at=now, today=timezone.localdate(now)),
        done="Đã gửi xin ý kiến.",
        then=f"{resolve_url(found)}#y-kien",
        form=form,
        page=page,
        typed={"Nội dung xin ý kiến": given["question"]},
    )


def answer_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit's answer; `pk` is the opinion's."""
    opinion = _opinion(request, pk)
    if request.method != "POST":
        return redirect(resolve_url(opinion.directive))
    found, now = directive_of(request, opinion.directive_id), timezone.now()
    form = AnswerForm(request.POST, opinion=opinion, today=timezone.localdate(now))
    page = partial(directive_page, request, found, status=400, answer_form=form)
    if not form.is_valid():
        return page()
    return perform(
        request,
        lambda: steps.answer_opinion(opinion, **form.cleaned_data, by=person_of(request), at=now, today=timezone.localdate(now)),
        done="Đã gửi ý kiến của đơn vị.",
        then=f"{resolve_url(found)}#y-kien",
        form=form,
        page=page,
        typed={"Nội dung ý kiến": form.cleaned_data["text"]},
    )


def withdraw_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a unit no more; `pk` is the opinion's."""
    opinion = _opinion(request, pk)
    if request.method != "POST":
        return redirect(resolve_url(opinion.directive))
    return perform(
        request,
        lambda: steps.withdraw_opinion(opinion, by=person_of(request), at=timezone.now()),
        done=f"Đã thôi xin ý kiến {opinion.unit}.",
        then=f"{resolve_url(opinion.directive)}#y-kien",
    )


def _opinion(request: HttpRequest, pk: int) -> Opinion:
    known = Opinion.objects.select_related("directive__issuer", "directive__drafting_unit", "unit").defer("directive__source_text")
    opinion = get_object_or_404(known, pk=pk)
    require(request, "directive.view", opinion.directive)
    return opinion
