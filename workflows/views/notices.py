"""What a person was told and how they want to be told; for administrators the proof of it."""

from datetime import timedelta
from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from org_hierarchy.access import person_of, require_administrator
from org_hierarchy.queries import administered_by
from records.models import Event
from records.paging import Tab, address, cell
from workflows import notices
from workflows.clock.health import health
from workflows.models import Notice, Reminder
from workflows.notices import showing
from workflows.views.forms.notices import ChoiceForm

PER_PAGE = 25
DAYS = 14
MOST_FAILURES = 50
SEALED_WITHIN = timedelta(minutes=15)
"""An event that is older and not sealed: the beat stands still, or cannot write."""

Kind = Reminder.Kind
LOOKS = {
    **dict.fromkeys([Kind.OVERDUE, Kind.PERIOD_OVERDUE, Kind.OVER, Kind.STEP_LATE, Kind.OPINION_LATE], ("late", "alert-triangle")),
    **dict.fromkeys([Kind.TODAY, Kind.PERIOD_TODAY, Kind.SOON, Kind.PERIOD_SOON], ("returned", "calendar-due")),
    **dict.fromkeys([Kind.EXTENSION, Kind.SUSPENSION, Kind.DIFFICULTY, Kind.UNREVIEWED, Kind.INTERIM_WAITS], ("review", "help-circle")),
    **dict.fromkeys([Kind.WANTS_TIME, Kind.WANTS_REST, Kind.RAISED], ("review", "help-circle")),
    **dict.fromkeys([Kind.STEP_CONTENT, Kind.STEP_FORM, Kind.STEP_SIGN, Kind.STEP_NUMBER, Kind.STEP_DISPATCH], ("review", "file-text")),
    **dict.fromkeys([Kind.OPINION_ASKED, Kind.ASKED_BACK], ("review", "help-circle")),
    **dict.fromkeys([Kind.REMARKED, Kind.OPINION_GIVEN, Kind.PUBLISHED], ("doing", "message")),
    Kind.BACK_ANSWERED: ("done", "message"),
    Kind.RESTS: ("doing", "calendar-due"),
    Kind.MARKED: ("late", "alert-triangle"),
    Kind.SENT: ("review", "file-text"),
    **dict.fromkeys([Kind.REFUSED, Kind.COPY_REFUSED], ("late", "x")),
    Kind.RECALLED: ("returned", "x"),
    **dict.fromkeys([Kind.REOPENED, Kind.PERIOD_ANEW], ("returned", "arrow-back-up")),
    Kind.NEW_DATE: ("doing", "calendar-due"),
    Kind.WOKEN: ("doing", "inbox"),
    Kind.ALL_DONE: ("done", "circle-check"),
    **dict.fromkeys([Kind.RETURNED, Kind.STEP_RETURNED], ("returned", "arrow-back-up")),
    **dict.fromkeys([Kind.GIVEN, Kind.MOVED, Kind.ARRIVED], ("doing", "inbox")),
    Kind.HANDED_ON: ("done", "arrow-right"),
    Kind.TAKEN_OVER: ("doing", "arrow-right"),
    Kind.DRAFT_BACK: ("returned", "arrow-back-up"),
    Kind.HEIR: ("review", "help-circle"),
    **dict.fromkeys([Kind.APPOINTED, Kind.LEFT_POST, Kind.AWAY, Kind.BACK], ("doing", "users")),
    **dict.fromkeys([Kind.EXTENDED, Kind.SUSPENDED, Kind.ANSWERED], ("done", "message")),
}
"""The tint and the icon of a kind; of all others those of a bell."""


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """One's own notices, the newest first: those unread, or all. Four queries beside the frame's."""
    person = person_of(request)
    whole = request.GET.get("xem") == "tat-ca"
    unread = showing.unread(person)
    rows = showing.of(person) if whole else unread.order_by("-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "items": [(notice, *LOOKS.get(Kind(notice.kind), ("doing", "bell"))) for notice in page],
        "tabs": [
            Tab("Chưa đọc", address(request, xem=""), not whole, unread.count()),
            Tab("Tất cả", address(request, xem="tat-ca"), whole),
        ],
        "before": address(request, trang=str(page.previous_page_number())) if page.has_previous() else "",
        "after": address(request, trang=str(page.next_page_number())) if page.has_next() else "",
        "administers": administered_by(person).exists(),
    }
    return render(request, "workflows/notices.html", context)


@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Go where a notice leads; it is read with that. Somebody else's is not there."""
    notice = get_object_or_404(Notice, pk=pk, person=person_of(request))
    showing.mark_read(Notice.objects.filter(pk=notice.pk), at=timezone.now())
    inside = url_has_allowed_host_and_scheme(notice.path, allowed_hosts=None)
    return redirect(notice.path if inside else reverse("workflows:notices"))


