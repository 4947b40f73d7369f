"""Units, people and employers from .xlsx: all rows or none, every bad cell named, hostile files refused."""

import io
import os
import time
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook
from xlsxwriter import Workbook

from org_hierarchy import importing, queries
from org_hierarchy.importing import EMPLOYERS, PEOPLE, SHEETS, UNITS, Sheet
from org_hierarchy.importing.reading import Upload, letters
from org_hierarchy.models import Appointment, OrgUnit, Person, Post, UnitArea, UnitVersion, valid_on
from org_hierarchy.services import OrgError, end_appointment, give_mandate, reset_password
from records.files import may_view, open_file
from records.jobs import JobError
from records.models import Event, Job, StoredFile
from workflows.tasks import run_job, sweep_jobs

from .city import AT, DAY, FIRST_DAY, City, Role, later

Cells = Mapping[str, Any]
XLSX = importing.XLSX


def book(sheet: Sheet, rows: Iterable[Cells], *, titles: Sequence[str] | None = None, above: int = 0) -> bytes:
    """A filled template: each row by column title, as its user would type it; the same bytes for the same rows, on any day."""
    rows = list(rows)
    titles = titles or [column.title for column in sheet.columns]
    made = io.BytesIO()
    with Workbook(made, {"strings_to_formulas": False, "default_date_format": "dd/mm/yyyy"}) as workbook:
        workbook.set_properties({"created": AT})
        page = workbook.add_worksheet(sheet.title[:31])
        for place, title in enumerate(titles):
            page.write_string(above, place, title)
        for number, row in enumerate(rows, start=above + 1):
            for place, title in enumerate(titles):
                if (value := row.get(title)) is not None:
                    page.write(number, place, value)
    return made.getvalue()


def unit(code: str, name: str = "", **more: Any) -> dict[str, Any]:
    row = {
        "Mã đơn vị": code,
        "Tên đơn vị": name or f"Phòng {code}",
        "Loại": "Tổ, phòng nội bộ",
        "Ngành dọc": "Ngành dọc UBND",
        "Cấp": "Cấp tỉnh",
        "Từ ngày": "01/02/2021",
    }
    return row | {key.replace("_", " "): value for key, value in more.items()}


def known_district(**more: Any) -> dict[str, Any]:
    """A row that says of quận Ba Đình what is there."""
    kept = {"Loại": "Ủy ban nhân dân", "Cấp": "Cấp huyện", "Từ_ngày": FIRST_DAY}
    return unit("BD", "Ủy ban nhân dân quận Ba Đình", **kept | more)


def employer(code: str, **more: Any) -> dict[str, Any]:
    row = {"Mã đơn vị": code, "Tên đơn vị": f"Công ty {code}", "Mã xã, phường": "00028"}
    return row | more


def person(username: str, **more: Any) -> dict[str, Any]:
    row = {
        "Tên đăng nhập": username,
        "Họ và tên": f"Người {username}",
        "Mã đơn vị": "VX",
        "Chức vụ": "Chuyên viên",
        "Vai trò": "Chuyên viên",
        "Giữ từ ngày": "01/03/2021",
    }
    return row | more


def administrator(city: City, code: str = "HN") -> Person:
    return city.person(code, Role.ADMINISTRATOR)


def begun(city: City, sheet: Sheet, content: bytes, scope: str = "HN", *, at: datetime = AT) -> Job:
    return importing.begin(content, name="tệp.xlsx", sheet=sheet, scope=city.units[scope], by=administrator(city, scope), at=at)


def ran(city: City, sheet: Sheet, rows: Iterable[Cells], scope: str = "HN", *, at: datetime = AT, **more: Any) -> Job:
    job = begun(city, sheet, book(sheet, rows, **more), scope, at=at)
    run_job(job.pk)
    job.refresh_from_db()
    return job


def counts(job: Job) -> tuple[int, int, int]:
    """New, changed and unchanged rows of an import that went in."""
    outcome = importing.outcome(job)
    assert outcome is not None, job.error
    assert outcome.imported, outcome.problems
    return outcome.counts["new"], outcome.counts["changed"], outcome.counts["unchanged"]


def problems(job: Job) -> list[tuple[str, str]]:
    outcome = importing.outcome(job)
    assert outcome is not None, job.error
    assert not outcome.imported
    return list(outcome.problems)


