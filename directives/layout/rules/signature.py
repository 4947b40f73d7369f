"""TT-10: authority, title and name of who signs (NĐ 30/2020, Phụ lục I, II.7; Điều 13)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directives.files.sheet import Paragraph
from directives.layout.anatomy import Anatomy
from directives.layout.findings import Finding, NotChecked, finding
from directives.layout.issuer import Issuer
from directives.layout.type_face import Face, ill_set
from directives.reading import tail
from directives.reading.head import is_capitals
from org_hierarchy.models import OrgUnit
from records.text import fold, nfc

_MARK = re.compile(r"(?P<mark>TM|KT|TL|TUQ|Q)\. (?P<who>\S.*)")
_ILL_MARKED = re.compile(r"(?:T/M|K/T|T/L|TUN|TM|KT|TL|TUQ|Q)[./\s]|QUYỀN (?!HẠN)|(?!TP\.)[A-ZĐ]{1,4}\.\s?\w")
_SHORTENED = re.compile(r"(?:UBND|HĐND|BCĐ|BCH|BTV|HĐQL|HĐQT)\b")
"""Bodies cut short: the mark stands before the whole name (Mẫu 1.1–1.5)."""
_DEGREE = (
    r"(?:GS|PGS|TS|TSKH|ThS|Th\.S|BS|BSCK|BSCKI|BSCKII|CN|KS|LS|NGND|NGƯT|NSND|NSƯT|TTND|TTƯT|AHLĐ|Dr|"
    r"(?:Thiếu|Trung|Thượng|Đại) (?:tướng|tá|úy|uý))"
)
_SURNAMES = (
    r"(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Đoàn|Lâm|Trịnh|Mai|Đào|Hà|Cao|Lương|Tạ|Tô|Châu|Trương)"
)
_HONOURED = re.compile(rf"(?:Bà|Đ/c|Đồng chí)\b[.:]?\s+|Ông\s+(?={_SURNAMES}\s)")
"""Ông is a surname too: before another one it is none."""
_TITLED = re.compile(rf"(?:{_DEGREE}\b[.,\s]\s*)+|{_HONOURED.pattern}", re.IGNORECASE)
_TITLED_AFTER = re.compile(rf"\s*[,(–-]\s*(?:{_DEGREE}\b\W*)+$", re.IGNORECASE)
_WITH_DEGREES = re.compile(r"CÔNG AN|QUÂN|BỘ CHỈ HUY|BIÊN PHÒNG|TRƯỜNG|ĐẠI HỌC|HỌC VIỆN|BỆNH VIỆN|VIỆN ")
"""Armed forces, and public bodies of education, health and science may have rules of their own."""
_COLLECTIVE = re.compile(r"(?:ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|HĐND|CHÍNH PHỦ|THƯỜNG TRỰC|BAN CHẤP HÀNH|BAN THƯỜNG VỤ|ĐOÀN CHỦ TỊCH)\b")
_BY_HEAD = re.compile(r"(?:SỞ|BỘ|BẢO HIỂM XÃ HỘI|BHXH|VĂN PHÒNG|PHÒNG|CHI CỤC|CỤC|TRUNG TÂM|THANH TRA|TRƯỜNG)\b")
_DEPUTY = re.compile(r"(?:PHÓ|THỨ TRƯỞNG)\b")
_ROLES_ONLY = frozenset(("BB",))
"""Minutes are signed by secretary and chair, not by the agency's authority."""
_BY_BOTH = frozenset(("HĐ", "BGN", "BTT"))
"""Signed by both sides, each under its mark; either may be ours."""
_SIDE = re.compile(r"ĐẠI DIỆN (?:BÊN )?\S.*")


@dataclass(frozen=True, slots=True)
class _Block:
    lines: Sequence[Paragraph]
    name: Paragraph | None

    @property
    def titles(self) -> list[str]:
        return [nfc(each.text).upper() for each in self.lines]


