"""A list whose address says something that cannot be has no rows and says so; what acts on a list does nothing then, never all of it."""

from typing import Any

import pytest

from campaigns.models import Assignment, Campaign, Chase
from records.models import Job
from workflows.models import Notice, Reminder

from .city import City, delivered, draft_for_districts, signed_in

pytestmark = pytest.mark.django_db

Status = Assignment.Status
WRONG = ["duoi=999999", "duoi=abc", "trang_thai=zzz", "nhiem_vu=abc", "trang_thai=zzz&duoi=abc"]
ACTS: list[dict[str, Any]] = [
    {"act": "recall", "reason": "Điều chỉnh"},
    {"act": "remove", "reason": "Điều chỉnh"},
    {"act": "extend", "reason": "Mưa bão", "due_date": "2099-12-31"},
    {"act": "remind", "text": ""},
]


@pytest.fixture
def campaign(city: City) -> Campaign:
    return Campaign.objects.get(directive=delivered(city, draft_for_districts(city)))


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act["act"])
@pytest.mark.parametrize("wrong", WRONG)
def test_a_group_act_on_a_list_that_cannot_be_does_nothing(city: City, campaign: Campaign, wrong: str, act: dict[str, Any]) -> None:
    before = list(Assignment.objects.order_by("pk").values())
    told = Reminder.objects.count(), Notice.objects.count()
    answer = signed_in(city["chairman"]).post(f"/dot/{campaign.pk}/thao-tac/?{wrong}", act | {"confirm": "1", "scope": "all"})
    assert answer.status_code == 400
    assert "không có giá trị như vậy" in answer.content.decode()
    assert list(Assignment.objects.order_by("pk").values()) == before
    assert (Reminder.objects.count(), Notice.objects.count()) == told
    assert not Job.objects.filter(kind="group_act").exists()


@pytest.mark.parametrize("wrong", WRONG)
def test_no_letter_is_drafted_about_a_list_that_cannot_be(city: City, campaign: Campaign, wrong: str) -> None:
    answer = signed_in(city["drafter"]).post(f"/dot/{campaign.pk}/don-doc/?{wrong}")
    assert answer.status_code == 400
    assert not Chase.objects.exists()


@pytest.mark.parametrize("wrong", ["dot=999999", "han=400", "hang=zzz", "dot=x"])
def test_nothing_is_taken_in_of_an_inbox_that_cannot_be(city: City, campaign: Campaign, wrong: str) -> None:
    answer = signed_in(city["officer"]).post(f"/hop-viec/tiep-nhan/?{wrong}", {"whole": "1"})
    assert answer.status_code == 400
    assert set(Assignment.objects.values_list("status", flat=True)) == {Status.ISSUED}


def test_lists_that_cannot_be_show_no_row_and_say_so(city: City, campaign: Campaign) -> None:
    client = signed_in(city["chairman"])
    addresses = [
        f"/dot/{campaign.pk}/?trang_thai=zzz",
        "/dot/?trang_thai=zzz",
        "/van-ban/?loai=zzz",
        "/van-ban-den/?nam=abc",
        "/hop-viec/?han=x",
    ]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "không có giá trị như vậy" in answer.content.decode(), address
        assert not list(answer.context["table"].rows), address
        assert "không có giá trị như vậy" not in client.get(address.split("?")[0]).content.decode(), address


def test_a_branch_of_no_task_is_not_the_branch_of_all(city: City, campaign: Campaign) -> None:
    answer = signed_in(city["chairman"]).get(f"/dot/{campaign.pk}/cay/{city.units['HN'].pk}/?nhiem_vu=abc")
    assert answer.status_code == 404
