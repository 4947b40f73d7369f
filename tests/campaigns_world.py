"""A small Hà Nội of 2021 for the tests of campaigns: two lines of command, people in their posts, and one way to issue a directive."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from campaigns import services
from campaigns.models import Assignment, Campaign, CampaignTask, Report
from directives import services as directive_services
from directives.drafting import Draft, DutyDraft, PartyDraft, ProvisionDraft, RecipientDraft
from directives.models import Directive
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.names import Clause, Group
from org_hierarchy.queries import signatories
from org_hierarchy.services import AppointmentRow, PostRow, UnitRow, add_posts, add_units, appoint_many

ISSUED = date(2021, 3, 18)
LONG_AGO = date(2010, 1, 1)
ROLES = {
    "head": "Chủ tịch",
    "deputy": "Phó Chủ tịch",
    "division_head": "Trưởng phòng",
    "office_head": "Chánh Văn phòng",
    "officer": "Chuyên viên",
    "clerk": "Văn thư",
}

UNITS = [
    UnitRow(
        "HN", "Ủy ban nhân dân thành phố Hà Nội", "ubnd", "ubnd", "province", LONG_AGO, regime="tap_the", symbol="UBND", place="Hà Nội"
    ),
    UnitRow("VP", "Văn phòng Ủy ban nhân dân thành phố Hà Nội", "so_nganh", "ubnd", "province", LONG_AGO, parent="HN", symbol="VP"),
    UnitRow("TT", "Sở Thông tin và Truyền thông thành phố Hà Nội", "so_nganh", "ubnd", "province", LONG_AGO, parent="HN"),
    UnitRow("QA", "Ủy ban nhân dân quận Ba Đình", "ubnd", "ubnd", "district", LONG_AGO, parent="HN", regime="tap_the"),
    UnitRow("QB", "Ủy ban nhân dân quận Cầu Giấy", "ubnd", "ubnd", "district", LONG_AGO, parent="HN", regime="tap_the"),
    UnitRow("QC", "Ủy ban nhân dân quận Đống Đa", "ubnd", "ubnd", "district", LONG_AGO, parent="HN", regime="tap_the"),
    UnitRow("PA", "Ủy ban nhân dân phường Kim Mã", "ubnd", "ubnd", "commune", LONG_AGO, parent="QA", regime="tap_the"),
    UnitRow("PB", "Ủy ban nhân dân phường Ngọc Hà", "ubnd", "ubnd", "commune", LONG_AGO, parent="QA", regime="tap_the"),
    UnitRow("BV", "Bảo hiểm xã hội Việt Nam", "bhxh", "bhxh", "central", LONG_AGO, symbol="BHXH", place="Hà Nội"),
    UnitRow("BH", "Bảo hiểm xã hội thành phố Hà Nội", "bhxh", "bhxh", "province", LONG_AGO, parent="BV", symbol="BHXH", place="Hà Nội"),
    UnitRow("XA", "Ủy ban nhân dân tỉnh xa", "ubnd", "ubnd", "province", LONG_AGO),
]


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@dataclass
class World:
    """`units` by code; `person("QA", "officer")` is that unit's."""

    units: dict[str, OrgUnit]
    people: dict[tuple[str, str], Person] = field(default_factory=dict)

    def person(self, code: str, role: str = "officer") -> Person:
        return self.people[code, role]

    def group(self, *codes: str, kinds: tuple[str, ...] = (), levels: tuple[str, ...] = ()) -> Group:
        """Units named one by one, or all of these kinds and levels under the city."""
        if codes:
            return Group("nhóm", (Clause(unit_ids=tuple(self.units[code].pk for code in codes)),))
        return Group("nhóm", (Clause(kinds=kinds, levels=levels, under_id=self.units["HN"].pk),))

    @property
    def districts(self) -> Group:
        return self.group(kinds=("ubnd",), levels=("district",))

    def issue(
        self, *duties: DutyDraft, monitor: str | None = None, monitor_reviews: bool = False, on: date = ISSUED, number: int = 776
    ) -> Directive:
        """A directive of the city through every step to its dispatch."""
        issuer = self.units["HN"]
        content = Draft(
            drafting_unit_id=self.units["VP"].pk,
            subject="triển khai cài đặt ứng dụng trên thiết bị di động",
            symbol="UBND-KGVX",
            place="Hà Nội",
            number=number,
            issued_date=on,
            monitor_id=self.units[monitor].pk if monitor else None,
            monitor_reviews=monitor_reviews,
            provisions=(ProvisionDraft("Thực hiện các nội dung sau."),),
            duties=duties,
            recipients=(RecipientDraft("Như trên"),),
        )
        moment = at(on, 1)
        directive = directive_services.draft_directive(issuer, content=content, by=self.person("VP"), at=moment)
        directive_services.submit_directive(directive, by=self.person("VP"), at=moment)
        directive_services.approve_content(directive, by=self.person("VP", "head"), at=moment)
        directive_services.approve_form(directive, by=self.person("HN", "office_head"), at=moment)
        signer = signatories(issuer, on=on)[0]
        directive_services.sign_directive(directive, appointment=signer, by=signer.person, at=moment)
        directive_services.number_directive(directive, by=self.person("HN", "clerk"), at=moment, today=on)
        return directive_services.issue_directive(directive, by=self.person("HN", "clerk"), at=moment)

    def launch(self, *duties: DutyDraft, monitor: str | None = None, monitor_reviews: bool = False, number: int = 776) -> Campaign:
        """The same, its campaign opened and every unit assigned."""
        directive = self.issue(*duties, monitor=monitor, monitor_reviews=monitor_reviews, number=number)
        campaign = services.open_campaign(directive, by=self.person("HN", "clerk"), at=at(ISSUED, 2), today=ISSUED)
        while services.assign_next(campaign, at=at(ISSUED, 2)):
            pass
        return campaign

    def assignment(self, campaign: Campaign, code: str, task: int = 0) -> Assignment:
        tasks = list(CampaignTask.objects.filter(campaign=campaign).order_by("position"))
        return Assignment.objects.get(task=tasks[task], unit=self.units[code])

    def report(self, assignment: Assignment, *, on: date, kind: str = "final", **fields: object) -> Report:
        """The unit's officer receives if need be and reports."""
        by = Person.objects.get(username=f"{assignment.unit.code}.officer")
        if assignment.status == Assignment.Status.ISSUED:
            services.receive(assignment, by=by, at=at(on, 3))
        values = {"kind": kind, "text": "Đã thực hiện.", "today": on, "at": at(on, 4), "by": by} | fields
        return services.submit_report(assignment, **values)  # type: ignore[arg-type]

    def accept(self, report: Report, *, on: date) -> Report:
        by = Person.objects.get(username=f"{report.assignment.reviewer.code}.head")
        return services.review_report(report, accept=True, note="", by=by, at=at(on, 5))


