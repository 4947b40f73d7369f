"""A job that failed is run again by whoever may do its step: the person who asked for it may be gone."""

import pytest
from django.urls import reverse

from campaigns.models import Campaign
from directives.models import Directive
from org_hierarchy.models import Person
from records import jobs
from records.models import Job
from workflows import steps
from workflows.tasks import run_job

from .city import DAY, City, Role, delivered, dispatched, later, signed_in

pytestmark = pytest.mark.django_db


def failed(job: Job) -> Job:
    """As a worker leaves it that met a full disk."""
    taken = jobs.claim(job.pk, at=later(minutes=1))
    assert taken is not None
    jobs.fail(taken, at=later(minutes=2), error="Kho tệp đầy.")
    return taken


def page_of(person: Person, name: str, pk: int) -> str:
    return signed_in(person).get(reverse(name, args=[pk])).content.decode()


def answers(person: Person, job: Job) -> tuple[int, int]:
    """What a look at the job and its retry are answered with."""
    url = reverse("records:job", args=[job.pk])
    client = signed_in(person)
    return client.get(url).status_code, client.post(url).status_code


@pytest.fixture
def delivery(city: City) -> tuple[Directive, Job]:
    """It failed, and the clerk who dispatched is gone."""
    directive, job = dispatched(city)
    failed(job)
    clerk = city["city_clerk"]
    clerk.is_active = False
    clerk.save()
    return directive, job


def test_a_failed_delivery_is_retried_by_another_clerk_of_the_issuer(city: City, delivery: tuple[Directive, Job]) -> None:
    directive, job = delivery
    second = city.person("HN", Role.CLERK, 2)
    shown = page_of(second, "workflows:directive", directive.pk)
    assert "Kho tệp đầy." in shown
    assert reverse("records:job", args=[job.pk]) in shown
    assert "Chạy lại" in page_of(second, "records:job", job.pk)
    assert answers(second, job) == (200, 302)
    job.refresh_from_db()
    assert job.status == Job.Status.QUEUED
    run_job(job.pk)
    directive.refresh_from_db()
    assert directive.status == Directive.Status.ISSUED
    assert Campaign.objects.get(directive=directive).assignments.count() == 3
    assert job.created_by == city["city_clerk"], "the act stays that of the person who ordered it"


@pytest.mark.parametrize("name", ["drafter", "division_head", "city_officer", "chairman", "clerk", "stranger"])
def test_a_failed_delivery_is_nobody_elses_who_may_not_dispatch(city: City, delivery: tuple[Directive, Job], name: str) -> None:
    directive, job = delivery
    assert answers(city[name], job) == (403, 403)
    job.refresh_from_db()
    assert job.status == Job.Status.FAILED
    assert reverse("records:job", args=[job.pk]) not in page_of(city[name], "workflows:directive", directive.pk)


def test_a_failed_report_is_retried_by_whoever_may_end_the_campaign(city: City) -> None:
    directive = delivered(city)
    job = steps.conclude(directive, by=city["chairman"], at=later(days=1), today=DAY)
    failed(job)
    for name in ("drafter", "city_clerk", "officer", "monitor", "stranger"):
        assert answers(city[name], job) == (403, 403), name
    campaign = directive.campaign
    for page, pk in (("workflows:directive", directive.pk), ("campaigns:campaign", campaign.pk)):
        assert reverse("records:job", args=[job.pk]) in page_of(city["office_head"], page, pk), page
    assert answers(city["office_head"], job) == (200, 302)
    run_job(job.pk)
    campaign.refresh_from_db()
    assert campaign.report is not None


def test_the_machines_own_jobs_and_those_about_nothing_are_nobodys(city: City) -> None:
    for kind, arguments in (("nightly", {}), ("deliver_directive", {"directive": 10**9}), ("consolidated_report", {"campaign": 10**9})):
        job = jobs.enqueue(kind, key=kind, title=kind, arguments=arguments, by=None, at=later())
        for name in ("city_clerk", "chairman"):
            assert not jobs.may_view(city[name], job), kind
