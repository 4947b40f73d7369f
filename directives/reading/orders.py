"""What orders are made of: the phrases that give one, give grounds, look back or close, and the draft of a task while it is read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from directives.reading import deadlines
from directives.reading.deadlines import Deadline
from directives.reading.letters import CAPITALS
from directives.reading.model import (
    Name,
    Span,
    Task,
)
from directives.reading.names import Piece, is_lower_unit, is_unit_start
from directives.reading.roles import after_adverbs
from directives.reading.verbs import ADVERBS, phrase, tokens, verb_at

#: types whose measures are the issuer's own when no unit is named
PLANS = ("Kế hoạch", "Chương trình", "Phương án", "Đề án", "Dự án")

#: types whose articles without a unit are carried out by being signed: "Điều 1. Phê duyệt …"
DECISIONS = ("Quyết định", "Nghị quyết")

BACKGROUND = re.compile(
    r"(?:(?:về )?mục đích|yêu cầu(?!\s+(?:các|UBND|Sở|Ủy|100|đối với))|mục tiêu|chỉ tiêu|quan điểm|căn cứ|cơ sở (?:pháp lý|xây dựng|"
    r"thực tiễn)|sự cần thiết|đặc điểm|(?:đánh giá )?tình hình|thực trạng|(?:về )?kết quả|đánh giá|một số kết quả|những kết quả|ưu điểm|"
    r"tồn tại|những tồn tại|"
    r"hạn chế|khó khăn|những khó khăn|nguyên nhân|ý nghĩa|(?:các )?tính năng|(?:các )?tiện ích|lợi ích|phạm vi|đối tượng|nguyên tắc|"
    r"khái niệm|giải thích|thành phần|bối cảnh|dự báo|nội dung báo cáo|thời gian,? địa điểm|địa điểm|chủ thể|tài liệu|thông tin chung|"
    r"giới thiệu|về đánh giá|nhận định|phương châm|tư tưởng chỉ đạo)(?!\w)",
    re.IGNORECASE,
)

FUNDING = re.compile(r"(?:kinh phí|nguồn (?:kinh phí|vốn|lực)|dự toán)", re.IGNORECASE)

PHASES = re.compile(r"(?:thời gian|tiến độ|lộ trình|các giai đoạn|phân kỳ|các đợt|kế hoạch thời gian|lịch)", re.IGNORECASE)

LEAD_IN = re.compile(
    r"(?:(?:[Đđ]ề nghị|[Yy]êu cầu|[Gg]iao|[Pp]hân công|[Cc]hỉ đạo|[Kk]ính đề nghị|[Đđ]ối với|[Tt]rách nhiệm(?: của)?|"
    r"[Nn]hiệm vụ(?: của)?|[Vv]ề phía|[Tt]hống nhất giao|[Tt]iếp tục giao|[Gg]iao nhiệm vụ cho|[Pp]hân công nhiệm vụ cho)\s+)"
)

ORDER_VERB = re.compile(r"(?<![\w])(?P<verb>[Gg]iao|[Yy]êu cầu|[Đđ]ề nghị|[Pp]hân công|[Cc]hỉ đạo|GIAO|YÊU CẦU)\s+(?=\S)")

#: the verbs that give an order to the units named after them
ORDERING = re.compile(r"(?:[Kk]ính\s)?(?:[Gg]iao(?:\snhiệm vụ)?(?:\scho)?|[Yy]êu cầu|[Đđ]ề nghị|GIAO|YÊU CẦU)\s+(?=\S)")

GIVING = re.compile(
    r"(?:^|[,;.:]\s*|\bvà\s|\bđồng thời\s,?\s?)(?P<giao>(?:[Gg]iao(?: nhiệm vụ)?(?: cho)?|[Yy]êu cầu|[Đđ]ề nghị|"
    r"[Pp]hân công)\s)"
)

GIVEN_TO = re.compile(r"^(?:Phân công|Giao)(?:\s\S+){0,3}?\s(?:nhiệm vụ|trách nhiệm|công việc)(?:\s\S+){0,3}?\scho\s", re.IGNORECASE)

HOLLOW = re.compile(r"(?:triển khai|tổ chức|thực hiện|phối hợp|quan tâm|biết|chấp hành)", re.IGNORECASE)
LOOKING_BACK = re.compile(
    r"(?:(?:nội dung|nhiệm vụ) (?:nêu )?trên|(?:Chỉ thị|Kế hoạch|Công văn|văn bản|Thông báo|Quyết định|Công điện) này|"
    r"ý kiến chỉ đạo|nêu trên)"
)
REMARK = re.compile(
    r"(?:\(|\*|Ghi chú|Lưu ý:|Trên đây|Trong quá trình|Quá trình (?:triển khai|thực hiện)|Nếu (?:có|phát sinh|gặp)|Nay\b|Nay,|Kèm theo|"
    r"Gửi kèm|Nhận được|Quá thời hạn|Quyết định này|Chỉ thị này (?:có|được|thay)|Kế hoạch này|Thông báo này|Công văn này|"
    r"Mọi (?:thông tin|vướng)|Thông tin (?:chi tiết|liên hệ)|Trân trọng|Rất mong|Đầu mối liên hệ|Chi tiết|Văn bản này|Các nội dung khác|"
    r"\(có|\(kèm|Phụ lục|Điện thoại|Email)",
)

TROUBLE = re.compile(
    r"\b(?:nếu|khi|trường hợp|có)\b[^.;]{0,60}(?:vướng mắc|khó khăn|phát sinh)|vấn đề phát sinh|khó khăn, vướng mắc", re.IGNORECASE
)

#: verbs that no unit carries in its name
STRONG = re.compile(
    r"(?:chủ trì|phối hợp|chịu trách nhiệm|có trách nhiệm|chỉ đạo|tổ chức|tập trung|triển khai|khẩn trương|chủ động|"
    r"tiếp tục|rà soát|tham mưu|bảo đảm|đảm bảo|tăng cường|báo cáo|hoàn thành|nghiêm túc|căn cứ)\b"
)

#: heads whose enumeration goes on behind the colon: "các Bộ: …", "UBND các tỉnh, thành phố: …"
SHARING = re.compile(
    r"\bcác (?:Sở|Bộ|sở|bộ|tỉnh, thành phố|sở, ngành|bộ, ngành|Sở, ngành|Bộ, ngành|sở, ban, ngành|xã|phường|huyện|quận|"
    r"xã, phường|huyện, thành phố)$"
)

#: what the issuer says of itself
STANCE = re.compile(
    r"(?:Đánh giá cao|Ghi nhận|Biểu dương|Hoan nghênh|Thống nhất|Cơ bản (?:thống nhất|đồng ý|nhất trí)|Đồng ý|Nhất trí|"
    r"Chấp thuận|Không (?:đồng ý|thống nhất)|Cho phép|Ủy quyền cho|Tán thành)\b"
)

#: an order that an earlier document gave: "… đã ban hành Công văn số … giao các xã …"
HISTORY = re.compile(
    r"(?:\bđã\s(?:[^.;,]{0,40})|ban hành (?:Công văn|Kế hoạch|Quyết định|Chỉ thị|Thông báo|văn bản|"
    r"Công điện)[^.;]{0,200}|về việc\s(?:\S+\s){0,3})$"
)

#: words that only point back to the addressees
GENERIC = re.compile(
    r"(?:các|quý)\s(?:(?:cơ quan|đơn vị|địa phương|sở, ngành)(?:, )?(?: và )?)+(?:\s?(?:liên quan|có liên quan|"
    r"nêu trên|trên|có tên|thuộc))?",
    re.IGNORECASE,
)

REPORT_DUTY = re.compile(
    r"\b(?:báo cáo (?:về|kết quả|định kỳ|tình hình|tiến độ|UBND|Ủy ban|Chủ tịch|Bộ|Sở|Thủ tướng|cấp|Văn phòng|Ban|bằng văn bản|BHXH|theo|"
    r"đúng|thường xuyên|hàng|hằng|trước)|gửi (?:kết quả|báo cáo|kế hoạch|danh sách)|tổng hợp,? (?:và )?báo cáo|xây dựng kế hoạch)",
    re.IGNORECASE,
)

MONITOR_DUTY = re.compile(
    r"\b(?:theo dõi|đôn đốc|giám sát|kiểm tra)\b[^.;]{0,80}\b(?:đôn đốc|thực hiện|báo cáo|tổng hợp|triển khai|"
    r"kiểm tra|giám sát)|\bđôn đốc\b",
    re.IGNORECASE,
)

SANCTION = re.compile(
    r"\bsẽ (?:bị|xem xét|xử lý|kiểm điểm|chịu|tổ chức)|chịu trách nhiệm trước|xử lý trách nhiệm|"
    r"hoàn toàn chịu trách nhiệm|chịu trách nhiệm thi hành|có hiệu lực",
    re.IGNORECASE,
)

DONE = re.compile(
    r"(?:đã|đang|vừa|mới|được|hiện|là|có thể|rất mong|cho thấy|ghi nhận|cơ bản|còn|bị|có (?:số|tỷ|nhiều|\d))(?!\w)", re.IGNORECASE
)

OPENERS = re.compile(
    r"(?:Căn cứ|Trên cơ sở|Theo (?:chức năng|dõi|thẩm|nhiệm)|Đối với|Khi|Sau khi|Trường hợp|Hàng|Hằng|Định kỳ|Trước|Để|Nhằm|Từ|Ngoài|"
    r"Ngay|Không|100%|Tất cả|Đồng thời|Bên cạnh|Cùng với|Ít nhất|Tối thiểu|Trong|Chậm nhất|Đến|Tại|Qua|Thông qua|Về|Phấn|Nghiêm|Đặc biệt|"
    r"Tuyệt đối|Kiên quyết|Mạnh dạn|Luôn|Cần|Phải|Có)(?!\w)"
)

PERSON_DUTY = re.compile(
    r"(?P<who>(?:các |những |mỗi )?(?:người (?:tham gia|lao động|dân|hưởng|nộp|sử dụng|học|bệnh|khai|đăng ký|"
    r"đến)(?:\s(?!phải|cần|thực hiện|có trách nhiệm|nộp|tự|liên hệ)\S+){0,6}?|cá nhân|công dân|thí sinh|học sinh|"
    r"sinh viên|phụ huynh|hộ gia đình))\s(?:phải|cần|thực hiện|có trách nhiệm|nộp|tự|liên hệ)\s"
)

ATTRIBUTE = re.compile(
    r"(?P<what>(?:(?:các )?(?:đơn vị|cơ quan|bộ phận|phòng|ban|sở)(?:,\s?(?:đơn vị|cơ quan|địa phương))?\s(?P<role>chủ trì|đầu mối|"
    r"thực hiện|phối hợp|tham gia|theo dõi|giám sát|chịu trách nhiệm|báo cáo)(?:\s(?:thực hiện|chính|triển khai|tham mưu|phối hợp|"
    r"theo dõi|tổng hợp))?|chủ trì(?: thực hiện)?|phối hợp(?: thực hiện)?|phân công (?:thực hiện|nhiệm vụ)|trách nhiệm thực hiện|"
    r"(?P<time>(?:thời gian|thời hạn|tiến độ|hạn)(?:\s(?:hoàn thành|thực hiện|triển khai|báo cáo|gửi|trình|tổ chức))*(?:\s(?:dự kiến))?)|"
    r"(?P<other>sản phẩm|kết quả(?: đầu ra| cần đạt| dự kiến| thực hiện)?|kinh phí(?: thực hiện)?|nguồn kinh phí|địa điểm|"
    r"hình thức(?: thực hiện)?|thành phần|số lượng|đối tượng))\s*:\s*)",
    re.IGNORECASE,
)

INLINE_ATTRIBUTE = re.compile(
    r"(?:^|[.;,(]\s*|[-–]\s)(?P<head>(?:(?:các )?(?:đơn vị|cơ quan|bộ phận)\s(?P<role>chủ trì|đầu mối|"
    r"phối hợp|thực hiện)(?:\s(?:thực hiện|tham mưu))?)\s*:\s*)",
    re.IGNORECASE,
)

DELIVERABLE = re.compile(
    r"(?P<noun>(?:kết quả|báo cáo|văn bản|ý kiến|danh sách|hồ sơ|kế hoạch|số liệu|nội dung|biểu mẫu|phụ lục|đăng ký|dự thảo|phương án|"
    r"đề xuất)(?:\s[^,;.:]{1,80}?)?)\s(?:đề nghị\s|xin\s|được\s|phải\s)?(?:gửi|báo cáo|nộp|chuyển)\s(?:về|cho|đến|qua|trước|Sở|UBND|"
    r"Ủy ban|Bộ|Văn phòng)",
    re.IGNORECASE,
)

SAME_WORK = {
    "ý kiến": ("ý kiến", "góp ý"),
    "danh sách": ("danh sách", "rà soát"),
    "kế hoạch": ("kế hoạch",),
    "báo cáo": ("báo cáo",),
    "số liệu": ("số liệu", "thống kê", "rà soát"),
    "hồ sơ": ("hồ sơ",),
    "kết quả": ("kết quả", "báo cáo", "rà soát", "kiểm tra", "tổng hợp"),
    "phương án": ("phương án",),
    "đề xuất": ("đề xuất",),
    "đăng ký": ("đăng ký",),
    "dự thảo": ("dự thảo",),
    "văn bản": ("góp ý", "ý kiến", "văn bản"),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What the document as a whole says: who issued it, to whom, when."""

    issuer: str | None
    issuer_span: Span
    addressees: tuple[Name, ...]
    type: str | None
    reference: date | None


