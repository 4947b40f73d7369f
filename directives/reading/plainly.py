"""Times said in letters or by the way → the words of the calendar's grammar: "tháng Sáu", "cuối tháng này", "ngày 25 của tháng"."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from org_hierarchy.calendar.wordings import apart

_MONTHS = ("giêng", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
_QUARTER = r"(?:I{1,3}|IV|[1-4])"
_EVERY = r"(?:hàng|hằng|mỗi)"
_BY = r"(?:trước|chậm nhất(?:\slà)?|muộn nhất(?:\slà)?|vào)"

#: plain words for a phrase found in a letter of that day; None where they cannot be told
_Say = Callable[[re.Match[str], date | None], str | None]
#: a phrase, and its plain words: a template, or told from the match
_Rule = tuple[re.Pattern[str], str | _Say]


@dataclass(frozen=True, slots=True)
class Plain:
    """The text said plainly, and where each of its places was in the text as written."""

    text: str
    #: the ends of the phrases said anew, ascending, and how far from there on the places of `text` are moved
    ends: tuple[int, ...] = ()
    moves: tuple[int, ...] = ()

    def written(self, place: int) -> int:
        """The place in the text as written; inside a phrase said anew, one near it."""
        at = bisect_right(self.ends, place)
        moved = place + (self.moves[at - 1] if at else 0)
        return min(moved, self.ends[at] + self.moves[at]) if at < len(self.ends) else moved


def _month_name(match: re.Match[str], _reference: date | None) -> str | None:
    name = " ".join(match["name"].lower().split())
    return f"{match['lead']}{_MONTHS.index(name) + 1}"


def _this_month(match: re.Match[str], reference: date | None) -> str | None:
    if reference is None:
        return None
    return f"{match['day']}{'/' if match['slash'] else ' tháng '}{reference.month}/{reference.year}"


def _that_year(match: re.Match[str], reference: date | None) -> str | None:
    if reference is None:
        return None
    year = reference.year + (match["which"].lower() in ("sau", "tới"))
    return f"{match['before']}/{year}" if match["before"] else f"năm {year}"


def _rule(pattern: str, said: str | _Say) -> _Rule:
    return re.compile(pattern, re.IGNORECASE), said


#: a word that the text must hold, and what is then said anew, in this order
_RULES: tuple[tuple[tuple[str, ...], _Rule], ...] = (
    # days: "ngày mồng 5/6", "thứ Hai (22/5/2023)", "trong buổi sáng ngày 22/5", "không để quá ngày 25/5"
    (("mồng", "mùng"), _rule(r"(?<=ngày\s)m[ồù]ng\s(?=\d)", "")),
    (("(",), _rule(r"(?P<weekday>thứ\s(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)"
                   r"\s\((?:ngày\s)?(?P<day>\d{1,2}[/.]\d{1,2}(?:[/.]\d{4})?)\)",
                   r"\g<weekday>, ngày \g<day>")),
    (("buổi", "sáng", "chiều", "tối"), _rule(r"\b(?P<lead>trong|vào)\s(?:buổi\s)?(?:sáng|chiều|tối)\s(?=ngày\s\d)", r"\g<lead> ")),
    (("giờ", "h"), _rule(r"\bvào\s(?:lúc|hồi)?\s?\d{1,2}\s?(?:giờ|h)\s?(?:\d{1,2})?\s?(?:phút)?\s?,?\s?(?:sáng|chiều|tối)?\s?,?\s?"
                         r"(?=ngày\s\d)", "vào ")),
    (("hôm nay",), _rule(r"\btrong (?:ngày )?hôm nay,? \(?(?:ngày )?(?=\d{1,2}[/.]\d{1,2})", "trong ngày ")),
    (("quá ngày",), _rule(r"\bkhông (?:để|được) (?:chậm )?quá (?=ngày)", "không quá ")),
    (("đến", "tới"), _rule(r"\b(?P<lead>phấn đấu|từ nay|chậm nhất)\s(?:đến|tới)\s(?=(?:hết\s)?\d{1,2}/\d{1,2}(?![\d/%]))",
                           r"\g<lead> đến ngày ")),
    (("q",), _rule(r"\bQ(?=[1-4]\s?/\s?\d{4})", "quý ")),
    (("t",), _rule(r"\bT(?=\d{1,2}\s?/\s?\d{4})", "tháng ")),
    (("đến", "hết"), _rule(r"\b(?P<lead>đến hết|hết|đến)\s(?=\d{1,2}/\d{1,2}\s*(?:[.;)]|$))", r"\g<lead> ngày ")),
    (("nửa",), _rule(r"\btrong nửa đầu tháng\s(?=\d)", "chậm nhất ngày 15 tháng ")),
    (("nửa",), _rule(r"\btrong nửa cuối tháng\s(?=\d)", "trong tháng ")),
    (("thành",), _rule(r"(?P<all>\b(?:hoàn thành|trình|ban hành)(?:\s(?!trong|trước|quý|tháng|ngày|kế hoạch)[^\s.;,:()\d]+){1,8}?)\s"
                       r"(?<!kế hoạch )(?<!nhiệm vụ )(?<!chỉ tiêu )(?<!báo cáo )(?<!quyết toán )"
                       r"(?=(?:quý\s(?:I{1,3}|IV|[1-4])|tháng\s\d{1,2})"
                       r"\s?(?:/|năm\s)\s?\d{4}\s*(?:[.;)]|$))", r"\g<all> trong ")),
    # months in letters: "tháng Sáu", "tháng Năm năm 2023"; "tháng hai lần" and "ba tháng năm" name no month
    (("tháng",), _rule(r"(?P<lead>(?:\bngày\s\d{1,2}\s|(?:\b(?:trong|hết|cuối|đầu|giữa|trước|vào|thành|đến|xong|nhất|từ)|:)\s)tháng\s)"
                       r"(?P<name>giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười\smột|mười\shai|mười)(?!\s?(?:lần|\d|cuối|đầu))(?!\w)",
                       _month_name)),
    # a day of this month, a year by the way; "trong tháng này" alone is a term that counts from the letter
    (("tháng này",), _rule(r"\b(?P<day>\d{1,2})(?P<slash>/)?\s?tháng này\b", _this_month)),
    (("năm nay", "năm sau", "năm tới"), _rule(r"(?:(?P<before>\b\d{1,2}/\d{1,2}|\btháng\s\d{1,2})\s)?\bnăm (?P<which>nay|sau|tới)\b",
                                              _that_year)),
    # several in one: the last is the due one
    (("tháng",), _rule(r"\b(?:(?:hai|ba|0?[23])\s)?tháng\s\d{1,2}(?:\s?(?:,|và|-|–|đến)\s?(?:tháng\s)?\d{1,2}){0,6}"
                       r"\s?(?:,|và|-|–)\s?(?:tháng\s)?(?P<last>\d{1,2})(?P<year>\s?/\s?\d{4}|\snăm\s\d{4})", r"tháng \g<last>\g<year>")),
    (("tháng",), _rule(r"\b(?:hai|02|2|ba|03|3)\stháng\s(?:\d{1,2}\s?,\s?)?\d{1,2}\s?và\s?(?P<last>\d{1,2})(?![/\d])", r"tháng \g<last>")),
    (("quý",), _rule(rf"\bquý\s{_QUARTER}\s?(?:,|và|-|–)\s?(?:quý\s)?(?P<last>{_QUARTER})(?![\w])", r"quý \g<last>")),
    # alone in brackets that end an order: "(quý III/2023)"
    (("(",), _rule(r"\((?=(?:quý\s\S{1,3}|tháng\s\d{1,2})\s?(?:/|năm\s)\s?\d{4}\)\s?(?:[.;]|$))", "(trong ")),
    # rounds
    (("tháng",), _rule(r"(?P<day>\bngày\s(?:\d{1,2}|(?:làm việc\s)?cuối(?:\scùng)?))\s"
                       r"(?:của\s(?:các\s|mỗi\s|từng\s)?tháng(?:\s(?:sau|tiếp theo|kế tiếp))?|(?:các|từng)\stháng|"
                       r"tháng\s(?:sau|tiếp theo|kế tiếp))(?:\s(?:liền kề|báo cáo))?"
                       r"(?!\s(?:cuối|đầu|thứ|giữa|sau|\d|trước|tiếp|kế|này))(?!\w)", r"\g<day> hằng tháng")),
    (("tuần",), _rule(r"\bthứ\s\S{1,4}\s(?:của\s)?tuần\s(?:đầu|cuối|thứ\s\S{1,3})(?:\stiên|\scùng)?\s(?:của\s)?(?:hàng\s|hằng\s|mỗi\s)?"
                      r"tháng(?!\s\d)", "định kỳ hằng tháng")),
    (("tuần",), _rule(r"(?P<all>\bbáo cáo tuần\b[^.;:,]{0,30}?(?:trước|vào|chậm nhất)[^.;:,]{0,20}?\bthứ\s(?:hai|ba|tư|năm|sáu|[2-7]))"
                      r"(?!\s(?:hàng|hằng|mỗi))", r"\g<all> hằng tuần")),
    (("tháng",), _rule(r"(?P<all>\bbáo cáo tháng\s[^.;:,\d]{0,30}?(?:trước|vào|chậm nhất(?: là)?)\s(?:ngày\s)?\d{1,2})"
                       r"(?![/\d]|\s(?:tháng|hàng|hằng|của|mỗi))", r"\g<all> hằng tháng")),
    (("lần",), _rule(r"\b(?:0?7|bảy) ngày\s?(?:một|0?1|/)\s?(?:0?1\s)?lần\b", "định kỳ hằng tuần")),
    (("cuối",), _rule(r"\btháng cuối(?: cùng)? (?:của |trong )?(?:(?:mỗi|từng|các) )?quý\b", "tháng cuối quý")),
    (("quý",), _rule(r"(?P<day>\bngày\s(?:làm việc\s)?cuối(?:\scùng)?)\scủa\s(?:mỗi\s)?quý\b", r"\g<day> hằng quý")),
    (("lần",), _rule(r"\b(?:định kỳ\s)?(?:3|03|ba)\stháng\s?(?:một|0?1|/)\s?(?:0?1\s)?lần\b", "định kỳ hằng quý")),
    (("năm",), _rule(r"\bngày\s(?P<one>\d{1,2}/\d{1,2})(?:\s?,\s?(?:ngày\s)?\d{1,2}/\d{1,2}){2}\s?(?:,|và)\s?(?:ngày\s)?\d{1,2}/\d{1,2}\s"
                     + _EVERY + r"\snăm\b", "định kỳ hằng quý")),
    (("năm",), _rule(rf"\b(?:{_EVERY}|định kỳ|báo cáo)\snăm\s?,?\s?\(?(?P<how>{_BY})\s(?:ngày\s)?(?P<day>\d{{1,2}})(?:/|\stháng\s)"
                     r"(?P<month>\d{1,2})(?!\s?/|\snăm|\d)\)?", r"\g<how> ngày \g<day>/\g<month> hằng năm")),
)  # fmt: skip


_TIME = re.compile(r"ngày|tháng|quý|năm|tuần|thứ|\d/\d")


def plainly(text: str, reference: date | None) -> Plain:
    """The text with such phrases in plain words; a text without them is given back as it is. One pass per rule whose word it holds."""
    words = text.lower()
    said: list[_Said] = []
    for needed, (pattern, say) in _RULES if _TIME.search(words) else ():
        if not any(word in words for word in needed):
            continue
        for match in pattern.finditer(text):
            new = match.expand(say) if isinstance(say, str) else say(match, reference)
            if new is not None:
                said.append(_Said(match.start(), match.end(), new))
    return _with(text, apart(said)) if said else Plain(text)


@dataclass(frozen=True, slots=True)
class _Said:
    """A phrase, by its place, and its plain words."""

    start: int
    end: int
    words: str


def _with(text: str, said: Sequence[_Said]) -> Plain:
    pieces: list[str] = []
    starts: list[int] = []
    moves: list[int] = []
    cursor = length = 0
    for phrase in said:
        pieces += (text[cursor : phrase.start], phrase.words)
        length += phrase.start - cursor + len(phrase.words)
        cursor = phrase.end
        starts.append(length)
        moves.append(cursor - length)
    return Plain("".join((*pieces, text[cursor:])), tuple(starts), tuple(moves))
