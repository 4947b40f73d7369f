"""A file that came to a unit becomes a document with its head filled in: at once, or by a worker, for a scan takes seconds a page."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from directives.files import SLOW, kind_as_named
from directives.incoming.facts import Facts
from directives.incoming.reading import read_document
from directives.models import IncomingDocument
from directives.reading import ReadingError
from directives.services import incoming as services
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.rights import may
from records import files, jobs
from records.models import Job
from workflows import steps
from workflows.intake import read_told

KIND = "read_incoming"
UNREADABLE = {"no_ocr", "timeout", "not_directive"}
"""Codes of a ReadingError after which the file is kept all the same, and the clerk types its head."""


def take_in(unit: OrgUnit, *, content: bytes, name: str, content_type: str, channel: str, by: Person, at: datetime) -> IncomingDocument:
    """Keep a file that came, with its head as read; of what takes long to read, order the reading.

    Raises ReadingError for what may not or cannot be kept, StepError as `steps.receive_document`.
    """
    facts, reading = Facts(channel=channel), None
    is_slow = kind_as_named(content, name=name) in SLOW
    if not is_slow:
        try:
            facts, reading = read_document(content, name=name, unit=unit, channel=channel, today=timezone.localdate(at))
        except ReadingError as error:
            if error.code not in UNREADABLE:
                raise
    with transaction.atomic():  # no file without its document
        source = files.store_file(content, name=name, content_type=content_type, by=by, at=at)
        incoming = steps.receive_document(unit, facts=Facts(channel=channel), source=source, by=by, at=at)
        if reading is not None:
            services.keep_reading(incoming, facts=facts, reading=reading, at=at)
        elif is_slow:
            jobs.enqueue(KIND, key=_key(incoming), title="Đọc văn bản đến", arguments={"incoming": incoming.pk}, by=by, at=at)
    return incoming


def job_of(incoming: IncomingDocument) -> Job | None:
    """The reading that a document waits for, or that failed; None for one that was read or had no file. At most one query."""
    if incoming.source_id is None or incoming.reading is not None or incoming.status != IncomingDocument.Status.RECEIVED:
        return None
    return Job.objects.filter(key=_key(incoming)).first()


def read_source(job: Job) -> None:
    """The work of "read_incoming": fill in the head, unless the clerk has registered the document meanwhile.

    May be killed at any line and run again. Raises ReadingError; of a file with a mark of secrecy nothing is kept.
    """
    incoming = IncomingDocument.objects.select_related("unit__parent", "source").get(pk=job.arguments["incoming"])
    source = incoming.source
    if source is None or incoming.reading is not None or incoming.status != IncomingDocument.Status.RECEIVED:
        return
    facts, reading = read_told(
        job,
        source,
        lambda content, progress: read_document(
            content,
            name=source.name,
            unit=incoming.unit,
            channel=incoming.channel,
            today=timezone.localdate(job.created_at),
            progress=progress,
        ),
        drop=lambda at: services.refuse_secret_incoming(incoming, at=at),
    )
    with transaction.atomic():  # the head is written by the attempt that still has the job, or not at all
        jobs.beat(job, at=timezone.now(), done=1, total=1)
        services.keep_reading(incoming, facts=facts, reading=reading, at=timezone.now())


def may_oversee(person: Person, job: Job) -> bool:
    """Whether the person keeps the register in which the file that is read will stand. The queries of one right."""
    incoming = IncomingDocument.objects.select_related("unit").filter(pk=job.arguments["incoming"]).first()
    return incoming is not None and bool(may(person, "incoming.register", incoming))


def _key(incoming: IncomingDocument) -> str:
    return f"{KIND}:{incoming.pk}"
