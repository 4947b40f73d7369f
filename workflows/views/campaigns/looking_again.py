"""A task without a day: its reviewer says when to look again, or by when it has to be done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone

from campaigns.models import CampaignTask
from campaigns.services import still_undated
from campaigns.waiting import reviewing_units
from org_hierarchy.access import Refused, person_of, require
from org_hierarchy.views.answers import ActPage, act_page, posted
from records.text import grouped
from workflows import steps
from workflows.views.forms.looking_again import LookAgainForm


def look_again(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk` is the task's."""
    task = get_object_or_404(CampaignTask.objects.select_related("campaign__directive", "reviewer"), pk=pk)
    require(request, "task.look_again", task)
    form = LookAgainForm(posted(request))
    if form.is_bound and form.is_valid():
        now = timezone.now()
        try:
            count = steps.look_again(task, by=person_of(request), at=now, today=timezone.localdate(now), **form.cleaned_data)
        except steps.StepError as error:
            if error.code == "forbidden":
                raise Refused(str(error), error.about) from error
            form.refuse(str(error), error.code)
        else:
            messages.success(request, f"Đã ghi cho {grouped(count)} đơn vị chưa xong việc này.")
            return redirect("workflows:inbox")
    reached = still_undated(task, reviewing_units(person_of(request)))
    count, given_on = reached.count(), reached.filter(parent__isnull=False).count()
    with_those = f", tính cả {grouped(given_on)} đơn vị được giao tiếp" if given_on else ""
    page = ActPage(
        title="Rà soát nhiệm vụ không định hạn",
        pre=task.campaign.directive.designation,
        button="Ghi kết quả rà soát",
        icon="circle-check",
        back=f"{resolve_url(task.campaign)}?nhiem_vu={task.pk}",
        lead=f"{task.content} Còn {grouped(count)} đơn vị báo cáo cho đơn vị bạn chưa xong và chưa có hạn{with_those}.",
    )
    return act_page(request, page, form)
