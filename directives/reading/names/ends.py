"""Where the name of a unit ends: at a verb, at a word that opens what is ordered, at the end of its area."""

import re
from collections.abc import Sequence

from directives.reading.letters import CAPITALS
from directives.reading.names.splitting import GROUP_COLON, PROVINCES, SHARED_HEAD
from directives.reading.names.words import FIELD, is_unit_start
from directives.reading.verbs import Token, phrase, tokens, verb_at
from directives.reading.wordlists import entries

#: verbs that are nouns or parts of names as often; they never end a name
_WEAK = frozenset(
    entries(
        """
    báo; nêu; ghi; cộng; tính; dành; chi; chấm; dán; lắp; chụp; quét; vớt; dọn; cấp; thu; in; giảm; bán; mua; nhập; xuất; thả;
    trồng; đổi; treo; lấy; làm; tặng; cho; chọn; mở; trích; đạt; vượt; tránh; đón; gắn; mời; bơm; phun; tiêm; dừng; cấm; sớm
        """
    )
)
_WEAK_IN_NAME = frozenset(
    entries(
        """
    phòng chống; giám định; công nhận; dự trữ; phát thanh; tiếp công dân; kiểm dịch; tiếp dân; hòa giải; kiểm duyệt; minh bạch; thi
    đua; điều tiết; phân phối; khám bệnh; khám chữa; trang trí; xuất bản; kết luận; hiện đại hóa; giáo dục; phát triển; đào tạo; bảo
    vệ; quản trị; đầu tư; chăm sóc; khai thác; truyền thông; ứng dụng; đổi mới; phòng ngừa; kiểm định; thiết kế; bảo trì; đồng bộ;
    vệ sinh; điều trị; cứu trợ; chuyển đổi; số hóa; bảo quản; phân tích; dự báo; cảnh báo; xúc tiến; lưu trữ; xét nghiệm; cải cách;
    phục vụ; hướng tới; định hướng
        """
    )
)

#: verbs that rather stand in a name or in what is spoken of than begin a duty: "học sinh bán trú", "cơ sở đào tạo"
MOSTLY_NOUNS = _WEAK | _WEAK_IN_NAME

#: verbs that name no board or team: "các khoa, phòng | rà soát", but "các cấp, ban chỉ đạo"
_NEVER_IN_NAME = frozenset(("rà soát", "khẩn trương", "phối hợp", "tham mưu", "báo cáo", "gửi", "tăng cường", "triển khai", "cung cấp"))

#: words that end an enumeration of units
_STOPS = frozenset(
    entries(
        """
    để; trong; theo; nhằm; khi; do; từ; đến; bằng; qua; được; bị; phải; cần; sẽ; đã; đang; là; nếu; mà; nhưng; không; chưa; hàng;
    hằng; trước; chậm; sau; ngay; như; vì; nên; bảo; thì; đồng; cho
        """
    )
)
_STOP_PHRASES = frozenset(
    entries(
        """
    thông qua; căn cứ; trên cơ sở; kịp thời; cùng với; trực tiếp; đồng thời; tiến độ; báo cáo; với việc; ra quân; rất mong; có tên;
    chịu
        """
    )
)


#: small words that close a unit's name: "Công an tỉnh", "các đơn vị liên quan"
_AREA_ENDS = frozenset(("tỉnh", "phố", "huyện", "quận", "xã", "phường", "ương", "nước", "quan", "trấn", "khu", "ủy", "uỷ"))

#: what may follow the noun of an area inside a name: "các tỉnh biên giới", "UBND các xã có rừng", "thành phố trực thuộc Trung ương"
_AFTER_AREA = frozenset(
    entries(
        """
        và; cùng; với; hoặc; hay; thuộc; trực; liên; có; biên; ven; miền; vùng; phía; khu; lân; giáp; đồng; đặc; khó; nghèo; đảo; bãi;
        nội; ngoại; ngoài; trong; trung; nơi; này; đó; khác; mới; cũ; nông; loại; trên; cấp; của; hội; viên; đội; đoàn; ủy; uỷ; còn;
        bạn; nhà; lớn; nhỏ; trọng; chưa; đã; được; bị; tham; phụ; và/hoặc; xã; phường; thị; tại; ở; là; làm; cao; sau; nêu; gồm
        """
    )
)
_FIRST_OF_AREA = frozenset(("tỉnh", "huyện", "quận", "xã", "phường", "thành", "thị", "các"))
_AREA_NOUNS = frozenset(("tỉnh", "huyện", "quận", "xã", "phường", "thành phố", "thị xã", "thị trấn", "đặc khu", "cấp xã", "cấp huyện"))


