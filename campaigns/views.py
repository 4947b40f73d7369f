"""Campaigns as lists and trees of numbers, each number a way to the rows behind it; and what one unit owes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tables2 import LazyPaginator, Table

from campaigns import documents, freshness, queries, rollup
from campaigns.chases import chases_of
from campaigns.filters import SILENT, STATE_CHOICES, AssignmentFilter, CampaignFilter
from campaigns.forms import CarryingRulesForm
from campaigns.freshness import Freshness
from campaigns.models import Assignment, Campaign, CampaignTask
from campaigns.rollup import Counts, Figures, Node
from campaigns.services import owing, set_carrying_rules
from campaigns.services.succession import stranded
from campaigns.tables import AssignmentTable, CampaignTable, UnitAssignmentTable
from org_hierarchy.access import person_of, require
from org_hierarchy.calendar import Calendar
from org_hierarchy.days import day_tabs
from org_hierarchy.forms.tree import UnitDayForm
from org_hierarchy.models import PATH_STEP, OrgUnit, Person
from org_hierarchy.queries import unit_facts
from org_hierarchy.rights import may
from org_hierarchy.views.answers import ActPage, act_page, posted
from records import jobs
from records.archives import streamed_zip
from records.paging import Tab, address, paged
from records.text import grouped

PER_PAGE = 25
BRANCHES = 100
"""Units right below one that are added to the tree at a time."""
MOST_BRANCHES = 300
"""Units of the tree that a page shows from the start; of a campaign of thousands, what stands above them."""


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
class Branch:
    """A node as a row of the tree: `level` of indentation, the row above it, and whether its own rows are on the page already."""

    node: Node
    level: int
    parent: str
    is_open: bool


# The list


@require_safe
def campaign_list(request: HttpRequest) -> HttpResponse:
    """The campaigns that the person sees, those that go on first. A fixed number of queries, whatever the number of rows."""
    person, today = person_of(request), timezone.localdate()
    rows = queries.visible_to(person).select_related("directive", "issuer").annotate(frozen=F("snapshot__counts"))
    found = CampaignFilter(request.GET, queryset=queries.slim(rows).order_by("-status", "-opened_date", "-pk"))
    table = _paged(request, CampaignTable(found.qs))
    campaigns = [row.record for row in table.page.object_list]
    counts = rollup.by_campaign([c.pk for c in campaigns], today=today, among=queries.assignments_visible_to(person))
    whole = queries.whole_among(person, [c.pk for c in campaigns])
    for campaign in campaigns:
        # A concluded campaign's numbers are those of its last day, where the reader sees all of them.
        campaign.counts = Counts(**campaign.frozen) if campaign.frozen and campaign.pk in whole else counts.get(campaign.pk, Counts())
        campaign.is_part = campaign.pk not in whole
    return render(request, "campaigns/list.html", {"table": table, "form": found.form, "refusal": found.refusal})


# One campaign


@require_safe
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Targets, tree and list of one campaign, narrowed by task; the list also by state, superior unit and name."""
    person = person_of(request)
    found = _campaign_or_403(request, pk)
    today = queries.as_of(found, timezone.localdate())
    is_whole = queries.sees_whole(person, found)
    seen = queries.assignments_in(found, seen_by=person)
    filters = AssignmentFilter(request.GET, queryset=seen, campaign=found, today=today)
    task = filters.chosen("nhiem_vu")
    scope = seen.filter(task=task) if task else seen
    counts = rollup.of(found, today=today, among=scope)
    rows = filters.qs.select_related("unit", "task").order_by("unit__sort_name", "unit", "task__position")
    acts = _group_acts(person, found)
    table = _paged(request, AssignmentTable(rows, exclude=() if acts else ("select",)))
    _stand(table, {found.pk: today}, today)
    query = f"?nhiem_vu={task.pk}&" if task else "?"
    context = {
        "campaign": found,
        "today": today,
        "is_whole": is_whole,
        "task": task,
        "counts": counts,
        "kpis": _kpis(query, counts, queries.silent(found, among=scope).count(), freshness.of(found, today=today, among=scope)),
        "tasks": _task_rows(found, today, seen),
        "branches": list(_branches(found, today, scope)),
        "form": filters.form,
        "refusal": filters.refusal,
        "under": filters.chosen("duoi"),
        "table": table,
        "group_acts": acts,
        "chosen_acts": [*acts, *_chasing(request, found, acts)],
        "may_add_units": any(act.value == "recall" for act in acts),
        "listed": dict(STATE_CHOICES).get(filters.chosen("trang_thai") or ""),
        "owed": _owed(found, filters.qs, today) if may(person, "campaign.remind", found) else None,
        "stranded": stranded(found, today=today) if may(person, "campaign.steer", found) else [],
        "chases": chases_of(found, seen_by=person),
        "phases": list(found.phases.order_by("position")),
        "jobs": [_job(person, job) for job in queries.jobs_of(found)],
        "query": query,
    }
    return render(request, "campaigns/campaign.html", context)


