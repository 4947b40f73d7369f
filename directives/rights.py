"""What one may do to a directive. Rights follow from posts (guardian's grants on units), never from rows of one's own."""

from directives.models import Directive
from directives.queries import of_issuing_side, visible_to
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.queries import holds
from org_hierarchy.rights import Verdict, holding, register
from records.models import StoredFile

_WRITABLE = {Directive.Status.DRAFT, Directive.Status.RETURNED}


def register_acts() -> None:
    """Make the acts on directives known; called once, when the app is ready."""
    register("directive.view", Directive, _view)
    register("directive.view_drafting", Directive, _view_drafting)
    register("directive.draft", OrgUnit, _draft)
    register("directive.edit", Directive, _edit)
    register("directive.approve_content", Directive, _approve_content)
    register("directive.approve_form", Directive, _approve_form)
    register("directive.sign", Directive, _sign)
    register("directive.number", Directive, _register_out)
    register("directive.dispatch", Directive, _register_out)
    register("directive.conclude", Directive, _conclude)


def sees_file(person: Person, stored: StoredFile) -> bool:
    """Whether the file is the document of a directive that the person sees, or the source of one of the issuing side's. Two queries."""
    return visible_to(person).filter(document=stored).exists() or of_issuing_side(person).filter(source=stored).exists()


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


def _draft(person: Person, unit: OrgUnit) -> Verdict:
    return holding(person, "act_for_unit", unit)


def _edit(person: Person, directive: Directive) -> Verdict:
    if directive.status not in _WRITABLE:
        return Verdict(False, "directive.writable", "Chỉ sửa được dự thảo chưa trình hoặc đã được trả lại.")
    return holding(person, "act_for_unit", directive.drafting_unit)


def _approve_content(person: Person, directive: Directive) -> Verdict:
    return _unless_drafter(person, directive, holding(person, "review_unit", directive.drafting_unit))


def _approve_form(person: Person, directive: Directive) -> Verdict:
    return _unless_drafter(person, directive, holding(person, "check_form_for_unit", directive.issuer))


def _unless_drafter(person: Person, directive: Directive, verdict: Verdict) -> Verdict:
    if person.pk != directive.drafted_by_id:
        return verdict
    return Verdict(False, "drafter_alone", "Người soạn thảo không tự duyệt văn bản của mình. Hãy để người khác của đơn vị duyệt.")


def _sign(person: Person, directive: Directive) -> Verdict:
    return holding(person, "sign_for_unit", directive.issuer)


def _register_out(person: Person, directive: Directive) -> Verdict:
    return holding(person, "register_for_unit", directive.issuer)


def _conclude(person: Person, directive: Directive) -> Verdict:
    if holds(person, "review_unit", directive.issuer):
        return Verdict(True, "review_unit")
    return holding(person, "sign_for_unit", directive.issuer)
