"""A unit gives its work on: the page on which it says to whom; what it takes back; that it reports itself."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone

from campaigns.models import Assignment
from campaigns.services import why_too_late
from org_hierarchy.access import person_of, require
from records.text import grouped
from workflows import desk, steps
from workflows.views.assignments.page import assignment_of, assignment_page
from workflows.views.forms.delegating import MOST_ROWS, DelegateForm, RecallDelegatedForm
from workflows.views.pages import desk_of, perform, posted


def delegate(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the units, then say what each is given, then give it."""
    found = assignment_of(request, pk)
    require(request, "assignment.delegate", found)
    now = timezone.now()
    today = timezone.localdate(now)
    if request.method != "POST":
        return _page(request, found, DelegateForm(assignment=found, today=today))
    form = DelegateForm(request.POST, assignment=found, today=today)
    if not form.is_valid():  # what was typed for each unit stays with it
        return _page(request, found, form, is_chosen="confirm" in request.POST and bool(form.unit_ids), status=400)
    page = partial(_page, request, found, form, is_chosen=True, status=400)
    if "confirm" not in request.POST:
        return _page(request, found, form, is_chosen=True)
    data = form.cleaned_data
    return perform(
        request,
        lambda: steps.delegate(
            found,
            parts=form.parts,
            due_date=data["due_date"],
            note=data["note"],
            total=data.get("total"),
            wanted_date=data.get("wanted_date"),
            reason=data.get("reason") or "",
            by=person_of(request),
            at=now,
            today=today,
        ),
        done=_done(found, form),
        then=f"{resolve_url(found)}#giao-tiep",
        form=form,
        page=page,
        typed={"Ý kiến giao việc": data["note"]},
    )


@posted("workflows:assignment")
def recall_delegated(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was given to the chosen ones."""
    found = assignment_of(request, pk)
    require(request, "assignment.delegate", found)
    form = RecallDelegatedForm(request.POST)
    chosen = [int(pk) for pk in request.POST.getlist("children") if pk.isascii() and pk.isdecimal() and len(pk) < 19]
    page = partial(assignment_page, request, found, status=400, recall_form=form, recall_chosen=chosen)
    if form.is_valid() and not chosen:
        form.refuse("Vui lòng chọn ít nhất một đơn vị trong danh sách để thu hồi.")
    if not form.is_valid():
        return page()
    reason = form.cleaned_data["reason"]
    return perform(
        request,
        lambda: steps.recall_delegated(found, children=chosen, reason=reason, by=person_of(request), at=timezone.now()),
        done="Đã thu hồi phần đã giao tiếp; các đơn vị thấy lý do.",
        then=f"{resolve_url(found)}#giao-tiep",
        form=form,
        page=page,
        typed={"Lý do thu hồi": reason},
    )


@posted("workflows:assignment")
def report_anyway(request: HttpRequest, pk: int) -> HttpResponse:
    """Wait no longer for those below."""
    found = assignment_of(request, pk)
    return perform(
        request,
        lambda: steps.report_anyway(found, by=person_of(request), at=timezone.now()),
        done="Đơn vị có thể báo cáo ngay; phần đã giao tiếp vẫn tiếp tục cho đến khi báo cáo được duyệt.",
        then=f"{resolve_url(found)}#bao-cao",
    )


def _done(found: Assignment, form: DelegateForm) -> str:
    done = f"Đã giao tiếp cho {grouped(len(form.unit_ids))} đơn vị; việc của đơn vị chờ các đơn vị đó báo cáo."
    wanted, own = form.cleaned_data.get("wanted_date"), found.due_date
    if wanted is None or own is None:
        return done
    asked = f"Đã xin gia hạn việc của đơn vị đến {wanted:%d/%m/%Y}"
    is_cut = (form.cleaned_data["due_date"] or own) > own
    return f"{done} {asked}" + (f"; trong khi chờ, hạn của các đơn vị là {own:%d/%m/%Y}." if is_cut else ".")


def _page(request: HttpRequest, found: Assignment, form: DelegateForm, *, is_chosen: bool = False, status: int = 200) -> HttpResponse:
    """`is_chosen`: the units are known, and what each is given is asked. Whoever may not give it on now is told why, and asked nothing."""
    context = {
        "desk_of": desk_of(person_of(request), found, desk.on_desk(found)),
        "too_late": why_too_late(found, today=timezone.localdate()),
        "assignment": found,
        "form": form,
        "is_chosen": is_chosen,
        "rows": form.rows if is_chosen else [],
        "count": len(form.unit_ids) if is_chosen else 0,
        "most_rows": MOST_ROWS,
    }
    return render(request, "workflows/delegate.html", context, status=status)