def problem(job: Job) -> tuple[str, str]:
    (only,) = problems(job)
    return only


def lines(stored: StoredFile) -> list[list[Any]]:
    with open_file(stored) as file:
        return list(load_workbook(io.BytesIO(file.read())).get_sheet_by_index(0).to_python(skip_empty_area=False))


# Templates


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_a_template_is_read_by_the_columns_that_made_it(sheet: Sheet) -> None:
    content = importing.template(sheet)
    with pytest.raises(OrgError) as refusal:
        Upload(content, sheet)
    assert refusal.value.code == "no_rows"
    first = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()[0]
    assert [sheet.heading(str(title)) for title in first] == list(sheet.columns)


def test_a_template_keeps_zeros_checks_choices_and_explains_each_column() -> None:
    with zipfile.ZipFile(io.BytesIO(importing.template(UNITS))) as package:
        page = package.read("xl/worksheets/sheet1.xml").decode()
        styles = package.read("xl/styles.xml").decode()
        guide = " ".join(
            cell for row in load_workbook(io.BytesIO(importing.template(UNITS))).get_sheet_by_index(1).to_python() for cell in row
        )
    assert page.count('type="list"') == 4
    assert page.count('type="custom"') == 2
    assert 'numFmtId="49"' in styles  # text
    for column in UNITS.columns:
        assert column.title in guide
        assert column.note in guide
        assert all(word in guide for word in column.choices.values())


# Good rows


@pytest.mark.django_db
def test_units_of_several_levels_go_in_whatever_their_order(city: City) -> None:
    job = ran(
        city,
        UNITS,
        [
            unit("VX.2", "Tổ  Hai", Mã_đơn_vị_cấp_trên="VX.1"),
            unit(
                "VX.1", "Phòng Một", Mã_đơn_vị_cấp_trên="VX", Tên_ngắn="P. Một", Từ_ngày=date(2021, 1, 5), Mã_địa_bàn_phục_vụ="00028; 00004"
            ),
            unit("0007", Hết_từ_ngày="1-1-2030"),
        ],
    )
    assert counts(job) == (3, 0, 0)
    one, two, seven = (OrgUnit.objects.get(code=code) for code in ("VX.1", "VX.2", "0007"))
    assert (two.parent, two.name, two.path.startswith(one.path)) == (one, "Tổ Hai", True)
    assert (one.parent, one.short_name, one.valid_from) == (city.units["VX"], "P. Một", date(2021, 1, 5))
    assert (seven.parent, seven.valid_to) == (city.units["HN"], date(2030, 1, 1))
    assert set(one.served.values_list("area__code", flat=True)) == {"00004", "00028"}
    assert UnitVersion.objects.filter(unit=two, path=two.path, name="Tổ Hai").exists()
    event = Event.objects.get(action="org_hierarchy.rows_imported")
    assert (event.by, event.subject_id, event.after["rows"], event.after["new"]) == (administrator(city), job.pk, 3, 3)
    assert event.after["members"]
    assert event.after["file"] == StoredFile.objects.get(pk=job.arguments["file"]).sha256


@pytest.mark.django_db
def test_what_is_imported_again_is_corrected_by_code_and_nothing_else_is_touched(city: City) -> None:
    ran(city, UNITS, [unit("A", "Phòng A"), unit("B", "Phòng B", Ký_hiệu="PB", Mã_địa_bàn_phục_vụ="00028"), unit("C")])
    rows = [unit("A", "Phòng  A"), unit("B", "Phòng B", Tên_ngắn="P. Bê", Mã_địa_bàn_phục_vụ="00004")]
    versions = UnitVersion.objects.count()
    assert counts(ran(city, UNITS, rows, at=later(days=5))) == (0, 1, 1)
    changed = OrgUnit.objects.get(code="B")
    assert (changed.name, changed.symbol, changed.folded_name) == ("Phòng B", "PB", "phong b p. be")
    assert UnitVersion.objects.count() == versions
    assert changed.versions.get().short_name == "P. Bê"
    moved = [(row.area.code, row.valid_from, row.valid_to) for row in changed.served.order_by("valid_from")]
    assert moved == [("00028", date(2021, 2, 1), date(2021, 3, 23)), ("00004", date(2021, 3, 23), None)]
    assert counts(ran(city, UNITS, rows, at=later(days=5))) == (0, 0, 2)


