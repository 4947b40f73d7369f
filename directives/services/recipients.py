"""Whom a directive is sent to, on the day it is sent: units of the system, and those whom no unit answers to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from directives.invitations import invited_by
from directives.models import Directive, Duty, DutyParty, Recipient
from directives.orders import asks_work
from directives.queries import units_of_parties
from org_hierarchy.models import OrgUnit
from org_hierarchy.names import Directory, Resolution, members
from records.batches import batches
from records.text import fold

STRONGEST_FIRST = (Recipient.Role.EXECUTE, Recipient.Role.COORDINATE, Recipient.Role.REPORT, Recipient.Role.KNOW)

OWN_WORK = (Duty.Kind.ACTIVITY, Duty.Kind.MILESTONE, Duty.Kind.INDIVIDUAL, Duty.Kind.NOTE)
"""What the text tells of without giving it to others as a task."""

_NOTE = re.compile(r"^\W*(nhu (tren|dieu|kinh gui|thanh phan)|luu)\b")
_OF_APPENDIX = re.compile(r"\bphu luc\b")


@dataclass(frozen=True, slots=True)
class Dispatch:
    """To whom a directive goes: `roles` the strongest role of each unit, by its id; `unlisted` the units that have a task and stand in no
    line of Kính gửi or Nơi nhận, by id; `outside` the lines that no unit answers to, by their place among all lines; `nameless` the phrases
    to which no unit answers that work is asked of, in order."""

    roles: dict[int, str]
    unlisted: frozenset[int]
    outside: dict[int, str]
    nameless: tuple[str, ...]


def dispatch_of(directive: Directive, *, on: date) -> Dispatch:
    """To whom the directive goes on that day. The lines are addressees or who is invited first, then Nơi nhận; a note like "Như trên" is
    nobody.

    Whom an appendix names is sent it too. Some 35 queries for the names, whatever their number, one for the parties, one per different
    group and one per 500 units of an appendix.
    """
    roles: dict[int, str] = {}

    def send(unit_ids: Iterable[int], role: str) -> None:
        for unit_id in unit_ids:
            roles[unit_id] = min(role, roles.get(unit_id, role), key=STRONGEST_FIRST.index)

    addressed = [(name, str(Recipient.Role.EXECUTE)) for name in (*directive.addressees, *invited_by(directive))]
    lines = addressed + [(line.name, _role_of(line.note)) for line in directive.recipient_lines.order_by("position")]
    directory = Directory(directive.issuer, on=on)
    directory.prepare(name for name, _ in lines)
    outside: dict[int, str] = {}
    behind = _named_behind(directive, on=on)
    send(behind, Recipient.Role.EXECUTE)
    settled = set(behind.values())
    for position, (name, role) in enumerate(lines):
        units = _units_of(directory.resolve(name), on=on)
        send((pk for pk in units if pk != directive.issuer_id), role)
        folded = fold(name)
        if not units and not _NOTE.match(folded) and folded not in settled and not (behind and _OF_APPENDIX.search(folded)):
            outside[position] = name
    listed = frozenset(roles)
    tasked: set[int] = set()
    nameless: dict[str, None] = {}
    parties = list(DutyParty.objects.filter(duty__directive=directive).select_related("duty").order_by("duty__position", "position"))
    named = units_of_parties(parties, on=on)
    for party in parties:
        is_responsible = party.part == DutyParty.Part.RESPONSIBLE
        is_own = party.duty.kind in OWN_WORK
        others = [pk for pk in named[party.pk] if not (is_own and pk == directive.issuer_id)]
        send(others, Recipient.Role.EXECUTE if is_responsible else Recipient.Role.COORDINATE)
        if is_responsible and not is_own:
            tasked.update(others)
        if is_responsible and not named[party.pk] and asks_work(party.duty, [party]):
            nameless[party.phrase] = None
    if directive.monitor_id:
        send([directive.monitor_id], Recipient.Role.EXECUTE)
    return Dispatch(roles, frozenset(tasked - listed - {directive.issuer_id}), outside, tuple(nameless))


def _named_behind(directive: Directive, *, on: date) -> dict[int, str]:
    """The units that the appendices name and that exist on that day, by id, each with its name folded."""
    named = {pk for ids in directive.appendix_tables.values_list("units", flat=True) for pk in ids} - {directive.issuer_id}
    living = (OrgUnit.objects.on(on).filter(pk__in=some).values_list("pk", "name") for some in batches(sorted(named), 500))
    return {pk: fold(name) for some in living for pk, name in some}


def _units_of(found: Resolution, *, on: date) -> list[int]:
    """Whom a line of the letter means."""
    if not found.is_sure:
        return []
    if found.unit is not None:
        return [found.unit.pk]
    return list(members(found.group, on=on).values_list("pk", flat=True)) if found.group else []


def _role_of(note: str) -> str:
    words = fold(note).replace("/", "")
    if "bc" in words.split() or "bao cao" in words:
        return Recipient.Role.REPORT
    if "thuc hien" in words:
        return Recipient.Role.EXECUTE
    return Recipient.Role.COORDINATE if "phoi hop" in words else Recipient.Role.KNOW
