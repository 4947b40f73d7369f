"""Who can see this, and why can't I: the two pages say what `may` says, and exceptions are given with a reason by those who may."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from campaigns.models import Assignment, Campaign
from directives.drafting import BasisDraft
from directives.models import Directive, DirectiveGrant, Recipient
from directives.queries import visible_to
from directives.rights import sees_file
from directives.services import grant_view, withdraw_view
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.queries import holds
from org_hierarchy.rights import acts_on, may, register
from org_hierarchy.services import OrgError, appoint, deactivate, end_appointment, reactivate, set_absence, set_remit
from org_hierarchy.sight import everybody, register_sight, seen_by, sighting
from records.files import store_file
from records.models import Event

from .city import (
    AT,
    CAST,
    DAY,
    City,
    Role,
    begun,
    build,
    checked,
    draft,
    drafted,
    duty,
    grouped,
    issued,
    launched,
    named,
    refused,
    signed_in,
)

pytestmark = pytest.mark.django_db

SIGHT, WHY = "org_hierarchy:sight", "org_hierarchy:why"


def label(obj: Model) -> str:
    return obj._meta.label_lower


def listed(obj: Model) -> set[Person]:
    known = sighting(label(obj))
    assert known is not None
    return set(seen_by(known.rules(obj)))


def allowed(obj: Model) -> set[Person]:
    known = sighting(label(obj))
    assert known is not None
    return {person for person in Person.objects.all() if may(person, known.view, obj)}


def everyone(city: City) -> None:
    """One holder of every role in every unit."""
    for code in city.units:
        for role in (Role.HEAD, Role.OFFICER, Role.CLERK, Role.ADMINISTRATOR):
            city.person(code, role)


def cascade(city: City) -> list[Directive]:
    """The city's order, the district's letter that carries it further, the ward's that carries that further, and an inner one."""
    top = issued(city)
    letters = [top]
    for code, below in (("BD", "TB"), ("TB", "TB")):
        unit = city.units[code]
        content = draft(
            city,
            symbol=f"UBND-{code}",
            addressees=(),
            recipients=(),
            duties=(),
            monitor=below,
            bases=(BasisDraft(number=letters[-1].designation),),
        )
        letter = Directive.objects.get(pk=drafted(city, content).pk)
        Directive.objects.filter(pk=letter.pk).update(issuer=unit, drafting_unit=unit, status=Directive.Status.ISSUED, number=7)
        letter.bases.update(cited=letters[-1])
        Recipient.objects.create(directive=letter, unit=city.units[below], role=Recipient.Role.EXECUTE, sent_at=AT)
        letter.refresh_from_db()
        letters.append(letter)
    return letters


# The page lists whom `may` lets in


def test_the_people_listed_are_those_who_may_along_a_cascade(city: City) -> None:
    everyone(city)
    for directive in [*cascade(city), drafted(city)]:
        grant_view(directive, person=city["stranger"], reason="phối hợp soạn thảo", by=city["chairman"], at=AT)
        assert listed(directive) == allowed(directive)
        assert city["stranger"] in listed(directive)


def test_above_is_listed_for_what_carries_its_order_further(city: City) -> None:
    everyone(city)
    _, district, ward = cascade(city)
    for letter in (district, ward):
        assert city["chairman"] in listed(letter)
        assert city["other_officer"] not in listed(letter)


def test_the_people_listed_are_those_who_may_in_a_campaign(city: City) -> None:
    everyone(city)
    units = city.units
    tasks = (
        duty("Rà soát", grouped(city.group()), named(units["SYT"], "coordinating")),
        duty("Báo cáo", named(units["TB"])),
    )
    campaign = launched(city, *tasks, monitor="BHXHHN")
    assert listed(campaign) == allowed(campaign)
    for assignment in Assignment.objects.select_related("campaign__directive"):
        assert listed(assignment) == allowed(assignment)


def test_a_unit_is_everybodys_to_see(city: City) -> None:
    everyone(city)
    deactivate(city["stranger"], reason="nghỉ", by=None, at=AT)
    assert listed(city.units["HN"]) == allowed(city.units["HN"]) == set(Person.objects.filter(is_active=True))


