"""Units, posts and appointments, and the rights that follow from them."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from guardian.models import UserObjectPermission
from guardian.utils import get_group_obj_perms_model

from org_hierarchy import queries, rights
from org_hierarchy.models import Appointment, Area, OrgUnit, Person, Post, UnitArea, UnitGrant, UnitVersion
from org_hierarchy.services import (
    GRANTS,
    AppointmentRow,
    PostRow,
    UnitRow,
    add_post,
    add_posts,
    add_unit,
    add_units,
    appoint,
    appoint_many,
    grant_differences,
    refresh_grants,
    signature_block,
)
from records.models import Event

from .city import refused

pytestmark = pytest.mark.django_db

START = date(2021, 1, 1)
NOON = datetime(2021, 3, 18, 5, tzinfo=UTC)
TODAY = date(2021, 3, 18)
Kind, Line, Level, Regime, Role = OrgUnit.Kind, OrgUnit.Line, OrgUnit.Level, OrgUnit.Regime, Post.Role


def committee(code: str, name: str, parent: str = "", **more: Any) -> UnitRow:
    values: dict[str, Any] = {"kind": Kind.COMMITTEE, "line": Line.COMMITTEE, "level": Level.PROVINCE, "regime": Regime.COLLECTIVE}
    return UnitRow(code=code, name=name, parent=parent, **(values | {"valid_from": START} | more))


def person(username: str, **more: Any) -> Person:
    return Person.objects.create(username=username, full_name=username.title(), **more)


@pytest.fixture
def city() -> dict[str, OrgUnit]:
    return add_units(
        [
            committee("ward", "UBND phường Đức Hoà", "district", level=Level.COMMUNE),
            committee("city", "UBND thành phố An Bình"),
            committee("district", "UBND quận Một", "city", level=Level.DISTRICT, short_name="Quận Một"),
        ]
    )


# Units


def test_units_given_in_any_order_stand_under_their_parents(city: dict[str, OrgUnit]) -> None:
    ward = OrgUnit.objects.get(code="ward")
    assert ward.path == city["ward"].path == "".join(f"{city[code].pk:09d}" for code in ("city", "district", "ward"))
    assert [unit.code for unit in OrgUnit.objects.above(ward)] == ["city", "district"]
    assert {unit.code for unit in OrgUnit.objects.under(city["district"])} == {"district", "ward"}


def test_each_unit_has_its_version_and_areas_from_its_first_day() -> None:
    area = Area.objects.create(code="001", name="Quận Một", level=Area.Level.DISTRICT, valid_from=START)
    unit = add_unit(
        None, code="d", name="UBND quận Một", kind=Kind.COMMITTEE, line=Line.COMMITTEE, level=Level.DISTRICT, valid_from=START,
        valid_to=date(2025, 7, 1), areas=[area, area],
    )  # fmt: skip
    version = UnitVersion.objects.get(unit=unit)
    assert (version.name, version.path, version.parent, version.valid_from, version.valid_to) == (
        unit.name,
        unit.path,
        None,
        START,
        unit.valid_to,
    )
    assert list(UnitArea.objects.values_list("area", "valid_from", "valid_to")) == [(area.pk, START, date(2025, 7, 1))]


def test_loading_twice_changes_nothing(city: dict[str, OrgUnit]) -> None:
    again = add_units([committee("city", "Tên khác"), committee("new", "UBND quận Hai", "city")])
    assert again["city"].name == "UBND thành phố An Bình"
    assert (OrgUnit.objects.count(), UnitVersion.objects.count()) == (4, 4)


def test_names_are_kept_in_one_normal_form_and_found_without_marks() -> None:
    unit = add_units([committee("x", "  UBND phường  Đức\tHoà ", short_name="P. Đức Hoà")])["x"]
    assert unit.name == "UBND phường Đức Hoà"
    assert list(queries.search("duc hoa", on=TODAY)) == [unit]
    assert list(queries.search("hoa ĐỨC phuong", on=TODAY)) == [unit]
    assert list(queries.search("X", on=TODAY)) == [unit]
    assert not queries.search("duc hoa", on=START - timedelta(days=1)).exists()
    assert not queries.search("  ", on=TODAY).exists()


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([committee("a", "A"), committee("a ", "A")], "code_repeated"),
        ([committee("a", "A", "nowhere")], "unknown_parent"),
        ([committee("a", "A", "b"), committee("b", "B", "a"), committee("c", "C")], "circular"),
        ([committee("a", " ")], "bad_value"),
        ([committee("a", "x" * 201)], "bad_value"),
        ([committee("a", "A", kind="rạp hát")], "bad_value"),
        ([committee("a", "A", valid_to=START)], "bad_dates"),
        ([committee("a", "A"), committee("b", "B", "a", valid_from=START - timedelta(days=1))], "outside_parent"),
        ([committee("a", "A", valid_to=date(2025, 7, 1)), committee("b", "B", "a")], "outside_parent"),
        ([committee("0", "A"), *(committee(str(n), "A", str(n - 1)) for n in range(1, 11))], "too_deep"),
    ],
)
def test_a_bad_row_is_refused_and_nothing_of_the_load_stays(rows: list[UnitRow], code: str) -> None:
    refused(code, lambda: add_units(rows))
    assert not OrgUnit.objects.exists()


def test_a_taken_code_is_refused_for_a_single_unit(city: dict[str, OrgUnit]) -> None:
    refused(
        "code_taken",
        lambda: add_unit(None, code="city", name="B", kind=Kind.COMMITTEE, line=Line.COMMITTEE, level=Level.PROVINCE, valid_from=START),
    )


def test_a_large_load_costs_queries_by_level_not_by_unit(django_assert_max_num_queries: Any) -> None:
    def rows(prefix: str, size: int) -> list[UnitRow]:
        top = committee(prefix, "Thành phố")
        middle = [committee(f"{prefix}.{n}", "Quận", prefix) for n in range(4)]
        return [top, *middle, *(committee(f"{prefix}.w{n}", "Phường", f"{prefix}.{n % 4}") for n in range(size))]

    with django_assert_max_num_queries(60):
        add_units(rows("a", 400))
    assert OrgUnit.objects.under(OrgUnit.objects.get(code="a.3")).count() == 101


def test_the_tree_of_a_day_holds_who_existed_then() -> None:
    units = add_units(
        [
            committee("c", "Thành phố"),
            committee("d", "Quận", "c", valid_to=date(2025, 7, 1)),
            committee("w", "Xã", "c", valid_from=date(2025, 7, 1)),
        ]
    )
    assert [version.unit.code for version in queries.tree_on(TODAY, units["c"])] == ["c", "d"]
    assert [version.unit.code for version in queries.tree_on(date(2026, 1, 1), units["c"])] == ["c", "w"]
    assert not queries.tree_on(date(2026, 1, 1), units["d"]).exists()
    assert [(v.unit.code, v.below_count) for v in queries.level_on(TODAY, None)] == [("c", 1)]
    assert [(v.unit.code, v.below_count) for v in queries.level_on(TODAY, units["c"])] == [("d", 0)]


def test_levels_are_in_the_vietnamese_order_of_names() -> None:
    units = add_units(
        [committee("r", "Gốc"), *(committee(str(n), name, "r") for n, name in enumerate(["Đống Đa", "Dương", "Ea", "Ân", "An", "Ăn"]))]
    )
    assert [version.name for version in queries.level_on(TODAY, units["r"])] == ["An", "Ăn", "Ân", "Dương", "Đống Đa", "Ea"]


# Posts, appointments and the rights that they give


@pytest.fixture
def posts(city: dict[str, OrgUnit]) -> dict[str, Post]:
    return {str(role): add_post(city["district"], title=role.label, role=role) for role in Role}


@pytest.mark.parametrize("role", list(Role))
def test_a_post_gives_just_the_rights_of_its_role_on_its_own_unit(role: Role, posts: dict[str, Post], city: dict[str, OrgUnit]) -> None:
    holder = person("holder")
    appoint(holder, posts[role], valid_from=TODAY, by=None, at=NOON)
    expected = {
        Role.HEAD: {"act_for_unit", "review_unit", "decide_for_unit", "check_form_for_unit", "sign_for_unit"},
        Role.DEPUTY: {"act_for_unit", "review_unit", "decide_for_unit", "sign_for_unit"},
        Role.OFFICE_HEAD: {"act_for_unit", "review_unit", "decide_for_unit", "check_form_for_unit"},
        Role.DIVISION_HEAD: {"act_for_unit", "review_unit", "decide_for_unit"},
        Role.OFFICER: {"act_for_unit", "review_unit"},
        Role.CLERK: {"act_for_unit", "register_for_unit"},
        Role.ADMINISTRATOR: {"administer_unit"},
    }[role]
    for codename in queries.CODENAMES:
        assert holder.has_perm(f"org_hierarchy.{codename}", city["district"]) == (codename in expected)
        assert queries.holds(holder, codename, city["district"]) == (codename in expected)
        assert not queries.holds(holder, codename, city["ward"])
        assert not queries.holds(holder, codename, city["city"])
    assert queries.grants_of(holder) == {(codename, city["district"].pk) for codename in expected}


def test_grants_use_our_direct_table_and_the_groups_are_named_by_their_post(posts: dict[str, Post]) -> None:
    assert get_group_obj_perms_model(OrgUnit) is UnitGrant
    post = Post.objects.select_related("group").get(pk=posts[Role.CLERK].pk)
    assert post.group.name == f"post:{post.pk}" == posts[Role.CLERK].group.name


def test_the_same_seat_is_added_once(city: dict[str, OrgUnit], posts: dict[str, Post]) -> None:
    first, again, other = add_posts(
        [
            PostRow(city["ward"], "Chủ tịch", Role.HEAD),
            PostRow(city["ward"], "Chủ  tịch", Role.HEAD),
            PostRow(city["ward"], "Văn thư", Role.CLERK),
        ]
    )
    assert first == again != other
    assert add_post(city["district"], title=Role.CLERK.label, role=Role.CLERK) == posts[Role.CLERK]
    assert Post.objects.count() == len(Role) + 2


@pytest.mark.parametrize(("title", "role"), [(" ", Role.HEAD), ("x" * 121, Role.HEAD), ("Chủ tịch", "vua")])
def test_a_post_without_title_or_role_is_refused(city: dict[str, OrgUnit], title: str, role: str) -> None:
    refused("bad_value", lambda: add_posts([PostRow(city["ward"], "Chủ tịch", Role.HEAD), PostRow(city["ward"], title, role)]))
    assert not Post.objects.exists()


def test_an_appointment_is_recorded_with_who_made_it(posts: dict[str, Post]) -> None:
    maker, holder = person("maker"), person("holder")
    appointment = appoint(holder, posts[Role.CLERK], valid_from=TODAY, by=maker, at=NOON)
    event = Event.objects.get()
    assert (event.action, event.subject_id, event.by, event.at) == ("org_hierarchy.person_appointed", appointment.pk, maker, NOON)
    assert appoint(holder, posts[Role.CLERK], valid_from=TODAY, by=maker, at=NOON) == appointment
    assert Event.objects.count() == 1


def test_rights_start_and_end_with_the_days_of_the_appointment(posts: dict[str, Post], city: dict[str, OrgUnit]) -> None:
    later, former = person("later"), person("former")
    appoint(later, posts[Role.CLERK], valid_from=TODAY + timedelta(days=1), by=None, at=NOON)
    appoint(former, posts[Role.CLERK], valid_from=START, valid_to=TODAY + timedelta(days=1), by=None, at=NOON)
    assert (queries.holds(later, "act_for_unit", city["district"]), queries.holds(former, "act_for_unit", city["district"])) == (
        False,
        True,
    )
    assert refresh_grants(today=TODAY) == 0
    assert refresh_grants(today=TODAY + timedelta(days=1)) == 2
    assert (queries.holds(later, "act_for_unit", city["district"]), queries.holds(former, "act_for_unit", city["district"])) == (
        True,
        False,
    )
    assert [a.post for a in queries.posts_of(later, on=TODAY + timedelta(days=1))] == [posts[Role.CLERK]]
    assert queries.posts_of(later, on=TODAY) == []


@pytest.mark.parametrize(
    ("first", "end", "code"),
    [
        (TODAY, TODAY, "bad_dates"),
        (START - timedelta(days=1), None, "outside_unit"),
        (TODAY, None, "already_holds"),
        (START, date(2022, 1, 1), "already_holds"),
    ],
)
def test_an_impossible_appointment_is_refused(posts: dict[str, Post], first: date, end: date | None, code: str) -> None:
    holder = person("holder")
    appoint(holder, posts[Role.HEAD], valid_from=date(2021, 6, 1), by=None, at=NOON)
    refused(code, lambda: appoint(holder, posts[Role.HEAD], valid_from=first, valid_to=end, by=None, at=NOON))
    assert Appointment.objects.count() == 1


def test_one_may_hold_a_post_again_after_leaving_it(posts: dict[str, Post]) -> None:
    holder = person("holder")
    appoint(holder, posts[Role.HEAD], valid_from=START, valid_to=TODAY, by=None, at=NOON)
    appoint(holder, posts[Role.HEAD], valid_from=TODAY, by=None, at=NOON)
    assert len(queries.posts_of(holder, on=TODAY)) == 1


def test_a_repeated_row_in_one_load_is_one_appointment(posts: dict[str, Post]) -> None:
    row = AppointmentRow(person("holder"), posts[Role.HEAD], TODAY)
    first, again = appoint_many([row, row], by=None, at=NOON)
    assert first is again
    assert Appointment.objects.count() == 1


def test_a_deactivated_person_has_no_right_whatever_the_posts(posts: dict[str, Post], city: dict[str, OrgUnit]) -> None:
    holder = person("holder")
    appoint(holder, posts[Role.HEAD], valid_from=TODAY, by=None, at=NOON)
    holder.is_active = False
    holder.save()
    assert not queries.holds(holder, "sign_for_unit", city["district"])
    assert queries.grants_of(holder) == frozenset()
    assert queries.people_for(city["district"], "sign_for_unit", on=TODAY) == []
    assert queries.signatories(city["district"], on=TODAY) == []
    verdict = rights.may(holder, "unit.view", city["district"])
    assert (bool(verdict), verdict.rule) == (False, "person.inactive")


def test_people_are_found_by_the_right_that_their_post_gives(posts: dict[str, Post], city: dict[str, OrgUnit]) -> None:
    head, deputy, clerk = person("head"), person("deputy"), person("clerk")
    for holder, role in ((deputy, Role.DEPUTY), (head, Role.HEAD), (clerk, Role.CLERK)):
        appoint(holder, posts[role], valid_from=TODAY, by=None, at=NOON)
    assert [a.person for a in queries.signatories(city["district"], on=TODAY)] == [head, deputy]
    assert queries.people_for(city["district"], "register_for_unit", on=TODAY) == [clerk]
    assert queries.people_for(city["district"], "register_for_unit", on=TODAY - timedelta(days=1)) == []
    assert set(queries.people_for(city["district"], "act_for_unit", on=TODAY)) == {head, deputy, clerk}
    assert queries.people_for(city["ward"], "act_for_unit", on=TODAY) == []


def test_the_administrator_acts_for_no_unit(posts: dict[str, Post], city: dict[str, OrgUnit]) -> None:
    keeper = person("keeper")
    appoint(keeper, posts[Role.ADMINISTRATOR], valid_from=TODAY, by=None, at=NOON)
    assert not queries.units_of(keeper, on=TODAY).exists()
    appoint(keeper, posts[Role.CLERK], valid_from=TODAY, by=None, at=NOON)
    assert list(queries.units_of(keeper, on=TODAY)) == [city["district"]]


def test_grants_of_a_person_are_one_query(posts: dict[str, Post], django_assert_num_queries: Any) -> None:
    holder = person("holder")
    appoint_many([AppointmentRow(holder, post, TODAY) for post in posts.values()], by=None, at=NOON)
    with django_assert_num_queries(1):
        assert {codename for codename, _ in queries.grants_of(holder)} == queries.CODENAMES - {queries.BY_MANDATE}
    with django_assert_num_queries(1):
        assert {a.post.unit.code for a in queries.posts_of(holder, on=TODAY)} == {"district"}


def test_an_unknown_grant_is_a_mistake_not_a_no(city: dict[str, OrgUnit]) -> None:
    with pytest.raises(ValueError, match="fly"):
        queries.holds(person("holder"), "fly", city["city"])


# Differences


@pytest.fixture
def drift(posts: dict[str, Post], city: dict[str, OrgUnit]) -> Person:
    """Rights that were changed past the services, one in every way."""
    holder, thief = person("holder"), person("thief")
    appoint(holder, posts[Role.CLERK], valid_from=TODAY, by=None, at=NOON)
    holder.groups.clear()
    thief.groups.add(posts[Role.HEAD].group)
    UnitGrant.objects.filter(group=posts[Role.OFFICER].group, permission__codename="review_unit").delete()
    sign = Permission.objects.get(codename="sign_for_unit")
    UnitGrant.objects.create(group=posts[Role.CLERK].group, permission=sign, content_object=city["district"])
    UnitGrant.objects.create(group=posts[Role.HEAD].group, permission=sign, content_object=city["city"])
    UserObjectPermission.objects.assign_perm("sign_for_unit", thief, city["city"])
    return thief


def test_every_right_without_ground_and_every_missing_one_is_found_and_mended(drift: Person, city: dict[str, OrgUnit]) -> None:
    assert queries.holds(drift, "sign_for_unit", city["district"])
    found = grant_differences(today=TODAY)
    assert sorted(difference.missing for difference in found) == [False] * 4 + [True] * 2
    assert refresh_grants(today=TODAY) == len(found)
    assert grant_differences(today=TODAY) == []
    assert not any(queries.holds(drift, "sign_for_unit", unit) for unit in city.values())


def test_the_command_fails_on_a_difference_and_mends_when_asked(drift: Person) -> None:
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("check_grants", today=TODAY, stdout=out)
    assert refusal.value.returncode == 1
    assert len(out.getvalue().splitlines()) == 6
    call_command("check_grants", mend=True, today=TODAY, stdout=out)
    out = StringIO()
    call_command("check_grants", today=TODAY, stdout=out)
    assert out.getvalue() == "Quyền khớp với bổ nhiệm.\n"


def test_checking_costs_the_same_for_many_posts(
    posts: dict[str, Post], city: dict[str, OrgUnit], django_assert_max_num_queries: Any
) -> None:
    add_posts([PostRow(city["ward"], f"Chuyên viên {n}", Role.OFFICER) for n in range(60)])
    UnitGrant.objects.all().delete()
    with django_assert_max_num_queries(20):
        assert len(grant_differences(today=TODAY)) == 60 * 2 + sum(len(granted) for granted in GRANTS.values())


# Who may


def test_an_act_is_decided_by_its_rule_and_says_why_not(posts: dict[str, Post], city: dict[str, OrgUnit]) -> None:
    stranger = person("stranger")
    assert rights.may(stranger, "unit.view", city["city"])
    verdict = rights.holding(stranger, "sign_for_unit", city["city"])
    assert not verdict
    assert (verdict.rule, "Ký văn bản của đơn vị" in verdict.reason, city["city"].name in verdict.reason) == ("sign_for_unit", True, True)


def test_an_unknown_act_or_another_model_is_a_mistake(city: dict[str, OrgUnit]) -> None:
    with pytest.raises(KeyError):
        rights.may(person("a"), "unit.fly", city["city"])
    with pytest.raises(TypeError):
        rights.may(person("b"), "unit.view", Area(name="x"))


def test_an_act_cannot_get_a_second_rule() -> None:
    with pytest.raises(ValueError, match="twice"):
        rights.register("unit.view", OrgUnit, rights.holding)  # type: ignore[arg-type]


# The signature block


@pytest.mark.parametrize(
    ("regime", "role", "kind", "lines", "title"),
    [
        (Regime.COLLECTIVE, Role.HEAD, "CV", ("TM. ỦY BAN NHÂN DÂN",), "CHỦ TỊCH"),
        (Regime.COLLECTIVE, Role.DEPUTY, "CV", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), "PHÓ CHỦ TỊCH"),
        (Regime.COLLECTIVE, Role.DEPUTY, "ThC", ("KT. CHỦ TỊCH",), "PHÓ CHỦ TỊCH"),
        (Regime.HEAD, Role.HEAD, "CV", (), "CHỦ TỊCH"),
        (Regime.HEAD, Role.DEPUTY, "KH", ("KT. CHỦ TỊCH",), "PHÓ CHỦ TỊCH"),
    ],
)
@pytest.mark.parametrize("with_head", [True, False])
def test_the_block_names_the_body_and_whom_a_deputy_signs_for(
    regime: str, role: Role, kind: str, lines: tuple[str, ...], title: str, with_head: bool
) -> None:
    unit = add_units([committee("u", "UBND quận Một", regime=regime)])["u"]
    titles = {Role.HEAD: "Chủ tịch", Role.DEPUTY: "Phó Chủ tịch"}
    if with_head:
        add_post(unit, title=titles[Role.HEAD], role=Role.HEAD)
    appointment = appoint(person("trần văn a"), add_post(unit, title=titles[role], role=role), valid_from=TODAY, by=None, at=NOON)
    block = signature_block(appointment, kind=kind, on=TODAY)
    assert (block.authority_lines, block.title, block.name) == (lines, title, "Trần Văn A")


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICE_HEAD])
def test_other_posts_sign_nothing_without_a_mandate(posts: dict[str, Post], role: Role) -> None:
    appointment = appoint(person("holder"), posts[role], valid_from=TODAY, by=None, at=NOON)
    refused("cannot_sign", lambda: signature_block(appointment, kind="CV", on=TODAY))
