"""Lists: what numbers their items, however many there are, and what only looks like a number of an item."""

import pytest

from directives.reading import Reading, read_text

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
