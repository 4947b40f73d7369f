"""What happens to a directive, from a draft to its conclusion, and to the copies that units receive.

Every act moves the status by one UPDATE that names the status it expects, so that of two people at once one wins and the other is told.
Who may do what is asked before (`org_hierarchy.rights`); here only what no right can lift: nobody approves what they wrote themselves,
nor a text that they have not seen. An act that is told the `version` before its actor's eyes (`directives.queries.version_of`) is
refused with "stale" when the text has been written anew since.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from directives import drafting
from directives.documents import DOCX, letter_docx, letter_name
from directives.drafting import Draft
from directives.models import Basis, Directive, Duty, DutyParty, Provision, Recipient, RecipientLine, Register, RegisterEntry
from directives.queries import WROTE, units_of_parties, version_of
from directives.reading.dates import YEARS
from org_hierarchy.models import Appointment, OrgUnit, Person
from org_hierarchy.names import Directory, Group, Resolution, members
from org_hierarchy.services import OrgError, signature_block
from records.events import digest, record
from records.files import store_file
from records.models import Event
from records.text import fold, nfc

SHARED_SERIES = "chung"
"""One series for all of a unit's types (NĐ 30/2020, Điều 15 leaves to its head which types share one)."""

STRONGEST_FIRST = (Recipient.Role.EXECUTE, Recipient.Role.COORDINATE, Recipient.Role.REPORT, Recipient.Role.KNOW)
_WRITABLE = (Directive.Status.DRAFT, Directive.Status.RETURNED)
_IN_REVIEW = (Directive.Status.SUBMITTED, Directive.Status.CONTENT_APPROVED, Directive.Status.FORM_APPROVED)


