"""Whoever gave work on reminds and extends those to whom, all together: as the issuer does, within its own last day."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns import services
from campaigns.models import Assignment, Extension
from campaigns.services import Part
from org_hierarchy.services import PostRow, add_posts, appoint
from workflows import clock, steps
from workflows.models import Notice, Reminder

from .city import AT, DAY, DUE, FIRST_DAY, City, at, committee, delivered, draft_for_districts, later, refused, signed_in

pytestmark = pytest.mark.django_db

EARLY, REASON = DUE - timedelta(days=7), "Chờ biểu mẫu của Thành phố"


def of(code: str, city: City) -> Assignment:
    loaded = ("campaign__directive", "campaign__issuer", "campaign__monitor", "unit", "reviewer", "task", "parent")
    return Assignment.objects.select_related(*loaded).get(unit=city.units[code])


@pytest.fixture
def district(city: City) -> Assignment:
    """Ba Đình's, given on to both its wards until a week before its own last day."""
    delivered(city, draft_for_districts(city))
    steps.receive_assignment(of("BD", city), by=city["officer"], at=AT, today=DAY)
    parts = [Part(city.units["KM"].pk), Part(city.units["TB"].pk)]
    steps.delegate(of("BD", city), parts=parts, due_date=EARLY, by=city["officer"], at=AT, today=DAY)
    city.person("BD", "head")
    return of("BD", city)


def extended(city: City, district: Assignment, **changes: Any) -> Any:
    chosen = list(Assignment.objects.values_list("pk", flat=True))
    values = {"due_date": DUE, "reason": REASON, "by": city.person("BD", "head"), "at": later(days=1), "today": DAY} | changes
    return lambda: steps.extend_given([district], chosen, **values)


def days(*codes: str) -> dict[str, date | None]:
    return dict(Assignment.objects.filter(unit__code__in=codes).values_list("unit__code", "due_date"))


def test_all_wards_get_one_later_day_within_that_of_their_district(city: City, district: Assignment) -> None:
    steps.receive_assignment(of("KM", city), by=city.person("KM"), at=AT, today=DAY)
    asked = steps.ask_extension(
        of("KM", city), proposed_date=EARLY + timedelta(days=2), reason="Mưa.", by=city.person("KM"), at=AT, today=DAY
    )
    assert extended(city, district)() == 2
    assert days("KM", "TB", "BD", "HK") == dict.fromkeys(("KM", "TB", "BD", "HK"), DUE)
    assert of("TB", city).original_due_date == EARLY
    asked.refresh_from_db()
    assert asked.status == Extension.Status.GRANTED
    assert extended(city, district)() == 0


def test_no_ward_is_given_a_day_behind_that_of_its_district(city: City, district: Assignment) -> None:
    wrong = refused("beyond_own", extended(city, district, due_date=DUE + timedelta(days=1)))
    assert "xin gia hạn việc của đơn vị trước" in str(wrong)
    refused("date_wrong", extended(city, district, due_date=DAY - timedelta(days=1)))
    refused("reason_required", extended(city, district, reason=" "))


def test_a_last_day_is_the_word_of_who_leads_the_giver(city: City, district: Assignment) -> None:
    for by in (city["officer"], city["chairman"], city.person("KM", "head"), city["stranger"]):
        refused("forbidden", extended(city, district, by=by))
    ward = city.person("KM")
    refused("forbidden", lambda: steps.remind_given([district], [of("KM", city).pk], text="", by=ward, at=AT))


def test_the_wards_are_told_of_their_new_day_and_both_sides_read_who_gave_it(city: City, district: Assignment) -> None:
    ward = city.person("TB")
    clock.run("dates", clock.SWEEPS["dates"], at=later(hours=1))
    extended(city, district)()
    clock.run("dates", clock.SWEEPS["dates"], at=later(days=1, hours=1))
    assert Notice.objects.filter(kind="new_date", person=ward, day=DUE).exists()
    for name, work in (("TB", of("TB", city)), ("BD", district)):
        html = signed_in(city.person(name)).get(work.get_absolute_url()).content.decode()
        assert "Gia hạn cho nhiều đơn vị" in html
        assert REASON in html


