"""How far each unit is with the document that it was sent, in the statuses of the national bus (VAS §3.2).

What was said of the copy itself is its own status; that work goes on, or is done, follows from the unit's assignments and is kept nowhere.
"""

from collections.abc import Mapping

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from campaigns.models import Assignment
from campaigns.queries import LEFT_OUT
from directives.models import Basis, Directive, Recipient
from directives.queries import OUT

Status = Recipient.Status
DECLINED = "declined"

STEPS: Mapping[str, tuple[str, str]] = {
    "sent": ("01", "Đã đến, chưa tiếp nhận"),
    "refused": ("02", "Từ chối tiếp nhận"),
    "received": ("03", "Đã tiếp nhận, vào sổ"),
    "assigned": ("04", "Đã phân công"),
    "processing": ("05", "Đang xử lý"),
    "done": ("06", "Đã hoàn thành"),
    "takingback": ("13", "Đề nghị lấy lại"),
    "taken_back": ("15", "Đồng ý trả lại"),
}
"""Step of a copy → its code and its word, in the order of the ladder. A unit that keeps a copy asked back (16) stays at its step."""
KEPT = ("16", "Không đồng ý trả lại")

IS_KEPT = Q(status_before=Status.TAKING_BACK)
"""The unit was asked for the copy and has declined."""

BEGUN = (Assignment.Status.IN_PROGRESS, Assignment.Status.REPORTED, Assignment.Status.RETURNED, Assignment.Status.ACCEPTED)


def with_step(recipients: QuerySet[Recipient]) -> QuerySet[Recipient]:
    """Each with its `step`, one of STEPS: of a received copy how far the unit is with all that the directive gives it.

    "assigned" is a unit that has issued a document of its own on the directive's ground. No query of its own.
    """
    own = Assignment.objects.filter(campaign__directive=OuterRef("directive"), unit=OuterRef("unit")).exclude(status__in=LEFT_OUT)
    carried = Basis.objects.filter(cited=OuterRef("directive"), directive__issuer=OuterRef("unit"), directive__status__in=OUT)
    work = Case(
        When(Exists(own) & ~Exists(own.exclude(status=Assignment.Status.ACCEPTED)), then=Value("done")),
        When(Exists(own.filter(status__in=BEGUN)), then=Value("processing")),
        When(Exists(carried), then=Value("assigned")),
        default=Value("received"),
    )
    return recipients.annotate(step=Case(When(status=Status.RECEIVED, then=work), default=F("status"), output_field=CharField()))


def not_taken_in() -> QuerySet[Recipient]:
    """The copies that nobody has taken in, of documents that are out and give their unit no work: of work its own lists and reminders
    speak."""
    given = Assignment.objects.filter(campaign__directive=OuterRef("directive"), unit=OuterRef("unit"))
    sent = Recipient.objects.filter(status=Status.SENT, directive__status__in=(Directive.Status.ISSUED, Directive.Status.CONCLUDED))
    return sent.filter(~Exists(given))


def counts(directive: Directive) -> dict[str, int]:
    """How many copies stand at each of STEPS, and under DECLINED how many were kept though asked back. One query."""
    wanted = {step: Count("pk", filter=Q(step=step)) for step in STEPS}
    return with_step(directive.recipients.all()).aggregate(**wanted, **{DECLINED: Count("pk", filter=IS_KEPT)})