class DirectiveError(Exception):
    """An act that cannot be done; `code` is stable, the message tells the user what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


# Drafting


@transaction.atomic
def draft_directive(issuer: OrgUnit, *, content: Draft, by: Person, at: datetime) -> Directive:
    """Keep a draft of a directive of this unit. It may still lack what `submit_directive` asks for.

    Raises DirectiveError: `secret` (the text carries a stamp of secrecy), `too_long`, `bad_value`. A fixed number of queries.
    """
    values = _values(content)
    directive = Directive.objects.create(issuer=issuer, drafted_by=by, created_at=at, **values)
    _write_parts(directive, content)
    record("directives.drafted", directive, by=by, at=at, after={"subject": directive.subject, "kind": directive.kind})
    return directive


@transaction.atomic
def redraft_directive(directive: Directive, *, content: Draft, by: Person, at: datetime, version: int | None = None) -> Directive:
    """Replace the content of a draft, or of one that was returned; its status stays.

    Raises DirectiveError as `draft_directive` does, and `frozen` once it is signed, `stale` while others are checking it, or when it was
    written anew since `version`.
    """
    before = {"subject": directive.subject, "kind": directive.kind}
    if Directive.objects.filter(pk=directive.pk, status__in=_WRITABLE).update(**_values(content)) != 1:
        raise _not_writable(directive)
    _refuse_unseen(directive, version)
    for rows in (directive.duties, directive.provisions, directive.bases, directive.recipient_lines):
        rows.all().delete()
    directive.refresh_from_db()
    _write_parts(directive, content)
    record("directives.redrafted", directive, by=by, at=at, before=before, after={"subject": directive.subject, "kind": directive.kind})
    return directive


@transaction.atomic
def submit_directive(directive: Directive, *, by: Person, at: datetime, version: int | None = None) -> Directive:
    """Send a draft to be checked. Raises DirectiveError `incomplete` (the message lists what is missing), `number_taken` or `stale`."""
    directive.refresh_from_db()
    _refuse_taken_number(directive, at)
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
    _move(directive, _WRITABLE, Directive.Status.SUBMITTED, version=version, return_reason="", **nobody)
    record("directives.submitted", directive, by=by, at=at)
    return directive


@transaction.atomic
def approve_content(directive: Directive, *, by: Person, at: datetime, version: int | None = None) -> Directive:
    """The drafting unit answers for the content (NĐ 30/2020, Điều 12.1). Raises DirectiveError `drafter_alone`, `stale`."""
    _refuse_its_writer(directive, by)
    _move(directive, [Directive.Status.SUBMITTED], Directive.Status.CONTENT_APPROVED, version=version, content_approved_by=by)
    record("directives.content_approved", directive, by=by, at=at)
    return directive


@transaction.atomic
def approve_form(directive: Directive, *, by: Person, at: datetime, version: int | None = None) -> Directive:
    """The office answers for form and technique (NĐ 30/2020, Điều 12.2). Raises DirectiveError `drafter_alone`, `stale`."""
    _refuse_its_writer(directive, by)
    _move(directive, [Directive.Status.CONTENT_APPROVED], Directive.Status.FORM_APPROVED, version=version, form_approved_by=by)
    record("directives.form_approved", directive, by=by, at=at)
    return directive


@transaction.atomic
def return_draft(directive: Directive, *, reason: str, by: Person, at: datetime, version: int | None = None) -> Directive:
    """Give a draft back before it is signed, with what to change. Raises DirectiveError `reason_missing`, `too_long`, `stale`."""
    reason = _reason(reason, "Hãy ghi lý do trả lại để người soạn biết cần sửa gì.")
    nobody = {"content_approved_by": None, "form_approved_by": None}
    _move(directive, _IN_REVIEW, Directive.Status.RETURNED, version=version, return_reason=reason, **nobody)
    record("directives.returned", directive, by=by, at=at, after={"reason": reason})
    return directive


@transaction.atomic
def sign_directive(directive: Directive, *, appointment: Appointment, by: Person, at: datetime, version: int | None = None) -> Directive:
    """Sign in the post that the person holds with the issuer; the signature block, the text and its duties are frozen with it.

    Raises DirectiveError: `not_signer` (another's post, another unit's, or not held on that day), `cannot_sign` (a post that does not sign;
    NĐ 30/2020, Điều 13), `number_taken` (while it can still be returned), `stale`.
    """
    directive.refresh_from_db()
    today = timezone.localdate(at)
    if directive.number is not None:  # a number is borne from the signature on, so nobody may draw it meanwhile
        _hold(_register(directive.issuer_id, Register.Direction.OUT, (directive.issued_date or today).year))
    _refuse_taken_number(directive, at)
    is_held = appointment.valid_from <= today and (appointment.valid_to is None or today < appointment.valid_to)
    if appointment.person_id != by.pk or appointment.post.unit_id != directive.issuer_id or not is_held:
        raise DirectiveError(
            "not_signer", f"Chỉ người đang giữ chức vụ tại {directive.issuer.name} mới ký được bằng chức vụ đó. Hãy chọn lại người ký."
        )
    try:
        block = signature_block(appointment, kind=directive.kind)
    except OrgError as error:
        raise DirectiveError(error.code, str(error)) from error
    signature = {"authority_lines": list(block.authority_lines), "title": block.title, "name": block.name}
    signed = {"signer": by, "signature": signature, "signed_at": at}
    _move(directive, [Directive.Status.FORM_APPROVED], Directive.Status.SIGNED, version=version, **signed)
    record("directives.signed", directive, by=by, at=at, after=signature)
    return directive


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
    _move(directive, [Directive.Status.SIGNED], Directive.Status.NUMBERED, issued_date=issued_date)
    register = _register(directive.issuer_id, Register.Direction.OUT, issued_date.year)
    number = _take(register, directive.number) if directive.number else _draw(register)
    entry = _enter(register, number, directive=directive, by=by, at=at)
    directive.number = number
    directive.folded_subject = _folded(directive.designation, directive.subject)
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
    _move(directive, [Directive.Status.NUMBERED], Directive.Status.ISSUED, issued_at=at, document=stored)
    roles = _recipients(directive, on=timezone.localdate(at))
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
    _move(directive, [Directive.Status.ISSUED], Directive.Status.CONCLUDED, concluded_at=at)
    record("directives.concluded", directive, by=by, at=at)
    return directive


# What a unit does with the copy it was sent


@transaction.atomic
def receive_directive(recipient: Recipient, *, by: Person | None, at: datetime, today: date) -> RegisterEntry:
    """Enter a copy in the unit's register of documents received, with the next số đến of the year (NĐ 30/2020, Điều 22).

    Raises DirectiveError `stale` when it was received or refused before.
    """
    register = _register(recipient.unit_id, Register.Direction.IN, today.year)
    number = _draw(register)
    _move_copy(recipient, Recipient.Status.RECEIVED, received_at=at, received_by=by)
    entry = _enter(register, number, directive=recipient.directive, recipient=recipient, by=by, at=at)
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


def _move(directive: Directive, expected: Iterable[str], status: str, *, version: int | None = None, **values: Any) -> None:
    """The one UPDATE; the object in hand follows it."""
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
    reason = _text(text)
    if not reason:
        raise DirectiveError("reason_missing", ask)
    return _within("Lý do", reason, 1000)


# Numbers


def _refuse_taken_number(directive: Directive, at: datetime) -> None:
    """A number that came with the text must be free before anything is signed, for afterwards the text is frozen."""
    if directive.number is None:
        return
    year = (directive.issued_date or timezone.localdate(at)).year
    given = RegisterEntry.objects.filter(
        register__unit=directive.issuer_id, register__direction=Register.Direction.OUT, number=directive.number
    )
    given = given.filter(register__series=SHARED_SERIES, register__year=year).exclude(directive=directive)
    if given.exists() or _borne(directive.issuer_id, year).filter(number=directive.number).exclude(pk=directive.pk).exists():
        raise _number_taken(directive.number, year)


def _borne(unit_id: int, year: int) -> QuerySet[Directive]:
    """The unit's signed texts that came with a number, which the clerk has not entered yet."""
    waiting = Directive.objects.filter(issuer=unit_id, status=Directive.Status.SIGNED, number__isnull=False)
    return waiting.filter(Q(issued_date__year=year) | Q(issued_date=None))


