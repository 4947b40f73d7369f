"""Who is told to act in a sentence: "Sở A rà soát …", "Giao phòng B …", "Công an xã: tuần tra …", "… yêu cầu các phòng …"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from directives.reading.attributes import ATTRIBUTE
from directives.reading.names import MOSTLY_NOUNS, Piece, ends_by_itself, is_unit_start, read_names, split_names
from directives.reading.tasks.wording import (
    DUTY_OF_UNIT,
    OPENERS,
    is_plural,
    is_unitlike,
    opens_with_duty,
    verb_led,
)
from directives.reading.verbs import ADVERBS, phrase, tokens, verb_at
from directives.reading.wordlists import either, entries

#: "giao Sở A", but not "giao ban", "giao thông"
_GIVE = r"[Gg]iao(?! (?:ban|thông|dịch|lưu|nhận|thừa))"

#: a verb that gives an order, wherever it stands: "…, Sở yêu cầu các phòng …"
ORDER_VERB = re.compile(r"(?<![\w])(?P<verb>" + _GIVE + r"|[Yy]êu cầu|[Đđ]ề nghị|[Pp]hân công|[Cc]hỉ đạo|GIAO|YÊU CẦU)\s+(?=\S)")

#: the same at the beginning: "Kính đề nghị Sở A …", "Giao nhiệm vụ cho Phòng B …"
_ORDERING = re.compile(r"(?:[Kk]ính\s)?(?:" + _GIVE + r"(?:\snhiệm vụ)?(?:\scho)?|[Yy]êu cầu|[Đđ]ề nghị|GIAO|YÊU CẦU)\s+(?=\S)")

#: behind its ground: "Trên cơ sở đó, giao Sở A …"
_GIVING = re.compile(
    r"(?:^|[,;.:]\s*|\bvà\s|\bđồng thời\s,?\s?)(?P<giao>(?:" + _GIVE + r"(?: nhiệm vụ)?(?: cho)?|[Yy]êu cầu|[Đđ]ề nghị|"
    r"[Pp]hân công)\s)"
)

#: words that make a noun of the verb: "theo yêu cầu của", "các đề nghị"
_NOUN_BEFORE = re.compile(r"(?:theo|sự|được|các|những|và|đúng)\s$")

#: "Đối với Sở A: …", "Trách nhiệm của các phòng"
_LEAD_IN = re.compile(
    r"(?:(?:[Đđ]ề nghị|[Yy]êu cầu|[Gg]iao|[Pp]hân công|[Cc]hỉ đạo|[Kk]ính đề nghị|[Đđ]ối với|[Tt]rách nhiệm(?: của)?|"
    r"[Nn]hiệm vụ(?: của)?|[Vv]ề phía|[Tt]hống nhất giao|[Tt]iếp tục giao|[Gg]iao nhiệm vụ cho|[Pp]hân công nhiệm vụ cho)\s+)"
)

#: heads whose enumeration goes on behind the colon: "các Bộ: …", "UBND các tỉnh, thành phố: …"
_SHARING = re.compile(
    r"\b[Cc]ác (?:Sở|Bộ|sở|bộ|tỉnh, thành phố|sở, ngành|bộ, ngành|Sở, ngành|Bộ, ngành|sở, ban, ngành|xã|phường|huyện|quận|"
    r"xã, phường|huyện, thành phố)$"
)

_BEFORE_SUBJECT = re.compile(r"(?:[Rr]iêng\s|[Đđ]ồng thời,?\s|Về phía\s|Ngoài ra,?\s|Đối với\s)")
#: what may stand between a unit and its verb: "Sở A căn cứ tình hình … rà soát", "UBND xã phải …"
_AFTER_SUBJECT = re.compile(
    r"(?:là (?:(?:cơ quan|đơn vị|bộ phận) )?(?:đầu mối|thường trực|chủ trì)|"
    r"có|phải|cần|căn cứ|trên cơ sở|theo|định kỳ|không|trước|trong|khi|hàng|hằng|chậm|muộn|để|được giao|nhanh|ngay|đồng|"
    r"(?:đến|hết|từ|sau|vào)(?= (?:hết |khi |nay|ngày|tháng|quý|năm|\d)))\b"
)
#: which of many are meant, up to the words that open their duty
_RELATIVE = re.compile(
    r"(?:nêu trên\s+|(?:có tên|nêu) (?:trong|tại|ở) (?:danh sách|[Pp]hụ lục|biểu|Điều)"
    r"(?:\s(?:kèm theo|đính kèm|trên|này|số \S+|[IVX\d]+(?: và Điều \d+)?))*\s+"
    r"|(?:(?:đã|chưa|còn|chậm|được|theo dõi|phụ trách|quản lý|tham gia|thực hiện)\s(?:[^\s,;:.]+\s){1,8}?)"
    r"(?=(?:khẩn trương|tiếp tục|phải|cần|nghiêm túc|chủ động|có trách nhiệm|chịu trách nhiệm)\s))"
)
#: "có" with what a unit is to bring about: "có kế hoạch cụ thể", "có trách nhiệm"
_HAVING_TO = re.compile(
    "có "
    + either(
        """
        nhiệm vụ; trách nhiệm; văn bản; công văn; tờ trình; báo cáo; ý kiến; kế hoạch; phương án; biện pháp; giải pháp; hình thức; cơ
        chế; chế tài; chính sách; quy chế; quy trình; quy định; lộ trình; đánh giá; hướng; thể; mặt; thái độ; sự; đủ; đầy đủ; cam kết;
        sổ; chương trình; bộ phận; người; cán bộ
        """
    )
)
_LONGEST_POSSESSION = 10
_COMMON = ("Cán bộ", "Công chức", "Viên chức", "Cơ quan", "Đơn vị", "Người", "Địa phương", "Doanh nghiệp")
_AGAIN = re.compile(r"(?:các đơn vị:|cho)\s+")


def subject(text: str) -> tuple[list[Piece], int]:
    """The units that open a sentence and where its predicate begins: "Giao Sở A rà soát", "UBND các xã tổ chức …"; else ([], 0)."""
    before = _BEFORE_SUBJECT.match(text)
    lead = before.end() if before else 0
    given = _ORDERING.match(text, lead)
    if given:
        names, boundary = read_names(text, given.end(), semicolons=True)
        return (names, boundary) if names and is_unitlike(text, given.end()) else ([], 0)
    if not is_unit_start(text[lead : lead + 80]) or ATTRIBUTE.match(text, lead):
        return [], 0
    names, boundary = read_names(text, lead, semicolons=True)
    if not names:
        return [], 0
    clause = _RELATIVE.match(text, boundary) if is_plural(names[-1].name) or names[-1].name.startswith(_COMMON) else None
    if clause:
        # which of them: "các đơn vị có tên trong danh sách", "các xã chưa báo cáo"
        boundary = clause.end()
        names[-1] = Piece(text[names[-1].start : len(text[:boundary].rstrip())], names[-1].start, len(text[:boundary].rstrip()))
    if is_plural(names[-1].name) and (end := _behind_possession(text, boundary)):
        boundary = end
        names[-1] = Piece(text[names[-1].start : len(text[:boundary].rstrip())], names[-1].start, len(text[:boundary].rstrip()))
    rest = text[boundary:].lstrip(" ,;")
    # who orders others is the issuer, whatever it calls itself: "Sở yêu cầu các trường …"
    again = _ORDERING.match(rest)
    if again and len(names) == 1 and not is_plural(names[0].name):
        inner, inner_boundary = read_names(text, len(text) - len(rest) + again.end())
        if inner:
            return inner, inner_boundary
    found = tokens(rest[:80])
    if found and (
        opens_with_duty(found) or phrase(found, 0, 1) in ADVERBS or _AFTER_SUBJECT.match(rest) or ends_by_itself(text, lead, boundary)
    ):
        return names, boundary
    return [], 0


def _behind_possession(text: str, at: int) -> int | None:
    """Where the duty begins behind what the units have: "các trường có học sinh bán trú | kiểm tra bếp ăn"; None where "có" is the duty."""
    if not text.startswith("có ", at) or _HAVING_TO.match(text, at):
        return None
    found = tokens(text, at, min(len(text), at + 90))
    for index in range(2, min(len(found), _LONGEST_POSSESSION)):
        if found[index - 1].mark:
            return None
        if (verb := verb_at(found, index)) and verb not in MOSTLY_NOUNS:
            return found[index].start
    return None


def orders_in(text: str) -> Iterator[tuple[int, list[Piece], int]]:
    """Each "… yêu cầu các phòng thực hiện": where the verb stands, the units after it, where their predicate begins."""
    for match in ORDER_VERB.finditer(text):
        if _NOUN_BEFORE.search(text[max(0, match.start() - 8) : match.start()].lower()):
            continue
        names, boundary = read_names(text, match.end(), semicolons=True)
        if names:
            yield match.start(), names, boundary


def first_order(text: str) -> tuple[int, list[Piece]] | None:
    """The first of `orders_in` that says what to do, in its own words or in the list behind its ":"."""
    opens_list = text.rstrip().endswith(":")
    for at, names, boundary in orders_in(text):
        if opens_list or boundary < len(text.rstrip()):
            return at, names
    return None


def given_later(part: str, *, under_heading: bool) -> tuple[list[Piece], int, int] | None:
    """ "Trên cơ sở báo cáo của A, giao B tổng hợp …": the units, where "giao" stands, where the predicate begins.

    Under a heading that names a unit the words before "giao" must be a ground, for they may be that unit's own order.
    """
    for match in _GIVING.finditer(part):
        at = match.start("giao")
        if at == 0:
            continue
        names, boundary = read_names(part, match.end("giao"))
        if not names or not is_unitlike(part, match.end("giao")) or boundary >= len(part.rstrip(" ./;")):
            continue
        before = part[:at]
        opens = OPENERS.match(before) is not None
        led = verb_led(before)
        if under_heading and not opens:
            continue
        if match["giao"].lower().startswith(("yêu cầu", "đề nghị", "phân công")) and (led or under_heading):
            continue
        if opens or not led:
            return names, at, boundary
    return None


_LONGEST_TOPIC = 7
#: "truyền thông", "kiểm tra liên ngành": a verb that is a noun here has no object
_LONGEST_NOUN = 2
_NO_TOPIC = re.compile(
    r"\d|báo cáo|giai đoạn|đợt|thời gian|thời hạn|lưu ý|yêu cầu|phương thức|hình thức|mức|đối tượng|hồ sơ|lệ phí", re.IGNORECASE
)


_NO_OBJECT = frozenset(
    entries("trước; trong; chậm; xong; đến; dứt; ngay; vào; theo; đúng; kịp; từ; hằng; hàng; định; đầy; và; cho; về; tại; ở")
)


@dataclass(frozen=True, slots=True)
class Title:
    """An inline title "…: …": the units it names, if any, and where the order behind it begins (0 without a title).

    `is_object`: it says what is to be treated, and belongs to the order: "Thẻ học sinh: cấp lại trước ngày 30/4".
    """

    units: list[Piece] = field(default_factory=list)
    order_at: int = 0
    is_object: bool = False


def title_of(text: str) -> Title:
    """ "Công an xã: tuần tra …" names the unit; "Về tuyên truyền: Giao Sở A …" is a title only because a unit follows."""
    colon = _top_colon(text[:320])
    if colon is None or not text[colon + 1 :].strip():
        return Title()
    at = colon + 1
    while at < len(text) and text[at] in " -–":
        at += 1
    lead, names_unit = lead_in(text)
    names, boundary = read_names(text, lead, semicolons=True) if names_unit else ([], 0)
    if names and boundary > at and text[:boundary].rstrip().endswith(":") and text[boundary:].strip():
        return Title(names, len(text) - len(text[boundary:].lstrip(" -–")))  # "các Bộ: A, B: rà soát …"
    capital = text[at : at + 1].isupper()
    shared = capital and _SHARING.search(text[lead:colon]) is not None
    if names_unit and not shared:
        names, boundary = read_names(text, lead, colon, semicolons=True)
        if names and boundary >= colon:
            return Title(names, at)
        told = tokens(text[boundary : boundary + 60])
        if (
            names
            and colon - lead <= 110
            and (not opens_with_duty(told) or (verb_led(text[at:]) and not DUTY_OF_UNIT.match(text[boundary:])))
        ):
            return Title(split_names(text, lead, colon), at)
    if capital and not shared and len(text[:colon].split()) <= 14:
        names, boundary = subject(text[at:])
        if names and at + boundary < len(text):
            return Title(order_at=at)
    if not names_unit and _is_topic(text[:colon]) and verb_led(text[at:]):
        return Title(order_at=at, is_object=not _has_object(text[at : at + 80]))
    return Title()


def _has_object(order: str) -> bool:
    """Whether the words say what is to be treated: "treo băng rôn", but not "cấp lại trước ngày 30/4", which needs its topic."""
    found = tokens(order)
    verb = verb_at(found, 0)
    behind = verb.count(" ") + 1 if verb else 1
    return len(found) > behind and not found[behind - 1].mark and found[behind].word not in _NO_OBJECT


def _is_topic(title: str) -> bool:
    """Whether an inline title only says what the order is about: "Truyền thông: treo băng rôn …", "Sau chiến dịch: giám sát lại …"."""
    words = title.split()
    return len(words) <= _LONGEST_TOPIC and not (verb_led(title) and len(words) > _LONGEST_NOUN) and not _NO_TOPIC.search(title)


def lead_in(text: str) -> tuple[int, bool]:
    """Where a title goes on after "Đối với", "Trách nhiệm của", and whether a unit stands there; in small letters only after these."""
    found = _LEAD_IN.match(text)
    lead = 0
    if found:
        again = _AGAIN.match(text, found.end())
        lead = again.end() if again else found.end()
    return lead, is_unitlike(text, lead) if lead else is_unit_start(text[:80])


def _top_colon(text: str) -> int | None:
    """The ":" of the first sentence, outside brackets."""
    depth = 0
    for position, char in enumerate(text):
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == ":" and depth <= 0:
            return position
        elif char == ";" and depth <= 0 and is_unit_start(text[position + 1 : position + 80].lstrip()):
            continue  # "Phòng A; Công an xã: …"
        elif char in ".;" and depth <= 0 and text[position + 1 : position + 2] in (" ", ""):
            return None
    return None
