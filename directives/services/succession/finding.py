"""Which units have ended and are still named by something of directives that somebody has to go on with."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from directives.incoming.queries import OPEN
from directives.models import Directive, IncomingDocument, Recipient
from directives.queries import BEFORE_ISSUE, UNSIGNED
from directives.services.succession.copies import NOT_TAKEN_IN
from directives.services.succession.opinions import asked


def units_ended(*, today: date) -> set[int]:
    """The units past their last day that a copy not taken in, a text that has not gone out, a question about one or a document that came
    and is not dealt with still names. Six queries.

    What such a unit has numbered and not sent bears its name for ever: who dispatches it is known to the engine's tasks alone.
    """
    places: tuple[tuple[QuerySet[Any], str], ...] = (
        (Recipient.objects.filter(status__in=NOT_TAKEN_IN), "unit"),
        (Directive.objects.filter(status__in=BEFORE_ISSUE), "drafting_unit"),
        (Directive.objects.filter(status__in=[*UNSIGNED, Directive.Status.SIGNED]), "issuer"),
        (asked(), "unit"),
        (IncomingDocument.objects.filter(status__in=OPEN), "unit"),
        (IncomingDocument.objects.filter(status__in=OPEN), "lead_unit"),
    )
    found: set[int] = set()
    for rows, field in places:
        ended = rows.filter(**{f"{field}__valid_to__lte": today}).order_by()
        found.update(ended.values_list(field, flat=True).distinct())
    return found
