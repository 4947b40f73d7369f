"""What the tests of succession share: a city with two wards that take over, a decision in force, and the clock's hour."""

from datetime import date

from viewflow.workflow.models import Task

from campaigns.models import Assignment, Campaign
from org_hierarchy.models import OrgUnit, Post
from org_hierarchy.services import ChangeRow, decide_reorganisation, draft_reorganisation, set_changes
from records.models import Job
from workflows import clock, steps
from workflows.tasks import run_job

from .city import AT, DAY, City, at, committee, delivered, draft, draft_for_districts, duty, named

DECIDED = date(2025, 7, 1)
NOW = at(DECIDED, 8)
CLOCK = at(date(2025, 12, 1), 0)
Status = Assignment.Status


def with_wards(city: City) -> City:
    """With two wards that stand outside the group of districts and have their own people."""
    city.add(committee(code, f"phường {name}", OrgUnit.Level.COMMUNE, "HN") for code, name in (("P1", "Ngọc Hà"), ("P2", "Cửa Nam")))
    return city


def launched_campaign(city: City) -> Campaign:
    """Of two tasks for each district."""
    return Campaign.objects.select_related("directive", "issuer").get(directive=delivered(city, draft_for_districts(city, tasks=2)))


def led_by_ba_dinh(city: City) -> Campaign:
    """Issued by Ba Đình for its wards: Kim Mã and Trúc Bạch."""
    content = draft(
        city,
        *(duty("Rà soát.", named(city.units[code])) for code in ("KM", "TB")),
        drafting_unit_id=city.units["BD"].pk, symbol="UBND-NC", place="Ba Đình",
    )  # fmt: skip
    head, clerk = city.person("BD", Post.Role.HEAD), city["clerk"]
    directive = steps.begin_directive(city.units["BD"], content=content, by=city["officer"], at=AT)
    steps.submit(directive, by=city["officer"], at=AT)
    steps.approve_content(directive, by=head, at=AT)
    steps.approve_form(directive, by=head, at=AT)
    steps.sign(directive, appointment=city.seat(head), by=head, at=AT)
    steps.number(directive, by=clerk, at=AT, today=DAY)
    run_job(steps.dispatch(directive, by=clerk, at=AT).pk)
    return Campaign.objects.get(directive=directive)


def reorganise(city: City, *changes: ChangeRow, day: date = DECIDED) -> None:
    clock.mend(at=AT)  # what the shell has done before
    decision = draft_reorganisation(city.units["HN"], title="Nghị quyết 1656", day=day, basis="NQ 1656/NQ-UBTVQH15", by=None, at=AT)
    set_changes(decision, changes, by=None, at=AT)
    decide_reorganisation(decision, by=None, at=NOW, today=day)


def move() -> Job | None:
    """What the clock does every hour, to its end."""
    job = steps.order_moves(at=CLOCK)
    if job is not None:
        run_job(job.pk)
        job.refresh_from_db()
        assert job.status == Job.Status.DONE, job.error
    return job


def standing(campaign: Campaign) -> dict[tuple[str, int], tuple[str, str | None]]:
    """(unit, task) → status, and into whose it was merged."""
    rows = campaign.assignments.select_related("unit", "task", "merged_into__unit")
    return {(r.unit.code, r.task.position): (r.status, r.merged_into.unit.code if r.merged_into else None) for r in rows}


def assert_whole() -> None:
    """Domain and engine agree, and nothing is left that could be moved."""
    assert not clock.astray()
    assert steps.order_moves(at=CLOCK) is None
    for task in Task.objects.filter(finished=None, flow_task_type="HUMAN").select_related("process"):
        unit = getattr(task.process.artifact, task.flow_task.unit)
        assert task.owner_permission_obj_pk == str(unit.pk), task.flow_task


def areas(city: City, code: str) -> tuple[int, ...]:
    return tuple(city.units[code].served.values_list("area", flat=True))
