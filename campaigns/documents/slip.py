"""The slips that tell units what they are given to do: one, or those of a whole campaign as they are stamped."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from django.db.models import F, Min
from django.utils import timezone

from campaigns import queries
from campaigns.documents.tables import NAMED_IN_TEXT
from campaigns.documents.wording import citation, written
from campaigns.models import Assignment, Campaign, Partner
from directives.documents import agency_head, signature_of
from directives.models import Duty
from directives.writing import Signature, Slip, SlipTask, write_slip
from org_hierarchy.models import OrgUnit
from records.files import file_name
from records.text import grouped

UNITS = 500
"""Units whose facts are loaded together."""

Given = tuple[int, int | None]
"""A slip: the unit, and which unit gave it the work on; None: the issuer gave it."""


def slip(assignment: Assignment, *, site: str = "") -> bytes:
    """The phiếu giao việc of the assignment's unit as .docx, with everything that whoever gave it this one gives it in the campaign."""
    giver = assignment.parent.unit_id if assignment.parent is not None else None
    facts = next(_slips_of(assignment.campaign, [assignment.unit], site, _first(assignment.campaign), only=(giver,)))
    return write_slip(facts)


def slips(campaign: Campaign, *, site: str = "") -> Iterator[tuple[str, bytes]]:
    """(file name, .docx) of every slip of the campaign, in the order of the tree of units; about 1 ms each.

    Written as they are asked for: five queries for each UNITS units and one for all, and no more than their facts in memory.
    """
    given = Assignment.objects.filter(queries.EXPECTED, campaign=campaign)
    first = _first(campaign)
    units = OrgUnit.objects.filter(pk__in=given.values("unit")).order_by("path")
    place = ""
    ordinal = 0
    while some := list(units.filter(path__gt=place)[:UNITS]):
        place = some[-1].path
        for facts in _slips_of(campaign, some, site, first):
            ordinal += 1
            yield f"{ordinal:05d}_{file_name(facts.lead_unit)}.docx", write_slip(facts)


def slip_facts(campaign: Campaign, units: Sequence[OrgUnit], *, site: str = "") -> Iterator[Slip]:
    """What each of these units is told, in their order: its tasks in the order of the text, until when, to whom it reports.

    A unit has a slip of the issuer, and one of each unit that gave it work on: with that one's words, last day and share, on the ground of
    the same directive. `site` is the address of the system, "https://chidao.example.vn": the slip leads to the first task's page there;
    blank, it leads nowhere. Six queries.
    """
    return _slips_of(campaign, units, site, _first(campaign))


def _slips_of(
    campaign: Campaign, units: Sequence[OrgUnit], site: str, first: int, *, only: Sequence[int | None] | None = None
) -> Iterator[Slip]:
    """`first`: see `_first`. `only`: of these givers, and then also a slip on which nothing is left."""
    numbers = _numbers(campaign, units, first)
    rows = (
        Assignment.objects.filter(queries.EXPECTED, campaign=campaign, unit__in=units)
        .select_related("task__indicator", "reviewer")
        .annotate(giver=F("parent__unit"))
        .order_by("unit", F("giver").asc(nulls_first=True), "task__position")
    )
    given_by: dict[int, dict[int | None, list[Assignment]]] = {}
    for (unit_id, giver), group in groupby(rows, key=lambda row: (row.unit_id, row.giver)):
        given_by.setdefault(unit_id, {})[giver] = list(group)
    others = {giver for of_unit in given_by.values() for giver in of_unit if giver} | {giver for giver in only or () if giver}
    givers = OrgUnit.objects.select_related("parent").in_bulk(others)
    named = list(
        Partner.objects.filter(task__campaign=campaign).order_by("unit__sort_name", "unit").values_list("task", "unit", "unit__name")
    )

    @cache
    def partners(tasks: frozenset[int]) -> dict[int, str]:
        """The partners of these tasks by id, in the order of their names; many units have the same tasks."""
        return {unit_id: name for task, unit_id, name in named if task in tasks}

    for unit in units:
        of_unit = given_by.get(unit.pk, {})
        for giver in only or of_unit:
            given = of_unit.get(giver, [])
            sides = [name for pk, name in partners(frozenset(row.task_id for row in given)).items() if pk not in (unit.pk, giver)]
            yield _facts(campaign, unit, givers[giver] if giver else None, given, sides, site, numbers.get((unit.pk, giver)))


