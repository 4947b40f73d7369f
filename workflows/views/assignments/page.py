"""One assignment's page: what a unit must do, until when, what it reported, and the one act that is next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import zip_longest
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.chases import chases_about
from campaigns.delegation import summed_figures
from campaigns.models import Assignment, Chase, Report
from campaigns.queries import AT_WORK, slim, standing
from campaigns.services import day_to_mend
from org_hierarchy.access import person_of, require
from org_hierarchy.models import Person
from org_hierarchy.rights import Verdict, may
from records import events
from records.models import Event
from records.text import grouped
from workflows import steps
from workflows.views.assignments.changes import Changes, changes_since
from workflows.views.assignments.parts import parts_of
from workflows.views.assignments.starting import start_of
from workflows.views.forms.reports import ReportForm, ReviewForm
from workflows.views.forms.steps import ReasonForm
from workflows.views.group_events import ON_CAMPAIGN, ON_GIVER, that_concern, words_of_many
from workflows.views.pages import TimelineItem, awaited, desk_of, happened

Status = Assignment.Status

TO_REFUSE = {Status.ISSUED, Status.RECEIVED}
LOADED = ("campaign__directive", "campaign__issuer", "task__indicator", "task__duty", "unit", "reviewer", "received_by", "parent")
REPORT_LOOKS = {Report.Status.SUBMITTED: "review", Report.Status.ACCEPTED: "done", Report.Status.RETURNED: "returned"}

EVENTS = {
    "campaigns.received": ("", "mail-opened", "Tiếp nhận"),
    "campaigns.started": ("", "player-play", "Bắt đầu thực hiện"),
    "campaigns.reported": ("", "report", "Gửi báo cáo"),
    "campaigns.accepted": ("done", "circle-check", "Duyệt báo cáo"),
    "campaigns.returned": ("returned", "arrow-back-up", "Trả lại báo cáo"),
    "campaigns.remarked": ("", "message", "Ý kiến phối hợp"),
    "campaigns.difficulty_raised": ("", "help-circle", "Nêu vướng mắc"),
    "campaigns.difficulty_forwarded": ("", "help-circle", "Chuyển vướng mắc lên cấp trên"),
    "campaigns.difficulty_answered": ("done", "help-circle", "Trả lời vướng mắc"),
    "campaigns.difficulty_published": ("", "speakerphone", "Công bố trả lời vướng mắc"),
    "campaigns.difficulty_withdrawn": ("", "arrow-back-up", "Rút vướng mắc"),
    "campaigns.extension_asked": ("", "clock", "Xin gia hạn"),
    "campaigns.extension_granted": ("", "clock", "Đồng ý gia hạn"),
    "campaigns.extension_refused": ("returned", "clock", "Không đồng ý gia hạn"),
    "campaigns.extension_withdrawn": ("", "arrow-back-up", "Rút đề nghị gia hạn"),
    "campaigns.delegated": ("", "sitemap", "Giao tiếp"),
    "campaigns.delegation_recalled": ("returned", "arrow-back-up", "Thu hồi phần đã giao tiếp"),
    "campaigns.delegation_ended": ("", "x", "Kết thúc phần đã giao tiếp"),
    "campaigns.waiting_ended": ("", "report", "Tự báo cáo, không chờ nữa"),
    "campaigns.woken": ("", "bell", "Đến lượt đơn vị báo cáo"),
    "campaigns.suspension_asked": ("", "player-pause", "Đề nghị tạm dừng"),
    "campaigns.suspension_withdrawn": ("", "arrow-back-up", "Rút đề nghị tạm dừng"),
    "campaigns.suspension_refused": ("returned", "player-pause", "Không đồng ý tạm dừng"),
    "campaigns.suspended": ("", "player-pause", "Đồng ý tạm dừng"),
    "campaigns.resumed": ("", "player-play", "Tiếp tục sau tạm dừng"),
    "campaigns.reopened": ("returned", "refresh", "Mở lại"),
    "campaigns.period_reopened": ("returned", "refresh", "Mở lại kỳ báo cáo"),
    "campaigns.marked_file_dropped": ("late", "ban", "Bỏ tệp có dấu chỉ độ mật"),
    "campaigns.refused": ("late", "ban", "Từ chối nhiệm vụ"),
    "campaigns.moved_on": ("", "arrow-right", "Chuyển sang đơn vị kế thừa"),
    "campaigns.merged": ("returned", "arrow-right", "Nhập vào việc của đơn vị kế thừa"),
    steps.TAKEN_OVER: ("", "arrow-right", "Nhận làm thay"),
    "campaigns.took_over": ("", "arrow-right", "Nhận phần việc của đơn vị trước khi sắp xếp"),
    "campaigns.reviewer_moved": ("", "eye", "Đổi cơ quan duyệt báo cáo"),
}


@dataclass(frozen=True)
class Shown:
    """A report on the page; with a form when it waits for a decision that this person may take, else perhaps why not."""

    report: Report
    look: str
    review_form: ReviewForm | None
    why_not: str
    changes: Changes | None

    @property
    def is_early_reply(self) -> bool:
        """Whether it is judged by a day before the click; whoever decides on it is told."""
        replied = self.report.reply_date
        return self.review_form is not None and replied is not None and replied < timezone.localdate(self.report.submitted_at)


@require_safe
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """The row that both sides look at, with the one act that is next."""
    return assignment_page(request, assignment_of(request, pk))


def assignment_of(request: HttpRequest, pk: int) -> Assignment:
    """The assignment, for somebody who may see it."""
    found = get_object_or_404(slim(Assignment.objects.select_related(*LOADED), "campaign"), pk=pk)
    require(request, "assignment.view", found)
    return found


def assignment_page(request: HttpRequest, found: Assignment, *, status: int = 200, **forms: Any) -> HttpResponse:
    """`forms` replaces a form of the page by one with errors: reason_form, report_form, review_form (with its `report`)."""
    person, today = person_of(request), timezone.localdate()
    loaded = found.reports.select_related("submitted_by", "reviewed_by", "figure", "due").prefetch_related("files")
    reports = list(loaded.order_by("-sequence"))
    looked = steps.looks_into_evidence(reports)
    for file in (file for report in reports for file in report.files.all()):
        file.looked = looked.get(file.pk, "")  # type: ignore[attr-defined]
    happenings = list(events.timeline(found))
    now_with = steps.open_task(found)
    review = may(person, "assignment.review", found)
    review_form = forms.pop("review_form", None)
    rows = [
        shown(report, earlier, person, review, review_form) for report, earlier in zip_longest(reports, reports[1:]) if report is not None
    ]
    may_report = may(person, "assignment.report", found) if now_with and found.status in AT_WORK else None
    desk = desk_of(person, found, now_with.on_desk) if now_with and may_report else None
    start = start_of(request, found, reports, sums_below(found)) if may_report else None
    context = {
        "assignment": found,
        "standing": standing(found, today=today, with_periods=True),
        "now_with": now_with,
        "receive": may(person, "assignment.receive", found) if now_with and found.status == Status.ISSUED else None,
        "report": may_report,
        "desk_of": desk,
        "start": start,
        "may_refuse": now_with and found.status in TO_REFUSE,
        "reports": rows,
        "to_review": next((row.report.pk for row in rows if row.review_form), None),
        "returned": next((report for report in reports if report.status == Report.Status.RETURNED), None),
        "reopened": reopening_of(happenings),
        "report_form": ReportForm(assignment=found, today=today, initial=start.initial if start else {}),
        "reason_form": ReasonForm(auto_id="id_refuse_%s"),
        "partners": found.task.partners.select_related("unit").order_by("unit__sort_name"),
        "timeline": timeline(found, happenings, now_with),
        "marked": [event.before for event in happenings if event.action == "campaigns.marked_file_dropped"],
    }
    return render(request, "workflows/assignment.html", context | parts_of(found, person, today) | forms, status=status)


def reopening_of(happenings: Sequence[Event]) -> Event | None:
    """By which the work came back to its unit, unless a report was returned since."""
    for event in reversed(happenings):
        if event.action == "campaigns.reopened":
            return event
        if event.action == "campaigns.returned" and event.after.get("kind") == Report.Kind.FINAL:
            return None
    return None


def shown(report: Report, earlier: Report | None, person: Person, review: Verdict, with_errors: ReviewForm | None) -> Shown:
    """A report with the form for its review, where that is this person's, and then with what changed since the one before."""
    form, why_not = None, ""
    if report.status == Report.Status.SUBMITTED and review:
        if report.submitted_by_id == person.pk:
            why_not = "Người lập báo cáo không duyệt báo cáo của chính mình."
        elif with_errors is not None and with_errors.report.pk == report.pk:
            form = with_errors
        else:
            form = ReviewForm(report=report, proposed=_proposed(report))
    changes = changes_since(report, earlier) if form and earlier else None
    return Shown(report, REPORT_LOOKS[Report.Status(report.status)], form, why_not, changes)


