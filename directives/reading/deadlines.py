"""Which wordings of time in an order are its deadlines: a citation, a benefit paid "hàng tháng", a programme's horizon are none.

The wordings themselves are the calendar's (`org_hierarchy.calendar.wordings`); here is what their sentence says about them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from directives.reading.plainly import plainly
from org_hierarchy.calendar import Cycle, Every, FixedDay, Period, Shape, Term, Wording, wordings
from org_hierarchy.calendar.dates import DATE, make, of_match
from org_hierarchy.calendar.wordings import apart

#: a preposition before a day, which then is no event's
_LED = re.compile(r"\b(?:từ|kể từ|tính đến|đến|trước|sau|qua|của|theo|tại)\s$", re.IGNORECASE)
_FROM = re.compile(r"^\s*(?:bắt đầu\s)?từ\s(?:ngày\s)?" + DATE.format("a"), re.IGNORECASE)
#: work that falls on a day: "gửi báo cáo vào ngày 10/6/2026"; "kỳ thi tổ chức vào ngày …" behind a comma is none
_ON_DAY = re.compile(
    r"(?:báo cáo|gửi|nộp|trình|hoàn thành|tổ chức|ra quân|phát động|khai mạc)\b"
    r"(?:[^.;,:]|,\s(?:thành phố|tỉnh|huyện|quận|thị xã|xã|phường)\s){0,110}?"
    r"\s(?P<when>vào (?:các )?ngày\s{1,2}"
    r"(?:(?:\d{1,2}\s?(?:,|và|-|–)\s?){0,3})" + DATE.format("a") + ")(?!\\s(?:hàng|hằng|mỗi))",
    re.IGNORECASE,
)
#: an event on its day: "Tổ chức Hội nghị tổng kết ngày 10/6/2023"
_EVENT = re.compile(
    r"(?:tổ chức|khai mạc|phát động|ra quân|sơ kết|tổng kết|họp|trình|gửi|nộp)\b(?![^.;,:]{0,110}(?:kỷ niệm|chào mừng|hưởng ứng|số \d))"
    r"(?P<event>[^.;,:]{0,110}?)\s(?P<when>ngày\s{1,2}"
    + DATE.format("a")
    + ")(?!\\s(?:hàng|hằng|mỗi|của|thông qua)|\\s?(?:,|và|-|–)\\s?\\d)",
    re.IGNORECASE,
)
#: whose day it then is: that of a document, of somebody else's event, of a law's force: "gửi biên bản họp ngày 10/6"
_OF_ANOTHER = re.compile(
    r"\b(?:phục vụ|(?:tham\s)?dự|(?:có\s)?hiệu lực|sinh|biên bản|kỳ họp|lễ hội|giấy mời|cuộc họp|[Nn]ghị quyết|[Kk]ết luận|[Cc]hỉ thị|"
    r"[Cc]ông văn|[Tt]hông báo|Luật|Ngày [A-ZĐ])\b|^\s(?:phục vụ|tuyên truyền|triển khai|thực hiện)\b"
)
_TRIGGER = re.compile(
    r"(?:hoàn thành|hoàn tất|xong|kết thúc|báo cáo|phấn đấu|đạt|bảo đảm|đảm bảo|thời gian|thời hạn|gửi|trình|ban hành)", re.IGNORECASE
)
_PROGRAMME = re.compile(
    r"(?:định hướng|tầm nhìn|lộ trình|giai đoạn|chiến lược|chương trình|đề án|nghị quyết|quy hoạch|kế hoạch|về việc|tính|"
    r"kể từ|từ)\b[^.;:]{0,80}$",
    re.IGNORECASE,
)

_NOT_RECURRING = re.compile(
    r"(?:trợ cấp|lương hưu|hưởng|lương|thu nhập|phụ cấp|tiền|học phí|BHXH|chế độ|sinh hoạt phí|sinh hoạt|"
    r"thi đua|đánh giá|xếp loại|đánh giá, xếp loại|giao ban|kinh phí|bảo hiểm xã hội|họp|ngân sách|dự toán|chỉ tiêu|kế hoạch|phiên họp|"
    r"thường kỳ)\s(?:BHXH\s)?$",
    re.IGNORECASE,
)
_PERIODS = {Cycle.WEEK: "weekly", Cycle.MONTH: "monthly", Cycle.QUARTER: "quarterly", Cycle.YEAR: "yearly"}
_URGENT = re.compile(
    r"\b(?:khẩn trương|ngay sau khi[^.;,]{0,40}|(?:theo\s)?đúng (?:thời hạn|tiến độ|thời gian(?: yêu cầu| quy định)?)|"
    r"theo (?:đúng )?quy định|kịp thời|sớm)\b",
    re.IGNORECASE,
)
_NO_DEADLINE_BEFORE = re.compile(
    r"(?:(?<!vệ )(?<!học )(?<!giáo )(?<!y )\bsinh|tuyển dụng|được cấp|đã cấp|có hiệu lực|đã ban hành|tính|áp dụng|công tác|đã ký|"
    r"hợp đồng ký)\s*$",
    re.IGNORECASE,
)


#: up to when figures are counted: "số liệu lũy kế đến hết ngày 31/5", "thời gian lấy số liệu từ … đến …"
_COUNTED = re.compile(
    r"(?:\b(?:số liệu|dữ liệu|lũy kế|luỹ kế|thời điểm (?:chốt|lấy|báo cáo)|kỳ báo cáo|chốt|mốc)\b(?:\s(?!gửi|về|báo cáo|hoàn thành|trước|"
    r"chậm)[^\s.;,:()]+){0,4}|\btính|\bkỳ báo cáo)\s?:?\s*\(?$",
    re.IGNORECASE,
)
#: what happened to a thing or a person that is spoken of: "hồ sơ tiếp nhận trước ngày …", "người nghỉ hưu trước ngày …"
_TOLD_OF = re.compile(
    r"\b(?:hồ sơ|người|trẻ em|trẻ|học sinh|hộ|hộ gia đình|nhà ở|nhà|công trình|dự án|đối tượng|trường hợp|đơn vị|văn bản|hợp đồng|cán bộ|"
    r"công chức|viên chức|cơ sở|phương tiện|tàu cá|doanh nghiệp|thửa đất|giấy chứng nhận|khoản nợ|nhiệm vụ|đơn|vụ việc|quyết định)\s"
    r"(?:[^\s.;,:]+\s){0,3}?(?:(?:đã|được|mới|còn)\s)?(?:tiếp nhận|nghỉ hưu|nghỉ việc|"
    r"(?<!vệ )(?<!học )sinh|thành lập|xây dựng|khởi công|phát sinh|tồn đọng|"
    r"ký|ký kết|cấp|ban hành|sử dụng|lắp đặt|đăng ký|hết hạn|hết hiệu lực|đến hạn|quá hạn|tuyển dụng|vi phạm|tham gia|hưởng)$",
    re.IGNORECASE,
)
#: what takes place by itself: "mưa lớn từ ngày …", "kỳ thi diễn ra từ ngày …", "nghỉ lễ từ ngày …"
_HAPPENS = re.compile(
    r"(?:\b(?:trẻ|trẻ em|người|nam|nữ|học sinh|công dân)\ssinh\s|"
    r"\b(?:diễn ra|xảy ra|xuất hiện|ảnh hưởng|dự báo|mưa|bão|nắng nóng|rét|không khí lạnh|triều cường|nghỉ (?:lễ|tết)|hiệu lực|"
    r"(?<!tổ chức )kỳ (?:thi|họp|nghỉ))\b(?:\s[^\s.;,:]+){0,5}\s?\(?)$",
    re.IGNORECASE,
)

_NO_DUE_MONTH = re.compile(r"(?:đầu|giữa)$")
_HORIZON = re.compile(r"\s?[,;]?\s?(?:định hướng|tầm nhìn|và những năm|và các năm)", re.IGNORECASE)
#: "đến năm 2030 đạt tối thiểu 90%"
_REACHED = re.compile(
    r"\s?,?\s?(?:phấn đấu\s|có\s|trên\s)?(?:đạt|hoàn thành|có (?:ít nhất|tối thiểu|trên)|tối thiểu|ít nhất|trên|đảm bảo|"
    r"bảo đảm|\d{1,3}\s?%)",
    re.IGNORECASE,
)
#: "không quá 1/2 thời gian quy định"
_FRACTION = re.compile(r"không quá \d{1,2}/\d{1,2}$", re.IGNORECASE)
_ENDS_ORDER = re.compile(r"\s*[.;)]*\s*$")
_FINISHED = re.compile(r"(?:hoàn thành|hoàn tất|xong)[^.;]{0,25}$", re.IGNORECASE)


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


def find(text: str, reference: date | None) -> list[Deadline]:
    """All deadlines in the order of the text; of overlapping wordings the surer one stays.

    `reference` is the day of the document: it gives the year of "trước ngày 15/4" and of "trong tháng 6". Dates before it are returned
    too: the caller knows that they are no deadlines.
    """
    return list(_found(text, reference))


@lru_cache(maxsize=64)
def _found(text: str, reference: date | None) -> tuple[Deadline, ...]:
    """A sentence is asked for its deadlines several times in a row, whenever a rule wants to know whether it is dated."""
    plain = plainly(text, reference)
    found = apart(_all(plain.text, reference))
    if plain.text == text:
        return tuple(found)
    placed = [(item, plain.written(item.start), plain.written(item.end)) for item in found]
    return tuple(replace(item, start=start, end=end, text=text[start:end].strip(" ,")) for item, start, end in placed)


#: "Thời gian thực hiện: 2023-2025", "Năm 2026"
_YEARS_ALONE = re.compile(
    r"\s*(?:(?:(?:các |cả |trong )?năm|giai đoạn)\s)?(?:(?P<first>\d{4})\s?[-–]\s?)?(?P<last>\d{4})\s*[.;]?\s*", re.IGNORECASE
)


def after_label(words: str, reference: date | None) -> list[Deadline]:
    """The deadlines of a cell of a table or of what follows "Thời gian hoàn thành:", where no preposition is needed: "Quý III", "30/6"."""
    bare = words.lstrip()
    indent = len(words) - len(bare)
    for lead in ("", "hoàn thành trong ", "chậm nhất "):
        by = indent - len(lead)
        found = find(f"{lead}{bare[:1].lower()}{bare[1:]}" if lead else bare, reference)
        if found:
            placed = [(item, max(indent, item.start + by), item.end + by) for item in found]
            return [replace(item, start=start, end=end, text=words[start:end]) for item, start, end in placed]
    years = _YEARS_ALONE.fullmatch(words)
    last = make(31, 12, int(years["last"])) if years else None
    return [Deadline(last, indent, len(words), bare.strip(" .;"))] if last else []


def _all(text: str, reference: date | None) -> Iterator[Deadline]:
    told: set[int] = set()  # where ranges that are none end: the last day alone is none either
    for wording in wordings(text, reference):
        if _is_deadline(wording, text):
            if wording.end not in told:
                yield _deadline(wording, wording.term)
        elif wording.shape is Shape.RANGE:
            told.add(wording.end)
    for match in _ON_DAY.finditer(text) if "vào " in text else ():
        if day := of_match(match, "a", reference):
            yield Deadline(day, match.start("when"), match.end("when"), match["when"], weak=True)
    for match in _EVENT.finditer(text) if "ngày" in text else ():
        if (
            reference
            and (day := of_match(match, "a", reference))
            and day >= reference
            and not (_LED.search(text, 0, match.start("when")) or _OF_ANOTHER.search(match["event"]))
        ):
            yield Deadline(day, match.start("when"), match.end("when"), match["when"], weak=True)
    opening = _FROM.match(text)
    first = of_match(opening, "a", reference) if opening else None
    if opening and first:
        yield Deadline(None, opening.start(), opening.end(), opening[0].strip(), first_day=first)


def _deadline(wording: Wording, term: Term) -> Deadline:
    """The wording as the reading keeps it: "trước ngày D" is D, a range its last day with its first, the rest without a day."""
    place = (wording.start, wording.end, wording.text)
    match term:
        case FixedDay(day=day, strictly_before=strictly_before):
            return Deadline(day, *place, strictly_before=strictly_before, weak=_is_weak(wording))
        case Period(first=first, last=last):
            return Deadline(last, *place, first_day=first if wording.shape is Shape.RANGE else None, weak=_is_weak(wording))
        case Every(cycle=cycle):
            return Deadline(None, *place, period=_PERIODS[cycle])
        case _:
            return Deadline(None, *place)


def _is_deadline(wording: Wording, text: str) -> bool:
    before = text[max(0, wording.start - 90) : wording.start]
    match wording.shape:
        case Shape.DAY:
            return not (
                _FRACTION.match(wording.text)
                or _NO_DEADLINE_BEFORE.search(before[-25:])
                or _TOLD_OF.search(before.rstrip())
                or _is_cut_off(wording, before)
            )
        case Shape.RANGE:
            return not (_COUNTED.search(before) or _HAPPENS.search(before))
        case Shape.MONTH:
            return not _NO_DUE_MONTH.search(wording.how)
        case Shape.YEAR:
            return wording.has_year and _is_due_year(wording, before, text[wording.end :])
        case Shape.RECURRING:
            return wording.term != Every(Cycle.HALF) and not _NOT_RECURRING.search(before[-25:])
        case Shape.RECURRING_DAY:
            return not (isinstance(wording.term, Every) and wording.term.cycle is Cycle.HALF)
        case _:
            return True


def _is_cut_off(wording: Wording, before: str) -> bool:
    """Whether figures are counted up to the day: "số liệu đến hết ngày 31/5"; what is sent "trước ngày" is due."""
    return (
        not wording.text.lower().startswith(("trước", "chậm", "muộn", "hạn", "xong", "hoàn thành")) and _COUNTED.search(before) is not None
    )


def _is_due_year(wording: Wording, before: str, after: str) -> bool:
    """A year's end is the horizon of a programme more often than a deadline: a verb that finishes must urge it."""
    if _PROGRAMME.search(before) or _HORIZON.match(after[:30]):
        return False
    how = wording.how
    if how.startswith("đến") and _REACHED.match(after):
        return True
    triggered = _TRIGGER.search(before[-45:]) is not None or (how != "trong" and not before.strip(" -+•"))
    if how == "trong" and _ENDS_ORDER.match(after) and len(before.split()) > 4:
        return True
    return not _is_weak(wording) or (triggered and (how != "trong" or _FINISHED.search(before) is not None))


def _is_weak(wording: Wording) -> bool:
    """Whether a stronger wording beside it is the deadline and this one an event: "trong tháng 6" without its year, "vào quý II"."""
    how = wording.how
    match wording.shape:
        case Shape.MONTH:
            return how in ("vào", "trong", "hết", "cuối") and not wording.has_year
        case Shape.QUARTER:
            return how == "vào" and not wording.has_year
        case Shape.HALF:
            return how == "trong"
        case Shape.YEAR:
            return how in ("trong", "đến", "hết", "cuối")
        case _:
            return False


def urgency(text: str) -> re.Match[str] | None:
    """The words that ask for haste without a date: "khẩn trương", "đúng thời hạn"."""
    return _URGENT.search(text)