@require_safe
def branch(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    """The rows of the tree right below one unit, for htmx, so many at a time. A fixed number of queries."""
    found = _campaign_or_403(request, pk)
    today = queries.as_of(found, timezone.localdate())
    unit = get_object_or_404(OrgUnit, pk=unit_pk)
    scope = queries.assignments_in(found, seen_by=person_of(request))
    query = "?"
    task = request.GET.get("nhiem_vu", "")
    if task:
        if not (task.isascii() and task.isdecimal() and len(task) < 19):
            raise Http404
        scope = scope.filter(task=int(task))
        query = f"?nhiem_vu={task}&"
    page = Paginator(rollup.right_below(found, unit, among=scope), BRANCHES).get_page(request.GET.get("trang"))
    nodes = rollup.nodes(found, today=today, under=unit, only=page.object_list, depth=1, among=scope)
    rows = [Branch(node, _level(node), str(unit.pk), is_open=False) for node in nodes]
    more = {"unit": unit, "page": page.next_page_number(), "count": page.paginator.count - page.end_index()} if page.has_next() else None
    return render(request, "campaigns/_branches.html", {"campaign": found, "branches": rows, "query": query, "more": more})


def _campaign_or_403(request: HttpRequest, pk: int) -> Campaign:
    found = get_object_or_404(queries.slim(Campaign.objects.select_related("directive", "issuer", "monitor", "report")), pk=pk)
    require(request, "campaign.view", found)
    return found


def _branches(found: Campaign, today: date, scope: Any) -> Iterable[Branch]:
    """The tree from its roots to the highest level that has something to do, as far as that is few rows; more is fetched when opened."""
    depth = rollup.down_to(found, rows=MOST_BRANCHES, among=scope)
    for node in rollup.nodes(found, today=today, depth=depth, among=scope):
        above = node.path[-2 * PATH_STEP : -PATH_STEP]
        yield Branch(node, _level(node), str(int(above)) if above else "", is_open=node.depth < depth)


@dataclass(frozen=True)
class GroupAct:
    """What may be done to many rows of the list at once, as ui/_bulk.html shows it."""

    value: str
    label: str
    icon: str
    name: str = "act"
    confirm: str = ""
    url: str = ""


def _group_acts(person: Person, found: Campaign) -> list[GroupAct]:
    """Those that the person may do; none once the campaign is concluded."""
    if found.status != Campaign.Status.OPEN:
        return []
    acts = [GroupAct("remind", "Nhắc", "bell")] if may(person, "campaign.remind", found) else []
    if may(person, "campaign.extend", found):
        acts.append(GroupAct("extend", "Gia hạn", "calendar-time"))
    if may(person, "campaign.steer", found):
        acts += [GroupAct("recall", "Thu hồi", "arrow-back-up"), GroupAct("remove", "Đưa ra khỏi đợt", "x")]
    return acts


def _chasing(request: HttpRequest, found: Campaign, acts: list[GroupAct]) -> list[GroupAct]:
    """The letter about the rows that are chosen; about the whole list there is a button of its own."""
    url = f"{resolve_url(found)}don-doc/?{request.GET.urlencode()}"
    return [GroupAct("chase", "Soạn công văn đôn đốc", "speakerphone", url=url) for act in acts if act.value == "remind"]


def _level(node: Node) -> int:
    return min(node.depth - 1, 5)  # the stylesheet indents six levels; deeper ones stand below the sixth


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
        Kpi("Đã tiếp nhận", "mail-opened", counts.received_ratio, f"{grouped(counts.total - counts.unreceived)} {total}", is_percent=True),
        *([Kpi("Báo cáo kỳ gần nhất", "clock", fresh.ratio, periodic, is_percent=True)] if fresh.owing else []),
    ]


def _job(person: Person, job: Any) -> dict[str, Any]:
    """A job's progress; only who asked for it may follow it live, the others read how far it is."""
    return {"progress": jobs.progress(job), "url": job.get_absolute_url() if jobs.may_view(person, job) else ""}


