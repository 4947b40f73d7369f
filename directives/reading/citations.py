"""Documents that a text cites by number: "Kế hoạch số 12/KH-UBND ngày 05/01/2026 của UBND tỉnh"."""

import re
from dataclasses import replace
from datetime import date

from directives.reading.model import Citation
from directives.reading.symbols import CITED_TYPES, NUMBER, is_symbol, tidy
from org_hierarchy.calendar.dates import DATE, of_match

_TYPE = r"(?:" + "|".join(sorted((re.escape(name) for name in CITED_TYPES), key=len, reverse=True)) + r")"
_NUMBER = re.compile(rf"(?<![\w/.-])(?P<number>{NUMBER})(?![\w/])")
_TYPE_BEFORE = re.compile(rf"(?P<type>{_TYPE})(?:\s(?:số|chỉ đạo số|hỏa tốc số|khẩn số))?\s?:?\s?(?:số\s?:?\s?)?$", re.IGNORECASE)
_LAST_TYPE = re.compile(rf"\b(?P<type>{_TYPE})\b", re.IGNORECASE)
_DATE_AFTER = re.compile(r"\s?,?\s?(?:ký\s)?ngày\s{1,2}" + DATE.format("a"), re.IGNORECASE)
_SHARED_DATE = re.compile(
    r"(?:\s?(?:,|và|;)\s?(?:số\s)?" + NUMBER + r"){1,6}\s?,?\s?(?:cùng\s)?ngày\s{1,2}" + DATE.format("a"), re.IGNORECASE
)
_ISSUER_AFTER = re.compile(r"\s?,?\s?(?:của|do)\s(?P<issuer>[^;:,.()]{2,160})")
#: "theo đề nghị của Sở Nội vụ tại Tờ trình số …"
_ASKED_IN = re.compile(r"\b(?:đề nghị|đề xuất|kiến nghị|ý kiến|báo cáo) của (?P<issuer>[^;:.,()]{2,120}?),? tại (?:các )?$", re.IGNORECASE)
_ISSUER_END = re.compile(
    r"\s(?:về|quy định|hướng dẫn|ban hành|phê duyệt|sửa đổi|và được|được|đã|sửa|thông báo|triển khai|tổ chức|tại|công bố|yêu cầu|đề nghị|"
    r"chỉ đạo|gửi|trong việc|(?:và|cùng) (?:các )?(?:Nghị|Quyết|Thông|Chỉ|Kế|Công văn|văn bản|nội dung)|v/v|thực hiện|giao|thành lập|"
    r"kết luận|xin|tăng cường|trên|đến|nhằm|để|liên quan|có|là|ngày)\b.*$"
)
_BASIS_OPENING = re.compile(
    r"(?:^|[;.:]\s*|,\s|\bvà\s)(?:tiếp tục\s)?(?:căn cứ|thực hiện|theo|xét|trên cơ sở|triển khai|thi hành|tiếp theo|tiếp nhận|nhận được|"
    r"sau khi (?:xem xét|nghiên cứu)|phúc đáp|trả lời|để triển khai|chấp hành|tiếp thu|cụ thể hóa|để thực hiện|nhằm (?:thực hiện|"
    r"triển khai))\b"
    # what happened before: "Ngày 12/9, Sở Nội vụ đã ban hành Công văn số …", "UBND tỉnh nhận được Công văn số …"
    r"|\b(?:nhận được|ban hành|đã có|theo đề nghị của|theo)\s(?:[^\s;.:,]+\s){0,4}\S?$",
    re.IGNORECASE,
)
#: "… về cải cách hành chính và Quyết định số …" joins a second basis, "… về sửa đổi Thông tư A và Thông tư B" a second object
_JOINED = re.compile(r"\s(?:và|cùng)\s(?:các\s)?\S{0,20}$")
_GOVERNED = re.compile(
    r"\b(?:sửa đổi|bổ sung|thay thế|bãi bỏ|dự thảo|hướng dẫn|thi hành|quy định|thực hiện|triển khai|theo|tại)\b", re.IGNORECASE
)
_ABOUT = re.compile(r"\b(?:về việc|về|v/v|quy định|hướng dẫn|ban hành|xin ý kiến)\s", re.IGNORECASE)