def group_act(client: Client, district: Assignment, act: str, **told: Any) -> Any:
    address = reverse("workflows:group_act", args=[district.campaign_id])
    return client.post(f"{address}?giao_boi={district.unit_id}", {"act": act, "scope": "all", "confirm": "1"} | told)


def test_the_districts_page_leads_to_the_list_of_those_to_whom_it_gave_the_work(city: City, district: Assignment) -> None:
    officer = signed_in(city["officer"])
    way = f"{district.campaign.get_absolute_url()}?nhiem_vu={district.task_id}&amp;giao_boi={district.unit_id}#danh-sach"
    assert way in officer.get(district.get_absolute_url()).content.decode()
    html = officer.get(district.campaign.get_absolute_url(), {"giao_boi": district.unit_id}).content.decode()
    listed = html[html.index('id="danh-sach"') :]
    assert "do Ủy ban nhân dân quận Ba Đình giao tiếp" in listed
    assert "phường Kim Mã" in listed
    assert 'value="remind"' in listed
    assert 'value="extend"' not in listed, "an officer reminds; the day is the leader's word"
    assert "đôn đốc" not in listed
    head = signed_in(city.person("BD", "head")).get(district.campaign.get_absolute_url()).content.decode()
    assert 'value="extend"' in head
    assert 'value="recall"' not in head[head.index('id="danh-sach"') :]
    ward = signed_in(city.person("KM")).get(district.campaign.get_absolute_url()).content.decode()
    assert 'value="remind"' not in ward


def test_reminded_from_the_page_are_the_own_wards_alone(city: City, district: Assignment) -> None:
    ward, other = city.person("TB"), city["other_officer"]
    assert group_act(signed_in(city["officer"]), district, "remind", text="Nộp trước thứ Sáu.").status_code == 302
    told = Notice.objects.filter(kind="asked")
    assert told.filter(person=ward, note="Nộp trước thứ Sáu.").exists()
    assert not told.filter(person=other).exists()
    again = group_act(signed_in(city["officer"]), district, "remind", text="")
    assert "đã được nhắc hôm nay" in again.content.decode()


def test_extended_from_the_page_and_what_is_not_the_givers_is_refused(city: City, district: Assignment) -> None:
    wanted = {"due_date": f"{day_ahead(10):%d/%m/%Y}", "reason": REASON}
    Assignment.objects.filter(pk=district.pk).update(due_date=day_ahead(20))
    Assignment.objects.filter(parent=district).update(due_date=day_ahead(5))
    assert group_act(signed_in(city["officer"]), district, "extend", **wanted).status_code == 403
    assert group_act(signed_in(city.person("BD", "head")), district, "extend", **wanted).status_code == 302
    assert days("KM", "TB") == dict.fromkeys(("KM", "TB"), day_ahead(10))
    beyond = group_act(signed_in(city.person("BD", "head")), district, "extend", **wanted | {"due_date": f"{day_ahead(21):%d/%m/%Y}"})
    assert beyond.status_code == 400
    assert "sau hạn của đơn vị giao tiếp" in beyond.content.decode()
    for act in ("recall", "remove"):
        assert group_act(signed_in(city["officer"]), district, act, reason=REASON).status_code == 403
    for name in ("other_officer", "clerk"):
        expected = 403 if name == "other_officer" else 302
        assert group_act(signed_in(city[name]), district, "remind", text="").status_code == expected


def day_ahead(ahead: int) -> date:
    """So many days from the day that pages take for today."""
    return timezone.localdate() + timedelta(days=ahead)


def test_a_concluded_campaign_moves_no_day(city: City, district: Assignment) -> None:
    services.conclude_campaign(district.campaign, by=city["chairman"], at=at(DUE), today=DUE)
    assert extended(city, district)() == 0


