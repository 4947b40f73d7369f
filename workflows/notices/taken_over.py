"""Whoever had a draft or a report on the desk is told that a colleague has taken it over."""

from datetime import datetime

from django.shortcuts import resolve_url
from django.utils import timezone

from campaigns.models import Assignment
from directives.models import Directive
from org_hierarchy.models import Person
from workflows.models import Notice, Reminder
from workflows.notices.closing import close
from workflows.notices.directives import KEYS, NO_SUBJECT
from workflows.notices.making import of_an_act, write

Kind = Reminder.Kind


def tell_of_take_over(artifact: Assignment | Directive, *, of: Person, by: Person, at: datetime) -> None:
    """Tell the one from whose desk it was taken. Whoever takes it back needs no more be told that it was taken from there.

    It is closed once the report or the draft has gone on. The colleague's name is on the page only. In the caller's transaction. Some five
    statements, and one for each way out.
    """
    path = resolve_url(artifact)
    back = Notice.objects.filter(person=by, kind=Kind.TAKEN_OVER, path=path, closed_at=None)
    close(list(back.values_list("pk", flat=True)), at=at)
    sweep = of_an_act(1, at=at)
    told = Notice(
        person=of,
        kind=Kind.TAKEN_OVER,
        note=f"{by} đã nhận làm thay bạn.",
        subject_id=artifact.pk,
        day=timezone.localdate(at),
        path=path,
        key=f"{Kind.TAKEN_OVER}:{artifact.pk}:{sweep.pk}:{of.pk}",
    )
    if isinstance(artifact, Assignment):
        told.title, told.assignment = artifact.campaign.name, artifact
    else:
        told.title, told.is_urgent, told.key = artifact.subject or NO_SUBJECT, bool(artifact.urgency), f"{KEYS}{told.key}"
    write([told], sweep, at=at)
