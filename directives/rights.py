"""What one may do to a directive. Rights follow from posts (guardian's grants on units), never from rows of one's own."""

from django.db.models import Q
from django.utils import timezone

from directives.lineage import having
from directives.models import Comment, Copy, Directive, Opinion, Recipient
from directives.queries import (
    UNSIGNED,
    acting_units,
    drafted_together,
    of_issuing_side,
    to_sign_by_mandate,
    visible_to,
)
from org_hierarchy.models import OrgUnit, Person, UnitGrant
from org_hierarchy.queries import BY_MANDATE, SIGNING, holds, keepers_of, outside_remit, posts_of, successors_of
from org_hierarchy.rights import Verdict, administering, holding, register
from records.models import StoredFile

_WRITABLE = {Directive.Status.DRAFT, Directive.Status.RETURNED}


def register_acts() -> None:
    """Make the acts on directives known; called once, when the app is ready."""
    register("directive.view", Directive, _view, "Xem văn bản")
    register("directive.view_drafting", Directive, _view_drafting, "Xem quá trình soạn thảo")
    register("directive.print", Directive, _print, "Tải bản in, xem kết quả kiểm tra trước khi ký")
    register("directive.draft", OrgUnit, _draft, "Soạn văn bản của đơn vị")
    register("directive.edit", Directive, _edit, "Sửa dự thảo")
    register("directive.submit", Directive, _submit, "Trình dự thảo")
    register("directive.let_draft", Directive, _let_draft, "Mời người khác cùng soạn thảo")
    register("directive.comment", Directive, _comment, "Góp ý dự thảo")
    register("comment.close", Comment, _close_comment)
    register("directive.attach", Directive, _edit, "Kèm tệp vào dự thảo")
    register("directive.ask_opinions", Directive, _ask_opinions, "Xin ý kiến đơn vị khác")
    register("opinion.answer", Opinion, _answer_opinion)
    register("directive.approve_content", Directive, _approve_content, "Duyệt nội dung")
    register("directive.approve_form", Directive, _approve_form, "Kiểm tra thể thức")
    register("directive.sign", Directive, _sign, "Ký ban hành")
    register("directive.number", Directive, _number, "Cấp số, vào sổ")
    register("directive.dispatch", Directive, _register_out, "Phát hành")
    register("directive.declare_effect", Directive, _edit, "Khai việc thay thế, sửa đổi, đính chính, thu hồi văn bản khác")
    register("recipient.view", Recipient, _view_copy, "Xem việc gửi, nhận văn bản của đơn vị")
    register("recipient.answer", Recipient, _answer, "Từ chối, trả lại hoặc giữ văn bản đã nhận")
    register("directive.take_back", Directive, _register_out, "Đề nghị đơn vị trả lại văn bản")
    register("directive.send_copy_again", Directive, _register_out, "Gửi lại cho đơn vị đã từ chối")
    register("directive.send_outside", Directive, _register_out, "Gửi văn bản ra ngoài hệ thống")
    register("directive.void_number", Directive, _register_out, "Hủy số đã cấp khi chưa phát hành")
    register("directive.take_signature_back", Directive, _take_signature_back, "Rút chữ ký khi chưa cấp số")
    register("directive.copy", Directive, _copy, "Sao y, sao lục, trích sao")
    register("directive.set_series", OrgUnit, administering, "Đặt cách đánh số văn bản của đơn vị")
    register("directive.conclude", Directive, _conclude, "Kết thúc đợt triển khai")
    register("directive.set_office_rules", OrgUnit, administering, "Đặt quy chế văn thư của đơn vị")
    register("directive.grant_view", Directive, _grant_view, "Cho người khác xem theo ngoại lệ")


def sees_file(person: Person, stored: StoredFile) -> bool:
    """Whether the file is the document of a directive that the person sees, its PDF, the scan of it as signed, a file that goes with it, or
    a copy that a unit of the person's made of it; or the source, or any copy, of one of the issuing side's. Two queries."""
    own = Q(copies__in=Copy.objects.filter(document=stored, unit__in=acting_units(person)))
    part = Q(document=stored) | Q(pdf=stored) | Q(signed_copy=stored) | Q(attachments__file=stored) | own
    if visible_to(person).filter(part).exists():
        return True
    return of_issuing_side(person).filter(Q(source=stored) | Q(copies__document=stored)).exists()


def _view(person: Person, directive: Directive) -> Verdict:
    if visible_to(person).filter(pk=directive.pk).exists():
        return Verdict(True, "directive.visible")
    return Verdict(
        False, "directive.visible", "Bạn chỉ xem được văn bản do đơn vị mình soạn, ban hành, nhận, hoặc cấp dưới ban hành để triển khai."
    )


