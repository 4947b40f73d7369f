"""The phiếu giao việc: one page that tells one unit what it is given to do."""

from __future__ import annotations

from directives.writing.codes import CODE, code_part
from directives.writing.facts import Slip, Table
from directives.writing.head import head_table, place_and_date, title_part
from directives.writing.markup import gap, layout_table, line, paragraph, run
from directives.writing.package import Package, Section
from directives.writing.page import PORTRAIT_TEXT, POST, TEXT
from directives.writing.recipients import signature_block
from directives.writing.tables import table_part
from directives.writing.text import line_of, lines_of

_NAME = "PHIẾU GIAO VIỆC"
_HALVES = (PORTRAIT_TEXT // 2, PORTRAIT_TEXT - PORTRAIT_TEXT // 2)
_COLUMNS = (("Nội dung công việc", 62), ("Sản phẩm, kết quả", 34), ("Thời hạn", 28), ("Chỉ tiêu", 21))


def write_slip(facts: Slip) -> bytes:
    """The slip as .docx, in the order of the phiếu giải quyết văn bản đến (NĐ 30/2020, Phụ lục IV.VII); the same facts give the same bytes.

    What is empty is left out, a column of the tasks too; `link` is printed, and as a QR code. About 0.7 ms.
    """
    subject = line_of(facts.subject)
    head = head_table(facts.head, place_date=place_and_date(facts.place, facts.date), urgency=facts.urgency)
    before = (
        ("Phiếu số", "" if facts.number is None else f"{facts.number:02d}"),
        ("Căn cứ", facts.basis),
        ("Người giao", facts.issued_by),
        ("Đơn vị chủ trì", facts.lead_unit),
        ("Đơn vị phối hợp", "; ".join(filter(None, map(line_of, facts.partners)))),
        ("Ý kiến chỉ đạo", facts.opinion),
    )
    after = (
        ("Chế độ báo cáo", facts.reporting),
        ("Đơn vị theo dõi, đôn đốc", facts.follow_up),
        ("Báo cáo kết quả tại", facts.link),
        ("Kết quả, đánh giá", facts.result),
    )
    package = Package()
    content = head + gap(6) + title_part(_NAME, subject) + _fields(before) + _tasks(facts)
    content += _beside_code(_fields(after), facts.link, package) + _signatures(facts)
    return package.pack([Section(content)], title=f"{_NAME} {subject}".strip())


def _fields(fields: tuple[tuple[str, str], ...]) -> str:
    """A paragraph "Label: words" for each field that has words, further lines of them below; the last stays with what follows."""
    texts = []
    for label, words in fields:
        for index, words_line in enumerate(lines_of(words)):
            texts.append([run(words_line)] if index else [run(f"{label}: ", bold=True), run(words_line)])
    return "".join(paragraph(TEXT, *runs, keep_next=ordinal == len(texts)) for ordinal, runs in enumerate(texts, start=1))


def _tasks(facts: Slip) -> str:
    """The tasks in a table, without the columns that no task fills."""
    rows = [(task.content, task.product, task.deadline, task.indicator) for task in facts.tasks]
    used = [index for index in range(len(_COLUMNS)) if any(line_of(row[index]) for row in rows)]
    if not used:
        return ""
    table = Table(
        columns=("TT", *(_COLUMNS[index][0] for index in used)),
        rows=tuple((str(ordinal), *(row[index] for index in used)) for ordinal, row in enumerate(rows, start=1)),
        widths_mm=(10, *(_COLUMNS[index][1] for index in used)),
        centred=(0,),
    )
    return gap(6) + table_part(table, width=PORTRAIT_TEXT)


def _beside_code(fields: str, link: str, package: Package) -> str:
    """The fields with the code of the address on their right, where there is one."""
    return layout_table((PORTRAIT_TEXT - CODE, CODE), [(fields, code_part(link, package=package))]) if link else fields


def _signatures(facts: Slip) -> str:
    """Ký nhận on the left for the lead unit, ký giao on the right; nothing when no one signs."""
    if facts.signature is None:
        return ""
    receipt = line(POST, "ĐƠN VỊ NHẬN VIỆC", before=240)
    return layout_table(_HALVES, [(receipt, signature_block(facts.signature))])
