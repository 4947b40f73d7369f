"""PDF files and scans: what was printed reads as its .docx, and words on a page become the text that a person reads."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives.files import Page, Word
from directives.files.legacy import Encoding, encoding_of_font
from directives.reading import Reading, old_fonts, read, read_text
from directives.reading.layout import text_of_pages
from directives.reading.scanned import mend, restored

from .typeset import laid_out, to_pdf, to_scan

HERE = Path(__file__).resolve().parent
LETTERS = sorted((HERE.parent / "fixtures" / "directives").glob("*.docx"))
PRINTED = sorted((HERE / "printed").glob("*.pdf"))


def facts(reading: Reading) -> dict[str, object]:
    """All that was read but where it stands and how sure that is."""
    values = reading.as_json()
    values["tasks"] = [{name: value for name, value in task.items() if name not in {"span", "confidence"}} for task in values["tasks"]]
    values["warnings"] = sorted(warning["code"] for warning in values["warnings"])
    return values


@pytest.mark.parametrize("printed", PRINTED, ids=lambda path: path.stem[:12])
def test_a_printed_directive_reads_as_its_word_file(printed: Path) -> None:
    letter = next(path for path in LETTERS if path.stem == printed.stem)
    reading = read(printed.read_bytes(), name=printed.name)
    assert facts(reading) == facts(read(letter.read_bytes(), name=letter.name))
    for task in reading.tasks:
        assert reading.text[slice(*task.span)] == task.text


@pytest.mark.services
@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: path.stem[:12])
def test_every_fixture_reads_the_same_when_it_is_printed_now(letter: Path, tmp_path: Path) -> None:
    printed = to_pdf(letter.read_bytes(), tmp_path)
    assert facts(read(printed, name="a.pdf")) == facts(read(letter.read_bytes(), name=letter.name))


@pytest.mark.services
@pytest.mark.parametrize(("dpi", "is_worn"), [(200, True), (300, False)])
@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: path.stem[:12])
def test_a_scan_gives_head_deadlines_and_units_or_warns(letter: Path, tmp_path: Path, dpi: int, is_worn: bool) -> None:
    wanted = read(letter.read_bytes(), name=letter.name)
    found = read(to_scan(to_pdf(letter.read_bytes(), tmp_path), tmp_path, dpi=dpi, is_worn=is_worn), name="a.tiff")
    doubts = [warning.span for warning in found.warnings if warning.code == "scan_unclear"]

    def is_warned(span: tuple[int, int]) -> bool:
        return any(start < span[1] and span[0] < end for start, end in doubts)

    assert "scanned" in {warning.code for warning in found.warnings}
    assert (found.head.date, found.head.date_partial) == (wanted.head.date, wanted.head.date_partial)
    for name in ("number", "symbol", "issuer", "superior_agency", "place"):
        right, seen = getattr(wanted.head, name), getattr(found.head, name)
        assert (right and right.value) == (seen and seen.value) or is_warned(seen.span), name
    assert [(task.kind, task.deadline, task.period, task.start_date, task.target_percent) for task in found.tasks] == [
        (task.kind, task.deadline, task.period, task.start_date, task.target_percent) for task in wanted.tasks
    ]
    names = [(right.responsible, seen.responsible) for right, seen in zip(wanted.tasks, found.tasks, strict=True)]
    same = [[name.name for name in right] == [name.name for name in seen] for right, seen in names]
    # a letter with another mark that is a word too (sổ, số) cannot be doubted: the name then answers to no unit, and is asked
    assert sum(same) >= 0.5 * len(same)
    assert [len(right) for right, _ in names] == [len(seen) for _, seen in names]


@pytest.mark.services
@pytest.mark.corpus
def test_directives_of_the_corpus_are_read_from_print_nearly_as_well(corpus: Path, tmp_path: Path) -> None:
    predicted = tmp_path / "predicted"
    predicted.mkdir()
    for path in sorted((corpus / "texts").glob("*.txt")):
        reading = read(to_pdf(laid_out(path.read_text("utf-8")), tmp_path), name="a.pdf")
        (predicted / f"{path.stem}.json").write_text(json.dumps(reading.as_json(), ensure_ascii=False), "utf-8")
    done = subprocess.run(
        [sys.executable, str(corpus / "score.py"), "--json", str(corpus / "gold"), str(predicted)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    summary = json.loads(done.stdout)["summary"]
    assert summary["overall"] >= 0.98
    assert summary["task.deadline"] >= 0.98


# -- words on a page --------------------------------------------------------------------------------------------------------------------


def line(text: str, left: float, top: float, *, size: float = 14) -> list[Word]:
    """The words of a line as print sets them, half a letter's height wide each."""
    words = []
    for word in text.split():
        right = left + 0.5 * size * len(word)
        words.append(Word(word, left, right, top, top + 1.15 * size))
        left = right + 0.3 * size
    return words


def sheet(*lines: list[Word], number: int = 1, rules: list[tuple[float, float, float, float]] | None = None) -> Page:
    return Page(number, 595, 842, [word for words in lines for word in words], rules or [])


