"""The pages of reorganisations, as an administrator uses them; a stranger is refused everywhere."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from org_hierarchy import queries
from org_hierarchy.models import Area, OrgUnit, Person, Post, Reorganisation
from org_hierarchy.services import (
    Abolish,
    Create,
    Merge,
    Move,
    Rename,
    Share,
    Split,
    add_post,
    add_units,
    appoint,
    decide_reorganisation,
    draft_reorganisation,
    give_mandate,
    rows_of,
    set_changes,
)
from org_hierarchy.work import open_work, register_open_work

from .city import City, duty, grouped, launched, named, signed_in
from .reorganising import AT, created, row

pytestmark = pytest.mark.django_db

Level = OrgUnit.Level
TODAY = timezone.localdate()
DAY = TODAY + timedelta(days=30)
LIST, NEW = reverse("org_hierarchy:reorganisations"), reverse("org_hierarchy:reorganisation_new")


def url(name: str, *args: Any) -> str:
    return reverse(f"org_hierarchy:{name}", args=args)


@pytest.fixture
def units() -> dict[str, OrgUnit]:
    area = Area.objects.create(code="1", name="Xã Một", level="commune", valid_from=TODAY - timedelta(days=900))
    start = TODAY - timedelta(days=400)
    return add_units(
        [
            row("T", level=Level.PROVINCE, valid_from=start), row("A", "T", valid_from=start, areas=(area,)),
            row("B", "T", valid_from=start), row("Ax", "A", valid_from=start), row("O", level=Level.PROVINCE, valid_from=start),
            row("Oa", "O", valid_from=start),
        ]
    )  # fmt: skip


def administrator(unit: OrgUnit, name: str) -> Person:
    person = Person.objects.create(username=name, full_name=f"Quản trị {name}")
    appoint(person, add_post(unit, title="Quản trị", role=Post.Role.ADMINISTRATOR), valid_from=TODAY, by=None, at=timezone.now())
    return person


@pytest.fixture
def keeper(units: dict[str, OrgUnit]) -> Client:
    return signed_in(administrator(units["T"], "keeper"))


@pytest.fixture
def other(units: dict[str, OrgUnit]) -> Client:
    return signed_in(administrator(units["O"], "other"))


def draft(units: dict[str, OrgUnit], *changes: Any, day: Any = DAY) -> Reorganisation:
    reorganisation = draft_reorganisation(units["T"], title="Sắp xếp xã", day=day, basis="NQ 1", by=None, at=AT)
    set_changes(reorganisation, changes, by=None, at=AT)
    return reorganisation


def test_the_timeline_says_what_each_change_of_the_content_was(keeper: Client, units: dict[str, OrgUnit]) -> None:
    reorganisation = draft(units, Merge(("A",), "B"))
    set_changes(reorganisation, [Merge(("A",), "B"), Rename("T", "UBND Mới")], by=None, at=AT)
    set_changes(reorganisation, [Rename("T", "UBND Mới")], by=None, at=AT)
    events = keeper.get(url("reorganisation", reorganisation.pk)).context["events"]
    assert [event.text for event in events if event.title == "Sửa nội dung sắp xếp"] == [
        "Thêm: Sáp nhập UBND A vào UBND B.",
        "Thêm: Đổi tên UBND T thành UBND Mới.",
        "Bỏ: Sáp nhập UBND A vào UBND B.",
    ]


def decide(client: Client, pk: int) -> Any:
    """Press the button of the page as it is now; a page that has none is as old as can be."""
    told = client.get(url("reorganisation", pk)).context.get("preview")
    return client.post(url("reorganisation_decide", pk), {"seen": told.stamp if told else ""})


def drop(client: Client, pk: int, position: int, page: str) -> Any:
    """Press the button beside a change, on the page as it was loaded."""
    form = page[page.index(url("change_drop", pk, position)) :]
    found = re.search(r'name="seen" value="(\w+)"', form)
    assert found
    return client.post(url("change_drop", pk, position), {"seen": found[1]})


def test_an_administrator_goes_the_whole_way(keeper: Client, units: dict[str, OrgUnit]) -> None:
    assert "Chưa có quyết định sắp xếp nào" in keeper.get(LIST).content.decode()
    answer = keeper.post(NEW, {"title": "Sắp xếp xã", "basis": "NQ 202/2025/QH15", "day": f"{DAY:%d/%m/%Y}"})
    reorganisation = Reorganisation.objects.get()
    assert answer["Location"] == url("reorganisation", reorganisation.pk)
    new = {
        "name": "UBND xã Mới", "code": "N", "parent": units["T"].pk,
        "kind": "ubnd", "line": "ubnd", "level": "commune", "regime": "tap_the",
    }  # fmt: skip
    assert keeper.post(url("change_new", reorganisation.pk, "create"), new).status_code == 302
    merged = {"units": [units["A"].pk, units["B"].pk], "into_new": "N"}
    assert keeper.post(url("change_new", reorganisation.pk, "merge"), merged).status_code == 302
    page = keeper.get(url("reorganisation", reorganisation.pk)).content.decode()
    assert "UBND A, UBND B vào UBND xã Mới" in page
    assert "UBND A → UBND xã Mới<small>UBND Ax</small>" in page
    assert "UBND A → UBND xã Mới<small>Xã Một</small>" in page
    assert decide(keeper, reorganisation.pk).status_code == 302
    page = keeper.get(url("reorganisation", reorganisation.pk)).content.decode()
    assert "Chờ đến ngày" in page
    assert "Mất theo: UBND xã Mới" in page
    assert [v.unit.code for v in queries.tree_on(DAY, units["T"])] == ["T", "N", "Ax"]
    assert keeper.post(url("reorganisation_withdraw", reorganisation.pk)).status_code == 302
    assert [v.unit.code for v in queries.tree_on(DAY, units["T"])] == ["T", "A", "Ax", "B"]
    assert "Đã rút" in keeper.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("rename", {"unit": "A", "name": "UBND Một"}, "UBND A thành UBND Một"),
        ("move", {"units": ["Ax"], "parent": "B"}, "UBND Ax về UBND B"),
        ("abolish", {"unit": "A", "successor": "B"}, "UBND A"),
        ("split", {"unit": "A", "into": "B", "children": ["Ax"], "areas": ["1"]}, "UBND B nhận: UBND Ax; Địa bàn: Xã Một"),
    ],
)
def test_every_kind_of_change_is_typed_in_and_said_in_words(
    keeper: Client, units: dict[str, OrgUnit], kind: str, data: dict[str, Any], said: str
) -> None:
    reorganisation = draft(units)
    pks = {code: unit.pk for code, unit in units.items()} | {"1": Area.objects.get().pk}

    def sent(name: str, value: Any) -> Any:
        if name == "name":
            return value
        return [pks[code] for code in value] if isinstance(value, list) else pks[value]

    assert keeper.get(url("change_new", reorganisation.pk, kind)).status_code == 200
    answer = keeper.post(url("change_new", reorganisation.pk, kind), {name: sent(name, value) for name, value in data.items()})
    assert answer.status_code == 302
    page = keeper.get(url("reorganisation", reorganisation.pk)).content.decode()
    assert said in page
    assert "Xem trước" in page
    assert drop(keeper, reorganisation.pk, 1, page).status_code == 302
    assert rows_of(reorganisation) == []


def test_a_second_share_joins_the_split_of_the_same_unit(keeper: Client, units: dict[str, OrgUnit]) -> None:
    reorganisation = draft(units, created("N", "T"))
    keeper.post(url("change_new", reorganisation.pk, "split"), {"unit": units["A"].pk, "into": units["B"].pk, "ends": "on"})
    keeper.post(url("change_new", reorganisation.pk, "split"), {"unit": units["A"].pk, "into_new": "N", "children": [units["Ax"].pk]})
    first, split = rows_of(reorganisation)
    assert isinstance(first, Create)
    assert isinstance(split, Split)
    assert ([share.unit for share in split.into], split.ends) == (["B", "N"], True)


def test_what_cannot_be_done_is_said_and_nothing_typed_is_lost(keeper: Client, units: dict[str, OrgUnit]) -> None:
    reorganisation = draft(units, Move(("A",), "Ax"))
    page = keeper.get(url("reorganisation", reorganisation.pk)).content.decode()
    assert "Chưa quyết định được." in page
    assert "sẽ đứng dưới chính mình" in page
    answer = keeper.post(url("reorganisation_decide", reorganisation.pk), follow=True)
    assert "sẽ đứng dưới chính mình" in answer.content.decode()
    typed = keeper.post(url("change_new", reorganisation.pk, "rename"), {"name": "Tên mới <b>", "unit-tim": "ubnd b"})
    assert typed.status_code == 400
    page = typed.content.decode()
    assert "Tên mới &lt;b&gt;" in page
    assert f'value="{units["B"].pk}"' in page
    both = {"units": [units["Ax"].pk], "parent": units["B"].pk, "parent_new": "N"}
    set_changes(reorganisation, [created("N", "T")], by=None, at=AT)
    assert "Vui lòng chọn một đơn vị" in keeper.post(url("change_new", reorganisation.pk, "move"), both).content.decode()


def test_a_draft_changed_since_it_was_looked_at_is_not_decided(keeper: Client, units: dict[str, OrgUnit]) -> None:
    reorganisation = draft(units, Move(("Ax",), "B"))
    address = url("reorganisation", reorganisation.pk)
    looked_at = keeper.get(address).context["preview"].stamp
    set_changes(reorganisation, [Move(("Ax", "B"), "O")], by=None, at=AT)  # another administrator
    answer = keeper.post(url("reorganisation_decide", reorganisation.pk), {"seen": looked_at})
    assert answer.status_code == 403  # out of the keeper's reach by now
    set_changes(reorganisation, [Move(("B",), "A")], by=None, at=AT)
    page = keeper.post(url("reorganisation_decide", reorganisation.pk), {"seen": looked_at}, follow=True).content.decode()
    assert "đã thay đổi sau khi bạn mở phần xem trước" in page
    assert "UBND T → UBND A<small>UBND B</small>" in page
    reorganisation.refresh_from_db()
    assert reorganisation.status == "draft"
    assert keeper.post(url("reorganisation_decide", reorganisation.pk)).status_code == 302
    reorganisation.refresh_from_db()
    assert reorganisation.status == "draft"
    decide(keeper, reorganisation.pk)
    reorganisation.refresh_from_db()
    assert reorganisation.status == "decided"


def test_a_decision_in_force_is_told_in_the_names_of_before(keeper: Client, units: dict[str, OrgUnit]) -> None:
    reorganisation = draft(units, Rename("A", "UBND Một"), day=TODAY)
    decide(keeper, reorganisation.pk)
    page = keeper.get(url("reorganisation", reorganisation.pk)).content.decode()
    assert "Đã thực hiện" in page
    assert "UBND A thành UBND Một" in page


def test_a_long_list_of_moves_is_told_by_its_beginning(keeper: Client, units: dict[str, OrgUnit]) -> None:
    start = TODAY - timedelta(days=400)
    add_units([row(f"w{n:02}", "A", valid_from=start) for n in range(30)])
    page = keeper.get(url("reorganisation", draft(units, Merge(("A",), "B")).pk)).content.decode()
    assert 'UBND A → UBND B <span class="cd-count">31</span><small>' in page
    assert "UBND w18 và 11 nữa</small>" in page


def test_a_change_is_dropped_only_from_the_list_that_was_looked_at(keeper: Client, units: dict[str, OrgUnit]) -> None:
    reorganisation = draft(units, Move(("Ax",), "B"), Rename("A", "UBND Một"))
    loaded = keeper.get(url("reorganisation", reorganisation.pk)).content.decode()
    drop(keeper, reorganisation.pk, 1, loaded)
    assert rows_of(reorganisation) == [Rename("A", "UBND Một")]
    drop(keeper, reorganisation.pk, 1, loaded)  # the colleague, whose page still shows the first
    assert rows_of(reorganisation) == [Rename("A", "UBND Một")]
    answer = keeper.post(url("change_drop", reorganisation.pk, 1), follow=True)
    assert "vừa được người khác sửa" in answer.content.decode()
    assert keeper.post(url("change_drop", reorganisation.pk, 9)).status_code == 302
    assert rows_of(reorganisation) == [Rename("A", "UBND Một")]


def test_a_draft_sent_empty_says_what_is_missing(keeper: Client, units: dict[str, OrgUnit]) -> None:
    reorganisation = draft(units)
    for address in (NEW, url("reorganisation_edit", reorganisation.pk), url("change_new", reorganisation.pk, "rename")):
        answer = keeper.post(address, {})
        assert answer.status_code == 400, address
        assert answer.context["form"].errors, address


def test_one_comes_from_a_unit_with_that_unit_chosen(keeper: Client, units: dict[str, OrgUnit]) -> None:
    unit = units["Ax"]
    link = f"{NEW}?don_vi={unit.pk}"
    assert link in keeper.get(unit.get_absolute_url()).content.decode()
    assert unit.name in keeper.get(link).content.decode()
    page = keeper.post(link, {"title": "Sắp xếp xã", "basis": "NQ 202/2025/QH15", "day": f"{DAY:%d/%m/%Y}"})["Location"]
    pk = Reorganisation.objects.get().pk
    for kind in ("rename", "move", "merge", "split", "abolish", "create"):
        address = f"{url('change_new', pk, kind)}?don_vi={unit.pk}"
        assert address in keeper.get(page).content.decode()
        assert f'value="{unit.pk}"' in keeper.get(address).content.decode(), kind
    assert keeper.get(f"{NEW}?don_vi={10**30}").status_code == 200


@pytest.mark.parametrize(
    "change", [Merge(("A",), "Ax"), Abolish("A", "Ax"), Rename("A", "UBND Một"), Move(("A",), "B"), Split("A", (Share("Ax"),))]
)
def test_a_unit_is_not_changed_by_its_own_administrator(units: dict[str, OrgUnit], change: Any) -> None:
    own = signed_in(administrator(units["A"], "own"))
    reorganisation = draft_reorganisation(units["A"], title="Sắp xếp", day=DAY, basis="NQ 1", by=None, at=AT)
    set_changes(reorganisation, [change], by=None, at=AT)
    page = own.get(url("reorganisation", reorganisation.pk)).content.decode()
    assert "do quản trị của cơ quan cấp trên quyết định" in page or "không thuộc phạm vi quản trị của bạn" in page
    assert own.post(url("reorganisation_decide", reorganisation.pk)).status_code == 403
    reorganisation.refresh_from_db()
    assert reorganisation.status == "draft"
    above = signed_in(administrator(units["T"], "above"))
    assert decide(above, reorganisation.pk).status_code == 302
    reorganisation.refresh_from_db()
    assert reorganisation.status == "decided"
    assert own.post(url("reorganisation_withdraw", reorganisation.pk)).status_code == 403
    assert above.post(url("reorganisation_withdraw", reorganisation.pk)).status_code == 302


def test_whoever_is_above_on_the_day_decides_not_whoever_is_above_today(units: dict[str, OrgUnit]) -> None:
    from_here, to_there = administrator(units["A"], "here"), administrator(units["B"], "there")
    reorganisation = draft(units, Move(("Ax",), "B"))
    decide_reorganisation(reorganisation, by=None, at=AT, today=TODAY)
    later = DAY + timedelta(days=30)
    for who, scope, status in ((from_here, "A", 403), (to_there, "B", 302)):
        client = signed_in(who)
        one = draft_reorganisation(units[scope], title="Giải thể", day=later, basis="NQ 2", by=None, at=AT)
        change = client.post(url("change_new", one.pk, "abolish"), {"unit": units["Ax"].pk})
        if status == 403:
            set_changes(one, [Abolish("Ax")], by=None, at=AT)
        else:
            assert change.status_code == 302
        assert decide(client, one.pk).status_code == status
        one.refresh_from_db()
        assert one.status == ("draft" if status == 403 else "decided")
    assert signed_in(from_here).post(url("reorganisation_withdraw", one.pk)).status_code == 403
    assert signed_in(to_there).post(url("reorganisation_withdraw", one.pk)).status_code == 302


def test_a_stranger_is_refused_everywhere(other: Client, units: dict[str, OrgUnit]) -> None:
    reorganisation = draft(units, Move(("Ax",), "B"))
    pk = reorganisation.pk
    for name in ("reorganisation", "reorganisation_edit"):
        assert other.get(url(name, pk)).status_code == 403
    for name in ("reorganisation_decide", "reorganisation_withdraw", "reorganisation_drop"):
        assert other.post(url(name, pk)).status_code == 403
    assert other.get(url("change_new", pk, "move")).status_code == 403
    assert other.post(url("change_drop", pk, 1)).status_code == 403
    assert "Sắp xếp xã" not in other.get(LIST).content.decode()
    nobody = signed_in(Person.objects.create(username="n", full_name="N"))
    for address in (LIST, NEW, url("reorganisation", pk)):
        assert nobody.get(address).status_code == 403
    reorganisation.refresh_from_db()
    assert reorganisation.status == "draft"


def test_a_unit_outside_the_scope_is_refused(keeper: Client, units: dict[str, OrgUnit]) -> None:
    reorganisation = draft(units)
    answer = keeper.post(url("change_new", reorganisation.pk, "move"), {"units": [units["Oa"].pk], "parent": units["A"].pk})
    assert answer.status_code == 400
    assert "không thuộc phạm vi của bạn" in answer.content.decode()
    set_changes(reorganisation, [Move(("Oa",), "A")], by=None, at=AT)  # past the page
    assert "không thuộc phạm vi quản trị của bạn" in keeper.get(url("reorganisation", reorganisation.pk)).content.decode()
    assert keeper.post(url("reorganisation_decide", reorganisation.pk)).status_code == 403
    set_changes(reorganisation, [Move(("A",), "")], by=None, at=AT)
    assert keeper.post(url("reorganisation_decide", reorganisation.pk)).status_code == 403


def seen_of(client: Client, pk: int) -> str:
    """What the page of the head keeps of what it shows."""
    found = re.search(r'name="seen" value="(\w+)"', client.get(url("reorganisation_edit", pk)).content.decode())
    assert found
    return found[1]


def edit(client: Client, pk: int, title: str, seen: str) -> Any:
    data = {"title": title, "basis": "NQ 2", "day": f"{DAY:%d/%m/%Y}", "seen": seen}
    return client.post(url("reorganisation_edit", pk), data)


def test_of_two_who_edit_the_head_of_a_draft_the_later_is_told(keeper: Client, units: dict[str, OrgUnit]) -> None:
    reorganisation = draft(units)
    second = signed_in(administrator(units["T"], "second"))
    seen = seen_of(second, reorganisation.pk)
    assert edit(keeper, reorganisation.pk, "Tên thứ nhất", seen_of(keeper, reorganisation.pk)).status_code == 302
    told = edit(second, reorganisation.pk, "Tên thứ hai", seen)
    page = told.content.decode()
    assert (told.status_code, Reorganisation.objects.get().title) == (400, "Tên thứ nhất")
    assert "Người khác vừa sửa thành: “Tên thứ nhất”, căn cứ “NQ 2”" in page
    assert 'value="Tên thứ hai"' in page  # what was typed stays
    again = re.search(r'name="seen" value="(\w+)"', page)
    assert again
    assert again[1] != seen
    assert edit(second, reorganisation.pk, "Tên thứ hai", again[1]).status_code == 302  # now meant so
    assert Reorganisation.objects.get().title == "Tên thứ hai"
    for stale in ("", "x" * 64, seen):
        assert edit(keeper, reorganisation.pk, "Tên cũ", stale).status_code == 400
    assert Reorganisation.objects.get().title == "Tên thứ hai"


def test_the_preview_names_the_mandates_that_end(keeper: Client, units: dict[str, OrgUnit]) -> None:
    add_post(units["A"], title="Chủ tịch", role=Post.Role.HEAD)
    post = add_post(units["A"], title="Chánh Văn phòng", role=Post.Role.OFFICE_HEAD)
    terms: dict[str, Any] = {"kind": "tl", "unit": units["A"], "content": "giấy mời", "by": None, "at": AT}
    give_mandate(post, basis="Quy chế 12", valid_from=TODAY, **terms)
    give_mandate(post, basis="Quy chế cũ", valid_from=TODAY, valid_to=DAY, **terms)
    reorganisation = draft(units, Merge(("A",), "B"))
    page = keeper.get(url("reorganisation", reorganisation.pk)).content.decode()
    assert "Chánh Văn phòng, UBND A: ký TL. thay mặt UBND A" in page
    assert ("Quy chế 12" in page, "Quy chế cũ" in page) == (True, False)
    give_mandate(post, basis="Quy chế 13", valid_from=TODAY, **terms)
    stale = keeper.post(url("reorganisation_decide", reorganisation.pk), {"seen": re.findall(r'name="seen" value="(\w+)"', page)[-1]})
    assert stale.status_code == 302
    reorganisation.refresh_from_db()
    assert reorganisation.status == "draft"


def test_the_preview_counts_the_open_work_of_units_that_end(city: City) -> None:
    campaign = launched(city, duty("Rà soát", grouped(city.group())), duty("Báo cáo", named(city.units["BD"])))
    city.accept(city.report(city.assignment(campaign, "HK")))
    both = [Merge(("BD", "HK"), "TT"), Move(("KM", "TB"), "TT")]

    def said() -> str:
        decision = draft_reorganisation(city.units["HN"], title="Sáp nhập quận", day=DAY, basis="NQ 1", by=None, at=AT)
        set_changes(decision, both, by=None, at=AT)
        page = signed_in(city.person("HN", Post.Role.ADMINISTRATOR)).get(url("reorganisation", decision.pk)).content.decode()
        return re.sub(r"<[^>]+>", "", page)

    assert "quận Ba Đình: 1 văn bản gửi đến mà chưa tiếp nhận, 2 việc được giao chưa xong" in said()
    assert "quận Hoàn Kiếm: 1 văn bản gửi đến mà chưa tiếp nhận " in re.sub(r"\s+", " ", said())
    of_issuer = [
        ("việc có báo cáo do đơn vị này duyệt", 3), ("đợt triển khai do đơn vị ban hành, theo dõi hoặc soạn thảo", 1),
    ]  # fmt: skip
    assert open_work([city.units["HN"].pk]) == {city.units["HN"].pk: of_issuer}
    type(campaign).objects.filter(pk=campaign.pk).update(status="concluded")
    assert "việc được giao chưa xong" not in said()
    assert open_work([]) == {}


def test_no_two_counts_go_by_one_name() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        register_open_work("việc được giao chưa xong", lambda _: {})


def test_a_draft_is_edited_and_thrown_away(keeper: Client, units: dict[str, OrgUnit]) -> None:
    reorganisation = draft(units)
    edit(keeper, reorganisation.pk, "Tên khác", seen_of(keeper, reorganisation.pk))
    reorganisation.refresh_from_db()
    assert reorganisation.title == "Tên khác"
    assert keeper.post(url("reorganisation_drop", reorganisation.pk))["Location"] == LIST
    assert not Reorganisation.objects.exists()


def test_addresses_made_up_are_no_pages(keeper: Client, units: dict[str, OrgUnit]) -> None:
    reorganisation = draft(units)
    assert keeper.get(url("change_new", reorganisation.pk, "vua")).status_code == 404
    assert keeper.get(url("reorganisation", 10**9)).status_code == 404
    assert keeper.get(url("reorganisation_decide", reorganisation.pk)).status_code == 405


def test_the_page_costs_the_same_however_much_moves(keeper: Client, units: dict[str, OrgUnit], django_assert_max_num_queries: Any) -> None:
    start = TODAY - timedelta(days=400)
    add_units([row(f"w{n}", "A", valid_from=start) for n in range(300)])
    reorganisation = draft(units, Move(("A",), "B"))
    with django_assert_max_num_queries(50):
        page = keeper.get(url("reorganisation", reorganisation.pk)).content.decode()
    assert "301 đơn vị cấp xã" in page
