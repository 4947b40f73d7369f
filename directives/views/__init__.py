"""The list of directives, the registers, copies, the rules of an office for its documents, and how well documents are read there."""

from directives.views.case_files import (
    case_add,
    case_close,
    case_file,
    case_files,
    case_files_print,
    case_new,
    case_print,
    case_take_out,
)
from directives.views.clerk import import_numbers, lend, numbers_template, take_back
from directives.views.copies import copy
from directives.views.layout import check_layout
from directives.views.lists import PER_PAGE, directive_list
from directives.views.office_rules import unit_office_rules
from directives.views.paper import paper
from directives.views.reading import reading_quality
from directives.views.registers import print_register, registers, reserve, start, void
from directives.views.series import unit_series
from directives.views.templates import template_drop, template_new, template_rename, templates

__all__ = [
    "PER_PAGE",
    "case_add",
    "case_close",
    "case_file",
    "case_files",
    "case_files_print",
    "case_new",
    "case_print",
    "case_take_out",
    "check_layout",
    "copy",
    "directive_list",
    "import_numbers",
    "lend",
    "numbers_template",
    "paper",
    "print_register",
    "reading_quality",
    "registers",
    "reserve",
    "start",
    "take_back",
    "template_drop",
    "template_new",
    "template_rename",
    "templates",
    "unit_office_rules",
    "unit_series",
    "void",
]
