"""A small city for the tests of the process: an issuer with its office, its districts, a person for each part, and a stranger."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from directives.drafting import Draft, DutyDraft, PartyDraft, ProvisionDraft
from directives.models import Directive, Recipient
from org_hierarchy.models import Appointment, OrgUnit, Person, Post
from org_hierarchy.names import Clause, Group
from org_hierarchy.services import AppointmentRow, PostRow, UnitRow, add_posts, add_units, appoint_many
from records.models import Job
from workflows import steps
from workflows.tasks import run_job

FOUNDED = date(2020, 1, 1)
DAY = date(2021, 3, 1)
NOW = datetime(2021, 3, 1, 2, tzinfo=UTC)  # 9 o'clock in Hà Nội
DUE = date(2021, 3, 31)
Role, Kind, Line, Level = Post.Role, OrgUnit.Kind, OrgUnit.Line, OrgUnit.Level


@dataclass(frozen=True)
class City:
    """`office` drafts for `issuer`; `districts` carry out; `monitor` consolidates when a draft says so."""

    issuer: OrgUnit
    office: OrgUnit
    monitor: OrgUnit
    districts: list[OrgUnit]
    people: dict[str, Person]

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def appointment(self, name: str) -> Appointment:
        return Appointment.objects.select_related("post__unit", "person").get(person=self.people[name])


STAFF = {
    "drafter": ("office", "Chuyên viên", Role.OFFICER),
    "colleague": ("office", "Chuyên viên", Role.OFFICER),
    "division_head": ("office", "Trưởng phòng", Role.DIVISION_HEAD),
    "office_head": ("city", "Chánh Văn phòng", Role.OFFICE_HEAD),
    "chairman": ("city", "Chủ tịch", Role.HEAD),
    "city_officer": ("city", "Chuyên viên", Role.OFFICER),
    "city_clerk": ("city", "Văn thư", Role.CLERK),
    "monitor": ("monitor", "Chuyên viên", Role.OFFICER),
    "clerk": ("q1", "Văn thư", Role.CLERK),
    "second_clerk": ("q1", "Văn thư", Role.CLERK),
    "officer": ("q1", "Chuyên viên", Role.OFFICER),
    "other_clerk": ("q2", "Văn thư", Role.CLERK),
    "other_officer": ("q2", "Chuyên viên", Role.OFFICER),
    "stranger": ("elsewhere", "Giám đốc", Role.HEAD),
}


def build(districts: int = 3) -> City:
    """At least two districts; the first two have people."""
    rows = [
        UnitRow(
            "city",
            "UBND thành phố Hà Nội",
            Kind.COMMITTEE,
            Line.COMMITTEE,
            Level.PROVINCE,
            FOUNDED,
            symbol="UBND",
            place="Hà Nội",
            regime="tap_the",
        ),
        UnitRow("office", "Phòng Khoa giáo - Văn xã", Kind.TEAM, Line.COMMITTEE, Level.PROVINCE, FOUNDED, parent="city"),
        UnitRow("monitor", "Bảo hiểm xã hội thành phố Hà Nội", Kind.BHXH, Line.BHXH, Level.PROVINCE, FOUNDED),
        UnitRow("elsewhere", "Công ty ở nơi khác", Kind.EMPLOYER, Line.OUTSIDE, Level.DISTRICT, FOUNDED),
        *(
            UnitRow(f"q{n}", f"UBND quận {n}", Kind.COMMITTEE, Line.COMMITTEE, Level.DISTRICT, FOUNDED, parent="city")
            for n in range(1, districts + 1)
        ),
    ]
    units = add_units(rows)
    people = {name: Person.objects.create(username=name, full_name=f"Người {name}") for name in STAFF}
    posts = add_posts([PostRow(units[code], title, role) for code, title, role in STAFF.values()])
    appoint_many([AppointmentRow(people[name], post, FOUNDED) for name, post in zip(STAFF, posts, strict=True)], by=None, at=NOW)
    return City(units["city"], units["office"], units["monitor"], [units[f"q{n}"] for n in range(1, districts + 1)], people)


def all_districts(city: City) -> Group:
    clause = Clause(kinds=(Kind.COMMITTEE,), levels=(Level.DISTRICT,), under_id=city.issuer.pk)
    return Group("UBND các quận", (clause,))


def draft(city: City, *, tasks: int = 1, target: int | None = None) -> Draft:
    """A directive with so many tasks for all districts, due on DUE."""
    duties = tuple(
        DutyDraft(
            text=f"Rà soát danh sách người tham gia, việc {n}",
            deadline_text="chậm nhất ngày 31/3/2021",
            deadline=DUE,
            target_percent=target,
            parties=(PartyDraft(part="responsible", phrase="UBND các quận", group=all_districts(city).as_json()),),
        )
        for n in range(1, tasks + 1)
    )
    return Draft(
        drafting_unit_id=city.office.pk,
        subject="tổ chức rà soát danh sách người tham gia",
        symbol="UBND-KGVX",
        place="Hà Nội",
        provisions=(ProvisionDraft(text="Ủy ban nhân dân Thành phố giao các đơn vị thực hiện."),),
        duties=duties,
    )


def begun(city: City, content: Draft | None = None) -> Directive:
    return steps.begin_directive(city.issuer, content=content or draft(city), by=city["drafter"], at=NOW)


def numbered(city: City, content: Draft | None = None) -> Directive:
    """Drafted, signed off twice, signed and numbered, each by its own person."""
    directive = begun(city, content)
    steps.submit(directive, by=city["drafter"], at=NOW)
    steps.approve_content(directive, by=city["division_head"], at=NOW)
    steps.approve_form(directive, by=city["office_head"], at=NOW)
    steps.sign(directive, appointment=city.appointment("chairman"), by=city["chairman"], at=NOW)
    steps.number(directive, by=city["city_clerk"], at=NOW, today=DAY)
    return directive


def dispatched(city: City, content: Draft | None = None) -> tuple[Directive, Job]:
    directive = numbered(city, content)
    return directive, steps.dispatch(directive, by=city["city_clerk"], at=NOW)


def issued(city: City, content: Draft | None = None) -> Directive:
    """Dispatched, and the delivery job done."""
    directive, job = dispatched(city, content)
    run_job(job.pk)
    directive.refresh_from_db()
    return directive


def copy_of(directive: Directive, unit: OrgUnit) -> Recipient:
    return Recipient.objects.select_related("directive", "unit").get(directive=directive, unit=unit)


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)
