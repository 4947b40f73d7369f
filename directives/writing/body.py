"""The text of a document, from căn cứ to the closing "./." (NĐ 30/2020, Phụ lục I, II.6)."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

from directives.writing.charts import chart_part
from directives.writing.facts import Block, Chart, Paragraph, Table
from directives.writing.markup import line, paragraph, run
from directives.writing.package import Package
from directives.writing.page import BASE, CENTRED, DIVISION, HEADING, TEXT
from directives.writing.tables import table_part
from directives.writing.text import line_of, lines_of

_DIVISIONS = frozenset({"part", "chapter", "section"})
_HEADINGS = frozenset({"roman", "clause_title"})
_SENTENCE_ENDS = (".", ":", ";", ",")
_LONGEST_TITLE = 150
"""Letters: two lines; what is longer is a sentence that lacks its mark."""


def body_part(body: tuple[Block, ...], *, width: int, package: Package, signed: bool = False, as_is: bool = False) -> str:
    """The blocks in order, ended with "./.", in a text area of that width; charts are added to the package.

    `signed` keeps the last two blocks with what follows, so that no signature stands alone on a page. `as_is`: they have their marks.
    """
    blocks = _single_paragraphs(body)
    if not as_is:
        _punctuate_bases(blocks)
        _close(blocks)
    kept = range(len(blocks) - 2, len(blocks)) if signed else range(0)
    _weigh_articles(blocks)
    return "".join(_block(block, width=width, package=package, keep_next=index in kept) for index, block in enumerate(blocks))


def punctuated(body: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks one for one with the marks that they print with in their document, for whoever copies some of them."""
    blocks = list(body)
    _punctuate_bases(blocks)
    said = [place for place, block in enumerate(blocks) if not isinstance(block, Paragraph) or block.text or block.label]
    end = said[-1] + 1 if said else 0
    whole = blocks[:end]
    _close(whole)
    return (*whole, *blocks[end:])


def _single_paragraphs(body: tuple[Block, ...]) -> list[Block]:
    """The blocks with clean texts, each line break made a new paragraph, and empty paragraphs left out."""
    blocks: list[Block] = []
    for block in body:
        if not isinstance(block, Paragraph):
            blocks.append(block)
            continue
        label, texts = line_of(block.label), lines_of(block.text)
        if block.kind in _DIVISIONS or block.kind in _HEADINGS:
            texts = [" ".join(texts)] if texts else []
        if label or texts:
            says_more = block.kind == "base" and texts[:1] and texts[0].endswith(":")  # "Căn cứ …, Ủy ban nhân dân yêu cầu:"
            blocks.append(Paragraph("text" if says_more else block.kind, label, texts[0] if texts else ""))
        blocks += [Paragraph("base" if block.kind == "base" else "text", "", text) for text in texts[1:]]
    return blocks


def _punctuate_bases(blocks: list[Block]) -> None:
    """Ends every căn cứ with ";" and the last of them with "."; a colon or comma of the author's stays."""
    for index, (block, following) in enumerate(pairwise([*blocks, Paragraph("text")])):
        if isinstance(block, Paragraph) and block.kind == "base" and not block.text.endswith((":", ",")):
            last = not (isinstance(following, Paragraph) and following.kind == "base")
            blocks[index] = dataclasses.replace(block, text=block.text.rstrip(" ;.") + (";."[last]))


def _weigh_articles(blocks: list[Block]) -> None:
    """Makes a heading of every article whose words are one: a short phrase without a mark, with text of its own below."""
    for index, (block, following) in enumerate(pairwise([*blocks, None])):
        if not isinstance(block, Paragraph) or block.kind != "article":
            continue
        is_titling = following is not None and not (isinstance(following, Paragraph) and following.kind in {"article", *_DIVISIONS})
        if is_titling and len(block.text) <= _LONGEST_TITLE and not block.text.endswith(_SENTENCE_ENDS):
            blocks[index] = dataclasses.replace(block, kind="clause_title")


def _close(blocks: list[Block]) -> None:
    """Ends the text with "./." when it ends with a sentence, not with a heading, a table or a chart; a note in brackets may follow it."""
    last = blocks[-1] if blocks else None
    if not isinstance(last, Paragraph) or last.kind in _DIVISIONS or last.kind in _HEADINGS or last.text.endswith("/."):
        return
    before = blocks[-2] if len(blocks) > 1 else None
    if last.text.startswith("(") and isinstance(before, Paragraph) and before.text.endswith("/."):
        return
    text = last.text.rstrip(" .;,:/")
    blocks[-1] = dataclasses.replace(last, text=f"{text}./.")


def _block(block: Block, *, width: int, package: Package, keep_next: bool) -> str:
    if isinstance(block, Table):
        return table_part(block, width=width, keep_next=keep_next)
    if isinstance(block, Chart):
        return chart_part(block, width=width, package=package, keep_next=keep_next)
    return _paragraph(block, keep_next=keep_next)


def _paragraph(facts: Paragraph, *, keep_next: bool) -> str:
    label, text = facts.label, facts.text
    if facts.kind in _DIVISIONS:
        return line(DIVISION, label) + line(DIVISION, text.upper(), before=0 if label else None)
    if facts.kind == "centred":
        return line(CENTRED, f"{label} {text}")
    if facts.kind == "roman":
        return line(HEADING, f"{label} {text.upper()}")
    if facts.kind == "clause_title":
        return line(HEADING, f"{label} {text}")
    if facts.kind == "article":
        return paragraph(TEXT, run(f"{label} " if label else "", bold=True), run(text), keep_next=keep_next)
    if facts.kind == "dash" and not label and not text.startswith(("-", "–", "+")):
        label = "-"
    return line(BASE if facts.kind == "base" else TEXT, f"{label} {text}", keep_next=keep_next)
