"""What one may do to a document that came. Rights follow from posts, as for directives."""

from django.utils import timezone

from directives.drafting.parts import drafting_unit_for
from directives.incoming.queries import keeps_registers, seen_by
from directives.models import Direction, IncomingDocument
from directives.paper_rights import keeps_papers, papers_of
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.queries import holds, stands_in
from org_hierarchy.rights import Verdict, holding, register
from org_hierarchy.sight import Sight, of_units
from records.models import StoredFile

Status = IncomingDocument.Status


def register_acts() -> None:
    """Make the acts on documents that came known; called once, when the app is ready."""
    register("incoming.enter", OrgUnit, _enter, "Nhập văn bản đến")
    register("incoming.view", IncomingDocument, _view, "Xem văn bản đến")
    register("incoming.register", IncomingDocument, _keep, "Vào sổ văn bản đến")
    register("incoming.send_back", IncomingDocument, _keep, "Trả lại văn bản đến cho nơi gửi")
    register("incoming.present", IncomingDocument, _keep, "Trình văn bản đến")
    register("incoming.direct", IncomingDocument, _direct, "Cho ý kiến chỉ đạo")
    register("incoming.assign", IncomingDocument, _assign, "Phân công giải quyết")
    register("incoming.handle", IncomingDocument, _handle, "Giải quyết, kết thúc văn bản đến")
    register("incoming.implement", IncomingDocument, _implement, "Soạn văn bản triển khai văn bản đến")


def sees_file(person: Person, stored: StoredFile) -> bool:
    """Whether the file is one that came with a document that the person sees. One query, and those of a right for a document of a unit that
    has ended."""
    if seen_by(person).filter(source=stored).exists():
        return True
    left = IncomingDocument.objects.filter(source=stored, unit__valid_to__lte=timezone.localdate()).select_related("unit")
    return any(_view(person, incoming) for incoming in left)


def sights(incoming: IncomingDocument) -> list[Sight]:
    """By which rules people see the document: `_view` from the other side. No query now where its unit exists."""
    partners = OrgUnit.objects.filter(pk__in=Direction.partners.through.objects.filter(direction__incoming=incoming).values("orgunit"))
    return [
        *papers_of(incoming.unit, "Người của đơn vị nhận văn bản"),
        of_units("Người của đơn vị được giao chủ trì", OrgUnit.objects.filter(pk__in=[incoming.lead_unit_id or 0])),
        of_units("Người của các đơn vị phối hợp, cả theo ý kiến trước", partners),
    ]


def _view(person: Person, incoming: IncomingDocument) -> Verdict:
    if seen_by(person).filter(pk=incoming.pk).exists():
        return Verdict(True, "incoming.visible")
    if keeps_papers(person, incoming.unit):
        return Verdict(True, "incoming.kept")
    words = "Chỉ người của đơn vị nhận văn bản, của đơn vị được giao chủ trì hoặc phối hợp xem được văn bản đến này."
    return Verdict(False, "incoming.visible", words)


def _enter(person: Person, unit: OrgUnit) -> Verdict:
    """The clerk; in a unit without one, whoever acts for it."""
    return holding(person, "register_for_unit" if keeps_registers(unit) else "act_for_unit", unit)


def _keep(person: Person, incoming: IncomingDocument) -> Verdict:
    return _enter(person, incoming.unit)


def _direct(person: Person, incoming: IncomingDocument) -> Verdict:
    """Whom it was presented to, and whoever signs for the unit; who stands in for that one; any who decides for it, once
    nobody is there to whom it was presented."""
    unit, leader = incoming.unit, incoming.presented_to
    if holds(person, "sign_for_unit", unit):
        return Verdict(True, "sign_for_unit", grant=("sign_for_unit", unit))
    verdict = holding(person, "decide_for_unit", unit)
    if not verdict or leader is None or leader.pk == person.pk or not (leader.is_active and holds(leader, "decide_for_unit", unit)):
        return verdict
    if stands_in(person, leader, on=timezone.localdate()):
        return verdict
    words = f"Văn bản được trình {leader}; chỉ người đó hoặc lãnh đạo ký thay mặt {unit.name} cho ý kiến chỉ đạo."
    return Verdict(False, "incoming.presented_to", words, ("sign_for_unit", unit))


def _assign(person: Person, incoming: IncomingDocument) -> Verdict:
    if incoming.lead_unit is None:
        return _undirected()
    return holding(person, "decide_for_unit", incoming.lead_unit)


def _handle(person: Person, incoming: IncomingDocument) -> Verdict:
    """Who was given it, and who stands in for that one; any who acts for the unit that leads, once that person does so no more."""
    if incoming.lead_unit is None:
        return _undirected()
    verdict = holding(person, "act_for_unit", incoming.lead_unit)
    handler = incoming.handler
    if not verdict or handler is None or handler.pk == person.pk:
        return verdict
    if not (handler.is_active and holds(handler, "act_for_unit", incoming.lead_unit)):
        return verdict
    if stands_in(person, handler, on=timezone.localdate()):
        return verdict
    words = f"Văn bản được giao cho {handler} giải quyết; người đó kết thúc, hoặc lãnh đạo giao lại cho người khác."
    return Verdict(False, "incoming.handler", words, verdict.grant)


def _implement(person: Person, incoming: IncomingDocument) -> Verdict:
    """Whoever has it before them to direct, to give out or to deal with; inside the office that it came to, whose document it will be."""
    match incoming.status:
        case Status.PRESENTED:
            verdict = _direct(person, incoming)
        case Status.DIRECTED:
            verdict = _assign(person, incoming)
        case Status.IN_WORK:
            verdict = _handle(person, incoming)
        case _:
            words = "Chỉ soạn văn bản triển khai khi văn bản đến đã được trình và chưa giải quyết xong."
            verdict = Verdict(False, "incoming.open", words)
    if not verdict or drafting_unit_for(person, incoming.unit, on=timezone.localdate()) is not None:
        return verdict
    words = f"Văn bản triển khai là văn bản của {incoming.unit.name}, do người của cơ quan này soạn. "
    return Verdict(False, "incoming.own_office", words + "Đơn vị cấp dưới chủ trì thì soạn văn bản của mình ở trang Văn bản mới.")


def _undirected() -> Verdict:
    return Verdict(False, "incoming.directed", "Lãnh đạo chưa giao đơn vị chủ trì văn bản này.")
