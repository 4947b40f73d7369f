"""What a quyết định, a nghị quyết and a công điện say of who issues them and of what they issue (NĐ 30/2020, Phụ lục III, Mẫu 1.1-1.3
and 1.6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from directives.writing.facts import PLAIN_CODES, TYPE_NAMES, AgencyHead, Appendix, Attachment, Block, Letter, Paragraph, Signature
from directives.writing.text import line_of
from records.text import nfc

ORDERS = {"QĐ": "QUYẾT ĐỊNH:", "NQ": "QUYẾT NGHỊ:"}
"""Code → the line between the grounds of a document and what it decides."""

_ISSUED = ("QC", "QyĐ", "CTr", "KH", "PA", "ĐA", "DA", "HD")
"""Types of what a decision issues or approves with itself."""
_MARK = re.compile(r"(?:TM|KT|TL|TUQ|Q)\.\s*", re.IGNORECASE)
_KIND_OF_PLACE = re.compile("thành phố|tỉnh|quận|huyện|thị xã|phường|xã|thị trấn|đặc khu", re.IGNORECASE)
_COMMITTEE = re.compile(r"(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân)\s+(.+)", re.IGNORECASE)


def authority_of(facts: Letter) -> str:
    """Who decides: what the facts say, else the body in whose name it is signed ("TM."), else the head's post with the agency.

    "KT. GIÁM ĐỐC" over "PHÓ GIÁM ĐỐC" of a Sở Y tế under the UBND thành phố A gives "GIÁM ĐỐC Sở Y tế thành phố A"; words with which the
    post ends and the agency begins are said once: "TRƯỞNG PHÒNG Nội vụ quận B".
    """
    return line_of(facts.authority) or _joined(_post(facts.signature), agency_of(facts.head))


def _joined(post: str, agency: str) -> str:
    own, of = post.split(), agency.split()
    said = next((count for count in range(min(len(own), len(of)), 0, -1) if _alike(own[-count:], of[:count])), 0)
    return " ".join([*own, *of[said:]])


def _alike(some: list[str], others: list[str]) -> bool:
    """With their marks: a HIỆU TRƯỞNG is no Trường."""
    return nfc(" ".join(some)).casefold() == nfc(" ".join(others)).casefold()


def _post(signature: Signature | None) -> str:
    """The post of whose power it is; blank where a body decides as one, or nobody signs yet."""
    if signature is None:
        return ""
    first = line_of(signature.authority_lines[0] if signature.authority_lines else signature.title)
    return "" if first.upper().startswith("TM.") else _MARK.sub("", first, count=1)


def agency_of(head: AgencyHead) -> str:
    """The issuer's name on one line, with the place that the line of the committee above it says: "Văn phòng UBND Thành phố" under the UBND
    thành phố A is "Văn phòng UBND thành phố A"."""
    name = line_of(" ".join(head.issuer_lines))
    above = _COMMITTEE.fullmatch(line_of(" ".join(head.superior_lines)))
    if above is None or above[1].casefold() in name.casefold():
        return name
    kind = _KIND_OF_PLACE.match(above[1])
    if kind and name.casefold().endswith(f" {kind[0].casefold()}"):
        name = name[: -len(kind[0])].rstrip()
    return f"{name} {above[1]}"


def with_order(kind: str, body: tuple[Block, ...]) -> tuple[Block, ...]:
    """The body with "QUYẾT ĐỊNH:" or "QUYẾT NGHỊ:" as a centred line after its grounds; one already written there is that line."""
    order = ORDERS.get(kind)
    if order is None:
        return body
    for at, block in enumerate(body):
        if isinstance(block, Paragraph) and not block.label and line_of(block.text).upper().rstrip(" :") == order.rstrip(":"):
            return (*body[:at], Paragraph("part", "", order), *body[at + 1 :])
    grounds = max((at for at, block in enumerate(body, start=1) if isinstance(block, Paragraph) and block.kind == "base"), default=0)
    return (*body[:grounds], Paragraph("part", "", order), *body[grounds:])


def with_issued(facts: Letter) -> Letter:
    """The letter with those of its first appendices that are documents it issues as such: each has a head and pages of its own and is no
    "Phụ lục" (Mẫu 1.3)."""
    text = " ".join(line_of(block.text) for block in facts.body if isinstance(block, Paragraph))
    count = how_many_issued(facts.kind, text, ["" if each.landscape else each.title for each in facts.appendices])
    issued = tuple(_attachment(each) for each in facts.appendices[:count])
    return replace(facts, attachments=(*facts.attachments, *issued), appendices=facts.appendices[count:]) if count else facts


def how_many_issued(kind: str, text: str, titles: Sequence[str]) -> int:
    """How many of the appendices with these titles, from the first on, are documents that a decision of this text issues.

    Each begins with the name of a type which the text says it issues: "Ban hành kèm theo Quyết định này Quy chế …", or "Phê duyệt Kế hoạch
    …" where it speaks of no Phụ lục.
    """
    return len(list(takewhile(lambda title: _is_issued(text, title), titles))) if PLAIN_CODES.get(kind, kind) in ORDERS else 0


def _is_issued(text: str, title: str) -> bool:
    name = TYPE_NAMES.get(_code(title))
    if name is None:
        return False
    if re.search(rf"kèm theo (?:quyết định|nghị quyết) này:?\s+(?:bản\s+)?{name}\b", text, re.IGNORECASE):
        return True
    is_named = re.search(rf"(?:ban hành|phê duyệt|thông qua)\s+(?:bản\s+)?{name}\b", text, re.IGNORECASE)
    return is_named is not None and "phụ lục" not in text.casefold()


def _attachment(appendix: Appendix) -> Attachment:
    code = _code(appendix.title)
    subject = line_of(appendix.title)[len(TYPE_NAMES[code]) :].strip()
    return Attachment(code, subject[:1].upper() + subject[1:], appendix.body, reference=appendix.reference)


def _code(title: str) -> str:
    """The type with whose name a title begins; blank for none."""
    words = f"{line_of(title).upper()} "
    return next((code for code in _ISSUED if words.startswith(f"{TYPE_NAMES[code]} ")), "")


def without_authority(facts: Letter) -> tuple[Block, ...]:
    """The body of a decision without a first line in capitals that names its issuer: who decides is printed over it as it is signed."""
    first = facts.body[0] if facts.body else None
    if PLAIN_CODES.get(facts.kind, facts.kind) not in ORDERS or not isinstance(first, Paragraph) or first.label:
        return facts.body
    words = line_of(first.text)
    issuer = line_of(" ".join(facts.head.issuer_lines))
    return facts.body[1:] if words.isupper() and issuer and issuer.upper() in words else facts.body


def first_note(kind: str, body: tuple[Block, ...], *, addressed: bool) -> str:
    """What Nơi nhận begins with: "Như trên" where the text above says who receives it, "Như Điều N" where a decision's last article does.

    A công điện lists its recipients without either (Mẫu 1.6); a giấy giới thiệu names its recipient in its text (Mẫu 1.8).
    """
    if kind == "GGT" or (addressed and kind != "CĐ"):
        return "Như trên"
    articles = [block.label for block in body if isinstance(block, Paragraph) and block.kind == "article"]
    number = re.search(r"\d+", articles[-1]) if articles else None
    return f"Như Điều {number[0]}" if kind in ORDERS and number else ""
