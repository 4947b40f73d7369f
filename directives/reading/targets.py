"""The percentage that an assignee must reach, told from statistics: "phấn đấu đạt 95%", not "đã đạt 40%"."""

import re

_PERCENT = re.compile(r"(?<![\d,.])(?P<n>\d{1,3}(?:[.,]\d{1,2})?)\s?%")
_TARGET = re.compile(
    r"(?:phấn đấu|đạt|yêu cầu|bảo đảm|đảm bảo|tối thiểu|ít nhất|trên|từ|hoàn thành|đủ|có|ít hơn|vận động|để|cho|tới|đến|với|"
    r"tỷ lệ[^.;]{0,60})\s(?:tỷ lệ\s)?(?:từ\s|trên\s|tối thiểu\s|ít nhất\s|được\s|đạt\s)*$",
    re.IGNORECASE,
)
#: what is said of how things are, up to 60 letters before the figure; "hỗ trợ 50% chi phí" is a sum of money
_PAST = re.compile(
    r"(?:\b(?:đã|(?<!thực )(?<!phát )(?<!thể )hiện(?! đại)|mới (?:đạt|được|có|chỉ|thực hiện|hoàn thành|\w+ được)|"
    r"chỉ(?! (?:đạo|huy|thị|tiêu))|đang|năm trước|cùng kỳ|so với|tăng(?! cường)|giảm(?! (?:ít nhất|tối thiểu|từ))|chiếm|"
    r"tương ứng|còn)\b[^.;]{0,60}|"
    r"\b(?:mức đóng|hỗ trợ)\s(?:[^\s.;]+\s){0,3}|"
    r"\b(?:khen thưởng|biểu dương|nhân rộng|trách nhiệm)\b[^.;]{0,60}|\bchưa (?:đạt|hoàn thành|bảo đảm|đảm bảo|đủ)\s|"
    r"\b(?:được|ngân sách)(?:\s\w+){0,3} đóng\s)$",
    re.IGNORECASE,
)


#: "các trường có tỷ lệ dưới 95%" are spoken of; "giảm xuống dưới 3%" is to be reached
_BELOW = re.compile(r"\b(?:có|đạt) (?:tỷ lệ )?[^.;,]{0,30}dưới\s$")
_HOW_FAR = re.compile(
    r"\s(?:so với|kế hoạch|vốn (?:Nhà nước|nhà nước|nước ngoài)|mức|giá trị|chi phí|kinh phí|kích thước|công suất|lương|tiền lương|"
    r"thời gian|học phí|viện phí|lệ phí|phí)\b",
    re.IGNORECASE,
)


def target(text: str) -> tuple[float, tuple[int, int]] | None:
    """The percentage that the assignee must reach and its place: "phấn đấu đạt 95%", "100% cơ quan"; None for "đã đạt 40%"."""
    for match in _PERCENT.finditer(text):
        before = text[max(0, match.start() - 90) : match.start()]
        if _BELOW.search(before):
            continue
        if _PAST.search(before.rsplit(";", 1)[-1]):
            continue
        number = float(match["n"].replace(",", "."))
        after = text[match.end() : match.end() + 40]
        counted = re.match(
            r"\s(?:cán bộ|công chức|viên chức|người|đơn vị|cơ quan|xã|phường|hộ|học sinh|sinh viên|trường|số|các|hồ sơ|"
            r"thủ tục|TTHC|doanh nghiệp|đảng viên|thôn|cơ sở|giáo viên|CBCCVC|CB|HS)",
            after,
            re.IGNORECASE,
        )
        if number == 100 and re.match(r"\s[^\W\d]", after) and not _HOW_FAR.match(after):
            return number, match.span()
        if number <= 100 and (_TARGET.search(before) or (counted and (not before.strip(" -+•a)") or number == 100))):
            return number, match.span()
    return None
