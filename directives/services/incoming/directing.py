"""How a document that came is dealt with: presented to a leader, directed, given out inside, and concluded (NĐ 30/2020, Điều 23, 24)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from directives.incoming.queries import OPEN
from directives.models import Direction, Directive, Implementation, IncomingDocument
from directives.services.errors import DirectiveError
from directives.services.incoming.moving import Status, move, refuse_marked, stale
from directives.services.moving import given_reason
from directives.services.rows import lines, one_line, within
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.queries import holds
from records.events import record, record_many

MOST_PARTNERS = 50
_LONGEST = 4_000
_REPLY = 60


@transaction.atomic
def present_incoming(incoming: IncomingDocument, *, leader: Person, by: Person, at: datetime) -> None:
    """Lay it before somebody who directs the work of the unit. Raises DirectiveError: `not_leader`, `stale`."""
    if not (leader.is_active and holds(leader, "decide_for_unit", incoming.unit)):
        raise DirectiveError("not_leader", f"{leader} không có quyền chỉ đạo công việc của {incoming.unit.name}. Hãy chọn người khác.")
    move(incoming, [Status.REGISTERED], Status.PRESENTED, at=at, presented_to=leader, presented_at=at, reason="")
    record("directives.incoming_presented", incoming, by=by, at=at, after={"name": str(leader)})


@transaction.atomic
def direct_incoming(
    incoming: IncomingDocument,
    *,
    lead_unit: OrgUnit,
    handler: Person | None,
    partners: Sequence[OrgUnit],
    due_date: date | None,
    no_limit: bool = False,
    opinion: str,
    by: Person,
    at: datetime,
    today: date,
) -> Direction:
    """The leader names who leads, who takes part and by when; without a person, the unit that leads says who of its people does it.

    Without a last day only where the leader says so (`no_limit`): then both are asked again and again (`limits.REVIEW_EVERY`).
    Raises DirectiveError: `handler_missing`, `not_inside`, `not_of_unit`, `partner_leads`, `too_many`, `due_missing`, `bad_date`,
    `too_long`, `secret`, `stale`.
    """
    if not _is_inside(lead_unit, incoming.unit) or any(not _is_inside(unit, incoming.unit) for unit in partners):
        raise DirectiveError("not_inside", f"Chỉ giao được đơn vị thuộc {incoming.unit.name}. Cơ quan khác thì gửi văn bản.")
    if lead_unit.pk in {unit.pk for unit in partners}:
        raise DirectiveError("partner_leads", "Đơn vị chủ trì không đồng thời là đơn vị phối hợp. Mỗi văn bản một đơn vị chủ trì.")
    if len(partners) > MOST_PARTNERS:
        raise DirectiveError("too_many", f"Chỉ ghi tối đa {MOST_PARTNERS} đơn vị phối hợp.")
    if handler is None and lead_unit.pk == incoming.unit_id:
        raise DirectiveError("handler_missing", "Giao trong đơn vị thì cần chọn người giải quyết, hoặc chọn một đơn vị cấp dưới chủ trì.")
    if handler is not None:
        _refuse_other_people(handler, lead_unit)
    _refuse_unsaid(due_date, no_limit=no_limit)
    _refuse_past(due_date, today)
    status = Status.IN_WORK if handler is not None else Status.DIRECTED
    move(incoming, [Status.PRESENTED], status, at=at, lead_unit=lead_unit, handler=handler, due_date=due_date, reason="")
    said = _say(
        incoming, Direction.Stage.AGENCY, opinion, by=by, at=at, lead_unit=lead_unit, handler=handler, due_date=due_date, partners=partners
    )
    record("directives.incoming_directed", incoming, by=by, at=at, after=_told(said, partners))
    return said


@transaction.atomic
def file_incoming(incoming: IncomingDocument, *, opinion: str, by: Person, at: datetime) -> None:
    """The leader has read it and nothing is to be done: it is kept for information. Raises DirectiveError `too_long`, `secret`, `stale`."""
    move(incoming, [Status.PRESENTED], Status.DONE, at=at, result="Để biết, lưu.", done_at=at, reason="")
    _say(incoming, Direction.Stage.AGENCY, opinion or "Để biết, lưu.", by=by, at=at)
    record("directives.incoming_filed", incoming, by=by, at=at)


@transaction.atomic
def assign_incoming(
    incoming: IncomingDocument,
    *,
    handler: Person,
    due_date: date | None,
    no_limit: bool = False,
    opinion: str,
    by: Person,
    at: datetime,
    today: date,
) -> Direction:
    """The unit that leads says who of its people deals with it, never later than the leader said; `no_limit` as in `direct_incoming`.

    Raises DirectiveError: `not_of_unit`, `due_missing`, `bad_date`, `after_direction`, `too_long`, `secret`, `stale`.
    """
    if incoming.lead_unit is None:
        raise stale(incoming)
    _refuse_other_people(handler, incoming.lead_unit)
    _refuse_past(due_date, today)
    if incoming.due_date is not None and (due_date is None or due_date > incoming.due_date):
        words = f"Lãnh đạo đã đặt hạn {incoming.due_date:%d/%m/%Y}; thời hạn giao trong đơn vị không muộn hơn ngày đó."
        raise DirectiveError("after_direction", words)
    _refuse_unsaid(due_date, no_limit=no_limit)
    move(incoming, [Status.DIRECTED], Status.IN_WORK, at=at, handler=handler, due_date=due_date)
    said = _say(incoming, Direction.Stage.UNIT, opinion, by=by, at=at, lead_unit=incoming.lead_unit, handler=handler, due_date=due_date)
    record("directives.incoming_assigned", incoming, by=by, at=at, after=_told(said, ()))
    return said


@transaction.atomic
def hand_back_incoming(incoming: IncomingDocument, *, reason: str, by: Person, at: datetime) -> None:
    """Lay it before the leader again, who gives it to somebody else.

    Raises DirectiveError: `reason_missing`, `too_long`, `secret`, `stale`.
    """
    reason = given_reason(reason, "Hãy ghi lý do trả lại lãnh đạo.")
    refuse_marked(reason)
    before = {"lead_unit": str(incoming.lead_unit or ""), "handler": str(incoming.handler or "")}
    nobody: dict[str, Any] = {"lead_unit": None, "handler": None, "due_date": None}
    move(incoming, [Status.DIRECTED, Status.IN_WORK], Status.PRESENTED, at=at, reason=reason, **nobody)
    record("directives.incoming_handed_back", incoming, by=by, at=at, before=before, after={"reason": reason})


@transaction.atomic
def propose_on_incoming(incoming: IncomingDocument, *, text: str, by: Person, at: datetime) -> Direction:
    """Who deals with it proposes how; the third part of the phiếu. Raises DirectiveError: `text_missing`, `too_long`, `secret`, `stale`."""
    if not one_line(text):
        raise DirectiveError("text_missing", "Hãy ghi nội dung đề xuất.")
    if IncomingDocument.objects.filter(pk=incoming.pk, status=Status.IN_WORK).update(status=Status.IN_WORK) != 1:  # held until commit
        raise stale(incoming)
    said = _say(incoming, Direction.Stage.PROPOSAL, text, by=by, at=at, lead_unit=incoming.lead_unit, handler=by)
    record("directives.incoming_proposed", incoming, by=by, at=at, after={"text": said.opinion[:200]})
    return said


@transaction.atomic
def close_incoming(
    incoming: IncomingDocument, *, result: str, reply_number: str, reply_date: date | None, by: Person, at: datetime, today: date
) -> None:
    """Conclude it: what was done, and with which document it was answered, if with one.

    Raises DirectiveError: `result_missing`, `too_long`, `secret`, `bad_date` (a reply of a day to come, or a day without a
    number), `stale`.
    """
    result = within("Kết quả", lines(result), _LONGEST)
    if not result:
        raise DirectiveError("result_missing", "Hãy ghi kết quả giải quyết để sổ theo dõi còn tra được.")
    reply_number = within("Số, ký hiệu văn bản trả lời", one_line(reply_number).replace(" ", ""), _REPLY)
    refuse_marked(result, reply_number)
    if reply_date is not None and (reply_date > today or not reply_number):
        words = "Ngày văn bản trả lời phải là hôm nay hoặc trước đó, và đi với số, ký hiệu của văn bản trả lời."
        raise DirectiveError("bad_date", words)
    move(
        incoming,
        [Status.IN_WORK],
        Status.DONE,
        at=at,
        result=result,
        reply_number=reply_number,
        reply_date=reply_date,
        done_at=at,
        reason="",
    )
    record("directives.incoming_closed", incoming, by=by, at=at, after={"result": result[:200], "reply": reply_number})


@transaction.atomic
def settle_incoming(incoming: IncomingDocument, *, result: str, reply_number: str, reply_date: date | None, at: datetime) -> bool:
    """What the document asked of the unit has been done and accepted, so nobody has to conclude it; whether it was still open."""
    values: dict[str, Any] = {"result": result, "reply_number": reply_number[:_REPLY], "reply_date": reply_date, "done_at": at}
    if IncomingDocument.objects.filter(pk=incoming.pk, status__in=OPEN).update(status=Status.DONE, step_since=at, **values) != 1:
        return False
    incoming.refresh_from_db()
    record("directives.incoming_settled", incoming, by=None, at=at, after={"result": result})
    return True


@transaction.atomic
def settle_open(rows: QuerySet[IncomingDocument], *, result: str, at: datetime) -> int:
    """The same of many, of which nothing is asked any more; returns how many were open. Three statements per 5,000."""
    count = 0
    open_ones = rows.filter(status__in=OPEN)
    while some := list(open_ones.select_for_update(of=("self",)).only("pk").order_by("pk")[:5_000]):
        IncomingDocument.objects.filter(pk__in=[one.pk for one in some]).update(
            status=Status.DONE, step_since=at, done_at=at, result=result
        )
        count += record_many("directives.incoming_settled", some, by=None, at=at, after={"result": result})
    return count


@transaction.atomic
def implement_incoming(incoming: IncomingDocument, directive: Directive, *, by: Person, at: datetime) -> Implementation:
    """Keep that a directive of one's own was drafted on its ground. Raises DirectiveError `stale` when it is dealt with already."""
    waiting = [status for status in OPEN if status not in (Status.RECEIVED, Status.REGISTERED)]
    if not IncomingDocument.objects.select_for_update(no_key=True).filter(pk=incoming.pk, status__in=waiting).exists():
        raise stale(incoming)
    made = Implementation.objects.create(incoming=incoming, directive=directive)
    record("directives.incoming_implemented", incoming, by=by, at=at, after={"directive": directive.pk, "subject": directive.subject})
    return made


