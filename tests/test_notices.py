"""Whom the clock tells, by which way and when: through real servers, as often as it must and no oftener."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from campaigns import services as campaigns
from campaigns.models import Assignment, Campaign, Difficulty, Extension, Suspension
from config import env
from org_hierarchy.models import Person
from records import jobs
from records.models import Event, Job
from workflows import clock, notices
from workflows.models import Delivery, Notice, NoticeChoice, Reminder, Sweep
from workflows.notices import rows

from .city import AT, DUE, City, at, at_once, duty, grouped, launched
from .commands import free_port
from .letterbox import SMTP, Letterbox, serving

pytestmark = pytest.mark.django_db

Kind, Status = Reminder.Kind, Delivery.Status


@pytest.fixture
def letterbox(settings: LazySettings) -> Iterator[Letterbox]:
    settings.SITE_URL = "https://chidao.example.vn"
    with serving(Letterbox()) as box:
        yield box


class Messengers(ThreadingHTTPServer):
    """Telegram and Zalo at once: what they were asked, and what they answer next, the usual when nothing is said."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.answers: list[tuple[int, dict[str, Any]]] = []


class _Answer(BaseHTTPRequestHandler):
    server: Messengers

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, dict(self.headers), body))
        usual = {"ok": True} if self.path.startswith("/bot") else {"error": 0}
        status, answer = self.server.answers.pop(0) if self.server.answers else (200, usual)
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Tests are quiet."""


@pytest.fixture
def messengers() -> Iterator[Messengers]:
    server = Messengers()
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    with override_settings(NOTICES_TELEGRAM_URL=url, NOTICES_TELEGRAM_TOKEN="bi-mat", NOTICES_ZALO_URL=url, NOTICES_ZALO_TOKEN="khoa-oa"):
        yield server
    server.shutdown()
    server.server_close()


def district_work(city: City, *, due: date | None = DUE, tasks: int = 1) -> Campaign:
    texts = [f"Rà soát danh sách, việc {number}" for number in range(tasks)]
    return launched(city, *(duty(text, grouped(city.group()), deadline=due) for text in texts))


def reachable(*people: Person, **choice: Any) -> None:
    """Give each an address of their own, and a choice if one is said."""
    for person in people:
        person.email = f"{person.username}@example.vn"
        person.save()
        if choice:
            NoticeChoice.objects.update_or_create(person=person, defaults=choice)


def minute(moment: datetime) -> None:
    """The clock's minute, and the worker after it, both at that moment."""
    clock.sweep_all(at=moment)
    for job in Job.objects.filter(kind=notices.KIND, status=Job.Status.QUEUED):
        claimed = jobs.claim(job.pk, at=moment)
        assert claimed is not None
        notices.send_due(claimed, clock=lambda: moment)
        jobs.finish(claimed, at=moment)


def told(**about: Any) -> set[str]:
    return set(Notice.objects.filter(**about).values_list("person__username", flat=True))


# Whom


def test_the_units_own_people_are_told_what_is_due_and_nobody_else(city: City) -> None:
    district_work(city)
    city.person("BD", "head")
    minute(at(DUE))
    names = {city[name].username for name in ("clerk", "second_clerk", "officer", "other_clerk", "other_officer")}
    assert told(kind=Kind.TODAY) == names  # not the chairman of the district: there is staff


def test_leaders_are_told_where_nobody_else_is(city: City) -> None:
    district_work(city)
    head = city.person("TT", "head")
    minute(at(DUE))
    assert head.username in told(kind=Kind.TODAY)


