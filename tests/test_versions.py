"""How a draft came about: each version as somebody left it, what changed between two, and an earlier one written anew."""

import time
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from directives import services
from directives.comparing import Effort, compare, compare_lines, compare_words, followers
from directives.drafting import BasisDraft, Draft, ProvisionDraft
from directives.models import Directive
from directives.packing import packed, unpacked
from org_hierarchy.models import Person
from workflows import steps

from .city import AT, DUE, City, begun, checked, draft, drafted, duty, grouped, later, refused, signed_in

BODY = (
    ProvisionDraft("Ủy ban nhân dân Thành phố yêu cầu các đơn vị thực hiện:"),
    ProvisionDraft("Sở Y tế", "clause_title", "1."),
    ProvisionDraft("Hướng dẫn các cơ sở y tế và trường học.", "dash", "-", 1),
    ProvisionDraft("Các đơn vị nghiêm túc thực hiện./.", "close"),
)


def revise(directive: Directive, content: Draft, by: Person, **step: float) -> None:
    services.redraft_directive(directive, content=content, by=by, at=later(**step))


def versions(directive: Directive) -> list[tuple[int, str]]:
    return [(version.number, version.content["subject"]) for version in directive.versions.order_by("number")]


def page(person: Person, directive: Directive, **query: object) -> str:
    return signed_in(person).get(reverse("workflows:versions", args=[directive.pk]), query).content.decode()


pytestmark = pytest.mark.django_db


def test_what_one_person_saves_within_a_sitting_is_one_version(city: City) -> None:
    directive = drafted(city)
    for minutes, subject in ((5, "hai"), (20, "ba"), (29, "bốn")):
        revise(directive, draft(city, subject=subject), city["drafter"], minutes=minutes)
    assert versions(directive) == [(1, "bốn")]
    kept = directive.versions.get()
    assert (kept.begun_at, kept.saved_at) == (AT, later(minutes=29))
    revise(directive, draft(city, subject="năm"), city["drafter"], minutes=31)
    revise(directive, draft(city, subject="sáu"), city["colleague"], minutes=32)
    revise(directive, draft(city, subject="bảy"), city["drafter"], minutes=33)
    assert versions(directive) == [(1, "bốn"), (2, "năm"), (3, "sáu"), (4, "bảy")]


def test_saving_the_same_text_again_makes_no_version(city: City) -> None:
    directive = drafted(city)
    revise(directive, draft(city), city["colleague"], hours=3)
    assert versions(directive) == [(1, "triển khai ứng dụng VssID")]


def test_what_was_read_and_what_others_have_seen_stay_versions_of_their_own(city: City) -> None:
    directive = drafted(city, is_proposal=True, subject="như đã đọc")
    revise(directive, draft(city, subject="đã sửa"), city["drafter"], minutes=1)
    services.submit_directive(directive, by=city["drafter"], at=later(minutes=2))
    services.return_draft(directive, reason="Bổ sung.", by=city["division_head"], at=later(minutes=3))
    revise(directive, draft(city, subject="sau khi bị trả lại"), city["drafter"], minutes=4)
    assert versions(directive) == [(1, "như đã đọc"), (2, "đã sửa"), (3, "sau khi bị trả lại")]


def test_a_refused_saving_leaves_no_version(city: City) -> None:
    directive = checked(city)
    refused("stale", lambda: revise(directive, draft(city, subject="khác"), city["drafter"], hours=1))
    assert directive.versions.count() == 1


def test_a_draft_comes_out_of_its_version_as_it_went_in(city: City) -> None:
    task = duty("Rà soát.", grouped(city.group()), deadline=DUE, period="monthly", read_from=(0, 2), span=(3, 9))
    content = draft(city, task, bases=(BasisDraft("Luật", "58/2014/QH13", date(2014, 11, 20), "Quốc hội"),), issued_date=DUE, number=7)
    back = unpacked(packed(content))
    assert (back.duties[0].text, back.duties[0].deadline, back.duties[0].read_from) == ("Rà soát.", DUE, (0, 2))
    assert (back.bases, back.provisions, back.recipients) == (content.bases, content.provisions, content.recipients)
    assert packed(back) == packed(content)


def test_the_comparison_marks_the_words_that_changed(city: City) -> None:
    before = draft(city)
    provisions = (*BODY[:3], ProvisionDraft("Báo cáo trước ngày 31/3/2021.", "clause", "2."), BODY[3])
    after = draft(city, subject="triển khai ứng dụng VssID năm 2021", provisions=provisions)
    found = compare(before, after, {})
    (subject,) = found.head
    assert [(piece.kind, piece.text) for piece in subject.pieces] == [
        ("same", "Trích yếu: triển khai ứng dụng VssID "),
        ("added", "năm 2021 "),
    ]
    assert [line.kind for line in found.paragraphs] == ["left_out", "same", "changed", "added", "same"]
    assert [piece.text for piece in found.paragraphs[2].pieces if piece.kind == "added"] == ["tế và trường học. "]
    assert found.duties == []
    assert not compare(before, before, {})


def test_tasks_that_were_struck_and_changed_are_told(city: City) -> None:
    first = duty("Rà soát danh sách người tham gia.", grouped(city.group()), deadline=DUE)
    before = draft(city, first, duty("Tuyên truyền trên loa truyền thanh.", grouped(city.group())))
    found = compare(before, draft(city, replace(first, deadline=date(2021, 4, 15))), {})
    assert [line.kind for line in found.duties] == ["changed", "struck"]
    assert [(p.kind, p.text) for p in found.duties[0].pieces if p.kind != "same"] == [("struck", "31/03/2021 "), ("added", "15/04/2021 ")]


