"""The end of a directive: "Nơi nhận" with its lines and archive line, and the signature block (NĐ 30/2020, Phụ lục I, II.7 and II.9)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from directives.reading.head import is_capitals
from directives.reading.letters import CAPITALS, SMALL
from directives.reading.lines import Line, glue, table_line

RECIPIENTS = re.compile(r"N[ơoƠO]I\s+NH[ậaẬA]N\s*[:.]?\s*", re.IGNORECASE)
AUTHORITY = re.compile(
    r"(?:TM|T/M|KT|K/T|TL|T/L|TUQ|T\.M|K\.T|T\.L|TUQ|TUN)\s*[./]\s*(?=\S)|(?:TM|KT|TL|TUQ)\.?$|(?:TM|KT|TL|"
    r"TUQ)\s+(?=[A-ZĐỦ])"
)
_TITLE = re.compile(
    r"(?:Q\.\s*|QUYỀN\s+)?(?:CHỦ TỊCH|PHÓ|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|CHÁNH|TRƯỞNG|CỤC TRƯỞNG|CHI CỤC TRƯỞNG|TỔNG CỤC TRƯỞNG|VỤ TRƯỞNG|"
    r"BỘ TRƯỞNG|THỨ TRƯỞNG|THỐNG ĐỐC|HIỆU TRƯỞNG|HIỆU PHÓ|VIỆN TRƯỞNG|THỦ TƯỚNG|BÍ THƯ|CHỦ NHIỆM|TỔNG|ĐỘI TRƯỞNG|CHỈ HUY|TƯ LỆNH|KẾ TOÁN|"
    r"KIỂM TOÁN|CHÍNH ỦY|ỦY VIÊN|THƯỜNG TRỰC|NGƯỜI|THẨM PHÁN|QUYỀN|HẠT TRƯỞNG|TRẠM TRƯỞNG|ĐẠI DIỆN|CHỦ TỌA|THƯ KÝ|VIỆN PHÓ)(?!\w)"
)
_SIGNED = re.compile(r"[(\[\s]*(?:đã ký|đã kí|chữ ký|ký tên|ký, đóng dấu|chữ ký, dấu|chữ ký của người)[^)]{0,60}[)\]\s]*$", re.IGNORECASE)
_NAME = re.compile(
    r"(?:(?:GS|PGS|TS|ThS|BS|BSCKII|Ths|KS|CN|Thiếu tướng|Đại tá|Trung tướng|Thượng tướng|Đại tướng|Thượng tá|"
    rf"Trung tá)\.?,?\s*)*(?:[{CAPITALS}]['’])?[{CAPITALS}][{SMALL}]*(?:\s+(?:[{CAPITALS}]['’])?[{CAPITALS}][{SMALL}.]*){{1,5}}$"
)
_ARCHIVE = re.compile(r"[-–•+]?\s*L[ưuƯU]{1,2}(?P<colon>\s*:)?\s*(?=[:A-ZĐ])(?P<rest>.*)$", re.IGNORECASE)
#: who typed it and how many copies were made, behind the archive line: "PL.(300)" (NĐ 30/2020, Phụ lục I, III.3)
_DRAFTER = re.compile(r"\.\s*\w{1,8}\.\(\d+\)[\s.;]*$")
_DASH = re.compile(r"\s*[-–—•+*]\s*")
_APPENDIX = re.compile(r"(?:PHỤ LỤC|Phụ lục|DANH MỤC|DANH SÁCH|BIỂU|MẪU|PHỤ BIỂU|ĐỀ CƯƠNG)(?!\w)")


@dataclass(slots=True)
class Entry:
    """One line under "Nơi nhận" as joined: kind "recipient" or "archive"."""

    kind: str
    text: str


@dataclass(slots=True)
class Tail:
    entries: list[Entry] = field(default_factory=list)
    signature: list[str] = field(default_factory=list)
    #: physical lines after the signature: appendices
    rest: list[Line] = field(default_factory=list)


def starts_signature(text: str) -> bool:
    """Whether the line belongs to a signature block: an authority mark or a post, in capitals."""
    return len(text) < 90 and (is_capitals(text) and (AUTHORITY.match(text) is not None or _TITLE.match(text) is not None))


def is_person(text: str) -> bool:
    """Whether the line can be a signer's name: two to six words, each with a capital, no figures."""
    return len(text) <= 60 and _NAME.match(text) is not None


def split(lines: Sequence[Line]) -> Tail:
    """Sort the physical lines from "Nơi nhận" on into recipients, signature and what follows.

    Columns that ran together (many blanks, or a stroke between them) are cut first, but a stroke before a bracketed remark joins it.
    """
    tail = Tail()
    state = "recipients"
    for line in _cut_columns(lines):
        text = line.text
        if state == "recipients" and starts_signature(text) and not _DASH.match(text):
            state = "signature"
        if state == "signature" and tail.signature and _ends_signature(tail, line):
            state = "rest"
        if state == "rest":
            tail.rest.append(line)
        elif state == "signature":
            if (_DASH.match(text) and not is_capitals(text)) or (_ARCHIVE.match(text) and len(text) < 120 and not is_person(text)):
                _add_entry(tail, line)
            elif not _SIGNED.match(text):
                _add_signature(tail, line)
        else:
            _add_entry(tail, line)
    return tail


