"""The sentences before the list: whom they order ("…, Sở yêu cầu các phòng thực hiện:"), and what they order without a list."""

import re
from collections.abc import Sequence

from directives.reading.model import BUT_PHE
from directives.reading.names import Piece, read_names
from directives.reading.outline import Node
from directives.reading.roles import partners_in, role_of
from directives.reading.tasks.drafts import Body, Draft, Found, Inherited, moved_by
from directives.reading.tasks.subjects import first_order, orders_in
from directives.reading.tasks.wording import HISTORY, STEPS_OF_PEOPLE, is_hollow

#: types whose measures are the issuer's own when no unit is named
_PLANS = ("Kế hoạch", "Chương trình", "Phương án", "Đề án", "Dự án")

#: words that only point back to the addressees: "các cơ quan, đơn vị nêu trên"
_POINTING_BACK = re.compile(
    r"(?:các|quý)\s(?:(?:cơ quan|đơn vị|địa phương|sở, ngành)(?:, )?(?: và )?)+(?:\s?(?:liên quan|có liên quan|"
    r"nêu trên|trên|có tên|thuộc))?",
    re.IGNORECASE,
)

_STEPS_FOLLOW = re.compile(STEPS_OF_PEOPLE + " sau")
_NUMBERED = re.compile(r"\s*(\d{1,2})\s*[.)/]\s*")


def preamble_end(nodes: Sequence[Node]) -> int:
    """The index of the last node of the preamble, -1 for none.

    It is the last unmarked lead-in with ":" before the first marked paragraph, or all unmarked ones before that.
    """
    first = next((index for index, node in enumerate(nodes) if node.kind != "plain"), len(nodes))
    lead_ins = [index for index in range(first) if nodes[index].text.rstrip().endswith(":") and not nodes[index].children]
    lead_ins = lead_ins or [index for index in range(first) if nodes[index].text.rstrip().endswith(":")]
    if lead_ins:
        return lead_ins[-1]
    return first - 1 if first < len(nodes) else -1


def read_preamble(body: Body, found: Found) -> None:
    """Set who is ordered where no heading names a unit; a sentence of the preamble may also order something itself."""
    units: list[Piece] = []
    for index in range(found.preamble_end + 1):
        node = body.nodes[index]
        order = first_order(node.text)
        if order is None:
            continue
        at, names = order
        if found.order_at is None:
            found.order_at = node.text_start + at
        if node.text.rstrip().endswith(":"):
            units = moved_by(names, node.text_start)
        else:
            read_sentence(body, index)
    frame = body.frame
    persons = found.preamble_end >= 0 and _tells_people(body.nodes[found.preamble_end].text)
    if units and not (frame.addressees and all(_POINTING_BACK.fullmatch(unit.name) for unit in units)):
        body.default = Inherited(tuple(units), "addressee", persons=persons)
    elif frame.addressees and frame.type not in _PLANS:
        body.default = Inherited(tuple(Piece(name.name, *name.span) for name in frame.addressees), "addressee", persons=persons)
    else:
        body.default = Inherited(frame.issuing(), "issuer", persons=persons)


def _tells_people(text: str) -> bool:
    return text.rstrip().endswith(":") and _STEPS_FOLLOW.search(text) is not None


def read_sentence(body: Body, index: int) -> None:
    """A sentence that orders without a list: "…, UBND xã đề nghị các thôn gửi danh sách trước ngày 05/6"."""
    node = body.nodes[index]
    for at, names, boundary in orders_in(node.text):
        if HISTORY.search(node.text[max(0, at - 300) : at]):
            continue
        predicate = node.text[boundary:]
        if not is_hollow(predicate, body.frame.reference) and boundary < len(node.text.rstrip(" ./")):
            units = moved_by(names, node.text_start)
            body.add(index, "thân", at, len(node.text), units, "explicit", predicate, Inherited(), confidence=0.7)
        return


def read_note(body: Body, start: int, note: str) -> None:
    """A remark of the receiving office above the addressees (bút phê): "1. Phòng A chủ trì, tham mưu"."""
    marked = _NUMBERED.match(note)
    offset = marked.end() if marked else 0
    names, boundary = read_names(note, offset)
    body.drafts.append(
        Draft(
            node=-1,
            section=f"bút phê {marked[1]}" if marked else "bút phê",
            kind=BUT_PHE,
            start=start + offset,
            end=start + len(note.rstrip(" ;.")),
            units=moved_by(names, start),
            source="explicit",
            role=role_of(note[boundary:] if names else note[offset:]),
            partners=partners_in(note, start),
            inherited=Inherited(),
            confidence=0.6,
        )
    )
