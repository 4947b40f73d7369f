"""The registers of documents sent and received (NĐ 30/2020, Phụ lục IV)."""

from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from directives.books.shelf import Book, register_book
from directives.books.words import (
    came_with,
    day,
    designation,
    named,
    named_incoming,
    noted,
    numbers_text,
    remark,
    remark_on,
    voided_words,
)
from directives.models import OutsideRecipient, Recipient, Register, RegisterEntry
from directives.writing.book import BookColumn


def _load_sent(lines: QuerySet[RegisterEntry], unit: int) -> QuerySet[RegisterEntry]:  # noqa: ARG001 - the shape of every book
    copies = Recipient.objects.filter(directive=OuterRef("directive")).order_by().values("directive")
    outside = OutsideRecipient.objects.filter(directive=OuterRef("directive"), recalls=None).order_by().values("directive")
    return (
        lines.select_related("directive", "copy__unit", "entered_by")
        .defer("directive__source_text", "directive__source_notes", "directive__facts")
        .prefetch_related("directive__recipient_lines")
        .annotate(
            sent=Coalesce(Subquery(copies.annotate(count=Count("pk")).values("count")), 0),
            received=Coalesce(Subquery(copies.annotate(count=Count("received_at")).values("count")), 0),
            outside=Coalesce(Subquery(outside.annotate(count=Sum("copies")).values("count")), 0),
        )
    )


def _sent(entry: RegisterEntry, today: date) -> tuple[str, ...]:  # noqa: ARG001 - the shape of every book
    directive, copy = entry.directive, entry.copy
    if directive is None:
        return (designation(entry), day(entry.entered_at), noted(entry), "", "", "", "", "", "", voided_words(entry))
    if copy is not None:
        about = f"{copy.get_kind_display()} {directive.get_kind_display()} số {directive.designation}: {directive.subject}"
        made = day(copy.made_at)
        return (designation(entry), made, about, copy.signature["name"], "; ".join(copy.recipients), "VT", "", made, "", remark(entry))
    lines = [line.name for line in sorted(directive.recipient_lines.all(), key=lambda line: line.position)]
    if directive.addressees:
        lines = [*directive.addressees, *(name for name in lines if not name.lower().startswith("như trên"))]
    is_out = directive.issued_at is not None and entry.voided_at is None
    return (
        designation(entry),
        day(directive.issued_date or entry.entered_at),
        named(directive),
        directive.signature.get("name", ""),
        "; ".join(lines),
        directive.archive,
        str(entry.sent + entry.outside) if is_out else "",  # type: ignore[attr-defined]
        day(directive.issued_at) if is_out else "",
        f"Đã nhận {entry.received} trên {entry.sent}" if is_out and entry.sent else "",  # type: ignore[attr-defined]
        remark(entry),
    )


def _load_received(lines: QuerySet[RegisterEntry], unit: int) -> QuerySet[RegisterEntry]:  # noqa: ARG001 - the shape of every book
    came = ("incoming__lead_unit", "incoming__handler", "incoming__presented_to")
    return lines.select_related("directive__issuer", "entered_by", "register__unit", "copy", *came).defer(
        "directive__source_text", "directive__source_notes", "directive__facts", "incoming__reading"
    )


def _received(entry: RegisterEntry, today: date) -> tuple[str, ...]:  # noqa: ARG001 - the shape of every book
    directive, arrived, incoming = entry.directive, day(entry.entered_at), came_with(entry)
    if incoming is not None:
        given = incoming.handler or incoming.lead_unit or incoming.presented_to
        return (
            day(incoming.received_at),
            str(entry.number),
            incoming.agency,
            incoming.designation,
            day(incoming.issued_date),
            named_incoming(incoming),
            str(given or entry.register.unit.name),
            day(incoming.presented_at) or (arrived if incoming.recipient_id else ""),
            str(incoming.handler or incoming.presented_to or entry.entered_by or ""),
            remark_on(entry, incoming),
        )
    if directive is None:
        return (arrived, numbers_text(entry), "", "", "", noted(entry), "", "", "", voided_words(entry))
    return (
        arrived,
        str(entry.number),
        directive.issuer.name,
        directive.designation,
        day(directive.issued_date),
        named(directive),
        entry.register.unit.name,
        arrived,
        str(entry.entered_by or ""),
        remark(entry),
    )


register_book(
    Book(
        "van-ban-di", "Văn bản đi", "SỔ ĐĂNG KÝ VĂN BẢN ĐI", Register.Direction.OUT,
        (
            BookColumn("Số, ký hiệu văn bản", 25), BookColumn("Ngày tháng văn bản", 20, True),
            BookColumn("Tên loại và trích yếu nội dung văn bản", 53), BookColumn("Người ký", 25), BookColumn("Nơi nhận văn bản", 38),
            BookColumn("Đơn vị, người nhận bản lưu", 18), BookColumn("Số lượng bản", 12, True), BookColumn("Ngày chuyển", 20, True),
            BookColumn("Ký nhận", 14), BookColumn("Ghi chú", 17),
        ),
        _load_sent, _sent,
    )
)  # fmt: skip
register_book(
    Book(
        "van-ban-den", "Văn bản đến", "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN", Register.Direction.IN,
        (
            BookColumn("Ngày đến", 20, True), BookColumn("Số đến", 13, True), BookColumn("Tác giả", 32),
            BookColumn("Số, ký hiệu văn bản", 25), BookColumn("Ngày tháng văn bản", 20, True),
            BookColumn("Tên loại và trích yếu nội dung văn bản", 53), BookColumn("Đơn vị hoặc người nhận", 27),
            BookColumn("Ngày chuyển", 20, True), BookColumn("Ký nhận", 17), BookColumn("Ghi chú", 15),
        ),
        _load_received, _received,
    )
)  # fmt: skip
