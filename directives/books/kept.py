"""Two books of the clerk whose lines are no numbers: what went by post, and who was given a copy that is kept (NĐ 30/2020, Phụ lục IV)."""

from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import TruncDate

from directives.books.shelf import Book, OwnRows, register_book
from directives.books.words import day, named
from directives.models import ArchiveLoan, OutsideRecipient, Register
from directives.writing.book import BookColumn

POST_BOOK, ARCHIVE_BOOK = "gui-buu-dien", "su-dung-ban-luu"


def _posted(unit: int) -> QuerySet[OutsideRecipient]:
    sent = OutsideRecipient.objects.filter(
        directive__issuer=unit, channel=OutsideRecipient.Channel.PAPER, status=OutsideRecipient.Status.SENT
    )
    return sent.annotate(day=TruncDate("sent_at")).order_by("sent_at", "pk")


def _load_posted(lines: QuerySet[OutsideRecipient], unit: int) -> QuerySet[OutsideRecipient]:  # noqa: ARG001 - the shape of every book
    return lines.select_related("directive").defer("directive__source_text", "directive__source_notes", "directive__facts")


def _posted_cells(line: OutsideRecipient, today: date) -> tuple[str, ...]:  # noqa: ARG001 - the shape of every book
    """A copy goes in an envelope of its own; where the post office stamps is left for its stamp."""
    copies = f"{line.copies} bản; " if line.copies > 1 else ""
    return (day(line.sent_at), line.directive.designation, line.name, "1", "", f"{copies}{line.note}".rstrip("; "))


def _lent(unit: int) -> QuerySet[ArchiveLoan]:
    return ArchiveLoan.objects.filter(unit=unit).order_by("day", "pk")


def _load_lent(lines: QuerySet[ArchiveLoan], unit: int) -> QuerySet[ArchiveLoan]:  # noqa: ARG001 - the shape of every book
    return lines.select_related("directive__issuer").defer("directive__source_text", "directive__source_notes", "directive__facts")


def _lent_cells(loan: ArchiveLoan, today: date) -> tuple[str, ...]:  # noqa: ARG001 - the shape of every book
    dated = f" ngày {day(loan.directive.issued_date)}" if loan.directive.issued_date else ""
    about = f"{loan.directive.designation}{dated}"
    return (
        day(loan.day),
        loan.borrower,
        about,
        named(loan.directive),
        loan.case_code,
        "",
        day(loan.returned_on),
        loan.allowed_by,
        loan.note,
    )


register_book(
    Book(
        POST_BOOK, "Gửi bưu điện", "SỔ GỬI VĂN BẢN ĐI BƯU ĐIỆN", Register.Direction.OUT,
        (
            BookColumn("Ngày chuyển", 25, True), BookColumn("Số, ký hiệu văn bản", 45), BookColumn("Nơi nhận văn bản", 75),
            BookColumn("Số lượng bì", 20, True), BookColumn("Ký nhận và dấu bưu điện", 42), BookColumn("Ghi chú", 35),
        ),
        _load_posted, _posted_cells, OwnRows(_posted, "day", "directive__number"),
    )
)  # fmt: skip
register_book(
    Book(
        ARCHIVE_BOOK, "Sử dụng bản lưu", "SỔ SỬ DỤNG BẢN LƯU", Register.Direction.OUT,
        (
            BookColumn("Ngày tháng", 22, True), BookColumn("Họ và tên người sử dụng", 34),
            BookColumn("Số, ký hiệu, ngày tháng văn bản", 34), BookColumn("Tên loại và trích yếu nội dung văn bản", 54),
            BookColumn("Số và ký hiệu HS", 20), BookColumn("Ký nhận", 18), BookColumn("Ngày trả", 20, True),
            BookColumn("Người cho phép sử dụng", 24), BookColumn("Ghi chú", 16),
        ),
        _load_lent, _lent_cells, OwnRows(_lent, "day", "directive__number"),
    )
)  # fmt: skip
