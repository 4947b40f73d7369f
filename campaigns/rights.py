"""What one may do in a campaign. Who sees what is asked of `queries`, so that lists and single pages agree."""

from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from campaigns import queries
from campaigns.models import Assignment, Campaign, CampaignTask, Difficulty, Partner, Report
from directives.models import Recipient
from directives.queries import HELD
from org_hierarchy.models import PATH_STEP, Keeping, OrgUnit, Person
from org_hierarchy.queries import holds
from org_hierarchy.rights import Verdict, administering, holding, register
from org_hierarchy.sight import KEEPERS, Sight, of_units, register_sight
from records.models import StoredFile


def register_acts() -> None:
    """Make the acts on campaigns and assignments known; called once, when the app is ready."""
    register("campaign.view", Campaign, _view_campaign, "Xem đợt triển khai")
    register("campaign.view_whole", Campaign, _view_whole, "Xem số liệu của mọi đơn vị")
    register("assignment.view", Assignment, _view_assignment, "Xem việc được giao")
    register("assignment.receive", Assignment, _receive, "Tiếp nhận")
    register("assignment.report", Assignment, _report, "Báo cáo, từ chối nhiệm vụ")
    register("assignment.review", Assignment, _review, "Duyệt báo cáo")
    register("assignment.ask_extension", Assignment, _report, "Xin gia hạn")
    register("assignment.decide_extension", Assignment, _decide_extension, "Quyết định gia hạn")
    register("assignment.delegate", Assignment, _report, "Giao tiếp cho đơn vị khác, thu hồi phần đã giao tiếp")
    register("assignment.remind_given", Assignment, _report, "Nhắc đơn vị được giao tiếp")
    register("assignment.extend_given", Assignment, _extend_given, "Gia hạn cho đơn vị được giao tiếp")
    register("assignment.report_anyway", Assignment, _report)
    register("assignment.ask_suspension", Assignment, _report, "Đề nghị tạm dừng")
    register("assignment.decide_suspension", Assignment, _by_issuer)
    register("assignment.resume", Assignment, _resume)
    register("assignment.reopen", Assignment, _by_issuer, "Mở lại việc đã hoàn thành")
    register("campaign.steer", Campaign, _steer, "Thu hồi, bổ sung, đưa đơn vị ra khỏi đợt")
    register("campaign.extend", Campaign, _extend, "Gia hạn cho nhiều đơn vị")
    register("campaign.remind", Campaign, _view_whole, "Nhắc, đôn đốc")
    register("campaign.set_carrying_rules", OrgUnit, administering, "Đặt quy định thực hiện của đơn vị")
    register("assignment.raise_difficulty", Assignment, _report, "Nêu khó khăn, vướng mắc")
    register("assignment.remark", Assignment, _remark, "Ghi ý kiến phối hợp")
    register("difficulty.answer", Difficulty, _answer)
    register("task.look_again", CampaignTask, _look_again)
    register("assignment.view_sight", Assignment, _view_sight)
    register_sight(Campaign, campaign_sights, view="campaign.view", opens="campaign.view_whole")
    register_sight(Assignment, assignment_sights, view="assignment.view", opens="assignment.view_sight")


def campaign_sights(campaign: Campaign) -> list[Sight]:
    """By which rules people see the campaign: `campaigns.queries.visible_to` seen from the other side. No query now."""
    rows = Assignment.objects.filter(campaign=campaign)
    partners, gone = Partner.objects.filter(task__campaign=campaign).values("unit"), _gave_back(campaign)
    return [
        *_leading(campaign),
        _of("Người của các đơn vị được giao nhiệm vụ: chỉ phần của mình và cấp dưới", rows.values("unit"), gone),
        _of("Người của cơ quan duyệt báo cáo: chỉ phần mình duyệt", rows.values("reviewer"), gone),
        _of("Người của các đơn vị phối hợp: chỉ nhiệm vụ mình phối hợp", partners, gone),
        _of(f"{KEEPERS}; chỉ phần của đơn vị đó", _keeping(rows.exclude(unit__in=gone).values("unit"))),
    ]