def _facts(
    campaign: Campaign,
    unit: OrgUnit,
    giver: OrgUnit | None,
    rows: Sequence[Assignment],
    partners: Sequence[str],
    site: str,
    number: int | None,
) -> Slip:
    """`giver`: the unit that gave it on; None: the issuer did."""
    directive = campaign.directive
    periods = dict.fromkeys(Duty.Period(row.task.period).label for row in rows if row.task.period)
    reviewers = dict.fromkeys(row.reviewer.name for row in rows)
    reporting = f"Báo cáo kết quả về {'; '.join(reviewers)}" if reviewers else ""
    if periods:
        reporting += f"; báo cáo tiến độ {', '.join(period.lower() for period in periods)}"
    more = (f"và {len(partners) - NAMED_IN_TEXT} đơn vị khác",) if len(partners) > NAMED_IN_TEXT else ()
    by = giver or directive.issuer
    return Slip(
        head=agency_head(by),
        number=number,
        place=(giver.place if giver else "") or directive.place,
        date=timezone.localdate(max(row.issued_at for row in rows)) if giver and rows else campaign.opened_date,
        subject=directive.subject[:1].upper() + directive.subject[1:],  # a title, unlike after V/v
        basis=citation(directive),
        issued_by=by.name,
        lead_unit=unit.name,
        partners=(*partners[:NAMED_IN_TEXT], *more),
        opinion=_opinion(rows),
        tasks=tuple(
            SlipTask(
                content=row.task.content,
                product="Số liệu và báo cáo kết quả" if hasattr(row.task, "indicator") else "Báo cáo kết quả",
                deadline=_last_day_words(row),
                indicator=_share_words(row),
            )
            for row in rows
        ),
        reporting=reporting,
        follow_up=campaign.monitor.name if campaign.monitor and campaign.monitor_id != unit.pk else "",
        link=f"{site}{rows[0].get_absolute_url()}" if site and rows else "",  # type: ignore[attr-defined]
        signature=GIVING if giver else _signed(directive.signature),
    )


GIVING = Signature((), "Đơn vị giao việc", "")
"""Whoever gives work on signs nothing in the system: the place is left for the pen."""


def _signed(signature: Mapping[str, Any]) -> Signature | None:
    return signature_of(signature) if signature else None


def _opinion(rows: Sequence[Assignment]) -> str:
    """What was said with the work; with its number in the table where that differs from task to task."""
    said = {row.note for row in rows}
    if len(said) == 1:
        return said.pop()
    return "\n".join(f"Việc {ordinal}: {row.note}" for ordinal, row in enumerate(rows, start=1) if row.note)


def _share_words(row: Assignment) -> str:
    percent = f"{row.task.indicator.target_percent}%" if hasattr(row.task, "indicator") else ""
    if row.target is None:
        return percent
    share = f"Giao {grouped(row.target)}"
    return f"{share}, đạt {percent}" if percent else share


def _first(campaign: Campaign) -> int:
    """The id of the first assignment of the campaign, from which its slips are numbered."""
    return Assignment.objects.filter(campaign=campaign).aggregate(first=Min("pk"))["first"] or 0


def _numbers(campaign: Campaign, units: Sequence[OrgUnit], first: int) -> dict[Given, int]:
    """The number of each slip of these units: the place of its first row among those of the campaign, whoever gave it.

    No two slips of a campaign have the same, and some numbers no slip has: a count of slips would move where an heir goes on with the
    work of two.
    """
    rows = Assignment.objects.filter(campaign=campaign, unit__in=units).order_by()
    firsts = rows.values_list("unit", "parent__unit").annotate(row=Min("pk"))
    return {(unit, giver): row - first + 1 for unit, giver, row in firsts}


def _last_day_words(assignment: Assignment) -> str:
    if assignment.parent_id and assignment.due_date is not None:  # the giver's day, and not the text's
        return f"Chậm nhất ngày {written(assignment.due_date)}"
    said = assignment.task.deadline_text
    if assignment.due_date is not None:
        day = f"{assignment.due_date.day}/{assignment.due_date.month}/{assignment.due_date.year}"
        if re.search(rf"(?<!\d){day}(?!\d)", re.sub(r"\b0(?=\d)", "", said)):  # the text says that very day
            return said[:1].upper() + said[1:]
        return f"Chậm nhất ngày {written(assignment.due_date)}" + (f" ({said})" if said else "")
    return said or (f"Rà soát ngày {written(assignment.review_date)}" if assignment.review_date else "")
