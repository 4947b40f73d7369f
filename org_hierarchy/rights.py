"""May this person do this to this? Each app registers its acts here; who asks gets the rule that decided, and why.

An app's own `rights.py` registers its acts when the app is ready; nothing here knows of the apps above.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Model
from django.utils import timezone

from org_hierarchy import queries
from org_hierarchy.models import Mandate, OrgUnit, Person, Post


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, truthy when allowed; `rule` is a stable name, `reason` says in Vietnamese why not (blank when allowed).

    `grant` is the (codename, unit) that decides, where one does: whoever holds it could do the act.
    """

    allowed: bool
    rule: str
    reason: str = ""
    grant: tuple[str, OrgUnit] | None = None

    def __bool__(self) -> bool:
        return self.allowed


Rule = Callable[[Person, Any], Verdict]

_RULES: dict[str, tuple[type[Model], Rule]] = {}
_LABELS: dict[str, str] = {}
_REACHES: list[Callable[[Collection[int]], Iterable[tuple[int, int]]]] = []


def register(act: str, model: type[Model], rule: Callable[[Person, Any], Verdict], label: str = "") -> None:
    """Make an act known: on which model, the rule that decides, and what people call it on the page "why can't I?" (blank: not there).

    Raises ValueError when the act has another rule already.
    """
    known = _RULES.setdefault(act, (model, rule))
    if known != (model, rule):
        raise ValueError(f"the act {act!r} is registered twice")
    if label:
        _LABELS[act] = label


def register_reach(reach: Callable[[Collection[int]], Iterable[tuple[int, int]]]) -> None:
    """Tell what people see or may do by exception, beside their posts: of the ids of people, pairs (person, unit whose matter it is).

    Whoever takes over an account gets that too: `beyond_control` asks.
    """
    if reach not in _REACHES:
        _REACHES.append(reach)


def acts_on(model: type[Model]) -> list[tuple[str, str]]:
    """The acts on this model that have a name for people, as (act, label), in the order of registration."""
    return [(act, _LABELS[act]) for act, (of, _) in _RULES.items() if of is model and act in _LABELS]


def acts_with_names() -> dict[str, type[Model]]:
    """The models with such acts, by their labels ("directives.directive")."""
    return {model._meta.label_lower: model for act, (model, _) in _RULES.items() if act in _LABELS}


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
        return Verdict(True, codename, grant=(codename, unit))
    words = dict(cast("list[tuple[str, str]]", OrgUnit._meta.permissions))[codename]
    return Verdict(False, codename, f"Cần quyền “{words}” tại {unit.name}; quyền này theo chức vụ được bổ nhiệm.", (codename, unit))


def administering(person: Person, unit: OrgUnit) -> Verdict:
    """The verdict that needs to be an administrator of the unit, or of one above it."""
    if queries.administers(person, unit):
        return Verdict(True, "administer_unit")
    return Verdict(False, "administer_unit", f"Chỉ quản trị của {unit.name} hoặc của cơ quan cấp trên được thay đổi việc này.")


def editing_calendar(person: Person, unit: OrgUnit) -> Verdict:
    """The calendar is one for the whole system: superusers change it, and administrators of a central office of the two lines of command
    that has none above it. Other roots, a province or an employer, are many."""
    is_central = unit.parent_id is None and unit.level == OrgUnit.Level.CENTRAL and unit.line != OrgUnit.Line.OUTSIDE
    if person.is_superuser or (is_central and queries.administers(person, unit)):
        return Verdict(True, "calendar.edit")
    words = "Lịch làm việc dùng chung cho toàn hệ thống; chỉ quản trị của cơ quan trung ương và quản trị toàn hệ thống được thay đổi."
    return Verdict(False, "calendar.edit", words)


