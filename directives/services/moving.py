"""How a status moves: one UPDATE that names the status it expects, for the text that its actor has seen."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from directives.models import Directive
from directives.queries import version_of
from directives.services.errors import DirectiveError
from directives.services.rows import one_line, within

WRITABLE = (Directive.Status.DRAFT, Directive.Status.RETURNED)
IN_REVIEW = (Directive.Status.SUBMITTED, Directive.Status.CONTENT_APPROVED, Directive.Status.FORM_APPROVED)


def move(directive: Directive, expected: Iterable[str], status: str, *, at: datetime, version: int | None = None, **values: Any) -> None:
    """The one UPDATE; the object in hand follows it."""
    values["step_since"] = at
    if Directive.objects.filter(pk=directive.pk, status__in=list(expected)).update(status=status, **values) != 1:
        now = Directive.objects.filter(pk=directive.pk).values_list("status", flat=True).first()
        words = Directive.Status(now).label if now else "không còn"
        raise DirectiveError("stale", f"Văn bản đang ở bước “{words}” nên không làm được việc này. Hãy tải lại trang.")
    refuse_unseen(directive, version)
    directive.status = status
    for name, value in values.items():
        setattr(directive, name, value)


def refuse_unseen(directive: Directive, version: int | None) -> None:
    """Refuse what was decided on an older text than the present one.

    Asked after the act's UPDATE, which holds the row until commit: before it, a text could still be written between the answer and the act.
    """
    if version is None or version == version_of(directive):
        return
    raise DirectiveError(
        "stale",
        "Văn bản đã có người sửa và lưu sau khi bạn mở trang, nên thao tác trên bản cũ chưa được ghi nhận. Hãy xem bản mới rồi làm lại.",
    )


def given_reason(text: str, ask: str) -> str:
    reason = one_line(text)
    if not reason:
        raise DirectiveError("reason_missing", ask)
    return within("Lý do", reason, 1000)
