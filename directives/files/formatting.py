"""The type that a run or paragraph of a Word file is really set in: its own properties over those of its styles over the document's.

The order is that of ECMA-376, 17.7.2: defaults, table style, paragraph style, list, character style, own properties.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from directives.files.opening import W

Properties = dict[str, Any]
TWIPS = 20  # in a point
_DEEPEST = 20  # styles based on each other
_TOGGLES = ("b", "i", "caps", "vanish")
_SCRIPTS = ("ascii", "hAnsi")
_ALIGNMENTS = {"start": "left", "end": "right", "distribute": "both", "thaiDistribute": "both", "justify": "both"}
_UNMARKED = frozenset(("", "none", "auto", "white", "ffffff"))
_ON = {"0": False, "false": False, "off": False, "none": False}


def value_of(element: etree._Element | None, name: str = "val") -> str:
    """An attribute of Word's, "" without it."""
    return "" if element is None else str(element.get(f"{W}{name}", ""))


def measure(value: str) -> float | None:
    """Twips or a length with its unit → points; None for what is neither."""
    match = re.fullmatch(r"\s*(-?\d{1,7}(?:\.\d{1,6})?)(pt|mm|cm|in|pc|pi)?\s*", value)
    if not match:
        return None
    units = {"pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pc": 12.0, "pi": 12.0}
    return float(match[1]) * units[match[2]] if match[2] else float(match[1]) / TWIPS


@dataclass(slots=True)
class _Style:
    based_on: str
    run: Properties
    paragraph: Properties