def find(text: str, offset: int) -> list[Citation]:
    """All citations of a paragraph in order; spans are shifted by `offset`.

    A list shares its type and date: "các Quyết định số 5/QĐ-BYT, 6/QĐ-BYT ngày 01/02/2026".
    """
    found: list[Citation] = []
    last_type: str | None = None
    listed_type: str | None = None
    last_end = 0
    for match in _NUMBER.finditer(text):
        number = tidy(match["number"])
        if not is_symbol(number.split("/", 1)[-1]) and not re.search(r"-[A-ZĐ]", number):
            continue
        before = text[max(0, match.start() - 60) : match.start()]
        typed = _TYPE_BEFORE.search(before)
        named = re.search(r"\bsố\s?:?\s?$", before, re.IGNORECASE)
        chained = found and re.fullmatch(r"\s?(?:,|;|và|;\s?các)\s?(?:số\s?)?", text[last_end : match.start()])
        if not typed and not named and not chained:
            continue
        start = match.start()
        if typed:
            last_type = typed["type"][:1].upper() + typed["type"][1:].lower()
            if re.search(
                r"\bcác\s$",
                text[max(0, match.start() - (len(before) - typed.start()) - 5) : match.start() - (len(before) - typed.start())],
                re.IGNORECASE,
            ):
                listed_type = last_type
            start = match.start() - (len(before) - typed.start())
        elif named and listed_type and re.search(r";\s(?:các\s)?số\s?:?\s?$", before, re.IGNORECASE):
            last_type = listed_type
        elif named:
            earlier = (
                [hit["type"] for hit in _LAST_TYPE.finditer(text, max(0, match.start() - 300), match.start())] if last_type is None else []
            )
            if earlier:
                last_type = earlier[-1][:1].upper() + earlier[-1][1:].lower()
        day, end = _date_after(text, match.end())
        issuer, end = _issuer_after(text, end)
        if issuer is None and (asked := _ASKED_IN.search(text, max(0, start - 160), start)):
            issuer = asked["issuer"]
        found.append(Citation(last_type, number, day, issuer, (offset + start, offset + end), 0.95 if typed else 0.8))
        last_end = match.end()
    return _share_issuers(found)


def _date_after(text: str, end: int) -> tuple[date | None, int]:
    match = _DATE_AFTER.match(text, end)
    if match:
        return of_match(match, "a", None), match.end()
    shared = _SHARED_DATE.match(text, end)
    return (of_match(shared, "a", None), end) if shared else (None, end)


def _issuer_after(text: str, end: int) -> tuple[str | None, int]:
    match = _ISSUER_AFTER.match(text, end)
    if not match:
        return None, end
    name = _ISSUER_END.sub("", match["issuer"]).strip()
    if text[match.start("issuer") + len(name) :].startswith(" (") and (
        bracket := re.match(r"\s\([^)]{1,60}\)(?:\s[a-zđ]\S+)?(?:\s[A-ZĐ]\S*)*", text[match.start("issuer") + len(name) :])
    ):
        name += bracket[0]
    return (name or None), match.start("issuer") + len(name)


def _share_issuers(found: list[Citation]) -> list[Citation]:
    shared: list[Citation] = []
    issuer: str | None = None
    for citation in reversed(found):
        if citation.issuer:
            issuer = citation.issuer
        elif shared and shared[-1].type == citation.type and shared[-1].span[0] - citation.span[1] < 12 and issuer:
            citation = replace(citation, issuer=issuer)
        shared.append(citation)
    return shared[::-1]


def split_bases(paragraph: str, offset: int, citations: list[Citation], order_at: int | None) -> tuple[list[Citation], list[Citation]]:
    """The bases of one paragraph of the preamble and its mere references.

    A basis stands in a clause that "Căn cứ", "Thực hiện", "Theo" … opens, before the order itself (`order_at`), and not inside the
    subject of another document ("về việc góp ý dự thảo sửa đổi Nghị định số …").
    """
    bases: list[Citation] = []
    references: list[Citation] = []
    cursor = 0
    inside = False
    for citation in citations:
        start = citation.span[0] - offset
        opened = _BASIS_OPENING.search(paragraph[: start + 1]) is not None
        between = paragraph[cursor:start] if bases else paragraph[: start + 1]
        fresh = (
            re.search(r"[;,:]\s*(?:các\s|tại\s)?(?:nội dung\s)?(?:các\s)?(?:\S+\s){0,3}$|[;.]\s", between) is not None if bases else True
        )
        fresh = fresh or (_JOINED.search(between) is not None and not _GOVERNED.search(between) and not inside)
        inside = bool(bases) and not fresh and (inside or _ABOUT.search(between) is not None)
        if opened and not inside and (order_at is None or start < order_at):
            bases.append(citation)
        else:
            references.append(citation)
        cursor = max(cursor, citation.span[1] - offset)
    return bases, references