# One unit


@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """What one unit owes and has done today, as far as the reader sees it, and what is known of it as of `ngay`."""
    person, today = person_of(request), timezone.localdate()
    form = UnitDayForm(request.GET)
    day = (form.cleaned_data.get("ngay") if form.is_valid() else None) or today
    found = get_object_or_404(OrgUnit, pk=pk)
    require(request, "unit.view", found)
    seen = queries.assignments_visible_to(person).filter(unit=found)
    standing = seen.filter(Q(campaign__status=Campaign.Status.OPEN) | Q(status=Assignment.Status.ACCEPTED))
    counts = rollup.counted(standing, today=today)
    chosen = request.GET.get("trang_thai", "")
    if chosen not in queries.STATES:
        chosen = ""
    rows = (standing.filter(queries.state(chosen, today=today)) if chosen else seen).select_related("task", "unit", "campaign__directive")
    rows = queries.slim(rows, "campaign").order_by(F("due_date").asc(nulls_last=True), "pk")
    table = _paged(request, UnitAssignmentTable(rows))
    _stand(table, {}, today)
    tabs = [Tab("Tất cả", address(request, trang_thai=""), not chosen)]
    for name in ("overdue", "new", "doing", "returned", "review", "done"):
        count = getattr(counts, name)
        tabs.append(Tab(queries.STATES[name], address(request, trang_thai=name), chosen == name, count, late=name == "overdue"))
    context = {
        "unit": found,
        "facts": unit_facts(found, on=day),
        "day": day,
        "is_today": day == today,
        "days": day_tabs(request, day, today),
        "form": form if form.errors else UnitDayForm(initial={"ngay": day}),
        "kept": [("trang_thai", chosen)],
        "administers": may(person, "unit.administer", found),
        "is_past": day < today,
        "today": today,
        "counts": counts,
        "tabs": tabs,
        "table": table,
    }
    return render(request, "campaigns/unit.html", context)


def unit_carrying_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Quy định thực hiện of one unit as it is, and its change by an administrator of the unit."""
    found = get_object_or_404(OrgUnit, pk=pk)
    require(request, "campaign.set_carrying_rules", found)
    form = CarryingRulesForm(posted(request), initial=model_to_dict(queries.carrying_rules(found)))
    if form.is_bound and form.is_valid():
        set_carrying_rules(found, **form.cleaned_data, by=person_of(request), at=timezone.now())
        messages.success(request, f"Đã lưu quy định thực hiện của {found}.")
        return redirect(resolve_url(found))
    page = ActPage(
        title="Quy định thực hiện",
        pre=found.name,
        button="Lưu quy định",
        icon="circle-check",
        back=resolve_url(found),
        lead="Quy định này áp dụng khi thực hiện văn bản do đơn vị ban hành.",
    )
    return act_page(request, page, form)


# What the pages share


def _paged(request: HttpRequest, table: Table) -> Table:
    """The table at the page asked for, without counting all rows: how many there are, the numbers above it say."""
    return paged(table, request, per_page=PER_PAGE, paginator_class=LazyPaginator)


def _stand(table: Table, known: dict[int, date], today: date) -> None:
    """Put on each row of the page how it stands, on the last day of its campaign when that is concluded. One query."""
    calendar = Calendar.load(today, today)
    for row in table.page.object_list:
        record = row.record
        day = known.get(record.campaign_id) or queries.as_of(record.campaign, today)
        record.standing = queries.standing(record, today=day, calendar=calendar)


# Papers


@require_safe
def slips_zip(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The slips of every unit as one zip, sent while they are written: thousands begin to arrive at once."""
    campaign = get_object_or_404(Campaign.objects.select_related("directive__issuer__parent", "monitor"), pk=pk)
    require(request, "campaign.view_whole", campaign)
    content = streamed_zip(documents.slips(campaign, site=_site(request)))
    return StreamingHttpResponse(content, content_type="application/zip", headers=_saved_as(f"phieu-giao-viec-{campaign.pk}.zip"))


@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip of one assignment's unit, with all that the campaign gives it. `pk` is the assignment's."""
    loaded = ("unit", "campaign__monitor", "campaign__directive__issuer__parent")
    found = get_object_or_404(Assignment.objects.select_related(*loaded), pk=pk)
    require(request, "assignment.view", found)
    content = documents.slip(found, site=_site(request))
    return HttpResponse(content, content_type=documents.DOCX_TYPE, headers=_saved_as("phieu-giao-viec.docx"))


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _saved_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
