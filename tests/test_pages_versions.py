"""Nobody approves, signs, returns or overwrites a text that they have not seen: each form says which version its page showed."""

import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from directives import services
from directives.models import Directive
from directives.queries import version_of
from org_hierarchy.models import Person
from workflows import steps

from .city import AT, PASSWORD, City, at_once, begun, checked, draft_for_districts, drafted, later, refused, signed_in

pytestmark = pytest.mark.django_db

Status = Directive.Status


def post(person: Person, name: str, directive: Directive, **data: Any) -> Any:
    return signed_in(person).post(reverse(f"workflows:{name}", args=[directive.pk]), data)


def versions_on(person: Person, name: str, directive: Directive) -> set[int]:
    page = signed_in(person).get(reverse(f"workflows:{name}", args=[directive.pk])).content.decode()
    return {int(found) for found in re.findall(r'name="version" value="(\d+)"', page)}


def returned_and_rewritten(city: City, directive: Directive) -> None:
    steps.return_draft(directive, reason="Bổ sung.", by=city["division_head"], at=later(hours=1))
    steps.revise(directive, content=draft_for_districts(city, tasks=2), by=city["drafter"], at=later(hours=2))
    steps.submit(directive, by=city["drafter"], at=later(hours=3))


def status_of(directive: Directive) -> str:
    return Directive.objects.values_list("status", flat=True).get(pk=directive.pk)


@pytest.fixture
def submitted(city: City) -> Directive:
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    return directive


def test_a_text_that_was_rewritten_behind_the_page_is_not_approved_by_it(city: City, submitted: Directive) -> None:
    (seen,) = versions_on(city["division_head"], "directive", submitted)
    returned_and_rewritten(city, submitted)
    response = post(city["division_head"], "approve_content", submitted, version=seen)
    assert response.status_code == 409
    assert "đã có người sửa và lưu sau khi bạn mở trang" in response.content.decode()
    assert status_of(submitted) == Status.SUBMITTED
    (now,) = versions_on(city["division_head"], "directive", submitted)
    assert now > seen
    assert post(city["division_head"], "approve_content", submitted, version=now).status_code == 302
    assert status_of(submitted) == Status.CONTENT_APPROVED


def test_the_form_and_the_signature_are_given_to_the_text_that_was_seen(city: City) -> None:
    directive = checked(city, draft_for_districts(city), way=steps)
    (seen,) = versions_on(city["chairman"], "directive", directive)
    steps.return_draft(directive, reason="Bổ sung.", by=city["chairman"], at=later(hours=1))
    steps.revise(directive, content=draft_for_districts(city, tasks=2), by=city["drafter"], at=later(hours=2))
    steps.submit(directive, by=city["drafter"], at=later(hours=3))
    steps.approve_content(directive, by=city["division_head"], at=later(hours=4))
    assert post(city["office_head"], "approve_form", directive, version=seen).status_code == 409
    assert status_of(directive) == Status.CONTENT_APPROVED
    assert post(city["office_head"], "approve_form", directive, version=version_of(directive)).status_code == 302
    appointment = city.seat(city["chairman"]).pk
    assert post(city["chairman"], "sign", directive, way=appointment, password=PASSWORD, version=seen).status_code == 409
    assert status_of(directive) == Status.FORM_APPROVED
    assert post(city["chairman"], "sign", directive, way=appointment, password=PASSWORD, version=version_of(directive)).status_code == 302
    assert status_of(directive) == Status.SIGNED


def test_a_return_of_a_text_that_is_no_more_hands_the_reason_back(city: City, submitted: Directive) -> None:
    seen = version_of(submitted)
    returned_and_rewritten(city, submitted)
    response = post(city["division_head"], "give_back", submitted, reason="Mục 2 chưa rõ hạn.", version=seen)
    assert response.status_code == 409
    assert "Mục 2 chưa rõ hạn." in response.content.decode()
    assert status_of(submitted) == Status.SUBMITTED


def test_a_draft_that_a_colleague_wrote_anew_is_not_submitted_unseen(city: City) -> None:
    directive = begun(city)
    (seen,) = versions_on(city["drafter"], "directive", directive)
    steps.revise(directive, content=draft_for_districts(city, tasks=2), by=city["colleague"], at=later(hours=1))
    assert post(city["drafter"], "submit", directive, version=seen).status_code == 409
    assert status_of(directive) == Status.DRAFT


@pytest.mark.parametrize("version", ["", "0", "-1", "abc", "9" * 40, "²"])
def test_a_version_that_never_was_is_refused_like_an_old_one(city: City, submitted: Directive, version: str) -> None:
    assert post(city["division_head"], "approve_content", submitted, version=version).status_code == 409
    assert status_of(submitted) == Status.SUBMITTED


