"""Which work a deadline dates: each row is one letter of our own, and the deadlines of its tasks.

Expected: a day, "weekly", "monthly", "quarterly" or "yearly" for a round, None for no day that can be told.
"""

import pytest

from directives.reading import read_text

from .deadlines import LETTER, due, letter

#: paragraphs after the sentence that opens the list → by when each task is due, in the order of the text
LETTERS: tuple[tuple[str, tuple[str, ...], list[str | None]], ...] = (
    (
        "a sentence after the list dates the report that it asks for",
        (
            "1. Sở Nội vụ rà soát kho lưu trữ.",
            "2. Sở Tài chính cân đối kinh phí.",
            "Đề nghị các đơn vị gửi báo cáo kết quả về Sở Nội vụ trước ngày 20/6/2023 để tổng hợp./.",
        ),
        [None, None, "2023-06-20"],
    ),
    (
        "a sentence on all that stands above dates what has no day of its own",
        (
            "1. Sở Nội vụ rà soát kho lưu trữ.",
            "2. Sở Tài chính cân đối kinh phí, xong trước ngày 05/6/2023.",
            "Các nội dung trên hoàn thành trước ngày 20/6/2023.",
        ),
        ["2023-06-20", "2023-06-05"],
    ),
    (
        "the same by its label",
        (
            "1. Sở Nội vụ rà soát kho lưu trữ.",
            "2. Sở Tài chính cân đối kinh phí.",
            "Thời gian hoàn thành các nhiệm vụ nêu trên: trước ngày 20/6/2023.",
        ),
        ["2023-06-20", "2023-06-20"],
    ),
    (
        "inside a list it dates that list alone",
        (
            "1. Về kho lưu trữ",
            "a) Sở Nội vụ rà soát hồ sơ.",
            "b) Sở Xây dựng kiểm tra công trình.",
            "Các công việc tại điểm a, điểm b nêu trên hoàn thành trước ngày 20/6/2023.",
            "2. Về kinh phí",
            "Sở Tài chính cân đối kinh phí.",
        ),
        ["2023-06-20", "2023-06-20", None],
    ),
    (
        "a label below an order is its own",
        (
            "1. Sở Nội vụ rà soát kho lưu trữ.",
            "Thời gian: trước ngày 20/6/2023.",
            "2. Sở Tài chính cân đối kinh phí.",
            "Thời gian thực hiện: Quý III/2023.",
        ),
        ["2023-06-20", "2023-09-30"],
    ),
    (
        "labels below bullets are each bullet's own",
        (
            "1. Công tác lưu trữ",
            "- Rà soát kho lưu trữ.",
            "Đơn vị chủ trì: Sở Nội vụ; đơn vị phối hợp: Sở Xây dựng.",
            "Thời gian hoàn thành: 30/6/2023.",
            "- Số hóa hồ sơ đất đai.",
            "Đơn vị chủ trì: Sở Tài nguyên và Môi trường.",
            "Thời gian hoàn thành: Tháng 9/2023.",
        ),
        ["2023-06-30", "2023-09-30"],
    ),
    (
        "labels as bullets below a letter",
        (
            "1. Công tác lưu trữ",
            "a) Rà soát kho lưu trữ.",
            "- Đơn vị chủ trì: Sở Nội vụ.",
            "- Thời gian thực hiện: từ tháng 6 đến tháng 8/2023.",
            "b) Số hóa hồ sơ đất đai.",
            "- Đơn vị chủ trì: Sở Tài nguyên và Môi trường.",
            "- Thời gian thực hiện: Thường xuyên.",
        ),
        ["2023-08-31", None],
    ),
    (
        "a heading dates all below it",
        (
            "1. Sở Nội vụ (hoàn thành trước ngày 20/6/2023):",
            "- Rà soát kho lưu trữ.",
            "- Lập danh mục hồ sơ hết giá trị, xong trước ngày 10/6/2023.",
            "2. Sở Tài chính:",
            "- Cân đối kinh phí.",
        ),
        ["2023-06-20", "2023-06-10", None],
    ),
    (
        "a table has its own column of time",
        (
            "1. Sở Nội vụ theo dõi việc thực hiện phụ lục dưới đây.",
            "| STT | Nhiệm vụ | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian hoàn thành |\n"
            "| 1 | Rà soát kho lưu trữ | Sở Nội vụ | Sở Xây dựng | Quý III/2023 |\n"
            "| 2 | Số hóa hồ sơ | Sở Y tế | Các bệnh viện | Trước 30/9 |\n"
            "| 3 | Kiểm tra công trình | Sở Xây dựng | | Năm 2023 |\n"
            "| 4 | Trực kho | Văn phòng UBND tỉnh | | Thường xuyên |\n"
            "| 5 | Báo cáo số liệu | Sở Nội vụ | | Hằng tháng |\n"
            "| 6 | Đào tạo văn thư | Sở Nội vụ | | 2023-2025 |",
        ),
        [None, "2023-09-30", "2023-09-30", "2023-12-31", None, "monthly", "2025-12-31"],
    ),
    (
        "a table that a web page stacked",
        (
            "1. Sở Nội vụ theo dõi việc thực hiện bảng dưới đây.",
            "STT\nNhiệm vụ\nĐơn vị chủ trì\nThời hạn\n1\nRà soát kho lưu trữ\nSở Nội vụ\n30/6/2023\n2\nSố hóa hồ sơ\nSở Y tế\nTháng 8/2023",
        ),
        [None, "2023-06-30", "2023-08-31"],
    ),
    (
        "phases are dated by their own lines",
        (
            "I. THỜI GIAN, ĐỊA ĐIỂM",
            "- Đợt 1: Từ ngày 01/6/2023 đến ngày 15/6/2023 tại các huyện miền núi.",
            "- Đợt 2: từ ngày 01/8 đến 15/8/2023.",
            "II. PHÂN CÔNG",
            "1. Sở Nội vụ kiểm tra kho lưu trữ.",
        ),
        ["2023-06-15", "2023-08-15", None],
    ),
    (
        "items pasted into one paragraph",
        (
            "1. Sở Nội vụ: a, Rà soát kho lưu trữ trước ngày 30/5/2023; b, Lập danh mục hồ sơ. 2. Sở Y tế: a, Kiểm tra hồ sơ bệnh án; "
            "b, Số hóa hồ sơ, xong trước 15/6/2023.",
        ),
        ["2023-05-30", None, None, "2023-06-15"],
    ),
    (
        "items with a comma or a stroke behind their label",
        ("1, Sở Nội vụ:", "a, Rà soát kho lưu trữ trước ngày 30/5/2023;", "b, Lập danh mục hồ sơ;", "2, Sở Y tế:", "a/ Kiểm tra hồ sơ."),
        ["2023-05-30", None, None],
    ),
    (
        "units on lines of their own over bullets",
        (
            "Sở Nội vụ:",
            "- Rà soát kho lưu trữ trước ngày 25/5/2023.",
            "- Lập danh mục hồ sơ.",
            "UBND các huyện, thành phố:",
            "- Tổng hợp tài liệu tồn đọng, hoàn thành trong tháng 6.",
        ),
        ["2023-05-25", None, "2023-06-30"],
    ),
    (
        "a line that was torn inside its date",
        ("1. Sở Nội vụ rà soát kho lưu trữ trước ngày\n30\n/6/2023.", "2. Sở Y tế số hóa hồ sơ, xong trước ngày\n20/10\n/2023."),
        ["2023-06-30", "2023-10-20"],
    ),
    (
        "phases under a heading of progress need no preposition",
        (
            "I. TIẾN ĐỘ THỰC HIỆN",
            "- Tháng 6/2023: phát động, ký giao ước.",
            "- Quý IV/2023: tổng kết.",
            "II. PHÂN CÔNG",
            "1. Sở Nội vụ chấm điểm.",
        ),
        ["2023-06-30", "2023-12-31", None],
    ),
    (
        "a period and a day of two works stay apart",
        ("1. Sở Nội vụ công bố danh mục trước ngày 15/7/2023; hằng tuần cập nhật trên Cổng thông tin điện tử.",),
        ["2023-07-15", "weekly"],
    ),
    (
        "two works of one paragraph with a day each",
        ("1. Sở Nội vụ rà soát kho lưu trữ trước ngày 05/6/2023; gửi báo cáo về UBND tỉnh trước ngày 20/6/2023.",),
        ["2023-06-05", "2023-06-20"],
    ),
    (
        "two works joined by a comma, one by a quarter",
        ("1. Sở Nội vụ sơ kết đợt chỉnh lý vào quý III năm 2023, tổng kết trước ngày 30/11/2024.",),
        ["2023-09-30", "2024-11-30"],
    ),
    (
        "an event on its day and its report",
        ("1. Sở Nội vụ tổ chức hội nghị tập huấn ngày 10/6/2023; gửi kết quả trước ngày 15/6/2023.",),
        ["2023-06-10", "2023-06-15"],
    ),
    (
        "work in a month and its report",
        ("1. Sở Nội vụ tổ chức tập huấn trong tháng 6; báo cáo kết quả trước ngày 05/7/2023.",),
        ["2023-06-30", "2023-07-05"],
    ),
    (
        "work in a quarter and the day that ends it",
        ("1. Sở Nội vụ tổ chức tập huấn trong quý II; hoàn thành trước ngày 15/6/2023.",),
        ["2023-06-15"],
    ),
    (
        "two works, the first due today",
        ("1. Sở Nội vụ cấp ngay 500 hộp trong ngày hôm nay, 15/5/2023; trình phương án mua bổ sung trước ngày 20/5/2023.",),
        ["2023-05-15", "2023-05-20"],
    ),
    (
        "a work and its report with the only day of the paragraph are one",
        ("1. Sở Nội vụ rà soát kho lưu trữ; gửi danh sách về UBND tỉnh trước ngày 20/6/2023.",),
        ["2023-06-20"],
    ),
    (
        "a work and its report in rounds are one",
        ("1. Sở Nội vụ rà soát kho lưu trữ; báo cáo UBND tỉnh trước ngày 25 hằng tháng.",),
        ["monthly"],
    ),
)