def _view_drafting(person: Person, directive: Directive) -> Verdict:
    if of_issuing_side(person).filter(pk=directive.pk).exists():
        return Verdict(True, "directive.issuing_side")
    return Verdict(False, "directive.issuing_side", "Chỉ cơ quan ban hành và đơn vị soạn thảo xem được quá trình soạn thảo văn bản.")


def _print(person: Person, directive: Directive) -> Verdict:
    """Whoever sees how it comes about, whoever may sign it by mandate now, and whoever has signed it."""
    if directive.signer_id == person.pk or to_sign_by_mandate(person).filter(pk=directive.pk).exists():
        return Verdict(True, "directive.signing")
    return _view_drafting(person, directive)


def _grant_view(person: Person, directive: Directive) -> Verdict:
    for codename, unit in (("sign_for_unit", directive.issuer), ("decide_for_unit", directive.drafting_unit)):
        if holds(person, codename, unit):
            return Verdict(True, codename, grant=(codename, unit))
    return holding(person, "decide_for_unit", directive.issuer)


def _draft(person: Person, unit: OrgUnit) -> Verdict:
    return holding(person, "act_for_unit", unit)


def _edit(person: Person, directive: Directive) -> Verdict:
    if directive.status not in _WRITABLE:
        return Verdict(False, "directive.writable", "Chỉ sửa được dự thảo chưa trình hoặc đã được trả lại.")
    return _drafting(person, directive)


def _drafting(person: Person, directive: Directive) -> Verdict:
    """Whoever acts for the drafting unit, or was let to draft together with it."""
    own = holding(person, "act_for_unit", directive.drafting_unit)
    if not own and drafted_together(person).filter(content_object=directive).exists():
        return Verdict(True, "draft_together")
    return own


def _submit(person: Person, directive: Directive) -> Verdict:
    """The drafting unit alone hands its draft in."""
    if directive.status not in _WRITABLE:
        return Verdict(False, "directive.writable", "Chỉ trình được dự thảo chưa trình hoặc đã được trả lại.")
    return holding(person, "act_for_unit", directive.drafting_unit)


def _let_draft(person: Person, directive: Directive) -> Verdict:
    """Its drafter, and whoever approves content for the drafting unit, before the signature."""
    if directive.status not in UNSIGNED:
        return Verdict(False, "directive.unsigned", "Văn bản đã ký nên không còn cùng soạn thảo.")
    if person.pk == directive.drafted_by_id and (own := holding(person, "act_for_unit", directive.drafting_unit)):
        return own
    return holding(person, "decide_for_unit", directive.drafting_unit)


def _comment(person: Person, directive: Directive) -> Verdict:
    """Whoever takes part in its way to the signature."""
    if directive.status not in UNSIGNED:
        return Verdict(False, "directive.unsigned", "Văn bản đã ký nên không còn nhận góp ý.")
    if to_sign_by_mandate(person).filter(pk=directive.pk).exists():
        return Verdict(True, BY_MANDATE, grant=(BY_MANDATE, directive.issuer))
    return _view_drafting(person, directive)


def _close_comment(person: Person, comment: Comment) -> Verdict:
    """Whoever drafts the text, and whoever said it."""
    if comment.directive.status not in UNSIGNED:
        return Verdict(False, "directive.unsigned", "Văn bản đã ký nên góp ý giữ nguyên như khi ký.")
    if comment.by_id == person.pk:
        return Verdict(True, "comment.own")
    return _drafting(person, comment.directive)


def _ask_opinions(person: Person, directive: Directive) -> Verdict:
    if directive.status not in UNSIGNED:
        return Verdict(False, "directive.unsigned", "Văn bản đã ký nên không xin ý kiến được nữa.")
    return holding(person, "act_for_unit", directive.drafting_unit)


def _answer_opinion(person: Person, opinion: Opinion) -> Verdict:
    return holding(person, "act_for_unit", opinion.unit)


def _approve_content(person: Person, directive: Directive) -> Verdict:
    return _unless_drafter(person, directive, holding(person, "decide_for_unit", directive.drafting_unit))


def _approve_form(person: Person, directive: Directive) -> Verdict:
    return _unless_drafter(person, directive, holding(person, "check_form_for_unit", directive.issuer))


def _unless_drafter(person: Person, directive: Directive, verdict: Verdict) -> Verdict:
    if person.pk != directive.drafted_by_id:
        return verdict
    words = "Người soạn thảo không tự duyệt văn bản của mình. Hãy để người khác của đơn vị duyệt."
    return Verdict(False, "drafter_alone", words, verdict.grant)


