"""Who sees a directive and who may do what to it: by posts alone, the list and the page agreeing."""

import pytest
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from directives import services
from directives.drafting import BasisDraft
from directives.models import Basis, Directive, Recipient
from directives.queries import visible_to
from directives.sights import sights
from org_hierarchy.models import OrgUnit
from org_hierarchy.rights import may
from org_hierarchy.sight import seen_by
from records.files import may_view, store_file

from .city import AT, DAY, City, Role, build, draft, drafted, issued, signed

pytestmark = pytest.mark.django_db
Status = Directive.Status


def who(city: City, codes: list[str], act: str, obj: Model) -> set[str]:
    """Of one person per role and unit, who may do this; as "unit role"."""
    people = {f"{code} {role}": city.person(code, role) for code in codes for role in Role.values}
    return {name for name, person in people.items() if may(person, act, obj)}


ACTING = {"head", "deputy", "office_head", "division_head", "officer", "clerk"}


def acting(*codes: str) -> set[str]:
    return {f"{code} {role}" for code in codes for role in ACTING}


def test_a_draft_is_seen_by_its_drafters_and_its_issuer_only(city: City) -> None:
    directive = drafted(city, monitor="BHXHHN")
    assert who(city, ["HN", "VX", "SYT", "BD", "BHXHHN", "HP"], "directive.view", directive) == acting("HN", "VX")


def test_an_issued_directive_is_seen_by_whom_it_was_sent_to_and_its_monitor_too(city: City) -> None:
    directive = issued(city, monitor="BHXHVN", recipients=())
    seen_by = who(city, ["HN", "VX", "SYT", "STTTT", "BD", "TB", "BHXHHN", "BHXHVN", "HP"], "directive.view", directive)
    assert seen_by == acting("HN", "VX", "SYT", "BD", "BHXHHN", "BHXHVN")


def district_letter(city: City, *, cites: str | None) -> Directive:
    """A letter of Ba Đình to its ward, issued."""
    clerk = city["clerk"]
    letter = services.draft_directive(
        city.units["BD"],
        content=draft(
            city,
            drafting_unit_id=city.units["BD"].pk,
            symbol="UBND-VX",
            addressees=(),
            recipients=(),
            duties=(),
            monitor="TB",
            bases=(BasisDraft(number=cites),) if cites else (),
        ),
        by=city["officer"],
        at=AT,
    )
    Directive.objects.filter(pk=letter.pk).update(status=Status.SIGNED)
    services.number_directive(letter, by=clerk, at=AT, today=DAY)
    services.issue_directive(letter, by=clerk, at=AT)
    return letter


def test_above_sees_what_carries_its_directive_further_down_but_not_the_inner_files_of_a_lower_unit(city: City) -> None:
    top = issued(city)
    further = district_letter(city, cites=top.designation)
    inner = district_letter(city, cites=None)
    chairman = city["chairman"]
    assert may(chairman, "directive.view", further)
    assert not may(chairman, "directive.view", inner)
    assert not may(city.person("HK", Role.HEAD), "directive.view", further)
    assert may(city.person("TB", Role.OFFICER), "directive.view", inner)


def test_a_cascade_is_seen_from_the_top_level_by_level(city: City) -> None:
    top = issued(city)
    middle = district_letter(city, cites=top.designation)
    bottom = services.draft_directive(
        city.units["TB"], content=draft(city, drafting_unit_id=city.units["TB"].pk), by=city.person("TB", Role.OFFICER), at=AT
    )
    Basis.objects.create(directive=bottom, position=0, cited=middle)
    assert not may(city["chairman"], "directive.view", bottom)
    Directive.objects.filter(pk=bottom.pk).update(status=Status.ISSUED)
    assert may(city["chairman"], "directive.view", bottom)
    assert may(city.person("BD", Role.HEAD), "directive.view", bottom)


def test_the_acts_follow_the_posts(city: City) -> None:
    directive = drafted(city)
    codes = ["HN", "VX", "BD", "HP"]
    drafter = city["drafter"]
    assert who(city, codes, "directive.draft", city.units["VX"]) == acting("VX")
    assert who(city, codes, "directive.edit", directive) == acting("VX")
    reviewers = {"VX head", "VX deputy", "VX office_head", "VX division_head"}  # VX officer is the drafter
    assert who(city, codes, "directive.approve_content", directive) == reviewers
    assert who(city, codes, "directive.approve_form", directive) == {"HN head", "HN office_head"}
    assert who(city, codes, "directive.sign", directive) == {"HN head", "HN deputy"}
    assert who(city, codes, "directive.number", directive) == {"HN clerk"}
    assert who(city, codes, "directive.dispatch", directive) == {"HN clerk"}
    assert who(city, codes, "directive.conclude", directive) == {"HN head", "HN deputy", "HN office_head", "HN division_head"}
    assert not may(drafter, "directive.approve_content", directive)
    own = services.draft_directive(city.units["HN"], content=draft(city), by=city["division_head"], at=AT)
    assert may(city["division_head"], "directive.approve_content", own).rule == "drafter_alone"


