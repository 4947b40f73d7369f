"""What the consolidated report stands on: every figure and name of one day, taken once and frozen with the campaign's conclusion."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef

from campaigns import freshness, queries, rollup
from campaigns.documents.wording import citation, deadline_words, shortened
from campaigns.models import Assignment, Campaign, CampaignTask, Difficulty, Report
from campaigns.rollup import Counts, Figures, Node, Share
from directives.documents import agency_head
from directives.models import Directive
from org_hierarchy.models import OrgUnit
from org_hierarchy.queries import signatories
from org_hierarchy.services import OrgError, way_of
from records.text import fold, nfc

MARKS = " -–+•*;."
LONGEST_ANSWER = 300


def take_snapshot(campaign: Campaign, *, today: date) -> dict[str, Any]:
    """Every figure and name of the consolidated report, as of that day, fit for JSON.

    All figures come from `rollup`, so that the paper says what the pages say. About 15 queries, whatever the number of units.
    """
    directive = campaign.directive
    reporter = directive.monitor if directive.monitor_reviews and directive.monitor else directive.drafting_unit
    counts = rollup.of(campaign, today=today)
    by_task = rollup.by_task(campaign, today=today)
    figures = rollup.figures(campaign)
    tasks = list(CampaignTask.objects.filter(campaign=campaign).select_related("indicator").order_by("position"))
    indicators = {task.indicator.pk: ordinal for ordinal, task in enumerate(tasks, start=1) if hasattr(task, "indicator")}
    silent = dict(queries.silent(campaign).values_list("pk", "name"))
    return {
        "from": campaign.opened_date.isoformat(),
        "to": today.isoformat(),
        "directive": citation(directive),
        "subject": directive.subject,
        "issuer": directive.issuer.name,
        "reporter": {
            "name": reporter.name,
            "head": asdict(agency_head(reporter)),
            "symbol": "-".join(filter(None, ["BC", reporter.symbol])),
            "place": reporter.place or directive.place,
        },
        "addressee": directive.issuer.name if reporter.pk != directive.issuer_id else "",
        "signature": _signature(reporter, today),
        "counts": asdict(counts),
        "phases": [
            {"name": phase.name, "start": _iso(phase.start_date), "end": _iso(phase.end_date)}
            for phase in campaign.phases.order_by("position")
        ],
        "tasks": [
            {
                "content": task.content,
                "deadline": deadline_words(task),
                "counts": asdict(by_task.get(task.pk, Counts())),
                "target": task.indicator.target_percent if hasattr(task, "indicator") else None,
                "figures": _plain(figures.get(task.indicator.pk, Figures())) if hasattr(task, "indicator") else None,
            }
            for task in tasks
        ],
        "units": [_plain_node(node, indicators, silent) for node in rollup.nodes(campaign, today=today)],
        "silent": list(silent.values()),
        "overdue": [
            {"unit": row["unit__name"], "count": row["count"], "oldest": row["oldest"].isoformat()}
            for row in queries.overdue(today=today, campaign=campaign)
            .values("unit__name", "unit__sort_name", "unit")
            .annotate(count=Count("pk"), oldest=Min("due_date"))
            .order_by("unit__sort_name", "unit")
        ],
        "periods": _periods(campaign, today),
        "difficulties": _difficulties(campaign),
        "unresolved": list(dict.fromkeys(row["phrase"] for row in campaign.unresolved)),
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _plain(figures: Figures) -> dict[str, list[int]]:
    """What `shares_of` reads back."""
    shares = {"accepted": figures.accepted, "provisional": figures.provisional}
    return {name: [share.numerator, share.denominator, share.reports] for name, share in shares.items()}


def shares_of(figures: Mapping[str, Sequence[int]]) -> tuple[Share, Share]:
    """The accepted share of a snapshot's figures, and that with what waits for its review."""
    return Share(*figures["accepted"]), Share(*figures["provisional"])


