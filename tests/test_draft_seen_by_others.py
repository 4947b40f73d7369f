"""The desk of a draft is the issuing side's: whoever only sees the document gets none of it, whatever is sent there."""

import pytest
from django.urls import reverse

from workflows import steps

from .city import AT, City, begun, copy_of, delivered, later, signed_in

pytestmark = pytest.mark.django_db
INSIDE = "Chỗ này hỏi lại kế toán đã"
SENT = [{}, {"auto": "1"}, {"act": "doan-find", "tim-can-cu": "x"}, {"act": "doan-drop", "p-at": "0", "auto": "1"}, {"act": "doan-cite-9"}]


@pytest.mark.parametrize("sent", SENT)
def test_whoever_received_it_is_shown_nothing_of_its_drafting(city: City, sent: dict[str, str]) -> None:
    directive = delivered(city)
    copy_of(directive, city.units["BD"])
    directive.comments.create(text=INSIDE, by=city["drafter"], at=AT)
    answer = signed_in(city["officer"]).post(reverse("workflows:draft", args=[directive.pk]), sent)
    assert answer.status_code == 403
    assert INSIDE not in answer.content.decode()
    assert directive.source_text not in answer.content.decode()


@pytest.mark.parametrize("sent", SENT)
def test_whoever_is_asked_about_it_is_shown_nothing_of_its_desk(city: City, sent: dict[str, str]) -> None:
    directive = begun(city)
    directive.comments.create(text=INSIDE, by=city["drafter"], at=AT)
    unit = city.units["SYT"]
    steps.ask_opinions(
        directive, units=[unit], question="Có ý kiến gì?", due_date=later(days=9).date(), by=city["drafter"], at=AT, today=AT.date()
    )
    answer = signed_in(city.person("SYT")).post(reverse("workflows:draft", args=[directive.pk]), sent)
    assert answer.status_code == 403
    assert INSIDE not in answer.content.decode()
