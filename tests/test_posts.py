"""A post gets another title from a day on, or is no more; its holders, its work and its rights stay with it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from org_hierarchy import importing, queries
from org_hierarchy.importing import PEOPLE
from org_hierarchy.models import Appointment, FormerTitle, Person, Post
from org_hierarchy.services import (
    appoint,
    close_post,
    end_appointment,
    give_mandate,
    grant_differences,
    open_post,
    rename_post,
    revoke_mandate,
    signature,
)
from records.models import Event

from .administering import url
from .city import AT, DAY, FIRST_DAY, City, Role, later, refused, signed_in
from .mandates import WEEK, block_of, holder, mandate, office
from .spreadsheets import person as row_of
from .spreadsheets import ran

BEFORE = DAY - WEEK


@pytest.fixture
def posts(city: City) -> dict[str, Post]:
    return office(city)


def renamed(post: Post, title: str, on: date = BEFORE, **more: Any) -> Post:
    return rename_post(post, title=title, on=on, by=None, at=more.get("at", AT))


def closed(post: Post, on: date = DAY) -> Post:
    return close_post(post, on=on, by=None, at=AT)


# Another title


def test_a_block_bears_the_title_of_its_day(city: City, posts: dict[str, Post]) -> None:
    unit = city.units["HN"]
    office_head, deputy, vice = holder(posts["office"]), holder(posts["office_deputy"]), holder(posts["vice"])
    mandate(posts["office"], unit, may_pass_on=True, valid_from=FIRST_DAY)
    renamed(posts["office"], "Tổng Thư ký")
    renamed(city.seat(city["chairman"]).post, "Thị trưởng")
    eve = BEFORE - timedelta(days=1)
    assert block_of(office_head, unit, on=eve) == ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")
    assert block_of(office_head, unit) == ("TL. THỊ TRƯỞNG", "TỔNG THƯ KÝ")
    assert block_of(deputy, unit, on=eve)[:2] == ("TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG")
    assert block_of(deputy, unit)[0] == "TL. THỊ TRƯỞNG"
    assert [block_of(vice, unit, on=day)[1] for day in (eve, DAY)] == ["KT. CHỦ TỊCH", "KT. THỊ TRƯỞNG"]
    then, now = (queries.seats_of(unit, on=day)[0].post.title for day in (eve, DAY))
    assert (then, now) == ("Chủ tịch", "Thị trưởng")
    assert grant_differences(today=DAY) == []


def test_titles_of_several_days_follow_one_another(city: City, posts: dict[str, Post]) -> None:
    head = city["chairman"]
    for title, day in (("Hai", BEFORE), ("Ba", DAY)):
        renamed(city.seat(head).post, title, day)
    days = (BEFORE - timedelta(days=1), BEFORE, DAY - timedelta(days=1), DAY)
    assert [signature(head, city.units["HN"], kind="CV", on=day).title for day in days] == ["CHỦ TỊCH", "HAI", "HAI", "BA"]
    refused("bad_dates", lambda: renamed(city.seat(head).post, "Bốn", BEFORE))


def test_a_slip_of_the_first_day_leaves_no_former_title(city: City, posts: dict[str, Post]) -> None:
    assert renamed(posts["clerk"], "Văn thư lưu trữ", FIRST_DAY).title == "Văn thư lưu trữ"
    assert not FormerTitle.objects.exists()
    assert Event.objects.get(action="org_hierarchy.post_renamed").before == {"title": "Văn thư"}


@pytest.mark.parametrize(
    ("code", "title", "on"),
    [
        ("bad_value", " ", BEFORE),
        ("bad_value", "x" * 121, BEFORE),
        ("same_title", "Văn  thư", BEFORE),
        ("bad_dates", "Khác", DAY + timedelta(days=1)),
        ("post_taken", "Văn thư hai", BEFORE),
    ],
)
def test_a_title_that_cannot_be_is_refused(city: City, posts: dict[str, Post], code: str, title: str, on: date) -> None:
    open_post(city.units["HN"], title="Văn thư hai", role=Role.CLERK, by=None, at=AT)
    refused(code, lambda: renamed(posts["clerk"], title, on))
    assert not FormerTitle.objects.exists()


# No more


def test_a_post_that_is_held_stays_until_its_holder_has_left(city: City, posts: dict[str, Post]) -> None:
    person = holder(posts["vice"], name="x")
    with pytest.raises(Exception, match="hãy ghi thôi giữ chức vụ") as caught:
        closed(posts["vice"])
    assert getattr(caught.value, "code", "") == "occupied"
    end_appointment(Appointment.objects.get(person=person), on=DAY, by=None, at=AT)
    closed(posts["vice"])
    assert [posts["vice"] in [s.post for s in queries.seats_of(city.units["HN"], on=d)] for d in (BEFORE, DAY)] == [True, False]
    other = Person.objects.create(username="moi", full_name="Trần Văn A")
    refused("post_closed", lambda: appoint(other, posts["vice"], valid_from=DAY, by=None, at=AT))
    refused("post_closed", lambda: appoint(other, posts["vice"], valid_from=BEFORE, by=None, at=AT))
    appoint(other, posts["vice"], valid_from=BEFORE, valid_to=DAY, by=None, at=AT)
    refused("stale", lambda: closed(posts["vice"]))


def test_who_will_hold_it_keeps_a_post_open_too(city: City, posts: dict[str, Post]) -> None:
    holder(posts["vice"], since=DAY + WEEK)
    refused("occupied", lambda: closed(posts["vice"]))


def test_a_mandate_keeps_its_post_open_and_a_closed_post_gets_none(city: City, posts: dict[str, Post]) -> None:
    given = mandate(posts["office"], city.units["HN"])
    refused("has_mandate", lambda: closed(posts["office"]))
    revoke_mandate(given, on=DAY, by=None, at=AT)
    closed(posts["office"])
    refused("post_closed", lambda: mandate(posts["office"], city.units["HN"]))


def test_a_post_added_again_is_the_one_that_was_closed(city: City, posts: dict[str, Post]) -> None:
    closed(posts["vice"])
    again = open_post(city.units["HN"], title="Phó Chủ tịch", role=Role.DEPUTY, by=None, at=later(hours=1))
    assert (again, again.valid_to) == (posts["vice"], None)
    assert Event.objects.filter(action="org_hierarchy.post_reopened").exists()
    refused("post_taken", lambda: open_post(city.units["HN"], title="Phó Chủ tịch", role=Role.DEPUTY, by=None, at=AT))
    assert holder(again)


def test_nobody_signs_in_the_name_of_a_head_whose_post_is_no_more(city: City, posts: dict[str, Post]) -> None:
    end_appointment(city.seat(city["chairman"]), on=DAY, by=None, at=AT)
    person = holder(posts["office"])
    mandate(posts["office"], city.units["HN"])
    closed(posts["head"])
    refused("no_post", lambda: signature(person, city.units["HN"], kind="CV", on=DAY))
    refused("no_head", lambda: mandate(posts["division"], city.units["HN"], valid_from=DAY))


def test_a_file_names_the_cell_of_a_post_that_is_no_more(city: City) -> None:
    post = Post.objects.get(unit=city.units["VX"], role=Role.DIVISION_HEAD)
    end_appointment(city.seat(city["division_head"]), on=DAY, by=None, at=AT)
    closed(post)
    outcome = importing.outcome(ran(city, PEOPLE, [row_of("moi") | {"Chức vụ": post.title, "Vai trò": post.get_role_display()}]))
    assert outcome is not None
    assert [reason for _, reason in outcome.problems] == ["chức vụ này đã bỏ; hãy thêm lại trên trang của đơn vị, hoặc sửa ngày"]


# The pages


def test_the_administrator_renames_and_closes_on_the_pages(city: City) -> None:
    today = timezone.localdate()
    office_page, unit = signed_in(city.person("HN", Role.ADMINISTRATOR)), city.units["KM"]
    post = open_post(unit, title="Công chức", role=Role.OFFICER, by=None, at=timezone.now())
    rename, close = url("post_rename", post.pk), url("post_close", post.pk)
    assert rename in office_page.get(unit.get_absolute_url()).content.decode()
    assert rename not in signed_in(city["stranger"]).get(unit.get_absolute_url()).content.decode()
    for page in (rename, close):
        assert office_page.get(page).status_code == 200
        assert signed_in(city.person("HK", Role.ADMINISTRATOR)).get(page).status_code == 403
    data = {"title": "Công chức Văn hóa", "on": f"{today:%d/%m/%Y}"}
    assert office_page.post(rename, data).status_code == 302
    post.refresh_from_db()
    assert post.title == "Công chức Văn hóa"
    assert "không có gì thay đổi" in office_page.post(rename, data).content.decode()
    assert "Tên cũ: Công chức" in office_page.get(rename).content.decode()
    appoint(city["stranger"], post, valid_from=today, by=None, at=timezone.now())
    answer = office_page.post(close, {"on": f"{today + WEEK:%d/%m/%Y}"})
    assert answer.status_code == 400
    assert "hãy ghi thôi giữ chức vụ" in answer.content.decode()
    end_appointment(Appointment.objects.get(post=post), on=today + WEEK, by=None, at=timezone.now())
    assert office_page.post(close, {"on": f"{today + WEEK:%d/%m/%Y}"}).status_code == 302
    assert "bỏ từ" in office_page.get(unit.get_absolute_url()).content.decode()


def test_a_post_that_signs_for_an_office_above_is_not_renamed_from_below(city: City) -> None:
    head = city.seat(city.person("KM", Role.HEAD))
    city.person("BD", Role.HEAD)
    terms: dict[str, Any] = {"content": "x", "basis": "x", "valid_from": FIRST_DAY, "valid_to": timezone.localdate() + WEEK}
    give_mandate(head.post, kind="tuq", unit=city.units["BD"], by=None, at=AT, **terms)
    below = signed_in(city.person("KM", Role.ADMINISTRATOR))
    assert below.post(url("post_rename", head.post_id), {"title": "Chủ tịch thành phố", "on": "01/01/2026"}).status_code == 403


def test_nobody_below_comes_to_sign_for_an_office_above_by_another_title(city: City) -> None:
    """A mandate that is passed on is a "Phó"'s too: whoever may not appoint one may not call one so."""
    head, unit = city.seat(city.person("SYT", Role.HEAD)).post, city.units["SYT"]
    city.person("HN", Role.HEAD)
    mandate(head, city.units["HN"], may_pass_on=True, valid_to=timezone.localdate() + WEEK)
    post = open_post(unit, title="Chuyên viên", role=Role.OFFICER, by=None, at=AT)
    person = holder(post)
    data = {"title": f"Phó {head.title}", "on": "01/01/2026"}
    page = url("post_rename", post.pk)
    answer = signed_in(city.person("SYT", Role.ADMINISTRATOR)).post(page, data)
    assert answer.status_code == 400
    assert "Chức vụ này được ký TL. cho" in answer.content.decode()
    assert not queries.holds(person, "sign_by_mandate", city.units["HN"])
    assert signed_in(city.person("HN", Role.ADMINISTRATOR)).post(page, data).status_code == 302
    assert queries.holds(person, "sign_by_mandate", city.units["HN"])


def test_the_page_of_closing_names_who_still_holds_the_post(city: City, posts: dict[str, Post]) -> None:
    client = signed_in(city.person("HN", Role.ADMINISTRATOR))
    page, note = url("post_close", posts["vice"].pk), "Chức vụ này còn người giữ"
    assert note not in client.get(page).content.decode()
    held = Appointment.objects.get(person=holder(posts["vice"]))
    shown = client.get(page).content.decode()
    assert note in shown
    assert f'href="{url("appointment", held.pk)}">{held.person}</a>, từ 01/01/2020' in shown
    end_appointment(held, on=DAY, by=None, at=AT)
    assert note not in client.get(page).content.decode()