def keeping(person: Person, other: Person) -> Verdict:
    """Whether an administrator keeps this person's account: somebody with a post, past or to come, below what is administered, or an
    account made by this administrator."""
    units = list(queries.administered_by(person))
    if units and queries.staff_of(person, units).filter(pk=other.pk).exists():
        return Verdict(True, "person.keep")
    return Verdict(False, "person.keep", f"{other} không giữ chức vụ nào trong phạm vi bạn quản trị.")


def controlling_account(person: Person, other: Person) -> Verdict:
    """Whether an administrator may take over this person's account (its password, its name, stopping it): nothing may be gained by it."""
    if person.is_superuser:
        return Verdict(True, "person.control")
    if not (kept := keeping(person, other)):
        return kept
    refused = beyond_control(person, [other], list(queries.administered_by(person)), on=timezone.localdate())  # asked of now
    return Verdict(False, "person.control", refused[other.pk]) if refused else Verdict(True, "person.control")


def beyond_control(person: Person | None, others: Sequence[Person], units: Sequence[OrgUnit], *, on: date) -> dict[int, str]:
    """Those of these people whose accounts an administrator of `units` must leave alone, by id, with the reason; for a file of many.

    Who runs the system; who may do or see something outside of the units, that day or later; and accounts that are not entrusted to this
    administrator (`queries.entrusted`). A superuser is refused none. Some 12 queries, however many.
    """
    if person is not None and person.is_superuser:
        return {}
    refused: dict[int, str] = {}
    for other in others:
        if other.is_superuser or other.is_staff:
            refused[other.pk] = f"{other} là quản trị toàn hệ thống; chỉ quản trị toàn hệ thống đổi được tài khoản này."
    names = {other.pk: other for other in others if other.pk not in refused}
    outside = queries.reaches_outside(names, units, on=on)
    seen = {(pk, unit) for reach in _REACHES for pk, unit in reach(names)}
    theirs = OrgUnit.objects.filter(pk__in={unit for _, unit in seen}).exclude(queries.below_any(units)).in_bulk() if seen else {}
    outside = {pk: f"văn bản của {theirs[unit].name}" for pk, unit in sorted(seen) if unit in theirs} | outside
    for pk, words in outside.items():
        words = f"{names[pk]} còn chức vụ ngoài phạm vi bạn quản trị, hoặc có quyền ở đó ({words})"
        refused[pk] = f"{words}; hãy nhờ quản trị của cơ quan cấp trên."
    for pk in names.keys() - refused.keys() - queries.entrusted(person, names, units):
        words = f"Tài khoản của {names[pk]} do nơi khác lập hoặc quản trị; bạn tự bổ nhiệm thì chưa đổi được tài khoản này"
        refused[pk] = f"{words}. Hãy nhờ quản trị của cơ quan cấp trên."
    return refused


def filling(person: Person, post: Post) -> Verdict:
    """Whether an administrator may say who holds this post or stands in for it: not where its holders sign for somebody else's unit."""
    if not (administered := administering(person, post.unit)) or person.is_superuser:
        return administered
    units = list(queries.administered_by(person))
    mandates = queries.mandates_outside([post.unit_id], units, on=timezone.localdate())
    if mandate := next((one for one in mandates if queries.covers(one, post)), None):
        return Verdict(False, "post.fill", entrusted_elsewhere(mandate))
    return Verdict(True, "post.fill")


def entrusted_elsewhere(mandate: Mandate) -> str:
    """Why the post of a mandate is not to be filled by an administrator below the unit for which it signs."""
    words = f"Chức vụ này được ký {mandate.kind.upper()}. cho {mandate.unit.name}"
    return f"{words}: quản trị của {mandate.unit.name} bổ nhiệm, hoặc thu hồi việc giao ký trước."


def any_person(person: Person, unit: OrgUnit) -> Verdict:  # noqa: ARG001 - the shape of every rule
    """Units and their chain of command are known to everyone who signs in (domain rule 14 limits their work, not their names)."""
    return Verdict(True, "signed_in")
