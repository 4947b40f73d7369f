"""The inbox: the steps of documents that wait for this person, and what the person's units owe or review, queue by queue."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import django_filters
import django_tables2 as tables
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.views.decorators.http import require_safe
from viewflow.workflow.models import Task

from campaigns import waiting
from campaigns.models import Assignment, Campaign, Figure, Report
from campaigns.queries import NEAREST_DAY, Standing, slim, standing
from directives.limits import limit_of_copy
from org_hierarchy.access import person_of
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import Person
from records.filters import Narrowing
from records.paging import DrawnColumn, Tab, address, cell, paged
from records.search import has_words
from records.text import grouped
from workflows import inbox as work
from workflows import steps
from workflows.flows import DirectiveFlow, IncomingFlow
from workflows.nodes import HumanTask
from workflows.views.drafting import issuers_for
from workflows.views.pages import refuse_list
from workflows.views.waiting import first_of_each

PER_PAGE = 25
STEPS_PER_PAGE = 8
SELECT = '<input class="form-check-input" type="checkbox" name="chosen" value="{}" data-select aria-label="Chọn {}">'
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
WITHIN = [("3", "Trong 3 ngày tới"), ("7", "Trong 7 ngày tới"), ("30", "Trong 30 ngày tới")]


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address without it."""

    label: str
    url: str


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this person, the nearest deadline first. A fixed number of queries, whatever the number of rows."""
    person, today = person_of(request), timezone.localdate()
    queue = request.GET.get("hang", "")
    queue = queue if queue in work.QUEUES else ""
    mine = work.work_of(person, today=today)
    counts = mine.counts()
    listed = with_own(with_progress(mine.queue(queue)), person)
    if queue == "returned":
        listed = listed.order_by(F("is_own").desc(), NEAREST_DAY.asc(nulls_last=True), "pk")
    filters = InboxFilter(request.GET, queryset=listed, mine=mine)
    calendar = Calendar.load(today, today + timedelta(days=60))
    table = AssignmentTable(filters.qs, today=today, calendar=calendar)
    table = paged(table, request, per_page=PER_PAGE, paginator_class=Paginator if filters.narrows else counted(counts, queue))
    waits = Paginator(steps_for(person, mine.grants), STEPS_PER_PAGE).get_page(request.GET.get("buoc"))
    context = {
        "today": today,
        "weekday": WEEKDAYS[today.weekday()],
        "may_draft": issuers_for(person, on=today).exists(),
        "steps": waits,
        "items": work.items(waits.object_list, today=today, calendar=calendar),
        "steps_before": address(request, buoc=str(waits.previous_page_number())) if waits.has_previous() else "",
        "steps_after": address(request, buoc=str(waits.next_page_number())) if waits.has_next() else "",
        "receivable": RECEIVABLE,
        **not_taken_in(person, today=today, calendar=calendar),
        **difficulties_for(person, mine.grants),
        **first_of_each(person, mine.grants, today),
        "tabs": tabs(request, counts, queue),
        "queue": queue,
        "form": filters.form,
        "refusal": filters.refusal,
        "chips": chips(request, filters.form),
        "table": table,
    }
    return render(request, "workflows/inbox.html", context)


STEPS = [node for flow_class in (DirectiveFlow, IncomingFlow) for node in flow_class.instance.nodes() if isinstance(node, HumanTask)]
"""By the nodes and not by the flow of their processes: a unit has many tasks of its assignments, and these few."""

RECEIVABLE = ({"name": "act", "value": "receive", "icon": "mail-opened", "label": "Tiếp nhận"},)


def difficulties_for(person: Person, grants: work.Grants) -> dict[str, Any]:
    """How many of what units raised this person answers, and until when the nearest. One query."""
    to_answer = waiting.to_answer(person, grants).aggregate(count=Count("first"), nearest=Min("answer_date"))
    return {"difficulties_waiting": to_answer["count"], "difficulties_first": to_answer["nearest"]}


def not_taken_in(person: Person, *, today: date, calendar: Calendar) -> dict[str, Any]:
    """The first copies that wait for their receipt, each with its `limit`, and whether there are more."""
    copies = list(work.not_taken_in(person)[: STEPS_PER_PAGE + 1])
    for copy in copies:
        copy.limit = limit_of_copy(copy, today=today, calendar=calendar)  # type: ignore[attr-defined]
    return {"not_taken_in": copies[:STEPS_PER_PAGE], "not_taken_in_more": len(copies) > STEPS_PER_PAGE}


def steps_for(person: Person, grants: work.Grants) -> QuerySet[Task]:
    """The steps of directives, and of documents that came, that the person may take now."""
    return work.ready(person, grants).filter(flow_task__in=STEPS)


def counted(counts: dict[str, int], queue: str) -> type[Paginator]:
    """For a queue that nothing narrows: its length is known from the tabs."""

    class Counted(Paginator):
        count = counts[queue] if queue else sum(counts.values())

    return Counted


def with_progress(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Each with the newest figure that was not returned, as `done_count` of `whole_count`, and whether a report on its way waits."""
    newest = Figure.objects.filter(report__assignment=OuterRef("pk")).exclude(report__status=Report.Status.RETURNED)
    newest = newest.order_by("-report__sequence")
    waits = Report.objects.filter(assignment=OuterRef("pk"), kind=Report.Kind.INTERIM, status=Report.Status.SUBMITTED)
    return assignments.annotate(
        done_count=Subquery(newest.values("numerator")[:1]),
        whole_count=Subquery(newest.values("denominator")[:1]),
        reports_waiting=Exists(waits),
    )


