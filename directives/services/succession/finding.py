"""Which units have ended and are still named by something of directives that somebody has to go on with, and how much of it there is."""

from datetime import date

from django.db.models import F

from directives.incoming.queries import OPEN, partners
from directives.models import CaseFile, Directive, DraftTemplate, IncomingDocument, Recipient
from directives.queries import BEFORE_ISSUE, UNSIGNED
from directives.services.succession.copies import NOT_TAKEN_IN
from directives.services.succession.opinions import asked
from org_hierarchy.work import Place, counting, register_open_work


def units_ended(*, today: date) -> set[int]:
    """The units past their last day that a copy not taken in, a text that has not gone out, a question about one, a document that came and
    is not dealt with, a file that is not closed or a skeleton still names. Nine queries.

    What such a unit has numbered and not sent bears its name for ever: who dispatches it is known to the engine's tasks alone.
    """
    places: tuple[Place, ...] = (
        (Directive.objects.filter(status__in=BEFORE_ISSUE), "drafting_unit"),
        (Directive.objects.filter(status__in=[*UNSIGNED, Directive.Status.SIGNED]), "issuer"),
        *(place for label, some in _kinds().items() for place in some if label != _TEXTS),
    )
    found: set[int] = set()
    for rows, field in places:
        ended = rows.filter(**{f"{field}__valid_to__lte": today}).order_by()
        found.update(ended.values_list(field, flat=True).distinct())
    return found


def register_counts() -> None:
    """Let it be told of a unit, before a decision ends it and after, what of directives its heir goes on with; called once, when the app is
    ready."""
    for label, places in _kinds().items():
        register_open_work(label, counting(*places))


_TEXTS = "văn bản soạn thảo hoặc ban hành, chưa gửi đi"


def _kinds() -> dict[str, tuple[Place, ...]]:
    """What moves with a unit, by its words after a number; one row of a kind names a unit in one place."""
    texts = Directive.objects.filter(status__in=BEFORE_ISSUE)
    arrived = IncomingDocument.objects.filter(status__in=OPEN)
    return {
        _TEXTS: ((texts, "issuer"), (texts.exclude(drafting_unit=F("issuer")), "drafting_unit")),
        "văn bản đến chưa giải quyết xong": ((arrived, "unit"), (arrived.exclude(lead_unit=F("unit")), "lead_unit")),
        "văn bản đến do đơn vị phối hợp giải quyết": ((partners(), "orgunit"),),
        "văn bản gửi đến mà chưa tiếp nhận": ((Recipient.objects.filter(status__in=NOT_TAKEN_IN), "unit"),),
        "ý kiến được hỏi mà chưa trả lời": ((asked(), "unit"),),
        "hồ sơ chưa kết thúc": ((CaseFile.objects.filter(closed_on=None), "unit"),),
        "mẫu văn bản của đơn vị": ((DraftTemplate.objects.all(), "unit"),),
    }
