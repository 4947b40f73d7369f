"""Reading a directive as a whole: quality on the corpus, a letter read back, what the clerk is warned of, the command."""

import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from directives.reading import Reading, ReadingError, read, read_text

#: a little under what is reached, so that a change for the worse shows
FLOORS = {
    "overall": 0.99,
    "header": 0.99,
    "lists": 0.99,
    "tasks": 0.98,
    "task.responsible": 0.98,
    "task.role": 0.98,
    "task.deadline": 0.99,
    "task.dated_only": 0.99,
}

LETTER = """\
UBND TỈNH SƠN HẢI
SỞ XÂY DỰNG
Số: 214/SXD-QLN
V/v rà soát nhà ở xuống cấp
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Sơn Hải, ngày 06 tháng 5 năm 2026

Kính gửi:
- Phòng Quản lý nhà;
- UBND các xã, phường.

Căn cứ Kế hoạch số 31/KH-UBND ngày 20/4/2026 của UBND tỉnh về an toàn nhà ở, Sở Xây dựng yêu cầu các đơn vị thực hiện các việc sau:
1. Phòng Quản lý nhà:
a) Chủ trì, phối hợp với Thanh tra Sở và UBND các xã, phường lập danh mục nhà xuống cấp, hoàn thành trước ngày 30/5/2026.
b) Định kỳ hằng tháng tổng hợp, báo cáo Giám đốc Sở.
2. UBND các xã, phường: bố trí chỗ ở tạm cho 100% hộ phải di dời; gửi danh sách chậm nhất ngày 15 tháng 6 năm 2026.
Đề nghị các đơn vị nghiêm túc triển khai thực hiện; giao Văn phòng Sở theo dõi, đôn đốc, tổng hợp báo cáo./.

Nơi nhận:
- Như trên;
- UBND tỉnh (để b/c);
- Lưu: VT, QLN.

KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC

Hoàng Văn Thử
"""


@pytest.fixture(scope="module")
def letter() -> Reading:
    return read_text(LETTER)