def with_own(assignments: QuerySet[Assignment], person: Person) -> QuerySet[Assignment]:
    """Each with `is_own`: it came back and lies on this person's desk. Of what came back also `on_desk_of`, the name of whose it lies on,
    and `last_word`, how its last final report was decided on: what was accepted has been opened anew."""
    returned = Q(status=Assignment.Status.RETURNED)
    sent = Report.objects.filter(assignment=OuterRef("pk"), kind=Report.Kind.FINAL).order_by("-sequence")
    return assignments.annotate(
        last_word=Case(When(returned, then=Subquery(sent.values("status")[:1])), default=Value("")),
        is_own=Case(When(returned & Q(pk__in=work.on_own_desk(person)), then=Value(True)), default=Value(False)),
        on_desk_of=Case(When(returned, then=work.desk_holder("pk")), default=Value("")),
    )


def tabs(request: HttpRequest, counts: dict[str, int], queue: str) -> list[Tab]:
    whole = Tab("Tất cả", address(request, hang=""), not queue, sum(counts.values()), late=False)
    return [whole] + [
        Tab(label, address(request, hang=name), queue == name, counts[name], late=name == "overdue") for name, label in work.QUEUES.items()
    ]


def chips(request: HttpRequest, form: Any) -> list[Chip]:
    """The filters that are on besides the words, each with the way to take it off."""
    found = []
    for name in ("dot", "han"):
        if form.is_valid() and (value := form.cleaned_data.get(name)):
            label = value.directive.designation if name == "dot" else dict(WITHIN)[value]
            found.append(Chip(label, address(request, **{name: ""})))
    return found


