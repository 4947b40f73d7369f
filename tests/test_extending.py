"""More time: asked for before it has run out, granted or refused by whoever gave the work, and never taken for the first day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns import queries, rollup, services, waiting
from campaigns.models import Assignment, Campaign, CarryingRules, Extension, Report
from org_hierarchy.models import Post
from records.events import timeline
from records.models import Event
from workflows import steps

from .city import AT, DAY, DUE, City, at, at_once, delivered, draft_for_districts, later, refused, signed_in

pytestmark = pytest.mark.django_db

NEW = DUE + timedelta(days=10)
WORDS = "Danh sách từ phường gửi chậm."


@pytest.fixture
def work(city: City) -> Assignment:
    """Ba Đình's assignment, received, due on DUE."""
    campaign = Campaign.objects.get(directive=delivered(city))
    found = city.assignment(campaign, "BD")
    steps.receive_assignment(found, by=city["clerk"], at=AT, today=DAY)
    return city.assignment(campaign, "BD")


def again(work: Assignment) -> Assignment:
    return Assignment.objects.select_related("campaign__issuer", "task", "unit", "reviewer", "parent").get(pk=work.pk)


def asked(city: City, work: Assignment, *, day: date = NEW, on: date = DAY) -> Extension:
    return steps.ask_extension(again(work), proposed_date=day, reason=WORDS, by=city["officer"], at=at(on, 10), today=on)


def asking(city: City, work: Assignment, **changes: Any) -> Callable[[], object]:
    values = {"proposed_date": NEW, "reason": WORDS, "by": city["officer"], "at": AT, "today": DAY} | changes
    return lambda: steps.ask_extension(again(work), **values)


def granted(city: City, extension: Extension, *, day: date | None = None) -> None:
    steps.grant_extension(extension, granted_date=day, note="", by=city["chairman"], at=later(days=1))


def delegated(work: Assignment, city: City, code: str, *, due: date = DUE) -> Assignment:
    """What Ba Đình gave to one of its wards."""
    unit = city.units[code]
    return Assignment.objects.create(
        campaign=work.campaign, task=work.task, unit=unit, path=unit.path, reviewer=work.unit, parent=work, due_date=due,
        original_due_date=due, issued_at=AT, status=Assignment.Status.RECEIVED, received_at=AT,
    )  # fmt: skip


def test_a_granted_extension_moves_the_day_and_keeps_the_first_one(city: City, work: Assignment) -> None:
    granted(city, asked(city, work))
    kept = again(work)
    assert (kept.due_date, kept.original_due_date, kept.extension_count) == (NEW, DUE, 1)
    assert [event.action for event in timeline(kept)][-2:] == ["campaigns.extension_asked", "campaigns.extension_granted"]


def test_another_day_than_the_proposed_one_may_be_granted(city: City, work: Assignment) -> None:
    granted(city, asked(city, work), day=DUE + timedelta(days=3))
    assert again(work).due_date == DUE + timedelta(days=3)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "  "}, "reason_required"),
        ({"proposed_date": DUE}, "date_wrong"),
        ({"today": DUE + timedelta(days=1)}, "too_late"),
        ({"reason": "x" * 1001}, "too_long"),
    ],
)
def test_a_wrong_request_is_refused(city: City, work: Assignment, changes: dict[str, Any], code: str) -> None:
    refused(code, asking(city, work, **changes))
    assert not Extension.objects.exists()


def test_the_last_day_itself_is_not_too_late(city: City, work: Assignment) -> None:
    assert asked(city, work, on=DUE).status == Extension.Status.ASKED


def test_what_was_not_received_or_is_reported_asks_for_no_time(city: City, work: Assignment) -> None:
    other = city.assignment(work.campaign, "HK")
    refused("not_with_unit", asking(city, other, by=city["other_officer"]))
    steps.report(again(work), kind="final", text="Xong.", by=city["officer"], at=AT, today=DAY)
    refused("not_with_unit", asking(city, work))


def test_one_request_waits_at_a_time_and_may_be_taken_back(city: City, work: Assignment) -> None:
    first = asked(city, work)
    refused("asked_already", asking(city, work))
    steps.withdraw_request(first, by=city["officer"], at=AT)
    refused("stale", lambda: steps.withdraw_request(first, by=city["officer"], at=AT))
    assert asked(city, work).pk != first.pk


