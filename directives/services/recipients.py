"""Whom a directive is sent to, on the day it is sent."""

from collections.abc import Iterable
from datetime import date

from directives.models import Directive, Duty, DutyParty, Recipient
from directives.queries import units_of_parties
from org_hierarchy.names import Directory, Resolution, members
from records.text import fold

STRONGEST_FIRST = (Recipient.Role.EXECUTE, Recipient.Role.COORDINATE, Recipient.Role.REPORT, Recipient.Role.KNOW)


def recipients_of(directive: Directive, *, on: date) -> dict[int, str]:
    """The strongest role of each unit, by its id."""
    roles: dict[int, str] = {}

    def send(unit_ids: Iterable[int], role: str) -> None:
        for unit_id in unit_ids:
            roles[unit_id] = min(role, roles.get(unit_id, role), key=STRONGEST_FIRST.index)

    directory = Directory(directive.issuer, on=on)
    lines = list(directive.recipient_lines.all())
    directory.prepare([*directive.addressees, *(line.name for line in lines)])
    parties = list(DutyParty.objects.filter(duty__directive=directive).select_related("duty"))
    named = units_of_parties(parties, on=on)
    for party in parties:
        own_work = party.duty.kind in {Duty.Kind.ACTIVITY, Duty.Kind.MILESTONE, Duty.Kind.INDIVIDUAL, Duty.Kind.NOTE}
        role = Recipient.Role.EXECUTE if party.part == DutyParty.Part.RESPONSIBLE else Recipient.Role.COORDINATE
        send((pk for pk in named[party.pk] if not (own_work and pk == directive.issuer_id)), role)
    if directive.monitor_id:
        send([directive.monitor_id], Recipient.Role.EXECUTE)
    for phrase in directive.addressees:
        send(_units_of(directory.resolve(phrase), directive, on=on), Recipient.Role.EXECUTE)
    for line in lines:
        send(_units_of(directory.resolve(line.name), directive, on=on), _role_of(line.note))
    return roles


def _units_of(found: Resolution, directive: Directive, *, on: date) -> list[int]:
    """Whom a line of the letter means besides the issuer itself."""
    if not found.is_sure:
        return []
    if found.unit is not None:
        units = [found.unit.pk]
    else:
        units = list(members(found.group, on=on).values_list("pk", flat=True)) if found.group else []
    return [pk for pk in units if pk != directive.issuer_id]


def _role_of(note: str) -> str:
    words = fold(note).replace("/", "")
    if "bc" in words.split() or "bao cao" in words:
        return Recipient.Role.REPORT
    if "thuc hien" in words:
        return Recipient.Role.EXECUTE
    return Recipient.Role.COORDINATE if "phoi hop" in words else Recipient.Role.KNOW