class InboxFilter(Narrowing):
    """Over one queue of one person. With a value that cannot be the list is empty, and says so."""

    q = django_filters.CharFilter(label="Tìm số, ký hiệu, trích yếu, đơn vị", method="by_words", max_length=200)
    dot = django_filters.ModelChoiceFilter(
        label="Đợt triển khai", field_name="campaign", queryset=lambda _: Campaign.objects.none(), empty_label="Tất cả"
    )
    han = django_filters.ChoiceFilter(label="Hạn", method="by_deadline", choices=WITHIN, empty_label="Tất cả")

    class Meta:
        model = Assignment
        fields: list[str] = []

    def __init__(self, *args: Any, mine: work.Work, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mine = mine
        self.filters["dot"].queryset = self._campaigns

    @property
    def narrows(self) -> bool:
        """Whether anything that was chosen takes rows away, or cannot be."""
        return bool(self.form.errors) or any(self.form.cleaned_data.values())

    def _campaigns(self, request: HttpRequest | None) -> QuerySet[Campaign]:  # noqa: ARG002 - django-filter's shape
        of_work = Campaign.objects.filter(pk__in=self.mine.queue().order_by().values("campaign"))
        return slim(of_work.select_related("directive")).order_by("-pk")

    def by_words(self, found: QuerySet[Assignment], name: str, value: str) -> QuerySet[Assignment]:  # noqa: ARG002 - django-filter's shape
        """Every word is in the document's number, symbol or subject, or in the unit's name, marks or not."""
        found = found.annotate(words=Concat("campaign__directive__folded_subject", Value(" "), "unit__folded_name"))
        return found.filter(has_words("words", value))

    def by_deadline(self, found: QuerySet[Assignment], name: str, value: str) -> QuerySet[Assignment]:  # noqa: ARG002 - django-filter's shape
        """Still ahead, and at most so many calendar days: the whole, or the report that is owed for a period."""
        ahead = (self.mine.today, self.mine.today + timedelta(days=int(value)))
        return found.filter(Q(due_date__range=ahead) | Q(period_due_date__range=ahead))


def shown(record: Assignment, table: "AssignmentTable") -> dict[str, Any]:
    """What the cells need beyond their row."""
    percent = record.done_count * 100 / record.whole_count if record.whole_count else None  # type: ignore[attr-defined]
    return {"standing": table.standing(record), "percent": percent}


def receive_many(request: HttpRequest) -> HttpResponse:
    """Take in what was chosen of the list, or all of it that was not yet; many are a job."""
    back = f"{resolve_url('workflows:inbox')}?{request.GET.urlencode()}"
    if request.method != "POST":
        return redirect(back)
    person, now = person_of(request), timezone.now()
    today = timezone.localdate(now)
    if "whole" in request.POST:
        queue = request.GET.get("hang", "")
        mine = work.work_of(person, today=today)
        listed = mine.queue(queue if queue in work.QUEUES else "").filter(status=Assignment.Status.ISSUED)
        filters = InboxFilter(request.GET, queryset=listed, mine=mine)
        if filters.refusal or queue not in ("", *work.QUEUES):
            return refuse_list(
                request, filters.refusal or "Không có hàng việc nào tên như vậy; hãy mở lại hộp việc.", back=resolve_url("workflows:inbox")
            )
        ids = list(filters.qs.values_list("pk", flat=True))
    else:
        ids = [int(pk) for pk in request.POST.getlist("chosen") if pk.isascii() and pk.isdecimal() and len(pk) < 19]
    if len(ids) > steps.RECEIVED_AT_ONCE:
        return redirect("records:job", steps.order_receipt(ids, by=person, at=now).pk)
    taken = steps.receive_many(ids, by=person, at=now, today=today)
    for reason in taken.refused:
        messages.error(request, reason)
    if taken.assignments:
        words = f"Đã tiếp nhận {grouped(taken.assignments)} việc"
        messages.success(request, f"{words}, vào sổ {grouped(taken.documents)} văn bản." if taken.documents else f"{words}.")
    elif not taken.refused:
        messages.info(request, "Không còn việc nào chờ tiếp nhận trong các việc được chọn.")
    return redirect(back)


class AssignmentTable(tables.Table):
    """One assignment a row; its words lead to its page."""

    select = tables.Column(verbose_name="", orderable=False, empty_values=(), attrs=cell("cd-c-select"))

    task = DrawnColumn(template_name="workflows/_row_task.html", verbose_name="Nhiệm vụ", orderable=False, attrs=cell("cd-c-title"))
    unit = tables.Column(verbose_name="Đơn vị", order_by=("unit__sort_name", "pk"), attrs=cell("cd-c-unit"))
    status = DrawnColumn(
        template_name="workflows/_row_status.html",
        extra_context=shown,
        verbose_name="Trạng thái",
        orderable=False,
        attrs=cell("cd-c-status"),
    )
    due_date = DrawnColumn(
        template_name="workflows/_due.html", extra_context=shown, verbose_name="Hạn xử lý", empty_values=(), attrs=cell("cd-c-due")
    )
    progress = DrawnColumn(
        template_name="workflows/_row_progress.html",
        extra_context=shown,
        verbose_name="Tiến độ",
        orderable=False,
        empty_values=(),
        attrs=cell("cd-c-wide cd-c-progress"),
    )

    class Meta:
        model = Assignment
        fields = ("select", "task", "unit", "status", "due_date", "progress")
        order_by_field = "sap-xep"
        page_field = "trang"
        empty_text = "Không có việc nào ở đây."
        row_attrs = {"class": lambda record, table: "cd-row-late" if table.standing(record).is_late else ""}

    def __init__(self, *args: Any, today: date, calendar: Calendar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.calendar = today, calendar
        self._stands: dict[int, Standing] = {}

    def render_select(self, record: Assignment) -> str:
        """The box by which a row is chosen for receipt; nothing at all, not even a blank, for one that was received."""
        if record.status != Assignment.Status.ISSUED:
            return ""
        return format_html(SELECT, record.pk, Truncator(record.task.content).chars(60))

    def order_due_date(self, found: QuerySet[Assignment], is_descending: bool) -> tuple[QuerySet[Assignment], bool]:
        """What has no deadline stands last either way."""
        order = NEAREST_DAY.desc(nulls_last=True) if is_descending else NEAREST_DAY.asc(nulls_last=True)
        return found.order_by(order, "pk"), True

    def standing(self, record: Assignment) -> Standing:
        """How a row stands today; asked by every cell of it, and found once."""
        if record.pk not in self._stands:
            self._stands[record.pk] = standing(record, today=self.today, calendar=self.calendar, with_periods=True)
        return self._stands[record.pk]
