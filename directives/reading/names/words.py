"""What the names of units begin with and hold: heads, nouns of groups, fields of ministries and departments."""

import re

from directives.reading.letters import CAPITALS
from directives.reading.wordlists import either, entries

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
    bộ; Mỗi; Từng; Riêng; Chủ rừng; Chủ hồ; Chủ đập; Chủ tàu; Chủ phương tiện; Chủ cơ sở; Chủ sử dụng; Chủ các; Chủ trang trại;
    Công chức; Viên chức; Khoa; Giáo viên; Chợ; Thôn; Thôn trưởng; Cảng; Sân bay;
    Hãng; Kế toán; Nhà mạng; Nhà trường; VNPT; Viettel; MobiFone; EVN;
    Tổng Liên đoàn; Trung ương Đoàn; Trung ương Hội; Cảnh sát; Nghiệp đoàn; Bộ Tư lệnh; Tổng Cục
    """
)
#: second words that make the first no unit: "Ban hành", "Tổ chức", "Báo cáo", …
_NOT_HEADS = re.compile(
    r"(?:Ban hành|Tổ chức(?! (?:chính trị|đảng|Đảng|tín dụng|xã hội|đoàn thể|hành chính|Công đoàn))|Báo cáo|Phòng,? (?:ngừa|chống|trừ|"
    r"tránh)|Hội (?:nghị|thảo|thi|nhập|họp|chẩn|trường)|Bộ (?:tiêu|luật|máy|đội (?!Biên)|mã|thủ|chỉ số|dữ)|"
    r"Khoa (?:học|giáo|mục)|Thôn tính|"
    r"Đoàn kết|Viện (?:dẫn|trợ)|Công an ninh|Thanh tra,|Thanh tra (?:các|việc|và|công|điều|toàn|trách|đột|theo|về)|"
    r"(?:Mỗi|Từng) (?:tuần|tháng|quý|năm|ngày|lần|khi|đợt|kỳ|bước|việc)|"
    r"Trường hợp|Cơ sở (?:dữ|pháp|vật|hạ)|Cơ quan nào|"
    r"Đơn vị nào|Đài thọ|Khu vực|Đội ngũ|Khối lượng|Hệ thống (?!(?:chính trị|các|Ngân|ngân))|Cấp ủy nào|Ban đầu|"
    r"Lãnh đạo,|Tỉnh táo|Hội đủ|Quỹ đất|Cục bộ|Chỉ huy,|Báo động|Xã hội|Thuế (?:suất|thu|giá)|Vụ việc|Ông cha|Trường lớp|Tập đoàn hóa|"
    r"Thường trực(?! (?:[A-ZĐỦ]|các))|Cổng(?! (?:Thông|thông|TT))|Hội viên|Thành phố(?= (?:đã|có|là))|TT-|Chủ tịch nước|Phương)"
)
_HEAD = re.compile("(?:" + "|".join(sorted((re.escape(head) for head in HEADS), key=len, reverse=True)) + r")(?![\w-])")

#: nouns that go on with a group opened by "các": "các cơ quan, đơn vị, địa phương"
LONE_GROUP_NOUN = frozenset(
    entries(
        """
        sở; ban; ngành; bộ; huyện; quận; xã; phường; tỉnh; trường; phòng; hội; khối; cấp; vụ; cục; viện; trạm; tổ; buôn; thôn; ấp;
        bản; làng; nhóm; đội
        """
    )
)
PAIR_GROUP_NOUN = frozenset(
    entries(
        """
        đơn vị; cơ quan; địa phương; đoàn thể; thị xã; thành phố; thị trấn; đặc khu; tổ chức; doanh nghiệp; hiệp hội; cá nhân; báo
        chí; hợp tác xã; hộ kinh; trung tâm; tổ dân; cơ sở; bệnh viện; chi nhánh; trường học; chính trị; phòng ban; ban quản; công
        ty; tập đoàn; tổng công; học viện; đại học; đoàn viên; hội viên; khu phố; hội đoàn; chi cục; mặt trận; truyền hình; phát
        thanh; đài truyền; quân đội; lực lượng
        """
    )
)
AREAS = entries(
    """
    huyện; quận; xã; phường; tỉnh; thị xã; thành phố; thị trấn; đặc khu; thôn
    """
)
#: nouns that open a name of their own even without a capital
_LOWER_HEADS = re.compile(
    either(
        """
        cơ quan; đơn vị; chính quyền; lãnh đạo; cán bộ; nhân viên; đại lý; lực lượng; cấp ủy; cấp uỷ; chủ đầu tư; nhà thầu; đoàn thể;
        doanh nghiệp; tổ chức; phòng; trường; ngành; hội; công đoàn; trung tâm; bệnh viện; tỉnh đoàn; thanh tra; công an; quân sự; bộ
        đội; mặt trận; kho bạc; bưu điện; ngân hàng; văn phòng; ban; sở; đài; báo; tổ; đội; nhóm; thủ trưởng; chủ tịch; giám đốc; hiệu
        trưởng; trưởng; người đứng đầu; ủy ban; uỷ ban; hợp tác xã; cơ sở; bộ phận; chủ rừng; chủ hồ; chủ đập; chủ tàu; chủ phương tiện;
        chủ các; chủ trang trại; khoa; chợ; nhà mạng; hãng; sân bay; cảng; giáo viên; kế toán; đại học; học viện; đồng chí; cục; chi
        cục; trạm; công ty; điện lực; thuế; hải quan; bảo hiểm xã hội; bí thư; hộ; gia đình; phụ huynh; bộ; địa phương; đoàn; viện;
        huyện; xã; tập đoàn; liên đoàn; chi nhánh; đồn; khối; quận; phường; thôn; ấp; xóm; khu phố; tổ dân phố; cộng đồng; nhà trường;
        già làng; nhân dân; người dân; người lao động; chủ hộ; chủ cơ sở; tiểu thương; ban quản lý; thành viên Ban; thành viên Tổ;
        thành viên Hội đồng; thành viên Đoàn; thành viên UBND; thành viên Ủy ban
        """
    )
)
#: "phòng Kinh tế", "sở Y tế": a name of one's own although it begins small
_SMALL_HEAD = re.compile(rf"(?:phòng|sở|trường|trung tâm|trạm|công an|cục|chi cục|văn phòng|ban)\s(?=[{CAPITALS}][^\W\d])(?!Chấp|Đảng)")
#: such nouns with what makes a verb or a thing of them, by what follows: "tổ chức | tập huấn", "cơ sở | dữ liệu"
_NO_LOWER_HEAD = {
    "tổ chức": """
        thực; triển; rà; kiểm; các; cho; hội; tuyên; đánh; lễ; kỷ; tập; thi; lấy; xây; quán; phổ; hướng; sơ; tổng; tiếp; trực; chỉ;
        bồi; việc; công; một; giám; ký; họp; nghiên; theo; bảo; đảm
        """,
    "tổ chức,": "thực; triển; rà",
    "cơ sở": "dữ; pháp; vật; hạ; đề; kết; báo; ý",
    "phòng": "ngừa; chống; trừ; tránh; cháy",
    "phòng,": "ngừa; chống; trừ; tránh; cháy",
    "khoa": "học; giáo",
    "thuế": "suất; thu; giá",
    "hộ": "chiếu; tịch; khẩu",
    "viện": "dẫn; trợ",
    "bộ": "tiêu; thủ; dữ; máy",
    "ban": "hành",
    "báo": "cáo; động",
    "hội": "nghị; nhập; họp",
    "trường": "hợp",
    "đội": "ngũ",
    "khối": "lượng",
    "đoàn": "kết",
    "xã": "hội",
    "công an": "ninh",
}
_NOT_LOWER_HEADS = re.compile(
    "|".join(rf"{re.escape(noun)} (?:{'|'.join(map(re.escape, entries(following)))})" for noun, following in _NO_LOWER_HEAD.items())
    + "|(?:tổ chức|đại lý thuế)$|thanh tra,"
)
ARTICLE = re.compile(r"(?:các|những|toàn thể|toàn bộ|tất cả(?: các)?|mỗi|từng)\s+(?=\S)", re.IGNORECASE)
#: things and times, which many are told of: "các nội dung", "mỗi quý"
_NOT_AFTER_ARTICLE = re.compile(
    either(
        """
        nội dung; nhiệm vụ; biện pháp; giải pháp; quy định; văn bản; hoạt động; công tác; trường hợp; vấn đề; hình thức; chính sách; chế
        độ; công trình; dự án; đối tượng; điều kiện; chỉ tiêu; mục tiêu; hồ sơ; thủ tục; thông tin; số liệu; kết quả; ý kiến; kiến nghị;
        phản ánh; phương án; kế hoạch; khâu; bước; tuyến; loại; dịch vụ; điểm; khu vực; tiêu chí; hành vi; sản phẩm; tính năng; tiện ích;
        quyết định; chỉ thị; công văn; thành viên tham; ngày; tháng; năm; quý; kỳ; đợt; lễ; hội nghị; lớp; cuộc; buổi; phương tiện;
        nguồn; khoản; lĩnh vực; chương trình; phong trào; mô hình; giấy; danh mục; sai phạm; vướng mắc; khó khăn; tồn tại; hạn chế; rủi
        ro; sự cố; dịch bệnh; ổ dịch; cấp độ; quyền; nghị; luật; tài liệu
        """
    ),
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
FIELD = re.compile("(?:" + "|".join(sorted((re.escape(name) for name in FIELDS + _SIMPLE_FIELDS), key=len, reverse=True)) + r")(?![\w])")
BARE_POST = re.compile(
    r"(?:Phó )?(?:Giám đốc|Thủ trưởng|Chủ tịch|Bí thư|Bộ trưởng|Trưởng|Hiệu trưởng|Chánh Văn phòng|Tổng Giám đốc|Tổng giám đốc|Cục trưởng)",
    re.IGNORECASE,
)


#: "các tỉnh, thành phố" are their committees
_AREAS_TOLD = re.compile(r"(?:tỉnh|thành phố|thị xã|đặc khu)(?=[,;:\s])")


def is_unit_start(text: str) -> bool:
    """Whether the text begins with a unit, a group of units or a post: "Sở Y tế …", "các cơ quan …", not "Ban hành …"."""
    if _NOT_HEADS.match(text):
        return False
    if _HEAD.match(text):
        return True
    if _SMALL_HEAD.match(text):
        return True
    article = ARTICLE.match(text)
    if article:
        rest = text[article.end() :]
        return not _NOT_AFTER_ARTICLE.match(rest) and (
            bool(_AREAS_TOLD.match(rest)) or bool(_HEAD.match(rest) and not _NOT_HEADS.match(rest)) or is_lower_unit(rest)
        )
    return False


#: what a unit's name begins with in a heading of capitals, where any noun is written large: fewer than elsewhere
_CAPITAL_HEADS = re.compile(
    r"(?:sở|bộ (?=" + FIELD.pattern + r")|cục|công an|bảo hiểm xã hội|văn phòng|liên đoàn|kho bạc|bưu điện|thanh tra|hội (?!nghị|thảo|thi)|"
    r"các (?=(?:chủ|sở|ban|phòng|trường|xã|huyện|doanh nghiệp|địa phương|đơn vị|cơ quan)(?!\s(?:liên quan|thực hiện))\b)|"
    r"trung tâm|ban quản lý|ban chỉ đạo|mặt trận|phòng (?=" + FIELD.pattern + "))",
    re.IGNORECASE,
)
_NEXT_HEAD = re.compile(r"(?:^|, | và )(?=" + _CAPITAL_HEADS.pattern + r")\w")
_FIELD_IN_ANY_LETTERS = re.compile(FIELD.pattern, re.IGNORECASE)
_WRITTEN = {name.lower(): name for name in (*FIELDS, *_SIMPLE_FIELDS)}
_SHORT = re.compile(r"\b(?:" + "|".join(head.lower() for head in HEADS if head.isupper() and len(head) > 2) + r")\b")


def in_small_letters(title: str) -> str:
    """A title in capitals that begins as a unit does, as it would stand in a sentence; any other as it is. Every letter keeps its place."""
    if not title.isupper() or not _CAPITAL_HEADS.match(title) or len(title.lower()) != len(title):
        return title
    small = _FIELD_IN_ANY_LETTERS.sub(lambda field: _WRITTEN.get(field[0].lower(), field[0]), title.lower())
    small = _SHORT.sub(lambda short: short[0].upper(), small)
    return _NEXT_HEAD.sub(lambda before: before[0][:-1] + before[0][-1].upper(), small)


def is_lower_unit(text: str) -> bool:
    """Whether it begins with a unit's noun in small letters: "cơ quan công an", "chính quyền địa phương"."""
    return bool(_LOWER_HEADS.match(text)) and not _NOT_LOWER_HEADS.match(text)
