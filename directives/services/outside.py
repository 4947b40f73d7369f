"""Those whom no unit of the system answers to: how each copy goes to them, and how that went."""

import smtplib
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet

from directives.documents import DOCX
from directives.models import Directive, OutsideRecipient
from directives.services.errors import DirectiveError
from directives.services.moving import given_reason
from directives.services.rows import one_line, within
from org_hierarchy.models import Person
from records.events import record
from records.files import open_file
from records.models import StoredFile

Channel, Status = OutsideRecipient.Channel, OutsideRecipient.Status
MOST_COPIES = 999
NOT_SENT = (Status.WAITING, Status.FAILED)


@transaction.atomic
def settle_outside(directive: Directive, lines: Mapping[int, str]) -> None:
    """Let the rows be these lines, by their place among all lines; what the clerk has said of one that stays is kept. Three queries.

    Only before the issue: nothing has been sent to anybody yet.
    """
    known = dict(directive.outside_recipients.values_list("position", "name"))
    gone = [position for position, name in known.items() if lines.get(position) != name]
    directive.outside_recipients.filter(position__in=gone).delete()
    new = {position: name for position, name in lines.items() if known.get(position) != name}
    OutsideRecipient.objects.bulk_create(
        (OutsideRecipient(directive=directive, position=position, name=name[:300]) for position, name in new.items()),
        ignore_conflicts=True,  # of two who give it a number at once, the later is told by the status
    )


@transaction.atomic
def set_way(outside: OutsideRecipient, *, channel: str, email: str, copies: int, by: Person, at: datetime) -> OutsideRecipient:
    """Say how a copy is to go, and how many of paper; one that could not be sent waits again.

    Raises DirectiveError: `bad_value`, `email_missing`, `stale` when it has gone out.
    """
    email = email.strip()
    if channel not in Channel.values or not 1 <= copies <= MOST_COPIES:
        raise DirectiveError("bad_value", f"Hãy chọn thư điện tử hoặc bản giấy, và số bản từ 1 đến {MOST_COPIES}.")
    if channel == Channel.EMAIL:
        try:
            validate_email(email)
        except ValidationError as error:
            raise DirectiveError("email_missing", "Hãy ghi địa chỉ thư điện tử của nơi nhận, ví dụ vanthu@coquan.gov.vn.") from error
    before = {"channel": outside.channel, "email": outside.email, "copies": outside.copies}
    after = {"channel": channel, "email": within("Địa chỉ thư", email, 254), "copies": copies}
    _move(outside, NOT_SENT, status=Status.WAITING, note="", **after)
    record("directives.outside_set", outside, by=by, at=at, before=before, after=after)
    return outside


@transaction.atomic
def record_paper(outside: OutsideRecipient, *, note: str, by: Person, at: datetime) -> OutsideRecipient:
    """Keep how the paper went: the postal number, or who took it.

    Raises DirectiveError: `reason_missing`, `too_long`, `not_paper`, `not_issued`, `stale` when it has gone out.
    """
    note = within("Ghi chú", given_reason(note, "Hãy ghi số bưu gửi, hoặc người đã nhận."), 300)
    refuse_before_issue(outside.directive)
    if outside.channel != Channel.PAPER:
        raise DirectiveError("not_paper", "Nơi nhận này được gửi bằng thư điện tử. Hãy đổi sang bản giấy rồi ghi lại.")
    _move(outside, NOT_SENT, channel=Channel.PAPER, status=Status.SENT, note=note, sent_at=at, sent_by=by)
    after = {"channel": outside.channel, "note": note, "name": outside.name}
    record("directives.outside_sent", outside, by=by, at=at, before={"status": Status.WAITING}, after=after)
    return outside


def send_email(outside: OutsideRecipient, *, by: Person | None, at: datetime) -> OutsideRecipient:
    """Send the document, with the scan of it as signed, to the row's address, and keep how that went; one that has gone is left alone.

    A worker killed between the server's answer and our row sends it a second time: a letter twice is better than none.
    Raises DirectiveError `not_sent` with the reason, which the row keeps too; `not_issued`.
    """
    outside.refresh_from_db()
    refuse_before_issue(outside.directive)
    if outside.channel != Channel.EMAIL or outside.status == Status.SENT:
        return outside
    reason = _sent(outside)
    with transaction.atomic():
        values = {"status": Status.FAILED if reason else Status.SENT, "note": reason, "sent_at": at, "sent_by": by}
        _move(outside, NOT_SENT, channel=Channel.EMAIL, **values)
        action = "directives.outside_failed" if reason else "directives.outside_sent"
        record(action, outside, by=by, at=at, after={"channel": outside.channel, "email": outside.email, "note": reason})
    if reason:
        raise DirectiveError("not_sent", reason)
    return outside


def waiting_for_email(directive: Directive) -> QuerySet[OutsideRecipient]:
    """Those of a directive to whom a letter is still to go, in order. One query."""
    return directive.outside_recipients.filter(channel=Channel.EMAIL, status=Status.WAITING).order_by("position")


def refuse_before_issue(directive: Directive) -> None:
    """Raises DirectiveError `not_issued`."""
    if directive.issued_at is None:
        raise DirectiveError("not_issued", "Văn bản chưa phát hành. Hãy phát hành rồi gửi ra ngoài hệ thống.")


def _sent(outside: OutsideRecipient) -> str:
    """Send it; why it could not be sent, blank when it went."""
    if not settings.EMAIL_HOST:
        return "Hệ thống chưa có máy chủ thư (EMAIL_URL). Hãy báo quản trị hệ thống, hoặc gửi bản giấy."
    directive = outside.directive
    issuer = directive.issuer.name
    attached = list(directive.attachments.select_related("file").order_by("position"))
    text = f"Kính gửi: {outside.name}\n\n{issuer} gửi văn bản số {directive.designation}: {directive.subject}.\nVăn bản kèm theo thư này."
    if attached:
        text = f"{text}\nTài liệu kèm theo văn bản: {'; '.join(one.title for one in attached)}."
    letter = EmailMessage(one_line(f"{directive.designation}: {directive.subject}"), text, to=[outside.email])
    for stored, kind in ((directive.document, DOCX), (directive.signed_copy, ""), *((one.file, "") for one in attached)):
        if stored is not None:
            letter.attach(stored.name, _content(stored), kind or stored.content_type)
    try:
        letter.send()
    except (smtplib.SMTPException, OSError) as error:
        return f"Máy chủ thư không nhận: {one_line(str(error))[:200]}. Hãy kiểm tra địa chỉ rồi gửi lại."
    return ""


def _content(stored: StoredFile) -> bytes:
    with open_file(stored) as file:
        return file.read()


def _move(outside: OutsideRecipient, expected: tuple[str, ...], **values: object) -> None:
    if OutsideRecipient.objects.filter(pk=outside.pk, status__in=expected).update(**values) != 1:
        raise DirectiveError("stale", "Văn bản đã được gửi đến nơi này. Hãy tải lại trang.")
    for name, value in values.items():
        setattr(outside, name, value)
