"""How books say what their lines are about."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.text import capfirst

from directives.models import Directive, IncomingDocument, RegisterEntry
from directives.writing import number_text, short_date


def remark(entry: RegisterEntry) -> str:
    """Ghi chú: what was noted, and that the number was voided and why."""
    return "; ".join(filter(None, [entry.note, voided_words(entry)]))


def voided_words(entry: RegisterEntry) -> str:
    """That a number was voided, when and why; nothing for one that stands."""
    return f"Đã hủy số ngày {short_date(timezone.localdate(entry.voided_at))}: {entry.void_reason}" if entry.voided_at else ""


def came_with(entry: RegisterEntry) -> IncomingDocument | None:
    """The document that a line of documents received is about; None for a number of a paper outside the system. Loaded with the line."""
    incoming: IncomingDocument | None = getattr(entry, "incoming", None)
    return incoming


def named_incoming(incoming: IncomingDocument) -> str:
    """Tên loại và trích yếu of a document that came."""
    return f"{incoming.type_name or 'Văn bản'}: {capfirst(incoming.subject)}"


def remark_on(entry: RegisterEntry, incoming: IncomingDocument) -> str:
    """Ghi chú on a document that came: what was noted, and that it went back."""
    back = f"Trả lại nơi gửi: {incoming.reason}" if incoming.status == IncomingDocument.Status.SENT_BACK else ""
    return "; ".join(filter(None, [remark(entry), back]))


def designation(entry: RegisterEntry) -> str:
    """Số, ký hiệu as a line of documents sent says it, also after the number was voided."""
    if entry.copy is not None:
        return number_text(entry.number, f"{entry.copy.kind}-{entry.copy.unit.symbol}")
    if entry.directive is not None:
        return number_text(entry.number, entry.directive.symbol)
    return numbers_text(entry, digits=2)


def numbers_text(entry: RegisterEntry, *, digits: int = 1) -> str:
    """The number of a line, or the first and the last of those that were left out."""
    ends = (entry.number,) if entry.through in {None, entry.number} else (entry.number, entry.through)
    return " đến ".join(f"{number:0{digits}d}" for number in ends)


def noted(entry: RegisterEntry) -> str:
    """What a line without a document is about: its note, and of numbers that were left out by whom. Loaded with `entered_by`."""
    if entry.through is None:
        return entry.note
    return f"Số bỏ trống: {entry.note} ({entry.entered_by or 'hệ thống'}, {short_date(timezone.localdate(entry.entered_at))})"


def named(directive: Directive | None) -> str:
    """Tên loại và trích yếu."""
    return f"{directive.get_kind_display()}: {capfirst(directive.subject)}" if directive is not None else ""


def day(moment: date | datetime | None) -> str:
    """A day as it is written in a book; nothing when it is not known."""
    if moment is None:
        return ""
    return short_date(timezone.localdate(moment) if isinstance(moment, datetime) else moment)