def test_what_is_late_climbs_from_the_unit_to_its_leaders_to_the_reviewer_to_the_issuer(city: City) -> None:
    campaign = district_work(city)
    Campaign.objects.filter(pk=campaign.pk).update(monitor=city.units["BHXHHN"])
    Assignment.objects.update(reviewer=city.units["VX"])
    district_head, division_deputy = city.person("BD", "head"), city.person("VX", "deputy")
    after = [DUE + timedelta(days=days) for days in (1, 3, 7)]
    seen: set[str] = set()
    steps = []
    for day in after:
        minute(at(day))
        now = told(kind=Kind.OVERDUE)
        steps.append(now - seen)
        seen = now
    assert district_head.username in steps[0]
    assert {city["drafter"].username, city["monitor"].username} <= steps[1]
    assert {division_deputy.username, city["city_officer"].username} <= steps[2]
    assert division_deputy.username not in steps[0] | steps[1]


def test_those_above_are_told_once_for_all_the_units_of_a_campaign(city: City) -> None:
    campaign = district_work(city, tasks=4)
    minute(at(DUE + timedelta(days=3)))
    notice = Notice.objects.get(person=city["city_officer"], kind=Kind.OVERDUE)
    assert (notice.count, notice.path, notice.title) == (12, f"/dot/{campaign.pk}/", campaign.name)
    assert notice.label == "Quá hạn từ 3 ngày (12 việc)"


def test_who_is_away_is_not_told_but_who_stands_in_is(city: City) -> None:
    district_work(city)
    seat = city.seat(city["officer"])
    stand_in = city.person("KM")
    seat.absences.create(substitute=stand_in, reason="Nghỉ phép", valid_from=DUE, valid_to=DUE + timedelta(days=5))
    seat.post.group.user_set.add(stand_in)  # as the clock of midnight does
    minute(at(DUE))
    assert stand_in.username in told(kind=Kind.TODAY)
    assert city["officer"].username not in told()


def test_a_person_who_has_left_is_told_nothing(city: City) -> None:
    district_work(city)
    Person.objects.filter(pk=city["officer"].pk).update(is_active=False)
    minute(at(DUE))
    assert city["officer"].username not in told()


def test_a_notice_says_no_more_than_the_title_the_date_and_the_way(city: City, letterbox: Letterbox) -> None:
    reachable(city["officer"])
    campaign = district_work(city)
    minute(at(DUE))
    (letter,) = letterbox.letters
    work = city.assignment(campaign, "BD")
    assert letter["To"] == city["officer"].email
    assert letterbox.texts() == [f"Đến hạn hôm nay: {campaign.name} (31/03/2021)\nhttps://chidao.example.vn/viec/{work.pk}/"]
    assert "Rà soát" not in str(letter)


def test_what_is_done_is_closed_and_not_sent_any_more(city: City, letterbox: Letterbox) -> None:
    reachable(city["officer"])
    campaign = district_work(city)
    minute(at(DUE, 22))  # a quiet hour
    city.report(city.assignment(campaign, "BD"), on=DUE)
    minute(at(DUE + timedelta(days=1), 8))
    assert not letterbox.letters
    assert Notice.objects.filter(person=city["officer"], kind=Kind.TODAY, closed_at__isnull=False).exists()
    assert Delivery.objects.get().status == Status.SKIPPED


def test_new_work_is_told_once_for_all_of_a_campaign_and_only_while_it_is_new(city: City) -> None:
    campaign = district_work(city, tasks=4)
    city.report(city.assignment(campaign, "HK"), kind="interim")  # received
    minute(AT + timedelta(minutes=1))
    minute(AT + timedelta(hours=1))
    given = Notice.objects.filter(kind=Kind.GIVEN, person=city["officer"]).get()
    assert (given.count, given.label, given.path) == (4, "Việc mới giao (4 việc)", f"/dot/{campaign.pk}/")
    assert Notice.objects.get(kind=Kind.GIVEN, person=city["other_officer"]).count == 3
    assert city["city_officer"].username not in told(kind=Kind.GIVEN)
    late = launched(city, duty("Việc khác", grouped(city.group())), number=777)
    minute(AT + timedelta(days=8))  # the clock stood still for a week and a day
    assert Reminder.objects.filter(campaign=late, kind=Kind.GIVEN).count() == 3


