"""The facts of the printed document: who stands over it, what is blank before its time."""

import pytest

from directives.documents import agency_head, letter_docx, letter_facts, letter_name
from directives.models import Directive
from directives.writing.facts import AgencyHead, Signature
from org_hierarchy.services import UnitRow, add_units

from .city import DAY, FIRST_DAY, City, Kind, Level, Line, drafted, numbered

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "superior", "issuer"),
    [
        ("HN", (), ("Ủy ban nhân dân", "thành phố Hà Nội")),
        ("BD", (), ("Ủy ban nhân dân", "quận Ba Đình")),
        ("TB", (), ("Ủy ban nhân dân", "phường Trúc Bạch")),
        ("SYT", ("UBND thành phố Hà Nội",), ("Sở Y tế",)),
        ("BHXHVN", (), ("Bảo hiểm xã hội Việt Nam",)),
        ("BHXHHN", ("Bảo hiểm xã hội Việt Nam",), ("Bảo hiểm xã hội thành phố Hà Nội",)),
    ],
)
def test_the_agency_lines_follow_the_line_of_command(city: City, code: str, superior: tuple[str, ...], issuer: tuple[str, ...]) -> None:
    assert agency_head(city.units[code]) == AgencyHead(superior, issuer)


def test_an_employer_does_not_stand_under_the_committee_of_its_place(city: City) -> None:
    rows = [UnitRow("CTY", "Công ty May Lá Sen", Kind.EMPLOYER, Line.OUTSIDE, Level.DISTRICT, FIRST_DAY, parent="BD")]
    assert agency_head(add_units(rows)["CTY"]) == AgencyHead((), ("Công ty May Lá Sen",))


def test_a_draft_prints_without_number_date_and_signature(city: City) -> None:
    directive = drafted(city)
    facts = letter_facts(directive)
    assert (facts.number, facts.date, facts.signature, facts.urgency) == (None, None, None, "")
    assert letter_docx(directive).startswith(b"PK")
    assert letter_name(directive) == "du-thao_UBND-KGVX.docx"


def test_the_facts_are_the_rows_in_their_order(city: City) -> None:
    directive = numbered(city, urgency=Directive.Urgency.FLASH)
    facts = letter_facts(directive)
    assert (facts.kind, facts.number, facts.symbol, facts.date) == ("CV", 1, "UBND-KGVX", DAY)
    assert facts.urgency == "HỎA TỐC"
    assert [(p.kind, p.label) for p in facts.body] == [("text", ""), ("clause_title", "1."), ("dash", "-"), ("close", "")]
    assert [(line.name, line.note) for line in facts.recipients] == [("Như trên", ""), ("BHXH Việt Nam", "để b/c"), ("Sở Y tế", "")]
    assert facts.signature == Signature(("TM. ỦY BAN NHÂN DÂN",), "CHỦ TỊCH", "Người HN.head")
    assert letter_name(directive) == "01_UBND-KGVX.docx"


def test_the_signature_stays_as_it_was_when_the_signer_changes_name(city: City) -> None:
    directive = numbered(city)
    before = letter_docx(directive)
    directive.signer.full_name = "Người Khác"
    directive.signer.save()
    assert letter_docx(Directive.objects.get(pk=directive.pk)) == before


def test_the_facts_cost_the_same_queries_whatever_the_length(city: City, django_assert_max_num_queries) -> None:
    directive = Directive.objects.select_related("issuer__parent").get(pk=numbered(city).pk)
    with django_assert_max_num_queries(2):
        letter_facts(directive)
