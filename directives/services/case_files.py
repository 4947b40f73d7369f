"""Hồ sơ: opened by whoever handles a matter, filled with its documents, closed when it is done (NĐ 30/2020, Điều 28-31)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import capfirst

from directives.lineage import resting_on
from directives.models import Basis, CaseDocument, CaseFile, Directive, IncomingDocument
from directives.queries import OUT, visible_to
from directives.services.errors import DirectiveError
from directives.services.rows import one_line, within
from org_hierarchy.models import OrgUnit, Person
from records.events import record

MOST_DOCUMENTS = 2_000
MOST_GATHERED = 500
RETENTION = ("Vĩnh viễn", "70 năm", "50 năm", "20 năm", "10 năm", "05 năm", "02 năm")
"""How long a file is kept, in the words of the lists of files."""


@transaction.atomic
def open_case_file(
    unit: OrgUnit, *, year: int, code: str, title: str, retention: str, keeper: Person, by: Person, at: datetime, today: date
) -> CaseFile:
    """Open a file in the unit's list of a year. Raises DirectiveError: `code_missing`, `title_missing`, `too_long`, `bad_value`,
    `code_taken`."""
    code, title = within("Số và ký hiệu hồ sơ", one_line(code).replace(" ", ""), 20), within("Tiêu đề hồ sơ", one_line(title), 500)
    if not code:
        raise DirectiveError("code_missing", "Hãy ghi số và ký hiệu hồ sơ, ví dụ 05.VX.")
    if not title:
        raise DirectiveError("title_missing", "Hãy ghi tiêu đề hồ sơ.")
    if retention not in RETENTION or not 1945 <= year <= today.year + 1:
        raise DirectiveError("bad_value", f"Hãy chọn thời hạn bảo quản, và năm từ 1945 đến {today.year + 1}.")
    try:
        with transaction.atomic():
            made = CaseFile.objects.create(
                unit=unit, year=year, code=code, title=title, retention=retention, keeper=keeper, opened_on=today
            )
    except IntegrityError as error:
        raise DirectiveError("code_taken", f"Danh mục năm {year} của đơn vị đã có hồ sơ {code}. Hãy ghi số khác.") from error
    record("directives.case_opened", made, by=by, at=at, after={"code": code, "title": title, "unit": unit.pk})
    return made


@transaction.atomic
def add_directives(case_file: CaseFile, directives: Iterable[Directive], *, by: Person, at: datetime) -> int:
    """Put directives into a file, each once; how many were new. A fixed number of statements.

    Raises DirectiveError `closed`, `too_many`.
    """
    _hold_open(case_file)
    there = set(case_file.documents.filter(directive__isnull=False).values_list("directive", flat=True))
    new = {one.pk: one for one in directives if one.pk not in there}
    _refuse_too_many(case_file, len(new))
    CaseDocument.objects.bulk_create(
        CaseDocument(
            case_file=case_file,
            directive=one,
            designation=one.designation[:80],
            day=one.issued_date,
            author=one.issuer.name[:300],
            title=f"{one.get_kind_display()}: {capfirst(one.subject)}"[:600],
            added_by=by,
            added_at=at,
        )
        for one in new.values()
    )
    _tell(case_file, new, by=by, at=at)
    return len(new)


@transaction.atomic
def add_incoming(case_file: CaseFile, incoming: IncomingDocument, *, by: Person, at: datetime) -> CaseDocument:
    """Put a document that came into a file. Raises DirectiveError `closed`, `too_many`, `there_already`."""
    _hold_open(case_file)
    _refuse_too_many(case_file, 1)
    if case_file.documents.filter(incoming=incoming).exists():
        raise DirectiveError("there_already", "Văn bản này đã có trong hồ sơ.")
    made = CaseDocument.objects.create(
        case_file=case_file,
        incoming=incoming,
        designation=incoming.designation[:80],
        day=incoming.issued_date,
        author=incoming.agency[:300],
        title=f"{incoming.type_name or 'Văn bản'}: {capfirst(incoming.subject)}"[:600],
        added_by=by,
        added_at=at,
    )
    _tell(case_file, [made.pk], by=by, at=at)
    return made


@transaction.atomic
def add_paper(case_file: CaseFile, *, values: Mapping[str, Any], by: Person, at: datetime) -> CaseDocument:
    """Put a paper into a file that is not in the system; `values`: designation, day, author, title, pages, note.

    Raises DirectiveError `closed`, `too_many`, `title_missing`, `too_long`.
    """
    _hold_open(case_file)
    _refuse_too_many(case_file, 1)
    title = within("Tên loại và trích yếu", one_line(values["title"]), 600)
    if not title:
        raise DirectiveError("title_missing", "Hãy ghi tên loại và trích yếu của giấy tờ.")
    made = CaseDocument.objects.create(
        case_file=case_file,
        designation=within("Số, ký hiệu", one_line(values["designation"]), 80),
        day=values["day"],
        author=within("Tác giả", one_line(values["author"]), 300),
        title=title,
        pages=values["pages"],
        note=within("Ghi chú", one_line(values["note"]), 300),
        added_by=by,
        added_at=at,
    )
    _tell(case_file, [made.pk], by=by, at=at)
    return made


@transaction.atomic
def take_out(document: CaseDocument, *, by: Person, at: datetime) -> None:
    """Take a document out of an open file; the document itself stays where it is. Raises DirectiveError `closed`, `stale`."""
    _hold_open(document.case_file)
    if not CaseDocument.objects.filter(pk=document.pk).delete()[0]:
        raise DirectiveError("stale", "Văn bản này đã được đưa ra khỏi hồ sơ. Hãy tải lại trang.")
    record("directives.case_taken_out", document.case_file, by=by, at=at, before={"title": document.title})


@transaction.atomic
def close_case_file(case_file: CaseFile, *, by: Person, at: datetime, today: date) -> CaseFile:
    """The matter is done: the file is complete and waits for the archive. Raises DirectiveError `empty`, `stale` (closed already)."""
    if not case_file.documents.exists():
        raise DirectiveError("empty", "Hồ sơ chưa có văn bản nào. Hãy đưa văn bản vào trước khi kết thúc.")
    if CaseFile.objects.filter(pk=case_file.pk, closed_on=None).update(closed_on=today) != 1:
        raise DirectiveError("stale", "Hồ sơ đã kết thúc. Hãy tải lại trang.")
    case_file.closed_on = today
    record("directives.case_closed", case_file, by=by, at=at, after={"day": today.isoformat()})
    return case_file


def belonging_to(directive: Directive, person: Person) -> list[Directive]:
    """What makes the file of a directive: itself, what it cites in the system, and what was issued on its ground, as far as the person sees
    it; itself first. Four queries."""
    cited = Basis.objects.filter(directive=directive, cited__isnull=False).values("cited")
    below = resting_on(directive).order_by().values("pk")
    around = visible_to(person).filter(Q(pk__in=cited) | Q(pk__in=below), status__in=OUT).exclude(pk=directive.pk)
    found = around.select_related("issuer").defer("source_text", "facts").order_by("issued_date", "pk")
    return [directive, *found[:MOST_GATHERED]]


def _hold_open(case_file: CaseFile) -> None:
    held = CaseFile.objects.select_for_update(no_key=True).only("closed_on").get(pk=case_file.pk)
    if held.closed_on is not None:
        raise DirectiveError("closed", "Hồ sơ đã kết thúc nên không thêm, bớt văn bản được nữa.")


def _refuse_too_many(case_file: CaseFile, more: int) -> None:
    if case_file.documents.count() + more > MOST_DOCUMENTS:
        raise DirectiveError("too_many", f"Một hồ sơ có tối đa {MOST_DOCUMENTS} văn bản. Hãy lập thêm hồ sơ (tập 2).")


def _tell(case_file: CaseFile, added: Collection[int], *, by: Person, at: datetime) -> None:
    if added:
        record("directives.case_filled", case_file, by=by, at=at, after={"count": len(added), "first": sorted(added)[:20]})