def _sign(person: Person, directive: Directive) -> Verdict:
    """By an own post at the issuer, of a deputy in his field, or by a mandate that covers this type of document; only its signature, never
    what else a post gives."""
    own = _within_remit(person, directive, holding(person, "sign_for_unit", directive.issuer))
    if own or not holds(person, BY_MANDATE, directive.issuer):
        return own
    if to_sign_by_mandate(person).filter(pk=directive.pk).exists():
        return Verdict(True, BY_MANDATE, grant=(BY_MANDATE, directive.issuer))
    words = f"Việc giao ký thừa lệnh, thừa ủy quyền của {directive.issuer.name} không gồm loại văn bản này, hoặc văn bản không chờ ký."
    return Verdict(False, BY_MANDATE, words, own.grant)


def _within_remit(person: Person, directive: Directive, verdict: Verdict) -> Verdict:
    """The verdict on who signs by a post, unless he is a deputy in charge of other units than the one that has drafted it."""
    today = timezone.localdate()  # asked of now
    seats = [held for held in posts_of(person, on=today) if held.post.unit_id == directive.issuer_id and held.post.role in SIGNING]
    if not verdict or not seats or {held.pk for held in seats} - outside_remit(seats, directive.drafting_unit, on=today):
        return verdict
    words = f"Văn bản do {directive.drafting_unit.name} soạn không thuộc lĩnh vực bạn phụ trách"
    words = f"{words}; hãy trình người đứng đầu hoặc cấp phó phụ trách."
    return Verdict(False, "signing.remit", words, verdict.grant)


def _number(person: Person, directive: Directive) -> Verdict:
    """In the issuer's own books alone."""
    return holding(person, "register_for_unit", directive.issuer)


def _register_out(person: Person, directive: Directive) -> Verdict:
    """The clerk of the issuer, of the one that goes on with what it had numbered and, of what an ended one has issued, of whoever keeps
    its papers."""
    own = _number(person, directive)
    if own:
        return own
    keepers = keepers_of(directive.issuer, on=timezone.localdate()) if directive.issued_at else []
    verdicts = [holding(person, "register_for_unit", one) for one in dict.fromkeys([_issuing_now(directive), *keepers])]
    return next((verdict for verdict in verdicts if verdict), verdicts[0])


def _view_copy(person: Person, recipient: Recipient) -> Verdict:
    """Whoever sees the document; and of a copy that was refused or given back, the people of its unit."""
    own = holding(person, "act_for_unit", recipient.unit)
    return own or _view(person, recipient.directive)


def _answer(person: Person, recipient: Recipient) -> Verdict:
    return holding(person, "act_for_unit", recipient.unit)


def _take_signature_back(person: Person, directive: Directive) -> Verdict:
    """Who signed it, while he still signs for the issuer in any way; and whoever signs for the issuer by an own post."""
    own = holding(person, "sign_for_unit", directive.issuer)
    if not own and directive.signer_id == person.pk and holds(person, BY_MANDATE, directive.issuer):
        return Verdict(True, BY_MANDATE, grant=(BY_MANDATE, directive.issuer))
    return own


def _copy(person: Person, directive: Directive) -> Verdict:
    """For a unit that has issued it or was sent it, or keeps the papers of such a one, by whoever keeps that unit's registers."""
    mine = UnitGrant.objects.filter(group__user=person, permission__codename="register_for_unit")
    if having(directive).filter(pk__in=mine.values("content_object")).exists():
        return Verdict(True, "register_for_unit")
    words = "Chỉ văn thư của cơ quan ban hành, của đơn vị đã nhận văn bản hoặc của đơn vị kế thừa được sao văn bản này."
    return Verdict(False, "register_for_unit", words, ("register_for_unit", directive.issuer))


def _conclude(person: Person, directive: Directive) -> Verdict:
    """Of the issuer while its people hold its rights, and of the one that continues it."""
    now = _issuing_now(directive)
    for issuer in dict.fromkeys([directive.issuer, now]):
        if holds(person, "sign_for_unit", issuer):
            return Verdict(True, "sign_for_unit", grant=("sign_for_unit", issuer))
        if holds(person, "decide_for_unit", issuer):
            return Verdict(True, "decide_for_unit", grant=("decide_for_unit", issuer))
    return holding(person, "decide_for_unit", now)


def _issuing_now(directive: Directive) -> OrgUnit:
    """Its issuer, or the one that continues an issuer that has ended; of several, or where none does, the one that somebody named: it has
    become the side that drafts it."""
    issuer, today = directive.issuer, timezone.localdate()
    if issuer.valid_to is None or issuer.valid_to > today:
        return issuer
    heirs = successors_of(issuer, on=today)
    if len(heirs) == 1:
        return heirs[0]
    return directive.drafting_unit if not heirs or directive.drafting_unit in heirs else issuer