@pytest.mark.django_db
def test_employers_stand_under_the_nearest_insurance_office_of_the_scope_or_the_ward(city: City) -> None:
    assert counts(ran(city, EMPLOYERS, [employer("0100100100")], "BHXHHN")) == (1, 0, 0)
    assert counts(ran(city, EMPLOYERS, [employer("0100100101", **{"Mã xã, phường": "00004"})], "HN")) == (1, 0, 0)
    assert OrgUnit.objects.get(code="0100100100").parent == city.units["BHXHHN"]
    ward = OrgUnit.objects.get(code="0100100101")
    assert (ward.parent, ward.kind, ward.line) == (city.units["TB"], "su_dung_lao_dong", "ngoai")
    assert ward.served.get().area.code == "00004"

    office = unit("BHXH01", "BHXH cơ sở Ba Đình", Loại="Bảo hiểm xã hội", Ngành_dọc="Ngành dọc BHXH", Mã_địa_bàn_phục_vụ="00004, 00028")
    ran(city, UNITS, [office], "BHXHHN")
    assert counts(ran(city, EMPLOYERS, [employer("0100100102")], "BHXHHN")) == (1, 0, 0)
    assert OrgUnit.objects.get(code="0100100102").parent.code == "BHXH01"


@pytest.mark.django_db
def test_an_employer_that_moves_stands_elsewhere_from_that_day_on(city: City) -> None:
    ran(city, EMPLOYERS, [employer("1", **{"Liên hệ": "Bà Sen, 0912 345 678"}), employer("2")])
    later_on = later(days=10)
    moved = employer("1", **{"Mã xã, phường": "00004", "Địa chỉ": "Số 1 Trúc Bạch"})
    assert counts(ran(city, EMPLOYERS, [moved, employer("2")], at=later_on)) == (0, 1, 1)
    one = OrgUnit.objects.get(code="1")
    assert (one.parent, one.address, one.contact) == (city.units["TB"], "Số 1 Trúc Bạch", "Bà Sen, 0912 345 678")
    day = date(2021, 3, 28)
    before, after = queries.tree_on(DAY, city.units["KM"]), queries.tree_on(day, city.units["KM"])
    assert {v.unit.code for v in before} - {v.unit.code for v in after} == {"1"}
    assert {v.unit.code for v in queries.tree_on(day, city.units["TB"])} == {"TB", "1"}
    assert [row.area.code for row in one.served.filter(valid_on(day))] == ["00004"]
    assert [row.area.code for row in one.served.filter(valid_on(DAY))] == ["00028"]
    assert counts(ran(city, EMPLOYERS, [moved], at=later_on)) == (0, 0, 1)


@pytest.mark.django_db
def test_people_get_accounts_posts_and_rights_but_no_password(city: City) -> None:
    rows = [
        person("Le.Na", **{"Thư điện tử": "na@hanoi.gov.vn", "Điện thoại": "0912345678", "Giữ từ ngày": date(2021, 3, 1)}),
        person("le.na", **{"Họ và tên": "Người Le.Na", "Chức vụ": "Văn thư", "Vai trò": "Văn thư"}),
        person("drafter2", **{"Thôi giữ từ ngày": "01/06/2021"}),
    ]
    assert counts(ran(city, PEOPLE, rows)) == (3, 0, 0)
    na = Person.objects.get(username="le.na")
    assert (na.full_name, na.email, na.has_usable_password()) == ("Người Le.Na", "na@hanoi.gov.vn", False)
    assert {a.post.role for a in queries.posts_of(na, on=DAY)} == {"officer", "clerk"}
    assert queries.holds(na, "register_for_unit", city.units["VX"])
    assert reset_password(na, by=administrator(city), at=AT)
    assert counts(ran(city, PEOPLE, rows, at=later(days=1))) == (0, 0, 3)

    gone = [person("le.na", **{"Họ và tên": "Lê Na", "Thôi giữ từ ngày": "15/03/2021"})]
    assert counts(ran(city, PEOPLE, gone, at=later(days=1))) == (0, 1, 0)
    na.refresh_from_db()
    assert na.full_name == "Lê Na"
    assert [a.post.role for a in queries.posts_of(na, on=DAY)] == ["clerk"]


