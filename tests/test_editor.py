"""The editor of the text: paragraphs are added, moved and nested, their numbers follow, and each keeps its tasks."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from directives.drafting import ProvisionDraft
from directives.editing import EditingError
from directives.models import Directive, Provision
from directives.outline import provisions_of
from directives.structuring import Piece, change, end_of, pieces_of, renumbered
from org_hierarchy.models import Person

from .city import City, begun, draft, duty, named, signed_in
from .test_pages_drafting import fields, page

TEXT = """Căn cứ Luật Thư viện;
Ủy ban nhân dân Thành phố yêu cầu:
I. MỤC ĐÍCH
1. Các quận:
a) Mở thư viện.
b) Tặng sách.
1.1. Rà soát tủ sách.
2. Các phường rà soát.
II. TỔ CHỨC THỰC HIỆN
1. Sở Văn hóa theo dõi.
- Báo cáo hằng tháng.
Yêu cầu các đơn vị thực hiện./."""


def pieces(text: str = TEXT) -> tuple[Piece, ...]:
    return pieces_of(provisions_of(text))


def told(found: Sequence[Piece]) -> list[str]:
    return [f"{piece.label} {piece.text}".strip() for piece in found]


def after(act: str, words: str, text: str = TEXT, **more: Any) -> list[str]:
    before = pieces(text)
    key = next(piece.key for piece in before if piece.text.startswith(words))
    return told(change(before, act, key, **more).pieces)


def test_what_is_numbered_well_keeps_its_numbers() -> None:
    for text in (TEXT, "3. Ba.\n4. Bốn.", "1) Một.\n2) Hai.", "Chương I QUY ĐỊNH\nĐiều 1. Một\n1. A.\nChương II KHÁC\nĐiều 2. Hai\n1. B."):
        assert renumbered(pieces(text), pieces(text)) == pieces(text)


def test_moving_a_paragraph_takes_what_it_holds_and_numbers_anew() -> None:
    assert after("down", "Các quận")[3:8] == [
        "1. Các phường rà soát.",
        "2. Các quận:",
        "a) Mở thư viện.",
        "b) Tặng sách.",
        "2.1. Rà soát tủ sách.",
    ]
    assert after("up", "TỔ CHỨC")[2:6] == ["I. TỔ CHỨC THỰC HIỆN", "1. Sở Văn hóa theo dõi.", "Báo cáo hằng tháng.", "II. MỤC ĐÍCH"]
    assert after("up", "Căn cứ") == told(pieces()), "the first stays the first"
    assert after("down", "Yêu cầu các đơn vị") == told(pieces()), "the last stays the last"


def test_a_paragraph_goes_in_and_out_with_what_it_holds() -> None:
    assert after("in", "Các phường")[7:9] == ["a) Các phường rà soát.", "II. TỔ CHỨC THỰC HIỆN"]
    assert after("out", "Các phường")[7:9] == ["II. Các phường rà soát.", "III. TỔ CHỨC THỰC HIỆN"]
    assert after("out", "MỤC ĐÍCH")[2:4] == ["MỤC ĐÍCH", "1. Các quận:"], "beyond the outermost it is plain text"
    articles = "Điều 1. Ban hành kế hoạch.\nĐiều 2. Hiệu lực.\n1. Từ ngày ký."
    assert after("in", "Hiệu lực", articles) == ["Điều 1. Ban hành kế hoạch.", "1. Hiệu lực.", "a) Từ ngày ký."]
    assert after("out", "Từ ngày", articles)[-1] == "Điều 3. Từ ngày ký."


def test_adding_and_dropping_numbers_the_rest_anew() -> None:
    assert after("add", "Mở thư viện")[4:7] == ["a) Mở thư viện.", "b)", "c) Tặng sách."]
    assert after("add", "Mở thư viện", cut=2)[4:7] == ["a) Mở", "b) thư viện.", "c) Tặng sách."]
    assert after("drop", "Mở thư viện")[4] == "a) Tặng sách."
    letters = "\n".join(["1. Việc:", *(f"{letter}) Ý." for letter in "abcd")])
    assert told(change(pieces(letters), "add", "4").pieces)[-1] == "đ)", "the Vietnamese alphabet goes on with đ"
    assert [piece.text for piece in change(pieces("Một đoạn."), "drop", "0").pieces] == [""], "something is left to write in"


def test_a_pasted_paragraph_is_split_by_its_own_numbers() -> None:
    before = (Piece("0", "text", "Yêu cầu:\n1. Các quận:\na) Mở thư viện.\nb) Tặng sách.\n2. Các phường."), Piece("1", "close", "Xong./."))
    assert told(change(before, "split", "0").pieces) == [
        "Yêu cầu:", "1. Các quận:", "a) Mở thư viện.", "b) Tặng sách.", "2. Các phường.", "Xong./.",
    ]  # fmt: skip


def test_a_sequence_that_began_anew_amid_others_does_so_again() -> None:
    text = "1. Một.\n2. Hai.\nRiêng các phường:\n1. Ba.\n2. Bốn."
    assert after("add", "Một", text) == ["1. Một.", "2.", "3. Hai.", "Riêng các phường:", "1. Ba.", "2. Bốn."]


def test_what_the_editor_does_not_know_is_refused() -> None:
    for act, key, more in (("up", "99", {}), ("", "0", {}), ("boil", "0", {}), ("kind", "0", {"kind": "novel"})):
        with pytest.raises(EditingError):
            change(pieces(), act, key, **more)


KINDS = st.sampled_from([kind.value for kind in Provision.Kind if kind not in {Provision.Kind.TABLE, *Provision.APPENDICES}])
ACTS = st.sampled_from(["add", "drop", "up", "down", "in", "out", "split", "kind"])


@given(st.lists(KINDS, min_size=1, max_size=9), st.lists(st.tuples(ACTS, st.integers(0, 30), KINDS), max_size=12))
def test_whatever_is_pressed_no_words_are_lost_and_numbers_run_on(kinds: list[str], pressed: list[tuple[str, int, str]]) -> None:
    found: Sequence[Piece] = renumbered((), [Piece(str(place), kind, f"Đoạn {place}") for place, kind in enumerate(kinds)])
    for act, number, kind in pressed:
        before = found
        found = change(found, act, found[number % len(found)].key, kind=kind).pieces
        if act not in {"add", "drop", "split"}:
            assert sorted(piece.text for piece in found) == sorted(piece.text for piece in before)
        assert len({piece.key for piece in found}) == len(found), "every paragraph has a name of its own"
        articles = [piece.label for piece in found if piece.kind == Provision.Kind.ARTICLE]
        assert articles == [f"Điều {number}." for number in range(1, len(articles) + 1)]
        assert all(end_of(found, place) > place for place in range(len(found)))
        assert renumbered(found, found) == found, "what was numbered once stays as it is"


# The page


def at_desk(city: City) -> Directive:
    provisions = (
        ProvisionDraft("Yêu cầu các đơn vị:"),
        ProvisionDraft("Các quận mở thư viện.", "clause", "1."),
        ProvisionDraft("Các phường tặng sách.", "clause", "2."),
    )
    return begun(
        city,
        draft(
            city,
            duty("Mở thư viện.", named(city.units["BD"]), provision_position=1),
            duty("Tặng sách.", named(city.units["HK"]), provision_position=2),
            provisions=provisions,
        ),
    )


def press(person: Person, directive: Directive, act: str, key: str, *, by_the_page: bool = False, **changed: str) -> Any:
    sent = fields(page(person, directive)) | {"act": f"doan-{act}", "p-at": key, "p-cut": ""} | changed
    headers = {"HX-Request": "true"} if by_the_page else {}
    client = signed_in(person)
    content = urlencode(sent)
    return client.post(
        reverse("workflows:draft", args=[directive.pk]), content, content_type="application/x-www-form-urlencoded", headers=headers
    )


def text_of(directive: Directive) -> list[str]:
    return [f"{row.label} {row.text}".strip() for row in directive.provisions.order_by("position")]


@pytest.mark.django_db
@pytest.mark.parametrize("by_the_page", [False, True])
def test_a_button_of_the_editor_saves_and_shows_what_it_did(city: City, by_the_page: bool) -> None:
    directive = at_desk(city)
    answer = press(city["drafter"], directive, "up", "2", by_the_page=by_the_page, **{"p-1-text": "Các quận mở thư viện mới."})
    assert answer.status_code == (200 if by_the_page else 302)
    if by_the_page:
        shown = answer.content.decode()
        assert 'id="soan-noi-dung"' in shown
        assert 'id="tu-luu" hx-swap-oob="innerHTML"' in shown, "the page learns of which text it is now"
    else:
        assert answer.url.endswith("?doan=1#doan-soan-1")
    assert text_of(directive) == ["Yêu cầu các đơn vị:", "1. Các phường tặng sách.", "2. Các quận mở thư viện mới."]
    tasks = directive.duties.order_by("position").values_list("text", "provision__text")
    assert list(tasks) == [("Mở thư viện.", "Các quận mở thư viện mới."), ("Tặng sách.", "Các phường tặng sách.")]


@pytest.mark.django_db
def test_pressing_without_a_paragraph_says_what_to_do_and_keeps_what_was_typed(city: City) -> None:
    directive = at_desk(city)
    answer = press(city["drafter"], directive, "up", "", **{"p-1-text": "Chữ mới."})
    assert answer.status_code == 400
    assert "Vui lòng chọn một đoạn" in answer.content.decode()
    assert fields(answer.content.decode())["p-1-text"] == "Chữ mới."
    told = press(city["drafter"], directive, "up", "", by_the_page=True)
    assert told.status_code == 422
    assert told.headers["HX-Retarget"] == "#tu-luu"
    assert text_of(directive)[1] == "1. Các quận mở thư viện."


@pytest.mark.django_db
def test_a_task_is_given_from_its_paragraph_and_shown_beside_it(city: City) -> None:
    directive = at_desk(city)
    assert "Nhiệm vụ 1: Ủy ban nhân dân quận Ba Đình" in page(city["drafter"], directive)
    answer = press(city["drafter"], directive, "task", "1")
    assert answer.url.endswith("?nhiem-vu=2")
    tasks = list(directive.duties.order_by("position").values_list("text", "section", "provision__position"))
    assert tasks == [("Mở thư viện.", "", 1), ("Các quận mở thư viện.", "1", 1), ("Tặng sách.", "", 2)]
    assert "chưa giao đơn vị" in page(city["drafter"], directive)


@pytest.mark.django_db
def test_who_may_not_write_the_draft_changes_no_paragraph(city: City) -> None:
    directive = at_desk(city)
    sent = fields(page(city["drafter"], directive)) | {"act": "doan-drop", "p-at": "1"}
    for name in ("stranger", "officer", "city_clerk"):
        answer = signed_in(city[name]).post(reverse("workflows:draft", args=[directive.pk]), sent, headers={"HX-Request": "true"})
        assert answer.status_code == 403
    assert len(text_of(directive)) == 3


@pytest.mark.django_db
def test_of_two_editors_the_second_is_told_before_a_paragraph_moves(city: City) -> None:
    directive = at_desk(city)
    mine = fields(page(city["colleague"], directive)) | {"act": "doan-up", "p-at": "2"}
    assert press(city["drafter"], directive, "drop", "1").status_code == 302
    answer = signed_in(city["colleague"]).post(reverse("workflows:draft", args=[directive.pk]), mine, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert f"{city['drafter']}" in answer.content.decode()
    assert text_of(directive) == ["Yêu cầu các đơn vị:", "1. Các phường tặng sách."]


@pytest.mark.django_db
def test_an_empty_paragraph_stays_while_the_page_saves_itself_and_goes_when_it_is_saved(city: City) -> None:
    directive = at_desk(city)
    press(city["drafter"], directive, "add", "1")
    assert text_of(directive)[2] == "2."
    sent = fields(page(city["drafter"], directive))
    client = signed_in(city["drafter"])
    assert client.post(reverse("workflows:draft", args=[directive.pk]), sent | {"auto": "1"}).status_code == 200
    assert len(text_of(directive)) == 4
    sent = fields(page(city["drafter"], directive))
    assert client.post(reverse("workflows:draft", args=[directive.pk]), sent | {"save": "1"}).status_code == 302
    assert text_of(directive) == ["Yêu cầu các đơn vị:", "1. Các quận mở thư viện.", "2. Các phường tặng sách."]


@pytest.mark.django_db
def test_a_page_that_saves_itself_rewrites_only_what_changed(city: City) -> None:
    directive = at_desk(city)
    rows = list(directive.duties.order_by("position").values_list("pk", flat=True))
    paragraphs = list(directive.provisions.order_by("position").values_list("pk", flat=True))
    sent = fields(page(city["drafter"], directive)) | {"auto": "1", "duty-1-text": "Tặng sách cho phường.", "p-2-text": "Sách cho phường."}
    assert signed_in(city["drafter"]).post(reverse("workflows:draft", args=[directive.pk]), sent).status_code == 200
    now = list(directive.duties.order_by("position").values_list("pk", flat=True))
    assert now[0] == rows[0]
    assert now[1] != rows[1]
    assert list(directive.provisions.order_by("position").values_list("pk", flat=True)) == paragraphs
    assert directive.provisions.get(position=2).text == "Sách cho phường."
    assert directive.duties.get(position=1).provision_id == paragraphs[2]


@pytest.mark.django_db
def test_the_desk_with_many_paragraphs_costs_the_same_queries(city: City, django_assert_max_num_queries: Any) -> None:
    counts = []
    for many in (2, 60):
        provisions = tuple(ProvisionDraft(f"Việc {n}.", "clause", f"{n + 1}.") for n in range(many))
        tasks = [duty(f"Việc {n}.", named(city.units["BD"]), provision_position=n) for n in range(many)]
        directive = begun(city, draft(city, *tasks, provisions=provisions))
        with django_assert_max_num_queries(170) as seen:
            assert press(city["drafter"], directive, "down", "0", by_the_page=True).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
