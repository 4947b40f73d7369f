"""Mẫu văn bản của đơn vị: a draft's words kept as a skeleton that its people begin others with."""

from datetime import datetime

from django.db import IntegrityError, transaction

from directives.drafting import Draft
from directives.models import Directive, DraftTemplate, Provision
from directives.packing import unpacked
from directives.services.errors import DirectiveError
from directives.services.rows import one_line, within
from directives.skeletons import kept_of, unfilled
from org_hierarchy.models import OrgUnit, Person
from records.events import record

MOST_TEMPLATES = 100
_MOST_NAMED = 3


@transaction.atomic
def keep_template(unit: OrgUnit, *, title: str, directive: Directive, by: Person, at: datetime) -> DraftTemplate:
    """Keep the text of a directive as it was last saved as a skeleton of the unit.

    Raises DirectiveError: `title_missing`, `too_long`, `title_taken`, `too_many`, `no_text` (nothing was written yet).
    """
    title = _title(title)
    version = directive.versions.order_by("-number").first()
    content: Draft | None = unpacked(version.content) if version else None
    if content is None or not content.provisions:
        raise DirectiveError("no_text", "Văn bản chưa có nội dung để lưu làm mẫu.")
    if unit.draft_templates.count() >= MOST_TEMPLATES:
        raise DirectiveError("too_many", f"Đơn vị đã có {MOST_TEMPLATES} mẫu. Hãy xóa bớt mẫu không dùng.")
    try:
        with transaction.atomic():
            template = DraftTemplate.objects.create(
                unit=unit, title=title, kind=directive.kind, content=kept_of(content), made_by=by, made_at=at
            )
    except IntegrityError as error:
        raise _taken() from error
    record("directives.template_kept", unit, by=by, at=at, after={"title": title, "kind": directive.kind, "directive": directive.pk})
    return template


@transaction.atomic
def rename_template(template: DraftTemplate, *, title: str, by: Person, at: datetime) -> None:
    """Call it otherwise; what it says stays. Raises DirectiveError: `title_missing`, `too_long`, `title_taken`, `stale` (it is gone)."""
    before, title = template.title, _title(title)
    try:
        with transaction.atomic():
            renamed = DraftTemplate.objects.filter(pk=template.pk).update(title=title)
    except IntegrityError as error:
        raise _taken() from error
    if not renamed:
        raise _gone()
    record("directives.template_renamed", template.unit, by=by, at=at, before={"title": before}, after={"title": title})


@transaction.atomic
def drop_template(template: DraftTemplate, *, by: Person, at: datetime) -> None:
    """Keep it no more; documents that were begun with it stay. Raises DirectiveError `stale`."""
    if not DraftTemplate.objects.filter(pk=template.pk).delete()[0]:
        raise _gone()
    record("directives.template_dropped", template.unit, by=by, at=at, before={"title": template.title, "kind": template.kind})


def _title(title: str) -> str:
    title = within("Tên mẫu", one_line(title), 120)
    if not title:
        raise DirectiveError("title_missing", "Hãy đặt tên cho mẫu.")
    return title


def _taken() -> DirectiveError:
    return DirectiveError("title_taken", "Đơn vị đã có mẫu mang tên này. Hãy đặt tên khác, hoặc xóa mẫu cũ trước.")


def _gone() -> DirectiveError:
    return DirectiveError("stale", "Mẫu này đã được xóa trước đó. Hãy mở lại trang các mẫu.")


def refuse_unfilled(directive: Directive) -> None:
    """Raises DirectiveError `unfilled` while a place of a skeleton is open, `incomplete` while a paragraph says nothing or an appendix
    has no title."""
    places = unfilled(directive)
    if places:
        named = ", ".join(places[:_MOST_NAMED])
        more = f" và {len(places) - _MOST_NAMED} chỗ khác" if len(places) > _MOST_NAMED else ""
        raise DirectiveError("unfilled", f"Văn bản còn chỗ chưa điền: {named}{more}. Hãy điền hoặc bỏ những chỗ này.")
    if directive.provisions.filter(text="", kind__in=Provision.APPENDICES).exists():
        raise DirectiveError("incomplete", "Phụ lục chưa có tên. Vui lòng mở dự thảo và ghi tên phụ lục.")
    if directive.provisions.filter(text="").exists():
        raise DirectiveError("incomplete", "Văn bản còn đoạn trống. Hãy mở dự thảo, viết nốt hoặc bỏ đoạn đó rồi bấm Lưu dự thảo.")
