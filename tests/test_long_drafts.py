"""The check of layout before the signature never outlasts a request: what is too long for it is told so, early, and is not signed."""

import time
from dataclasses import replace

import pytest

from directives.drafting import ProvisionDraft
from directives.grids import Grid, text_of
from directives.models import Directive, Provision
from directives.services import DirectiveError
from directives.services.formalities import layout_of
from directives.structuring import MOST_PARAGRAPHS
from workflows import steps

from .city import AT, DAY, City, begun, checked, draft, drafted, signed_in

pytestmark = pytest.mark.django_db
SECONDS = 3  # of this process; a third of that on a machine that does nothing else


def lines(count: int) -> tuple[ProvisionDraft, ...]:
    return tuple(ProvisionDraft(f"Đơn vị số {number} rà soát danh sách người tham gia trên địa bàn.") for number in range(count))


def grown(directive: Directive, count: int) -> None:
    """As one that was read from a file of so many paragraphs more."""
    last = directive.provisions.count()
    Provision.objects.bulk_create(
        Provision(directive=directive, position=last + place, kind="text", text=one.text) for place, one in enumerate(lines(count))
    )


def test_a_text_as_long_as_a_draft_may_be_is_checked_within_a_request(city: City) -> None:
    directive = drafted(city, duties=(), provisions=lines(MOST_PARAGRAPHS))
    begins = time.process_time()
    layout_of(directive, today=DAY)
    assert time.process_time() - begins < SECONDS


def test_of_a_large_table_its_first_rows_are_checked(city: City) -> None:
    cells = tuple((str(row), *("Nội dung thực hiện",) * 7) for row in range(2_000))
    table = ProvisionDraft(text_of(Grid(("STT", *("Nhiệm vụ",) * 7), cells)), "table")
    directive = drafted(city, duties=(), provisions=(ProvisionDraft("Danh sách như sau:"), *[replace(table)] * 4))
    begins = time.process_time()
    layout_of(directive, today=DAY)
    assert time.process_time() - begins < SECONDS


def test_a_longer_text_is_not_handed_in_and_says_what_to_do(city: City) -> None:
    directive = begun(city, draft(city, duties=()))
    grown(directive, 20_000)
    begins = time.process_time()
    with pytest.raises(steps.StepError, match=r"Văn bản có 20\.00\d đoạn, quá 3\.000 đoạn") as refused:
        steps.submit(directive, by=city["drafter"], at=AT)
    assert refused.value.code == "too_long"
    assert time.process_time() - begins < SECONDS
    directive.refresh_from_db()
    assert directive.status == Directive.Status.DRAFT


def test_one_that_was_handed_in_before_is_not_signed_and_its_page_says_why(city: City) -> None:
    directive = checked(city, duties=())
    grown(directive, MOST_PARAGRAPHS)
    begins = time.process_time()
    with pytest.raises(DirectiveError, match="không kiểm tra được thể thức"):
        layout_of(directive, today=DAY)
    assert time.process_time() - begins < SECONDS
    shown = signed_in(city["chairman"]).get(f"/van-ban/{directive.pk}/").content.decode()
    assert "quá 3.000 đoạn nên không kiểm tra được thể thức" in shown
