"""The words that order: verbs with which a duty begins, and what stands before them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

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
    trồng; thả; tiêu hủy; tổ chức thực hiện; nghiêm khắc; vượt; đạt; hoàn trả; thu; trích; khấu trừ; kết xuất; bán; cho; cắm; đăng; đăng
    tin; thụ lý; cấp bù; chi viện; hoàn tất; đảm nhận; đảm trách; tháo dỡ; chặt tỉa; bám nắm; huấn luyện; diễn tập; tiếp sóng; trưng
    bày; tôn vinh; trao tặng; tái đàn; quan trắc; canh gác; xuất cấp; cho vay; giãn nợ; khoanh nợ; đăng cai; ký hợp đồng; mở tài khoản;
    sao lưu; phúc tra; phản biện; đối khớp; làm sạch; thu nhận; trích nộp; thanh lý; đảm đương; đứng ra; bảo lãnh; nhân giống; chuyển
    tải; san lấp; gieo trồng; kéo dài; viết tin; viết bài; xin lỗi; hoàn ứng; thoái thu;
    cụ thể hóa; thể chế hóa; hiện thực hóa; cấp thẻ; cấp sổ; cấp mã; cấp tài khoản; phát thông điệp; phát tin; phát bản tin;
    phát phóng sự; phát tài liệu;
    cưỡng chế; kê biên; phát quang; đối soát; trích xuất; nhắn tin; ghi hình;
    tọa đàm; chấm điểm; xếp loại; xếp hạng; sưu tầm; bình xét; bình chọn; bốc thăm; hiệp thương; tiếp xúc cử tri; chất vấn; tổng duyệt;
    chạy thử; hiệu chỉnh; cấp phép; cấp đổi; cấp mới; thu giữ; xét tuyển; tập kết; vây bắt; đấu giá; ngầm hóa; cảnh giác; tạm hoãn; tổng vệ
    sinh; xóa bỏ; khử trùng; phun khử; vinh danh; sàng lọc; phân nhóm; phân tuyến; thu dung; bảo hộ; bảo trợ; hội ý; kiểm thử; tiêu độc;
    hủy bỏ; bãi bỏ; tạm ngừng; tạm đình chỉ; thu mua; bao tiêu; khai báo; trả kết quả; hẹn trả; bám địa bàn; giao chỉ tiêu; giao ban;
    mở chuyên mục; mở chuyên trang; mở chiến dịch; mở sổ; cấp lại; cấp bổ sung
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
        if words.count(" ") == count - 1 and words in VERBS and not _holds_name(found[index : index + count]):
            return words
    return None


def _holds_name(words: Sequence[Token]) -> bool:
    """Whether a capital follows a small letter: "trực Ban Chỉ huy" is no "trực ban"."""
    return any(after.capital and not before.capital for before, after in pairwise(words))
