"""The lineage that the page of a directive shows: what it does to others, what was done to it and to its grounds, what rests on it."""

from dataclasses import dataclass

from directives import lineage
from directives.incoming.queries import ground_of, seen_by
from directives.models import Directive, Effect, IncomingDocument
from directives.queries import OUT, visible_to
from org_hierarchy.models import Person

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Related:
    """`of` what the directive does to others, `on` what others did to it, `grounds` what happened to what it rests on; `resting` the
    first of what was issued on its ground, `resting_count` how many there are; `seen` the ids of those that the person may open; `came`
    the document that came on whose ground it was drafted."""

    of: list[Effect]
    on: list[Effect]
    grounds: list[Effect]
    resting: list[Directive]
    resting_count: int
    seen: set[int]
    came: IncomingDocument | None

    def __bool__(self) -> bool:
        return bool(self.of or self.on or self.grounds or self.resting or self.came)


def related(person: Person, found: Directive, *, is_inner: bool) -> Related:
    """The lineage as this person may know it: what a draft declares, and what its grounds have come to, is the issuing side's own.

    What rests on it is shown when something has happened to it, and as far as the person sees it. Eight queries at most.
    """
    of = list(lineage.effects_of(found)) if is_inner or found.status in OUT else []
    on = list(lineage.effects_on(found))
    grounds = list(lineage.shaken_grounds(found)[:MOST_SHOWN]) if is_inner else []
    resting: list[Directive] = []
    count = 0
    if on:
        # what did this to it names it among its grounds, and rests on it no more than that
        acting = [effect.directive_id for effect in on]
        rows = lineage.resting_on(found).filter(pk__in=visible_to(person).values("pk")).exclude(pk__in=acting)
        resting, count = list(rows[:MOST_SHOWN]), rows.count()
    named = {effect.target_id for effect in (*of, *grounds)} | {effect.directive_id for effect in (*on, *grounds)}
    seen = set(visible_to(person).filter(pk__in=named).values_list("pk", flat=True)) if named else set()
    came = ground_of(found) if is_inner else None
    if came is not None and not seen_by(person).filter(pk=came.pk).exists():
        came = None
    return Related(of, on, grounds, resting, count, seen, came)
