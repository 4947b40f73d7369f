"""The paragraphs after the list: "Đề nghị các đơn vị nghiêm túc thực hiện; giao Văn phòng theo dõi, báo cáo trước ngày 5/6"."""

import re
from collections.abc import Iterator, Sequence

from directives.reading.letters import CAPITALS
from directives.reading.model import ACTIVITY, GENERAL, TASK
from directives.reading.names import Piece
from directives.reading.tasks.drafts import Body, Inherited, moved_by
from directives.reading.tasks.due import dated, has_own_deadline, sets_time
from directives.reading.tasks.later import dates_all_above
from directives.reading.tasks.subjects import first_order, subject
from directives.reading.tasks.wording import (
    HISTORY,
    MONITOR_DUTY,
    REPORT_DUTY,
    SANCTION,
    TROUBLE,
    inside_bracket,
    is_hollow,
    is_issuer,
    is_plural,
    verb_led,
)

_NO_SENTENCE = re.compile(r"(?:\(|Phụ lục|Gửi kèm)")
_GROUND = re.compile(r"(?:(?:Căn cứ|Nhận được|Trên cơ sở|Theo|Để|Nay|Trên đây)[^,;]{0,160},\s*)?")
#: the end of a clause or a sentence, not of "TP." or "1."
_CLAUSE_END = re.compile(rf";\s+|(?<!TP)(?<!\d)\.\s+(?=[{CAPITALS}])")

#: what an office says for itself at the end
_ADDRESSES = re.compile(r"(?:thông báo|đề nghị|yêu cầu|báo cáo|kính|trân trọng|cam kết|xin|chỉ đạo)\b", re.IGNORECASE)

#: what is sent in: "Danh sách gửi về Sở", "Ý kiến góp ý đề nghị gửi cho …"
_DELIVERABLE = re.compile(
    r"(?P<noun>(?:kết quả|báo cáo|văn bản|ý kiến|danh sách|hồ sơ|kế hoạch|số liệu|nội dung|biểu mẫu|phụ lục|đăng ký|dự thảo|phương án|"
    r"đề xuất)(?:\s[^;.:]{1,80}?)?)\s(?:đề nghị\s|xin\s|được\s|phải\s)?(?:gửi|báo cáo|nộp|chuyển)\s(?:về|cho|đến|qua|trước|Sở|UBND|"
    r"Ủy ban|Bộ|Văn phòng)",
    re.IGNORECASE,
)

#: what is sent in → the words by which the work that makes it is known
_SAME_WORK = {
    "ý kiến": ("ý kiến", "góp ý"),
    "danh sách": ("danh sách", "rà soát"),
    "kế hoạch": ("kế hoạch",),
    "báo cáo": ("báo cáo",),
    "số liệu": ("số liệu", "thống kê", "rà soát"),
    "hồ sơ": ("hồ sơ",),
    "kết quả": ("kết quả", "báo cáo", "rà soát", "kiểm tra", "tổng hợp", "khảo sát", "thống kê", "đánh giá"),
    "phương án": ("phương án",),
    "đề xuất": ("đề xuất",),
    "đăng ký": ("đăng ký",),
    "dự thảo": ("dự thảo",),
    "văn bản": ("góp ý", "ý kiến", "văn bản"),
}


def read_closing(body: Body, index: int) -> None:
    """A closing paragraph counts only where it sets a report, a monitor or a deadline."""
    node = body.nodes[index]
    if _NO_SENTENCE.match(node.text) or dates_all_above(body, index):
        return
    reference = body.frame.reference
    acting: list[Piece] = []
    for left, right in _clauses(node.text):
        clause = node.text[left:right]
        names, start, boundary = _subject_of(clause)
        if names:
            acting = moved_by(names, node.text_start + left + start)
        predicate = clause[boundary:]
        on_time = sets_time(clause, reference)
        report, monitor = REPORT_DUTY.search(predicate), MONITOR_DUTY.search(predicate)
        told = bool(names) and _orders_one(names, predicate, body)
        if SANCTION.search(clause) or not (on_time or report or monitor or told):
            continue
        if TROUBLE.search(clause) and not monitor and not on_time:
            continue
        if names and not on_time and is_issuer(names[0].name, body.frame.issuer):
            continue
        if not names and not on_time and not (report and acting):
            continue
        if not names and not acting and on_time and _dates_earlier_work(body, clause, node.text_start + left):
            continue
        if not names and not acting and not _DELIVERABLE.search(clause) and not verb_led(clause):
            continue
        units = acting or list(body.default.units)
        general = not on_time and (not units or any(is_plural(unit.name) for unit in units))
        cut = start if names else 0
        while cut < len(clause) and clause[cut] in " ,;":
            cut += 1
        body.add(
            index,
            "kết",
            left + cut,
            right,
            units,
            "explicit" if acting else body.default.source,
            predicate,
            Inherited(),
            kind=GENERAL if general else None,
            confidence=0.7,
        )


def _orders_one(names: Sequence[Piece], predicate: str, body: Body) -> bool:
    """Whether one unit is told a work of its own: "Trạm Y tế xã phát tờ rơi …", not "Văn phòng thông báo để các đơn vị biết"."""
    if any(is_plural(piece.name) or is_issuer(piece.name, body.frame.issuer) for piece in names):
        return False
    bare = predicate.lstrip(" ,")
    return verb_led(bare) and not is_hollow(bare, body.frame.reference) and not _ADDRESSES.match(bare)


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _CLAUSE_END.finditer(text):
        if inside_bracket(text, match.start()):
            continue
        yield start, match.start()
        start = match.end()
    yield start, len(text.rstrip(" ./"))


def _subject_of(clause: str) -> tuple[list[Piece], int, int]:
    """The units told to act, counted from where their sentence begins behind its ground, that place, and where the predicate begins."""
    ground = _GROUND.match(clause)
    start = ground.end() if ground else 0
    names, boundary = subject(clause[start:])
    given = first_order(clause[start:])
    if names and given and given[0] and [piece.name for piece in given[1]] == [piece.name for piece in names]:
        # "Bộ giao Cục A …": the order begins where it is given
        start, boundary = start + given[0], boundary - given[0]
        names = moved_by(names, -given[0])
    if not names:
        order = first_order(clause)
        if order and not HISTORY.search(clause[: order[0]]):
            start = order[0]
            names, boundary = subject(clause[start:])
    return names, start, start + boundary if names else 0


def _dates_earlier_work(body: Body, clause: str, offset: int) -> bool:
    """ "Ý kiến góp ý gửi về Sở trước ngày 10/5" dates the undated work above whose product it names; it is no work of its own."""
    match = _DELIVERABLE.search(clause)
    if not match or match.start() > 60:
        return False
    noun = match["noun"].lower()
    words = next((words for key, words in _SAME_WORK.items() if noun.startswith(key)), ())
    found = dated(clause, body.frame.reference)
    if not found or not words:
        return False
    works = [draft for draft in body.drafts if draft.kind in (TASK, ACTIVITY)]
    undated = [
        draft
        for draft in works
        if any(word in body.text[draft.start : draft.end].lower() for word in words) and not has_own_deadline(body, draft)
    ]
    if not undated or (len(undated) > 1 and len(works) > 3):
        return False
    for draft in undated:
        draft.deadline, draft.deadline_start, draft.scope = found[-1], offset, "document"
    return True
