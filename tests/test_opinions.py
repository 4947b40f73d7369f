"""Xin ý kiến: other units are asked what they think of a draft; they see it until it goes out, and their silence stops nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directives import services
from directives.models import Directive, Opinion
from directives.queries import asked_of
from directives.sights import sights
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from org_hierarchy.sight import seen_by
from records.models import Event
from workflows import steps

from .city import AT, DAY, DUE, City, at_once, begun, draft, drafted, later, refused, signed_in

pytestmark = pytest.mark.django_db


def asked(city: City, directive: Directive, *codes: str, due: date = DUE, today: date = DAY) -> list[Opinion]:
    units = [city.units[code] for code in codes or ("SYT",)]
    return services.ask_opinions(
        directive, units=units, question="Mục 1 có làm được không?", due_date=due, by=city["drafter"], at=AT, today=today
    )


def answered(opinion: Opinion, by: Person, stance: str = "agrees", text: str = "", *, today: date = DAY, hours: int = 1) -> None:
    services.answer_opinion(opinion, stance=stance, text=text, by=by, at=later(hours=hours), today=today)


def post(person: Person, name: str, pk: int, **data: Any) -> Any:
    return signed_in(person).post(reverse(f"workflows:{name}", args=[pk]), data)


def page(person: Person, directive: Directive) -> Any:
    return signed_in(person).get(reverse("workflows:directive", args=[directive.pk]))


def test_an_asked_unit_sees_that_text_from_the_asking_until_the_issue(city: City) -> None:
    directive, other = begun(city, draft(city)), begun(city, draft(city))
    health, stranger = city.person("SYT"), city["stranger"]
    assert not may(health, "directive.view", directive)
    asked(city, directive)
    assert may(health, "directive.view", directive)
    assert not may(health, "directive.view", other)
    for act in ("directive.view_drafting", "directive.edit", "directive.comment", "directive.ask_opinions"):
        assert not may(health, act, directive), act
    assert not may(stranger, "directive.view", directive)
    assert set(seen_by(sights(directive))) == {one for one in Person.objects.all() if may(one, "directive.view", directive)}
    Directive.objects.filter(pk=directive.pk).update(status=Directive.Status.NUMBERED)
    assert may(health, "directive.view", directive)
    Directive.objects.filter(pk=directive.pk).update(status=Directive.Status.ISSUED)
    directive.refresh_from_db()
    assert not may(health, "directive.view", directive)
    assert health not in seen_by(sights(directive))


def test_its_page_says_why_the_unit_sees_it_and_tells_nothing_inner(city: City) -> None:
    directive = begun(city, draft(city))
    services.comment_on(directive, text="Riêng của cơ quan.", by=city["chairman"], at=AT)
    opinion, other = asked(city, directive, "SYT", "STTTT", due=timezone.localdate())
    answered(other, city.person("STTTT"), "objects", "Sở không đồng ý.")
    shown = page(city.person("SYT"), directive).content.decode()
    assert "Bạn xem được dự thảo này vì" in shown
    assert "Mục 1 có làm được không?" in shown
    for inner in ("Riêng của cơ quan.", "Sở không đồng ý.", "Thêm góp ý", "Các phiên bản"):
        assert inner not in shown, inner
    response = post(city.person("SYT"), "answer_opinion", opinion.pk, stance="changes", text="Thêm <i>hạn</i>.")
    assert response.status_code == 302
    told = page(city["chairman"], directive).content.decode()
    assert "Thêm &lt;i&gt;hạn&lt;/i&gt;." in told
    assert "Sở không đồng ý." in told


def test_only_the_drafting_unit_asks_and_only_the_asked_unit_answers(city: City) -> None:
    directive = begun(city, draft(city))
    terms = {"units": [city.units["SYT"]], "question": "", "due_date": DUE, "at": AT, "today": DAY}
    for name in ("stranger", "monitor", "chairman"):
        refused("forbidden", lambda name=name: steps.ask_opinions(directive, by=city[name], **terms))
    (opinion,) = steps.ask_opinions(directive, by=city["colleague"], **terms)
    for name in ("stranger", "drafter", "chairman"):
        refused("forbidden", lambda name=name: steps.answer_opinion(opinion, stance="agrees", text="", by=city[name], at=AT, today=DAY))
    steps.answer_opinion(opinion, stance="agrees", text="", by=city.person("SYT"), at=AT, today=DAY)
    refused("forbidden", lambda: steps.withdraw_opinion(opinion, by=city.person("SYT"), at=AT))


def test_what_cannot_be_asked_is_refused(city: City) -> None:
    directive = drafted(city)
    refused("bad_value", lambda: asked(city, directive, due=DAY - timedelta(days=1)))
    refused("bad_value", lambda: asked(city, directive, "VX"))
    refused("bad_value", lambda: asked(city, directive, "SYT", "HN"))
    refused(
        "bad_value", lambda: services.ask_opinions(directive, units=[], question="", due_date=DUE, by=city["drafter"], at=AT, today=DAY)
    )
    asked(city, directive)
    refused("asked_already", lambda: asked(city, directive, "STTTT", "SYT"))
    Directive.objects.filter(pk=directive.pk).update(status=Directive.Status.SIGNED)
    refused("frozen", lambda: asked(city, directive, "STTTT"))


def test_an_answer_has_a_stance_and_its_ground(city: City) -> None:
    (opinion,) = asked(city, drafted(city))
    health = city.person("SYT")
    for stance, code in (("", "bad_value"), ("maybe", "bad_value"), ("objects", "text_missing"), ("changes", "text_missing")):
        refused(code, lambda stance=stance: answered(opinion, health, stance, " \x00 "))
    refused("too_long", lambda: answered(opinion, health, "objects", "x" * 20_001))
    Directive.objects.filter(pk=opinion.directive_id).update(status=Directive.Status.SIGNED)
    refused("frozen", lambda: answered(opinion, health))


def test_a_second_answer_replaces_the_first_until_the_last_day_and_both_are_recorded(city: City) -> None:
    (opinion,) = asked(city, drafted(city))
    health = city.person("SYT")
    answered(opinion, health)
    answered(opinion, health, "objects", "Không đủ kinh phí.", today=DUE, hours=2)
    assert (opinion.stance, opinion.text) == ("objects", "Không đủ kinh phí.")
    refused("late", lambda: answered(opinion, health, today=DUE + timedelta(days=1), hours=3))
    given = Event.objects.filter(action="directives.opinion_given", subject_id=opinion.directive_id).order_by("pk")
    assert [event.after["stance"] for event in given] == ["agrees", "objects"]
    assert given[1].before == {"stance": "agrees", "text": ""}


def test_silence_and_lateness_are_told_and_stop_nothing(city: City) -> None:
    directive = begun(city, draft(city))
    silent, late = asked(city, directive, "SYT", "STTTT")
    answered(late, city.person("STTTT"), today=DUE + timedelta(days=2), hours=24 * 20)
    steps.submit(directive, by=city["drafter"], at=AT)
    steps.approve_content(directive, by=city["division_head"], at=AT)
    shown = page(city["chairman"], directive).content.decode()
    assert "quá hạn, chưa trả lời" in shown
    assert "thống nhất (trả lời sau hạn)" in shown
    assert silent.answered_at is None


def test_a_request_that_was_not_answered_can_be_withdrawn(city: City) -> None:
    directive = begun(city, draft(city))
    silent, spoken = asked(city, directive, "SYT", "STTTT")
    answered(spoken, city.person("STTTT"))
    assert post(city["drafter"], "withdraw_opinion", silent.pk).status_code == 302
    assert not may(city.person("SYT"), "directive.view", directive)
    refused("stale", lambda: services.withdraw_opinion(spoken, by=city["drafter"], at=AT))


def test_the_inbox_tells_what_one_is_asked(city: City) -> None:
    directive = begun(city, draft(city))
    (opinion,) = asked(city, directive)
    health = city.person("SYT")
    inbox = reverse("workflows:inbox")
    assert "Được xin ý kiến" in signed_in(health).get(inbox).content.decode()
    assert "Được xin ý kiến" not in signed_in(city["stranger"]).get(inbox).content.decode()
    answered(opinion, health)
    assert not asked_of(health).exists()
    assert "Được xin ý kiến" not in signed_in(health).get(inbox).content.decode()


def test_the_drafter_asks_on_the_page(city: City) -> None:
    directive = begun(city, draft(city))
    today = timezone.localdate()
    units = [city.units["SYT"].pk, city.units["STTTT"].pk]
    response = post(city["drafter"], "ask_opinions", directive.pk, units=units, question="Ý kiến?", due_date=f"{today:%d/%m/%Y}")
    assert response.status_code == 302
    assert directive.opinions.count() == 2
    for data in ({"units": units}, {"units": [10**9], "due_date": f"{today:%d/%m/%Y}"}, {"units": units, "due_date": "01/01/2020"}):
        assert post(city["drafter"], "ask_opinions", directive.pk, **data).status_code == 400, data
    (opinion,) = directive.opinions.filter(unit=city.units["SYT"])
    assert post(city.person("SYT"), "answer_opinion", opinion.pk, stance="objects", text="").status_code == 400
    assert post(city.person("SYT"), "answer_opinion", opinion.pk, stance="²").status_code == 400


def test_the_page_costs_the_same_for_few_and_for_many_opinions(city: City, django_assert_num_queries: Any) -> None:
    directive = begun(city, draft(city))
    client, url = signed_in(city["chairman"]), reverse("workflows:directive", args=[directive.pk])
    asked(city, directive, "SYT", "STTTT")
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    asked(city, directive, "BD", "HK", "TT", "BHXHHN")
    with django_assert_num_queries(len(few)):
        client.get(url)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_for_a_unit_at_the_same_moment_one_is_told(city: City) -> None:
    (opinion,) = asked(city, drafted(city))
    by = city.person("SYT")
    ways = ("agrees", "objects")
    same = [Opinion.objects.select_related("directive", "unit").get(pk=opinion.pk) for _ in ways]
    acts = [lambda one=one, stance=stance: answered(one, by, stance, "Lý do.") for one, stance in zip(same, ways, strict=True)]
    assert sorted(getattr(error, "code", "") for error in at_once(*acts)) == ["", "stale"]
