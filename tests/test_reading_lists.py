"""Lists: what numbers their items, what only looks like a number, and who acts and when under their headings."""

import pytest

from directives.reading import Reading, read_text
from directives.reading.lines import Line, Widths, paragraphs

HEAD = """\
UBND TỈNH SƠN HẢI
Số: 88/UBND-VX
V/v rà soát dữ liệu
Sơn Hải, ngày 05 tháng 3 năm 2027

Kính gửi: Các Sở, ban, ngành.

UBND tỉnh yêu cầu thực hiện các nội dung sau:
"""


def letter(*lines: str) -> Reading:
    return read_text(HEAD + "\n".join(lines))


@pytest.mark.parametrize("mark", [".", ")"])
def test_a_list_of_four_hundred_gives_four_hundred_tasks(mark: str) -> None:
    reading = letter(*(f"{number}{mark} Rà soát danh sách của nhóm {number}, hoàn thành trước ngày 31/3/2027." for number in range(1, 401)))
    assert [task.section for task in reading.tasks] == [str(number) for number in range(1, 401)]


def test_a_long_list_goes_on_behind_the_items_of_its_items() -> None:
    lines = [line for unit in range(1, 151) for line in (f"{unit}. Sở Y tế:", "a) Rà soát danh sách.", "1) Cập nhật dữ liệu.")]
    reading = letter(*lines)
    assert [task.section.split(".")[0] for task in reading.tasks] == [str(unit) for unit in range(1, 151) for _ in range(2)]


def test_a_long_list_may_leave_out_a_number() -> None:
    reading = letter(*(f"{number}. Rà soát danh sách của nhóm {number}." for number in range(1, 131) if number not in (100, 101)))
    assert len(reading.tasks) == 128


@pytest.mark.parametrize(
    "line",
    [
        "115. Các bệnh viện bố trí bác sĩ trực 24/24 giờ.",
        "350. Sở Y tế rà soát danh sách.",
        "2027. Các đơn vị tổ chức tập huấn.",
        "100 % các trường rà soát danh sách.",
        "100% các trường rà soát danh sách.",
        "300 người lao động được rà soát.",
        "120.000 người lao động được rà soát.",
        "500 - 600 người lao động được rà soát.",
    ],
)
def test_a_figure_at_the_start_of_a_line_numbers_nothing(line: str) -> None:
    first, last = "1. Sở Y tế tổ chức trực, tuyên truyền để người dân biết và liên hệ khi cần đến", "2. Sở Nội vụ báo cáo kết quả."
    broken, whole = letter(first, line, last), letter(f"{first} {line}", last)
    assert [task.text for task in broken.tasks] == [task.text for task in whole.tasks]
    assert {task.section for task in broken.tasks} == {"1", "2"}


@pytest.mark.parametrize(
    "lines",
    [
        ("1. Sở Y tế:", "Chỉ đạo các bệnh viện:", "- Rà soát thuốc."),
        ("1. Sở Y tế:", "a) Chỉ đạo các bệnh viện:", "- Rà soát thuốc."),
        ("1. Sở Y tế:", "a) Chỉ đạo các bệnh viện: rà soát thuốc."),
        ("1. Sở Y tế:", "- Chỉ đạo Trung tâm Y tế: lập kế hoạch giám sát."),
        ("1. Sở Y tế chỉ đạo các bệnh viện:", "- Rà soát thuốc."),
    ],
)
def test_who_directs_others_answers_for_what_they_do(lines: tuple[str, ...]) -> None:
    (task,) = letter(*lines).tasks
    assert [name.name for name in task.responsible] == ["Sở Y tế"]


@pytest.mark.parametrize("verb", ["Yêu cầu", "Giao"])
def test_whom_an_order_is_given_answers_for_it(verb: str) -> None:
    (task,) = letter("1. Sở Y tế:", f"a) {verb} các bệnh viện:", "- Rà soát thuốc.").tasks
    assert [name.name for name in task.responsible] == ["các bệnh viện"]


def test_a_round_of_talks_is_given_to_nobody() -> None:
    (task,) = letter("1. Sở Y tế thành lập Tổ công tác; giao ban với nhà thầu vào sáng thứ Ba.").tasks
    assert [name.name for name in task.responsible] == ["Sở Y tế"]


def test_what_the_issuer_agrees_to_is_no_task_even_behind_its_topic() -> None:
    reading = letter(
        "1. Về dự án Bệnh viện huyện: thống nhất chủ trương gia hạn. Sở Y tế hoàn chỉnh hồ sơ trước ngày 20/5/2027.",
        "2. Về kiến nghị của UBND thị xã: ghi nhận, giao Sở Tài chính trả lời trước ngày 31/5/2027.",
    )
    assert [[name.name for name in task.responsible] for task in reading.tasks] == [["Sở Y tế"], ["Sở Tài chính"]]


def test_a_stage_of_a_plan_is_a_paragraph_of_its_own() -> None:
    lines = [Line("Giai đoạn 1 (từ 01/3/2027 đến 31/3/2027): điều tra, lập danh sách học viên."), Line("Giai đoạn 2: tổ chức dạy học.")]
    assert len(paragraphs(lines, Widths(78, 80))) == 2


