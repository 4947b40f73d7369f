"""A letter never goes twice unasked: a worker that dies, or a server that falls silent, leaves it in doubt, and a person decides."""

import asyncio
import email
import email.policy
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connections
from django.test import override_settings
from django.utils import timezone

from directives import services
from directives.drafting import RecipientDraft
from directives.models import Directive, OutsideRecipient
from directives.services import DirectiveError
from records import jobs
from records.events import timeline
from records.models import Job
from workflows import steps
from workflows.tasks import run_job

from .city import AT, City, at_once, delivered, draft, later, refused, signed_in
from .letterbox import Letterbox, serving

pytestmark = pytest.mark.django_db
POST_OFFICE = "Bưu điện Thành phố"


class Silent(Letterbox):
    """A mail server that takes every letter, and the first `deaf` times breaks off before it has said so."""

    def __init__(self) -> None:
        super().__init__()
        self.deaf = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        if self.deaf:
            self.deaf -= 1
            server.transport.close()
        return answer


@pytest.fixture
def server() -> Iterator[Silent]:
    with serving(Silent()) as box:
        yield box


@pytest.fixture
def outside(city: City) -> OutsideRecipient:
    """One line of an issued document that goes by e-mail."""
    directive = delivered(city, draft(city, recipients=(RecipientDraft("Như trên"), RecipientDraft(POST_OFFICE))))
    found = only(directive)
    steps.set_way(found, channel="email", email="buudien@example.vn", copies=1, by=city["city_clerk"], at=AT)
    return found


def only(directive: Directive) -> OutsideRecipient:
    return directive.outside_recipients.select_related("directive").get()


def left_by_a_dead_worker(city: City, outside: OutsideRecipient) -> Job:
    """The job of a worker that spoke to the server and was heard of no more; its letter stands as it left it."""
    job = steps.email_outside(outside, by=city["city_clerk"], at=AT)
    assert jobs.claim(job.pk, at=timezone.now()) is not None
    OutsideRecipient.objects.filter(pk=outside.pk).update(status="sending", sent_at=AT)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=AT)
    return job


def test_the_next_worker_does_not_send_again_what_may_have_gone(city: City, outside: OutsideRecipient, server: Silent) -> None:
    job = left_by_a_dead_worker(city, outside)
    run_job(job.pk)
    job.refresh_from_db()
    assert not server.letters
    assert (job.status, only(outside.directive).status) == ("failed", "unsure")
    assert "Thư có thể đã đến nơi nhận" in job.error
    run_job(job.pk)
    jobs.retry(job, at=timezone.now())  # from the job's page: the clerk has decided nothing yet
    run_job(job.pk)
    assert not server.letters
    assert timeline(outside).filter(action="directives.outside_unsure").count() == 1


def test_a_server_that_breaks_off_before_its_answer_leaves_the_letter_in_doubt(
    city: City, outside: OutsideRecipient, server: Silent
) -> None:
    server.deaf = 1
    run_job(steps.email_outside(outside, by=city["city_clerk"], at=AT).pk)
    assert (len(server.letters), only(outside.directive).status) == (1, "unsure")


def test_the_clerk_lets_it_go_again_under_the_same_name(city: City, outside: OutsideRecipient, server: Silent) -> None:
    server.deaf = 1
    run_job(steps.email_outside(outside, by=city["city_clerk"], at=AT).pk)
    job = steps.email_outside(only(outside.directive), by=city["city_clerk"], at=later(hours=1))
    run_job(job.pk)
    run_job(job.pk)
    assert only(outside.directive).status == "sent"
    first, second = server.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].startswith("<")
    assert timeline(outside).get(action="directives.outside_again").by == city["city_clerk"]


def test_the_clerk_says_that_it_has_arrived(city: City, outside: OutsideRecipient, server: Silent) -> None:
    server.deaf = 1
    run_job(steps.email_outside(outside, by=city["city_clerk"], at=AT).pk)
    refused("reason_missing", lambda: steps.confirm_sent(outside, note=" ", by=city["city_clerk"], at=later(hours=1)))
    steps.confirm_sent(outside, note="Chị Hoa báo đã nhận.", by=city["city_clerk"], at=later(hours=1))
    after = only(outside.directive)
    assert (after.status, after.note) == ("sent", "Chị Hoa báo đã nhận.")
    refused("stale", lambda: steps.email_outside(after, by=city["city_clerk"], at=later(hours=2)))
    refused("stale", lambda: steps.confirm_sent(after, note="Nữa.", by=city["city_clerk"], at=later(hours=2)))


