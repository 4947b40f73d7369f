"""The plan that a decision issues with itself: "KẾ HOẠCH … (Ban hành kèm theo Quyết định số …)" behind the signature."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from directives.reading import head
from directives.reading.lines import Line, marker

#: types whose measures are orders; a regulation ("Quy chế") rules what holds always
_PLANS = ("Kế hoạch", "Chương trình", "Phương án", "Đề án", "Dự án")
_ISSUED_WITH = re.compile(r"\(?\s?(?:Ban hành )?[Kk]èm theo\b")
#: a head is at most so many lines long
_HEAD = 14


@dataclass(frozen=True, slots=True)
class Attached:
    """What follows a signature: `outside` the body of the plan, and that body; `type` is None when there is no plan."""

    outside: list[Line]
    body: list[Line]
    type: str | None = None


def split(rest: Sequence[Line]) -> Attached:
    """Find the plan among the lines after the signature: its name in capitals, its subject, "(Ban hành kèm theo …)", then its body."""
    named = next(((at, title[0]) for at, line in enumerate(rest[:_HEAD]) if (title := head.title_of(line.text))), None)
    if named is None or named[1] not in _PLANS:
        return Attached(list(rest), [])
    start = _body_at(rest, named[0] + 1)
    return Attached(list(rest[:start]), list(rest[start:]), named[1]) if start is not None else Attached(list(rest), [])


def _body_at(rest: Sequence[Line], after_title: int) -> int | None:
    """The first line of the body: behind the bracket that names the decision, else the first marked line or opening of a preamble."""
    issued = next((at for at in range(after_title, min(after_title + _HEAD, len(rest))) if _ISSUED_WITH.match(rest[at].text)), None)
    if issued is not None:
        while issued < len(rest) and not rest[issued].text.rstrip().endswith(")") and issued < after_title + _HEAD:
            issued += 1
        return issued + 1
    near = range(after_title, min(after_title + _HEAD, len(rest)))
    return next((at for at in near if marker(rest[at].text) or head.opens_body(rest[at].text)), None)
