"""The layout check of a directive of ours before its signature (NĐ 30/2020, Điều 12.2: who checks the form answers for it)."""

from dataclasses import replace
from datetime import date

from directives.documents import letter_facts
from directives.layout import Level, Report, check
from directives.models import Directive
from directives.services.errors import DirectiveError
from directives.writing import write_letter
from directives.writing.facts import Signature

_SIGNATURE = "TT-10"
_NAMED = 3


def layout_of(directive: Directive, *, today: date, signature: Signature | None = None) -> Report:
    """What the check of layout finds in the document as it would be printed today, signed so; without a signature its place is not judged.

    About 15 ms and ten queries. Raises `ReadingError` for what no check can open.
    """
    letter = letter_facts(directive, signed_as=signature)
    report = check(write_letter(letter), today=today, unit=directive.issuer)
    if letter.signature:
        return report
    return replace(report, findings=tuple(found for found in report.findings if found.rule != _SIGNATURE))


def refuse_bad_layout(directive: Directive, *, today: date, signature: Signature) -> None:
    """Raises DirectiveError `layout` when the document, signed so, has an error of layout; what is only warned of may be signed."""
    errors = layout_of(directive, today=today, signature=signature).of(Level.ERROR)
    if errors:
        named = "; ".join(f"{error.component}: {error.found}, quy định {error.asked}" for error in errors[:_NAMED])
        more = f"; và {len(errors) - _NAMED} lỗi khác" if len(errors) > _NAMED else ""
        raise DirectiveError("layout", f"Văn bản còn lỗi thể thức nên chưa ký được. {named}{more}. Hãy trả lại để sửa rồi ký.")
