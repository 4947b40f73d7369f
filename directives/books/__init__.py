"""Sổ văn bản as books: which books there are, their columns, which lines of them somebody wants, and the files printed from them.

A room above adds a book of its own with `register_book`: that on how documents received are dealt with shows rows of campaigns.
"""

from directives.books import numbered  # noqa: F401 - puts its books on the shelf first
from directives.books.kept import ARCHIVE_BOOK, POST_BOOK
from directives.books.printing import KIND, LARGE, TYPES, file_name, file_of, may_oversee, order, print_register, report_of
from directives.books.shelf import BOOKS, REPORTS, Book, OwnRows, Wanted, register_book, register_report
from directives.books.words import came_with, day, designation, named, named_incoming, noted, numbers_text, remark, remark_on, voided_words

__all__ = [
    "ARCHIVE_BOOK",
    "BOOKS",
    "KIND",
    "LARGE",
    "POST_BOOK",
    "REPORTS",
    "TYPES",
    "Book",
    "OwnRows",
    "Wanted",
    "came_with",
    "day",
    "designation",
    "file_name",
    "file_of",
    "may_oversee",
    "named",
    "named_incoming",
    "noted",
    "numbers_text",
    "order",
    "print_register",
    "register_book",
    "register_report",
    "remark",
    "remark_on",
    "report_of",
    "voided_words",
]
