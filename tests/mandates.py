"""What the tests of mandates share: an office's posts, their holders, a mandate, the block that results and a directive to sign."""

from datetime import date, timedelta
from typing import Any

from directives.models import Directive
from org_hierarchy.models import Mandate, OrgUnit, Person, Post
from org_hierarchy.services import UnitRow, add_post, appoint, give_mandate, signature
from workflows import steps

from .city import AT, DAY, FIRST_DAY, HASHED, City, Kind, Level, Line, Role, begun

WEEK = timedelta(days=7)
END = DAY + 10 * WEEK
TL, TUQ = Mandate.Kind.BY_ORDER, Mandate.Kind.BY_AUTHORITY


def office(city: City) -> dict[str, Post]:
    """Văn phòng UBND as a unit of its own, with the department of health and a ward's committee: their heads and deputies."""
    city.add([UnitRow("VP", "Văn phòng UBND thành phố Hà Nội", Kind.DEPARTMENT, Line.COMMITTEE, Level.PROVINCE, FIRST_DAY, parent="HN")])
    seats = {
        "office": ("VP", "Chánh Văn phòng", Role.HEAD),
        "office_deputy": ("VP", "Phó Chánh Văn phòng", Role.DEPUTY),
        "health": ("SYT", "Giám đốc", Role.HEAD),
        "health_deputy": ("SYT", "Phó Giám đốc", Role.DEPUTY),
        "division": ("VX", "Trưởng phòng", Role.DIVISION_HEAD),
        "division_deputy": ("VX", "Phó Trưởng phòng", Role.OFFICER),
        "own_office": ("HN", "Chánh Văn phòng", Role.OFFICE_HEAD),
        "own_office_deputy": ("HN", "Phó Chánh Văn phòng", Role.OFFICER),
        "vice": ("HN", "Phó Chủ tịch", Role.DEPUTY),
        "head": ("HN", "Chủ tịch", Role.HEAD),
        "district": ("BD", "Chủ tịch", Role.HEAD),
        "clerk": ("HN", "Văn thư", Role.CLERK),
        "bhxh": ("BHXHHN", "Giám đốc", Role.HEAD),
        "bhxh_deputy": ("BHXHHN", "Phó Giám đốc", Role.DEPUTY),
    }
    return {name: add_post(city.units[code], title=title, role=role) for name, (code, title, role) in seats.items()}


def holder(post: Post, *, name: str = "", since: date = FIRST_DAY, **more: Any) -> Person:
    person = Person.objects.create(username=f"giu-{post.pk}{name}", full_name="Trần Văn A", password=HASHED)
    appoint(person, post, valid_from=since, by=None, at=AT, **more)
    return person


def mandate(post: Post, unit: OrgUnit, kind: str = TL, **changes: Any) -> Mandate:
    values: dict[str, Any] = {
        "content": "giấy mời, thông báo kết luận",
        "basis": "Quy chế làm việc số 12/QĐ-UBND",
        "valid_from": DAY - WEEK,
        "valid_to": END,
    }
    return give_mandate(post, kind=kind, unit=unit, by=None, at=AT, **(values | changes))


def block_of(person: Person, unit: OrgUnit, kind: str = "CV", on: date = DAY) -> tuple[str, ...]:
    block = signature(person, unit, kind=kind, on=on)
    assert block.name == "Trần Văn A"
    return (*block.authority_lines, block.title)


def waiting_for_signature(city: City) -> Directive:
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    steps.approve_content(directive, by=city["division_head"], at=AT)
    steps.approve_form(directive, by=city["office_head"], at=AT)
    return directive