FULL = "một hai ba bốn năm sáu bảy tám chín mười một hai ba bốn năm"


def test_lines_are_joined_to_paragraphs_by_indent_and_fill() -> None:
    page = sheet(
        line(f"Thực {FULL}", 120, 100), line(f"hiện {FULL} sáu", 85, 120), line("việc này.", 85, 140),
        line(f"Giao {FULL}", 120, 160), line("theo dõi.", 85, 180),
        line("1. Sở Y tế:", 120, 200), line("2. Sở Nội vụ.", 120, 220),
    )  # fmt: skip
    assert text_of_pages([page]).split("\n") == [
        f"Thực {FULL} hiện {FULL} sáu việc này.",
        f"Giao {FULL} theo dõi.",
        "1. Sở Y tế:",
        "2. Sở Nội vụ.",
    ]


def test_a_paragraph_goes_on_over_the_page_and_page_numbers_do_not() -> None:
    first = sheet(line(f"Thực {FULL}", 120, 700), line(f"hiện {FULL} sáu", 85, 720))
    second = sheet(line("2", 300, 40), line(f"việc {FULL} sáu", 85, 80), line("này.", 85, 100), number=2)
    assert text_of_pages([first, second]) == f"Thực {FULL} hiện {FULL} sáu việc {FULL} sáu này."


def test_the_columns_of_a_head_are_read_one_after_the_other() -> None:
    page = sheet(
        line("UBND TỈNH SƠN HẢI", 85, 60, size=12), line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 290, 60, size=12),
        line("SỞ Y TẾ", 110, 76, size=12), line("Độc lập - Tự do - Hạnh phúc", 320, 77, size=13),
        line("Số: 91/SYT-NVY", 95, 110, size=13), line("Sơn Hải, ngày 14 tháng 3 năm 2026", 300, 112, size=13),
        line("V/v tiêm chủng", 95, 128, size=12), line("bổ sung", 110, 144, size=12),
        line("Kính gửi: Trung tâm Y tế các xã, phường", 150, 180),
    )  # fmt: skip
    assert [text for text in text_of_pages([page]).split("\n") if text] == [
        "UBND TỈNH SƠN HẢI", "SỞ Y TẾ", "Số: 91/SYT-NVY", "V/v tiêm chủng bổ sung", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "Sơn Hải, ngày 14 tháng 3 năm 2026", "Kính gửi: Trung tâm Y tế các xã, phường",
    ]  # fmt: skip


def test_ruled_tables_become_rows_and_a_tall_cell_counts_for_each_of_them() -> None:
    uprights = [(x, 100.0, x, 160.0) for x in (85.0, 120.0, 300.0, 420.0, 540.0)]
    levels = [(85.0, y, 540.0, y) for y in (100.0, 120.0, 160.0)] + [(85.0, 140.0, 300.0, 140.0), (420.0, 140.0, 540.0, 140.0)]
    page = sheet(
        line("STT", 90, 103, size=10), line("Nhiệm vụ", 130, 103, size=10),
        line("Chủ trì", 310, 103, size=10), line("Hạn", 430, 103, size=10),
        line("1", 90, 123, size=10), line("Mua vắc xin", 130, 123, size=10),
        line("Sở Y tế", 310, 133, size=10), line("30/6/2026", 430, 123, size=10),
        line("2", 90, 143, size=10), line("Tiêm chủng", 130, 143, size=10), line("31/7/2026", 430, 143, size=10),
        rules=uprights + levels,
    )  # fmt: skip
    assert text_of_pages([page]).split("\n") == [
        "| STT | Nhiệm vụ | Chủ trì | Hạn |",
        "| 1 | Mua vắc xin | Sở Y tế | 30/6/2026 |",
        "| 2 | Tiêm chủng | Sở Y tế | 31/7/2026 |",
    ]


def test_a_ruled_list_in_two_columns_becomes_rows() -> None:
    rules = [(x, 100.0, x, 140.0) for x in (85.0, 300.0, 540.0)] + [(85.0, y, 540.0, y) for y in (100.0, 120.0, 140.0)]
    page = sheet(
        line("Trạm Đông", 90, 103, size=10), line("120", 310, 103, size=10),
        line("Trạm Tây", 90, 123, size=10), line("95", 310, 123, size=10),
        rules=rules,
    )  # fmt: skip
    assert text_of_pages([page]).split("\n") == ["| Trạm Đông | 120 ||", "| Trạm Tây | 95 ||"]


def test_what_stands_over_every_page_is_left_out() -> None:
    pages = [
        sheet(line("UBND tỉnh - Văn thư", 85, 30), line(f"Thực {FULL}", 120, 300), line(f"hiện {number}.", 85, 320), number=number)
        for number in range(1, 5)
    ]
    assert text_of_pages(pages).split("\n") == [f"Thực {FULL} hiện {number}." for number in range(1, 5)]


PLACES = st.floats(-50, 900)


WORDS = st.builds(lambda left, top, text: Word(text, left, left + 20, top, top + 12), PLACES, PLACES, st.text("aĐ1.:- ", min_size=1))


