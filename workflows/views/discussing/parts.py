"""What the directive's page shows of what was said of its text."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from directives.documents import written_parts
from directives.models import Comment, Directive, Opinion
from directives.queries import UNSIGNED, acting_units, drafters_of
from directives.structuring import appendix_label
from directives.writing import with_issued
from directives.writing.facts import Block, Letter, Paragraph, Table
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from workflows.views.forms.discussing import AnswerForm, AskForm, CommentForm, ShareForm


@dataclass(frozen=True, slots=True)
class SheetParagraph:
    """A paragraph or a table as it prints, its place, and how much was said of it that is not dealt with."""

    paragraph: Paragraph | Table
    position: int
    comments: int


@dataclass(frozen=True, slots=True)
class SheetAppendix:
    """An appendix as it prints: what stands over it, its title, its place, and its paragraphs."""

    label: str
    title: str
    position: int
    comments: int
    rows: list[SheetParagraph]


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """A unit's opinion as the signatory reads it; silence and lateness are told."""

    opinion: Opinion
    today: date

    @property
    def words(self) -> str:
        """The stance, or that there is none."""
        if self.opinion.answered_at is None:
            return "quá hạn, chưa trả lời" if self.opinion.due_date < self.today else "chưa trả lời"
        is_late = timezone.localdate(self.opinion.answered_at) > self.opinion.due_date
        return self.opinion.get_stance_display().lower() + (" (trả lời sau hạn)" if is_late else "")

    @property
    def is_alarming(self) -> bool:
        """Whether the signatory should look here."""
        return self.opinion.stance == Opinion.Stance.OBJECTS or (self.opinion.answered_at is None and self.opinion.due_date < self.today)


def opinions(person: Person, found: Directive, *, is_inner: bool, today: date) -> dict[str, Any]:
    """The table of opinions for whoever takes part (`is_inner`), and the requests to the person's own units. Three queries."""
    known = found.opinions.select_related("unit", "asked_by", "answered_by").order_by("unit__sort_name", "pk")
    all_of_it = list(known if is_inner else known.filter(unit__in=acting_units(person)))
    mine = set(acting_units(person).filter(content_object__in=[one.unit_id for one in all_of_it]).values_list("content_object", flat=True))
    to_answer = [AnswerForm(opinion=one, today=today) for one in all_of_it if one.unit_id in mine] if found.status in UNSIGNED else []
    return {
        "opinions": [OpinionRow(one, today) for one in all_of_it] if is_inner else [],
        "to_answer": to_answer,
        "ask_form": AskForm() if is_inner and may(person, "directive.ask_opinions", found) else None,
        "today": today,
    }


def discussion(person: Person, found: Directive, letter: Letter, *, is_inner: bool, today: date) -> dict[str, Any]:
    """The parts of the page that whoever takes part in its drafting sees (`is_inner`), or whom it asks. Some ten queries."""
    may_comment = may(person, "directive.comment", found)
    if not is_inner and not may_comment:
        return opinions(person, found, is_inner=False, today=today) | sheet(letter, Counter())
    said = list(found.comments.select_related("by", "closed_by", "provision").order_by("at", "pk"))
    still_open = [one for one in said if one.closed_at is None]
    places = Counter(one.provision.position for one in still_open if one.provision)
    return (
        opinions(person, found, is_inner=True, today=today)
        | sheet(letter, places)
        | {
            "drafters": drafters_of(found),
            "share_form": ShareForm() if may(person, "directive.let_draft", found) else None,
            "comments": still_open,
            "closed_comments": [one for one in said if one.closed_at is not None],
            "may_comment": may_comment,
            "closable": closable(person, still_open),
            "comment_form": CommentForm(parts=written_parts(found, letter)) if may_comment else None,
        }
    )


def closable(person: Person, comments: list[Comment]) -> set[int]:
    """The ids of those that the person may close: asked once for what others said, since that is one right for all of them."""
    by_others = [one for one in comments if one.by_id != person.pk]
    may_close_all = bool(by_others) and bool(may(person, "comment.close", by_others[0]))
    return {one.pk for one in comments if may_close_all or (one.by_id == person.pk and may(person, "comment.close", one))}


def sheet(letter: Letter, places: Counter[int]) -> dict[str, Any]:
    """The paragraphs of the text and its appendices, each with how many open comments it has."""
    count, at = len(letter.appendices), len(letter.body)
    issued = count - len(with_issued(letter).appendices)
    found = []
    for ordinal, appendix in enumerate(letter.appendices, start=1):
        rows = _rows(appendix.body, places, at + 1)
        found.append(SheetAppendix(appendix_label(ordinal, count, issued), appendix.title, at, places[at], rows))
        at += 1 + len(appendix.body)
    return {"sheet": _rows(letter.body, places, 0), "sheet_appendices": found}


def _rows(body: Sequence[Block], places: Counter[int], first: int) -> list[SheetParagraph]:
    return [
        SheetParagraph(block, position, places[position])
        for position, block in enumerate(body, start=first)
        if isinstance(block, Paragraph | Table)
    ]
