"""Góp ý: said of a draft by the issuing side, of all of it or of one paragraph, until it is signed."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directives import services
from directives.drafting import ProvisionDraft
from directives.models import Comment, Directive
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from records.models import Event
from workflows import steps

from .city import AT, City, Role, at_once, begun, draft, drafted, later, refused, signed, signed_in

pytestmark = pytest.mark.django_db


def said(directive: Directive, by: Person, text: str = "Cần rõ hơn.", position: int | None = 2) -> Comment:
    return services.comment_on(directive, text=text, position=position, by=by, at=AT)


def place(comment: Comment) -> int | None:
    comment.refresh_from_db()
    return comment.provision.position if comment.provision else None


def post(person: Person, name: str, pk: int, **data: Any) -> Any:
    return signed_in(person).post(reverse(f"workflows:{name}", args=[pk]), data)


def page(person: Person, directive: Directive) -> Any:
    return signed_in(person).get(reverse("workflows:directive", args=[directive.pk]))


def test_the_issuing_side_comments_and_nobody_else(city: City) -> None:
    directive = begun(city, draft(city))
    for name in ("drafter", "division_head", "office_head", "chairman", "city_clerk"):
        assert may(city[name], "directive.comment", directive), name
    for name in ("stranger", "monitor", "officer"):
        assert not may(city[name], "directive.comment", directive), name
        refused("forbidden", lambda name=name: steps.comment(directive, text="x", position=None, by=city[name], at=AT))


def test_a_comment_keeps_the_words_that_it_is_about(city: City) -> None:
    directive = drafted(city)
    comment = said(directive, city["division_head"], "  Hướng dẫn\n\n\x00cơ sở nào?  ")
    assert (comment.quote, comment.text) == ("- Hướng dẫn các cơ sở y tế.", "Hướng dẫn\ncơ sở nào?")
    assert Event.objects.filter(action="directives.commented", subject_id=directive.pk, by=city["division_head"]).count() == 1


def test_a_comment_follows_its_paragraph_when_the_text_is_written_anew(city: City) -> None:
    directive = drafted(city)
    comment, whole = said(directive, city["division_head"]), said(directive, city["chairman"], position=None)
    body = (
        ProvisionDraft("Đoạn mới."),
        ProvisionDraft("Ủy ban nhân dân Thành phố yêu cầu các đơn vị thực hiện:"),
        ProvisionDraft("Hướng dẫn các cơ sở y tế và trường học.", "dash", "-"),
    )
    services.redraft_directive(directive, content=draft(city, provisions=body), by=city["drafter"], at=later(hours=1))
    assert place(comment) == 2
    assert place(whole) is None
    services.redraft_directive(directive, content=draft(city, provisions=body[:2]), by=city["drafter"], at=later(hours=2))
    assert place(comment) is None
    assert comment.quote == "- Hướng dẫn các cơ sở y tế."
    assert "đoạn này không còn" in page(city["drafter"], directive).content.decode()


def test_bad_comments_are_refused(city: City) -> None:
    directive = drafted(city)
    refused("text_missing", lambda: said(directive, city["drafter"], " \n\x00 "))
    refused("too_long", lambda: said(directive, city["drafter"], "x" * 4001))
    refused("stale", lambda: said(directive, city["drafter"], position=9))
    gone = signed(city)
    refused("frozen", lambda: said(gone, city["drafter"]))


def test_the_drafter_and_whoever_said_it_close_it_once(city: City) -> None:
    directive = begun(city, draft(city))
    first, second = said(directive, city["chairman"]), said(directive, city["chairman"])
    refused("forbidden", lambda: steps.close_comment(first, by=city["office_head"], at=AT))
    steps.close_comment(first, by=city["colleague"], at=AT)
    steps.close_comment(second, by=city["chairman"], at=AT)
    refused("stale", lambda: services.close_comment(first, by=city["drafter"], at=AT))
    first.refresh_from_db()
    assert first.closed_by == city["colleague"]


def test_the_page_shows_what_was_said_beside_the_text(city: City) -> None:
    directive = begun(city, draft(city))
    assert post(city["division_head"], "comment", directive.pk, text="<b>Rõ</b> hơn", position="2").status_code == 302
    shown = page(city["drafter"], directive).content.decode()
    assert "&lt;b&gt;Rõ&lt;/b&gt; hơn" in shown
    assert 'aria-label="1 góp ý về đoạn này"' in shown
    desk = signed_in(city["drafter"]).get(reverse("workflows:draft", args=[directive.pk])).content.decode()
    assert "&lt;b&gt;Rõ&lt;/b&gt; hơn" in desk
    comment = directive.comments.get()
    assert post(city["drafter"], "close_comment", comment.pk).status_code == 302
    assert 'góp ý về đoạn này"' not in page(city["drafter"], directive).content.decode()


@pytest.mark.parametrize("data", [{"text": ""}, {"text": "x", "position": "99"}, {"text": "x", "position": "²"}, {"text": "x" * 5000}])
def test_a_form_that_cannot_be_says_why(city: City, data: dict[str, str]) -> None:
    directive = begun(city, draft(city))
    assert post(city["drafter"], "comment", directive.pk, **data).status_code == 400
    assert not directive.comments.exists()


def test_receivers_see_nothing_of_what_was_said(city: City) -> None:
    directive = begun(city, draft(city))
    said(directive, city["chairman"], "Riêng của cơ quan.")
    Directive.objects.filter(pk=directive.pk).update(signer=city["monitor"])
    response = page(city["monitor"], directive)
    assert response.status_code == 200
    assert "Riêng của cơ quan." not in response.content.decode()
    assert post(city["monitor"], "comment", directive.pk, text="x").status_code == 403
    assert post(city["monitor"], "close_comment", directive.comments.get().pk).status_code == 403


def test_the_page_costs_the_same_for_few_and_for_many_comments(city: City, django_assert_num_queries: Any) -> None:
    directive = begun(city, draft(city))
    client, url = signed_in(city["colleague"]), reverse("workflows:directive", args=[directive.pk])
    said(directive, city["chairman"])
    said(directive, city["colleague"], position=0)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _ in range(10):
        said(directive, city.person("HN", Role.DEPUTY))
    with django_assert_num_queries(len(few)):
        client.get(url)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_it_at_the_same_moment_one_is_told(city: City) -> None:
    comment = said(drafted(city), city["chairman"])
    people = [city["drafter"], city["colleague"]]
    acts = [lambda by=by: services.close_comment(Comment.objects.get(pk=comment.pk), by=by, at=AT) for by in people]
    assert sorted(getattr(error, "code", "") for error in at_once(*acts)) == ["", "stale"]
