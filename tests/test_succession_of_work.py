"""Work follows posts and units: what is open goes on with the heir of a unit, what is closed stays, and nothing is lost or guessed."""

from datetime import timedelta

import pytest

from campaigns import waiting
from campaigns.models import Assignment, Campaign, Report
from campaigns.services import succession
from directives.models import Recipient
from org_hierarchy.models import Post
from org_hierarchy.services import Merge
from records.models import Event
from workflows import clock, inbox, steps
from workflows.tasks import run_job

from .city import AT, DAY, City, refused, signed_in
from .succession import DECIDED, NOW, Status, assert_whole, launched_campaign, move, reorganise, standing, with_wards

pytestmark = pytest.mark.django_db

city = pytest.fixture(with_wards)
campaign = pytest.fixture(launched_campaign)


def test_open_work_goes_on_with_the_heir_and_closed_work_stays(city: City, campaign: Campaign) -> None:
    city.accept(city.report(city.assignment(campaign, "HK", 0)))
    steps.receive_assignment(city.assignment(campaign, "HK", 1), by=city["other_officer"], at=AT, today=DAY)
    reorganise(city, Merge(("HK",), "P1"))
    assert move() is not None
    now = standing(campaign)
    assert now["HK", 0] == (Status.ACCEPTED, None)
    assert now["P1", 1] == (Status.RECEIVED, None)
    assert ("HK", 1) not in now
    moved = Assignment.objects.get(unit__code="P1", task__position=1)
    officer = city.person("P1")
    assert moved.pk in {item.artifact.pk for item in inbox.items(inbox.tasks(officer))}
    steps.report(moved, kind="final", text="Xong.", by=officer, at=NOW, today=DECIDED)
    steps.review(Report.objects.latest("pk"), accept=True, note="", by=city["chairman"], at=NOW)
    moved.refresh_from_db()
    assert moved.status == Status.ACCEPTED
    assert_whole()


def test_what_was_given_to_the_old_unit_says_on_its_page_where_it_went(city: City, campaign: Campaign) -> None:
    reorganise(city, Merge(("HK",), "P1"))
    move()
    moved = Assignment.objects.get(unit__code="P1", task__position=0)
    page = signed_in(city.person("P1")).get(moved.get_absolute_url()).content.decode()
    assert "Chuyển sang đơn vị kế thừa" in page
    assert city.units["HK"].name in page
    event = Event.objects.get(action="campaigns.moved_on", subject_id=moved.pk)
    assert (event.before["unit"], event.after["unit"], event.by) == (city.units["HK"].pk, city.units["P1"].pk, None)


def test_an_heir_that_has_the_task_keeps_its_own_and_reads_the_reports_of_the_other(city: City, campaign: Campaign) -> None:
    other = city.assignment(campaign, "HK", 0)
    city.report(other, kind="interim", text="Đã làm một nửa.")
    reorganise(city, Merge(("HK",), "BD"))
    move()
    now = standing(campaign)
    assert now["BD", 0] == (Status.ISSUED, None)
    assert now["HK", 0] == now["HK", 1] == (Status.RECALLED, "BD")
    other.refresh_from_db()
    assert "đơn vị kế thừa" in other.refusal_reason
    page = signed_in(city["officer"]).get(city.assignment(campaign, "BD", 0).get_absolute_url()).content.decode()
    assert "Đã làm một nửa." in page
    assert city.units["HK"].name in page
    assert Event.objects.filter(action="campaigns.merged", subject_id=other.pk).exists()
    assert_whole()


def test_what_stands_in_the_way_of_one_that_is_merged_is_still_answered(city: City, campaign: Campaign) -> None:
    other = city.assignment(campaign, "HK", 0)
    steps.receive_assignment(other, by=city["other_officer"], at=AT, today=DAY)
    told = {"by": city["other_officer"], "at": AT, "today": DAY}
    open_one = steps.raise_difficulty(city.assignment(campaign, "HK", 0), text="Thiếu máy.", **told)
    taken_back = steps.raise_difficulty(city.assignment(campaign, "HK", 0), text="Hết mực.", **told)
    steps.withdraw_difficulty(taken_back, by=city["other_officer"], at=AT)
    reorganise(city, Merge(("HK",), "BD"))
    move()
    open_one.refresh_from_db()
    taken_back.refresh_from_db()
    assert (open_one.assignment, taken_back.assignment) == (city.assignment(campaign, "BD", 0), other)
    assert [row["first"] for row in waiting.to_answer(city["chairman"])] == [open_one.pk]
    steps.answer_difficulty(open_one, answer="Sẽ cấp.", publish=False, by=city["chairman"], at=NOW)
    assert "Sẽ cấp." in signed_in(city["officer"]).get(open_one.assignment.get_absolute_url()).content.decode()


