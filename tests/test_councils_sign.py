"""Who signs for a council or steering committee signs by the title in it; the post in the own agency stands over the name."""

import dataclasses
import io

import pytest
from docx import Document

from directives.documents import letter_docx, signature_of
from directives.layout import check
from directives.models import Directive
from directives.writing import write_letter
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.services import UnitRow, add_post, appoint, signature
from workflows import steps

from .city import AT, DAY, FIRST_DAY, HASHED, City, Kind, Level, Line, Role, draft_for_districts, signed, signed_in
from .generated import letters

pytestmark = pytest.mark.django_db
NAME = "Ban Chỉ đạo phát triển người tham gia BHXH, BHYT thành phố Hà Nội"


@pytest.fixture
def board(city: City) -> OrgUnit:
    regime = OrgUnit.Regime.COLLECTIVE
    city.add([UnitRow("BCD", NAME, Kind.DEPARTMENT, Line.COMMITTEE, Level.PROVINCE, FIRST_DAY, parent="HN", regime=regime)])
    return city.units["BCD"]


def seated(city: City, *seats: tuple[str, str, str]) -> Person:
    """One person in these seats: unit, title, role."""
    person = Person.objects.create(username=f"nguoi-{Person.objects.count()}", full_name="Chử Xuân An", password=HASHED)
    for unit, title, role in seats:
        appoint(person, add_post(city.units[unit], title=title, role=role), valid_from=FIRST_DAY, by=None, at=AT)
    return person


def test_the_post_in_the_agency_whose_council_it_is_stands_over_the_name(city: City, board: OrgUnit) -> None:
    head = ("BCD", "Trưởng ban", Role.HEAD)
    person = seated(city, ("SYT", "Giám đốc", Role.HEAD), ("HN", "Phó Chủ tịch", Role.DEPUTY), head)
    block = signature(person, board, kind="CV", on=DAY)
    assert (block.authority_lines, block.title, block.office) == ((f"TM. {NAME.upper()}",), "TRƯỞNG BAN", "PHÓ CHỦ TỊCH")


def test_a_member_from_another_agency_names_it(city: City, board: OrgUnit) -> None:
    seated(city, ("BCD", "Trưởng ban", Role.HEAD))
    person = seated(city, ("BCD", "Phó Trưởng ban", Role.DEPUTY), ("SYT", "Giám đốc", Role.HEAD))
    block = signature(person, board, kind="CV", on=DAY)
    assert (block.authority_lines[-1], block.title) == ("KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN")
    assert block.office == "GIÁM ĐỐC SỞ Y TẾ THÀNH PHỐ HÀ NỘI"


def test_nobody_else_has_a_post_over_the_name(city: City, board: OrgUnit) -> None:
    person = seated(city, ("BCD", "Trưởng ban", Role.HEAD))
    assert signature(person, board, kind="CV", on=DAY).office == ""
    both = seated(city, ("HN", "Phó Chủ tịch", Role.DEPUTY), ("SYT", "Giám đốc", Role.HEAD))
    assert signature(both, city.units["HN"], kind="CV", on=DAY).office == ""


def test_what_is_kept_with_a_signature_is_printed_over_the_name_and_shown(city: City) -> None:
    directive = signed(city, draft_for_districts(city), way=steps)
    kept = directive.signature | {"office": "PHÓ CHỦ TỊCH"}
    Directive.objects.filter(pk=directive.pk).update(signature=kept, facts=None)
    directive.refresh_from_db()
    cells = [cell.text for table in Document(io.BytesIO(letter_docx(directive))).tables for row in table.rows for cell in row.cells]
    assert any(cell.rstrip().endswith(f"PHÓ CHỦ TỊCH\n{kept['name']}") for cell in cells)
    page = signed_in(city["city_clerk"]).get(directive.get_absolute_url()).content.decode()
    assert "<b>PHÓ CHỦ TỊCH</b>" in page


def test_the_check_of_layout_asks_for_it(city: City, board: OrgUnit) -> None:
    person = seated(city, ("HN", "Phó Chủ tịch", Role.DEPUTY), ("BCD", "Trưởng ban", Role.HEAD))
    block = signature(person, board, kind="CV", on=DAY).as_json()

    def asked(**changes: str) -> list[str]:
        written = write_letter(dataclasses.replace(letters()["CV-short"], signature=signature_of(block | changes)))
        return [found.asked for found in check(written, today=DAY, unit=board).findings if found.rule == "TT-10"]

    assert asked() == []
    for office in ("", "CHỦ TỊCH"):
        (words,) = asked(office=office)
        assert "TRƯỞNG BAN / PHÓ CHỦ TỊCH" in words
