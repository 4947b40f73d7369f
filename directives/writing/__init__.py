"""Facts in, .docx out: documents laid out by NĐ 30/2020/NĐ-CP, Phụ lục I. The same facts always give the same bytes."""

from directives.writing.body import punctuated
from directives.writing.copies import COPY_FORMS, Copy, CopyForm, write_copy
from directives.writing.decisions import how_many_issued, with_issued
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
from directives.writing.forms import Invitation
from directives.writing.head import number_text, place_and_date, short_date
from directives.writing.incoming import Handling, IncomingNote, write_incoming_note
from directives.writing.letter import write_letter
from directives.writing.pdf import PdfError, pdf_of
from directives.writing.reminder import Overdue, Reminder
from directives.writing.slip import write_slip

__all__ = [
    "COPY_FORMS",
    "AgencyHead",
    "Appendix",
    "Attachment",
    "Chart",
    "Copy",
    "CopyForm",
    "Handling",
    "IncomingNote",
    "Invitation",
    "Letter",
    "Overdue",
    "Paragraph",
    "ParagraphKind",
    "PdfError",
    "RecipientNote",
    "Reminder",
    "Series",
    "Signature",
    "Slip",
    "SlipTask",
    "Table",
    "Urgency",
    "WritingError",
    "how_many_issued",
    "number_text",
    "pdf_of",
    "place_and_date",
    "punctuated",
    "short_date",
    "with_issued",
    "write_copy",
    "write_incoming_note",
    "write_letter",
    "write_slip",
]
