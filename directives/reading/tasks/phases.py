"""Dated phases of a plan: "Từ ngày 01/6/2026 đến 30/6/2026: …", "Đợt 1 (từ … đến …): …"."""

import re
from dataclasses import replace
from datetime import date

from directives.reading import deadlines
from directives.reading.deadlines import Deadline
from directives.reading.model import MILESTONE
from directives.reading.roles import partners_in, role_of
from directives.reading.tasks.drafts import Body, Draft, Inherited, moved_by
from directives.reading.tasks.subjects import subject
from directives.reading.tasks.wording import DONE

_LABEL = re.compile(r"(?:Giai đoạn|Đợt|Bước|Tuần|Kỳ|Lần|Phase|Thời gian)\b", re.IGNORECASE)

#: "Giai đoạn 3 (tháng 10, tháng 11/2019): …"
_IN_BRACKETS = re.compile(r"(?:Giai đoạn|Đợt|Bước|Lần)\s\S{1,4}\s?\((?P<when>[^()]{4,60})\)", re.IGNORECASE)


def _after_name(text: str, reference: date | None) -> list[Deadline]:
    """The day behind a name that ends in ":", where no preposition is needed: "Lễ ra quân: ngày 02/6/2013 tại …"."""
    colon = text.find(":", 0, 60) + 1
    if bracket := _IN_BRACKETS.match(text):
        start = bracket.start("when")
        return [replace(item, start=item.start + start, end=item.end + start) for item in deadlines.after_label(bracket["when"], reference)]
    dated = deadlines.after_label(text[: max(0, colon - 1)], reference)  # "Tháng 3/2017: phát động"
    if dated:
        return dated
    return [
        replace(item, start=item.start + colon, end=item.end + colon)
        for item in deadlines.after_label(text[colon:200], reference)
        if colon and item.day
    ]


def read_phase(body: Body, index: int, inherited: Inherited, section: str) -> bool:
    """Draft the phase that a paragraph dates; False where it is none.

    The dates open the paragraph, alone or behind "Đợt 1", and a mark follows them; under "Lộ trình" one day without mark is enough.
    """
    node = body.nodes[index]
    text = node.text
    found = deadlines.find(text[:200], body.frame.reference)
    if inherited.phases and not found:
        found = _after_name(text, body.frame.reference)
    if not found:
        return False
    dates = found[0]
    if dates.start > 60 or not (dates.first_day or (inherited.phases and dates.day)):
        return False
    before, after = text[: dates.start], text[dates.end :].lstrip(" )")
    named = inherited.background and before.rstrip().endswith(":")  # "Lễ ra quân: ngày 02/6/2013" under "Thời gian"
    if before.strip(" (-–:") and not (named or _LABEL.match(before.strip())):
        return False
    if not inherited.phases and not after.startswith((":", "-", "–", "(", ",")):
        return False
    words = after.lstrip(" :-–,")
    start = node.text_start + len(text) - len(words)
    units, source = list(inherited.units), inherited.source
    names, boundary = subject(words)
    if names and not DONE.match(words[boundary:].lstrip()):
        units, source = moved_by(names, start), "explicit"
    elif source == "addressee":
        units, source = list(body.frame.issuing()) or units, "issuer"
    body.drafts.append(
        Draft(
            node=index,
            section=section,
            kind=MILESTONE,
            start=node.text_start,
            end=node.end,
            units=units,
            source=source,
            role=role_of(words),
            partners=partners_in(words, start),
            inherited=Inherited(),
            confidence=0.9,
            deadline=dates,
            deadline_start=node.text_start,
            first_day=dates.first_day,
        )
    )
    return True
