"""The two columns of a head that ran together → lines of their own."""

import re
from collections.abc import Sequence

from directives.reading.head.words import DATE_OPENING, LIBERTY, MOTTO
from directives.reading.lines import Line, table_line
from directives.reading.symbols import STATE


def split_columns(lines: Sequence[Line]) -> list[Line]:
    """Cut lines where the two columns of the head ran together, and put the letters of the motto in one line."""
    cut: list[Line] = []
    for line in lines:
        if table_line(line.text):
            cut.append(line)
            continue
        first = True
        for part in _column_parts(line.text):
            cut.append(Line(part, line.indent if first else 0, line.break_before and first))
            first = False
    return _whole_motto(cut)


def _column_parts(text: str) -> list[str]:
    parts = [part.strip() for part in re.split(r"\s{3,}|\s*\|\s*", text) if part.strip()] if ("   " in text or "|" in text) else [text]
    # figures spaced out by hand stay together: "ngày     tháng 3 năm 2026", "Số:      /UBND-VX"
    merged: list[str] = []
    for part in parts:
        if merged and (
            re.match(r"(?:tháng|năm|ngày|/)", part) or re.fullmatch(r"\d{1,4}", part) or re.search(r"(?:ngày|tháng|năm|Số:?)$", merged[-1])
        ):
            merged[-1] += " " + part
        else:
            merged.append(part)
    result: list[str] = []
    for part in merged:
        for pattern in (MOTTO, LIBERTY):
            match = pattern.search(part)
            if match and match.start() > 3:
                result.append(part[: match.start()].strip())
                part = part[match.start() :]
        number = re.match(r"(?:Số|SỐ)\s*[:.]?\s*", part)
        place = DATE_OPENING.search(part, number.end() if number else 0)
        if number and place and place.start() > 0:
            # "Số: 5/UBND-VX Hà Nội, ngày …": the symbol is one word, the place begins after it
            symbol = re.match(rf"(?:Số|SỐ)\s*[:.]?\s*(?:{STATE}|[.…_\s]*/?\s?\S*)", part)
            at = symbol.end() if symbol else place.start()
            rest = DATE_OPENING.search(part, at)
            if rest:
                result.extend([part[: rest.start()].strip(), part[rest.start() :].strip()])
                continue
        result.append(part)
    return [part for part in result if part]


def _whole_motto(lines: list[Line]) -> list[Line]:
    result: list[Line] = []
    index = 0
    while index < len(lines):
        for count in range(1, 5):
            whole = " ".join(line.text for line in lines[index : index + count])
            if MOTTO.fullmatch(whole.strip(" -_")):
                result.append(Line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 0, lines[index].break_before))
                index += count
                break
        else:
            result.append(lines[index])
            index += 1
    return result
