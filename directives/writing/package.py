"""The .docx file itself: the parts every document shares, and a zip whose bytes depend on nothing but the parts."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from directives.writing.page import NAMESPACES, PAGE_NUMBER, section_xml, styles_xml
from directives.writing.text import line_of

HEADER_ID = "rId3"
"""The relationship of the header that carries the page number."""

_PROLOGUE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip can hold; any clock here would change the bytes."""


def _relationships(*targets: tuple[str, str, str]) -> str:
    """A relationships part of (id, type, target)."""
    rows = "".join(f'<Relationship Id="{id_}" Type="{type_}" Target="{target}"/>' for id_, type_, target in targets)
    return f'{_PROLOGUE}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


_STYLES = _PROLOGUE + styles_xml()
_SETTINGS = (
    f'{_PROLOGUE}<w:settings {NAMESPACES}><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="vi-VN"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
)
_HEADER = (
    f'{_PROLOGUE}<w:hdr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="{PAGE_NUMBER.id}"/></w:pPr>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:hdr>'
)
_ROOT_RELATIONSHIPS = _relationships(
    ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
    ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
)


class Package:
    """The parts of one document while it is written: charts are added as the text meets them, then all is packed at once."""

    def __init__(self) -> None:
        self._charts: list[tuple[bytes, bytes]] = []

    def add_chart(self, xml: bytes, workbook: bytes) -> tuple[int, str]:
        """Takes a chart and its workbook; answers its ordinal from 1 and its relationship. The chart finds its workbook as rId1."""
        self._charts.append((xml, workbook))
        return len(self._charts), f"rId{len(self._charts) + 3}"

    def pack(self, sections: list[tuple[str, bool]], *, title: str) -> bytes:
        """The .docx of sections, each its content and whether it is landscape; `title` is the document's title in its properties."""
        ordinals = range(1, len(self._charts) + 1)
        parts: list[tuple[str, str | bytes]] = [
            ("[Content_Types].xml", _content_types(ordinals)),
            ("_rels/.rels", _ROOT_RELATIONSHIPS),
            ("docProps/core.xml", _core_properties(title)),
            ("word/document.xml", _document(sections)),
            ("word/_rels/document.xml.rels", _document_relationships(ordinals)),
            ("word/styles.xml", _STYLES),
            ("word/settings.xml", _SETTINGS),
            ("word/header1.xml", _HEADER),
        ]
        for ordinal, (xml, workbook) in enumerate(self._charts, start=1):
            sheet = f"chart{ordinal}.xlsx"
            parts += [
                (f"word/charts/chart{ordinal}.xml", xml),
                (f"word/charts/_rels/chart{ordinal}.xml.rels", _relationships(("rId1", f"{_OFFICE}/package", f"../embeddings/{sheet}"))),
                (f"word/embeddings/{sheet}", workbook),
            ]
        return _zipped(parts)


def _document(sections: list[tuple[str, bool]]) -> str:
    """The main part: every section but the last keeps its page set-up in a last, empty paragraph."""
    texts = []
    for ordinal, (content, landscape) in enumerate(sections, start=1):
        page = section_xml(landscape=landscape, header=HEADER_ID)
        ending = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        if ordinal < len(sections):
            texts.append(f"{content}<w:p><w:pPr>{ending}{page}</w:pPr></w:p>")
        else:
            texts.append(f"{content}<w:p><w:pPr>{ending}</w:pPr></w:p>{page}")
    return f"{_PROLOGUE}<w:document {NAMESPACES}><w:body>{''.join(texts)}</w:body></w:document>"


def _content_types(charts: range) -> str:
    overrides = [
        ("/word/document.xml", f"{_WORD_TYPE}.document.main+xml"),
        ("/word/styles.xml", f"{_WORD_TYPE}.styles+xml"),
        ("/word/settings.xml", f"{_WORD_TYPE}.settings+xml"),
        ("/word/header1.xml", f"{_WORD_TYPE}.header+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        *((f"/word/charts/chart{ordinal}.xml", _CHART_TYPE) for ordinal in charts),
    ]
    rows = "".join(f'<Override PartName="{name}" ContentType="{type_}"/>' for name, type_ in overrides)
    return (
        f'{_PROLOGUE}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Default Extension="xlsx" ContentType="{_SHEET_TYPE}"/>{rows}</Types>'
    )


def _document_relationships(charts: range) -> str:
    return _relationships(
        ("rId1", f"{_OFFICE}/styles", "styles.xml"),
        ("rId2", f"{_OFFICE}/settings", "settings.xml"),
        (HEADER_ID, f"{_OFFICE}/header", "header1.xml"),
        *((f"rId{ordinal + 3}", f"{_OFFICE}/chart", f"charts/chart{ordinal}.xml") for ordinal in charts),
    )


def _core_properties(title: str) -> str:
    return (
        f'{_PROLOGUE}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(line_of(title))}</dc:title><dc:language>vi-VN</dc:language></cp:coreProperties>"
    )


def _zipped(parts: list[tuple[str, str | bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system = 3  # else it is the machine's own, and the bytes differ between machines
            archive.writestr(entry, content, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
