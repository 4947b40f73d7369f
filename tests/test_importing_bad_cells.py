"""A bad row of a file of units, people or employers lets nothing in: every bad cell is named with its reason, and the file comes back."""

import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from python_calamine import load_workbook

from org_hierarchy.importing import EMPLOYERS, PEOPLE, UNITS
from org_hierarchy.importing.reading import Upload
from org_hierarchy.models import OrgUnit, Person, Post
from org_hierarchy.services import give_mandate
from records.files import open_file
from records.models import Job, StoredFile

from .city import AT, City
from .spreadsheets import Cells, counts, employer, known_district, person, problem, problems, ran, unit


def lines(stored: StoredFile) -> list[list[Any]]:
    with open_file(stored) as file:
        return list(load_workbook(io.BytesIO(file.read())).get_sheet_by_index(0).to_python(skip_empty_area=False))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (unit("A", Loại="Phòng ban lạ"), "Dòng 2, cột D (Loại)", "không có trong danh sách"),
        (unit("A", Từ_ngày="2021-02-01"), "Dòng 2, cột L (Từ ngày)", "không phải ngày"),
        (unit("A", Từ_ngày="30/02/2021"), "Dòng 2, cột L (Từ ngày)", "không phải ngày"),
        (unit("A", Từ_ngày=44_000), "Dòng 2, cột L (Từ ngày)", "không phải ngày"),
        (unit("A", Từ_ngày="01/02/2921"), "Dòng 2, cột L (Từ ngày)", "không hợp lý"),
        (unit("A", Từ_ngày=None), "Dòng 2, cột L (Từ ngày)", "bắt buộc"),
        (unit("A", Hết_từ_ngày="01/02/2021"), "Dòng 2, cột M (Hết từ ngày)", "sau ngày bắt đầu"),
        (unit("A", Từ_ngày="01/02/2019"), "Dòng 2, cột L (Từ ngày)", "trong thời gian của cấp trên"),
        (unit("A", Tên_đơn_vị="x" * 201), "Dòng 2, cột B (Tên đơn vị)", "tối đa 200"),
        (unit("A") | {"Mã đơn vị": 12345678901234567890}, "Dòng 2, cột A (Mã đơn vị)", "làm tròn"),
        (unit("A") | {"Mã đơn vị": True}, "Dòng 2, cột A (Mã đơn vị)", "TRUE"),
        (unit("A", Mã_đơn_vị_cấp_trên="không có"), "Dòng 2, cột G (Mã đơn vị cấp trên)", "chưa có đơn vị mã không có"),
        (unit("A", Mã_đơn_vị_cấp_trên="HP"), "Dòng 2, cột G (Mã đơn vị cấp trên)", "ngoài phạm vi"),
        (unit("A", Mã_đơn_vị_cấp_trên="A"), "Dòng 2, cột G (Mã đơn vị cấp trên)", "vòng quanh"),
        (unit("HP"), "Dòng 2, cột A (Mã đơn vị)", "ngoài phạm vi"),
        (known_district(Mã_đơn_vị_cấp_trên="HK"), "Dòng 2, cột G (Mã đơn vị cấp trên)", "Sắp xếp tổ chức"),
        (known_district(Hết_từ_ngày="01/07/2025"), "Dòng 2, cột M (Hết từ ngày)", "Sắp xếp tổ chức"),
        (known_district(Tên_đơn_vị="UBND quận Ba Đình mới"), "Dòng 2, cột B (Tên đơn vị)", "Sắp xếp tổ chức, ở đây ghi như cũ"),
        (known_district(Loại="Sở, ban, ngành; phòng, ban"), "Dòng 2, cột D (Loại)", "đang là Ủy ban nhân dân"),
        (known_district(Ngành_dọc="Ngành dọc BHXH"), "Dòng 2, cột E (Ngành dọc)", "Sắp xếp tổ chức"),
        (known_district(Cấp="Cấp xã"), "Dòng 2, cột F (Cấp)", "đang là Cấp huyện"),
        (unit("A", Mã_địa_bàn_phục_vụ="00028;4"), "Dòng 2, cột K (Mã địa bàn phục vụ)", "không có địa bàn mã 4; nếu mã bắt đầu bằng số 0"),
    ],
)
def test_a_bad_cell_of_a_unit_is_named_with_its_reason_and_nothing_goes_in(city: City, row: Cells, cell: str, words: str) -> None:
    before = OrgUnit.objects.count()
    job = ran(city, UNITS, [row, unit("GOOD")])
    where, reason = problem(job)
    assert where == cell
    assert words in reason
    assert OrgUnit.objects.count() == before
    assert job.status == Job.Status.DONE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (person("có dấu"), "Dòng 2, cột A (Tên đăng nhập)", "chữ không dấu"),
        (person("aaa", **{"Thư điện tử": "a@"}), "Dòng 2, cột C (Thư điện tử)", "không hợp lệ"),
        (person("aaa", **{"Điện thoại": "số nhà"}), "Dòng 2, cột D (Điện thoại)", "chữ số"),
        (person("aaa", **{"Mã đơn vị": "HP"}), "Dòng 2, cột E (Mã đơn vị)", "ngoài phạm vi"),
        (person("aaa", **{"Mã đơn vị": "??"}), "Dòng 2, cột E (Mã đơn vị)", "chưa có đơn vị mã ??"),
        (person("aaa", **{"Vai trò": "Sếp"}), "Dòng 2, cột G (Vai trò)", "không có trong danh sách"),
        (person("aaa", **{"Giữ từ ngày": "01/01/2019"}), "Dòng 2, cột H (Giữ từ ngày)", "không tồn tại suốt"),
        (person("aaa", **{"Thôi giữ từ ngày": "01/03/2021"}), "Dòng 2, cột I (Thôi giữ từ ngày)", "sau ngày bắt đầu"),
        (person("HP.head"), "Dòng 2, cột B (Họ và tên)", ""),
        (person("VX.officer", **{"Họ và tên": "Người VX.officer"}), "Dòng 2, cột H (Giữ từ ngày)", "đã giữ chức vụ đó từ 01/01/2020"),
    ],
)
def test_a_bad_cell_of_a_person_is_named_with_its_reason(city: City, row: Cells, cell: str, words: str) -> None:
    if row["Tên đăng nhập"] == "HP.head":
        row = dict(row) | {"Họ và tên": "Tên khác"}
        words = "chức vụ ngoài phạm vi"
    before = Person.objects.count() + (1 if not Person.objects.filter(username="HN.administrator").exists() else 0)
    where, reason = problem(ran(city, PEOPLE, [row]))
    assert where == cell
    assert words in reason
    assert Person.objects.count() == before


