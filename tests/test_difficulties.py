"""What stands in units' way: raised from their work, handed up the line that gave it, answered in time, read by all with the same task."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns import documents, services, waiting
from campaigns.models import Assignment, Campaign, CarryingRules, Difficulty
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import OrgUnit, Post
from records.events import timeline
from workflows import steps

from .city import AT, DAY, City, at, committee, delivered, draft, duty, grouped, later, launched, named, refused, signed_in

pytestmark = pytest.mark.django_db

WORDS = "Chưa có máy quét cho các phường."
ANSWER = "Dùng điện thoại chụp; Sở sẽ cấp máy trong quý II."
Status = Difficulty.Status


@pytest.fixture
def work(city: City) -> Assignment:
    """Ba Đình's assignment, received."""
    campaign = Campaign.objects.get(directive=delivered(city))
    return received(city, campaign, "BD")


def received(city: City, campaign: Campaign, code: str) -> Assignment:
    found = city.assignment(campaign, code)
    steps.receive_assignment(found, by=city.person(code), at=AT, today=DAY)
    return city.assignment(campaign, code)


def raised(city: City, work: Assignment, text: str = WORDS) -> Difficulty:
    found = steps.raise_difficulty(work, text=text, by=city.person(work.unit.code), at=AT, today=DAY)
    return Difficulty.objects.select_related("assignment", "at_unit").get(pk=found.pk)


def answering(city: City, difficulty: Difficulty, **changes: Any) -> Callable[[], object]:
    values = {"answer": ANSWER, "publish": True, "by": city["chairman"], "at": later(days=1)} | changes
    return lambda: steps.answer_difficulty(difficulty, **values)


def delegated(city: City, work: Assignment, code: str, giver: OrgUnit) -> Assignment:
    unit = city.units[code]
    return Assignment.objects.create(
        campaign=work.campaign, task=work.task, unit=unit, path=unit.path, reviewer=giver, parent=work, issued_at=AT,
        status=Assignment.Status.RECEIVED,
    )  # fmt: skip


# Raised


def test_whoever_reviews_has_to_answer_within_the_issuers_time(city: City, work: Assignment) -> None:
    CarryingRules.objects.create(unit=city.units["HN"], answer_days=3)
    difficulty = raised(city, work)
    wanted = Calendar.load(DAY, DAY).add_working_days(DAY, 3)
    assert (difficulty.at_unit, difficulty.answer_date, difficulty.status) == (city.units["HN"], wanted, Status.OPEN)
    assert list(timeline(work))[-1].action == "campaigns.difficulty_raised"


def test_what_a_report_names_is_raised_once_however_often_it_is_repeated(city: City, work: Assignment) -> None:
    for _ in range(2):
        steps.report(work, kind="interim", text="Đang làm.", difficulties=WORDS, by=city["officer"], at=AT, today=DAY)
        work.refresh_from_db()
    [difficulty] = work.raised.all()
    assert difficulty.report is not None
    assert (difficulty.text, difficulty.report.sequence) == (WORDS, 1)


@pytest.mark.parametrize(("text", "code"), [(" \n ", "text_required"), ("x" * 20_001, "too_long")])
def test_wrong_words_are_refused(city: City, work: Assignment, text: str, code: str) -> None:
    refused(code, lambda: raised(city, work, text))


def test_the_same_words_wait_once(city: City, work: Assignment) -> None:
    raised(city, work)
    refused("raised_already", lambda: raised(city, work))


def test_nothing_is_raised_before_the_receipt_or_after_the_end(city: City, work: Assignment) -> None:
    other = city.assignment(work.campaign, "HK")
    refused("not_received", lambda: raised(city, other))
    Assignment.objects.filter(pk=work.pk).update(status=Assignment.Status.ACCEPTED)
    refused("closed", lambda: raised(city, work))


def test_only_the_unit_raises_and_takes_back(city: City, work: Assignment) -> None:
    values = {"text": WORDS, "at": AT, "today": DAY}
    refused("forbidden", lambda: steps.raise_difficulty(work, by=city["other_officer"], **values))
    difficulty = raised(city, work)
    refused("forbidden", lambda: steps.withdraw_difficulty(difficulty, by=city["other_officer"], at=AT))
    steps.withdraw_difficulty(difficulty, by=city["officer"], at=AT)
    refused("stale", answering(city, difficulty))


# Handed up


def test_it_goes_up_the_line_that_gave_the_work(city: City, work: Assignment) -> None:
    child = delegated(city, work, "KM", city.units["BD"])
    difficulty = raised(city, child)
    assert difficulty.at_unit == city.units["BD"]
    head = city.person("BD", Post.Role.HEAD)
    above = steps.forward_difficulty(difficulty, note="Ngoài thẩm quyền.", by=head, at=later(days=1), today=DAY + timedelta(days=1))
    difficulty.refresh_from_db()
    assert above == difficulty.at_unit == city.units["HN"]
    wanted = Calendar.load(DAY, DAY).add_working_days(DAY + timedelta(days=1), 5)
    assert difficulty.answer_date == wanted
    refused("forbidden", lambda: steps.answer_difficulty(difficulty, answer="x", publish=True, by=head, at=AT))


