"""Directives set in type by LibreOffice, and as if scanned: what the readers of PDF files and pictures are tried on."""

import io
import random
import subprocess
from pathlib import Path

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from PIL import Image, ImageFilter

from directives.reading import head, read_text, tail


def to_pdf(document: bytes, folder: Path) -> bytes:
    """The .docx as LibreOffice prints it."""
    source = folder / "typeset.docx"
    source.write_bytes(document)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "pdf", "--outdir", str(folder), source],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (folder / "typeset.pdf").read_bytes()


def to_scan(pdf: bytes, folder: Path, *, dpi: int, is_worn: bool = False) -> bytes:
    """The pages of a PDF as a TIFF; worn ones lie askew, blurred and in grey noise."""
    (folder / "scan.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", "-png", folder / "scan.pdf", folder / "scan"], check=True, timeout=120)
    pages = []
    for number, path in enumerate(sorted(folder.glob("scan-*.png"))):
        page = Image.open(path).convert("L")
        if is_worn:
            chance = random.Random(number)
            page = page.rotate(chance.uniform(-1.5, 1.5), Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.6))
            page = Image.blend(page, Image.effect_noise(page.size, 38), 0.12)
        pages.append(page)
        path.unlink()
    stream = io.BytesIO()
    pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw", dpi=(dpi, dpi))
    return stream.getvalue()


def laid_out(text: str) -> bytes:
    """A text of the corpus as a .docx of the usual layout: head and end in two columns, justified paragraphs with indents."""
    written = read_text(text).text.split("\n")
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Cm(3), Cm(2), Cm(2), Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Serif", Pt(14)
    normal.paragraph_format.space_after = Pt(6)

    def columns(left: list[str], right: list[str]) -> None:
        table = document.add_table(rows=1, cols=2)
        for cell, content in zip(table.rows[0].cells, (left, right), strict=True):
            cell.text = "\n".join(content)
            for paragraph in cell.paragraphs:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if content and not tail.RECIPIENTS.match(content[0]) else None
                for run in paragraph.runs:
                    run.font.size = Pt(12)

    left, right, index = [], [], 0
    while index < len(written):
        line = written[index]
        if head.MOTTO.match(line) or line.startswith(("Độc lập", "ĐẢNG CỘNG SẢN")) or head.place_and_date(line):
            right.append(line)
        elif (line and (head.NUMBER_LINE.match(line) or head.ABOUT_LINE.match(line))) or (
            head.is_capitals(line) and not head.title_of(line)
        ):
            left.append(line)
        else:
            break
        index += 1
    if left or right:
        columns(left, right)
    title = index if index < len(written) and head.title_of(written[index]) else -1
    end = next((at for at, line in enumerate(written) if line == "Nơi nhận:"), len(written))
    for at in range(index, end):
        paragraph = document.add_paragraph(written[at])
        if title >= 0 and at in (title, title + 1):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            paragraph.paragraph_format.first_line_indent = Cm(1.27)
    signature = next((at for at in range(end, len(written)) if tail.starts_signature(written[at])), len(written))
    after = next((at + 1 for at in range(signature, len(written)) if tail.is_person(written[at])), len(written))
    if end < len(written):
        columns(written[end:signature], written[signature:after])
    for line in written[after:]:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
