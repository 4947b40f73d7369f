"""The acts on documents that came to a unit: from the clerk who receives them to whoever deals with them."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date, datetime
from typing import Any

from directives import services as directives
from directives.drafting import Draft
from directives.drafting.parts import drafting_unit_for
from directives.incoming.facts import Facts
from directives.incoming.own_draft import own_draft
from directives.models import Direction, Directive, IncomingDocument, Recipient, RegisterEntry
from directives.services import incoming as services
from directives.services.succession import goes_on_elsewhere
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.rights import may
from records.models import StoredFile
from workflows import desk
from workflows.flows import DirectiveFlow, IncomingFlow
from workflows.nodes import HumanTaskActivation
from workflows.steps.claiming import StepError, act, allow, claim
from workflows.steps.directives import begin_directive

GIVEN = ("presented_to", "lead_unit", "handler", "due_date")
"""On whose desk a document lies and until when: whoever loaded it before it was given to somebody else has it no more."""


def _claim(incoming: IncomingDocument, *nodes: Any, by: Person, right: str = "") -> AbstractContextManager[HumanTaskActivation]:
    return claim(incoming, *nodes, by=by, right=right, afresh=GIVEN)


def receive_document(unit: OrgUnit, *, facts: Facts, source: StoredFile | None, by: Person, at: datetime) -> IncomingDocument:
    """Keep a document from outside the system that waits for its số đến."""
    with act():
        allow(may(by, "incoming.enter", unit), unit)
        return services.receive_incoming(unit, facts=facts, source=source, by=by, at=at)


def register_document(incoming: IncomingDocument, *, facts: Facts, by: Person, at: datetime, today: date) -> RegisterEntry:
    """Give it its số đến; from here on its process goes."""
    with act():
        allow(may(by, "incoming.register", incoming), incoming)
        entry = services.register_incoming(incoming, facts=facts, by=by, at=at, today=today)
        IncomingFlow.start.run(incomingdocument=incoming)
    return entry


def take_in(recipient: Recipient) -> None:
    """Begin the process of the document that a unit has just received through the system. In the caller's act.

    What the unit goes on with already, because it continues one that had received it, is dealt with once.
    """
    incoming = recipient.incoming
    if (other := goes_on_elsewhere(incoming)) is None:
        IncomingFlow.start.run(incomingdocument=incoming)
        return
    number = f"số đến {other.entry.number} của {other.entry.register.unit.name}" if other.entry is not None else "văn bản đã chuyển đến"
    result = f"Đang giải quyết tiếp theo {number}, đơn vị trước khi sắp xếp."
    services.settle_incoming(incoming, result=result, reply_number="", reply_date=None, at=incoming.received_at)


def correct_document(incoming: IncomingDocument, *, facts: Facts, by: Person, at: datetime) -> None:
    """Put right what the register says of it; the open task stays where it is."""
    with act(), desk.held(incoming):
        allow(may(by, "incoming.register", incoming), incoming)
        services.correct_incoming(incoming, facts=facts, by=by, at=at)


def send_document_back(incoming: IncomingDocument, *, reason: str, by: Person, at: datetime) -> None:
    """Give it back to where it came from, before it is registered or before it is presented."""
    if incoming.status == IncomingDocument.Status.RECEIVED:  # without a process yet
        with act():
            allow(may(by, "incoming.send_back", incoming), incoming)
            services.send_back_incoming(incoming, reason=reason, by=by, at=at)
        return
    with _claim(incoming, IncomingFlow.present, by=by, right="incoming.send_back") as task:
        services.send_back_incoming(incoming, reason=reason, by=by, at=at)
        task.finish(by=by, at=at)


def present_document(incoming: IncomingDocument, *, leader: Person, by: Person, at: datetime) -> None:
    """Lay it on a leader's desk."""
    with _claim(incoming, IncomingFlow.present, by=by) as task:
        services.present_incoming(incoming, leader=leader, by=by, at=at)
        task.finish(by=by, at=at)


def direct_document(
    incoming: IncomingDocument,
    *,
    lead_unit: OrgUnit,
    handler: Person | None,
    partners: Sequence[OrgUnit],
    due_date: date | None,
    no_limit: bool = False,
    opinion: str,
    with_draft: bool = False,
    by: Person,
    at: datetime,
    today: date,
) -> Direction:
    """Name who leads, who takes part and by when; with `with_draft` a draft that carries it further lies on the desk of whoever leads."""
    with _claim(incoming, IncomingFlow.direct, by=by) as task:
        unit = _drafting_unit(incoming, handler, today=today) if with_draft and handler is not None else None
        said = services.direct_incoming(
            incoming,
            lead_unit=lead_unit,
            handler=handler,
            partners=partners,
            due_date=due_date,
            no_limit=no_limit,
            opinion=opinion,
            by=by,
            at=at,
            today=today,
        )
        task.finish(by=by, at=at)
        if unit is not None and handler is not None:
            _draft_for(incoming, handler, unit, by=by, at=at, today=today)
    return said


