"""The công văn đôn đốc: whom an agency urges, about what, with the list of what is owed as its appendix."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from directives.writing.facts import AgencyHead, Appendix, Block, Letter, Paragraph, RecipientNote, Signature, Table, Urgency
from directives.writing.head import short_date
from records.text import fold, grouped

NAMED_ABOVE = 10
"""As many addressees as Kính gửi names one by one; more are those of the appendix."""
OF_THE_APPENDIX = "Các cơ quan, đơn vị có tên tại Phụ lục kèm theo"


@dataclass(frozen=True, slots=True)
class Overdue:
    """One task that a unit owes: by which document and until when it was given (None: without a date), what its state is in words."""

    unit: str
    task: str
    document: str
    due: datetime.date | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """What is urged: `order` is the document that gave the work, cited in full, `work` what it asks for; `agency` speaks in the text.

    `as_of` is the day on which `overdue` was counted, `deadline` the new one in words ("17 giờ ngày 05/4/2027"). What of `overdue` is not
    past its day is there because nothing was reported. `giver`: who gave the work, when `agency` only follows it up. `asks`: an agency asks
    (đề nghị) whoever does not stand under it, and orders (yêu cầu) the others.
    """

    head: AgencyHead
    symbol: str
    place: str
    agency: str
    order: str
    work: str
    overdue: tuple[Overdue, ...]
    as_of: datetime.date
    deadline: str
    number: int | None = None
    date: datetime.date | None = None
    report_to: str = ""
    giver: str = ""
    asks: Literal["yêu cầu", "đề nghị"] = "yêu cầu"
    recipients: tuple[RecipientNote, ...] = ()
    archive: str = "VT"
    signature: Signature | None = None
    urgency: Urgency = ""

    @property
    def subject(self) -> str:
        """What follows V/v."""
        return f"đôn đốc {self.work}"

    @property
    def addressees(self) -> tuple[str, ...]:
        """The lines of Kính gửi: each unit once in their order, or all in one line."""
        units = self._units()
        return units if len(units) <= NAMED_ABOVE else (OF_THE_APPENDIX,)

    @property
    def body(self) -> tuple[Paragraph, ...]:
        """The text, which refers to the appendix (VAS §7.3)."""
        receiver = self.report_to or self.agency
        followed = f"; {self.agency} được giao theo dõi, đôn đốc việc thực hiện" if self.giver else ""
        end = (
            f"Quá thời hạn trên, {self.agency} tổng hợp, báo cáo {self.giver} xem xét, chỉ đạo./."
            if self.giver
            else "Quá thời hạn trên, Thủ trưởng cơ quan, đơn vị chịu trách nhiệm về việc chậm trễ./."
        )
        return (
            Paragraph(
                "text", "", f"Thực hiện {self.order}, {self.giver or self.agency} đã giao các cơ quan, đơn vị {self._given()}{followed}."
            ),
            Paragraph("text", "", f"Tuy nhiên, đến ngày {short_date(self.as_of)}, còn {self._owed()} (chi tiết tại Phụ lục kèm theo)."),
            Paragraph("text", "", f"{self.agency} {self.asks}:"),
            Paragraph(
                "clause",
                "1.",
                f"Thủ trưởng các cơ quan, đơn vị có tên tại Phụ lục khẩn trương hoàn thành nhiệm vụ, gửi kết quả về {receiver} "
                f"trước {self.deadline}.",
            ),
            Paragraph(
                "clause", "2.", "Nêu rõ nguyên nhân chậm trễ, trách nhiệm của tập thể, cá nhân và biện pháp khắc phục trong báo cáo."
            ),
            Paragraph("close", "", end),
        )

    @property
    def appendix(self) -> Appendix:
        """What each unit owes, one line a task, on a landscape page: its seven columns are wider than a portrait one."""
        silent = ", chưa có báo cáo" if self._silent() else ""
        return Appendix(f"Danh sách nhiệm vụ quá hạn{silent}", (self._table(),), landscape=True)

    def letter(self) -> Letter:
        """The whole document."""
        body: tuple[Block, ...] = self.body
        return Letter(
            kind="CV",
            head=self.head,
            symbol=self.symbol,
            place=self.place,
            subject=self.subject,
            number=self.number,
            date=self.date,
            addressees=self.addressees,
            body=body,
            recipients=self.recipients,
            archive=self.archive,
            signature=self.signature,
            urgency=self.urgency,
            appendices=(self.appendix,),
        )

    def _given(self) -> str:
        """What was given, unless the subject of the document has just said so."""
        return "các nhiệm vụ cụ thể" if fold(self.work).rstrip("…. ") in fold(self.order) else self.work

    def _units(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.unit for row in self.overdue))

    def _days_late(self, row: Overdue) -> int:
        return max((self.as_of - row.due).days, 0) if row.due else 0

    def _silent(self) -> int:
        return sum(1 for row in self.overdue if not self._days_late(row))

    def _owed(self) -> str:
        silent = self._silent()
        late = len(self.overdue) - silent
        parts = [f"{_counted(late)} nhiệm vụ quá hạn"] if late else []
        parts += [f"{_counted(silent)} nhiệm vụ chưa có báo cáo"] if silent else []
        return f"{' và '.join(parts)} của {_counted(len(self._units()))} cơ quan, đơn vị"

    def _table(self) -> Table:
        return Table(
            columns=("STT", "Đơn vị", "Nhiệm vụ", "Văn bản giao", "Hạn", "Số ngày quá hạn", "Tình trạng"),
            rows=tuple(
                (
                    str(ordinal),
                    row.unit,
                    row.task,
                    row.document,
                    short_date(row.due) if row.due else "–",
                    str(self._days_late(row) or "–"),
                    row.state,
                )
                for ordinal, row in enumerate(self.overdue, start=1)
            ),
            widths_mm=(12, 48, 78, 32, 24, 20, 28),
            centred=(0, 4, 5),
            note=f"Số liệu tính đến ngày {short_date(self.as_of)}.",
        )


def _counted(number: int) -> str:
    return f"{number:02d}" if number < 10 else grouped(number)