def test_a_unit_hears_what_was_decided_on_its_reports_and_requests(city: City) -> None:
    campaign = district_work(city, due=date(2021, 12, 31))
    work, by, head = city.assignment(campaign, "BD"), city["officer"], city.person("HN", "head")
    campaigns.review_report(city.report(work), accept=False, note="Thiếu số liệu", by=head, at=at(DUE))
    asked = {"assignment": work, "reason": "Thiếu người", "asked_by": by, "asked_at": AT, "decided_by": head, "decided_at": at(DUE)}
    Extension.objects.create(status="granted", previous_date=DUE, proposed_date=DUE, granted_date=DUE, **asked)
    Suspension.objects.create(status="agreed", agreed_date=DUE, **asked)
    raised = {"raised_by": by, "raised_at": AT, "at_unit": city.units["HN"], "answer_date": DUE, "answered_at": at(DUE)}
    Difficulty.objects.create(assignment=work, status="answered", text="x", **raised)
    for moment in (at(DUE, 10), at(DUE, 12), at(DUE + timedelta(days=3))):
        minute(moment)
    news = [Kind.RETURNED, Kind.EXTENDED, Kind.SUSPENDED, Kind.ANSWERED]
    assert sorted(Notice.objects.filter(person=by, kind__in=news).values_list("kind", flat=True)) == sorted(news)
    assert not Notice.objects.filter(kind__in=news).exclude(person__in=[by, city["clerk"], city["second_clerk"]]).exists()
    Assignment.objects.filter(pk=work.pk).update(status="suspended")
    minute(at(DUE + timedelta(days=3), 10))
    still = Notice.objects.filter(person=by, kind__in=news, closed_at=None).values_list("kind", flat=True)
    assert set(still) == {Kind.EXTENDED, Kind.SUSPENDED, Kind.ANSWERED}  # the report that came back is nobody's to mend now


# How often


def test_a_person_who_reminds_reaches_those_who_still_owe_and_each_once_a_day(city: City) -> None:
    campaign = district_work(city)
    city.report(city.assignment(campaign, "HK"))
    work = Assignment.objects.filter(campaign=campaign)
    assert notices.remind(work, by=city["city_officer"], at=AT, text="Đề nghị gửi sớm") == 2
    assert notices.remind(work, by=city["city_officer"], at=AT + timedelta(hours=1)) == 0
    assert {notice.note for notice in Notice.objects.all()} == {"Đề nghị gửi sớm"}
    assert city["other_officer"].username not in told()
    event = Event.objects.get(action="campaigns.reminded")
    assert (event.subject_id, event.after["count"], event.by) == (campaign.pk, 2, city["city_officer"])
    assert notices.remind(work, by=city["city_officer"], at=AT + timedelta(days=1)) == 2


def test_more_than_the_budget_of_a_day_goes_into_the_digest_of_the_next_morning(city: City, letterbox: Letterbox) -> None:
    reachable(city["officer"], budget=3)
    district_work(city, tasks=5)
    minute(at(DUE))
    assert len(letterbox.letters) == 3
    minute(at(DUE, 12))
    assert len(letterbox.letters) == 3
    minute(at(DUE + timedelta(days=1), 7))
    digest = letterbox.subjects().index("Tổng hợp nhắc việc ngày 01/04/2021: 2 thông báo")
    assert letterbox.texts()[digest].count("Đến hạn hôm nay") == 2
    assert Counter(Delivery.objects.filter(day=DUE).values_list("status", flat=True)) == {Status.SENT: 3, Status.MERGED: 2}


def test_who_wants_one_digest_gets_one_at_the_hour_of_choice(city: City, letterbox: Letterbox) -> None:
    reachable(city["officer"], only_digest=True, digest_hour=16)
    district_work(city, tasks=3)
    for hour in (9, 12, 15):
        minute(at(DUE, hour))
    assert not letterbox.letters
    for hour in (16, 17, 18):
        minute(at(DUE, hour))
    assert letterbox.subjects() == ["Tổng hợp nhắc việc ngày 31/03/2021: 3 thông báo"]


