"""How documents are dealt with: the book that follows those received, and the two reports on a period (NĐ 30/2020, Điều 24; VAS §2.5)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet

from campaigns.models import Assignment, Campaign, Report
from campaigns.queries import EXPECTED, LATE, STATES, state, state_of
from directives import books
from directives.books import Book, Wanted, day
from directives.documents import agency_head, signature_of
from directives.models import Directive, IncomingDocument, Recipient, Register, RegisterEntry
from directives.services import ways_to_copy
from directives.writing import Appendix, Letter, Paragraph, RecipientNote, Table, short_date
from directives.writing.book import BookColumn
from org_hierarchy.models import OrgUnit
from records.text import grouped

MOST_DUE = 3
"""Different deadlines of one document that a line has room for."""


def register_books() -> None:
    """Make the book and the reports known to the registers; called once, when the app is ready."""
    books.register_book(
        Book(
            "theo-doi-giai-quyet", "Theo dõi giải quyết", "SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN", Register.Direction.IN,
            (
                BookColumn("Số đến", 15, True),
                BookColumn("Tên loại, số, ký hiệu, ngày tháng và tên cơ quan ban hành văn bản", 72),
                BookColumn("Đơn vị hoặc người nhận", 35), BookColumn("Thời hạn giải quyết", 27, True),
                BookColumn("Tiến độ giải quyết", 41), BookColumn("Số, ký hiệu văn bản trả lời", 30), BookColumn("Ghi chú", 22),
            ),
            _load, _cells,
        )
    )  # fmt: skip
    books.register_report("theo-doi-giai-quyet", report_on_received)
    books.register_report("van-ban-di", report_on_sent)


def _load(lines: QuerySet[RegisterEntry], unit: int) -> QuerySet[RegisterEntry]:
    """Each with the work that it gave to the unit, and the replies."""
    replies = Report.objects.exclude(reply_number="").order_by("sequence").only("assignment", "reply_number", "reply_date")
    given = Assignment.objects.filter(unit=unit).prefetch_related(Prefetch("reports", replies, to_attr="replies")).order_by("pk")
    campaigns = Campaign.objects.only("directive").prefetch_related(Prefetch("assignments", given, to_attr="given"))
    return (
        lines.select_related(
            "directive__issuer", "recipient__received_by", "register__unit", "entered_by", "incoming__lead_unit", "incoming__handler"
        )
        .defer("directive__source_text", "directive__source_notes", "directive__facts", "incoming__reading")
        .prefetch_related(Prefetch("directive__campaign", campaigns))
    )


def _cells(entry: RegisterEntry, today: date) -> tuple[str, ...]:
    directive, incoming = entry.directive, books.came_with(entry)
    if directive is None and incoming is not None:
        return _cells_of_outside(entry, incoming, today)
    if directive is None:
        return (books.numbers_text(entry), books.noted(entry), "", "", "", "", books.voided_words(entry))
    campaign = getattr(directive, "campaign", None)
    given: list[Assignment] = [] if campaign is None else campaign.given
    due = sorted({one.due_date for one in given if one.due_date is not None})
    if not due and incoming is not None and incoming.due_date is not None:
        due = [incoming.due_date]
    replies = dict.fromkeys(
        f"{reply.reply_number} ngày {short_date(reply.reply_date)}" if reply.reply_date else reply.reply_number
        for one in given
        for reply in one.replies  # type: ignore[attr-defined]
    )
    dated = f" ngày {short_date(directive.issued_date)}" if directive.issued_date else ""
    received_by = entry.recipient.received_by if entry.recipient is not None else entry.entered_by
    if incoming is not None and incoming.reply_number:
        replies.setdefault(_reply(incoming))
    return (
        str(entry.number),
        f"{directive.get_kind_display()} số {directive.designation}{dated} của {directive.issuer.name}",
        _given_to(incoming) or f"{entry.register.unit.name}{f' ({received_by})' if received_by else ''}",
        "; ".join(day(one) for one in due[:MOST_DUE]) + ("; …" if len(due) > MOST_DUE else ""),
        progress_words(given, today=today) if given or incoming is None else _progress_of(incoming, today=today),
        "; ".join(replies),
        books.remark(entry) if incoming is None else books.remark_on(entry, incoming),
    )


def _cells_of_outside(entry: RegisterEntry, incoming: IncomingDocument, today: date) -> tuple[str, ...]:
    """The line of a document that came from outside the system."""
    number = f" số {incoming.designation}" if incoming.designation else ""
    dated = f" ngày {short_date(incoming.issued_date)}" if incoming.issued_date else ""
    return (
        str(entry.number),
        f"{incoming.type_name or 'Văn bản'}{number}{dated} của {incoming.agency}",
        _given_to(incoming) or entry.register.unit.name,
        day(incoming.due_date),
        _progress_of(incoming, today=today),
        _reply(incoming),
        books.remark_on(entry, incoming),
    )


def _given_to(incoming: IncomingDocument | None) -> str:
    """To whom the leader gave it: "Phòng A (Nguyễn Văn B)"; nothing before that."""
    if incoming is None or incoming.lead_unit is None:
        return ""
    return f"{incoming.lead_unit.name}{f' ({incoming.handler})' if incoming.handler else ''}"


def _reply(incoming: IncomingDocument) -> str:
    dated = f" ngày {short_date(incoming.reply_date)}" if incoming.reply_date else ""
    return f"{incoming.reply_number}{dated}" if incoming.reply_number else ""


def _progress_of(incoming: IncomingDocument, *, today: date) -> str:
    """How far a document is that gave the unit no work of its own: "Đang giải quyết, quá hạn"."""
    is_overdue = incoming.done_at is None and incoming.due_date is not None and incoming.due_date < today
    return f"{incoming.get_status_display()}{', quá hạn' if is_overdue else ''}"


def progress_words(given: Iterable[Assignment], *, today: date) -> str:
    """How far the work of one document is: "Hoàn thành", or "3 việc: 1 hoàn thành, 2 quá hạn"."""
    counts: dict[str, int] = {}
    for assignment in given:
        name = state_of(assignment, today=today)
        counts[name] = counts.get(name, 0) + 1
    if not counts:
        return "Để biết"
    if len(counts) == 1:
        return STATES[next(iter(counts))]
    told = [f"{count} {STATES[name].lower()}" for name in STATES if (count := counts.get(name))]
    return f"{sum(counts.values())} việc: {', '.join(told)}"


def report_on_received(wanted: Wanted, unit: OrgUnit, today: date) -> Letter:
    """Báo cáo tình hình giải quyết văn bản đến: by agency, how many documents came and how the work that they gave stands. Three queries.

    A document from outside the system is one piece of work, once the leader has given it to somebody.
    """
    lines = wanted.rows().order_by().filter(directive__isnull=False, voided_at=None)
    came = dict(lines.values_list("directive__issuer__name").annotate(count=Count("pk")))
    work = Assignment.objects.filter(EXPECTED, unit=unit, campaign__directive__in=lines.values("directive")).order_by()
    kept = _by(work.values("campaign__directive__issuer__name"), "campaign__directive__issuer__name", _standing(today))
    columns = ("Cơ quan ban hành", "Văn bản đến", *_STANDING)
    outside = IncomingDocument.objects.filter(entry__in=wanted.rows().filter(voided_at=None).values("pk"), recipient=None).order_by()
    given = _by(outside.values("agency"), "agency", {"came": Count("pk"), **_standing_of_outside(today)})

    def count(name: str, key: str) -> int:
        return kept.get(name, {}).get(key, 0) + given.get(name, {}).get(key, 0)

    rows = [
        (name, came.get(name, 0) + given.get(name, {}).get("came", 0), *(count(name, key) for key in _STANDING.values()))
        for name in sorted(came.keys() | given.keys())
    ]
    return _letter(wanted, unit, today, "tình hình giải quyết văn bản đến", "đã tiếp nhận", columns, rows)


def report_on_sent(wanted: Wanted, unit: OrgUnit, today: date) -> Letter:
    """Báo cáo tình hình giải quyết văn bản đi: by type, what was numbered, sent, received, and how the work stands. Three queries."""
    lines = wanted.rows().order_by().filter(directive__isnull=False, copy=None)
    live = Q(voided_at=None)
    numbered = _by(
        lines.values("directive__kind"),
        "directive__kind",
        {
            "numbered": Count("pk", filter=live),
            "issued": Count("pk", filter=live & Q(directive__issued_at__isnull=False)),
            "voided": Count("pk", filter=~live),
        },
    )
    about = lines.filter(live).values("directive")
    sent = _by(
        Recipient.objects.filter(directive__in=about).order_by().values("directive__kind"),
        "directive__kind",
        {"sent": Count("pk"), "received": Count("received_at")},
    )
    work = Assignment.objects.filter(EXPECTED, campaign__directive__in=about).order_by().values("campaign__directive__kind")
    kept = _by(work, "campaign__directive__kind", _standing(today))
    columns = ("Loại văn bản", "Đã cấp số", "Đã phát hành", "Số đã hủy", "Nơi nhận", "Đã tiếp nhận", *_STANDING)
    rows = []
    for kind in sorted(numbered, key=Directive.Kind.values.index):
        said: dict[str, int] = {**numbered[kind], **sent.get(kind, {}), **kept.get(kind, {})}
        keys = ("numbered", "issued", "voided", "sent", "received", *_STANDING.values())
        rows.append((str(Directive.Kind(kind).label), *(said.get(key, 0) for key in keys)))
    return _letter(wanted, unit, today, "tình hình giải quyết văn bản đi", "đã vào sổ", columns, rows)


_STANDING: Mapping[str, str] = {
    "Việc được giao": "total",
    "Xong đúng hạn": "in_time",
    "Xong quá hạn": "late",
    "Đang làm trong hạn": "going",
    "Đang quá hạn": "overdue",
}


def _standing(today: date) -> dict[str, Count]:
    """Counts of assignments by how they stand to their deadline on a day (VAS §4.2); what waits for its review counts as under way."""
    done, overdue = state("done", today=today), state("overdue", today=today)
    return {
        "total": Count("pk"),
        "in_time": Count("pk", filter=done & ~LATE),
        "late": Count("pk", filter=done & LATE),
        "going": Count("pk", filter=~done & ~overdue),
        "overdue": Count("pk", filter=overdue),
    }


def _standing_of_outside(today: date) -> dict[str, Count]:
    """The same of documents from outside: in time by the day on which they were concluded."""
    given, done = Q(lead_unit__isnull=False), Q(status=IncomingDocument.Status.DONE)
    late, overdue = Q(done_at__date__gt=F("due_date")), Q(due_date__lt=today)
    return {
        "total": Count("pk", filter=given),
        "in_time": Count("pk", filter=given & done & (Q(due_date=None) | ~late)),
        "late": Count("pk", filter=given & done & late),
        "going": Count("pk", filter=given & ~done & (Q(due_date=None) | ~overdue)),
        "overdue": Count("pk", filter=given & ~done & overdue),
    }


def _by(groups: Any, key: str, counts: Mapping[str, Count]) -> dict[str, dict[str, int]]:
    return {row.pop(key): row for row in groups.annotate(**counts)}


def _letter(
    wanted: Wanted, unit: OrgUnit, today: date, subject: str, verb: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> Letter:
    since, until = (date.fromisoformat(text) if text else None for text in (wanted.first_day, wanted.last_day))
    last = until or min(today, date(wanted.year, 12, 31))
    period = f"từ ngày {short_date(since or date(wanted.year, 1, 1))} đến ngày {short_date(last)}"
    sums = [sum(row[place] for row in rows) for place in range(1, len(columns))]
    words = f"Trong kỳ {period}, {unit.name} {verb} {grouped(sums[0])} văn bản."
    words = f"{words} Số liệu tính đến hết ngày {short_date(today)} tại Phụ lục kèm theo."
    title = f"{subject[:1].upper()}{subject[1:]} {period}"  # it stands below the name of the type, unlike after V/v
    ways = ways_to_copy(unit, kind="BC", on=today)
    table = Table(
        columns=columns,
        rows=tuple((str(row[0]), *(grouped(value) for value in row[1:])) for row in rows),
        total=("Cộng", *(grouped(value) for value in sums)),
        widths_mm=(52, *[(242 - 52) // (len(columns) - 1)] * (len(columns) - 1)),
        numeric=tuple(range(1, len(columns))),
    )
    return Letter(
        kind="BC",
        head=agency_head(unit),
        symbol=f"BC-{unit.symbol}",
        place=unit.place,
        subject=title,
        body=(Paragraph("text", "", words), Paragraph("close", "", "Trên đây là báo cáo tình hình giải quyết văn bản trong kỳ./.")),
        appendices=(Appendix(title, (table,), landscape=True),),
        signature=next((signature_of(way.block.as_json()) for way in ways), None),
        date=today,
        recipients=(RecipientNote(f"Lãnh đạo {unit.short_name or unit.name}"),),
        archive="VT",
    )
