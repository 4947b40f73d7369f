"""Enumerations of units → the names of the units, as written.

"các Sở: Nội vụ, Y tế" are "Sở Nội vụ" and "Sở Y tế"; "UBND các huyện, thị xã" stays one group; "các cơ quan, đơn vị" stays one group.
"""

import re
from dataclasses import dataclass

from directives.reading.letters import CAPITALS
from directives.reading.verbs import Token, ends_name, phrase, tokens, verb_at
from directives.reading.wordlists import entries

#: what a unit's name begins with; matched with its capital
HEADS = entries(
    """
    Ủy ban; Uỷ ban; UBND; HĐND; Hội đồng; UBMTTQ; MTTQ; Mặt trận; Sở; Bộ; Ban; Cục; Chi cục; Tổng cục; Vụ; Viện; Văn phòng; VP;
    VPUB; Phòng; Công an; Bảo hiểm xã hội; Bảo hiểm Xã hội; BHXH; Thanh tra; Trung tâm; Trường; Học viện; Đại học; Bệnh viện; Trạm;
    Công ty; Tổng công ty; Tổng Công ty; Tập đoàn; Ngân hàng; Kho bạc; Bưu điện; Viễn thông; Điện lực; Đài; Báo; Tạp chí; Thông tấn
    xã; Nhà xuất bản; Cổng Thông tin; Cổng thông tin; Hội; Liên đoàn; Liên minh; Liên hiệp; Hiệp hội; Đoàn; Tỉnh đoàn; Thành đoàn;
    Huyện đoàn; Quận đoàn; Quận Đoàn; Tỉnh Đoàn; Công đoàn; Tỉnh ủy; Thành ủy; Huyện ủy; Quận ủy; Đảng ủy; Tỉnh uỷ; Thành uỷ; Huyện
    uỷ; Quận uỷ; Đảng uỷ; Chi bộ; Thường trực; Tòa án; Toà án; Viện kiểm sát; Viện Kiểm sát; Cảng vụ; Hải quan; Thuế; Quân khu;
    Chánh Văn phòng; Chánh văn phòng; Chánh Thanh tra; Chánh thanh tra; Giám đốc; Phó Giám đốc; Thủ trưởng; Chủ tịch; Phó Chủ tịch;
    Trưởng; Phó Trưởng; Hiệu trưởng; Tổng Giám đốc; Tổng giám đốc; Tổng biên tập; Tổng Biên tập; Cục trưởng; Cục Trưởng; Vụ trưởng;
    Bộ trưởng; Thống đốc; Bí thư; Chỉ huy; Chỉ huy trưởng; Tư lệnh; Phó Thủ tướng; Chủ nhiệm; Viện trưởng; Người đứng đầu; Đồng chí;
    Ông; Bà; Cô; Thầy; Tổ; Nhóm; Đội; Khối; Lực lượng; Chính quyền; Cơ quan; Đơn vị; Doanh nghiệp; Cơ sở; Ngành; Đại lý; Nhân viên;
    Cán bộ; Lãnh đạo; Bộ phận; Chủ đầu tư; Nhà thầu; Địa phương; Cấp ủy; Cấp uỷ; Quỹ; Hợp tác xã; Tỉnh; Xã; Phường; Đặc khu; Khu;
    Kiểm toán; Chi nhánh; Nhà máy; Vườn quốc gia; Hạt; Đồn; Trại; Trụ sở; Đoàn thể; Quân đội; Quốc hội; Chính phủ; Thủ tướng; Bộ Chỉ
    huy; Xí nghiệp; Tiểu đoàn; Trung đoàn; Sư đoàn; Thành phố; Quận; Huyện; Phân viện; Trung đội; Hệ thống; Nhà văn hóa; Nhà hát;
    Bảo tàng; Thư viện; TAND; VKSND; KBNN; NHNN; TP; CA; LĐLĐ; TT; ĐTN; BCH; BCĐ; BQL; Ủy viên; Thành viên; Tất cả; Toàn thể; Toàn
    bộ; Mỗi; Từng; Riêng
    """
)
#: second words that make the first no unit: "Ban hành", "Tổ chức", "Báo cáo", …
_NOT_HEADS = re.compile(
    r"(?:Ban hành|Tổ chức(?! (?:chính trị|đảng|Đảng|tín dụng|xã hội|đoàn thể|hành chính|Công đoàn))|Báo cáo|Phòng,? (?:ngừa|chống|trừ|"
    r"tránh)|Hội (?:nghị|thảo|thi|nhập|họp|chẩn|trường)|Bộ (?:tiêu|luật|máy|đội (?!Biên)|mã|thủ|chỉ số|dữ)|"
    r"Đoàn kết|Viện (?:dẫn|trợ)|Công an ninh|Thanh tra,|Thanh tra (?:các|việc|và|công)|Trường hợp|Cơ sở (?:dữ|pháp|vật|hạ)|Cơ quan nào|"
    r"Đơn vị nào|Đài thọ|Khu vực|Đội ngũ|Khối lượng|Hệ thống (?!(?:chính trị|các|Ngân|ngân))|Cấp ủy nào|Ban đầu|"
    r"Lãnh đạo,|Tỉnh táo|Hội đủ|Quỹ đất|Cục bộ|Chỉ huy,|Báo động|Xã hội|Thuế (?:suất|thu|giá)|Vụ việc|Ông cha|Trường lớp|Tập đoàn hóa|"
    r"Cổng(?! (?:Thông|thông|TT))|Hội viên|Thành phố(?= (?:đã|có|là))|TT-|Chủ tịch nước|Phương)"
)
_HEAD = re.compile("(?:" + "|".join(sorted((re.escape(head) for head in HEADS), key=len, reverse=True)) + r")(?![\w-])")

