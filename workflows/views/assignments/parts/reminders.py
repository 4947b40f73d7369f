"""What was reminded of an assignment: what the clock found and whom it told, or let pass; and who reminded beside it."""

from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from campaigns.models import Assignment
from org_hierarchy.models import Person
from workflows.models import Delivery, Notice, Reminder

MOST_SHOWN = 30


def reminders_part(found: Assignment, person: Person, today: date) -> dict[str, Any]:  # noqa: ARG001 - the shape of every part
    """The newest reminders, each with how many people it told and how many messages went out. One query."""
    alike = {"assignment": OuterRef("assignment"), "kind": OuterRef("kind"), "step": OuterRef("step"), "subject_id": OuterRef("subject_id")}
    told = Notice.objects.filter(**alike, day=OuterRef("day")).order_by().values("assignment")
    sent = told.filter(deliveries__status__in=[Delivery.Status.SENT, Delivery.Status.MERGED])
    rows = Reminder.objects.filter(assignment=found).annotate(
        told=Coalesce(Subquery(told.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField()),
        sent=Coalesce(Subquery(sent.annotate(n=Count("deliveries")).values("n")), 0, output_field=IntegerField()),
    )
    return {"reminders": rows.select_related("made_by").order_by("-made_at", "passed_over", "-step", "-pk")[:MOST_SHOWN]}
