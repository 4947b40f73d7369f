"""Whoever has a directive before them hears of it, and of its legal limit; so do who is asked for an opinion or a copy, and who waits."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Campaign
from directives import services as directives
from directives.models import Directive, Opinion, Recipient
from org_hierarchy.models import Person
from workflows import clock, inbox, steps
from workflows.flows import DirectiveFlow
from workflows.models import Delivery, Notice, NoticeChoice, Reminder, Sweep

from .city import AT, DAY, DUE, City, Role, at, begun, copy_of, delivered, draft, later, signed_in
from .test_mandates import TL, holder, mandate, office
from .test_remits import in_charge_of

pytestmark = pytest.mark.django_db

Kind = Reminder.Kind
FRIDAY = date(2021, 3, 19)
"""The working day after DAY."""


def sweep(name: str, moment: datetime) -> Sweep:
    ran = clock.run(name, clock.SWEEPS[name], at=moment)
    assert not ran.error, ran.error
    return ran


def hear(hours: float) -> None:
    """The clock closes and tells, twice: what it says twice is said wrongly."""
    for minutes in (1, 2):
        for name in ("close", "steps"):
            sweep(name, later(hours=hours, minutes=minutes))


def told(kind: str, *, only_open: bool = True) -> list[str]:
    found = Notice.objects.filter(kind=kind).order_by("person__username")
    return list((found.filter(closed_at=None) if only_open else found).values_list("person__username", flat=True))


def names(*people: Person) -> list[str]:
    return sorted(one.username for one in people)


def submitted(city: City, **changes: Any) -> Directive:
    directive = begun(city, draft(city, **changes))
    steps.submit(directive, by=city["drafter"], at=AT)
    return directive


def test_each_who_gets_a_directive_before_them_is_told_once_and_until_it_moves_on(city: City) -> None:
    head = city["division_head"]
    clerks = [city["city_clerk"], city.person("HN", Role.CLERK, 2)]
    directive = submitted(city)
    hear(0)
    assert head.username in told(Kind.STEP_CONTENT)
    assert city["drafter"].username not in told(Kind.STEP_CONTENT)
    notice = Notice.objects.filter(kind=Kind.STEP_CONTENT)[0]
    assert (notice.title, notice.path, notice.day) == (directive.subject, f"/van-ban/{directive.pk}/", DAY)
    steps.approve_content(directive, by=head, at=later(hours=1))
    hear(1)
    assert told(Kind.STEP_CONTENT) == []
    assert city["office_head"].username in told(Kind.STEP_FORM)
    steps.approve_form(directive, by=city["office_head"], at=later(hours=2))
    hear(2)
    assert city["chairman"].username in told(Kind.STEP_SIGN)
    steps.sign(directive, appointment=city.seat(city["chairman"]), by=city["chairman"], at=later(hours=3))
    hear(3)
    assert told(Kind.STEP_NUMBER) == names(*clerks)
    assert told(Kind.STEP_SIGN) == []
    steps.number(directive, by=clerks[0], at=later(hours=4), today=DAY)
    hear(4)
    assert told(Kind.STEP_DISPATCH) == names(*clerks[1:]), "who numbered it knows"
    steps.dispatch(directive, by=clerks[0], at=later(hours=5))
    sweep("late_steps", at(DAY + timedelta(days=30)))
    assert told(Kind.STEP_LATE) == [], "now it lies with the machine"


def test_a_returned_draft_is_told_to_its_drafter_each_time_without_the_reason(city: City) -> None:
    head = city["division_head"]
    directive = submitted(city)
    for hour in (1, 3):
        steps.return_draft(directive, reason="Thiếu căn cứ rất riêng.", by=head, at=later(hours=hour))
        hear(hour)
        assert told(Kind.STEP_RETURNED) == [city["drafter"].username]
        steps.submit(directive, by=city["drafter"], at=later(hours=hour + 1))
        hear(hour + 1)
        assert told(Kind.STEP_RETURNED) == []
    assert told(Kind.STEP_RETURNED, only_open=False) == [city["drafter"].username] * 2
    assert not Notice.objects.filter(note__gt="").exists()
    assert told(Kind.STEP_CONTENT).count(head.username) == 1
    assert told(Kind.STEP_CONTENT, only_open=False).count(head.username) == 2


def test_whoever_stands_in_for_the_drafter_is_told_and_the_staff_where_he_has_left(city: City) -> None:
    head, drafter = city["division_head"], city["drafter"]
    directive = submitted(city)
    seat, stand_in = city.seat(drafter), city.person("KM")
    seat.absences.create(substitute=stand_in, reason="Nghỉ phép", valid_from=DAY, valid_to=DAY + timedelta(days=1))
    seat.post.group.user_set.add(stand_in)  # as the clock of midnight does
    steps.return_draft(directive, reason="Thiếu căn cứ.", by=head, at=later(hours=1))
    hear(1)
    assert told(Kind.STEP_RETURNED) == [stand_in.username]
    seat.absences.all().delete()
    seat.post.group.user_set.remove(stand_in)
    steps.submit(directive, by=drafter, at=later(hours=2))
    Person.objects.filter(pk=drafter.pk).update(is_active=False)
    steps.return_draft(directive, reason="Thiếu căn cứ.", by=head, at=later(hours=3))
    hear(3)
    assert drafter.username not in told(Kind.STEP_RETURNED)
    assert told(Kind.STEP_RETURNED)


def test_the_staff_is_told_where_the_drafter_is_away_and_nobody_stands_in(city: City) -> None:
    directive, colleague = submitted(city), city["colleague"]
    city.seat(city["drafter"]).absences.create(reason="Nghỉ phép", valid_from=DAY, valid_to=date(2100, 1, 1))
    steps.return_draft(directive, reason="Thiếu căn cứ.", by=city["division_head"], at=later(hours=1))
    hear(1)
    assert colleague.username in told(Kind.STEP_RETURNED)
    assert directive in [item.artifact for item in inbox.items(inbox.tasks(colleague))]


@pytest.mark.parametrize(("urgency", "last_day"), [("", FRIDAY), ("khan", DAY)])
def test_a_missed_limit_is_told_to_who_has_it_every_week_and_once_to_the_leaders(city: City, urgency: str, last_day: date) -> None:
    head = city["division_head"]
    clock.sweep_all(at=AT - timedelta(days=1))
    submitted(city, urgency=urgency)
    sweep("late_steps", at(last_day, 17))
    assert told(Kind.STEP_LATE) == []
    late = last_day + timedelta(days=1)
    for hour in (8, 10):
        sweep("late_steps", at(late, hour))
    first = told(Kind.STEP_LATE)
    assert {head.username, city["chairman"].username} <= set(first)
    assert len(first) == len(set(first))
    assert Notice.objects.filter(kind=Kind.STEP_LATE)[0].day == last_day
    sweep("late_steps", at(last_day + timedelta(days=7), 8))
    assert told(Kind.STEP_LATE).count(head.username) == 2
    assert told(Kind.STEP_LATE).count(city["chairman"].username) == 1
    assert Notice.objects.filter(kind=Kind.STEP_LATE, step=7)[0].label == "Quá hạn xử lý văn bản từ 7 ngày"
    steps.approve_content(Directive.objects.get(), by=head, at=at(last_day + timedelta(days=7), 9))
    sweep("close", at(last_day + timedelta(days=7), 10))
    assert told(Kind.STEP_LATE) == []


def test_after_an_outage_a_step_is_told_by_its_limit_alone_and_the_first_look_tells_nothing_old(city: City) -> None:
    submitted(city)
    ten = at(DAY + timedelta(days=10))
    clock.sweep_all(at=ten)
    assert not Notice.objects.filter(kind__in=[Kind.STEP_CONTENT, Kind.STEP_LATE]).exists()
    Reminder.objects.filter(kind=Kind.STEP_LATE).delete()  # as if the clock had looked before the draft came
    clock.sweep_all(at=ten + timedelta(hours=2))
    assert Notice.objects.filter(kind=Kind.STEP_LATE).exists()
    assert not Notice.objects.filter(kind=Kind.STEP_CONTENT).exists()


def test_leaders_hear_of_a_missed_limit_once_also_when_its_first_week_went_by_unseen(city: City) -> None:
    clock.sweep_all(at=AT - timedelta(days=1))
    submitted(city)
    for weeks in (1, 2):
        sweep("late_steps", at(FRIDAY + timedelta(days=7 * weeks), 8))
        assert told(Kind.STEP_LATE).count(city["chairman"].username) == 1
    assert told(Kind.STEP_LATE).count(city["division_head"].username) == 2


def test_what_is_urgent_goes_at_once_to_who_wants_a_digest_and_other_steps_wait_for_it(city: City, settings: Any) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    head = city["division_head"]
    Person.objects.filter(pk=head.pk).update(email="truongphong@example.vn")
    NoticeChoice.objects.create(person=head, only_digest=True)
    for urgency in ("", "khan"):
        submitted(city, urgency=urgency)
    sweep("steps", later(minutes=1))
    sent = Delivery.objects.filter(person=head).order_by("notice__is_urgent").values_list("notice__is_urgent", "status")
    assert list(sent) == [(False, "held"), (True, "waiting")]


def test_a_deputy_of_another_field_is_not_told_to_sign_but_who_may_by_mandate_is(city: City) -> None:
    posts = office(city)
    deputy, other = in_charge_of(city, posts, "SYT"), in_charge_of(city, posts, "VX", name="2")
    by_mandate = holder(posts["office"], name="3")
    mandate(posts["office"], city.units["HN"], TL, valid_to=date(2040, 1, 1))
    directive = submitted(city)
    steps.approve_content(directive, by=city["division_head"], at=later(hours=1))
    steps.approve_form(directive, by=city["office_head"], at=later(hours=2))
    hear(2)
    offered = [one for one in Person.objects.all() if inbox.tasks(one).filter(flow_task=DirectiveFlow.sign).exists()]
    assert told(Kind.STEP_SIGN) == names(*offered)
    assert {other, by_mandate, city["chairman"]} <= set(offered)
    assert deputy not in offered


def test_an_opinion_is_told_when_it_is_asked_when_it_is_late_and_when_it_is_given(city: City) -> None:
    directive = begun(city, draft(city))
    health = city.person("SYT")
    clock.sweep_all(at=AT - timedelta(days=1))
    asked: dict[str, Any] = {"question": "", "due_date": DUE, "by": city["drafter"], "at": AT, "today": DAY}
    directives.ask_opinions(directive, units=[city.units["SYT"]], **asked)
    for minutes in (5, 10):
        sweep("opinions", later(minutes=minutes))
    assert told(Kind.OPINION_ASKED) == names(health)
    assert Notice.objects.get(kind=Kind.OPINION_ASKED).day == DUE
    sweep("late_opinions", at(DUE, 17))
    assert told(Kind.OPINION_LATE) == []
    for hour in (8, 10):
        sweep("late_opinions", at(DUE + timedelta(days=1), hour))
    assert told(Kind.OPINION_LATE) == names(health, city["drafter"])
    given = at(DUE + timedelta(days=1), 12)
    directives.answer_opinion(Opinion.objects.get(), stance="agrees", text="", by=health, at=given, today=DUE + timedelta(days=1))
    for minutes in (1, 5):
        sweep("opinions", given + timedelta(minutes=minutes))
    sweep("close", given + timedelta(minutes=6))
    assert told(Kind.OPINION_GIVEN) == names(city["drafter"])
    assert told(Kind.OPINION_ASKED) == told(Kind.OPINION_LATE) == []


def test_a_copy_that_is_asked_back_is_told_each_time_and_the_answers_together(city: City) -> None:
    directive = delivered(city)
    sweep("asked_back", AT)
    clerk = city["city_clerk"]
    copies = [copy_of(directive, city.units[code]) for code in ("BD", "HK")]
    directives.ask_back(directive, copies=[one.pk for one in copies], reason="Gửi nhầm bản.", by=clerk, at=later(hours=1))
    for minutes in (1, 6):
        sweep("asked_back", later(hours=1, minutes=minutes))
    assert city["officer"].username in told(Kind.ASKED_BACK)
    assert told(Kind.ASKED_BACK).count(city["other_officer"].username) == 1
    directives.keep_copy(Recipient.objects.get(pk=copies[0].pk), reason="Đã vào sổ.", by=city["officer"], at=later(hours=2))
    directives.give_back(Recipient.objects.get(pk=copies[1].pk), by=city["other_officer"], at=later(hours=2))
    for minutes in (1, 70):
        sweep("given_back", later(hours=2, minutes=minutes))
    sweep("close", later(hours=4))
    assert told(Kind.ASKED_BACK) == []
    notice = Notice.objects.get(kind=Kind.BACK_ANSWERED, person=clerk)
    assert (notice.count, notice.label) == (2, "Đã trả lời đề nghị lấy lại văn bản (2 đơn vị)")
    directives.ask_back(directive, copies=[copies[0].pk], reason="Vẫn cần.", by=clerk, at=later(hours=5))
    sweep("asked_back", later(hours=5, minutes=1))
    assert told(Kind.ASKED_BACK).count(city["officer"].username) == 1
    directives.give_back(Recipient.objects.get(pk=copies[0].pk), by=city["officer"], at=later(hours=6))
    sweep("given_back", later(hours=6, minutes=1))
    assert Notice.objects.filter(kind=Kind.BACK_ANSWERED, person=clerk).count() == 2


def test_a_refused_copy_that_carried_no_work_is_told_to_who_sent_it_and_who_drafted_it(city: City) -> None:
    directive = delivered(city, draft(city))
    sweep("refused_copies", AT)
    clerk, drafter = city["city_clerk"], city["drafter"]
    copies = [copy_of(directive, city.units[code]) for code in ("BD", "BHXHHN")]  # the one is told of it, the other takes part
    for one in copies:
        directives.refuse_directive(one, reason="Gửi nhầm.", by=clerk, at=later(hours=1))
    steps.refuse_document(copy_of(directive, city.units["SYT"]), reason="Gửi nhầm.", by=city.person("SYT"), at=later(hours=1))
    for minutes in (1, 70):
        sweep("refused_copies", later(hours=1, minutes=minutes))
    sweep("close", later(hours=3))
    notices = Notice.objects.filter(kind=Kind.COPY_REFUSED)
    assert {(one.person, one.count, one.path) for one in notices} == {(who, 2, directive.get_absolute_url()) for who in (clerk, drafter)}
    assert len(notices) == 2, "of the refused work whoever follows it is told"
    Campaign.objects.update(status=Campaign.Status.CONCLUDED)
    sweep("refused_copies", later(hours=3))
    assert len(notices.all()) == 2, "nor is it news when that ends"
    Campaign.objects.update(status=Campaign.Status.OPEN)
    assert notices[0].label == "Đơn vị từ chối nhận văn bản (2 đơn vị)"
    page = signed_in(clerk).get(reverse("workflows:notices")).content.decode()
    assert "Đơn vị từ chối nhận văn bản (2 đơn vị)" in page
    for one in Recipient.objects.filter(status="refused"):
        steps.send_copy_again(one, due_date=DUE, by=clerk, at=later(hours=4))
    sweep("close", later(hours=5))
    assert told(Kind.COPY_REFUSED) == []
    directives.refuse_directive(Recipient.objects.get(pk=copies[0].pk), reason="Vẫn nhầm.", by=clerk, at=later(hours=6))
    sweep("refused_copies", later(hours=6, minutes=1))
    assert told(Kind.COPY_REFUSED) == names(clerk, drafter)


def test_many_steps_cost_as_few_statements_as_one(city: City) -> None:
    def cost(moment: datetime) -> int:
        with CaptureQueriesContext(connection) as queries:
            sweep("steps", moment)
        return len(queries)

    submitted(city)
    few = cost(later(minutes=1))
    for _ in range(20):
        submitted(city)
    assert cost(later(minutes=2)) == few
