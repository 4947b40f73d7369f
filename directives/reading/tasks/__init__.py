"""Orders in the body: which paragraphs order something, who must do it, with whom, in what role and by when.

The lowest bullet that orders is one task; what its headings say about unit, role, partners and deadline holds for it. A paragraph
is cut only where another unit acts or a second piece of work has a deadline of its own. Background, purposes, indicators and
closing phrases order nothing.

Read in this order: `preamble` (whom the sentence before the list orders), `headings` (what holds under them), `paragraphs` (what
each orders, by `subjects`, `cuts` and `phases`), `closing` (what follows the list), `due` (by when).
"""

from collections.abc import Sequence

from directives.reading.attributes import ATTRIBUTE
from directives.reading.outline import Node, is_heading
from directives.reading.tasks.closing import read_closing
from directives.reading.tasks.drafts import Body, Found, Frame, Inherited, finished
from directives.reading.tasks.due import set_deadlines
from directives.reading.tasks.headings import under, with_attributes
from directives.reading.tasks.paragraphs import read_paragraph
from directives.reading.tasks.preamble import preamble_end, read_note, read_preamble
from directives.reading.tasks.subjects import subject, title_of
from directives.reading.tasks.wording import DONE, is_order, verb_led

__all__ = ["Found", "Frame", "preamble_end", "read"]


def read(text: str, nodes: Sequence[Node], frame: Frame, notes: Sequence[tuple[int, str]]) -> Found:
    """The tasks of a body in the order of the text; `notes` are the numbered remarks of a receiving office above the addressees."""
    body = Body(text, nodes, frame)
    found = Found(preamble_end=preamble_end(nodes))
    read_preamble(body, found)
    for start, note in notes:
        read_note(body, start, note)
    closing_from = _closing_from(nodes, found.preamble_end)
    for index in range(found.preamble_end + 1, closing_from):
        if nodes[index].parent is None:
            _walk(body, index, body.default, closing_from)
    # a lead-in of the preamble may itself hold the list
    for index in range(found.preamble_end + 1):
        lead_in = body.default if index == found.preamble_end else under(body, index, body.default)
        for child in nodes[index].children:
            if child < closing_from:
                _walk(body, child, lead_in, closing_from)
    body.drafts.sort(key=lambda draft: draft.start)
    for index in range(closing_from, len(nodes)):
        read_closing(body, index)
    set_deadlines(body, found)
    found.tasks = [finished(draft, text) for draft in body.drafts]
    return found


def _closing_from(nodes: Sequence[Node], preamble: int) -> int:
    """The first of the unmarked paragraphs that close the body.

    Right under a heading that has nothing else, an unmarked paragraph is that heading's order, not a closing one.
    """
    last_marked = max((index for index, node in enumerate(nodes) if node.kind != "plain"), default=-1)
    if last_marked < 0:
        return len(nodes)
    first = max(last_marked, preamble) + 1
    if first < len(nodes) and is_heading(nodes[last_marked]) and nodes[last_marked].kind != "dash":
        first += 1
    return first


def _walk(body: Body, index: int, inherited: Inherited, closing_from: int) -> None:
    """Draft the orders of a paragraph and of those under it; a heading is an order itself only where nothing under it is one."""
    node = body.nodes[index]
    if not node.children:
        read_paragraph(body, index, inherited)
        return
    attributes = [child for child in node.children if not body.nodes[child].children and ATTRIBUTE.match(body.nodes[child].text)]
    below = with_attributes(body, under(body, index, inherited), attributes)
    before = len(body.drafts)
    if not attributes and not is_heading(node) and not below.background:
        read_paragraph(body, index, inherited)
    if inherited.persons and subject(node.text[title_of(node.text).order_at :])[0]:
        read_paragraph(body, index, inherited)
    for child in node.children:
        if child < closing_from and child not in attributes:
            _walk(body, child, below, closing_from)
    if len(body.drafts) > before:
        return
    if attributes:
        if node.text.isupper() and not verb_led(node.text.lower()):
            return  # "II. NỘI DUNG" with "Thời gian: …", "Địa điểm: …" below is no order
        if below.source == "heading" or below.deadline is not None or _orders_itself(body, index, inherited):
            read_paragraph(body, index, below, forced=True)
    elif not below.background and _orders_itself(body, index, inherited):
        read_paragraph(body, index, inherited)


def _orders_itself(body: Body, index: int, inherited: Inherited) -> bool:
    """A parent whose children only list contents is the task itself: "Sở A báo cáo các nội dung sau:" with nouns below."""
    text = body.nodes[index].text
    if inherited.background or not text.rstrip().endswith(":"):
        return False
    names, boundary = subject(text)
    if names:
        return boundary < len(text.rstrip(" :")) and not DONE.match(text[boundary:].lstrip())
    return inherited.source == "heading" and not inherited.listing and is_order(text)
