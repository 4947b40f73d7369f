"""The slips that tell units what they are given to do: one, or those of a whole campaign as they are stamped."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby

from django.db.models import Min

from campaigns import queries
from campaigns.documents.tables import NAMED_IN_TEXT
from campaigns.documents.wording import citation, written
from campaigns.models import Assignment, Campaign, Partner
from directives.documents import agency_head
from directives.models import Duty
from directives.writing import Signature, Slip, SlipTask, write_slip
from org_hierarchy.models import OrgUnit
from records.files import file_name

UNITS = 500
"""Units whose facts are loaded together."""


def slip(assignment: Assignment, *, site: str = "") -> bytes:
    """The phiếu giao việc of the assignment's unit as .docx, with everything that the campaign asks of it."""
    (facts,) = slip_facts(assignment.campaign, [assignment.unit], site=site)
    return write_slip(facts)


def slips(campaign: Campaign, *, site: str = "") -> Iterator[tuple[str, bytes]]:
    """(file name, .docx) of every unit that the campaign gives work to, in the order of the tree; about 1 ms each.

    Written as they are asked for: three queries for each UNITS units and one for all numbers, and no more than their facts in memory.
    """
    given = Assignment.objects.filter(queries.EXPECTED, campaign=campaign)
    numbers = _numbers(campaign)
    units = OrgUnit.objects.filter(pk__in=given.values("unit")).order_by("path")
    place = ""
    ordinal = 0
    while some := list(units.filter(path__gt=place)[:UNITS]):
        place = some[-1].path
        for unit, facts in zip(some, slip_facts(campaign, some, site=site, numbers=numbers), strict=True):
            ordinal += 1
            yield f"{ordinal:05d}_{file_name(unit.name)}.docx", write_slip(facts)


def slip_facts(campaign: Campaign, units: Sequence[OrgUnit], *, site: str = "", numbers: Mapping[int, int] | None = None) -> Iterator[Slip]:
    """What each of these units is told, in their order: its tasks in the order of the text, until when, to whom it reports.

    `site` is the address of the system, "https://chidao.example.vn": the slip leads to the first task's page there; blank, it leads
    nowhere. `numbers`: of every unit of the campaign, where they are known. Three queries.
    """
    numbers = _numbers(campaign) if numbers is None else numbers
    rows = (
        Assignment.objects.filter(queries.EXPECTED, campaign=campaign, unit__in=units)
        .select_related("task__indicator", "reviewer")
        .order_by("unit", "task__position")
    )
    of_unit = {unit_id: list(given) for unit_id, given in groupby(rows, key=lambda row: row.unit_id)}
    named = list(
        Partner.objects.filter(task__campaign=campaign).order_by("unit__sort_name", "unit").values_list("task", "unit", "unit__name")
    )

    @cache
    def partners(tasks: frozenset[int]) -> dict[int, str]:
        """The partners of these tasks by id, in the order of their names; many units have the same tasks."""
        return {unit_id: name for task, unit_id, name in named if task in tasks}

    for unit in units:
        given = of_unit.get(unit.pk, [])
        others = [name for pk, name in partners(frozenset(row.task_id for row in given)).items() if pk != unit.pk]
        yield _facts(campaign, unit, given, others, site, numbers.get(unit.pk))


def _facts(campaign: Campaign, unit: OrgUnit, rows: Sequence[Assignment], partners: Sequence[str], site: str, number: int | None) -> Slip:
    directive = campaign.directive
    periods = dict.fromkeys(Duty.Period(row.task.period).label for row in rows if row.task.period)
    reviewers = dict.fromkeys(row.reviewer.name for row in rows)
    reporting = f"Báo cáo kết quả về {'; '.join(reviewers)}" if reviewers else ""
    if periods:
        reporting += f"; báo cáo tiến độ {', '.join(period.lower() for period in periods)}"
    signature = directive.signature
    more = (f"và {len(partners) - NAMED_IN_TEXT} đơn vị khác",) if len(partners) > NAMED_IN_TEXT else ()
    return Slip(
        head=agency_head(directive.issuer),
        number=number,
        place=directive.place,
        date=campaign.opened_date,
        subject=directive.subject[:1].upper() + directive.subject[1:],  # a title, unlike after V/v
        basis=citation(directive),
        issued_by=directive.issuer.name,
        lead_unit=unit.name,
        partners=(*partners[:NAMED_IN_TEXT], *more),
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
        link=f"{site}{rows[0].get_absolute_url()}" if site and rows else "",  # type: ignore[attr-defined]
        signature=Signature(tuple(signature["authority_lines"]), signature["title"], signature["name"]) if signature else None,
    )


def _numbers(campaign: Campaign) -> dict[int, int]:
    """The number of each unit's slip among those of the directive, in the order in which units were given work: none ever changes."""
    first = Assignment.objects.filter(campaign=campaign).values("unit").annotate(first=Min("pk")).order_by("first")
    return {unit: ordinal for ordinal, unit in enumerate(first.values_list("unit", flat=True), start=1)}


def _last_day_words(assignment: Assignment) -> str:
    said = assignment.task.deadline_text
    if assignment.due_date is not None:
        day = f"{assignment.due_date.day}/{assignment.due_date.month}/{assignment.due_date.year}"
        if re.search(rf"(?<!\d){day}(?!\d)", re.sub(r"\b0(?=\d)", "", said)):  # the text says that very day
            return said[:1].upper() + said[1:]
        return f"Chậm nhất ngày {written(assignment.due_date)}" + (f" ({said})" if said else "")
    return said or (f"Rà soát ngày {written(assignment.review_date)}" if assignment.review_date else "")