def _behind_area(found: Sequence[Token], index: int) -> bool:
    """Whether the word stands right behind a whole name that an area closes: "Công an tỉnh | cắm biển báo", whatever verb it is."""
    token, previous = found[index], found[index - 1]
    if index < 2 or previous.mark or not token.word.isalpha() or token.word in _AFTER_AREA:
        return False
    two = f"{found[index - 2].word} {previous.word}" if not found[index - 2].mark else previous.word
    return (previous.word in _AREA_NOUNS or two in _AREA_NOUNS) and two not in ("đặc khu kinh", "làng xã", "ngành xã", "tác xã")


#: the second verb of a noun in small letters: "dự án đầu tư xây dựng", "đầu tư phát triển"
_SECOND_VERBS = {"dự án": ("đầu tư", "xây dựng", "phát triển"), "đầu tư": ("xây dựng", "phát triển", "kinh doanh")}


def _in_compound(found: Sequence[Token], index: int, verb: str) -> bool:
    """Whether the verb is part of a noun: "người nộp thuế", "dự án đầu tư xây dựng", "Văn phòng đăng ký đất đai"."""
    before, earlier = found[index - 1], found[index - 2] if index > 1 else None
    if before.mark:
        return False
    if phrase(found, index, 4) in ("đăng ký đất đai", "đăng ký kinh doanh", "phát triển quỹ đất", "kiểm soát bệnh tật"):
        return before.word in ("phòng", "tâm", "nhánh")
    if before.word in ("người", "nhà") or (verb == "thường xuyên" and before.word == "dục"):
        return True
    if earlier is not None and f"{earlier.word} {before.word}" == "quản lý":
        # "đơn vị quản lý vận hành nhà chung cư", "Phòng Quản lý xây dựng | đăng tải …", but "Ban Quản lý | xây dựng kế hoạch"
        return verb in ("vận hành", "khai thác") or (verb == "xây dựng" and verb_at(found, index + 2) is not None)
    if earlier is not None and f"{earlier.word} {before.word}" == "dịch vụ" and verb in ("tổng hợp", "đấu giá"):
        return True
    return earlier is not None and not earlier.capital and verb in _SECOND_VERBS.get(f"{earlier.word} {before.word}", ())


_OF_FIELD = re.compile(r"(?:(?:Phó )?Giám đốc |Bộ trưởng |(?:Chánh )?Thanh tra )?(?:Sở|Bộ) " + FIELD.pattern)


def _behind_field(text: str, found: Sequence[Token], index: int) -> bool:
    """Whether the word stands right behind the name of a ministry or department: "Sở Y tế | thụ lý hồ sơ", whatever verb it is."""
    token = found[index]
    if (
        not index
        or token.capital
        or token.text.startswith("(")
        or found[index - 1].mark
        or not token.word.isalpha()
        or token.word in _AFTER_AREA | _FIRST_OF_AREA
    ):
        return False
    return any(
        (match := _OF_FIELD.match(text, found[first].start)) is not None and match.end() == found[index - 1].end
        for first in range(max(0, index - 12), index)
        if found[first].capital
    )


def _inside_field(text: str, found: Sequence[Token], index: int) -> bool:
    """Whether the word is one of a field's own: the "thông" of "Sở Thông tin và Truyền thông | báo cáo" begins no "thông báo"."""
    at = found[index].start
    return any(
        (match := FIELD.match(text, found[first].start)) is not None and match.end() > at
        for first in range(max(0, index - 8), index)
        if found[first].capital
    )


#: posts of a commune, with a dash in their name
_POSTS = frozenset(("tư pháp - hộ tịch", "tài chính - kế toán", "văn phòng - thống kê", "địa chính - xây dựng", "địa chính - nông nghiệp"))


