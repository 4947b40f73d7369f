"""What a heading says of the paragraphs under it: "1. Sở A: …", "II. Mục đích", "3. Lộ trình (xong trước 30/6)"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from directives.reading import attributes, deadlines
from directives.reading.deadlines import Deadline
from directives.reading.model import LEAD, PARTNER
from directives.reading.names import PERSONS, Piece, in_small_letters, is_unit_start, read_names, split_names
from directives.reading.outline import Node
from directives.reading.roles import partners_in, role_of
from directives.reading.tasks.background import is_background
from directives.reading.tasks.drafts import Body, Inherited, moved_by
from directives.reading.tasks.due import is_plausible
from directives.reading.tasks.subjects import lead_in
from directives.reading.tasks.wording import DIRECTS, DONE, DUTY_OF_UNIT, STEPS_OF_PEOPLE, verb_led

#: "Kinh phí thực hiện"
_FUNDING = re.compile(r"(?:kinh phí|nguồn (?:kinh phí|vốn|lực)|dự toán)", re.IGNORECASE)

#: "Lộ trình", "Các giai đoạn"
_PHASES = re.compile(r"(?:thời gian|tiến độ|lộ trình|các giai đoạn|phân kỳ|các đợt|kế hoạch thời gian|lịch)", re.IGNORECASE)

#: a lead-in of contents, not of orders: "Nội dung báo cáo sau:", "… bao gồm:"
_LISTING = re.compile(
    r"\b(?:bao gồm|gồm|nội dung (?:báo cáo|sau đây)|các đối tượng|các chủ thể|các nhóm|tiêu chí)(?: sau| như sau| chính)?$",
    re.IGNORECASE,
)
#: which of many: "Đối với các đơn vị đang nợ tiền BHXH:"
_WHICH = re.compile(r"\s?(?:đang|đã|chưa|còn|bị|được giao|có(?! trách nhiệm))\s")
_LONGEST_TOPIC = 60
_PURPOSE = re.compile(r"(?:giúp|nhằm)\b", re.IGNORECASE)
_STEPS = re.compile(STEPS_OF_PEOPLE)


def under(body: Body, index: int, inherited: Inherited) -> Inherited:
    """What holds under a heading: what holds for itself, and what it adds."""
    node = body.nodes[index]
    text = node.text.strip()
    title = text.rstrip(" :.;")
    below = replace(inherited, listing=False)
    units, predicate = _units_of(node)
    if inherited.source == "heading" and DIRECTS.match(text):
        units = []  # who directs others is the unit of the heading above
    if units:
        below = replace(below, units=tuple(units), source="heading", background=False, role=None, partners=(), persons=False)
        if predicate:
            role = role_of(predicate)
            below = replace(below, role=role if role in (LEAD, PARTNER) else None, partners=_partners(node))
    elif is_background(title):
        return replace(below, background=True, phases=_PHASES.match(title) is not None)
    elif _FUNDING.match(title) and len(title) < 120:
        below = replace(below, funding=True)
    elif node.kind == "plain" or text.endswith(":"):
        if _PURPOSE.match(title) or DONE.match(title):
            return replace(below, background=True)
        if _LISTING.search(title):
            below = replace(below, listing=True)
        role = role_of(title)
        if inherited.source == "heading" and role in (LEAD, PARTNER) and verb_led(title):
            below = replace(below, role=role, partners=_partners(node))
    if below.background:
        return below
    if _PHASES.search(title[:60]) and len(title) < 140:
        below = replace(below, phases=True)
    if not units and (PERSONS.match(title) or _STEPS.search(title)):
        below = replace(below, persons=True)
    reference = body.frame.reference
    found = [
        item
        for item in deadlines.find(node.text, reference)
        if is_plausible(item, reference) and (item.day or item.period) and not item.weak
    ]
    return _due(below, node, found[-1]) if found and len(title) < 400 else below


def with_attributes(body: Body, below: Inherited, children: Sequence[int]) -> Inherited:
    """What the lines "Đơn vị chủ trì: …", "Đơn vị phối hợp: …", "Thời gian hoàn thành: …" under an order add to it."""
    for child in children:
        node = body.nodes[child]
        for label, end in attributes.told(node.text):
            below = _with_attribute(body, below, node, label, end)
    return below


def _with_attribute(body: Body, below: Inherited, node: Node, label: re.Match[str], end: int) -> Inherited:
    what, words = label["what"].lower(), node.text[:end]
    if label["other"]:
        return below
    if label["time"]:
        reference, start = body.frame.reference, label.start()
        found = [replace(item, start=item.start + start, end=item.end + start) for item in deadlines.find(words[start:], reference)] or [
            replace(item, start=item.start + label.end(), end=item.end + label.end())
            for item in deadlines.after_label(words[label.end() :], reference)
        ]
        return _due(below, node, found[-1]) if found else below
    pieces = tuple(moved_by(read_names(words, label.end(), loose=True, semicolons=True)[0], node.text_start))
    if "phối hợp" in what or "tham gia" in what:
        return replace(below, partners=below.partners + pieces)
    if not pieces or "theo dõi" in what or "giám sát" in what:
        return below
    role = LEAD if "chủ trì" in what or "đầu mối" in what else below.role
    partners = tuple(partners_in(words[label.start() :], node.text_start + label.start()))
    return replace(below, units=pieces, source="heading", role=role, partners=below.partners + partners)


def _partners(node: Node) -> tuple[Piece, ...]:
    return tuple(partners_in(node.text, node.text_start))


def _due(below: Inherited, node: Node, deadline: Deadline) -> Inherited:
    return replace(below, deadline=deadline, deadline_span=(node.text_start + deadline.start, node.text_start + deadline.end))


def _listed(text: str, start: int) -> list[Piece]:
    """What stands between semicolons, as it is."""
    found = re.compile(r"[^;]+").finditer(text, start)
    return [Piece(part[0].strip(), part.start() + len(part[0]) - len(part[0].lstrip()), part.end()) for part in found if part[0].strip()]


def _behind_topic(node: Node, text: str, stripped: str) -> list[Piece]:
    """The units that stand alone behind a topic: "1. Công tác thu: Phòng Quản lý Thu"."""
    colon = stripped.find(": ")
    if not 0 < colon <= _LONGEST_TOPIC or not is_unit_start(stripped[colon + 2 :]):
        return []
    names, boundary = read_names(text, colon + 2, semicolons=True)
    return moved_by(names, node.text_start) if boundary >= len(stripped) else []


def _units_of(node: Node) -> tuple[list[Piece], str]:
    """The units that a heading names, and what it says of them after their names ("" for a bare name).

    A heading in capitals names a unit as one in small letters does: "I. SỞ GIÁO DỤC VÀ ĐÀO TẠO"; the name stays as written.
    """
    text = in_small_letters(node.text)
    stripped = text.rstrip(" :.;")
    lead, names_unit = lead_in(text)
    if not names_unit:
        return _behind_topic(node, text, stripped), ""
    names, boundary = read_names(text, lead, semicolons=True)
    colon = text.rstrip().endswith(":")
    if names and boundary < len(stripped) and not colon and len(stripped) - lead <= 110 and not DUTY_OF_UNIT.match(text[boundary:]):
        names, boundary = split_names(text, lead, len(stripped)), len(stripped)
    if colon and len(names) == 1 and _WHICH.match(text, boundary) and not verb_led(text[lead:]):
        names, boundary = _listed(stripped, names[0].start), len(stripped)
    names = [Piece(node.text[name.start : name.end], name.start, name.end) for name in names] if text != node.text else names
    return moved_by(names, node.text_start), text[boundary:].strip(" :") if boundary < len(stripped) else ""
