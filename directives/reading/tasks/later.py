"""A later sentence that dates the work above it: "Các nội dung nêu trên hoàn thành trước ngày 30/6", "Thời hạn hoàn thành: 30/6"."""

import re
from collections.abc import Iterator

from directives.reading import deadlines
from directives.reading.model import ACTIVITY, TASK
from directives.reading.tasks.drafts import Body, Draft
from directives.reading.tasks.due import dated

#: the work above as a whole, or a time for it
_ABOVE = re.compile(
    r"(?:(?:Đề nghị|Yêu cầu|Giao)\s(?:(?!hoàn thành|thực hiện)[^\s.;:]+\s){1,14}?(?:hoàn thành|thực hiện(?: xong)?|triển khai)\s)?"
    r"(?:[Tt]ất cả |[Tt]oàn bộ )?(?:[Cc]ác |[Nn]hững )?(?:nội dung|nhiệm vụ|công việc|phần việc|[Nn]ội dung|[Nn]hiệm vụ|[Cc]ông việc|"
    r"[Vv]iệc (?:thực hiện|triển khai))\s(?:[^\s.;:]+\s){0,9}?(?:trên|này|nói trên|trên đây|tại (?:điểm|mục|khoản|các điểm)[^.;:]{0,30})"
    r"(?=[\s,:])"
)
_TIME = re.compile(
    r"(?:Thời gian|Thời hạn|Hạn)(?:\s(?:hoàn thành|thực hiện|triển khai|xong|gửi báo cáo))?"
    r"(?:\s[^.;:]{0,50}trên)?\s?(?::|là|chậm nhất|trước)\s?"
)


def dates_all_above(body: Body, index: int) -> bool:
    """Give the day of such a paragraph to the undated work above it, in the list it stands in or else in the whole; True when it is one."""
    node = body.nodes[index]
    about = _ABOVE.match(node.text) or (_TIME.match(node.text) if node.kind == "plain" else None)
    found = dated(node.text, body.frame.reference) if about else []
    if about is None or not found or not (about.re is _TIME or found[0].start >= about.end() - 1):
        return False
    works = [draft for draft in _above(body, index) if draft.kind in (TASK, ACTIVITY)]
    if not works:
        return False
    for draft in works:
        if draft.deadline is None and not draft.inherited.deadline and not _has_term(body, draft):
            draft.deadline, draft.deadline_start, draft.scope = found[-1], node.text_start, "document"
    return True


def _above(body: Body, index: int) -> Iterator[Draft]:
    parent = body.nodes[index].parent
    for draft in body.drafts:
        if 0 <= draft.node < index and (parent is None or _stands_under(body, draft.node, parent)):
            yield draft


def _stands_under(body: Body, index: int, ancestor: int) -> bool:
    above: int | None = index
    while above is not None and above != ancestor:
        above = body.nodes[above].parent
    return above == ancestor


def _has_term(body: Body, draft: Draft) -> bool:
    return bool(deadlines.find(body.text[draft.start : draft.end], body.frame.reference))
