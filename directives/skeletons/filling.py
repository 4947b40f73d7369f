"""A draft begun with a skeleton, one kept as a skeleton, and the places that are still open in it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from directives.drafting import Draft, ProvisionDraft, RecipientDraft, default_symbol
from directives.models import Directive
from directives.skeletons.made import Skeleton
from org_hierarchy.models import OrgUnit

_OPEN = re.compile(r"\[…[^\[\]]{0,300}\]")


def begun_with(skeleton: Skeleton, draft: Draft, issuer: OrgUnit, unit: OrgUnit) -> Draft:
    """The empty draft with what the skeleton says, its symbol that of the type."""
    return replace(
        draft,
        kind=skeleton.kind,
        symbol=default_symbol(skeleton.kind, issuer, unit),
        subject=_by(issuer, skeleton.subject),
        provisions=tuple(replace(one, text=_by(issuer, one.text)) for one in skeleton.provisions),
        addressees=skeleton.addressees,
        recipients=skeleton.recipients,
    )


def _by(issuer: OrgUnit, text: str) -> str:
    """The text with the agency where that is known already."""
    return text.replace("[… cơ quan ban hành]", issuer.name)


def kept_of(content: Draft) -> dict[str, Any]:
    """What an office keeps of a draft as a skeleton of its own, as JSON: its words, without number, day, tasks and who they were for."""
    return {
        "subject": content.subject,
        "provisions": [asdict(one) for one in content.provisions],
        "addressees": list(content.addressees),
        "recipients": [asdict(one) for one in content.recipients],
    }


def skeleton_from(key: str, title: str, kind: str, kept: Mapping[str, Any]) -> Skeleton:
    """The skeleton that an office keeps."""
    return Skeleton(
        key=key,
        title=title,
        kind=kind,
        subject=kept["subject"],
        provisions=tuple(ProvisionDraft(**one) for one in kept["provisions"]),
        addressees=tuple(kept["addressees"]),
        recipients=tuple(RecipientDraft(**one) for one in kept["recipients"]),
    )


def unfilled(directive: Directive) -> list[str]:
    """The places of a saved draft that are still to be filled in, each once, as they stand. Three queries."""
    texts = [
        directive.subject,
        directive.place,
        directive.archive,
        *directive.addressees,
        *directive.provisions.order_by("position").values_list("text", flat=True),
        *directive.recipient_lines.order_by("position").values_list("name", flat=True),
        *directive.duties.order_by("position").values_list("text", flat=True),
    ]
    return open_places(texts)


def open_places(texts: Iterable[str]) -> list[str]:
    """The places to fill in of some texts, each once, in order."""
    return list(dict.fromkeys(place for text in texts for place in _OPEN.findall(text)))
