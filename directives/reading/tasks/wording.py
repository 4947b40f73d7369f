"""The words that make an order, that make none, and what a phrase begins with. Each rule stands with an example."""

import re
from collections.abc import Sequence
from datetime import date

from directives.reading import deadlines
from directives.reading.names import is_lower_unit, is_unit_start
from directives.reading.roles import after_adverbs
from directives.reading.verbs import ADVERBS, Token, phrase, tokens, verb_at
from directives.reading.wordlists import either

#: what may stand before the verb of an order: "Định kỳ …", "Sau khi nhận mẫu, …", "100% các trường …"
OPENERS = re.compile(
    either(
        """
        Căn cứ; Trên cơ sở; Theo chức năng; Theo dõi; Theo thẩm; Theo nhiệm; Đối với; Khi; Kết thúc; Sau khi; Trường hợp; Hàng; Hằng;
        Định kỳ; Trước; Để; Nhằm; Từ; Tùy; Tuỳ; Ngoài; Ngay; Không; 100%; Tất cả; Đồng thời; Bên cạnh; Cùng với; Ít nhất; Tối thiểu;
        Trong; Chậm nhất; Đến; Tại; Qua; Thông qua; Về; Phấn; Nghiêm; Đặc biệt; Tuyệt đối; Kiên quyết; Mạnh dạn; Luôn; Cần; Phải; Có
        """
    )
)

#: what tells a state, not a duty: "… đã ban hành", "… hiện còn 3 hồ sơ"
DONE = re.compile(
    r"(?:đã|đang|vừa|mới|được|hiện|là(?! (?:(?:cơ quan|đơn vị|bộ phận) )?(?:đầu mối|thường trực|chủ trì))|nhận (?:được|thấy|định)|"
    r"có thể|rất mong|cho thấy|ghi nhận|cơ bản|còn|bị|có (?:số|tỷ|nhiều|\d))(?!\w)",
    re.IGNORECASE,
)

#: what a unit does with those below it: "Chỉ đạo các bệnh viện: rà soát …" under "Sở Y tế" is the work of Sở Y tế
DIRECTS = re.compile(r"[Cc]hỉ đạo\s")

#: verbs that no unit carries in its name: a title with one of them is not all name
DUTY_OF_UNIT = re.compile(
    either(
        """
        chủ trì; phối hợp; chịu trách nhiệm; có trách nhiệm; chỉ đạo; tổ chức; tập trung; triển khai; khẩn trương; chủ động; tiếp tục;
        rà soát; tham mưu; bảo đảm; đảm bảo; tăng cường; báo cáo; hoàn thành; nghiêm túc; căn cứ
        """
    )
)

#: answering for the work is no work: "… sẽ bị xử lý", "… chịu trách nhiệm trước Chủ tịch"
SANCTION = re.compile(
    r"\bchịu (?:toàn bộ |hoàn toàn )?trách nhiệm (?:nếu|khi) (?:để|không|xảy)|"
    r"\bsẽ (?:bị|xem xét|xử lý|kiểm điểm|chịu|tổ chức)|chịu trách nhiệm trước|xử lý trách nhiệm|"
    r"hoàn toàn chịu trách nhiệm|chịu trách nhiệm (?:tổ chức )?thi hành|có hiệu lực|\btự (?:giải thể|chấm dứt hoạt động)",
    re.IGNORECASE,
)

#: closing words on difficulties: "nếu có vướng mắc, …"
TROUBLE = re.compile(
    r"\b(?:nếu|khi|trường hợp|có)\b[^.;]{0,60}(?:vướng mắc|khó khăn|phát sinh)|vấn đề phát sinh|khó khăn, vướng mắc", re.IGNORECASE
)

#: what stands before an order that an earlier document gave: "… đã ban hành Công văn số 5 giao các xã …"
HISTORY = re.compile(
    r"(?:\bđã\s(?:[^.;,]{0,40})|ban hành (?:Công văn|Kế hoạch|Quyết định|Chỉ thị|Thông báo|văn bản|"
    r"Công điện)[^.;]{0,200}|về việc\s(?:\S+\s){0,3})$"
)