def _proposed(report: Report) -> date | None:
    """The last day that its return begins with; an interim one moves no deadline."""
    return day_to_mend(report.assignment, today=timezone.localdate()) if report.kind == Report.Kind.FINAL else None


def timeline(found: Assignment, happenings: Sequence[Event], now_with: steps.OpenTask | None) -> list[TimelineItem]:
    """From the day it was given to what is awaited."""
    given = TimelineItem("", "send", "Giao việc", "", found.issued_at, str(found.parent.unit if found.parent else found.campaign.issuer))
    with_others = (happened(event, {**ON_CAMPAIGN, **ON_GIVER}, words_of_many(event, is_counted=False)) for event in that_concern(found))
    since = [given, *map(item_of, happenings), *with_others, *map(urged, chases_about(found))]
    return [*sorted(since, key=lambda item: item.time), *awaited(now_with)]


def urged(chase: Chase) -> TimelineItem:
    """A letter that urged its unit."""
    letter = chase.directive
    return TimelineItem(
        "", "speakerphone", "Đôn đốc", f"Công văn {letter.designation}", cast(datetime, letter.issued_at), str(letter.issuer)
    )


def hands_of(event: Event) -> str:
    """From which unit to which, where the event says so."""
    return " → ".join(said["name"] for said in (event.before, event.after) if "name" in said)


COUNTED = {"campaigns.delegated", "campaigns.delegation_recalled", "campaigns.delegation_ended"}
"""What happened to several at once."""


def item_of(event: Event) -> TimelineItem:
    item = happened(event, EVENTS, event.after.get("note") or event.after.get("reason") or event.before.get("file") or hands_of(event))
    if event.action in COUNTED:
        item = replace(item, title=f"{item.title}: {grouped(event.after['count'])} đơn vị")
    if kind_of_report := dict(Report.Kind.choices).get(event.after.get("kind", "")):
        return replace(item, title=f"{item.title.removesuffix(' báo cáo')} {kind_of_report.lower()}")
    return item


def sums_below(found: Assignment) -> dict[str, Any]:
    """The accepted figures of those to whom the unit gave it on, for its own report."""
    sums = summed_figures(found)
    return {"numerator": sums[0], "denominator": sums[1]} if sums else {}
