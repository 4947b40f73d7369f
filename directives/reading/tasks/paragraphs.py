"""The orders of one paragraph of the list: "a) Sở A rà soát …", "- Hoàn thành trước ngày 5/6", "Phòng B: theo dõi …"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from directives.reading.attributes import ATTRIBUTE
from directives.reading.model import INDIVIDUAL
from directives.reading.names import PERSONS, Piece, read_names
from directives.reading.outline import Node, is_heading, path_label
from directives.reading.tasks.background import tells_state
from directives.reading.tasks.closing import read_closing
from directives.reading.tasks.cuts import cut
from directives.reading.tasks.drafts import Body, Inherited, moved_by
from directives.reading.tasks.later import dates_all_above
from directives.reading.tasks.phases import read_phase
from directives.reading.tasks.preamble import read_sentence
from directives.reading.tasks.subjects import Title, first_order, given_later, subject, title_of
from directives.reading.tasks.wording import (
    DIRECTS,
    DONE,
    SANCTION,
    has_verb,
    is_hollow,
    is_issuer,
    is_nominal,
    is_order,
    only_trouble,
    verb_led,
)

#: types whose articles without a unit are carried out by being signed: "Điều 1. Phê duyệt …"
_DECISIONS = ("Quyết định", "Nghị quyết")

#: what is no order wherever it stands: "Ghi chú", "Trong quá trình thực hiện …", "Quyết định này có hiệu lực …"
_REMARK = re.compile(
    r"(?:\(|\*|Ghi chú|Lưu ý:|Trên đây|Trong quá trình|Quá trình (?:triển khai|thực hiện)|Nếu (?:có|phát sinh|gặp)|Nay\b|Nay,|Kèm theo|"
    r"Gửi kèm|Nhận được|Quá thời hạn|Quyết định này|Chỉ thị này (?:có|được|thay)|Kế hoạch này|Thông báo này|Công văn này|"
    r"Tính (?:đến|từ)\b|Hiện nay\b|Thời gian qua\b|Đến nay\b|"
    r"Mọi (?:thông tin|vướng)|Thông tin (?:chi tiết|liên hệ)|Trân trọng|Rất mong|Đầu mối liên hệ|Chi tiết|Văn bản này|Các nội dung khác|"
    r"\(có|\(kèm|Phụ lục|Điện thoại|Email)",
)

#: what the issuer says of itself: "Đồng ý với đề xuất …"
_STANCE = re.compile(
    r"(?:Về [^:.;]{3,160}:\s)?"
    r"(?:Đánh giá cao|Ghi nhận|Biểu dương|Hoan nghênh|Thống nhất|Cơ bản (?:thống nhất|đồng ý|nhất trí)|Đồng ý|Nhất trí|"
    r"Chấp thuận|Không (?:đồng ý|thống nhất)|Cho phép|Ủy quyền cho|Tán thành)\b",
    re.IGNORECASE,
)

#: "Người nộp hồ sơ phải …"
_PERSON_DUTY = re.compile(
    r"(?P<who>(?:các |những |mỗi )?(?:người (?:tham gia|lao động|dân|hưởng|nộp|sử dụng|học|bệnh|khai|đăng ký|"
    r"đến)(?:\s(?!phải|cần|thực hiện|có trách nhiệm|nộp|tự|liên hệ)\S+){0,6}?|cá nhân|công dân|thí sinh|học sinh|"
    r"sinh viên|phụ huynh|hộ gia đình))\s(?:phải|cần|thực hiện|có trách nhiệm|nộp|tự|liên hệ)\s"
)

#: the work before its unit: "Giao nhiệm vụ trực ban cho Phòng A"
_GIVEN_TO = re.compile(r"^(?:Phân công|Giao)(?:\s\S+){0,3}?\s(?:nhiệm vụ|trách nhiệm|công việc)(?:\s\S+){0,3}?\scho\s", re.IGNORECASE)

#: who answers for a decision as a whole
_IN_FORCE = re.compile(r"chịu trách nhiệm (?:tổ chức )?thi hành (?:Quyết định|Nghị quyết|Chỉ thị) này")
#: a decision says why it charges units: "Giao nhiệm vụ cho các đơn vị … nhằm …"
_AIM = re.compile(r"(?:(?:tại|theo|trong) (?:Quyết định|Kế hoạch) này )?nhằm\b")
#: behind a topic: "Thi đua phát triển kinh tế: phấn đấu đạt 55 triệu đồng"
_INDICATOR = re.compile(r"[^:.;]{3,60}:\s(?:phấn đấu\s|đạt\s|\d{1,3}\s?%)")
_OWN_DEMAND = re.compile(r"Yêu cầu\s(?=nhà thầu|các (?:nhà thầu|doanh nghiệp|hộ|cơ sở|chủ|nhà đầu tư)|chủ|người|hộ|doanh nghiệp)")
_GROUND = re.compile(r"(?:Trên cơ sở|Căn cứ)\s")
_CONTENTS = re.compile(r"(?:Các|Những) (?:nội dung|thông tin|tính năng|tiện ích|dịch vụ)")
_CHARGED = re.compile(r"được giao")


def read_paragraph(body: Body, index: int, inherited: Inherited, *, forced: bool = False) -> None:
    """Draft the orders of a paragraph; `forced` when lines under it tell its unit or its time, so that it must be one."""
    node = body.nodes[index]
    text = node.text
    if inherited.background and inherited.phases and not ATTRIBUTE.match(text):
        read_phase(body, index, inherited, path_label(body.nodes, index))
    if not text.strip() or inherited.background or (node.kind == "star" and not inherited.phases):
        return
    if not forced and (ATTRIBUTE.match(text) or _REMARK.match(text) or tells_state(text) or _is_section_title(node)):
        return
    section = path_label(body.nodes, index) or "thân"
    if dates_all_above(body, index):
        return
    if read_phase(body, index, inherited, section):
        return
    if node.kind == "plain" and inherited.source != "heading" and _read_unmarked(body, index, inherited):
        return
    directs = inherited.source == "heading" and DIRECTS.match(text) is not None
    if directs and node.text.rstrip().endswith(":"):
        return
    title = Title() if directs else title_of(text)
    if title.units:
        units = tuple(moved_by(title.units, node.text_start))
        inherited = replace(inherited, units=units, source="heading", role=None, partners=(), persons=False)
        forced = True
    elif title.is_object:
        forced = forced or _may_inherit(body, node, text[title.order_at :], inherited)
    elif title.order_at == 0 and not forced and _is_short_title(node):
        return
    _read_order(body, index, section, 0 if title.is_object else title.order_at, inherited, forced=forced)


def _is_section_title(node: Node) -> bool:
    return node.kind in ("phan", "roman", "muc") and not node.children and is_heading(node)


def _is_short_title(node: Node) -> bool:
    """ "1. Công tác tuyên truyền" with nothing under it."""
    return (
        node.kind in ("number", "letter", "dieu")
        and not node.children
        and len(node.text) < 90
        and is_heading(node)
        and not verb_led(node.text)
    )


def _read_unmarked(body: Body, index: int, inherited: Inherited) -> bool:
    """An unmarked paragraph of the body: an order only where a unit is told to act; True when it has been dealt with."""
    text = body.nodes[index].text
    frame = body.frame
    names, boundary = subject(text)
    if names and not is_issuer(names[0].name, frame.issuer):
        predicate = text[boundary:].lstrip()
        return bool(is_hollow(predicate, frame.reference) or SANCTION.search(predicate[:200]) or DONE.match(predicate))
    if inherited.persons and _PERSON_DUTY.search(text):
        return False
    before = len(body.drafts)
    if first_order(text) and not _REMARK.match(text):
        read_sentence(body, index)
    if len(body.drafts) == before:
        read_closing(body, index)
    return True


@dataclass(frozen=True, slots=True)
class _Actor:
    """Who acts in one part of a paragraph; no units: those of the heading. Places are in the paragraph."""

    units: Sequence[Piece]
    begins: int
    predicate_at: int
    kind: str | None = None


def _read_order(body: Body, index: int, section: str, start: int, inherited: Inherited, *, forced: bool) -> None:
    """Draft one task for each part of the paragraph; what only tells a state, threatens or closes is passed over."""
    node = body.nodes[index]
    text = node.text
    reference = body.frame.reference
    first = True
    acting: Sequence[Piece] = ()
    start = _behind_ground(text, start)
    for left, right in cut(text, start, body.frame):
        part = text[left:right]
        if _IN_FORCE.search(part):
            return
        names, boundary = subject(part)
        if names and inherited.source == "heading" and _OWN_DEMAND.match(part):
            names = []  # "Yêu cầu nhà thầu …" below a unit is what that unit does
        if names:
            told = part[boundary:].lstrip()
            if (DONE.match(told) and not _CHARGED.match(told)) or _AIM.match(told):
                if first and not forced:
                    return
                continue
            actor: _Actor | None = _Actor(moved_by(names, left), left, left + boundary)
        else:
            actor = _actor_of(body, node, left, right, inherited, acting, forced=forced or not first)
        if actor is None:
            continue  # "Đồng ý chủ trương …; giao Sở A thẩm định": the order comes later
        if first and not forced and inherited.funding and not names:
            return
        predicate = text[actor.predicate_at : right]
        passed_over = only_trouble(part, reference) or (
            bool(names)
            and (
                SANCTION.match(predicate.lstrip()) is not None or (is_hollow(predicate, reference) and (node.kind == "plain" or not first))
            )
        )
        first = False
        if passed_over:
            continue
        acting = actor.units or acting
        body.add(
            index,
            section,
            actor.begins,
            right,
            moved_by(actor.units, node.text_start) if actor.units else inherited.units,
            "explicit" if actor.units else inherited.source,
            predicate,
            replace(inherited, role=None, partners=()) if names else inherited,
            kind=actor.kind,
        )


def _behind_ground(text: str, start: int) -> int:
    """Where the unit stands that acts: behind "Trên cơ sở Kế hoạch này và Phụ lục kèm theo, …"; `start` where the text opens otherwise."""
    ground = _GROUND.match(text, start)
    if ground is None or subject(text[start:])[0]:
        return start
    ends = (match.end() for match in re.compile(r",\s+").finditer(text, start, start + 240))
    return next((at for at in ends if (names := subject(text[at:])[0]) and names[0].start == 0), start)


def _actor_of(
    body: Body, node: Node, left: int, right: int, inherited: Inherited, acting: Sequence[Piece], *, forced: bool
) -> _Actor | None:
    """Who acts where no unit opens the part; `acting` are the units of the part before; None when nothing is ordered."""
    part = node.text[left:right]
    later = given_later(part, under_heading=inherited.source == "heading")
    if later:
        units, at, boundary = later
        return _Actor(moved_by(units, left), left + at, left + boundary)
    given_to = _GIVEN_TO.match(part) if inherited.source != "heading" else None
    if given_to and (names := read_names(part, given_to.end())[0]):
        return _Actor(moved_by(names, left), left, left)
    if acting:
        return _Actor(acting, left, left)
    if inherited.persons:
        duty = _PERSON_DUTY.search(part)
        who = [Piece(duty["who"], left + duty.start("who"), left + duty.end("who"))] if duty else []
        return _Actor(who, left, left, INDIVIDUAL) if who else None
    return _Actor((), left, left) if forced or _may_inherit(body, node, part, inherited) else None


def _may_inherit(body: Body, node: Node, part: str, inherited: Inherited) -> bool:
    """Whether words without a unit of their own are an order to the units of the heading, to the addressees or to the issuer."""
    if inherited.listing or _CONTENTS.match(part):
        return False
    if inherited.source == "heading":
        return is_order(part) or (has_verb(part, 8) and not is_nominal(part))
    if inherited.source == "issuer" and (body.frame.type in _DECISIONS or _INDICATOR.match(part)):
        return False
    return node.kind != "plain" and not _STANCE.match(part) and not PERSONS.match(part) and is_order(part)