def file_document(incoming: IncomingDocument, *, opinion: str, by: Person, at: datetime) -> None:
    """Read, and nothing to be done: kept for information."""
    with _claim(incoming, IncomingFlow.direct, by=by) as task:
        services.file_incoming(incoming, opinion=opinion, by=by, at=at)
        task.finish(by=by, at=at)


def assign_document(
    incoming: IncomingDocument,
    *,
    handler: Person,
    due_date: date | None,
    no_limit: bool = False,
    opinion: str,
    with_draft: bool = False,
    by: Person,
    at: datetime,
    today: date,
) -> Direction:
    """The unit that leads says who of its people deals with it; `with_draft` as in `direct_document`."""
    with _claim(incoming, IncomingFlow.assign, by=by) as task:
        unit = _drafting_unit(incoming, handler, today=today) if with_draft else None
        said = services.assign_incoming(
            incoming, handler=handler, due_date=due_date, no_limit=no_limit, opinion=opinion, by=by, at=at, today=today
        )
        task.finish(by=by, at=at)
        if unit is not None:
            _draft_for(incoming, handler, unit, by=by, at=at, today=today)
    return said


def hand_document_back(incoming: IncomingDocument, *, reason: str, by: Person, at: datetime) -> None:
    """Whoever has it lays it before the leader again."""
    with _claim(incoming, IncomingFlow.assign, IncomingFlow.handle, by=by) as task:
        services.hand_back_incoming(incoming, reason=reason, by=by, at=at)
        task.finish(by=by, at=at)


def take_document_back(incoming: IncomingDocument, *, reason: str, by: Person, at: datetime) -> None:
    """The leader takes it back to give it to somebody else."""
    with _claim(incoming, IncomingFlow.assign, IncomingFlow.handle, by=by, right="incoming.direct") as task:
        services.hand_back_incoming(incoming, reason=reason, by=by, at=at)
        task.finish(by=by, at=at)


def propose_on_document(incoming: IncomingDocument, *, text: str, by: Person, at: datetime) -> Direction:
    """Say on the phiếu how one means to deal with it; it stays on one's desk."""
    with _claim(incoming, IncomingFlow.handle, by=by):
        return services.propose_on_incoming(incoming, text=text, by=by, at=at)


def close_document(
    incoming: IncomingDocument, *, result: str, reply_number: str, reply_date: date | None, by: Person, at: datetime, today: date
) -> None:
    """Conclude it with its result and, where there is one, the reply."""
    with _claim(incoming, IncomingFlow.handle, by=by) as task:
        services.close_incoming(incoming, result=result, reply_number=reply_number, reply_date=reply_date, by=by, at=at, today=today)
        task.finish(by=by, at=at)


def implement_document(incoming: IncomingDocument, *, content: Draft, by: Person, at: datetime) -> Directive:
    """Put a draft of one's own on one's desk that carries it further; the document itself stays where it is."""
    with act(), desk.held(incoming):
        incoming.refresh_from_db(fields=["status", *GIVEN])
        allow(may(by, "incoming.implement", incoming), incoming)
        directive = begin_directive(incoming.unit, content=content, by=by, at=at)
        services.implement_incoming(incoming, directive, by=by, at=at)
    return directive


def _drafting_unit(incoming: IncomingDocument, handler: Person, *, today: date) -> OrgUnit:
    """Where whoever is to write a draft on the document sits inside the office that it came to; asked before anything is changed."""
    unit = drafting_unit_for(handler, incoming.unit, on=today)
    if unit is None:
        words = f"{handler} không làm việc tại {incoming.unit.name} nên không soạn được văn bản của cơ quan này."
        raise StepError("other_office", f"{words} Hãy bỏ chọn “Giao soạn văn bản triển khai” rồi phân công lại.")
    return unit


def _draft_for(incoming: IncomingDocument, handler: Person, unit: OrgUnit, *, by: Person, at: datetime, today: date) -> None:
    """Whoever gives the document out has a draft on it begun for the one who is to write it. In the caller's act."""
    content = own_draft(incoming, drafting_unit=unit, on=today)
    directive = directives.draft_directive(incoming.unit, content=content, by=by, at=at, drafter=handler)
    DirectiveFlow.start.run(directive=directive)
    services.implement_incoming(incoming, directive, by=by, at=at)


@contextmanager
def withdrawn(recipient: Recipient, *, by: Person, at: datetime) -> Iterator[None]:
    """Around the act by which a unit gives its copy back: hold the process of the document before any row, and end it after."""
    incoming = IncomingDocument.objects.filter(recipient=recipient).first()
    with desk.held(incoming) if incoming is not None else nullcontext() as activation:
        yield
        if services.withdraw_incoming(recipient, by=by, at=at) is not None and activation is not None:
            activation.finish(by=by, at=at)