def test_a_drafter_who_may_check_elsewhere_is_still_refused_for_their_own_text(city: City) -> None:
    head = city["chairman"]
    own = services.draft_directive(city.units["HN"], content=draft(city, drafting_unit_id=city.units["HN"].pk), by=head, at=AT)
    for act in ("directive.approve_content", "directive.approve_form"):
        verdict = may(head, act, own)
        assert not verdict
        assert "người khác" in verdict.reason
    assert may(city["office_head"], "directive.approve_form", own)


def test_a_text_on_its_way_or_signed_is_edited_by_nobody(city: City) -> None:
    directive = signed(city)
    assert who(city, ["VX", "HN"], "directive.edit", directive) == set()
    assert may(city["drafter"], "directive.edit", directive).rule == "directive.writable"


def test_a_refusal_says_why_and_a_deactivated_person_sees_nothing(city: City) -> None:
    directive = issued(city)
    verdict = may(city["stranger"], "directive.view", directive)
    assert verdict.rule == "directive.visible"
    assert "đơn vị mình" in verdict.reason
    head = city["chairman"]
    head.is_active = False
    assert not may(head, "directive.view", directive)
    assert not visible_to(head).exists()


def test_the_issued_text_is_fetched_by_whoever_sees_its_directive_and_its_source_by_the_issuing_side(city: City) -> None:
    source = store_file(b"goc", name="goc.txt", content_type="text/plain", by=city["drafter"], at=AT)
    directive = issued(city, source_id=source.pk)
    for stored in (source, directive.document):
        assert may_view(city["city_officer"], stored)
        assert may_view(city["division_head"], stored)
        assert not may_view(city["stranger"], stored)
        assert not may_view(city.person("STTTT", Role.HEAD), stored)
    assert may_view(city["officer"], directive.document)
    assert not may_view(city["officer"], source)


def test_the_list_is_one_query_whatever_the_number_of_directives(city: City, django_assert_num_queries) -> None:
    head = city["chairman"]
    for _ in range(5):
        issued(city)
    with django_assert_num_queries(1):
        assert len(visible_to(head)) == 5


COPIES = Recipient.Status.values
CODES = ["HN", "VX", "SYT", "BD", "HK", "TB", "BHXHVN", "BHXHHN"]


class ListAndPageAgree(TestCase):
    """Whatever directives there are, the list holds exactly those that the rule, told one by one in plain words, lets a person see."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        rows=st.lists(
            st.tuples(
                st.sampled_from(CODES),
                st.sampled_from(CODES),
                st.dictionaries(st.sampled_from(CODES), st.sampled_from(COPIES), max_size=3),
                st.booleans(),
                st.one_of(st.none(), st.integers(0, 5)),
            ),
            min_size=1,
            max_size=6,
        ),
        seat=st.sampled_from(CODES),
    )
    def test_visible_to_and_may_agree_with_the_rule(self, rows: list[tuple[str, str, dict[str, str], bool, int | None]], seat: str) -> None:
        city = build()
        person = city.person(seat, Role.OFFICER)
        directives: list[Directive] = []
        for issuer, drafting, sent_to, is_issued, cites in rows:
            directive = Directive.objects.create(
                issuer=city.units[issuer],
                drafting_unit=city.units[drafting],
                drafted_by=person,
                symbol="UBND",
                subject="x",
                place="Hà Nội",
                created_at=AT,
                step_since=AT,
                status=Status.ISSUED if is_issued else Status.DRAFT,
            )
            for code, copy in sent_to.items() if is_issued else ():
                Recipient.objects.create(directive=directive, unit=city.units[code], role="de_biet", status=copy, sent_at=AT)
            if cites is not None and cites < len(directives):
                Basis.objects.create(directive=directive, position=0, cited=directives[cites])
            directives.append(directive)
        expected = {d.pk for d in directives if seen(d, city.units[seat])}
        assert set(visible_to(person).values_list("pk", flat=True)) == expected
        assert {d.pk for d in directives if may(person, "directive.view", d)} == expected
        assert {d.pk for d in directives if person in seen_by(sights(d))} == expected


def seen(directive: Directive, mine: OrgUnit) -> bool:
    """Domain rule 14, one directive at a time."""
    if mine in (directive.issuer, directive.drafting_unit) or has_copy(directive, mine):
        return True
    return carries_further(directive, mine, 3)


def has_copy(directive: Directive, mine: OrgUnit) -> bool:
    """A unit that refused its copy, or gave it back, has none any more."""
    return any(copy.unit == mine and copy.status not in {"refused", "taken_back"} for copy in directive.recipients.all())


def carries_further(directive: Directive, mine: OrgUnit, depth: int) -> bool:
    if depth == 0 or directive.status != Status.ISSUED or not directive.issuer.path.startswith(mine.path):
        return False
    for basis in directive.bases.filter(cited__isnull=False):
        if basis.cited.issuer == mine or has_copy(basis.cited, mine):
            return True
        if carries_further(basis.cited, mine, depth - 1):
            return True
    return False
