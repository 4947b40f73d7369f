"""The acts of a unit that received a directive: receipt, refusal, report; and of whoever reviews its reports."""

from contextlib import ExitStack
from datetime import date, datetime
from typing import Any

from campaigns import services as campaigns
from campaigns.models import Assignment, Campaign, Report
from directives import services as directives
from directives.models import Recipient
from org_hierarchy.models import Person
from org_hierarchy.rights import holding, may
from workflows import bulk, desk
from workflows.flows import AssignmentFlow
from workflows.steps.claiming import StepError, act, allow, claim, refuse_at_desk_of_another
from workflows.steps.delegating import end_below, wake_later
from workflows.steps.incoming import take_in
from workflows.steps.marks import order_looks
from workflows.steps.settling import settle, settle_later


def receive(recipient: Recipient, *, by: Person, at: datetime, today: date) -> list[Assignment]:
    """Take the document in once, with a số đến, and with it all assignments that it gives to the unit; they are returned."""
    with act(), ExitStack() as held:
        waiting = Assignment.objects.filter(
            campaign__directive=recipient.directive_id,
            campaign__status=Campaign.Status.OPEN,
            unit=recipient.unit_id,
            status=Assignment.Status.ISSUED,
        ).order_by("pk")
        bulk.take(waiting, is_bounded=True)
        tasks = [held.enter_context(claim(assignment, AssignmentFlow.receive, by=by)) for assignment in waiting]
        if not tasks:
            allow(holding(by, "act_for_unit", recipient.unit), recipient.unit)
        directives.receive_directive(recipient, by=by, at=at, today=today)
        received = campaigns.receive_all(recipient, by=by, at=at)
        if len(received) != len(tasks):  # a delivery has just given the unit more, whose processes nobody holds here
            raise StepError("stale", "Đơn vị vừa được giao thêm nhiệm vụ theo văn bản này. Vui lòng tải lại trang rồi tiếp nhận lại.")
        for task in tasks:
            task.finish(by=by, at=at)
        take_in(recipient)
    return received


def receive_assignment(assignment: Assignment, *, by: Person, at: datetime, today: date) -> None:
    """Receive one assignment: the document with it when the unit has not taken that in yet, and then all that it gives to the unit."""
    copies = Recipient.objects.filter(directive=assignment.campaign.directive_id, unit=assignment.unit_id).order_by()
    stands = list(copies.values_list("status", flat=True))
    if Recipient.Status.SENT in stands:
        receive(copies.get(), by=by, at=at, today=today)
        return
    if Recipient.Status.TAKING_BACK in stands:
        raise StepError("asked_back", "Cơ quan gửi đang đề nghị lấy lại văn bản này. Hãy trả lời đề nghị đó trước khi tiếp nhận.")
    with claim(assignment, AssignmentFlow.receive, by=by) as task:
        campaigns.receive(assignment, by=by, at=at)
        task.finish(by=by, at=at)


def refuse(assignment: Assignment, *, reason: str, by: Person, at: datetime) -> None:
    """Say that the unit is the wrong recipient; the assignment ends."""
    with claim(assignment, AssignmentFlow.receive, AssignmentFlow.report, by=by) as task:
        campaigns.refuse(assignment, reason=reason, by=by, at=at)
        task.finish(by=by, at=at)
        wake_later([assignment.parent_id], at=at)
        settle_later(assignment.campaign.directive_id, [assignment.unit_id], at=at)


def report(assignment: Assignment, *, kind: str, by: Person, at: datetime, today: date, **fields: Any) -> Report:
    """Send a report (`fields`: see `campaigns.services.submit_report`).

    An interim one leaves the task where it is, on the unit's desk or waiting for those to whom the unit gave it on. A final one of work
    that came back is for whoever had sent it, or has taken it over: StepError "on_desk".
    """
    nodes = (AssignmentFlow.report,) if kind == Report.Kind.FINAL else (AssignmentFlow.report, AssignmentFlow.await_children)
    with claim(assignment, *nodes, by=by, right="assignment.report") as task:
        if kind == Report.Kind.FINAL:
            refuse_at_desk_of_another(task, by)
        submitted = campaigns.submit_report(assignment, kind=kind, by=by, at=at, today=today, **fields)
        order_looks(submitted, by=by, at=at)
        if submitted.kind == Report.Kind.FINAL:
            task.finish(by=by, at=at)
    return submitted


def review(report: Report, *, accept: bool, note: str, by: Person, at: datetime, new_due_date: date | None = None) -> Report:
    """Accept a report, or return it to whoever sent it with the reason and, where needed, a new last day."""
    assignment = report.assignment
    if report.kind == Report.Kind.INTERIM:  # never closes (domain rule 10): the unit keeps its task
        with act(), desk.held(assignment):
            allow(may(by, AssignmentFlow.review.act, assignment), assignment)
            return campaigns.review_report(report, accept=accept, note=note, by=by, at=at, new_due_date=new_due_date)
    with claim(assignment, AssignmentFlow.review, by=by) as task:
        reviewed = campaigns.review_report(report, accept=accept, note=note, by=by, at=at, new_due_date=new_due_date)
        task.finish(by=by, at=at)
        if accept:
            end_below(assignment, by=by, at=at)
            wake_later([assignment.parent_id], at=at)
            settle(reviewed, at=at)
        else:
            desk.release(assignment)
    return reviewed
