"""What is to be known before a directive goes out, and how the copies go to whom no unit of the system answers to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from directives.models import Directive, OutsideRecipient
from directives.services import dispatch_of
from directives.skeletons import open_places
from org_hierarchy.forms.fields import RefusableForm
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.rights import may
from workflows.views.forms.outside import ArrivedForm, PaperForm, WayForm

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
    """`unlisted`: some of the units that have a task and stand in no line, `unlisted_left` how many more; `outside`: the lines; `nameless`:
    the phrases that work is asked of and no unit answers to."""

    unlisted: list[OrgUnit]
    unlisted_left: int
    outside: list[str]
    nameless: list[str]

    def __bool__(self) -> bool:
        return bool(self.unlisted or self.outside or self.nameless)


def dispatch_notes(found: Directive, *, on: date) -> DispatchNotes | None:
    """What the issuing side should know of a document before it goes out; None once it has. The queries of `dispatch_of`, and one."""
    if found.status not in BEFORE_ISSUE:
        return None
    dispatch = dispatch_of(found, on=on)
    some = sorted(dispatch.unlisted)[:MOST_NAMED]  # thousands of ids in a statement, to order them all by name, take longer than the page
    named = list(OrgUnit.objects.filter(pk__in=some).order_by("sort_name", "pk"))
    outside = [name for name in dispatch.outside.values() if not open_places([name])]  # a place to fill in is nobody yet
    nameless = [phrase for phrase in dispatch.nameless if not open_places([phrase])]
    return DispatchNotes(named, len(dispatch.unlisted) - len(named), outside, nameless)


OVER = (OutsideRecipient.Status.SENT, OutsideRecipient.Status.SENDING, OutsideRecipient.Status.DROPPED)


@dataclass(frozen=True)
class OutsideRow:
    """One copy that goes outside, or the notice of its recall, with the forms of whoever may send it: None for others, and once it is over.

    Of a copy of a recalled document there is only the form that says that its paper had gone before.

    `paper_form` comes with the issue, for a copy on paper; `may_email` with it, for one by e-mail; `arrived_form` for a letter that perhaps
    went.
    """

    outside: OutsideRecipient
    way_form: RefusableForm | None
    paper_form: RefusableForm | None
    may_email: bool
    arrived_form: RefusableForm | None


def outside_rows(person: Person, found: Directive, refused: Mapping[str, RefusableForm]) -> list[OutsideRow]:
    """The copies that go outside, in the order of the lines, each before the notice of its recall.

    `refused`: the forms to show with errors, by kind and row ("way-7").

    One query, and those of one right.
    """
    rows = list(found.outside_recipients.order_by("position", "pk"))
    may_send = bool(rows) and bool(may(person, "directive.send_outside", found))
    shown = []
    for outside in rows:
        is_left = may_send and outside.status not in OVER
        is_paper = outside.channel == OutsideRecipient.Channel.PAPER
        is_out = found.issued_at is not None
        may_go = found.status != Directive.Status.RECALLED or outside.recalls_id is not None
        known = {"channel": outside.channel, "email": outside.email, "copies": outside.copies}
        way = refused.get(f"way-{outside.pk}") or WayForm(initial=known, prefix=f"way-{outside.pk}")
        arrived = refused.get(f"arrived-{outside.pk}") or ArrivedForm(prefix=f"arrived-{outside.pk}")
        paper = refused.get(f"paper-{outside.pk}") or PaperForm(prefix=f"paper-{outside.pk}")
        shown.append(
            OutsideRow(
                outside,
                way if is_left and may_go else None,
                paper if is_left and is_paper and is_out else None,
                is_left and not is_paper and is_out and may_go,
                arrived if is_left and outside.status == OutsideRecipient.Status.UNSURE else None,
            )
        )
    return shown