class OnAnyWorld(TestCase):
    """On a random world of citations, recipients, people, absences and exceptions the page and the rule agree."""

    @settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
    @given(
        issuers=st.lists(st.sampled_from(["HN", "BD", "TB", "BHXHHN", "HP"]), min_size=2, max_size=5),
        statuses=st.lists(st.sampled_from(["draft", "issued", "concluded"]), min_size=5, max_size=5),
        cites=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=7),
        sent=st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["HN", "BD", "TB", "KM", "SYT", "HP"])), max_size=6),
        shown=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 13)), max_size=3),
        more_posts=st.lists(st.tuples(st.integers(0, 13), st.sampled_from(["HN", "BD", "TB", "KM", "HP"])), max_size=4),
        stopped=st.lists(st.integers(0, 13), max_size=2),
    )
    def test_the_people_listed_are_those_who_may(
        self,
        issuers: list[str],
        statuses: list[str],
        cites: list[tuple[int, int]],
        sent: list[tuple[int, str]],
        shown: list[tuple[int, int]],
        more_posts: list[tuple[int, str]],
        stopped: list[int],
    ) -> None:
        city = build()
        names = list(CAST)
        for who, code in more_posts:
            substitute = Person.objects.get(pk=city[names[who]].pk)
            away = city.seat(city.person(code, Role.OFFICER, 3))
            with suppress(OrgError):
                set_absence(away, substitute=substitute, valid_from=DAY, valid_to=DAY + timedelta(days=9), reason="ốm", by=None, at=AT)
        made = []
        for place, code in enumerate(issuers):
            directive = drafted(city, draft(city, drafting_unit_id=city.units["VX"].pk, duties=(), recipients=(), addressees=()))
            Directive.objects.filter(pk=directive.pk).update(
                issuer=city.units[code], drafting_unit=city.units[code], status=statuses[place]
            )
            made.append(Directive.objects.get(pk=directive.pk))
        for lower, upper in cites:
            if max(lower, upper) < len(made):
                made[lower].bases.create(position=100 + upper, number="1/UBND", cited=made[upper])
        for which, code in sent:
            if which < len(made):
                Recipient.objects.get_or_create(
                    directive=made[which], unit=city.units[code], defaults={"role": Recipient.Role.EXECUTE, "sent_at": AT}
                )
        for which, who in shown:
            if which < len(made) and not may(city[names[who]], "directive.view", made[which]):
                grant_view(made[which], person=city[names[who]], reason="thử", by=city["chairman"], at=AT)
        for who in set(stopped):
            deactivate(city[names[who]], reason="thử", by=None, at=AT)
        for directive in made:
            assert listed(directive) == allowed(directive)


# Exceptions


def test_an_exception_shows_one_directive_and_nothing_else(city: City) -> None:
    stranger, directive, other = city["stranger"], drafted(city), drafted(city)
    grant = grant_view(directive, person=stranger, reason=" cùng soạn thảo ", by=city["chairman"], at=AT)
    assert (grant.reason, stranger.has_perm("directives.view_as_exception", directive)) == ("cùng soạn thảo", True)
    assert list(visible_to(stranger)) == [directive]
    assert not may(stranger, "directive.view_drafting", directive)
    assert not may(stranger, "directive.edit", directive)
    assert not may(stranger, "directive.view", other)
    event = Event.objects.get(action="directives.view_granted")
    assert (event.by, event.after["reason"], event.after["person"]) == (city["chairman"], "cùng soạn thảo", stranger.pk)
    withdraw_view(directive, person=stranger, by=city["chairman"], at=AT)
    assert not visible_to(stranger).exists()
    assert Event.objects.filter(action="directives.view_withdrawn").exists()
    refused("stale", lambda: withdraw_view(directive, person=stranger, by=city["chairman"], at=AT))


def test_an_exception_opens_the_document_and_ends_with_the_account(city: City) -> None:
    stranger, directive = city["stranger"], issued(city)
    assert directive.document is not None
    assert not sees_file(stranger, directive.document)
    grant_view(directive, person=stranger, reason="giám sát", by=city["chairman"], at=AT)
    assert sees_file(stranger, directive.document)
    source = store_file(b"goc", name="goc.txt", content_type="text/plain", by=city["drafter"], at=AT)
    Directive.objects.filter(pk=directive.pk).update(source=source)
    assert not sees_file(stranger, source)
    deactivate(stranger, reason="nghỉ", by=None, at=AT)
    assert not visible_to(stranger).exists()
    reactivate(stranger, by=None, at=AT)
    assert visible_to(stranger).exists()


