"""What an issued directive sets in motion: its tasks, and whom they name."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from campaigns.models import Campaign, CampaignTask, Indicator, Partner, Phase
from campaigns.queries import carrying_rules
from campaigns.services.dating import dated, opens_on
from campaigns.services.moves import CampaignError
from directives.models import Directive, Duty, DutyParty
from directives.orders import asks_work
from directives.queries import OUT
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import Person, UnitVersion, valid_on
from org_hierarchy.names import Group, members
from records.events import record
from records.text import nfc


@transaction.atomic
def open_campaign(directive: Directive, *, by: Person | None, at: datetime, today: date) -> Campaign | None:
    """Set in motion what an issued directive orders: its phases, tasks with partners and indicators, and what nobody answers to; None when
    it gives no task, and so there is nothing to follow or conclude.

    Once per directive: a second call gives the same campaign. `today` is the day of issue on which groups are resolved and the hierarchy
    is frozen (domain rules 3 and 4). Tasks become CampaignTasks, milestones Phases; a general order becomes a task when it asks for a
    report and names who owes it, known or not; activities and advice to individuals stay text (domain rule 6). Assignments come from
    `assign_next`.
    A relative deadline that nobody made a day is counted in the working calendar (`dating`), from the day that the document bears; a task
    of a later phase opens on its first day; whether "trước ngày D" takes D in is what the issuer's rules say today.

    Raises CampaignError `not_issued`.
    """
    directive = Directive.objects.select_for_update(of=("self",)).select_related("issuer", "monitor").get(pk=directive.pk)
    existing = Campaign.objects.filter(directive=directive).select_related("directive", "issuer", "monitor").first()
    if existing is not None:
        return existing
    if directive.status not in OUT:
        raise CampaignError("not_issued", f"Văn bản {directive.designation} chưa phát hành; hãy phát hành rồi triển khai.")
    duties = list(directive.duties.order_by("position").prefetch_related("parties"))
    parties = _Parties([party for duty in duties for party in duty.parties.all()], on=today)
    to_carry_out = [duty for duty in duties if asks_work(duty, duty.parties.all())]
    if not to_carry_out:
        return None
    campaign = Campaign.objects.create(
        directive=directive,
        name=directive.subject,
        issuer=directive.issuer,
        monitor=directive.monitor,
        opened_at=at,
        opened_date=today,
        unresolved=parties.unresolved(duties),
    )
    milestones = [duty for duty in duties if duty.kind == Duty.Kind.MILESTONE]
    phases = Phase.objects.bulk_create(
        Phase(campaign=campaign, position=duty.position, name=nfc(duty.text)[:500], start_date=duty.start_date, end_date=duty.deadline)
        for duty in milestones
    )
    reviewer = directive.monitor if directive.monitor_reviews and directive.monitor else directive.issuer
    inclusive = carrying_rules(directive.issuer).inclusive_deadlines
    whens = _Whens(milestones, phases, issued=directive.issued_date or today, inclusive=inclusive, today=today)
    tasks = CampaignTask.objects.bulk_create(
        CampaignTask(
            campaign=campaign,
            duty=duty,
            position=duty.position,
            section=duty.section,
            content=duty.text,
            role=duty.role,
            deadline_text=duty.deadline_text,
            reviewer=reviewer,
            **whens.of(duty),
        )
        for duty in to_carry_out
    )
    Indicator.objects.bulk_create(
        Indicator(task=task, name=f"Tỷ lệ thực hiện so với chỉ tiêu {target}%", target_percent=target)
        for task, duty in zip(tasks, to_carry_out, strict=True)
        if (target := duty.target_percent) is not None
    )
    Partner.objects.bulk_create(
        Partner(task=task, unit_id=unit_id)
        for task, duty in zip(tasks, to_carry_out, strict=True)
        for unit_id in parties.units(duty, DutyParty.Part.COORDINATING)
    )
    record("campaigns.opened", campaign, by=by, at=at, after={"tasks": len(tasks), "unresolved": len(campaign.unresolved)})
    return campaign


class _Whens:
    """When each task is given, due and reported: what CampaignTask keeps of its days."""

    def __init__(self, milestones: Sequence[Duty], phases: Sequence[Phase], *, issued: date, inclusive: bool, today: date) -> None:
        self._milestones, self._issued, self._inclusive, self._today = milestones, issued, inclusive, today
        self._phases = {phase.position: phase for phase in phases}
        self._calendar = Calendar.load(issued, issued)

    def of(self, duty: Duty) -> dict[str, Any]:
        """The fields of one task."""
        opens, phase = opens_on(duty, self._milestones, today=self._today)
        found = dated(duty, issued=self._issued, inclusive=self._inclusive, calendar=self._calendar)
        return asdict(found) | {"opens_date": opens, "phase": self._phases.get(phase) if phase is not None else None}


class _Parties:
    """The parties of a directive's duties, each looked up once: which units exist on the day, which groups have members then."""

    def __init__(self, parties: Sequence[DutyParty], *, on: date) -> None:
        self._on = on
        named = {party.unit_id for party in parties if party.unit_id is not None}
        self._existing = set(UnitVersion.objects.filter(valid_on(on), unit__in=named).values_list("unit", flat=True))
        self._members: dict[str, list[int]] = {}
        self._is_empty: dict[str, bool] = {}
        for party in parties:
            if party.group is not None and (key := _key(party.group)) not in self._is_empty:
                self._is_empty[key] = not members(Group.from_json(party.group), on=on).exists()

    def trouble(self, party: DutyParty) -> str:
        """Why no unit answers to this phrase on that day; blank when one does."""
        if party.unit_id is not None:
            return "" if party.unit_id in self._existing else "Đơn vị này không tồn tại vào ngày ban hành."
        if party.group is not None:
            return "Không có đơn vị nào thuộc nhóm này vào ngày ban hành." if self._is_empty[_key(party.group)] else ""
        if party.duty.kind == Duty.Kind.INDIVIDUAL:
            return "Hướng dẫn cho cá nhân, không giao cho đơn vị."
        return "Chưa xác định được đơn vị nào."

    def units(self, duty: Duty, part: str) -> list[int]:
        """The ids of the units named in one part of a duty, members of groups included, each once."""
        found: dict[int, None] = {}
        for party in duty.parties.all():
            if party.part != part or self.trouble(party):
                continue
            if party.unit_id is not None:
                found[party.unit_id] = None
            elif party.group is not None:
                found |= dict.fromkeys(self._members_of(party.group))
        return list(found)

    def unresolved(self, duties: Iterable[Duty]) -> list[dict[str, str]]:
        """What no unit answers to, in the order of the text, the same phrase of the same section once."""
        found: dict[tuple[str, str], dict[str, str]] = {}
        for duty in duties:
            if duty.kind == Duty.Kind.NOTE:  # a note of the office that received the paper, not the directive's own words
                continue
            for party in sorted(duty.parties.all(), key=lambda party: (party.part != DutyParty.Part.RESPONSIBLE, party.position)):
                if reason := self.trouble(party):
                    row = {"phrase": party.phrase, "section": duty.section, "reason": reason}
                    found.setdefault((party.phrase, duty.section), row)
        return list(found.values())

    def _members_of(self, group: dict[str, Any]) -> list[int]:
        key = _key(group)
        if key not in self._members:
            self._members[key] = list(members(Group.from_json(group), on=self._on).order_by("path").values_list("pk", flat=True))
        return self._members[key]


def _key(group: dict[str, Any]) -> str:
    return json.dumps(group, sort_keys=True)
