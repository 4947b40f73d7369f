"""A saved draft as values of its forms, and the forms as the draft that the services keep."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.forms import BooleanField, ChoiceField, Form

from directives import drafting, outline
from directives.drafting.saved import saved_provisions
from directives.invitations import provisions_of_invitation
from directives.models import Directive, Duty, DutyParty
from directives.structuring import Piece, provisions_from
from directives.writing import Invitation
from org_hierarchy.names import Directory
from records.text import fold, nfc
from workflows.views.drafting.names import WITHOUT_UNITS, together
from workflows.views.forms.drafting import ALL, DutyForm, HeadForm, InvitationForm, PickForm, lines

PART_FIELDS = {DutyParty.Part.RESPONSIBLE: "responsible", DutyParty.Part.COORDINATING: "coordinating"}


@dataclass
class DraftForms:
    """The parts of the page's one form; `invitation` of a giấy mời alone."""

    head: HeadForm
    duties: Any  # a DutyFormSet
    picks: PickForm
    invitation: InvitationForm | None = None

    def are_valid(self) -> bool:
        """All of them are checked, so that every mistake is shown at once."""
        each = [self.head.is_valid(), self.duties.is_valid(), self.picks.is_valid()]
        return all([*each, self.invitation is None or self.invitation.is_valid()])

    def kept_duties(self) -> list[tuple[int, DutyForm]]:
        """The tasks that were not struck out or left empty, each with its number on the page."""
        numbered = enumerate(self.duties, start=1)
        return [(number, form) for number, form in numbered if form.cleaned_data and not form.cleaned_data.get("DELETE")]

    def typed(self) -> dict[str, str]:
        """What was written, by label, each task as one; without what is chosen from a list."""
        tasks = {f"Nhiệm vụ {number}": written(form) for number, form in self.kept_duties()}
        invitation = written(self.invitation) if self.invitation is not None else {}
        return (
            written(self.head)
            | invitation
            | {task: "\n".join(f"{label}: {words}" for label, words in of.items()) for task, of in tasks.items()}
        )


def written(form: Form) -> dict[str, str]:
    """The words in the fields that a person writes into, by label."""
    fields = [field for field in form.visible_fields() if not isinstance(field.field, (ChoiceField, BooleanField))]
    return {str(field.label): str(field.value()) for field in fields if field.value()}


def head_values(directive: Directive) -> dict[str, Any]:
    names = [f"{line.name} ({line.note})" if line.note else line.name for line in directive.recipient_lines.order_by("position")]
    return {
        "kind": directive.kind,
        "symbol": directive.symbol,
        "number": directive.number,
        "issued_date": directive.issued_date,
        "place": directive.place,
        "urgency": directive.urgency,
        "circulation": directive.circulation,
        "subject": directive.subject,
        "addressees": "\n".join(directive.addressees),
        "recipients": "\n".join(names),
        "archive": directive.archive,
        "drafter_mark": directive.drafter_mark,
        "monitor": directive.monitor.name if directive.monitor else "",
        "monitor_reviews": directive.monitor_reviews,
    }


KEPT_AS_IS = (
    "section",
    "text",
    "kind",
    "role",
    "deadline",
    "strictly_before",
    "deadline_text",
    "start_date",
    "period",
    "target_percent",
    "span_start",
    "span_end",
)
"""Fields of the form that are columns of the row."""


def duty_values(duty: Duty) -> dict[str, Any]:
    phrases: dict[str, list[str]] = {field: [] for field in PART_FIELDS.values()}
    for party in sorted(duty.parties.all(), key=lambda party: party.position):
        phrases[PART_FIELDS[DutyParty.Part(party.part)]].append(party.phrase)
    values = {name: getattr(duty, name) for name in KEPT_AS_IS} | {field: "\n".join(several) for field, several in phrases.items()}
    return values | {
        "provision": duty.provision.position if duty.provision else None,
        "read_from": ",".join(map(str, duty.read_from)),
        "checked": duty.checked_by_id is not None,
    }


def cleaned_values(duty: Duty) -> dict[str, Any]:
    """What the form of a task makes of it when it comes back as it was sent."""
    return duty_values(duty) | {"read_from": tuple(duty.read_from), "cut": None, "DELETE": False}


class UnknownMonitorError(Exception):
    """The name of the monitor is no unit for sure; the message says why."""


