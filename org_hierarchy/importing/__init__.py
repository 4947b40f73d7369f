"""Units, people and employers from .xlsx: the sheets, their templates, and the job that reads, checks and writes all rows or none."""

from org_hierarchy.importing.columns import EMPLOYERS, PEOPLE, SHEETS, UNITS, Sheet
from org_hierarchy.importing.package import MOST_BYTES
from org_hierarchy.importing.running import KIND, SHOWN, Outcome, begin, import_rows, may_oversee, outcome, recent_imports, sees_file
from org_hierarchy.importing.writing import XLSX, template

__all__ = [
    "EMPLOYERS",
    "KIND",
    "MOST_BYTES",
    "PEOPLE",
    "SHEETS",
    "SHOWN",
    "UNITS",
    "XLSX",
    "Outcome",
    "Sheet",
    "begin",
    "import_rows",
    "may_oversee",
    "outcome",
    "recent_imports",
    "sees_file",
    "template",
]
