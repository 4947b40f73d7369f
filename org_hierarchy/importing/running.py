"""An import as a job: read and check every row, then write all of them in one transaction, or none and say why.

May be killed at any line and run again. Whether the rows are in is told by the event that is written with them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from hashlib import sha256
from operator import or_
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, Case, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from org_hierarchy.importing.columns import PEOPLE, SHEETS, Sheet
from org_hierarchy.importing.employers import plan_employers
from org_hierarchy.importing.package import check_outside
from org_hierarchy.importing.people import plan_people
from org_hierarchy.importing.plan import Plan, Setting, batches
from org_hierarchy.importing.reading import Table, Upload
from org_hierarchy.importing.units import plan_units
from org_hierarchy.importing.writing import XLSX, returned
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.queries import administered_by, administers
from org_hierarchy.rights import may
from org_hierarchy.services import OrgError
from org_hierarchy.services.naming import refresh_names
from org_hierarchy.services.units import prepare_units, write_units
from records import jobs
from records.events import record
from records.files import open_file, store_file
from records.models import Event, Job, StoredFile

KIND = "import_rows"
IMPORTED, REFUSED = "org_hierarchy.rows_imported", "org_hierarchy.import_refused"
READ_AT_ONCE = 1024 * 1024  # bytes unpacked, some 3,000 rows: well below a second even if all of it is cells
NAMED = 1_000  # units whose names are written at a time
SHOWN = 50  # problems that the page lists; the returned file has all
PLANS: Mapping[str, Callable[[Table, Setting], Plan]] = {
    "don-vi": plan_units,
    "nhan-su": plan_people,
    "don-vi-su-dung-lao-dong": plan_employers,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an import: its counts when the rows are in; else how many rows are wrong, and the first problems as (cell, reason)."""

    imported: bool
    counts: Mapping[str, int]
    problems: Sequence[tuple[str, str]]


def begin(content: bytes, *, name: str, sheet: Sheet, scope: OrgUnit, by: Person, at: datetime) -> Job:
    """Keep an uploaded file and queue its import into what stands under the scope.

    A small file is read here and now, so that who sent the wrong one hears of it at once; of a larger one only the package is looked at,
    and the job says the rest. Raises OrgError for a file that cannot be read or lacks the headings: as `Upload` does.
    """
    row_count = Upload(content, sheet).row_count if check_outside(content) <= READ_AT_ONCE else 0
    with transaction.atomic():
        stored = store_file(content, name=name, content_type=XLSX, by=by, at=at)
        job = jobs.enqueue(
            KIND,
            key=f"{KIND}:{stored.pk}",
            title=f"Nhập {sheet.title.lower()} từ {stored.name}",
            arguments={"sheet": sheet.name, "scope": scope.pk, "file": stored.pk},
            by=by,
            at=at,
        )
        Job.objects.filter(pk=job.pk).update(total_count=row_count)
    return job


def import_rows(job: Job) -> StoredFile | None:
    """The work of "import_rows"; returns the uploaded rows with their reasons when any is wrong.

    Raises OrgError when it cannot go on: `forbidden`, `changed` (a code was taken meanwhile), or as `Upload` and the services do.
    """
    event = _event(job)
    touched: Sequence[int] | None = None  # a worker before this one knew which; whoever comes after it takes all of the file
    if event is None:
        event, touched = _import(job)
    if event.action == REFUSED:
        return StoredFile.objects.get(pk=event.after["returned"])
    _name(job, touched if touched is not None else _units_of(job))
    return None