#: nouns that go on with a group opened by "các": "các cơ quan, đơn vị, địa phương"
_LONE_GROUP_NOUN = frozenset(
    entries(
        """
        sở; ban; ngành; bộ; huyện; quận; xã; phường; tỉnh; trường; phòng; hội; khối; cấp; vụ; cục; viện; trạm; tổ; buôn; thôn; ấp;
        bản; làng; nhóm; đội
        """
    )
)
_PAIR_GROUP_NOUN = frozenset(
    entries(
        """
        đơn vị; cơ quan; địa phương; đoàn thể; thị xã; thành phố; thị trấn; đặc khu; tổ chức; doanh nghiệp; hiệp hội; cá nhân; báo
        chí; hợp tác xã; hộ kinh; trung tâm; tổ dân; cơ sở; bệnh viện; chi nhánh; trường học; chính trị; phòng ban; ban quản; công
        ty; tập đoàn; tổng công; học viện; đại học; đoàn viên; hội viên; khu phố; hội đoàn; chi cục; mặt trận; truyền hình; phát
        thanh; đài truyền; quân đội; lực lượng
        """
    )
)
_AREAS = entries(
    """
    huyện; quận; xã; phường; tỉnh; thị xã; thành phố; thị trấn; đặc khu; thôn
    """
)
#: nouns that open a name of their own even without a capital
_LOWER_HEADS = re.compile(
    r"(?:cơ quan|đơn vị|chính quyền|lãnh đạo|cán bộ|nhân viên|đại lý|lực lượng|cấp ủy|cấp uỷ|chủ đầu tư|nhà thầu|đoàn thể|doanh nghiệp|"
    r"tổ chức|phòng|trường|ngành|hội|công đoàn|trung tâm|bệnh viện|tỉnh đoàn|thanh tra|công an|quân sự|bộ đội|mặt trận|"
    r"kho bạc|bưu điện|ngân hàng|văn phòng|ban|sở|đài|báo|tổ|đội|nhóm|thủ trưởng|chủ tịch|giám đốc|hiệu trưởng|trưởng|người đứng đầu|"
    r"ủy ban|uỷ ban|hợp tác xã|cơ sở|bộ phận|chủ rừng|chủ tàu|đồng chí|cục|chi cục|trạm|công ty|điện lực|thuế|hải quan|"
    r"bảo hiểm xã hội|"
    r"bí thư|hộ|gia đình|phụ huynh|bộ|địa phương|đoàn|viện|huyện|xã|tập đoàn|liên đoàn|chi nhánh|đồn|khối|"
    r"quận|phường|thôn|ấp|xóm|khu phố|tổ dân phố|cộng đồng|"
    r"nhà trường|già làng|nhân dân|người dân|người lao động|chủ hộ|chủ cơ sở|tiểu thương|ban quản lý)(?!\w)"
)
_NOT_LOWER_HEADS = re.compile(
    r"(?:tổ chức (?:thực|triển|rà|kiểm|các|cho|hội|tuyên|đánh|lễ|kỷ|tập|thi|lấy|xây|quán|phổ|hướng|sơ|tổng|tiếp|trực|chỉ|bồi|việc|công|"
    r"một|giám|ký|họp|nghiên|theo|bảo|đảm)|ban hành|báo cáo|hội nghị|bộ tiêu|bộ thủ|bộ dữ|cơ sở (?:dữ|pháp|vật|hạ|đề|kết|báo|ý)|"
    r"phòng,? (?:ngừa|chống|trừ|tránh|cháy)|thuế (?:suất|thu|giá)|trường hợp|"
    r"đội ngũ|khối lượng|đoàn kết|bộ máy|hội nhập|hội họp|báo động|xã hội|hộ (?:chiếu|tịch|khẩu)|tổ chức,? (?:thực|triển|rà)|tổ chức$|"
    r"đại lý thuế$|viện (?:dẫn|trợ)|công an ninh|thanh tra,)"
)
_ARTICLE = re.compile(r"(?:các|những|toàn thể|toàn bộ|tất cả(?: các)?|mỗi|từng)\s+(?=\S)", re.IGNORECASE)
_NOT_AFTER_ARTICLE = re.compile(
    r"(?:nội dung|nhiệm vụ|biện pháp|giải pháp|quy định|văn bản|hoạt động|công tác|trường hợp|vấn đề|hình thức|chính sách|chế độ|"
    r"công trình|dự án|đối tượng|điều kiện|chỉ tiêu|mục tiêu|hồ sơ|thủ tục|thông tin|số liệu|kết quả|ý kiến|kiến nghị|phản ánh|"
    r"phương án|kế hoạch|khâu|bước|tuyến|loại|dịch vụ|điểm|khu vực|tiêu chí|hành vi|sản phẩm|tính năng|tiện ích|quyết định|chỉ thị|"
    r"công văn|thành viên tham|ngày|tháng|năm|quý|kỳ|đợt|lễ|hội nghị|lớp|cuộc|buổi|phương tiện|nguồn|khoản|lĩnh vực|chương trình|"
    r"phong trào|mô hình|giấy|danh mục|sai phạm|vướng mắc|khó khăn|tồn tại|hạn chế|rủi ro|sự cố|dịch bệnh|ổ dịch|cấp độ|quyền|nghị|luật|"
    r"tài liệu)(?!\w)",
    re.IGNORECASE,
)
PERSONS = re.compile(
    r"(?:(?:các|những|mỗi|từng)\s+)?(?:người (?!đứng đầu)|cá nhân|công dân|nhân dân|hộ gia đình|học sinh|sinh viên|thí sinh|phụ huynh|"
    r"công chức|viên chức|đảng viên|đoàn viên|hội viên)",
    re.IGNORECASE,
)

