"""Which books there are, and which lines of them somebody wants."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from directives.models import Register, RegisterEntry
from directives.queries import SHARED_SERIES, register_entries
from directives.writing import Letter
from directives.writing.book import BookColumn
from org_hierarchy.models import OrgUnit
from records.search import has_words


@dataclass(frozen=True, slots=True)
class OwnRows:
    """Lines that are no numbers of a register: `rows` gives those of a unit in order; `day` and `number` are the names of their columns."""

    rows: Callable[[int], QuerySet[Any]]
    day: str
    number: str


@dataclass(frozen=True, slots=True)
class Book:
    """One kind of book. `load` brings what its cells say to a set of lines of one unit; `cells` are the texts of one line on a day, without
    a query. `own`: of a book whose lines are no numbers."""

    key: str
    label: str
    title: str
    direction: str
    columns: tuple[BookColumn, ...]
    load: Callable[[Any, int], QuerySet[Any]]
    cells: Callable[[Any, date], tuple[str, ...]]
    own: OwnRows | None = None


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

    @property
    def is_narrowed(self) -> bool:
        """Whether only some of its lines are wanted."""
        return any((self.words, self.first_day, self.last_day, self.first_number, self.last_number))

    def lines(self) -> QuerySet[RegisterEntry]:
        """The lines by number, each with all that the book says of it. One query and those of the book's own."""
        return self.kind.load(self.rows(), self.unit)

    def rows(self) -> QuerySet[Any]:
        """The lines by number; of a book that has none by day."""
        if self.kind.own is not None:
            return self._own_rows(self.kind.own)
        series = self.series if self.kind.direction == Register.Direction.OUT else ""
        rows = register_entries(OrgUnit(pk=self.unit), self.year, self.kind.direction, series)
        narrowed = Q()
        if self.first_day:
            narrowed &= Q(entered_at__gte=_begin(date.fromisoformat(self.first_day)))
        if self.last_day:
            narrowed &= Q(entered_at__lt=_begin(date.fromisoformat(self.last_day) + timedelta(days=1)))
        if self.first_number is not None:
            narrowed &= Q(number__gte=self.first_number) | Q(through__gte=self.first_number)
        if self.last_number is not None:
            narrowed &= Q(number__lte=self.last_number)
        if self.words:
            came = Q(has_words("incoming__folded", self.words))
            narrowed &= Q(has_words("directive__folded_subject", self.words)) | came | Q(note__icontains=self.words)
        return rows.filter(narrowed)

    def _own_rows(self, own: OwnRows) -> QuerySet[Any]:
        first = date.fromisoformat(self.first_day) if self.first_day else date(self.year, 1, 1)
        last = date.fromisoformat(self.last_day) if self.last_day else date(self.year, 12, 31)
        narrowed = Q(**{f"{own.day}__gte": max(first, date(self.year, 1, 1)), f"{own.day}__lte": min(last, date(self.year, 12, 31))})
        if self.first_number is not None:
            narrowed &= Q(**{f"{own.number}__gte": self.first_number})
        if self.last_number is not None:
            narrowed &= Q(**{f"{own.number}__lte": self.last_number})
        if self.words:
            narrowed &= Q(has_words("directive__folded_subject", self.words)) | Q(note__icontains=self.words)
        return own.rows(self.unit).filter(narrowed)


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


def _begin(on: date) -> datetime:
    return timezone.make_aware(datetime(on.year, on.month, on.day))  # noqa: DTZ001 - made aware at once
