"""Units that have ended and whose lead, texts and documents no one unit alone goes on with: who is asked, and what was answered."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from campaigns.services import CampaignError
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.queries import administers, grants_of, holds, successors_of, successors_of_each
from org_hierarchy.rights import Verdict, register
from org_hierarchy.work import open_work
from records.events import record
from workflows.models import HeirQuestion

ASKING = ("decide_for_unit", "administer_unit")
"""Who decides for the unit above, and who administers it."""


def register_acts() -> None:
    """Make the act on a question known; called once, when the app is ready."""
    register("heir.choose", HeirQuestion, _choose, "Chọn đơn vị kế thừa")


@transaction.atomic
def ask(units: Collection[int], *, at: datetime, today: date) -> list[HeirQuestion]:
    """Let exactly these units have an open question; returns the new ones. One whose chosen heir has ended itself is asked anew, and so is
    one of which whoever was asked has ended. An answer that is given meanwhile stays.

    Three queries when nothing changes.
    """
    HeirQuestion.objects.filter(heir=None).exclude(unit__in=units).delete()
    asked_one_ended = Q(asked__valid_to__lte=today)
    open_now = set(HeirQuestion.objects.filter(heir=None).exclude(asked_one_ended).values_list("unit", flat=True))
    unanswered = set(units) - open_now - chosen(units, today=today).keys()
    missing = OrgUnit.objects.filter(pk__in=unanswered).select_related("parent").order_by("pk")
    HeirQuestion.objects.filter(asked_one_ended, unit__in=missing, heir=None).delete()
    HeirQuestion.objects.filter(unit__in=missing, heir__valid_to__lte=today).delete()
    asked = [HeirQuestion(unit=unit, asked=above(unit, today=today), asked_at=at) for unit in missing]
    HeirQuestion.objects.bulk_create(asked, ignore_conflicts=True)
    new = HeirQuestion.objects.filter(unit__in=[one.unit_id for one in asked], heir=None).select_related("unit", "asked").order_by("pk")
    return list(new) if asked else []


def chosen(units: Collection[int], *, today: date) -> dict[int, int]:
    """Of these ended units, those whose heir somebody chose, with the heir or the one that continues it. One query, more where it ended."""
    answers = dict(HeirQuestion.objects.filter(unit__in=units, heir__isnull=False).values_list("unit", "heir"))
    there = set(OrgUnit.objects.on(today).filter(pk__in=set(answers.values())).values_list("pk", flat=True)) if answers else set()
    later = successors_of_each(set(answers.values()) - there, on=today) if set(answers.values()) - there else {}
    followed = {unit: heir if heir in there else next(iter(later[heir]), 0) for unit, heir in answers.items()}
    return {unit: heir for unit, heir in followed.items() if heir and (answers[unit] in there or len(later[answers[unit]]) == 1)}


def answer(question: HeirQuestion, heir: OrgUnit, *, by: Person, at: datetime) -> None:
    """Write down who goes on; once. Raises CampaignError `stale`."""
    if HeirQuestion.objects.filter(pk=question.pk, heir=None).update(heir=heir, chosen_by=by, chosen_at=at) != 1:
        raise CampaignError("stale", "Đơn vị kế thừa vừa được người khác chọn, hoặc không còn gì phải chuyển. Hãy tải lại trang.")
    question.heir, question.chosen_by, question.chosen_at = heir, by, at
    record("workflows.heir_chosen", question.unit, by=by, at=at, after={"heir": heir.pk, "name": heir.name})


def above(unit: OrgUnit, *, today: date) -> OrgUnit | None:
    """The nearest unit above one that has ended which is there today, or the one heir of such; None at the root. Few units are asked about,
    each a query or two for a step upwards."""
    step = unit.parent
    while step is not None:
        if step.valid_to is None or step.valid_to > today:
            return step
        heirs = successors_of(step, on=today)
        if len(heirs) == 1 and heirs[0].pk != unit.pk:
            return heirs[0]
        step = step.parent
    return None


def asked_of(person: Person) -> QuerySet[HeirQuestion]:
    """The open questions that the person answers, the oldest first. One query besides that of the person's grants."""
    mine = [unit for codename, unit in grants_of(person) if codename in ASKING]
    answerable = Q(asked__in=mine)
    if person.is_superuser and person.is_active:
        answerable |= Q(asked=None)
    return HeirQuestion.objects.filter(answerable, heir=None).select_related("unit", "asked").order_by("asked_at", "pk")


def offered(question: HeirQuestion, *, today: date) -> list[OrgUnit]:
    """Whom one may choose: those that continue the unit, else who is asked. A query or two."""
    heirs = successors_of(question.unit, on=today)
    return heirs or ([question.asked] if question.asked is not None else [])


def left_with(unit: OrgUnit) -> list[tuple[str, int]]:
    """What the unit left open, as (label, count), without what is none. Some sixteen queries."""
    return open_work([unit.pk]).get(unit.pk, [])


def _choose(person: Person, question: HeirQuestion) -> Verdict:
    """Who decides for the unit that is asked, and who administers it or one above it; where none is asked, whoever administers all."""
    unit = question.asked
    if unit is None:
        words = "Không có đơn vị cấp trên; chỉ quản trị toàn hệ thống chọn đơn vị kế thừa."
        return Verdict(True, "superuser") if person.is_superuser and person.is_active else Verdict(False, "superuser", words)
    if holds(person, "decide_for_unit", unit):
        return Verdict(True, "decide_for_unit", grant=("decide_for_unit", unit))
    if administers(person, unit):
        return Verdict(True, "administer_unit", grant=("administer_unit", unit))
    words = f"Chỉ lãnh đạo của {unit.name}, đơn vị cấp trên, và quản trị của đơn vị đó chọn đơn vị kế thừa."
    return Verdict(False, "decide_for_unit", words, ("decide_for_unit", unit))