#: fields of ministries and departments whose name contains "và" or a comma
FIELDS = entries(
    """
    Kế hoạch và Đầu tư; Giáo dục và Đào tạo; Thông tin và Truyền thông; Khoa học và Công nghệ; Nông nghiệp và Phát triển nông thôn;
    Tài nguyên và Môi trường; Nông nghiệp và Môi trường; Văn hóa, Thể thao và Du lịch; Văn hoá, Thể thao và Du lịch; Văn hóa và Thể
    thao; Văn hoá và Thể thao; Lao động - Thương binh và Xã hội; Lao động, Thương binh và Xã hội; Lao động – Thương binh và Xã hội;
    Lao động Thương binh và Xã hội; Dân tộc và Tôn giáo; Quy hoạch - Kiến trúc; Quy hoạch và Kiến trúc; Văn hóa và Thông tin; Văn
    hóa - Thông tin; Văn hóa, Khoa học và Thông tin; Văn hóa - Xã hội; Kinh tế, Hạ tầng và Đô thị; Kinh tế và Hạ tầng; Tài chính -
    Kế hoạch; Du lịch và Thể thao; Nông nghiệp và PTNT; Giáo dục và ĐT; Thương binh và Xã hội; Phát triển nông thôn và Thủy lợi;
    Nông nghiệp & PTNT; Thông tin & Truyền thông; Kế hoạch & Đầu tư; Tài nguyên & Môi trường; Giáo dục & Đào tạo
    """
)
_SIMPLE_FIELDS = entries(
    """
    Tài chính; Nội vụ; Y tế; Tư pháp; Xây dựng; Công Thương; Công thương; Giao thông vận tải; Ngoại vụ; Ngoại giao; Quốc phòng; Công
    an; Du lịch; Thủy sản; GD&ĐT; TT&TT; KH&ĐT; TN&MT; NN&PTNT; LĐTB&XH; VHTT&DL; KH&CN; LĐ-TB&XH; Văn hóa; Lao động
    """
)
_FIELD = re.compile("(?:" + "|".join(sorted((re.escape(name) for name in FIELDS + _SIMPLE_FIELDS), key=len, reverse=True)) + r")(?![\w])")
_BARE_POST = re.compile(
    r"(?:Phó )?(?:Giám đốc|Thủ trưởng|Chủ tịch|Bí thư|Bộ trưởng|Trưởng|Hiệu trưởng|Chánh Văn phòng|Tổng Giám đốc|Tổng giám đốc|Cục trưởng)",
    re.IGNORECASE,
)
_PROVINCES = re.compile(
    r"^(?P<before>(?:[^\s,;:]+\s+){0,6}?)(?:[Cc]ác\s+)(?:tỉnh,\s+thành phố|tỉnh và thành phố|"
    r"thành phố,\s+tỉnh)(?P<rest>\s+trực thuộc [Tt]rung ương)?\s*:\s*(?=[" + CAPITALS + r"])"
)
#: cities directly under the central government, before and after 2025
_CITIES = ("Hà Nội", "Hồ Chí Minh", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế")
_SHARED_HEAD = re.compile(
    r"^(?P<before>(?:[^\s,;:]+\s+){0,4}?)(?:[Cc]ác\s+)(?P<head>Sở|sở|Bộ|bộ|Phòng|phòng|Cục|Ban|Chi cục|Công ty|Trường|trường|Hội|"
    r"[Hh]uyện|[Xx]ã|[Pp]hường|[Qq]uận|[Tt]hị xã|[Tt]ỉnh|[Tt]hành phố|[Tt]rung tâm|[Tt]ổ|[Đđ]ơn vị|[Cc]ơ quan)(?P<colon>\s*:\s*|"
    r"\s+)(?=[" + CAPITALS + r"])"
)
_GROUP_COLON = re.compile(
    r"^(?P<before>(?:[^\s,;:]+\s+){0,4}?)(?:[Cc]ác\s+)?(?P<group>(?:[Ss]ở|[Bb]ộ)\s*,[^:]{0,40}?)\s*:\s*(?=[" + CAPITALS + r"])"
)


@dataclass(frozen=True, slots=True)
class Piece:
    name: str
    start: int
    end: int


def is_unit_start(text: str) -> bool:
    """Whether the text begins with a unit, a group of units or a post: "Sở Y tế …", "các cơ quan …", not "Ban hành …"."""
    if _NOT_HEADS.match(text):
        return False
    if _HEAD.match(text):
        return True
    article = _ARTICLE.match(text)
    if article:
        rest = text[article.end() :]
        return not _NOT_AFTER_ARTICLE.match(rest) and (bool(_HEAD.match(rest) and not _NOT_HEADS.match(rest)) or is_lower_unit(rest))
    return False


def is_lower_unit(text: str) -> bool:
    """Whether it begins with a unit's noun in small letters: "cơ quan công an", "chính quyền địa phương"."""
    return bool(_LOWER_HEADS.match(text)) and not _NOT_LOWER_HEADS.match(text)


def read_names(text: str, start: int, end: int | None = None, *, loose: bool = False, semicolons: bool = False) -> tuple[list[Piece], int]:
    """The units enumerated from `start` on, and where the enumeration ends.

    Nothing is found, ([], start), unless a unit begins there; with `loose` (after "phối hợp với") any noun phrase may. With `semicolons` a
    ";" between two units goes on, as in the subject of an order; after "phối hợp với" it ends the partners.
    """
    stop = len(text) if end is None else end
    opening = text[start : min(stop, start + 80)]
    if not (is_unit_start(opening) or is_lower_unit(opening) or (loose and not _no_partner(opening))):
        return [], start
    boundary = _boundary(text, tokens(text, start, min(stop, start + 1500)), start, semicolons)
    segment_end = boundary
    while segment_end > start and text[segment_end - 1] in " ,;:.…-–":
        segment_end -= 1
    segment_end = _without_tail(text, start, segment_end)
    return split_names(text, start, segment_end), boundary


_NO_PARTNER = re.compile(
    r"(?:việc|công tác|nhau|nội dung|hoạt động|kế hoạch|chặt|tốt|đồng bộ|các nội dung|các hoạt động|những nội dung|các hình thức|"
    r"các biện pháp|quá trình|thực tế|tình hình|trong|theo|để|một|giữa|\W)(?!\w)",
    re.IGNORECASE,
)


def _no_partner(opening: str) -> bool:
    found = tokens(opening)
    return (
        not found
        or bool(_NO_PARTNER.match(opening))
        or bool(verb_at(found, 0) and not is_unit_start(opening) and not is_lower_unit(opening))
    )


def _without_tail(text: str, start: int, end: int) -> int:
    """Drop a dangling "và", "cùng", "với" at the end of an enumeration."""
    while True:
        match = re.search(r"[\s,]+(?:và|cùng|với|hoặc|thì|cần|đồng thời|khác|v\.v|…)$", text[start:end])
        if not match or match.group().strip(" ,") == "khác":
            return end
        end = start + match.start()


def _boundary(text: str, found: list[Token], start: int, semicolons: bool) -> int:
    depth = 0
    piece_words = 0
    colon_used = False
    for index, token in enumerate(found):
        if depth == 0 and index > 0:
            if ends_name(found, index, piece_words):
                return token.start
            if (
                token.text in ("-", "–")
                and index + 1 < len(found)
                and not found[index + 1].capital
                and found[index + 1].word not in ("xã", "chi", "du")
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
                _SHARED_HEAD.match(segment)
                or _PROVINCES.match(segment)
                or _GROUP_COLON.match(segment)
                or re.search(r"(?:^|,\s|\bvà\s)(?:[Cc]ác )?(?:Sở|Bộ|sở|bộ|huyện|xã|phường)[^:,]{0,25}:\s?[" + CAPITALS + "]$", segment)
            ):
                return token.end
            colon_used = True
        if token.mark == ",":
            piece_words = 0
    return found[-1].end if found else start


def _goes_on(text: str, at: int) -> bool:
    opening = re.sub(r"^(?:và|cùng)\s+", "", text[at : at + 80])
    return is_unit_start(opening)


def split_names(text: str, start: int, end: int) -> list[Piece]:
    """Split text[start:end], known to be an enumeration of units, into the names as written."""
    segment = text[start:end]
    shared = _SHARED_HEAD.match(segment)
    if shared and (shared["colon"].strip() or _two_fields(segment, shared.end())):
        return _expanded(segment, start, shared["before"].strip(), shared["head"], shared.end())
    provinces = _PROVINCES.match(segment)
    if provinces:
        before = provinces["before"].strip()
        return [
            Piece(f"{before} {'thành phố' if piece.name.startswith(_CITIES) else 'tỉnh'} {piece.name}".strip(), piece.start, piece.end)
            for piece in _listed(segment, provinces.end(), start)
        ]
    group = _GROUP_COLON.match(segment)
    if group:
        return _expanded(segment, start, group["before"].strip(), "Sở" if group["group"][0] in "Ss" else "Bộ", group.end())
    pieces = []
    cursor = 0
    for cut, following in _cuts(segment):
        pieces.append((cursor, cut))
        cursor = following
    pieces.append((cursor, len(segment)))
    names: list[Piece] = []
    for left, right in pieces:
        piece = _trimmed(segment, left, right, start)
        if piece is None:
            continue
        inner = _SHARED_HEAD.match(piece.name)
        if len(pieces) > 1 and inner and inner["colon"].strip():
            names.extend(_expanded(piece.name, piece.start, inner["before"].strip(), inner["head"], inner.end()))
        else:
            names.append(piece)
    return names


def _listed(segment: str, cursor: int, offset: int) -> list[Piece]:
    """The words between commas and the last "và", one by one."""
    found = []
    for match in re.finditer(r"(?:[^,;(]|\([^)]*\))+?(?=\s*[,;]|\s+và\s+|$)", segment[cursor:]):
        piece = _trimmed(segment, cursor + match.start(), cursor + match.end(), offset)
        if piece:
            joiner = re.match(r"và\s+", piece.name)
            found.append(Piece(piece.name[joiner.end() :], piece.start + joiner.end(), piece.end) if joiner else piece)
    return found


def _two_fields(segment: str, position: int) -> bool:
    """Two fields in a row share the head before them: "các Sở Nội vụ, Tài chính"."""
    first = _FIELD.match(segment, position)
    joiner = re.compile(r"\s*,\s*|\s+và\s+").match(segment, first.end()) if first else None
    return joiner is not None and _FIELD.match(segment, joiner.end()) is not None


def _trimmed(segment: str, left: int, right: int, offset: int) -> Piece | None:
    while left < right and segment[left] in " ,;:.-–…":
        left += 1
    while right > left and segment[right - 1] in " ,;:.…":
        right -= 1
    return Piece(segment[left:right], offset + left, offset + right) if left < right else None


_SEPARATOR = re.compile(r"\s*[,;…]\s*(?:và\s+|cùng\s+|hoặc\s+|với\s+)?|\s+(?:và|cùng với|cùng|hoặc)\s+")


def _cuts(segment: str) -> list[tuple[int, int]]:
    """Where the enumeration is cut: (end of the name before, beginning of the next), brackets left whole."""
    cuts = []
    depth = 0
    position = 0
    piece_start = 0
    for match in _SEPARATOR.finditer(segment):
        depth += segment.count("(", position, match.start()) - segment.count(")", position, match.start())
        position = match.start()
        if depth > 0:
            continue
        if _opens_name(
            segment[piece_start : match.start()],
            segment[match.end() : match.end() + 60],
            "," in match[0] or ";" in match[0] or "…" in match[0],
        ):
            cuts.append((match.start(), match.end()))
            piece_start = match.end()
    return cuts


def _opens_name(current: str, following: str, comma: bool) -> bool:
    """Whether what follows a comma or "và" is a unit of its own and not the rest of the name before it."""
    if _BARE_POST.fullmatch(current.strip()):
        return False  # "Giám đốc, Thủ trưởng các sở": two posts of the same units
    if is_unit_start(following):
        return True
    if not is_lower_unit(following):
        return False
    found = tokens(following)
    one, two = phrase(found, 0, 1), phrase(found, 0, 2)
    if current.rstrip().endswith("liên quan"):
        return True
    plural = re.search(r"\b(?:các|những|mọi|ban|sở)\b", current, re.IGNORECASE) is not None
    if not plural:
        return True
    if two in _PAIR_GROUP_NOUN or one in _LONE_GROUP_NOUN:
        if re.match(r"tổ chức (?:chính trị|đoàn thể|xã hội -)", following) and comma and " bộ, ngành" in " " + current:
            return True
        after = found[2] if two in _PAIR_GROUP_NOUN and len(found) > 2 else found[1] if one in _LONE_GROUP_NOUN and len(found) > 1 else None
        is_area = any(following.startswith(area) for area in _AREAS)
        own = (
            after is not None
            and after.capital
            and not is_area
            and not re.match(r"(?:Thành|Tỉnh|Trung|Việt|Huyện|Quận|TP|Đảng|Nhà)", after.text)
        )
        return (own and one in ("phòng", "trường", "hội", "trạm", "viện", "vụ", "cục")) or (
            own and two in _PAIR_GROUP_NOUN and two in ("trung tâm", "công ty", "bệnh viện", "chi cục")
        )
    return True


def _expanded(segment: str, offset: int, before: str, head: str, cursor: int) -> list[Piece]:
    """ "các Sở: A, B và C" → "Sở A", "Sở B", "Sở C"; fields that contain "và" stay whole; other units keep their own name."""
    names: list[Piece] = []
    size = len(segment)
    while cursor < size:
        while cursor < size and segment[cursor] in " ,;:.":
            cursor += 1
        joiner = re.match(r"(?:và|cùng|hoặc)\s+", segment[cursor:])
        if joiner:
            cursor += joiner.end()
        if cursor >= size:
            break
        rest = segment[cursor:]
        field = _FIELD.match(rest)
        if (is_unit_start(rest) and not field) or is_lower_unit(rest):
            names.extend(split_names_plain(segment, cursor, offset))
            break
        if field:
            stop = field.end()
            bracket = re.match(r"\s*\([^)]*\)", rest[stop:])
            stop += bracket.end() if bracket else 0
            tail = re.match(r"(?:\s+(?!và\b|cùng\b)[^\s,;]+){0,6}", rest[stop:])
            stop += tail.end() if tail else 0
        else:
            match = re.match(r"(?:\([^)]*\)|[^,;(]){1,200}?(?=\s*[,;]|\s+(?:và|cùng)\s+|$)", rest)
            stop = match.end() if match else len(rest)
        name = rest[:stop].strip(" ,;:.")
        if name:
            whole = (
                name
                if re.match(rf"{head}\b", name, re.IGNORECASE)
                else f"{head[:1].upper() + head[1:] if not before and head[:1].islower() and head in ('sở', 'bộ') else head} {name}"
            )
            names.append(Piece(f"{before} {whole}".strip(), offset + cursor, offset + cursor + len(rest[:stop].rstrip(" ,;:."))))
        cursor += max(stop, 1)
    return names


def split_names_plain(segment: str, cursor: int, offset: int) -> list[Piece]:
    """The remaining names of an enumeration whose shared head has ended."""
    rest = segment[cursor:]
    return [Piece(piece.name, piece.start + cursor + offset, piece.end + cursor + offset) for piece in split_names(rest, 0, len(rest))]