@dataclass(frozen=True, slots=True)
class Inherited:
    """What the headings above a paragraph say."""

    units: tuple[Piece, ...] = ()
    source: str = "addressee"
    role: str | None = None
    partners: tuple[Piece, ...] = ()
    deadline: Deadline | None = None
    deadline_span: Span | None = None
    background: bool = False
    funding: bool = False
    phases: bool = False
    persons: bool = False
    listing: bool = False


@dataclass(slots=True)
class Draft:
    """A task while it is being read; places are in the text of the reading."""

    node: int
    section: str
    kind: str
    start: int
    end: int
    units: list[Piece]
    source: str
    role: str
    partners: list[Piece]
    inherited: Inherited
    confidence: float = 0.85
    deadline: Deadline | None = None
    deadline_start: int = 0
    scope: str | None = None
    first_day: date | None = None
    period: str | None = None


@dataclass(slots=True)
class Found:
    tasks: list[Task] = field(default_factory=list)
    #: dates in deadline wording that lie before the document: (span, date)
    not_deadlines: list[tuple[Span, date]] = field(default_factory=list)
    #: where the order of the preamble begins, in the text of the reading
    order_at: int | None = None
    #: index of the last paragraph of the preamble, -1 when there is none
    preamble_end: int = -1


def bare_date(value: str, start: int, reference: date | None) -> list[Deadline]:
    """ "Thời gian hoàn thành: Quý III/2026", "Tháng 5/2026", "30/6/2026": after the label no preposition is needed."""
    shifted = deadlines.find("trong " + value[start:].strip()[:1].lower() + value[start:].strip()[1:], reference)
    return [
        replace(
            item,
            start=max(start, item.start + start - 6),
            end=item.end + start - 6,
            text=value[max(start, item.start + start - 6) : item.end + start - 6],
        )
        for item in shifted
    ]