def test_what_two_works_of_a_unit_gave_on_is_extended_together_or_not_at_all(city: City) -> None:
    delivered(city, draft_for_districts(city, tasks=2))
    works = list(Assignment.objects.filter(unit=city.units["BD"]).select_related("campaign", "unit").order_by("pk"))
    steps.receive_assignment(works[0], by=city["officer"], at=AT, today=DAY)
    for work in works:
        work.refresh_from_db()
        steps.delegate(work, parts=[Part(city.units["KM"].pk)], due_date=EARLY, by=city["officer"], at=AT, today=DAY)
    head, chosen = city.person("BD", "head"), list(Assignment.objects.values_list("pk", flat=True))
    day = EARLY + timedelta(days=3)
    values: dict[str, Any] = {"reason": REASON, "by": head, "at": later(days=1), "today": DAY}
    Assignment.objects.filter(pk=works[1].pk).update(due_date=EARLY + timedelta(days=1))
    refused("beyond_own", lambda: steps.extend_given(works, chosen, due_date=day, **values))
    given = Assignment.objects.filter(parent__in=works)
    assert set(given.values_list("due_date", flat=True)) == {EARLY}, "nor the one whose giver had the day"
    assert steps.extend_given(works[:1], chosen, due_date=day, **values) == 1


def test_who_leads_one_giver_and_serves_in_another_extends_the_one_and_reminds_both(city: City, district: Assignment) -> None:
    city.add([committee("HB", "phường Hàng Bạc", "commune", "HK")])
    steps.receive_assignment(of("HK", city), by=city["other_officer"], at=AT, today=DAY)
    steps.delegate(of("HK", city), parts=[Part(city.units["HB"].pk)], due_date=EARLY, by=city["other_officer"], at=AT, today=DAY)
    both = city["officer"]  # who acts for Ba Đình, and from now on leads Hoàn Kiếm too
    [post] = add_posts([PostRow(city.units["HK"], "Chủ tịch", "head")])
    appoint(both, post, valid_from=FIRST_DAY, by=None, at=AT)
    client, page = signed_in(both), district.campaign.get_absolute_url()
    ahead = f"{day_ahead(10):%d/%m/%Y}"
    Assignment.objects.filter(parent=None).update(due_date=day_ahead(20))
    Assignment.objects.filter(parent__isnull=False).update(due_date=day_ahead(5))
    listed = client.get(page).content.decode()
    assert 'value="extend"' in listed
    assert 'value="remind"' in listed
    address, chosen = reverse("workflows:group_act", args=[district.campaign_id]), [of(code, city).pk for code in ("KM", "HB")]
    asked = client.post(address, {"act": "extend", "chosen": chosen}).content.decode()
    assert "1 việc đã chọn" in asked
    assert "1 việc trong số đã chọn không áp dụng được" in asked
    told = {"act": "extend", "chosen": chosen, "scope": "chosen", "due_date": ahead, "reason": REASON, "confirm": "1"}
    assert client.post(address, told).status_code == 302
    assert days("KM", "HB") == {"KM": day_ahead(5), "HB": day_ahead(10)}
    assert client.post(address, {"act": "remind", "scope": "all", "confirm": "1", "text": ""}).status_code == 302
    asked_of = set(Reminder.objects.filter(kind="asked").values_list("unit__code", flat=True))
    assert asked_of == {"KM", "TB", "HB"}


def test_whoever_leads_the_campaign_and_gave_on_moves_both_or_neither(city: City, district: Assignment) -> None:
    chosen = list(Assignment.objects.values_list("pk", flat=True))
    values: dict[str, Any] = {
        "due_date": DUE + timedelta(days=5),
        "reason": REASON,
        "by": city["chairman"],
        "at": later(days=1),
        "today": DAY,
    }
    assert steps.extend_all(district.campaign, chosen, **values) == len(city.districts)
    assert days("KM", "TB") == dict.fromkeys(("KM", "TB"), EARLY), "those to whom the district gave it are the district's"