def test_what_has_been_late_for_weeks_comes_in_the_digest_alone(city: City, letterbox: Letterbox) -> None:
    reachable(city["officer"])
    district_work(city)
    minute(at(DUE + timedelta(days=14)))
    assert not letterbox.letters
    minute(at(DUE + timedelta(days=15), 7))
    assert letterbox.subjects() == ["Tổng hợp nhắc việc ngày 15/04/2021: 1 thông báo"]


@pytest.mark.parametrize(
    ("quiet", "hour", "goes"), [((21, 6), 23, False), ((21, 6), 5, False), ((21, 6), 6, True), ((8, 12), 9, False), ((9, 9), 9, True)]
)
def test_quiet_hours_keep_a_message_until_they_are_over(
    city: City, letterbox: Letterbox, quiet: tuple[int, int], hour: int, *, goes: bool
) -> None:
    reachable(city["officer"], quiet_from=quiet[0], quiet_to=quiet[1])
    district_work(city)
    minute(at(DUE, hour))
    assert bool(letterbox.letters) == goes
    minute(at(DUE, quiet[1]) + timedelta(days=quiet[1] <= hour))
    assert letterbox.letters


def test_who_wants_no_letters_gets_none(city: City, letterbox: Letterbox) -> None:
    reachable(city["officer"], by_email=False)
    district_work(city)
    minute(at(DUE))
    assert not letterbox.letters
    assert not Delivery.objects.exists()
    assert city["officer"].username in told()


# By which way


def test_telegram_and_zalo_are_asked_in_their_own_words(city: City, messengers: Messengers) -> None:
    NoticeChoice.objects.create(person=city["officer"], telegram="-100200", zalo="8123456789")
    campaign = district_work(city)
    minute(at(DUE))
    (telegram, zalo) = sorted(messengers.asked, key=lambda asked: asked[0])
    words = f"Đến hạn hôm nay: {campaign.name} (31/03/2021)"
    assert telegram[0] == "/botbi-mat/sendMessage"
    assert telegram[2]["chat_id"] == "-100200"
    assert telegram[2]["text"].startswith(words)
    assert zalo[0] == "/v3.0/oa/message/cs"
    assert {name.lower(): value for name, value in zalo[1].items()}["access_token"] == "khoa-oa"
    assert zalo[2]["recipient"] == {"user_id": "8123456789"}
    assert zalo[2]["message"]["text"].startswith(words)
    assert set(Delivery.objects.values_list("status", flat=True)) == {Status.SENT}


def test_a_message_that_did_not_go_is_tried_again_after_growing_pauses_and_then_given_up(city: City, letterbox: Letterbox) -> None:
    reachable(city["officer"])
    Person.objects.filter(pk=city["officer"].pk).update(email="later@example.vn")
    district_work(city)
    moment, pauses = at(DUE, 7), []
    for _ in range(40):
        before = moment
        minute(moment)
        row = Delivery.objects.get(notice__kind=Kind.TODAY)
        if row.status == Status.FAILED:
            break
        assert "451" in row.error
        minute(row.next_at - timedelta(seconds=1))
        assert Delivery.objects.get(pk=row.pk).attempt_count == row.attempt_count
        moment = row.next_at
        pauses.append(moment - before)
    assert row.attempt_count == 6
    assert pauses == [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6)]
    assert not letterbox.letters


def test_an_address_that_is_not_there_is_not_asked_twice_and_stops_nobody_else(city: City, letterbox: Letterbox) -> None:
    reachable(city["officer"], city["clerk"], city["other_officer"])
    Person.objects.filter(pk=city["clerk"].pk).update(email="nobody@example.vn")
    district_work(city)
    minute(at(DUE))
    failed = Delivery.objects.get(status=Status.FAILED)
    assert (failed.person, failed.attempt_count) == (city["clerk"], 1)
    assert "550" in failed.error
    assert {letter["To"] for letter in letterbox.letters} == {city["officer"].email, city["other_officer"].email}