def assignment_sights(assignment: Assignment) -> list[Sight]:
    """By which rules people see one unit's assignment: `campaigns.queries.assignments_visible_to` seen from the other side."""
    steps = [assignment.path[:end] for end in range(PATH_STEP, len(assignment.path), PATH_STEP)]
    above = Assignment.objects.filter(campaign=assignment.campaign_id, path__in=steps)
    given = Assignment.objects.filter(pk=assignment.pk).values_list(*(f"{way}__unit" for way in queries.GIVERS)).get()
    givers = [unit for unit in given if unit is not None]
    partners, gone = Partner.objects.filter(task=assignment.task_id).values("unit"), _gave_back(assignment.campaign)
    return [
        *_leading(assignment.campaign),
        _of("Người của đơn vị thực hiện", [assignment.unit_id], gone),
        _of("Người của cấp trên cũng tham gia đợt này", above.values("unit"), gone),
        _of("Người của các đơn vị đã giao tiếp việc này", givers, gone),
        _of("Người của cơ quan duyệt báo cáo", [assignment.reviewer_id], gone),
        _of("Người của các đơn vị phối hợp nhiệm vụ này", partners, gone),
        *([] if gone.filter(unit=assignment.unit_id).exists() else [_of(KEEPERS, _keeping([assignment.unit_id]))]),
    ]


def _leading(campaign: Campaign) -> list[Sight]:
    leading = [campaign.issuer_id, campaign.monitor_id, campaign.directive.drafting_unit_id]
    return [
        _of("Người của cơ quan ban hành", [campaign.issuer_id]),
        _of("Người của đơn vị soạn thảo", [campaign.directive.drafting_unit_id]),
        _of(KEEPERS, _keeping([unit for unit in leading if unit is not None])),
        *([_of("Người của đơn vị theo dõi, đôn đốc", [campaign.monitor_id])] if campaign.monitor_id else []),
    ]


def _keeping(units: Any) -> QuerySet[Keeping, Any]:
    """The ids of the units that keep the papers of these, as far as they have ended; as a subquery."""
    return Keeping.objects.filter(unit__in=units).values("keeper")


def _gave_back(campaign: Campaign) -> QuerySet[Recipient, Any]:
    """The ids of the units that have refused its document or given it back, as `queries.given_back` has it; as a subquery."""
    return Recipient.objects.filter(directive=campaign.directive_id).exclude(status__in=HELD).values("unit")


def _of(rule: str, ids: Any, but: Any = ()) -> Sight:
    return of_units(rule, OrgUnit.objects.filter(pk__in=ids).exclude(pk__in=but))


def sees_file(viewer: AbstractBaseUser, stored: StoredFile) -> bool:
    """Whether the file is evidence on an assignment that the person sees, or the report of a campaign seen whole. Three queries.

    The consolidated report names every unit's results, so it is not for those who see their own part alone.
    """
    person = cast(Person, viewer)
    evidence = Report.objects.filter(files=stored, assignment__in=queries.assignments_visible_to(person))
    if evidence.exists():
        return True
    campaign = Campaign.objects.filter(report=stored).select_related("directive").first()
    return campaign is not None and queries.sees_whole(person, campaign)


def _view_campaign(person: Person, campaign: Campaign) -> Verdict:
    if queries.visible_to(person).filter(pk=campaign.pk).exists():
        return Verdict(True, "campaign.visible")
    return Verdict(
        False,
        "campaign.visible",
        "Bạn chỉ xem được đợt triển khai do đơn vị mình ban hành, theo dõi, duyệt báo cáo hoặc tham gia thực hiện.",
    )


def _view_whole(person: Person, campaign: Campaign) -> Verdict:
    if queries.sees_whole(person, campaign):
        return Verdict(True, "campaign.leading")
    return Verdict(False, "campaign.leading", "Chỉ cơ quan ban hành, đơn vị soạn thảo và đơn vị theo dõi xem được phần của mọi đơn vị.")


