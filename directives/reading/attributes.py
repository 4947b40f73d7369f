"""Lines that tell one thing of the order above them: "Đơn vị chủ trì: …", "Thời gian hoàn thành: …", "Kinh phí: …"."""

import re
from collections.abc import Iterator

#: its label; `time` when it is, `other` for what is neither a unit nor a time
ATTRIBUTE = re.compile(
    r"(?P<what>(?:(?:các )?(?:đơn vị|cơ quan|bộ phận|phòng|ban|sở)(?:,\s?(?:đơn vị|cơ quan|địa phương))?\s(?P<role>chủ trì|đầu mối|"
    r"thực hiện|phối hợp|tham gia|theo dõi|giám sát|chịu trách nhiệm|báo cáo)(?:\s(?:thực hiện|chính|triển khai|tham mưu|phối hợp|"
    r"theo dõi|tổng hợp))?|chủ trì(?: thực hiện)?|phối hợp(?: thực hiện)?|phân công (?:thực hiện|nhiệm vụ)|trách nhiệm thực hiện|"
    r"(?P<time>(?:thời gian|thời hạn|tiến độ|hạn)(?:\s(?:hoàn thành|thực hiện|triển khai|báo cáo|gửi|trình|tổ chức))*(?:\s(?:dự kiến))?)|"
    r"(?P<other>sản phẩm|kết quả(?: đầu ra| cần đạt| dự kiến| thực hiện)?|kinh phí(?: thực hiện)?|nguồn kinh phí|địa điểm|"
    r"hình thức(?: thực hiện)?|thành phần|số lượng|đối tượng))\s*:\s*)",
    re.IGNORECASE,
)
_NEXT = re.compile(r"[;.]\s+(?=\S)")


def told(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Each label of a line and where its words end: "Đơn vị chủ trì: Sở A; đơn vị phối hợp: Sở B" tells two things."""
    found = [match for start in (0, *(mark.end() for mark in _NEXT.finditer(text))) if (match := ATTRIBUTE.match(text, start))]
    for at, match in enumerate(found):
        yield match, found[at + 1].start() if at + 1 < len(found) else len(text)