@pytest.mark.corpus
@pytest.mark.parametrize("ending", ["as they are", "paragraphs on one line each"])
def test_directives_of_the_corpus_are_read_at_least_as_well_as_before(corpus: Path, tmp_path: Path, ending: str) -> None:
    for path in sorted((corpus / "texts").glob("*.txt")):
        reading = read(path.read_bytes(), name=path.name)
        if ending != "as they are":
            reading = read_text(reading.text)
        (tmp_path / f"{path.stem}.json").write_text(json.dumps(reading.as_json(), ensure_ascii=False), "utf-8")
    done = subprocess.run(
        [sys.executable, str(corpus / "score.py"), "--json", str(corpus / "gold"), str(tmp_path)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    summary = json.loads(done.stdout)["summary"]
    assert {name: summary[name] for name, floor in FLOORS.items() if summary[name] < floor} == {}


@pytest.mark.corpus
def test_twenty_pages_a_second_are_read(corpus: Path) -> None:
    texts = [path.read_bytes() for path in sorted((corpus / "texts").glob("*.txt"))]
    pages = sum(len(text.decode()) for text in texts) / 2_000
    began = time.perf_counter()
    for text in texts:
        read(text, name="a.txt")
    assert pages / (time.perf_counter() - began) >= 20


def test_head_is_read_from_its_two_columns(letter: Reading) -> None:
    head = letter.head
    assert (head.superior_agency.value, head.issuer.value) == ("UBND TỈNH SƠN HẢI", "SỞ XÂY DỰNG")
    assert (head.number.value, head.symbol.value, head.type.value) == ("214", "SXD-QLN", "Công văn")
    assert (head.place.value, head.date, head.subject.value) == ("Sơn Hải", date(2026, 5, 6), "rà soát nhà ở xuống cấp")


def test_lists_around_the_body_are_read(letter: Reading) -> None:
    assert [name.name for name in letter.addressees] == ["Phòng Quản lý nhà", "UBND các xã, phường"]
    assert [(line.name, line.note) for line in letter.recipients] == [("Như trên", None), ("UBND tỉnh", "để b/c")]
    assert letter.archive.value == "VT, QLN"
    assert (letter.signer.authority, letter.signer.title, letter.signer.name) == (("KT. GIÁM ĐỐC",), "PHÓ GIÁM ĐỐC", "Hoàng Văn Thử")
    assert [(basis.type, basis.number, basis.date, basis.issuer) for basis in letter.bases] == [
        ("Kế hoạch", "31/KH-UBND", date(2026, 4, 20), "UBND tỉnh")
    ]
    assert letter.latest_cited_date == date(2026, 4, 20)


def test_tasks_inherit_the_units_of_their_heading(letter: Reading) -> None:
    told = [(task.section, [name.name for name in task.responsible], task.responsible_source, task.role) for task in letter.tasks]
    assert told == [
        ("1.a", ["Phòng Quản lý nhà"], "heading", "chu_tri"),
        ("1.b", ["Phòng Quản lý nhà"], "heading", "thuc_hien"),
        ("2", ["UBND các xã, phường"], "heading", "thuc_hien"),
        ("kết", ["Văn phòng Sở"], "explicit", "theo_doi"),
    ]
    assert [name.name for name in letter.tasks[0].coordinating] == ["Thanh tra Sở", "UBND các xã, phường"]


def test_deadlines_periods_and_targets_are_read(letter: Reading) -> None:
    listed, monthly, housed, followed = letter.tasks
    assert (listed.deadline, listed.strictly_before, listed.deadline_text) == (date(2026, 5, 30), True, "trước ngày 30/5/2026")
    assert (monthly.deadline, monthly.period) == (None, "monthly")
    assert (housed.deadline, housed.strictly_before, housed.target_percent) == (date(2026, 6, 15), False, 100)
    assert (followed.deadline, followed.period, followed.target_percent) == (None, None, None)


def test_every_value_points_at_its_words(letter: Reading) -> None:
    text = letter.text
    for task in letter.tasks:
        assert text[slice(*task.span)] == task.text
        for name in (*task.responsible, *task.coordinating):
            assert text[slice(*name.span)] == name.name
        if task.deadline_span:
            assert text[slice(*task.deadline_span)] == task.deadline_text
    for name in letter.addressees:
        assert text[slice(*name.span)] == name.name
    for provision in letter.provisions:
        assert text[slice(*provision.span)].endswith(provision.text)
        assert provision.parent is None or letter.provisions[provision.parent].span < provision.span
    for field in (letter.head.subject, letter.head.place):
        assert text[slice(*field.span)] == field.value


def test_wrapped_lines_read_as_the_paragraphs_that_they_were(letter: Reading) -> None:
    wrapped = []
    for line in LETTER.splitlines():
        while len(line) > 60:
            cut = line.rfind(" ", 0, 60)
            wrapped.append(line[:cut])
            line = line[cut + 1 :]
        wrapped.append(line)
    again = read_text("\n".join(wrapped))
    assert [(task.text, task.deadline, task.responsible) for task in again.tasks] == [
        (task.text, task.deadline, task.responsible) for task in letter.tasks
    ]


def test_blanks_in_the_head_are_left_blank_and_warned_of() -> None:
    reading = read_text(
        LETTER.replace("Số: 214/", "Số:....../").replace("ngày 06 tháng 5", "ngày      tháng 05").replace("Lưu: VT", "Lưu VT")
    )
    assert (reading.head.number, reading.head.symbol.value, reading.head.date, reading.head.date_partial) == (
        None,
        "SXD-QLN",
        None,
        "2026-05",
    )
    codes = {warning.code: reading.text[slice(*warning.span)] for warning in reading.warnings}
    assert set(codes) == {"blank_number", "blank_date", "month_zero", "archive_no_colon"}
    assert codes["archive_no_colon"].startswith("- Lưu VT")


def test_date_before_the_document_is_no_deadline() -> None:
    reading = read_text(LETTER.replace("trước ngày 30/5/2026", "đối với nhà xây trước ngày 30/5/2006"))
    assert reading.tasks[0].deadline is None
    assert [warning.code for warning in reading.warnings] == ["date_not_deadline"]


@pytest.mark.parametrize(
    ("written", "code", "words"),
    [
        ("trước ngày 31/4/2026", "no_such_date", "ngày 31/4/2026"),
        ("trước ngày 30 tháng 02 năm 2026", "no_such_date", "ngày 30 tháng 02 năm 2026"),
        ("trước ngày 45/5", "no_such_date", "ngày 45/5"),
        ("trước thứ hai, ngày 30/5/2026", "weekday_differs", "thứ hai, ngày 30/5/2026"),
        ("trước ngày 30/5 (chủ nhật)", "weekday_differs", "ngày 30/5 (chủ nhật)"),
    ],
)
def test_a_date_that_cannot_be_is_asked_about(written: str, code: str, words: str) -> None:
    reading = read_text(LETTER.replace("trước ngày 30/5/2026", written))
    assert [(warning.code, reading.text[slice(*warning.span)]) for warning in reading.warnings] == [(code, words)]


@pytest.mark.parametrize(
    "written",
    [
        "trước thứ bảy, ngày 30/5/2026",
        "trước ngày 30/5 (thứ 7)",
        "sau kỳ họp lần thứ hai, ngày 30/5/2026",
        "đến 31.45 tỷ đồng",
        "ngày 29/02",
    ],
)
def test_a_date_that_can_be_is_not_asked_about(written: str) -> None:
    codes = {warning.code for warning in read_text(LETTER.replace("trước ngày 30/5/2026", written)).warnings}
    assert not codes & {"no_such_date", "weekday_differs"}


def test_letters_torn_by_a_scan_are_joined_and_warned_of() -> None:
    reading = read_text(LETTER.replace("tổng hợp, báo cáo Giám", "t\nổ\nng hợp, báo cáo Giám"))
    assert "tổng hợp, báo cáo Giám đốc" in reading.tasks[1].text
    assert [warning.code for warning in reading.warnings] == ["letters_split"]


def test_later_sentence_dates_the_work_above() -> None:
    reading = read_text(
        LETTER[: LETTER.index("Căn cứ")]
        + "Sở Xây dựng đề nghị các đơn vị nghiên cứu, góp ý dự thảo Quy chế.\n"
        + "Văn bản góp ý gửi về Sở Xây dựng trước ngày 20/5/2026 để tổng hợp./.\n"
    )
    assert [(task.deadline, task.deadline_scope) for task in reading.tasks] == [(date(2026, 5, 20), "document")]


def test_phases_of_a_plan_have_a_start_and_an_end() -> None:
    reading = read_text(
        "BẢO HIỂM XÃ HỘI TỈNH SƠN HẢI\nSố: 9/KH-BHXH\nSơn Hải, ngày 02 tháng 3 năm 2026\nKẾ HOẠCH\nTuyên truyền bảo hiểm y tế\n\n"
        "Bảo hiểm xã hội tỉnh Sơn Hải xây dựng Kế hoạch như sau:\n"
        "I. MỤC ĐÍCH\n- Nâng cao nhận thức của người dân.\n"
        "II. THỜI GIAN THỰC HIỆN\n- Từ ngày 10/3/2026 đến 31/3/2026: Khối trường học.\n- Từ ngày 01/4/2026: Các hộ gia đình.\n"
    )
    assert [(task.kind, task.start_date, task.deadline) for task in reading.tasks] == [
        ("milestone", date(2026, 3, 10), date(2026, 3, 31)),
        ("milestone", date(2026, 4, 1), None),
    ]
    assert reading.head.issuer.value == "BẢO HIỂM XÃ HỘI TỈNH SƠN HẢI"


def test_plan_without_units_is_the_issuers_own_work() -> None:
    reading = read_text(
        "SỞ Y TẾ SƠN HẢI\nSố: 9/KH-SYT\nSơn Hải, ngày 02 tháng 3 năm 2026\nKẾ HOẠCH\nTập huấn\n\nSở Y tế ban hành Kế hoạch như sau:\n"
        "1. Nội dung\n- Tổ chức hai lớp tập huấn tại thành phố.\n2. Phân công\na) Rà soát danh sách học viên.\n"
        "- Đơn vị chủ trì: Phòng Nghiệp vụ.\n- Đơn vị phối hợp: Văn phòng Sở.\n- Thời gian hoàn thành: Quý II/2026.\n"
    )
    own, assigned = reading.tasks
    assert (own.kind, [name.name for name in own.responsible]) == ("activity", ["SỞ Y TẾ SƠN HẢI"])
    assert (assigned.kind, assigned.role, assigned.deadline) == ("task", "chu_tri", date(2026, 6, 30))
    assert [name.name for name in assigned.coordinating] == ["Văn phòng Sở"]


def test_note_of_the_receiving_office_is_kept_apart() -> None:
    reading = read_text(LETTER.replace("\nKính gửi:", "\n1. Phòng Tổng hợp phối hợp với Văn thư sao gửi các tổ;\n\nKính gửi:"))
    assert [task.kind for task in reading.tasks] == ["but_phe", "task", "task", "task", "task"]
    assert (reading.tasks[0].role, reading.tasks[0].responsible[0].name) == ("phoi_hop", "Phòng Tổng hợp")


@pytest.mark.parametrize("stamp", ["MẬT", "TỐI MẬT", "(TUYỆT MẬT)"])
def test_secret_directives_are_refused(stamp: str) -> None:
    with pytest.raises(ReadingError) as refused:
        read_text(f"{stamp}\n{LETTER}")
    assert refused.value.code == "secret"


@pytest.mark.parametrize(
    ("text", "code"), [("   \n", "empty"), ("Hôm nay trời đẹp, cả nhà đi chơi.", "not_directive"), ("a\n" * 30_000, "too_large")]
)
def test_what_is_no_directive_is_refused(text: str, code: str) -> None:
    with pytest.raises(ReadingError) as refused:
        read_text(text)
    assert refused.value.code == code


def test_command_prints_the_keys_of_the_annotations(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cong-van.txt"
    path.write_text(LETTER, "utf-8")
    call_command("read_directive", str(path), "--json")
    printed = json.loads(capsys.readouterr().out)
    assert (printed["number"], printed["signer"]["authority"], printed["tasks"][0]["deadline"]) == ("214", "KT. GIÁM ĐỐC", "2026-05-30")


def test_command_sums_up_in_vietnamese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cong-van.txt"
    path.write_text(LETTER, "utf-8")
    call_command("read_directive", str(path))
    printed = capsys.readouterr().out
    assert "Công văn số 214/SXD-QLN, ngày 06/5/2026" in printed or "Công văn số 214/SXD-QLN, ngày 06/05/2026" in printed
    assert "Nhiệm vụ: 4" in printed


@pytest.mark.parametrize("content", [None, b"\x00\x01\x02\x03 nothing to read"])
def test_command_says_in_one_sentence_why_it_cannot_read(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None) -> None:
    path = tmp_path / "khong-doc-duoc.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SystemExit) as left:
        call_command("read_directive", str(path))
    said = capsys.readouterr()
    assert left.value.code == 2
    assert (said.out, len(said.err.strip().splitlines())) == ("", 1)
