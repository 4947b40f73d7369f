"""Who can see this? Each app tells here, rule by rule, whom its objects are shown to; the same people for whom `rights.may` says yes.

An app registers its models when it is ready; nothing here knows of the apps above.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Model, Q, QuerySet

from org_hierarchy import queries
from org_hierarchy.models import OrgUnit, Person

KEEPERS = "Đơn vị đã kết thúc hoạt động: người của đơn vị kế thừa, không có thì của đơn vị cấp trên"
"""The rule by which the papers of a unit are seen once it has ended."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One rule by which people see an object: in Vietnamese, with the condition on Person and, where it goes by units, which ones.

    Deactivated people see nothing, whatever the condition.
    """

    rule: str
    people: Q
    units: QuerySet[OrgUnit] | None = None


def of_units(rule: str, units: QuerySet[OrgUnit]) -> Sight:
    """The rule that lets in who acts for one of these units; most rules are of this shape."""
    return Sight(rule, queries.acting_for(units), units)


def everybody(unit: OrgUnit) -> list[Sight]:  # noqa: ARG001 - the shape of all rules
    """Units are known to everyone who signs in (`rights.any_person`)."""
    return [Sight("Mọi người có tài khoản đang hoạt động", Q(is_active=True))]


class Exceptional(Protocol):
    """A grant on one object to one person, as the page shows it."""

    user: Any
    reason: Any
    granted_by: Any
    granted_at: Any


class Give(Protocol):
    """Show the object to a person who does not see it otherwise."""

    def __call__(self, obj: Any, /, *, person: Person, reason: str, by: Person, at: datetime) -> Any: ...


class Withdraw(Protocol):
    """Take such a grant back."""

    def __call__(self, obj: Any, /, *, person: Person, by: Person, at: datetime) -> Any: ...


@dataclass(frozen=True, slots=True)
class Exceptions:
    """How exceptions on objects of a model are listed, given and taken; `act` is the right to do so, `error` what the services raise."""

    act: str
    given: Callable[[Any], Iterable[Exceptional]]
    give: Give
    withdraw: Withdraw
    error: type[Exception]


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the page "who can see this?" needs of a model: its rules, the act of seeing, and the act that opens the page itself."""

    model: type[Model]
    rules: Callable[[Any], Sequence[Sight]]
    view: str
    opens: str
    exceptions: Exceptions | None = None


_SIGHTINGS: dict[str, Sighting] = {}


def register_sight(
    model: type[Model],
    rules: Callable[[Any], Sequence[Sight]],
    *,
    view: str,
    opens: str,
    exceptions: Exceptions | None = None,
) -> None:
    """Make known who sees objects of a model: `rules` must let in exactly those for whom `may(…, view, …)` says yes.

    Raises ValueError when the model has other rules already.
    """
    new = Sighting(model, rules, view, opens, exceptions)
    if _SIGHTINGS.setdefault(model._meta.label_lower, new) != new:
        raise ValueError(f"who sees {model._meta.label_lower} is registered twice")


def sighting(label: str) -> Sighting | None:
    """What is known of a model by its label ("directives.directive")."""
    return _SIGHTINGS.get(label)


def seen_by(sights: Iterable[Sight]) -> QuerySet[Person]:
    """The active people whom any of the rules lets in."""
    anybody = Q(pk__in=[])
    for sight in sights:
        anybody |= sight.people
    return Person.objects.filter(anybody, is_active=True)
