"""`manage.py rehearse`: a real directive goes its whole way from the shell, and nothing else is touched."""

import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

ROOT = Path(__file__).resolve().parent.parent
LETTERS = ROOT / "fixtures" / "directives"
FILES = {"van-ban.docx", "bao-cao-tong-hop.docx", "phieu-giao-viec.docx", "summary.json"}


def run(file: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The command as one types it, beside a database that must stay untouched."""
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{out.parent / 'in-use.sqlite3'}", "DATA_DIR": str(out.parent / "data")}
    return subprocess.run(
        [sys.executable, "manage.py", "rehearse", str(file), "--out", str(out), *options],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def rehearsed(file: Path, out: Path, *options: str) -> dict[str, Any]:
    result = run(file, out, "--json", *options)
    assert result.returncode == 0, result.stderr
    summary: dict[str, Any] = json.loads(result.stdout)
    assert summary == json.loads((out / "summary.json").read_text("utf-8"))
    assert {path.name for path in out.iterdir()} == FILES
    for name in FILES - {"summary.json"}:
        assert Document(BytesIO((out / name).read_bytes())).paragraphs
    assert not (out.parent / "in-use.sqlite3").exists(), "the database in use is never opened"
    return summary


def task(summary: dict[str, Any], words: str) -> dict[str, Any]:
    return next(entry for entry in summary["task_list"] if words in entry["content"])


@pytest.mark.corpus
def test_the_city_s_target_reaches_every_department_and_district_and_bhxh_follows(corpus: Path, tmp_path: Path) -> None:
    summary = rehearsed(corpus / "texts" / "seed_0.txt", tmp_path / "out")
    whole = task(summary, "100%")
    assert (whole["deadline"], whole["target_percent"]) == ("2021-03-31", 100)
    resolved = summary["units"]["resolved"]
    districts = [name for name in resolved if name.startswith("Ủy ban nhân dân ")]
    departments = [name for name in resolved if name.startswith(("Sở ", "Ban ", "Thanh tra ", "Văn phòng "))]
    assert len(districts) == 30
    assert {"Sở Y tế", "Sở Thông tin và Truyền thông", "Thanh tra Thành phố"} <= set(departments)
    assert whole["assignments"] >= len(districts) + len(departments)
    assert summary["monitor"] == "Bảo hiểm xã hội thành phố Hà Nội"
    assert summary["directive"] == "776/UBND-KGVX"
    assert summary["number_was_given"]
    assert summary["day_of_issue"] == "2021-03-18"
    assert summary["engine_processes"] == summary["assignments"] + summary["received"] + 1
    assert {level["level"] for level in summary["completion"]["levels"]} >= {"province", "district"}


@pytest.mark.corpus
def test_the_district_reaches_its_fourteen_wards(corpus: Path, tmp_path: Path) -> None:
    summary = rehearsed(corpus / "texts" / "seed_1.txt", tmp_path / "out")
    wards = [name for name in summary["units"]["resolved"] if "Phường" in name]
    assert len(wards) == 14
    assert "Bảo hiểm xã hội Quận 10" in summary["units"]["resolved"]


@pytest.mark.corpus
def test_the_social_insurance_office_reaches_every_employer_and_guesses_nobody(corpus: Path, tmp_path: Path) -> None:
    summary = rehearsed(corpus / "texts" / "seed_2.txt", tmp_path / "out")
    assert summary["units"]["resolved_count"] == 20
    assert summary["units"]["unresolved"] == ["người tham gia"]
    assert not summary["number_was_given"]
    assert summary["directive"] == "01/BHXH-BPT"
    assert summary["day_of_issue"] == "2021-03-25", "the latest date that it cites"


@pytest.mark.corpus
def test_guidance_without_deadline_reaches_the_centres_and_all_provinces(corpus: Path, tmp_path: Path) -> None:
    summary = rehearsed(corpus / "texts" / "seed_3.txt", tmp_path / "out")
    resolved = summary["units"]["resolved"]
    provinces = [name for name in resolved if name.startswith("Bảo hiểm xã hội ")]
    assert len(provinces) == 63
    assert {"Trung tâm Truyền thông", "Trung tâm Công nghệ thông tin"} <= set(resolved)
    assert all(entry["deadline"] is None for entry in summary["task_list"])


@pytest.mark.corpus
def test_a_plan_has_three_teams_in_five_phases(corpus: Path, tmp_path: Path) -> None:
    summary = rehearsed(corpus / "texts" / "seed_4.txt", tmp_path / "out")
    assert summary["units"]["resolved_count"] == 3
    assert all(name.startswith("Tổ ") for name in summary["units"]["resolved"])
    assert [(phase["start"], phase["end"]) for phase in summary["phases"]] == [
        ("2021-03-18", "2021-04-15"),
        ("2021-04-16", "2021-05-15"),
        ("2021-05-16", "2021-05-31"),
        ("2021-06-01", "2021-06-30"),
        ("2021-07-01", None),
    ]


def test_the_same_seed_tells_the_same_story_and_another_seed_another(tmp_path: Path) -> None:
    file = LETTERS / "3-bhxh-hong-bang.docx"
    first, second, other = (rehearsed(file, tmp_path / name, "--seed", seed) for name, seed in (("a", "7"), ("b", "7"), ("c", "8")))
    for summary in (first, second, other):
        assert set(summary.pop("seconds")) >= {"read", "demo_world", "dispatch", "carry_out", "roll_up"}
    assert first == second
    for name in FILES - {"summary.json"}:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert {**first, "seed": 8} != other


def test_a_letter_of_2021_can_be_rehearsed_on_today_s_map(tmp_path: Path) -> None:
    summary = rehearsed(LETTERS / "1-ha-noi-776-ubnd-kgvx.docx", tmp_path / "out", "--map", "current")
    assert summary["day_of_issue"] == "2021-03-18"
    assert summary["map_day"] == "2025-07-01"
    assert not [name for name in summary["units"]["resolved"] if " quận " in name], "there are no districts on today's map"
    assert any("quận, huyện, thị xã" in phrase for phrase in summary["units"]["unresolved"])


def test_the_day_of_issue_is_never_before_the_document_s_own(tmp_path: Path) -> None:
    summary = rehearsed(LETTERS / "2-quan-10-952-ubnd-vx.docx", tmp_path / "out", "--today", "2020-01-01")
    assert summary["day_of_issue"] == "2021-03-10"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("noise.docx", bytes(range(256)) * 40),
        ("scan.pdf", b"%PDF-1.7\n..."),
        ("list.txt", "Mua gạo, mua muối.".encode()),
    ],
)
def test_what_cannot_be_read_is_one_sentence_exit_code_2_and_nothing_written(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    result = run(tmp_path / name, tmp_path / "out")
    assert result.returncode == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert not (tmp_path / "out").exists()


INVITATION = """ỦY BAN NHÂN DÂN
THÀNH PHỐ HÀ NỘI
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 12/GM-UBND
Hà Nội, ngày 18 tháng 3 năm 2021
GIẤY MỜI
Họp giao ban tháng 3
Ủy ban nhân dân Thành phố trân trọng kính mời: Đại diện lãnh đạo các Sở
Tới dự họp giao ban công tác tháng 3 năm 2021
Thời gian: 14 giờ 00, ngày 19/3/2021
Địa điểm: Phòng họp số 1
Nơi nhận:
- Như trên;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Nguyễn Văn An
"""


def test_what_gives_no_task_is_one_sentence_too(tmp_path: Path) -> None:
    (tmp_path / "giay-moi.txt").write_text(INVITATION, "utf-8")
    result = run(tmp_path / "giay-moi.txt", tmp_path / "out")
    assert (result.returncode, result.stdout) == (2, "")
    assert "Không thấy nhiệm vụ nào trong văn bản" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    result = run(tmp_path / "nowhere.txt", tmp_path / "out")
    assert result.returncode == 2
    assert "nowhere.txt" in result.stderr
