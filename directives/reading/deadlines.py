"""Deadlines in the wordings of directives: "trước ngày 15/3/2026", "chậm nhất", "đến hết quý II", "trong 05 ngày làm việc".

A date is a deadline only where one of these wordings says so; every other date in a text is a citation or an event.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from directives.reading.dates import DATE, last_of_month, make, next_year_for, of_match

_HOUR = r"(?:\d{1,2}\s?(?:giờ|h|g|:)\s?(?:\d{1,2})?\s?(?:phút)?\s?,?\s{0,2}(?:sáng\s|chiều\s|trưa\s)?(?:thứ\s\S{1,5}\s?,?\s?)?)?"
_DAY_WORD = r"(?:\(?\s?(?:thứ\s\S{1,5}|chủ nhật)\s?\)?,?\s)?(?:ngày\s{1,2})?(?:\(?thứ\s\S{1,5}\)?,?\s)?"
_ONE = _HOUR + _DAY_WORD + DATE.format("a")

_RANGE = re.compile(
    r"\b(?:từ|Từ)\s" + _HOUR + r"(?:ngày\s)?" + r"(?:" + DATE.format("a") + r"|(?P<only>\d{1,2}))"
    r"\s{0,2}(?:đến|tới|-|–|cho đến)\s{0,2}(?:hết\s)?" + _HOUR + r"(?:hết\s)?(?:ngày\s)?" + DATE.format("b"),
    re.IGNORECASE,
)
_FROM = re.compile(r"^\s*(?:bắt đầu\s)?từ\s(?:ngày\s)?" + DATE.format("a"), re.IGNORECASE)
_BEFORE = re.compile(r"\btrước\s{1,2}" + _ONE, re.IGNORECASE)
_LATEST = re.compile(
    r"(?:\b(?:chậm nhất|muộn nhất|trễ nhất|không quá|hạn cuối(?: cùng)?|hạn chót|thời hạn(?: hoàn thành| báo cáo| gửi| cuối)?|"
    r"thời gian (?:hoàn thành|báo cáo|gửi|nộp|thực hiện xong)|hạn hoàn thành|hoàn thành|hạn|xong)"
    r"(?:\s(?:là|vào|đến|trong|báo cáo))*\s?:?\s?(?:hết\s)?(?:trước\s)?)" + _ONE,
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"(?<!tính )(?<!kể )(?<!từ )\b(?:đến hết|đến|hết)\s{1,2}" + _HOUR + r"(?:hết\s)?(?:hết\s)?ngày\s{1,2}" + DATE.format("a"), re.IGNORECASE
)
_WITHIN_DAY = re.compile(r"\b(?:xong trong|ngay trong|trong)\s{1,2}ngày\s{1,2}" + DATE.format("a"), re.IGNORECASE)
_YEAR = r"(?:\s{0,2}(?:/|-|năm\s|\.)\s?(?P<y>\d{4}))?"
_MONTH = re.compile(
    r"\b(?P<how>trước|chậm nhất(?: là)?(?: trong| vào| đến)?|muộn nhất(?: là)?(?: trong| vào)?|đến hết|đến cuối|hết|cuối|ngay trong|"
    r"trong|xong(?: trong)?|hoàn thành(?: trong| vào| trước)?(?: cuối)?|thời gian(?: hoàn thành| thực hiện| gửi)?\s?:(?:\s(?:trong|"
    r"hoàn thành|trước|cuối))?|thời hạn\s?:(?:\strong)?|vào)"
    r"\s{1,2}tháng\s(?P<m>\d{1,2})(?![/-]\d{1,2}[/-])" + _YEAR + r"(?!\d)",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    r"\b(?P<how>trước|chậm nhất(?: là)?(?: trong| vào| đến)?|đến hết|đến cuối|hết|cuối|trong|hoàn thành(?: trong| vào)?|"
    r"thời gian(?: hoàn thành| thực hiện)?\s?:(?:\strong)?|thời hạn\s?:(?:\strong)?|vào)"
    r"\s{1,2}quý\s(?P<q>I{1,3}|IV|[1-4])\b" + r"(?:\s{0,2}(?:/|-|,)?\s?(?:năm\s)?(?P<y>\d{4}))?(?!\d)",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"\b(?P<how>trong|hết|hoàn thành(?: trong)?|đến hết)\s(?:06|6|sáu)\stháng\s(?P<half>đầu|cuối)\snăm(?:\s(?P<y>\d{4}))?", re.IGNORECASE
)
_YEAR_END = re.compile(
    r"\b(?P<how>đến hết|đến cuối|trước cuối|hết|cuối|hoàn thành trong|xong trong|hoàn thành(?: vào)?(?: trước)? cuối|đến|"
    r"trong)\snăm\s(?P<y>\d{4})(?!\d|\s?[-–]\s?\d)",
    re.IGNORECASE,
)
_TRIGGER = re.compile(
    r"(?:hoàn thành|hoàn tất|xong|kết thúc|báo cáo|phấn đấu|đạt|bảo đảm|đảm bảo|thời gian|thời hạn|gửi|trình|ban hành)", re.IGNORECASE
)
_PROGRAMME = re.compile(
    r"(?:định hướng|tầm nhìn|giai đoạn|chiến lược|chương trình|đề án|nghị quyết|quy hoạch|kế hoạch|về việc|tính|"
    r"kể từ|từ)\b[^.;:]{0,80}$",
    re.IGNORECASE,
)

_RECURRING_DAY = re.compile(
    r"\b(?:trước|chậm nhất(?: là)?|vào|định kỳ|muộn nhất)?\s?(?:vào\s)?ngày\s(?:làm việc\s)?(?:mồng\s|mùng\s)?(?:cuối(?: cùng)?|"
    r"\d{1,2})(?:/\d{1,2}|\stháng\s\d{1,2})?\s?(?:\([^)]{0,20}\)\s?)?(?:của\s)?(?:tháng\s(?:cuối|sau|đầu|kế tiếp)\s)?(?:của\s|"
    r"cuối\s)?(?:(?:hàng|hằng|mỗi)\s(?P<unit>tuần|tháng|quý|năm)|tháng cuối (?:của )?(?:hàng |hằng |mỗi )?(?P<unit2>quý|năm))",
    re.IGNORECASE,
)
_RECURRING = re.compile(
    r"\b(?:(?:báo cáo\s)?định kỳ\s(?:vào\s|trước\s)?(?:[^.;:,]{0,40}?)(?:hàng|hằng|mỗi|theo)\s(?P<unit>tuần|tháng|quý|năm)|(?:hàng|hằng|"
    r"mỗi)\s(?P<unit2>tuần|tháng|quý|năm)|(?:theo|định kỳ)\s(?P<unit3>tuần|tháng|quý)\b|"
    r"(?:thứ\s(?:hai|ba|tư|năm|sáu|bảy)|chủ nhật)\s(?:hàng|hằng)\s(?P<unit4>tuần))",
    re.IGNORECASE,
)
_NOT_RECURRING = re.compile(
    r"(?:trợ cấp|lương hưu|hưởng|lương|thu nhập|phụ cấp|tiền|học phí|BHXH|chế độ|sinh hoạt phí|sinh hoạt|"
    r"giao ban|kinh phí|bảo hiểm xã hội|họp|ngân sách|dự toán|chỉ tiêu|kế hoạch|phiên họp|"
    r"thường kỳ)\s(?:BHXH\s)?$",
    re.IGNORECASE,
)
_PERIODS = {"tuần": "weekly", "tháng": "monthly", "quý": "quarterly", "năm": "yearly"}
_RELATIVE = re.compile(
    r"(?:\b(?:(?:chậm nhất|muộn nhất)\s)?(?:(?:trong\s(?:vòng|thời hạn|thời gian|khoảng)|trong|sau|thời hạn|không quá|tối đa|"
    r"chậm nhất(?: là)?)\s)(?:là\s)?(?:thời gian\s)?(?:\d{1,3}|một|hai|ba|năm|bảy|mười)\s?(?:\([^)]{1,20}\)\s?)?(?:ngày(?:\slàm việc)?|"
    r"giờ|tuần|tháng)\b|\b\d{1,3}\sngày\slàm việc\b)(?!\s?(?:đầu|cuối|\d))(?:,?\s(?:kể\s)?(?:từ|sau)\s[^.;:,]{0,60})?",
    re.IGNORECASE,
)
_URGENT = re.compile(
    r"\b(?:khẩn trương|ngay sau khi[^.;,]{0,40}|(?:theo\s)?đúng (?:thời hạn|tiến độ|thời gian(?: yêu cầu| quy định)?)|"
    r"theo (?:đúng )?quy định|kịp thời|sớm)\b",
    re.IGNORECASE,
)
_NO_DEADLINE_BEFORE = re.compile(
    r"(?:\bsinh|phát sinh|tuyển dụng|được cấp|đã cấp|có hiệu lực|đã ban hành|tính|áp dụng|công tác|đã ký|"
    r"hợp đồng ký)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """`day` None: relative, or recurring with `period`. Places are in the text that was searched."""

    day: date | None
    start: int
    end: int
    text: str
    strictly_before: bool = False
    first_day: date | None = None
    period: str | None = None
    weak: bool = False


def _quarter_end(quarter: str, year: int) -> date | None:
    number = {"I": 1, "II": 2, "III": 3, "IV": 4}.get(quarter.upper()) or int(quarter)
    return last_of_month(number * 3, year)


def find(text: str, reference: date | None) -> list[Deadline]:
    """All deadlines in the order of the text; of overlapping wordings the first listed below wins.

    `reference` is the day of the document: it gives the year of "trước ngày 15/4" and of "trong tháng 6". Dates before it are returned
    too: the caller knows that they are no deadlines.
    """
    found: list[Deadline] = []
    taken: list[tuple[int, int]] = []
    for deadline in _all(text, reference):
        if not any(deadline.start < end and start < deadline.end for start, end in taken):
            taken.append((deadline.start, deadline.end))
            found.append(deadline)
    return sorted(found, key=lambda deadline: deadline.start)


def _all(text: str, reference: date | None) -> Iterator[Deadline]:
    for match in _RANGE.finditer(text):
        last = of_match(match, "b", reference)
        if last is None:
            continue
        if match["only"]:
            first = make(int(match["only"]), last.month, last.year)
        else:
            first = of_match(match, "a", last)
            if first and first > last and not (match["ay"] or match["aY"]):
                first = make(first.day, first.month, first.year - 1)
        if first is None or first <= last:
            yield Deadline(last, match.start(), match.end(), match[0], first_day=first)
    for match in _RECURRING_DAY.finditer(text):
        yield Deadline(None, match.start(), match.end(), match[0].strip(), period=_PERIODS[(match["unit"] or match["unit2"]).lower()])
    for pattern, strict in ((_BEFORE, True), (_LATEST, False), (_UNTIL, False), (_WITHIN_DAY, False)):
        for match in pattern.finditer(text):
            if _NO_DEADLINE_BEFORE.search(text, max(0, match.start() - 25), match.start()):
                continue
            day = of_match(match, "a", reference)
            if day:
                yield Deadline(day, match.start(), match.end(), match[0], strictly_before=strict or " trước " in f" {match[0].lower()}")
    opening = _FROM.match(text)
    first = of_match(opening, "a", reference) if opening else None
    if opening and first:
        yield Deadline(None, opening.start(), opening.end(), opening[0].strip(), first_day=first)
    for match in _MONTH.finditer(text):
        month = int(match["m"])
        year = _year_of(match["y"], month, reference)
        if year is None or not 1 <= month <= 12:
            continue
        before = match["how"].lower().endswith("trước")
        day = make(1, month, year) if before else last_of_month(month, year)
        if day:
            yield Deadline(
                day,
                match.start(),
                match.end(),
                match[0],
                strictly_before=before,
                weak=match["how"].lower() in ("vào", "trong", "hết", "cuối") and not match["y"],
            )
    for match in _QUARTER.finditer(text):
        number = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(match["q"].lower()) or int(match["q"])
        year = _year_of(match["y"], number * 3, reference)
        if year is None:
            continue
        before = match["how"].lower().endswith("trước")
        day = make(1, number * 3 - 2, year) if before else _quarter_end(match["q"], year)
        if day:
            yield Deadline(day, match.start(), match.end(), match[0], strictly_before=before, weak=match["how"].lower() == "vào")
    for match in _HALF.finditer(text):
        month = 6 if match["half"].lower() == "đầu" else 12
        year = _year_of(match["y"], month, reference)
        day = last_of_month(month, year) if year else None
        if day:
            yield Deadline(day, match.start(), match.end(), match[0], weak=match["how"].lower() == "trong")
    for match in _YEAR_END.finditer(text):
        how = match["how"].lower()
        before_words = text[max(0, match.start() - 90) : match.start()]
        if _PROGRAMME.search(before_words) or re.match(
            r"\s?[,;]?\s?(?:định hướng|tầm nhìn|và những năm|và các năm)", text[match.end() : match.end() + 30], re.IGNORECASE
        ):
            continue
        weak = how in ("trong", "đến", "hết", "cuối")
        triggered = _TRIGGER.search(before_words[-45:]) is not None or (how != "trong" and not before_words.strip(" -+•"))
        if weak and (
            (how == "trong" and not re.search(r"(?:hoàn thành|hoàn tất|xong)[^.;]{0,25}$", before_words, re.IGNORECASE)) or not triggered
        ):
            continue
        day = make(31, 12, int(match["y"]))
        if day:
            yield Deadline(day, match.start(), match.end(), match[0], weak=weak)
    for match in _RECURRING.finditer(text):
        unit = match["unit"] or match["unit2"] or match["unit3"] or match["unit4"]
        if not _NOT_RECURRING.search(text[max(0, match.start() - 25) : match.start()]):
            yield Deadline(None, match.start(), match.end(), match[0].strip(), period=_PERIODS[unit.lower()])
    for match in _RELATIVE.finditer(text):
        yield Deadline(None, match.start(), match.end(), match[0].strip(" ,"))


def _year_of(written: str | None, month: int, reference: date | None) -> int | None:
    return int(written) if written else next_year_for(month, 28, reference)


def urgency(text: str) -> re.Match[str] | None:
    """The words that ask for haste without a date: "khẩn trương", "đúng thời hạn"."""
    return _URGENT.search(text)


_PERCENT = re.compile(r"(?<![\d,.])(?P<n>\d{1,3}(?:[.,]\d{1,2})?)\s?%")
_TARGET = re.compile(
    r"(?:phấn đấu|đạt|yêu cầu|bảo đảm|đảm bảo|tối thiểu|ít nhất|trên|từ|hoàn thành|đủ|có|ít hơn|vận động|để|cho|tới|đến|với|"
    r"tỷ lệ[^.;]{0,60})\s(?:tỷ lệ\s)?(?:từ\s|trên\s|tối thiểu\s|ít nhất\s|được\s|đạt\s)*$",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"(?:\bđã|hiện|mới|chỉ|đang|năm trước|cùng kỳ|so với|tăng|giảm|chiếm|tương ứng|còn|mức đóng|hỗ trợ)\b[^.;]{0,60}$", re.IGNORECASE
)


def target_percent(text: str) -> float | None:
    """The percentage that the assignee must reach: "phấn đấu đạt 95%", "100% cơ quan"; None for statistics ("đã đạt 40%")."""
    for match in _PERCENT.finditer(text):
        before = text[max(0, match.start() - 90) : match.start()]
        if _PAST.search(before.rsplit(";", 1)[-1]):
            continue
        number = float(match["n"].replace(",", "."))
        after = text[match.end() : match.end() + 40]
        counted = re.match(
            r"\s(?:cán bộ|công chức|viên chức|người|đơn vị|cơ quan|xã|phường|hộ|học sinh|sinh viên|trường|số|các|hồ sơ|"
            r"thủ tục|TTHC|doanh nghiệp|đảng viên|thôn|cơ sở|giáo viên|CBCCVC|CB|HS)",
            after,
            re.IGNORECASE,
        )
        if number <= 100 and (_TARGET.search(before) or (counted and (not before.strip(" -+•a)") or number == 100))):
            return number
    return None
