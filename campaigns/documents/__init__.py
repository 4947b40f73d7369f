"""The papers of a campaign: the consolidated report on frozen figures, and the slips that tell units what they are given to do.

A report is written from its snapshot alone: whatever happens afterwards, the same snapshot gives the same bytes.
"""

from campaigns.documents.report import consolidated_report, report_docx, report_facts, report_name
from campaigns.documents.slip import slip, slip_facts, slips
from campaigns.documents.snapshot import take_snapshot
from campaigns.documents.tables import COLUMNS

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

__all__ = [
    "COLUMNS",
    "DOCX_TYPE",
    "consolidated_report",
    "report_docx",
    "report_facts",
    "report_name",
    "slip",
    "slip_facts",
    "slips",
    "take_snapshot",
]