def test_from_the_monitor_it_goes_to_the_issuer_and_no_further_than_the_top(city: City) -> None:
    tasks = (duty("Rà soát.", grouped(city.group())), duty("Theo dõi, tổng hợp.", named(city.units["BHXHHN"]), role="theo_doi"))
    campaign = Campaign.objects.get(directive=delivered(city, draft(city, *tasks, monitor="BHXHHN", monitor_reviews=True)))
    difficulty = raised(city, received(city, campaign, "BD"))
    assert difficulty.at_unit == city.units["BHXHHN"]
    monitor = city.person("BHXHHN", Post.Role.HEAD)
    steps.forward_difficulty(difficulty, note="", by=monitor, at=AT, today=DAY)
    difficulty.refresh_from_db()
    assert difficulty.at_unit == city.units["HN"]
    refused("top", lambda: steps.forward_difficulty(difficulty, note="", by=city["chairman"], at=AT, today=DAY))


# Answered


def test_one_answer_is_for_all_who_ask_the_same_on_the_same_task(city: City, work: Assignment) -> None:
    first, second = raised(city, work), raised(city, received(city, work.campaign, "HK"), "chưa có máy quét cho các phường.")
    third = raised(city, received(city, work.campaign, "TT"), "Thiếu người.")
    assert answering(city, first)() == 2
    kept = {row.pk: row for row in Difficulty.objects.all()}
    assert {kept[row.pk].answer for row in (first, second)} == {ANSWER}
    assert kept[third.pk].status == Status.OPEN
    assert list(timeline(second.assignment))[-1].action == "campaigns.difficulty_answered"


@pytest.mark.parametrize(("answer", "code"), [("  ", "text_required"), ("x" * 20_001, "too_long")])
def test_a_wrong_answer_is_refused(city: City, work: Assignment, answer: str, code: str) -> None:
    refused(code, answering(city, raised(city, work), answer=answer))


def test_a_second_answer_is_told_that_somebody_was_faster(city: City, work: Assignment) -> None:
    difficulty = raised(city, work)
    answering(city, difficulty)()
    refused("stale", answering(city, Difficulty.objects.select_related("assignment", "at_unit").get(pk=difficulty.pk)))


def test_only_who_has_it_answers(city: City, work: Assignment) -> None:
    difficulty = raised(city, work)
    for name in ("officer", "stranger", "other_officer"):
        refused("forbidden", answering(city, difficulty, by=city[name]))


def test_a_published_answer_is_read_by_all_with_the_task_without_the_asking_unit(city: City, work: Assignment) -> None:
    other = received(city, work.campaign, "HK")
    difficulty = raised(city, work)
    answering(city, difficulty, publish=False)()
    page = signed_in(city["other_officer"]).get(other.get_absolute_url()).content.decode()
    assert ANSWER not in page
    assert ANSWER in signed_in(city["officer"]).get(work.get_absolute_url()).content.decode()
    steps.publish_answer(Difficulty.objects.select_related("assignment", "at_unit").get(), by=city["chairman"], at=later(days=2))
    page = signed_in(city["other_officer"]).get(other.get_absolute_url()).content.decode()
    assert ANSWER in page
    assert city["officer"].full_name not in page
    refused("stale", lambda: steps.publish_answer(difficulty, by=city["chairman"], at=AT))


# Listed


def test_the_list_shows_the_same_words_once_with_the_nearest_day_first(city: City, work: Assignment) -> None:
    raised(city, work, "Hai.")
    raised(city, work)
    raised(city, received(city, work.campaign, "HK"))
    Difficulty.objects.filter(text=WORDS).update(answer_date=DAY)
    rows = list(waiting.to_answer(city["chairman"]))
    assert [(row["text"], row["units"]) for row in rows] == [(WORDS, 2), ("Hai.", 1)]
    assert not waiting.to_answer(city["officer"]).exists()


