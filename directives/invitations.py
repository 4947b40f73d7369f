"""Giấy mời: what is filled in, and the text that it makes (NĐ 30/2020, Phụ lục III, Mẫu 1.7), read back from that text.

Nothing is kept beside the text: whoever opens an invitation that was read from a file finds its fields filled in too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from directives.drafting import ProvisionDraft
from directives.models import Directive, Provision
from directives.writing import Invitation, Paragraph

LABELS: Mapping[str, str] = {
    "invited": "thành phần mời",
    "meeting": "nội dung, cuộc họp",
    "chair": "người chủ trì",
    "time": "thời gian",
    "venue": "địa điểm",
}
_NEEDED = ("invited", "meeting", "time", "venue")
_INVITED = re.compile(r"(?P<inviter>.*?)\s*trân trọng kính mời\s*:?\s*(?P<words>.*)", re.DOTALL | re.IGNORECASE)
_LINES = {
    "meeting": re.compile(r"Tới dự\s*:?\s+(?P<words>.*)", re.DOTALL | re.IGNORECASE),
    "chair": re.compile(r"Chủ trì\s*:\s*(?P<words>.*)", re.DOTALL | re.IGNORECASE),
    "time": re.compile(r"Thời gian\s*:\s*(?P<words>.*)", re.DOTALL | re.IGNORECASE),
    "venue": re.compile(r"Địa điểm\s*:\s*(?P<words>.*)", re.DOTALL | re.IGNORECASE),
}


def invitation_of(provisions: Sequence[ProvisionDraft], *, inviter: str) -> Invitation:
    """The fields as the text has them, each where it stands first; whatever is no field is a note. `inviter` where the text names none."""
    found: dict[str, str] = {}
    notes = []
    for one in provisions:
        text = one.text.strip()
        if "invited" not in found and (match := _INVITED.fullmatch(text)):
            found |= {"inviter": match["inviter"] or inviter, "invited": match["words"]}
            continue
        name = next((name for name, pattern in _LINES.items() if name not in found and pattern.fullmatch(text)), "")
        if name and (match := _LINES[name].fullmatch(text)):
            found[name] = match["words"]
        elif text:
            notes.append(f"{one.label} {text}".strip() if one.kind != Provision.Kind.DASH else f"- {text}")
    blank = dict.fromkeys(("invited", "meeting", "chair", "time", "venue"), "") | {"inviter": inviter}
    return Invitation(**blank | found, notes=tuple(notes))


def invited_by(directive: Directive) -> list[str]:
    """Whom an invitation invites, a line each; nobody by any other document. One query, none for another type."""
    if not is_invitation(directive.kind):
        return []
    texts = directive.provisions.order_by("position").values_list("kind", "text")
    invited = invitation_of([ProvisionDraft(text, kind) for kind, text in texts], inviter="").invited
    return [name for line in invited.splitlines() if (name := line.strip(" -–•+;,."))]


def provisions_of_invitation(invitation: Invitation) -> tuple[ProvisionDraft, ...]:
    """Its text; a field that is not filled in leaves no line, and an invitation of nobody names its inviter all the same."""
    invited = invitation.invited or "…"
    body = replace(invitation, invited=invited).body()
    return tuple(ProvisionDraft(block.text.removesuffix(" …"), block.kind) for block in body if isinstance(block, Paragraph))


def behind_invitation(provisions: Sequence[ProvisionDraft]) -> int:
    """The place of its first table or appendix: what its fields do not say stands from there on."""
    others = {Provision.Kind.TABLE, *Provision.APPENDICES}
    return next((place for place, one in enumerate(provisions) if one.kind in others), len(provisions))


def missing_of(invitation: Invitation) -> list[str]:
    """What an invitation cannot do without and does not say, in words."""
    return [LABELS[name] for name in _NEEDED if not getattr(invitation, name).strip()]


def is_invitation(kind: str) -> bool:
    """Whether documents of this type are filled in by its fields."""
    return kind == Directive.Kind.GM