def _plain_node(node: Node, indicators: Mapping[int, int], silent: Mapping[int, str]) -> dict[str, Any]:
    return {
        "name": node.unit.name,
        "depth": node.depth,
        "counts": asdict(node.counts),
        "silent": node.unit.pk in silent,
        "figures": {str(indicators[pk]): _plain(figures) for pk, figures in node.figures.items()},  # by the task's ordinal
    }


def _signature(unit: OrgUnit, today: date) -> dict[str, Any] | None:
    """The block of the unit's head (or first deputy) of that day; nobody there to sign leaves the place empty."""
    for capacity in signatories(unit, on=today, kind=Directive.Kind.BC):
        try:
            return way_of(capacity, kind=Directive.Kind.BC, on=today).block.as_json()
        except OrgError:
            continue
    return None


def _periods(campaign: Campaign, today: date) -> dict[str, Any] | None:
    """How many periodic assignments have reported for their newest period, and which units owe reports whose day has passed; None where
    nothing was due for a period yet."""
    fresh = freshness.of(campaign, today=today)
    if not fresh.owing:
        return None
    owed = queries.overdue_periods(Assignment.objects.filter(campaign=campaign, parent=None), today=today)
    names = ("assignment__unit__name", "assignment__unit__sort_name", "assignment__unit")
    rows = owed.values(*names).annotate(count=Count("pk"), oldest=Min("due_date")).order_by(*names[1:])
    return {
        "fresh": fresh.fresh,
        "owing": fresh.owing,
        "owed": [{"unit": row[names[0]], "count": row["count"], "oldest": row["oldest"].isoformat()} for row in rows],
    }


def _difficulties(campaign: Campaign) -> list[dict[str, Any]]:
    """What units raised and have not taken back, line by line, with what it was answered; whether the newest report says it again or not.

    And what else stands in the newest report of each that was not returned. The same words together, the most raised first.
    """
    later = Report.objects.filter(assignment=OuterRef("assignment"), sequence__gt=OuterRef("sequence")).exclude(
        status=Report.Status.RETURNED
    )
    newest = Report.objects.filter(~Exists(later), assignment__campaign=campaign).exclude(status=Report.Status.RETURNED)
    newest = newest.exclude(difficulties="").exclude(assignment__status__in=queries.LEFT_OUT)
    known = Difficulty.objects.filter(assignment=OuterRef("assignment"), text=OuterRef("difficulties"))  # taken back, or told below
    raised = Difficulty.objects.filter(assignment__campaign=campaign).exclude(status=Difficulty.Status.WITHDRAWN)
    raised = raised.exclude(assignment__status__in=queries.LEFT_OUT)
    order = ("assignment__unit__sort_name", "assignment__task__position", "pk")
    groups: dict[str, tuple[str, dict[str, None]]] = {}
    answers: dict[str, str] = {}
    for words, unit, answer in raised.order_by(*order).values_list("text", "assignment__unit__name", "answer"):
        keys = [key for line in words.splitlines() if (key := _add(groups, line, unit))]
        if answer and keys:
            answers[keys[-1]] = shortened(answer, LONGEST_ANSWER)
    for words, unit in newest.filter(~Exists(known)).order_by(*order).values_list("difficulties", "assignment__unit__name"):
        for line in words.splitlines():
            _add(groups, line, unit)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1][1]))
    return [{"text": text, "units": list(units), "answer": answers.get(key, "")} for key, (text, units) in ordered]


def _add(groups: dict[str, tuple[str, dict[str, None]]], line: str, unit: str) -> str:
    """Count the unit among those that raised the line; gives what makes lines the same, blank for a line that says nothing."""
    if key := _key(line):
        groups.setdefault(key, (nfc(line).strip(MARKS), {}))[1][unit] = None
    return key


def _key(line: str) -> str:
    return re.sub(r"\W+", " ", fold(nfc(line).strip(MARKS))).strip()
