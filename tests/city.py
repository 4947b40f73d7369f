"""A small Hà Nội of 2021 on both lines of command: its units, the people who hold its posts, and each act of a directive's way, once.

Directives go by the services alone (`drafted`, `signed`, `numbered`, `issued`, `launched`) or through the engine (`begun`, `dispatched`,
`delivered`). Every act has its own person, on DAY at nine.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connections
from django.test import Client
from viewflow.workflow.models import Task

from campaigns import services as campaigns
from campaigns.models import Assignment, Campaign, Report
from campaigns.services import CampaignError
from directives import services as directives
from directives.drafting import Draft, DutyDraft, PartyDraft, ProvisionDraft, RecipientDraft
from directives.freezing import thawed
from directives.models import Directive, OfficeRules, Recipient, RegisterEntry
from directives.services import DirectiveError
from org_hierarchy.models import Appointment, Area, OrgUnit, Person, Post
from org_hierarchy.names import Clause, Group
from org_hierarchy.services import AppointmentRow, OrgError, PostRow, UnitRow, add_posts, add_units, appoint_many
from records.models import Event, Job, StoredFile
from workflows import steps
from workflows.steps import StepError
from workflows.tasks import run_job

FIRST_DAY = date(2020, 1, 1)
DAY = date(2021, 3, 18)
DUE = date(2021, 3, 31)
HANOI = "thành phố Hà Nội"
Kind, Line, Level, Role = OrgUnit.Kind, OrgUnit.Line, OrgUnit.Level, Post.Role


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


AT = at(DAY)


def later(**step: float) -> datetime:
    return AT + timedelta(**step)


# Who

PASSWORD = "mật khẩu của cả thành phố"
HASHED = PBKDF2PasswordHasher().encode(PASSWORD, "muoi", iterations=1)
"""Quick to check: a test signs often."""
TITLES = {
    Role.HEAD: "Chủ tịch",
    Role.DEPUTY: "Phó Chủ tịch",
    Role.OFFICE_HEAD: "Chánh Văn phòng",
    Role.DIVISION_HEAD: "Trưởng phòng",
    Role.OFFICER: "Chuyên viên",
    Role.CLERK: "Văn thư",
    Role.ADMINISTRATOR: "Quản trị",
}
CAST = {
    "drafter": ("VX", Role.OFFICER, 1),
    "colleague": ("VX", Role.OFFICER, 2),
    "division_head": ("VX", Role.DIVISION_HEAD, 1),
    "office_head": ("HN", Role.OFFICE_HEAD, 1),
    "chairman": ("HN", Role.HEAD, 1),
    "city_officer": ("HN", Role.OFFICER, 1),
    "city_clerk": ("HN", Role.CLERK, 1),
    "monitor": ("BHXHHN", Role.OFFICER, 1),
    "clerk": ("BD", Role.CLERK, 1),
    "second_clerk": ("BD", Role.CLERK, 2),
    "officer": ("BD", Role.OFFICER, 1),
    "other_clerk": ("HK", Role.CLERK, 1),
    "other_officer": ("HK", Role.OFFICER, 1),
    "stranger": ("HP", Role.HEAD, 1),
}
"""Who is there from the start; the stranger belongs to another city and must be refused everywhere."""


@dataclass(frozen=True)
class City:
    """`units` by code; `city["drafter"]` is one of the cast, and whoever else holds a post comes when asked for."""

    units: dict[str, OrgUnit]
    people: dict[str, Person]

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def person(self, code: str, role: str = Role.OFFICER, nth: int = 1) -> Person:
        """The nth holder of that role in that unit."""
        found = Person.objects.filter(username=username(code, role, nth)).first()
        return found or appointed(self.units, [(code, role, nth)])[0]

    def seat(self, person: Person) -> Appointment:
        return Appointment.objects.select_related("post__unit", "person").get(person=person)

    def add(self, rows: Iterable[UnitRow]) -> None:
        self.units.update(add_units(list(rows)))

    @property
    def districts(self) -> list[OrgUnit]:
        return [self.units[code] for code in ("BD", "HK", "TT")]

    def group(self, *codes: str, kinds: tuple[str, ...] = (Kind.COMMITTEE,), levels: tuple[str, ...] = (Level.DISTRICT,)) -> Group:
        """Units named one by one, else all of these kinds and levels under the city: its districts."""
        named = Clause(unit_ids=tuple(self.units[code].pk for code in codes))
        alike = Clause(kinds=kinds, levels=levels, under_id=self.units["HN"].pk)
        return Group("các đơn vị", (named if codes else alike,))

    def assignment(self, campaign: Campaign, code: str, task: int = 0) -> Assignment:
        wanted = campaign.tasks.order_by("position")[task]
        return Assignment.objects.select_related("campaign", "task", "unit", "reviewer").get(task=wanted, unit=self.units[code])

    def report(self, assignment: Assignment, *, on: date = DAY, kind: str = "final", **fields: Any) -> Report:
        """The unit's officer receives if need be, and reports an hour later."""
        by = self.person(assignment.unit.code)
        if assignment.status == Assignment.Status.ISSUED:
            campaigns.receive(assignment, by=by, at=at(on, 10))
        values = {"kind": kind, "text": "Đã thực hiện.", "today": on, "at": at(on, 11), "by": by} | fields
        return campaigns.submit_report(assignment, **values)

    def accept(self, report: Report, *, on: date = DAY) -> Report:
        by = self.person(report.assignment.reviewer.code, Role.HEAD)
        return campaigns.review_report(report, accept=True, note="", by=by, at=at(on, 12))