def test_of_two_that_meet_under_a_new_heir_the_further_one_goes_on(city: City, campaign: Campaign) -> None:
    city.report(city.assignment(campaign, "TT", 0), kind="interim")
    reorganise(city, Merge(("HK", "TT"), "P1"))
    move()
    now = standing(campaign)
    assert now["P1", 0] == (Status.IN_PROGRESS, None)
    assert now["HK", 0] == (Status.RECALLED, "P1")
    assert sum(status in Assignment.OPEN for status, _ in now.values()) == 4  # BD and P1, two tasks each
    assert_whole()


def test_what_was_given_further_down_follows_the_one_that_goes_on(city: City, campaign: Campaign) -> None:
    parent = city.assignment(campaign, "HK", 0)
    ward = city.units["KM"]
    child = Assignment.objects.create(
        campaign=campaign, task=parent.task, unit=ward, path=ward.path, reviewer=parent.unit, parent=parent, issued_at=AT
    )  # fmt: skip
    clock.mend(at=AT)
    reorganise(city, Merge(("HK",), "BD"))
    move()
    child.refresh_from_db()
    assert (child.parent, child.reviewer) == (city.assignment(campaign, "BD", 0), city.units["BD"])
    reorganise(city, Merge(("BD",), "KM"), day=DECIDED + timedelta(days=1))
    move()
    child.refresh_from_db()
    assert (child.status, child.parent, child.reviewer) == (Status.ISSUED, None, city.units["HN"])
    assert standing(campaign)["BD", 0] == (Status.RECALLED, "KM")
    assert standing(campaign)["KM", 1] == (Status.ISSUED, None)
    assert_whole()


def test_nothing_is_merged_into_what_has_ended_meanwhile(city: City, campaign: Campaign) -> None:
    reorganise(city, Merge(("HK",), "BD"))
    moves = succession.plan_moves({city.units["HK"].pk: city.units["BD"].pk})
    steps.refuse(city.assignment(campaign, "BD", 0), reason="Không thuộc thẩm quyền.", by=city["officer"], at=NOW)
    refused("stale", lambda: succession.apply_moves(moves, by=None, at=NOW))
    move()
    assert standing(campaign)["HK", 0] == (Status.ISSUED, None)  # the issuer is asked
    assert standing(campaign)["HK", 1] == (Status.RECALLED, "BD")


def test_shares_of_a_target_are_added_where_two_meet(city: City, campaign: Campaign) -> None:
    parent = city.assignment(campaign, "BD", 0)
    for code, share in (("KM", 30), ("TB", 12)):
        ward = city.units[code]
        Assignment.objects.create(
            campaign=campaign, task=parent.task, unit=ward, path=ward.path, reviewer=parent.unit, parent=parent, issued_at=AT, target=share
        )
    reorganise(city, Merge(("KM",), "TB"))
    move()
    assert campaign.assignments.get(unit__code="TB").target == 42


def test_what_was_given_down_two_steps_hangs_on_whoever_is_left_above(city: City, campaign: Campaign) -> None:
    top, chain = city.assignment(campaign, "HK", 0), []
    for code, above in (("KM", top), ("TB", None)):
        parent = above or chain[-1]
        unit = city.units[code]
        chain.append(
            Assignment.objects.create(
                campaign=campaign, task=top.task, unit=unit, path=unit.path, reviewer=parent.unit, parent=parent, issued_at=AT
            )
        )
    reorganise(city, Merge(("HK", "KM"), "TB"))  # both above it end in it
    move()
    (left,) = campaign.assignments.filter(task=top.task, unit__code="TB")
    assert (left.pk, left.status, left.parent, left.reviewer) == (chain[1].pk, Status.ISSUED, None, city.units["HN"])
    assert campaign.assignments.filter(merged_into=left).count() == 2
    assert_whole()


def test_what_is_concluded_stays_where_it_was(city: City, campaign: Campaign) -> None:
    for copy in Recipient.objects.filter(directive=campaign.directive):
        steps.receive(copy, by=city.person(copy.unit.code, Post.Role.CLERK), at=AT, today=DAY)
    run_job(steps.conclude(campaign.directive, by=city["chairman"], at=AT, today=DAY).pk)
    reorganise(city, Merge(("HK",), "P1"))
    before = standing(campaign)
    assert move() is None
    assert standing(campaign) == before


def test_a_report_that_was_begun_and_not_sent_is_read_by_the_one_it_went_to(city: City, campaign: Campaign) -> None:
    other = city.assignment(campaign, "HK", 0)
    steps.receive_assignment(other, by=city["other_officer"], at=AT, today=DAY)
    steps.save_report_draft(other, values={"text": "Mới rà soát được hai phường."}, version=0, by=city["other_officer"], at=AT)
    steps.receive_assignment(city.assignment(campaign, "BD", 0), by=city["officer"], at=AT, today=DAY)
    reorganise(city, Merge(("HK",), "BD"))
    move()
    page = signed_in(city["officer"]).get(city.assignment(campaign, "BD", 0).get_absolute_url()).content.decode()
    assert "Mới rà soát được hai phường." in page
    assert "báo cáo đang soạn, chưa gửi" in page
