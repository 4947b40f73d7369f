"""The phiếu giải quyết of a document that came, filled from what was said of it (NĐ 30/2020, Phụ lục IV.VII)."""

from django.utils import timezone

from directives.documents import agency_head
from directives.incoming.own_draft import first_citation
from directives.incoming.queries import directions_of
from directives.models import Direction, IncomingDocument
from directives.writing import Handling, IncomingNote, short_date, write_incoming_note
from records.files import file_name

Stage = Direction.Stage


def note_of(incoming: IncomingDocument) -> bytes:
    """The phiếu as .docx: of each part the last opinion, with room for a pen where nothing was said. Three queries or so."""
    said = {one.stage: one for one in directions_of(incoming)}
    moment = incoming.presented_at or incoming.received_at
    return write_incoming_note(
        IncomingNote(
            head=agency_head(incoming.unit),
            place=incoming.unit.place,
            document=first_citation(incoming),
            date=timezone.localdate(moment),
            by_agency=_handling(said.get(Stage.AGENCY), incoming),
            by_unit=_handling(said.get(Stage.UNIT), incoming),
            proposal=_handling(said.get(Stage.PROPOSAL), incoming),
        )
    )


def note_name(incoming: IncomingDocument) -> str:
    """What its file is called: "phieu-giai-quyet-12.docx", by the số đến."""
    number = incoming.entry.number if incoming.entry is not None else incoming.pk
    return f"{file_name(f'phieu-giai-quyet-{number}')}.docx"


def _handling(said: Direction | None, incoming: IncomingDocument) -> Handling:
    if said is None:
        return Handling()
    if said.stage == Stage.AGENCY:
        own = said.handler if said.lead_unit_id == incoming.unit_id else said.lead_unit
        lead = f"{said.lead_unit} ({said.handler})" if said.handler and own == said.lead_unit else str(own or "")
    else:
        lead = str(said.handler or "")
    by_when = short_date(said.due_date) if said.due_date else "không đặt hạn" if lead and said.stage != Stage.PROPOSAL else ""
    return Handling(
        lead=lead,
        partners=tuple(unit.name for unit in said.partners.all()),
        deadline=by_when,
        opinion=said.opinion,
        date=timezone.localdate(said.at),
    )