def username(code: str, role: str, nth: int) -> str:
    return f"{code}.{role}" + (f".{nth}" if nth > 1 else "")


def appointed(units: dict[str, OrgUnit], seats: Iterable[tuple[str, str, int]]) -> list[Person]:
    """New people in these seats, in their order."""
    seats = list(seats)
    names = [username(*seat) for seat in seats]
    people = Person.objects.bulk_create(Person(username=name, full_name=f"Người {name}", password=HASHED) for name in names)
    posts = add_posts([PostRow(units[code], title(units[code], role), role) for code, role, _ in seats])
    appoint_many([AppointmentRow(person, post, FIRST_DAY) for person, post in zip(people, posts, strict=True)], by=None, at=AT)
    return people


def title(unit: OrgUnit, role: str) -> str:
    """A committee has a chairman, every other office a director."""
    return TITLES[Role(role)] if unit.kind == Kind.COMMITTEE else TITLES[Role(role)].replace("Chủ tịch", "Giám đốc")


def committee(code: str, name: str, level: str, parent: str = "", *, place: str = "", areas: tuple[Area, ...] = ()) -> UnitRow:
    return UnitRow(
        code, f"Ủy ban nhân dân {name}", Kind.COMMITTEE, Line.COMMITTEE, level, FIRST_DAY, parent=parent, short_name=f"UBND {name}",
        symbol="UBND", place=place or name.split(" ", 1)[1], regime=OrgUnit.Regime.COLLECTIVE, areas=areas,
    )  # fmt: skip


def build() -> City:
    def area(code: str, name: str, level: str, parent: Area | None = None) -> Area:
        return Area.objects.create(code=code, name=name, level=level, parent=parent, valid_from=FIRST_DAY)

    def department(code: str, name: str) -> UnitRow:
        return UnitRow(
            code, f"{name} {HANOI}", Kind.DEPARTMENT, Line.COMMITTEE, Level.PROVINCE, FIRST_DAY, parent="HN", symbol=code,
            place="Hà Nội", areas=(hanoi,),
        )  # fmt: skip

    def insurance(code: str, name: str, level: str, **more: Any) -> UnitRow:
        return UnitRow(
            code, f"Bảo hiểm xã hội {name}", Kind.BHXH, Line.BHXH, level, FIRST_DAY, short_name=f"BHXH {name}", symbol="BHXH",
            place="Hà Nội", **more,
        )  # fmt: skip

    hanoi = area("01", "Thành phố Hà Nội", Area.Level.PROVINCE)
    hai_phong = area("31", "Thành phố Hải Phòng", Area.Level.PROVINCE)
    ba_dinh = area("001", "Quận Ba Đình", Area.Level.DISTRICT, hanoi)
    hoan_kiem = area("002", "Quận Hoàn Kiếm", Area.Level.DISTRICT, hanoi)
    thanh_tri = area("050", "Huyện Thanh Trì", Area.Level.DISTRICT, hanoi)
    truc_bach = area("00004", "Phường Trúc Bạch", Area.Level.COMMUNE, ba_dinh)
    kim_ma = area("00028", "Phường Kim Mã", Area.Level.COMMUNE, ba_dinh)
    units = add_units(
        [
            committee("HN", HANOI, Level.PROVINCE, place="Hà Nội", areas=(hanoi,)),
            UnitRow("VX", "Phòng Khoa giáo - Văn xã", Kind.TEAM, Line.COMMITTEE, Level.PROVINCE, FIRST_DAY, parent="HN", symbol="KGVX"),
            department("SYT", "Sở Y tế"),
            department("STTTT", "Sở Thông tin và Truyền thông"),
            committee("BD", "quận Ba Đình", Level.DISTRICT, "HN", areas=(ba_dinh,)),
            committee("HK", "quận Hoàn Kiếm", Level.DISTRICT, "HN", areas=(hoan_kiem,)),
            committee("TT", "huyện Thanh Trì", Level.DISTRICT, "HN", areas=(thanh_tri,)),
            committee("KM", "phường Kim Mã", Level.COMMUNE, "BD", areas=(kim_ma,)),
            committee("TB", "phường Trúc Bạch", Level.COMMUNE, "BD", areas=(truc_bach,)),
            insurance("BHXHVN", "Việt Nam", Level.CENTRAL),
            insurance("BHXHHN", HANOI, Level.PROVINCE, parent="BHXHVN", areas=(hanoi,)),
            committee("HP", "thành phố Hải Phòng", Level.PROVINCE, place="Hải Phòng", areas=(hai_phong,)),
        ]
    )
    OfficeRules.objects.bulk_create(OfficeRules(unit=unit, paper_signature=False, field_symbols="NC") for unit in units.values())
    return City(units, dict(zip(CAST, appointed(units, CAST.values()), strict=True)))


