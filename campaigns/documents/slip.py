"""The slip that tells one unit what it is given to do."""

from campaigns import queries
from campaigns.documents.tables import NAMED_IN_TEXT
from campaigns.documents.wording import citation, written
from campaigns.models import Assignment, Campaign, Partner
from directives.documents import agency_head
from directives.models import Duty
from directives.writing import Signature, Slip, SlipTask, write_slip
from org_hierarchy.models import OrgUnit


def slip(assignment: Assignment) -> bytes:
    """The phiếu giao việc of the assignment's unit as .docx, with everything that the campaign asks of it."""
    return write_slip(slip_facts(assignment.campaign, assignment.unit))


def slip_facts(campaign: Campaign, unit: OrgUnit) -> Slip:
    """What one unit is told: its tasks in the order of the text, until when, to whom it reports. Four queries."""
    directive = campaign.directive
    rows = list(
        Assignment.objects.filter(queries.EXPECTED, campaign=campaign, unit=unit)
        .select_related("task__indicator", "reviewer")
        .order_by("task__position")
    )
    partners = Partner.objects.filter(task__assignments__in=[row.pk for row in rows]).exclude(unit=unit)
    names = list(partners.order_by("unit__sort_name").values_list("unit__name", flat=True).distinct())
    periods = dict.fromkeys(Duty.Period(row.task.period).label for row in rows if row.task.period)
    reviewers = dict.fromkeys(row.reviewer.name for row in rows)
    reporting = f"Báo cáo kết quả về {'; '.join(reviewers)}" if reviewers else ""
    if periods:
        reporting += f"; báo cáo tiến độ {', '.join(period.lower() for period in periods)}"
    signature = directive.signature
    return Slip(
        head=agency_head(directive.issuer),
        symbol="-".join(filter(None, ["PGV", directive.issuer.symbol])),
        place=directive.place,
        date=campaign.opened_date,
        subject=directive.subject[:1].upper() + directive.subject[1:],  # a title, unlike after V/v
        basis=citation(directive),
        issued_by=directive.issuer.name,
        lead_unit=unit.name,
        partners=tuple(names[:NAMED_IN_TEXT]) + ((f"và {len(names) - NAMED_IN_TEXT} đơn vị khác",) if len(names) > NAMED_IN_TEXT else ()),
        tasks=tuple(
            SlipTask(
                content=row.task.content,
                product="Số liệu và báo cáo kết quả" if hasattr(row.task, "indicator") else "Báo cáo kết quả",
                deadline=_last_day_words(row),
                indicator=f"{row.task.indicator.target_percent}%" if hasattr(row.task, "indicator") else "",
            )
            for row in rows
        ),
        reporting=reporting,
        follow_up=campaign.monitor.name if campaign.monitor and campaign.monitor_id != unit.pk else "",
        signature=Signature(tuple(signature["authority_lines"]), signature["title"], signature["name"]) if signature else None,
    )


def _last_day_words(assignment: Assignment) -> str:
    if assignment.due_date is not None:
        in_text = f" ({assignment.task.deadline_text})" if assignment.task.deadline_text else ""
        return f"Chậm nhất ngày {written(assignment.due_date)}{in_text}"
    return assignment.task.deadline_text or (f"Rà soát ngày {written(assignment.review_date)}" if assignment.review_date else "")
