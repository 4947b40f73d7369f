"""Cùng soạn thảo: a named person of any unit sees and writes one draft, by a guardian grant on it; what he wrote he does not sign off."""

from datetime import datetime

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from directives.models import Directive, DirectiveGrant
from directives.queries import UNSIGNED
from directives.services.errors import DirectiveError
from directives.services.rows import one_line, within
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from records.events import record


@transaction.atomic
def let_draft(directive: Directive, *, person: Person, reason: str, by: Person, at: datetime) -> DirectiveGrant:
    """Let a person see and write this draft while it is writable.

    Raises DirectiveError: `reason_missing`, `too_long`, `inactive`, `frozen` (signed), `drafts_already`.
    """
    reason = within("Lý do", one_line(reason), 300)
    if not reason:
        raise DirectiveError("reason_missing", "Hãy ghi lý do cùng soạn thảo.")
    if not person.is_active:
        raise DirectiveError("inactive", f"Tài khoản của {person} đã ngừng hoạt động; hãy chọn người khác.")
    held = Directive.objects.select_for_update(no_key=True).only("status").get(pk=directive.pk)  # of two at once the second is told
    if held.status not in UNSIGNED:
        raise DirectiveError("frozen", "Văn bản đã ký nên không còn cùng soạn thảo.")
    if may(person, "directive.draft", directive.drafting_unit) or directive.exceptions.filter(**_OF_DRAFTING, user=person).exists():
        raise DirectiveError("drafts_already", f"{person} đã sửa được dự thảo này.")
    kind = ContentType.objects.get_for_model(Directive)
    permission = Permission.objects.get(content_type=kind, codename=DirectiveGrant.DRAFT_TOGETHER)
    grant = DirectiveGrant.objects.create(
        user=person, permission=permission, content_object=directive, reason=reason, granted_by=by, granted_at=at
    )
    record("directives.draft_shared", directive, by=by, at=at, after={"person": person.pk, "name": str(person), "reason": reason})
    return grant


@transaction.atomic
def stop_drafting(directive: Directive, *, person: Person, by: Person, at: datetime) -> None:
    """Take it back; what the person has written stays. Raises DirectiveError `stale` when it is gone already."""
    if not directive.exceptions.filter(**_OF_DRAFTING, user=person).delete()[0]:
        raise DirectiveError("stale", f"{person} không còn cùng soạn thảo. Hãy tải lại trang.")
    record("directives.draft_unshared", directive, by=by, at=at, before={"person": person.pk, "name": str(person)})


_OF_DRAFTING = {"permission__codename": DirectiveGrant.DRAFT_TOGETHER}
