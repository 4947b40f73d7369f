"""The runs of one paragraph, each as it is really set, and what is anchored among them."""

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from directives.files.drawings import drawn_length, size_of
from directives.files.faces import symbol_of
from directives.files.formatting import Formatting, value_of
from directives.files.opening import MC, W
from directives.files.sheet import Box, Run
from directives.files.word import chosen

_SKIPPED = frozenset(
    f"{W}{name}" for name in ("del", "moveFrom", "delText", "pPr", "rPr", "commentReference", "footnoteReference", "sectPr", "fldData")
)


@dataclass(slots=True)
class Letters:
    """The runs of one paragraph, by the lines that are broken by hand, and what is anchored in it."""

    formatting: Formatting
    style: str
    table: str
    lines: list[list[Run]] = field(default_factory=lambda: [[]])
    boxes: list[tuple[etree._Element, Box]] = field(default_factory=list)
    drawn: list[float] = field(default_factory=list)
    has_page_number: bool = False
    breaks_page: bool = False

    def collect(self, element: etree._Element, run: etree._Element | None) -> None:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED:
                continue
            if tag == f"{W}r":
                self.collect(child, child)
            elif tag == f"{W}t":
                self.add((child.text or "").replace("\n", " "), run)
            elif tag == f"{W}sym":
                self.add(symbol_of(value_of(child, "char")), run)
            elif tag in (f"{W}tab", f"{W}ptab"):
                self.add("\t", run)
            elif tag == f"{W}noBreakHyphen":
                self.add("-", run)
            elif tag in (f"{W}br", f"{W}cr"):
                if value_of(child, "type") == "page":
                    self.breaks_page = True
                else:
                    self.lines.append([])
            elif tag == f"{W}lastRenderedPageBreak":
                self.breaks_page = True
            elif tag == f"{W}instrText":
                self.has_page_number |= _asks_for_page(child.text or "")
            elif tag == f"{W}fldSimple":
                self.has_page_number |= _asks_for_page(value_of(child, "instr"))
                self.collect(child, run)
            elif tag == f"{W}txbxContent":
                self.boxes.append((child, size_of(child)))
            elif tag == f"{MC}AlternateContent":
                if (taken := chosen(child)) is not None:
                    self.collect(taken, run)
            else:
                if (length := drawn_length(child)) is not None:
                    self.drawn.append(length)
                self.collect(child, run)

    def add(self, text: str, run: etree._Element | None) -> None:
        if not text:
            return
        own = run.find(f"{W}rPr") if run is not None else None
        set_as = self.formatting.of_run(own, style=self.style, table=self.table)
        if set_as.get("vanish"):
            return
        self.lines[-1].append(_run(text, set_as))


def _run(text: str, set_as: dict[str, Any]) -> Run:
    kinds = dict.fromkeys(map(str.isascii, filter(str.isalnum, text)))  # of its letters: at most the two, not one look for each
    fonts = dict.fromkeys(set_as.get("ascii" if is_ascii else "hAnsi", "Times New Roman") for is_ascii in kinds)
    return Run(
        text=text.upper() if set_as.get("caps") else text,
        font=", ".join(fonts),
        size=set_as.get("size", 10.0),
        is_bold=set_as.get("b", False),
        is_italic=set_as.get("i", False),
        is_underlined=set_as.get("u", False),
        is_raised=set_as.get("raised", False),
        colour=set_as.get("colour", ""),
        is_marked=set_as.get("highlight", False) or set_as.get("shd", False),
    )


def _asks_for_page(instruction: str) -> bool:
    return re.match(r"\s*PAGE\b", instruction, re.IGNORECASE) is not None
