"""What ends with a campaign or with a unit's part in it leaves nothing that waits for somebody for good; what is still to come is said."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from campaigns import rollup, waiting
from campaigns.models import Assignment, Campaign, CampaignTask, Difficulty, Extension, Suspension
from directives.models import Directive, IncomingDocument
from records.models import Event
from workflows import clock, steps
from workflows.steps import open_task
from workflows.views.directives.next_steps import actions

from .city import AT, DAY, DUE, City, copy_of, delivered, draft, draft_for_districts, drafted, duty, grouped, later, refused, signed_in

pytestmark = pytest.mark.django_db


def of(city: City, code: str = "BD") -> Assignment:
    loaded = ("campaign__directive", "campaign__issuer", "campaign__monitor", "unit", "reviewer", "task", "parent")
    return Assignment.objects.select_related(*loaded).get(unit=city.units[code])


def taken_in(city: City, code: str = "BD") -> Assignment:
    steps.receive_assignment(of(city, code), by=city.person(code), at=AT, today=DAY)
    return of(city, code)


# Requests of a campaign that is concluded


def concluded(city: City, directive: Directive) -> None:
    steps.conclude(directive, by=city["chairman"], at=later(days=30), today=DUE)


def test_what_was_asked_ends_with_the_campaign_and_nobody_answers_it_any_more(city: City) -> None:
    directive = delivered(city, draft_for_districts(city))
    mine = taken_in(city)
    extension = steps.ask_extension(
        mine, proposed_date=DUE + timedelta(days=9), reason="Thiếu người.", by=city["officer"], at=AT, today=DAY
    )
    suspension = steps.ask_suspension(of(city), reason="Chờ hướng dẫn.", by=city["officer"], at=AT)
    difficulty = steps.raise_difficulty(of(city), text="Thiếu máy.", by=city["officer"], at=AT, today=DAY)
    assert waiting.suspensions_to_decide(city["chairman"]).exists()
    concluded(city, directive)
    extension, suspension = Extension.objects.get(pk=extension.pk), Suspension.objects.get(pk=suspension.pk)
    for asked in (extension, suspension):
        assert (asked.status, asked.decided_by, asked.decided_at) == ("withdrawn", city["chairman"], later(days=30))
        assert asked.decision_note == "Đợt triển khai đã kết thúc."
    assert Event.objects.get(action="campaigns.concluded").after["requests_ended"] == 2
    Extension.objects.update(status="asked")  # as a conclusion before left it
    Suspension.objects.update(status="asked")
    note: dict[str, Any] = {"note": "Không đồng ý.", "by": city["chairman"], "at": later(days=31)}
    mine_again: dict[str, Any] = {"by": city["officer"], "at": later(days=31)}
    for asked in (Extension.objects.get(), Suspension.objects.get()):
        refused("concluded", lambda asked=asked: steps.refuse_request(asked, **note))
        refused("concluded", lambda asked=asked: steps.withdraw_request(asked, **mine_again))
    refused("concluded", lambda: steps.withdraw_difficulty(Difficulty.objects.get(), **mine_again))
    assert Difficulty.objects.get().status == Difficulty.Status.OPEN, "the report says that it was left without an answer"
    assert difficulty.text.strip(".") in str(Campaign.objects.get().snapshot)


def test_what_conclusions_of_before_left_asked_is_ended_by_the_upgrade(city: City) -> None:
    directive = delivered(city, draft_for_districts(city))
    mine, other = taken_in(city), taken_in(city, "HK")
    for one, by in ((mine, "officer"), (other, "other_officer")):
        steps.ask_extension(one, proposed_date=DUE + timedelta(days=9), reason="Thiếu người.", by=city[by], at=AT, today=DAY)
    steps.ask_suspension(of(city), reason="Chờ hướng dẫn.", by=city["officer"], at=AT)
    going_on = Extension.objects.get(assignment=other)
    upgrade = import_module("campaigns.migrations.0012_requests_end_with_campaigns").end_what_is_asked
    upgrade(apps, None)
    assert set(Extension.objects.values_list("status", flat=True)) == {"asked"}, "the campaign goes on"
    concluded(city, directive)
    for kind in (Extension, Suspension):
        kind.objects.update(status="asked", decided_by=None, decided_at=None, decision_note="")
    Extension.objects.filter(pk=going_on.pk).update(status="granted", decided_by=city["chairman"], decided_at=AT)
    upgrade(apps, None)
    upgrade(apps, None)
    ended = [Extension.objects.get(assignment=mine), Suspension.objects.get()]
    assert {(one.status, one.decided_by, one.decided_at) for one in ended} == {("withdrawn", city["chairman"], later(days=30))}
    assert {one.decision_note for one in ended} == {"Đợt triển khai đã kết thúc."}
    assert Extension.objects.get(pk=going_on.pk).status == "granted"
    event = Event.objects.get(action="campaigns.requests_ended")
    assert (event.subject_id, event.after) == (Campaign.objects.get().pk, {"requests_ended": 2})
    page = f"/van-ban/{directive.pk}/"
    assert "Khép đề nghị chưa được quyết định khi kết thúc" in signed_in(city["drafter"]).get(page).content.decode()
    assert "Khép đề nghị" not in signed_in(city["officer"]).get(page).content.decode()
    assert "Đợt triển khai đã kết thúc." in signed_in(city["officer"]).get(mine.get_absolute_url()).content.decode()


def test_work_that_stands_still_by_agreement_stays_so_in_the_figures(city: City) -> None:
    directive = delivered(city, draft_for_districts(city))
    suspension = steps.ask_suspension(taken_in(city), reason="Chờ hướng dẫn.", by=city["officer"], at=AT)
    steps.agree_suspension(suspension, note="", by=city["chairman"], at=AT, today=DAY)
    concluded(city, directive)
    assert (of(city).status, Suspension.objects.get().status) == ("suspended", "agreed")


# The conclusion while a phase is still to come


def test_the_conclusion_is_not_what_the_page_is_for_while_a_phase_is_to_come(city: City) -> None:
    directive = delivered(city, draft_for_districts(city))
    directive.refresh_from_db()
    Assignment.objects.update(status=Assignment.Status.ACCEPTED)
    page, client = f"/van-ban/{directive.pk}/", signed_in(city["chairman"])
    ready = client.get(page).content.decode()
    assert "Kết thúc đợt triển khai và lập báo cáo tổng hợp?" in ready
    assert "Chưa đến ngày giao" not in ready
    opens = timezone.localdate() + timedelta(days=40)
    CampaignTask.objects.update(opens_date=opens)
    to_come = client.get(page).content.decode()
    assert f"(từ {opens:%d/%m/%Y}). Các nhiệm vụ này sẽ không được giao nữa." in to_come
    assert "Chưa đến ngày giao: " in to_come
    campaign = Campaign.objects.get()
    (end,) = actions(city["chairman"], directive, rollup.of(campaign, today=DAY))
    assert not end.is_main
    CampaignTask.objects.update(opens_date=timezone.localdate())
    assert "Chưa đến ngày giao" not in client.get(page).content.decode()
    (end,) = actions(city["chairman"], directive, rollup.of(campaign, today=DAY))
    assert end.is_main


def test_whom_a_document_goes_to_is_shown_as_of_today_whatever_day_its_text_bears(city: City) -> None:
    directive = drafted(city, draft(city, duty("Rà soát.", grouped(city.group("SYT")))), way=steps)
    Directive.objects.filter(pk=directive.pk).update(issued_date=DAY.replace(year=2015))  # there was no such unit
    client = signed_in(city["drafter"])
    for page in (f"/van-ban/{directive.pk}/", f"/van-ban/{directive.pk}/soan/"):
        assert "chưa nằm trong Kính gửi, Nơi nhận:</b> Sở Y tế" in client.get(page).content.decode()


# The incoming document of a unit of which nothing is asked any more


def before_them(city: City, directive: Directive, *codes: str) -> list[IncomingDocument]:
    found = [IncomingDocument.objects.get(recipient=copy_of(directive, city.units[code])) for code in codes]
    for one in found:
        one.refresh_from_db()
    return found


def ended(document: IncomingDocument) -> bool:
    return (document.status, document.result, open_task(document)) == ("done", "Đơn vị không còn việc phải làm theo văn bản này.", None)


@pytest.mark.parametrize("way", ["recalled", "removed", "refused"])
def test_a_unit_taken_out_has_the_document_no_more_before_it(
    city: City, way: str, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    directive = delivered(city, draft_for_districts(city))
    mine, other = taken_in(city), taken_in(city, "HK")
    reason = {"reason": "Không thuộc địa bàn.", "at": later(hours=2)}
    with django_capture_on_commit_callbacks(execute=True):
        if way == "recalled":
            steps.recall_all(mine.campaign, [mine.pk], by=city["chairman"], **reason)
        elif way == "removed":
            steps.remove_units(mine.campaign, [mine.pk], by=city["chairman"], **reason)
        else:
            steps.refuse(mine, by=city["officer"], **reason)
    gone, stays = before_them(city, directive, "BD", "HK")
    assert ended(gone)
    assert stays.status == "registered"
    assert other.status == Assignment.Status.RECEIVED
    assert clock.astray() == []


def test_while_one_task_is_open_the_document_stays_and_ends_with_the_last(
    city: City, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    directive = delivered(city, draft_for_districts(city, tasks=2))
    steps.receive(copy_of(directive, city.units["BD"]), by=city["clerk"], at=AT, today=DAY)
    first, second = Assignment.objects.filter(unit=city.units["BD"]).order_by("pk")
    values: dict[str, Any] = {"reason": "Giao nhầm.", "by": city["chairman"], "at": later(hours=2)}
    for assignment, is_over in ((first, False), (second, True)):
        with django_capture_on_commit_callbacks(execute=True):
            steps.recall_all(first.campaign, [assignment.pk], **values)
        assert ended(before_them(city, directive, "BD")[0]) is is_over