def ends_name(found: Sequence[Token], index: int, piece_words: int) -> bool:
    """Whether the word cannot belong to the unit's name before it: a small verb, or a word that opens what is ordered.

    "Sở Xây dựng tổ chức rà soát": "tổ chức" ends the name, the capital "Xây dựng" does not. `piece_words` counts the words of the
    name so far.
    """
    token = found[index]
    if token.capital or not token.word:
        return False
    previous = found[index - 1] if index else None
    before = previous.word if previous else ""
    earlier = found[index - 2].word if index > 1 else ""
    two, three = phrase(found, index, 2), phrase(found, index, 3)
    if two in ("trên địa", "trực thuộc", "liên quan") or three == "trên địa bàn":
        return False
    if token.word == "có":
        return two not in (
            "có liên",
            "có thẩm",
            "có chức",
            "có chuyên",
            "có cửa",
            "có rừng",
            "có vốn",
            "có biển",
            "có tỷ",
            "có số",
            "có nhu",
            "có điều",
        )
    if token.word == "tại":
        return not re.match(r"tại (?:địa phương|đơn vị|các địa phương|tỉnh|thành phố|việt nam)", three)
    if token.word in ("về", "vào", "nêu", "trên", "ở", "ra", "lên", "xuống", "gồm"):
        return not (token.word == "về" and previous is not None and (previous.capital or before in ("gia", "nước", "lý")))
    if token.word == "tự":
        return before != "trật" and two not in ("tự nguyện", "tự quản", "tự chủ", "tự vệ", "tự do", "tự động")
    if token.word == "không" and before == "hàng":
        return False
    if token.word == "đồng" and two == "đồng chí":
        return False
    if token.word in ("hàng", "hằng"):
        return two.split(" ")[-1] in ("ngày", "tuần", "tháng", "quý", "năm")
    if token.word in _STOPS:
        return not (token.word == "được" and two in ("được giao", "được phân", "được ủy") and before in ("vị", "quan"))
    if two in _STOP_PHRASES or three in _STOP_PHRASES or (token.word == "cùng" and two != "cùng cấp"):
        return True
    verb = verb_at(found, index)
    if index and _behind_area(found, index):
        return True
    if verb is None or (index and _in_compound(found, index, verb)):
        return False
    if before == "và" and piece_words > 2 and verb_at(found, index + verb.count(" ") + 1) and not found[index + verb.count(" ")].mark:
        return False  # "Phòng Khai thác và thu nợ phối hợp …": what has no object of its own is the name's
    if verb in _WEAK:
        return index + 1 < len(found) and found[index + 1].text[:2].isdecimal()  # "các trường mở 01 lớp"
    if verb in _WEAK_IN_NAME and not (previous is not None and piece_words > 1 and (previous.capital or before in _AREA_ENDS)):
        return False
    if (
        piece_words <= 1
        and previous is not None
        and not previous.mark
        and before in ("tổ", "ban", "phòng", "đội", "nhóm", "phận", "khối", "hội", "đồng")
        and not (index > 1 and found[index - 2].mark == "," and verb in _NEVER_IN_NAME)
    ):
        return False
    if (verb == "thông tin" and before == "nghệ") or (verb == "hỗ trợ" and before == "vụ") or (piece_words <= 2 and before == "tâm"):
        return False
    if verb == "tổ chức":
        return not (
            before in ("", "các", "những", "và", "hoặc", "mỗi", "hội")
            or (previous is not None and previous.mark == "," and verb_at(found, index + 2) is None)
            or phrase(found, index + 2, 2) in ("chính trị", "xã hội", "đoàn thể", "cá nhân", "tín dụng", "tôn giáo", "kinh tế", "đảng trực")
        )
    if verb == "sử dụng":
        return phrase(found, index, 4) != "sử dụng lao động" and phrase(found, index, 3) not in (
            "sử dụng ngân",
            "sử dụng đất",
            "sử dụng vốn",
        )
    if verb == "tham gia":
        return not re.match(r"tham gia (?:bhxh|bhyt|bảo|bhtn)", three)
    if verb in ("quản lý", "thông tin", "thanh tra", "báo cáo", "kiểm tra", "giám sát", "điều hành", "lãnh đạo", "phục vụ"):
        return (
            (previous is not None and previous.capital and before == "sở" and earlier != "" and verb != "thông tin")
            or f"{earlier} {before}" == "liên quan"
            or before
            not in (
                "quan",
                "vị",
                "bộ",
                "ban",
                "các",
                "cổng",
                "công",
                "đoàn",
                "và",
                "sở",
                "cơ",
                "ngành",
                "lực",
                "lượng",
                "ban,",
                "phòng",
            )
        )
    if verb in ("cung cấp", "cung ứng"):
        return not re.match(r"cung (?:cấp|ứng) (?:dịch|điện|nước|suất|thực|thức|vật|hàng|thiết|thuốc|xăng|giống)", three)
    if verb == "giao":
        return not re.match(r"giao (?:thông|dịch|ban|thừa)", two)
    if verb == "trình":
        return before not in ("chương", "công", "quy", "quá", "hành", "lộ", "tờ", "truyền", "giáo")
    if verb == "lập":
        return before not in ("công", "thành", "độc", "dân")
    if verb == "cử":
        return before not in ("bầu", "đề", "ứng", "tiến")
    if verb == "ký":
        return before not in ("đăng", "chữ", "thư", "nhật")
    if verb == "quyết định":
        return before != "các"
    return True


