"""A city and its offices for the tests of directives: who drafts, checks, signs, numbers and receives, on the map of 2021."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from directives import services
from directives.drafting import Draft, DutyDraft, PartyDraft, ProvisionDraft, RecipientDraft
from directives.models import Directive, DutyParty, Recipient
from org_hierarchy.models import Appointment, Area, OrgUnit, Person, Post
from org_hierarchy.services import PostRow, UnitRow, add_posts, add_units, appoint

FIRST_DAY = date(2020, 1, 1)
DAY = date(2021, 3, 18)
AT = datetime(2021, 3, 18, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

Kind, Line, Level, Role = OrgUnit.Kind, OrgUnit.Line, OrgUnit.Level, Post.Role
RESPONSIBLE, COORDINATING = DutyParty.Part.RESPONSIBLE, DutyParty.Part.COORDINATING
HANOI = "thành phố Hà Nội"


@dataclass
class Office:
    """`units` by code; people are made when asked for."""

    units: dict[str, OrgUnit]

    def __getitem__(self, code: str) -> OrgUnit:
        return self.units[code]

    def person(self, code: str, role: str, nth: int = 1) -> Person:
        """The nth holder of a post of that role in that unit."""
        username = f"{code}.{role}.{nth}"
        if found := Person.objects.filter(username=username).first():
            return found
        person = Person.objects.create(username=username, full_name=f"Người {username}")
        titles = {Role.HEAD: "Chủ tịch", Role.DEPUTY: "Phó Chủ tịch"}
        post = add_posts([PostRow(self.units[code], titles.get(Role(role), Role(role).label), role)])[0]
        appoint(person, post, valid_from=FIRST_DAY, by=None, at=AT)
        return person

    @property
    def drafter(self) -> Person:
        return self.person("VX", Role.OFFICER)

    @property
    def stranger(self) -> Person:
        """Somebody with every post of a unit that has nothing to do with the city."""
        return self.person("KHAC", Role.HEAD)

    def seat(self, person: Person) -> Appointment:
        return Appointment.objects.select_related("post__unit", "person").get(person=person)


def build() -> Office:
    city = Area.objects.create(code="01", name="Thành phố Hà Nội", level=Area.Level.PROVINCE, valid_from=FIRST_DAY)
    other = Area.objects.create(code="31", name="Thành phố Hải Phòng", level=Area.Level.PROVINCE, valid_from=FIRST_DAY)
    ba_dinh, hoan_kiem, thanh_tri = (
        Area.objects.create(code=code, name=name, level=Area.Level.DISTRICT, parent=city, valid_from=FIRST_DAY)
        for code, name in (("001", "Quận Ba Đình"), ("002", "Quận Hoàn Kiếm"), ("050", "Huyện Thanh Trì"))
    )
    truc_bach = Area.objects.create(code="00004", name="Phường Trúc Bạch", level=Area.Level.COMMUNE, parent=ba_dinh, valid_from=FIRST_DAY)

    def committee(code: str, name: str, level: str, area: Area, parent: str = "", place: str = "Hà Nội") -> UnitRow:
        return UnitRow(
            code, f"Ủy ban nhân dân {name}", Kind.COMMITTEE, Line.COMMITTEE, level, FIRST_DAY, parent=parent,
            short_name=f"UBND {name}", symbol="UBND", place=place, regime=OrgUnit.Regime.COLLECTIVE, areas=(area,),
        )  # fmt: skip

    def department(code: str, name: str, symbol: str) -> UnitRow:
        return UnitRow(
            code, f"{name} {HANOI}", Kind.DEPARTMENT, Line.COMMITTEE, Level.PROVINCE, FIRST_DAY, parent="HN", symbol=symbol,
            place="Hà Nội", areas=(city,),
        )  # fmt: skip

    rows = [
        committee("HN", HANOI, Level.PROVINCE, city),
        UnitRow("VX", "Phòng Khoa giáo - Văn xã", Kind.TEAM, Line.COMMITTEE, Level.PROVINCE, FIRST_DAY, parent="HN", symbol="KGVX"),
        department("SYT", "Sở Y tế", "SYT"),
        department("STTTT", "Sở Thông tin và Truyền thông", "STTTT"),
        committee("BD", "quận Ba Đình", Level.DISTRICT, ba_dinh, "HN", "Ba Đình"),
        committee("HK", "quận Hoàn Kiếm", Level.DISTRICT, hoan_kiem, "HN", "Hoàn Kiếm"),
        committee("TT", "huyện Thanh Trì", Level.DISTRICT, thanh_tri, "HN", "Thanh Trì"),
        committee("TB", "phường Trúc Bạch", Level.COMMUNE, truc_bach, "BD", "Trúc Bạch"),
        UnitRow(
            "BHXHVN", "Bảo hiểm xã hội Việt Nam", Kind.BHXH, Line.BHXH, Level.CENTRAL, FIRST_DAY, short_name="BHXH Việt Nam", symbol="BHXH",
            place="Hà Nội",
        ),
        UnitRow(
            "BHXHHN", f"Bảo hiểm xã hội {HANOI}", Kind.BHXH, Line.BHXH, Level.PROVINCE, FIRST_DAY, parent="BHXHVN",
            short_name=f"BHXH {HANOI}", symbol="BHXH", place="Hà Nội", areas=(city,),
        ),
        committee("KHAC", "thành phố Hải Phòng", Level.PROVINCE, other, place="Hải Phòng"),
    ]  # fmt: skip
    return Office(add_units(rows))


def party(phrase: str, unit: OrgUnit | None = None, part: str = RESPONSIBLE) -> PartyDraft:
    return PartyDraft(part, phrase, unit_id=unit.pk if unit else None)


def content(office: Office, **changes: object) -> Draft:
    """A công văn of the city: all districts carry out, BHXH Hà Nội coordinates, BHXH Việt Nam is told."""
    given: dict[str, object] = {
        "drafting_unit_id": office["VX"].pk,
        "subject": "triển khai ứng dụng VssID",
        "symbol": "UBND-KGVX",
        "place": "Hà Nội",
        "addressees": ("UBND các quận, huyện, thị xã",),
        "archive": "VT, KGVX",
        "provisions": (
            ProvisionDraft("Ủy ban nhân dân Thành phố yêu cầu các đơn vị thực hiện:"),
            ProvisionDraft("Sở Y tế", "clause_title", "1."),
            ProvisionDraft("Hướng dẫn các cơ sở y tế.", "dash", "-", 1),
            ProvisionDraft("Các đơn vị nghiêm túc thực hiện./.", "close"),
        ),
        "duties": (
            DutyDraft(
                section="1",
                text="Hướng dẫn các cơ sở y tế.",
                span=(9, 34),
                deadline=date(2021, 3, 31),
                deadline_text="trước ngày 31/3/2021",
                strictly_before=True,
                target_percent=100,
                provision_position=2,
                parties=(party("Sở Y tế", office["SYT"]), party("Bảo hiểm xã hội Thành phố", office["BHXHHN"], COORDINATING)),
            ),
        ),
        "recipients": (RecipientDraft("Như trên"), RecipientDraft("BHXH Việt Nam", "để b/c"), RecipientDraft("Sở Y tế")),
        "source_text": "Văn bản: Hướng dẫn các cơ sở y tế.",
    }
    return Draft(**(given | changes))  # type: ignore[arg-type]


def drafted(office: Office, **changes: object) -> Directive:
    return services.draft_directive(office["HN"], content=content(office, **changes), by=office.drafter, at=AT)


def checked(office: Office, **changes: object) -> Directive:
    directive = drafted(office, **changes)
    services.submit_directive(directive, by=office.drafter, at=AT)
    services.approve_content(directive, by=office.person("VX", Role.DIVISION_HEAD), at=AT)
    services.approve_form(directive, by=office.person("HN", Role.OFFICE_HEAD), at=AT)
    return directive


def signed(office: Office, **changes: object) -> Directive:
    directive = checked(office, **changes)
    chairman = office.person("HN", Role.HEAD)
    services.sign_directive(directive, appointment=office.seat(chairman), by=chairman, at=AT)
    return directive


def numbered(office: Office, **changes: object) -> Directive:
    directive = signed(office, **changes)
    services.number_directive(directive, by=office.person("HN", Role.CLERK), at=AT, today=DAY)
    return directive


def issued(office: Office, **changes: object) -> Directive:
    directive = numbered(office, **changes)
    services.issue_directive(directive, by=office.person("HN", Role.CLERK), at=AT)
    return directive


def copy_to(directive: Directive, unit: OrgUnit) -> Recipient:
    return Recipient.objects.get(directive=directive, unit=unit)


def later(**step: int) -> datetime:
    return AT + timedelta(**step)


def fails(code: str, act: Callable[[], object]) -> str:
    """The act is refused with this code; its message."""
    with pytest.raises(services.DirectiveError) as caught:
        act()
    assert caught.value.code == code, str(caught.value)
    return str(caught.value)