def test_only_the_unit_asks_and_only_the_reviewer_decides(city: City, work: Assignment) -> None:
    refused("forbidden", asking(city, work, by=city["other_officer"]))
    extension = asked(city, work)
    for person in (city["officer"], city["stranger"], city["drafter"], city["city_officer"]):
        refused("forbidden", lambda person=person: steps.grant_extension(extension, granted_date=None, note="", by=person, at=AT))
        refused("forbidden", lambda person=person: steps.refuse_request(extension, note="Không.", by=person, at=AT))


def test_nobody_decides_an_own_request(city: City, work: Assignment) -> None:
    extension = asked(city, work)
    Extension.objects.filter(pk=extension.pk).update(asked_by=city["chairman"])
    extension.refresh_from_db()
    refused("own_request", lambda: granted(city, extension))


def test_a_refusal_says_why_and_leaves_the_day(city: City, work: Assignment) -> None:
    extension = asked(city, work)
    refused("note_required", lambda: steps.refuse_request(extension, note=" ", by=city["chairman"], at=AT))
    steps.refuse_request(extension, note="Hạn của Thành phố không đổi.", by=city["chairman"], at=AT)
    assert (again(work).due_date, again(work).extension_count) == (DUE, 0)
    refused("stale", lambda: granted(city, extension))


def test_the_issuer_says_how_often_at_most(city: City, work: Assignment) -> None:
    CarryingRules.objects.create(unit=city.units["HN"], extension_limit=1)
    granted(city, asked(city, work))
    error = refused("limit_reached", asking(city, work, proposed_date=NEW + timedelta(days=5)))
    assert "1 lần" in str(error)


def test_an_issuer_may_allow_none(city: City, work: Assignment) -> None:
    CarryingRules.objects.create(unit=city.units["HN"], extension_limit=0)
    refused("limit_reached", asking(city, work))


def test_in_time_by_a_later_day_is_told_apart_from_in_time(city: City, work: Assignment) -> None:
    granted(city, asked(city, work))
    report = steps.report(again(work), kind="final", text="Xong.", by=city["officer"], at=at(NEW), today=NEW)
    stands = queries.standing(again(work), today=NEW)
    assert (stands.in_time, stands.was_extended) == (True, True)
    steps.review(report, accept=True, note="", by=city["chairman"], at=at(NEW, 15))
    counts = rollup.of(work.campaign, today=NEW)
    assert (counts.done_on_time, counts.done_extended, counts.done_late) == (1, 1, 0)


def test_in_time_by_the_first_day_stays_just_that_after_an_extension(city: City, work: Assignment) -> None:
    granted(city, asked(city, work))
    steps.report(again(work), kind="final", text="Xong.", by=city["officer"], at=at(DUE), today=DUE)
    assert not queries.standing(again(work), today=DUE).was_extended


def test_what_was_delegated_never_goes_beyond_its_parents_day(city: City, work: Assignment) -> None:
    child = delegated(work, city, "KM")
    officer = city.person("KM")
    extension = services.ask_extension(again(child), proposed_date=NEW, reason=WORDS, by=officer, at=AT, today=DAY)
    extension.assignment = again(child)
    head = city.person("BD", Post.Role.HEAD)
    error = refused("beyond_parent", lambda: steps.grant_extension(extension, granted_date=None, note="", by=head, at=AT))
    assert f"{DUE:%d/%m/%Y}" in str(error)


def test_whoever_delegated_asks_for_the_same_day_first(city: City, work: Assignment) -> None:
    child = delegated(work, city, "KM")
    extension = services.ask_extension(again(child), proposed_date=NEW, reason=WORDS, by=city.person("KM"), at=AT, today=DAY)
    extension.assignment = again(child)
    head = city.person("BD", Post.Role.HEAD)
    own = steps.pass_on_extension(extension, by=head, at=AT, today=DAY)
    assert (own.assignment_id, own.proposed_date, extension.status) == (work.pk, NEW, Extension.Status.ASKED)
    granted(city, own)
    extension.assignment = again(child)
    steps.grant_extension(extension, granted_date=None, note="", by=head, at=later(days=2))
    assert again(child).due_date == NEW