@pytest.mark.django_db
def test_a_new_head_may_follow_the_one_whom_the_file_ends(city: City) -> None:
    title = Post.objects.get(unit=city.units["HN"], role=Role.HEAD).title
    seat = {"Mã đơn vị": "HN", "Chức vụ": title, "Vai trò": "Người đứng đầu"}
    rows = [
        person("HN.head", **seat, **{"Họ và tên": "Người HN.head", "Giữ từ ngày": FIRST_DAY, "Thôi giữ từ ngày": "01/03/2021"}),
        person("new.head", **seat),
    ]
    cell, reason = problem(ran(city, PEOPLE, [rows[1]]))
    assert cell == "Dòng 2, cột G (Vai trò)"
    assert "Người HN.head đứng đầu" in reason
    assert counts(ran(city, PEOPLE, rows)) == (1, 1, 0)
    assert queries.signatories(city.units["HN"], on=DAY)[0].person.username == "new.head"


# Reading


@pytest.mark.django_db
def test_columns_may_stand_in_any_order_below_a_title_with_gaps_and_formulas(city: City) -> None:
    made = io.BytesIO()
    with Workbook(made) as workbook:
        workbook.add_worksheet("Bìa")
        page = workbook.add_worksheet("ĐƠN VỊ")
        page.write(0, 1, "Danh sách đơn vị năm 2021")
        titles = ["TỪ NGÀY *", "ma don vi", "Tên đơn vị", "Loại", "Ngành dọc", "Cấp", "Mã đơn vị cấp trên"]
        for place, title in enumerate(titles, start=1):
            page.write(3, place, title)
        for number, code in ((5, 101), (8, "102")):
            page.write_row(number, 1, ["01/02/2021", code, f"Phòng\u00a0\u200b{code} ", "to", "UBND", "Cấp tỉnh"])
            page.write_formula(number, 5, '="Ngành dọc"&" UBND"', None, "Ngành dọc UBND")
        page.merge_range(5, 7, 8, 7, "VX")
    job = begun(city, UNITS, made.getvalue())
    run_job(job.pk)
    assert counts(job) == (2, 0, 0)
    made_units = OrgUnit.objects.filter(code__in=["101", "102"])
    assert {(u.name, u.parent.code) for u in made_units} == {("Phòng 101", "VX"), ("Phòng 102", "VX")}


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


# Hostile files


def refusal(content: bytes, sheet: Sheet = UNITS) -> str:
    with pytest.raises(OrgError) as found:
        Upload(content, sheet)
    assert str(found.value).endswith((".", "…"))
    return found.value.code


def packed(parts: Mapping[str, bytes | str], *, level: int = 6) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


