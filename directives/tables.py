"""The list of directives and the registers, as their columns."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from directives.books import ARCHIVE_BOOK, POST_BOOK, Book, Wanted, came_with
from directives.models import ArchiveLoan, Directive, Register, RegisterEntry
from records.paging import cell


class DirectiveTable(tables.Table):
    """One directive a row; the subject leads to its page."""

    subject = tables.TemplateColumn(
        template_name="directives/_subject.html", verbose_name="Văn bản", orderable=False, attrs=cell("cd-c-title")
    )
    issuer = tables.Column(verbose_name="Cơ quan ban hành", order_by=("issuer__sort_name", "-pk"), attrs=cell("cd-c-unit"))
    status = tables.TemplateColumn(
        template_name="directives/_status.html", verbose_name="Trạng thái", orderable=False, attrs=cell("cd-c-status")
    )
    issued_date = tables.TemplateColumn(
        "{{ value|when }}", verbose_name="Ngày", order_by=("issued_date", "pk"), attrs=cell("cd-c-due"), default="–"
    )

    class Meta:
        model = Directive
        fields = ("subject", "issuer", "status", "issued_date")
        order_by_field = "sap-xep"
        page_field = "trang"
        empty_text = "Không có văn bản nào phù hợp. Hãy bớt điều kiện lọc."


class BookColumn(tables.Column):
    """One column of a printed book; on the page the document's subject leads to it."""

    def __init__(self, book: Book, place: int, today: date) -> None:
        name = book.columns[place].name
        self.book, self.place, self.today, self.leads = book, place, today, name.startswith("Tên loại")
        look = "cd-c-title" if self.leads else "cd-c-unit" if place == 0 else ""
        super().__init__(verbose_name=name, accessor="pk", empty_values=(), orderable=False, attrs=cell(look))

    def render(self, record: RegisterEntry) -> str:
        """The text of the book."""
        text = self.book.cells(record, self.today)[self.place]
        came = came_with(record) if self.book.direction == Register.Direction.IN else None
        about: Any = came or record.directive
        if self.leads and about is not None:
            return format_html('<a class="cd-title" href="{}">{}</a>', about.get_absolute_url(), text)
        return text or "–"


class VoidColumn(tables.Column):
    """The way to give up a number that no document in the system bears."""

    def __init__(self, book: Book) -> None:
        self.is_of_arrivals = book.direction == Register.Direction.IN
        super().__init__(verbose_name="Hủy số", accessor="pk", empty_values=(), orderable=False)

    def render(self, record: RegisterEntry) -> str:
        """A link, or a dash where the number cannot be given up here, or never was given."""
        if record.voided_at or record.through is not None or (record.directive_id is not None and record.copy_id is None):
            return "–"
        if self.is_of_arrivals and came_with(record) is not None:
            return "–"
        return format_html('<a class="btn" href="{}">Hủy số</a>', reverse("directives:void_entry", args=[record.pk]))


class BackColumn(tables.Column):
    """The way to say that a copy came back."""

    def __init__(self) -> None:
        super().__init__(verbose_name="Trả", accessor="pk", empty_values=(), orderable=False)

    def render(self, record: ArchiveLoan) -> str:
        """A link while it is out, else a dash."""
        if record.returned_on is not None:
            return "–"
        return format_html('<a class="btn" href="{}">Đã trả</a>', reverse("directives:archive_back", args=[record.pk]))


class BookTable(tables.Table):
    """The lines of a book, latest first; a voided number is struck out, with its reason in the last column."""

    class Meta:
        page_field = "trang"
        row_attrs = {"class": lambda record: "cd-voided" if getattr(record, "voided_at", None) else ""}


def book_table(wanted: Wanted, *, today: date, may_void: bool, may_take_back: bool) -> BookTable:
    """The table of a book, its columns those that are printed."""
    book = wanted.kind
    columns = [(f"c{place}", BookColumn(book, place, today)) for place in range(len(book.columns))]
    if may_void and book.own is None:
        columns.append(("void", VoidColumn(book)))
    if may_take_back and book.key == ARCHIVE_BOOK:
        columns.append(("back", BackColumn()))
    return BookTable(wanted.lines().reverse(), extra_columns=columns, empty_text=_when_empty(wanted))


def _when_empty(wanted: Wanted) -> str:
    """Why no line is there, and what makes one."""
    if wanted.is_narrowed:
        return "Không có dòng nào phù hợp trong sổ này."
    if wanted.book == POST_BOOK:
        return "Chưa gửi bản giấy nào trong năm. Văn bản vào sổ này khi văn thư ghi đã chuyển bản giấy ở trang của văn bản."
    if wanted.book == ARCHIVE_BOOK:
        return "Chưa có ai sử dụng bản lưu trong năm. Muốn ghi thì bấm “Cho sử dụng bản lưu”."
    if wanted.kind.direction == Register.Direction.OUT:
        return "Sổ năm này chưa có dòng nào. Văn bản vào sổ khi văn thư cấp số."
    return "Sổ năm này chưa có dòng nào. Văn bản vào sổ khi văn thư tiếp nhận."