def test_pages_cost_the_same_for_one_and_many(city: City) -> None:
    city.add(committee(f"W{number}", f"phường {number}", "commune", "BD") for number in range(12))
    codes = [f"W{number}" for number in range(12)]
    campaign = launched(city, duty("Rà soát.", grouped(city.group("BD", *codes))))
    rows = list(campaign.assignments.all())
    Assignment.objects.update(status=Assignment.Status.RECEIVED)
    client = signed_in(city["chairman"])

    def asked(some: list[Assignment]) -> list[int]:
        for row in some:
            services.raise_difficulty(row, text=f"Vướng {row.pk}.", by=city["officer"], at=AT, today=DAY)
        spent = []
        for name in ("workflows:difficulties", "workflows:inbox"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(reverse(name)).status_code == 200
            spent.append(len(captured))
        return spent

    client.get(reverse("workflows:inbox"))
    assert asked(rows[:1]) == asked(rows[1:])


def test_it_is_raised_handed_on_and_answered_on_the_pages(city: City, work: Assignment) -> None:
    officer, chairman = signed_in(city["officer"]), signed_in(city["chairman"])
    address = reverse("workflows:raise_difficulty", args=[work.pk])
    assert officer.post(address, {"text": " "}).status_code == 400
    assert officer.post(address, {"text": WORDS}).status_code == 302
    difficulty = Difficulty.objects.get()
    inbox = chairman.get(reverse("workflows:inbox")).content.decode()
    assert "1 khó khăn, vướng mắc chờ trả lời" in inbox
    assert WORDS in chairman.get(reverse("workflows:difficulties")).content.decode()
    assert WORDS in chairman.get(reverse("workflows:difficulty", args=[difficulty.pk])).content.decode()
    answer = reverse("workflows:answer_difficulty", args=[difficulty.pk])
    empty = chairman.post(answer, {"act": "answer", "answer": "", "publish": "on"})
    assert empty.status_code == 400
    assert "Hãy ghi nội dung trả lời." in empty.content.decode()
    assert chairman.post(answer, {"act": "answer", "answer": ANSWER, "publish": "on"}).status_code == 302
    assert ANSWER in officer.get(work.get_absolute_url()).content.decode()
    answered = chairman.get(reverse("workflows:difficulties"), {"hang": "da-tra-loi"}).content.decode()
    assert WORDS in answered


def test_a_unit_takes_it_back_on_the_page(city: City, work: Assignment) -> None:
    difficulty = raised(city, work)
    client = signed_in(city["officer"])
    address = reverse("workflows:withdraw_difficulty", args=[difficulty.pk])
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 409
    assert not waiting.to_answer(city["chairman"]).exists()


# In the consolidated report


def test_the_report_groups_what_was_raised_and_says_what_was_answered(city: City) -> None:
    campaign = launched(city, duty("Rà soát.", grouped(city.group())))
    for code, words in (("BD", WORDS), ("HK", WORDS), ("TT", "Thiếu kinh phí.")):
        assignment = city.assignment(campaign, code)
        services.receive(assignment, by=city.person(code), at=AT)
        services.raise_difficulty(assignment, text=words, by=city.person(code), at=AT, today=DAY)
    first = Difficulty.objects.select_related("assignment").filter(text=WORDS).first()
    assert first is not None
    services.answer_difficulty(first, answer=ANSWER, publish=True, by=city["chairman"], at=at(DAY, 15))
    snapshot = documents.take_snapshot(campaign, today=DAY)
    assert [(row["text"], len(row["units"]), row["answer"]) for row in snapshot["difficulties"]] == [
        (WORDS.rstrip("."), 2, ANSWER.rstrip(".")),
        ("Thiếu kinh phí", 1, ""),
    ]
    words = [part.text for part in documents.report_facts(snapshot).body if hasattr(part, "text")]
    assert any("Đã được trả lời: Dùng điện thoại chụp" in text for text in words)
    assert any("chưa được trả lời nêu tại mục III" in text for text in words)


def test_what_was_taken_back_is_not_in_the_report(city: City) -> None:
    campaign = launched(city, duty("Rà soát.", grouped(city.group())))
    assignment = city.assignment(campaign, "BD")
    services.receive(assignment, by=city["officer"], at=AT)
    difficulty = services.raise_difficulty(assignment, text=WORDS, by=city["officer"], at=AT, today=DAY)
    services.withdraw_difficulty(difficulty, by=city["officer"], at=AT)
    assert documents.take_snapshot(campaign, today=DAY)["difficulties"] == []


def test_what_was_raised_stays_in_the_report_though_a_later_one_says_nothing_of_it(city: City, work: Assignment) -> None:
    told = {"kind": "interim", "by": city["officer"], "at": AT, "today": DAY}
    for words in ("Thiếu máy.", "Mạng yếu.", "Đã hết vướng.", ""):
        steps.report(work, text="Đang làm.", difficulties=words, **told)
    of = {row.text: row for row in Difficulty.objects.select_related("assignment", "at_unit")}
    answering(city, of["Thiếu máy."])()
    steps.withdraw_difficulty(of["Đã hết vướng."], by=city["officer"], at=AT)
    rows = documents.take_snapshot(work.campaign, today=DAY)["difficulties"]
    assert {row["text"]: row["answer"] for row in rows} == {"Thiếu máy": ANSWER.rstrip("."), "Mạng yếu": ""}
    steps.report(work, text="Đang làm.", difficulties="Mạng yếu.", **told)
    [weak] = [row for row in documents.take_snapshot(work.campaign, today=DAY)["difficulties"] if row["text"] == "Mạng yếu"]
    assert len(weak["units"]) == 1, "said twice it is still one unit's"