@given(st.lists(WORDS, max_size=60), st.lists(st.tuples(PLACES, PLACES, PLACES, PLACES), max_size=30))
def test_words_anywhere_on_a_page_never_crash(words: list[Word], rules: list[tuple[float, float, float, float]]) -> None:
    straight = [(min(a, c), b, max(a, c), b) for a, b, c, _ in rules] + [(a, min(b, d), a, max(b, d)) for a, b, _, d in rules]
    text_of_pages([Page(1, 595, 842, words, straight), Page(2, 595, 842, words)])


# -- letters ----------------------------------------------------------------------------------------------------------------------------

TCVN3 = "Sè Y tÕ yªu cÇu c¸c bÖnh viÖn rµ so¸t thuèc, b¸o c¸o kÕt qu¶ vÒ Së tr­íc ngµy 30/5/2026"
VNI = "Sôû Y teá yeâu caàu caùc beänh vieän raø soaùt thuoác, baùo caùo keát quaû veà Sôû tröôùc ngaøy 30/5/2026"
RIGHT = "Sở Y tế yêu cầu các bệnh viện rà soát thuốc, báo cáo kết quả về Sở trước ngày 30/5/2026"


@pytest.mark.parametrize(("text", "name"), [(TCVN3.replace("Sè", "Së"), "TCVN3"), (VNI, "VNI")])
def test_text_in_old_fonts_becomes_unicode_when_that_is_sure(text: str, name: str) -> None:
    whole, encoding = old_fonts.repaired(f"{text}. {text}.")
    assert (whole, encoding) == (f"{RIGHT}. {RIGHT}.", Encoding(name))


def test_unicode_text_is_left_alone() -> None:
    assert old_fonts.repaired(RIGHT * 5) == (RIGHT * 5, None)


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", Encoding("TCVN3")), ("ABCDEF+.VnTimeH", Encoding("TCVN3", are_capitals=True)), ("VNI-Times,Bold", Encoding("VNI")),
        ("TimesNewRomanPSMT", None), ("ABCDEF+LiberationSerif", None),
    ],
)  # fmt: skip
def test_the_name_of_a_font_tells_its_encoding(font: str, encoding: Encoding | None) -> None:
    assert encoding_of_font(font) == encoding


def test_capitals_of_an_old_font_are_capitals() -> None:
    assert Encoding("TCVN3", are_capitals=True).decode("së y tÕ") == "SỞ Y TẾ"


def test_an_old_text_file_is_read_with_a_warning() -> None:
    head = "Sè: 7/SYT-NV\nS¬n H¶i, ngµy 06 th¸ng 5 n¨m 2026\nKÝnh göi: C¸c bÖnh viÖn\n".replace("Sè", "Sè")
    reading = read((head + TCVN3.replace("Sè", "Së") + ".").encode("latin-1"), name="cu.txt")
    assert reading.tasks[0].deadline.isoformat() == "2026-05-30"
    assert "old_font" in {warning.code for warning in reading.warnings}


@pytest.mark.parametrize(
    ("seen", "right"),
    [("PHO CHỦ TICH", "PHÓ CHỦ TỊCH"), ("UY BAN NHAN DAN", "ỦY BAN NHÂN DÂN"), ("Pho chu tich", "Pho chu tich"), ("CHỦ TỊCH", "CHỦ TỊCH")],
)
def test_fixed_phrases_in_capitals_get_their_marks_back(seen: str, right: str) -> None:
    assert restored(seen) == right


def test_a_scan_is_mended_where_its_words_can_be_nothing_else() -> None:
    rows = [
        "L.MỤC ĐÍCH",
        "- Phân đấu 100%",
        "I. TỔ CHỨC",
        "HI. KINH PHÍ",
        "Số: 776UBND-KGVX",
        "ai nhận: TM. UY BAN NHÂN DÂN",
        "HONG BANG",
        "bảo cáo",
        "VI. KINH PHÍ",
        "PHỤ LỤC",
        "I. DANH SÁCH",
    ]
    page = sheet(*[line(text, 100, 100 + 20 * number) for number, text in enumerate(rows)])
    page.is_scanned = True
    for word in page.words:
        word.confidence = 50.0 if word.text == "Phân" else 95.0
    mend([page])
    words = [" ".join(word.text for word in page.words if word.top == 100 + 20 * number) for number in range(len(rows))]
    assert words == [
        "I. MỤC ĐÍCH", "- Phấn đấu 100%", "II. TỔ CHỨC", "III. KINH PHÍ",
        "Số: 776/UBND-KGVX", "Nơi nhận: TM. ỦY BAN NHÂN DÂN", "HONG BANG", "bảo cáo",
        "VI. KINH PHÍ", "PHỤ LỤC", "I. DANH SÁCH",
    ]  # fmt: skip
    assert {word.text for word in page.words if word.confidence < 75} == {"Phấn", "776/UBND-KGVX", "HONG", "BANG"}


def test_the_text_of_a_printed_directive_reads_as_the_file_does() -> None:
    reading = read(PRINTED[0].read_bytes(), name="a.pdf")
    assert [task.text for task in read_text(reading.text).tasks] == [task.text for task in reading.tasks]
