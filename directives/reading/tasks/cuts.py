"""Where one paragraph holds two tasks: "Sở A rà soát …; Sở B tổng hợp …", "… gửi trước 5/6, hoàn thành trước 30/6"."""

import itertools
import re
from collections.abc import Iterator

from directives.reading.tasks.drafts import Frame
from directives.reading.tasks.due import only_dates, timed
from directives.reading.tasks.subjects import ORDER_VERB, subject
from directives.reading.tasks.wording import DONE, inside_bracket, is_issuer, is_plural, letters_of

_CLAUSE = re.compile(r"(?:;|\.(?=\s)|,(?=\s(?:đồng thời|và|giao)\s))\s*(?:và\s)*")
_GROUND = re.compile(r"(?:Căn cứ|Trên cơ sở|Theo|Thực hiện|Xét|Để)\b")
_MAY = re.compile(r"(?:sẽ|có thể)\b")
_SECOND_WORK = re.compile(
    r"[;.]\s+(?=\S)|,\s+(?=(?:báo cáo|gửi|hoàn thành|tổng hợp|trình|sơ kết|tổng kết|đồng thời)\b)|"
    r"\s(?=và (?:báo cáo|gửi|hoàn thành|tổng hợp|trình|sơ kết|tổng kết)\b)"
)
_NEW_CLAUSE = re.compile(r"[;.]\s+(?=\S)")
#: a stage of the same work: "…; đến ngày 30/6/2023 đạt 85%"
_STAGE = re.compile(r"(?:và\s)?(?:đến|hết|trong|trước)\b[^;.]{0,60}?\b(?:đạt|hoàn thành)\s(?:[^\s;.]+\s){0,3}\d{1,3}(?:,\d+)?\s?%")
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
        if match[0].startswith(",") and rest.startswith("giao") and is_plural(names[0].name):
            continue  # "Sở A rà soát, giao các phòng tổng hợp" is its own business
        if match[0].startswith(";") and owner and rest.startswith(("yêu cầu ", "đề nghị ")) and is_plural(names[0].name):
            continue  # "Cục A kiểm tra …; yêu cầu các hãng công khai giá" is what Cục A asks for
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
    """The parts of text[left:right] with a time of their own, where a second one is set for other work.

    A work with the only time of its paragraph is no second one: "rà soát …; gửi danh sách trước ngày D" is the work and its report,
    which is one task by D whose deadline binds that clause (CONVENTIONS 1 and 7).
    """
    part = text[left:right]
    days = timed(part, frame.reference)
    found = [0]
    for before, after in itertools.pairwise(days):
        # beside a period only a new clause begins another work: "hằng quý, hoàn thành trước 30/6" is one
        cuts_here = _SECOND_WORK if before.day and after.day and not (after.first_day or after.weak) else _NEW_CLAUSE
        work = cuts_here.search(part, before.end, after.start + 1) if before.day != after.day else None
        if (
            work
            and not inside_bracket(part, work.start())
            and not only_dates(part, work.end(), after)
            and not _STAGE.match(part, work.end())
        ):
            joiner = _JOINER.match(part, work.end())
            found.append(joiner.end() if joiner else work.end())
    for begin, end in itertools.pairwise([*found, len(part)]):
        yield left + begin, left + end
