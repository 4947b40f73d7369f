"""How the status of a document that came moves: one UPDATE that names the status it expects."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from directives.models import IncomingDocument
from directives.services.errors import DirectiveError

Status = IncomingDocument.Status


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
