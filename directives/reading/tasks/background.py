"""What orders nothing: sections such as "I. Mục đích", and lines that tell a state behind such a title ("Tồn tại, hạn chế: …")."""

import re

from directives.reading.tasks.wording import verb_led

#: "Mục đích", "Tình hình", "Căn cứ", but not "Yêu cầu các phòng"
_BACKGROUND = re.compile(
    r"(?:(?:về )?mục đích|yêu cầu(?!\s+(?:các|UBND|Sở|Ủy|100|đối với))|mục tiêu|chỉ tiêu|quan điểm|căn cứ|cơ sở (?:pháp lý|xây dựng|"
    r"thực tiễn)|sự cần thiết|đặc điểm|(?:đánh giá )?tình hình|thực trạng|(?:về )?kết quả|đánh giá|một số kết quả|những kết quả|ưu điểm|"
    r"tồn tại|những tồn tại|"
    r"hạn chế|khó khăn|những khó khăn|nguyên nhân|ý nghĩa|(?:các )?tính năng|(?:các )?tiện ích|lợi ích|phạm vi|đối tượng|nguyên tắc|"
    r"khái niệm|giải thích|thành phần|bối cảnh|dự báo|nội dung báo cáo|thời gian(?:,| và)? địa điểm|địa điểm|chủ thể|tài liệu|"
    r"thông tin chung|"
    r"giới thiệu|(?:những )?quy định chung|về đánh giá|nhận định|phương châm|tư tưởng chỉ đạo)(?!\w)",
    re.IGNORECASE,
)

#: the title of one line: "Đánh giá chung: …", "Về kết quả đạt được: …"; nothing else may stand in it, for "Đánh giá" orders too
_STATE = re.compile(
    r"(?:(?:về\s)?(?:đánh giá chung|nhận xét chung|mục đích|yêu cầu|mục tiêu|quan điểm|phạm vi|đối tượng|thành phần|địa điểm|nguyên tắc|"
    r"bối cảnh|(?:những |một số )?(?:kết quả|tình hình|thực trạng|ưu điểm|thuận lợi|tồn tại|hạn chế|khó khăn|vướng mắc|nguyên nhân))"
    r"(?:\s(?:chung|đạt được|nổi bật|chủ yếu|thực hiện|hiện nay|còn|áp dụng|tham dự|tổ chức))*)(?:\s?(?:,|và)\s?"
    r"(?:yêu cầu|tồn tại|hạn chế|khó khăn|vướng mắc|nguyên nhân|kết quả|thuận lợi|tồn tại))*\s?:",
    re.IGNORECASE,
)


def is_background(title: str) -> bool:
    """Whether a heading opens a section that orders nothing: "Mục đích, yêu cầu", "Tình hình thực hiện"."""
    return _BACKGROUND.match(title) is not None and len(title) < 120 and not verb_led(title)


def tells_state(text: str) -> bool:
    """Whether a paragraph tells how things are behind a title of its own: "Đánh giá chung: Thời gian qua …"."""
    return _STATE.match(text) is not None