def test_an_exception_needs_a_reason_and_somebody_who_does_not_see_it(city: City) -> None:
    directive, gone = drafted(city), city["other_clerk"]
    deactivate(gone, reason="nghỉ", by=None, at=AT)
    for code, who, reason in (
        ("reason_missing", city["stranger"], "  "),
        ("too_long", city["stranger"], "x" * 301),
        ("inactive", gone, "cần xem"),
        ("sees_already", city["colleague"], "cần xem"),
    ):
        refused(code, lambda who=who, reason=reason: grant_view(directive, person=who, reason=reason, by=city["chairman"], at=AT))
    grant_view(directive, person=city["stranger"], reason="cần xem", by=city["chairman"], at=AT)
    refused("sees_already", lambda: grant_view(directive, person=city["stranger"], reason="nữa", by=city["chairman"], at=AT))


# The page "who can see this?"


def test_the_page_names_rules_units_and_people(city: City) -> None:
    everyone(city)
    directive = issued(city)
    response = signed_in(city["drafter"]).get(reverse(SIGHT, args=[label(directive), directive.pk]))
    assert response.status_code == 200
    page = response.content.decode()
    for words in ("Ai xem được?", "Người của cơ quan ban hành", city.units["BD"].name, f"Tất cả {len(listed(directive))} người"):
        assert words in page
    rule = next(row for row in response.context["rules"] if row.sight.rule.startswith("Người của các đơn vị nhận"))
    answer = signed_in(city["drafter"]).get(rule.url)
    assert {row.record for row in answer.context["table"].page.object_list} <= set(seen_by([rule.sight]))


def test_the_pages_are_reached_from_the_issuing_sides_pages(city: City) -> None:
    campaign = launched(city, duty("Rà soát", grouped(city.group())))
    for obj in (campaign.directive, campaign):
        link = reverse(SIGHT, args=[label(obj), obj.pk])
        assert link in signed_in(city["chairman"]).get(obj.get_absolute_url()).content.decode()
        assert link not in signed_in(city["officer"]).get(obj.get_absolute_url()).content.decode()


def test_others_are_led_to_why(city: City) -> None:
    campaign = launched(city, duty("Rà soát", grouped(city.group())))
    assignment = city.assignment(campaign, "BD")
    for obj in (campaign.directive, campaign, assignment):
        for person in (city["officer"], city["stranger"]):
            answer = signed_in(person).get(reverse(SIGHT, args=[label(obj), obj.pk]))
            assert answer.status_code == 403
            assert reverse(WHY, args=[label(obj), obj.pk]) in answer.content.decode()


@pytest.mark.parametrize("address", ["/quyen/directives.directive/999999/", "/quyen/auth.group/1/", "/quyen/x/1/", "/vi-sao/auth.group/1/"])
def test_what_is_not_there_is_not_found(city: City, address: str) -> None:
    assert signed_in(city["chairman"]).get(address).status_code == 404


@pytest.mark.parametrize("query", ["luat=99", "luat=x", "luat=-1", "trang=0", "trang=9999999999", "luat=²"])
def test_a_hostile_address_shows_the_page(city: City, query: str) -> None:
    directive = drafted(city)
    assert signed_in(city["drafter"]).get(f"{reverse(SIGHT, args=[label(directive), directive.pk])}?{query}").status_code == 200


def test_the_pages_cost_the_same_for_many(city: City, django_assert_max_num_queries: Any) -> None:
    campaign = launched(city, duty("Rà soát", grouped(city.group())))
    client = signed_in(city["chairman"])
    pages = [reverse(name, args=[label(obj), obj.pk]) for obj in (campaign.directive, campaign) for name in (SIGHT, WHY)]
    for page in pages:
        client.get(page)
    before = [len(listed(obj)) for obj in (campaign.directive, campaign)]
    everyone(city)
    assert [len(listed(obj)) for obj in (campaign.directive, campaign)] > before
    for page in pages:
        with django_assert_max_num_queries(85):
            assert client.get(page).status_code == 200


def test_acts_with_one_answer_and_the_same_people_stand_together(city: City) -> None:
    directive = checked(city)
    page = signed_in(city["drafter"]).get(reverse(WHY, args=[label(directive), directive.pk]))
    answers = [[row.label for row in rows] for rows in page.context["answers"]]
    assert sorted(one for several in answers for one in several) == sorted(row.label for row in page.context["rows"])
    numbering = next(several for several in answers if "Cấp số, vào sổ" in several)
    assert {"Phát hành", "Hủy số đã cấp khi chưa phát hành"} <= set(numbering)
    assert "Ký ban hành" not in numbering
    assert page.content.decode().count("Cần quyền “Văn thư của đơn vị") == 1


