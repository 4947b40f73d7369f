"""What a mandate shows and what it does not give: no other right, no stand-in, no day after its holder's unit has left."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from directives.models import Directive
from directives.queries import visible_to
from directives.sights import sights
from org_hierarchy import queries
from org_hierarchy.models import Person, UnitGrant
from org_hierarchy.rights import may
from org_hierarchy.services import (
    Move,
    Rename,
    appoint,
    deactivate,
    decide_reorganisation,
    draft_reorganisation,
    grant_differences,
    refresh_grants,
    revoke_mandate,
    set_absence,
    set_changes,
    settle_units,
    signature,
    ways_to_sign,
)
from org_hierarchy.sight import seen_by
from workflows import inbox, steps

from .city import AT, DAY, FIRST_DAY, PASSWORD, City, at, begun, refused, signed_in
from .mandates import TUQ, WEEK, holder, mandate, office, waiting_for_signature

# What a mandate shows, and what it does not give


def test_whoever_signs_by_mandate_opens_what_waits_for_the_signature_and_what_was_signed(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    person, other = holder(posts["office"]), holder(posts["health"])
    mandate(posts["office"], unit, document_kinds=["CV", "GM"], valid_to=None)
    mandate(posts["health"], unit, TUQ, document_kinds=["GM"], valid_to=timezone.localdate() + WEEK)
    refresh_grants(today=timezone.localdate())
    directive = begun(city)
    url = directive.get_absolute_url()

    def answers() -> list[int]:
        seeing = set(seen_by(sights(Directive.objects.get(pk=directive.pk))))
        assert [p in seeing for p in (person, other)] == [visible_to(p).filter(pk=directive.pk).exists() for p in (person, other)]
        return [signed_in(p).get(url).status_code for p in (person, other)]

    steps.submit(directive, by=city["drafter"], at=AT)
    steps.approve_content(directive, by=city["division_head"], at=AT)
    assert answers() == [403, 403]
    steps.approve_form(directive, by=city["office_head"], at=AT)
    assert answers() == [200, 403]  # the other's mandate is for invitations
    (way,) = ways_to_sign(person, unit, kind=directive.kind, on=timezone.localdate())
    assert signed_in(person).post(reverse("workflows:sign", args=[directive.pk]), {"way": way.key, "password": PASSWORD}).status_code == 302
    assert answers() == [200, 403]
    deactivate(person, reason="nghỉ", by=None, at=AT)
    assert not visible_to(Person.objects.get(pk=person.pk)).exists()


def test_a_mandate_gives_its_signature_and_nothing_else(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    person = holder(posts["office"])
    mandate(posts["office"], unit)
    directive = waiting_for_signature(city)
    assert may(person, "directive.sign", directive)
    assert not queries.holds(person, "sign_for_unit", unit)
    for act in ("directive.conclude", "directive.grant_view"):
        assert not may(person, act, directive), act
    steps.return_draft(directive, reason="Sai tên đơn vị.", by=person, at=AT)
    assert not may(person, "directive.sign", directive)


def test_a_stand_in_for_the_holder_of_a_mandate_does_not_sign_by_it(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    away = city.seat(city["office_head"])
    mandate(away.post, unit)
    set_absence(away, substitute=city["city_officer"], valid_from=DAY, valid_to=DAY + WEEK, reason="đi công tác", by=None, at=AT)
    directive = waiting_for_signature(city)
    assert queries.holds(city["city_officer"], "check_form_for_unit", unit)
    assert not may(city["city_officer"], "directive.sign", directive)
    assert not inbox.tasks(city["city_officer"]).exists()
    assert may(city["office_head"], "directive.sign", directive)
    assert not holder(posts["health"]).has_perm("org_hierarchy.sign_by_mandate", unit)


def test_who_held_the_post_before_and_stands_in_now_does_not_sign_either(city: City) -> None:
    unit, today = city.units["HN"], timezone.localdate()
    held = city.seat(city["office_head"])
    earlier = Person.objects.create(username="truoc", full_name="Trần Văn A")
    appoint(earlier, held.post, valid_from=FIRST_DAY, valid_to=FIRST_DAY + WEEK, by=None, at=AT)
    mandate(held.post, unit, valid_to=None)
    refresh_grants(today=today)
    set_absence(held, substitute=earlier, valid_from=today, valid_to=today + WEEK, reason="đi công tác", by=None, at=timezone.now())
    directive = waiting_for_signature(city)
    assert queries.holds(earlier, "sign_by_mandate", unit)
    assert not may(earlier, "directive.sign", directive)
    signing = [sight for sight in sights(directive) if "giao ký" in sight.rule]
    assert [person in seen_by(signing) for person in (earlier, city["office_head"])] == [False, True]
    refused("stand_in", lambda: signature(earlier, unit, kind="CV", on=today))


def test_two_mandates_of_one_post_cover_what_either_covers(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    person = holder(posts["office"])
    mandate(posts["office"], unit, document_kinds=["GM"])
    directive = waiting_for_signature(city)
    assert not may(person, "directive.sign", directive)
    second = mandate(posts["office"], unit, document_kinds=["CV"])
    assert may(person, "directive.sign", directive)
    assert UnitGrant.objects.get(group=posts["office"].group, content_object=unit).document_kinds == ",CV,GM,"
    revoke_mandate(second, on=DAY, by=None, at=AT)
    assert not may(person, "directive.sign", directive)
    assert grant_differences(today=DAY) == []


# What a reorganisation takes from a mandate, and what was called otherwise then


def reorganised(city: City, *rows: Any) -> None:
    by = Person.objects.create_superuser("root", password="x")
    decision = draft_reorganisation(city.units["HN"], title="Sắp xếp", day=DAY + WEEK, basis="QĐ 1", by=by, at=AT)
    set_changes(decision, rows, by=by, at=AT)
    decide_reorganisation(decision, by=by, at=AT, today=DAY)
    settle_units(today=DAY + WEEK, at=at(DAY + WEEK))


def test_a_mandate_does_not_outlive_the_day_on_which_its_holders_unit_leaves(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    office_head, district = holder(posts["office"]), holder(posts["district"])
    mandate(posts["office"], unit)
    mandate(posts["district"], unit, TUQ)
    reorganised(city, Move(("BD",), "HP"))
    day = DAY + WEEK
    refresh_grants(today=day)
    assert [queries.holds(p, "sign_by_mandate", unit) for p in (office_head, district)] == [True, False]
    assert ways_to_sign(district, unit, kind="CV", on=day) == []
    assert ways_to_sign(district, unit, kind="CV", on=day - timedelta(days=1))
    refused("not_inside", lambda: signature(district, unit, kind="CV", on=day))
    assert grant_differences(today=day) == []


def test_titles_are_those_of_the_day_of_the_signature(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    head = holder(posts["health"])
    mandate(posts["health"], unit, TUQ)
    reorganised(city, Rename("SYT", "Sở Sức khỏe"))
    head_of_then, head_of_now = (ways_to_sign(head, unit, kind="CV", on=day)[0].block.title for day in (DAY, DAY + WEEK))
    assert (head_of_then, head_of_now) == ("GIÁM ĐỐC SỞ Y TẾ THÀNH PHỐ HÀ NỘI", "GIÁM ĐỐC SỞ SỨC KHỎE")
    assert "Sở Y tế" in ways_to_sign(head, city.units["SYT"], kind="CV", on=DAY)[0].ground
