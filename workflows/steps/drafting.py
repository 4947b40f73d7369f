"""What is said and done around a draft while it stands on somebody's desk; none of it moves the flow."""

from collections.abc import Sequence
from datetime import date, datetime

from directives import services as directives
from directives.models import Attachment, Comment, Directive, Opinion
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.rights import may
from records.models import StoredFile
from workflows.steps.claiming import act, allow
from workflows.steps.marks import order_look


def comment(directive: Directive, *, text: str, position: int | None, by: Person, at: datetime) -> Comment:
    """Say something of the text, or of one paragraph of it."""
    with act():
        allow(may(by, "directive.comment", directive), directive)
        return directives.comment_on(directive, text=text, position=position, by=by, at=at)


def close_comment(said: Comment, *, by: Person, at: datetime) -> None:
    """Say that what was said has been dealt with."""
    with act():
        allow(may(by, "comment.close", said), said.directive)
        directives.close_comment(said, by=by, at=at)


def ask_opinions(
    directive: Directive, *, units: Sequence[OrgUnit], question: str, due_date: date, by: Person, at: datetime, today: date
) -> list[Opinion]:
    """Ask other units what they think of the text; it goes on meanwhile."""
    with act():
        allow(may(by, "directive.ask_opinions", directive), directive)
        return directives.ask_opinions(directive, units=units, question=question, due_date=due_date, by=by, at=at, today=today)


def answer_opinion(opinion: Opinion, *, stance: str, text: str, by: Person, at: datetime, today: date) -> None:
    """Answer for the unit that was asked."""
    with act():
        allow(may(by, "opinion.answer", opinion), opinion.directive)
        directives.answer_opinion(opinion, stance=stance, text=text, by=by, at=at, today=today)


def withdraw_opinion(opinion: Opinion, *, by: Person, at: datetime) -> None:
    """Ask a unit no more."""
    with act():
        allow(may(by, "directive.ask_opinions", opinion.directive), opinion.directive)
        directives.withdraw_opinion(opinion, by=by, at=at)


def attach_file(directive: Directive, *, title: str, file: StoredFile, by: Person, at: datetime) -> Attachment:
    """Put a file behind those that go with the document."""
    with act():
        allow(may(by, "directive.attach", directive), directive)
        attachment = directives.attach_file(directive, title=title, file=file, by=by, at=at)
        order_look(attachment, by=by, at=at)
        return attachment


def remove_file(attachment: Attachment, *, by: Person, at: datetime) -> None:
    """Take a file off."""
    with act():
        allow(may(by, "directive.attach", attachment.directive), attachment.directive)
        directives.remove_file(attachment, by=by, at=at)


def raise_file(attachment: Attachment, *, by: Person, at: datetime) -> None:
    """Put a file before the one that stands before it."""
    with act():
        allow(may(by, "directive.attach", attachment.directive), attachment.directive)
        directives.raise_file(attachment, by=by, at=at)


def let_draft(directive: Directive, *, person: Person, reason: str, by: Person, at: datetime) -> None:
    """Let a named person write the draft too."""
    with act():
        allow(may(by, "directive.let_draft", directive), directive)
        directives.let_draft(directive, person=person, reason=reason, by=by, at=at)


def stop_drafting(directive: Directive, *, person: Person, by: Person, at: datetime) -> None:
    """Take that back."""
    with act():
        allow(may(by, "directive.let_draft", directive), directive)
        directives.stop_drafting(directive, person=person, by=by, at=at)
