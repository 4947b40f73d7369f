"""The công văn đôn đốc: whom an agency urges, about what, with the list of what is late as its appendix."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from directives.writing.facts import AgencyHead, Appendix, Block, Letter, Paragraph, RecipientNote, Signature, Table, Urgency
from directives.writing.head import short_date


@dataclass(frozen=True, slots=True)
class Overdue:
    """One task that a unit has not finished: by which document and until when it was given, what its state is in words."""

    unit: str
    task: str
    document: str
    due: datetime.date
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """What is urged: `order` is the document that gave the work, cited in full, `work` what it asks for; `agency` speaks in the text.

    `as_of` is the day on which `overdue` was counted, `deadline` the new one in words ("17 giờ ngày 05/4/2027").
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
    recipients: tuple[RecipientNote, ...] = ()
    archive: str = "VT"
    signature: Signature | None = None
    urgency: Urgency = ""

    def letter(self) -> Letter:
        """The công văn to the units that are late, each once in their order, and its appendix (VAS §7.3)."""
        units = tuple(dict.fromkeys(row.unit for row in self.overdue))
        return Letter(
            kind="CV",
            head=self.head,
            symbol=self.symbol,
            place=self.place,
            subject=f"đôn đốc {self.work}",
            number=self.number,
            date=self.date,
            addressees=units,
            body=self._body(len(units)),
            recipients=self.recipients,
            archive=self.archive,
            signature=self.signature,
            urgency=self.urgency,
            appendices=(Appendix("Danh sách nhiệm vụ quá hạn", (self._table(),), landscape=True),),
        )

    def _body(self, units: int) -> tuple[Block, ...]:
        receiver, late = self.report_to or self.agency, f"{len(self.overdue):02d} nhiệm vụ quá hạn của {units:02d} cơ quan, đơn vị"
        return (
            Paragraph("text", "", f"Thực hiện {self.order}, {self.agency} đã giao các cơ quan, đơn vị {self.work}."),
            Paragraph("text", "", f"Tuy nhiên, đến ngày {short_date(self.as_of)}, còn {late} (chi tiết tại Phụ lục kèm theo)."),
            Paragraph("text", "", f"{self.agency} yêu cầu:"),
            Paragraph(
                "clause",
                "1.",
                f"Thủ trưởng các cơ quan, đơn vị có tên tại Phụ lục khẩn trương hoàn thành nhiệm vụ, gửi kết quả về {receiver} "
                f"trước {self.deadline}.",
            ),
            Paragraph(
                "clause", "2.", "Nêu rõ nguyên nhân chậm trễ, trách nhiệm của tập thể, cá nhân và biện pháp khắc phục trong báo cáo."
            ),
            Paragraph("close", "", "Quá thời hạn trên, Thủ trưởng cơ quan, đơn vị chịu trách nhiệm về việc chậm trễ./."),
        )

    def _table(self) -> Table:
        return Table(
            columns=("STT", "Đơn vị", "Nhiệm vụ", "Văn bản giao", "Hạn", "Số ngày quá hạn", "Tình trạng"),
            rows=tuple(
                (
                    str(ordinal),
                    row.unit,
                    row.task,
                    row.document,
                    short_date(row.due),
                    str((self.as_of - row.due).days),
                    row.state,
                )
                for ordinal, row in enumerate(self.overdue, start=1)
            ),
            widths_mm=(12, 48, 78, 32, 24, 20, 28),
            centred=(0, 4, 5),
            note=f"Số liệu tính đến ngày {short_date(self.as_of)}.",
        )
