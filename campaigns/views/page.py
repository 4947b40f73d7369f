"""One campaign: its numbers, each a way to the rows behind it, its tasks, its tree and its list with what may be done to many."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns import freshness, queries, rollup
from campaigns.chases import chases_of
from campaigns.delegation import given_on_by
from campaigns.filters import OWES_PERIOD, SILENT, STATE_CHOICES, UNRECEIVED, AssignmentFilter
from campaigns.freshness import Freshness
from campaigns.models import Assignment, Campaign, CampaignTask
from campaigns.rollup import Counts, Figures
from campaigns.services import owing
from campaigns.services.succession import stranded
from campaigns.tables import AssignmentTable
from campaigns.views.shared import campaign_or_403, in_pages, stand
from campaigns.views.tree import branches
from org_hierarchy.access import person_of
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from records import jobs
from records.text import grouped


@dataclass(frozen=True)
class Kpi:
    """One number of an overview: what it counts, of how many, and where its rows are."""

    label: str
    icon: str
    value: Any
    note: str
    url: str = ""
    late: bool = False
    is_percent: bool = False


@dataclass(frozen=True)
class TaskRow:
    """A task with its counts, and its figures when it has an indicator."""

    task: CampaignTask
    counts: Counts
    target: int | None
    figures: Figures


@dataclass(frozen=True)
class GroupAct:
    """What may be done to many rows of the list at once, as ui/_bulk.html shows it."""

    value: str
    label: str
    icon: str
    name: str = "act"
    confirm: str = ""
    url: str = ""


@require_safe
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Targets, tree and list of one campaign, narrowed by task; the list also by state, superior unit and name."""
    person = person_of(request)
    found = campaign_or_403(request, pk)
    today = queries.as_of(found, timezone.localdate())
    is_whole = queries.sees_whole(person, found)
    seen = queries.assignments_in(found, seen_by=person)
    filters = AssignmentFilter(request.GET, queryset=seen, campaign=found, today=today)
    task = filters.chosen("nhiem_vu")
    scope = seen.filter(task=task) if task else seen
    counts = rollup.of(found, today=today, among=scope)
    rows = filters.qs.select_related("unit", "task").order_by("unit__sort_name", "unit", "task__position")
    acts = _group_acts(person, found, seen)
    table = in_pages(request, AssignmentTable(rows, exclude=() if acts else ("select",)))
    stand(table, {found.pk: today}, today)
    query = f"?nhiem_vu={task.pk}&" if task else "?"
    context = {
        "campaign": found,
        "today": today,
        "is_whole": is_whole,
        "task": task,
        "counts": counts,
        "kpis": _kpis(query, counts, queries.silent(found, among=scope).count(), freshness.of(found, today=today, among=scope)),
        "tasks": _task_rows(found, today, seen),
        "branches": list(branches(found, today, scope)),
        "form": filters.form,
        "refusal": filters.refusal,
        "under": filters.chosen("duoi"),
        "given_by": filters.chosen("giao_boi"),
        "table": table,
        "group_acts": acts,
        "chosen_acts": [*acts, *_chasing(request, person, found, acts)],
        "may_add_units": any(act.value == "recall" for act in acts),
        "listed": dict(STATE_CHOICES).get(filters.chosen("trang_thai") or ""),
        "owed": _owed(found, filters.qs, today) if may(person, "campaign.remind", found) else None,
        "nameless": queries.nameless(found),
        "stranded": stranded(found, today=today) if may(person, "campaign.steer", found) else [],
        "chases": chases_of(found, seen_by=person),
        "phases": list(found.phases.order_by("position")),
        "jobs": [_job(person, job) for job in queries.jobs_of(found)],
        "query": query,
    }
    return render(request, "campaigns/campaign.html", context)


