"""Sổ văn bản as books: which books there are, their columns, which lines of them somebody wants, and the files printed from them.

A room above adds a book of its own with `register_book`: that on how documents received are dealt with shows rows of campaigns.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import capfirst

from directives.documents import DOCX, agency_head
from directives.models import Directive, IncomingDocument, OutsideRecipient, Recipient, Register, RegisterEntry
from directives.queries import SHARED_SERIES, register_entries
from directives.writing import Letter, number_text, short_date, write_letter
from directives.writing.book import WRITERS, XLSX, BookColumn, BookCover, BookLine
from org_hierarchy.models import OrgUnit, Person
from records import jobs
from records.files import store_file
from records.models import Job, StoredFile
from records.search import has_words

KIND = "print_register"
LARGE = 1_000
"""Lines from which on a book is made by a job."""
_CHUNK = 500
TYPES = {"docx": DOCX, "xlsx": XLSX}


@dataclass(frozen=True, slots=True)
class Book:
    """One kind of book. `load` brings what its cells say to a set of lines of one unit; `cells` are the texts of one line on a day, without
    a query."""

    key: str
    label: str
    title: str
    direction: str
    columns: tuple[BookColumn, ...]
    load: Callable[[QuerySet[RegisterEntry], int], QuerySet[RegisterEntry]]
    cells: Callable[[RegisterEntry, date], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines of which book: of a unit and a year, of one series of documents sent; days are those on which a line was entered."""

    unit: int
    book: str
    year: int
    series: str = SHARED_SERIES
    words: str = ""
    first_day: str = ""
    last_day: str = ""
    first_number: int | None = None
    last_number: int | None = None

    @property
    def kind(self) -> Book:
        """The book that is meant."""
        return BOOKS[self.book]

    def lines(self) -> QuerySet[RegisterEntry]:
        """The lines by number, each with all that the book says of it. One query and those of the book's own."""
        return self.kind.load(self.rows(), self.unit)

    def rows(self) -> QuerySet[RegisterEntry]:
        """The lines by number."""
        series = self.series if self.kind.direction == Register.Direction.OUT else ""
        rows = register_entries(OrgUnit(pk=self.unit), self.year, self.kind.direction, series)
        narrowed = Q()
        if self.first_day:
            narrowed &= Q(entered_at__gte=_begin(date.fromisoformat(self.first_day)))
        if self.last_day:
            narrowed &= Q(entered_at__lt=_begin(date.fromisoformat(self.last_day) + timedelta(days=1)))
        if self.first_number is not None:
            narrowed &= Q(number__gte=self.first_number)
        if self.last_number is not None:
            narrowed &= Q(number__lte=self.last_number)
        if self.words:
            came = Q(has_words("incoming__folded", self.words))
            narrowed &= Q(has_words("directive__folded_subject", self.words)) | came | Q(note__icontains=self.words)
        return rows.filter(narrowed)


BOOKS: dict[str, Book] = {}


def register_book(book: Book) -> None:
    """Add a kind of book; called once, at start. Raises ValueError when another one has its key."""
    if BOOKS.setdefault(book.key, book) != book:
        raise ValueError(f"the book {book.key!r} is registered twice")


Report = Callable[[Wanted, OrgUnit, date], Letter]
"""The words of a báo cáo on what a book's lines have become by a day."""
REPORTS: dict[str, Report] = {}


def register_report(book: str, report: Report) -> None:
    """Say how the report on one kind of book is written; called once, at start. Raises ValueError when it is said twice."""
    if REPORTS.setdefault(book, report) != report:
        raise ValueError(f"the report on the book {book!r} is registered twice")


def report_of(wanted: Wanted, *, today: date) -> bytes:
    """The báo cáo tình hình giải quyết văn bản on the lines of a book as .docx (VAS §2.5). Raises KeyError for a book without one."""
    unit = OrgUnit.objects.select_related("parent").get(pk=wanted.unit)
    return write_letter(REPORTS[wanted.book](wanted, unit, today))


