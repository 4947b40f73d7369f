"""How the letters of a run look where its text alone does not say it: fonts from before Unicode, and letters shown as capitals."""

import re
from dataclasses import dataclass

from lxml import etree

from directives.files.legacy import Encoding, encoding_of_font
from directives.files.opening import W

_OFF = ("0", "false", "off")
_MOST_STEPS = 20  # styles that a style is based on


@dataclass(frozen=True, slots=True)
class Faces:
    """What the styles of a Word file say of their letters."""

    default: Encoding | None
    of_style: dict[str, Encoding | None]
    capitals: frozenset[str]

    @classmethod
    def of(cls, styles: etree._Element | None) -> "Faces":
        if styles is None:
            return cls(None, {}, frozenset())
        encodings: dict[str, Encoding | None] = {}
        capitals: dict[str, bool] = {}
        parents: dict[str, str] = {}
        for style in styles.findall(f"{W}style"):
            name = style.get(f"{W}styleId", "")
            based = style.find(f"{W}basedOn")
            if based is not None:
                parents[name] = based.get(f"{W}val", "")
            properties = style.find(f"{W}rPr")
            fonts = properties.find(f"{W}rFonts") if properties is not None else None
            if fonts is not None:
                encodings[name] = _encoding(fonts)
            if (shown := _capitals(properties)) is not None:
                capitals[name] = shown
        names = {*parents, *encodings, *capitals}
        of_style = {name: encodings[own] for name in names if (own := _nearest(name, encodings, parents)) is not None}
        in_capitals = frozenset(name for name in names if (own := _nearest(name, capitals, parents)) is not None and capitals[own])
        fonts = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
        usual = next((style.get(f"{W}styleId", "") for style in styles.findall(f"{W}style") if style.get(f"{W}default") == "1"), "")
        return cls(of_style.get(usual, _encoding(fonts) if fonts is not None else None), of_style, in_capitals)

    def of_run(self, run: etree._Element, paragraph: etree._Element | None) -> Encoding | None:
        """The encoding of a run: its own font, that of its style, of the paragraph's, of the document; `paragraph` are its properties."""
        fonts = run.find(f"{W}rPr/{W}rFonts")
        if fonts is not None and fonts.get(f"{W}ascii"):
            return _encoding(fonts)
        return next((self.of_style[name] for name in _styles(run, paragraph) if name in self.of_style), self.default)

    def shown(self, text: str, run: etree._Element, paragraph: etree._Element | None) -> str:
        """The letters as they look on the page."""
        encoding = self.of_run(run, paragraph)
        text = text if encoding is None else encoding.decode(text)
        capitals = _capitals(run.find(f"{W}rPr"))
        if capitals is None:
            capitals = any(name in self.capitals for name in _styles(run, paragraph))
        return text.upper() if capitals else text


def _nearest(name: str, said: "dict[str, Encoding | None] | dict[str, bool]", parents: dict[str, str]) -> str | None:
    """The style itself, or the nearest that it is based on, of which something is said."""
    for _ in range(_MOST_STEPS):
        if name in said:
            return name
        if name not in parents:
            break
        name = parents[name]
    return None


def _styles(run: etree._Element, paragraph: etree._Element | None) -> list[str]:
    found = (run.find(f"{W}rPr/{W}rStyle"), paragraph.find(f"{W}pStyle") if paragraph is not None else None)
    return [style.get(f"{W}val", "") for style in found if style is not None]


def _capitals(properties: etree._Element | None) -> bool | None:
    """Whether letters are shown as capitals, large or small; None where that is left open."""
    found = [properties.find(f"{W}{name}") for name in ("caps", "smallCaps")] if properties is not None else []
    said = [is_on(each) for each in found if each is not None]
    return any(said) if said else None


def is_on(setting: etree._Element | None) -> bool:
    """Whether what is on or off is on: it is by being there."""
    return setting is not None and setting.get(f"{W}val") not in _OFF


def symbol_of(code: str) -> str:
    """The letter of a w:sym by its number in hexadecimal."""
    return chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) and not 0xD800 <= int(code, 16) < 0xE000 else ""


def _encoding(fonts: etree._Element) -> Encoding | None:
    return encoding_of_font(fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or "")
