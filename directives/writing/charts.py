"""Native charts that a reader can open and edit in the word processor, with their figures in an embedded workbook."""

from __future__ import annotations

import datetime
import io
import math
import re
from xml.sax.saxutils import quoteattr

import xlsxwriter
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.chart.xmlwriter import ChartXmlWriter
from pptx.enum.chart import XL_CHART_TYPE

from directives.writing.facts import Chart, Series, WritingError
from directives.writing.markup import line, paragraph
from directives.writing.package import Package
from directives.writing.page import CAPTION, FONT, PICTURE, PORTRAIT_TEXT
from directives.writing.text import line_of

_NAMESPACES = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())
_EMU_PER_TWIP, _EMU_PER_MM = 635, 36000
_BAR_MM, _FRAME_MM = 8, 24
"""Height of one category; of axis and legend together."""
_TALLEST_PORTRAIT_MM, _TALLEST_LANDSCAPE_MM = 215, 125
"""What fits on a page under a title and a caption."""
_LONGEST_NAME = 60
"""Characters of a category or series name that a chart has room for; the table beside it has the whole name."""
_LABEL_FORMAT = "#,##0.##;-#,##0.##;;"
"""Figures as they are, nothing for zero."""


def chart_part(facts: Chart, *, width: int, package: Package, keep_next: bool = False) -> str:
    """The caption and a stacked bar chart as wide as the text area; nothing without categories or series.

    Takes about 5 ms, nearly all of it for the embedded workbook. Raises WritingError `bad_chart` when a series has not one finite value
    per category or its colour is not RRGGBB.
    """
    if not facts.categories or not facts.series:
        return ""
    _refuse_bad(facts)
    names = tuple(_short(name) for name in facts.categories)
    series = tuple(Series(_short(one.name), one.colour, one.values) for one in facts.series)
    ordinal, relationship = package.add_chart(_chart_xml(names, series), _workbook(names, series))
    tallest = _TALLEST_PORTRAIT_MM if width <= PORTRAIT_TEXT else _TALLEST_LANDSCAPE_MM
    height = min(_FRAME_MM + _BAR_MM * len(names), tallest) * _EMU_PER_MM
    drawing = (
        f'<w:r><w:drawing><wp:inline {_DECLARED} distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width * _EMU_PER_TWIP}" cy="{height}"/>'
        f'<wp:docPr id="{ordinal}" name="Biểu đồ {ordinal}" descr={quoteattr(line_of(facts.title))}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_NAMESPACES["c"]}"><c:chart r:id="{relationship}"/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
    return line(CAPTION, facts.title) + paragraph(PICTURE, drawing, keep_next=keep_next)


def _refuse_bad(facts: Chart) -> None:
    for one in facts.series:
        if len(one.values) != len(facts.categories) or not all(math.isfinite(value) for value in one.values):
            raise WritingError("bad_chart", f"Biểu đồ “{facts.title}” thiếu số liệu ở cột “{one.name}”; hãy bổ sung rồi tạo lại văn bản.")
        if not re.fullmatch("[0-9A-Fa-f]{6}", one.colour):
            raise WritingError("bad_chart", f"Màu “{one.colour}” của biểu đồ “{facts.title}” không hợp lệ; hãy ghi dạng RRGGBB.")


def _short(name: str) -> str:
    clean = line_of(name)
    return clean if len(clean) <= _LONGEST_NAME else clean[: _LONGEST_NAME - 1].rstrip() + "…"


def _chart_xml(names: tuple[str, ...], series: tuple[Series, ...]) -> bytes:
    """The chart part: python-pptx writes the data, the look of our documents is put upon it."""
    data = CategoryChartData()
    data.categories = names
    for one in series:
        data.add_series(one.name, one.values)
    root = etree.fromstring(ChartXmlWriter(XL_CHART_TYPE.BAR_STACKED, data).xml.encode())

    def find(path: str) -> etree._Element:
        return root.find(path, _NAMESPACES)

    for element, one in zip(root.iterfind(".//c:ser", _NAMESPACES), series, strict=True):
        name = element.find("c:tx", _NAMESPACES)
        name.addnext(_element(_value_labels(one.colour)))
        name.addnext(_element('<c:invertIfNegative val="0"/>'))
        name.addnext(_element(f"<c:spPr>{_fill(one.colour)}</c:spPr>"))
    find(".//c:overlap").addprevious(_element('<c:gapWidth val="45"/>'))
    find(".//c:autoTitleDeleted").set("val", "1")
    find(".//c:plotArea").addnext(_element('<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>'))
    find(".//c:catAx/c:scaling/c:orientation").set("val", "maxMin")  # the first category on top …
    find(".//c:valAx/c:crosses").set("val", "max")  # … and the scale still at the bottom
    find(".//c:catAx/c:majorTickMark").set("val", "none")
    find(".//c:valAx/c:majorTickMark").addprevious(_element('<c:numFmt formatCode="#,##0" sourceLinked="0"/>'))
    find(".//c:majorGridlines").append(_element(f'<c:spPr><a:ln w="6350">{_fill("D9D9D9")}</a:ln></c:spPr>'))
    find("c:chart").addnext(_element("<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"))
    root.replace(find("c:txPr"), _element(_text_properties("000000", points=11)))
    root.append(_element('<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData>'))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _element(xml: str) -> etree._Element:
    """One element written with the prefixes of a chart."""
    return etree.fromstring(f"<declared {_DECLARED}>{xml}</declared>")[0]


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour.upper()}"/></a:solidFill>'


def _text_properties(colour: str, *, points: int) -> str:
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{points * 100}">{_fill(colour)}'
        f'<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/><a:cs typeface="{FONT}"/></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="vi-VN"/></a:p></c:txPr>'
    )


def _value_labels(background: str) -> str:
    """The value inside its bar, black or white, whichever is read better on that colour."""
    red, green, blue = (int(background[at : at + 2], 16) for at in (0, 2, 4))
    colour = "000000" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "FFFFFF"
    shown = "".join(
        f'<c:{part} val="{int(part == "showVal")}"/>'
        for part in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
    )
    return (
        f'<c:dLbls><c:numFmt formatCode="{_LABEL_FORMAT}" sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        f"{_text_properties(colour, points=10)}{shown}</c:dLbls>"
    )


def _workbook(names: tuple[str, ...], series: tuple[Series, ...]) -> bytes:
    """The figures at the cells that the chart refers to: categories from A2 down, a series in each column from B."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"created": datetime.datetime(2020, 1, 1)})  # noqa: DTZ001 - a constant, so that the bytes are
    sheet = workbook.add_worksheet("Sheet1")
    for row, name in enumerate(names, start=1):
        sheet.write_string(row, 0, name)
    for column, one in enumerate(series, start=1):
        sheet.write_string(0, column, one.name)
        for row, value in enumerate(one.values, start=1):
            sheet.write_number(row, column, value)
    workbook.close()
    return buffer.getvalue()