def _number_taken(number: int, year: int) -> DirectiveError:
    words = f"Số {number:02d} của năm {year} đã cấp cho văn bản khác. Hãy bỏ trống số trong dự thảo để hệ thống cấp số kế tiếp."
    return DirectiveError("number_taken", words)


def _register(unit_id: int, direction: str, year: int) -> Register:
    register, _ = Register.objects.get_or_create(unit_id=unit_id, direction=direction, series=SHARED_SERIES, year=year)
    return register


def _hold(register: Register) -> None:
    """Keep the book until commit: whoever draws from it at the same time waits, and then sees what was done."""
    Register.objects.filter(pk=register.pk).update(last_number=F("last_number"))


def _draw(register: Register) -> int:
    """The next number, past those that signed texts bear: they get them whenever the clerk enters them."""
    _hold(register)
    number: int = Register.objects.values_list("last_number", flat=True).get(pk=register.pk) + 1
    if register.direction == Register.Direction.OUT:
        borne = set(_borne(register.unit_id, register.year).filter(number__gte=number).values_list("number", flat=True))
        number = next(free for free in count(number) if free not in borne)
    Register.objects.filter(pk=register.pk).update(last_number=number)
    return number


def _take(register: Register, number: int) -> int:
    Register.objects.filter(pk=register.pk).update(last_number=Greatest(F("last_number"), number))
    return number


def _enter(register: Register, number: int, *, by: Person | None, at: datetime, **what: Any) -> RegisterEntry:
    try:
        with transaction.atomic():
            return RegisterEntry.objects.create(register=register, number=number, entered_by=by, entered_at=at, **what)
    except IntegrityError as error:
        raise _number_taken(number, register.year) from error


# Who receives