def test_a_server_that_is_away_makes_all_wait_and_is_knocked_at_once(city: City) -> None:
    reachable(city["officer"], city["clerk"], city["other_officer"])
    district_work(city)
    with override_settings(EMAIL_BACKEND=SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=free_port()):
        minute(at(DUE))
    rows = list(Delivery.objects.all())
    assert {(row.status, row.attempt_count) for row in rows} == {(Status.WAITING, 1)}
    assert {row.next_at for row in rows} == {at(DUE) + timedelta(minutes=1)}
    assert all(row.error.startswith("Máy chủ thư không nhận") for row in rows)


@pytest.mark.parametrize(
    ("answer", "status", "attempts_left"),
    [
        ((403, {"ok": False, "description": "bot was blocked by the user"}), Status.FAILED, False),
        ((429, {"ok": False, "parameters": {"retry_after": 900}}), Status.WAITING, True),
        ((401, {"ok": False, "description": "Unauthorized"}), Status.WAITING, True),
        ((502, {}), Status.WAITING, True),
    ],
)
def test_what_telegram_answers_decides_whether_it_is_asked_again(
    city: City, messengers: Messengers, answer: tuple[int, dict[str, Any]], status: str, *, attempts_left: bool
) -> None:
    NoticeChoice.objects.create(person=city["officer"], telegram="100200")
    district_work(city)
    messengers.answers.append(answer)
    minute(at(DUE))
    row = Delivery.objects.get()
    assert row.status == status
    assert row.error
    assert "bi-mat" not in row.error
    if answer[0] == 429:
        assert row.next_at == at(DUE) + timedelta(seconds=900)
    minute(row.next_at + timedelta(minutes=5))
    assert (Delivery.objects.get().status == Status.SENT) == attempts_left


def test_zalo_says_in_its_answer_whether_the_person_or_the_token_is_the_trouble(city: City, messengers: Messengers) -> None:
    NoticeChoice.objects.create(person=city["officer"], zalo="8123456789")
    NoticeChoice.objects.create(person=city["clerk"], zalo="8999999999")
    district_work(city)
    messengers.answers += [
        (200, {"error": -213, "message": "User has not followed OA"}),
        (200, {"error": -216, "message": "Token invalid"}),
    ]
    minute(at(DUE))
    assert Counter(Delivery.objects.values_list("status", flat=True)) == {Status.FAILED: 1, Status.WAITING: 1}


def test_a_redirect_is_not_followed_with_the_token(city: City, messengers: Messengers) -> None:
    NoticeChoice.objects.create(person=city["officer"], telegram="100200")
    district_work(city)
    messengers.answers.append((302, {}))
    minute(at(DUE))
    assert len(messengers.asked) == 1
    assert Delivery.objects.get().status != Status.SENT


# Whatever happens to the worker


def test_a_worker_that_was_killed_while_it_sent_is_followed_by_another_under_the_same_name(city: City, letterbox: Letterbox) -> None:
    reachable(city["officer"])
    district_work(city)
    clock.sweep_all(at=at(DUE))
    row = Delivery.objects.get()
    Delivery.objects.update(status=Status.SENDING, begun_at=at(DUE), attempt_count=1)
    Job.objects.filter(kind=notices.KIND).delete()
    minute(at(DUE) + timedelta(minutes=9))
    assert not letterbox.letters
    minute(at(DUE) + timedelta(minutes=11))
    (letter,) = letterbox.letters
    assert letter["Message-ID"].startswith(f"<thong-bao.{row.pk}@")
    assert Delivery.objects.get().status == Status.SENT


