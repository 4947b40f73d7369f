"""What a page shows to whom: how a text came about to the side that issues it, what came of it to everybody whom it was sent to."""

from dataclasses import replace

import pytest
from django.urls import reverse

from directives.models import Directive
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from records.files import store_file
from workflows import steps
from workflows.tasks import run_job

from .city import AT, City, draft_for_districts, drafted, later, signed_in

pytestmark = pytest.mark.django_db

INNER = ("Soạn dự thảo", "Sửa dự thảo", "Trình duyệt", "Duyệt nội dung", "Trả lại người soạn", "Ký ban hành", "Cấp số")
REASON = "Mục 2 còn vênh với ý kiến nội bộ."


def page(person: Person, directive: Directive) -> str:
    response = signed_in(person).get(reverse("workflows:directive", args=[directive.pk]))
    assert response.status_code == 200
    return response.content.decode()


def happenings(html: str) -> str:
    return html.split("Diễn biến</h2>", maxsplit=1)[1].split("</section>", maxsplit=1)[0]


@pytest.fixture
def sent(city: City) -> Directive:
    """Returned once with an inner reason, then issued to the districts, with BHXH Hà Nội as monitor; its source is a file."""
    source = store_file(b"goc", name="goc.txt", content_type="text/plain", by=city["drafter"], at=AT)
    content = replace(draft_for_districts(city), monitor_id=city.units["BHXHHN"].pk, source_id=source.pk)
    directive = drafted(city, content, way=steps)
    steps.submit(directive, by=city["drafter"], at=AT)
    steps.return_draft(directive, reason=REASON, by=city["division_head"], at=later(minutes=1))
    steps.revise(directive, content=content, by=city["drafter"], at=later(minutes=2))
    steps.submit(directive, by=city["drafter"], at=later(minutes=3))
    steps.approve_content(directive, by=city["division_head"], at=later(minutes=4))
    steps.approve_form(directive, by=city["office_head"], at=later(minutes=5))
    steps.sign(directive, appointment=city.seat(city["chairman"]), by=city["chairman"], at=later(minutes=6))
    steps.number(directive, by=city["city_clerk"], at=later(minutes=7), today=later(minutes=7).date())
    run_job(steps.dispatch(directive, by=city["city_clerk"], at=later(minutes=8)).pk)
    directive.refresh_from_db()
    assert directive.status == Directive.Status.ISSUED
    return directive


@pytest.mark.parametrize("name", ["officer", "clerk", "other_officer", "monitor"])
def test_receivers_and_the_monitor_see_a_text_from_its_issue_on(city: City, sent: Directive, name: str) -> None:
    shown = page(city[name], sent)
    assert REASON not in shown
    told = happenings(shown)
    assert not [title for title in INNER if title in told]
    for title in ("Phát hành", "Mở đợt triển khai", "Giao nhiệm vụ"):
        assert title in told, title


@pytest.mark.parametrize("name", ["drafter", "division_head", "city_officer", "city_clerk", "chairman"])
def test_the_issuing_side_sees_how_its_text_came_about(city: City, sent: Directive, name: str) -> None:
    told = happenings(page(city[name], sent))
    assert REASON in told
    assert not [title for title in (*INNER, "Phát hành", "Giao nhiệm vụ") if title not in told]


def test_the_source_is_the_issuing_sides_and_the_issued_text_everybodys_who_sees_it(city: City, sent: Directive) -> None:
    def answers(name: str) -> tuple[int, int]:
        client = signed_in(city[name])
        return client.get(sent.source.get_absolute_url()).status_code, client.get(sent.document.get_absolute_url()).status_code

    for name in ("drafter", "colleague", "division_head", "city_officer", "city_clerk"):
        assert answers(name) == (200, 200), name
    for name in ("officer", "clerk", "other_officer", "monitor"):
        assert answers(name) == (403, 200), name
    assert answers("stranger") == (403, 403)


def test_the_rule_that_hides_how_a_text_came_about_says_whose_matter_it_is(city: City, sent: Directive) -> None:
    verdict = may(city["monitor"], "directive.view_drafting", sent)
    assert (verdict.allowed, verdict.rule) == (False, "directive.issuing_side")
    assert "đơn vị soạn thảo" in verdict.reason
