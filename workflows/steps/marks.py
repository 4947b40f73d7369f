"""Marks of state secrecy in pictures and scans that go with a draft or a report: a job looks for them, for recognising letters takes longer
than a page waits. What Word, Excel and text PDF files say is looked through when they are uploaded."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import PurePosixPath

from django.db import transaction
from django.utils import timezone

from campaigns import services as campaigns
from campaigns.models import Report
from directives import services as directives
from directives.files import ReadingError, contents_of
from directives.models import Attachment, Directive
from org_hierarchy.models import Person
from records import files, jobs
from records.models import Job, StoredFile
from workflows.notices.marks import tell_of_mark
from workflows.steps.claiming import StepError

KIND = "look_for_mark"
EVIDENCE_KIND = "look_into_evidence"
"""The same in what came with reports: thousands of photos on one day, for which nobody waits."""
_LOOKED_INTO = {".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp"}
_NOT_LOOKED_INTO = {".heic"}
"""Pictures in which nothing here can recognise letters; taken before this was asked of a file."""
_FOR_SECRETS = "nếu có, tệp bị bỏ và phải gửi theo quy định về bảo vệ bí mật nhà nước."


def order_look(attachment: Attachment, *, by: Person, at: datetime) -> None:
    """Have a picture or a scan looked through; nothing for other files. In the caller's act."""
    if _suffix(attachment.file) in _LOOKED_INTO:
        title = f"Tìm dấu chỉ độ mật trong {attachment.title}"
        jobs.enqueue(KIND, key=_key(attachment), title=title[:200], arguments={"attachment": attachment.pk}, by=by, at=at)


def order_looks(report: Report, *, by: Person, at: datetime) -> None:
    """The same of what came with a report."""
    for file in report.files.all():
        if _suffix(file) in _LOOKED_INTO:
            title = f"Tìm dấu chỉ độ mật trong {file.name}"
            arguments = {"report": report.pk, "file": file.pk}
            jobs.enqueue(EVIDENCE_KIND, key=_key_of_file(file.pk), title=title[:200], arguments=arguments, by=by, at=at)


def look_for_mark(job: Job) -> None:
    """The work of both kinds: a file that bears a mark leaves the draft, or the report. May be killed at any line and run again.

    Raises ReadingError where the letters cannot be recognised (no Tesseract, a broken picture): the page says so.
    """
    if "report" in job.arguments:
        report = Report.objects.select_related("assignment__campaign").get(pk=job.arguments["report"])
        file = report.files.filter(pk=job.arguments["file"]).first()
        if file is not None and _bears_mark(job, file):
            with transaction.atomic():
                if campaigns.drop_marked_evidence(report, file, at=timezone.now()):
                    tell_of_mark(report, file_name=file.name, at=timezone.now())
        return
    attachment = Attachment.objects.select_related("file", "directive").filter(pk=job.arguments["attachment"]).first()
    if attachment is not None and _bears_mark(job, attachment.file):  # none: taken off meanwhile
        directives.drop_marked(attachment, at=timezone.now())


def _bears_mark(job: Job, file: StoredFile) -> bool:
    with files.open_file(file) as stream:
        content = stream.read()

    def progress(done: int, total: int) -> None:
        jobs.beat(job, at=timezone.now(), done=done, total=total, message=f"Đang xem trang {min(done + 1, total)} trên {total}")

    try:
        contents_of(content, name=file.name, progress=progress)
    except ReadingError as error:
        if error.code not in ("empty", "secret"):  # empty: a page without a letter
            raise
        return error.code == "secret"
    return False


def refuse_unlooked(directive: Directive) -> None:
    """Raises StepError "still_looking" while a file that would go out is still looked through. One query, none without files."""
    rows = list(directive.attachments.all())
    active = [Job.Status.QUEUED, Job.Status.RUNNING]
    if rows and Job.objects.filter(key__in=[_key(row) for row in rows], status__in=active).exists():
        words = "Tệp kèm theo còn đang được tìm dấu chỉ độ mật. Hãy chờ ít phút rồi phát hành."
        raise StepError("still_looking", words)


def looks_into(attachments: Iterable[Attachment]) -> Mapping[int, str]:
    """What is to be said of the search in each of these files that is not simply done, by id. One query, none without files."""
    rows = list(attachments)
    said = _said({_key(row): row.file for row in rows})
    return {row.pk: said[_key(row)] for row in rows if _key(row) in said}


def looks_into_evidence(reports: Iterable[Report]) -> Mapping[int, str]:
    """The same of what came with these reports, by id of the file; the files are loaded."""
    known = {_key_of_file(file.pk): file for report in reports for file in report.files.all()}
    said = _said(known)
    return {known[key].pk: words for key, words in said.items()}


def _said(known: Mapping[str, StoredFile]) -> dict[str, str]:
    found = {job.key: job for job in Job.objects.filter(key__in=list(known))} if known else {}
    said: dict[str, str] = {}
    for key, file in known.items():
        job = found.get(key)
        if _suffix(file) in _NOT_LOOKED_INTO:
            said[key] = "Hệ thống không tìm được dấu chỉ độ mật trong ảnh kiểu này; vui lòng tự kiểm tra."
        elif job is None or job.status == Job.Status.DONE:
            continue
        elif job.status == Job.Status.FAILED:
            said[key] = f"Chưa tìm được dấu chỉ độ mật, vui lòng tự kiểm tra. {job.error}"
        else:
            said[key] = f"Đang tìm dấu chỉ độ mật trong tệp này; {_FOR_SECRETS}"
    return said


def _suffix(file: StoredFile) -> str:
    return PurePosixPath(file.name).suffix.lower()


def _key(attachment: Attachment) -> str:
    return f"{KIND}:{attachment.pk}"


def _key_of_file(file: int) -> str:
    return f"{KIND}:file:{file}"
