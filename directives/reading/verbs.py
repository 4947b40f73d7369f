"""The words that order: verbs with which a duty begins, and the small words that open or close an enumeration of units."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from directives.reading.wordlists import entries

#: verbs of administrative duties, in lower case
VERBS = frozenset(
    entries(
        """
    ban hành; bảo đảm; đảm bảo; bảo vệ; báo cáo; bảo quản; bám sát; bàn giao; biên soạn; biểu dương; bố trí; bổ sung; bồi dưỡng; cam
    kết; cải cách; cải tạo; cải thiện; can thiệp; cảnh báo; cân đối; cập nhật; chấm dứt; chấn chỉnh; chấp hành; chi trả kinh phí;
    chỉ đạo; chịu trách nhiệm; chọn; chú trọng; chủ động; chủ trì; chuẩn bị; chuẩn hóa; chuyển; có kế hoạch; có trách nhiệm; có biện
    pháp; có giải pháp; có phương án; có ý kiến; có văn bản; công bố; công khai; củng cố; cung cấp; cung ứng; cử; cấp phát; cắt
    giảm; chia sẻ; dự báo; dự thảo; duy trì; duy tu; duyệt; đánh giá; đào tạo; đăng ký; đăng tải; đầu tư; đấu tranh; đẩy mạnh; đẩy
    nhanh; đề nghị; đề xuất; điều chỉnh; điều động; điều hành; điều phối; điều tra; định hướng; định kỳ; đình chỉ; đôn đốc; đối
    chiếu; đối thoại; đổi mới; động viên; đưa; đưa tin; đưa ra; đón; giám sát; giảm; giao; giải đáp; giải quyết; giải phóng; giải
    trình; giới thiệu; góp ý; gửi; giúp; giữ gìn; giữ vững; gắn; hoàn chỉnh; hoàn thành; hoàn thiện; hỗ trợ; huy động; hướng dẫn;
    hướng tới; hạn chế; hình thành; in; kêu gọi; kê khai; kết hợp; kết nối; khai thác; khảo sát; khắc phục; khẩn trương; khen
    thưởng; khôi phục; khuyến cáo; khuyến khích; khoanh vùng; khơi thông; kiểm kê; kiểm điểm; kiểm soát; kiểm tra; kiểm định; kiến
    nghị; kiện toàn; kịp thời; ký; ký kết; làm rõ; làm tốt; làm việc; lãnh đạo; lập; lên phương án; liên hệ; lồng ghép; lựa chọn;
    lưu trữ; mở; mở rộng; mua sắm; nắm; nắm bắt; nắm chắc; nâng cao; nâng cấp; ngăn chặn; nghiêm cấm; nghiêm túc; nghiêm chỉnh;
    nghiệm thu; nghiên cứu; nhân rộng; nhắc nhở; niêm yết; nộp; phản ánh; phát động; phát hành; phát hiện; phát huy; phát sóng; phát
    triển; phân bổ; phân công; phân cấp; phân công cụ thể; phân loại; phân luồng; phân tích; phấn đấu; phê duyệt; phối hợp; phổ
    biến; phòng ngừa; phục vụ; phụ trách; phân tán; quan tâm; quán triệt; quản lý; quyết định; quy định; quyết liệt; quảng bá; rà
    soát; ra quân; sao gửi; sắp xếp; sẵn sàng; siết chặt; soạn thảo; sớm; sơ kết; sơ tán; sử dụng; sửa chữa; sửa đổi; tái lập; tăng
    cường; tạm dừng; tạm ứng; tạo điều kiện; tạo sự; tập hợp; tập huấn; tập trung; tham gia; tham mưu; tham vấn; thanh tra; thanh
    toán; thành lập; thay thế; thẩm định; thẩm tra; theo dõi; thiết lập; thiết kế; thí điểm; thông báo; thông tin; thông qua; thống
    kê; thống nhất; thu hồi; thu thập; thu hút; thực hiện; thường xuyên; thuyết minh; tiến hành; tiếp nhận; tiếp thu; tiếp tục; tích
    cực; tích hợp; tìm kiếm; tìm hiểu; tổ chức; tổng hợp; tổng kết; tổng rà soát; tranh thủ; tránh; trao đổi; tra soát; trang bị;
    triển khai; trình; triệt để; trực tiếp; trả lời; truyền thông; truy quét; truy cập; tuân thủ; tuần tra; tuyên dương; tuyên
    truyền; tuyển chọn; ưu tiên; ứng dụng; ứng phó; ứng trực; vận động; vận hành; xác định; xác minh; xác nhận; xem xét; tăng; tăng
    thời lượng; kéo giảm; xét duyệt; xây dựng; xử lý; xử phạt; xúc tiến; yêu cầu; đánh bắt; lắp đặt; thăm hỏi; tặng; vệ sinh; khử
    khuẩn; thu gom; bắt buộc; đề ra; tháo gỡ; đấu nối; đấu thầu; bảo trì; số hóa; đồng bộ; kích hoạt; cài đặt; in ấn; treo; chuyển
    đổi; mời; đàm phán; dừng; cấm; không để; không được; không tổ chức; không thực hiện; căn cứ; nhận diện; đề cao; giáo dục; chăm
    lo; chăm sóc; tri ân; hướng về; nêu cao; quản trị; luân chuyển; đổi; bổ nhiệm; hợp nhất; giải thể; sáp nhập; tinh giản; rút gọn;
    rút ngắn; nhập; xuất; lấy ý kiến; lấy mẫu; lấy; làm; mua; treo cờ; chào đón; cổ vũ; cứu chữa; khám bệnh; khám chữa; bồi thường;
    trợ giúp; giúp đỡ; quyên góp; ủng hộ; phát thanh; đón tiếp; tiếp đón; tiếp công dân; giải thích; lưu ý; chấp thuận; chuyển giao;
    tiếp quản; đo đạc; cắm mốc; khởi công; thi công; giải ngân; quyết toán; phân khai; thu phí; tự đánh giá; tự kiểm tra; tự rà
    soát; tự tổ chức; dán; lắp; trực ban; ứng cứu; ra văn bản; chốt chặn; tịch thu; xử trí; tạm giữ; bảo dưỡng; di chuyển; khoanh
    định; gieo cấy; thu hoạch; nạo vét; tiết kiệm; thực hành; làm đầu mối; làm thường trực; tạo lập; liên thông; hiện đại hóa; xã
    hội hóa; phân quyền; nêu gương; gương mẫu; thi đua; hưởng ứng; xuất bản; in sao; tiếp cận; vào cuộc; gia hạn; đóng cửa; chấm;
    coi thi; rút kinh nghiệm; xử lý dứt điểm; giải tỏa; truy thu; đôn đốc thu; thu nợ; nhập liệu; đồng hành; kết luận; chia tách; mở
    lớp; mở đợt; phát tờ; lập danh sách; lập kế hoạch; lập hồ sơ; đánh số; chụp; quét; kiểm đếm; neo đậu; gỡ bỏ; phòng chống; dự
    phòng; dự trữ; chủ động phối hợp; kiểm dịch; giám định; tố giác; tiếp tế; phân phối; điều tiết; xả lũ; vớt; dọn; dọn dẹp; quét
    dọn; thắp sáng; trang trí; chỉnh trang; bố phòng; khống chế; dập dịch; tiêm phòng; tiêm chủng; công nhận; chứng nhận; cấp giấy;
    thẩm duyệt; kiểm duyệt; minh bạch; hòa giải; tiếp dân; xác lập; ủy quyền; báo; nêu; nêu rõ; ghi; cộng; tính; tính toán; dành;
    chi; vận chuyển; phun; tiêm; cách ly; điều trị; xét nghiệm; truy vết; giãn cách; di dời; cứu trợ; gia cố; tu bổ; tu sửa; bơm;
    trồng; thả; tiêu hủy; tổ chức thực hiện; nghiêm khắc; vượt; đạt; hoàn trả; thu; trích; khấu trừ; kết xuất; bán; cho
        """
    )
)

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
#: adverbs between a subject and its verb
ADVERBS = frozenset(
    entries(
        """
    chủ động; tiếp tục; tập trung; tích cực; tăng cường; thường xuyên; kịp thời; khẩn trương; có trách nhiệm; nghiêm túc; trực tiếp;
    cần; phải; sớm; quyết liệt; định kỳ; đồng thời; hằng năm; hàng năm; hàng tháng; hằng tháng; hàng tuần; hằng tuần; hàng quý; hằng
    quý; thì; khẩn cấp; ngay; nhanh chóng; chịu trách nhiệm; để; sẵn sàng; tiến hành
        """
    )
)

#: words that end an enumeration of units
STOPS = frozenset(
    entries(
        """
    để; trong; theo; nhằm; khi; do; từ; đến; bằng; qua; được; bị; phải; cần; sẽ; đã; đang; là; nếu; mà; nhưng; không; chưa; hàng;
    hằng; trước; chậm; sau; ngay; như; vì; nên; bảo; thì; đồng
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
_AREA_ENDS = frozenset(("tỉnh", "phố", "huyện", "quận", "xã", "phường", "ương", "nước", "quan", "trấn", "khu"))


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    start: int
    end: int
    #: lower case without marks before and behind
    word: str
    #: whether the first letter is a capital
    capital: bool
    #: closing mark behind the word (",", ";", ":", ".", ")") or ""
    mark: str


