"""Góp ý: what people of the issuing side say of a draft, of all of it or of one paragraph, and that it was dealt with."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from directives.comparing import followers
from directives.grids import grid_of
from directives.models import Comment, Directive, Provision
from directives.queries import UNSIGNED
from directives.services.errors import DirectiveError
from directives.services.rows import lines, within
from org_hierarchy.models import Person
from records.events import record

LONGEST = 4000


@transaction.atomic
def comment_on(directive: Directive, *, text: str, position: int | None = None, by: Person, at: datetime) -> Comment:
    """Say something of a text that is not signed yet: of the paragraph at this position, or of all of it.

    Raises DirectiveError: `text_missing`, `too_long`, `frozen` (signed meanwhile), `stale` (there is no such paragraph any more).
    """
    text = within("Góp ý", lines(text), LONGEST)
    if not text:
        raise DirectiveError("text_missing", "Hãy ghi nội dung góp ý.")
    _hold_unsigned(directive)
    provision = None
    if position is not None:
        provision = directive.provisions.filter(position=position).first()
        if provision is None:
            raise DirectiveError("stale", "Đoạn này không còn trong dự thảo. Hãy tải lại trang rồi góp ý lại.")
    comment = Comment.objects.create(
        directive=directive, provision=provision, quote=_quoted(provision) if provision else "", text=text, by=by, at=at
    )
    record("directives.commented", directive, by=by, at=at, after={"comment": comment.pk, "text": text, "quote": comment.quote})
    return comment


@transaction.atomic
def close_comment(comment: Comment, *, by: Person, at: datetime) -> None:
    """Say that it was dealt with. Raises DirectiveError `frozen`, `stale` (closed already)."""
    _hold_unsigned(comment.directive)
    if Comment.objects.filter(pk=comment.pk, closed_at=None).update(closed_by=by, closed_at=at) != 1:
        raise DirectiveError("stale", "Góp ý này đã được đánh dấu là đã xử lý. Hãy tải lại trang.")
    record("directives.comment_closed", comment.directive, by=by, at=at, after={"comment": comment.pk, "text": comment.text})


def places_of(directive: Directive) -> list[tuple[int, int]]:
    """(comment, position of its paragraph) before the paragraphs are written anew. One query."""
    return list(Comment.objects.filter(directive=directive, provision__isnull=False).values_list("pk", "provision__position"))


def follow_text(directive: Directive, places: Iterable[tuple[int, int]], before: list[str]) -> None:
    """Lead each comment to the paragraph that its paragraph of before has become, if it is there. Two queries, none without comments."""
    if not (wanted := dict(places)):
        return
    rows = list(directive.provisions.order_by("position"))
    now = followers(before, texts_of(rows))
    moved = [Comment(pk=pk, provision=rows[now[old]]) for pk, old in wanted.items() if old in now]
    Comment.objects.bulk_update(moved, ["provision"])


def texts_of(provisions: Iterable[Provision]) -> list[str]:
    """The words of each paragraph, with its label."""
    return [_words(provision) for provision in provisions]


def _words(provision: Provision) -> str:
    return f"{provision.label} {provision.text}".strip()


def _quoted(provision: Provision) -> str:
    """Its words; of a table its head."""
    if provision.kind == Provision.Kind.TABLE:
        return f"Bảng: {', '.join(filter(None, grid_of(provision.text).columns))}"
    return _words(provision)


def _hold_unsigned(directive: Directive) -> None:
    """The row is held until commit, so that nothing is said of a text that is signed at the same moment."""
    held = Directive.objects.select_for_update(no_key=True).only("status").get(pk=directive.pk)
    if held.status not in UNSIGNED:
        raise DirectiveError("frozen", "Văn bản đã ký nên không còn nhận góp ý.")
