"""Copies, drafts, signatures, numbers and documents that came go on with the heir of a unit; numbers and names stay as they were given."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from viewflow.workflow.models import Task

from campaigns.models import Assignment, Campaign, Report
from directives import services as directives
from directives.drafting import Draft
from directives.models import Directive, OfficeRules, Recipient
from org_hierarchy.models import OrgUnit, Person, Post
from org_hierarchy.services import Merge
from records.models import Event
from workflows import clock, inbox, steps
from workflows.models import Notice
from workflows.tasks import run_job

from .city import AT, DAY, City, appointed, begun, committee, copy_of, delivered, dispatched, draft, duty, named, refused, signed_in
from .succession import CLOCK, DECIDED, NOW, assert_whole, launched_campaign, move, reorganise, with_wards
from .test_reading_hostile import one_page

pytestmark = pytest.mark.django_db

PDF = one_page(b"")

city = pytest.fixture(with_wards)
campaign = pytest.fixture(launched_campaign)


def test_a_copy_that_was_not_taken_in_is_taken_in_by_the_heir_with_all_its_work(city: City, campaign: Campaign) -> None:
    reorganise(city, Merge(("HK",), "P1"))
    move()
    copy = copy_of(campaign.directive, city.units["P1"])
    assert copy.status == Recipient.Status.SENT
    assert not Recipient.objects.filter(directive=campaign.directive, unit__code="HK").exists()
    received = steps.receive(copy, by=city.person("P1", Post.Role.CLERK), at=NOW, today=DECIDED)
    assert len(received) == 2
    assert_whole()


def test_an_heir_with_its_own_copy_needs_no_second_and_what_was_taken_in_stays_in_the_book(city: City, campaign: Campaign) -> None:
    steps.receive(copy_of(campaign.directive, city.units["TT"]), by=city.person("TT", Post.Role.CLERK), at=AT, today=DAY)
    reorganise(city, Merge(("HK",), "BD"), Merge(("TT",), "P1"))
    move()
    ended = Recipient.objects.get(directive=campaign.directive, unit__code="HK")
    assert ended.status == Recipient.Status.TAKEN_BACK
    assert city.units["BD"].name in ended.reason
    assert Recipient.objects.get(directive=campaign.directive, unit__code="TT").status == Recipient.Status.RECEIVED
    assert copy_of(campaign.directive, city.units["P1"]).status == Recipient.Status.SENT
    assert signed_in(city.person("P1")).get(campaign.directive.get_absolute_url()).status_code == 200


def test_a_draft_goes_on_in_the_unit_that_continues_its_drafting_unit(city: City) -> None:
    directive = begun(city)
    unit = city.units["VX"]
    city.add([committee("VP", "Văn phòng", OrgUnit.Level.PROVINCE, "HN")])
    OrgUnit.objects.filter(code="VP").update(kind=OrgUnit.Kind.TEAM)
    reorganise(city, Merge(("VX",), "VP"))
    move()
    directive.refresh_from_db()
    assert directive.drafting_unit.code == "VP"
    assert Event.objects.get(action="directives.draft_moved").before["drafting_unit"] == unit.pk
    task = Task.objects.get(finished=None, process__artifact_object_id=directive.pk, flow_task_type="HUMAN")
    assert task.owner_permission_obj_pk == str(directive.drafting_unit_id)
    clock.release_desks()  # its author has left with the unit
    (colleague,) = appointed(city.units, [("VP", Post.Role.OFFICER, 1)])
    steps.submit(directive, by=colleague, at=NOW)
    assert directive.status == Directive.Status.SUBMITTED


def test_a_unit_that_was_asked_of_a_draft_is_asked_in_its_heir_once(city: City) -> None:
    directive = begun(city)
    units = [city.units[code] for code in ("HK", "TT", "SYT")]
    steps.ask_opinions(directive, units=units, question="Góp ý.", due_date=DAY + timedelta(days=5), by=city["drafter"], at=AT, today=DAY)
    reorganise(city, Merge(("HK", "TT"), "P1"))
    move()
    assert sorted(directive.opinions.values_list("unit__code", flat=True)) == ["P1", "SYT"]
    assert Event.objects.filter(action="directives.opinion_moved", subject_id=directive.pk).count() == 2
    opinion = directive.opinions.select_related("directive", "unit").get(unit__code="P1")
    steps.answer_opinion(opinion, stance="agrees", text="Thống nhất.", by=city.person("P1"), at=NOW, today=DECIDED)
    assert steps.order_moves(at=CLOCK) is None


def by_hk(city: City, content: Draft | None = None) -> Directive:
    """A draft of Hoàn Kiếm for two wards."""
    own = content or draft(
        city, duty("Rà soát.", named(city.units["KM"])), drafting_unit_id=city.units["HK"].pk, symbol="UBND-NC", place="Hoàn Kiếm"
    )
    return steps.begin_directive(city.units["HK"], content=own, by=city["other_officer"], at=AT)


def signed_by_hk(city: City) -> Directive:
    directive = by_hk(city)
    steps.submit(directive, by=city["other_officer"], at=AT)
    head = city.person("HK", Post.Role.HEAD)
    steps.approve_content(directive, by=head, at=AT)
    steps.approve_form(directive, by=head, at=AT)
    steps.sign(directive, appointment=city.seat(head), by=head, at=AT)
    return directive


def as_it_is(directive: Directive) -> Directive:
    return Directive.objects.select_related("issuer", "drafting_unit").get(pk=directive.pk)


def waiting_for(person: Person) -> set[object]:
    return {item.artifact for item in inbox.items(inbox.tasks(person))}


def test_a_signature_of_an_office_that_ended_is_taken_back_and_the_heir_has_a_draft(city: City) -> None:
    directive = signed_by_hk(city)
    drafter = city["other_officer"]
    reorganise(city, Merge(("HK",), "P1"))
    refused(
        "issuer_ended",
        lambda: directives.number_directive(as_it_is(directive), by=city["other_clerk"], at=NOW, today=DECIDED),
    )
    officer = city.person("P1")
    move()
    directive.refresh_from_db()
    assert (directive.status, directive.signer, directive.facts) == (Directive.Status.RETURNED, None, None)
    assert (directive.issuer, directive.drafting_unit) == (city.units["P1"], city.units["P1"])
    assert city.units["P1"].name in directive.return_reason
    actions = Event.objects.filter(subject_type="directives.directive", subject_id=directive.pk).values_list("action", flat=True)
    assert {"directives.signature_taken_back", "directives.draft_moved"} <= set(actions)
    assert Notice.objects.filter(kind="draft_back", person__in=[drafter, officer]).count() == 2
    clock.release_desks()  # its drafter has left with the unit
    assert directive in waiting_for(officer)
    assert signed_in(officer).get(f"/van-ban/{directive.pk}/").status_code == 200
    steps.submit(directive, by=officer, at=NOW)
    assert_whole()


def test_what_was_numbered_keeps_number_and_name_and_the_heirs_clerk_sends_it(city: City) -> None:
    directive = signed_by_hk(city)
    steps.number(directive, by=city["other_clerk"], at=AT, today=DAY)
    reorganise(city, Merge(("HK",), "P1"))
    clerk, stranger = city.person("P1", Post.Role.CLERK), city.person("P2", Post.Role.CLERK)
    move()
    directive = as_it_is(directive)
    assert (directive.status, directive.number, directive.issuer) == (Directive.Status.NUMBERED, 1, city.units["HK"])
    assert directive in waiting_for(clerk)
    assert steps.order_moves(at=CLOCK) is None
    assert signed_in(clerk).get(f"/van-ban/{directive.pk}/").status_code == 200
    refused("forbidden", lambda: steps.dispatch(directive, by=stranger, at=NOW))
    run_job(steps.dispatch(directive, by=clerk, at=NOW).pk)
    directive.refresh_from_db()
    assert directive.status == Directive.Status.ISSUED
    move()  # its campaign, and the task to follow it, are the heir's
    campaign = Campaign.objects.get(directive=directive)
    assert campaign.issuer == city.units["P1"]
    assert steps.order_moves(at=CLOCK) is None
    city.report(city.assignment(campaign, "KM"))
    city.accept(Report.objects.get())
    clock.mend(at=NOW)
    head = city.person("P1", Post.Role.HEAD)
    assert directive in {item.artifact for item in inbox.items(inbox.ready(head))}


def test_the_heirs_clerk_scans_the_paper_of_what_was_numbered_and_sends_it(city: City) -> None:
    directive = signed_by_hk(city)
    steps.number(directive, by=city["other_clerk"], at=AT, today=DAY)
    OfficeRules.objects.filter(unit=city.units["HK"]).update(paper_signature=True)
    reorganise(city, Merge(("HK",), "P1"))
    clerk = city.person("P1", Post.Role.CLERK)
    move()
    refused("scan_missing", lambda: steps.dispatch(as_it_is(directive), by=clerk, at=NOW))
    scan_at = reverse("workflows:signed_copy", args=[directive.pk])
    page = signed_in(clerk).get(directive.get_absolute_url()).content.decode()
    assert scan_at in page
    paper = reverse("directives:paper", args=[directive.pk])
    assert paper in page
    assert signed_in(clerk).get(paper).status_code == 200
    for person, answer in ((city.person("P2", Post.Role.CLERK), 403), (clerk, 302)):
        assert signed_in(person).post(scan_at, {"scan": SimpleUploadedFile("bản quét.pdf", PDF)}).status_code == answer
    steps.dispatch(as_it_is(directive), by=clerk, at=NOW)


def test_a_number_that_the_heirs_clerk_gives_up_leaves_a_draft_and_a_line_in_the_old_book(city: City) -> None:
    directive = signed_by_hk(city)
    steps.number(directive, by=city["other_clerk"], at=AT, today=DAY)
    reorganise(city, Merge(("HK",), "P1"))
    clerk = city.person("P1", Post.Role.CLERK)
    move()
    entry = steps.void_number(Directive.objects.get(pk=directive.pk), reason="Không phát hành nữa.", by=clerk, at=NOW)
    assert entry.register.unit == city.units["HK"]
    move()
    directive.refresh_from_db()
    assert (directive.status, directive.issuer) == (Directive.Status.RETURNED, city.units["P1"])


def test_a_delivery_that_ends_after_its_issuer_is_followed_by_the_heir(city: City) -> None:
    directive, job = dispatched(city)
    reorganise(city, Merge(("HN",), "HP"))
    move()
    run_job(job.pk)
    assert move() is not None
    assert steps.order_moves(at=CLOCK) is None
    follow = Task.objects.get(flow_task_type="HUMAN", finished=None, process__artifact_object_id=directive.pk, flow_task__endswith="follow")
    assert follow.owner_permission_obj_pk == str(city.units["HP"].pk)
    assert Campaign.objects.get(directive=directive).issuer == city.units["HP"]


def test_the_task_to_follow_is_found_though_its_campaign_has_moved_already(city: City) -> None:
    directive = delivered(city)
    Campaign.objects.filter(directive=directive).update(issuer=city.units["HP"])  # moved while the delivery went on
    Assignment.objects.update(reviewer=city.units["HP"])
    clock.mend(at=AT)
    Assignment.objects.filter(campaign__directive=directive).delete()
    reorganise(city, Merge(("HN",), "HP"))
    move()
    follow = Task.objects.get(flow_task_type="HUMAN", finished=None, process__artifact_object_id=directive.pk, flow_task__endswith="follow")
    assert follow.owner_permission_obj_pk == str(city.units["HP"].pk)
