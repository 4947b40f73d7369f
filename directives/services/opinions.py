"""Xin ý kiến: other units are asked what they think of a draft, beside its way to the signature, which it never stops."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from directives.models import Directive, Opinion
from directives.queries import UNSIGNED
from directives.services.errors import DirectiveError
from directives.services.rows import lines, one_line, within
from org_hierarchy.models import OrgUnit, Person
from records.events import record

LONGEST = 20_000
MOST_ASKED = 100
"""Units in one request."""


@transaction.atomic
def ask_opinions(
    directive: Directive, *, units: Sequence[OrgUnit], question: str, due_date: date, by: Person, at: datetime, today: date
) -> list[Opinion]:
    """Ask these units, once each, for an answer by a last day; from now until the issue they see the text.

    Raises DirectiveError: `frozen` (signed), `bad_value` (a day that has passed; no unit or too many; a unit of the issuing side itself),
    `asked_already`, `too_long`. A fixed number of queries.
    """
    question = within("Nội dung xin ý kiến", one_line(question), 1000)
    if due_date < today:
        raise DirectiveError("bad_value", "Hạn trả lời đã qua. Hãy chọn từ hôm nay trở đi.")
    if not 1 <= len(units) <= MOST_ASKED:
        raise DirectiveError("bad_value", f"Hãy chọn từ 1 đến {MOST_ASKED} đơn vị để xin ý kiến.")
    _hold_unsigned(directive, "Văn bản đã ký nên không xin ý kiến được nữa.")
    if own := [unit.name for unit in units if unit.pk in {directive.issuer_id, directive.drafting_unit_id}]:
        raise DirectiveError("bad_value", f"{', '.join(own)} là bên soạn thảo, ban hành; hãy góp ý ngay trên dự thảo.")
    asked = directive.opinions.filter(unit__in=units).values_list("unit__name", flat=True)
    if asked:
        raise DirectiveError("asked_already", f"Đã xin ý kiến {', '.join(asked)}. Hãy bỏ đơn vị đó khỏi danh sách.")
    opinions = Opinion.objects.bulk_create(
        Opinion(directive=directive, unit=unit, question=question, due_date=due_date, asked_by=by, asked_at=at) for unit in units
    )
    after = {"units": [unit.name for unit in units], "question": question, "due": due_date.isoformat()}
    record("directives.opinions_asked", directive, by=by, at=at, after=after)
    return opinions


@transaction.atomic
def answer_opinion(opinion: Opinion, *, stance: str, text: str, by: Person, at: datetime, today: date) -> None:
    """Answer for the unit that was asked. Until the last day a new answer takes the place of the one before; a late one is told to be late.

    Raises DirectiveError: `bad_value` (no stance), `text_missing` (only who agrees may say no more), `too_long`, `frozen`, `late` (it has
    answered and the last day has passed), `stale` (answered or withdrawn at the same moment).
    """
    if stance not in Opinion.Stance.values or stance == Opinion.Stance.NONE:
        raise DirectiveError("bad_value", "Hãy chọn ý kiến của đơn vị: thống nhất, có bổ sung, hoặc không thống nhất.")
    text = within("Nội dung ý kiến", lines(text), LONGEST)
    if stance != Opinion.Stance.AGREES and not text:
        raise DirectiveError("text_missing", "Hãy ghi nội dung cần bổ sung, hoặc lý do không thống nhất.")
    _hold_unsigned(opinion.directive, "Văn bản đã ký nên không còn nhận ý kiến.")
    if opinion.answered_at is not None and today > opinion.due_date:
        raise DirectiveError("late", "Đơn vị đã trả lời và hạn đã qua nên không sửa ý kiến được nữa.")
    same = Opinion.objects.filter(pk=opinion.pk, answered_at=opinion.answered_at)
    if same.update(stance=stance, text=text, answered_by=by, answered_at=at) != 1:
        raise DirectiveError("stale", "Ý kiến này vừa được người khác của đơn vị trả lời, hoặc không còn được hỏi. Hãy tải lại trang.")
    before = {"stance": opinion.stance, "text": opinion.text} if opinion.answered_at else {}
    after = {"unit": opinion.unit.name, "stance": stance, "text": text, "again": bool(before)}
    record("directives.opinion_given", opinion.directive, by=by, at=at, before=before, after=after)
    opinion.refresh_from_db()


@transaction.atomic
def withdraw_opinion(opinion: Opinion, *, by: Person, at: datetime) -> None:
    """Ask a unit no more, while it has not answered; it sees the text no more. Raises DirectiveError `frozen`, `stale`."""
    _hold_unsigned(opinion.directive, "Văn bản đã ký nên việc xin ý kiến giữ nguyên như khi ký.")
    if not Opinion.objects.filter(pk=opinion.pk, answered_at=None).delete()[0]:
        raise DirectiveError("stale", "Đơn vị đã trả lời, hoặc không còn được xin ý kiến. Hãy tải lại trang.")
    record("directives.opinion_withdrawn", opinion.directive, by=by, at=at, before={"unit": opinion.unit.name})


def _hold_unsigned(directive: Directive, words: str) -> None:
    """The row is held until commit: a signature at the same moment waits, or is seen."""
    if Directive.objects.select_for_update(no_key=True).only("status").get(pk=directive.pk).status not in UNSIGNED:
        raise DirectiveError("frozen", words)
