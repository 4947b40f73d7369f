"""What a directive does to earlier ones of its issuer, or of an ended one that this continues: declared on the draft, done at the moment of
issue (NĐ 30/2020, Điều 18)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from directives.lineage import IN_FORCE
from directives.models import Directive, Effect
from directives.services.errors import DirectiveError
from directives.services.moving import WRITABLE
from directives.services.versions import keep_beside
from org_hierarchy.models import Keeping, Person
from records.events import record

Kind, Status = Effect.Kind, Directive.Status
ENDS: Mapping[str, str] = {Kind.REPLACES: Status.SUPERSEDED, Kind.RECALLS: Status.RECALLED}
"""What becomes of the other document; one that is amended or corrected stays as it is."""
DECISIONS = (Directive.Kind.QD, Directive.Kind.NQ)
"""What only its like replaces or amends."""
HAPPENED: Mapping[str, str] = {
    Kind.REPLACES: "directives.superseded",
    Kind.AMENDS: "directives.amended",
    Kind.CORRECTS: "directives.corrected",
    Kind.RECALLS: "directives.recalled",
}


@transaction.atomic
def declare_effect(directive: Directive, *, target: Directive, kind: str, by: Person, at: datetime) -> Effect:
    """Say on a draft that it replaces, amends, corrects or recalls that document; of one said before, what it does to it now.

    Raises DirectiveError: `bad_value`, `other_issuer` (of neither its issuer nor an ended one whose papers that keeps), `not_in_force`
    (not issued, or replaced or recalled), `not_by_letter` (only a công văn corrects), `not_equal` (only a decision or a resolution replaces
    or amends one), `stale` when the draft is with somebody else.
    """
    if kind not in Kind.values:
        raise DirectiveError("bad_value", "Hãy chọn thay thế, sửa đổi, đính chính hoặc thu hồi.")
    _hold(directive)
    if target.pk == directive.pk or not _is_its_word(directive, target):
        raise DirectiveError(
            "other_issuer",
            f"Chỉ thay thế, sửa đổi, đính chính, thu hồi được văn bản khác của {directive.issuer.name}, hoặc của cơ quan đã kết thúc hoạt "
            "động mà cơ quan này kế thừa.",
        )
    if not Directive.objects.filter(pk=target.pk, status__in=IN_FORCE).exists():
        raise DirectiveError("not_in_force", "Văn bản đó chưa phát hành, hoặc đã bị thay thế, thu hồi. Hãy chọn văn bản khác.")
    _refuse_wrong_form(directive, kind, target.kind)
    effect, _ = Effect.objects.update_or_create(directive=directive, target=target, defaults={"kind": kind})
    keep_beside(directive, by=by, at=at)
    after = {"kind": kind, "target": target.pk, "designation": target.designation}
    record("directives.effect_declared", directive, by=by, at=at, after=after)
    return effect


@transaction.atomic
def withdraw_effect(effect: Effect, *, by: Person, at: datetime) -> None:
    """Say no more that a draft does something to that document. Raises DirectiveError `stale`."""
    _hold(effect.directive)
    if not Effect.objects.filter(pk=effect.pk).delete()[0]:
        raise DirectiveError("stale", "Nội dung này đã được bỏ trước đó. Hãy tải lại trang.")
    keep_beside(effect.directive, by=by, at=at)
    before = {"kind": effect.kind, "target": effect.target_id, "designation": effect.target.designation}
    record("directives.effect_withdrawn", effect.directive, by=by, at=at, before=before)


def refuse_wrong_effects(directive: Directive) -> None:
    """Raises DirectiveError `not_by_letter`, `not_equal`: it has become another type of document since it was said what it does."""
    for kind, of in directive.effects.values_list("kind", "target__kind"):
        _refuse_wrong_form(directive, kind, of)


@transaction.atomic
def apply_effects(directive: Directive, *, by: Person | None, at: datetime) -> list[Directive]:
    """Do to the others what the directive, which is just being issued, says; returns those that it ends, by id.

    One that another has ended meanwhile keeps that status; that this one says so too is kept all the same. Two statements and one event
    for each.
    """
    ended = []
    for effect in directive.effects.select_related("target").order_by("target"):
        target = effect.target
        status = ENDS.get(effect.kind)
        if status and Directive.objects.filter(pk=target.pk, status__in=IN_FORCE).update(status=status, step_since=at):
            target.status = status
            ended.append(target)
        after = {"directive": directive.pk, "designation": directive.designation}
        record(HAPPENED[effect.kind], target, by=by, at=at, after=after)
    directive.effects.update(applied_at=at)
    return ended


def _is_its_word(directive: Directive, target: Directive) -> bool:
    """Whether the issuer of the one speaks for that of the other: it is the same, or keeps its papers since that has ended."""
    if target.issuer_id == directive.issuer_id:
        return True
    return Keeping.objects.filter(unit=target.issuer_id, keeper=directive.issuer_id).exists()


def _refuse_wrong_form(directive: Directive, kind: str, of: str) -> None:
    """`of`: the type of what it is done to (NĐ 30/2020, Điều 18.3: an equal form changes, a công văn corrects)."""
    if kind in (Kind.REPLACES, Kind.AMENDS) and of in DECISIONS and directive.kind not in DECISIONS:
        named = Directive.Kind(of).label.lower()
        raise DirectiveError(
            "not_equal",
            f"{named.capitalize()} chỉ được sửa đổi, thay thế bằng văn bản có hình thức tương đương (NĐ 30/2020, Điều 18). "
            f"Hãy đổi loại văn bản này thành {named}, hoặc đính chính bằng công văn nếu chỉ sai thể thức.",
        )
    if kind == Kind.CORRECTS and directive.kind != Directive.Kind.CV:
        raise DirectiveError("not_by_letter", "Đính chính phải bằng công văn. Hãy đổi loại văn bản, hoặc chọn sửa đổi, thay thế.")


def _hold(directive: Directive) -> None:
    """Keep the draft where it is until the transaction ends."""
    if not Directive.objects.select_for_update().filter(pk=directive.pk, status__in=WRITABLE).exists():
        raise DirectiveError("stale", "Văn bản không còn là dự thảo trên bàn soạn nên không sửa được. Hãy tải lại trang.")
