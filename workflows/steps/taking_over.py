"""A step that came back to whoever had sent it lies on that one's desk; a colleague with the same right may take it over from there."""

from datetime import datetime

from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from campaigns.models import Assignment
from directives.models import Directive
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from records.events import record
from workflows import desk
from workflows.notices.taken_over import tell_of_take_over
from workflows.steps.claiming import StepError, act, allow

TAKEN_OVER = "workflows.taken_over"


def take_over(artifact: Assignment | Directive, *, of: Person, by: Person, at: datetime) -> None:
    """Lay the open draft or report of this directive or assignment on one's own desk, from that of the person on whose it was seen.

    That one is told.

    Raises StepError "forbidden", "not_open" (nothing that a colleague takes over is open), "stale" (it lies on that desk no more, or on
    one's own).
    """
    with act(), desk.held(artifact) as activation:
        right = getattr(activation.flow_task, "taken_by", "") if activation else ""
        if activation is None or not right:
            raise StepError("not_open", "Việc này không còn ở bước soạn thảo hay báo cáo nên không nhận làm thay được. Hãy tải lại trang.")
        allow(may(by, right, artifact), artifact)
        mine = Task.objects.filter(pk=activation.task.pk, status=STATUS.ASSIGNED, owner=of).exclude(owner=by)
        if mine.update(owner=by) != 1:
            now = desk.open_task(artifact)
            raise StepError("stale", f"Việc này vừa đổi người và đang do {now.who if now else 'hệ thống'} giữ. Vui lòng tải lại trang.")
        before, after = {"owner": of.pk, "name": str(of)}, {"owner": by.pk, "name": str(by)}
        record(TAKEN_OVER, artifact, by=by, at=at, before=before, after=after)
        if may(of, right, artifact):  # whoever acts here no longer could not follow the word to its page
            tell_of_take_over(artifact, of=of, by=by, at=at)
