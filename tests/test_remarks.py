"""Ý kiến phối hợp: whoever has to do with an assignment speaks about it to all of them; what was said stays, and moves nothing."""

import pytest
from django.urls import reverse

from campaigns.models import Assignment, Remark
from campaigns.queries import speaks_for
from records import events
from workflows import steps

from .city import AT, DAY, City, delivered, draft, duty, grouped, later, named, refused, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(city: City) -> Assignment:
    """Ba Đình's, with a department as partner, and Social Insurance as monitor."""
    task = duty("Rà soát.", grouped(city.group()), named(city.units["STTTT"], "coordinating"))
    delivered(city, draft(city, task, monitor="BHXHHN"))
    loaded = ("campaign__directive", "campaign__issuer", "campaign__monitor", "unit", "reviewer", "task")
    return Assignment.objects.select_related(*loaded).get(unit=city.units["BD"])


def test_all_who_have_to_do_with_it_speak_each_for_the_own_unit(city: City, work: Assignment) -> None:
    before = (work.status, work.campaign.assignments.count())
    speakers = [("BD", city["officer"]), ("STTTT", city.person("STTTT")), ("HN", city["chairman"]), ("BHXHHN", city["monitor"])]
    for code, person in speakers:
        steps.remark(work, text=f"Ý kiến của {code}", by=person, at=AT)
    said = list(Remark.objects.order_by("pk").values_list("unit__code", "text", "made_by"))
    assert said == [(code, f"Ý kiến của {code}", person.pk) for code, person in speakers]
    work.refresh_from_db()
    assert (work.status, work.campaign.assignments.count()) == before
    assert [event.after["name"] for event in events.timeline(work) if event.action == "campaigns.remarked"] == [
        city.units[code].name for code, _ in speakers
    ]
    html = signed_in(city.person("STTTT")).get(work.get_absolute_url()).content.decode()
    for code, person in speakers:
        assert f"Ý kiến của {code}" in html
        assert str(person) in html
    assert '<span class="cd-count">4</span>' in html
    assert f'{work.campaign.get_absolute_url()}?nhiem_vu={work.task_id}">{city.units["STTTT"]}</a>' in html


def test_nobody_else_speaks(city: City, work: Assignment) -> None:
    for person in (city["stranger"], city.person("HK"), city.person("KM")):
        assert speaks_for(person, work) is None
        refused("forbidden", lambda person=person: steps.remark(work, text="Không phải việc tôi", by=person, at=AT))
    assert signed_in(city["stranger"]).post(reverse("workflows:remark", args=[work.pk]), {"text": "x"}).status_code == 403
    assert not Remark.objects.exists()


def test_what_cannot_be_a_remark_is_refused_and_stays_typed(city: City, work: Assignment) -> None:
    by = city["officer"]
    refused("text_required", lambda: steps.remark(work, text=" \n\x00", by=by, at=AT))
    refused("too_long", lambda: steps.remark(work, text="ý" * 2_001, by=by, at=AT))
    client, url = signed_in(by), reverse("workflows:remark", args=[work.pk])
    assert client.post(url, {"text": ""}).status_code == 400
    page = client.post(url, {"text": "dài " * 600})
    assert page.status_code == 400
    assert "dài dài" in page.content.decode()
    assert client.get(url).status_code == 302
    answer = client.post(url, {"text": "<b>Đã gửi bản giấy</b>"}, follow=True).content.decode()
    assert "&lt;b&gt;Đã gửi bản giấy" in answer
    assert Remark.objects.count() == 1


def test_nothing_is_said_about_what_was_taken_back_or_is_over(city: City, work: Assignment) -> None:
    steps.recall_all(work.campaign, [work.pk], reason="Giao nhầm", by=city["chairman"], at=later(hours=1))
    refused("closed", lambda: steps.remark(work, text="Vì sao?", by=city["officer"], at=later(hours=2)))
    assert reverse("workflows:remark", args=[work.pk]) not in signed_in(city["officer"]).get(work.get_absolute_url()).content.decode()
    steps.conclude(work.campaign.directive, by=city["chairman"], at=later(hours=3), today=DAY)
    other = Assignment.objects.select_related("campaign", "unit", "reviewer").exclude(pk=work.pk)[0]
    refused("concluded", lambda: steps.remark(other, text="Vì sao?", by=city["chairman"], at=later(hours=4)))