def signature(anatomy: Anatomy, issuer: Issuer) -> Iterator[Finding | NotChecked]:
    """TT-10."""
    blocks = [_block(each) for each in anatomy.closing.signatures]
    if not blocks:
        last = anatomy.closing.label or (anatomy.body[-1] if anatomy.body else None)
        asked = "quyền hạn, chức vụ và họ tên người ký, in đậm, bên phải, dưới nội dung"
        yield finding("TT-10", "Chữ ký", "không có", asked, *([last] if last else []))
        return
    for block in blocks:
        yield from ill_set("TT-10", "Quyền hạn, chức vụ", block.lines, Face(13, 14, bold=True, capitals=True, align="center"))
        yield from _name(block, issuer)
    if anatomy.kind in _ROLES_ONLY:
        return
    block = _own(blocks, anatomy.kind, issuer) if anatomy.kind in _BY_BOTH else blocks[-1]
    wrong = list(_marks(block, issuer))
    yield from wrong
    if not wrong:
        yield from _entitled(block, anatomy.kind, issuer)


def _own(blocks: list[_Block], kind: str, issuer: Issuer) -> _Block:
    """Which of the sides is the issuer: the one that somebody of its posts signs, else the last; without the mark of its side."""
    names = {fold(way.block.name) for way in issuer.ways(kind)} if issuer.unit is not None else set()
    own = next((block for block in blocks if block.name and fold(_bare(nfc(block.name.text))) in names), blocks[-1])
    unmarked = [line for line in own.lines if not _SIDE.fullmatch(nfc(line.text).upper())]
    return _Block(unmarked or own.lines, own.name)


def _block(paragraphs: list[Paragraph]) -> _Block:
    words = nfc(paragraphs[-1].text)
    named = len(paragraphs) > 1 and not tail.starts_signature(words) and (not is_capitals(words) or tail.is_person(words.title()))
    return _Block(paragraphs[:-1], paragraphs[-1]) if named else _Block(paragraphs, None)


def _name(block: _Block, issuer: Issuer) -> Iterator[Finding]:
    if block.name is None:
        yield finding("TT-10", "Họ tên người ký", "không có", "họ và tên người ký, cỡ 13–14, đứng, đậm", block.lines[-1])
        return
    yield from ill_set("TT-10", "Họ tên người ký", [block.name], Face(13, 14, bold=True, capitals=False, align="center"))
    words = nfc(block.name.text)
    allowed = _WITH_DEGREES.search(issuer.name.upper()) is not None and not _HONOURED.match(words)
    if _bare(words) != words and not allowed:
        yield finding(
            "TT-10", "Họ tên người ký", f"“{words}”", "chỉ họ và tên, không ghi học hàm, học vị, danh hiệu, “Ông”, “Bà”", block.name
        )


def _bare(name: str) -> str:
    """The name without what stands before or after it."""
    return _TITLED_AFTER.sub("", _TITLED.sub("", name, count=1) if _TITLED.match(name) else name)


