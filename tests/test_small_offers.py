"""What a page offers can be used, holds together, and comes in portions."""

from typing import Any

import pytest
from django.urls import reverse

from campaigns.models import Assignment, Campaign, Report
from campaigns.services import Part
from workflows import steps
from workflows.steps import StepError

from .city import AT, DAY, City, delivered, draft_for_districts, later, refused, signed_in

pytestmark = pytest.mark.django_db


def of(city: City, code: str = "BD") -> Assignment:
    loaded = ("campaign__directive", "campaign__issuer", "campaign__monitor", "unit", "reviewer", "task", "parent")
    return Assignment.objects.select_related(*loaded).get(unit=city.units[code])


@pytest.fixture
def district(city: City) -> Assignment:
    """Ba Đình's, received; something is counted in it."""
    delivered(city, draft_for_districts(city, target=90))
    steps.receive_assignment(of(city), by=city["officer"], at=AT, today=DAY)
    return of(city)


def finish(city: City, code: str, *, by: Any, reviewer: Any, counted: tuple[int, int], hours: int) -> None:
    told = {"kind": "final", "text": "Xong.", "numerator": counted[0], "denominator": counted[1]}
    sent = steps.report(of(city, code), **told, by=by, at=later(hours=hours), today=DAY)
    loaded = ("assignment__campaign__issuer", "assignment__unit", "assignment__reviewer")
    steps.review(Report.objects.select_related(*loaded).get(pk=sent.pk), accept=True, note="", by=reviewer, at=later(hours=hours + 1))


def delegate_to_ward(city: City, district: Assignment) -> Any:
    steps.delegate(district, parts=[Part(city.units["KM"].pk)], by=city["officer"], at=AT, today=DAY)
    ward = city.person("KM")
    steps.receive_assignment(of(city, "KM"), by=ward, at=AT, today=DAY)
    return ward


def test_a_unit_with_nobody_below_is_not_offered_to_give_its_work_on(city: City, district: Assignment) -> None:
    ward = delegate_to_ward(city, district)
    words = "Giao tiếp cho cấp dưới"
    assert words not in signed_in(ward).get(of(city, "KM").get_absolute_url()).content.decode()
    steps.receive_assignment(of(city, "HK"), by=city.person("HK"), at=AT, today=DAY)
    below = city.units["HK"].children.exists()
    assert (words in signed_in(city.person("HK")).get(of(city, "HK").get_absolute_url()).content.decode()) == below


def test_work_opened_anew_offers_the_numbers_of_its_own_last_report(city: City, district: Assignment) -> None:
    ward = delegate_to_ward(city, district)
    finish(city, "KM", by=ward, reviewer=city.person("BD", "head"), counted=(24, 25), hours=1)
    steps.wake_parents(at=later(hours=3), today=DAY)
    client = signed_in(city["officer"])
    before = client.get(district.get_absolute_url()).context["report_form"].initial
    assert (before["numerator"], before["denominator"]) == (24, 25)  # of those below, as long as it has not reported itself
    finish(city, "BD", by=city["officer"], reviewer=city["chairman"], counted=(25, 25), hours=4)
    steps.reopen(of(city), reason="Số liệu sai", new_due_date=DAY, by=city["chairman"], at=later(hours=7), today=DAY)
    again = client.get(district.get_absolute_url()).context["report_form"].initial
    assert (again["text"], again["numerator"], again["denominator"]) == ("Xong.", 25, 25)


def test_nothing_is_said_to_be_taken_back_where_nothing_was(city: City, district: Assignment) -> None:
    other = of(city, "HK")
    by, url = city["officer"], reverse("workflows:recall_delegated", args=[district.pk])
    act = lambda: steps.recall_delegated(district, children=[other.pk], reason="Nhầm", by=by, at=later(hours=1))  # noqa: E731
    assert isinstance(refused("nothing_open", act), StepError)
    answer = signed_in(by).post(url, {"children": [other.pk], "reason": "Nhầm"})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "Đã thu hồi" not in html
    assert "không có việc nào do đơn vị giao tiếp" in html
    assert "Nhầm" in html


@pytest.mark.parametrize(
    "wrong", [{"due_date": "abc"}, {"total": "-5"}, {"target": "-3"}, {"wanted_date": "01/04/2021"}], ids=lambda wrong: next(iter(wrong))
)
def test_a_wrong_value_in_the_second_step_of_giving_on_keeps_that_step_and_all_that_was_typed(
    city: City, district: Assignment, wrong: dict[str, str]
) -> None:
    unit = city.units["KM"].pk
    typed = {"units": unit, "note": "Ghi rõ từng tổ", f"note-{unit}": "Gồm cả chợ", f"target-{unit}": "55", "total": "60", "confirm": "1"}
    if "target" in wrong:
        wrong = {f"target-{unit}": wrong["target"]}
    answer = signed_in(city["officer"]).post(reverse("workflows:delegate", args=[district.pk]), typed | wrong)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "1 đơn vị được chọn" in html
    for value in (typed | wrong).values():
        assert str(value) in html
    assert "invalid-feedback" in html or "cd-alert" in html
    assert not Assignment.objects.filter(parent=district).exists()


def test_the_tree_below_a_unit_comes_in_portions(city: City, district: Assignment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaigns.views.tree.BRANCHES", 2)
    client, campaign = signed_in(city["chairman"]), Campaign.objects.get()
    url = reverse("campaigns:branch", args=[campaign.pk, city.units["HN"].pk])
    first = client.get(url).content.decode()
    assert first.count("data-node=") == 2
    assert f'hx-get="{url}?trang=2"' in first
    second = client.get(url, {"trang": 2}).content.decode()
    assert second.count("data-node=") == 1
    assert "Xem thêm" not in second
