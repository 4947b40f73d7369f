"""What a document says, free of how it is laid out: the writers read these facts and nothing else."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

ParagraphKind = Literal[
    "base", "text", "part", "chapter", "section", "article", "roman", "clause", "clause_title", "point", "dash", "centred", "close"
]
Urgency = Literal["", "HỎA TỐC", "THƯỢNG KHẨN", "KHẨN"]
"""The stamp as printed; empty for an ordinary document."""

TYPE_NAMES = {
    "NQ": "NGHỊ QUYẾT",
    "QĐ": "QUYẾT ĐỊNH",
    "CT": "CHỈ THỊ",
    "QC": "QUY CHẾ",
    "QyĐ": "QUY ĐỊNH",
    "TC": "THÔNG CÁO",
    "TB": "THÔNG BÁO",
    "HD": "HƯỚNG DẪN",
    "CTr": "CHƯƠNG TRÌNH",
    "KH": "KẾ HOẠCH",
    "PA": "PHƯƠNG ÁN",
    "ĐA": "ĐỀ ÁN",
    "DA": "DỰ ÁN",
    "BC": "BÁO CÁO",
    "BB": "BIÊN BẢN",
    "TTr": "TỜ TRÌNH",
    "HĐ": "HỢP ĐỒNG",
    "CV": "",
    "CĐ": "CÔNG ĐIỆN",
    "BGN": "BẢN GHI NHỚ",
    "BTT": "BẢN THỎA THUẬN",
    "GUQ": "GIẤY ỦY QUYỀN",
    "GM": "GIẤY MỜI",
    "GGT": "GIẤY GIỚI THIỆU",
    "GNP": "GIẤY NGHỈ PHÉP",
    "PG": "PHIẾU GỬI",
    "PC": "PHIẾU CHUYỂN",
    "PB": "PHIẾU BÁO",
    "ThC": "THƯ CÔNG",
}
"""Code → the name printed over the subject; a công văn prints none (NĐ 30/2020, Điều 7 and Phụ lục III, mục I).

The codes are the official abbreviations, and CV and ThC for the two types that have none.
"""

PLAIN_CODES = {"QD": "QĐ", "QYD": "QyĐ", "CTR": "CTr", "TTR": "TTr", "CD": "CĐ", "THC": "ThC"}
"""Codes as typed in plain capitals, where that is not another type's code."""


