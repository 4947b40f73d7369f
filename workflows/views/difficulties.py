"""What stands in units' way: raised on the page of an assignment, answered from a list of all that waits."""

from functools import partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns import waiting
from campaigns.models import Campaign, Difficulty
from campaigns.queries import published_answers
from campaigns.services import next_above
from org_hierarchy.access import person_of, require
from org_hierarchy.rights import may
from records.paging import Tab, address
from workflows import steps
from workflows.views.assignments.page import assignment_of, assignment_page
from workflows.views.assignments.parts.difficulties import answers
from workflows.views.forms.difficulties import AnswerForm, DifficultyForm
from workflows.views.pages import perform, posted

PER_PAGE = 25
LOADED = ("assignment__unit", "assignment__task", "assignment__campaign__directive", "assignment__parent", "at_unit", "raised_by")


@require_safe
def difficulties(request: HttpRequest) -> HttpResponse:
    """What waits for an answer of the person's units, the nearest day first, the same words once; and what they have answered."""
    person, today = person_of(request), timezone.localdate()
    is_answered = request.GET.get("hang") == "da-tra-loi"
    rows = waiting.answers_given(person) if is_answered else waiting.to_answer(person)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    found = Difficulty.objects.select_related(*LOADED, "answered_by").in_bulk([row["first"] for row in page.object_list])
    context = {
        "today": today,
        "rows": [(found[row["first"]], row["units"], row["answer_date"]) for row in page.object_list],
        "is_answered": is_answered,
        "tabs": [
            Tab("Chờ trả lời", address(request, hang="", trang=""), not is_answered),
            Tab("Đã trả lời", address(request, hang="da-tra-loi", trang=""), is_answered),
        ],
    }
    return render(request, "workflows/difficulties.html", context | _turns(request, page))


@require_safe
def published(request: HttpRequest, pk: int) -> HttpResponse:
    """All that units with the same task were answered for all to read. `pk` is the assignment's."""
    found = assignment_of(request, pk)
    page = Paginator(published_answers(found), PER_PAGE).get_page(request.GET.get("trang"))
    return render(
        request, "workflows/published.html", {"assignment": found, "published": answers(page.object_list), **_turns(request, page)}
    )


def _turns(request: HttpRequest, page: Page[Any]) -> dict[str, Any]:
    return {
        "page": page,
        "earlier": address(request, trang=str(page.previous_page_number())) if page.has_previous() else "",
        "later": address(request, trang=str(page.next_page_number())) if page.has_next() else "",
    }


@require_safe
def difficulty(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them with its answer, or the form for it."""
    return difficulty_page(request, difficulty_of(request, pk))


def difficulty_of(request: HttpRequest, pk: int) -> Difficulty:
    """The difficulty, for somebody who may answer it now."""
    found = get_object_or_404(Difficulty.objects.select_related(*LOADED), pk=pk)
    require(request, "difficulty.answer", found)
    return found


def difficulty_page(request: HttpRequest, found: Difficulty, *, form: AnswerForm | None = None, status: int = 200) -> HttpResponse:
    """The page; `form` is one with errors."""
    context = {
        "difficulty": found,
        "assignment": found.assignment,
        "sees_assignment": may(person_of(request), "assignment.view", found.assignment),
        "alike": waiting.asked_alike(found),
        "above": next_above(found) if found.status == Difficulty.Status.OPEN else None,
        "form": form or AnswerForm(initial={"publish": True}),
        "goes_on": found.assignment.campaign.status == Campaign.Status.OPEN,
        "today": timezone.localdate(),
    }
    return render(request, "workflows/difficulty.html", context, status=status)


@posted("workflows:assignment")
def raise_difficulty(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what stands in the way. `pk` is the assignment's."""
    found = assignment_of(request, pk)
    require(request, "assignment.raise_difficulty", found)
    form = DifficultyForm(request.POST)
    page = partial(assignment_page, request, found, status=400, difficulty_form=form)
    if not form.is_valid():
        return page()
    now, text = timezone.now(), form.cleaned_data["text"]
    return perform(
        request,
        lambda: steps.raise_difficulty(found, text=text, by=person_of(request), at=now, today=timezone.localdate(now)),
        done=f"Đã gửi vướng mắc đến {found.reviewer}.",
        then=f"{resolve_url(found)}#vuong-mac",
        form=form,
        page=page,
        typed={"Khó khăn, vướng mắc": text},
    )


def withdraw_difficulty(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it has gone."""
    found = get_object_or_404(Difficulty.objects.select_related("assignment"), pk=pk)
    found.assignment = work = assignment_of(request, found.assignment_id)  # before anything is told of it
    if request.method != "POST":
        return redirect("workflows:assignment", work.pk)
    return perform(
        request,
        lambda: steps.withdraw_difficulty(found, by=person_of(request), at=timezone.now()),
        done="Đã rút vướng mắc.",
        then=f"{resolve_url(work)}#vuong-mac",
    )


@posted("workflows:difficulty")
def answer_difficulty(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer it, hand it up, or publish the answer, as the button says."""
    found = difficulty_of(request, pk)
    by, now, form = person_of(request), timezone.now(), AnswerForm(request.POST)
    page = partial(difficulty_page, request, found, form=form, status=400)
    if not form.is_valid():
        return page()
    answer, is_published = form.cleaned_data["answer"], form.cleaned_data["publish"]
    then, done = reverse("workflows:difficulties"), "Đã trả lời."
    match request.POST.get("act"):
        case "forward":
            done = "Đã chuyển lên cấp trên; thời hạn trả lời tính lại từ hôm nay."

            def act() -> object:
                return steps.forward_difficulty(found, note=answer, by=by, at=now, today=timezone.localdate(now))
        case "publish":
            done = "Đã công bố cho mọi đơn vị cùng nhiệm vụ."

            def act() -> object:
                steps.publish_answer(found, by=by, at=now)
                return found
        case _:

            def act() -> object:
                return steps.answer_difficulty(found, answer=answer, publish=is_published, by=by, at=now)

    return perform(request, act, done=done, then=then, form=form, page=page, typed={"Trả lời": answer})
