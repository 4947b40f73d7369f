"""The lines of a head → its fields, each with its place."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from directives.files.stamps import RESTRICTED, URGENT
from directives.reading import head, tasks
from directives.reading.model import Field, Head, ReadingWarning, Span
from directives.reading.names import read_names
from directives.reading.outline import Node
from directives.reading.symbols import type_of


def tidy(text: str) -> str:
    """The text with one blank between words."""
    return re.sub(r"\s{2,}", " ", text).strip()


def read_head(spans: Sequence[tuple[head.HeadLine, int]], warnings: list[ReadingWarning], *, addressed: bool) -> Head:
    """The head from its lines and their places; what a clerk must look at is added to `warnings`."""

    def of(kind: str) -> list[tuple[head.HeadLine, int]]:
        return [(line, start) for line, start in spans if line.kind == kind]

    agency_lines = of("agency")
    found = head.agencies([line.text for line, _ in agency_lines])
    places = [(start, start + len(tidy(line.text))) for line, start in agency_lines]
    number = symbol = None
    for line, start in of("number"):
        numbered = head.number_and_symbol(tidy(line.text))
        if numbered and (numbered.symbol or numbered.number or not symbol):
            span = (start, start + len(tidy(line.text)))
            number = Field(numbered.number, span, 0.95) if numbered.number else None
            symbol = Field(numbered.symbol, span, 0.95 if numbered.number else 0.85) if numbered.symbol else None
            if number is None:
                warnings.append(ReadingWarning("blank_number", "Số văn bản để trống, vui lòng nhập số hoặc lấy số từ sổ đăng ký.", span))
            if symbol:
                break
    place = None
    day: date | None = None
    partial: str | None = None
    date_span: Span | None = None
    for line, start in of("date"):
        dated = head.place_and_date(tidy(line.text))
        if dated is None:
            continue
        date_span = (start, start + len(tidy(line.text)))
        place = Field(dated.place, (start, start + len(dated.place)), 0.95) if dated.place else None
        day, partial = dated.day, dated.partial
        if day is None:
            warnings.append(ReadingWarning("blank_date", "Ngày ban hành để trống, vui lòng nhập ngày.", date_span))
        if dated.month_with_zero:
            warnings.append(ReadingWarning("month_zero", "Tháng viết thừa số 0: chỉ tháng 1 và tháng 2 viết “01”, “02”.", date_span))
        break
    titles = of("title")
    kind: Field | None = None
    if titles:
        named = head.title_of(titles[0][0].text)
        kind = Field(named[0] if named else titles[0][0].text, (titles[0][1], titles[0][1] + len(titles[0][0].text)), 0.98)
    elif of("about"):
        # only a letter has "V/v" under its number; "CT-KTT1" is there a tax office, no "Chỉ thị"
        kind = Field("Công văn", (of("about")[0][1], of("about")[0][1] + len(tidy(of("about")[0][0].text))), 0.95)
    elif symbol and (by_symbol := type_of(symbol.value)):
        kind = Field(by_symbol, symbol.span, 0.9)
    elif addressed:
        kind = Field("Công văn", date_span or (0, 0), 0.8)
    subject = None
    for line, start in of("subject") or of("about"):
        whole = tidy(line.text)
        lead = head.ABOUT_LINE.match(whole) if line.kind == "about" else None
        offset = lead.end() if lead else 0
        if whole[offset:]:
            subject = Field(whole[offset:], (start + offset, start + len(whole)), 0.9)
            break
    return Head(
        superior_agency=Field(found.superior, (places[0][0], places[found.issuer_at - 1][1]), 0.9) if found.superior else None,
        issuer=Field(found.issuer, (places[found.issuer_at][0], places[-1][1]), 0.95) if found.issuer else None,
        number=number,
        symbol=symbol,
        type=kind,
        place=place,
        date=day,
        date_partial=partial if day is None else None,
        date_span=date_span,
        date_confidence=0.97 if day else 0.5,
        subject=subject,
        urgency=_stamp(of("stamp"), URGENT),
        circulation=_stamp(of("stamp"), RESTRICTED),
    )


def _stamp(stamps: Sequence[tuple[head.HeadLine, int]], words: re.Pattern[str]) -> Field | None:
    """The first of the stamps that is made of these words; in small letters it is no stamp."""
    for line, start in stamps:
        text = tidy(line.text)
        if found := words.fullmatch(text.strip(" .:[]|()")):
            at = start + text.index(found[0])
            return Field(found[0], (at, at + len(found[0])), 0.95)
    return None


def with_issuer_from_body(read_head: Head, nodes: Sequence[Node], warnings: list[ReadingWarning]) -> Head:
    """Without a head the issuer is the subject of the sentence that opens the list: "…; Cục A hướng dẫn các đơn vị như sau:"."""
    if read_head.issuer is not None:
        return read_head
    span = (0, 0)
    if nodes:
        for node in nodes[: max(tasks.preamble_end(nodes), 0) + 1]:
            starts = [0] + [match.end() for match in re.finditer(r"[;,.]\s+", node.text)]
            for start in reversed(starts):
                names, boundary = read_names(node.text, start)
                if len(names) == 1 and re.match(
                    r"\s*(?:hướng dẫn|yêu cầu|đề nghị|xây dựng|ban hành|có ý kiến|thông báo|chỉ đạo|"
                    r"triển khai|giao|báo cáo|kính|trân trọng)\b",
                    node.text[boundary:],
                ):
                    span = (node.text_start + names[0].start, node.text_start + names[0].end)
                    warnings.append(
                        ReadingWarning("head_missing", "Không thấy tên cơ quan ban hành ở đầu văn bản, vui lòng kiểm tra lại.", span)
                    )
                    return replace(read_head, issuer=Field(names[0].name, span, 0.6))
    warnings.append(ReadingWarning("head_missing", "Không thấy tên cơ quan ban hành ở đầu văn bản, vui lòng nhập.", span))
    return read_head
