"""Ngoại lệ: one person sees one directive that no rule shows to that person, for a reason (domain rule 14)."""

from datetime import datetime

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from directives.models import Directive, DirectiveGrant
from directives.queries import visible_to
from directives.services.errors import DirectiveError
from directives.services.rows import one_line, within
from org_hierarchy.models import Person
from records.events import record


@transaction.atomic
def grant_view(directive: Directive, *, person: Person, reason: str, by: Person, at: datetime) -> DirectiveGrant:
    """Show a directive, a draft too, to somebody who does not see it otherwise; seeing is all that it gives.

    Raises DirectiveError: `reason_missing`, `too_long`, `inactive` (the person's account), `sees_already`.
    """
    reason = one_line(reason)
    if not reason:
        raise DirectiveError("reason_missing", "Hãy ghi lý do cho xem theo ngoại lệ.")
    reason = within("Lý do", reason, 300)
    if not person.is_active:
        raise DirectiveError("inactive", f"Tài khoản của {person} đã ngừng hoạt động; hãy chọn người khác.")
    Directive.objects.select_for_update(no_key=True).only("pk").get(pk=directive.pk)  # of two at once the second is told
    if visible_to(person).filter(pk=directive.pk).exists():
        raise DirectiveError("sees_already", f"{person} đã xem được văn bản này nên không cần ngoại lệ.")
    permission = Permission.objects.get(content_type=ContentType.objects.get_for_model(Directive), codename=DirectiveGrant.CODENAME)
    grant = DirectiveGrant.objects.create(
        user=person, permission=permission, content_object=directive, reason=reason, granted_by=by, granted_at=at
    )
    record("directives.view_granted", directive, by=by, at=at, after={"person": person.pk, "name": str(person), "reason": reason})
    return grant


@transaction.atomic
def withdraw_view(directive: Directive, *, person: Person, by: Person, at: datetime) -> None:
    """Take the exception of one person back. Raises DirectiveError `stale` when there is none any more."""
    if not DirectiveGrant.objects.filter(content_object=directive, user=person, permission__codename=DirectiveGrant.CODENAME).delete()[0]:
        raise DirectiveError("stale", f"{person} không còn được xem theo ngoại lệ. Hãy tải lại trang.")
    record("directives.view_withdrawn", directive, by=by, at=at, before={"person": person.pk, "name": str(person)})