def file_of(wanted: Wanted, form: str, *, today: date, tick: Callable[[int], None] = lambda _: None) -> bytes:
    """The book with its cover as a file ("docx" or "xlsx"); `tick` is told the number of lines done, some at a time."""
    unit = OrgUnit.objects.select_related("parent").get(pk=wanted.unit)
    ends = wanted.rows().order_by().aggregate(first=Min("number"), last=Max("number"), since=Min("entered_at"), until=Max("entered_at"))
    cover = BookCover(
        head=agency_head(unit),
        title=wanted.kind.title,
        year=wanted.year,
        series="" if wanted.series == SHARED_SERIES else wanted.series,
        first_day=_day(wanted.first_day, ends["since"]),
        last_day=_day(wanted.last_day, ends["until"]),
        first_number=ends["first"],
        last_number=ends["last"],
    )

    def printed() -> Iterator[BookLine]:
        for done, entry in enumerate(wanted.lines().iterator(chunk_size=_CHUNK), start=1):
            yield BookLine(wanted.kind.cells(entry, today), is_voided=entry.voided_at is not None)
            if done % _CHUNK == 0:
                tick(done)

    return WRITERS[form](cover, wanted.kind.columns, printed())


def file_name(wanted: Wanted, form: str) -> str:
    """What the file is called: "so-van-ban-di-2026.docx"."""
    return f"so-{wanted.book}-{wanted.year}.{form}"


def order(wanted: Wanted, form: str, *, by: Person, at: datetime) -> Job:
    """Have a large book printed by a worker."""
    return jobs.enqueue(
        KIND,
        key=f"{KIND}:{by.pk}:{at.isoformat()}",
        title=f"In {wanted.kind.title.lower()} năm {wanted.year}",
        arguments={"wanted": asdict(wanted), "form": form},
        by=by,
        at=at,
    )


def print_register(job: Job) -> StoredFile:
    """The work of `order`; may be killed at any line and run again."""
    wanted, form = Wanted(**job.arguments["wanted"]), job.arguments["form"]
    total = wanted.rows().count()

    def tick(done: int) -> None:
        jobs.beat(job, at=timezone.now(), done=done, total=total, message="Đang in sổ")

    tick(0)
    made = file_of(wanted, form, today=timezone.localdate(job.created_at), tick=tick)
    return store_file(made, name=file_name(wanted, form), content_type=TYPES[form], by=job.created_by, at=timezone.now())


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
    return number_text(entry.number, entry.directive.symbol) if entry.directive is not None else f"{entry.number:02d}"


def named(directive: Directive | None) -> str:
    """Tên loại và trích yếu."""
    return f"{directive.get_kind_display()}: {capfirst(directive.subject)}" if directive is not None else ""


def day(moment: date | datetime | None) -> str:
    """A day as it is written in a book; nothing when it is not known."""
    if moment is None:
        return ""
    return short_date(timezone.localdate(moment) if isinstance(moment, datetime) else moment)


def _begin(on: date) -> datetime:
    return timezone.make_aware(datetime(on.year, on.month, on.day))  # noqa: DTZ001 - made aware at once


def _day(asked: str, found: datetime | None) -> date | None:
    if asked:
        return date.fromisoformat(asked)
    return timezone.localdate(found) if found else None


def _load_sent(lines: QuerySet[RegisterEntry], unit: int) -> QuerySet[RegisterEntry]:  # noqa: ARG001 - the shape of every book
    copies = Recipient.objects.filter(directive=OuterRef("directive")).order_by().values("directive")
    outside = OutsideRecipient.objects.filter(directive=OuterRef("directive")).order_by().values("directive")
    return (
        lines.select_related("directive", "copy__unit")
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
        return (designation(entry), day(entry.entered_at), entry.note, "", "", "", "", "", "", voided_words(entry))
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
        f"{entry.received}/{entry.sent} đã nhận" if is_out and entry.sent else "",  # type: ignore[attr-defined]
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
        return (arrived, str(entry.number), "", "", "", entry.note, "", "", "", voided_words(entry))
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
