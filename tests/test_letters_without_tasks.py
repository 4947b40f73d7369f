"""A document that gives nobody a task is sent, taken in, copied, taken back and replaced like any other, and nobody has to conclude it."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from viewflow.workflow.models import Process

from campaigns import queries
from campaigns.models import Campaign, Phase
from directives import services
from directives.models import Directive, IncomingDocument, Recipient
from records.events import timeline
from records.models import Event, Job
from workflows import clock, inbox, steps
from workflows.flows import DirectiveFlow
from workflows.models import Notice, Reminder
from workflows.process_map import picture_of
from workflows.steps import settling
from workflows.tasks import run_job

from .city import AT, DAY, City, copy_of, delivered, dispatched, draft, draft_for_districts, duty, issued, later, signed_in, unknown
from .test_effects import declared, sent, status_of

pytestmark = pytest.mark.django_db
NOON = later(hours=3)


def letter(city: City, **changes: object) -> Directive:
    """To a department and the districts, for their knowledge."""
    return delivered(city, draft(city, **({"duties": ()} | changes)))


def page(city: City, name: str, url: str) -> str:
    response = signed_in(city[name]).get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_it_ends_with_its_delivery_and_asks_nobody_to_conclude_it(city: City) -> None:
    directive = letter(city)
    assert (directive.status, directive.concluded_at) == ("issued", None)
    assert Process.objects.get(artifact_object_id=directive.pk).status == "DONE"
    assert steps.open_task(directive) is None
    assert not Campaign.objects.exists()
    assert not inbox.tasks(city["chairman"]).exists()
    assert not inbox.tasks(city["office_head"]).exists()
    assert not queries.visible_to(city["chairman"]).exists()
    assert "campaigns.opened" not in set(timeline(directive).values_list("action", flat=True))
    assert not clock.astray()
    assert {box.title for box in picture_of(directive).steps if box.is_done} >= {"Phát hành", "Gửi đến các đơn vị"}


def test_what_only_advises_or_names_stretches_of_time_gives_no_task_either(city: City) -> None:
    advice = duty("Tải ứng dụng trên điện thoại.", unknown("người tham gia"), kind="individual")
    stretch = duty("Đợt 1: khối cơ quan.", kind="milestone", start_date=DAY)
    directive = letter(city, duties=(advice, stretch))
    assert not Campaign.objects.filter(directive=directive).exists()


def test_an_order_to_units_that_nobody_knows_is_still_followed(city: City) -> None:
    directive = letter(city, duties=(duty("Rà soát danh sách.", unknown("các đơn vị liên quan")),))
    assert Campaign.objects.get(directive=directive).unresolved
    assert inbox.tasks(city["chairman"]).exists()


def test_its_receipts_are_followed_on_its_pages(city: City) -> None:
    directive = letter(city)
    copy = copy_of(directive, city.units["BD"])
    steps.receive(copy, by=city["clerk"], at=NOON, today=DAY)
    shown = page(city, "chairman", f"/van-ban/{directive.pk}/")
    assert "Xem đợt triển khai" not in shown
    assert city.units["BD"].name in shown
    assert "03 đã tiếp nhận" in page(city, "chairman", f"/van-ban/{directive.pk}/noi-nhan/").lower()
    assert city.units["HK"].name in page(city, "drafter", f"/van-ban/{directive.pk}/noi-nhan/")
    assert signed_in(city["clerk"]).get(f"/van-ban/{directive.pk}/noi-nhan/").status_code == 403
    assert directive.designation not in page(city, "chairman", "/dot/")


def test_a_copy_is_refused_sent_again_taken_back_and_kept(city: City) -> None:
    directive = letter(city)
    first, second = (copy_of(directive, city.units[code]) for code in ("BD", "HK"))
    steps.refuse_document(first, reason="Gửi nhầm.", by=city["clerk"], at=NOON)
    assert steps.send_copy_again(first, by=city["city_clerk"], at=NOON) == 0
    first.refresh_from_db()
    assert first.status == Recipient.Status.SENT
    steps.receive(second, by=city["other_clerk"], at=NOON, today=DAY)
    assert steps.ask_back(directive, copies=None, reason="Có sai sót.", by=city["city_clerk"], at=NOON) > 1
    second.refresh_from_db()
    assert steps.give_back(second, by=city["other_clerk"], at=NOON) == 0
    first.refresh_from_db()
    steps.keep_copy(first, reason="Đang dùng.", by=city["clerk"], at=NOON)
    assert set(directive.recipients.filter(pk__in=[first.pk, second.pk]).values_list("status", flat=True)) == {"sent", "taken_back"}
    assert not clock.astray()


@pytest.mark.parametrize(("kind", "status"), [("replaces", "superseded"), ("recalls", "recalled")])
def test_it_is_replaced_and_recalled(city: City, kind: str, status: str) -> None:
    directive = letter(city)
    sent(city, declared(city, directive, kind))
    assert status_of(directive) == status
    assert directive.recipients.filter(status="takingback").exists() == (kind == "recalls")
    assert not clock.astray()


@pytest.mark.parametrize(("kind", "status"), [("replaces", "superseded"), ("recalls", "recalled")])
def test_what_units_still_had_before_them_of_it_ends_when_it_is_replaced_or_recalled(city: City, kind: str, status: str) -> None:
    directive = letter(city)
    copy = copy_of(directive, city.units["BD"])
    steps.receive(copy, by=city["clerk"], at=AT, today=DAY)
    sent(city, declared(city, directive, kind))
    assert clock.run("settled", clock.SWEEPS["settled"], at=later(hours=4)).count == 1
    document = IncomingDocument.objects.get(recipient=copy)
    assert (document.status, document.result) == (IncomingDocument.Status.DONE, settling.ENDED_BY_ISSUER[status])
    assert steps.open_task(document) is None
    assert not clock.astray()


def test_it_is_replaced_while_it_goes_out(city: City) -> None:
    directive, job = dispatched(city, draft(city, duties=()))
    services.issue_directive(directive, by=city["city_clerk"], at=AT)
    assert not clock.astray(), "issued, and its delivery goes on"
    sent(city, declared(city, directive, "replaces"))
    run_job(job.pk)
    assert status_of(directive) == "superseded"
    assert not clock.astray()


def test_one_that_was_issued_without_a_step_gets_its_process_and_ends(city: City) -> None:
    directive = issued(city, draft(city, duties=()))
    assert clock.astray() == [directive]
    clock.mend(at=NOON)
    assert steps.open_task(directive) is not None
    run_job(Job.objects.get(key=f"deliver:{directive.pk}").pk)
    assert steps.open_task(directive) is None
    assert not clock.astray()


def followed_in_vain(city: City) -> tuple[Directive, Campaign]:
    """As it was before: a campaign without a task, and the step that asks for its conclusion."""
    directive, job = dispatched(city, draft(city, duties=()))
    campaign = Campaign.objects.create(directive=directive, name=directive.subject, issuer=directive.issuer, opened_at=AT, opened_date=DAY)
    Phase.objects.create(campaign=campaign, position=1, name="Đợt 1")
    run_job(job.pk)
    assert inbox.tasks(city["chairman"]).filter(flow_task=DirectiveFlow.follow).exists()
    return directive, campaign


def test_empty_campaigns_of_before_go_with_the_upgrade_and_nothing_that_somebody_did(city: City) -> None:
    directive, empty = followed_in_vain(city)
    concluded, kept = followed_in_vain_and_concluded(city)
    working = delivered(city, draft_for_districts(city))
    told = {"kind": "moved", "day": DAY}
    reminder = Reminder.objects.create(campaign=empty, unit=city.units["HN"], subject_id=empty.pk, made_at=AT, **told)
    notice = Notice.objects.create(person=city["chairman"], title="Đợt", path=empty.get_absolute_url(), key="x", created_at=AT, **told)
    name = ("workflows", "0011_letters_without_tasks")
    loader = MigrationLoader(connection)
    upgrade = loader.get_migration(*name).operations[0].code
    upgrade(loader.project_state([name]).apps, SimpleNamespace(connection=connection))
    assert set(Campaign.objects.values_list("directive", flat=True)) == {concluded.pk, working.pk}
    kept.refresh_from_db()
    assert kept.report is not None
    assert steps.open_task(directive) is None
    assert steps.open_task(working) is not None
    assert Event.objects.get(action="campaigns.found_empty").before["phases"] == ["Đợt 1"]
    reminder.refresh_from_db()
    notice.refresh_from_db()
    assert (reminder.campaign, notice.path) == (None, directive.get_absolute_url())
    assert "Đợt 1" not in page(city, "chairman", f"/van-ban/{directive.pk}/")
    assert not clock.astray()


def followed_in_vain_and_concluded(city: City) -> tuple[Directive, Campaign]:
    directive, campaign = followed_in_vain(city)
    run_job(steps.conclude(directive, by=city["chairman"], at=NOON, today=DAY).pk)
    return directive, campaign
