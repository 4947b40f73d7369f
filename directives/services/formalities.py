"""The layout check of a directive of ours before its signature (NĐ 30/2020, Điều 12.2: who checks the form answers for it)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from directives.documents import letter_facts
from directives.layout import MOST_PIECES, Level, ReadingError, Report, check
from directives.models import Directive
from directives.services.errors import DirectiveError
from directives.structuring import MOST_PARAGRAPHS
from directives.writing import Letter, write_letter
from directives.writing.facts import Block, Signature, Table
from records.text import grouped

_SIGNATURE = "TT-10"
_NAMED = 3
_ROWS = 30
"""Rows of a table that are looked at: those below are laid out as these are."""


def layout_of(directive: Directive, *, today: date, signature: Signature | None = None) -> Report:
    """What the check of layout finds in the document as it would be printed today, signed so; without a signature its place is not judged.

    About 15 ms and ten queries, and for a text as long as a draft may be less than a second. Raises DirectiveError `too_long` for a longer
    one, and the codes of `ReadingError` for what no check can open.
    """
    refuse_too_long(directive)
    letter = letter_facts(directive, signed_as=signature)
    try:
        report = check(write_letter(_shortened(letter)), today=today, unit=directive.issuer, most=MOST_PIECES)
    except ReadingError as error:
        if error.code == "too_long":
            raise DirectiveError("too_long", f"Văn bản có quá nhiều bảng, dòng nên không kiểm tra được thể thức. {_SHORTER}") from error
        raise DirectiveError(error.code, str(error)) from error
    if letter.signature:
        return report
    return replace(report, findings=tuple(found for found in report.findings if found.rule != _SIGNATURE))


def refuse_too_long(directive: Directive) -> None:
    """Raises DirectiveError `too_long` for a text of more paragraphs than a draft may have: one that was read from a file. One query."""
    count = directive.provisions.count()
    if count > MOST_PARAGRAPHS:
        words = f"Văn bản có {grouped(count)} đoạn, quá {grouped(MOST_PARAGRAPHS)} đoạn nên không kiểm tra được thể thức"
        raise DirectiveError("too_long", f"{words}. {_SHORTER}")


_SHORTER = "Hãy chuyển phần chi tiết thành tệp kèm theo rồi trình ký lại."


def _shortened(letter: Letter) -> Letter:
    """The letter with the first rows of its tables only."""
    appendices = tuple(replace(one, body=_first_rows(one.body)) for one in letter.appendices)
    attachments = tuple(replace(one, body=_first_rows(one.body)) for one in letter.attachments)
    return replace(letter, body=_first_rows(letter.body), appendices=appendices, attachments=attachments)


def _first_rows(blocks: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(replace(block, rows=block.rows[:_ROWS]) if isinstance(block, Table) else block for block in blocks)


def refuse_bad_layout(directive: Directive, *, today: date, signature: Signature) -> None:
    """Raises DirectiveError `layout` when the document, signed so, has an error of layout; what is only warned of may be signed. And as
    `layout_of` does."""
    errors = layout_of(directive, today=today, signature=signature).of(Level.ERROR)
    if errors:
        named = "; ".join(f"{error.component}: {error.found}, quy định {error.asked}" for error in errors[:_NAMED])
        more = f"; và {len(errors) - _NAMED} lỗi khác" if len(errors) > _NAMED else ""
        raise DirectiveError("layout", f"Văn bản còn lỗi thể thức nên chưa ký được. {named}{more}. Hãy trả lại để sửa rồi ký.")