@pytest.mark.parametrize(("_rule", "paragraphs", "expected"), LETTERS, ids=[rule for rule, _, _ in LETTERS])
def test_a_deadline_goes_to_the_work_that_it_dates(_rule: str, paragraphs: tuple[str, ...], expected: list[str | None]) -> None:
    assert due(letter(*paragraphs)) == expected


def test_the_plan_that_a_decision_issues_is_read_with_it() -> None:
    decision = LETTER.replace("V/v tăng cường công tác văn thư, lưu trữ\n", "").replace("214/UBND-NC", "214/QĐ-UBND")
    head, _, rest = decision.partition("Kính gửi:")
    reading = read_text(
        head + "QUYẾT ĐỊNH\nBan hành Kế hoạch chỉnh lý tài liệu tồn đọng\n\nỦY BAN NHÂN DÂN TỈNH\n\n"
        "Căn cứ Luật Lưu trữ số 01/2011/QH13 ngày 11/11/2011;\n\nQUYẾT ĐỊNH:\n\nĐiều 1. Ban hành kèm theo Quyết định này Kế hoạch chỉnh lý "
        "tài liệu tồn đọng.\n\nĐiều 2. Chánh Văn phòng UBND tỉnh chịu trách nhiệm thi hành Quyết định này./.\n"
        + rest.partition("{body}")[2] +
        "\nKẾ HOẠCH\nChỉnh lý tài liệu tồn đọng\n(Ban hành kèm theo Quyết định số 214/QĐ-UBND ngày 15/5/2023)\n\nI. MỤC ĐÍCH\n"
        "- Bảo đảm an toàn tài liệu đến năm 2025.\nII. PHÂN CÔNG\n1. Sở Nội vụ hướng dẫn nghiệp vụ, xong trước ngày 15/6/2023.\n"
        "2. Sở Tài chính bố trí kinh phí.\n"
    )  # fmt: skip
    assert [(task.responsible[0].name, task.deadline and task.deadline.isoformat()) for task in reading.tasks] == [
        ("Sở Nội vụ", "2023-06-15"),
        ("Sở Tài chính", None),
    ]
    assert all(task.provision is not None and reading.provisions[task.provision].text in task.text + "." for task in reading.tasks)


def test_units_on_lines_of_their_own_hold_for_the_bullets_below() -> None:
    reading = letter("Sở Nội vụ:", "- Rà soát kho lưu trữ.", "UBND các huyện, thành phố:", "- Tổng hợp tài liệu tồn đọng.")
    assert [[name.name for name in task.responsible] for task in reading.tasks] == [["Sở Nội vụ"], ["UBND các huyện, thành phố"]]
