"""Where one paragraph holds two tasks: "Sở A rà soát …; Sở B tổng hợp …", "… gửi trước 5/6, hoàn thành trước 30/6"."""

import itertools
import re
from collections.abc import Iterator

from directives.reading.tasks.drafts import Frame
from directives.reading.tasks.due import dated
from directives.reading.tasks.subjects import ORDER_VERB, subject
from directives.reading.tasks.wording import DONE, inside_bracket, is_issuer, letters_of

_CLAUSE = re.compile(r"(?:;|\.(?=\s)|,(?=\s(?:đồng thời|và)\s))\s*(?:và\s|đồng thời,?\s|Đồng thời,?\s)*")
_GROUND = re.compile(r"(?:Căn cứ|Trên cơ sở|Theo|Thực hiện|Xét|Để)\b")
_MAY = re.compile(r"(?:sẽ|có thể)\b")
_SECOND_WORK = re.compile(
    r"[;.]\s+(?=\S)|,\s+(?=(?:báo cáo|gửi|hoàn thành|tổng hợp|trình|đồng thời)\b)|\s(?=và (?:báo cáo|gửi|hoàn thành|tổng hợp|trình)\b)"
)
_JOINER = re.compile(r"(?:và|đồng thời)\s+")


def cut(text: str, start: int, frame: Frame) -> Iterator[tuple[int, int]]:
    """text[start:] in the parts that order one piece of work each: cut where another unit acts, and where a second day is set."""
    for left, right in itertools.pairwise([*_by_unit(text, start, frame), len(text)]):
        yield from _by_deadline(text, left, right, frame)


def _by_unit(text: str, start: int, frame: Frame) -> list[int]:
    """Where a clause begins in which another unit acts than before."""
    owner = acting = _keys(text[start:])
    found = [start]
    for match in _CLAUSE.finditer(text[start:]):
        at = start + match.end()
        if at >= len(text) - 12 or inside_bracket(text, at):
            continue
        rest = text[at:]
        names, boundary = subject(rest)
        if not names or is_issuer(names[0].name, frame.issuer):
            continue
        keys = [letters_of(piece.name) for piece in names]
        before = letters_of(text[found[-1] : at])
        named_already = any(key and key in before for key in keys) and not ORDER_VERB.match(rest)
        predicate = rest[boundary:].lstrip()
        if keys != acting and not named_already and not DONE.match(predicate) and not _MAY.match(predicate):
            found.append(at)
            acting = keys
    if len(found) > 1 and not owner and _GROUND.match(text[start:]):
        del found[0]  # what comes before "…; giao Sở A" only gives the ground
    return found


def _keys(text: str) -> list[str]:
    return [letters_of(piece.name) for piece in subject(text)[0]]


def _by_deadline(text: str, left: int, right: int, frame: Frame) -> Iterator[tuple[int, int]]:
    part = text[left:right]
    days = [item for item in dated(part, frame.reference) if not item.weak and not item.first_day]
    found = [0]
    for before, after in itertools.pairwise(days):
        work = _SECOND_WORK.search(part, before.end, after.start) if before.day != after.day else None
        if work:
            joiner = _JOINER.match(part, work.end())
            found.append(joiner.end() if joiner else work.end())
    for begin, end in itertools.pairwise([*found, len(part)]):
        yield left + begin, left + end