def _import(job: Job) -> tuple[Event, Sequence[int]]:
    scope = OrgUnit.objects.get(pk=job.arguments["scope"])
    if job.created_by is None or not (verdict := may(job.created_by, "unit.administer", scope)):
        raise OrgError("forbidden", verdict.reason if job.created_by else "Không rõ ai yêu cầu nhập.")
    sheet, stored = SHEETS[job.arguments["sheet"]], _uploaded(job)
    with open_file(stored) as file:
        content = file.read()
    upload = Upload(content, sheet)
    beat = _Beat(job, upload.row_count)
    table = upload.table(tick=lambda done: beat("Đang đọc các dòng", done // 2))
    beat("Đang đối chiếu với hệ thống", upload.row_count // 2)
    total = upload.row_count
    del upload  # as large as the rows themselves; read again should they be given back
    setting = Setting(scope, job.created_by, job.created_at, timezone.localdate(job.created_at))
    plan = PLANS[sheet.name](table, setting)
    facts: dict[str, Any] = {"sheet": sheet.name, "scope": scope.pk, "file": stored.sha256, "rows": len(table.rows)}
    if table.problems:
        return _refuse(job, Upload(content, sheet), table, facts, beat), ()
    beat("Đang ghi vào hệ thống", total)
    del table, content  # before the units are built, which are as large
    units = prepare_units(plan.added)
    new = [unit for level in units.levels for unit in level]
    if len(new) < len(units.units):
        raise _changed()
    try:
        with transaction.atomic():
            jobs.beat(job, at=timezone.now(), done=job.done_count, total=job.total_count, message=job.message)  # ours until the commit
            write_units(units)
            touched = [*(unit.pk for unit in new), *plan.write()]
            counts = {"new": plan.new, "changed": plan.changed, "unchanged": plan.unchanged}
            digest = sha256(",".join(map(str, sorted(touched))).encode()).hexdigest()
            return record(IMPORTED, job, by=job.created_by, at=timezone.now(), after=facts | counts | {"members": digest}), touched
    except IntegrityError as error:
        raise _changed() from error


def _uploaded(job: Job) -> StoredFile:
    """The file as it was sent. Raises OrgError `file_gone`: a file is kept for a month after its import has ended."""
    stored = StoredFile.objects.filter(pk=job.arguments["file"]).first()
    if stored is None:
        raise OrgError("file_gone", "Tệp của lần nhập này đã được dọn vì lần nhập kết thúc quá 30 ngày. Hãy tải tệp lên để nhập lại.")
    return stored


def _changed() -> OrgError:
    return OrgError("changed", "Dữ liệu vừa được người khác thay đổi trong lúc nhập; chưa ghi gì. Hãy chạy lại.")


def _refuse(job: Job, upload: Upload, table: Table, facts: dict[str, Any], beat: "_Beat") -> Event:
    """Give the rows back with their reasons; nothing was written."""
    table.problems.sort(key=lambda problem: (problem.row, table.places.get(problem.key, 0)))
    beat("Đang ghi tệp trả lại", len(table.rows) // 2)
    content, at = returned(upload, table), timezone.now()
    bad_rows = len({problem.row for problem in table.problems})
    shown = [[table.cell(problem), problem.reason] for problem in table.problems[:SHOWN]]
    with transaction.atomic():
        jobs.beat(job, at=at, done=job.total_count, total=job.total_count, message=job.message)
        stored = store_file(content, name=f"Cần sửa - {_uploaded(job).name}", content_type=XLSX, by=job.created_by, at=at)
        said = {"bad_rows": bad_rows, "problem_count": len(table.problems), "problems": shown, "returned": stored.pk}
        return record(REFUSED, job, by=job.created_by, at=at, after=facts | said)


def _name(job: Job, unit_ids: Sequence[int]) -> None:
    """Let the units be found by their names; derived rows, so after the commit and in small transactions."""
    for start in range(0, len(unit_ids), NAMED):
        refresh_names(unit_ids[start : start + NAMED])
        _Beat(job, job.total_count)("Đang lập chỉ mục tên", job.total_count)


def _units_of(job: Job) -> list[int]:
    """The units of the file's codes; none for a file of people."""
    sheet = SHEETS[job.arguments["sheet"]]
    if sheet is PEOPLE:
        return []
    with open_file(_uploaded(job)) as file:
        table = Upload(file.read(), sheet).table(tick=lambda _: None)
    return [
        pk
        for batch in batches(row.text("code") for row in table.rows)
        for pk in OrgUnit.objects.filter(code__in=batch).values_list("pk", flat=True)
    ]


class _Beat:
    """Says how far the job is, in rows of the file."""

    def __init__(self, job: Job, total: int) -> None:
        self.job, self.total = job, total

    def __call__(self, message: str, done: int) -> None:
        jobs.beat(self.job, at=timezone.now(), done=min(done, self.total), total=self.total, message=message)


def _event(job: Job) -> Event | None:
    return Event.objects.filter(subject_type=job._meta.label_lower, subject_id=job.pk, action__in=[IMPORTED, REFUSED]).first()


# What the pages ask


def outcome(job: Job) -> Outcome | None:
    """What came of the import, None while nothing has. One query."""
    event = _event(job)
    if event is None:
        return None
    keys = ("rows", "new", "changed", "unchanged", "bad_rows", "problem_count")
    counts = {key: event.after[key] for key in keys if key in event.after}
    return Outcome(event.action == IMPORTED, counts, [(cell, reason) for cell, reason in event.after.get("problems", ())])


def recent_imports(person: Person, *, limit: int = 10) -> list[tuple[Job, OrgUnit]]:
    """The latest imports into what the person administers, with their scopes, newest first. Three queries."""
    mine = [OrgUnit.objects.under(unit) for unit in administered_by(person)]
    if not mine:
        return []
    seen = reduce(or_, mine).values("pk")
    scope = Case(When(kind=KIND, then=Cast(KeyTextTransform("scope", "arguments"), BigIntegerField())))  # of other jobs it may be anything
    jobs_seen = Job.objects.filter(kind=KIND).annotate(scope_id=scope).filter(scope_id__in=seen).select_related("created_by")
    latest = list(jobs_seen.order_by("-pk")[:limit])
    scopes = OrgUnit.objects.in_bulk({job.arguments["scope"] for job in latest})
    return [(job, scopes[job.arguments["scope"]]) for job in latest]


def sees_file(person: Person, stored: StoredFile) -> bool:
    """Whether the file was uploaded for an import into what the person administers. Three queries for an .xlsx."""
    if stored.content_type != XLSX:
        return False
    of_import = Job.objects.filter(arguments__file=stored.pk, kind=KIND)
    return any(may_oversee(person, job) for job in of_import)


def may_oversee(person: Person, job: Job) -> bool:
    """Whether the import is into what the person administers. Two queries."""
    scope = OrgUnit.objects.filter(pk=job.arguments["scope"]).first()
    return scope is not None and person.is_active and administers(person, scope)
