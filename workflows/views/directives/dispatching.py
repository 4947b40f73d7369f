"""What is to be known before a directive goes out: who has a task and stands in no line, and which lines no unit answers to."""

from dataclasses import dataclass
from datetime import date

from directives.models import Directive
from directives.services import dispatch_of
from org_hierarchy.models import OrgUnit

MOST_NAMED = 20
BEFORE_ISSUE = (
    Directive.Status.DRAFT,
    Directive.Status.RETURNED,
    Directive.Status.SUBMITTED,
    Directive.Status.CONTENT_APPROVED,
    Directive.Status.FORM_APPROVED,
    Directive.Status.SIGNED,
    Directive.Status.NUMBERED,
)


@dataclass(frozen=True, slots=True)
class DispatchNotes:
    """`unlisted`: the first of the units that have a task and stand in no line, `unlisted_left` how many more; `outside`: the lines."""

    unlisted: list[OrgUnit]
    unlisted_left: int
    outside: list[str]

    def __bool__(self) -> bool:
        return bool(self.unlisted or self.outside)


def dispatch_notes(found: Directive, *, on: date) -> DispatchNotes | None:
    """What the issuing side should know of a document before it goes out; None once it has. The queries of `dispatch_of`, and one."""
    if found.status not in BEFORE_ISSUE:
        return None
    dispatch = dispatch_of(found, on=on)
    named = list(OrgUnit.objects.filter(pk__in=dispatch.unlisted).order_by("sort_name", "pk")[:MOST_NAMED])
    return DispatchNotes(named, len(dispatch.unlisted) - len(named), list(dispatch.outside.values()))