def test_what_nobody_delegated_is_not_passed_on(city: City, work: Assignment) -> None:
    extension = asked(city, work)
    refused("not_delegated", lambda: steps.pass_on_extension(extension, by=city["chairman"], at=AT, today=DAY))


# Many at once


def test_one_day_for_all_is_one_event_and_answers_who_asked(city: City, work: Assignment) -> None:
    extension = asked(city, work)
    count = services.extend_many(
        work.campaign, Assignment.objects.all(), due_date=NEW, reason="Dịch bệnh.", by=city["chairman"], at=later(days=1)
    )
    assert count == 3
    assert set(work.campaign.assignments.values_list("due_date", "original_due_date")) == {(NEW, DUE)}
    extension.refresh_from_db()
    assert (extension.status, extension.granted_date, again(work).extension_count) == (Extension.Status.GRANTED, NEW, 1)
    [event] = Event.objects.filter(action="campaigns.extended")
    assert (event.after["count"], event.after["due_date"], len(event.after["digest"])) == (3, str(NEW), 64)


def test_a_later_wish_waits_on(city: City, work: Assignment) -> None:
    extension = asked(city, work, day=NEW + timedelta(days=1))
    services.extend_many(work.campaign, Assignment.objects.all(), due_date=NEW, reason="Chung.", by=city["chairman"], at=AT)
    extension.refresh_from_db()
    assert extension.status == Extension.Status.ASKED


def test_no_day_is_moved_forward_and_what_has_ended_stays(city: City, work: Assignment) -> None:
    Assignment.objects.filter(pk=work.pk).update(due_date=NEW + timedelta(days=1))
    done = city.assignment(work.campaign, "HK")
    Assignment.objects.filter(pk=done.pk).update(status=Assignment.Status.ACCEPTED)
    assert services.extend_many(work.campaign, Assignment.objects.all(), due_date=NEW, reason="x", by=None, at=AT) == 1
    assert again(work).due_date == NEW + timedelta(days=1)
    assert again(done).due_date == DUE


def test_parents_are_moved_before_what_they_delegated(city: City, work: Assignment) -> None:
    child = delegated(work, city, "KM")
    grandchild = delegated(child, city, "TB")
    assert services.extend_many(work.campaign, Assignment.objects.all(), due_date=NEW, reason="x", by=None, at=AT) == 5
    assert {again(row).due_date for row in (work, child, grandchild)} == {NEW}


def test_what_was_delegated_alone_stays_within_its_parents_day(city: City, work: Assignment) -> None:
    child = delegated(work, city, "KM")
    only = Assignment.objects.filter(pk=child.pk)
    assert services.extend_many(work.campaign, only, due_date=NEW, reason="x", by=None, at=AT) == 0
    assert again(child).due_date == DUE


def test_the_statements_of_a_group_extension_do_not_grow_with_it(city: City, work: Assignment) -> None:
    def statements(rows: Any, day: date) -> int:
        with CaptureQueriesContext(connection) as captured:
            services.extend_many(work.campaign, rows, due_date=day, reason="x", by=None, at=AT)
        return len(captured)

    one = statements(Assignment.objects.filter(pk=work.pk), NEW)
    assert statements(Assignment.objects.all(), NEW + timedelta(days=1)) == one


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_a_grant_and_an_acceptance_at_one_moment_both_leave_a_true_row(city: City, work: Assignment) -> None:
    extension = asked(city, work)
    report = steps.report(again(work), kind="final", text="Xong.", by=city["officer"], at=AT, today=DAY)
    raised = at_once(
        lambda: granted(city, Extension.objects.select_related("assignment__reviewer").get(pk=extension.pk)),
        lambda: steps.review(report, accept=True, note="", by=city["city_officer"], at=later(days=1)),
    )
    kept, extension = again(work), Extension.objects.get(pk=extension.pk)
    assert raised[1] is None
    assert kept.status == Assignment.Status.ACCEPTED
    if raised[0] is None:
        assert (kept.due_date, extension.status) == (NEW, Extension.Status.GRANTED)
    else:
        assert isinstance(raised[0], steps.StepError | services.CampaignError)
        assert raised[0].code in {"closed", "stale"}
        assert (kept.due_date, extension.status) == (DUE, Extension.Status.WITHDRAWN)


