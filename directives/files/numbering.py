"""Numbers of lists as Word would print them."""

import re
from dataclasses import dataclass, field

from lxml import etree

from directives.files.opening import W


@dataclass(slots=True)
class _Level:
    format: str = "decimal"
    text: str = "%1."
    start: int = 1
    paragraph: etree._Element | None = None


@dataclass(slots=True)
class Numbering:
    """Numbers of lists as Word would print them; counters run on through the document."""

    numbering: etree._Element | None
    styles: etree._Element | None
    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    of_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        abstract: dict[str, dict[int, _Level]] = {}
        if self.numbering is not None:
            for element in self.numbering.findall(f"{W}abstractNum"):
                abstract[element.get(f"{W}abstractNumId", "")] = {
                    whole(level.get(f"{W}ilvl")): _level(level) for level in element.findall(f"{W}lvl")
                }
            for element in self.numbering.findall(f"{W}num"):
                number = element.get(f"{W}numId", "")
                base = element.find(f"{W}abstractNumId")
                name = base.get(f"{W}val", "") if base is not None else ""
                levels = dict(abstract.get(name, {}))
                overridden = False
                for override in element.findall(f"{W}lvlOverride"):
                    at = whole(override.get(f"{W}ilvl"))
                    replacement = override.find(f"{W}lvl")
                    start = override.find(f"{W}startOverride")
                    old = levels.get(at, _Level())
                    levels[at] = _level(replacement) if replacement is not None else _Level(old.format, old.text, old.start, old.paragraph)
                    if start is not None:
                        levels[at].start = whole(start.get(f"{W}val"))
                        overridden = True
                self.levels[number] = levels
                self.shared[number] = f"own {number}" if overridden else name
        if self.styles is not None:
            self._read_styles(self.styles)

    def _read_styles(self, styles: etree._Element) -> None:
        parents: dict[str, str] = {}
        own: dict[str, tuple[str, int]] = {}
        for style in styles.findall(f"{W}style"):
            name = style.get(f"{W}styleId", "")
            based = style.find(f"{W}basedOn")
            if based is not None:
                parents[name] = based.get(f"{W}val", "")
            properties = style.find(f"{W}pPr/{W}numPr")
            if properties is not None:
                own[name] = _num_pr(properties)
        for name in set(parents) | set(own):
            cursor, steps = name, 0
            while cursor not in own and cursor in parents and steps < 20:
                cursor, steps = parents[cursor], steps + 1
            if cursor in own:
                self.of_style[name] = own[cursor]

    def indents(self, properties: etree._Element | None) -> etree._Element | None:
        """The w:pPr of the list's level that a paragraph stands in."""
        place = self._place(properties) if properties is not None else None
        definition = self.levels[place[0]].get(place[1]) if place else None
        return definition.paragraph if definition else None

    def _place(self, properties: etree._Element) -> tuple[str, int] | None:
        """The list and the level of a paragraph: of its style, or its own."""
        number, level = "", 0
        style = properties.find(f"{W}pStyle")
        if style is not None:
            number, level = self.of_style.get(style.get(f"{W}val", ""), ("", 0))
        direct = properties.find(f"{W}numPr")
        if direct is not None:
            written, level_written = _num_pr(direct)
            number, level = (written or number), (level_written if direct.find(f"{W}ilvl") is not None else level)
        if not number or number == "0" or number not in self.levels:
            return None
        return number, level

    def label(self, properties: etree._Element | None) -> str:
        """The number or bullet of a paragraph with a blank after it, or ""."""
        if properties is None:
            return ""
        place = self._place(properties)
        if place is None:
            return ""
        number, level = place
        levels = self.levels[number]
        definition = levels.get(level)
        if definition is None or definition.format == "none":
            return ""
        counters = self.counters.setdefault(self.shared[number], {})
        counters[level] = counters.get(level, definition.start - 1) + 1
        for deeper in [other for other in counters if other > level]:
            del counters[deeper]
        if definition.format == "bullet":
            return "+ " if definition.text.strip() == "+" else "- "

        def figure(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            holder = levels.get(at, _Level())
            return _figure(counters.get(at, holder.start), holder.format)

        return re.sub(r"%([1-9])", figure, definition.text).strip() + " "


def whole(value: str | None) -> int:
    """A whole number as an attribute gives it, 0 for what is none, at most 100,000."""
    try:
        return max(0, min(int(value or 0), 100_000))
    except ValueError:
        return 0


def _num_pr(element: etree._Element) -> tuple[str, int]:
    number, level = element.find(f"{W}numId"), element.find(f"{W}ilvl")
    return (number.get(f"{W}val", "") if number is not None else ""), (whole(level.get(f"{W}val")) if level is not None else 0)


def _level(element: etree._Element) -> _Level:
    kind, text, start = element.find(f"{W}numFmt"), element.find(f"{W}lvlText"), element.find(f"{W}start")
    return _Level(
        kind.get(f"{W}val", "decimal") if kind is not None else "decimal",
        text.get(f"{W}val", "") if text is not None else "",
        whole(start.get(f"{W}val")) if start is not None else 1,
        element.find(f"{W}pPr"),
    )


def _figure(number: int, kind: str) -> str:
    if kind == "upperRoman":
        return _roman(number)
    if kind == "lowerRoman":
        return _roman(number).lower()
    if kind in ("lowerLetter", "upperLetter"):
        letters = "abcdefghijklmnopqrstuvwxyz"
        letter = letters[(number - 1) % 26] * ((number - 1) // 26 % 5 + 1) if number > 0 else "a"
        return letter.upper() if kind == "upperLetter" else letter
    if kind == "decimalZero":
        return f"{number:02d}"
    return str(number)


def _roman(number: int) -> str:
    if not 0 < number < 400:
        return str(number)
    result = ""
    for value, letters in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            result += letters
            number -= value
    return result
