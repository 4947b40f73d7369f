"""The acts on a directive: drafting, sign-offs, signature, number, dispatch, conclusion."""

from datetime import date, datetime

from campaigns import services as campaigns
from directives import services as directives
from directives.drafting import Draft
from directives.models import Directive, RegisterEntry
from org_hierarchy.models import Appointment, Mandate, OrgUnit, Person
from org_hierarchy.rights import may
from records.models import Job, StoredFile
from workflows import desk
from workflows.flows import DirectiveFlow
from workflows.steps.claiming import act, allow, claim, refuse_at_desk_of_another
from workflows.steps.effects import end_work, order_report
from workflows.steps.marks import refuse_unlooked


def begin_directive(issuer: OrgUnit, *, content: Draft, by: Person, at: datetime) -> Directive:
    """Put a draft on its author's desk.

    Raises StepError "forbidden" for a person who does not act for the drafting unit, "other_office" where that is no part of the issuer.
    """
    with act():
        unit = OrgUnit.objects.get(pk=content.drafting_unit_id)
        allow(may(by, "directive.draft", unit), unit)
        directive = directives.draft_directive(issuer, content=content, by=by, at=at)
        DirectiveFlow.start.run(directive=directive)
    return directive


def revise(directive: Directive, *, content: Draft, by: Person, at: datetime, version: int | None = None) -> Directive:
    """Write a draft, or a returned one, anew; it stays on the author's desk. Here and below, `version` is that of the text on the page."""
    with claim(directive, DirectiveFlow.draft, by=by):
        return directives.redraft_directive(directive, content=content, by=by, at=at, version=version)


def submit(directive: Directive, *, by: Person, at: datetime, version: int | None = None) -> None:
    """Hand the draft to the head of the drafting unit.

    It is for whose desk it lies on, or has taken it over: StepError "on_desk".
    """
    with claim(directive, DirectiveFlow.draft, by=by, right="directive.submit") as task:
        refuse_at_desk_of_another(task, by)
        directives.submit_directive(directive, by=by, at=at, version=version)
        task.finish(by=by, at=at)


def approve_content(directive: Directive, *, by: Person, at: datetime, version: int | None = None) -> None:
    """The first sign-off: the drafting unit answers for the content."""
    with claim(directive, DirectiveFlow.approve_content, by=by) as task:
        directives.approve_content(directive, by=by, at=at, version=version)
        task.finish(by=by, at=at)


def approve_form(directive: Directive, *, by: Person, at: datetime, version: int | None = None) -> None:
    """The second sign-off: the issuer's office answers for the form."""
    with claim(directive, DirectiveFlow.approve_form, by=by) as task:
        directives.approve_form(directive, by=by, at=at, version=version)
        task.finish(by=by, at=at)


def return_draft(directive: Directive, *, reason: str, by: Person, at: datetime, version: int | None = None) -> None:
    """Send a draft back to whoever handed it in, with the reason, from wherever it waits for a sign-off or the signature."""
    with claim(directive, DirectiveFlow.approve_content, DirectiveFlow.approve_form, DirectiveFlow.sign, by=by) as task:
        directives.return_draft(directive, reason=reason, by=by, at=at, version=version)
        task.finish(by=by, at=at)
        desk.release(directive)


def sign(
    directive: Directive,
    *,
    appointment: Appointment,
    mandate: Mandate | None = None,
    in_own_name: bool = False,
    by: Person,
    at: datetime,
    version: int | None = None,
) -> None:
    """Sign in the capacity of an appointment (for its body or the head himself) or of a mandate on its post; text and duties freeze."""
    with claim(directive, DirectiveFlow.sign, by=by) as task:
        directives.sign_directive(
            directive, appointment=appointment, mandate=mandate, in_own_name=in_own_name, by=by, at=at, version=version
        )
        task.finish(by=by, at=at)


def attach_signed_copy(directive: Directive, *, scan: StoredFile, by: Person, at: datetime) -> None:
    """Ký giấy: the clerk attaches the scan of the signed paper; the open task stays where it is."""
    with claim(directive, DirectiveFlow.number, DirectiveFlow.dispatch, by=by):
        directives.attach_signed_copy(directive, scan=scan, by=by, at=at)


def number(
    directive: Directive,
    *,
    by: Person,
    at: datetime,
    today: date,
    number: int | None = None,
    reason: str = "",
    issued_date: date | None = None,
) -> RegisterEntry:
    """Enter it into the register of outgoing documents: with the next number and today's date, or those that its paper bears already."""
    with claim(directive, DirectiveFlow.number, by=by) as task:
        entry = directives.number_directive(directive, by=by, at=at, today=today, number=number, reason=reason, issued_date=issued_date)
        task.finish(by=by, at=at)
    return entry


def void_number(directive: Directive, *, reason: str, by: Person, at: datetime) -> RegisterEntry:
    """Give up the number of a directive before it goes out; it waits for a number again."""
    with claim(directive, DirectiveFlow.dispatch, by=by, right="directive.void_number") as task:
        entry = directives.void_number(directive, reason=reason, by=by, at=at)
        task.finish(by=by, at=at)
    return entry


def take_signature_back(directive: Directive, *, reason: str, by: Person, at: datetime) -> None:
    """Take back the signature under a text that has no number yet; it goes back to whoever handed it in."""
    with claim(directive, DirectiveFlow.number, by=by, right="directive.take_signature_back") as task:
        directives.take_signature_back(directive, reason=reason, by=by, at=at)
        task.finish(by=by, at=at)
        desk.release(directive)


def dispatch(directive: Directive, *, by: Person, at: datetime) -> Job:
    """Order the delivery; the job issues the directive, opens its campaign and gives every unit its assignments."""
    with claim(directive, DirectiveFlow.dispatch, by=by) as task:
        directives.refuse_unsigned_paper(directive)
        refuse_unlooked(directive)
        task.finish(by=by, at=at)
        return Job.objects.get(key=f"{DirectiveFlow.deliver.name}:{directive.pk}")


def conclude(directive: Directive, *, by: Person, at: datetime, today: date) -> Job:
    """Close the campaign on its figures of this moment and order the consolidated report.

    What is still open at the units is closed with it: their processes are ended first, so that no report slips in beside the figures.
    """
    with claim(directive, DirectiveFlow.follow, by=by) as task:
        campaign = directive.campaign
        end_work(campaign, at=at)
        campaigns.conclude_campaign(campaign, by=by, at=at, today=today)
        directives.conclude_directive(directive, by=by, at=at)
        task.finish(by=by, at=at)
        return order_report(campaign, by=by, at=at)