# On the pages


def page_of(city: City, name: str, work: Assignment) -> str:
    return signed_in(city[name]).get(reverse("workflows:assignment", args=[work.pk])).content.decode()


AHEAD = timezone.localdate() + timedelta(days=20)
"""Pages are of today: what they ask about lies before us."""


@pytest.fixture
def due_ahead(work: Assignment) -> None:
    Assignment.objects.update(due_date=AHEAD)


def test_the_unit_asks_and_the_reviewer_grants_on_the_page(city: City, work: Assignment, due_ahead: None) -> None:
    officer, chairman = signed_in(city["officer"]), signed_in(city["chairman"])
    ask = reverse("workflows:ask_extension", args=[work.pk])
    wrong = officer.post(ask, {"proposed_date": f"{AHEAD:%d/%m/%Y}", "reason": WORDS})
    assert wrong.status_code == 400
    assert WORDS in wrong.content.decode()  # what was typed stays
    assert officer.post(ask, {"proposed_date": f"{AHEAD + timedelta(days=5):%d/%m/%Y}", "reason": WORDS}).status_code == 302
    assert "Rút đề nghị gia hạn" in page_of(city, "officer", work)
    inbox = chairman.get(reverse("workflows:inbox")).content.decode()
    assert "Xin gia hạn, chờ tôi quyết định" in inbox
    extension = Extension.objects.get()
    decide = reverse("workflows:decide_extension", args=[extension.pk])
    assert chairman.post(decide, {"decision": "refuse", "note": ""}).status_code == 400
    assert chairman.post(decide, {"decision": "grant", "granted_date": "", "note": ""}).status_code == 302
    assert again(work).due_date == AHEAD + timedelta(days=5)
    assert "Xin gia hạn, chờ tôi quyết định" not in chairman.get(reverse("workflows:inbox")).content.decode()
    assert f"Hạn ban đầu: {DUE:%d/%m/%Y}" in page_of(city, "officer", work)


def test_a_request_is_taken_back_on_the_page(city: City, work: Assignment, due_ahead: None) -> None:
    extension = asked(city, work, day=AHEAD + timedelta(days=5))
    client = signed_in(city["officer"])
    assert client.post(reverse("workflows:withdraw_extension", args=[extension.pk])).status_code == 302
    assert client.post(reverse("workflows:withdraw_extension", args=[extension.pk])).status_code == 409


def test_the_inbox_asks_the_same_number_of_questions_for_one_request_and_many(
    city: City,
) -> None:
    campaign = Campaign.objects.get(directive=delivered(city, draft_for_districts(city, tasks=4)))
    rows = list(campaign.assignments.all())
    client = signed_in(city["chairman"])

    def ask(some: list[Assignment]) -> int:
        for row in some:
            Extension.objects.create(
                assignment=row, previous_date=DUE, proposed_date=NEW, reason=WORDS, asked_by=city["officer"], asked_at=AT
            )
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("workflows:inbox"))
        return len(captured)

    assert ask(rows[:1]) == ask(rows[1:])
    assert waiting.extensions_to_decide(city["chairman"]).count() == 12


def test_what_is_asked_of_work_that_is_accepted_is_asked_no_more(city: City, work: Assignment) -> None:
    """On nobody's desk, in words: a unit may report before it is answered."""
    asked(city, work)
    steps.ask_suspension(again(work), reason=WORDS, by=city["officer"], at=later(hours=1))
    sent = steps.report(again(work), kind="final", text="Xong.", by=city["officer"], at=later(hours=2), today=DAY)
    report = Report.objects.select_related("assignment__campaign__issuer", "assignment__unit", "assignment__reviewer").get(pk=sent.pk)
    steps.review(report, accept=True, note="", by=city["chairman"], at=later(hours=3))
    assert [(one.status, one.decision_note) for one in work.extensions.all()] == [("withdrawn", "Việc đã hoàn thành.")]
    assert [(one.status, one.decision_note) for one in work.suspensions.all()] == [("withdrawn", "Việc đã hoàn thành.")]
    assert not waiting.suspensions_to_decide(city["chairman"]).exists()
