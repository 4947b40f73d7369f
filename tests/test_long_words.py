"""One word without end, typed into what people look at: no page scrolls sideways for it."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone

from directives.incoming.facts import Facts
from directives.models import CaseFile
from directives.services import add_incoming, open_case_file
from org_hierarchy.models import OrgUnit, Person, UnitVersion
from workflows import steps

from .test_journey import DESKTOP, PHONE, Visitor, chromium, visit

__all__ = ["chromium", "visit"]
pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_neither_lists_nor_the_page_of_what_came_nor_that_of_its_file_scroll_sideways(
    visit: Callable[..., Visitor], size: dict[str, int]
) -> None:
    clerk = visit("hn.vanthu", size)
    unit, by, now = OrgUnit.objects.get(code="hn"), Person.objects.get(username="hn.vanthu"), timezone.now()
    today = timezone.localdate(now)
    facts = Facts(agency="Y" * 190, type_name="Công văn", number="9" * 20, symbol="A" * 60, subject="z" * 400)
    came = steps.receive_document(unit, facts=facts, source=None, by=by, at=now)
    steps.register_document(came, facts=facts, by=by, at=now, today=today)
    title = "h" * 400
    case: CaseFile = open_case_file(
        unit, year=today.year, code="01.VT", title=title, retention="10 năm", keeper=by, by=by, at=now, today=today
    )
    add_incoming(case, came, by=by, at=now)
    for model in (OrgUnit, UnitVersion):
        model.objects.update(name="u" * 150, short_name="s" * 100)
    Person.objects.update(full_name="w" * 100)
    for path in (
        reverse("workflows:inbox"),
        reverse("org_hierarchy:units"),
        f"{reverse('workflows:incoming_list')}?hang=tat-ca",
        reverse("workflows:incoming_list"),
        reverse("workflows:incoming", args=[came.pk]),
        reverse("directives:case_files"),
        reverse("directives:case_file", args=[case.pk]),
        f"{reverse('directives:case_file', args=[case.pk])}?tim=zzz",
    ):
        clerk.go(path)