@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """Mark all of one's own as read."""
    count = showing.mark_read(showing.unread(person_of(request)), at=timezone.now())
    messages.success(request, f"Đã đánh dấu đã đọc {count} thông báo." if count else "Không còn thông báo nào chưa đọc.")
    return redirect("workflows:notices")


@require_http_methods(["GET", "HEAD", "POST"])
def notice_choice(request: HttpRequest) -> HttpResponse:
    """How one wants to be told."""
    person = person_of(request)
    form = ChoiceForm(request.POST or None, instance=showing.choice_of(person), channels=notices.channels())
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Đã lưu cách nhận thông báo.")
        return redirect("workflows:notice_choice")
    return render(request, "workflows/notice_choice.html", {"form": form}, status=400 if form.errors else 200)


def number(label: str, name: str) -> tables.TemplateColumn:
    return tables.TemplateColumn("{{ value|vn }}", accessor=name, verbose_name=label, orderable=False, attrs=cell("cd-num"))


class DayTable(tables.Table):
    """One day a row: found, told, and how what left went."""

    day = tables.TemplateColumn("{{ value|when }}", verbose_name="Ngày", attrs=cell("cd-c-title"), orderable=False)
    found = number("Đến lúc nhắc", "found")
    passed = number("Bỏ qua vì quá lúc", "passed")
    told = number("Thông báo", "told")
    sent = number("Đã gửi", "sent")
    merged = number("Trong bản tổng hợp", "merged")
    waiting = number("Chờ gửi", "waiting")
    retried = number("Gửi lại", "retried")
    skipped = number("Thôi gửi", "skipped")
    failed = number("Không gửi được", "failed")

    class Meta:
        empty_text = "Chưa có ngày nào."


class SweepTable(tables.Table):
    """One sweep a row, its numbers of the last day."""

    label = tables.Column(verbose_name="Lượt quét", attrs=cell("cd-c-title"), orderable=False)
    state = tables.TemplateColumn(
        '{% if record.is_silent %}{% status "late" "Im lặng" %}{% elif record.error %}{% status "returned" "Có lỗi" %}'
        '{% else %}{% status "done" "Đang chạy tốt" %}{% endif %}',
        verbose_name="Tình trạng",
        empty_values=(),
        orderable=False,
        attrs=cell("cd-c-status"),
    )
    last_good = tables.TemplateColumn("{{ value|when }}", verbose_name="Lần xong gần nhất", orderable=False, empty_values=())
    runs = number("Lượt trong 24 giờ", "runs")
    count = number("Đã làm", "count")
    passed = number("Bỏ qua", "passed")
    failed = number("Lỗi", "failed")
    error = tables.Column(verbose_name="Lỗi gần nhất", orderable=False, default="–")

    class Meta:
        empty_text = "Chưa có lượt quét nào."


class FailureTable(tables.Table):
    """One message a row that did not go, or not at once."""

    person = tables.Column(verbose_name="Người nhận", attrs=cell("cd-c-title"), orderable=False)
    channel = tables.TemplateColumn("{{ record.get_channel_display }}", verbose_name="Cách gửi", orderable=False)
    state = tables.TemplateColumn(
        '{% if record.status == "failed" %}{% status "late" "Không gửi được" %}{% else %}{% status "returned" "Sẽ gửi lại" %}{% endif %}',
        verbose_name="Tình trạng",
        empty_values=(),
        orderable=False,
        attrs=cell("cd-c-status"),
    )
    attempt_count = number("Số lần", "attempt_count")
    begun_at = tables.TemplateColumn("{{ value|when }}", verbose_name="Lần gần nhất", orderable=False, empty_values=())
    error = tables.Column(verbose_name="Lý do", orderable=False, default="–")

    class Meta:
        empty_text = "Không có tin nào gửi không được."


@require_safe
def notice_proof(request: HttpRequest) -> HttpResponse:
    """What was due, told, sent, tried again and failed, below what the person administers; and how each sweep is.

    A fixed number of queries, whatever the number of rows.
    """
    units = require_administrator(request)
    person, now = person_of(request), timezone.now()
    today = timezone.localdate(now)
    scope = showing.Scope(person, None if person.is_superuser else units)
    sweeps = health(at=now)
    off = [label for channel, label in showing.Delivery.Channel.choices if channel not in notices.channels()]
    days = showing.by_day(scope, first=today - timedelta(days=DAYS - 1), last=today)
    context: dict[str, Any] = {
        "days": DayTable([day for day in days if day.day == today or not day.is_empty]),
        "sweeps": SweepTable(sweeps),
        "failures": FailureTable(list(showing.failures(scope)[:MOST_FAILURES])),
        "silent": [sweep for sweep in sweeps if sweep.is_silent],
        "late_since": showing.oldest_waiting(scope, at=now),
        "unsealed_since": Event.objects.filter(seal_number=None, at__lt=now - SEALED_WITHIN).aggregate(oldest=Min("at"))["oldest"],
        "off": off,
        "units": units,
        "everything": person.is_superuser,
        "now": now,
    }
    return render(request, "workflows/notice_proof.html", context)
