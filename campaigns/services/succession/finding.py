"""Which units have ended and still have work, and who continues each."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from campaigns.models import Assignment, Campaign, CampaignTask, Difficulty, Partner
from campaigns.services.moves import CampaignError
from org_hierarchy.models import OrgUnit
from org_hierarchy.queries import successors_of_each
from org_hierarchy.work import Place, counting, register_open_work
from records.batches import batches

GOING_ON = {"campaign__status": Campaign.Status.OPEN}


@dataclass(frozen=True, slots=True)
class Stranded:
    """A unit that has ended with open work of a campaign, which nobody can be given without asking: `heirs` are those that continue it,
    none or several, or the one that has finished the same task already; `count` how many of its assignments wait for the answer."""

    unit: OrgUnit
    heirs: tuple[OrgUnit, ...]
    count: int

    @property
    def offered(self) -> tuple[OrgUnit, ...]:
        """Whom the issuer may choose on the page: the heirs, else whoever stood above it."""
        above = self.unit.parent
        return self.heirs or ((above,) if above is not None and above.valid_to is None else ())


def open_work(units: Collection[int] | None = None) -> QuerySet[Assignment]:
    """What is open in campaigns that go on, of these units or of all."""
    rows = Assignment.objects.filter(status__in=Assignment.OPEN, campaign__status=Campaign.Status.OPEN)
    return rows if units is None else rows.filter(unit__in=units)


def units_at_work(*, today: date) -> set[int]:
    """The units past their last day that have open work of their own. One query."""
    ended = open_work().filter(unit__valid_to__lte=today).order_by()
    return set(ended.values_list("unit", flat=True).distinct())


def units_leading(*, today: date) -> set[int]:
    """The units past their last day that review, issue, drafted, follow, take part or are asked in campaigns that go on. Seven queries."""
    found: set[int] = set()
    drafted = (led_campaigns(today=today), "directive__drafting_unit")
    for rows, field in (*_elsewhere(), drafted):
        found.update(rows.filter(**{f"{field}__valid_to__lte": today}).order_by().values_list(field, flat=True).distinct())
    return found


def led_campaigns(*, today: date) -> QuerySet[Campaign]:
    """The campaigns that go on with an issuer that is there. While nobody has said who goes on with one that has ended, its drafting unit
    has no heir either: whoever becomes that may conclude."""
    return Campaign.objects.filter(status=Campaign.Status.OPEN).exclude(issuer__valid_to__lte=today)


def _elsewhere() -> tuple[tuple[QuerySet[Any], str], ...]:
    return (
        (open_work(), "reviewer"),
        (Campaign.objects.filter(status=Campaign.Status.OPEN), "issuer"),
        (Campaign.objects.filter(status=Campaign.Status.OPEN), "monitor"),
        (CampaignTask.objects.filter(**GOING_ON), "reviewer"),
        (Partner.objects.filter(task__campaign__status=Campaign.Status.OPEN), "unit"),
        (Difficulty.objects.filter(status=Difficulty.Status.OPEN, assignment__campaign__status=Campaign.Status.OPEN), "at_unit"),
    )


def register_counts() -> None:
    """Let it be told of a unit, before a decision ends it and after, what of campaigns its heir goes on with; called once, when the app is
    ready."""
    led = Campaign.objects.filter(status=Campaign.Status.OPEN)
    drafted = led.exclude(directive__drafting_unit=F("issuer")).exclude(directive__drafting_unit=F("monitor"))
    asked = Difficulty.objects.filter(status=Difficulty.Status.OPEN, assignment__campaign__status=Campaign.Status.OPEN)
    kinds: dict[str, tuple[Place, ...]] = {
        "việc được giao chưa xong": ((open_work(), "unit"),),
        "việc có báo cáo do đơn vị này duyệt": ((open_work(), "reviewer"),),
        "đợt triển khai do đơn vị ban hành, theo dõi hoặc soạn thảo": (
            (led, "issuer"),
            (led.exclude(monitor=F("issuer")), "monitor"),
            (drafted, "directive__drafting_unit"),
        ),
        "nhiệm vụ do đơn vị phối hợp": ((Partner.objects.filter(task__campaign__status=Campaign.Status.OPEN), "unit"),),
        "khó khăn, vướng mắc chờ đơn vị trả lời": ((asked, "at_unit"),),
    }
    for label, places in kinds.items():
        register_open_work(label, counting(*places))


def heirs_of(unit_ids: Collection[int], *, today: date) -> dict[int, int]:
    """Of each of these units the one that continues it today, over as many decisions as there are; those with none or several left out."""
    return {pk: heirs[0] for pk, heirs in successors_of_each(unit_ids, on=today).items() if len(heirs) == 1}


def check_heir(unit: OrgUnit, heir: OrgUnit, *, today: date) -> None:
    """Raises CampaignError: `still_there` (the unit has not ended), `not_heir` (others continue it), `heir_gone` (not there today)."""
    if not OrgUnit.objects.filter(pk=unit.pk, valid_to__lte=today).exists():
        raise CampaignError("still_there", f"{unit.name} vẫn đang hoạt động; việc của đơn vị này không chuyển đi đâu.")
    if not OrgUnit.objects.on(today).filter(pk=heir.pk).exists():
        raise CampaignError("heir_gone", f"{heir.name} không còn hoạt động; hãy chọn đơn vị khác.")
    heirs = successors_of_each([unit.pk], on=today)[unit.pk]
    if heirs and heir.pk not in heirs:
        raise CampaignError("not_heir", f"{heir.name} không kế thừa {unit.name}; hãy chọn một trong các đơn vị kế thừa.")


def stranded(campaign: Campaign, *, today: date) -> list[Stranded]:
    """The ended units of a campaign whose open work waits for the issuer's word, in the order of names. At most six queries."""
    ended = open_work().filter(campaign=campaign, unit__valid_to__lte=today).order_by("pk")
    tasks = list(ended.values_list("unit", "task"))
    if not tasks:
        return []
    of_unit = successors_of_each({unit for unit, _ in tasks}, on=today)
    closed = _closed_twins(tasks, of_unit)
    waiting = Counter(unit for unit, task in tasks if len(of_unit[unit]) != 1 or (of_unit[unit][0], task) in closed)
    named = OrgUnit.objects.select_related("parent").in_bulk({pk for unit in waiting for pk in (unit, *of_unit[unit])})
    rows = [Stranded(named[unit], tuple(named[pk] for pk in of_unit[unit]), count) for unit, count in waiting.items()]
    return sorted(rows, key=lambda row: (row.unit.sort_name, row.unit.pk))


def _closed_twins(tasks: Collection[tuple[int, int]], of_unit: Mapping[int, tuple[int, ...]]) -> set[tuple[int, int]]:
    """The (heir, task) of which the heir has been done already."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for unit, task in tasks:
        if len(of_unit[unit]) == 1:
            wanted[task].add(of_unit[unit][0])
    found: set[tuple[int, int]] = set()
    for task, heirs in wanted.items():
        for some in batches(sorted(heirs), 500):
            done = Assignment.objects.filter(task=task, unit__in=some).exclude(status__in=Assignment.OPEN)
            found.update((unit, task) for unit in done.values_list("unit", flat=True))
    return found
