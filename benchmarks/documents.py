"""One slip per unit: ours with its QR code, beside a template engine, python-docx, and zip parts that are only put together."""

import io
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import zxingcpp
from docx import Document
from docxtpl import DocxTemplate

from benchmarks.measure import Goal, Outcome, cpu_micros, interleaved
from directives.writing import AgencyHead, Signature, Slip, SlipTask, write_slip

DEFAULT_SIZE = 1_000
REPETITIONS = 3
PEERS = 10
"""The peers write so many of the slips, each some hundred times as slow as ours: a minute is not theirs alone."""
PRINTED = 20
TASKS = 3
SITE = "https://chidao.example.vn"


def run(size: int) -> Outcome:
    """All of ours are opened by python-docx, and PRINTED of them by LibreOffice, which must be there."""
    facts = [_facts(number) for number in range(size)]
    written = [write_slip(one) for one in facts]
    _check(written)
    some = facts[:: max(1, size // PEERS)][:PEERS]
    template = _template()
    parts = [(one.link, _parts(content)) for one, content in zip(facts, written, strict=True)]
    ways: dict[str, Callable[[], float]] = {
        "ours": partial(_taken, write_slip, facts),
        "peer: docxtpl": partial(_taken, partial(_by_template, template), some),
        "peer: python-docx": partial(_taken, _by_hand, some),
        "limit: the library's QR code, a zip of parts": partial(_taken, _zip_of, parts),
    }
    for way in ways.values():  # once for the caches of each
        way()
    taken = interleaved(ways, repetitions=REPETITIONS)
    ours, template_engine, by_hand, limit = taken.values()
    goals = (Goal("ours / limit", ours / limit, 2),)
    notes = (
        f"docxtpl / ours: {template_engine / ours:.0f} ×, python-docx / ours: {by_hand / ours:.0f} ×",
        f"{sum(map(len, written)) / size / 1024:.1f} KB a slip, with a QR code of its own",
    )
    return Outcome("documents", size, "none", "slip", taken, goals, notes)


def _facts(number: int) -> Slip:
    tasks = tuple(
        SlipTask(f"Rà soát, lập danh sách nhóm {ordinal} trên địa bàn số {number}", "Báo cáo kết quả", "Chậm nhất ngày 30/3/2021", "100%")
        for ordinal in range(1, TASKS + 1)
    )
    return Slip(
        head=AgencyHead((), ("Ủy ban nhân dân", "thành phố Hà Nội")),
        place="Hà Nội",
        date=date(2021, 3, 18),
        subject="Triển khai ứng dụng trên điện thoại",
        basis="Công văn số 776/UBND-KGVX ngày 18/3/2021",
        issued_by="Ủy ban nhân dân thành phố Hà Nội",
        lead_unit=f"Ủy ban nhân dân phường số {number}",
        tasks=tasks,
        reporting="Báo cáo kết quả về Ủy ban nhân dân thành phố Hà Nội",
        follow_up="Bảo hiểm xã hội thành phố Hà Nội",
        link=f"{SITE}/viec/{number}/",
        signature=Signature(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), "PHÓ CHỦ TỊCH", "Nguyễn Văn A"),
    )


def _check(written: list[bytes]) -> None:
    for number, content in enumerate(written):
        document = Document(io.BytesIO(content))
        assert any(f"phường số {number}" in paragraph.text for paragraph in document.paragraphs)
        assert len(document.inline_shapes) == 1
    with tempfile.TemporaryDirectory() as folder:
        names = [f"{number}.docx" for number in range(min(PRINTED, len(written)))]
        for name, content in zip(names, written, strict=False):
            Path(folder, name).write_bytes(content)
        subprocess.run(  # noqa: S603 - our own words
            ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "pdf", "--outdir", folder, *names],  # noqa: S607 - wherever it is installed
            cwd=folder,
            check=True,
            capture_output=True,
        )
        assert len(list(Path(folder).glob("*.pdf"))) == len(names)


def _taken(way: Callable[[Any], bytes], given: list[Any]) -> float:
    return cpu_micros(lambda: [way(one) for one in given], pieces=len(given))


# The peers: the same words, laid out more simply


def _template() -> bytes:
    document = Document()
    fields = ("issued_by", "place", "subject", "basis", "lead_unit", "reporting", "follow_up", "link")
    for field in fields:
        document.add_paragraph("{{ " + field + " }}")
    table = document.add_table(rows=TASKS, cols=4)
    for ordinal, row in enumerate(table.rows):
        for cell, field in zip(row.cells, ("content", "product", "deadline", "indicator"), strict=True):
            cell.text = f"{{{{ tasks[{ordinal}].{field} }}}}"
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _by_template(template: bytes, facts: Slip) -> bytes:
    document = DocxTemplate(io.BytesIO(template))
    fields = ("issued_by", "place", "subject", "basis", "lead_unit", "reporting", "follow_up", "link", "tasks")
    document.render({field: getattr(facts, field) for field in fields}, autoescape=True)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _by_hand(facts: Slip) -> bytes:
    document = Document()
    for field in ("issued_by", "place", "subject", "basis", "lead_unit", "reporting", "follow_up", "link"):
        document.add_paragraph(getattr(facts, field))
    table = document.add_table(rows=0, cols=4)
    for task in facts.tasks:
        for cell, words in zip(table.add_row().cells, (task.content, task.product, task.deadline, task.indicator), strict=True):
            cell.text = words
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


# The limit


def _parts(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def _zip_of(slip: tuple[str, list[tuple[str, bytes]]]) -> bytes:
    """What is each slip's own: its code is computed, no picture made of it, and its text compressed; every other part is only copied."""
    link, parts = slip
    zxingcpp.create_barcode(link, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as archive:
        for name, part in parts:
            archive.writestr(name, part, zipfile.ZIP_DEFLATED if name == "word/document.xml" else zipfile.ZIP_STORED)
    return saved.getvalue()
