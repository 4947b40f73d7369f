"""A file that came → what its head says, and its tasks as a draft that waits to be carried further."""

from datetime import date
from typing import Any

from directives import drafting
from directives.files.contents import Progress
from directives.incoming.facts import Facts, read_facts
from directives.packing import packed
from directives.reading import read
from org_hierarchy.models import OrgUnit


def read_document(
    content: bytes, *, name: str, unit: OrgUnit, channel: str, today: date, progress: Progress | None = None
) -> tuple[Facts, dict[str, Any]]:
    """The head, and all of it as a packed `drafting.Draft`, its names looked up from where its agency stands; from above the unit when
    the agency is not known. Raises ReadingError."""
    reading = read(content, name=name, progress=progress)
    on = reading.head.date or today
    agency = drafting.find_issuer(reading, on=on)
    stands = agency or unit.parent or unit
    draft, _ = drafting.draft_from_reading(reading, issuer=stands, drafting_unit=stands, on=on)
    return read_facts(reading, issuer=agency, urgency=draft.urgency, channel=channel), packed(draft)
