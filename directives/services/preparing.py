"""From a draft to the two sign-offs, and back to its author."""

from datetime import datetime

from django.db import transaction

from directives.drafting import Draft
from directives.drafting.parts import may_draft_for
from directives.models import Directive
from directives.queries import WROTE, office_rules
from directives.services.commenting import follow_text, places_of, texts_of
from directives.services.correcting import keep_corrections, keep_proposal
from directives.services.effects import refuse_wrong_effects
from directives.services.errors import DirectiveError
from directives.services.formalities import refuse_too_long
from directives.services.moving import IN_REVIEW, WRITABLE, given_reason, move, refuse_unseen
from directives.services.rows import values_of, write_parts
from directives.services.templates import refuse_unfilled
from directives.services.versions import keep_version
from org_hierarchy.models import OrgUnit, Person
from records.events import record
from records.models import Event


@transaction.atomic
def draft_directive(issuer: OrgUnit, *, content: Draft, by: Person, at: datetime, drafter: Person | None = None) -> Directive:
    """Keep a draft of a directive of this unit. It may still lack what `submit_directive` asks for.

    `drafter`: who is told to write it by somebody else, whose act this is. Raises DirectiveError: `other_office` (the drafting unit is no
    part of the issuer), `secret` (the text carries a stamp of secrecy), `too_long`, `bad_value`. A fixed number of queries.
    """
    values = values_of(content)
    unit = OrgUnit.objects.get(pk=content.drafting_unit_id)
    if not may_draft_for(unit, issuer):
        words = f"{unit.name} không thuộc {issuer.name} nên không soạn được văn bản của cơ quan này."
        raise DirectiveError("other_office", f"{words} Hãy để người của {issuer.name} soạn, hoặc soạn văn bản của cơ quan mình.")
    directive = Directive.objects.create(issuer=issuer, drafted_by=drafter or by, created_at=at, step_since=at, **values)
    write_parts(directive, content, by=by, at=at)
    if content.is_proposal:
        keep_proposal(directive, content, at=at)
    keep_version(directive, content=content, by=by, at=at)
    record("directives.drafted", directive, by=by, at=at, after={"subject": directive.subject, "kind": directive.kind})
    return directive


@transaction.atomic
def redraft_directive(directive: Directive, *, content: Draft, by: Person, at: datetime, version: int | None = None) -> Directive:
    """Replace the content of a draft, or of one that was returned; its status stays. Where it differs from what was read is kept.

    Raises DirectiveError as `draft_directive` does, and `frozen` once it is signed, `stale` while others are checking it, or when it was
    written anew since `version`.
    """
    before = {"subject": directive.subject, "kind": directive.kind}
    if Directive.objects.filter(pk=directive.pk, status__in=WRITABLE).update(**values_of(content)) != 1:
        raise _not_writable(directive)
    refuse_unseen(directive, version)
    places = places_of(directive)
    before_texts = texts_of(directive.provisions.order_by("position")) if places else []
    directive.refresh_from_db()
    write_parts(directive, content, by=by, at=at)
    follow_text(directive, places, before_texts)
    if content.is_proposal:
        keep_proposal(directive, content, at=at)
    else:
        keep_corrections(directive, content, by=by, at=at)
    keep_version(directive, content=content, by=by, at=at)
    record("directives.redrafted", directive, by=by, at=at, before=before, after={"subject": directive.subject, "kind": directive.kind})
    return directive


