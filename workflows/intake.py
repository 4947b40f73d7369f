"""A file that takes long to read: its draft lies on the author's desk at once, empty, and a job fills it."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from directives import drafting
from directives import services as directives
from directives.drafting import Draft
from directives.files import Progress
from directives.models import Directive
from directives.queries import version_of
from directives.reading import ReadingError, read
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.rights import may
from records import files, jobs
from records.models import Job, StoredFile
from workflows import steps

KIND = "read_source"
Read = TypeVar("Read")
_BETWEEN_BEATS = 1.0  # seconds; a PDF with text has hundreds of pages a second


def take_in(issuer: OrgUnit, *, content: Draft, by: Person, at: datetime) -> Directive:
    """Begin a draft of the file at `content.source_id` and order its reading; both or neither. Raises StepError as `begin_directive`."""
    with transaction.atomic():
        directive = steps.begin_directive(issuer, content=content, by=by, at=at)
        jobs.enqueue(
            KIND,
            key=_key(directive),
            title="Đọc văn bản",
            arguments={"directive": directive.pk, "version": version_of(directive)},
            by=by,
            at=at,
        )
    return directive


def job_of(directive: Directive) -> Job | None:
    """The reading that a draft waits for, or that failed; None for a draft that was read or had no file. At most one query."""
    if directive.source_id is None or directive.source_text:
        return None
    return Job.objects.filter(key=_key(directive)).first()


def read_told(
    job: Job,
    source: StoredFile,
    how: Callable[[bytes, Progress], Read],
    *,
    drop: Callable[[datetime], object],
) -> Read:
    """What a job reads from a kept file; each page is told, once a second at the most.

    A file with a mark of secrecy is dropped by the attempt that still has the job. Raises ReadingError, FileError.
    """
    with files.open_file(source) as stream:
        content = stream.read()
    told = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told >= _BETWEEN_BEATS:
            told = time.monotonic()
            jobs.beat(job, at=timezone.now(), done=done, total=total, message=f"Đang đọc trang {min(done + 1, total)} trên {total}")

    try:
        return how(content, progress)
    except ReadingError as error:
        if error.code == "secret":
            with transaction.atomic():
                jobs.beat(job, at=timezone.now(), done=0, total=1)
                drop(timezone.now())
        raise


def may_oversee(person: Person, job: Job) -> bool:
    """Whether the person is of the side that drafts what is read. The queries of one right."""
    directive = Directive.objects.select_related("issuer", "drafting_unit").filter(pk=job.arguments["directive"]).first()
    return directive is not None and bool(may(person, "directive.view_drafting", directive))


def read_source(job: Job) -> None:
    """The work of "read_source": read the file and write the draft anew, unless its author has written it meanwhile.

    May be killed at any line and run again; of a file with a mark of secrecy nothing is kept. Raises ReadingError, FileError, and
    StepError "stale" when the draft was changed by hand.
    """
    directive = Directive.objects.select_related("issuer", "drafting_unit", "source").get(pk=job.arguments["directive"])
    source, by = directive.source, job.created_by
    if source is None or directive.source_text or by is None:
        return
    reading = read_told(
        job,
        source,
        lambda content, progress: read(content, name=source.name, progress=progress),
        drop=lambda at: directives.drop_marked_source(directive, at=at),
    )
    on = reading.head.date or timezone.localdate(job.created_at)
    draft, _ = drafting.draft_from_reading(
        reading, issuer=directive.issuer, drafting_unit=directive.drafting_unit, on=on, source_id=source.pk
    )
    named = drafting.find_issuer(reading, on=on)
    if named and named != directive.issuer:
        note = f"Văn bản ghi cơ quan ban hành là {named}, khác cơ quan đã chọn là {directive.issuer}. Vui lòng kiểm tra lại."
        draft = replace(draft, source_notes=(drafting.SourceNote(note, 0, 0), *draft.source_notes))
    with transaction.atomic():  # the draft is written by the attempt that still has the job, or not at all
        jobs.beat(job, at=timezone.now(), done=1, total=1)
        steps.revise(directive, content=draft, by=by, at=timezone.now(), version=job.arguments["version"])


def _key(directive: Directive) -> str:
    return f"{KIND}:{directive.pk}"
