"""A recall asks every unit that holds the document for its copy, in the act that recalls it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directives.models import Directive, Recipient
from directives.services import ask_all_back
from org_hierarchy.models import OrgUnit
from org_hierarchy.services import UnitRow
from records.events import timeline
from records.models import Job
from workflows import clock, steps
from workflows.tasks import run_job

from .city import AT, DAY, FIRST_DAY, City, at_once, begun, copy_of, delivered, draft, issued, later, refused, signed_in

pytestmark = pytest.mark.django_db
NOON = later(hours=3)


def to_be_recalled(city: City) -> Directive:
    """Of three districts one has taken it in, one has refused it, and one has done nothing yet."""
    target = delivered(city)
    steps.receive(copy_of(target, city.units["BD"]), by=city["clerk"], at=AT, today=DAY)
    steps.refuse_document(copy_of(target, city.units["HK"]), reason="Nhầm.", by=city["other_clerk"], at=AT)
    return target


def ready(city: City, target: Directive, kind: str) -> tuple[Directive, Job]:
    """A letter that does this to it, up to the worker."""
    directive = begun(city, draft(city))
    directive.bases.create(position=90, number=target.designation, cited=target)
    steps.declare_effect(directive, target=target, kind=kind, by=city["drafter"], at=AT)
    steps.submit(directive, by=city["drafter"], at=NOON)
    steps.approve_content(directive, by=city["division_head"], at=NOON)
    steps.approve_form(directive, by=city["office_head"], at=NOON)
    steps.sign(directive, appointment=city.seat(city["chairman"]), by=city["chairman"], at=NOON)
    steps.number(directive, by=city["city_clerk"], at=NOON, today=DAY)
    directive.refresh_from_db()
    return directive, steps.dispatch(directive, by=city["city_clerk"], at=NOON)


def statuses(target: Directive) -> dict[str, str]:
    return dict(target.recipients.values_list("unit__code", "status"))


def test_who_holds_the_recalled_document_is_asked_for_it_with_its_recall(city: City) -> None:
    target = to_be_recalled(city)
    letter, job = ready(city, target, "recalls")
    run_job(job.pk)
    target.refresh_from_db()
    assert target.status == "recalled"
    assert statuses(target) == {"BD": "takingback", "HK": "refused", "TT": "takingback"}
    copy = copy_of(target, city.units["BD"])
    assert (copy.status_before, copy.reason) == ("received", f"Văn bản bị thu hồi theo văn bản {letter.designation}")
    asked = timeline(target).get(action="directives.asked_back")
    assert (asked.after["count"], asked.by) == (2, city["city_clerk"])
    assert not clock.astray()


def test_the_recalled_document_says_who_had_taken_it_in_and_does_not_name_its_recall_as_resting_on_it(city: City) -> None:
    target = to_be_recalled(city)
    _, job = ready(city, target, "recalls")
    run_job(job.pk)
    page = signed_in(city["city_clerk"]).get(f"/van-ban/{target.pk}/").content.decode()
    assert "đã được <b>thu hồi</b>" in page
    assert "1 / 3 nơi nhận, 1 từ chối" in page
    assert "cơ quan ban hành cần xem lại" not in page


def test_the_unit_answers_after_the_recall_as_after_any_request(city: City) -> None:
    target = to_be_recalled(city)
    run_job(ready(city, target, "recalls")[1].pk)
    given = copy_of(target, city.units["BD"])
    assert "Đồng ý trả lại" in signed_in(city["officer"]).get(target.get_absolute_url()).content.decode()
    assert steps.give_back(given, by=city["officer"], at=later(hours=4)) == 0  # its work has ended with the recall
    steps.keep_copy(copy_of(target, city.units["TT"]), reason="Đã lưu hồ sơ.", by=city.person("TT"), at=later(hours=4))
    assert statuses(target) == {"BD": "taken_back", "HK": "refused", "TT": "sent"}
    refused("stale", lambda: steps.give_back(given, by=city["officer"], at=later(hours=5)))
    assert not clock.astray()


@pytest.mark.parametrize("kind", ["replaces", "amends"])
def test_nothing_else_asks_for_copies(city: City, kind: str) -> None:
    target = to_be_recalled(city)
    run_job(ready(city, target, kind)[1].pk)
    assert statuses(target) == {"BD": "received", "HK": "refused", "TT": "sent"}


def test_one_that_was_replaced_before_is_asked_for_all_the_same(city: City) -> None:
    target = to_be_recalled(city)
    run_job(ready(city, target, "replaces")[1].pk)
    Directive.objects.filter(pk=target.pk).update(status="issued")  # while the second is drafted it is in force
    _, job = ready(city, target, "recalls")
    Directive.objects.filter(pk=target.pk).update(status="superseded")
    run_job(job.pk)
    target.refresh_from_db()
    assert target.status == "superseded"
    assert statuses(target)["BD"] == "takingback"


def test_those_asked_before_keep_the_reason_that_they_were_given(city: City) -> None:
    target = to_be_recalled(city)
    copy = copy_of(target, city.units["BD"])
    steps.ask_back(target, copies=[copy.pk], reason="Gửi nhầm.", by=city["city_clerk"], at=AT)
    run_job(ready(city, target, "recalls")[1].pk)
    copy.refresh_from_db()
    assert (copy.status, copy.reason) == ("takingback", "Gửi nhầm.")
    assert timeline(target).filter(action="directives.asked_back").last().after["count"] == 1


def test_asking_all_costs_the_same_for_few_and_many(city: City) -> None:
    def cost(target: Directive) -> int:
        with CaptureQueriesContext(connection) as queries:
            ask_all_back(target, reason="Thu hồi.", by=city["city_clerk"], at=NOON)
        return len(queries)

    few, many = issued(city), issued(city)
    rows = [
        UnitRow(f"X{n}", f"Đơn vị số {n}", OrgUnit.Kind.TEAM, OrgUnit.Line.COMMITTEE, OrgUnit.Level.PROVINCE, FIRST_DAY, parent="HN")
        for n in range(60)
    ]
    city.add(rows)
    Recipient.objects.bulk_create(Recipient(directive=many, unit=city.units[row.code], role="de_biet", sent_at=AT) for row in rows)
    assert cost(few) == cost(many)
    assert not many.recipients.exclude(status="takingback").exists()
    assert ask_all_back(many, reason="Nữa.", by=city["city_clerk"], at=NOON) == 0


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_unit_that_takes_it_in_while_it_is_recalled_is_asked_for_it_or_is_told(city: City) -> None:
    target = delivered(city)
    copy = copy_of(target, city.units["BD"])
    _, job = ready(city, target, "recalls")
    raised = at_once(
        lambda: run_job(job.pk),
        lambda: steps.receive(copy, by=city["clerk"], at=NOON, today=DAY),
    )
    assert raised[0] is None
    assert getattr(raised[1], "code", None) in {None, "stale", "not_open"}
    assert set(statuses(target).values()) == {"takingback"}
    after = Recipient.objects.get(pk=copy.pk)
    assert after.status_before == ("sent" if raised[1] else "received")
    assert not clock.astray()


def test_who_was_chosen_stays_chosen_in_the_list_as_it_was_found_when_the_reason_is_missing(city: City) -> None:
    copy = copy_of(to_be_recalled(city), city.units["TT"])
    client, url = signed_in(city["city_clerk"]), f"/van-ban/{copy.directive_id}/lay-lai/"
    page = client.get(f"/van-ban/{copy.directive_id}/noi-nhan/?buoc=sent").content.decode()
    assert f'action="{url}?buoc=sent"' in page
    answer = client.post(f"{url}?buoc=sent", {"copies": copy.pk, "reason": " "})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'name="copies" value="{copy.pk}" checked' in page
    assert city.units["BD"].name not in page
    assert statuses(copy.directive)["TT"] == "sent"
