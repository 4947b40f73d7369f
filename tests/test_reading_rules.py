"""The rules of reading one by one: names, dates, deadlines, citations, numbers, agencies, syllables, recipients, signatures."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives.reading import citations, cleaning, deadlines, head, read_text, roles, syllables, symbols, tail, targets
from directives.reading.names import read_names
from org_hierarchy.calendar.dates import full_dates

ISSUED = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "names", "rest"),
    [
        ("Sở Nội vụ rà soát biên chế", ["Sở Nội vụ"], "rà soát"),
        ("Sở Kế hoạch và Đầu tư, Sở Y tế tổ chức họp", ["Sở Kế hoạch và Đầu tư", "Sở Y tế"], "tổ chức"),
        ("các Sở: Nội vụ, Giáo dục và Đào tạo, Y tế tham mưu", ["Sở Nội vụ", "Sở Giáo dục và Đào tạo", "Sở Y tế"], "tham mưu"),
        ("các Bộ: Quốc phòng, Công an và Tài chính chủ trì", ["Bộ Quốc phòng", "Bộ Công an", "Bộ Tài chính"], "chủ trì"),
        ("UBND các xã, phường, đặc khu kiểm tra", ["UBND các xã, phường, đặc khu"], "kiểm tra"),
        ("các cơ quan, đơn vị và địa phương gửi báo cáo", ["các cơ quan, đơn vị và địa phương"], "gửi"),
        ("Công an xã, Ban Chỉ huy Quân sự xã và các tổ hỗ trợ", ["Công an xã", "Ban Chỉ huy Quân sự xã", "các tổ"], "hỗ trợ"),
        ("Trung tâm Văn hóa, Thông tin và Thể thao đưa tin", ["Trung tâm Văn hóa, Thông tin và Thể thao"], "đưa tin"),
        ("Ban Chỉ đạo (Cơ quan Thường trực: Sở Y tế) kiểm tra", ["Ban Chỉ đạo (Cơ quan Thường trực: Sở Y tế)"], "kiểm tra"),
        ("UBND các tỉnh, thành phố: Hà Nội, Sơn La triển khai", ["UBND thành phố Hà Nội", "UBND tỉnh Sơn La"], "triển khai"),
        ("Giám đốc, Thủ trưởng các sở, ban, ngành chỉ đạo", ["Giám đốc, Thủ trưởng các sở, ban, ngành"], "chỉ đạo"),
        ("các đơn vị sử dụng lao động kê khai", ["các đơn vị sử dụng lao động"], "kê khai"),
        ("Tổ thực hiện chính sách tiếp nhận hồ sơ", ["Tổ thực hiện chính sách"], "tiếp nhận"),
        ("Báo Sơn Hải, Đài Phát thanh Sơn Hải mở chuyên mục", ["Báo Sơn Hải", "Đài Phát thanh Sơn Hải"], "mở"),
        ("các trường mở 02 lớp học", ["các trường"], "mở"),
        ("Ban Quản trị, đơn vị quản lý vận hành chung cư kiểm tra", ["Ban Quản trị", "đơn vị quản lý vận hành chung cư"], "kiểm tra"),
        ("Phòng Quản lý xây dựng đăng tải quy chuẩn", ["Phòng Quản lý xây dựng"], "đăng tải"),
        ("Trung tâm Dịch vụ tổng hợp xã hướng dẫn", ["Trung tâm Dịch vụ tổng hợp xã"], "hướng dẫn"),
        ("Công an xã, cán bộ tư pháp - hộ tịch đối chiếu", ["Công an xã", "cán bộ tư pháp - hộ tịch"], "đối chiếu"),
        ("Sở Y tế (chủ đầu tư) hoàn chỉnh hồ sơ", ["Sở Y tế (chủ đầu tư)"], "hoàn chỉnh"),
        ("phòng Kinh tế, phòng Khai thác và Thu nợ lồng ghép", ["phòng Kinh tế", "phòng Khai thác và Thu nợ"], "lồng ghép"),
        ("Các thành viên Ban Chỉ đạo tỉnh theo địa bàn kiểm tra", ["Các thành viên Ban Chỉ đạo tỉnh"], "theo"),
        ("Uỷ ban nhân dân xã Hoà Bình chuẩn hoá dữ liệu", ["Uỷ ban nhân dân xã Hoà Bình"], "chuẩn hoá"),
    ],
)  # fmt: skip
def test_enumerations_become_the_names_as_written(text: str, names: list[str], rest: str) -> None:
    found, end = read_names(text, 0)
    assert [piece.name for piece in found] == names
    assert text[end:].lstrip().startswith(rest)


@pytest.mark.parametrize(
    "text", ["Ban hành văn bản", "Tổ chức tập huấn", "Báo cáo kết quả", "Phòng, chống dịch", "Các nội dung khác", "Rà soát hồ sơ"]
)
def test_what_looks_like_a_unit_and_is_none(text: str) -> None:
    assert read_names(text, 0)[0] == []


@pytest.mark.parametrize(
    ("text", "day", "strict"),
    [
        ("hoàn thành trước ngày 30/4/2026", date(2026, 4, 30), True),
        ("trước 17h00 ngày 20/4", date(2026, 4, 20), False),
        ("trước 16 giờ 30 phút ngày 05 tháng 4 năm 2026", date(2026, 4, 5), False),
        ("chậm nhất là ngày 05 tháng 5 năm 2026", date(2026, 5, 5), False),
        ("chậm nhất ngày 10.5.2026", date(2026, 5, 10), False),
        ("đến hết ngày 30/6/2026", date(2026, 6, 30), False),
        ("hạn cuối 01/7/2026", date(2026, 7, 1), False),
        ("trong tháng 4", date(2026, 4, 30), False),
        ("hoàn thành trong tháng 2/2028", date(2028, 2, 29), False),
        ("trong quý II", date(2026, 6, 30), False),
        ("hoàn thành trong Quý III năm 2026", date(2026, 9, 30), False),
        ("đến năm 2030, 90% hồ sơ được số hóa", date(2030, 12, 31), False),
        ("hoàn thành trong năm 2026", date(2026, 12, 31), False),
        ("hoàn thành trong 6 tháng đầu năm 2026", date(2026, 6, 30), False),
        ("báo cáo trước ngày 10/01", date(2027, 1, 10), True),
    ],
)
def test_deadline_wordings(text: str, day: date, strict: bool) -> None:
    found = [(item.day, item.strictly_before) for item in deadlines.find(text, ISSUED)]
    assert found == [(day, strict)]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("trước ngày 25 hằng tháng", "monthly"),
        ("định kỳ hàng quý báo cáo", "quarterly"),
        ("gửi về Sở vào thứ Sáu hàng tuần", "weekly"),
        ("Trước ngày 15 tháng 12 hằng năm", "yearly"),
        ("trước ngày 20 của tháng cuối quý", "quarterly"),
    ],
)
def test_recurring_deadlines_have_a_period_and_no_date(text: str, period: str) -> None:
    assert [(item.day, item.period) for item in deadlines.find(text, ISSUED)] == [(None, period)]


@pytest.mark.parametrize("text", ["trong vòng 10 ngày", "trong thời hạn 05 ngày làm việc kể từ ngày nhận được văn bản", "sau 03 ngày"])
def test_relative_deadlines_are_kept_in_words(text: str) -> None:
    assert [(item.day, item.period, item.text) for item in deadlines.find(text, ISSUED)] == [(None, None, text)]


@pytest.mark.parametrize(
    "text",
    [
        "Nghị định số 12/2026/NĐ-CP ngày 18/01/2026 của Chính phủ",
        "người hưởng trợ cấp BHXH hàng tháng",
        "Chương trình chuyển đổi số đến năm 2030",
        "tính đến ngày 28/02/2026",
        "học sinh sinh trước ngày 01/9/2026",
        "dịch vụ hỗ trợ 24/7",
        "tổ chức thực hiện Luật Bảo hiểm y tế có hiệu lực ngày 01/7/2026",
        "tổ chức phục vụ kỳ họp khai mạc ngày 08/7/2026",
        "tổ chức tuyên truyền Ngày Sức khỏe thế giới ngày 07/4/2026",
        "tổ chức rà soát người sinh ngày 01/7/2026",
        "tổ chức triển khai nội dung do Hội nghị ngày 20/3/2026 thông qua",
        "gửi giấy mời dự Hội nghị ngày 15/4/2026",
        "nộp hồ sơ kèm biên bản họp ngày 20/3/2026",
        "chuẩn bị tài liệu trình kỳ họp ngày 08/7/2026",
    ],
)
def test_dates_that_are_no_deadlines(text: str) -> None:
    assert deadlines.find(text, ISSUED) == []


def test_range_has_a_first_and_a_last_day() -> None:
    for text in ("từ ngày 10/4/2026 đến hết ngày 20/4/2026", "Từ ngày 10/4 đến 20/4/2026", "từ ngày 10 đến ngày 20/4/2026"):
        (found,) = deadlines.find(text, ISSUED)
        assert (found.first_day, found.day) == (date(2026, 4, 10), date(2026, 4, 20))


WAYS = (
    "{d.day:02d}/{d.month:02d}/{d.year}",
    "{d.day}/{d.month}/{d.year}",
    "{d.day}.{d.month}.{d.year}",
    "{d.day:02d} tháng {d.month:02d} năm {d.year}",
    "{d.day} tháng {d.month} năm {d.year}",
)
LEADS = (("trước ngày ", True), ("chậm nhất ngày ", False), ("đến hết ngày ", False), ("chậm nhất là ngày ", False))


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.sampled_from(WAYS), st.sampled_from(LEADS))
def test_a_date_written_is_read_back(day: date, way: str, lead: tuple[str, bool]) -> None:
    text = f"Gửi báo cáo về Sở Nội vụ {lead[0]}{way.format(d=day)}."
    assert [found.day for found in full_dates(text)] == [day]
    assert [(found.day, found.strictly_before) for found in deadlines.find(text, day - timedelta(days=9))] == [(day, lead[1])]


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("Phấn đấu đạt 95% hộ gia đình tham gia", 95),
        ("Bảo đảm 100% cán bộ được tập huấn", 100),
        ("tối thiểu 12,5% số xã", 12.5),
        ("Toàn tỉnh đã đạt 40,2% kế hoạch", None),
        ("Cài đặt ứng dụng cho 100% cán bộ", 100),
        ("Giám sát 100% cơ sở khám bệnh", 100),
        ("Hướng dẫn người hưởng 100% chi phí khám bệnh", None),
        ("Rà soát người được ngân sách đóng 100% mức phí", None),
        ("Rà soát người được ngân sách đóng 100%", None),
        ("Xử lý nơi chưa đạt 100% kế hoạch", None),
        ("Khen thưởng các xã có 100% người dân tham gia", None),
        ("Nhân rộng mô hình trường có 100% học sinh tham gia", None),
        ("Bố trí cán bộ làm việc 100% thời gian tại cơ sở", None),
        ("Chi trả 100% lương cho người nghỉ thai sản", None),
        ("Làm rõ trách nhiệm của nơi để tỷ lệ giải ngân dưới 20%", None),
        ("chiếm 30% tổng số", None),
        ("Rà soát hồ sơ", None),
    ],
)
def test_targets_are_told_from_statistics(text: str, percent: float | None) -> None:
    found = targets.target(text)
    assert (found and found[0]) == percent


def test_who_asked_issued_what_he_asked_in() -> None:
    (found,) = citations.find("Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 31/TTr-SNV ngày 25/02/2026", 0)
    assert (found.number, found.issuer) == ("31/TTr-SNV", "Giám đốc Sở Nội vụ")


def test_citations_share_type_and_date_of_a_list() -> None:
    text = "Thực hiện các Quyết định số: 11/QĐ-BYT, 12/QĐ-BYT ngày 05/01/2026 của Bộ trưởng Bộ Y tế về việc công bố thủ tục"
    assert [(found.type, found.number, found.date, found.issuer) for found in citations.find(text, 0)] == [
        ("Quyết định", "11/QĐ-BYT", date(2026, 1, 5), "Bộ trưởng Bộ Y tế"),
        ("Quyết định", "12/QĐ-BYT", date(2026, 1, 5), "Bộ trưởng Bộ Y tế"),
    ]


def test_documents_cited_inside_another_subject_are_no_bases() -> None:
    text = (
        "Theo Công văn số 7/BTC-QLG ngày 01/02/2026 về việc góp ý dự thảo sửa đổi Nghị định số 5/2020/NĐ-CP ngày 03/01/2020 "
        "và Nghị định số 6/2021/NĐ-CP"
    )
    bases, references = citations.split_bases(text, 0, citations.find(text, 0), None)
    assert [found.number for found in bases] == ["7/BTC-QLG"]
    assert [found.number for found in references] == ["5/2020/NĐ-CP", "6/2021/NĐ-CP"]


def test_party_documents_and_spaced_symbols_are_cited() -> None:
    numbers = [found.number for found in citations.find("Nghị quyết số 19-NQ/TW và Công văn số 35/UBND – VX ngày 09/02/2026", 0)]
    assert numbers == ["19-NQ/TW", "35/UBND-VX"]


@pytest.mark.parametrize(
    ("line", "number", "symbol"),
    [
        ("Số: 08 /CT-UBND", "08", "CT-UBND"),
        ("Số: 356/UBND - KGVX", "356", "UBND-KGVX"),
        ("Số:...../BHXH-TST", None, "BHXH-TST"),
        ("Số:", None, None),
        ("Số: 12a/KH-SGDĐT", "12a", "KH-SGDĐT"),
        ("Số 19-CV/TU", "19", "CV/TU"),
    ],
)
def test_number_and_symbol(line: str, number: str | None, symbol: str | None) -> None:
    found = head.number_and_symbol(line)
    assert found is not None
    assert (found.number, found.symbol) == (number, symbol)


@pytest.mark.parametrize(
    ("symbol", "kind"),
    [("KH-UBND", "Kế hoạch"), ("TTr-STC", "Tờ trình"), ("QĐ-TTg", "Quyết định"), ("UBND-VX", "Công văn"), ("SXD-QLN", "Công văn")],
)
def test_type_follows_from_the_symbol(symbol: str, kind: str) -> None:
    assert symbols.type_of(symbol) == kind


@pytest.mark.parametrize(
    ("column", "superior", "issuer"),
    [
        (["ỦY BAN NHÂN DÂN", "TỈNH SƠN HẢI"], None, "ỦY BAN NHÂN DÂN TỈNH SƠN HẢI"),
        (["UBND TỈNH SƠN HẢI", "SỞ NÔNG NGHIỆP", "VÀ MÔI TRƯỜNG"], "UBND TỈNH SƠN HẢI", "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"),
        (["BẢO HIỂM XÃ HỘI VIỆT NAM", "BẢO HIỂM XÃ HỘI", "TỈNH SƠN HẢI"], "BẢO HIỂM XÃ HỘI VIỆT NAM", "BẢO HIỂM XÃ HỘI TỈNH SƠN HẢI"),
        (["BỘ LAO ĐỘNG", "THƯƠNG BINH VÀ XÃ HỘI"], None, "BỘ LAO ĐỘNG THƯƠNG BINH VÀ XÃ HỘI"),
        (["ỦY BAN NHÂN DÂN", "QUẬN 3", "PHÒNG NỘI VỤ"], "ỦY BAN NHÂN DÂN QUẬN 3", "PHÒNG NỘI VỤ"),
        (["UBND TỈNH SƠN HẢI", "BAN CHỈ ĐẠO CẢI CÁCH", "BẢO HIỂM XÃ HỘI"], "UBND TỈNH SƠN HẢI", "BAN CHỈ ĐẠO CẢI CÁCH BẢO HIỂM XÃ HỘI"),
        (["TỈNH SƠN HẢI", "BAN CHỈ ĐẠO", "BẢO HIỂM XÃ HỘI, BẢO HIỂM Y TẾ"], "TỈNH SƠN HẢI", "BAN CHỈ ĐẠO BẢO HIỂM XÃ HỘI, BẢO HIỂM Y TẾ"),
        (["BAN QUẢN LÝ KHU KINH TẾ", "VĂN PHÒNG"], "BAN QUẢN LÝ KHU KINH TẾ", "VĂN PHÒNG"),
    ],
)  # fmt: skip
def test_agencies_of_the_left_column(column: list[str], superior: str | None, issuer: str) -> None:
    found = head.agencies(column)
    assert (found.superior, found.issuer) == (superior, issuer)


@given(
    st.dates(date(1976, 1, 1), date(2090, 12, 31)),
    st.sampled_from(["Hà Nội", "Quận 3", "Thành phố Hồ Chí Minh", "Thừa Thiên Huế"]),
    st.booleans(),
)
def test_place_and_date_are_read_back(day: date, place: str, padded: bool) -> None:
    written = (
        f"{place}, ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
        if padded
        else f"{place}, ngày {day.day} tháng {day.month} năm {day.year}"
    )
    found = head.place_and_date(written)
    assert found is not None
    assert (found.place, found.day, found.month_with_zero) == (place, day, padded and 3 <= day.month <= 9)


def test_torn_syllables_are_joined_and_whole_words_left() -> None:
    assert syllables.joined("tri", "ể", "n") == (True, True)
    assert syllables.joined("t", "ổ", "chức") == (True, False)
    assert syllables.joined("Các", "đ", "ơn") == (False, True)
    assert syllables.joined("cả", "ở", "đây") is None
    assert [word for word in ("nghiêng", "khuyết", "trường", "Đường", "quyển") if not syllables.is_syllable(word)] == []
    assert [word for word in ("ng", "tr", "bcd", "xyz") if syllables.is_syllable(word)] == []


def test_page_numbers_and_lines_of_the_web_page_are_dropped() -> None:
    cleaned = cleaning.clean("Đoạn thứ nhất đang viết dở\n\n2\n\ntiếp theo.\nTải Văn bản gốc\n**Chữ đậm** và ## dấu\n- - - - -\n")
    assert [line.text for line in cleaned.lines] == ["Đoạn thứ nhất đang viết dở", "tiếp theo.", "Chữ đậm và ## dấu"]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("chủ trì, phối hợp với Sở Y tế kiểm tra", "chu_tri"),
        ("là cơ quan đầu mối tổng hợp", "chu_tri"),
        ("chủ động, kịp thời phối hợp với Công an xã tuần tra", "phoi_hop"),
        ("phối hợp với việc kiểm tra hằng năm để tuyên truyền", "thuc_hien"),
        ("theo dõi, đôn đốc việc thực hiện Kế hoạch", "theo_doi"),
        ("hướng dẫn các xã; tổng hợp, đôn đốc các xã thực hiện", "theo_doi"),
        ("theo dõi chặt chẽ diễn biến mưa lũ", "thuc_hien"),
        ("rà soát theo phương án do Sở Xây dựng chủ trì", "thuc_hien"),
        ("chỉ đạo Sở Công Thương chủ trì kiểm tra", "thuc_hien"),
    ],
)
def test_roles(text: str, role: str) -> None:
    assert roles.role_of(text) == role


def test_partners_end_before_what_is_to_be_done() -> None:
    text = "Phối hợp với Ủy ban MTTQ Việt Nam xã, Công an xã giám sát; đồng thời phối hợp chặt chẽ với các trường học để tuyên truyền"
    assert [piece.name for piece in roles.partners_in(text, 0)] == ["Ủy ban MTTQ Việt Nam xã", "Công an xã", "các trường học"]


def test_remarks_of_recipients() -> None:
    assert tail.recipient("- Bộ Y tế (để b/c);") == tail.RecipientFound("Bộ Y tế", "để b/c")
    assert tail.recipient("- Các xã; (để thực hiện);") == tail.RecipientFound("Các xã", "để thực hiện")
    assert tail.recipient("- VPUB: CVP, PCVP(VX), TH;") == tail.RecipientFound("VPUB: CVP, PCVP(VX), TH", None)
    braced = [
        tail.RecipientFound(name, note) for name, note in (("A", "báo cáo"), ("B", None), ("C", None), ("D", "phối hợp"), ("E", None))
    ]
    assert [line.note for line in tail.shared_notes(braced, [True] * 5)] == ["báo cáo", "báo cáo", "phối hợp", "phối hợp", "phối hợp"]


def test_signature_with_two_authorities_and_a_broken_title() -> None:
    found = tail.signer(["TM. ỦY BAN NHÂN DÂN", "KT.CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Thị Hoa"])
    assert (found.authority, found.title, found.name) == (("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), "PHÓ CHỦ TỊCH", "Lê Thị Hoa")


def test_signature_beside_the_recipients_is_cut_from_them() -> None:
    reading = read_text(
        "UBND XÃ AN BÌNH                    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Số: 5/UBND-VP                      Độc lập - Tự do - Hạnh phúc\n"
        "V/v trực Tết                       An Bình, ngày 20 tháng 01 năm 2026\n\n"
        "Kính gửi: Các thôn trên địa bàn xã\n\n"
        "     Ủy ban nhân dân xã yêu cầu các thôn phân công trực Tết, gửi lịch trực trước ngày 05/02/2026./.\n\n"
        "Nơi nhận:                          TM. ỦY BAN NHÂN DÂN\n"
        "- Như trên;                        CHỦ TỊCH\n"
        "- Lưu: VT.\n\n"
        "                                   Phạm Văn Minh\n"
    )
    assert [line.name for line in reading.recipients] == ["Như trên"]
    assert (reading.signer.authority, reading.signer.title, reading.signer.name) == (("TM. ỦY BAN NHÂN DÂN",), "CHỦ TỊCH", "Phạm Văn Minh")
    assert [(task.deadline, task.responsible[0].name) for task in reading.tasks] == [(date(2026, 2, 5), "các thôn")]
    assert (reading.head.place.value, reading.head.subject.value) == ("An Bình", "trực Tết")


def test_telegram_names_its_addressees_after_its_own_word() -> None:
    reading = read_text(
        "UBND TỈNH SƠN HẢI\nSố: 3/CĐ-UBND\nSơn Hải, ngày 05 tháng 9 năm 2026\nCÔNG ĐIỆN\nVề ứng phó bão số 4\n\n"
        "CHỦ TỊCH UBND TỈNH SƠN HẢI điện:\n- Giám đốc các sở;\n- Chủ tịch UBND các xã, phường.\n\n"
        "Bão số 4 diễn biến phức tạp. Chủ tịch UBND tỉnh yêu cầu:\n"
        "1. Chủ tịch UBND các xã, phường sơ tán dân, hoàn thành trước 17 giờ ngày 06/9/2026.\n2. Sở Công Thương dự trữ hàng thiết yếu."
    )
    assert [name.name for name in reading.addressees] == ["Giám đốc các sở", "Chủ tịch UBND các xã, phường"]
    assert [task.responsible[0].name for task in reading.tasks] == ["Chủ tịch UBND các xã, phường", "Sở Công Thương"]
    assert reading.head.type.value == "Công điện"


def test_decision_orders_only_where_it_names_a_unit() -> None:
    reading = read_text(
        "UBND TỈNH SƠN HẢI\nSố: 30/QĐ-UBND\nSơn Hải, ngày 05 tháng 9 năm 2026\nQUYẾT ĐỊNH\nBan hành Quy chế\n\n"
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH\nCăn cứ Nghị định số 1/2026/NĐ-CP ngày 05/01/2026 của Chính phủ;\n"
        "Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 9/TTr-SNV ngày 01/9/2026.\n\nQUYẾT ĐỊNH:\n\n"
        "Điều 1. Ban hành kèm theo Quyết định này Quy chế làm việc.\n\nĐiều 2. Giao Sở Nội vụ theo dõi, đôn đốc việc thực hiện.\n\n"
        "Điều 3. Chánh Văn phòng, Giám đốc các sở chịu trách nhiệm thi hành Quyết định này./."
    )
    assert [(task.section, task.role) for task in reading.tasks] == [("Điều 2", "theo_doi")]
    assert [found.number for found in reading.bases] == ["1/2026/NĐ-CP", "9/TTr-SNV"]
