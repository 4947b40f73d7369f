"""What one may do with the papers of an office: its registers, files of matters, kept copies and skeletons. What an office left that has
ended is read by whoever keeps its papers now."""

from django.db.models import Q
from django.utils import timezone

from directives.incoming.queries import keeps_registers
from directives.models import CaseFile
from directives.queries import acting_units
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.queries import has_ended, holds, keepers_of
from org_hierarchy.rights import Verdict, administering, holding, register
from org_hierarchy.sight import KEEPERS, Sight, of_units


def register_acts() -> None:
    """Make the acts on papers known; called once, when the app is ready."""
    register("register.view", OrgUnit, _view_papers, "Xem, in sổ văn bản của đơn vị")
    register("register.keep", OrgUnit, _keep_registers, "Lấy số cho giấy tờ ngoài hệ thống, hủy số")
    register("archive.take_back", OrgUnit, _take_copies_back, "Ghi bản lưu đã trả")
    register("register.start", OrgUnit, _start_register, "Bắt đầu sổ văn bản từ một số")
    register("case_file.list", OrgUnit, _view_papers, "Xem danh mục hồ sơ của đơn vị")
    register("case_file.open", OrgUnit, _act, "Lập hồ sơ của đơn vị")
    register("case_file.view", CaseFile, _view_case_file, "Xem hồ sơ")
    register("case_file.fill", CaseFile, _fill_case_file, "Đưa văn bản vào hồ sơ, kết thúc hồ sơ")
    register("template.keep", OrgUnit, _act, "Lưu, xóa mẫu văn bản của đơn vị")


def _act(person: Person, unit: OrgUnit) -> Verdict:
    return holding(person, "act_for_unit", unit)


def _keeping(person: Person, codename: str, unit: OrgUnit) -> Verdict:
    """The verdict that needs a grant on the unit or, once it has ended, on one that keeps its papers. A query or two, more then."""
    verdicts = [holding(person, codename, one) for one in dict.fromkeys([unit, *keepers_of(unit, on=timezone.localdate())])]
    return next((verdict for verdict in verdicts if verdict), verdicts[-1])


def keeps_papers(person: Person, unit: OrgUnit) -> bool:
    """Whether the unit has ended and the person acts for one that keeps its papers now. No query for a unit that exists, else three or
    more."""
    today = timezone.localdate()
    return has_ended(unit, on=today) and acting_units(person).filter(content_object__in=keepers_of(unit, on=today)).exists()


def _view_papers(person: Person, unit: OrgUnit) -> Verdict:
    return _keeping(person, "act_for_unit", unit)


def _take_copies_back(person: Person, unit: OrgUnit) -> Verdict:
    return _keeping(person, "register_for_unit", unit)


def _view_case_file(person: Person, case_file: CaseFile) -> Verdict:
    return _keeping(person, "act_for_unit", case_file.unit)


def case_file_sights(case_file: CaseFile) -> list[Sight]:
    """By which rules people see the file: `_view_case_file` from the other side. No query now where its unit exists."""
    return [*papers_of(case_file.unit, "Người của đơn vị lập hồ sơ"), Sight("Quản trị toàn hệ thống", Q(is_superuser=True))]


def papers_of(unit: OrgUnit, rule: str) -> list[Sight]:
    """The rules by which people see a unit's papers: `rule` lets in its own, another those of whoever keeps them once it has ended."""
    own = of_units(rule, OrgUnit.objects.filter(pk=unit.pk))
    today = timezone.localdate()
    if not has_ended(unit, on=today):
        return [own]
    keepers = OrgUnit.objects.filter(pk__in=[keeper.pk for keeper in keepers_of(unit, on=today)])
    return [own, of_units(KEEPERS, keepers)]


def _fill_case_file(person: Person, case_file: CaseFile) -> Verdict:
    """Whoever made the file while acting for its unit, and its clerk (NĐ 30/2020, Điều 29); once that person has left a unit without a
    clerk, whoever acts for it."""
    own = holding(person, "act_for_unit", case_file.unit)
    keeper = case_file.keeper
    if own and (keeper.pk == person.pk or not (_keeps(keeper, case_file.unit) or keeps_registers(case_file.unit))):
        return own
    return holding(person, "register_for_unit", case_file.unit)


def _keeps(keeper: Person, unit: OrgUnit) -> bool:
    return keeper.is_active and holds(keeper, "act_for_unit", unit)


def _keep_registers(person: Person, unit: OrgUnit) -> Verdict:
    return holding(person, "register_for_unit", unit)


def _start_register(person: Person, unit: OrgUnit) -> Verdict:
    if administering(person, unit):
        return Verdict(True, "administer_unit")
    return holding(person, "register_for_unit", unit)
