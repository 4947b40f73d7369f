"""By when: which of the dates in an order's words is its deadline, and which it takes from its heading or a later sentence."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from directives.reading import deadlines
from directives.reading.deadlines import Deadline
from directives.reading.tasks.drafts import Body, Draft, Found

#: the verb right before its date: "gửi về Sở trước ngày 5/6"
_URGED = re.compile(r"(?:hoàn thành|báo cáo|gửi|(?<!lộ )(?<!chương )(?<!quy )(?<!quá )(?<!công )trình|xong|nộp)[^.;]{0,80}$", re.IGNORECASE)
#: what is kept up once it is done: "đạt 95% trước ngày 30/9 và duy trì đến hết năm"
_KEPT_UP = re.compile(r"\b(?:duy trì|giữ vững|ổn định|kéo dài)\b[^.;]{0,20}$", re.IGNORECASE)
#: what the work is then used for: "trước ngày 25/5 để gửi Bộ trước ngày 30/5"
_IN_ORDER_TO = re.compile(r"\bđể (?:kịp )?(?:gửi|báo cáo|trình|tổng hợp|hoàn thiện|tham mưu)\b[^.;]{0,80}$")
_NEXT_CLAUSE = re.compile(r"[;.]\s+(?=\S)")
#: "…; xong trước 20/2" dates the same work
_ONLY_TIME = re.compile(r"(?:và |thời gian |thời hạn )?(?:hoàn thành|xong|kết thúc|thực hiện xong)?[\s:]*", re.IGNORECASE)
#: "… . Thời gian thực hiện: Năm 2026" inside one paragraph
_LABELLED = re.compile(
    r"(?:^|[.;,(–-]\s*)(?:thời gian|thời hạn|tiến độ|hạn)(?:\s(?:hoàn thành|thực hiện|triển khai|báo cáo|gửi|trình|tổ chức|dự kiến|"
    r"kết quả|nộp)){0,3}"
    r"\s?:\s?(?P<when>[^;()]{1,60}?)(?=\s*(?:[.;()]\s|[.;()]*$))",
    re.IGNORECASE,
)
_DAY_OR_HOUR = re.compile(r"ngày|giờ")


def is_plausible(item: Deadline, reference: date | None) -> bool:
    """A day before the document itself is no deadline; what has no day may be one."""
    return item.day is None or reference is None or item.day >= reference


def dated(text: str, reference: date | None) -> list[Deadline]:
    """The deadlines of the text that name a day not before `reference`."""
    return [item for item in deadlines.find(text, reference) if item.day and is_plausible(item, reference)]


def timed(text: str, reference: date | None) -> list[Deadline]:
    """The deadlines of the text that name a day not before `reference` or a period."""
    return [item for item in deadlines.find(text, reference) if (item.day or item.period) and is_plausible(item, reference)]


def sets_time(text: str, reference: date | None) -> bool:
    """Whether the words set a time: "trước ngày 5/6", "hằng tháng", "trong 05 ngày"."""
    return any(
        is_plausible(item, reference) if item.day else (item.period or _DAY_OR_HOUR.search(item.text))
        for item in deadlines.find(text, reference)
    )


def only_dates(text: str, start: int, item: Deadline) -> bool:
    """Whether the clause that begins at `start` says nothing but by when: "…; xong trước 20/2"."""
    ends = text[item.end :].lstrip()[:1] in ("", ".", ";", ",", ")")
    return item.day is not None and ends and _ONLY_TIME.fullmatch(text[start : item.start]) is not None


def has_own_deadline(body: Body, draft: Draft) -> bool:
    """Whether the draft has a day already, set by another sentence or in its own words."""
    return draft.deadline is not None or bool(dated(body.text[draft.start : draft.end], body.frame.reference))


def set_deadlines(body: Body, found: Found) -> None:
    """Give each draft its deadline; the days that lie before the document go to `found.not_deadlines`."""
    for draft in body.drafts:
        if draft.deadline is None:
            _set_deadline(draft, body.text[draft.start : draft.end], body.frame.reference, found)


def _set_deadline(draft: Draft, text: str, reference: date | None, found: Found) -> None:
    items = deadlines.find(text, reference) or _labelled(text, reference)
    for item in items:
        if item.day and not is_plausible(item, reference):
            found.not_deadlines.append(((draft.start + item.start, draft.start + item.end), item.day))
    recurring = next((item for item in items if item.period), None)
    chosen = _chosen(text, [item for item in items if item.day and is_plausible(item, reference)], recurring)
    above = draft.inherited
    if chosen is None and recurring is None and above.deadline and above.deadline_span:
        draft.deadline, draft.deadline_start = above.deadline, above.deadline_span[0] - above.deadline.start
        draft.period, draft.first_day, draft.scope = above.deadline.period, above.deadline.first_day, "document"
        return
    relative = next((item for item in items if item.day is None and not item.period and not item.first_day), None)
    draft.deadline, draft.deadline_start = chosen or recurring or relative, draft.start
    if recurring and not (chosen and recurring.text.lower().startswith("theo ")):
        draft.period = recurring.period  # "cam kết giải ngân theo tháng, xong trước 20/2" is due once
    if chosen:
        draft.first_day = chosen.first_day
        draft.scope = "clause" if chosen.weak or _binds_one_clause(text, chosen) else "paragraph"


def _binds_one_clause(text: str, item: Deadline) -> bool:
    """Whether other work stands before or behind the clause of the date: "rà soát …; gửi danh sách trước ngày 5/6"."""
    if _NEXT_CLAUSE.search(text, item.end):
        return True
    begins = [match.end() for match in _NEXT_CLAUSE.finditer(text, 0, item.start + 1)]
    return bool(begins) and not only_dates(text, begins[-1], item)


def _labelled(text: str, reference: date | None) -> list[Deadline]:
    return [
        replace(item, start=item.start + match.start("when"), end=item.end + match.start("when"))
        for match in _LABELLED.finditer(text)
        for item in deadlines.after_label(match["when"], reference)
    ]


def _chosen(text: str, days: Sequence[Deadline], recurring: Deadline | None) -> Deadline | None:
    """The last day that a verb urges, else the last day; a weak one ("trong tháng 6") only where nothing recurs."""
    strong = [item for item in days if not item.weak]
    strong = [item for item in strong if not _KEPT_UP.search(text[max(0, item.start - 40) : item.start])] or strong
    strong = [item for item in strong if item is strong[0] or not _IN_ORDER_TO.search(text[max(0, item.start - 100) : item.start])]
    if strong:
        return ([item for item in strong if _URGED.search(text[: item.start])] or strong)[-1]
    return days[-1] if days and not recurring else None
