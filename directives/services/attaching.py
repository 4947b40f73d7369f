"""Tệp kèm theo: files that go out with a document. They change while its text may be written, and are frozen with the signature."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from directives.models import Attachment, Directive
from directives.queries import BEFORE_ISSUE
from directives.services.errors import DirectiveError
from directives.services.moving import WRITABLE
from directives.services.rows import one_line, within
from directives.services.versions import keep_beside
from org_hierarchy.models import Person
from records.events import record
from records.files import discard_file
from records.models import StoredFile

MARKED_SOURCE = (
    "Tệp đã tải lên có dấu chỉ độ mật nên không được giữ lại; hãy xử lý văn bản đó ngoài hệ thống, theo quy định về bảo vệ bí mật nhà nước."
)
MOST = 20
TITLE = 200


@transaction.atomic
def attach_file(directive: Directive, *, title: str, file: StoredFile, by: Person, at: datetime) -> Attachment:
    """Put a file behind those that go with the document already; without a title it is called as the file is.

    Raises DirectiveError: `frozen` (not writable now), `too_many`, `too_long`.
    """
    title = within("Tên tài liệu", one_line(title) or file.name, TITLE)
    _hold_writable(directive)
    if directive.attachments.count() >= MOST:
        raise DirectiveError("too_many", f"Mỗi văn bản kèm tối đa {MOST} tệp. Hãy gộp hoặc bỏ bớt tệp.")
    last = directive.attachments.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    attachment = Attachment.objects.create(directive=directive, position=position, title=title, file=file, added_by=by, added_at=at)
    keep_beside(directive, by=by, at=at)
    record("directives.file_attached", directive, by=by, at=at, after={"title": title, "name": file.name, "sha256": file.sha256})
    return attachment


@transaction.atomic
def remove_file(attachment: Attachment, *, by: Person, at: datetime) -> None:
    """Take a file off; its bytes stay in the store. Raises DirectiveError `frozen`, `stale` (gone already)."""
    _hold_writable(attachment.directive)
    if not Attachment.objects.filter(pk=attachment.pk).delete()[0]:
        raise DirectiveError("stale", "Tệp này không còn kèm theo văn bản. Hãy tải lại trang.")
    keep_beside(attachment.directive, by=by, at=at)
    before = {"title": attachment.title, "name": attachment.file.name, "sha256": attachment.file.sha256}
    record("directives.file_removed", attachment.directive, by=by, at=at, before=before)


@transaction.atomic
def drop_marked(attachment: Attachment, *, at: datetime) -> bool:
    """Take off a file in which a mark of state secrecy was found, by the system itself and at any step before the issue, and keep no byte.

    After the issue it cannot be taken from those who have it: the event says what was found, and False is returned.
    """
    directive = Directive.objects.select_for_update(no_key=True).only("status").get(pk=attachment.directive_id)
    about = {"title": attachment.title, "name": attachment.file.name, "sha256": attachment.file.sha256}
    if directive.status not in BEFORE_ISSUE:
        record("directives.mark_found", attachment.directive, by=None, at=at, after=about)
        return False
    if Attachment.objects.filter(pk=attachment.pk).delete()[0]:
        discard_file(attachment.file)
        record("directives.marked_file_dropped", attachment.directive, by=None, at=at, before=about)
    return True


@transaction.atomic
def drop_marked_source(directive: Directive, *, at: datetime) -> None:
    """The same of the file that a draft was to be read from; the draft stays, to be filled in by hand, and says why."""
    source = directive.source
    note = {"message": MARKED_SOURCE, "start": 0, "end": 0}
    if source is None or not Directive.objects.filter(pk=directive.pk, source=source).update(source=None, source_notes=[note]):
        return
    directive.source, directive.source_notes = None, [note]
    discard_file(source)
    about = {"title": source.name, "name": source.name, "sha256": source.sha256}
    record("directives.marked_file_dropped", directive, by=None, at=at, before=about)


@transaction.atomic
def raise_file(attachment: Attachment, *, by: Person, at: datetime) -> None:
    """Change places with the file before it; nothing for the first. Raises DirectiveError `frozen`, `stale` (gone meanwhile)."""
    _hold_writable(attachment.directive)
    rows = list(attachment.directive.attachments.order_by("position"))
    place = next((place for place, row in enumerate(rows) if row.pk == attachment.pk), None)
    if place is None:
        raise DirectiveError("stale", "Tệp này không còn kèm theo văn bản. Hãy tải lại trang.")
    if place == 0:
        return
    upper, lower = rows[place - 1], rows[place]
    free = rows[-1].position + 1  # no two may stand in one place, even for a moment
    for pk, position in ((lower.pk, free), (upper.pk, lower.position), (lower.pk, upper.position)):
        Attachment.objects.filter(pk=pk).update(position=position)
    keep_beside(attachment.directive, by=by, at=at)
    record("directives.files_ordered", attachment.directive, by=by, at=at, after={"title": lower.title, "place": place})


def _hold_writable(directive: Directive) -> None:
    """The row is held until commit: two who add at once come one after the other."""
    if Directive.objects.select_for_update(no_key=True).only("status").get(pk=directive.pk).status not in WRITABLE:
        raise DirectiveError("frozen", "Văn bản đã trình hoặc đã ký nên tệp kèm theo giữ nguyên. Hãy đề nghị trả lại dự thảo trước.")
