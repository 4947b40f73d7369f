"""A unit is given a task after the day of issue: because it was added, or because another unit gave it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from campaigns.models import Assignment, Campaign, Report
from campaigns.services.moves import keep_open
from campaigns.services.periods import settle_given_anew
from records.batches import batches

Status = Assignment.Status

ROWS_AT_ONCE = 4_000  # of seven values each; SQLite takes 32,766
GIVEN_ANEW = "Nhiệm vụ đã được thu hồi rồi giao lại; báo cáo này không được duyệt."


@dataclass(frozen=True, slots=True)
class Gift:
    """One task for one unit, until when (inclusive; None: without date, looked at again on `review_date`), and what is said of it."""

    task_id: int
    unit_id: int
    reviewer_id: int
    due_date: date | None
    review_date: date | None = None
    note: str = ""
    target: int | None = None


def give(campaign: Campaign, gifts: Sequence[Gift], *, parent: Assignment | None, at: datetime) -> dict[tuple[int, int], int]:
    """Create the assignments and give their ids by (task, unit); who has the task already is left out.

    A unit that had refused it, or from which it was recalled, has it anew on the same row: what it reported stays, and a report that still
    waited is returned, and a period of before is owed no more, one still to come anew. The path is that of the day of issue, or of now for
    a unit that was not there then. Raises CampaignError `concluded`. One statement, one per 4,000, one for the reports and four for the
    periods.
    """
    keep_open(campaign.pk)
    given: dict[tuple[int, int], int] = {}
    for some in batches(gifts, ROWS_AT_ONCE):
        given |= _insert(campaign, some, parent, at)
    if given:
        left = Report.objects.filter(status=Report.Status.SUBMITTED, assignment__in=list(given.values()))
        left.update(status=Report.Status.RETURNED, reviewed_at=at, review_note=GIVEN_ANEW)
        settle_given_anew(list(given.values()), today=timezone.localdate(at))
    return given


def _insert(campaign: Campaign, gifts: Sequence[Gift], parent: Assignment | None, at: datetime) -> dict[tuple[int, int], int]:
    values = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(gifts))
    day = connection.ops.adapt_datefield_value(campaign.opened_date)
    anew = (
        "parent_id", "path", "reviewer_id", "due_date", "original_due_date", "review_date", "note", "target", "status", "issued_at",
        "refusal_reason", "waits_for_children", "return_count", "extension_count",
        "received_at", "received_by_id", "reported_at", "reported_by_id", "reported_date", "accepted_at", "merged_into_id",
    )  # fmt: skip
    insert = f"""
        INSERT INTO campaigns_assignment (
            campaign_id, task_id, unit_id, parent_id, path, reviewer_id, due_date, original_due_date, review_date, note, target, status,
            issued_at, refusal_reason, waits_for_children, return_count, extension_count)
        SELECT {_as("%s", "bigint")}, g.column1, g.column2, {_as("%s", "bigint")}, COALESCE(v.path, u.path), g.column3,
            {_as("g.column4", "date")}, {_as("g.column4", "date")}, {_as("g.column5", "date")}, g.column6, {_as("g.column7", "bigint")},
            %s, {_as("%s", "timestamp with time zone")}, '', FALSE, 0, 0
        FROM (VALUES {values}) AS g
        JOIN org_hierarchy_orgunit u ON u.id = g.column2
        LEFT JOIN org_hierarchy_unitversion v ON v.unit_id = u.id AND v.valid_from <= {_as("%s", "date")}
            AND (v.valid_to IS NULL OR v.valid_to > {_as("%s", "date")})
        WHERE TRUE
        ON CONFLICT (task_id, unit_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in anew)}
        WHERE campaigns_assignment.status IN (%s, %s)
        RETURNING task_id, unit_id, id"""  # noqa: S608 - constants and placeholders
    parameters: list[Any] = [
        campaign.pk, parent.pk if parent else None, Status.ISSUED, connection.ops.adapt_datetimefield_value(at)
    ]  # fmt: skip
    for gift in gifts:
        parameters += [gift.task_id, gift.unit_id, gift.reviewer_id, _text(gift.due_date), _text(gift.review_date), gift.note, gift.target]
    parameters += [day, day, Status.REFUSED, Status.RECALLED]
    with connection.cursor() as cursor:
        cursor.execute(insert, parameters)
        return {(task, unit): pk for task, unit, pk in cursor.fetchall()}


def _text(day: date | None) -> str | None:
    return str(day) if day else None


def _as(value: str, type_name: str) -> str:
    """A value whose type PostgreSQL cannot see; SQLite keeps what it is given."""
    return value if connection.vendor == "sqlite" else f"CAST({value} AS {type_name})"
