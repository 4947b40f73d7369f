"""Facts in, .docx out: documents laid out by NĐ 30/2020/NĐ-CP, Phụ lục I. The same facts always give the same bytes."""

from directives.writing.facts import (
    AgencyHead,
    Appendix,
    Attachment,
    Chart,
    Letter,
    Paragraph,
    ParagraphKind,
    RecipientNote,
    Series,
    Signature,
    Slip,
    SlipTask,
    Table,
    Urgency,
    WritingError,
)
from directives.writing.head import number_text, place_and_date
from directives.writing.letter import write_letter
from directives.writing.slip import write_slip

__all__ = [
    "AgencyHead",
    "Appendix",
    "Attachment",
    "Chart",
    "Letter",
    "Paragraph",
    "ParagraphKind",
    "RecipientNote",
    "Series",
    "Signature",
    "Slip",
    "SlipTask",
    "Table",
    "Urgency",
    "WritingError",
    "number_text",
    "place_and_date",
    "write_letter",
    "write_slip",
]
