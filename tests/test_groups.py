"""Groups that offices keep: a phrase of their own, a rule or a list, whose members follow the day."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from org_hierarchy import services
from org_hierarchy.models import OrgUnit, Person, Post, UnitGroup
from org_hierarchy.names import Clause, Directory, Group, members
from org_hierarchy.services import OrgError
from records.models import Event
from tests.city import AT, DAY, City, at, signed_in

pytestmark = pytest.mark.django_db

Kind, Level = OrgUnit.Kind, OrgUnit.Level
BLOCK = "Các đơn vị khối thi đua số 1"
DISTRICTS = Clause(kinds=(Kind.COMMITTEE,), levels=(Level.DISTRICT,))


def keep(city: City, owner: str = "HN", label: str = BLOCK, **clause: Any) -> UnitGroup:
    rule = Clause(**clause) if clause else Clause(unit_ids=(city.units["BD"].pk, city.units["SYT"].pk))
    return services.save_group(city.units[owner], label=label, clauses=[rule], by=None, at=AT)


def meant(city: City, writer: str, phrase: str, on: date = DAY) -> set[str]:
    found = Directory(city.units[writer], on=on).resolve(phrase)
    return {unit.code for unit in members(found.group, on=on)} if found.group else set()


def administrator(city: City, code: str = "HN") -> Client:
    return signed_in(city.person(code, Post.Role.ADMINISTRATOR))


def test_an_office_and_those_below_it_write_the_phrase(city: City) -> None:
    keep(city)
    for writer in ("HN", "SYT", "BD", "KM"):
        for phrase in (BLOCK, BLOCK.upper(), "các đơn vị khối thi đua  số 01;"):
            assert meant(city, writer, phrase) == {"BD", "SYT"}
    for stranger in ("HP", "BHXHHN"):
        assert not meant(city, stranger, BLOCK)
    assert meant(city, "HN", f"{BLOCK}, UBND quận Hoàn Kiếm") == {"BD", "SYT", "HK"}


def test_the_nearest_office_has_the_say(city: City) -> None:
    keep(city)
    keep(city, "BD", unit_ids=(city.units["KM"].pk,))
    assert meant(city, "BD", BLOCK) == meant(city, "KM", BLOCK) == {"KM"}
    assert meant(city, "HK", BLOCK) == {"BD", "SYT"}


def test_a_kept_phrase_goes_before_what_its_words_say_until_it_is_dropped(city: City) -> None:
    group = keep(city, label="UBND các quận", unit_ids=(city.units["HK"].pk,))
    assert meant(city, "HN", "UBND các quận") == {"HK"}
    services.drop_group(group, by=None, at=AT)
    assert meant(city, "HN", "UBND các quận") == {"BD", "HK"}
    with pytest.raises(OrgError, match="đã ngừng dùng"):
        services.drop_group(group, by=None, at=AT)


def test_a_stated_number_must_be_that_of_the_members(city: City) -> None:
    keep(city)
    found = Directory(city.units["HN"], on=DAY).resolve(f"{BLOCK} (03 đơn vị)")
    assert not found.is_sure
    assert "có 2" in found.reason
    assert {candidate.unit.code for candidate in found.candidates} == {"BD", "SYT"}
    assert all(candidate.reason for candidate in found.candidates)


def test_a_group_that_nobody_belongs_to_on_the_day_is_no_answer(city: City) -> None:
    keep(city, kinds=(Kind.EMPLOYER,))
    assert not Directory(city.units["HN"], on=DAY).resolve(BLOCK).is_sure


@pytest.mark.parametrize(
    ("label", "clauses", "code"),
    [
        ("", [DISTRICTS], "bad_label"),
        ("...", [DISTRICTS], "bad_label"),
        ("x" * 201, [DISTRICTS], "bad_label"),
        (BLOCK, [], "no_condition"),
        (BLOCK, [Clause(direct_only=True)], "no_condition"),
        (BLOCK, [DISTRICTS, Clause()], "no_condition"),
        (BLOCK, [Clause(unit_ids=(999_999,))], "bad_value"),
        (BLOCK, [Clause(under_id=999_999)], "bad_value"),
        (BLOCK, [Clause(area_ids=(999_999,))], "bad_value"),
        (BLOCK, [Clause(kinds=("x",))], "bad_value"),
        (BLOCK, [Clause(levels=("x",))], "bad_value"),
        (BLOCK, [Clause(area_types=("Làng",))], "bad_value"),
        (BLOCK, [Clause(unit_ids=tuple(range(2_001)))], "too_many"),
    ],
)
def test_a_group_that_says_nothing_or_what_is_not_there_is_refused(city: City, label: str, clauses: list[Clause], code: str) -> None:
    with pytest.raises(OrgError) as caught:
        services.save_group(city.units["HN"], label=label, clauses=clauses, by=None, at=AT)
    assert caught.value.code == code
    assert not UnitGroup.objects.exists()
    assert not Event.objects.filter(action="org_hierarchy.group_saved").exists()


def test_a_label_is_an_office_s_once_whatever_its_marks(city: City) -> None:
    keep(city)
    with pytest.raises(OrgError) as caught:
        keep(city, label="các đơn vị KHỐI thi đua số 1")
    assert caught.value.code == "label_taken"
    keep(city, "BD")
    assert UnitGroup.objects.count() == 2


def test_what_was_changed_is_written_down(city: City) -> None:
    group = keep(city)
    services.save_group(city.units["HN"], label="Khối 2", clauses=[DISTRICTS], by=city["drafter"], at=at(DAY, 12), group=group)
    event = Event.objects.filter(subject_id=group.pk, action="org_hierarchy.group_saved").latest("id")
    assert event.before["label"] == BLOCK
    assert event.after == {
        "label": "Khối 2",
        "clauses": [json.loads(json.dumps({"kinds": ["ubnd"], "levels": ["district"]}))],
        "is_active": True,
    }
    assert meant(city, "HN", "Khối 2") == {"BD", "HK", "TT"}


# Pages


def rule(city: City, **fields: Any) -> dict[str, Any]:
    given = {
        "owner": city.units["HN"].pk,
        "label": BLOCK,
        "way": "rule",
        "kinds": [Kind.COMMITTEE],
        "levels": [Level.DISTRICT],
        "day": "18/03/2021",
    }
    return given | fields


def test_an_administrator_makes_a_group_by_rule_and_changes_it_to_a_list(city: City) -> None:
    client = administrator(city)
    new = client.get(reverse("org_hierarchy:group_new"))
    assert new.status_code == 200
    saved = client.post(reverse("org_hierarchy:group_new"), rule(city, save="1"))
    group = UnitGroup.objects.get()
    assert saved.url == reverse("org_hierarchy:group", args=[group.pk])
    assert (group.owner, group.label) == (city.units["HN"], BLOCK)
    page = client.get(saved.url).content.decode()
    assert "3 đơn vị vào ngày" in page
    listed = {"label": BLOCK, "way": "list", "units": [city.units["SYT"].pk], "day": "", "save": "1"}
    assert client.post(saved.url, listed).status_code == 302
    assert meant(city, "HN", BLOCK) == {"SYT"}
    assert BLOCK in client.get(reverse("org_hierarchy:groups")).content.decode()
    assert client.post(reverse("org_hierarchy:group_drop", args=[group.pk])).status_code == 302
    assert "Ngừng dùng" in client.get(reverse("org_hierarchy:groups")).content.decode()


def test_the_members_of_a_day_are_shown_before_anything_is_saved(city: City) -> None:
    client = administrator(city)
    url = reverse("org_hierarchy:group_new")
    plain = client.post(url, rule(city, preview="1"))
    assert "3 đơn vị vào ngày 18/03/2021" in plain.content.decode()
    part = client.post(url, rule(city, preview="1"), headers={"hx-request": "true"}).content.decode()
    assert "3 đơn vị vào ngày 18/03/2021" in part
    assert "<html" not in part
    before = client.post(url, rule(city, preview="1", day="01/01/1990")).content.decode()
    assert "0 đơn vị vào ngày 01/01/1990" in before
    assert not UnitGroup.objects.exists()


def test_members_stand_by_superior_and_name_with_numbers_by_value(city: City) -> None:
    wards = [("BD", 11), ("BD", 5), ("HK", 7)]
    city.add(
        services.UnitRow(f"p{n}", f"UBND phường {n}", Kind.COMMITTEE, OrgUnit.Line.COMMITTEE, Level.COMMUNE, DAY, parent=parent)
        for parent, n in wards
    )
    group = Group("", (Clause(unit_ids=tuple(city.units[code].pk for code in ("HK", "p11", "BD", "p7", "p5"))),))
    assert [unit.code for unit in members(group, on=DAY)] == ["p5", "p11", "p7", "BD", "HK"]


def test_many_members_are_shown_page_by_page(city: City, django_assert_max_num_queries: Any) -> None:
    city.add(
        services.UnitRow(f"dn.{n}", f"Công ty số {n}", Kind.EMPLOYER, OrgUnit.Line.OUTSIDE, Level.PROVINCE, date(2020, 1, 1))
        for n in range(60)
    )
    client = administrator(city)
    url, form = reverse("org_hierarchy:group_new"), rule(city, kinds=[Kind.EMPLOYER], levels=[], preview="1")
    first = client.post(url, form).content.decode()
    assert "60 đơn vị" in first
    assert "Trang 1 / 3" in first
    with django_assert_max_num_queries(30):
        last = client.post(url, form | {"trang": "3"}).content.decode()
    assert "Trang 3 / 3" in last
    assert client.post(url, form | {"trang": "x"}).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"label": " "}, "Vui lòng ghi"),
        ({"kinds": [], "levels": []}, "chưa có điều kiện"),
        ({"kinds": ["x"]}, "x"),
        ({"day": "32/13/2021"}, "dd/mm/yyyy"),
        ({"way": "list"}, "ít nhất một"),
        ({"under": "999999"}, "chọn lại"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(city: City, wrong: dict[str, Any], words: str) -> None:
    page = administrator(city).post(reverse("org_hierarchy:group_new"), rule(city, save="1") | {"label": BLOCK} | wrong)
    assert page.status_code == 422
    text = page.content.decode()
    assert words in text
    assert wrong.get("label", BLOCK) in text
    assert not UnitGroup.objects.exists()


def test_only_administrators_of_the_owner_come_near(city: City) -> None:
    group = keep(city, "BD")
    pages = [reverse("org_hierarchy:groups"), reverse("org_hierarchy:group_new"), reverse("org_hierarchy:group", args=[group.pk])]
    for person in (city["stranger"], city["officer"], city["chairman"]):
        client = signed_in(person)
        assert {client.get(page).status_code for page in pages} == {403}
        assert client.post(reverse("org_hierarchy:group_drop", args=[group.pk])).status_code == 403
    elsewhere = administrator(city, "HP")
    assert elsewhere.get(pages[0]).status_code == 200
    assert group.label not in elsewhere.get(pages[0]).content.decode()
    assert elsewhere.get(pages[2]).status_code == 403
    assert elsewhere.post(pages[2], rule(city, save="1")).status_code == 403
    refused = elsewhere.post(pages[1], rule(city, save="1"))
    assert refused.status_code == 422
    above = administrator(city)
    assert above.get(pages[2]).status_code == 200
    assert Person.objects.filter(pk=city["stranger"].pk).exists()
    group.refresh_from_db()
    assert group.is_active
