"""What a directive does to earlier ones: declared on the draft, done at the issue, with all that ends by it."""

from typing import Any

import pytest
from viewflow.workflow.models import Process

from campaigns import services as campaigns
from campaigns.models import Assignment, Campaign
from directives import services
from directives.drafting import BasisDraft
from directives.models import Directive, Effect
from records.events import timeline
from records.models import Job
from workflows import clock, steps
from workflows.tasks import run_job

from .city import (
    AT,
    DAY,
    City,
    at_once,
    begun,
    copy_of,
    delivered,
    dispatched,
    draft,
    draft_for_districts,
    issued,
    later,
    refused,
    signed_in,
)

pytestmark = pytest.mark.django_db
NOON = later(hours=3)


def on_its_way(city: City, **changes: Any) -> Directive:
    """A draft of the city's."""
    return begun(city, draft(city, **changes))


def declared(city: City, target: Directive, kind: str, **changes: Any) -> Directive:
    directive = on_its_way(city, **changes)
    # whoever drafts it acts for a division, and knows of the other document by citing it
    directive.bases.create(position=90, number=target.designation, cited=target)
    steps.declare_effect(directive, target=target, kind=kind, by=city["drafter"], at=AT)
    return directive


def sent(city: City, directive: Directive) -> Directive:
    """From the draft to the delivery."""
    steps.submit(directive, by=city["drafter"], at=NOON)
    steps.approve_content(directive, by=city["division_head"], at=NOON)
    steps.approve_form(directive, by=city["office_head"], at=NOON)
    steps.sign(directive, appointment=city.seat(city["chairman"]), by=city["chairman"], at=NOON)
    steps.number(directive, by=city["city_clerk"], at=NOON, today=DAY)
    run_job(steps.dispatch(directive, by=city["city_clerk"], at=NOON).pk)
    directive.refresh_from_db()
    return directive


def status_of(directive: Directive) -> str:
    return Directive.objects.values_list("status", flat=True).get(pk=directive.pk)


def open_processes() -> int:
    """Of directives and assignments; what a unit does with the copy that it took in is its own."""
    return Process.objects.filter(status="NEW").exclude(flow_class__contains="IncomingFlow").count()


@pytest.mark.parametrize(("kind", "status"), [("replaces", "superseded"), ("recalls", "recalled")])
def test_a_directive_that_is_replaced_or_recalled_ends_with_its_open_work(city: City, kind: str, status: str) -> None:
    target = delivered(city, draft_for_districts(city, tasks=2))
    steps.receive(copy_of(target, city.units["BD"]), by=city["clerk"], at=AT, today=DAY)
    first = Assignment.objects.filter(campaign__directive=target, unit=city.units["BD"]).order_by("pk").first()
    assert first
    report = steps.report(first, kind="final", text="Đã xong.", by=city["officer"], at=AT, today=DAY)
    steps.review(report, accept=True, note="", by=city["chairman"], at=AT)
    new = sent(city, declared(city, target, kind, number=900))
    assert (status_of(target), new.status) == (status, "issued")
    assert sorted(Assignment.objects.filter(campaign__directive=target).values_list("status", flat=True)) == ["accepted"] + ["recalled"] * 5
    campaign = Campaign.objects.get(directive=target)
    assert (campaign.status, bool(campaign.snapshot)) == ("concluded", True)
    assert timeline(campaign).get(action="campaigns.recalled").after["count"] == 5
    assert timeline(target).get(action=f"directives.{status}").after["designation"] == new.designation
    assert not clock.astray()
    assert open_processes() == 1 + Assignment.objects.filter(campaign__directive=new).count()
    assert Job.objects.filter(key=f"consolidated_report:{campaign.pk}").exists()
    refused("not_open", lambda: steps.conclude(target, by=city["chairman"], at=NOON, today=DAY))


@pytest.mark.parametrize("kind", ["amends", "corrects"])
def test_a_directive_that_is_amended_or_corrected_goes_on(city: City, kind: str) -> None:
    target = delivered(city)
    sent(city, declared(city, target, kind))
    assert status_of(target) == "issued"
    assert set(Assignment.objects.filter(campaign__directive=target).values_list("status", flat=True)) == {"issued"}
    assert Effect.objects.get().applied_at == NOON
    assert not clock.astray()


def test_nothing_happens_to_the_other_before_the_issue(city: City) -> None:
    target = delivered(city)
    directive = declared(city, target, "recalls")
    steps.submit(directive, by=city["drafter"], at=NOON)
    assert status_of(target) == "issued"
    assert "Bị thu hồi" not in signed_in(city["clerk"]).get(f"/van-ban/{target.pk}/").content.decode()


