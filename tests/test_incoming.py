"""A document that came to a unit: its number, to whom it is presented and given, by when, and how it ends (NĐ 30/2020, Điều 20–24)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from viewflow.workflow.models import Process, Task

from campaigns.models import Assignment, Report
from directives.incoming.facts import Facts, identity_of
from directives.incoming.limits import late, limit_of
from directives.incoming.queries import duplicates_of, seen_by
from directives.incoming.rights import sights
from directives.models import Direction, Directive, IncomingDocument, Recipient, Register, RegisterEntry
from directives.services import incoming as services
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import CalendarDay, Person, Post
from org_hierarchy.rights import may
from org_hierarchy.sight import seen_by as people_who_see
from records.models import Event
from workflows import clock, inbox, steps
from workflows.steps import open_task
from workflows.tasks import run_job

from .city import AT, DAY, DUE, City, at, at_once, copy_of, delivered, draft_for_districts, later, refused

pytestmark = pytest.mark.django_db

Status, Role = IncomingDocument.Status, Post.Role
FACTS = Facts(
    agency="Bộ Y tế", type_name="Công văn", number="1520", symbol="BYT-DP", issued_date=DAY, subject="tăng cường phòng, chống dịch"
)
MONDAY = date(2021, 3, 22)


def came(city: City, *, by: str = "clerk", unit: str = "BD", facts: Facts = FACTS, **changes: Any) -> IncomingDocument:
    """Received on paper and not registered."""
    facts = Facts(**{name: getattr(facts, name) for name in Facts.__dataclass_fields__} | changes)
    return steps.receive_document(city.units[unit], facts=facts, source=None, by=city[by], at=AT)


def entered(city: City, **more: Any) -> IncomingDocument:
    """Registered."""
    found = came(city, **more)
    steps.register_document(found, facts=known(found), by=city[more.get("by", "clerk")], at=AT, today=DAY)
    return found


def known(found: IncomingDocument) -> Facts:
    return Facts(**{name: getattr(found, name) for name in Facts.__dataclass_fields__})


def leader(city: City) -> Person:
    return city.person("BD", Role.HEAD)


def presented(city: City, **more: Any) -> IncomingDocument:
    found = entered(city, **more)
    steps.present_document(found, leader=leader(city), by=city["clerk"], at=AT)
    return found


def directed(city: City, *, unit: str = "KM", handler: Person | None = None, due: date | None = DUE, **more: Any) -> IncomingDocument:
    found = presented(city, **more)
    steps.direct_document(
        found, lead_unit=city.units[unit], handler=handler, partners=[city.units["TB"]], due_date=due, no_limit=due is None,
        opinion="Khẩn trương thực hiện.", by=leader(city), at=later(hours=1), today=DAY,
    )  # fmt: skip
    return found


def in_work(city: City) -> IncomingDocument:
    return directed(city, unit="BD", handler=city["officer"])


def close(found: IncomingDocument, by: Person, **changes: Any) -> None:
    given: dict[str, Any] = {"result": "Đã triển khai.", "reply_number": "", "reply_date": None, "at": later(hours=3), "today": DAY}
    steps.close_document(found, **(given | changes), by=by)


def test_the_whole_way_of_a_document_from_outside(city: City) -> None:
    found = came(city)
    assert (found.status, found.entry, open_task(found)) == (Status.RECEIVED, None, None)
    entry = steps.register_document(found, facts=FACTS, by=city["clerk"], at=AT, today=DAY)
    assert (entry.number, entry.register.direction, entry.register.year) == (1, Register.Direction.IN, 2021)
    way = [open_task(found)]
    steps.present_document(found, leader=leader(city), by=city["clerk"], at=AT)
    way.append(open_task(found))
    steps.direct_document(
        found, lead_unit=city.units["KM"], handler=None, partners=[city.units["TB"]], due_date=DUE, opinion="Giao phường chủ trì.",
        by=leader(city), at=AT, today=DAY,
    )  # fmt: skip
    way.append(open_task(found))
    head, officer = city.person("KM", Role.HEAD), city.person("KM")
    steps.assign_document(found, handler=officer, due_date=DUE - timedelta(days=3), opinion="", by=head, at=AT, today=DAY)
    way.append(open_task(found))
    steps.propose_on_document(found, text="Tổ chức ra quân ngày thứ Bảy.", by=officer, at=AT)
    close(found, officer, result="Đã ra quân.", reply_number="12/UBND", reply_date=DAY)
    assert [(one.title, one.who) for one in way if one] == [
        ("Trình văn bản đến", city.units["BD"].name),
        ("Cho ý kiến chỉ đạo", str(leader(city))),
        ("Phân công giải quyết", city.units["KM"].name),
        ("Giải quyết văn bản đến", str(officer)),
    ]
    found.refresh_from_db()
    assert (found.status, found.reply_number, found.due_date) == (Status.DONE, "12/UBND", DUE - timedelta(days=3))
    assert [one.stage for one in found.directions.order_by("pk")] == ["agency", "unit", "proposal"]
    assert open_task(found) is None
    told = Event.objects.filter(subject_type="directives.incomingdocument", subject_id=found.pk).order_by("pk")
    assert [event.action.removeprefix("directives.incoming_") for event in told] == [
        "received", "registered", "presented", "directed", "assigned", "proposed", "closed",
    ]  # fmt: skip


def test_a_directive_that_a_unit_receives_is_one_of_its_documents(city: City) -> None:
    directive = delivered(city)
    copy = copy_of(directive, city.districts[0])
    steps.receive(copy, by=city["clerk"], at=AT, today=DAY)
    found = IncomingDocument.objects.get(recipient=copy)
    assert (found.status, found.entry, found.channel) == (Status.REGISTERED, copy.register_entry, "system")
    assert (found.agency, found.designation, found.subject) == (directive.issuer.name, directive.designation, directive.subject)
    assert open_task(found).title == "Trình văn bản đến"
    steps.present_document(found, leader=leader(city), by=city["clerk"], at=AT)
    steps.file_document(found, opinion="", by=leader(city), at=AT)
    found.refresh_from_db()
    assert (found.status, found.directions.get().opinion) == (Status.DONE, "Để biết, lưu.")


def test_both_doors_share_one_series(city: City) -> None:
    directive = delivered(city)
    entered(city)
    steps.receive(copy_of(directive, city.districts[0]), by=city["clerk"], at=AT, today=DAY)
    entered(city, number="1521")
    assert list(IncomingDocument.objects.order_by("pk").values_list("entry__number", flat=True)) == [1, 2, 3]


def test_who_gives_a_copy_back_goes_on_no_more(city: City) -> None:
    directive = delivered(city)
    copy = copy_of(directive, city.districts[0])
    steps.receive(copy, by=city["clerk"], at=AT, today=DAY)
    found = copy.incoming
    steps.present_document(found, leader=leader(city), by=city["clerk"], at=AT)
    steps.ask_back(directive, copies={copy.pk}, reason="Gửi nhầm", by=city["city_clerk"], at=AT)
    copy.refresh_from_db()
    steps.give_back(copy, by=city["clerk"], at=AT)
    found.refresh_from_db()
    assert (found.status, found.reason, open_task(found)) == (Status.SENT_BACK, "Gửi nhầm", None)
    assert clock.astray() == []


@pytest.mark.parametrize("act", ["enter", "register", "present", "direct", "assign", "handle", "implement", "send_back", "view"])
def test_the_stranger_is_refused_everywhere(city: City, act: str) -> None:
    for found in (entered(city), presented(city, number="2"), directed(city, number="3"), in_work(city)):
        verdict = may(city["stranger"], f"incoming.{act}", found.unit if act == "enter" else found)
        assert not verdict
        assert verdict.reason or verdict.grant
    assert not seen_by(city["stranger"]).exists()


def test_no_step_is_taken_by_whoever_may_not(city: City) -> None:
    stranger, head = city["stranger"], leader(city)
    refused("forbidden", lambda: steps.receive_document(city.units["BD"], facts=FACTS, source=None, by=stranger, at=AT))
    refused("forbidden", lambda: steps.receive_document(city.units["BD"], facts=FACTS, source=None, by=city["officer"], at=AT))
    found = came(city)
    refused("forbidden", lambda: steps.register_document(found, facts=FACTS, by=city["officer"], at=AT, today=DAY))
    steps.register_document(found, facts=FACTS, by=city["clerk"], at=AT, today=DAY)
    refused("forbidden", lambda: steps.present_document(found, leader=head, by=city["officer"], at=AT))
    steps.present_document(found, leader=head, by=city["clerk"], at=AT)
    given: dict[str, Any] = {"partners": [], "due_date": None, "no_limit": True, "opinion": "", "at": AT, "today": DAY}
    for by in (city["clerk"], city["officer"], stranger):
        refused("forbidden", lambda by=by: steps.direct_document(found, lead_unit=city.units["KM"], handler=None, by=by, **given))
    steps.direct_document(found, lead_unit=city.units["KM"], handler=None, by=leader(city), **given)
    inside, inside_head, colleague = city.person("KM"), city.person("KM", Role.HEAD), city.person("KM", Role.OFFICER, 2)
    for by in (leader(city), city["clerk"], stranger):
        act = lambda by=by: steps.assign_document(found, handler=inside, due_date=None, no_limit=True, opinion="", by=by, at=AT, today=DAY)  # noqa: E731
        refused("forbidden", act)
    steps.assign_document(found, handler=inside, due_date=None, no_limit=True, opinion="", by=inside_head, at=AT, today=DAY)
    for by in (head, colleague, stranger):
        refused("forbidden", lambda by=by: close(found, by))
    refused("forbidden", lambda: steps.take_document_back(found, reason="Giao nơi khác", by=inside, at=AT))


def test_each_step_is_offered_to_whom_it_may_be_done_by(city: City) -> None:
    def offered(*people: Person) -> list[str]:
        return [str(p) for p in people if inbox.tasks(p).exists()]

    clerk, officer, head = city["clerk"], city["officer"], leader(city)
    everybody = (clerk, city["second_clerk"], officer, head, city["stranger"])
    found = entered(city)
    assert offered(*everybody) == [str(clerk), str(city["second_clerk"])]
    (item,) = inbox.items(inbox.tasks(clerk))
    assert (item.artifact, item.is_directive, item.title) == (found, False, "Trình văn bản đến")
    steps.present_document(found, leader=head, by=clerk, at=AT)
    assert offered(*everybody) == [str(head)]
    steps.direct_document(
        found, lead_unit=city.units["BD"], handler=officer, partners=[], due_date=DUE, opinion="", by=head, at=AT, today=DAY
    )
    assert offered(*everybody) == [str(officer)]


def test_where_there_is_no_clerk_whoever_acts_for_the_unit_does_the_clerks_work(city: City) -> None:
    officer, other = city.person("TT"), city.person("TT", Role.OFFICER, 2)
    found = steps.receive_document(city.units["TT"], facts=FACTS, source=None, by=officer, at=AT)
    steps.register_document(found, facts=FACTS, by=officer, at=AT, today=DAY)
    assert inbox.tasks(other).count() == inbox.tasks(officer).count() == 1
    clerk = city.person("TT", Role.CLERK)
    assert (inbox.tasks(officer).count(), inbox.tasks(clerk).count()) == (0, 1)
    refused("forbidden", lambda: steps.present_document(found, leader=officer, by=officer, at=AT))


def test_the_unit_and_whom_it_names_see_it_and_nobody_else(city: City) -> None:
    found = directed(city)
    sees = [city["clerk"], city["officer"], leader(city), city.person("KM"), city.person("TB")]
    assert all(seen_by(person).filter(pk=found.pk).exists() for person in sees)
    hidden = [city["stranger"], city["other_officer"], city["chairman"], city["city_clerk"]]
    assert not any(seen_by(person).exists() for person in hidden)
    assert may(city.person("TB"), "incoming.view", found)


def test_another_leader_of_the_unit_may_direct_in_the_place_of_whom_it_was_presented_to(city: City) -> None:
    found = presented(city)
    deputy = city.person("BD", Role.DEPUTY)
    steps.file_document(found, opinion="Lưu.", by=deputy, at=AT)
    assert found.status == Status.DONE


def test_what_lies_before_a_leader_who_has_left_is_open_to_the_other_heads(city: City) -> None:
    found, officer, chief = presented(city), city["officer"], city.person("BD", Role.OFFICE_HEAD)
    assert not may(chief, "incoming.direct", found)
    Person.objects.filter(pk=leader(city).pk).update(is_active=False)
    found = IncomingDocument.objects.get(pk=found.pk)
    assert may(chief, "incoming.direct", found)
    assert not may(officer, "incoming.direct", found)
    clock.release_desks()
    assert (inbox.tasks(chief).count(), inbox.tasks(officer).count()) == (1, 0)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("not_inside", {"lead_unit": "HK"}),
        ("not_inside", {"partners": ["SYT"]}),
        ("partner_leads", {"partners": ["KM"]}),
        ("handler_missing", {"lead_unit": "BD"}),
        ("not_of_unit", {"lead_unit": "BD", "handler": "other_officer"}),
        ("bad_date", {"due_date": DAY - timedelta(days=1)}),
        ("too_long", {"opinion": "dài " * 2_000}),
    ],
)
def test_a_direction_that_cannot_be_is_refused_with_a_sentence(city: City, code: str, changes: dict[str, Any]) -> None:
    found = presented(city)
    given: dict[str, Any] = {"lead_unit": "KM", "handler": None, "partners": [], "due_date": DUE, "opinion": ""} | changes
    given["lead_unit"] = city.units[given["lead_unit"]]
    given["partners"] = [city.units[one] for one in given["partners"]]
    given["handler"] = city[given["handler"]] if given["handler"] else None
    refused(code, lambda: steps.direct_document(found, **given, by=leader(city), at=AT, today=DAY))
    assert not Direction.objects.exists()


def test_an_assignment_inside_is_never_later_than_the_leader_said(city: City) -> None:
    found, head, officer = directed(city), city.person("KM", Role.HEAD), city.person("KM")
    act = {"handler": officer, "opinion": "", "by": head, "at": AT, "today": DAY}
    refused("after_direction", lambda: steps.assign_document(found, due_date=DUE + timedelta(days=1), **act))
    refused("after_direction", lambda: steps.assign_document(found, due_date=None, **act))
    refused("not_of_unit", lambda: steps.assign_document(found, due_date=DUE, **(act | {"handler": city["officer"]})))
    steps.assign_document(found, due_date=DUE, **act)
    assert found.handler == officer


def test_it_comes_back_to_the_leader_with_a_reason_and_is_given_anew(city: City) -> None:
    found, officer = in_work(city), city["officer"]
    refused("reason_missing", lambda: steps.hand_document_back(found, reason=" ", by=officer, at=AT))
    steps.hand_document_back(found, reason="Không thuộc việc của tôi", by=officer, at=later(hours=2))
    found.refresh_from_db()
    assert (found.status, found.handler, found.lead_unit, found.due_date) == (Status.PRESENTED, None, None, None)
    assert open_task(found).who == str(leader(city))
    given: dict[str, Any] = {
        "partners": [],
        "due_date": None,
        "no_limit": True,
        "opinion": "",
        "by": leader(city),
        "at": later(hours=3),
        "today": DAY,
    }
    steps.direct_document(found, lead_unit=city.units["KM"], handler=None, **given)
    steps.take_document_back(found, reason="Giao nơi khác", by=leader(city), at=later(hours=4))
    assert found.status == Status.PRESENTED
    assert clock.astray() == []


def test_a_document_from_outside_goes_back_to_its_sender_before_it_is_presented(city: City) -> None:
    unregistered, registered = came(city), entered(city, number="2")
    for found in (unregistered, registered):
        refused("reason_missing", lambda found=found: steps.send_document_back(found, reason="", by=city["clerk"], at=AT))
        steps.send_document_back(found, reason="Gửi nhầm địa chỉ", by=city["clerk"], at=AT)
        assert (found.status, open_task(found)) == (Status.SENT_BACK, None)
    assert registered.entry.number == 1  # its number stays a line of the book
    later_one = presented(city, number="3")
    refused("not_open", lambda: steps.send_document_back(later_one, reason="Muộn", by=city["clerk"], at=AT))


def test_a_document_registered_meanwhile_is_not_sent_back_by_who_saw_it_unregistered(city: City) -> None:
    found = came(city)
    seen_before = IncomingDocument.objects.get(pk=found.pk)
    steps.register_document(found, facts=FACTS, by=city["clerk"], at=AT, today=DAY)
    refused("stale", lambda: steps.send_document_back(seen_before, reason="Gửi nhầm", by=city["second_clerk"], at=AT))
    assert clock.astray() == []


def test_a_directive_of_the_system_is_not_sent_back_here_and_says_itself_what_it_is(city: City) -> None:
    copy = copy_of(delivered(city), city.districts[0])
    steps.receive(copy, by=city["clerk"], at=AT, today=DAY)
    refused("of_system", lambda: steps.send_document_back(copy.incoming, reason="Nhầm", by=city["clerk"], at=AT))
    refused("of_system", lambda: steps.correct_document(copy.incoming, facts=FACTS, by=city["clerk"], at=AT))


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("incomplete", {"subject": " "}),
        ("incomplete", {"agency": ""}),
        ("secret", {"subject": "TUYỆT MẬT"}),
        ("bad_date", {"issued_date": DAY + timedelta(days=1)}),
        ("bad_value", {"urgency": "gap"}),
        ("too_long", {"symbol": "X" * 61}),
    ],
)
def test_what_the_register_cannot_say_is_refused(city: City, code: str, changes: dict[str, Any]) -> None:
    found = came(city)
    facts = Facts(**{name: getattr(FACTS, name) for name in Facts.__dataclass_fields__} | changes)
    refused(code, lambda: steps.register_document(found, facts=facts, by=city["clerk"], at=AT, today=DAY))
    assert not RegisterEntry.objects.exists()


def test_a_slip_in_the_register_is_put_right_and_what_stood_there_is_kept(city: City) -> None:
    found = entered(city)
    right = Facts(**{name: getattr(FACTS, name) for name in Facts.__dataclass_fields__} | {"number": "1502", "urgency": "khan"})
    steps.correct_document(found, facts=right, by=city["second_clerk"], at=AT)
    found.refresh_from_db()
    assert (found.number, found.urgency, found.entry.number) == ("1502", "khan", 1)
    event = Event.objects.get(action="directives.incoming_corrected")
    assert (event.before, event.after) == ({"number": "1520", "urgency": ""}, {"number": "1502", "urgency": "khan"})
    close_all(city, found)
    refused("stale", lambda: steps.correct_document(found, facts=FACTS, by=city["clerk"], at=AT))


def close_all(city: City, found: IncomingDocument) -> None:
    steps.present_document(found, leader=leader(city), by=city["clerk"], at=AT)
    steps.file_document(found, opinion="", by=leader(city), at=AT)


def test_the_same_number_symbol_and_agency_is_warned_of_however_they_are_written(city: City) -> None:
    first = entered(city, agency="UBND TP. Hà Nội", number="0776", symbol="UBND-KGVX")
    again = came(city, agency="Ủy ban nhân dân thành phố Hà Nội", number="776", symbol="ubnd - kgvx")
    assert list(duplicates_of(again)) == [first]
    for changes in ({"number": "777"}, {"agency": "UBND TP. Hải Phòng"}, {"issued_date": date(2020, 3, 18)}):
        other = came(city, **({"agency": "UBND TP. Hà Nội", "number": "776", "symbol": "UBND-KGVX"} | changes))
        assert not duplicates_of(other).exists(), changes
    assert not duplicates_of(came(city, number="", symbol="")).exists()
    other_unit = came(city, by="other_clerk", unit="HK", agency="UBND TP. Hà Nội", number="776", symbol="UBND-KGVX")
    assert not duplicates_of(other_unit).exists()
    assert identity_of(Facts(agency="X", number="00")) != ""


def test_a_directive_received_and_its_paper_are_known_as_one(city: City) -> None:
    directive = delivered(city)
    steps.receive(copy_of(directive, city.districts[0]), by=city["clerk"], at=AT, today=DAY)
    paper = came(
        city, agency="UBND thành phố Hà Nội", number=str(directive.number), symbol=directive.symbol, issued_date=directive.issued_date
    )
    assert [one.recipient.directive for one in duplicates_of(paper)] == [directive]


# By when


def calendar() -> Calendar:
    return Calendar.load(DAY, DUE)


def test_each_step_has_the_same_or_the_next_working_day(city: City) -> None:
    friday = date(2021, 3, 19)
    found = entered(city)
    IncomingDocument.objects.filter(pk=found.pk).update(received_at=at(friday), step_since=at(friday))
    found.refresh_from_db()
    for status in (Status.RECEIVED, Status.REGISTERED, Status.PRESENTED, Status.DIRECTED):
        found.status = status
        limit = limit_of(found, today=MONDAY, calendar=calendar())
        assert limit is not None
        assert (limit.last_day, limit.is_missed) == (MONDAY, False)
        assert limit_of(found, today=MONDAY + timedelta(days=1), calendar=calendar()).is_missed


def test_what_is_urgent_is_done_on_its_day(city: City) -> None:
    found = entered(city, urgency=Directive.Urgency.FLASH)
    limit = limit_of(found, today=DAY, calendar=calendar())
    assert (limit.last_day, limit.is_urgent, limit.is_missed) == (DAY, True, False)
    assert limit_of(found, today=DAY + timedelta(days=1), calendar=calendar()).is_missed


def test_the_presentation_counts_from_the_arrival_and_not_from_the_number(city: City) -> None:
    found = came(city)
    steps.register_document(found, facts=FACTS, by=city["clerk"], at=at(DAY + timedelta(days=1)), today=DAY + timedelta(days=1))
    assert limit_of(found, today=DAY, calendar=calendar()).last_day == DAY + timedelta(days=1)


def test_work_is_held_to_the_day_of_the_direction_and_to_none_without(city: City) -> None:
    found = in_work(city)
    assert limit_of(found, today=DUE, calendar=calendar()).last_day == DUE
    assert not limit_of(found, today=DUE, calendar=calendar()).is_missed
    assert limit_of(found, today=DUE + timedelta(days=1), calendar=calendar()).is_missed
    found.due_date = None
    assert limit_of(found, today=DUE, calendar=calendar()) is None
    close(found, city["officer"])
    assert limit_of(found, today=DUE, calendar=calendar()) is None


def test_the_set_of_late_ones_is_that_of_the_limits(city: City) -> None:
    """Over every step, urgent or not, on each day of a fortnight with a holiday in it."""
    CalendarDay.objects.create(day=date(2021, 3, 23), is_working=False, reason="Nghỉ bù")
    base = entered(city)
    rows = []
    for status in Status.values:
        for urgency in ("", "khan"):
            for begun in (DAY, date(2021, 3, 19), date(2021, 3, 20), MONDAY):
                for due in (None, date(2021, 3, 24)):
                    rows.append(  # noqa: PERF401 - four loops read better one under the other
                        IncomingDocument(
                            unit=base.unit, status=status, urgency=urgency, due_date=due, received_at=at(begun), step_since=at(begun, 15)
                        )
                    )
    IncomingDocument.objects.bulk_create(rows)
    everything = list(IncomingDocument.objects.all())
    known_days = calendar()
    for number in range(14):
        today = DAY + timedelta(days=number)
        expected = {one.pk for one in everything if (limit := limit_of(one, today=today, calendar=known_days)) and limit.is_missed}
        found = set(IncomingDocument.objects.filter(late(today=today, calendar=known_days)).values_list("pk", flat=True))
        assert found == expected, today
    assert expected


# At the end


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("result_missing", {"result": " "}),
        ("bad_date", {"reply_number": "12/UBND", "reply_date": DAY + timedelta(days=1)}),
        ("bad_date", {"reply_date": DAY}),
        ("too_long", {"reply_number": "1" * 61}),
    ],
)
def test_a_conclusion_says_what_was_done(city: City, code: str, changes: dict[str, Any]) -> None:
    found = in_work(city)
    refused(code, lambda: close(found, city["officer"], **changes))


def test_the_engine_stands_where_the_row_says_at_every_step(city: City) -> None:
    found = in_work(city)
    assert clock.astray() == []
    IncomingDocument.objects.filter(pk=found.pk).update(status=Status.DONE)  # a shell
    assert clock.astray() == [found]
    assert clock.mend(at=AT) == 1
    assert clock.astray() == []
    IncomingDocument.objects.filter(pk=found.pk).update(status=Status.REGISTERED)
    assert clock.mend(at=AT) == 1
    found.refresh_from_db()
    assert open_task(found).title == "Trình văn bản đến"


def test_whoever_comes_second_is_told(city: City) -> None:
    found = presented(city)
    seen_before = IncomingDocument.objects.get(pk=found.pk)
    steps.file_document(found, opinion="", by=leader(city), at=AT)
    error = refused("not_open", lambda: steps.file_document(seen_before, opinion="", by=leader(city), at=AT))
    assert "đã kết thúc" in str(error)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_who_register_one_document_one_is_told_and_no_number_is_lost(city: City) -> None:
    assert connection.vendor == "postgresql"
    found = came(city)

    def by(name: str) -> Any:
        mine = IncomingDocument.objects.select_related("unit").get(pk=found.pk)
        return lambda: steps.register_document(mine, facts=FACTS, by=city[name], at=AT, today=DAY)

    raised = at_once(by("clerk"), by("second_clerk"))
    (told,) = [error for error in raised if error is not None]
    assert getattr(told, "code", "") == "stale"
    assert RegisterEntry.objects.count() == Process.objects.count() == Task.objects.filter(finished=None).count() == 1
    assert entered(city, number="9").entry.number == 2


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_direction_and_filing_at_once_one_holds(city: City) -> None:
    assert connection.vendor == "postgresql"
    found, head, deputy = presented(city), leader(city), city.person("BD", Role.DEPUTY)

    def again() -> IncomingDocument:
        return IncomingDocument.objects.select_related("unit", "presented_to").get(pk=found.pk)

    one, other = again(), again()
    given: dict[str, Any] = {"handler": None, "partners": [], "due_date": None, "no_limit": True, "opinion": "", "at": AT, "today": DAY}
    raised = at_once(
        lambda: steps.direct_document(one, lead_unit=city.units["KM"], by=head, **given),
        lambda: steps.file_document(other, opinion="", by=deputy, at=AT),
    )
    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "StepError"]
    assert Direction.objects.count() == 1
    assert clock.astray() == []


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_giving_back_and_directing_at_once_leave_one_truth(city: City) -> None:
    assert connection.vendor == "postgresql"
    directive = delivered(city)
    copy = copy_of(directive, city.districts[0])
    steps.receive(copy, by=city["clerk"], at=AT, today=DAY)
    steps.present_document(copy.incoming, leader=leader(city), by=city["clerk"], at=AT)
    steps.ask_back(directive, copies={copy.pk}, reason="Gửi nhầm", by=city["city_clerk"], at=AT)
    copy = Recipient.objects.select_related("unit", "directive").get(pk=copy.pk)
    found = IncomingDocument.objects.select_related("unit", "presented_to").get(recipient=copy)
    at_once(
        lambda: steps.give_back(copy, by=city["clerk"], at=AT),
        lambda: steps.file_document(found, opinion="", by=leader(city), at=AT),
    )
    found.refresh_from_db()
    assert found.status in (Status.SENT_BACK, Status.DONE)
    assert Recipient.objects.get(pk=copy.pk).status == Recipient.Status.TAKEN_BACK
    assert open_task(found) is None
    assert clock.astray() == []


def test_a_reading_that_comes_after_the_registration_changes_nothing(city: City) -> None:
    found = entered(city)
    other = Facts(**{name: getattr(FACTS, name) for name in Facts.__dataclass_fields__} | {"subject": "khác hẳn"})
    assert services.keep_reading(found, facts=other, reading={}, at=AT) is False
    found.refresh_from_db()
    assert found.subject == FACTS.subject


def test_what_a_directive_asked_is_dealt_with_once_all_of_it_is_accepted(city: City) -> None:
    directive = delivered(city, draft_for_districts(city, tasks=2))
    copy = copy_of(directive, city.districts[0])
    steps.receive(copy, by=city["clerk"], at=AT, today=DAY)
    found = copy.incoming
    steps.present_document(found, leader=leader(city), by=city["clerk"], at=AT)
    for number, assignment in enumerate(Assignment.objects.filter(unit=copy.unit).order_by("pk")):
        assert found.status == Status.PRESENTED
        fields: dict[str, Any] = {"text": "Xong.", "reply_number": f"{number}/BC", "reply_date": DAY, "today": DAY}
        report = steps.report(assignment, kind=Report.Kind.FINAL, by=city["officer"], at=later(hours=number + 1), **fields)
        steps.review(report, accept=True, note="", by=city["city_officer"], at=later(hours=number + 2))
        found.refresh_from_db()
    assert (found.status, found.reply_number, open_task(found)) == (Status.DONE, "1/BC", None)
    assert clock.astray() == []


def test_the_conclusion_of_a_campaign_ends_what_units_still_had_before_them(city: City) -> None:
    directive = delivered(city)
    mine, outside = copy_of(directive, city.districts[0]), presented(city)
    steps.receive(mine, by=city["clerk"], at=AT, today=DAY)
    steps.receive(copy_of(directive, city.districts[1]), by=city["other_clerk"], at=AT, today=DAY)
    steps.present_document(mine.incoming, leader=leader(city), by=city["clerk"], at=AT)
    run_job(steps.conclude(directive, by=city["chairman"], at=later(days=30), today=DUE).pk)
    ended = IncomingDocument.objects.filter(recipient__directive=directive)
    assert set(ended.values_list("status", "result")) == {(Status.DONE, "Cơ quan ban hành đã kết thúc đợt triển khai.")}
    assert [task.process.artifact for task in Task.objects.filter(finished=None)] == [outside]
    assert Event.objects.filter(action="directives.incoming_settled").count() == 2
    assert clock.astray() == []


def test_who_sees_a_document_is_the_same_asked_from_either_side(city: City) -> None:
    found = directed(city)
    steps.take_document_back(found, reason="Giao nơi khác", by=leader(city), at=AT)
    given: dict[str, Any] = {"handler": None, "partners": [], "due_date": None, "no_limit": True, "opinion": "", "at": AT, "today": DAY}
    for code in ("KM", "TB"):
        city.person(code)
        steps.direct_document(found, lead_unit=city.units[code], by=leader(city), **given)
        people = {one for one in Person.objects.all() if may(one, "incoming.view", found)}
        assert set(people_who_see(sights(found))) == people
        assert city.person(code) in people
        steps.take_document_back(found, reason="Giao nơi khác", by=leader(city), at=AT)
    assert city["stranger"] not in people
