"""The signature: in which capacity somebody signs, and what freezes with it."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from directives.documents import letter_facts, signature_of
from directives.freezing import frozen
from directives.models import Directive
from directives.services.errors import DirectiveError
from directives.services.formalities import refuse_bad_layout
from directives.services.moving import move
from directives.services.rows import folded
from directives.services.templates import refuse_unfilled
from org_hierarchy.models import Appointment, Mandate, Person
from org_hierarchy.services import Way, ways_to_sign, why_not
from records.events import record
from records.models import StoredFile


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

    The signature block, the text and its duties are frozen with it (`Directive.facts`: what the document prints); the ground of the
    signature is in the event. Number and date that the text came with are no longer its own: both are given when it is numbered.
    Raises DirectiveError: `not_signer` (another's post, one that gives no way to sign here, or not held on that day), `unfilled` (a place
    of its skeleton is open), `stale`; and the codes of `org_hierarchy.services.signature`,
    which say why this person has no way at all (NĐ 30/2020, Điều 13).
    """
    directive.refresh_from_db()
    today = timezone.localdate(at)
    refuse_unfilled(directive)
    way = _way(directive, (appointment, mandate, in_own_name), by=by, today=today)
    block = way.block
    refuse_bad_layout(directive, today=today, signature=signature_of(block.as_json()))
    signature = block.as_json()
    signed = {"signer": by, "signature": signature, "signed_at": at}
    move(directive, [Directive.Status.FORM_APPROVED], Directive.Status.SIGNED, at=at, version=version, **signed)
    directive.facts = frozen(letter_facts(directive))
    directive.number = directive.issued_date = None  # given by the clerk; what the text said of them stays in the facts
    directive.folded_subject = folded(directive.designation, directive.subject)
    directive.save(update_fields=["facts", "number", "issued_date", "folded_subject"])
    record("directives.signed", directive, by=by, at=at, after=signature | {"ground": way.ground})
    return directive


def _way(directive: Directive, chosen: tuple[Appointment, Mandate | None, bool], *, by: Person, today: date) -> Way:
    appointment = chosen[0]
    ways = ways_to_sign(by, directive.issuer, kind=directive.kind, on=today, drafted_in=directive.drafting_unit)
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
    error = why_not(by, directive.issuer, kind=directive.kind, on=today, drafted_in=directive.drafting_unit)
    raise DirectiveError(error.code, str(error))


@transaction.atomic
def attach_signed_copy(directive: Directive, *, scan: StoredFile, by: Person, at: datetime) -> Directive:
    """Keep the scan of the paper as it was signed; a better one takes its place until the document is issued.

    Raises DirectiveError `stale` before the signature and after the issue.
    """
    waiting = Directive.objects.filter(pk=directive.pk, status__in=[Directive.Status.SIGNED, Directive.Status.NUMBERED])
    if waiting.update(signed_copy=scan) != 1:
        raise DirectiveError("stale", "Bản quét chữ ký chỉ kèm được từ khi ký đến trước khi phát hành. Hãy tải lại trang.")
    before, directive.signed_copy = directive.signed_copy_id, scan
    record("directives.signed_copy_attached", directive, by=by, at=at, before={"file": before}, after={"file": scan.pk, "name": scan.name})
    return directive
