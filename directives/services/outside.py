"""Those whom no unit of the system answers to: how each copy goes to them, and how that went."""

import smtplib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet

from directives.documents import DOCX
from directives.models import Directive, Effect, OutsideRecipient
from directives.services.errors import DirectiveError
from directives.services.moving import given_reason
from directives.services.rows import one_line, within
from org_hierarchy.models import Person
from records.events import record
from records.files import open_file
from records.models import StoredFile

Channel, Status = OutsideRecipient.Channel, OutsideRecipient.Status
MOST_COPIES = 999
RECALLED = "Văn bản đã bị thu hồi nên không gửi nữa."
NOT_SENT = (Status.WAITING, Status.FAILED)
MAY_HAVE_GONE = (
    "Thư có thể đã đến nơi nhận: hệ thống dừng khi máy chủ thư chưa kịp trả lời. Hãy hỏi nơi nhận; đã nhận thì ghi “Đã đến nơi”, "
    "chưa nhận thì bấm “Gửi lại”."
)


@transaction.atomic
def settle_outside(directive: Directive, lines: Mapping[int, str]) -> None:
    """Let the rows be these lines, by their place among all lines; what the clerk has said of one that stays is kept. Three queries.

    Only before the issue: nothing has been sent to anybody yet.
    """
    known = dict(directive.outside_recipients.values_list("position", "name"))
    kept = {position: name[:300] for position, name in lines.items()}
    gone = [position for position, name in known.items() if kept.get(position) != name]
    directive.outside_recipients.filter(position__in=gone).delete()
    new = {position: name for position, name in kept.items() if known.get(position) != name}
    OutsideRecipient.objects.bulk_create(
        (OutsideRecipient(directive=directive, position=position, name=name) for position, name in new.items()),
        ignore_conflicts=True,  # of two who give it a number at once, the later is told by the status
    )


@transaction.atomic
def set_way(outside: OutsideRecipient, *, channel: str, email: str, copies: int, by: Person, at: datetime) -> OutsideRecipient:
    """Say how a copy is to go, and how many of paper; one that could not be sent, or perhaps went, waits again.

    Raises DirectiveError: `bad_value`, `email_missing`, `recalled`, `stale` when it has gone out.
    """
    email = email.strip()
    if channel not in Channel.values or not 1 <= copies <= MOST_COPIES:
        raise DirectiveError("bad_value", f"Hãy chọn thư điện tử hoặc bản giấy, và số bản từ 1 đến {MOST_COPIES}.")
    if channel == Channel.EMAIL:
        try:
            validate_email(email)
        except ValidationError as error:
            raise DirectiveError("email_missing", "Hãy ghi địa chỉ thư điện tử của nơi nhận, ví dụ vanthu@coquan.gov.vn.") from error
    _refuse_recalled(outside, _status_held(outside))
    before = {"channel": outside.channel, "email": outside.email, "copies": outside.copies}
    after: dict[str, Any] = {"channel": channel, "email": within("Địa chỉ thư", email, 254), "copies": copies}
    _move(outside, (*NOT_SENT, Status.UNSURE), status=Status.WAITING, note="", **after)
    record("directives.outside_set", outside, by=by, at=at, before=before, after=after)
    return outside


@transaction.atomic
def record_paper(outside: OutsideRecipient, *, note: str, by: Person, at: datetime) -> OutsideRecipient:
    """Keep how the paper went: the postal number, or who took it. Of a recalled document it may have gone before: its recall is then to be
    told too.

    Raises DirectiveError: `reason_missing`, `too_long`, `not_paper`, `not_issued`, `stale` when it has gone out.
    """
    note = within("Ghi chú", given_reason(note, "Hãy ghi số bưu gửi, hoặc người đã nhận."), 300)
    refuse_before_issue(outside.directive)
    if outside.channel != Channel.PAPER:
        raise DirectiveError("not_paper", "Nơi nhận này được gửi bằng thư điện tử. Hãy đổi sang bản giấy rồi ghi lại.")
    status = _status_held(outside)
    _move(outside, NOT_SENT, channel=Channel.PAPER, status=Status.SENT, note=note, sent_at=at, sent_by=by)
    after = {"channel": outside.channel, "note": note, "name": outside.name}
    record("directives.outside_sent", outside, by=by, at=at, before={"status": Status.WAITING}, after=after)
    if status == Directive.Status.RECALLED and outside.recalls_id is None:
        _tell_of_recall([outside])
    return outside


