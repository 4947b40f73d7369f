"""Forms of the decree filled in: giấy giới thiệu, giấy nghỉ phép and biên bản, as whoever writes them would (NĐ 30/2020, Phụ lục III)."""

import datetime
from dataclasses import dataclass

from directives.writing.facts import Block, Paragraph
from directives.writing.forms import filled
from directives.writing.head import short_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """Giấy giới thiệu: `person` of `post` is sent by `agency` to `destination` about `matter`; it holds to the end of `valid_until`."""

    agency: str
    person: str
    post: str
    destination: str
    matter: str
    valid_until: datetime.date

    def body(self) -> tuple[Block, ...]:
        return (
            Paragraph("centred", "", f"{self.agency} trân trọng giới thiệu:"),
            *filled("text", "Ông (bà):", self.person),
            *filled("text", "Chức vụ:", self.post),
            *filled("text", "Được cử đến:", self.destination),
            *filled("text", "Về việc:", self.matter),
            Paragraph("text", "", "Đề nghị Quý cơ quan tạo điều kiện để ông (bà) có tên ở trên hoàn thành nhiệm vụ."),
            Paragraph("close", "", f"Giấy này có giá trị đến hết ngày {short_date(self.valid_until)}./."),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Giấy nghỉ phép: `agency` grants `person` of `post` leave from `first` to `last`, both included, at `place`.

    `asked_on` is the day of the request, `length` the leave in words ("05 ngày làm việc"), `counted_as` what it is counted as
    ("nghỉ hằng năm năm 2027").
    """

    agency: str
    person: str
    post: str
    asked_on: datetime.date
    length: str
    first: datetime.date
    last: datetime.date
    place: str
    counted_as: str

    def body(self) -> tuple[Block, ...]:
        span = f"kể từ ngày {short_date(self.first)} đến hết ngày {short_date(self.last)}"
        return (
            Paragraph(
                "text", "", f"Xét Đơn đề nghị nghỉ phép ngày {short_date(self.asked_on)} của ông (bà) {self.person}, {self.agency} cấp cho:"
            ),
            *filled("text", "Ông (bà):", self.person),
            *filled("text", "Chức vụ:", self.post),
            Paragraph("text", "", f"Được nghỉ phép trong thời gian {self.length} {span} tại {self.place}."),
            Paragraph("close", "", f"Số ngày nghỉ phép nêu trên được tính vào thời gian {self.counted_as}./."),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """Biên bản of a meeting: `begins` and `ends` in words ("14 giờ 00, ngày 05/3/2027"), `proceedings` the text in order."""

    begins: str
    venue: str
    attendance: tuple[str, ...]
    chair: str
    secretary: str
    proceedings: tuple[Block, ...]
    ends: str
    meeting: str = "Cuộc họp"

    def body(self) -> tuple[Block, ...]:
        several = len(self.attendance) > 1
        return (
            *filled("text", "Thời gian bắt đầu:", self.begins),
            *filled("text", "Địa điểm:", self.venue),
            Paragraph("text", "", "Thành phần tham dự:" if several else f"Thành phần tham dự: {''.join(self.attendance)}"),
            *(Paragraph("dash", "", name) for name in self.attendance if several),
            *filled("text", "Chủ trì (chủ tọa):", self.chair),
            *filled("text", "Thư ký (người ghi biên bản):", self.secretary),
            Paragraph("text", "", "Nội dung (theo diễn biến cuộc họp):"),
            *self.proceedings,
            Paragraph("close", "", f"{self.meeting} kết thúc vào {self.ends}./."),
        )
