"""An order to somebody whom no unit answers to is followed all the same: those who send it are told, and the work reaches the unit once
somebody says who is meant."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from campaigns.models import Assignment, Campaign
from records.events import timeline
from workflows import inbox

from .city import City, checked, copy_of, delivered, draft, duty, named, numbered, signed_in, unknown

pytestmark = pytest.mark.django_db
NAME = "Tổ công tác 06"
ORDER = "Báo cáo kết quả về thành phố."
TOLD = "Có nhiệm vụ nhưng chưa xác định được đơn vị"


def general(city: City) -> dict[str, object]:
    return {"duties": (duty(ORDER, unknown(NAME), kind="general"),), "addressees": (NAME,)}


def shown(city: City, name: str, address: str) -> str:
    response = signed_in(city[name]).get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_those_who_prepare_and_send_it_are_told_that_nobody_gets_the_work(city: City) -> None:
    waiting = checked(city, draft(city, **general(city)))
    for name in ("drafter", "chairman"):
        page = shown(city, name, f"/van-ban/{waiting.pk}/")
        assert TOLD in page
        assert f"“{NAME}”" in page
    to_send = numbered(city, draft(city, **general(city)))
    assert TOLD in shown(city, "city_clerk", f"/van-ban/{to_send.pk}/")


def test_what_asks_nobody_for_work_is_not_told_of(city: City) -> None:
    duties = (
        duty("Tải ứng dụng trên điện thoại.", unknown("người tham gia"), kind="individual"),
        duty("Yêu cầu các đơn vị nghiêm túc thực hiện.", unknown("các cơ quan liên quan"), kind="general"),
        duty("Nếu có vướng mắc, các đơn vị báo cáo.", unknown("các cơ quan liên quan"), kind="general"),
    )
    directive = checked(city, draft(city, duties=duties))
    assert TOLD not in shown(city, "drafter", f"/van-ban/{directive.pk}/")
    assert not Campaign.objects.filter(directive=delivered(city, draft(city, duties=duties))).exists()


def test_it_is_followed_and_the_work_reaches_the_unit_once_somebody_says_who_is_meant(city: City) -> None:
    directive = delivered(city, draft(city, **general(city)))
    campaign = Campaign.objects.get(directive=directive)
    assert [task.content for task in campaign.tasks.all()] == [ORDER]
    assert not campaign.assignments.exists()
    assert inbox.tasks(city["chairman"]).exists(), "its issuer has it before them"
    assert f"Chưa xác định được đơn vị:</b> “{NAME}”" in shown(city, "city_clerk", f"/van-ban/{directive.pk}/")
    assert "Chọn đơn vị" not in shown(city, "city_clerk", campaign.get_absolute_url()), "a leader's word"
    assert f"bo-sung-don-vi/?ten={quote(NAME)}" in shown(city, "chairman", campaign.get_absolute_url())
    address = f"{campaign.get_absolute_url()}bo-sung-don-vi/"
    form = signed_in(city["chairman"]).get(address, {"ten": NAME}).context["form"]
    assert form["phrase"].value() == NAME
    assert NAME in form["reason"].value()
    unit = city.units["STTTT"]
    sent = {
        "units": [unit.pk],
        "tasks": [campaign.tasks.get().pk],
        "due_date": f"{timezone.localdate() + timedelta(days=30):%d/%m/%Y}",
        "reason": form["reason"].value(),
        "phrase": NAME,
    }
    assert signed_in(city["chairman"]).post(address, sent | {"phrase": "Tổ khác"}).status_code == 400
    assert signed_in(city["chairman"]).post(address, sent).status_code == 302
    assert Assignment.objects.get(campaign=campaign).unit == unit
    assert copy_of(directive, unit).status == "sent"
    campaign.refresh_from_db()
    assert campaign.unresolved == []
    assert timeline(campaign).get(action="campaigns.units_added").after["phrase"] == NAME
    assert "Chưa xác định được đơn vị" not in shown(city, "city_clerk", f"/van-ban/{directive.pk}/")
    assert "phrase" not in signed_in(city["chairman"]).get(address).context["form"].fields


def test_a_name_that_means_a_unit_which_has_the_work_already_is_settled_without_giving_it_twice(city: City) -> None:
    unit = city.units["SYT"]
    directive = delivered(city, draft(city, duty("Việc khác.", named(unit)), duty("Rà soát.", named(unit), unknown(NAME))))
    campaign = Campaign.objects.get(directive=directive)
    assert [one.unit for one in campaign.assignments.all()] == [unit, unit]
    task = campaign.tasks.get(content="Rà soát.")
    address = f"{campaign.get_absolute_url()}bo-sung-don-vi/"
    form = signed_in(city["chairman"]).get(address, {"ten": NAME}).context["form"]
    assert form["tasks"].value() == [str(task.pk)], "the other one is not asked of it"
    assert len(signed_in(city["chairman"]).get(address).context["form"]["tasks"].value()) == 2
    sent = {
        "units": [unit.pk],
        "tasks": [task.pk],
        "due_date": f"{timezone.localdate() + timedelta(days=30):%d/%m/%Y}",
        "reason": "Là Sở Y tế.",
    }
    assert signed_in(city["chairman"]).post(address, sent).status_code == 400, "it has all of it"
    assert signed_in(city["chairman"]).post(address, sent | {"phrase": NAME}).status_code == 302
    campaign.refresh_from_db()
    assert (campaign.unresolved, campaign.assignments.count()) == ([], 2)


def test_who_only_takes_part_and_what_asks_for_no_work_is_no_gap(city: City) -> None:
    unit, other = city.units["SYT"], "các đoàn thể liên quan"
    orders = (
        duty("Rà soát.", named(unit), unknown(other, "coordinating"), section="1"),
        duty("Hội nghị sơ kết có sự tham gia của các đoàn thể.", unknown(other), kind="activity", section="2"),
    )
    directive = delivered(city, draft(city, *orders))
    campaign = Campaign.objects.get(directive=directive)
    assert [row["phrase"] for row in campaign.unresolved] == [other, other]
    assert "Chưa xác định được đơn vị:" not in shown(city, "city_clerk", f"/van-ban/{directive.pk}/")
    page = shown(city, "chairman", campaign.get_absolute_url())
    assert other in page
    assert "Chọn đơn vị" not in page
    assert "phrase" not in signed_in(city["chairman"]).get(f"{campaign.get_absolute_url()}bo-sung-don-vi/").context["form"].fields


def test_a_name_of_a_phase_to_come_stays_open_until_that_has_its_unit_too(city: City) -> None:
    opens = timezone.localdate() + timedelta(days=30)
    orders = (
        duty("Đợt 2.", kind="milestone", section="II", start_date=opens, deadline=opens + timedelta(days=9)),
        duty("Rà soát.", unknown(NAME), section="I"),
        duty("Tổng hợp.", unknown(NAME), section="II"),
    )
    campaign = Campaign.objects.get(directive=delivered(city, draft(city, *orders)))
    now, later = campaign.tasks.order_by("position")
    assert later.opens_date == opens
    address = f"{campaign.get_absolute_url()}bo-sung-don-vi/"
    sent = {"units": [city.units["SYT"].pk], "tasks": [now.pk], "due_date": f"{opens:%d/%m/%Y}", "reason": "Là Sở Y tế.", "phrase": NAME}
    assert signed_in(city["chairman"]).post(address, sent).status_code == 302
    campaign.refresh_from_db()
    assert [(row["phrase"], row["section"]) for row in campaign.unresolved] == [(NAME, "II")], "nobody has that yet"
    form = signed_in(city["chairman"]).get(address, {"ten": NAME}).context["form"]
    assert form["tasks"].value() == [], "that one is not to be given yet, and the other is not asked for"


def test_a_name_that_nobody_has_written_is_asked_for_by_its_address_in_vain(city: City) -> None:
    campaign = Campaign.objects.get(directive=delivered(city, draft(city, **general(city))))
    for name in ("Tổ khác", "a\x00b", "x" * 5000):
        answer = signed_in(city["chairman"]).get(f"{campaign.get_absolute_url()}bo-sung-don-vi/", {"ten": name})
        assert (answer.status_code, answer.context["form"]["phrase"].value()) == (200, "")
