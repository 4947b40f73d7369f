"""What an office that signs on paper prints: its document before the issue."""

import io

import pytest
from django.urls import reverse
from docx import Document

from directives.models import Directive, OfficeRules
from workflows import steps

from .city import City, begun, delivered, draft_for_districts, signed, signed_in

pytestmark = pytest.mark.django_db


def printed(city: City, directive: Directive, who: str = "city_clerk") -> str:
    """The words of the paper, its tables first."""
    answer = signed_in(city[who]).get(reverse("directives:paper", args=[directive.pk]))
    assert answer.status_code == 200
    document = Document(io.BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


def test_the_paper_to_sign_is_printed_before_the_issue(city: City) -> None:
    OfficeRules.objects.filter(unit=city.units["HN"]).update(paper_signature=True)
    directive = signed(city, draft_for_districts(city), way=steps)
    url = reverse("directives:paper", args=[directive.pk])
    page = signed_in(city["city_clerk"]).get(directive.get_absolute_url()).content.decode()
    assert page.count(url) == 2  # above the page, and beside the place for the scan
    assert f"Số:       /{directive.symbol}".replace(" ", "") in printed(city, directive).replace(" ", "")
    assert directive.signature["name"] in printed(city, directive)
    steps.number(directive, by=city["city_clerk"], at=directive.step_since, today=directive.step_since.date())
    directive.refresh_from_db()
    assert directive.designation in printed(city, directive)


def test_a_draft_is_printed_for_those_who_see_how_it_comes_about_and_for_nobody_else(city: City) -> None:
    directive = begun(city)
    assert "Nơi nhận" in printed(city, directive, "drafter")
    url = reverse("directives:paper", args=[directive.pk])
    assert signed_in(city["stranger"]).get(url).status_code == 403
    assert signed_in(city["officer"]).get(url).status_code == 403


def test_what_is_issued_is_its_file_and_receivers_print_no_other(city: City) -> None:
    directive = delivered(city)
    url = reverse("directives:paper", args=[directive.pk])
    assert url not in signed_in(city["city_clerk"]).get(directive.get_absolute_url()).content.decode()
    assert signed_in(city["officer"]).get(url).status_code == 403
