"""May this person do this to this? Each app registers its acts here; who asks gets the rule that decided, and why.

An app's own `rights.py` registers its acts when the app is ready; nothing here knows of the apps above.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Model

from org_hierarchy import queries
from org_hierarchy.models import OrgUnit, Person


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, truthy when allowed; `rule` is a stable name, `reason` says in Vietnamese why not (blank when allowed)."""

    allowed: bool
    rule: str
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


Rule = Callable[[Person, Any], Verdict]

_RULES: dict[str, tuple[type[Model], Rule]] = {}


def register(act: str, model: type[Model], rule: Callable[[Person, Any], Verdict]) -> None:
    """Make an act known: on which model, and the rule that decides. Raises ValueError when the act has another rule already."""
    known = _RULES.setdefault(act, (model, rule))
    if known != (model, rule):
        raise ValueError(f"the act {act!r} is registered twice")


def may(person: Person, act: str, obj: Model) -> Verdict:
    """Whether the person may do this act on this object, now.

    A deactivated person is refused whatever the act. Raises KeyError for an act that nobody registered and TypeError for an object of
    another model: both are mistakes of the caller, never an answer.
    """
    model, rule = _RULES[act]
    if not isinstance(obj, model):
        raise TypeError(f"{act} is decided on {model.__name__}, not on {type(obj).__name__}")
    if not person.is_active:
        return Verdict(False, "person.inactive", "Tài khoản này đã ngừng hoạt động; hãy liên hệ quản trị hệ thống.")
    return rule(person, obj)


def holding(person: Person, codename: str, unit: OrgUnit) -> Verdict:
    """The verdict that needs one grant on one unit; most rules are made of it. Its rule is the grant's name."""
    if queries.holds(person, codename, unit):
        return Verdict(True, codename)
    words = dict(cast("list[tuple[str, str]]", OrgUnit._meta.permissions))[codename]
    return Verdict(False, codename, f"Cần quyền “{words}” tại {unit.name}; quyền này theo chức vụ được bổ nhiệm.")


def any_person(person: Person, unit: OrgUnit) -> Verdict:  # noqa: ARG001 - the shape of every rule
    """Units and their chain of command are known to everyone who signs in (domain rule 14 limits their work, not their names)."""
    return Verdict(True, "signed_in")