@dataclass(slots=True)
class Formatting:
    """The styles and fonts of one document."""

    fonts: dict[str, str]
    styles: dict[str, _Style] = field(default_factory=dict)
    defaults: _Style = field(default_factory=lambda: _Style("", {}, {}))
    usual: dict[str, str] = field(default_factory=dict)
    _chains: dict[str, _Style] = field(default_factory=dict)

    @classmethod
    def of(cls, styles: etree._Element | None, theme: etree._Element | None) -> "Formatting":
        """From the parts of the styles and the theme."""
        made = cls(_theme_fonts(theme))
        if styles is None:
            return made
        made.defaults = _Style(
            "",
            made.run_properties(styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")),
            paragraph_properties(styles.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")),
        )
        for style in styles.findall(f"{W}style"):
            name = value_of(style, "styleId")
            made.styles[name] = _Style(
                value_of(style.find(f"{W}basedOn")),
                made.run_properties(style.find(f"{W}rPr")),
                paragraph_properties(style.find(f"{W}pPr")),
            )
            if _ON.get(value_of(style, "default"), bool(value_of(style, "default"))):
                made.usual[value_of(style, "type")] = name
        return made

    def run_properties(self, element: etree._Element | None) -> Properties:
        """What a w:rPr says, and only that."""
        said: Properties = {}
        if element is None:
            return said
        for toggle in _TOGGLES:
            mark = element.find(f"{W}{toggle}")
            if mark is not None:
                said[toggle] = _ON.get(value_of(mark), True)
        fonts = element.find(f"{W}rFonts")
        if fonts is not None:
            for script in _SCRIPTS:
                themed = value_of(fonts, f"{script}Theme")
                named = self.fonts.get(themed[:5]) if themed else value_of(fonts, script)
                if named:
                    said[script] = named
        size = value_of(element.find(f"{W}sz"))
        if (points := measure(size)) is not None:
            said["size"] = points * TWIPS / 2
        underline = element.find(f"{W}u")
        if underline is not None:
            said["u"] = _ON.get(value_of(underline), True)
        raised = element.find(f"{W}vertAlign")
        if raised is not None:
            said["raised"] = value_of(raised) in ("superscript", "subscript")
        colour = element.find(f"{W}color")
        if colour is not None:
            written = value_of(colour)
            said["colour"] = written.upper() if re.fullmatch("[0-9A-Fa-f]{6}", written) else ""
        for name, attribute in (("highlight", "val"), ("shd", "fill")):
            if (ground := element.find(f"{W}{name}")) is not None:
                said[name] = value_of(ground, attribute).lower() not in _UNMARKED
        return said

    def _chain(self, name: str) -> _Style:
        """A style with all that it is based on."""
        if name not in self._chains:
            line: list[_Style] = []
            cursor = name
            while cursor in self.styles and len(line) < _DEEPEST:
                line.append(self.styles[cursor])
                cursor = self.styles[cursor].based_on
            run: Properties = {}
            paragraph: Properties = {}
            for style in reversed(line):
                run |= style.run
                paragraph |= style.paragraph
            self._chains[name] = _Style("", run, paragraph)
        return self._chains[name]

    def of_run(self, own: etree._Element | None, *, style: str, table: str) -> Properties:
        """How a run is set, in a paragraph of that style, in a table of that style ("": in none)."""
        in_paragraph = self._chain(style or self.usual.get("paragraph", "")).run
        in_table = self._chain(table).run if table else {}
        character = value_of(own.find(f"{W}rStyle")) if own is not None else ""
        of_character = self._chain(character).run if character else {}
        direct = self.run_properties(own)
        merged = self.defaults.run | in_table | in_paragraph | of_character | direct
        for toggle in _TOGGLES:  # a toggle that two styles say cancels itself
            if toggle not in direct and toggle in in_paragraph and toggle in of_character:
                merged[toggle] = in_paragraph[toggle] != of_character[toggle]
        return merged

    def of_paragraph(self, own: etree._Element | None, *, table: str, listed: Properties) -> Properties:
        """How a paragraph is set; `listed` is what the level of its list says."""
        style = value_of(own.find(f"{W}pStyle")) if own is not None else ""
        in_table = self._chain(table).paragraph if table else {}
        in_style = self._chain(style or self.usual.get("paragraph", "")).paragraph
        return self.defaults.paragraph | in_table | in_style | listed | paragraph_properties(own)


def paragraph_properties(element: etree._Element | None) -> Properties:
    """What a w:pPr says, and only that; lengths in points."""
    said: Properties = {}
    if element is None:
        return said
    align = value_of(element.find(f"{W}jc"))
    if align:
        said["align"] = _ALIGNMENTS.get(align, align)
    indent = element.find(f"{W}ind")
    if indent is not None:
        for name, attributes in (("left", ("start", "left")), ("right", ("end", "right")), ("first_line", ("firstLine",))):
            for attribute in attributes:
                if (length := measure(value_of(indent, attribute))) is not None:
                    said[name] = length
        if (length := measure(value_of(indent, "hanging"))) is not None:
            said["first_line"] = -length
    spacing = element.find(f"{W}spacing")
    if spacing is not None:
        said |= _spacing(spacing)
    contextual = element.find(f"{W}contextualSpacing")
    if contextual is not None:
        said["contextual"] = _ON.get(value_of(contextual), True)
    borders = element.find(f"{W}pBdr")
    if borders is not None:
        drawn = [side for side in borders if value_of(side) not in ("", "nil", "none")]
        said["borders"] = " ".join(sorted(etree.QName(side).localname for side in drawn))
        said["border_colour"] = next((value_of(side, "color").upper() for side in drawn), "")
        said["border_space"] = sum(
            float(measure(value_of(side, "space") + "pt") or 0) for side in drawn if etree.QName(side).localname in ("top", "bottom")
        )
    breaks = element.find(f"{W}pageBreakBefore")
    if breaks is not None:
        said["breaks_page"] = _ON.get(value_of(breaks), True)
    return said


def _spacing(spacing: etree._Element) -> Properties:
    said: Properties = {}
    for name in ("before", "after"):
        if (length := measure(value_of(spacing, name))) is not None:
            said[name] = length
        lines = measure(value_of(spacing, f"{name}Lines"))
        if lines:
            said[name] = lines * TWIPS / 100 * 12
        if _ON.get(value_of(spacing, f"{name}Autospacing"), bool(value_of(spacing, f"{name}Autospacing"))):
            said[name] = 14.0
    rule = value_of(spacing, "lineRule")
    if (line := measure(value_of(spacing, "line"))) is not None:
        said["line_rule"] = rule or "auto"
        said["line"] = line if said["line_rule"] != "auto" else line * TWIPS / 240
    return said


def _theme_fonts(theme: etree._Element | None) -> dict[str, str]:
    """The Latin fonts of the theme: "major" and "minor"."""
    found = {}
    if theme is not None:
        for element in theme.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}latin"):
            parent = etree.QName(element.getparent()).localname
            if parent in ("majorFont", "minorFont") and element.get("typeface"):
                found[parent[:5]] = str(element.get("typeface"))
    return found