def test_a_number_does_not_complete_what_is_called_digital() -> None:
    lines = [Line("2. Trung tâm Công nghệ thông tin và Chuyển"), Line("đổi số"), Line("2.1. Kết nối dữ liệu với Cục Thuế.")]
    assert paragraphs(lines, Widths(42, 42))[1:] == ["2.1. Kết nối dữ liệu với Cục Thuế."]


@pytest.mark.parametrize("work", ["tổ chức trực cấp cứu", "tổ chức diễn tập", "phối hợp tuần tra"])
def test_a_short_order_of_another_unit_is_not_lost(work: str) -> None:
    reading = letter(f"1. Sở Y tế kiểm tra kho thuốc. Các bệnh viện {work}.", "2. Sở Nội vụ báo cáo kết quả.")
    assert [task.responsible[0].name for task in reading.tasks] == ["Sở Y tế", "Các bệnh viện", "Sở Nội vụ"]


@pytest.mark.parametrize(
    "words",
    [
        "Yêu cầu các đơn vị nghiêm túc triển khai thực hiện./.",
        "Đề nghị các cơ quan, đơn vị quan tâm, phối hợp tổ chức thực hiện tốt Kế hoạch./.",
        "Yêu cầu các đơn vị tổ chức triển khai bảo đảm hiệu quả, đúng tiến độ./.",
        "Đề nghị các đơn vị phối hợp chặt chẽ để thực hiện thắng lợi nhiệm vụ được giao./.",
    ],
)
def test_words_that_only_close_a_letter_order_nothing(words: str) -> None:
    assert len(letter("1. Sở Y tế kiểm tra kho thuốc.", "2. Sở Nội vụ báo cáo kết quả.", words).tasks) == 2


@pytest.mark.parametrize(
    ("order", "name"),
    [
        ("Các trường có học sinh bán trú kiểm tra bếp ăn.", "Các trường có học sinh bán trú"),
        ("Các bệnh viện công lập có giường điều trị nội trú rà soát thuốc.", "Các bệnh viện công lập có giường điều trị nội trú"),
        ("UBND các xã có đê kiểm tra, gia cố trước mùa mưa.", "UBND các xã có đê"),
        ("Các doanh nghiệp có từ 50 lao động trở lên lập phương án.", "Các doanh nghiệp có từ 50 lao động trở lên"),
        ("Các đơn vị có trách nhiệm rà soát danh sách.", "Các đơn vị"),
        ("Các đơn vị có văn bản báo cáo kết quả.", "Các đơn vị"),
        ("Các địa phương có chế tài xử lý nghiêm.", "Các địa phương"),
        ("Các phòng có kế hoạch cụ thể để thực hiện.", "Các phòng"),
        ("Các doanh nghiệp có quy trình kiểm tra nội bộ.", "Các doanh nghiệp"),
        ("Sở Y tế có hồ sơ tồn đọng báo cáo nguyên nhân.", "Sở Y tế"),
    ],
)
def test_what_many_units_have_tells_which_of_them_are_meant(order: str, name: str) -> None:
    assert [found.name for found in letter(f"1. {order}", "2. Sở Nội vụ báo cáo kết quả.").tasks[0].responsible] == [name]


def test_an_empty_line_in_a_stacked_table_is_an_empty_cell() -> None:
    table = """1. Phân công thực hiện:
STT
Nội dung công việc
Đơn vị chủ trì
Đơn vị phối hợp
Hoàn thành
1
Rà soát danh sách
Sở Y tế
Sở Nội vụ
30/4/2027
2
Lập báo cáo chung
Sở Nội vụ

Tháng 5/2027
3
In biểu mẫu
Sở Tài chính
Sở Nội vụ
Tháng 6/2027"""
    tasks = letter(*table.split("\n")).tasks
    assert [(task.text, [name.name for name in task.coordinating]) for task in tasks] == [
        ("Rà soát danh sách", ["Sở Nội vụ"]),
        ("Lập báo cáo chung", []),
        ("In biểu mẫu", ["Sở Nội vụ"]),
    ]


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        ("Truyền thông: treo băng rôn tại trụ sở.", "treo băng rôn tại trụ sở."),
        ("Nhiệm vụ trọng tâm: rà soát danh sách người tham gia.", "rà soát danh sách người tham gia."),
        ("Thẻ học sinh: cấp lại trước ngày 30/4/2027.", None),
        ("Vướng mắc tồn đọng: giải quyết dứt điểm trước ngày 30/4/2027.", None),
        ("Kho thuốc: kiểm kê, báo cáo trước ngày 30/4/2027.", None),
        ("Đường dây nóng: công bố, phân công trực 24/24 giờ.", None),
        ("Dữ liệu dân cư: đồng bộ trong tháng 5/2027.", None),
        ("Tuyên truyền, vận động: phát tờ rơi đến từng hộ.", None),
        ("Xây dựng kế hoạch: phân công rõ người, rõ việc.", None),
        ("Báo cáo: gửi về Sở Nội vụ trước ngày 20/4/2027.", None),
    ],
)
def test_a_topic_is_left_out_only_where_the_order_says_what_it_treats(paragraph: str, text: str | None) -> None:
    assert letter(f"1. {paragraph}", "2. Rà soát danh sách.").tasks[0].text == (text or paragraph)