@pytest.mark.django_db
def test_a_file_follows_the_rules_of_the_page_about_accounts_and_posts(city: City) -> None:
    """Who signs for an office above is not edited from below, and that post not filled."""
    head, today = city.person("BD", Post.Role.HEAD), timezone.localdate()
    mandate = {"kind": "tuq", "unit": city.units["HN"], "content": "x", "basis": "x", "by": None, "at": AT}
    post = city.seat(head).post
    give_mandate(post, valid_from=today, valid_to=today + timedelta(days=90), **mandate)
    renamed = person(head.username, **{"Họ và tên": "Tên khác", "Mã đơn vị": "BD", "Chức vụ": "Chuyên viên", "Vai trò": "Chuyên viên"})
    found = dict(problems(ran(city, PEOPLE, [renamed], scope="BD")))
    assert "ký TUQ. cho" in found["Dòng 2, cột B (Họ và tên)"]
    filled = person("nguoi.moi", **{"Mã đơn vị": "BD", "Chức vụ": post.title, "Vai trò": "Người đứng đầu"})
    found = dict(problems(ran(city, PEOPLE, [filled], scope="BD")))
    assert "được ký TUQ. cho" in found["Dòng 2, cột F (Chức vụ)"]


@pytest.mark.django_db
def test_whoever_runs_the_system_is_not_renamed_by_a_file(city: City) -> None:
    Person.objects.create_superuser("root", password="mat-khau-dai", full_name="Quản trị hệ thống")
    assert "không sửa ở đây" in problem(ran(city, PEOPLE, [person("root")]))[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (employer("1", **{"Mã xã, phường": "001"}), "Dòng 2, cột D (Mã xã, phường)", "không có xã, phường mã 001"),
        (employer("1", **{"Mã cơ quan quản lý": "HP"}), "Dòng 2, cột E (Mã cơ quan quản lý)", "ngoài phạm vi"),
        (employer("1", **{"Mã cơ quan quản lý": "??"}), "Dòng 2, cột E (Mã cơ quan quản lý)", "chưa có đơn vị"),
        (employer("1", **{"Từ ngày": "01/01/2019"}), "Dòng 2, cột G (Từ ngày)", "không tồn tại suốt"),
        (employer("KM"), "Dòng 2, cột A (Mã đơn vị)", "không phải đơn vị sử dụng lao động"),
        (employer("BHXHHN"), "Dòng 2, cột A (Mã đơn vị)", "ngoài phạm vi"),
    ],
)
def test_a_bad_cell_of_an_employer_is_named_with_its_reason(city: City, row: Cells, cell: str, words: str) -> None:
    where, reason = problem(ran(city, EMPLOYERS, [row]))
    assert where == cell
    assert words in reason


