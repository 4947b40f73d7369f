"""What one may do in a campaign. Who sees what is asked of `queries`, so that lists and single pages agree."""

from typing import cast

from django.contrib.auth.models import AbstractBaseUser

from campaigns import queries
from campaigns.models import Assignment, Campaign, Report
from org_hierarchy.models import Person
from org_hierarchy.queries import holds
from org_hierarchy.rights import Verdict, holding, register
from records.models import StoredFile


def register_acts() -> None:
    """Make the acts on campaigns and assignments known; called once, when the app is ready."""
    register("campaign.view", Campaign, _view_campaign)
    register("assignment.view", Assignment, _view_assignment)
    register("assignment.receive", Assignment, _receive)
    register("assignment.report", Assignment, _report)
    register("assignment.review", Assignment, _review)


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


def _view_assignment(person: Person, assignment: Assignment) -> Verdict:
    if queries.assignments_visible_to(person).filter(pk=assignment.pk).exists():
        return Verdict(True, "assignment.visible")
    own = "Bạn chỉ xem được việc của đơn vị mình, việc do đơn vị mình giao, theo dõi, duyệt hoặc phối hợp"
    return Verdict(False, "assignment.visible", f"{own}, và việc của cấp dưới trong đợt mà đơn vị mình tham gia.")


def _receive(person: Person, assignment: Assignment) -> Verdict:
    if holds(person, "act_for_unit", assignment.unit):  # first: nearly everybody who receives holds it, and each question costs queries
        return Verdict(True, "act_for_unit")
    return holding(person, "register_for_unit", assignment.unit)


def _report(person: Person, assignment: Assignment) -> Verdict:
    return holding(person, "act_for_unit", assignment.unit)


def _review(person: Person, assignment: Assignment) -> Verdict:
    return holding(person, "review_unit", assignment.reviewer)