def send_email(outside: OutsideRecipient, *, by: Person | None, at: datetime) -> OutsideRecipient:
    """Send the document, with the scan of it as signed, to the row's address, and keep how that went; one that has gone is left alone.

    No letter goes twice unasked: the row says SENDING, committed, before the server is spoken to, and one that is found so, or whose
    server fell silent before it had answered, is UNSURE until a person decides (`confirm_sent`, `send_again`). A letter that goes again
    has the Message-ID that it had. Outside of any transaction of the caller's.
    Raises DirectiveError `not_sent` with the reason, which the row keeps too; `perhaps_sent`; `not_issued`; `recalled`; `stale` (given
    another way meanwhile).
    """
    outside.refresh_from_db()
    refuse_before_issue(outside.directive)
    if outside.channel != Channel.EMAIL or outside.status in (Status.SENT, Status.DROPPED):
        return outside
    if outside.status in (Status.SENDING, Status.UNSURE):
        if outside.status == Status.SENDING:
            _keep(outside, Status.UNSURE, MAY_HAVE_GONE, by=by, at=at)
        raise DirectiveError("perhaps_sent", MAY_HAVE_GONE)
    _refuse_recalled(outside, Directive.objects.values_list("status", flat=True).get(pk=outside.directive_id))
    letter = _letter(outside)
    # the letter is addressed already: another address, or paper, said meanwhile is not overwritten
    _move(outside, NOT_SENT, addressed=outside.email, status=Status.SENDING, note="", sent_at=at, sent_by=by)
    status, reason = _sent(letter)
    _keep(outside, status, reason, by=by, at=at)
    if reason:
        raise DirectiveError("perhaps_sent" if status == Status.UNSURE else "not_sent", reason)
    return outside


@transaction.atomic
def confirm_sent(outside: OutsideRecipient, *, note: str, by: Person, at: datetime) -> OutsideRecipient:
    """Say of a letter that perhaps went that it has arrived, and how that is known.

    Raises DirectiveError: `reason_missing`, `too_long`, `stale` when it is not in doubt any more.
    """
    note = within("Ghi chú", given_reason(note, "Hãy ghi ai báo đã nhận được thư."), 300)
    _move(outside, (Status.UNSURE,), status=Status.SENT, note=note)
    record("directives.outside_sent", outside, by=by, at=at, before={"status": Status.UNSURE}, after={"email": outside.email, "note": note})
    return outside


@transaction.atomic
def send_again(outside: OutsideRecipient, *, by: Person, at: datetime) -> OutsideRecipient:
    """Let a letter that perhaps went go once more. Raises DirectiveError `recalled`, `stale`."""
    _refuse_recalled(outside, _status_held(outside))
    _move(outside, (Status.UNSURE,), status=Status.WAITING, note="")
    record("directives.outside_again", outside, by=by, at=at, before={"status": Status.UNSURE}, after={"email": outside.email})
    return outside


def waiting_for_email(directive: Directive) -> QuerySet[OutsideRecipient]:
    """Those of a directive to whom a letter is still to go, in order. One query."""
    return directive.outside_recipients.filter(channel=Channel.EMAIL, status=Status.WAITING).order_by("position")


@transaction.atomic
def recall_outside(directive: Directive, *, by: Person | None, at: datetime) -> list[OutsideRecipient]:
    """Let everybody outside who has, or may have, a recalled document be told so, once, in the way that it went to them; letters that had
    not gone do not go any more. Returns the new rows, in order; asked again, none.

    Whoever it went to on paper is told on paper, as the clerk records. In the transaction of the recall: four statements and one event.
    """
    OutsideRecipient.objects.filter(directive=directive, recalls=None, channel=Channel.EMAIL, status__in=NOT_SENT).update(
        status=Status.DROPPED, note=RECALLED
    )
    # after that update, so that a letter which a worker began meanwhile is seen as on its way
    gone = directive.outside_recipients.filter(recalls=None, recall=None, status__in=[Status.SENDING, Status.UNSURE, Status.SENT])
    told = _tell_of_recall(list(gone.order_by("position")))
    if told:
        record(
            "directives.outside_recalled", directive, by=by, at=at, after={"count": len(told), "names": [one.name for one in told][:100]}
        )
    return told


def _tell_of_recall(gone: Sequence[OutsideRecipient]) -> list[OutsideRecipient]:
    return OutsideRecipient.objects.bulk_create(
        OutsideRecipient(
            directive_id=one.directive_id, position=one.position, name=one.name, channel=one.channel, email=one.email, recalls=one
        )
        for one in gone
    )


def _status_held(outside: OutsideRecipient) -> str:
    """The status of its document, held until the transaction ends: a recall comes before or after."""
    return str(Directive.objects.select_for_update(no_key=True).values_list("status", flat=True).get(pk=outside.directive_id))


def _refuse_recalled(outside: OutsideRecipient, status: str) -> None:
    if status == Directive.Status.RECALLED and outside.recalls_id is None:
        raise DirectiveError("recalled", f"{RECALLED} Nếu bản giấy đã chuyển trước khi thu hồi, hãy ghi việc đã chuyển.")


def refuse_before_issue(directive: Directive) -> None:
    """Raises DirectiveError `not_issued`."""
    if directive.issued_at is None:
        raise DirectiveError("not_issued", "Văn bản chưa phát hành. Hãy phát hành rồi gửi ra ngoài hệ thống.")


