"""Where the parts of a text begin and end: head, addressees, body, signature, recipients."""

import re
from collections.abc import Sequence

from directives.reading import head, lines, tail
from directives.reading.lines import Line

#: what no line of a signature looks like
_BODY = re.compile(r"^(?:Điều \d|Căn cứ|\d{1,2}\.\s|[IVX]+\.\s|[-–]\s).{12}|(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|NGHỊ QUYẾT|như sau|sau đây|sau)\s?:$")
#: what a unit is told; no addressee is called so
_TOLD = re.compile(r"\b(?:yêu cầu|đề nghị|chỉ đạo|kính trình|có ý kiến)\b")

#: a head is found within this many lines
HEAD_LINES = 90


def addressees_at(body: Sequence[Line]) -> int | None:
    """The index of the line "Kính gửi: …" or "… điện:", None without one."""
    return next(
        (index for index, line in enumerate(body[:HEAD_LINES]) if head.DEAR.match(line.text) or head.TELEGRAPHED.search(line.text)), None
    )


def columns_end(body: Sequence[Line]) -> int:
    """Up to which line the two columns of the head may have run together: the addressees, or a little below the name of the type."""
    for index, line in enumerate(body[:HEAD_LINES]):
        if head.DEAR.match(line.text):
            return index
        if head.title_of(line.text):
            return min(index + 6, len(body))
    return min(30, len(body))


def is_recipients(text: str) -> bool:
    """Whether the line is the heading "Nơi nhận:", alone or beside the signature."""
    match = tail.RECIPIENTS.match(text)
    return match is not None and (":" in text[: match.end() + 1] or match.end() == len(text) or "   " in text)


def signature_before(body: list[Line], has_end: bool) -> tuple[list[Line], list[str]]:
    """Cut off a signature block that stands before "Nơi nhận", or ends a text that has none."""
    last = len(body)
    for index in range(last - 1, max(-1, last - 9), -1):
        if tail.starts_signature(body[index].text):
            first = index
            while first > 0 and tail.starts_signature(body[first - 1].text):
                first -= 1
            block = [line.text for line in body[first:]]
            if any(_BODY.search(text) for text in block):
                break  # "CHỦ TỊCH ỦY BAN NHÂN DÂN" stands over what he decides
            if any(tail.is_person(text) for text in block) or has_end:
                return body[:first], block
    return body, []


def addressed(rest: Sequence[Line]) -> tuple[list[str], list[Line]]:
    """The paragraphs of "Kính gửi" and the lines after them: bullets, or lines that a ";" says go on; a "." or a new sentence ends them."""
    groups: list[list[Line]] = [[rest[0]]]
    index = 1
    while index < len(rest):
        line = rest[index]
        text = line.text
        before = groups[-1][-1].text
        bare = without_dear(" ".join(part.text for part in groups[-1])).strip()
        dashed = re.match(r"[-–•+*]", text) is not None
        previous_dashed = re.match(r"[-–•+*]", groups[-1][0].text) is not None
        if dashed and not lines.is_open(before) and before.endswith("."):
            break
        if dashed:
            groups.append([line])
        elif not bare or re.fullmatch(r"[-–•+*]", before):
            groups[-1].append(line)
        elif before.endswith("."):
            break
        elif (
            text[:1].islower()
            or (
                line.indent > rest[0].indent
                and not line.break_before
                and not previous_dashed
                and not before.endswith(";")
                and not _TOLD.search(text)
            )
            or lines.wants_more(before)
            or (previous_dashed and lines.is_open(before) and not line.break_before and not head.opens_body(text))
        ):
            groups[-1].append(line)
        elif (before.endswith(";") and not line.break_before and not previous_dashed) or (
            before.endswith(";") and len(text) < 120 and not re.match(r"(?:Thực hiện|Căn cứ|Theo|Để|Ngày)\b", text)
        ):
            groups.append([line])
        else:
            break
        index += 1
    return [lines.joined_text(group) for group in groups], list(rest[index:])


def without_dear(paragraph: str) -> str:
    """What follows "Kính gửi:" or "… điện:"."""
    dear = head.DEAR.match(paragraph)
    telegraphed = re.match(r".{2,160}?\sđiện\s*:\s*", paragraph, re.IGNORECASE) if not dear else None
    opening = dear or telegraphed
    return paragraph[opening.end() :] if opening else paragraph
