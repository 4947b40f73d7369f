"""Days that follow from words: terms that run from the issue or the receipt, "trước ngày", later phases, and tasks without a day."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from viewflow.workflow.models import Process

from campaigns import services, waiting
from campaigns.models import Assignment, Campaign, CarryingRules, Phase
from campaigns.queries import tasks_opening
from campaigns.services import Part
from directives.models import Recipient
from org_hierarchy.calendar import Calendar
from records.models import Event, Job
from workflows import steps
from workflows.tasks import run_job

from .city import AT, DAY, DUE, City, DutyDraft, at, delivered, draft, duty, grouped, launched, named, refused, signed_in

pytestmark = pytest.mark.django_db

OPENS = date(2021, 4, 5)
FIVE_DAYS = "trong 05 ngày làm việc kể từ ngày nhận được văn bản"


def phased(city: City, **fields: Any) -> DutyDraft:
    values = {"start_date": OPENS, "deadline": date(2021, 4, 30), "deadline_text": "từ ngày 05/4/2021 đến 30/4/2021"} | fields
    return duty("Rà soát đợt hai.", grouped(city.group()), **values)


def campaign_of(city: City, *duties: DutyDraft, **more: Any) -> Campaign:
    return Campaign.objects.get(directive=delivered(city, draft(city, *duties, **more)))


# Terms in words


def test_a_term_from_the_issue_has_its_day_at_once(city: City) -> None:
    campaign = launched(city, duty("Báo cáo.", named(city.units["STTTT"]), deadline_text="trong 10 ngày làm việc"))
    wanted = Calendar.load(DAY, DUE).add_working_days(DAY, 10)
    assert city.assignment(campaign, "STTTT").due_date == wanted


def test_a_term_from_the_receipt_waits_for_it(city: City) -> None:
    campaign = launched(city, duty("Báo cáo.", grouped(city.group()), deadline_text=FIVE_DAYS))
    work = city.assignment(campaign, "BD")
    assert (work.task.counts_from_receipt, work.due_date, work.review_date) == (True, None, DAY + services.REVIEW_AFTER)
    day = DAY + timedelta(days=4)
    services.receive(work, by=city["officer"], at=at(day))
    wanted = Calendar.load(day, day).add_working_days(day, 5)
    kept = city.assignment(campaign, "BD")
    assert (kept.due_date, kept.original_due_date, kept.review_date) == (wanted, wanted, None)
    assert (work.due_date, work.review_date) == (wanted, None)
    assert city.assignment(campaign, "HK").due_date is None


def test_the_document_once_received_dates_all_that_counts_from_it(city: City) -> None:
    campaign = launched(
        city,
        duty("Một.", grouped(city.group()), deadline_text=FIVE_DAYS),
        duty("Hai.", grouped(city.group()), deadline_text="trong 3 ngày kể từ ngày nhận được văn bản"),
        duty("Ba.", grouped(city.group()), deadline=DUE),
        duty("Bốn.", grouped(city.group())),
    )
    copy = Recipient.objects.get(directive=campaign.directive, unit=city.units["BD"])
    rows = services.receive_all(copy, by=city["clerk"], at=AT)
    calendar = Calendar.load(DAY, DUE)
    wanted = [calendar.add_working_days(DAY, 5), calendar.working_day_from(DAY + timedelta(days=3)), DUE, None]
    assert [row.due_date for row in rows] == wanted
    kept = Assignment.objects.filter(unit=city.units["BD"]).order_by("task__position")
    assert [row.due_date for row in kept] == wanted


def test_a_day_that_the_drafter_confirmed_goes_before_the_words(city: City) -> None:
    campaign = launched(city, duty("Báo cáo.", named(city.units["STTTT"]), deadline=DUE, deadline_text=FIVE_DAYS))
    work = city.assignment(campaign, "STTTT")
    assert (work.due_date, work.task.counts_from_receipt) == (DUE, False)


@pytest.mark.parametrize(("inclusive", "last_day"), [(False, DUE - timedelta(days=1)), (True, DUE)])
def test_the_issuer_says_whether_the_day_named_counts(city: City, inclusive: bool, last_day: date) -> None:
    CarryingRules.objects.create(unit=city.units["HN"], inclusive_deadlines=inclusive)
    words = {"deadline": DUE, "strictly_before": True, "deadline_text": "trước ngày 31/3/2021"}
    campaign = launched(city, duty("Báo cáo.", named(city.units["STTTT"]), **words))
    assert city.assignment(campaign, "STTTT").due_date == last_day


def test_the_page_says_how_the_day_named_was_counted(city: City) -> None:
    CarryingRules.objects.create(unit=city.units["HN"], inclusive_deadlines=True)
    words = {"deadline": DUE, "strictly_before": True, "deadline_text": "trước ngày 31/3/2021"}
    campaign = campaign_of(city, duty("Báo cáo.", grouped(city.group()), **words))
    work = city.assignment(campaign, "BD")
    page = signed_in(city["officer"]).get(work.get_absolute_url()).content.decode()
    assert "tính cả ngày này" in page
    assert "đến hết ngày liền trước" not in page


# Phases


def test_a_later_task_is_given_on_its_first_day_and_not_before(city: City) -> None:
    campaign = campaign_of(city, phased(city), duty("Ngay.", grouped(city.group()), deadline=DUE))
    assert set(campaign.assignments.values_list("task__content", flat=True)) == {"Ngay."}
    assert not tasks_opening(OPENS - timedelta(days=1)).exists()
    assert steps.open_phases(at=at(OPENS), today=OPENS) == 1
    assert steps.open_phases(at=at(OPENS), today=OPENS) == 0
    job = Job.objects.get(key=f"deliver:{campaign.directive_id}:{OPENS}")
    run_job(job.pk)
    later = campaign.assignments.filter(task__content="Rà soát đợt hai.")
    assert {(row.unit.code, row.issued_at) for row in later} == {(code, at(OPENS)) for code in ("BD", "HK", "TT")}
    assert Process.objects.filter(artifact_object_id__in=later.values("pk"), status="NEW").count() >= 3
    assert not tasks_opening(OPENS).exists()


def test_who_was_in_the_group_on_the_day_of_issue_is_in_it_on_the_first_day(city: City) -> None:
    campaign = campaign_of(city, phased(city))
    assert not campaign.assignments.exists()
    services.assign_next(campaign, at=at(OPENS))
    assert campaign.assignments.count() == 3


def test_a_task_without_a_day_of_its_own_opens_with_the_phase_of_its_section(city: City) -> None:
    milestone = duty("Đợt 2: các xã.", kind="milestone", section="II", start_date=OPENS, deadline=date(2021, 4, 30))
    other = duty("Đợt 1: các quận.", kind="milestone", section="I", start_date=DAY, deadline=OPENS)
    campaign = launched(city, other, milestone, duty("Việc.", grouped(city.group()), section="II", deadline=date(2021, 4, 30)))
    [task] = campaign.tasks.all()
    assert (task.opens_date, task.phase) == (OPENS, Phase.objects.get(name="Đợt 2: các xã."))


def test_of_two_phases_in_one_section_none_is_guessed(city: City) -> None:
    first = duty("Đợt 1.", kind="milestone", section="II", start_date=DAY, deadline=OPENS)
    second = duty("Đợt 2.", kind="milestone", section="II", start_date=OPENS + timedelta(days=1), deadline=date(2021, 4, 30))
    campaign = launched(city, first, second, duty("Việc.", grouped(city.group()), section="II", deadline=date(2021, 4, 30)))
    [task] = campaign.tasks.all()
    assert (task.opens_date, task.phase) == (None, None)
    assert campaign.assignments.count() == 3


def test_a_concluded_campaign_opens_nothing_more(city: City) -> None:
    campaign = campaign_of(city, phased(city))
    Campaign.objects.filter(pk=campaign.pk).update(status=Campaign.Status.CONCLUDED)
    assert steps.open_phases(at=at(OPENS), today=OPENS) == 0


def test_the_campaigns_page_says_when_a_task_will_be_given(city: City) -> None:
    ahead = timezone.localdate() + timedelta(days=30)
    campaign = campaign_of(city, phased(city, start_date=ahead, deadline=ahead, deadline_text=""))
    page = signed_in(city["chairman"]).get(reverse("campaigns:campaign", args=[campaign.pk])).content.decode()
    assert f"sẽ giao ngày {ahead:%d/%m/%Y}" in page


# What has no day is looked at again


@pytest.fixture
def undated(city: City) -> Campaign:
    return campaign_of(city, duty("Phổ biến tài liệu.", grouped(city.group())), duty("Có hạn.", grouped(city.group()), deadline=DUE))


REVIEW = DAY + services.REVIEW_AFTER


def test_on_its_day_a_task_without_date_comes_up_for_its_reviewer(city: City, undated: Campaign) -> None:
    assert not waiting.tasks_to_look_at(city["chairman"], today=REVIEW - timedelta(days=1)).exists()
    [task] = waiting.tasks_to_look_at(city["chairman"], today=REVIEW)
    assert (task.content, task.to_look_at, task.since) == ("Phổ biến tài liệu.", 3, REVIEW)
    for name in ("officer", "stranger"):
        assert not waiting.tasks_to_look_at(city[name], today=REVIEW).exists()


def look(city: City, campaign: Campaign, **changes: Any) -> int:
    task = campaign.tasks.select_related("campaign__issuer", "reviewer").order_by("position")[0]
    values = {"next_date": REVIEW + timedelta(days=20), "due_date": None, "note": "", "by": city["chairman"]} | changes
    return steps.look_again(task, at=at(REVIEW), today=REVIEW, **values)


def test_looked_at_it_comes_up_again_later(city: City, undated: Campaign) -> None:
    assert look(city, undated) == 3
    assert not waiting.tasks_to_look_at(city["chairman"], today=REVIEW).exists()
    assert waiting.tasks_to_look_at(city["chairman"], today=REVIEW + timedelta(days=20)).exists()
    [event] = Event.objects.filter(action="campaigns.looked_at")
    assert event.after["count"] == 3


def test_a_day_may_be_set_for_all_who_are_still_at_it(city: City, undated: Campaign) -> None:
    done = city.assignment(undated, "HK")
    Assignment.objects.filter(pk=done.pk).update(status=Assignment.Status.ACCEPTED)
    day = REVIEW + timedelta(days=15)
    assert look(city, undated, next_date=None, due_date=day, note="Cần xong trước hè.") == 2
    kept = city.assignment(undated, "BD")
    assert (kept.due_date, kept.original_due_date, kept.review_date) == (day, day, None)
    assert city.assignment(undated, "HK").due_date is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"next_date": None}, "date_required"),
        ({"due_date": REVIEW}, "date_required"),
        ({"next_date": REVIEW}, "date_wrong"),
        ({"next_date": None, "due_date": REVIEW - timedelta(days=1)}, "date_wrong"),
        ({"note": "x" * 1001}, "too_long"),
    ],
)
def test_a_wrong_day_to_look_again_is_refused(city: City, undated: Campaign, changes: dict[str, Any], code: str) -> None:
    refused(code, lambda: look(city, undated, **changes))


def test_only_the_reviewer_looks_again(city: City, undated: Campaign) -> None:
    task = undated.tasks.select_related("campaign__issuer", "reviewer").order_by("position")[0]
    for name in ("officer", "stranger", "drafter"):
        values = {"next_date": REVIEW + timedelta(days=5), "due_date": None, "note": "", "by": city[name], "at": AT, "today": DAY}
        refused("forbidden", lambda values=values: steps.look_again(task, **values))


def test_nobody_keeps_its_own_work_without_a_day(city: City) -> None:
    of_all = duty("Phổ biến tài liệu.", grouped(city.group()), named(city.units["BHXHHN"]))
    campaign = campaign_of(city, of_all, monitor="BHXHHN", monitor_reviews=True)
    own, other = city.assignment(campaign, "BHXHHN"), city.assignment(campaign, "BD")
    assert (own.reviewer.code, other.reviewer.code) == ("HN", "BHXHHN")
    for name, count in (("monitor", 3), ("chairman", 1)):
        [task] = waiting.tasks_to_look_at(city[name], today=REVIEW)
        assert task.to_look_at == count
    later_day = REVIEW + timedelta(days=20)
    assert look(city, campaign, by=city["monitor"]) == 3
    assert [city.assignment(campaign, code).review_date for code in ("BHXHHN", "BD")] == [REVIEW, later_day]
    assert waiting.tasks_to_look_at(city["chairman"], today=REVIEW).exists()
    assert look(city, campaign, next_date=None, due_date=later_day) == 1
    assert city.assignment(campaign, "BHXHHN").due_date == later_day
    Assignment.objects.exclude(pk=own.pk).delete()
    Assignment.objects.filter(pk=own.pk).update(due_date=None)
    refused("forbidden", lambda: look(city, campaign, by=city["monitor"]))


def test_the_page_counts_whom_the_act_reaches(city: City) -> None:
    of_all = duty("Phổ biến tài liệu.", grouped(city.group()), named(city.units["BHXHHN"]))
    campaign = campaign_of(city, of_all, monitor="BHXHHN", monitor_reviews=True)
    district = city.assignment(campaign, "BD")
    services.receive(district, by=city["officer"], at=AT)
    services.delegate(district, parts=[Part(city.units["KM"].pk)], by=city["officer"], at=AT, today=DAY)
    task = campaign.tasks.get()
    for name, count, words in (("monitor", 4, "Còn 4 đơn vị"), ("chairman", 1, "Còn 1 đơn vị")):
        page = signed_in(city[name]).get(reverse("workflows:look_again", args=[task.pk])).content.decode()
        assert words in page
        assert ("tính cả 1 đơn vị được giao tiếp" in page) == (name == "monitor")
        assert look(city, campaign, by=city[name]) == count


def test_the_reviewer_looks_again_from_the_inbox(city: City, undated: Campaign) -> None:
    client = signed_in(city["chairman"])
    task = undated.tasks.order_by("position")[0]
    address = reverse("workflows:look_again", args=[task.pk])
    inbox = client.get(reverse("workflows:inbox")).content.decode()
    assert "Đến ngày rà soát" in inbox
    assert address in inbox
    assert "Phổ biến tài liệu." in client.get(address).content.decode()
    assert client.post(address, {"next_date": "", "due_date": ""}).status_code == 400
    ahead = timezone.localdate() + timedelta(days=30)
    assert client.post(address, {"next_date": f"{ahead:%d/%m/%Y}"}).status_code == 302
    assert "Đến ngày rà soát" not in client.get(reverse("workflows:inbox")).content.decode()
