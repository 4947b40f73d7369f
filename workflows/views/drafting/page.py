"""The page where a draft is worked on: saved by itself, saved and gone on with, a task split or merged, or submitted for approval."""

from collections.abc import Sequence

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from directives import corrections, drafting, editing
from directives.editing import EditingError
from directives.models import Directive
from directives.queries import last_writing, with_version
from directives.structuring import Piece, without_empty
from org_hierarchy.access import Refused, person_of, require
from records import jobs
from records.models import Job
from workflows import intake, steps
from workflows.views.drafting.body import (
    ACT,
    changed,
    to_cite,
    with_task,
)
from workflows.views.drafting.content import (
    DraftForms,
    UnknownMonitorError,
    looked_up,
)
from workflows.views.drafting.desk import Desk, number_of
from workflows.views.pages import TAKEN

SAID = {
    "split": "Đã tách nhiệm vụ và lưu dự thảo.",
    "merge": "Đã gộp nhiệm vụ và lưu dự thảo.",
    "restore": "Đã lấy lại nhiệm vụ và lưu dự thảo.",
}


@require_safe
def bases_found(request: HttpRequest, pk: int) -> HttpResponse:
    """The directives that may be cited in the draft, for the words that are being typed. A fragment."""
    directive = get_object_or_404(Directive.objects.select_related("issuer", "drafting_unit").defer("source_text"), pk=pk)
    require(request, "directive.edit", directive)
    words = request.GET.get("tim-can-cu", "")
    context = {"directive": directive, "words": words, "citable": to_cite(directive, person_of(request), words)}
    return render(request, "workflows/_citable.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft being worked on. A POST saves it, and says by its button what else is wanted."""
    known = with_version(Directive.objects.all()).select_related("issuer", "drafting_unit", "monitor", "source", "proposal")
    directive = get_object_or_404(known, pk=pk)
    # of a POST the step itself decides, so that what was typed can be handed back: to those who see how the text comes about
    require(request, "directive.view_drafting" if request.method == "POST" else "directive.edit", directive)
    job = intake.job_of(directive)
    if job and jobs.progress(job).is_active:
        return being_read(request, directive, job)
    desk = Desk(request, directive, job)
    if request.method != "POST":
        return desk.page(version=directive.version)  # type: ignore[attr-defined]
    return saved_by_itself(desk) if desk.is_by_itself else saved(desk)


def being_read(request: HttpRequest, directive: Directive, job: Job) -> HttpResponse:
    """The page of a draft whose file is still read: it turns into the draft by itself."""
    context = {"directive": directive, "job": jobs.progress(job), "job_url": reverse("records:job", args=[job.pk])}
    return render(request, "workflows/draft_being_read.html", context, status=409 if request.method == "POST" else 200)


def saved(desk: Desk) -> HttpResponse:
    """Save, and do what the button says. A draft that cannot be submitted is not half saved: the page still holds all of it."""
    request, directive = desk.request, desk.directive
    if not desk.forms.are_valid():
        messages.error(request, "Chưa lưu được. Vui lòng sửa những chỗ được đánh dấu rồi lưu lại.")
        return desk.page(version=desk.version, status=400)
    is_submitted, now = "submit" in request.POST, timezone.now()
    try:
        content, focus = edited(desk, desk.content())
        with transaction.atomic():
            steps.revise(directive, content=content, by=desk.person, at=now, version=desk.version)
            if is_submitted:
                steps.submit(directive, by=desk.person, at=now)
    except UnknownMonitorError as error:
        desk.forms.head.add_error("monitor", str(error))
        return desk.page(version=desk.version, status=400)
    except (steps.StepError, EditingError) as error:
        return refused(desk, error)
    if is_submitted:
        messages.success(request, "Đã trình duyệt nội dung.")
        unchecked = sum(not duty.is_checked for duty in content.duties)
        if unchecked:
            messages.warning(request, f"{unchecked} nhiệm vụ được trình khi chưa có ai đánh dấu là đã đối chiếu với văn bản.")
        return redirect(resolve_url(directive))
    messages.success(request, SAID.get(request.POST.get("act", "").partition("-")[0], "Đã lưu dự thảo."))
    return redirect(focus if focus.startswith("/") else reverse("workflows:draft", args=[directive.pk]) + focus)


def edited(desk: Desk, content: drafting.Draft) -> tuple[drafting.Draft, str]:
    """The draft with what the button asks for: a task split, merged or taken back ("split-3", "merge-3": its number on the page;
    "restore-3": its place in the reading), or a paragraph changed ("doan-up").

    The second leads to where to go on: the end of the page's address, or another page. Raises EditingError.
    """
    act, _, named = desk.request.POST.get("act", f"save-{desk.request.POST.get('at', '')}").partition("-")
    if act == ACT and named == "find":
        words = urlencode({"tim": desk.request.POST.get("tim-can-cu", "")[:200]})
        return content, f"?{words}#can-cu"
    if act == ACT and named == "task":
        content, position = with_task(content, desk.pieces, desk.request.POST.get("p-at", ""))
        return content, f"?nhiem-vu={position + 1}"
    if act == ACT and named.startswith("grid-"):
        return content, table_url(desk, content, desk.pieces, named.removeprefix("grid-"))
    if act == ACT and named == "table":
        content, change = changed(content, desk.pieces, desk.request.POST, named, by=desk.person)
        return content, f"{table_url(desk, content, change.pieces, change.at)}?dong=0&cot=1"
    if act == ACT:
        content, change = changed(content, desk.pieces, desk.request.POST, named, by=desk.person)
        first = len(content.provisions) - len(change.pieces)
        place = next((place for place, piece in enumerate(change.pieces, start=first) if piece.key == change.at), 0)
        return content, f"?doan={place}#doan-soan-{place}"
    kept = [number for number, _ in desk.forms.kept_duties()]
    number = number_of(named)
    if act == "restore":
        content, at = with_restored(desk, content, number)
        return content, f"?nhiem-vu={at}" if at else ""
    content = without_empty(content)
    if number is None or number not in kept:
        return content, ""
    position = kept.index(number)
    if act == "split":
        cut = desk.forms.duties[number - 1].cleaned_data["cut"]
        return editing.split_duty(content, position, cut=cut), f"?nhiem-vu={position + 2}"
    if act == "merge":
        return editing.merge_duties(content, position), f"?nhiem-vu={position}"
    return content, f"?nhiem-vu={position + 1}"


def table_url(desk: Desk, content: drafting.Draft, pieces: Sequence[Piece], key: str) -> str:
    """The page of the table of that key. Raises EditingError."""
    first = len(content.provisions) - len(pieces)  # behind what the fields of an invitation say
    place = next((place for place, piece in enumerate(pieces, start=first) if piece.key == key and piece.is_table), None)
    if place is None:
        raise EditingError("Bảng này không còn trong dự thảo. Vui lòng tải lại trang.")
    return reverse("workflows:draft_table", args=[desk.directive.pk, place])


def with_restored(desk: Desk, content: drafting.Draft, number: int | None) -> tuple[drafting.Draft, int]:
    """The draft with a dropped task as it was read; of one that is there already nothing changes."""
    proposal = getattr(desk.directive, "proposal", None)
    if proposal is None or number not in corrections.dropped(proposal.values, (duty.read_from for duty in content.duties)):
        return content, 0
    duty = corrections.duty_read(proposal.values, number, desk.directive.source_text)
    found, position = editing.restore_duty(
        content, looked_up(duty, desk.forms, desk.directory(desk.forms.head.cleaned_data["issued_date"]))
    )
    return found, position + 1


def refused(desk: Desk, error: steps.StepError | EditingError) -> HttpResponse:
    """The page with all that was typed and why it was not kept; what has gone on meanwhile hands the words back to be copied."""
    request, directive = desk.request, desk.directive
    if isinstance(error, steps.StepError):
        if error.code == "forbidden":
            raise Refused(str(error), error.about) from error
        if error.code == "stale" and (other := last_writing(directive)):
            return desk.page(version=desk.version, conflict=other, status=409)
        if error.code in TAKEN:
            context = {"reason": str(error), "url": resolve_url("workflows:directive", directive.pk), "typed": desk.forms.typed()}
            return render(request, "workflows/taken.html", context, status=409)
    desk.forms.head.refuse(str(error))
    return desk.page(version=desk.version, status=400)


def saved_by_itself(desk: Desk) -> HttpResponse:
    """Save what is typed so far, and answer with a fragment: saved and looked up anew, or why not, everything left as it is on the page."""
    if not desk.forms.are_valid():
        return desk.not_saved(mistakes(desk.forms))
    now, change = timezone.now(), None
    _, _, act = desk.request.POST.get("act", "").partition(f"{ACT}-")
    try:
        content = desk.content()
        if act:
            content, change = changed(content, desk.pieces, desk.request.POST, act, by=desk.person)
        steps.revise(desk.directive, content=content, by=desk.person, at=now, version=desk.version)
    except UnknownMonitorError as error:
        return desk.not_saved([f"Đơn vị theo dõi: {error}"])
    except EditingError as error:
        return desk.not_saved([str(error)])
    except steps.StepError as error:
        if error.code == "forbidden":
            raise Refused(str(error), error.about) from error
        return desk.not_saved([str(error)], last_writing(desk.directive) if error.code == "stale" else None)
    desk.directive.refresh_from_db(fields=["issued_date", "addressees"])
    writing = last_writing(desk.directive)
    version = writing.pk if writing else None
    if change is not None:
        return desk.body_changed(change, at=now, version=version)
    return desk.saved_by_itself(content, at=now, version=version)


def mistakes(forms: DraftForms) -> list[str]:
    """What keeps the forms from being saved, each with its place, in the page's order."""
    found = [f"{forms.head.fields[name].label}: {errors[0]}" for name, errors in forms.head.errors.items() if name in forms.head.fields]
    for number, form in enumerate(forms.duties, start=1):
        found += [f"Nhiệm vụ {number}: {errors[0]}" for errors in form.errors.values()]
    if forms.invitation is not None:
        found += [f"{forms.invitation.fields[name].label}: {errors[0]}" for name, errors in forms.invitation.errors.items()]
    return [*found, *(str(error) for error in forms.duties.non_form_errors())]
