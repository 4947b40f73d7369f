"""What comes next for a directive: each act, allowed or with the rule that refuses it."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.text import Truncator

from campaigns import rollup
from campaigns.models import CampaignTask
from directives.freezing import thawed
from directives.models import Directive
from org_hierarchy.models import Person
from org_hierarchy.queries import BY_MANDATE, grants_of
from org_hierarchy.rights import Verdict, may
from org_hierarchy.services import Way, ways_to_sign, why_not
from records.text import grouped

Status = Directive.Status
NAMED = 3


@dataclass(frozen=True)
class Action:
    """One thing that may be done now; a refused one says which rule refuses. `path` follows the directive's own address."""

    path: str
    label: str
    icon: str
    verdict: Verdict
    asks: str = ""  # "reason", "sign" or "number": the form that it needs
    confirm: str = ""
    is_main: bool = True  # what the page is for now; else it can wait


@dataclass(frozen=True)
class Stated:
    """Number and date that a text came with: only to be compared, as both are given when it is numbered."""

    number: int | None
    date: date | None


def stated_in(found: Directive) -> Stated | None:
    """What the text of a document that waits for its signature or its number says of them; None where it says nothing. No query."""
    if found.status == Status.FORM_APPROVED:
        said = Stated(found.number, found.issued_date)
    elif found.status == Status.SIGNED and found.facts is not None:
        letter = thawed(found.facts)
        said = Stated(letter.number, letter.date)
    else:
        return None
    return said if said.number or said.date else None


def own_ways(person: Person, found: Directive) -> list[Way]:
    """The ways in which this person may sign the document for its issuer today."""
    return ways_to_sign(person, found.issuer, kind=found.kind, on=timezone.localdate(), drafted_in=found.drafting_unit)


def may_sign(person: Person, found: Directive) -> Verdict:
    """Whether a way to sign this type of document is left to whoever signs for the issuer, by post or mandate; else why not."""
    verdict = may(person, "directive.sign", found)
    if own_ways(person, found) if verdict else verdict.rule != BY_MANDATE:
        return verdict
    error = why_not(person, found.issuer, kind=found.kind, on=timezone.localdate(), drafted_in=found.drafting_unit)
    return Verdict(False, f"signing.{error.code}", str(error))


def actions(person: Person, found: Directive, counts: rollup.Counts | None) -> list[Action]:
    """What comes next, allowed or with the rule that refuses; nothing for people outside the issuer and the drafting unit.

    `counts` are its campaign's, None before there is one.
    """
    if {found.issuer_id, found.drafting_unit_id}.isdisjoint({unit_id for _, unit_id in grants_of(person)}):
        return []

    def action(path: str, label: str, icon: str, act: str, *, asks: str = "", confirm: str = "") -> Action:
        return Action(path, label, icon, may(person, act, found), asks, confirm)

    def with_return(main: Action) -> list[Action]:
        return [main, Action("tra-lai", "Trả lại người soạn", "arrow-back-up", main.verdict, asks="reason")]

    match found.status:
        case Status.DRAFT | Status.RETURNED:
            return [action("trinh", "Trình duyệt", "send", "directive.submit")]
        case Status.SUBMITTED:
            return with_return(action("duyet-noi-dung", "Duyệt nội dung", "circle-check", "directive.approve_content"))
        case Status.CONTENT_APPROVED:
            return with_return(action("duyet-the-thuc", "Xác nhận đúng thể thức", "checks", "directive.approve_form"))
        case Status.FORM_APPROVED:
            sign = Action("ky", "Ký ban hành", "signature", may_sign(person, found), asks="sign")
            return [sign, Action("tra-lai", "Trả lại người soạn", "arrow-back-up", may(person, "directive.sign", found), asks="reason")]
        case Status.SIGNED:
            back = action("rut-chu-ky", "Rút chữ ký, trả lại người soạn", "arrow-back-up", "directive.take_signature_back", asks="reason")
            return [action("cap-so", "Cấp số, vào sổ", "hash", "directive.number", asks="number"), *([back] if back.verdict else [])]
        case Status.NUMBERED:
            confirm = "Phát hành văn bản tới mọi nơi nhận và giao nhiệm vụ?"
            void = action("huy-so", "Hủy số đã cấp", "x", "directive.void_number", asks="reason")
            return [action("phat-hanh", "Phát hành", "send", "directive.dispatch", confirm=confirm), void]
        case Status.ISSUED if counts:
            left = counts.total - counts.done
            to_come = _to_come(found, timezone.localdate())
            confirm = "Kết thúc đợt triển khai và lập báo cáo tổng hợp? Sau đó không nhận báo cáo nữa."
            confirm = f"Còn {grouped(left)} việc chưa hoàn thành. {confirm}" if left else confirm
            confirm = f"{to_come} {confirm}" if to_come else confirm
            end = action("ket-thuc", "Kết thúc đợt triển khai", "flag", "directive.conclude", confirm=confirm)
            return [replace(end, is_main=not left and not to_come)]
        case _:
            return []


def _to_come(found: Directive, today: date) -> str:
    """Which tasks of its campaign are given on a day that is still to come, in words; blank when none is. One query."""
    tasks = CampaignTask.objects.filter(campaign__directive=found, opens_date__gt=today).order_by("opens_date", "position")
    rows = list(tasks.values_list("section", "content", "opens_date"))
    named = [f"{Truncator(f'{section} {content}'.strip()).chars(80)} (từ {day:%d/%m/%Y})" for section, content, day in rows[:NAMED]]
    more = f" và {grouped(len(rows) - NAMED)} nhiệm vụ khác" if len(rows) > NAMED else ""
    return f"Chưa đến ngày giao: {'; '.join(named)}{more}. Các nhiệm vụ này sẽ không được giao nữa." if rows else ""