@pytest.mark.django_db
def test_a_commune_that_two_offices_serve_is_asked_for_and_never_guessed(city: City) -> None:
    office = {"Loại": "Bảo hiểm xã hội", "Ngành_dọc": "Ngành dọc BHXH", "Mã_địa_bàn_phục_vụ": "00028"}
    ran(city, UNITS, [unit("CS1", **office), unit("CS2", **office)], "BHXHHN")
    assert "nhiều cơ quan phục vụ (CS1, CS2)" in problem(ran(city, EMPLOYERS, [employer("1")], "BHXHHN"))[1]
    assert counts(ran(city, EMPLOYERS, [employer("1", **{"Mã cơ quan quản lý": "CS2"})], "BHXHHN")) == (1, 0, 0)
    assert counts(ran(city, EMPLOYERS, [employer("1")], "BHXHHN")) == (0, 0, 1)


@pytest.mark.django_db
def test_rows_that_repeat_each_other_are_both_named(city: City) -> None:
    found = problems(ran(city, UNITS, [unit("A"), unit("B"), unit("A")]))
    assert found == [("Dòng 2, cột A (Mã đơn vị)", "mã trùng với dòng 4"), ("Dòng 4, cột A (Mã đơn vị)", "mã trùng với dòng 2")]
    found = problems(ran(city, PEOPLE, [person("aaa"), person("aaa", **{"Họ và tên": "Khác", "Chức vụ": "Văn thư"})]))
    assert [reason for _, reason in found] == ["khác với dòng 2 của cùng người này"]


@pytest.mark.django_db
def test_a_circle_and_a_tree_too_deep_are_named(city: City) -> None:
    found = problems(ran(city, UNITS, [unit("A", Mã_đơn_vị_cấp_trên="B"), unit("B", Mã_đơn_vị_cấp_trên="A")]))
    assert [reason for _, reason in found] == ["các đơn vị là cấp trên vòng quanh của nhau"] * 2
    chain = [unit(f"D{n}", Mã_đơn_vị_cấp_trên=f"D{n - 1}" if n else "HN") for n in range(12)]
    assert {reason for _, reason in problems(ran(city, UNITS, reversed(chain)))} == {"cây đơn vị chỉ có 10 cấp"}


@pytest.mark.django_db
def test_the_returned_file_has_every_row_where_it_stood_with_its_reasons_and_no_formula(city: City) -> None:
    evil = '=HYPERLINK("http://x","y")'
    rows = [unit("A", evil), unit("A", "+1+1"), unit("B", "@SUM(A1)", Ký_hiệu="-2", Từ_ngày=date(2021, 2, 1)), unit("C", Loại="lạ")]
    job = ran(city, UNITS, rows, above=2)
    assert job.result is not None
    assert job.result.name == "Cần sửa - tệp.xlsx"
    found = lines(job.result)
    assert [row[0] for row in found] == ["", "", "Mã đơn vị *", "A", "A", "B", "C"]
    assert found[2][-1] == "Lý do chưa nhập được"
    assert [row[-1] for row in found[3:]] == ["Mã đơn vị: mã trùng với dòng 5", "Mã đơn vị: mã trùng với dòng 4", "", found[6][-1]]
    assert found[6][-1].startswith("Loại: “lạ” không có trong danh sách")
    assert [row[1] for row in found[3:6]] == [evil, "+1+1", "@SUM(A1)"]
    assert found[5][11] == "01/02/2021"
    with open_file(job.result) as file, zipfile.ZipFile(file) as package:
        page = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert 't="n"' not in page

    with open_file(job.result) as file:  # mended and sent again, the column of reasons and all
        again = Upload(file.read(), UNITS)
    assert len(again.table(tick=lambda _: None).rows) == 4
