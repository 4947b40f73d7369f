"""What a check of layout says: findings with their places, and what it could not check."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from directives.files.sheet import Paragraph
from records.text import nfc

_LONGEST = 90
SHOWN = 5
"""Places of one finding that a page or a list shows."""


class Level(StrEnum):
    """How much a finding weighs: an error blocks the signature."""

    ERROR = "error"
    WARN = "warn"
    INFO = "info"

    @property
    def label(self) -> str:
        """The word for people."""
        return {"error": "Lỗi", "warn": "Cảnh báo", "info": "Lưu ý"}[self.value]


RULES = {
    "TT-01": (Level.ERROR, "Khổ giấy, lề, phông chữ", "I.1, I.3, I.4"),
    "TT-02": (Level.ERROR, "Quốc hiệu và Tiêu ngữ", "II.1"),
    "TT-03": (Level.ERROR, "Tên cơ quan ban hành", "II.2"),
    "TT-04": (Level.ERROR, "Số, ký hiệu", "II.3"),
    "TT-05": (Level.ERROR, "Địa danh và thời gian ban hành", "II.4"),
    "TT-06": (Level.ERROR, "Tên loại và trích yếu", "II.5"),
    "TT-07": (Level.WARN, "Căn cứ ban hành", "II.6"),
    "TT-08": (Level.WARN, "Trình bày nội dung", "II.6"),
    "TT-09": (Level.WARN, "Bố cục, đánh số mục", "II.6"),
    "TT-10": (Level.ERROR, "Chức vụ, họ tên người ký", "II.7"),
    "TT-11": (Level.WARN, "Kính gửi", "II.9"),
    "TT-12": (Level.ERROR, "Nơi nhận", "II.9"),
    "TT-13": (Level.WARN, "Phụ lục", "III.1"),
    "TT-14": (Level.WARN, "Số trang", "I.7"),
    "TT-15": (Level.ERROR, "Dấu chỉ mức độ khẩn, phạm vi lưu hành", "III.2"),
    "TT-16": (Level.INFO, "Viện dẫn, viết hoa", "II.6"),
    "PG-01": (Level.ERROR, "Phiếu giao việc, phiếu giải quyết", "VII"),
    "SO-01": (Level.ERROR, "Sổ văn bản in từ hệ thống", "I"),
}
"""Rule → its level, what it is about, and where the decree says it (VAS §11)."""
_ELSEWHERE = {
    "PG-01": "NĐ 30/2020, Phụ lục IV, VII",
    "SO-01": "NĐ 30/2020, Phụ lục IV",
    "TT-16": "NĐ 30/2020, Phụ lục I, II.6 và Phụ lục II",
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where: the paragraph counted from 1 (0: a whole section), the section, the cell as (table, row, column), and the words there."""

    section: int
    paragraph: int
    cell: tuple[int, int, int] | None = None
    words: str = ""

    @classmethod
    def of(cls, paragraph: Paragraph) -> "Place":
        """That of a paragraph."""
        cell = paragraph.cell
        words = nfc(paragraph.text)
        return cls(
            paragraph.section + 1,
            paragraph.number,
            (cell.table, cell.row, cell.column) if cell else None,
            words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(" ", 1)[0] + "…",
        )

    def __str__(self) -> str:
        if not self.paragraph:
            return f"phần trang thứ {self.section}"
        where = f"đoạn {self.paragraph}"
        if self.cell:
            table, row, column = self.cell
            where += f" (bảng {table}, hàng {row}, cột {column})"
        return where


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: `found` is what is there, `asked` what the decree asks, both in Vietnamese; the same fault again adds its place."""

    rule: str
    level: Level
    component: str
    found: str
    asked: str
    places: tuple[Place, ...]

    @property
    def source(self) -> str:
        """Where the decree says so."""
        return _ELSEWHERE.get(self.rule, f"NĐ 30/2020, Phụ lục I, {RULES[self.rule][2]}")

    @property
    def title(self) -> str:
        """What the rule is about."""
        return RULES[self.rule][1]

    @property
    def more(self) -> int:
        """How many places there are beyond those that a page shows."""
        return max(len(self.places) - SHOWN, 0)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "rule": self.rule,
            "level": self.level.value,
            "component": self.component,
            "found": self.found,
            "asked": self.asked,
            "source": self.source,
            "places": [
                {
                    "section": place.section,
                    "paragraph": place.paragraph or None,
                    "cell": dict(zip(("table", "row", "column"), place.cell, strict=True)) if place.cell else None,
                    "words": place.words,
                }
                for place in self.places
            ],
        }


def finding(rule: str, component: str, found: str, asked: str, *at: Paragraph, section: int = 0) -> Finding:
    """A finding of the rule's level at these paragraphs, or at a whole section counted from 0."""
    return Finding(rule, RULES[rule][0], component, found, asked, tuple(Place.of(each) for each in at) or (Place(section + 1, 0),))


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In the order of their places; what is the same at several places once, with all of them."""
    found: dict[tuple[str, str, str, str], list[Place]] = {}
    for each in findings:
        found.setdefault((each.rule, each.component, each.found, each.asked), []).extend(each.places)
    rows = [
        Finding(rule, RULES[rule][0], component, there, asked, tuple(dict.fromkeys(sorted(places, key=_order))))
        for (rule, component, there, asked), places in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (*_order(row.places[0]), row.rule, row.component)))


def _order(place: Place) -> tuple[int, int]:
    return place.section, place.paragraph


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A rule that could not be checked here, and why, in Vietnamese."""

    rule: str
    reason: str

    @property
    def title(self) -> str:
        """What the rule is about."""
        return RULES[self.rule][1]


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. `kind` is the code of the type of document ("" unknown), `type_name` its name, `issuer` as printed."""

    kind: str
    type_name: str
    issuer: str
    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...] = ()

    def of(self, level: Level) -> tuple[Finding, ...]:
        """The findings of one level, by place."""
        return tuple(each for each in self.findings if each.level == level)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What blocks a signature."""
        return self.of(Level.ERROR)

    @property
    def by_level(self) -> list[tuple[Level, tuple[Finding, ...]]]:
        """The levels that have findings, heaviest first."""
        return [(level, found) for level in Level if (found := self.of(level))]

    def as_json(self) -> dict[str, Any]:
        """{"kind", "type", "issuer", "counts": {"error", "warn", "info"}, "findings": […], "not_checked": [{"rule", "reason"}]}.

        A finding is {"rule", "level", "component", "found", "asked", "source", "places"}; a place is {"section", "paragraph", "cell":
        {"table", "row", "column"} or null, "words"}, all counted from 1; `paragraph` is null for a whole section.
        """
        return {
            "kind": self.kind,
            "type": self.type_name,
            "issuer": self.issuer,
            "counts": {level.value: len(self.of(level)) for level in Level},
            "findings": [each.as_json() for each in self.findings],
            "not_checked": [{"rule": each.rule, "reason": each.reason} for each in self.not_checked],
        }
