"""Imports and corrections beside decisions: what others decide, withdraw or bring into force meanwhile stays, and history is told."""

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from org_hierarchy import importing
from org_hierarchy.importing import EMPLOYERS, UNITS, Sheet
from org_hierarchy.models import Area, OrgUnit, Post, Reorganisation, UnitVersion
from org_hierarchy.queries import tree_on
from org_hierarchy.services import (
    Abolish,
    ChangeRow,
    Merge,
    Move,
    OrgError,
    Rename,
    add_post,
    decide_reorganisation,
    draft_reorganisation,
    edit_unit,
    open_post,
    set_areas,
    set_changes,
    settle_units,
    withdraw_reorganisation,
)
from org_hierarchy.services.serving import serve_areas
from records.models import Event, Job
from workflows.tasks import run_job

from .city import AT, DAY, FIRST_DAY, City, Role, at_once, later
from .spreadsheets import administrator, begun, counts, employer, employers, packed, problem, ran, unit

pytestmark = pytest.mark.django_db

SOON = DAY + timedelta(days=10)


def decided(city: City, *changes: ChangeRow, day: date = SOON) -> Reorganisation:
    draft = draft_reorganisation(city.units["HN"], title="Sắp xếp", day=day, basis="NQ 01", by=None, at=AT)
    set_changes(draft, changes, by=None, at=AT)
    return decide_reorganisation(draft, by=None, at=AT, today=DAY)


def withdrawn(reorganisation: Reorganisation) -> None:
    withdraw_reorganisation(reorganisation, by=None, at=AT, today=DAY)


def as_it_is(one: OrgUnit, **more: Any) -> dict[str, Any]:
    said = {"Loại": one.get_kind_display(), "Ngành_dọc": one.get_line_display(), "Cấp": one.get_level_display(), "Từ_ngày": one.valid_from}
    return unit(one.code, one.name, **said | more)


def interrupted(monkeypatch: pytest.MonkeyPatch, sheet: Sheet, act: Callable[[], object]) -> None:
    """Let somebody act between the check of an import and its writing."""
    plan = importing.running.PLANS[sheet.name]

    def slow(*arguments: Any) -> Any:
        planned = plan(*arguments)
        act()
        return planned

    monkeypatch.setattr(importing.running, "PLANS", {sheet.name: slow})


def edited(one: OrgUnit, **changes: str) -> None:
    fields = {key: getattr(one, key) for key in ("short_name", "symbol", "place", "regime")}
    edit_unit(one, **fields | changes, by=None, at=AT)


def test_a_correction_outlives_the_decision_that_waits(city: City) -> None:
    decided(city, Move(("KM",), "HK"))
    edited(city.units["KM"], symbol="KM-MOI", place="Kim Mã")
    settle_units(today=SOON, at=later(days=10))
    moved = OrgUnit.objects.get(code="KM")
    assert (moved.parent, moved.symbol, moved.place) == (city.units["HK"], "KM-MOI", "Kim Mã")


def test_a_correction_outlives_a_withdrawal_of_the_second_of_two_decisions_of_a_day(city: City) -> None:
    decided(city, Move(("KM",), "HK"))
    second = decided(city, Rename("KM", "UBND phường Kim Mã Mới"))
    edited(city.units["KM"], symbol="KM-MOI")
    withdrawn(second)
    settle_units(today=SOON, at=later(days=10))
    assert OrgUnit.objects.get(code="KM").symbol == "KM-MOI"