def _recipients(directive: Directive, *, on: date) -> dict[int, str]:
    """The strongest role of each unit, by its id."""
    roles: dict[int, str] = {}

    def send(unit_ids: Iterable[int], role: str) -> None:
        for unit_id in unit_ids:
            roles[unit_id] = min(role, roles.get(unit_id, role), key=STRONGEST_FIRST.index)

    directory = Directory(directive.issuer, on=on)
    parties = list(DutyParty.objects.filter(duty__directive=directive).select_related("duty"))
    named = units_of_parties(parties, on=on)
    for party in parties:
        own_work = party.duty.kind in {Duty.Kind.ACTIVITY, Duty.Kind.MILESTONE, Duty.Kind.INDIVIDUAL, Duty.Kind.NOTE}
        role = Recipient.Role.EXECUTE if party.part == DutyParty.Part.RESPONSIBLE else Recipient.Role.COORDINATE
        send((pk for pk in named[party.pk] if not (own_work and pk == directive.issuer_id)), role)
    if directive.monitor_id:
        send([directive.monitor_id], Recipient.Role.EXECUTE)
    for phrase in directive.addressees:
        send(_units_of(directory.resolve(phrase), directive, on=on), Recipient.Role.EXECUTE)
    for line in directive.recipient_lines.all():
        send(_units_of(directory.resolve(line.name), directive, on=on), _role_of(line.note))
    return roles


def _units_of(found: Resolution, directive: Directive, *, on: date) -> list[int]:
    """Whom a line of the letter means besides the issuer itself."""
    if not found.is_sure:
        return []
    if found.unit is not None:
        units = [found.unit.pk]
    else:
        units = list(members(found.group, on=on).values_list("pk", flat=True)) if found.group else []
    return [pk for pk in units if pk != directive.issuer_id]


def _role_of(note: str) -> str:
    words = fold(note).replace("/", "")
    if "bc" in words.split() or "bao cao" in words:
        return Recipient.Role.REPORT
    if "thuc hien" in words:
        return Recipient.Role.EXECUTE
    return Recipient.Role.COORDINATE if "phoi hop" in words else Recipient.Role.KNOW


# From a draft to rows


def _values(content: Draft) -> dict[str, Any]:
    """The columns of the directive itself. Raises DirectiveError for what cannot be kept."""
    text = content.source_text.replace("\x00", " ").encode(errors="replace").decode()  # as long as before: spans point into it
    everything = [text, content.subject, *content.addressees, *(p.text for p in content.provisions), *(d.text for d in content.duties)]
    if any(drafting.carries_secret_stamp(part) for part in everything):
        raise DirectiveError(
            "secret",
            "Văn bản có dấu chỉ độ mật. Hệ thống này không tiếp nhận văn bản mật; hãy xử lý theo quy định về bảo vệ bí mật nhà nước.",
        )
    if content.number is not None and not 1 <= content.number <= drafting.HIGHEST_NUMBER:
        raise DirectiveError("bad_value", f"Số văn bản phải từ 1 đến {drafting.HIGHEST_NUMBER}. Hãy sửa lại hoặc để trống.")
    _known_units(content)
    _one_of("Loại văn bản", content.kind, Directive.Kind.values)
    _one_of("Độ khẩn", content.urgency, Directive.Urgency.values)
    subject = _within("Trích yếu", _text(content.subject), drafting.SUBJECT)
    symbol = _within("Ký hiệu", _text(content.symbol).replace(" ", ""), drafting.SYMBOL)
    designation = f"{content.number:02d}/{symbol}" if content.number else symbol
    return {
        "kind": content.kind,
        "drafting_unit_id": content.drafting_unit_id,
        "urgency": content.urgency,
        "number": content.number,
        "symbol": symbol,
        "issued_date": _day("Ngày ban hành", content.issued_date),
        "place": _within("Địa danh", _text(content.place), drafting.PLACE),
        "subject": subject,
        "folded_subject": _folded(designation, subject),
        "addressees": [line for text in content.addressees if (line := _within("Kính gửi", _text(text), drafting.PHRASE))],
        "archive": _within("Lưu", _text(content.archive), drafting.ARCHIVE),
        "monitor_id": content.monitor_id,
        "monitor_reviews": content.monitor_reviews and content.monitor_id is not None,
        "source_id": content.source_id,
        "source_text": text,
    }