@pytest.mark.parametrize("who", ["stranger", "drafter", "clerk"])
def test_nobody_else_says_so(city: City, outside: OutsideRecipient, who: str) -> None:
    OutsideRecipient.objects.filter(pk=outside.pk).update(status="unsure")
    refused("forbidden", lambda: steps.confirm_sent(only(outside.directive), note="Đã nhận.", by=city[who], at=AT))
    refused("forbidden", lambda: steps.email_outside(only(outside.directive), by=city[who], at=AT))


def test_what_is_on_its_way_is_given_no_other_way(city: City, outside: OutsideRecipient) -> None:
    OutsideRecipient.objects.filter(pk=outside.pk).update(status="sending")
    again = only(outside.directive)
    refused("stale", lambda: steps.set_way(again, channel="paper", email="", copies=1, by=city["city_clerk"], at=AT))


def test_another_address_said_while_the_letter_was_written_is_kept_and_nothing_goes(
    city: City, outside: OutsideRecipient, server: Silent, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = FileSystemStorage._open

    def meanwhile(storage: FileSystemStorage, *args: Any, **named: Any) -> Any:  # the document is read from the disk to be enclosed
        OutsideRecipient.objects.filter(pk=outside.pk).update(email="khac@example.vn")
        return opened(storage, *args, **named)

    monkeypatch.setattr(FileSystemStorage, "_open", meanwhile)
    with pytest.raises(DirectiveError) as caught:
        services.send_email(only(outside.directive), by=city["city_clerk"], at=AT)
    assert caught.value.code == "stale"
    assert not server.letters
    assert (only(outside.directive).email, only(outside.directive).status) == ("khac@example.vn", "waiting")


def test_a_letter_in_doubt_may_go_on_paper_instead(city: City, outside: OutsideRecipient) -> None:
    OutsideRecipient.objects.filter(pk=outside.pk).update(status="unsure")
    steps.set_way(outside, channel="paper", email="", copies=2, by=city["city_clerk"], at=AT)
    steps.record_paper(only(outside.directive), note="EB1", by=city["city_clerk"], at=AT)
    assert only(outside.directive).status == "sent"


def test_the_page_says_that_it_may_have_gone_and_what_to_do(city: City, outside: OutsideRecipient) -> None:
    OutsideRecipient.objects.filter(pk=outside.pk).update(status="unsure", note="Thư có thể đã đến nơi nhận.")
    client, page = signed_in(city["city_clerk"]), outside.directive.get_absolute_url()
    with override_settings(EMAIL_HOST="mail.example.vn"):
        shown = client.get(page).content.decode()
    for words in ("Có thể đã gửi", "Gửi lại", "Ghi thư đã đến nơi…"):
        assert words in shown, words
    address = f"/noi-nhan-ngoai/{outside.pk}/da-den/"
    assert client.post(address, {f"arrived-{outside.pk}-note": ""}).status_code == 400
    client.post(address, {f"arrived-{outside.pk}-note": "Anh Ba báo nhận"})
    assert only(outside.directive).status == "sent"
    assert "Anh Ba báo nhận" in client.get(page).content.decode()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_workers_with_one_letter_one_speaks_to_the_server(city: City, outside: OutsideRecipient, server: Silent) -> None:
    first, second = only(outside.directive), only(outside.directive)
    raised = at_once(
        lambda: services.send_email(first, by=city["city_clerk"], at=AT),
        lambda: services.send_email(second, by=city["city_clerk"], at=AT),
    )
    assert len(server.letters) == 1
    assert all(error is None or isinstance(error, DirectiveError) for error in raised), raised
    assert only(outside.directive).status == "sent"


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_the_slow_worker_that_was_thought_dead_knows_better_than_who_came_after(
    city: City, outside: OutsideRecipient, server: Silent
) -> None:
    doubts: list[str] = []

    def second_worker() -> None:
        try:
            services.send_email(only(outside.directive), by=None, at=later(minutes=2))
        except DirectiveError as error:
            doubts.append(error.code)
        finally:
            connections.close_all()

    async def deliver(_server: Any, _session: Any, envelope: Any) -> str:
        server.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))  # type: ignore[arg-type]
        await asyncio.to_thread(second_worker)
        return "250 OK"

    server.handle_DATA = deliver  # type: ignore[method-assign]
    services.send_email(only(outside.directive), by=city["city_clerk"], at=AT)
    assert doubts == ["perhaps_sent"]
    assert (len(server.letters), only(outside.directive).status) == (1, "sent")