def without_tail(text: str, start: int, end: int) -> int:
    """Drop a dangling "và", "cùng", "với" at the end of an enumeration."""
    while True:
        match = re.search(r"[\s,]+(?:và|cùng|với|hoặc|thì|cần|đồng thời|khác|v\.v|…)$", text[start:end])
        if not match or match.group().strip(" ,") == "khác":
            return end
        end = start + match.start()


def boundary_of(text: str, found: list[Token], start: int, semicolons: bool) -> int:
    depth = 0
    piece_words = 0
    colon_used = False
    for index, token in enumerate(found):
        if depth == 0 and index > 0:
            if (ends_name(found, index, piece_words) and not _inside_field(text, found, index)) or _behind_field(text, found, index):
                return token.start
            if (
                token.text in ("-", "–")
                and index + 1 < len(found)
                and not found[index + 1].capital
                and found[index + 1].word not in ("xã", "chi", "du")
                and phrase(found, index - 2, 5) not in _POSTS
            ):
                return token.start
        opens, closes = token.text.count("("), token.text.count(")")
        was_inside = depth > 0
        depth = max(0, depth + opens - closes)
        piece_words += 1
        if depth or was_inside:
            continue
        if (
            token.mark == "."
            and not re.fullmatch(r"(?:TP|Tp|P|Q|TX|TT|H|X|ThS|TS|PGS|GS|BS)\.", token.text)
            and (index + 1 == len(found) or found[index + 1].capital or found[index + 1].text[:1] in "./")
        ):
            return token.end
        if token.mark == ";" and semicolons and index + 1 < len(found) and _goes_on(text, found[index + 1].start):
            piece_words = 0
            continue
        if token.mark == ";" or (token.mark == "…" and index + 1 < len(found) and not found[index + 1].capital):
            return token.end
        if token.mark == ":":
            segment = text[start : token.end + 2]
            if colon_used or not (
                SHARED_HEAD.match(segment)
                or PROVINCES.match(segment)
                or GROUP_COLON.match(segment)
                or re.search(
                    r"(?:^|,\s|\bvà\s)(?:(?:[^\s,;:]+\s){0,4}?[Cc]ác )?(?:Sở|Bộ|sở|bộ|huyện|xã|phường|quận|tỉnh|trường)[^:,]{0,25}:\s?["
                    + CAPITALS
                    + "]$",
                    segment,
                )
            ):
                return token.end
            colon_used = True
        if token.mark == ",":
            piece_words = 0
    return found[-1].end if found else start


def _goes_on(text: str, at: int) -> bool:
    opening = re.sub(r"^(?:và|cùng)\s+", "", text[at : at + 80])
    return is_unit_start(opening)


def ends_by_itself(text: str, start: int, boundary: int) -> bool:
    """Whether the names in text[start:boundary] are whole at an area or a field, so that the word behind them is what the unit does."""
    found = tokens(text, start, min(len(text), boundary + 40))
    index = next((index for index, token in enumerate(found) if token.start >= boundary), 0)
    if not index or found[index].capital or found[index].word in _STOPS:
        return False
    return _behind_area(found, index) or _behind_field(text, found, index)