def _keep(outside: OutsideRecipient, status: str, note: str, *, by: Person | None, at: datetime) -> None:
    """How it went. Whoever was slower than the sweep, and is thought dead, knows better than who came after."""
    with transaction.atomic():
        _move(outside, (Status.SENDING, Status.UNSURE), status=status, note=note, sent_at=at, sent_by=by)
        action = {Status.SENT: "directives.outside_sent", Status.UNSURE: "directives.outside_unsure"}
        about = {"channel": outside.channel, "email": outside.email, "note": note}
        record(action.get(Status(status), "directives.outside_failed"), outside, by=by, at=at, after=about)


def _letter(outside: OutsideRecipient) -> EmailMessage:
    """The letter, whole; it is called the same each time that the same document goes to the same line."""
    directive = outside.directive
    issuer = directive.issuer.name
    if outside.recalls_id is not None:
        return _letter_of_recall(outside)
    attached = list(directive.attachments.select_related("file").order_by("position"))
    text = f"Kính gửi: {outside.name}\n\n{issuer} gửi văn bản số {directive.designation}: {directive.subject}.\nVăn bản kèm theo thư này."
    if attached:
        text = f"{text}\nTài liệu kèm theo văn bản: {'; '.join(one.title for one in attached)}."
    document = directive.document.sha256[:16] if directive.document else ""
    letter = _addressed(outside, f"{directive.designation}: {directive.subject}", text, name=f"van-ban.{outside.pk}.{document}")
    for stored, kind in ((directive.document, DOCX), (directive.signed_copy, ""), *((one.file, "") for one in attached)):
        if stored is not None:
            letter.attach(stored.name, _content(stored), kind or stored.content_type)
    letter.message()  # what cannot be written fails here, before anybody is told that it is on its way
    return letter


def _letter_of_recall(outside: OutsideRecipient) -> EmailMessage:
    """The notice of the recall: without the document, which nobody is to use any more."""
    directive = outside.directive
    effect = (
        directive.affected_by.filter(kind=Effect.Kind.RECALLS, applied_at__isnull=False).select_related("directive").order_by("pk").first()
    )
    ground = f", theo văn bản số {effect.directive.designation} ngày {effect.directive.issued_date:%d/%m/%Y}" if effect else ""
    text = (
        f"Kính gửi: {outside.name}\n\n{directive.issuer.name} đã thu hồi văn bản số {directive.designation} ngày "
        f"{directive.issued_date:%d/%m/%Y}: {directive.subject}{ground}.\n"
        "Đề nghị không sử dụng văn bản này, hủy bản điện tử và gửi trả lại bản giấy đã nhận, nếu có."
    )
    return _addressed(outside, f"Thu hồi văn bản {directive.designation}: {directive.subject}", text, name=f"thu-hoi.{outside.pk}")


def _addressed(outside: OutsideRecipient, subject: str, text: str, *, name: str) -> EmailMessage:
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
    return EmailMessage(one_line(subject), text, to=[outside.email], headers={"Message-ID": f"<{name}@{host}>"})


def _sent(letter: EmailMessage) -> tuple[OutsideRecipient.Status, str]:
    """Send it: SENT; FAILED with why it did not go; UNSURE when the server fell silent after it was spoken to."""
    if not settings.EMAIL_HOST:
        return Status.FAILED, "Hệ thống chưa có máy chủ thư (EMAIL_URL). Hãy báo quản trị hệ thống, hoặc gửi bản giấy."
    connection = get_connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        return Status.FAILED, f"Không gửi được qua máy chủ thư: {_said(error)}. Hãy gửi lại sau, hoặc báo quản trị hệ thống."
    try:
        connection.send_messages([letter])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError) as error:
        return Status.FAILED, f"Máy chủ thư không nhận: {_said(error)}. Hãy kiểm tra địa chỉ rồi gửi lại."
    except (smtplib.SMTPException, OSError, ValueError):
        return Status.UNSURE, MAY_HAVE_GONE
    finally:
        with suppress(smtplib.SMTPException, OSError):  # a server that says no goodbye has taken the letter all the same
            connection.close()
    return Status.SENT, ""


def _said(error: Exception) -> str:
    """What the server answered: its code and its words, as people read them; what the machine says where no server answered."""
    answer: tuple[int, bytes | str]
    if isinstance(error, smtplib.SMTPRecipientsRefused):  # a letter has one address here
        answer = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_code, error.smtp_error
    else:
        return one_line(str(error))[:200]
    code, words = answer
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return one_line(f"{code} {text}")[:200].rstrip(".")


def _content(stored: StoredFile) -> bytes:
    with open_file(stored) as file:
        return file.read()


def _move(outside: OutsideRecipient, expected: tuple[str, ...], *, addressed: str | None = None, **values: Any) -> None:
    """The one UPDATE; with `addressed`, only of a row that goes by e-mail to that address."""
    rows = OutsideRecipient.objects.filter(pk=outside.pk, status__in=expected)
    if addressed is not None:
        rows = rows.filter(channel=Channel.EMAIL, email=addressed)
    if rows.update(**values) != 1:
        raise DirectiveError("stale", "Văn bản đang được gửi, hoặc đã được gửi đến nơi này. Hãy tải lại trang.")
    for name, value in values.items():
        setattr(outside, name, value)