def _is_inside(unit: OrgUnit, whole: OrgUnit) -> bool:
    return unit.path.startswith(whole.path)


def _refuse_other_people(handler: Person, unit: OrgUnit) -> None:
    if not (handler.is_active and holds(handler, "act_for_unit", unit)):
        raise DirectiveError("not_of_unit", f"{handler} không làm việc tại {unit.name}. Hãy chọn người của đơn vị đó.")


def _refuse_unsaid(due_date: date | None, *, no_limit: bool) -> None:
    if due_date is None and not no_limit:
        raise DirectiveError("due_missing", "Hãy ghi thời hạn giải quyết, hoặc chọn “Không đặt thời hạn”.")


def _refuse_past(due_date: date | None, today: date) -> None:
    if due_date is not None and due_date < today:
        raise DirectiveError("bad_date", "Thời hạn giải quyết đã qua. Hãy ghi ngày từ hôm nay trở đi.")


def _say(
    incoming: IncomingDocument, stage: str, opinion: str, *, by: Person, at: datetime, partners: Sequence[OrgUnit] = (), **named: Any
) -> Direction:
    """One opinion on the phiếu."""
    text = within("Ý kiến", lines(opinion), _LONGEST)
    refuse_marked(text)
    said = Direction.objects.create(incoming=incoming, stage=stage, opinion=text, by=by, at=at, **named)
    said.partners.set(partners)
    return said


def _told(said: Direction, partners: Sequence[OrgUnit]) -> dict[str, Any]:
    """What the timeline says of a direction."""
    return {
        "lead_unit": str(said.lead_unit or ""),
        "handler": str(said.handler or ""),
        "partners": [unit.name for unit in partners],
        "due_date": said.due_date.isoformat() if said.due_date else "",
        "opinion": said.opinion[:200],
    }
