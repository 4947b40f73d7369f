"""One directive for many districts, ready to be delivered; everything through the services, no engine."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import connection

from campaigns.models import Campaign
from campaigns.services import open_campaign
from directives.drafting import Draft, DutyDraft, PartyDraft, ProvisionDraft
from directives.models import Directive
from directives.services import draft_directive
from org_hierarchy.models import OrgUnit, Person, Post
from org_hierarchy.names import Clause, Group
from org_hierarchy.services import UnitRow, add_post, add_units, appoint

FOUNDED, DAY, DUE = date(2020, 1, 1), date(2021, 3, 1), date(2021, 3, 31)
NOW = datetime(2021, 3, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    campaign: Campaign
    officer: Person
    """Acts for every district: one guardian grant each, for the benchmarks of one person's step."""


def build(size: int, *, officer_for: int = 0, tasks: int = 1) -> World:
    """An issuer, `size` districts, one campaign with so many tasks for all of them; no assignment yet."""
    kind, line, level = OrgUnit.Kind.COMMITTEE, OrgUnit.Line.COMMITTEE, OrgUnit.Level
    rows = [UnitRow("city", "Thành phố", kind, line, level.PROVINCE, FOUNDED, symbol="UBND", place="Hà Nội")]
    rows += [UnitRow(f"q{n}", f"Quận {n}", kind, line, level.DISTRICT, FOUNDED, parent="city") for n in range(size)]
    units = add_units(rows)
    officer = Person.objects.create(username="officer", full_name="Cán Bộ")
    for n in range(officer_for):
        appoint(officer, add_post(units[f"q{n}"], title="Chuyên viên", role=Post.Role.OFFICER), valid_from=FOUNDED, by=None, at=NOW)
    issuer = units["city"]
    group = Group("UBND các quận", (Clause(kinds=(kind,), levels=(level.DISTRICT,), under_id=issuer.pk),))
    duty = DutyDraft(
        text="Rà soát danh sách", deadline=DUE, parties=(PartyDraft(part="responsible", phrase=group.label, group=group.as_json()),)
    )
    content = Draft(
        drafting_unit_id=issuer.pk,
        subject="rà soát",
        symbol="UBND",
        place="Hà Nội",
        provisions=(ProvisionDraft(text="Giao các quận."),),
        duties=(duty,) * tasks,
    )
    directive = draft_directive(issuer, content=content, by=officer, at=NOW)
    Directive.objects.filter(pk=directive.pk).update(status=Directive.Status.ISSUED, issued_date=DAY)
    campaign = open_campaign(directive, by=None, at=NOW, today=DAY)
    assert campaign is not None
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return World(campaign, officer)
