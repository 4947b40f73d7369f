"""Marks of state secrecy in pictures and scans that go with a draft: a job looks for them, for recognising letters takes longer than a
page waits. What Word, Excel and text PDF files say is looked through when they are uploaded."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import PurePosixPath

from django.utils import timezone

from directives import services as directives
from directives.files import ReadingError, contents_of
from directives.models import Attachment, Directive
from org_hierarchy.models import Person
from records import files, jobs
from records.models import Job
from workflows.steps.claiming import StepError

KIND = "look_for_mark"
_LOOKED_INTO = {".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff"}
_NOT_LOOKED_INTO = {".webp", ".heic"}
"""Pictures in which nothing here can recognise letters."""


def order_look(attachment: Attachment, *, by: Person, at: datetime) -> None:
    """Have a picture or a scan looked through; nothing for other files. In the caller's act."""
    if _suffix(attachment) in _LOOKED_INTO:
        jobs.enqueue(
            KIND,
            key=_key(attachment),
            title=f"Tìm dấu chỉ độ mật trong {attachment.title}",
            arguments={"attachment": attachment.pk},
            by=by,
            at=at,
        )


def look_for_mark(job: Job) -> None:
    """The work of KIND: a file that bears a mark leaves the draft. May be killed at any line and run again.

    Raises ReadingError where the letters cannot be recognised (no Tesseract, a broken picture): the page says so.
    """
    attachment = Attachment.objects.select_related("file", "directive").filter(pk=job.arguments["attachment"]).first()
    if attachment is None:  # taken off meanwhile
        return
    with files.open_file(attachment.file) as stream:
        content = stream.read()

    def progress(done: int, total: int) -> None:
        jobs.beat(job, at=timezone.now(), done=done, total=total, message=f"Đang xem trang {min(done + 1, total)} trên {total}")

    try:
        contents_of(content, name=attachment.file.name, progress=progress)
    except ReadingError as error:
        if error.code == "empty":  # a page without a letter
            return
        if error.code != "secret":
            raise
        directives.drop_marked(attachment, at=timezone.now())


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
    known = {job.key: job for job in Job.objects.filter(key__in=[_key(row) for row in rows])} if rows else {}
    said: dict[int, str] = {}
    for row in rows:
        job = known.get(_key(row))
        if _suffix(row) in _NOT_LOOKED_INTO:
            said[row.pk] = "Hệ thống không tìm được dấu chỉ độ mật trong ảnh kiểu này; vui lòng tự kiểm tra."
        elif job is None or job.status == Job.Status.DONE:
            continue
        elif job.status == Job.Status.FAILED:
            said[row.pk] = f"Chưa tìm được dấu chỉ độ mật, vui lòng tự kiểm tra. {job.error}"
        else:
            said[row.pk] = "Đang tìm dấu chỉ độ mật trong tệp này; nếu có, tệp bị bỏ khỏi văn bản."
    return said


def _suffix(attachment: Attachment) -> str:
    return PurePosixPath(attachment.file.name).suffix.lower()


def _key(attachment: Attachment) -> str:
    return f"{KIND}:{attachment.pk}"
