"""How the text of a draft came about: each version as a person left it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from directives.drafting import Draft, SourceNote
from directives.models import Directive, Version
from directives.packing import BESIDE, packed, unpacked
from org_hierarchy.models import Person

SITTING = timedelta(minutes=30)
"""The page saves itself while it is worked on: what one person writes from the first saving on, so long, is one version."""


def keep_version(directive: Directive, *, content: Draft, by: Person, at: datetime) -> None:
    """Keep the text that has just been written, with the files and effects beside it; nothing when it is what the last version has.

    What was read, and what was handed in or returned meanwhile, stays a version of its own, for others have seen it. Four queries.
    """
    last = directive.versions.order_by("-number").first()
    beside = _beside(directive)
    known = {BESIDE: beside} | last.content if last is not None else {}  # of a version from before these were kept the text alone tells
    new = packed(content) | {BESIDE: beside}
    if known | {"is_proposal": content.is_proposal} != new:
        _keep(directive, last, new, by=by, at=at)


def keep_beside(directive: Directive, *, by: Person, at: datetime) -> None:
    """Keep what has just become of the files that go with a draft, or of what it does to others, with the text of its last version.

    Nothing for a draft from before versions were kept. Four queries.
    """
    last = directive.versions.order_by("-number").first()
    if last is not None and last.content.get(BESIDE) != (beside := _beside(directive)):
        _keep(directive, last, last.content | {"is_proposal": False, BESIDE: beside}, by=by, at=at)


def _beside(directive: Directive) -> dict[str, Any]:
    """The files that go with the text, in order: [title, name, SHA-256]; and what it does to others: [kind, number and symbol]."""
    files = directive.attachments.order_by("position").values_list("title", "file__name", "file__sha256")
    effects = directive.effects.select_related("target").order_by("pk")
    return {"files": [list(one) for one in files], "effects": [[one.kind, one.target.designation] for one in effects]}


def _keep(directive: Directive, last: Version | None, new: dict[str, Any], *, by: Person, at: datetime) -> None:
    if last is not None and _goes_on(last, directive, by=by, at=at):
        Version.objects.filter(pk=last.pk).update(content=new, saved_at=at)
        return
    number = last.number + 1 if last else 1
    Version.objects.create(directive=directive, number=number, content=new, saved_by=by, begun_at=at, saved_at=at)


def restored(version: Version) -> Draft:
    """The text of a version as a draft to be written anew: of the file that the directive was read from since, its tasks unchecked."""
    directive = version.directive
    return replace(
        unpacked(version.content),
        drafting_unit_id=directive.drafting_unit_id,
        source_id=directive.source_id,
        source_text=directive.source_text,
        source_notes=tuple(SourceNote(**note) for note in directive.source_notes),
    )


def _goes_on(last: Version, directive: Directive, *, by: Person, at: datetime) -> bool:
    is_seen = directive.step_since > last.begun_at or last.content["is_proposal"]
    return last.saved_by_id == by.pk and at - last.begun_at < SITTING and not is_seen
