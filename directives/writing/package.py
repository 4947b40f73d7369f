"""The .docx file itself: the parts that every document shares, and those of its own."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from directives.writing.page import NAMESPACES, PAGE_NUMBER, section_xml, styles_xml
from directives.writing.text import line_of
from directives.writing.zipped import Part, zipped

_PROLOGUE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
_PAGE_NUMBER = (
    f'<w:p><w:pPr><w:pStyle w:val="{PAGE_NUMBER.id}"/></w:pPr>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
_ROOT_RELATIONSHIPS = _relationships(
    ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
    ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document with pages of its own; what stands in the upper and the lower margin of its first page is paragraphs too."""

    content: str
    landscape: bool = False
    first_header: str = ""
    first_footer: str = ""


class Package:
    """The parts of one document while it is written: charts and pictures are added as the text meets them, then all is packed at once."""

    def __init__(self) -> None:
        self._charts: list[tuple[bytes, bytes]] = []
        self._pictures: list[bytes] = []

    def add_picture(self, png: bytes) -> tuple[int, str]:
        """Takes a PNG; answers its ordinal from 1 and its relationship."""
        self._pictures.append(png)
        return len(self._pictures), f"rIdPicture{len(self._pictures)}"

    def add_chart(self, xml: bytes, workbook: bytes) -> tuple[int, str]:
        """Takes a chart and its workbook; answers its ordinal from 1 and its relationship. The chart finds its workbook as rId1."""
        self._charts.append((xml, workbook))
        return len(self._charts), f"rIdChart{len(self._charts)}"

    def pack(self, sections: list[Section], *, title: str) -> bytes:
        """The .docx of the sections; `title` is the document's title in its properties."""
        margins = _Margins()
        document = _document(sections, margins)
        ordinals = range(1, len(self._charts) + 1)
        parts = [
            Part("[Content_Types].xml", _content_types(ordinals, margins, has_pictures=bool(self._pictures)), is_shared=True),
            Part("_rels/.rels", _ROOT_RELATIONSHIPS, is_shared=True),
            Part("docProps/core.xml", _core_properties(title), is_shared=True),
            Part("word/document.xml", document),
            Part("word/_rels/document.xml.rels", _document_relationships(ordinals, margins, len(self._pictures)), is_shared=True),
            Part("word/styles.xml", _STYLES, is_shared=True),
            Part("word/settings.xml", _SETTINGS, is_shared=True),
            *(Part(f"word/{name}.xml", content, is_shared=True) for name, content in margins.parts.items()),
        ]
        parts += [Part(f"word/media/picture{ordinal}.png", png, is_packed=True) for ordinal, png in enumerate(self._pictures, start=1)]
        for ordinal, (xml, workbook) in enumerate(self._charts, start=1):
            sheet = f"chart{ordinal}.xlsx"
            parts += [
                Part(f"word/charts/chart{ordinal}.xml", xml),
                Part(
                    f"word/charts/_rels/chart{ordinal}.xml.rels", _relationships(("rId1", f"{_OFFICE}/package", f"../embeddings/{sheet}"))
                ),
                Part(f"word/embeddings/{sheet}", workbook),
            ]
        return zipped(parts)


class _Margins:
    """The headers and footers of a document: each text once, by the name of its part."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def references(self, section: Section, *, inherits: bool) -> str:
        """What a section says of its headers and footers; one that `inherits` must name empty ones, or it has those before it."""
        found = self._reference("header", "default", _PAGE_NUMBER)
        if section.first_header or inherits:
            found += self._reference("header", "first", section.first_header)
        if section.first_footer or inherits:
            found += self._reference("footer", "first", section.first_footer)
        return found

    def _reference(self, sort: str, on: str, content: str) -> str:
        tag = {"header": "hdr", "footer": "ftr"}[sort]
        whole = f"{_PROLOGUE}<w:{tag} {NAMESPACES}>{content or _EMPTY}</w:{tag}>"
        if whole not in self._names:
            name = f"{sort}{sum(part.startswith(sort) for part in self.parts) + 1}"
            self._names[whole], self.parts[name] = name, whole
        return f'<w:{sort}Reference w:type="{on}" r:id="rId_{self._names[whole]}"/>'


_EMPTY = '<w:p><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:p>'


def _document(sections: list[Section], margins: _Margins) -> str:
    """The main part: every section but the last keeps its page set-up in a last, empty paragraph."""
    texts = []
    inherits = False
    for ordinal, section in enumerate(sections, start=1):
        references = margins.references(section, inherits=inherits)
        inherits = inherits or bool(section.first_header or section.first_footer)
        page = section_xml(landscape=section.landscape, references=references, has_foot=bool(section.first_footer))
        ending = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        if ordinal < len(sections):
            texts.append(f"{section.content}<w:p><w:pPr>{ending}{page}</w:pPr></w:p>")
        else:
            texts.append(f"{section.content}<w:p><w:pPr>{ending}</w:pPr></w:p>{page}")
    return f"{_PROLOGUE}<w:document {NAMESPACES}><w:body>{''.join(texts)}</w:body></w:document>"


def _content_types(charts: range, margins: _Margins, *, has_pictures: bool) -> str:
    overrides = [
        ("/word/document.xml", f"{_WORD_TYPE}.document.main+xml"),
        ("/word/styles.xml", f"{_WORD_TYPE}.styles+xml"),
        ("/word/settings.xml", f"{_WORD_TYPE}.settings+xml"),
        *((f"/word/{name}.xml", f"{_WORD_TYPE}.{name.rstrip('0123456789')}+xml") for name in margins.parts),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        *((f"/word/charts/chart{ordinal}.xml", _CHART_TYPE) for ordinal in charts),
    ]
    pictures = '<Default Extension="png" ContentType="image/png"/>' * has_pictures
    rows = "".join(f'<Override PartName="{name}" ContentType="{type_}"/>' for name, type_ in overrides)
    return (
        f'{_PROLOGUE}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Default Extension="xlsx" ContentType="{_SHEET_TYPE}"/>'
        f"{pictures}{rows}</Types>"
    )


def _document_relationships(charts: range, margins: _Margins, pictures: int) -> str:
    return _relationships(
        ("rId1", f"{_OFFICE}/styles", "styles.xml"),
        ("rId2", f"{_OFFICE}/settings", "settings.xml"),
        *((f"rId_{name}", f"{_OFFICE}/{name.rstrip('0123456789')}", f"{name}.xml") for name in margins.parts),
        *((f"rIdPicture{ordinal}", f"{_OFFICE}/image", f"media/picture{ordinal}.png") for ordinal in range(1, pictures + 1)),
        *((f"rIdChart{ordinal}", f"{_OFFICE}/chart", f"charts/chart{ordinal}.xml") for ordinal in charts),
    )


def _core_properties(title: str) -> str:
    return (
        f'{_PROLOGUE}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(line_of(title))}</dc:title><dc:language>vi-VN</dc:language></cp:coreProperties>"
    )
