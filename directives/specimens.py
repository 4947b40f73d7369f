"""What the specimens of some types print besides their text, read from that text (NĐ 30/2020, Phụ lục III, Mẫu 1.8-1.10).

Minutes are signed by who wrote them and by the chair, an agreement by both sides; a giấy giới thiệu centres its opening; it and a giấy nghỉ
phép print no subject, which they keep for the register. Nothing is kept beside the text, so that a text from a file is laid out alike.
"""

import re
from dataclasses import dataclass, replace

from directives.writing.facts import Block, Letter, Paragraph, Signature
from records.text import fold

AGREEMENTS = frozenset(("HĐ", "BGN", "BTT"))
_PERSON = r"(?:(?:Ông|Bà|Ông \(bà\)|Đồng chí)\s+)?(?P<name>[^;,.:–()\[\]]+?)(?:\s*(?:\.|;|,|\s[-–]\s).*)?"
_SECRETARY = re.compile(rf"Thư ký[^:]{{0,60}}:\s*{_PERSON}", re.IGNORECASE)
_SIDE = re.compile(r"Bên (?P<side>[A-H])\b[^:]{0,60}:\s*(?P<agency>.+?)[.;]?", re.IGNORECASE)
_DELEGATE = re.compile(rf"(?:Người )?Đại diện[^:]{{0,60}}:\s*{_PERSON}", re.IGNORECASE)
_POST = re.compile(r"chức vụ\s*:?\s*(?P<post>[^;.,]+)", re.IGNORECASE)
_INTRODUCES = "trân trọng giới thiệu:"


@dataclass(frozen=True, slots=True)
class _Side:
    mark: str
    agency: str
    delegate: str = ""
    post: str = ""


def as_specimen(letter: Letter) -> Letter:
    """The letter as the specimen of its type has it; one of another type as it is. Who else signs is printed once the letter is signed."""
    if letter.kind == "BB":
        return _minutes(letter)
    if letter.kind in AGREEMENTS:
        return _agreement(letter)
    if letter.kind == "GGT":
        return replace(letter, subject="", body=tuple(_centred(block) for block in letter.body))
    if letter.kind == "GNP":
        return replace(letter, subject="", attestation="Xác nhận của nơi nghỉ phép (nếu cần)")
    return letter


def _minutes(letter: Letter) -> Letter:
    """The secretary on the left, the chair on the right."""
    if letter.signature is None:
        return letter
    wrote = next((found for text in _texts(letter) if (found := _SECRETARY.fullmatch(text))), None)
    secretary = Signature((), "THƯ KÝ", wrote["name"].strip()) if wrote else None
    return replace(letter, signature=Signature((), "CHỦ TỌA", letter.signature.name), second_signature=secretary)


def _agreement(letter: Letter) -> Letter:
    """Both sides in their order, each under its mark; where the text names no two sides, the issuer alone."""
    sides = _sides(letter)
    if letter.signature is None or len(sides) != 2:
        return letter
    issuer = fold(" ".join(letter.head.issuer_lines))
    own = next((at for at, side in enumerate(sides) if issuer in fold(side.agency)), 0)
    signed = replace(letter.signature, authority_lines=(_marked(sides[own]), *letter.signature.authority_lines))
    other = Signature((_marked(sides[1 - own]),), sides[1 - own].post, sides[1 - own].delegate)
    left, right = (signed, other) if own == 0 else (other, signed)
    return replace(letter, second_signature=left, signature=right)


def _sides(letter: Letter) -> list[_Side]:
    """Who agrees, in order, each with who stands for it as its lines below say."""
    sides: list[_Side] = []
    for text in _texts(letter):
        if found := _SIDE.fullmatch(text):
            sides.append(_Side(found["side"].upper(), found["agency"]))
        elif sides and not sides[-1].delegate and (found := _DELEGATE.fullmatch(text)):
            post = _POST.search(text)
            sides[-1] = replace(sides[-1], delegate=found["name"].strip(), post=post["post"].strip() if post else "")
    return sides


def _marked(side: _Side) -> str:
    return f"ĐẠI DIỆN BÊN {side.mark}"


def _texts(letter: Letter) -> list[str]:
    return [block.text.strip() for block in letter.body if isinstance(block, Paragraph) and not block.label]


def _centred(block: Block) -> Block:
    if isinstance(block, Paragraph) and block.kind == "text" and block.text.rstrip().endswith(_INTRODUCES):
        return replace(block, kind="centred")
    return block