def build_world(extra: Iterable[UnitRow] = ()) -> World:
    """The units with one person for every role in each; `extra` units have nobody."""
    units = add_units([*UNITS, *extra])
    world = World(units)
    staffed = [units[row.code] for row in UNITS]
    posts = add_posts([PostRow(unit, title, role) for unit in staffed for role, title in ROLES.items()])
    names = [(unit.code, role) for unit in staffed for role in ROLES]
    people = Person.objects.bulk_create(
        Person(username=f"{code}.{role}", full_name=f"{ROLES[role]} {code}", password="!") for code, role in names
    )
    world.people = dict(zip(names, people, strict=True))
    appoint_many([AppointmentRow(person, post, LONG_AGO) for person, post in zip(people, posts, strict=True)], by=None, at=at(ISSUED))
    return world


def duty(text: str, *parties: PartyDraft, **fields: object) -> DutyDraft:
    return DutyDraft(text=text, parties=parties, **fields)  # type: ignore[arg-type]


def named(unit: OrgUnit, part: str = "responsible") -> PartyDraft:
    return PartyDraft(part, unit.name, unit_id=unit.pk)


def grouped(group: Group, part: str = "responsible") -> PartyDraft:
    return PartyDraft(part, group.label, group=group.as_json())


def unknown(phrase: str, part: str = "responsible") -> PartyDraft:
    return PartyDraft(part, phrase)