def _known_units(content: Draft) -> None:
    """Every unit that the draft names by id exists. One query."""
    parties = [party.unit_id for duty in content.duties for party in duty.parties]
    named = {unit_id for unit_id in (content.drafting_unit_id, content.monitor_id, *parties) if unit_id is not None}
    if OrgUnit.objects.filter(pk__in=named).count() != len(named):
        raise DirectiveError("bad_value", "Có đơn vị được chọn không tồn tại trong danh mục. Hãy chọn lại đơn vị.")


def _write_parts(directive: Directive, content: Draft) -> None:
    """Provisions, duties with their parties, bases and lines of Nơi nhận, a fixed number of INSERTs."""
    provisions = Provision.objects.bulk_create(
        Provision(
            directive=directive,
            position=position,
            kind=_one_of("Kiểu đoạn", p.kind, Provision.Kind.values),
            label=_within("Số thứ tự", _text(p.label), drafting.LABEL),
            text=_lines(p.text),
        )
        for position, p in enumerate(content.provisions)
    )
    nested = []
    for position, p in enumerate(content.provisions):
        if p.parent_position is not None:
            if not 0 <= p.parent_position < position:
                raise DirectiveError("bad_value", f"Đoạn thứ {position + 1} phải nằm dưới một đoạn đứng trước nó. Hãy sửa lại bố cục.")
            provisions[position].parent = provisions[p.parent_position]
            nested.append(provisions[position])
    Provision.objects.bulk_update(nested, ["parent"], batch_size=200)
    duties = Duty.objects.bulk_create(_duty(directive, position, duty, provisions) for position, duty in enumerate(content.duties))
    DutyParty.objects.bulk_create(
        DutyParty(
            duty=row,
            part=_one_of("Vai trò", party.part, DutyParty.Part.values),
            position=position,
            phrase=_within("Tên đơn vị", _text(party.phrase), drafting.PHRASE),
            unit_id=party.unit_id,
            group=_group(party.group) if party.unit_id is None else None,
        )
        for row, duty in zip(duties, content.duties, strict=True)
        for position, party in enumerate(duty.parties)
    )
    _write_bases(directive, content.bases)
    RecipientLine.objects.bulk_create(
        RecipientLine(
            directive=directive,
            position=position,
            name=_within("Nơi nhận", _text(line.name), drafting.PHRASE),
            note=_within("Ghi chú nơi nhận", _text(line.note), drafting.NOTE),
        )
        for position, line in enumerate(content.recipients)
    )


def _duty(directive: Directive, position: int, duty: drafting.DutyDraft, provisions: Sequence[Provision]) -> Duty:
    text = _lines(duty.text)
    if not text:
        raise DirectiveError("bad_value", f"Nhiệm vụ thứ {position + 1} chưa có nội dung. Hãy ghi nội dung hoặc bỏ nhiệm vụ đó.")
    if duty.target_percent is not None and not 0 <= duty.target_percent <= 1000:
        raise DirectiveError("bad_value", f"Chỉ tiêu của nhiệm vụ thứ {position + 1} phải từ 0 đến 1000%. Hãy sửa lại.")
    at = duty.provision_position
    return Duty(
        directive=directive,
        position=position,
        provision=provisions[at] if at is not None and 0 <= at < len(provisions) else None,
        section=_within("Mục", _text(duty.section), drafting.SECTION),
        kind=_one_of("Loại nhiệm vụ", duty.kind, Duty.Kind.values),
        role=_one_of("Vai trò", duty.role, Duty.Role.values),
        text=text,
        span_start=duty.span[0] if duty.span else None,
        span_end=duty.span[1] if duty.span else None,
        deadline_text=_within("Hạn như văn bản ghi", _text(duty.deadline_text), drafting.DEADLINE_TEXT),
        deadline=_day("Thời hạn", duty.deadline),
        strictly_before=duty.strictly_before,
        start_date=_day("Ngày bắt đầu", duty.start_date),
        period=_one_of("Định kỳ", duty.period, Duty.Period.values),
        target_percent=duty.target_percent,
    )


