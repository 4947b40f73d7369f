"""The ladder of receipt: refused by a wrong recipient, how far each unit is, asked back and answered."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from viewflow.workflow.models import Process

from campaigns import receipts
from campaigns.models import Assignment
from directives.drafting import BasisDraft, RecipientDraft
from directives.models import Directive, Recipient
from org_hierarchy.models import OrgUnit
from org_hierarchy.services import UnitRow
from records.events import timeline
from workflows import clock, steps

from .city import (
    AT,
    DAY,
    FIRST_DAY,
    City,
    at_once,
    copy_of,
    delivered,
    draft,
    draft_for_districts,
    issued,
    later,
    named,
    refused,
    signed_in,
)
from .city import duty as task

pytestmark = pytest.mark.django_db
NOON = later(hours=3)


def step_of(directive: Directive, unit: OrgUnit) -> str:
    return str(receipts.with_step(directive.recipients.filter(unit=unit)).values_list("step", flat=True).get())


def statuses(directive: Directive, unit: OrgUnit) -> set[str]:
    return set(Assignment.objects.filter(campaign__directive=directive, unit=unit).values_list("status", flat=True))


def open_processes(directive: Directive, unit: OrgUnit) -> int:
    about = Assignment.objects.filter(campaign__directive=directive, unit=unit).values("pk")
    return Process.objects.filter(flow_class__contains="AssignmentFlow", artifact_object_id__in=about, status="NEW").count()


# Refused


def test_a_wrong_recipient_sends_the_document_back_with_all_that_it_was_given(city: City) -> None:
    directive = delivered(city, draft_for_districts(city, tasks=2))
    copy = copy_of(directive, city.units["BD"])
    given = steps.refuse_document(copy, reason="Không thuộc địa bàn.", by=city["clerk"], at=NOON)
    assert len(given) == 2
    copy.refresh_from_db()
    assert (copy.status, copy.reason) == ("refused", "Không thuộc địa bàn.")
    assert statuses(directive, city.units["BD"]) == {"refused"}
    assert not open_processes(directive, city.units["BD"])
    assert timeline(copy).get(action="directives.refused").by == city["clerk"]
    assert not clock.astray()
    refused("stale", lambda: steps.refuse_document(copy, reason="Nhầm.", by=city["clerk"], at=NOON))


def test_a_received_document_is_not_refused_any_more(city: City) -> None:
    directive = delivered(city)
    copy = copy_of(directive, city.units["BD"])
    steps.receive(copy, by=city["clerk"], at=NOON, today=DAY)
    refused("stale", lambda: steps.refuse_document(copy, reason="Nhầm.", by=city["clerk"], at=NOON))


@pytest.mark.parametrize("reason", ["", " \n\u200b", "x" * 1001])
def test_a_refusal_needs_a_reason_that_can_be_read(city: City, reason: str) -> None:
    copy = copy_of(delivered(city), city.units["BD"])
    refused(
        "too_long" if len(reason) > 1000 else "reason_missing",
        lambda: steps.refuse_document(copy, reason=reason, by=city["clerk"], at=NOON),
    )


@pytest.mark.parametrize("who", ["stranger", "other_clerk", "city_clerk"])
def test_nobody_else_answers_for_a_unit(city: City, who: str) -> None:
    directive = delivered(city)
    copy, by = copy_of(directive, city.units["BD"]), city[who]
    refused("forbidden", lambda: steps.refuse_document(copy, reason="Nhầm.", by=by, at=NOON))
    steps.ask_back(directive, copies=[copy.pk], reason="Gửi nhầm.", by=city["city_clerk"], at=NOON)
    refused("forbidden", lambda: steps.give_back(copy, by=by, at=NOON))
    refused("forbidden", lambda: steps.keep_copy(copy, reason="Đang làm.", by=by, at=NOON))


# How far each is


def test_the_step_of_a_copy_follows_from_what_the_unit_has_done(city: City) -> None:
    directive, unit = delivered(city), city.units["BD"]
    assert step_of(directive, unit) == "sent"
    copy = copy_of(directive, unit)
    steps.receive(copy, by=city["clerk"], at=NOON, today=DAY)
    assert step_of(directive, unit) == "received"
    assignment = Assignment.objects.get(campaign__directive=directive, unit=unit)
    steps.report(assignment, kind="interim", text="Đang làm.", by=city["officer"], at=NOON, today=DAY)
    assert step_of(directive, unit) == "processing"
    report = steps.report(assignment, kind="final", text="Đã xong.", by=city["officer"], at=NOON, today=DAY)
    assert step_of(directive, unit) == "processing"
    steps.review(report, accept=True, note="", by=city["chairman"], at=NOON)
    assert step_of(directive, unit) == "done"
    assert receipts.counts(directive) | {"sent": 2, "done": 1} == receipts.counts(directive)


def test_a_unit_that_carries_it_further_has_given_the_work_to_somebody(city: City) -> None:
    above = delivered(city)
    copy = copy_of(above, city.units["BD"])
    steps.receive(copy, by=city["clerk"], at=NOON, today=DAY)
    content = draft(city, bases=(BasisDraft("Công văn", above.designation, above.issued_date, ""),))
    below = issued(city, content)
    Directive.objects.filter(pk=below.pk).update(issuer=city.units["BD"])
    assert step_of(above, city.units["BD"]) == "assigned"


# Asked back


def test_a_unit_that_gives_its_copy_back_is_relieved_of_its_work(city: City) -> None:
    directive = delivered(city, draft_for_districts(city, tasks=2))
    copy = copy_of(directive, city.units["BD"])
    steps.receive(copy, by=city["clerk"], at=NOON, today=DAY)
    steps.ask_back(directive, copies=[copy.pk], reason="Gửi nhầm.", by=city["city_clerk"], at=NOON)
    assert step_of(directive, city.units["BD"]) == "takingback"
    copy.refresh_from_db()
    assert steps.give_back(copy, by=city["officer"], at=NOON) == 2
    assert step_of(directive, city.units["BD"]) == "taken_back"
    assert statuses(directive, city.units["BD"]) == {"recalled"}
    assert not open_processes(directive, city.units["BD"])
    assert statuses(directive, city.units["HK"]) == {"issued"}
    assert not clock.astray()
    refused("stale", lambda: steps.give_back(copy, by=city["officer"], at=NOON))
    refused("stale", lambda: steps.ask_back(directive, copies=[copy.pk], reason="Nữa.", by=city["city_clerk"], at=NOON))


def test_a_unit_that_keeps_its_copy_goes_on_as_before(city: City) -> None:
    directive = delivered(city)
    copy = copy_of(directive, city.units["BD"])
    steps.ask_back(directive, copies=[copy.pk], reason="Gửi nhầm.", by=city["city_clerk"], at=NOON)
    assignment = Assignment.objects.get(campaign__directive=directive, unit=copy.unit)
    refused("asked_back", lambda: steps.receive_assignment(assignment, by=city["clerk"], at=NOON, today=DAY))
    steps.keep_copy(copy, reason="Đúng địa bàn.", by=city["clerk"], at=NOON)
    assert step_of(directive, copy.unit) == "sent"
    assert receipts.counts(directive)[receipts.DECLINED] == 1
    steps.receive(copy, by=city["clerk"], at=NOON, today=DAY)
    steps.ask_back(directive, copies=[copy.pk], reason="Vẫn nhầm.", by=city["city_clerk"], at=NOON)
    assert receipts.counts(directive)[receipts.DECLINED] == 0


def test_several_are_asked_together_or_not_at_all(city: City) -> None:
    directive = delivered(city)
    copies = [copy_of(directive, unit).pk for unit in city.districts]
    steps.refuse_document(copy_of(directive, city.units["BD"]), reason="Nhầm.", by=city["clerk"], at=NOON)
    ask = {"reason": "Gửi nhầm.", "by": city["city_clerk"], "at": NOON}
    refused("stale", lambda: steps.ask_back(directive, copies=copies, **ask))
    refused("nobody", lambda: steps.ask_back(directive, copies=[], **ask))
    refused("stale", lambda: steps.ask_back(directive, copies=[10**15], **ask))
    refused("reason_missing", lambda: steps.ask_back(directive, copies=copies, **(ask | {"reason": ""})))
    assert steps.ask_back(directive, copies=copies[1:], **ask) == 2
    assert timeline(directive).get(action="directives.asked_back").after["count"] == 2


@pytest.mark.parametrize("who", ["stranger", "drafter", "clerk", "monitor"])
def test_only_who_keeps_the_issuers_registers_asks_for_copies_back(city: City, who: str) -> None:
    directive = delivered(city)
    copy = copy_of(directive, city.units["BD"])
    refused("forbidden", lambda: steps.ask_back(directive, copies=[copy.pk], reason="Nhầm.", by=city[who], at=NOON))


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_holds(city: City) -> None:
    directive = delivered(city)
    pk = copy_of(directive, city.units["BD"]).pk
    steps.ask_back(directive, copies=[pk], reason="Gửi nhầm.", by=city["city_clerk"], at=NOON)
    mine, other = (Recipient.objects.select_related("directive", "unit").get(pk=pk) for _ in range(2))
    raised = at_once(
        lambda: steps.give_back(mine, by=city["clerk"], at=NOON),
        lambda: steps.keep_copy(other, reason="Giữ.", by=city["second_clerk"], at=NOON),
    )
    lost = [error for error in raised if error]
    assert [getattr(error, "code", error) for error in lost] == ["stale"]
    assert not clock.astray()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_copy_that_is_taken_in_and_asked_back_at_once_is_both_in_some_order_or_one_is_told(city: City) -> None:
    directive = delivered(city)
    copy = copy_of(directive, city.units["BD"])
    raised = at_once(
        lambda: steps.receive(copy, by=city["clerk"], at=NOON, today=DAY),
        lambda: steps.ask_back(directive, copies=[copy.pk], reason="Gửi nhầm.", by=city["city_clerk"], at=NOON),
    )
    assert [getattr(error, "code", error) for error in raised] in ([None, None], ["stale", None])
    after = Recipient.objects.get(pk=copy.pk)
    assert (after.status, after.status_before) == ("takingback", "sent" if raised[0] else "received")
    assert not clock.astray()


# The pages


def test_the_unit_and_the_sender_do_all_of_it_on_their_pages(city: City) -> None:
    directive = delivered(city)
    copy = copy_of(directive, city.units["BD"])
    sender, unit = signed_in(city["city_clerk"]), signed_in(city["clerk"])
    page, list_page = f"/van-ban/{directive.pk}/", f"/van-ban/{directive.pk}/noi-nhan/"
    assert sender.post(f"/van-ban/{directive.pk}/lay-lai/", {"copies": [str(copy.pk), "x"], "reason": ""}).status_code == 400
    told = sender.post(f"/van-ban/{directive.pk}/lay-lai/", {"copies": [str(copy.pk), "x"], "reason": "Gửi nhầm."}, follow=True)
    assert "mã 13" in told.content.decode()
    assert "đề nghị Ủy ban nhân dân quận Ba Đình trả lại" in unit.get("/hop-viec/").content.decode()
    assert "Đồng ý trả lại" in unit.get(page).content.decode()
    assert unit.post(f"/noi-nhan/{copy.pk}/giu-lai/", {"reason": " "}).status_code == 400
    unit.post(f"/noi-nhan/{copy.pk}/giu-lai/", {"reason": "Đúng địa bàn."})
    assert "16 không đồng ý trả lại" in sender.get(list_page).content.decode()
    assert "Đúng địa bàn." in sender.get(f"{list_page}?buoc=declined&tim=ba+dinh").content.decode()
    assert "Ba Đình" not in sender.get(f"{list_page}?buoc=done").content.decode().split("<table")[1]
    sender.post(f"/van-ban/{directive.pk}/lay-lai/", {"everyone": "on", "reason": "Thu lại."})
    assert not directive.recipients.exclude(status="takingback").exists()
    nobody = sender.post(f"/van-ban/{directive.pk}/lay-lai/", {"everyone": "on", "reason": "Thu lại."})
    assert (nobody.status_code, "Không còn đơn vị nào giữ văn bản" in nobody.content.decode()) == (400, True)
    unit.post(f"/noi-nhan/{copy.pk}/tra-lai/")
    assert "không dùng để thực hiện" in unit.get(page).content.decode()
    assert unit.get(list_page).status_code == 403


def test_a_wrong_recipient_refuses_on_the_page(city: City) -> None:
    directive = delivered(city)
    copy, unit = copy_of(directive, city.units["BD"]), signed_in(city["clerk"])
    assert "Từ chối vì gửi nhầm" in unit.get(f"/van-ban/{directive.pk}/").content.decode()
    assert unit.post(f"/noi-nhan/{copy.pk}/tu-choi/", {"reason": ""}).status_code == 400
    unit.post(f"/noi-nhan/{copy.pk}/tu-choi/", {"reason": "Không thuộc địa bàn."})
    copy.refresh_from_db()
    assert copy.status == "refused"
    assert "Không thuộc địa bàn." in signed_in(city["city_officer"]).get(f"/van-ban/{directive.pk}/").content.decode()


def test_the_list_of_recipients_costs_the_same_for_few_and_many(city: City) -> None:
    directive = delivered(city)
    client = signed_in(city["city_officer"])

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(f"/van-ban/{directive.pk}/noi-nhan/").status_code == 200
        return len(queries)

    cost()
    few = cost()
    city.add(
        UnitRow(f"X{n}", f"Đơn vị số {n}", OrgUnit.Kind.TEAM, OrgUnit.Line.COMMITTEE, OrgUnit.Level.PROVINCE, FIRST_DAY, parent="HN")
        for n in range(60)
    )
    Recipient.objects.bulk_create(Recipient(directive=directive, unit=city.units[f"X{n}"], role="de_biet", sent_at=AT) for n in range(60))
    assert cost() == few


def test_lines_and_tasks_of_nobody_leave_no_copy(city: City) -> None:
    content = draft(city, task("Rà soát.", named(city.units["SYT"])), recipients=(RecipientDraft("Bưu điện"),))
    assert set(issued(city, content).recipients.values_list("unit__code", flat=True)) == {"SYT"}