def test_of_two_that_replace_the_same_both_are_issued_and_it_ends_once(city: City) -> None:
    target = delivered(city)
    first, second = declared(city, target, "replaces"), declared(city, target, "recalls")
    sent(city, first)
    assert sent(city, second).status == "issued"
    assert status_of(target) == "superseded"
    assert timeline(Campaign.objects.get(directive=target)).filter(action="campaigns.concluded").count() == 1


def test_a_concluded_directive_is_replaced_too(city: City) -> None:
    target = delivered(city)
    steps.conclude(target, by=city["chairman"], at=AT, today=DAY)
    sent(city, declared(city, target, "replaces"))
    assert status_of(target) == "superseded"
    assert not clock.astray()


def test_one_that_is_replaced_while_it_goes_out_ends_when_that_is_done(city: City) -> None:
    target, job = dispatched(city)
    services.issue_directive(target, by=city["city_clerk"], at=AT)
    campaigns.open_campaign(target, by=city["city_clerk"], at=AT, today=DAY)
    sent(city, declared(city, target, "replaces"))
    run_job(job.pk)
    assert status_of(target) == "superseded"
    assert not Assignment.objects.filter(campaign__directive=target).exists()
    assert not clock.astray()


def test_only_a_letter_corrects_also_when_the_type_is_changed_later(city: City) -> None:
    target = delivered(city)
    plan = on_its_way(city, kind="KH", symbol="KH-UBND")
    plan.bases.create(position=90, number=target.designation, cited=target)
    refused("not_by_letter", lambda: steps.declare_effect(plan, target=target, kind="corrects", by=city["drafter"], at=AT))
    letter = declared(city, target, "corrects")
    Directive.objects.filter(pk=letter.pk).update(kind="KH")
    refused("not_by_letter", lambda: steps.submit(letter, by=city["drafter"], at=NOON))


def test_only_its_like_replaces_or_amends_a_decision_also_when_the_type_is_changed_later(city: City) -> None:
    target = delivered(city)
    Directive.objects.filter(pk=target.pk).update(kind="QĐ", symbol="QĐ-UBND")
    target.refresh_from_db()
    letter, decision = on_its_way(city), on_its_way(city, kind="QĐ", symbol="QĐ-UBND")
    for one in (letter, decision):
        one.bases.create(position=90, number=target.designation, cited=target)
    for kind in ("replaces", "amends"):
        refused("not_equal", lambda kind=kind: steps.declare_effect(letter, target=target, kind=kind, by=city["drafter"], at=AT))
    steps.declare_effect(letter, target=target, kind="corrects", by=city["drafter"], at=AT)
    steps.declare_effect(decision, target=target, kind="replaces", by=city["drafter"], at=AT)
    Directive.objects.filter(pk=decision.pk).update(kind="CV")
    refused("not_equal", lambda: steps.submit(decision, by=city["drafter"], at=NOON))


def test_what_cannot_be_affected_is_refused(city: City) -> None:
    directive, target, other_draft = on_its_way(city), delivered(city), on_its_way(city)

    def declare(other: Directive, kind: str = "replaces", by: str = "chairman") -> None:
        services.declare_effect(directive, target=other, kind=kind, by=city[by], at=AT)

    refused("bad_value", lambda: declare(target, "eats"))
    refused("other_issuer", lambda: declare(directive))
    refused("not_in_force", lambda: declare(other_draft))
    elsewhere = issued(city)
    Directive.objects.filter(pk=elsewhere.pk).update(issuer=city.units["HP"])
    refused("other_issuer", lambda: declare(Directive.objects.get(pk=elsewhere.pk)))
    steps.submit(directive, by=city["drafter"], at=AT)
    refused("stale", lambda: declare(target))


@pytest.mark.parametrize("who", ["stranger", "clerk", "city_clerk", "chairman"])
def test_only_who_may_edit_the_draft_says_what_it_does(city: City, who: str) -> None:
    target = delivered(city)
    directive = declared(city, target, "replaces")
    refused("forbidden", lambda: steps.declare_effect(directive, target=target, kind="recalls", by=city[who], at=AT))
    effect = Effect.objects.select_related("directive", "target").get()
    refused("forbidden", lambda: steps.withdraw_effect(effect, by=city[who], at=AT))


def test_a_drafter_does_nothing_to_a_document_that_he_neither_sees_nor_cites(city: City) -> None:
    target = delivered(city)
    Directive.objects.filter(pk=target.pk).update(drafting_unit=city.units["SYT"], drafted_by=city["chairman"])
    target.refresh_from_db()
    directive = on_its_way(city)
    refused("forbidden", lambda: steps.declare_effect(directive, target=target, kind="recalls", by=city["drafter"], at=AT))