_TOKEN = re.compile(r"\S+")
_STRIP = "\"'“”‘’()[]{}.,;:!?…*"


_PLACEMENT = {
    "oà": "òa",
    "oá": "óa",
    "oả": "ỏa",
    "oã": "õa",
    "oạ": "ọa",
    "oè": "òe",
    "oé": "óe",
    "oẻ": "ỏe",
    "oẽ": "õe",
    "oẹ": "ọe",
    "uỳ": "ùy",
    "uý": "úy",
    "uỷ": "ủy",
    "uỹ": "ũy",
    "uỵ": "ụy",
}


def _one_spelling(word: str) -> str:
    """The tone mark where most offices put it: "hoá" → "hóa", "uỷ" → "ủy"."""
    ending = word[-2:].lower()
    if ending in _PLACEMENT and word[-3:-2].lower() != "q":
        replaced = _PLACEMENT[ending]
        return word[:-2] + (replaced.capitalize() if word[-2].isupper() else replaced)
    return word


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words of text[start:end] with their places in the whole text."""
    found = []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        raw = match[0]
        bare = _one_spelling(raw.strip(_STRIP))
        tail = raw[len(raw.rstrip(_STRIP)) :]
        mark = next((char for char in tail if char in ",;:.…)"), "")
        found.append(Token(raw, match.start(), match.end(), bare.lower(), bare[:1].isupper(), mark))
    return found


def phrase(found: Sequence[Token], index: int, count: int) -> str:
    """Up to `count` words from an index on, ended early by a mark between them."""
    words = []
    for token in found[index : index + count]:
        words.append(token.word)
        if token.mark and token.mark != ")":
            break
    return " ".join(words)


def verb_at(found: Sequence[Token], index: int) -> str | None:
    """The longest verb that starts at the word, whatever its case."""
    for count in (3, 2, 1):
        words = phrase(found, index, count)
        if words.count(" ") == count - 1 and words in VERBS:
            return words
    return None


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
    if token.word in STOPS:
        return not (token.word == "được" and two in ("được giao", "được phân", "được ủy") and before in ("vị", "quan"))
    if two in _STOP_PHRASES or three in _STOP_PHRASES or token.word == "cùng":
        return True
    verb = verb_at(found, index)
    if verb is None:
        return False
    if verb in _WEAK:
        return False
    if verb in _WEAK_IN_NAME and not (previous is not None and piece_words > 1 and (previous.capital or before in _AREA_ENDS)):
        return False
    if (
        piece_words <= 1
        and previous is not None
        and not previous.mark
        and before in ("tổ", "ban", "phòng", "đội", "nhóm", "phận", "khối", "hội", "đồng")
    ):
        return False
    if (verb == "thông tin" and before == "nghệ") or (verb == "hỗ trợ" and before == "vụ") or (piece_words <= 2 and before == "tâm"):
        return False
    if verb == "tổ chức":
        return not (
            before in ("", "các", "những", "và", "hoặc", "mỗi", "hội")
            or (previous is not None and previous.mark == ",")
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
        return f"{earlier} {before}" == "liên quan" or before not in (
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
    if verb in ("cung cấp", "cung ứng"):
        return not re.match(r"cung (?:cấp|ứng) (?:dịch|điện|nước)", three) and before not in ("vị", "nghiệp")
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
