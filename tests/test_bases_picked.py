"""Bases are picked from the system: found by words, cited completely where first named, linked so that the lineage shows."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from directives.drafting import BasisDraft, ProvisionDraft
from directives.editing import EditingError
from directives.layout import check
from directives.lineage import resting_on
from directives.models import Directive
from directives.services import redraft_directive, restored
from directives.writing import Letter, Paragraph, write_letter
from directives.writing.facts import AgencyHead, Signature
from workflows.views.drafting.body import citable, to_cite

from .city import AT, DAY, City, begun, delivered, draft, draft_for_districts, issued, later, numbered, signed_in
from .test_editor import press, text_of
from .test_pages_drafting import page

pytestmark = pytest.mark.django_db

WHOLE = "Công văn số 01/UBND-KGVX ngày 18 tháng 3 năm 2021 của Ủy ban nhân dân thành phố Hà Nội về việc triển khai ứng dụng VssID"
SHORT = "Công văn số 01/UBND-KGVX"


def answering(city: City) -> tuple[Directive, Directive]:
    """An issued directive, and a draft that may rest on it."""
    above = delivered(city, replace(draft_for_districts(city), subject="triển khai ứng dụng VssID"))
    text = (
        ProvisionDraft("Căn cứ Luật Bảo hiểm xã hội;", "base"),
        ProvisionDraft("Theo đề nghị của Giám đốc Sở Y tế.", "base"),
        ProvisionDraft("Yêu cầu các đơn vị:"),
        ProvisionDraft("Các quận thực hiện.", "clause", "1."),
        ProvisionDraft("Các phường thực hiện.", "clause", "2."),
    )
    return above, begun(city, draft(city, provisions=text))


def test_what_is_issued_and_seen_is_found_without_diacritics(city: City) -> None:
    above, directive = answering(city)
    waiting = numbered(city, draft(city, subject="ứng dụng chưa phát hành"))
    for words in ("vssid", "UNG DUNG", "01/UBND-KGVX", "trien khai vssid"):
        assert to_cite(directive, city["drafter"], words) == [above], words
    assert to_cite(directive, city["drafter"], "") == []
    assert to_cite(directive, city["stranger"], "vssid") == [], "nobody finds what he does not see"
    for person, pk in ((city["stranger"], above.pk), (city["drafter"], waiting.pk), (city["drafter"], -1)):
        with pytest.raises(EditingError):
            citable(person, pk)


@pytest.mark.parametrize("by_the_page", [False, True])
def test_a_picked_basis_is_cited_completely_before_the_proposal_and_linked(city: City, by_the_page: bool) -> None:
    above, directive = answering(city)
    assert press(city["drafter"], directive, f"base-{above.pk}", "", by_the_page=by_the_page).status_code in {200, 302}
    assert text_of(directive)[:3] == ["Căn cứ Luật Bảo hiểm xã hội;", f"Căn cứ {WHOLE};", "Theo đề nghị của Giám đốc Sở Y tế."]
    basis = directive.bases.get()
    assert (basis.cited, basis.kind, basis.number, basis.date) == (above, "Công văn", "01/UBND-KGVX", DAY)
    assert (basis.issuer, basis.subject) == (above.issuer.name, above.subject)
    again = press(city["drafter"], directive, f"base-{above.pk}", "")
    assert again.status_code == 400
    assert "đã có căn cứ" in again.content.decode()
    assert above.get_absolute_url() in page(city["drafter"], directive)


def test_a_later_citation_is_short_and_one_before_it_complete(city: City) -> None:
    above, directive = answering(city)
    press(city["drafter"], directive, f"cite-{above.pk}", "3", **{"p-cut": "19"})
    press(city["drafter"], directive, f"cite-{above.pk}", "4", **{"p-cut": str(len("Các phường thực hiện"))})
    assert text_of(directive)[3:] == [f"1. Các quận thực hiện. {WHOLE}", f"2. Các phường thực hiện {SHORT}."]
    press(city["drafter"], directive, f"cite-{above.pk}", "2")
    assert text_of(directive)[2:] == [
        f"Yêu cầu các đơn vị: {WHOLE}",
        f"1. Các quận thực hiện. {SHORT}",
        f"2. Các phường thực hiện {SHORT}.",
    ], "before the first it is the first, and the others are short"
    press(city["drafter"], directive, f"base-{above.pk}", "")
    assert text_of(directive)[1:4] == [f"Căn cứ {WHOLE};", "Theo đề nghị của Giám đốc Sở Y tế.", f"Yêu cầu các đơn vị: {SHORT}"]
    for _ in range(2):
        press(city["drafter"], directive, "up", "4")
    shown = text_of(directive)
    first = next(words for words in shown if SHORT in words)
    assert [words for words in shown if WHOLE in words] == [first], "also when moved"
    assert directive.bases.count() == 1, "linked once"


def test_a_citation_without_a_paragraph_says_what_to_do(city: City) -> None:
    above, directive = answering(city)
    answer = press(city["drafter"], directive, f"cite-{above.pk}", "")
    assert answer.status_code == 400
    assert "Vui lòng chọn đoạn cần viện dẫn" in answer.content.decode()
    assert not directive.bases.exists()


def test_a_link_stays_when_the_page_saves_itself_and_goes_when_it_is_given_up(city: City) -> None:
    above, directive = answering(city)
    press(city["drafter"], directive, f"base-{above.pk}", "")
    press(city["drafter"], directive, "add", "0")
    assert directive.bases.get().cited == above
    version = directive.versions.order_by("-number")[0]
    redraft_directive(directive, content=restored(version), by=city["drafter"], at=later(hours=5))
    assert directive.bases.get().cited == above, "an earlier version brings its links"
    press(city["drafter"], directive, "unbase-0", "")
    assert not directive.bases.exists()
    assert any(WHOLE in line for line in text_of(directive)), "the words are the drafter's"


def test_of_two_alike_the_picked_one_is_linked_and_shows_the_lineage(city: City) -> None:
    above = issued(city)
    Directive.objects.filter(pk=above.pk).update(number=7)
    twin = issued(city, draft(city, subject="văn bản cùng số"))
    Directive.objects.filter(pk=twin.pk).update(number=7)
    named = BasisDraft("Công văn", "07/UBND-KGVX", DAY, "UBND")
    assert begun(city, draft(city, bases=(named,))).bases.get().cited is None, "two bear that number: neither is guessed"
    picked = BasisDraft("Công văn", "07/UBND-KGVX", DAY, "UBND", cited_id=twin.pk)
    below = issued(city, draft(city, bases=(picked,)))
    assert below.bases.get().cited == twin
    assert list(resting_on(twin)) == [below]
    assert list(resting_on(above)) == []


def test_a_basis_that_was_never_issued_is_not_linked(city: City) -> None:
    unissued = begun(city)
    directive = begun(city, draft(city, bases=(BasisDraft("Công văn", "9/X", None, "", cited_id=unissued.pk),)))
    assert directive.bases.get().cited is None


def test_the_search_is_for_who_may_write_the_draft(city: City) -> None:
    above, directive = answering(city)
    where = reverse("workflows:bases_found", args=[directive.pk])
    shown = signed_in(city["drafter"]).get(where, {"tim-can-cu": "vssid"}).content.decode()
    assert f"doan-base-{above.pk}" in shown
    for name in ("stranger", "officer", "city_clerk"):
        assert signed_in(city[name]).get(where, {"tim-can-cu": "vssid"}).status_code == 403
    found = press(city["drafter"], directive, "find", "", **{"tim-can-cu": "vssid"})
    assert found.url.endswith("?tim=vssid#can-cu"), "without scripts the page comes back with what was found"
    again: Any = signed_in(city["drafter"]).get(found.url.partition("#")[0])
    assert f"doan-base-{above.pk}" in again.content.decode()


def test_a_complete_citation_lacks_nothing_in_the_check_of_layout() -> None:
    letter = Letter(
        kind="CV",
        head=AgencyHead((), ("Ủy ban nhân dân", "tỉnh An Giang")),
        symbol="UBND-VX",
        place="An Giang",
        subject="tiêm chủng",
        number=7,
        date=date(2026, 3, 3),
        body=(Paragraph("base", "", f"Căn cứ {WHOLE}."), Paragraph("text", "", f"Thực hiện {SHORT}, yêu cầu các đơn vị báo cáo.")),
        archive="VT, VX",
        signature=Signature((), "CHỦ TỊCH", "Nguyễn Văn An"),
    )
    assert [found for found in check(write_letter(letter), today=AT.date()).findings if found.rule == "TT-16"] == []