# What


def named(unit: OrgUnit, part: str = "responsible", *, phrase: str = "") -> PartyDraft:
    return PartyDraft(part, phrase or unit.name, unit_id=unit.pk)


def grouped(group: Group, part: str = "responsible") -> PartyDraft:
    return PartyDraft(part, group.label, group=group.as_json())


def unknown(phrase: str, part: str = "responsible") -> PartyDraft:
    return PartyDraft(part, phrase)


def duty(text: str, *parties: PartyDraft, **fields: Any) -> DutyDraft:
    return DutyDraft(text=text, parties=parties, **fields)


def draft(city: City, *duties: DutyDraft, monitor: str = "", **changes: Any) -> Draft:
    """A công văn: all districts carry out, BHXH Hà Nội coordinates, BHXH Việt Nam is told; or, with duties, to whom they name."""
    units = city.units
    given: dict[str, Any] = {
        "drafting_unit_id": units["VX"].pk,
        "subject": "triển khai ứng dụng VssID",
        "symbol": "UBND-KGVX",
        "place": "Hà Nội",
        "addressees": ("UBND các quận, huyện, thị xã",),
        "archive": "VT, KGVX",
        "monitor_id": units[monitor].pk if monitor else None,
        "provisions": (
            ProvisionDraft("Ủy ban nhân dân Thành phố yêu cầu các đơn vị thực hiện:"),
            ProvisionDraft("Sở Y tế", "clause_title", "1."),
            ProvisionDraft("Hướng dẫn các cơ sở y tế.", "dash", "-", 1),
            ProvisionDraft("Các đơn vị nghiêm túc thực hiện./.", "close"),
        ),
        "duties": (
            duty(
                "Hướng dẫn các cơ sở y tế.",
                named(units["SYT"], phrase="Sở Y tế"),
                named(units["BHXHHN"], "coordinating", phrase="Bảo hiểm xã hội Thành phố"),
                section="1",
                span=(9, 34),
                deadline=DUE,
                deadline_text="trước ngày 31/3/2021",
                strictly_before=True,
                target_percent=100,
                provision_position=2,
            ),
        ),
        "recipients": (RecipientDraft("Như trên"), RecipientDraft("BHXH Việt Nam", "để b/c"), RecipientDraft("Sở Y tế")),
        "source_text": "Văn bản: Hướng dẫn các cơ sở y tế.",
    }
    own = {"duties": duties, "addressees": (), "recipients": (RecipientDraft("Như trên"),)} if duties else {}
    return Draft(**(given | own | changes))


def draft_for_districts(city: City, *, tasks: int = 1, target: int | None = None) -> Draft:
    """With so many tasks for all districts, due on DUE."""
    fields = {"deadline_text": "chậm nhất ngày 31/3/2021", "deadline": DUE, "target_percent": target}
    texts = [f"Rà soát danh sách người tham gia, việc {number}" for number in range(1, tasks + 1)]
    duties = [duty(text, grouped(city.group()), **fields) for text in texts]
    return draft(city, *duties, subject="tổ chức rà soát danh sách người tham gia")