def test_there_is_one_job_of_sending_at_a_time(city: City, letterbox: Letterbox) -> None:
    reachable(city["officer"])
    district_work(city)
    clock.sweep_all(at=at(DUE))
    clock.sweep_all(at=at(DUE) + timedelta(minutes=1))
    assert Job.objects.filter(kind=notices.KIND).count() == 1


def test_a_digest_of_which_nothing_is_left_is_not_sent(city: City, letterbox: Letterbox) -> None:
    reachable(city["officer"], only_digest=True, digest_hour=23)  # within the quiet hours: it goes at six
    campaign = district_work(city)
    minute(at(DUE))
    minute(at(DUE, 23))
    city.report(city.assignment(campaign, "BD"), on=DUE)
    minute(at(DUE + timedelta(days=1), 6))
    assert not letterbox.letters
    assert Delivery.objects.get(notice=None).status == Status.SKIPPED


def test_the_jobs_of_sending_are_forgotten_and_what_was_sent_is_not(city: City, letterbox: Letterbox) -> None:
    reachable(city["officer"])
    campaign = district_work(city)
    minute(at(DUE))
    assert Job.objects.filter(kind=notices.KIND).count() == 1
    city.report(city.assignment(campaign, "BD"), on=DUE)
    minute(at(DUE + timedelta(days=2), 5))
    assert not Job.objects.filter(kind=notices.KIND).exists()
    assert Delivery.objects.get().status == Status.SENT


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_message_once(city: City, letterbox: Letterbox) -> None:
    reachable(*Person.objects.all())
    district_work(city, tasks=8)
    clock.sweep_all(at=at(DUE))
    waiting = notices.due(at=at(DUE)).count()
    moment = at(DUE)

    def work(number: int) -> None:
        job = Job.objects.create(
            kind=notices.KIND, key=f"hai-{number}", title="Gửi", created_at=moment, status="running", heartbeat_at=moment
        )
        notices.send_due(job, clock=lambda: moment)

    assert at_once(lambda: work(1), lambda: work(2)) == [None, None]
    assert len(letterbox.letters) == waiting > 10
    assert len({letter["Message-ID"] for letter in letterbox.letters}) == waiting


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_clocks_in_the_same_minute_say_everything_once(city: City) -> None:
    district_work(city, tasks=6)
    clock_at = at(DUE + timedelta(days=4))
    assert at_once(*[lambda: clock.sweep_all(at=clock_at)] * 3) == [None, None, None]
    assert Reminder.objects.filter(kind=Kind.OVERDUE, step=3).count() == 18
    assert Notice.objects.filter(kind=Kind.OVERDUE, person=city["officer"]).count() == 6
    assert not Sweep.objects.exclude(error="").exists()


# How much


def test_an_address_that_is_none_stops_the_start_and_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTICES_ZALO_URL", "ftp://ai:bi-mat@example.vn")
    with pytest.raises(ImproperlyConfigured, match="NOTICES_ZALO_URL") as caught:
        env.web("NOTICES_ZALO_URL", "")
    assert "bi-mat" not in str(caught.value)
    monkeypatch.setenv("NOTICES_ZALO_URL", "https://zalo.example.vn/")
    assert env.web("NOTICES_ZALO_URL", "") == "https://zalo.example.vn"


def test_a_row_without_a_default_is_not_written_with_a_guess() -> None:
    with pytest.raises(ValueError, match="has no default"):
        rows.insert_from(Reminder, Person.objects.all(), kind=Kind.SOON)
    with pytest.raises(ValueError, match="has no nonsense"):
        rows.insert_from(Reminder, Person.objects.all(), nonsense=1)


def test_the_day_is_that_of_the_office_not_of_the_machine(city: City) -> None:
    district_work(city)
    clock.sweep_all(at=datetime(2021, 3, 30, 17, 30, tzinfo=UTC))  # half past midnight in Hà Nội
    assert Reminder.objects.filter(kind=Kind.TODAY, day=DUE).exists()