def _group(stored: dict[str, Any] | None) -> dict[str, Any] | None:
    """A group as it will be read again on the day of issue."""
    try:
        return None if stored is None else Group.from_json(stored).as_json()
    except (KeyError, TypeError, AttributeError) as error:
        raise DirectiveError("bad_value", "Nhóm đơn vị được chọn không dùng được. Hãy chọn lại đơn vị thực hiện.") from error


def _write_bases(directive: Directive, bases: Sequence[drafting.BasisDraft]) -> None:
    """Keep what the text cites, linked where exactly one issued directive of the system bears that number, symbol and date."""
    cited = [_citation(basis.number) for basis in bases]
    wanted = Q(pk__in=[])
    for number, symbol in filter(None, cited):
        wanted |= Q(number=number, symbol__iexact=symbol)
    known = Directive.objects.filter(wanted, status__in=[Directive.Status.ISSUED, Directive.Status.CONCLUDED]).exclude(pk=directive.pk)
    found = list(known.only("number", "symbol", "issued_date"))
    rows = []
    for position, (basis, key) in enumerate(zip(bases, cited, strict=True)):
        same = [
            d
            for d in found
            if key and (d.number, d.symbol.casefold()) == (key[0], key[1].casefold()) and basis.date in {None, d.issued_date}
        ]
        rows.append(
            Basis(
                directive=directive,
                position=position,
                kind=_within("Loại căn cứ", _text(basis.kind), drafting.BASIS_KIND),
                number=_within("Số căn cứ", _text(basis.number), drafting.BASIS_NUMBER),
                date=basis.date,
                issuer=_within("Cơ quan ban hành căn cứ", _text(basis.issuer), drafting.BASIS_ISSUER),
                cited=same[0] if len(same) == 1 else None,
            )
        )
    Basis.objects.bulk_create(rows)


def _citation(number: str) -> tuple[int, str] | None:
    """ "776/UBND-KGVX" → (776, "UBND-KGVX"); None for another shape."""
    digits, _, symbol = _text(number).replace(" ", "").partition("/")
    return (int(digits), symbol) if digits.isdecimal() and len(digits) <= 5 and symbol else None


def _folded(designation: str, subject: str) -> str:
    return fold(f"{designation} {subject}")[:700]


def _text(text: str) -> str:
    """One line that a person can read: NFC, without control and invisible characters."""
    return nfc("".join(c if c.isprintable() else " " if c.isspace() else "" for c in text))


def _lines(text: str) -> str:
    """The same, with its line breaks kept."""
    return "\n".join(line for part in text.splitlines() if (line := _text(part)))


def _within(field: str, text: str, length: int) -> str:
    if len(text) > length:
        raise DirectiveError("too_long", f"{field} dài {len(text)} ký tự, chỉ được {length}. Hãy rút gọn.")
    return text


def _day(field: str, day: date | None) -> date | None:
    """A day of the years that reading takes too; before the first day of the calendar there is no day to count back to."""
    if day is not None and not YEARS[0] <= day.year <= YEARS[1]:
        raise DirectiveError("bad_value", f"{field} {day:%d/%m}/{day.year} không dùng được. Hãy ghi năm từ {YEARS[0]} đến {YEARS[1]}.")
    return day


def _one_of(field: str, value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise DirectiveError("bad_value", f"{field}: giá trị “{value}” không dùng được. Hãy chọn lại trong danh sách.")
    return value