def test_who_may_is_named_although_many_before_them_may_not(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    directive = checked(city)
    client = signed_in(city["city_officer"])

    def deputies(count: int, *units: str) -> list[Person]:
        people = [city.person("HN", Role.DEPUTY, nth) for nth in range(1, count + 1)]
        for person in people:
            set_remit(city.seat(person), words=[], units=[city.units[code] for code in units], by=None, at=AT)
        return people

    def signing() -> Any:
        rows = client.get(reverse(WHY, args=[label(directive), directive.pk])).context["rows"]
        return next(row for row in rows if row.label == "Ký ban hành")

    end_appointment(city.seat(city["chairman"]), on=timezone.localdate(), by=None, at=timezone.now())
    refused = deputies(8, "SYT")  # drafted by VX: in the field of none of them
    assert (signing().holders, signing().more) == ([], 0)
    assert "quy tắc khác không cho họ" in client.get(reverse(WHY, args=[label(directive), directive.pk])).content.decode()
    last = city.person("HN", Role.DEPUTY, 9)
    assert [person for person, _ in signing().holders] == [last]
    assert len(refused) == 8
    monkeypatch.setattr("org_hierarchy.views.rights.ASKED", 5)
    assert (signing().holders, signing().more) == ([], 4)


def test_an_exception_is_given_and_taken_on_the_page(city: City) -> None:
    directive, stranger = begun(city), city["stranger"]
    client = signed_in(city["chairman"])
    page, give = (
        reverse(SIGHT, args=[label(directive), directive.pk]),
        reverse("org_hierarchy:sight_give", args=[label(directive), directive.pk]),
    )
    assert client.post(give, {"person": stranger.username.upper(), "reason": "Cùng soạn <b>thảo</b>"}).headers["Location"] == page
    shown = client.get(page).content.decode()
    assert "Cùng soạn &lt;b&gt;thảo&lt;/b&gt;" in shown
    assert signed_in(stranger).get(directive.get_absolute_url()).status_code == 200
    assert "Cho xem theo ngoại lệ" in client.get(directive.get_absolute_url()).content.decode()
    take = reverse("org_hierarchy:sight_withdraw", args=[label(directive), directive.pk, stranger.pk])
    assert client.get(take).status_code == 405
    assert client.post(take).status_code == 302
    assert client.post(take).status_code == 302
    assert signed_in(stranger).get(directive.get_absolute_url()).status_code == 403


@pytest.mark.parametrize(
    ("person", "reason", "said"),
    [
        ("không có ai tên này", "cần", "Không tìm thấy người nào"),
        ("", "cần", "Vui lòng ghi"),
        ("hp", "", "Vui lòng ghi"),
        ("drafter", "cần", "đã xem được văn bản này"),
    ],
)
def test_a_bad_exception_is_refused_and_what_was_typed_stays(city: City, person: str, reason: str, said: str) -> None:
    directive = drafted(city)
    typed = {"person": city[person].username if person in CAST else person, "reason": reason}
    answer = signed_in(city["chairman"]).post(reverse("org_hierarchy:sight_give", args=[label(directive), directive.pk]), typed)
    page = answer.content.decode()
    assert (answer.status_code, said in page) == (400, True)
    assert f'value="{typed["person"]}"' in page or not typed["person"]
    assert not DirectiveGrant.objects.exists()


def test_a_name_of_several_people_is_asked_not_guessed(city: City) -> None:
    for n in (1, 2):
        Person.objects.create(username=f"trung.ten.{n}", full_name="Đỗ Trùng Tên")
    directive = drafted(city)
    give = reverse("org_hierarchy:sight_give", args=[label(directive), directive.pk])
    client = signed_in(city["chairman"])
    answer = client.post(give, {"person": "do trung ten", "reason": "cần"}).content.decode()
    assert "trung.ten.1" in answer
    assert "trung.ten.2" in answer
    assert client.post(give, {"person": "trung.ten.2", "reason": "cần"}).status_code == 302


def test_only_the_issuing_sides_heads_and_signatories_give_exceptions(city: City) -> None:
    directive = issued(city)
    clerk = city["city_clerk"]
    page = signed_in(clerk).get(reverse(SIGHT, args=[label(directive), directive.pk])).content.decode()
    assert "disabled" in page
    give = reverse("org_hierarchy:sight_give", args=[label(directive), directive.pk])
    take = reverse("org_hierarchy:sight_withdraw", args=[label(directive), directive.pk, city["stranger"].pk])
    for person in (clerk, city["city_officer"], city["colleague"], city["officer"], city["monitor"], city["stranger"]):
        for address in (give, take):
            assert signed_in(person).post(address, {"person": city["stranger"].username, "reason": "cần"}).status_code == 403
    assert not DirectiveGrant.objects.exists()
    for name in ("division_head", "chairman"):
        assert may(city[name], "directive.grant_view", directive)


def test_receivers_do_not_read_who_else_was_shown_it(city: City) -> None:
    directive = issued(city)
    grant_view(directive, person=city["stranger"], reason="thanh tra nội bộ", by=city["chairman"], at=AT)
    assert "thanh tra nội bộ" not in signed_in(city["officer"]).get(directive.get_absolute_url()).content.decode()
    assert "thanh tra nội bộ" in signed_in(city["chairman"]).get(directive.get_absolute_url()).content.decode()


def test_there_are_no_exceptions_where_no_app_knows_them(city: City) -> None:
    campaign = launched(city, duty("Rà soát", grouped(city.group())))
    give = reverse("org_hierarchy:sight_give", args=[label(campaign), campaign.pk])
    assert signed_in(city["chairman"]).post(give, {"person": city["stranger"].username, "reason": "cần"}).status_code == 404
    assert "Ngoại lệ" not in signed_in(city["chairman"]).get(reverse(SIGHT, args=[label(campaign), campaign.pk])).content.decode()


# The page "why can't I?"


def test_every_act_is_answered_and_who_could_do_it_is_named(city: City) -> None:
    directive = begun(city)
    page = signed_in(city["drafter"]).get(reverse(WHY, args=[label(directive), directive.pk])).content.decode()
    for _, name in acts_on(Directive):
        assert name in page
    assert "Người soạn thảo không tự duyệt văn bản của mình" in page
    assert str(city["chairman"]) in page
    assert city.seat(city["chairman"]).post.title in page


def test_who_is_refused_for_another_reason_is_not_named_as_who_may(city: City) -> None:
    directive = begun(city)
    appoint(city["drafter"], city.seat(city["division_head"]).post, valid_from=DAY, by=None, at=AT)
    assert holds(city["drafter"], "decide_for_unit", directive.drafting_unit)
    page = signed_in(city["drafter"]).get(reverse(WHY, args=[label(directive), directive.pk]))
    (review,) = [row for row in page.context["rows"] if row.label == "Duyệt nội dung"]
    assert not review.verdict
    assert city["division_head"] in [person for person, _ in review.holders]
    assert city["drafter"] not in [person for person, _ in review.holders]


def test_who_may_not_see_it_learns_why_and_nothing_of_it(city: City) -> None:
    directive = drafted(city, subject="chuyện nội bộ chưa công bố")
    page = signed_in(city["stranger"]).get(reverse(WHY, args=[label(directive), directive.pk]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Bạn chỉ xem được văn bản do đơn vị mình soạn" in text
    for secret in ("chuyện nội bộ", city.units["HN"].name, str(city["chairman"]), "Ký ban hành"):
        assert secret not in text


def test_a_refusal_leads_to_why(city: City) -> None:
    directive = begun(city)
    link = reverse(WHY, args=[label(directive), directive.pk])
    assert link in signed_in(city["stranger"]).get(directive.get_absolute_url()).content.decode()
    posted = signed_in(city["city_clerk"]).post(reverse("workflows:submit", args=[directive.pk]))
    assert (posted.status_code, link in posted.content.decode()) == (403, True)


def test_a_disabled_step_leads_to_who_may(city: City) -> None:
    directive = begun(city)
    page = signed_in(city["city_clerk"]).get(directive.get_absolute_url()).content.decode()
    assert "disabled" in page
    assert reverse(WHY, args=[label(directive), directive.pk]) in page


def test_an_assignment_and_a_unit_are_answered_too(city: City) -> None:
    campaign = launched(city, duty("Rà soát", grouped(city.group())))
    for obj in (city.assignment(campaign, "BD"), city.units["BD"], campaign):
        page = signed_in(city["officer"]).get(reverse(WHY, args=[label(obj), obj.pk])).content.decode()
        assert all(name in page for _, name in acts_on(type(obj)))


# The registry


def test_every_act_that_people_know_has_a_name(city: City) -> None:
    for model in (Directive, Campaign, Assignment, OrgUnit):
        assert acts_on(model)


def test_a_model_or_act_cannot_get_second_rules() -> None:
    with pytest.raises(ValueError, match="twice"):
        register_sight(Directive, everybody, view="directive.view", opens="directive.view")
    with pytest.raises(ValueError, match="twice"):
        register("directive.view", Directive, lambda person, obj: may(person, "unit.view", obj))