LINES = st.lists(st.sampled_from(["a b c", "a b", "x", "y z", "", "a a a a"]), max_size=12)


@given(LINES, LINES)
def test_both_texts_can_be_read_out_of_their_comparison(before: list[str], after: list[str]) -> None:
    found = compare_lines(before, after, Effort())
    old = ["".join(p.text for p in line.pieces if p.kind != "added").rstrip() for line in found if line.kind != "added"]
    new = ["".join(p.text for p in line.pieces if p.kind != "struck").rstrip() for line in found if line.kind != "struck"]
    assert [text for text in old if text] == [text for text in before if text]
    assert [text for text in new if text] == [text for text in after if text]


@given(LINES, LINES)
def test_a_line_is_followed_to_one_place_and_lines_keep_their_order(before: list[str], after: list[str]) -> None:
    found = followers(before, after)
    assert sorted(found.values()) == [found[place] for place in sorted(found)]
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 200_000, "b a " * 100_000),
        (" ".join(map(str, range(50_000))), " ".join(map(str, range(50_000, 0, -1)))),
        ("x" * 500_000, "y" * 500_000),
    ],
)
def test_huge_words_are_not_compared_one_by_one(before: str, after: str) -> None:
    effort, begun_at = Effort(), time.process_time()
    pieces = compare_words(before, after, effort)
    assert "".join(p.text for p in pieces if p.kind != "added").rstrip() == before.rstrip()
    assert time.process_time() - begun_at < 20


def test_huge_texts_are_told_to_be_cut_and_the_page_comes(city: City) -> None:
    many = tuple(ProvisionDraft(f"a {number % 3} b") for number in range(4_000))
    other = tuple(ProvisionDraft(f"a {number % 2} b") for number in range(4_000))
    directive = drafted(city, provisions=many)
    revise(directive, draft(city, provisions=other), city["drafter"], hours=1)
    assert "không so được từng từ" in page(city["drafter"], directive)


def test_the_page_lists_who_wrote_and_what_changed(city: City) -> None:
    directive = drafted(city)
    revise(directive, draft(city, subject="triển khai <b>VssID</b>"), city["colleague"], hours=1)
    shown = page(city["office_head"], directive)
    assert str(city["colleague"]) in shown
    assert "Phiên bản 2" in shown
    assert "<ins>&lt;b&gt;VssID&lt;/b&gt; </ins>" in shown
    same = page(city["drafter"], directive, tu="2", den="2")
    assert "không khác nhau" in same
    for query in ({"tu": "9"}, {"den": "99999"}, {"tu": "0"}):
        assert signed_in(city["drafter"]).get(reverse("workflows:versions", args=[directive.pk]), query).status_code == 404
    assert "Phiên bản 2" in page(city["drafter"], directive, tu="²", den="x" * 50)


def test_the_page_costs_the_same_for_few_and_for_many_versions(city: City, django_assert_num_queries) -> None:
    directive = drafted(city)
    revise(directive, draft(city, subject="hai"), city["drafter"], hours=1)
    client = signed_in(city["drafter"])
    url = reverse("workflows:versions", args=[directive.pk])
    with django_assert_num_queries(14):
        client.get(url)
    for hours in range(2, 40):
        revise(directive, draft(city, subject=f"lần {hours}"), city["drafter"], hours=hours)
    with django_assert_num_queries(14):
        assert client.get(url).status_code == 200


def test_receivers_do_not_see_how_it_came_about(city: City) -> None:
    directive = drafted(city)
    Directive.objects.filter(pk=directive.pk).update(signer=city["monitor"])
    response = signed_in(city["monitor"]).get(reverse("workflows:versions", args=[directive.pk]))
    assert response.status_code == 403


def restore(person: Person, directive: Directive, number: int, **data: object) -> int:
    url = reverse("workflows:restore", args=[directive.pk, number])
    return signed_in(person).post(url, data).status_code


def test_an_earlier_version_is_written_anew_as_the_newest(city: City) -> None:
    directive = begun(city, draft(city))
    steps.revise(directive, content=draft(city, subject="khác", source_text="Văn bản khác."), by=city["drafter"], at=later(hours=1))
    seen = signed_in(city["drafter"]).get(reverse("workflows:versions", args=[directive.pk])).context["directive"].version
    assert restore(city["drafter"], directive, 1, version=seen) == 302
    directive.refresh_from_db()
    assert directive.subject == "triển khai ứng dụng VssID"
    assert directive.source_text == "Văn bản khác."
    assert directive.provisions.count() == 4
    assert [number for number, _ in versions(directive)] == [1, 2, 3]
    assert restore(city["colleague"], directive, 2, version=seen) == 409, "a page from before does not overwrite"


def test_only_a_writable_draft_takes_an_earlier_version_back(city: City) -> None:
    directive = begun(city, draft(city))
    assert restore(city["chairman"], directive, 1) == 403
    assert restore(city["drafter"], directive, 7) == 404
    steps.submit(directive, by=city["drafter"], at=AT)
    assert restore(city["drafter"], directive, 1) == 409
    assert signed_in(city["drafter"]).get(reverse("workflows:restore", args=[directive.pk, 1])).status_code == 302
