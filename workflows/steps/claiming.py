"""Around every act: its transaction, the engine's task that it holds, the right that it asks for, and what it says when it is refused."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Model
from django.utils import timezone
from viewflow.fsm import TransitionNotAllowed
from viewflow.workflow.exceptions import FlowLockFailed

from campaigns.services import CampaignError
from directives.services import DirectiveError
from org_hierarchy.models import Person
from org_hierarchy.rights import Verdict, may
from workflows import desk
from workflows.desk import open_task
from workflows.locks import is_contention
from workflows.nodes import HumanTaskActivation


class StepError(Exception):
    """An act that was not done, and of which nothing is left; `code` is stable, the message says what to do.

    "not_open" the task is elsewhere, "forbidden" the person may not (see `verdict`, and what it is `about`), "busy" somebody else is at
    it this moment, "stale" it has just been done; any other code is the domain's own.
    """

    def __init__(self, code: str, message: str, verdict: Verdict | None = None, about: Model | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.verdict = verdict
        self.about = about


@contextmanager
def act() -> Iterator[None]:
    """One act, one transaction; whatever refuses it comes out as a StepError."""
    try:
        with transaction.atomic():
            yield
    except (DirectiveError, CampaignError) as error:
        raise StepError(error.code, str(error)) from error
    except FlowLockFailed as error:
        raise StepError("busy", "Có người khác đang xử lý việc này. Vui lòng đợi vài giây rồi thử lại.") from error
    except TransitionNotAllowed as error:
        raise StepError("stale", "Việc này vừa được người khác xử lý. Vui lòng tải lại trang để xem kết quả.") from error
    except OperationalError as error:
        if not is_contention(error):
            raise
        raise StepError("busy", "Hệ thống đang bận ghi dữ liệu khác. Vui lòng đợi vài giây rồi thử lại.") from error


@contextmanager
def claim(artifact: Model, *nodes: Any, by: Person, right: str = "", afresh: Sequence[str] = ()) -> Iterator[HumanTaskActivation]:
    """Hold the open task if it stands at one of these nodes and the person may do its act; whoever comes second waits, then is told.

    `right`: another act than that of the node, when the way back from it belongs to somebody else. `afresh`: fields on which the right
    rests and which others change; they are read again once the task is held.
    """
    with act(), desk.held(artifact) as activation:
        if activation is None or activation.flow_task not in nodes:
            raise StepError("not_open", _elsewhere(artifact, nodes[0].task_title))
        if afresh:
            artifact.refresh_from_db(fields=afresh)
        allow(may(by, right or activation.flow_task.act, artifact), artifact)
        yield activation


def refuse_at_desk_of_another(activation: HumanTaskActivation, by: Person) -> None:
    """Raise StepError "on_desk" while the task lies on the desk of a colleague from whom it can be taken over (`taking_over`)."""
    if (owner := desk.desk_of_another(activation.task, by)) is not None:
        words = f"Việc này đang ở bàn của {owner}. Hãy bấm “Nhận làm thay” trước khi gửi, hoặc để {owner} gửi."
        raise StepError("on_desk", words)


def allow(verdict: Verdict, about: Model) -> None:
    if not verdict:
        raise StepError("forbidden", verdict.reason, verdict, about)


def _elsewhere(artifact: Model, title: str) -> str:
    now = open_task(artifact)
    if now is None:
        return f"Không còn ở bước “{title}”: việc này đã kết thúc. Vui lòng tải lại trang."
    since = timezone.localtime(now.since)
    return f"Không ở bước “{title}” mà ở bước “{now.title}”, do {now.who} giữ từ {since:%H:%M ngày %d/%m/%Y}. Vui lòng tải lại trang."