@transaction.atomic
def submit_directive(directive: Directive, *, by: Person, at: datetime, version: int | None = None) -> Directive:
    """Send a draft to be checked: its content by the head of the drafting unit, or at once its form where the issuer's rules ask for no
    more (`OfficeRules`). Raises DirectiveError `incomplete` (the message lists what is missing), `symbol_incomplete` (a công văn that
    names no unit or field), `too_long` or `stale`."""
    directive.refresh_from_db()
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
    if directive.kind == Directive.Kind.CV and "-" not in directive.symbol:
        words = f"Ký hiệu công văn “{directive.symbol}” chưa có chữ viết tắt đơn vị soạn thảo hoặc lĩnh vực, ví dụ {directive.symbol}-VX"
        rule = "lĩnh vực của cơ quan đặt ở quy chế văn thư của đơn vị"
        raise DirectiveError("symbol_incomplete", f"{words} (NĐ 30/2020, Phụ lục I, II.3). Hãy bổ sung rồi trình lại; {rule}.")
    refuse_too_long(directive)
    refuse_unfilled(directive)
    refuse_wrong_effects(directive)
    nobody = {"content_approved_by": None, "form_approved_by": None}
    status = Directive.Status.SUBMITTED if office_rules(directive.issuer).content_sign_off else Directive.Status.CONTENT_APPROVED
    move(directive, WRITABLE, status, at=at, version=version, return_reason="", submitted_by=by, **nobody)
    record("directives.submitted", directive, by=by, at=at)
    return directive


@transaction.atomic
def approve_content(directive: Directive, *, by: Person, at: datetime, version: int | None = None) -> Directive:
    """The drafting unit answers for the content (NĐ 30/2020, Điều 12.1). Raises DirectiveError `drafter_alone`, `stale`.

    Where the issuer's rules ask for no check of form, the text goes on to the signature.
    """
    _refuse_its_writer(directive, by)
    status = Directive.Status.CONTENT_APPROVED if office_rules(directive.issuer).form_sign_off else Directive.Status.FORM_APPROVED
    move(directive, [Directive.Status.SUBMITTED], status, at=at, version=version, content_approved_by=by)
    record("directives.content_approved", directive, by=by, at=at)
    return directive


@transaction.atomic
def approve_form(directive: Directive, *, by: Person, at: datetime, version: int | None = None) -> Directive:
    """The office answers for form and technique (NĐ 30/2020, Điều 12.2). Raises DirectiveError `drafter_alone`, `stale`, `same_person`
    (who approved the content, where the issuer's rules want two people)."""
    _refuse_its_writer(directive, by)
    if not office_rules(directive.issuer).one_person_both and directive.content_approved_by_id == by.pk:
        raise DirectiveError("same_person", "Bạn đã duyệt nội dung; quy chế của cơ quan giao người khác kiểm tra thể thức.")
    move(directive, [Directive.Status.CONTENT_APPROVED], Directive.Status.FORM_APPROVED, at=at, version=version, form_approved_by=by)
    record("directives.form_approved", directive, by=by, at=at)
    return directive


@transaction.atomic
def return_draft(directive: Directive, *, reason: str, by: Person, at: datetime, version: int | None = None) -> Directive:
    """Give a draft back before it is signed, with what to change. Raises DirectiveError `reason_missing`, `too_long`, `stale`."""
    reason = given_reason(reason, "Hãy ghi lý do trả lại để người soạn biết cần sửa gì.")
    nobody = {"content_approved_by": None, "form_approved_by": None}
    move(directive, IN_REVIEW, Directive.Status.RETURNED, at=at, version=version, return_reason=reason, **nobody)
    record("directives.returned", directive, by=by, at=at, after={"reason": reason})
    return directive


def _refuse_its_writer(directive: Directive, by: Person) -> None:
    """Nobody approves what they wrote themselves, be it the first draft or a later change."""
    wrote = Event.objects.filter(subject_type=Directive._meta.label_lower, subject_id=directive.pk, action__in=WROTE, by=by)
    if by.pk == directive.drafted_by_id or wrote.exists():
        raise DirectiveError("drafter_alone", "Người soạn thảo không tự duyệt văn bản của mình. Hãy để người khác của đơn vị duyệt.")


def _not_writable(directive: Directive) -> DirectiveError:
    status = Directive.objects.values_list("status", flat=True).get(pk=directive.pk)
    if status in IN_REVIEW:
        return DirectiveError("stale", "Văn bản đang được duyệt nên chưa sửa được. Hãy đề nghị trả lại dự thảo trước.")
    return DirectiveError("frozen", "Văn bản đã ký nên nội dung không sửa được nữa. Muốn thay đổi, hãy ban hành văn bản sửa đổi, thay thế.")