def as_names(pieces: Sequence[Piece], confidence: float) -> tuple[Name, ...]:
    return tuple(Name(piece.name, (piece.start, piece.end), confidence) for piece in pieces)


def moved_by(pieces: Sequence[Piece], by: int) -> list[Piece]:
    return [Piece(piece.name, piece.start + by, piece.end + by) for piece in pieces]


def letters_of(name: str) -> str:
    return re.sub(r"[\W_]+", "", re.sub(r"\([^)]*\)", "", name).casefold().replace("ủyban", "ubnd"))


def same_unit(name: str, other: str | None) -> bool:
    if not other:
        return False

    def short(value: str) -> str:
        value = re.sub(r"ủy ban nhân dân|uỷ ban nhân dân", "ubnd", value.casefold())
        value = re.sub(r"bảo hiểm xã hội", "bhxh", value)
        return re.sub(r"[\W_]+", "", value)

    return short(name) == short(other)


def is_plural(name: str) -> bool:
    return re.search(r"\b(?:các|những|mọi|toàn thể|tất cả)\b", name, re.IGNORECASE) is not None


def is_unitlike(text: str, start: int) -> bool:
    opening = text[start : start + 80]
    return is_unit_start(opening) or is_lower_unit(opening)


def verb_led(text: str) -> bool:
    """Whether the text begins with a verb of duty or an adverb before one: "Rà soát …", "Chủ động, kịp thời …"."""
    found = tokens(text[:120])
    if not found:
        return False
    if is_unit_start(text[:80]) and not verb_at(found, 0):
        return False
    if is_unit_start(text[:80]):
        return False
    return verb_at(found, 0) is not None or phrase(found, 0, 2) in ADVERBS or phrase(found, 0, 1) in ("cần", "phải", "cử", "tự")


def has_verb(text: str, words: int) -> bool:
    found = tokens(text[:400])
    return any(verb_at(found, index) for index in range(min(words, len(found))))


def nominal(text: str) -> bool:
    return (
        re.match(r"(?:Các|Những|Một số|Việc|Công tác|Nội dung|Số|Tỷ lệ|Tổng số|Danh sách|Kết quả|Tình hình)\b", text) is not None
        or after_adverbs(text) == ""
    )


def inside_bracket(text: str, at: int) -> bool:
    return text.count("(", 0, at) > text.count(")", 0, at)


def top_colon(text: str) -> int | None:
    depth = 0
    for position, char in enumerate(text):
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == ":" and depth <= 0:
            return position
        elif char in ".;" and depth <= 0 and text[position + 1 : position + 2] in (" ", ""):
            return None
    return None


def clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in re.finditer(rf";\s+|(?<!TP)(?<!\d)\.\s+(?=[{CAPITALS}])", text):
        if inside_bracket(text, match.start()):
            continue
        yield start, match.start()
        start = match.end()
    yield start, len(text.rstrip(" ./"))