def test_the_services_themselves_refuse_an_old_version_and_leave_nothing(city: City) -> None:
    directive = drafted(city)
    old = version_of(directive)
    content = draft_for_districts(city)
    services.redraft_directive(directive, content=content, by=city["drafter"], at=AT, version=old)
    now = version_of(directive)
    refused("stale", lambda: services.redraft_directive(directive, content=content, by=city["colleague"], at=AT, version=old))
    refused("stale", lambda: services.submit_directive(directive, by=city["drafter"], at=AT, version=old))
    services.submit_directive(directive, by=city["drafter"], at=AT, version=now)
    head, office, chairman = city["division_head"], city["office_head"], city["chairman"]
    refused("stale", lambda: services.approve_content(directive, by=head, at=AT, version=old))
    refused("stale", lambda: services.return_draft(directive, reason="Sửa.", by=head, at=AT, version=old))
    assert directive.status == Status.SUBMITTED, "the object in hand does not move either"
    services.approve_content(directive, by=head, at=AT, version=now)
    refused("stale", lambda: services.approve_form(directive, by=office, at=AT, version=old))
    services.approve_form(directive, by=office, at=AT, version=now)
    seat = city.seat(chairman)
    refused("stale", lambda: services.sign_directive(directive, appointment=seat, by=chairman, at=AT, version=old))
    services.sign_directive(directive, appointment=seat, by=chairman, at=AT, version=now)
    assert status_of(directive) == Status.SIGNED


# Two colleagues at one draft


def fields(html: str) -> dict[str, str]:
    """What a browser would send of the draft's form, as far as it is typed."""
    form = re.search(
        r'<form method="post" novalidate[^>]*>(.*?)</form>', re.sub(r"<template.*?</template>", "", html, flags=re.DOTALL), re.DOTALL
    )
    assert form is not None
    sent: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form[1]):
        values = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if values["type"] != "checkbox":
            sent[values["name"]] = unescape(values.get("value", ""))
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form[1], re.DOTALL):
        sent[name] = unescape(text)
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form[1], re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent[name] = unescape(chosen[1]) if chosen else ""
    return sent


def opened(person: Person, directive: Directive) -> dict[str, str]:
    return fields(signed_in(person).get(reverse("workflows:draft", args=[directive.pk])).content.decode())


def test_whoever_saves_second_does_not_overwrite_the_first_and_keeps_the_words(city: City) -> None:
    directive = begun(city)
    mine, theirs = opened(city["drafter"], directive), opened(city["colleague"], directive)
    assert mine["version"] == theirs["version"]
    first = theirs | {"subject": "lời của đồng nghiệp", "save": "1"}
    assert post(city["colleague"], "draft", directive, **first).status_code == 302
    second = mine | {"subject": "lời của tôi", "place": "Hoàn Kiếm", "duty-0-responsible": "Sở Y tế", "duty-0-deadline": "30/06/2021"}
    for button in ("save", "submit"):
        response = post(city["drafter"], "draft", directive, **second, **{button: "1"})
        assert response.status_code == 409
        shown = response.content.decode()
        for words in ("đã có người sửa và lưu", "lời của tôi", "Hoàn Kiếm", "Sở Y tế", "30/06/2021", mine["duty-0-text"]):
            assert words in shown, words
        directive.refresh_from_db()
        assert (directive.subject, directive.status) == ("lời của đồng nghiệp", Status.DRAFT)


def test_one_who_saves_again_and_again_is_never_refused_for_the_own_words(city: City) -> None:
    directive = begun(city)
    for subject in ("lần một", "lần hai"):
        response = post(city["drafter"], "draft", directive, **opened(city["drafter"], directive) | {"save": "1", "subject": subject})
        assert response.status_code == 302
        directive.refresh_from_db()
        assert directive.subject == subject


def test_a_form_with_a_mistake_comes_back_with_the_version_that_it_was_opened_with(city: City) -> None:
    directive = begun(city)
    mine = opened(city["drafter"], directive)
    steps.revise(directive, content=draft_for_districts(city, tasks=2), by=city["colleague"], at=later(hours=1))
    response = post(city["drafter"], "draft", directive, **mine | {"place": "", "save": "1"})
    assert response.status_code == 400
    assert fields(response.content.decode())["version"] == mine["version"], "or the next attempt would overwrite the colleague's"


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_is_told(city: City) -> None:
    directive = drafted(city)
    seen = version_of(directive)
    contents = [draft_for_districts(city, tasks=tasks) for tasks in (2, 3)]
    people = [city["drafter"], city["colleague"]]

    def save(place: int) -> Any:
        same = Directive.objects.get(pk=directive.pk)
        return lambda: services.redraft_directive(same, content=contents[place], by=people[place], at=AT, version=seen)

    raised = at_once(save(0), save(1))
    assert sorted(getattr(error, "code", "") for error in raised) == ["", "stale"]
    assert directive.duties.count() == (2 if raised[0] is None else 3)
