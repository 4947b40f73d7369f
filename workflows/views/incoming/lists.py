"""The documents that came, in one list: where each stands, who has it, and whether its step is past its limit."""

from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directives.incoming.limits import late, limit_of
from directives.incoming.queries import OPEN, seen_by
from directives.models import Directive, IncomingDocument
from org_hierarchy.access import person_of
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import OrgUnit, Person
from records.filters import Narrowing, WordsFilter
from records.paging import Tab, address, cell, paged
from workflows.views.incoming.entering import units_to_enter_for
from workflows.views.incoming.looks import LOOKS

Status = IncomingDocument.Status
PER_PAGE = 25
EVERY, LATE = "tat-ca", "qua-han"
QUEUES: dict[str, tuple[str, str]] = {
    "chua-vao-so": (Status.RECEIVED, "Chưa vào sổ"),
    "cho-trinh": (Status.REGISTERED, "Chờ trình"),
    "cho-chi-dao": (Status.PRESENTED, "Chờ chỉ đạo"),
    "cho-phan-cong": (Status.DIRECTED, "Chờ phân công"),
    "dang-giai-quyet": (Status.IN_WORK, "Đang giải quyết"),
    "da-giai-quyet": (Status.DONE, "Đã giải quyết"),
}


@require_safe
def incoming_list(request: HttpRequest) -> HttpResponse:
    """The documents that the person sees, newest first. A fixed number of queries, whatever the number of rows."""
    person, today = person_of(request), timezone.localdate()
    calendar = Calendar.load(today, today)
    seen = seen_by(person)
    queue = request.GET.get("hang", "")
    queue = queue if queue in QUEUES or queue in (EVERY, LATE) else ""
    is_late = late(today=today, calendar=calendar)
    rows = _of_queue(seen, queue, is_late).select_related("unit", "entry", "presented_to", "lead_unit", "handler").defer("reading")
    found = IncomingFilter(request.GET, queryset=rows.order_by("-received_at", "-pk"), person=person)
    table = paged(IncomingTable(found.qs, today=today, calendar=calendar), request, per_page=PER_PAGE)
    counts = seen.aggregate(
        **{f"in_{place}": Count("pk", filter=Q(status=status)) for place, (status, _) in enumerate(QUEUES.values())},
        open=Count("pk", filter=Q(status__in=OPEN)),
        late=Count("pk", filter=is_late),
    )
    tabs = [Tab("Chưa xong", address(request, hang=""), not queue, counts["open"])]
    tabs += [
        Tab(label, address(request, hang=name), queue == name, counts[f"in_{place}"])
        for place, (name, (_, label)) in enumerate(QUEUES.items())
    ]
    tabs.insert(1, Tab("Quá hạn", address(request, hang=LATE), queue == LATE, counts["late"], late=True))
    tabs.append(Tab("Tất cả", address(request, hang=EVERY), queue == EVERY))
    context = {
        "table": table,
        "form": found.form,
        "refusal": found.refusal,
        "narrowed": any(request.GET.get(name) for name in ("don_vi", "nam", "khan")),
        "tabs": tabs,
        "queue": queue,
        "may_enter": bool(units_to_enter_for(person, on=today)),
    }
    return render(request, "workflows/incoming_list.html", context)


def _of_queue(seen: QuerySet[IncomingDocument], queue: str, is_late: Q) -> QuerySet[IncomingDocument]:
    if queue == EVERY:
        return seen
    if queue == LATE:
        return seen.filter(is_late)
    return seen.filter(status=QUEUES[queue][0]) if queue else seen.filter(status__in=OPEN)


class IncomingFilter(Narrowing):
    """Over the documents of one queue. With a value that cannot be the list is empty, and says so."""

    q = WordsFilter(label="Tìm số, ký hiệu, cơ quan, trích yếu", field_name="folded")
    don_vi = django_filters.ModelChoiceFilter(
        label="Đơn vị nhận", field_name="unit", queryset=lambda _: OrgUnit.objects.none(), empty_label="Tất cả"
    )
    nam = django_filters.NumberFilter(label="Năm đến", field_name="received_at__year", min_value=1945, max_value=2999)
    khan = django_filters.ChoiceFilter(
        label="Độ khẩn", field_name="urgency", choices=[one for one in Directive.Urgency.choices if one[0]], empty_label="Tất cả"
    )

    class Meta:
        model = IncomingDocument
        fields: list[str] = []

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        received = IncomingDocument.objects.filter(pk__in=seen_by(person).values("pk"))
        self.filters["don_vi"].queryset = OrgUnit.objects.filter(pk__in=received.values("unit")).order_by("path")


def shown(record: IncomingDocument, table: "IncomingTable") -> dict[str, Any]:
    """What the cells need beyond their row."""
    return {
        "look": LOOKS[Status(record.status)],
        "limit": limit_of(record, today=table.today, calendar=table.calendar),
        "today": table.today,
    }


class IncomingTable(tables.Table):
    """One document a row; its subject leads to its page."""

    number = tables.Column(verbose_name="Số đến", accessor="entry__number", default="–", attrs=cell("cd-c-number"))
    subject = tables.TemplateColumn(
        template_name="workflows/_incoming_subject.html", verbose_name="Văn bản", orderable=False, attrs=cell("cd-c-title")
    )
    holder = tables.TemplateColumn(
        template_name="workflows/_incoming_holder.html", verbose_name="Đang ở", orderable=False, empty_values=(), attrs=cell("cd-c-unit")
    )
    status = tables.TemplateColumn(
        template_name="workflows/_incoming_status.html",
        extra_context=shown,
        verbose_name="Trạng thái",
        orderable=False,
        attrs=cell("cd-c-status"),
    )
    due = tables.TemplateColumn(
        template_name="workflows/_incoming_due.html",
        extra_context=shown,
        verbose_name="Hạn của bước",
        orderable=False,
        empty_values=(),
        attrs=cell("cd-c-due"),
    )

    class Meta:
        model = IncomingDocument
        fields = ("number", "subject", "holder", "status", "due")
        order_by_field = "sap-xep"
        page_field = "trang"
        empty_text = "Không có văn bản đến nào ở đây."

    def __init__(self, *args: Any, today: date, calendar: Calendar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.calendar = today, calendar

    def order_number(self, found: QuerySet[IncomingDocument], is_descending: bool) -> tuple[QuerySet[IncomingDocument], bool]:
        """By year, then by number."""
        sign = "-" if is_descending else ""
        return found.order_by(f"{sign}entry__register__year", f"{sign}entry__number", f"{sign}pk"), True
