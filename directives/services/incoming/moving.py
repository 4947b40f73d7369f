"""How the status of a document that came moves: one UPDATE that names the status it expects."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from directives.files.secrecy import carries_stamp
from directives.models import IncomingDocument
from directives.services.errors import DirectiveError

Status = IncomingDocument.Status
MARKED = "Văn bản có dấu chỉ độ mật. Hệ thống này không tiếp nhận văn bản mật; hãy xử lý theo quy định về bảo vệ bí mật nhà nước."


def move(incoming: IncomingDocument, expected: Iterable[str], status: str, *, at: datetime, **values: Any) -> None:
    """The one UPDATE; the object in hand follows it. Raises DirectiveError `stale`."""
    values["step_since"] = at
    if IncomingDocument.objects.filter(pk=incoming.pk, status__in=list(expected)).update(status=status, **values) != 1:
        raise stale(incoming)
    incoming.status = status
    for name, value in values.items():
        setattr(incoming, name, value)


def stale(incoming: IncomingDocument) -> DirectiveError:
    now = IncomingDocument.objects.filter(pk=incoming.pk).values_list("status", flat=True).first()
    words = Status(now).label if now else "không còn"
    return DirectiveError("stale", f"Văn bản đến đang ở bước “{words}” nên không làm được việc này. Hãy tải lại trang.")


def refuse_marked(*words: str) -> None:
    """Raises DirectiveError `secret` where a line of what was typed is a mark of state secrecy."""
    if any(carries_stamp(text) for text in words):
        raise DirectiveError("secret", MARKED)
