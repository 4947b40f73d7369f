"""The PDF of an issued document: asked for on its page, printed by a worker, once."""

import pytest
from django.urls import reverse

from directives.models import Directive
from records.files import open_file
from records.models import Event, Job
from workflows import steps
from workflows.tasks import run_job

from .city import AT, City, delivered, draft_for_districts, numbered, refused, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.services
def test_whoever_sees_a_document_has_it_as_pdf_and_it_is_printed_once(city: City) -> None:
    directive = delivered(city)
    url = reverse("workflows:make_pdf", args=[directive.pk])
    for name in ("officer", "other_officer"):
        assert signed_in(city[name]).post(url).status_code == 302
    job = Job.objects.get(kind=steps.PDF)
    run_job(job.pk)
    directive.refresh_from_db()
    assert directive.pdf is not None
    with open_file(directive.pdf) as file:
        assert file.read(5) == b"%PDF-"
    for name in ("officer", "other_officer", "drafter"):
        client = signed_in(city[name])
        assert "Tải .pdf" in client.get(directive.get_absolute_url()).content.decode()
        assert client.get(directive.pdf.get_absolute_url()).status_code == 200
    assert signed_in(city["stranger"]).get(directive.pdf.get_absolute_url()).status_code == 403
    steps.ask_for_pdf(directive, by=city["officer"], at=AT)
    assert Event.objects.filter(action="directives.printed").count() == 1


def test_without_libreoffice_the_page_says_what_to_do(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    directive = delivered(city)
    monkeypatch.setenv("PATH", "")
    client = signed_in(city["officer"])
    client.post(reverse("workflows:make_pdf", args=[directive.pk]))
    run_job(Job.objects.get(kind=steps.PDF).pk)
    assert "chưa cài LibreOffice" in client.get(directive.get_absolute_url()).content.decode()


def test_a_document_that_is_not_issued_is_not_printed(city: City) -> None:
    directive = numbered(city, draft_for_districts(city), way=steps)
    job = steps.ask_for_pdf(directive, by=city["city_clerk"], at=AT)
    run_job(job.pk)
    job.refresh_from_db()
    assert "chưa phát hành" in job.error
    assert Directive.objects.get(pk=directive.pk).pdf is None


def test_a_stranger_is_refused_the_pdf(city: City) -> None:
    directive = delivered(city)
    refused("forbidden", lambda: steps.ask_for_pdf(directive, by=city["stranger"], at=AT))
