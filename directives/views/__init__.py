"""The list of directives, the registers, the rules of an office for its documents, and how well documents are read there."""

from directives.views.layout import check_layout
from directives.views.lists import directive_list
from directives.views.office_rules import unit_office_rules
from directives.views.reading import reading_quality
from directives.views.registers import registers

__all__ = ["check_layout", "directive_list", "reading_quality", "registers", "unit_office_rules"]