# The acts

SHELL = SimpleNamespace(
    begin_directive=directives.draft_directive,
    submit=directives.submit_directive,
    approve_content=directives.approve_content,
    approve_form=directives.approve_form,
    sign=directives.sign_directive,
    number=directives.number_directive,
)
"""The services under the names of `steps`, for who goes without the engine."""


def drafted(city: City, content: Draft | None = None, *, way: Any = SHELL, **changes: Any) -> Directive:
    return way.begin_directive(city.units["HN"], content=content or draft(city, **changes), by=city["drafter"], at=AT)


def checked(city: City, content: Draft | None = None, *, way: Any = SHELL, **changes: Any) -> Directive:
    """Its content by the division, its form by the office."""
    directive = drafted(city, content, way=way, **changes)
    way.submit(directive, by=city["drafter"], at=AT)
    way.approve_content(directive, by=city["division_head"], at=AT)
    way.approve_form(directive, by=city["office_head"], at=AT)
    return directive


def signed(city: City, content: Draft | None = None, *, way: Any = SHELL, **changes: Any) -> Directive:
    directive = checked(city, content, way=way, **changes)
    way.sign(directive, appointment=city.seat(city["chairman"]), by=city["chairman"], at=AT)
    return directive


def numbered(city: City, content: Draft | None = None, *, way: Any = SHELL, **changes: Any) -> Directive:
    directive = signed(city, content, way=way, **changes)
    given = thawed(directive.facts).number  # what the text came with is what its paper bears
    way.number(directive, by=city["city_clerk"], at=AT, today=DAY, number=given, reason="Đã cấp trên giấy")
    return directive


def issued(city: City, content: Draft | None = None, **changes: Any) -> Directive:
    return directives.issue_directive(numbered(city, content, **changes), by=city["city_clerk"], at=AT)


def launched(city: City, *duties: DutyDraft, number: int = 776, **changes: Any) -> Campaign:
    """Issued, its campaign opened and every unit assigned."""
    directive = issued(city, draft(city, *duties, number=number, **changes))
    campaign = campaigns.open_campaign(directive, by=city["city_clerk"], at=AT, today=DAY)
    while campaigns.assign_next(campaign, at=AT):
        pass
    return campaign


def begun(city: City, content: Draft | None = None) -> Directive:
    return drafted(city, content or draft_for_districts(city), way=steps)


def dispatched(city: City, content: Draft | None = None) -> tuple[Directive, Job]:
    """Sent to the worker, which has not begun."""
    directive = numbered(city, content or draft_for_districts(city), way=steps)
    return directive, steps.dispatch(directive, by=city["city_clerk"], at=AT)


def delivered(city: City, content: Draft | None = None) -> Directive:
    directive, job = dispatched(city, content)
    run_job(job.pk)
    directive.refresh_from_db()
    return directive


# What is left


def copy_of(directive: Directive, unit: OrgUnit) -> Recipient:
    return Recipient.objects.select_related("directive", "unit").get(directive=directive, unit=unit)


def footprint() -> tuple[Any, ...]:
    """What an act can leave behind: rows, and the status of those that there are."""
    return (
        Event.objects.count(),
        RegisterEntry.objects.count(),
        StoredFile.objects.count(),
        sorted(Task.objects.values_list("pk", "status", "owner")),
        *(sorted(model.objects.values_list("pk", "status")) for model in (Directive, Recipient, Campaign, Assignment, Report, Job)),
    )


def refused(code: str, act: Callable[[], object]) -> Any:
    """The act is refused with this code and nothing of it is left; the error, which says in Vietnamese what to do."""
    before = footprint()
    with pytest.raises((OrgError, DirectiveError, CampaignError, StepError)) as caught:
        act()
    assert caught.value.code == code, str(caught.value)
    assert str(caught.value)
    assert footprint() == before
    return caught.value


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def at_once(*acts: Callable[[], object], seconds: float = 30) -> list[Exception | None]:
    """What each act raised, all begun at the same moment on connections of their own."""
    gate = Barrier(len(acts))
    raised: list[Exception | None] = [None] * len(acts)

    def run(place: int) -> None:
        try:
            gate.wait(timeout=10)
            acts[place]()
        except Exception as error:  # noqa: BLE001 - whatever a thread meets is judged by the test
            raised[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=seconds)
    assert not any(thread.is_alive() for thread in threads)
    return raised