def _marks(block: _Block, issuer: Issuer) -> Iterator[Finding]:
    """The marks of authority as the words of the block alone allow."""
    marks: list[tuple[str, str]] = []
    for paragraph, text in zip(block.lines, block.titles, strict=True):
        found = _MARK.fullmatch(text)
        if found:
            marks.append((found["mark"], found["who"]))
        elif _ILL_MARKED.match(text):
            yield finding("TT-10", "Quyền hạn người ký", f"“{text}”", "“TM.”, “KT.”, “TL.”, “TUQ.” hoặc “Q.”, cách một chữ", paragraph)
            return
    signs = [mark for mark, _ in marks]
    title = block.titles[len([mark for mark in signs if mark != "Q"]) :][:1]
    at = block.lines[0]
    first = marks[0] if marks else ("", "")
    if "TM" in signs and _is_by_head(issuer):
        yield finding("TT-10", "Quyền hạn người ký", f"“{block.titles[0]}”", "cơ quan theo chế độ thủ trưởng không ký “TM.”", at)
    elif "TM" in signs and (first[0] != "TM" or {"TL", "TUQ"} & set(signs)):
        yield finding("TT-10", "Quyền hạn người ký", " / ".join(block.titles), "“TM.” ở dòng đầu, không đi cùng “TL.”, “TUQ.”", at)
    elif first[0] == "TM" and _SHORTENED.match(first[1]):
        yield finding(
            "TT-10", "Quyền hạn người ký", f"“{block.titles[0]}”", "sau “TM.” là tên đầy đủ của tập thể: “TM. ỦY BAN NHÂN DÂN”", at
        )
    elif first[0] == "TM" and not (_COLLECTIVE.match(first[1]) or first[1].startswith("BAN ")):
        yield finding("TT-10", "Quyền hạn người ký", f"“{block.titles[0]}”", "sau “TM.” là tên tập thể: “TM. ỦY BAN NHÂN DÂN”", at)
    elif "TUQ" in signs and "KT" in signs:
        yield finding("TT-10", "Quyền hạn người ký", " / ".join(block.titles), "người được ủy quyền không ủy quyền tiếp", at)
    elif title and _DEPUTY.match(title[0]) and "KT" not in signs:
        yield finding("TT-10", "Quyền hạn người ký", f"“{title[0]}” không có “KT.”", f"“KT. {_head_of(title[0])}” trên chức vụ cấp phó", at)
    elif "KT" in signs and title and not _stands_in(title[0], next(who for mark, who in reversed(marks) if mark == "KT")):
        yield finding(
            "TT-10", "Quyền hạn người ký", " / ".join(block.titles), "“KT.” và chức vụ người đứng đầu, dưới là chức vụ cấp phó", at
        )


def _is_by_head(issuer: Issuer) -> bool:
    if issuer.unit is not None:
        return issuer.unit.regime == OrgUnit.Regime.HEAD
    return _BY_HEAD.match(issuer.name.upper()) is not None


def _head_of(deputy: str) -> str:
    return "BỘ TRƯỞNG" if deputy.startswith("THỨ TRƯỞNG") else deputy.removeprefix("PHÓ ")


def _stands_in(deputy: str, head: str) -> bool:
    """Whether a deputy of that title signs for that head: "PHÓ GIÁM ĐỐC" for "GIÁM ĐỐC", "PHÓ CHỦ TỊCH THƯỜNG TRỰC" for "CHỦ TỊCH"."""
    if deputy.startswith("THỨ TRƯỞNG"):
        return head.startswith(("BỘ TRƯỞNG", "THỨ TRƯỞNG"))
    own = fold(deputy).removeprefix("pho ")
    return _DEPUTY.match(deputy) is not None and (own.startswith(fold(head)) or fold(head).startswith(own))


def _entitled(block: _Block, kind: str, issuer: Issuer) -> Iterator[Finding | NotChecked]:
    """The block against the posts and mandates of our units on that day."""
    if issuer.unit is None:
        yield NotChecked("TT-10", "Cơ quan ban hành không có trong danh mục đơn vị nên không đối chiếu được thẩm quyền của người ký.")
        return
    ways = issuer.ways(kind)
    if not ways:
        yield NotChecked(
            "TT-10", f"Chưa khai báo ai được ký văn bản của {issuer.unit.name} nên không đối chiếu được thẩm quyền của người ký."
        )
        return
    name = _bare(nfc(block.name.text)) if block.name else ""
    own = [way for way in ways if fold(way.block.name) == fold(name)]
    printed = [fold(title) for title in block.titles]
    asked = [(*way.block.authority_lines, way.block.title, *filter(None, [way.block.office])) for way in own]
    if any([fold(line) for line in lines] == printed for lines in asked):
        return
    at = block.name or block.lines[-1]
    if own:
        expected = " hoặc ".join(" / ".join(lines) for lines in asked)
        yield finding("TT-10", "Thẩm quyền ký", " / ".join(block.titles), f"{name} ký: {expected}", at)
    else:
        yield finding(
            "TT-10",
            "Thẩm quyền ký",
            f"“{name}”",
            f"người có thẩm quyền ký văn bản này của {issuer.unit.name} vào ngày {issuer.on:%d/%m/%Y}",
            at,
        )
