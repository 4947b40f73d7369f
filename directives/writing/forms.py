"""Giấy mời: what is filled in, and the text that it makes (NĐ 30/2020, Phụ lục III, Mẫu 1.7)."""

from __future__ import annotations

from dataclasses import dataclass

from directives.writing.facts import Block, Paragraph, ParagraphKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Giấy mời: `inviter` is the agency, `invited` whom it invites, `meeting` to what; `notes` are what to bring or to mind."""

    inviter: str
    invited: str
    meeting: str
    chair: str
    time: str
    venue: str
    notes: tuple[str, ...] = ()

    def body(self) -> tuple[Block, ...]:
        return (
            *filled("text", f"{self.inviter} trân trọng kính mời:", self.invited),
            *filled("text", "Tới dự", self.meeting),
            *filled("text", "Chủ trì:", self.chair),
            *filled("text", "Thời gian:", self.time),
            *filled("text", "Địa điểm:", self.venue),
            *(Paragraph("text", "", note) for note in self.notes),
        )


def filled(kind: ParagraphKind, label: str, words: str) -> tuple[Paragraph, ...]:
    """The line of a form, left out when nothing is filled in; a list stands below its colon."""
    gap = "\n" if label.endswith(":") and "\n" in words.strip() else " "
    return (Paragraph(kind, "", f"{label}{gap}{words}"),) if words.strip() else ()
