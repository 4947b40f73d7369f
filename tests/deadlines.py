"""What the tests of deadlines share: a letter of our own around some paragraphs, and the days that its tasks have."""

from directives.reading import Reading, read_text

LETTER = """ỦY BAN NHÂN DÂN
TỈNH SƠN HẢI

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 214/UBND-NC
V/v tăng cường công tác văn thư, lưu trữ

Sơn Hải, ngày 15 tháng 5 năm 2023

Kính gửi:
- Các sở, ban, ngành;
- UBND các huyện, thành phố.

{body}

Nơi nhận:
- Như trên;
- Lưu: VT, NC.

CHỦ TỊCH

Trần Văn Sơn
"""
LEAD = "Chủ tịch UBND tỉnh yêu cầu các đơn vị thực hiện các nội dung sau:"


def letter(*paragraphs: str) -> Reading:
    return read_text(LETTER.format(body="\n\n".join((LEAD, *paragraphs))))


def due(reading: Reading) -> list[str | None]:
    """The day or the round of every task, in the order of the text."""
    return [task.deadline.isoformat() if task.deadline else task.period for task in reading.tasks]
