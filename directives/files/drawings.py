"""Lines and boxes that are drawn in a Word file, in DrawingML and in VML: how long, how large."""

import re

from lxml import etree

from directives.files.formatting import measure
from directives.files.sheet import Box

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_V = "{urn:schemas-microsoft-com:vml}"
_O = "{urn:schemas-microsoft-com:office:office}"
_EMU = 12_700  # in a point
_STRAIGHT = frozenset(("line", "straightConnector1"))
_HIGHEST = 15  # EMU units are exact; a line by hand is at most this many points from level


def drawn_length(element: etree._Element) -> float | None:
    """The length in points of a level straight line, None for an element that draws none."""
    if element.tag == f"{_WPS}wsp":
        geometry = element.find(f"{_WPS}spPr/{_A}prstGeom")
        extent = element.find(f"{_WPS}spPr/{_A}xfrm/{_A}ext")
        if geometry is None or geometry.get("prst") not in _STRAIGHT or extent is None:
            return None
        return _level(_points(extent.get("cx")), _points(extent.get("cy")))
    if element.tag == f"{_V}line":
        begin, end = (_pair(str(element.get(name, ""))) for name in ("from", "to"))
        return _level(abs(end[0] - begin[0]), abs(end[1] - begin[1])) if begin and end else None
    if element.tag == f"{_V}shape" and (element.get(f"{_O}connectortype") == "straight" or str(element.get("type", "")).endswith("_t32")):
        size = _styled(element)
        return _level(size[0], size[1])
    return None


def size_of(content: etree._Element) -> Box:
    """The box around a w:txbxContent; nothing is outlined that says so, or says nothing in DrawingML."""
    for above in content.iterancestors():
        if above.tag == f"{_WPS}wsp":
            properties = above.find(f"{_WPS}spPr")
            extent = above.find(f"{_WPS}spPr/{_A}xfrm/{_A}ext")
            if extent is None:
                extent = next(
                    (each.find(f"{_WP}extent") for each in above.iterancestors() if each.tag in (f"{_WP}inline", f"{_WP}anchor")), None
                )
            outline = properties.find(f"{_A}ln") if properties is not None else None
            is_outlined = outline is not None and outline.find(f"{_A}noFill") is None
            return Box(_points(extent.get("cx")), _points(extent.get("cy")), is_outlined) if extent is not None else Box(0, 0, is_outlined)
        if above.tag in (f"{_V}shape", f"{_V}rect", f"{_V}roundrect"):
            return Box(*_styled(above), above.get("stroked", "t") not in ("f", "false"))
    return Box(0, 0, is_outlined=False)


def _points(emu: str | None) -> float:
    return int(emu) / _EMU if emu and re.fullmatch(r"\d{1,12}", emu) else 0.0


def _level(length: float, height: float) -> float | None:
    return length if length > 0 and height <= min(_HIGHEST, length / 4) else None


def _pair(text: str) -> tuple[float, float] | None:
    numbers = [measure(each if re.search("[a-z]", each) else f"{each}pt") for each in text.split(",")]
    return (numbers[0], numbers[1]) if len(numbers) == 2 and numbers[0] is not None and numbers[1] is not None else None


def _styled(element: etree._Element) -> tuple[float, float]:
    """Width and height of a VML shape by its style."""
    said = dict(part.split(":", 1) for part in str(element.get("style", "")).replace(" ", "").split(";") if ":" in part)
    return measure(said.get("width", "")) or 0.0, measure(said.get("height", "")) or 0.0