def _view_sight(person: Person, assignment: Assignment) -> Verdict:
    return _view_whole(person, assignment.campaign)


def _view_assignment(person: Person, assignment: Assignment) -> Verdict:
    if queries.assignments_visible_to(person).filter(pk=assignment.pk).exists():
        return Verdict(True, "assignment.visible")
    own = "Bạn chỉ xem được việc của đơn vị mình, việc do đơn vị mình giao, theo dõi, duyệt hoặc phối hợp"
    return Verdict(False, "assignment.visible", f"{own}, và việc của cấp dưới trong đợt mà đơn vị mình tham gia.")


def _receive(person: Person, assignment: Assignment) -> Verdict:
    if holds(person, "act_for_unit", assignment.unit):  # first: nearly everybody who receives holds it, and each question costs queries
        return Verdict(True, "act_for_unit", grant=("act_for_unit", assignment.unit))
    return holding(person, "register_for_unit", assignment.unit)


def _report(person: Person, assignment: Assignment) -> Verdict:
    return holding(person, "act_for_unit", assignment.unit)


def _review(person: Person, assignment: Assignment) -> Verdict:
    return holding(person, "review_unit", assignment.reviewer)


def _decide_extension(person: Person, assignment: Assignment) -> Verdict:
    """A last day is a leader's word: of the unit that gave the work, or that follows it (VAS §4.5)."""
    return holding(person, "decide_for_unit", assignment.reviewer)


def _extend_given(person: Person, assignment: Assignment) -> Verdict:
    """The last days of what its unit gave on: by its leader, as those that units ask for."""
    return holding(person, "decide_for_unit", assignment.unit)


def _remark(person: Person, assignment: Assignment) -> Verdict:
    """Those who have to do with it; not all who see it from above."""
    if queries.speaks_for(person, assignment) is not None and queries.assignments_visible_to(person).filter(pk=assignment.pk).exists():
        return Verdict(True, "assignment.concerned")
    said = "Chỉ người của đơn vị thực hiện, đơn vị phối hợp, cơ quan duyệt báo cáo, theo dõi và ban hành ghi ý kiến về việc này."
    return Verdict(False, "assignment.concerned", said)


def _answer(person: Person, difficulty: Difficulty) -> Verdict:
    return holding(person, "review_unit", difficulty.at_unit)


def _look_again(person: Person, task: CampaignTask) -> Verdict:
    """Who reviews any of its work that has no day; nobody that which the own unit does (domain rule 6)."""
    undated = Assignment.objects.filter(task=task, parent=None, status__in=Assignment.OPEN, due_date=None)
    reviewers = OrgUnit.objects.filter(pk__in=undated.order_by().values("reviewer")).order_by("pk")
    verdicts = [holding(person, "review_unit", unit) for unit in reviewers or [task.reviewer]]
    return next((verdict for verdict in verdicts if verdict), verdicts[0])


def _by_issuer(person: Person, assignment: Assignment) -> Verdict:
    return holding(person, "decide_for_unit", assignment.campaign.issuer)


def _resume(person: Person, assignment: Assignment) -> Verdict:
    """The unit, or whoever agreed to the standstill."""
    return holding(person, "act_for_unit", assignment.unit) or _by_issuer(person, assignment)


def _steer(person: Person, campaign: Campaign) -> Verdict:
    return holding(person, "decide_for_unit", campaign.issuer)


def _extend(person: Person, campaign: Campaign) -> Verdict:
    """The issuer; and the monitor where the directive gives it the consolidation, so that it reviews (domain rule 6)."""
    if campaign.monitor is not None and campaign.directive.monitor_reviews and holds(person, "decide_for_unit", campaign.monitor):
        return Verdict(True, "decide_for_unit", grant=("decide_for_unit", campaign.monitor))
    return _steer(person, campaign)