def rewritten(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return packed({name: change(name, package.read(name)) for name in package.namelist()})


def test_what_is_no_spreadsheet_is_refused_with_a_sentence() -> None:
    assert refusal(b"") == "empty"
    assert refusal(b"ma;ten\n1;2\n") == "not_xlsx"
    assert refusal(os.urandom(5000)) == "not_xlsx"
    assert refusal(b"PK\x03\x04" + os.urandom(5000)) == "broken"
    assert refusal(packed({"word/document.xml": "<x/>"})) == "not_xlsx"
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == "old_format"
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")) == "encrypted"
    assert refusal(packed({"xl/workbook.xml": "<x/>", "xl/vbaProject.bin": b"x"})) == "macro"
    assert refusal(bytes(21 * 1024 * 1024)) == "too_large"
    good = book(UNITS, [unit("A")])
    assert refusal(good[: len(good) // 2]) == "broken"
    assert refusal(book(PEOPLE, [person("a")])) in {"no_headings", "unknown_headings"}
    assert refusal(book(UNITS, [unit("A")], titles=["Mã đơn vị", "Tên đơn vị", "Cột lạ"])) == "unknown_headings"
    assert refusal(book(UNITS, [unit("A")], titles=["Mã đơn vị", "Tên đơn vị"])) == "missing_headings"
    assert refusal(book(UNITS, [unit("A")], titles=["Mã đơn vị", "Mã đơn vị", "Tên đơn vị"])) == "repeated_headings"
    assert refusal(book(UNITS, [])) == "no_rows"


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    good = book(UNITS, [unit("A")])
    assert refusal(packed({"xl/workbook.xml": "<x/>", "xl/sheet.xml": b" " * 300_000_000}, level=9)) == "zip_bomb"
    assert refusal(packed({"xl/workbook.xml": "<x/>"} | {f"xl/{n}.xml": "<x/>" for n in range(600)})) == "zip_bomb"
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>'
    assert refusal(rewritten(good, lambda name, part: entity if name == "xl/sharedStrings.xml" else part)) == "broken"


def test_cells_at_the_ends_of_a_sheet_are_refused_and_do_not_end_the_process() -> None:
    def put(place: str) -> bytes:
        row = "".join(filter(str.isdecimal, place))
        cell = f'<row r="{row}"><c r="{place}"><v>1</v></c></row></sheetData>'.encode()
        change = lambda name, part: part.replace(b"</sheetData>", cell) if name.endswith("sheet1.xml") else part  # noqa: E731
        return rewritten(book(UNITS, [unit("A")]), change)

    assert refusal(put("XFD1048576")) == "too_wide"
    assert refusal(put("A1048576")) == "too_long"
    assert refusal(put("A200002")) == "too_long"
    assert refusal(put("A0x")) == "broken"
    Upload(put("A200001"), UNITS)


def test_one_long_text_in_a_million_cells_is_refused() -> None:
    made = io.BytesIO()
    with Workbook(made) as workbook:
        page = workbook.add_worksheet()
        text = "dài" * 10_000
        for row in range(8_000):
            page.write_string(row, 0, text)
    assert refusal(made.getvalue()) == "zip_bomb"


def test_an_error_of_a_formula_is_named_by_its_cell() -> None:
    made = io.BytesIO()
    with Workbook(made) as workbook:
        page = workbook.add_worksheet()
        page.write_formula("C5", "=1/0", None, "#DIV/0!")
    with pytest.raises(OrgError, match="Ô C5 có công thức bị lỗi"):
        Upload(made.getvalue(), UNITS)


@given(st.lists(st.tuples(st.integers(0, 999_999), st.integers(0, 255)), min_size=1, max_size=8))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_is_read_or_refused_and_never_breaks(damages: list[tuple[int, int]]) -> None:
    content = bytearray(book(UNITS, [unit("A"), unit("B")]))
    for where, byte in damages:
        content[where * len(content) // 1_000_000] = byte
    try:
        table = Upload(bytes(content), UNITS).table(tick=lambda _: None)
    except OrgError:
        return
    assert table.rows


@given(st.integers(0, 20_000))
def test_letters_of_columns_count_as_spreadsheets_do(place: int) -> None:
    number = 0
    for letter in letters(place):
        number = number * 26 + ord(letter) - 64
    assert number == place + 1


# Jobs


@pytest.mark.django_db
def test_who_lost_the_right_meanwhile_imports_nothing(city: City) -> None:
    job = begun(city, UNITS, book(UNITS, [unit("A")]))
    seat = Appointment.objects.get(person=administrator(city))
    end_appointment(seat, on=DAY, by=None, at=AT)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.status == Job.Status.FAILED
    assert "quản trị" in job.error
    assert not OrgUnit.objects.filter(code="A").exists()


@pytest.mark.django_db
def test_a_code_taken_between_check_and_write_leaves_nothing_behind(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    job = begun(city, UNITS, book(UNITS, [unit("A"), unit("B")]))
    plan = importing.running.PLANS["don-vi"]

    def slow(*arguments: Any) -> Any:
        planned = plan(*arguments)
        OrgUnit.objects.filter(code="TB").update(code="B")
        return planned

    monkeypatch.setattr(importing.running, "PLANS", {"don-vi": slow})
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, "chưa ghi gì" in job.error) == (Job.Status.FAILED, True)
    assert not OrgUnit.objects.filter(code="A").exists()
    assert not Event.objects.filter(subject_id=job.pk, subject_type="records.job").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["before", "written", "committed"])
def test_an_import_that_dies_is_done_once_by_the_next_worker(city: City, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    job = begun(city, UNITS, book(UNITS, [unit("A"), unit("B")]))
    Job.objects.filter(pk=job.pk).update(status=Job.Status.QUEUED)

    class Killed(BaseException):
        pass

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        where = {
            "before": (importing.running, "PLANS"),
            "written": (importing.running, "record"),
            "committed": (importing.running, "_name"),
        }
        target, name = where[moment]
        patched.setattr(target, name, {"don-vi": die} if name == "PLANS" else die)
        with pytest.raises(Killed):
            run_job(job.pk)
    assert OrgUnit.objects.filter(code__in="AB").count() == (2 if moment == "committed" else 0)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=AT - timedelta(days=1))
    sweep_jobs()
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.attempt_count) == (Job.Status.DONE, 2)
    assert counts(job) == (2, 0, 0)
    assert UnitVersion.objects.filter(unit__code__in="AB").count() == 2
    assert Event.objects.filter(action="org_hierarchy.rows_imported").count() == 1


@pytest.mark.django_db
def test_progress_is_told_while_rows_are_read_and_checked(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int, str]] = []
    beat = importing.running.jobs.beat

    def heard(job: Job, **said: Any) -> None:
        beat(job, **said)
        seen.append((said["done"], said["total"], said["message"]))

    monkeypatch.setattr(importing.running.jobs, "beat", heard)
    monkeypatch.setattr(importing.reading, "STEP", 2)
    ran(city, UNITS, [unit(f"U{n}") for n in range(5)])
    assert [message for _, _, message in seen][:3] == ["Đang đọc các dòng", "Đang đọc các dòng", "Đang đối chiếu với hệ thống"]
    assert {total for _, total, _ in seen} == {5}
    assert [done for done, _, _ in seen] == sorted(done for done, _, _ in seen)


@pytest.mark.django_db
def test_a_job_taken_over_by_another_worker_writes_nothing(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    job = begun(city, UNITS, book(UNITS, [unit("A")]))
    plan = importing.running.PLANS["don-vi"]

    def slow(*arguments: Any) -> Any:
        Job.objects.filter(pk=job.pk).update(attempt_count=2)
        return plan(*arguments)

    monkeypatch.setattr(importing.running, "PLANS", {"don-vi": slow})
    Job.objects.filter(pk=job.pk).update(status=Job.Status.RUNNING, attempt_count=1)
    job.refresh_from_db()
    with pytest.raises(JobError):
        importing.import_rows(job)
    assert not OrgUnit.objects.filter(code="A").exists()


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_rows(city: City) -> None:
    def spent(sheet: Sheet, rows: list[Cells]) -> int:
        job = begun(city, sheet, book(sheet, rows))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            run_job(job.pk)
        counts(job)
        return len(captured)

    administrator(city)
    for sheet, few, many in (
        (UNITS, [unit("A1")], [unit(f"B{n}") for n in range(60)]),
        (EMPLOYERS, [employer("C1")], [employer(f"D{n}") for n in range(60)]),
        (PEOPLE, [person("e-1")], [person(f"f-{n}") for n in range(60)]),
    ):
        spent(sheet, [dict(few[0])])
        assert spent(sheet, many) <= spent(sheet, [dict(many[0]) | {next(iter(few[0])): f"z-{sheet.name}"}]) + 6


def employers(count: int) -> bytes:
    made = io.BytesIO()
    with Workbook(made, {"constant_memory": True}) as workbook:
        page = workbook.add_worksheet("Đơn vị sử dụng lao động")
        for place, column in enumerate(EMPLOYERS.columns):
            page.write_string(0, place, column.title)
        for n in range(1, count + 1):
            name = f"Công ty trách nhiệm hữu hạn Thương mại và Dịch vụ Đức Hoà số {n}"
            row = [f"01{n:08d}", name, f"Số {n} phố Kim Mã, Ba Đình", ("00028", "00004")[n % 2], "", f"Bà Nguyễn Thị Sen, 09{n:08d}"]
            for place, text in enumerate(row):
                page.write_string(n, place, text)
    return made.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [5_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_many_employers_go_in_within_the_time_of_a_cup_of_tea(city: City, count: int) -> None:
    job = begun(city, EMPLOYERS, employers(count))
    began = time.process_time()  # whatever else the machine does
    run_job(job.pk)
    seconds = time.process_time() - began
    assert counts(job) == (count, 0, 0)
    assert OrgUnit.objects.filter(kind="su_dung_lao_dong").count() == count
    assert UnitArea.objects.filter(unit__kind="su_dung_lao_dong").count() == count
    assert seconds < 20 + count / 1000


# Pages


@pytest.fixture
def admin(client: Client, city: City) -> Client:
    client.force_login(administrator(city))
    return client


PAGE = reverse("org_hierarchy:importing")


def sent(city: City, content: bytes, *, sheet: Sheet = UNITS, scope: str = "HN", name: str = "tệp.xlsx") -> dict[str, Any]:
    return {"sheet": sheet.name, "scope": city.units[scope].pk, "file": SimpleUploadedFile(name, content, content_type=XLSX)}


def test_who_administers_nothing_has_no_such_page(client: Client, city: City) -> None:
    assert client.get(PAGE).status_code == 302
    for name in ("stranger", "chairman", "city_clerk"):
        client.force_login(city[name])
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, sent(city, book(UNITS, [unit("A")]))).status_code == 403
        assert client.get(reverse("org_hierarchy:import_template", args=["don-vi"])).status_code == 403
    assert not Job.objects.exists()


def test_templates_are_offered_by_name(admin: Client) -> None:
    page = admin.get(PAGE).content.decode()
    for sheet in SHEETS.values():
        address = reverse("org_hierarchy:import_template", args=[sheet.name])
        assert address in page
        response = admin.get(address)
        assert response["Content-Type"] == XLSX
        assert f"mau-{sheet.name}.xlsx" in response["Content-Disposition"]
    assert admin.get(reverse("org_hierarchy:import_template", args=["khac"])).status_code == 404


def test_a_file_goes_in_by_the_page(admin: Client, city: City) -> None:
    response = admin.post(PAGE, sent(city, book(UNITS, [unit("A")])))
    job = Job.objects.get()
    address = reverse("org_hierarchy:import_job", args=[job.pk])
    assert response["Location"] == address
    page = admin.get(address).content.decode()
    assert "Đang chờ" in page
    assert "Có thể đóng trang này" in page
    run_job(job.pk)
    page = admin.get(address).content.decode()
    assert "Đã nhập 1 dòng" in page
    assert admin.get(PAGE).content.decode().count(address) == 1


def test_bad_rows_are_shown_and_given_back_by_the_page(admin: Client, city: City) -> None:
    admin.post(PAGE, sent(city, book(UNITS, [unit(f"U{n}", Loại=f"<b>{n}</b>") for n in range(70)])))
    job = Job.objects.get()
    run_job(job.pk)
    page = admin.get(reverse("org_hierarchy:import_job", args=[job.pk])).content.decode()
    assert "Chưa nhập dòng nào: 70 / 70 dòng cần sửa" in page
    assert "50 / 70 lỗi đầu tiên" in page
    assert page.count("cột D (Loại)") == 50
    assert "&lt;b&gt;49&lt;/b&gt;" in page
    job.refresh_from_db()
    assert admin.get(job.result.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.xlsx", "Tệp này trống"),
        (b"rubbish", "a.xlsx", "không phải tệp Excel .xlsx"),
        (b"rubbish", "a.xls", "Chỉ nhận tệp .xlsx"),
        (b"PK\x03\x04rubbish", "a.xlsx", "Tệp bị hỏng"),
    ],
)
def test_a_file_that_is_none_is_refused_on_the_form_and_nothing_is_kept(
    admin: Client, city: City, content: bytes, name: str, words: str
) -> None:
    response = admin.post(PAGE, sent(city, content, name=name))
    assert response.status_code == 400
    assert words in response.content.decode()
    assert not Job.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_scope_of_others_is_refused(admin: Client, city: City) -> None:
    response = admin.post(PAGE, sent(city, book(UNITS, [unit("A")]), scope="HP"))
    assert response.status_code == 400
    assert not Job.objects.exists()


def test_only_the_importer_and_administrators_above_see_what_became_of_it(client: Client, city: City) -> None:
    job = importing.begin(
        book(UNITS, [unit("A", Loại="lạ")]), name="a.xlsx", sheet=UNITS, scope=city.units["BD"], by=administrator(city, "BD"), at=AT
    )
    run_job(job.pk)
    job.refresh_from_db()
    uploaded = StoredFile.objects.get(pk=job.arguments["file"])
    addresses = [
        reverse("org_hierarchy:import_job", args=[job.pk]),
        reverse("records:job", args=[job.pk]),
        uploaded.get_absolute_url(),
        job.result.get_absolute_url(),
    ]
    for who, status in (
        (administrator(city, "BD"), 200),
        (administrator(city), 200),
        (administrator(city, "HK"), 403),
        (city["clerk"], 403),
    ):
        client.force_login(who)
        assert [client.get(address).status_code for address in addresses] == [status] * 4
    assert not may_view(city["stranger"], uploaded)
    client.force_login(administrator(city))
    assert [found.pk for found, _ in importing.recent_imports(administrator(city))] == [job.pk]
    assert importing.recent_imports(administrator(city, "HK")) == []
