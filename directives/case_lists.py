"""The lists printed of files: danh mục hồ sơ, and what is in one file (VAS §2.5, outputs 5 and 6), as .docx and .xlsx."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Max, Min, QuerySet, Sum

from directives.books import day
from directives.documents import agency_head
from directives.models import CaseDocument, CaseFile
from directives.writing.book import WRITERS, BookColumn, BookCover, BookLine
from org_hierarchy.models import OrgUnit

_IN_A_FILE = (
    BookColumn("Số TT", 12, True), BookColumn("Số, ký hiệu văn bản", 34), BookColumn("Ngày tháng văn bản", 24, True),
    BookColumn("Tên loại và trích yếu nội dung văn bản", 86), BookColumn("Tác giả văn bản", 44), BookColumn("Số tờ", 14, True),
    BookColumn("Ghi chú", 28),
)  # fmt: skip
_OF_FILES = (
    BookColumn("Số TT", 12, True), BookColumn("Số và ký hiệu hồ sơ", 28), BookColumn("Tiêu đề hồ sơ", 82),
    BookColumn("Thời gian tài liệu", 36, True), BookColumn("Thời hạn bảo quản", 26, True), BookColumn("Người lập hồ sơ", 28),
    BookColumn("Số văn bản", 14, True), BookColumn("Ghi chú", 16),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCover(BookCover):
    """The cover of a list: what is said under its title."""

    told: tuple[str, ...]

    def lines(self) -> tuple[str, ...]:
        return self.told


def documents_of(case_file: CaseFile) -> QuerySet[CaseDocument]:
    """The documents of a file in the order of their days, those without one last. One query."""
    return case_file.documents.order_by(F("day").asc(nulls_last=True), "pk")


def files_of(unit: OrgUnit, year: int) -> QuerySet[CaseFile]:
    """The unit's list of a year by code, each with the days and the number of its documents. One query."""
    told = {"count": Count("documents"), "since": Min("documents__day"), "until": Max("documents__day"), "pages": Sum("documents__pages")}
    return CaseFile.objects.filter(unit=unit, year=year).select_related("keeper").annotate(**told).order_by("code", "pk")


def print_documents(case_file: CaseFile, form: str, hidden: Iterable[int] = ()) -> bytes:
    """Mục lục văn bản trong hồ sơ; of those `hidden` from the reader, by id, only that they are there."""
    unseen = set(hidden)
    closed = f", kết thúc ngày {day(case_file.closed_on)}" if case_file.closed_on else ""
    told = (
        f"Hồ sơ số: {case_file.code}",
        case_file.title,
        f"Năm {case_file.year}, mở ngày {day(case_file.opened_on)}{closed}",
        f"Thời hạn bảo quản: {case_file.retention}",
        f"Người lập hồ sơ: {case_file.keeper}",
    )
    cover = ListCover(head=agency_head(case_file.unit), title="MỤC LỤC VĂN BẢN TRONG HỒ SƠ", year=case_file.year, told=told)
    rows = enumerate(documents_of(case_file), start=1)
    return WRITERS[form](cover, _IN_A_FILE, (BookLine(_document_cells(place, one, one.pk in unseen)) for place, one in rows))


def print_files(unit: OrgUnit, year: int, form: str) -> bytes:
    """Mục lục hồ sơ of a unit's year."""
    files = list(files_of(unit, year))
    told = (f"Năm {year}", f"Gồm {len(files)} hồ sơ")
    cover = ListCover(head=agency_head(unit), title="MỤC LỤC HỒ SƠ", year=year, told=told)
    return WRITERS[form](cover, _OF_FILES, (BookLine(_file_cells(place, one)) for place, one in enumerate(files, start=1)))


def _document_cells(place: int, one: CaseDocument, is_hidden: bool) -> tuple[str, ...]:
    if is_hidden:
        return (str(place), "", "", "Văn bản mà người in không được xem", "", "", "")
    return (str(place), one.designation, day(one.day), one.title, one.author, str(one.pages or ""), one.note)


def _file_cells(place: int, one: CaseFile) -> tuple[str, ...]:
    since, until = one.since, one.until  # type: ignore[attr-defined]
    span = day(since) if since == until else f"{day(since)} - {day(until)}"
    closed = "Đã kết thúc" if one.closed_on else ""
    return (str(place), one.code, one.title, span, one.retention, str(one.keeper), str(one.count), closed)  # type: ignore[attr-defined]