def _ends_signature(tail: Tail, line: Line) -> bool:
    named = any(is_person(text) and not is_capitals(text) for text in tail.signature)
    dashed = _DASH.match(line.text) is not None and tail.entries and tail.entries[-1].kind == "recipient"
    return (named and not dashed) or (_APPENDIX.match(line.text) is not None and is_capitals(line.text.split("(")[0]))


def _cut_columns(lines: Sequence[Line]) -> list[Line]:
    result: list[Line] = []
    for line in lines:
        text = line.text
        if table_line(text):
            result.append(line)
            continue
        parts = [part.strip() for part in re.split(r"\s{3,}", text)] if "   " in text else [text]
        if "|" in text:
            parts = [piece.strip() for part in parts for piece in re.split(r"\|(?!\s*(?:\(|$))", part)]
        heading = RECIPIENTS.match(text)
        if heading and heading.end() < len(text) and len(parts) == 1:
            parts = [text[: heading.end()].strip(), text[heading.end() :].strip()]
        first = True
        for part in parts:
            if part and part != "|":
                result.append(Line(part, line.indent if first else 0, line.break_before and first))
                first = False
    return result


def _add_entry(tail: Tail, line: Line) -> None:
    text = line.text
    if RECIPIENTS.fullmatch(text):
        return
    archive = _ARCHIVE.match(text) and (
        not tail.entries or _DASH.match(text) or tail.entries[-1].text.endswith((";", ".", ",")) or text.startswith("Lưu")
    )
    previous = tail.entries[-1] if tail.entries else None
    if archive:
        tail.entries.append(Entry("archive", text))
    elif (
        previous is None
        or (_DASH.match(text) and not (previous.text.strip() in "-–" or previous.text.endswith("-")))
        or (previous.kind == "recipient" and previous.text.rstrip("| ").endswith((";", ".")) and not re.match(r"[(.;,]", text))
    ):
        tail.entries.append(Entry("recipient", text))
    elif previous.kind == "archive" and previous.text.endswith(".") and len(text) > 3:
        tail.rest.append(line)
    else:
        previous.text += glue(previous.text, text) + text


def _add_signature(tail: Tail, line: Line) -> None:
    text = line.text
    if tail.signature:
        before = tail.signature[-1]
        goes_on = (
            (line.indent and not line.break_before and is_capitals(text) and not starts_signature(text))
            or re.fullmatch(r"(?:TM|KT|TL|TUQ|T/M|Q)\.?", before) is not None
            or (is_capitals(before) and is_capitals(text) and not starts_signature(text))
        )
        if goes_on:
            tail.signature[-1] = before + " " + text
            return
    tail.signature.append(text)


@dataclass(frozen=True, slots=True)
class SignerFound:
    authority: tuple[str, ...]
    title: str | None
    name: str | None


def signer(lines: Sequence[str]) -> SignerFound:
    """Authority lines, title and name from the lines of the block: "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Lê Văn A"."""
    authority: list[str] = []
    titles: list[str] = []
    name: str | None = None
    for line in lines:
        if name is None and is_person(line) and not starts_signature(line) and (authority or titles):
            name = line
        elif name is None and is_capitals(line):
            mark = AUTHORITY.match(line)
            if mark and not titles:
                letters = re.sub(r"[\s./]", "", mark[0])
                authority.append(f"{letters}. {line[mark.end() :].strip()}")
            elif authority or titles or _TITLE.match(line):
                if is_person(line.title()) and titles and not _TITLE.match(line):
                    name = line.title()
                else:
                    titles.append(line)
    return SignerFound(tuple(authority), " ".join(titles) or None, name)


@dataclass(frozen=True, slots=True)
class RecipientFound:
    name: str
    note: str | None


def recipient(text: str) -> RecipientFound | None:
    """One line without dash and end mark; a bracket at its end is the remark: "- Bộ Y tế (để b/c);" → ("Bộ Y tế", "để b/c")."""
    bare = _DASH.sub("", text, count=1) if _DASH.match(text) else text
    bare = re.sub(r"\s{2,}", " ", bare.replace("|", " ")).strip(" ;.,")
    note = None
    match = re.search(
        r"[\s;,]+\(([^()]{1,120})\)$|(?<=[^\s(])\(((?:để )?(?:b/c|báo cáo|biết|t/h|thực hiện|p/h|phối hợp|chỉ đạo|"
        r"theo dõi)[^()]{0,60})\)$",
        bare,
    )
    if match:
        note = (match[1] or match[2]).strip()
        bare = bare[: match.start()].strip(" ;.,")
    return RecipientFound(bare, note) if bare else None


def shared_notes(found: Sequence[RecipientFound], stroked: Sequence[bool]) -> list[RecipientFound]:
    """A remark beside a brace over several lines: each of the stroked lines without one takes that of the nearest line which has."""
    noted = [index for index, line in enumerate(found) if stroked[index] and line.note]
    result = []
    for index, line in enumerate(found):
        if stroked[index] and not line.note and noted:
            nearest = min(noted, key=lambda other: (abs(other - index), other))
            between = range(min(nearest, index), max(nearest, index) + 1)
            if all(stroked[position] for position in between):
                line = RecipientFound(line.name, found[nearest].note)
        result.append(line)
    return result


def archive(text: str) -> tuple[str, bool] | None:
    """("VT, KGVX", whether the colon after "Lưu" was there)."""
    match = _ARCHIVE.match(text)
    if not match:
        return None
    kept = _DRAFTER.sub("", match["rest"].lstrip(" :"))
    return kept.strip().rstrip(" .;,"), match["colon"] is not None or match["rest"].lstrip().startswith(":")
