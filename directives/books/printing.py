"""The files printed from books: at once, or by a job when they are large; and the reports on their lines."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, datetime

from django.db.models import Max, Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from directives.books.shelf import REPORTS, Wanted
from directives.documents import DOCX, agency_head
from directives.queries import SHARED_SERIES
from directives.writing import write_letter
from directives.writing.book import WRITERS, XLSX, BookCover, BookLine
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.rights import may
from records import jobs
from records.files import store_file
from records.models import Job, StoredFile

KIND = "print_register"
LARGE = 1_000
"""Lines from which on a book is made by a job."""
_CHUNK = 500
TYPES = {"docx": DOCX, "xlsx": XLSX}


def report_of(wanted: Wanted, *, today: date) -> bytes:
    """The báo cáo tình hình giải quyết văn bản on the lines of a book as .docx (VAS §2.5). Raises KeyError for a book without one."""
    unit = OrgUnit.objects.select_related("parent").get(pk=wanted.unit)
    return write_letter(REPORTS[wanted.book](wanted, unit, today))


def file_of(wanted: Wanted, form: str, *, today: date, tick: Callable[[int], None] = lambda _: None) -> bytes:
    """The book with its cover as a file ("docx" or "xlsx"); `tick` is told the number of lines done, some at a time."""
    unit = OrgUnit.objects.select_related("parent").get(pk=wanted.unit)
    own = wanted.kind.own
    number, when = (own.number, own.day) if own else ("number", "entered_at")
    ends = (
        wanted.rows()
        .order_by()
        .aggregate(first=Min(number), last=Max(number if own else Coalesce("through", "number")), since=Min(when), until=Max(when))
    )
    cover = BookCover(
        head=agency_head(unit),
        title=wanted.kind.title,
        year=wanted.year,
        series="" if own or wanted.series == SHARED_SERIES else wanted.series,
        first_day=_day(wanted.first_day, ends["since"]),
        last_day=_day(wanted.last_day, ends["until"]),
        first_number=ends["first"],
        last_number=ends["last"],
    )

    def printed() -> Iterator[BookLine]:
        for done, entry in enumerate(wanted.lines().iterator(chunk_size=_CHUNK), start=1):
            yield BookLine(wanted.kind.cells(entry, today), is_voided=getattr(entry, "voided_at", None) is not None)
            if done % _CHUNK == 0:
                tick(done)

    return WRITERS[form](cover, wanted.kind.columns, printed())


def file_name(wanted: Wanted, form: str) -> str:
    """What the file is called: "so-van-ban-di-2026.docx"."""
    return f"so-{wanted.book}-{wanted.year}.{form}"


def order(wanted: Wanted, form: str, *, by: Person, at: datetime) -> Job:
    """Have a large book printed by a worker."""
    return jobs.enqueue(
        KIND,
        key=f"{KIND}:{by.pk}:{at.isoformat()}",
        title=f"In {wanted.kind.title.lower()} năm {wanted.year}",
        arguments={"wanted": asdict(wanted), "form": form},
        by=by,
        at=at,
    )


def may_oversee(person: Person, job: Job) -> bool:
    """Whether it is the person's own order, and the person still reads that unit's registers. Two queries."""
    unit = OrgUnit.objects.filter(pk=job.arguments["wanted"]["unit"]).first()
    return job.created_by_id == person.pk and unit is not None and bool(may(person, "register.view", unit))


def print_register(job: Job) -> StoredFile:
    """The work of `order`; may be killed at any line and run again."""
    wanted, form = Wanted(**job.arguments["wanted"]), job.arguments["form"]
    total = wanted.rows().count()

    def tick(done: int) -> None:
        jobs.beat(job, at=timezone.now(), done=done, total=total, message="Đang in sổ")

    tick(0)
    made = file_of(wanted, form, today=timezone.localdate(job.created_at), tick=tick)
    return store_file(made, name=file_name(wanted, form), content_type=TYPES[form], by=job.created_by, at=timezone.now())


def _day(asked: str, found: date | None) -> date | None:
    if asked:
        return date.fromisoformat(asked)
    return timezone.localdate(found) if isinstance(found, datetime) else found