def test_a_decision_withdrawn_during_an_import_stays_withdrawn(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = decided(city, Rename("KM", "UBND phường Kim Mã Mới"))
    interrupted(monkeypatch, UNITS, lambda: withdrawn(waiting))
    assert counts(ran(city, UNITS, [as_it_is(city.units["KM"], Ký_hiệu="KM-MOI")])) == (0, 1, 0)
    version = UnitVersion.objects.get(unit__code="KM")
    assert (version.symbol, version.valid_to, version.closed_by) == ("KM-MOI", None, None)


def test_a_rename_that_comes_into_force_during_an_import_stays(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    decided(city, Rename("KM", "UBND phường Kim Mã Mới"))
    interrupted(monkeypatch, UNITS, lambda: settle_units(today=SOON, at=later(days=10)))
    ran(city, UNITS, [as_it_is(city.units["KM"], Ký_hiệu="KM-MOI")])
    now = OrgUnit.objects.get(code="KM")
    assert (now.name, now.symbol) == ("UBND phường Kim Mã Mới", "KM-MOI")
    assert now.folded_name.startswith("ubnd phuong kim ma moi")
    assert {v.symbol for v in now.versions.all()} == {"KM-MOI"}


def test_areas_that_a_waiting_decision_will_restore_are_not_changed(city: City) -> None:
    waiting = decided(city, Abolish("KM"))
    row = as_it_is(city.units["KM"], Mã_địa_bàn_phục_vụ="00004")
    cell, reason = problem(ran(city, UNITS, [row]))
    assert cell == "Dòng 2, cột K (Mã địa bàn phục vụ)"
    assert "đang chờ đến ngày" in reason
    area = Area.objects.get(code="00004")
    for act in (
        lambda: serve_areas({city.units["KM"].pk: [area]}, day=DAY, by=None, at=AT),
        lambda: set_areas(city.units["KM"], [area], on=DAY, by=None, at=AT),
    ):
        with pytest.raises(OrgError) as refusal:
            act()
        assert refusal.value.code == "reorganising"
    withdrawn(waiting)
    served = city.units["KM"].served.get()
    assert (served.area.code, served.valid_from, served.valid_to) == ("00028", FIRST_DAY, None)


def test_each_unit_that_a_file_changes_says_what_it_was(city: City) -> None:
    row = as_it_is(city.units["KM"], Ký_hiệu="KM-MOI", Mã_địa_bàn_phục_vụ="00004")
    before = city.units["KM"].symbol
    ran(city, UNITS, [row])
    acts = {event.action: event for event in Event.objects.filter(subject_type="org_hierarchy.orgunit", subject_id=city.units["KM"].pk)}
    assert acts["org_hierarchy.unit_edited"].before == {"symbol": before}
    assert acts["org_hierarchy.unit_edited"].after == {"symbol": "KM-MOI"}
    assert acts["org_hierarchy.unit_edited"].by == administrator(city)
    old, new = (Area.objects.get(code=code).pk for code in ("00028", "00004"))
    assert acts["org_hierarchy.areas_set"].before == {"areas": [old]}
    assert acts["org_hierarchy.areas_set"].after == {"areas": [new], "on": str(DAY)}


def test_an_employer_is_called_otherwise_from_the_day_of_the_file_on(city: City) -> None:
    ran(city, EMPLOYERS, [employer("E1", **{"Tên đơn vị": "Công ty Sen"})])
    new = employer("E1", **{"Tên đơn vị": "Công ty Sen Vàng"})
    assert counts(ran(city, EMPLOYERS, [new], at=later(days=5))) == (0, 1, 0)
    assert counts(ran(city, EMPLOYERS, [new], at=later(days=5))) == (0, 0, 1)
    names = {day: {v.name for v in tree_on(day, city.units["KM"]) if v.unit.code == "E1"} for day in (DAY, SOON)}
    assert names == {DAY: {"Công ty Sen"}, SOON: {"Công ty Sen Vàng"}}
    one = OrgUnit.objects.get(code="E1")
    assert (one.name, one.folded_name) == ("Công ty Sen Vàng", "cong ty sen vang")
    event = Event.objects.get(action="org_hierarchy.unit_edited", subject_id=one.pk)
    assert (event.before["name"], event.after["name"]) == ("Công ty Sen", "Công ty Sen Vàng")


def test_an_employer_that_a_decision_takes_meanwhile_is_left_alone(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    ran(city, EMPLOYERS, [employer("E1")])
    interrupted(monkeypatch, EMPLOYERS, lambda: decided(city, Merge(("KM",), "TB")))
    job = ran(city, EMPLOYERS, [employer("E1", **{"Mã xã, phường": "00004", "Địa chỉ": "Số 1"})], at=later(days=1))
    assert (job.status, "chưa ghi gì" in job.error) == (Job.Status.FAILED, True)
    assert (OrgUnit.objects.get(code="E1").parent, OrgUnit.objects.get(code="E1").address) == (city.units["KM"], "")


# What the page does before the job


def test_a_large_file_is_taken_unread_and_the_job_says_what_is_wrong(city: City) -> None:
    job = begun(city, UNITS, employers(8_000))
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, "hãy sửa tiêu đề hoặc xóa cột đó" in job.error) == (Job.Status.FAILED, True)
    with pytest.raises(OrgError) as refusal:
        begun(city, UNITS, employers(10))
    assert refusal.value.code == "unknown_headings"


def test_a_directory_of_many_entries_is_refused_before_it_is_read(city: City) -> None:
    content = bytearray(packed({"xl/workbook.xml": "<x/>"}))
    at = content.rindex(b"PK\x01\x02")
    end = content.rindex(b"PK\x05\x06")
    entry = bytes(content[at:end])
    count = 250_000
    tail = bytearray(content[end:])
    tail[12:16] = struct.pack("<L", len(entry) * count)
    made = bytes(content[:at]) + entry * count + bytes(tail)
    assert len(made) < importing.MOST_BYTES
    assert len(zipfile.ZipFile(io.BytesIO(made)).infolist()) == count
    with pytest.raises(OrgError) as refusal:
        begun(city, UNITS, made)
    assert refusal.value.code == "zip_bomb"


def test_ones_own_imports_are_listed_however_many_others_there_are(city: City) -> None:
    mine = ran(city, UNITS, [unit("A")])
    elsewhere = city.units["HP"].pk
    Job.objects.bulk_create(
        Job(kind=importing.KIND, key=f"x{n}", title="x", created_at=AT, arguments={"scope": elsewhere, "sheet": "don-vi"})
        for n in range(250)
    )
    Job.objects.create(kind="other", key="other", title="x", created_at=AT, arguments={"scope": "all"})
    assert importing.recent_imports(administrator(city)) == [(mine, city.units["HN"])]


# Seats


def test_a_seat_is_there_once(city: City) -> None:
    post = add_post(city.units["KM"], title="Phó Chủ tịch", role=Role.DEPUTY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(unit=post.unit, title=post.title, role=post.role, group=administrator(city).groups.get())


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_who_open_a_seat_at_once_open_one(city: City) -> None:
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"
    ward = city.units["KM"]
    assert at_once(*[lambda: add_post(ward, title="Phó Chủ tịch", role=Role.DEPUTY)] * 3) == [None] * 3
    raised = at_once(*[lambda: open_post(ward, title="Văn thư", role=Role.CLERK, by=None, at=AT)] * 3)
    assert sorted(error.code if isinstance(error, OrgError) else "done" for error in raised) == ["done", "post_taken", "post_taken"]
    assert Post.objects.filter(unit=ward, title__in=["Phó Chủ tịch", "Văn thư"]).count() == 2
