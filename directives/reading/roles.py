"""Who does what in one order: the role of the responsible unit, and its partners."""

import re

from directives.reading.letters import CAPITALS
from directives.reading.model import CARRY_OUT, LEAD, MONITOR, PARTNER
from directives.reading.names import Piece, is_lower_unit, is_unit_start, read_names
from directives.reading.verbs import ADVERBS, phrase, tokens

_LEAD = re.compile(
    r"\bchủ trì\b|\b(?:là|làm|cơ quan) đầu mối\b|\b(?:là|làm) (?:cơ quan|đơn vị|bộ phận) đầu mối\b|"
    r"\bđầu mối (?:tổng hợp|theo dõi|chủ trì|phối hợp|tiếp nhận|giúp|tham mưu|"
    r"triển khai|hướng dẫn)\b|\bchịu trách nhiệm chính\b",
    re.IGNORECASE,
)
_OTHER_LEADS = re.compile(
    r"(?:\bcơ quan|\bđơn vị|\bngười|\bsự|\bdo(?:\s\S+){1,12}|\bđể(?:\s[A-ZĐ]\S+)(?:\s\S+){0,8}|\b(?:chỉ đạo|giao|"
    r"phân công|yêu cầu|đề nghị|cử)(?:\s[^\s,;.]+){1,14}|\bđược giao|\bcán bộ|\bphó chủ tịch\b(?:\s\S+){0,8})\s$",
    re.IGNORECASE,
)
_URGE = re.compile(r"\bđôn đốc\b", re.IGNORECASE)
#: what is watched, and is nobody's work
_THINGS = r"(?:dịch|bệnh|thời tiết|mưa|bão|thiên tai|thị trường|giá|sức khỏe|dư luận|cháy|an ninh)"
_FOLLOW = re.compile(
    r"\btheo dõi(?!\s*,\s*(?:nắm|đánh giá|tổng hợp|báo cáo) (?:tình hình|diễn biến) "
    + _THINGS
    + r")(?:\s*,\s*(?:kiểm tra|giám sát|hướng dẫn|nắm tình hình|đánh giá|tổng hợp|báo cáo)|\s(?:tổng hợp|việc (?:thực hiện|"
    r"triển khai|chấp hành|tổ chức|giải quyết)|kết quả|tình hình (?:thực hiện|triển khai)|tiến độ|quá trình (?:thực hiện|triển khai)|"
    r"thực hiện|và (?:tổng hợp|báo cáo|đôn đốc|kiểm tra|giám sát)|giám sát))",
    re.IGNORECASE,
)
_COOPERATE = re.compile(
    r"\bphối hợp(?:\s*,\s*(?:hỗ trợ|hướng dẫn|đôn đốc|giúp đỡ|cung cấp thông tin cho))?(?:\s(?:chặt chẽ|tốt|đồng bộ|thường xuyên|"
    r"hiệu quả|kịp thời|trao đổi|làm việc|liên hệ|triển khai|thực hiện|tích cực|có hiệu quả))*(?P<with>\s(?:với|cùng với|cùng|giữa))?\s+",
    re.IGNORECASE,
)
#: "chủ trì cùng Sở Tài chính thẩm định"
_LEADS_WITH = re.compile(r"\bchủ trì,?\s(?:cùng với|cùng)\s", re.IGNORECASE)
#: what is written on working together: "quy chế phối hợp giữa A và B"
_RULE_OF = re.compile(r"\b(?:quy chế|cơ chế|chương trình|quy trình|thỏa thuận|thoả thuận|quy định)\s$", re.IGNORECASE)
#: the work between: "phối hợp kiểm soát chất lượng với các doanh nghiệp"
_WITH_WHOM = re.compile(r"(?:[^\s.;,:]+\s){1,6}?với\s(?=(?:các\s|[A-ZĐ]))")
_ARRIVING = re.compile(r"\b(?:đến|tại)\s(?=[A-ZĐ])", re.IGNORECASE)


def after_adverbs(text: str) -> str:
    """The predicate from its main verb on: "chủ động, kịp thời phối hợp" → "phối hợp"."""
    found = tokens(text[:300])
    index = 0
    moved = True
    while moved and index < len(found):
        moved = False
        for count in (2, 1):
            if phrase(found, index, count) in ADVERBS and index + count < len(found):
                index += count
                moved = True
                break
    return text[found[index].start :] if index < len(found) else text


def role_of(predicate: str) -> str:
    """The first rule that fits: lead, partner as the main verb, monitor of others' work, else carrying out."""
    for match in _LEAD.finditer(predicate):
        if not _OTHER_LEADS.search(predicate[max(0, match.start() - 90) : match.start()]):
            return LEAD
    main = after_adverbs(predicate)
    if re.match(r"phối hợp\b(?!\s(?:với|cùng)\s(?:việc|công tác|quá trình|kế hoạch))", main, re.IGNORECASE):
        return PARTNER
    sentence = re.split(rf"(?<=[^\WA-ZĐ\d])\.\s+(?=[{CAPITALS}])", predicate, maxsplit=1)[0]
    if _URGE.search(sentence) or _FOLLOW.search(sentence):
        return MONITOR
    return CARRY_OUT


def partners_in(text: str, offset: int) -> list[Piece]:
    """The units after "phối hợp với", each once, and those at whose place one cooperates ("cử người đến Trạm Y tế phối hợp …")."""
    found: list[Piece] = []
    for match in _LEADS_WITH.finditer(text):
        found.extend(read_names(text, match.end())[0])
    for match in _COOPERATE.finditer(text):
        if _RULE_OF.search(text, max(0, match.start() - 20), match.start()):
            continue
        opening = text[match.end() : match.end() + 80]
        if not match["with"] and not (is_unit_start(opening) or is_lower_unit(opening)):
            if with_whom := _WITH_WHOM.match(text, match.end()):
                found.extend(read_names(text, with_whom.end())[0])
            found.extend(_place_before(text, match.start()))
            continue
        names, _ = read_names(text, match.end(), loose=match["with"] is not None)
        found.extend(names)
    unique: list[Piece] = []
    for piece in found:
        if len(piece.name) <= 250 and not any(piece.name.casefold() == other.name.casefold() for other in unique):
            unique.append(Piece(piece.name, piece.start + offset, piece.end + offset))
    return unique


def _place_before(text: str, end: int) -> list[Piece]:
    window = max(0, end - 160)
    for match in reversed(list(_ARRIVING.finditer(text, window, end))):
        names, boundary = read_names(text, match.end(), end)
        if len(names) == 1 and re.fullmatch(r"\s*(?:\([^()]*\)\s*)?", text[names[0].end : end]):
            return [Piece(re.sub(r"\s*\([^()]*\)$", "", names[0].name), names[0].start, names[0].end)]
        if len(names) == 1 and boundary <= end and re.fullmatch(r"\s*(?:\([^()]*\)\s*)?", text[boundary:end]):
            return names
    return []
