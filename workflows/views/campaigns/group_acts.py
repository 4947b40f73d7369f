"""What whoever steers a campaign does to many of its assignments at once, or adds to it."""

from functools import partial

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone

from campaigns import queries
from campaigns.delegation import GIVERS_NEED, given_on_by
from campaigns.filters import AssignmentFilter
from campaigns.models import Assignment, Campaign
from campaigns.services import addable_tasks
from org_hierarchy.access import person_of, require
from org_hierarchy.rights import may
from records.text import grouped
from workflows import notices, steps
from workflows.views.forms.group_acts import AddUnitsForm, GroupActForm
from workflows.views.pages import perform, posted, refuse_list

ACTS = {
    "remind": ("campaign.remind", "Nhắc đơn vị"),
    "extend": ("campaign.extend", "Gia hạn"),
    "recall": ("campaign.steer", "Thu hồi"),
    "remove": ("campaign.steer", "Đưa đơn vị ra khỏi đợt"),
}
"""Name of an act → the right that it needs, and its title."""
NOTHING = {
    "remind": "Chưa nhắc đơn vị nào: các đơn vị này đã được nhắc hôm nay, hoặc không còn việc phải làm. Hãy chọn việc khác.",
    "extend": "Chưa gia hạn việc nào: các việc này không có hạn, có hạn từ ngày đó trở đi, hoặc do đơn vị giao tiếp gia hạn. "
    "Hãy ghi ngày muộn hơn hoặc chọn việc khác.",
    "recall": "Chưa thu hồi việc nào: các việc này vừa xong hoặc đã được thu hồi. Hãy tải lại danh sách.",
    "remove": "Chưa đưa đơn vị nào ra: việc của các đơn vị này vừa xong hoặc đã được thu hồi. Hãy tải lại danh sách.",
}
"""Name of an act → what is said when it would have changed none of them."""


@posted("campaigns:campaign")
def group_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for what the act needs, then do it: on the rows that were chosen, or on all open ones of the list that the address describes."""
    found = _campaign(request, pk)
    act = request.POST.get("act", "")
    if act not in ACTS:
        return redirect("campaigns:campaign", found.pk)
    right, title = ACTS[act]
    person, now = person_of(request), timezone.now()
    today = timezone.localdate(now)
    leads = bool(may(person, right, found))
    if not leads and act not in GIVERS_NEED:
        require(request, right, found)
    filters = AssignmentFilter(request.GET, queryset=queries.assignments_in(found, seen_by=person), campaign=found, today=today)
    if filters.refusal:
        return refuse_list(request, filters.refusal, back=f"{resolve_url(found)}#danh-sach")
    own = Q() if leads else given_on_by(person, act)
    listed = filters.qs.filter(own, status__in=Assignment.OPEN)
    if not leads and not listed.exists():
        require(request, right, found)
    ids = [int(pk) for pk in request.POST.getlist("chosen") if pk.isascii() and pk.isdecimal() and len(pk) < 19]
    seen = queries.assignments_in(found, seen_by=person).filter(own, pk__in=ids, status__in=Assignment.OPEN)
    chosen = list(seen.values_list("pk", flat=True))
    asked = request.POST if "confirm" in request.POST else None
    form = GroupActForm(asked, act=act, chosen=len(chosen), listed=listed.count())
    left_out = len(set(ids)) - len(chosen)
    context = {"campaign": found, "act": act, "title": title, "form": form, "chosen": chosen, "left_out": left_out}
    page = partial(render, request, "workflows/group_act.html", context, status=400)
    if asked is None:
        return render(request, "workflows/group_act.html", context)
    if not form.is_valid():
        return page()
    data = dict(form.cleaned_data)
    if data.pop("scope") == "all":
        chosen = list(listed.order_by("pk").values_list("pk", flat=True))
    back = f"{resolve_url(found)}?{request.GET.urlencode()}#danh-sach"
    typed = {"Lý do": data["reason"]} if "reason" in data else {}
    if leads and act != "remind" and len(chosen) > steps.AT_ONCE:
        facts = {"reason": data["reason"]} | ({"due_date": str(data["due_date"])} if act == "extend" else {})
        return perform(
            request,
            lambda: steps.order_group_act(found, act, chosen, by=person, at=now, **facts),
            done=f"Đang thực hiện với {grouped(len(chosen))} việc; tiến độ hiện ở trang này.",
            then=back,
        )
    counted: list[int] = []

    def do() -> None:
        match act:
            case "remind" if leads:
                rows = Assignment.objects.filter(pk__in=chosen)
                counted.append(notices.remind(rows, by=person, at=now, text=data["text"]))
            case "remind":
                givers = steps.givers_of(found, chosen, act=act, by=person)
                counted.append(steps.remind_given(givers, chosen, by=person, at=now, text=data["text"]))
            case "extend" if leads:
                counted.append(steps.extend_all(found, chosen, by=person, at=now, today=today, **data))
            case "extend":
                givers = steps.givers_of(found, chosen, act=act, by=person)
                counted.append(steps.extend_given(givers, chosen, by=person, at=now, today=today, **data))
            case "recall":
                counted.append(steps.recall_all(found, chosen, by=person, at=now, **data))
            case _:
                counted.append(steps.remove_units(found, chosen, by=person, at=now, **data))

        if not counted[0]:
            raise steps.StepError("nothing_done", NOTHING[act])

    def done() -> str:
        return f"{title}: đã thực hiện với {grouped(counted[0])} việc."

    return perform(request, do, done=done, then=back, form=form, page=page, typed=typed)


def add_units(request: HttpRequest, pk: int) -> HttpResponse:
    """Give tasks of the campaign to more units."""
    found = _campaign(request, pk)
    require(request, "campaign.steer", found)
    now = timezone.now()
    today = timezone.localdate(now)
    tasks = addable_tasks(found, today=today)
    names = queries.nameless(found)
    asked = next((name for name in names if name == request.GET.get("ten")), "")
    form = AddUnitsForm(
        request.POST if request.method == "POST" else None,
        tasks=tasks,
        names=names,
        asked=asked,
        ticked=queries.tasks_naming(found, asked, among=tasks) if asked else tasks,
        today=today,
    )
    page = partial(render, request, "workflows/add_units.html", {"campaign": found, "form": form, "tasks": tasks}, status=400)
    if request.method != "POST":
        return render(request, "workflows/add_units.html", {"campaign": found, "form": form, "tasks": tasks})
    if not form.is_valid():
        return page()
    data = form.cleaned_data
    return perform(
        request,
        lambda: steps.add_units(
            found,
            units=data["units"],
            tasks=form.chosen,
            due_date=data["due_date"],
            reason=data["reason"],
            phrase=data.get("phrase", ""),
            by=person_of(request),
            at=now,
            today=today,
        ),
        done=f"Đã bổ sung {grouped(len(data['units']))} đơn vị; văn bản và nhiệm vụ đã gửi tới các đơn vị đó.",
        then=resolve_url(found),
        form=form,
        page=page,
        typed={"Lý do": data["reason"]},
    )


def _campaign(request: HttpRequest, pk: int) -> Campaign:
    found = get_object_or_404(queries.slim(Campaign.objects.select_related("directive", "issuer", "monitor")), pk=pk)
    require(request, "campaign.view", found)
    return found