#: "tổng hợp, báo cáo UBND tỉnh", "gửi kết quả"
REPORT_DUTY = re.compile(
    r"\b(?:báo cáo (?:về|kết quả|định kỳ|tình hình|tiến độ|UBND|Ủy ban|Chủ tịch|Bộ|Sở|Thủ tướng|cấp|Văn phòng|Ban|bằng văn bản|BHXH|theo|"
    r"đúng|thường xuyên|hàng|hằng|trước)|gửi (?:kết quả|báo cáo|kế hoạch|danh sách)|tổng hợp,? (?:và )?báo cáo|xây dựng kế hoạch)",
    re.IGNORECASE,
)

#: "theo dõi, đôn đốc việc thực hiện"
MONITOR_DUTY = re.compile(
    r"\b(?:theo dõi|đôn đốc|giám sát|kiểm tra)\b[^.;]{0,80}\b(?:đôn đốc|thực hiện|báo cáo|tổng hợp|triển khai|"
    r"kiểm tra|giám sát)|\bđôn đốc\b",
    re.IGNORECASE,
)

#: people, not offices, go through steps: "Người nộp hồ sơ thực hiện các bước sau"
STEPS_OF_PEOPLE = r"\b(?:người (?:lao động|dân|tham gia|nộp|học)|cá nhân|công dân)\b[^.;]{0,60}\b(?:các )?bước"

_HOLLOW = re.compile(r"(?:triển khai|tổ chức|thực hiện|phối hợp|quan tâm|biết|chấp hành)", re.IGNORECASE)
#: words that say how or that something be done, not what
_FILLING = re.compile(
    r"[\W\d_]+|\b"
    + either(
        """
        nghiêm túc; nghiêm; khẩn trương; kịp thời; chủ động; tích cực; phối hợp; chặt chẽ; tốt; hiệu quả; triển khai; tổ chức; thực
        hiện; quan tâm; biết; chấp hành; tập trung; đồng bộ; quyết liệt; có; để; và; với; các; những; nội dung; nhiệm vụ; được giao;
        theo; đúng; quy định; của; tinh thần; chỉ đạo; ý kiến; yêu cầu; kết quả; đạt; đảm bảo; bảo đảm; chất lượng; tiến độ; thời gian;
        công tác; việc; cơ quan; đơn vị; liên quan; địa phương; trách nhiệm; chức năng; thẩm quyền; toàn diện; thành công; cao nhất;
        công văn; kế hoạch; chỉ thị; công điện; văn bản; thông báo; quyết định; nghị quyết; này; trên; nêu; đầy đủ; thắng lợi
        """
    ),
    re.IGNORECASE,
)
_FEW = 1
_LOOKING_BACK = re.compile(
    r"(?:(?:nội dung|nhiệm vụ) (?:nêu )?trên|(?:Chỉ thị|Kế hoạch|Công văn|văn bản|Thông báo|Quyết định|Công điện) này|"
    r"ý kiến chỉ đạo|nêu trên)"
)
_ON_TROUBLE = re.compile(r"(?:Trong quá trình|Quá trình|Nếu|Trường hợp (?:có|phát sinh)|Khi có|kịp thời|Kịp thời (?:báo cáo|phản ánh))")
_NOUN_LED = re.compile(r"(?:Các|Những|Một số|Việc|Công tác|Nội dung|Số|Tỷ lệ|Tổng số|Danh sách|Kết quả|Tình hình)\b")
_PLURAL = re.compile(r"\b(?:các|những|mọi|toàn thể|tất cả)\b", re.IGNORECASE)
_SEAT_OF_POWER = re.compile(
    r"(?:Thường trực |Chủ tịch |Phó Chủ tịch |Lãnh đạo )?(?:UBND|"
    r"Ủy ban nhân dân|HĐND)(?: (?P<area>(?:tỉnh|thành phố|Thành phố|huyện|xã|phường|"
    r"quận|thị xã|Tỉnh|Huyện|Xã|Phường|Quận|TP\.?)(?: [A-ZĐ]\S*){0,4}))?$"
)
_AREA = re.compile(r"tỉnh|huyện|xã|phường|quận", re.IGNORECASE)