def content_of(directive: Directive, forms: DraftForms, pieces: Sequence[Piece], directory: Directory) -> drafting.Draft:
    """The draft as the forms have it, its phrases looked up in the directory of the day of issue. Raises UnknownMonitorError.

    What was pasted takes the place of all paragraphs; the tasks stand in none of it then.
    """
    head = forms.head.cleaned_data
    is_pasted = bool(head["body"].strip())
    if is_pasted:
        provisions = outline.provisions_of(head["body"])
    elif forms.invitation is not None:
        provisions = with_invitation(forms.invitation.invitation(), pieces)
    else:
        provisions = provisions_from(pieces, saved_provisions(directive))
    first = len(provisions) - len(pieces)  # behind what the fields of an invitation say
    places = {} if is_pasted else {int(piece.key): place for place, piece in enumerate(pieces, start=first)}
    chosen = forms.picks.chosen()
    duties = [form.cleaned_data for _, form in forms.kept_duties()]
    named = (data[field] for data in duties if data["kind"] not in WITHOUT_UNITS for field in PART_FIELDS.values())
    directory.prepare(phrase for text in named for phrase in lines(text))
    return drafting.Draft(
        kind=head["kind"],
        drafting_unit_id=directive.drafting_unit_id,
        symbol=head["symbol"],
        place=head["place"],
        subject=head["subject"],
        addressees=tuple(lines(head["addressees"])),
        archive=head["archive"],
        drafter_mark=head["drafter_mark"],
        urgency=head["urgency"],
        circulation=head["circulation"],
        number=head["number"],
        issued_date=head["issued_date"],
        monitor_id=monitor_of(head["monitor"], directive, directory),
        monitor_reviews=head["monitor_reviews"],
        provisions=provisions,
        duties=tuple(duty_of(data, directory, chosen, places) for data in duties),
        bases=tuple(
            drafting.BasisDraft(b.kind, b.number, b.date, b.issuer, b.subject, b.cited_id) for b in directive.bases.order_by("position")
        ),
        recipients=tuple(recipient_of(line) for line in lines(head["recipients"])),
        source_id=directive.source_id,
        source_text=directive.source_text,
        source_notes=tuple(drafting.SourceNote(**note) for note in directive.source_notes),
    )


def with_invitation(invitation: Invitation, pieces: Sequence[Piece]) -> tuple[drafting.ProvisionDraft, ...]:
    """What the fields of an invitation say, and behind it the tables and appendices that are edited as text."""
    front = provisions_of_invitation(invitation)
    behind = provisions_from(pieces, ())
    parents = (None if one.parent_position is None else one.parent_position + len(front) for one in behind)
    return (*front, *(replace(one, parent_position=parent) for one, parent in zip(behind, parents, strict=True)))


def monitor_of(typed: str, directive: Directive, directory: Directory) -> int | None:
    """The unit that follows the whole directive, if one is named; the name that stood there already needs no looking up."""
    if not typed.strip():
        return None
    if directive.monitor and nfc(typed) == directive.monitor.name:
        return directive.monitor_id
    found = directory.resolve(typed)
    if not found.unit:
        raise UnknownMonitorError(f"Chưa xác định được đơn vị này. {found.reason} Vui lòng ghi tên đầy đủ của một đơn vị.")
    return found.unit.pk


def recipient_of(line: str) -> drafting.RecipientDraft:
    found = re.fullmatch(r"(.*?)\s*\(([^()]{1,120})\)", line)
    return drafting.RecipientDraft(name=found[1], note=found[2]) if found and found[1] else drafting.RecipientDraft(name=line, note="")


def duty_of(data: Mapping[str, Any], directory: Directory, chosen: dict[str, str], places: Mapping[int, int]) -> drafting.DutyDraft:
    """A task of the page; `places` says where the paragraphs of each key stand."""
    parties = tuple(
        party_of(phrase, part, data["kind"], directory, chosen) for part, field in PART_FIELDS.items() for phrase in lines(data[field])
    )
    span = (data["span_start"], data["span_end"]) if data["span_start"] is not None and data["span_end"] is not None else None
    return drafting.DutyDraft(
        section=data["section"],
        kind=data["kind"],
        role=data["role"],
        text=data["text"],
        span=span,
        deadline_text=data["deadline_text"],
        deadline=data["deadline"],
        strictly_before=data["strictly_before"],
        start_date=data["start_date"],
        period=data["period"],
        target_percent=data["target_percent"],
        provision_position=places.get(data["provision"]),
        parties=parties,
        read_from=data["read_from"],
        is_checked=data["checked"],
    )


def looked_up(duty: drafting.DutyDraft, forms: DraftForms, directory: Directory) -> drafting.DutyDraft:
    """A task as it was read, its names looked up on the day of issue and answered as the same names of other tasks are."""
    if duty.kind not in WITHOUT_UNITS:
        directory.prepare(party.phrase for party in duty.parties)
    chosen = forms.picks.chosen()
    return replace(duty, parties=tuple(party_of(party.phrase, party.part, duty.kind, directory, chosen) for party in duty.parties))


def party_of(phrase: str, part: str, kind: str, directory: Directory, chosen: dict[str, str]) -> drafting.PartyDraft:
    """What is sure needs no choice; a choice is one of the candidates that were offered, whatever the browser sends."""
    if kind in WITHOUT_UNITS:
        return drafting.PartyDraft(part, phrase)
    found = directory.resolve(phrase)
    if found.is_sure:
        unit_id, group = (found.unit.pk if found.unit else None), (found.group.as_json() if found.group else None)
        return drafting.PartyDraft(part, phrase, unit_id=unit_id, group=group)
    choice = chosen.get(fold(phrase), "")
    if choice == ALL:
        return drafting.PartyDraft(part, phrase, group=together(phrase, tuple(one.unit.pk for one in found.candidates)).as_json())
    return drafting.PartyDraft(part, phrase, unit_id=int(choice) if choice else None)
