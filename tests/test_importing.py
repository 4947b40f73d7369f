"""Units, people and employers from .xlsx: the templates, and good rows, which go in all at once."""

import io
import zipfile
from datetime import date

import pytest
from python_calamine import load_workbook
from xlsxwriter import Workbook

from org_hierarchy import importing, queries
from org_hierarchy.importing import EMPLOYERS, PEOPLE, SHEETS, UNITS, Sheet
from org_hierarchy.importing.reading import Upload
from org_hierarchy.models import OrgUnit, Person, Post, UnitVersion, valid_on
from org_hierarchy.services import OrgError, reset_password
from records.models import Event, StoredFile
from workflows.tasks import run_job

from .city import AT, DAY, FIRST_DAY, City, Role, later
from .spreadsheets import administrator, begun, counts, employer, person, problem, ran, unit

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