def test_who_has_issued_on_the_ground_of_a_recalled_one_is_told(city: City) -> None:
    target = delivered(city)
    content = draft(city, bases=(BasisDraft("Công văn", target.designation, target.issued_date, ""),))
    below = issued(city, content)
    units = city.units
    Directive.objects.filter(pk=below.pk).update(issuer=units["BD"], drafting_unit=units["BD"])
    new = sent(city, declared(city, target, "recalls"))
    assert status_of(below) == "issued"
    page = signed_in(city["officer"]).get(f"/van-ban/{below.pk}/").content.decode()
    assert "của văn bản này đã được thu hồi bởi" in page
    shown = signed_in(city["city_officer"]).get(f"/van-ban/{target.pk}/").content.decode()
    assert f'<a href="/van-ban/{below.pk}/">' in shown
    assert f'<b>Bị thu hồi</b> bởi <a href="/van-ban/{new.pk}/">' in " ".join(shown.split())
    assert f'<b>Thu hồi</b> <a href="/van-ban/{target.pk}/">' in " ".join(
        signed_in(city["city_officer"]).get(f"/van-ban/{new.pk}/").content.decode().split()
    )


def test_the_drafter_chooses_and_gives_up_on_the_page(city: City) -> None:
    target, directive = delivered(city), on_its_way(city)
    client, page = signed_in(city["drafter"]), f"/van-ban/{directive.pk}/hieu-luc/"
    assert target.designation in client.get(f"{page}?tim=ra+soat").content.decode()
    assert target.subject not in client.get(f"{page}?tim=khong+co").content.decode()
    for bad in ({}, {"kind": "replaces", "target": "x"}, {"kind": "x", "target": target.pk}, {"kind": "replaces", "target": directive.pk}):
        assert client.post(page, bad).status_code == 400
    client.post(page, {"kind": "replaces", "target": target.pk})
    effect = Effect.objects.get()
    assert "<b>Thay thế</b>" in client.get(page).content.decode()
    client.post(f"/hieu-luc/{effect.pk}/bo/")
    assert not Effect.objects.exists()
    assert [event.action for event in timeline(directive)][-2:] == ["directives.effect_declared", "directives.effect_withdrawn"]


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_unit_that_reports_while_the_directive_is_recalled_wins_or_is_told(city: City) -> None:
    target = delivered(city)
    steps.receive(copy_of(target, city.units["BD"]), by=city["clerk"], at=AT, today=DAY)
    assignment = Assignment.objects.select_related("campaign", "unit").get(campaign__directive=target, unit=city.units["BD"])
    new = declared(city, target, "recalls")
    steps.submit(new, by=city["drafter"], at=NOON)
    steps.approve_content(new, by=city["division_head"], at=NOON)
    steps.approve_form(new, by=city["office_head"], at=NOON)
    steps.sign(new, appointment=city.seat(city["chairman"]), by=city["chairman"], at=NOON)
    steps.number(new, by=city["city_clerk"], at=NOON, today=DAY)
    job = steps.dispatch(new, by=city["city_clerk"], at=NOON)
    raised = at_once(
        lambda: run_job(job.pk),
        lambda: steps.report(assignment, kind="final", text="Xong.", by=city["officer"], at=NOON, today=DAY),
    )
    assert [getattr(error, "code", error) for error in raised] in ([None, None], [None, "not_open"], [None, "stale"], [None, "concluded"])
    assert set(Assignment.objects.filter(campaign__directive=target).values_list("status", flat=True)) == {"recalled"}
    assert not clock.astray()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_that_replace_the_same_at_once_are_both_issued(city: City) -> None:
    target = delivered(city)
    jobs = []
    for new in (declared(city, target, "replaces"), declared(city, target, "recalls")):
        steps.submit(new, by=city["drafter"], at=NOON)
        steps.approve_content(new, by=city["division_head"], at=NOON)
        steps.approve_form(new, by=city["office_head"], at=NOON)
        steps.sign(new, appointment=city.seat(city["chairman"]), by=city["chairman"], at=NOON)
        steps.number(new, by=city["city_clerk"], at=NOON, today=DAY)
        jobs.append(steps.dispatch(new, by=city["city_clerk"], at=NOON))
    assert at_once(lambda: run_job(jobs[0].pk), lambda: run_job(jobs[1].pk)) == [None, None]
    assert set(Directive.objects.exclude(pk=target.pk).values_list("status", flat=True)) == {"issued"}
    assert status_of(target) in {"superseded", "recalled"}
    assert Campaign.objects.get(directive=target).status == "concluded"
    assert not clock.astray()
