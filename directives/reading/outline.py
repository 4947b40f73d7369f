"""Paragraphs of the body → a tree: "I." holds "1." holds "a)" holds "-"; a heading holds the paragraphs under it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from directives.reading.attributes import ATTRIBUTE
from directives.reading.head import is_capitals
from directives.reading.lines import Count
from directives.reading.names import is_unit_start, read_names

_ORDER = ("phan", "muc", "dieu", "roman", "buoc", "number", "letter", "dash", "bullet", "plus", "star")


@dataclass(slots=True)
class Node:
    """One paragraph. `start` is its place in the text of the reading; `text` is without the marker, from `text_start` on."""

    kind: str
    label: str
    text: str
    start: int
    text_start: int
    end: int
    parent: int | None = None
    children: list[int] = field(default_factory=list)
    depth: int = 0


def _level(kind: str, label: str) -> tuple[int, int]:
    base = _ORDER.index(kind) if kind in _ORDER else len(_ORDER)
    return base, label.rstrip(".)/").count(".") if kind == "number" else 0


def _level_key(node: Node) -> str:
    """What tells one level from another: the kind of its marker, with the count of its dots: "1.", "1.1.", "1)"."""
    if node.kind == "number":
        return f"number{node.label.rstrip('.)/').count('.')}{node.label[-1:] if node.label[-1:] in ')/' else ''}"
    return node.kind


def build(paragraphs: Sequence[tuple[int, str]]) -> list[Node]:
    """The nodes in the order of the text; `parent` and `children` are indexes.

    A marker already open closes all below it; an unknown one goes below the last open one, unless it ranks higher. A paragraph
    without a marker belongs to the heading above it; after bullets, to the heading of those.
    """
    nodes: list[Node] = []
    stack: list[int] = []
    count = Count()
    for start, text in paragraphs:
        found = count.marker(text)
        if found:
            kind = found.lastgroup or "dash"
            kind = "phan" if kind == "section" else "letter" if kind == "letterdot" else "dash" if kind == "bullet" else kind
            label = (
                re.sub(r"\s+", "", found[0]) if kind not in ("dieu", "buoc", "phan", "muc") else re.sub(r"\s+", " ", found[0]).rstrip(" .:")
            )
            body_start = found.end()
            while body_start < len(text) and text[body_start] in " .:":
                body_start += 1
            node = Node(kind, label, text[body_start:], start, start + body_start, start + len(text))
            key = _level_key(node)
            open_keys = [_level_key(nodes[index]) for index in stack]
            if key in open_keys:
                del stack[open_keys.index(key) :]
            else:
                while (
                    stack
                    and _level(kind, label) < _level(nodes[stack[-1]].kind, nodes[stack[-1]].label)
                    and _higher(kind, nodes[stack[-1]].kind)
                ):
                    stack.pop()
            while stack and nodes[stack[-1]].kind == "plain" and not _is_unit_over(nodes[stack[-1]], kind):
                stack.pop()
        elif nodes and nodes[-1].kind in ("phan", "muc") and not nodes[-1].text and is_capitals(text) and len(text) < 150:
            nodes[-1].text, nodes[-1].text_start, nodes[-1].end = text, start, start + len(text)  # "Chương I" / "QUY ĐỊNH CHUNG"
            continue
        else:
            node = Node("plain", "", text, start, start, start + len(text))
            while stack and not (_holds_plain(nodes, stack[-1]) or _is_told(nodes, stack[-1], text)):
                stack.pop()
            if is_capitals(text) and len(text) < 150:
                stack.clear()
        index = len(nodes)
        if stack:
            node.parent = stack[-1]
            nodes[stack[-1]].children.append(index)
            node.depth = nodes[stack[-1]].depth + 1
        nodes.append(node)
        if node.kind != "plain":
            stack.append(index)
        elif text.endswith(":") or (is_capitals(text) and len(text) < 150):
            # an unnumbered lead-in holds the bullets that follow it
            stack.append(index)
    return nodes


def _higher(kind: str, other: str) -> bool:
    return _ORDER.index(kind) < _ORDER.index(other) if kind in _ORDER and other in _ORDER else False


def _holds_plain(nodes: Sequence[Node], index: int) -> bool:
    """Whether an unmarked paragraph can belong to this node: a heading, or a lead-in without children yet."""
    node = nodes[index]
    if node.kind in ("dash", "plus", "star"):
        return False
    if node.kind == "plain":
        return False
    return is_heading(node) or (bool(node.children) and node.kind in ("phan", "muc", "roman", "number", "dieu", "letter"))


def _is_told(nodes: Sequence[Node], index: int, text: str) -> bool:
    """Whether "Đơn vị chủ trì: …" without a marker tells of this order alone, and not of all under the heading above it.

    It does where each of them is followed by such a line: below the first of them, and below one that comes after such a line.
    """
    node = nodes[index]
    if node.kind == "plain" or not ATTRIBUTE.match(text):
        return False
    if node.parent is None or node.children:
        return True
    siblings = nodes[node.parent].children
    before = siblings[siblings.index(index) - 1] if siblings[0] != index else None
    return before is None or any(ATTRIBUTE.match(nodes[child].text) for child in nodes[before].children)


def names_only_units(text: str) -> bool:
    """Whether a lead-in is a name and nothing else: "Văn phòng UBND tỉnh:"."""
    if not text.endswith(":") or not is_unit_start(text):
        return False
    names, boundary = read_names(text, 0)
    return bool(names) and boundary >= len(text.rstrip(" :"))


def _is_unit_over(node: Node, kind: str) -> bool:
    """Whether an unmarked "Văn phòng UBND tỉnh:" stands over bullets: a name and nothing else."""
    return kind in ("dash", "plus", "letter") and names_only_units(node.text)


def is_heading(node: Node) -> bool:
    """Whether the paragraph is a title: it opens a list with ":", or is short and has no end mark."""
    text = node.text.rstrip()
    if text.endswith(":"):
        return True
    return len(text) <= 160 and not text.endswith((".", ";", "/.", ",", "!"))


def path_label(nodes: Sequence[Node], index: int) -> str:
    """ "III.1", "2.a", "Bước 1": the labels from the top, bullets left out."""
    labels: list[str] = []
    cursor: int | None = index
    while cursor is not None:
        node = nodes[cursor]
        if node.kind in ("roman", "number", "letter", "dieu", "buoc", "phan", "muc"):
            label = node.label.rstrip(".,)/- ")
            if node.kind == "number" and labels and re.match(r"\d+\.\d", labels[-1]) and labels[-1].startswith(label + "."):
                pass
            else:
                labels.append(label)
        cursor = node.parent
    return ".".join(reversed(labels))