class WritingError(Exception):
    """Facts that no document can be laid out from; `code` is stable, the message is for the user."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class AgencyHead:
    """The agency over the document: its direct superior (not bold) and itself (bold), line by line as printed."""

    superior_lines: tuple[str, ...]
    issuer_lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: the marks of authority over the title ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), the title, the name without degrees.

    `office` is the signer's post in the own agency, printed over the name, where the title is one in a council or steering committee.
    """

    authority_lines: tuple[str, ...]
    title: str
    name: str
    office: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One piece of the text: its number as printed in `label` ("II.", "Điều 3.", "a)"), its words in `text`.

    `base` is a căn cứ. `part`, `chapter` and `section` are centred: label on one line, title in capitals below; without a label they
    print a centred line in capitals ("QUYẾT ĐỊNH:"). `roman` is a heading in bold capitals, `clause_title` one in bold.
    `article` prints its label bold, and its text too when that is a title: short, without a mark at its end, with text of its own below.
    `dash` prints "-" when it has no label. `centred` is a centred line ("… trân trọng giới thiệu:"). `close` is the closing sentence.
    A line break in `text` starts a paragraph of its own.
    """

    kind: ParagraphKind
    label: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class RecipientNote:
    """One line under Nơi nhận: "- BHXH Việt Nam (để b/c);" from the name and the note with or without its brackets."""

    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head row repeated on every page; every cell is text already formatted for reading.

    `widths_mm` are shrunk together when they exceed the page, and equal when left out. `numeric` and `centred` are indexes of columns
    aligned right and centred. `total` is a last row in bold. `note` is printed in italics under the table.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    total: tuple[str, ...] | None = None
    widths_mm: tuple[int, ...] = ()
    numeric: tuple[int, ...] = ()
    centred: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a chart: `colour` is RRGGBB, `values` follow the chart's categories."""

    name: str
    colour: str
    values: tuple[int | float | Decimal, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of stacked horizontal bars, editable in the word processor; the first category is on top. Without data it prints nothing."""

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]


Block = Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Appendix:
    """A section of its own after the signature, numbered from page 1.

    `reference` is the line "(Kèm theo Văn bản số …)"; left empty, as in electronic documents, the line is printed with its blanks.
    """

    title: str
    body: tuple[Block, ...]
    landscape: bool = False
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that a decision issues or approves, in a section of its own under a head of its own (NĐ 30/2020, Phụ lục III, Mẫu 1.3).

    `kind` as of a letter; `reference` as of an appendix.
    """

    kind: str
    subject: str
    body: tuple[Block, ...]
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One administrative document of any of the 29 types; `kind` is a code of TYPE_NAMES or the official abbreviation.

    `authority` is who decides ("Chủ tịch Ủy ban nhân dân tỉnh A"), in a decision and a resolution, and who wires, in a công điện; left
    empty, it follows from the head and the signature. `addressees` are the lines of Kính gửi; with them Nơi nhận begins with "Như trên".
    `archive` is what follows "Lưu:" ("VT, KGVX"), `drafter_mark` the drafter and the number of copies ("PL.(300)").
    `second_signature` stands on the left of the first: the secretary of a biên bản, the other party of an agreement. `attestation` is
    what another office confirms under Nơi nhận of a giấy nghỉ phép. `address` are the lines at the foot of page 1.
    `on_paper`: it is signed on paper, where appendices without a `reference` of their own say number and day of the document that they
    belong to, once it has both; an electronic one leaves those places open (Phụ lục I, III.1).
    `is_part`: the body is part of another's, with its marks; nothing is added to it.
    What is empty is not printed, and leaves no hole.
    """

    kind: str
    head: AgencyHead
    symbol: str
    place: str
    subject: str
    body: tuple[Block, ...]
    number: int | None = None
    date: datetime.date | None = None
    addressees: tuple[str, ...] = ()
    recipients: tuple[RecipientNote, ...] = ()
    archive: str = ""
    signature: Signature | None = None
    urgency: Urgency = ""
    circulation: str = ""
    appendices: tuple[Appendix, ...] = ()
    drafter_mark: str = ""
    authority: str = ""
    second_signature: Signature | None = None
    is_part: bool = False
    attestation: str = ""
    attachments: tuple[Attachment, ...] = ()
    address: tuple[str, ...] = ()
    on_paper: bool = False


@dataclass(frozen=True, slots=True)
class SlipTask:
    """One row of a slip: what to do, what to hand in, by when in words, and the figure to reach."""

    content: str
    product: str = ""
    deadline: str = ""
    indicator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A phiếu giao việc, after the phiếu giải quyết văn bản đến (NĐ 30/2020, Phụ lục IV.VII).

    It is none of the 29 types and stands in no register: `number` tells the slips of the document that it carries out apart, and is printed
    among its fields and not as the number and symbol of a document.
    `basis` is the document it carries out, `issued_by` the person or agency that gives the work, `reporting` the reporting regime,
    `follow_up` the unit that follows and urges, `opinion` the leader's direction, `result` the assessment, `link` the text of where to
    report, an address. `signature` is the giver's; the lead unit signs for receipt beside it.
    """

    head: AgencyHead
    place: str
    issued_by: str
    lead_unit: str
    tasks: tuple[SlipTask, ...]
    number: int | None = None
    date: datetime.date | None = None
    subject: str = ""
    basis: str = ""
    partners: tuple[str, ...] = ()
    opinion: str = ""
    reporting: str = ""
    follow_up: str = ""
    result: str = ""
    link: str = ""
    urgency: Urgency = ""
    signature: Signature | None = None