def letters_of(name: str) -> str:
    """What stays of a name when two spellings of it are compared: "Ủy ban (xã) A" and "UBND A" are one."""
    return re.sub(r"[\W_]+", "", re.sub(r"\([^)]*\)", "", name).casefold().replace("ủyban", "ubnd"))


def is_issuer(name: str, issuer: str | None) -> bool:
    """Whether a unit in the text is who issued it: "Sở Y tế" of "SỞ Y TẾ", and "Chủ tịch UBND tỉnh" of any people's committee."""
    if not issuer:
        return False
    if _short(name) == _short(issuer):
        return True
    seat = _SEAT_OF_POWER.match(name)
    if seat is None or not issuer.upper().startswith(("ỦY BAN", "UBND", "UỶ BAN")):
        return False
    return seat["area"] is None or seat["area"].casefold() in issuer.casefold() or _AREA.search(issuer) is None


def _short(name: str) -> str:
    name = re.sub(r"ủy ban nhân dân|uỷ ban nhân dân", "ubnd", name.casefold())
    return re.sub(r"[\W_]+", "", re.sub(r"bảo hiểm xã hội", "bhxh", name))


def is_plural(name: str) -> bool:
    """ "các phòng", "toàn thể cán bộ"."""
    return _PLURAL.search(name) is not None


def is_unitlike(text: str, start: int) -> bool:
    """Whether a unit may begin here, also in lower case: "Sở Y tế", "phòng chuyên môn"."""
    opening = text[start : start + 80]
    return is_unit_start(opening) or is_lower_unit(opening)


def opens_with_duty(found: Sequence[Token]) -> bool:
    """Whether a verb of duty comes first, or an adverb of two words before one: "rà soát …", "chủ động rà soát …"."""
    return bool(found) and (verb_at(found, 0) is not None or phrase(found, 0, 2) in ADVERBS)


def verb_led(text: str) -> bool:
    """Whether the text begins with its verb and not with a unit: "Rà soát …", "Chủ động, kịp thời …", "Cử 02 người …"."""
    found = tokens(text[:120])
    if not found or is_unit_start(text[:80]):
        return False
    return opens_with_duty(found) or phrase(found, 0, 1) in ("cần", "phải", "cử", "tự")


def has_verb(text: str, words: int) -> bool:
    """Whether a verb of duty stands among the first `words` words: "Hằng tuần các tổ tổng hợp …"."""
    found = tokens(text[:400])
    return any(verb_at(found, index) for index in range(min(words, len(found))))


def is_order(text: str) -> bool:
    """Whether the words order something although they name nobody: "Rà soát …", "Trước khi nhập học, kiểm tra …"."""
    return verb_led(text) or (OPENERS.match(text) is not None and has_verb(text, 40))


def is_nominal(text: str) -> bool:
    """Whether a thing is told, not work: "Danh sách học viên", "Việc cấp thẻ"."""
    return _NOUN_LED.match(text) is not None or after_adverbs(text) == ""


def is_hollow(predicate: str, reference: date | None) -> bool:
    """ "nghiêm túc triển khai thực hiện": nothing is ordered that the list above does not order already."""
    bare = predicate.strip(" ./;,")
    if deadlines.find(bare, reference) or REPORT_DUTY.search(bare) or MONITOR_DUTY.search(bare):
        return False
    if _HOLLOW.search(bare) is None:
        return False
    return _LOOKING_BACK.search(bare) is not None or (len(bare) < 110 and len(_FILLING.sub(" ", bare).split()) <= _FEW)


def only_trouble(part: str, reference: date | None) -> bool:
    """ "Trong quá trình thực hiện, nếu có vướng mắc, kịp thời phản ánh": a closing phrase without a date."""
    return (
        len(part) < 260
        and _ON_TROUBLE.match(part) is not None
        and TROUBLE.search(part[:160]) is not None
        and not deadlines.find(part, reference)
    )


def inside_bracket(text: str, at: int) -> bool:
    """Whether "(" is still open at this place."""
    return text.count("(", 0, at) > text.count(")", 0, at)