def _group_acts(person: Person, found: Campaign, seen: QuerySet[Assignment]) -> list[GroupAct]:
    """Those that the person may do, to all or to those to whom the own units gave work on; none once the campaign is concluded."""
    if found.status != Campaign.Status.OPEN:
        return []
    acts = []
    if may(person, "campaign.remind", found) or _gave_on(person, "remind", seen):
        acts.append(GroupAct("remind", "Nhắc", "bell"))
    if may(person, "campaign.extend", found) or _gave_on(person, "extend", seen):
        acts.append(GroupAct("extend", "Gia hạn", "calendar-time"))
    if may(person, "campaign.steer", found):
        acts += [GroupAct("recall", "Thu hồi", "arrow-back-up"), GroupAct("remove", "Đưa ra khỏi đợt", "x")]
    return acts


def _gave_on(person: Person, act: str, seen: QuerySet[Assignment]) -> bool:
    return seen.filter(given_on_by(person, act), status__in=Assignment.OPEN).exists()


def _chasing(request: HttpRequest, person: Person, found: Campaign, acts: list[GroupAct]) -> list[GroupAct]:
    """The letter about the rows that are chosen; about the whole list there is a button of its own."""
    url = f"{resolve_url(found)}don-doc/?{request.GET.urlencode()}"
    return [GroupAct("chase", "Soạn công văn đôn đốc", "speakerphone", url=url)] if acts and may(person, "campaign.remind", found) else []


def _owed(found: Campaign, rows: Any, today: date) -> dict[str, int] | None:
    """How many assignments of how many units among these one may urge; None when there are none. One query."""
    if found.status != Campaign.Status.OPEN:
        return None
    counts = owing(found, rows, today=today).order_by().aggregate(count=Count("pk"), units=Count("unit", distinct=True))
    return counts if counts["count"] else None


def _task_rows(found: Campaign, today: date, seen: Any) -> list[TaskRow]:
    counts = rollup.by_task(found, today=today, among=seen)
    figures = rollup.figures(found, among=seen)
    rows = []
    for task in found.tasks.select_related("indicator", "phase").order_by("position"):
        indicator = getattr(task, "indicator", None)
        of_indicator = figures.get(indicator.pk, Figures()) if indicator else Figures()
        rows.append(TaskRow(task, counts.get(task.pk, Counts()), indicator.target_percent if indicator else None, of_indicator))
    return rows


def _kpis(query: str, counts: Counts, silent: int, fresh: Freshness) -> list[Kpi]:
    total = f"trên tổng số {grouped(counts.total)} lượt giao"
    periodic = f"{grouped(fresh.fresh)} trên tổng số {grouped(fresh.owing)} việc báo cáo định kỳ"

    def listed(state: str) -> str:
        return f"{query}trang_thai={state}#danh-sach"

    return [
        Kpi("Đã giao", "send", counts.total, f"lượt giao việc cho {grouped(counts.units)} đơn vị", listed("")),
        Kpi("Hoàn thành", "circle-check", counts.done_ratio, f"{grouped(counts.done)} {total}", listed("done"), is_percent=True),
        Kpi(
            "Quá hạn",
            "alert-triangle",
            counts.overdue,
            f"{total}, chưa báo cáo dù đã hết hạn",
            listed("overdue"),
            late=bool(counts.overdue),
        ),
        Kpi("Chờ duyệt", "eye", counts.review, total, listed("review")),
        Kpi("Chưa báo cáo", "speakerphone", silent, f"đơn vị, trên tổng số {grouped(counts.units)} đơn vị được giao", listed(SILENT)),
        Kpi(
            "Đã tiếp nhận",
            "mail-opened",
            counts.received_ratio,
            f"{grouped(counts.total - counts.unreceived)} {total}",
            listed(UNRECEIVED) if counts.unreceived else "",
            is_percent=True,
        ),
        *([Kpi("Báo cáo kỳ gần nhất", "clock", fresh.ratio, periodic, listed(OWES_PERIOD), is_percent=True)] if fresh.owing else []),
    ]


def _job(person: Person, job: Any) -> dict[str, Any]:
    """A job's progress; only who asked for it may follow it live, the others read how far it is."""
    return {"progress": jobs.progress(job), "url": job.get_absolute_url() if jobs.may_view(person, job) else ""}
