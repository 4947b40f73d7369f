"""What a Word file looks like when it is printed, free of how it says so: every paragraph with the type that it is really set in.

Lengths are in points unless a name says otherwise.
"""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Run:
    """Letters set alike. `font` is that of its letters, several joined by ", "; `colour` is RRGGBB, "" for the automatic one.

    `is_raised`: set above or below the line, and smaller than its size says; `is_marked`: on a ground of another colour than the paper's.
    """

    text: str
    font: str = ""
    size: float = 10.0
    is_bold: bool = False
    is_italic: bool = False
    is_underlined: bool = False
    is_raised: bool = False
    colour: str = ""
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """Where in a table: all counted from 1, `columns` in its row. `is_ruled`: the table draws lines between its cells."""

    table: int
    row: int
    column: int
    columns: int
    is_ruled: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A text box or frame: its size, and its line."""

    width: float
    height: float
    is_outlined: bool


@dataclass(slots=True)
class Paragraph:
    """A paragraph, or the part of one up to a line break typed in it.

    `number` counts paragraphs from 1, those in tables and boxes too. `first_line` is negative for a hanging one. `line` is in lines when
    `line_rule` is "auto", else in points. `width` is what the page or cell leaves it. `drawn` are the lengths of the straight lines that
    are anchored in it. `borders` names the sides that have a line.
    """

    number: int
    section: int
    runs: list[Run] = field(default_factory=list)
    is_continued: bool = False
    cell: Cell | None = None
    box: Box | None = None
    align: str = "left"
    left: float = 0.0
    right: float = 0.0
    first_line: float = 0.0
    before: float = 0.0
    after: float = 0.0
    line: float = 1.0
    line_rule: str = "auto"
    width: float = 0.0
    borders: str = ""
    border_colour: str = ""
    border_space: float = 0.0
    drawn: list[float] = field(default_factory=list)
    has_page_number: bool = False
    breaks_page: bool = False

    @property
    def text(self) -> str:
        """Its words."""
        return self.runs[0].text if len(self.runs) == 1 else "".join([run.text for run in self.runs])


@dataclass(slots=True)
class Band:
    """A header or footer of a section: kind "default", "first" or "even"."""

    kind: str
    is_footer: bool
    paragraphs: list[Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class Section:
    """Pages set up alike. `has_first`: its first page has a header and footer of their own; `first_number`: it counts its pages anew."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    has_first: bool = False
    first_number: int | None = None
    number_format: str = "decimal"
    bands: list[Band] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """A whole document. `pages` is how many its last editor counted, 0 when nobody did."""

    paragraphs: list[Paragraph]
    sections: list[Section]
    pages: int = 0

    def as_json(self) -> dict[str, Any]:
        """Plain values, to cross from one process to another."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Sheet":
        """The inverse of `as_json`."""
        sections = [
            Section(
                **each
                | {"bands": [Band(**band | {"paragraphs": [_paragraph(one) for one in band["paragraphs"]]}) for band in each["bands"]]}
            )
            for each in values["sections"]
        ]
        return cls([_paragraph(each) for each in values["paragraphs"]], sections, values["pages"])


def _paragraph(values: dict[str, Any]) -> Paragraph:
    cell, box = values["cell"], values["box"]
    parts = {"runs": [Run(**run) for run in values["runs"]], "cell": Cell(**cell) if cell else None, "box": Box(**box) if box else None}
    return Paragraph(**values | parts)
