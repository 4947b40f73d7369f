"""Each act on a directive, from a draft to its conclusion, and on the copies that units receive."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from directives.documents import DOCX, letter_docx, letter_name
from directives.drafting import Draft
from directives.models import Directive, Recipient, Register, RegisterEntry
from directives.queries import WROTE, version_of
from directives.services.correcting import keep_corrections, keep_proposal
from directives.services.errors import DirectiveError
from directives.services.recipients import STRONGEST_FIRST, recipients_of
from directives.services.registers import draw, enter, hold, refuse_taken_number, register_of, take
from directives.services.rows import checks_of, folded, one_line, values_of, within, write_parts
from org_hierarchy.models import Appointment, Mandate, OrgUnit, Person
from org_hierarchy.services import Way, ways_to_sign, why_not
from records.events import digest, record
from records.files import store_file
from records.models import Event

_WRITABLE = (Directive.Status.DRAFT, Directive.Status.RETURNED)
_IN_REVIEW = (Directive.Status.SUBMITTED, Directive.Status.CONTENT_APPROVED, Directive.Status.FORM_APPROVED)

# Drafting


@transaction.atomic
def draft_directive(issuer: OrgUnit, *, content: Draft, by: Person, at: datetime) -> Directive:
    """Keep a draft of a directive of this unit. It may still lack what `submit_directive` asks for.

    Raises DirectiveError: `secret` (the text carries a stamp of secrecy), `too_long`, `bad_value`. A fixed number of queries.
    """
    values = values_of(content)
    directive = Directive.objects.create(issuer=issuer, drafted_by=by, created_at=at, step_since=at, **values)
    write_parts(directive, content, by=by, at=at, checks={})
    if content.is_proposal:
        keep_proposal(directive, content, at=at)
    record("directives.drafted", directive, by=by, at=at, after={"subject": directive.subject, "kind": directive.kind})
    return directive


@transaction.atomic
def redraft_directive(directive: Directive, *, content: Draft, by: Person, at: datetime, version: int | None = None) -> Directive:
    """Replace the content of a draft, or of one that was returned; its status stays. Where it differs from what was read is kept.

    Raises DirectiveError as `draft_directive` does, and `frozen` once it is signed, `stale` while others are checking it, or when it was
    written anew since `version`.
    """
    before = {"subject": directive.subject, "kind": directive.kind}
    if Directive.objects.filter(pk=directive.pk, status__in=_WRITABLE).update(**values_of(content)) != 1:
        raise _not_writable(directive)
    _refuse_unseen(directive, version)
    checks = checks_of(directive)
    for rows in (directive.duties, directive.provisions, directive.bases, directive.recipient_lines):
        rows.all().delete()
    directive.refresh_from_db()
    write_parts(directive, content, by=by, at=at, checks=checks)
    if content.is_proposal:
        keep_proposal(directive, content, at=at)
    else:
        keep_corrections(directive, content, by=by, at=at)
    record("directives.redrafted", directive, by=by, at=at, before=before, after={"subject": directive.subject, "kind": directive.kind})
    return directive


@transaction.atomic
def submit_directive(directive: Directive, *, by: Person, at: datetime, version: int | None = None) -> Directive:
    """Send a draft to be checked. Raises DirectiveError `incomplete` (the message lists what is missing), `number_taken` or `stale`."""
    directive.refresh_from_db()
    refuse_taken_number(directive, at)
    missing = [
        words
        for words, is_there in (
            ("trích yếu", bool(directive.subject)),
            ("ký hiệu", bool(directive.symbol)),
            ("địa danh", bool(directive.place)),
            ("nội dung", directive.provisions.exists()),
        )
        if not is_there
    ]
    if missing:
        raise DirectiveError("incomplete", f"Dự thảo còn thiếu {', '.join(missing)}. Hãy bổ sung rồi trình lại.")
    nobody = {"content_approved_by": None, "form_approved_by": None}
    _move(directive, _WRITABLE, Directive.Status.SUBMITTED, at=at, version=version, return_reason="", **nobody)
    record("directives.submitted", directive, by=by, at=at)
    return directive


@transaction.atomic
def approve_content(directive: Directive, *, by: Person, at: datetime, version: int | None = None) -> Directive:
    """The drafting unit answers for the content (NĐ 30/2020, Điều 12.1). Raises DirectiveError `drafter_alone`, `stale`."""
    _refuse_its_writer(directive, by)
    _move(directive, [Directive.Status.SUBMITTED], Directive.Status.CONTENT_APPROVED, at=at, version=version, content_approved_by=by)
    record("directives.content_approved", directive, by=by, at=at)
    return directive


@transaction.atomic
def approve_form(directive: Directive, *, by: Person, at: datetime, version: int | None = None) -> Directive:
    """The office answers for form and technique (NĐ 30/2020, Điều 12.2). Raises DirectiveError `drafter_alone`, `stale`."""
    _refuse_its_writer(directive, by)
    _move(directive, [Directive.Status.CONTENT_APPROVED], Directive.Status.FORM_APPROVED, at=at, version=version, form_approved_by=by)
    record("directives.form_approved", directive, by=by, at=at)
    return directive


@transaction.atomic
def return_draft(directive: Directive, *, reason: str, by: Person, at: datetime, version: int | None = None) -> Directive:
    """Give a draft back before it is signed, with what to change. Raises DirectiveError `reason_missing`, `too_long`, `stale`."""
    reason = _reason(reason, "Hãy ghi lý do trả lại để người soạn biết cần sửa gì.")
    nobody = {"content_approved_by": None, "form_approved_by": None}
    _move(directive, _IN_REVIEW, Directive.Status.RETURNED, at=at, version=version, return_reason=reason, **nobody)
    record("directives.returned", directive, by=by, at=at, after={"reason": reason})
    return directive


@transaction.atomic
def sign_directive(
    directive: Directive,
    *,
    appointment: Appointment,
    mandate: Mandate | None = None,
    in_own_name: bool = False,
    by: Person,
    at: datetime,
    version: int | None = None,
) -> Directive:
    """Sign in a post that the person holds on that day: one that signs for the issuer, or one with a `mandate` to (TL., TUQ.).
    `in_own_name`: for the head of a collective body himself, without TM.

    The signature block, the text and its duties are frozen with it; the ground of the signature is in the event.
    Raises DirectiveError: `not_signer` (another's post, one that gives no way to sign here, or not held on that day), `number_taken` (while
    it can still be returned), `stale`; and the codes of `org_hierarchy.services.signature`, which say why this person has no way at all
    (NĐ 30/2020, Điều 13).
    """
    directive.refresh_from_db()
    today = timezone.localdate(at)
    if directive.number is not None:  # a number is borne from the signature on, so nobody may draw it meanwhile
        hold(register_of(directive.issuer_id, Register.Direction.OUT, (directive.issued_date or today).year))
    refuse_taken_number(directive, at)
    way = _way(directive, (appointment, mandate, in_own_name), by=by, today=today)
    signature = {"authority_lines": list(way.block.authority_lines), "title": way.block.title, "name": way.block.name}
    signed = {"signer": by, "signature": signature, "signed_at": at}
    _move(directive, [Directive.Status.FORM_APPROVED], Directive.Status.SIGNED, at=at, version=version, **signed)
    record("directives.signed", directive, by=by, at=at, after=signature | {"ground": way.ground})
    return directive


def _way(directive: Directive, chosen: tuple[Appointment, Mandate | None, bool], *, by: Person, today: date) -> Way:
    appointment = chosen[0]
    ways = ways_to_sign(by, directive.issuer, kind=directive.kind, on=today)
    for way in ways:
        if (way.capacity.appointment, way.capacity.mandate, way.in_own_name) == chosen:
            return way
    is_held = appointment.valid_from <= today and (appointment.valid_to is None or today < appointment.valid_to)
    if ways or appointment.person_id != by.pk or not is_held:
        raise DirectiveError(
            "not_signer",
            f"Chỉ người đang giữ chức vụ có thẩm quyền ký văn bản của {directive.issuer.name} mới ký được bằng chức vụ đó. "
            "Hãy chọn lại cách ký.",
        )
    error = why_not(by, directive.issuer, kind=directive.kind, on=today)
    raise DirectiveError(error.code, str(error))


# Numbering and dispatch


@transaction.atomic
def number_directive(directive: Directive, *, by: Person, at: datetime, today: date) -> RegisterEntry:
    """Enter a signed directive in its issuer's register of documents sent, of the year of its date (NĐ 30/2020, Điều 15).

    A number that came with the text is kept, and later ones go on after it; else the next one is drawn that no signed text bears. A text
    without a date gets today's. Nothing is drawn by an act that fails.
    Raises DirectiveError: `number_taken`, `date_ahead` (dated after today), `stale`.
    """
    directive.refresh_from_db()
    issued_date = directive.issued_date or today
    if issued_date > today:
        raise DirectiveError("date_ahead", f"Văn bản ghi ngày {issued_date:%d/%m/%Y}, chưa tới. Hãy cấp số vào ngày đó.")
    # The status first: whoever comes second is told so before a number is touched, given or drawn.
    _move(directive, [Directive.Status.SIGNED], Directive.Status.NUMBERED, at=at, issued_date=issued_date)
    register = register_of(directive.issuer_id, Register.Direction.OUT, issued_date.year)
    number = take(register, directive.number) if directive.number else draw(register)
    entry = enter(register, number, directive=directive, by=by, at=at)
    directive.number = number
    directive.folded_subject = folded(directive.designation, directive.subject)
    directive.save(update_fields=["number", "folded_subject"])
    record("directives.numbered", directive, by=by, at=at, after={"number": number, "year": register.year})
    return entry


@transaction.atomic
def issue_directive(directive: Directive, *, by: Person | None, at: datetime) -> Directive:
    """Send a numbered directive: its recipients are frozen as they stand on the day of `at`, and its .docx is written, once.

    Sent to: whom it is addressed to and whom its duties make responsible, and its monitor (EXECUTE); the partners (COORDINATE); the lines
    of Nơi nhận that name a unit (REPORT when "để b/c", else KNOW). One row per unit, with its strongest role. A phrase that nobody answers
    to sends nothing. Raises DirectiveError `stale`. Queries: a fixed number, one per different group, one INSERT per 1,000 units.
    """
    directive.refresh_from_db()
    stored = store_file(letter_docx(directive), name=letter_name(directive), content_type=DOCX, by=by, at=at)
    _move(directive, [Directive.Status.NUMBERED], Directive.Status.ISSUED, at=at, issued_at=at, document=stored)
    roles = recipients_of(directive, on=timezone.localdate(at))
    Recipient.objects.bulk_create(
        [Recipient(directive=directive, unit_id=unit_id, role=role, sent_at=at) for unit_id, role in sorted(roles.items())],
        batch_size=1000,
        ignore_conflicts=True,
    )
    counts = {role: sum(1 for given in roles.values() if given == role) for role in STRONGEST_FIRST}
    record("directives.issued", directive, by=by, at=at, after={"count": len(roles), "digest": digest(roles), "roles": counts})
    return directive


@transaction.atomic
def conclude_directive(directive: Directive, *, by: Person, at: datetime) -> Directive:
    """Close an issued directive. Raises DirectiveError `stale`."""
    _move(directive, [Directive.Status.ISSUED], Directive.Status.CONCLUDED, at=at, concluded_at=at)
    record("directives.concluded", directive, by=by, at=at)
    return directive


# What a unit does with the copy it was sent


@transaction.atomic
def receive_directive(recipient: Recipient, *, by: Person | None, at: datetime, today: date) -> RegisterEntry:
    """Enter a copy in the unit's register of documents received, with the next số đến of the year (NĐ 30/2020, Điều 22).

    Raises DirectiveError `stale` when it was received or refused before.
    """
    register = register_of(recipient.unit_id, Register.Direction.IN, today.year)
    number = draw(register)
    _move_copy(recipient, Recipient.Status.RECEIVED, received_at=at, received_by=by)
    entry = enter(register, number, directive=recipient.directive, recipient=recipient, by=by, at=at)
    record("directives.received", recipient, by=by, at=at, after={"number": number, "year": register.year})
    return entry


@transaction.atomic
def refuse_directive(recipient: Recipient, *, reason: str, by: Person, at: datetime) -> Recipient:
    """Send a copy back that was addressed wrongly. Raises DirectiveError `reason_missing`, `too_long`, `stale`."""
    reason = _reason(reason, "Hãy ghi lý do từ chối để cơ quan gửi biết.")
    _move_copy(recipient, Recipient.Status.REFUSED)
    record("directives.refused", recipient, by=by, at=at, after={"reason": reason})
    return recipient


# How a status moves


def _move(directive: Directive, expected: Iterable[str], status: str, *, at: datetime, version: int | None = None, **values: Any) -> None:
    """The one UPDATE; the object in hand follows it."""
    values["step_since"] = at
    if Directive.objects.filter(pk=directive.pk, status__in=list(expected)).update(status=status, **values) != 1:
        now = Directive.objects.filter(pk=directive.pk).values_list("status", flat=True).first()
        words = Directive.Status(now).label if now else "không còn"
        raise DirectiveError("stale", f"Văn bản đang ở bước “{words}” nên không làm được việc này. Hãy tải lại trang.")
    _refuse_unseen(directive, version)
    directive.status = status
    for name, value in values.items():
        setattr(directive, name, value)


def _move_copy(recipient: Recipient, status: str, **values: Any) -> None:
    if Recipient.objects.filter(pk=recipient.pk, status=Recipient.Status.SENT).update(status=status, **values) != 1:
        raise DirectiveError("stale", "Văn bản này đã được đơn vị tiếp nhận hoặc từ chối trước đó. Hãy tải lại trang.")
    recipient.status = status
    for name, value in values.items():
        setattr(recipient, name, value)


def _refuse_unseen(directive: Directive, version: int | None) -> None:
    """Refuse what was decided on an older text than the present one.

    Asked after the act's UPDATE, which holds the row until commit: before it, a text could still be written between the answer and the act.
    """
    if version is None or version == version_of(directive):
        return
    raise DirectiveError(
        "stale",
        "Văn bản đã có người sửa và lưu sau khi bạn mở trang, nên thao tác trên bản cũ chưa được ghi nhận. Hãy xem bản mới rồi làm lại.",
    )


def _refuse_its_writer(directive: Directive, by: Person) -> None:
    """Nobody approves what they wrote themselves, be it the first draft or a later change."""
    wrote = Event.objects.filter(subject_type=Directive._meta.label_lower, subject_id=directive.pk, action__in=WROTE, by=by)
    if by.pk == directive.drafted_by_id or wrote.exists():
        raise DirectiveError("drafter_alone", "Người soạn thảo không tự duyệt văn bản của mình. Hãy để người khác của đơn vị duyệt.")


def _not_writable(directive: Directive) -> DirectiveError:
    status = Directive.objects.values_list("status", flat=True).get(pk=directive.pk)
    if status in _IN_REVIEW:
        return DirectiveError("stale", "Văn bản đang được duyệt nên chưa sửa được. Hãy đề nghị trả lại dự thảo trước.")
    return DirectiveError("frozen", "Văn bản đã ký nên nội dung không sửa được nữa. Muốn thay đổi, hãy ban hành văn bản sửa đổi, thay thế.")


def _reason(text: str, ask: str) -> str:
    reason = one_line(text)
    if not reason:
        raise DirectiveError("reason_missing", ask)
    return within("Lý do", reason, 1000)
