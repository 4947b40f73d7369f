"""Copies to whom no unit of the system answers: by e-mail through a real server, or on paper as the clerk keeps it."""

from typing import Any

import pytest
from django.test import override_settings

from config import env
from directives import services
from directives.drafting import RecipientDraft
from directives.models import Directive, OutsideRecipient
from org_hierarchy.models import Person
from records.events import timeline
from records.files import open_file, store_file
from records.models import Job
from workflows import steps
from workflows.tasks import run_job

from .city import AT, DAY, City, at_once, delivered, draft, drafted, issued, later, numbered, refused, signed_in
from .letterbox import Letterbox, a_letterbox

pytestmark = pytest.mark.django_db
POST_OFFICE = "Bưu điện Thành phố"
letterbox = pytest.fixture(a_letterbox)


def content(city: City) -> Any:
    return draft(city, recipients=(RecipientDraft("Như trên"), RecipientDraft(POST_OFFICE)))


def only(directive: Directive) -> OutsideRecipient:
    return directive.outside_recipients.select_related("directive").get()


def by_email(city: City, directive: Directive, address: str) -> OutsideRecipient:
    outside = only(directive)
    steps.set_way(outside, channel="email", email=address, copies=1, by=city["city_clerk"], at=AT)
    return outside


def test_the_lines_outside_are_on_paper_until_the_clerk_says_otherwise_and_what_he_said_stays_at_the_issue(city: City) -> None:
    directive = numbered(city, content(city))
    assert (only(directive).name, only(directive).channel, only(directive).status) == (POST_OFFICE, "paper", "waiting")
    by_email(city, directive, "buudien@example.vn")
    services.issue_directive(directive, by=city["city_clerk"], at=AT)
    assert (only(directive).channel, only(directive).email) == ("email", "buudien@example.vn")


def test_a_letter_goes_with_the_document_as_soon_as_it_is_issued(city: City, letterbox: Letterbox) -> None:
    directive = numbered(city, content(city), way=steps)
    by_email(city, directive, "buudien@example.vn")
    job = steps.dispatch(directive, by=city["city_clerk"], at=AT)
    run_job(job.pk)
    run_job(Job.objects.get(kind=steps.EMAIL_KIND).pk)
    (letter,) = letterbox.letters
    directive.refresh_from_db()
    (attached,) = letter.iter_attachments()
    assert directive.document
    with open_file(directive.document) as file:
        assert attached.get_content() == file.read()
    assert (letter["to"], letter["subject"].strip()) == ("buudien@example.vn", f"{directive.designation}: {directive.subject}")
    assert (only(directive).status, only(directive).sent_by) == ("sent", city["city_clerk"])


def test_files_that_go_with_the_document_are_named_in_the_letter_and_sent_with_it(city: City, letterbox: Letterbox) -> None:
    directive = drafted(city, content(city))
    for title in ("Phụ lục I", "Phụ lục II"):
        file = store_file(title.encode(), name=f"{title}.pdf", content_type="application/pdf", by=city["drafter"], at=AT)
        services.attach_file(directive, title=title, file=file, by=city["drafter"], at=AT)
    services.submit_directive(directive, by=city["drafter"], at=AT)
    services.approve_content(directive, by=city["division_head"], at=AT)
    services.approve_form(directive, by=city["office_head"], at=AT)
    services.sign_directive(directive, appointment=city.seat(city["chairman"]), by=city["chairman"], at=AT)
    services.number_directive(directive, by=city["city_clerk"], at=AT, today=DAY)
    services.issue_directive(directive, by=city["city_clerk"], at=AT)
    services.send_email(by_email(city, directive, "buudien@example.vn"), by=city["city_clerk"], at=AT)
    (letter,) = letterbox.letters
    body = letter.get_body()
    assert body is not None
    assert "Tài liệu kèm theo văn bản: Phụ lục I; Phụ lục II." in body.get_content()
    assert [part.get_content() for part in letter.iter_attachments()][-2:] == ["Phụ lục I".encode(), "Phụ lục II".encode()]


def test_a_refused_letter_keeps_the_reason_and_is_sent_again_by_hand(city: City, letterbox: Letterbox) -> None:
    directive = delivered(city, content(city))
    outside = by_email(city, directive, "nobody@example.vn")
    job = steps.email_outside(outside, by=city["city_clerk"], at=AT)
    run_job(job.pk)
    assert only(directive).status == "failed"
    assert only(directive).note == "Máy chủ thư không nhận: 550 no such mailbox. Hãy kiểm tra địa chỉ rồi gửi lại."
    outside = by_email(city, directive, "somebody@example.vn")
    assert steps.email_outside(outside, by=city["city_clerk"], at=later(hours=1)) == job
    assert steps.email_outside(outside, by=city["city_clerk"], at=later(hours=1)) == job
    run_job(job.pk)
    run_job(job.pk)
    assert only(directive).status == "sent"
    assert len(letterbox.letters) == 1


def test_without_a_mail_server_the_letter_fails_in_words(city: City) -> None:
    directive = delivered(city, content(city))
    outside = by_email(city, directive, "buudien@example.vn")
    with override_settings(EMAIL_HOST=""):
        run_job(steps.email_outside(outside, by=city["city_clerk"], at=AT).pk)
        assert "EMAIL_URL" in only(directive).note
        assert "chưa có máy chủ thư" in signed_in(city["city_clerk"]).get(f"/van-ban/{directive.pk}/").content.decode()


def test_paper_is_kept_with_its_postal_number_once(city: City) -> None:
    directive = issued(city, content(city))
    outside = only(directive)
    steps.record_paper(outside, note="EB123456789VN", by=city["city_clerk"], at=later(hours=1))
    assert (only(directive).status, only(directive).note) == ("sent", "EB123456789VN")
    assert timeline(outside).get(action="directives.outside_sent").by == city["city_clerk"]
    refused("stale", lambda: steps.record_paper(outside, note="EB1", by=city["city_clerk"], at=later(hours=2)))
    refused("stale", lambda: steps.set_way(outside, channel="paper", email="", copies=2, by=city["city_clerk"], at=later(hours=2)))


def test_nothing_goes_out_before_the_issue(city: City) -> None:
    directive = numbered(city, content(city))
    refused("not_issued", lambda: steps.record_paper(only(directive), note="EB1", by=city["city_clerk"], at=AT))
    outside = by_email(city, directive, "buudien@example.vn")
    refused("not_issued", lambda: steps.email_outside(outside, by=city["city_clerk"], at=AT))


@pytest.mark.parametrize("who", ["stranger", "drafter", "clerk"])
def test_only_who_keeps_the_issuers_registers_sends_outside(city: City, who: str) -> None:
    outside = only(issued(city, content(city)))
    person: Person = city[who]
    refused("forbidden", lambda: steps.set_way(outside, channel="paper", email="", copies=2, by=person, at=AT))
    refused("forbidden", lambda: steps.record_paper(outside, note="EB1", by=person, at=AT))
    refused("forbidden", lambda: steps.email_outside(outside, by=person, at=AT))


@pytest.mark.parametrize(
    ("channel", "address", "copies", "code"),
    [
        ("email", "", 1, "email_missing"),
        ("email", "không phải địa chỉ", 1, "email_missing"),
        ("email", "a@b.vn\nBcc: c@d.vn", 1, "email_missing"),
        ("pigeon", "", 1, "bad_value"),
        ("paper", "", 0, "bad_value"),
        ("paper", "", 10**9, "bad_value"),
    ],
)
def test_a_way_that_is_none_is_refused(city: City, channel: str, address: str, copies: int, code: str) -> None:
    outside = only(issued(city, content(city)))
    refused(code, lambda: steps.set_way(outside, channel=channel, email=address, copies=copies, by=city["city_clerk"], at=AT))


def test_the_clerk_does_all_of_it_from_the_page(city: City) -> None:
    directive = issued(city, content(city))
    outside, client = only(directive), signed_in(city["city_clerk"])
    form = {f"way-{outside.pk}-channel": "email", f"way-{outside.pk}-email": "", f"way-{outside.pk}-copies": "1"}
    wrong = client.post(f"/noi-nhan-ngoai/{outside.pk}/cach-gui/", form)
    assert wrong.status_code == 400
    assert "Hãy ghi địa chỉ thư điện tử" in wrong.content.decode()
    client.post(f"/noi-nhan-ngoai/{outside.pk}/cach-gui/", form | {f"way-{outside.pk}-email": "a@b.vn"})
    assert only(directive).channel == "email"
    client.post(f"/noi-nhan-ngoai/{outside.pk}/cach-gui/", form | {f"way-{outside.pk}-channel": "paper"})
    page = client.post(f"/noi-nhan-ngoai/{outside.pk}/da-chuyen/", {f"paper-{outside.pk}-note": "Anh Ba nhận"}, follow=True)
    assert "Anh Ba nhận" in page.content.decode()
    assert "Nơi nhận ngoài hệ thống" not in signed_in(city["clerk"]).get(f"/van-ban/{directive.pk}/").content.decode()


@pytest.mark.parametrize("value", ["mail.example.vn", "http://a", "smtp://", "smtp://a:b@c:99999"])
def test_a_wrong_mail_address_stops_the_start_without_repeating_it(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", value)
    with pytest.raises(env.ImproperlyConfigured) as caught:
        env.mail("EMAIL_URL")
    assert value not in str(caught.value).replace("smtp://user:password@host:port", "").replace("smtp://, smtp+tls://", "")


def test_a_mail_server_is_read_from_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://vanthu%40hn.vn:m%E1%BA%ADt@mail.hn.vn")
    assert env.mail("EMAIL_URL") == env.MailServer("mail.hn.vn", 587, "vanthu@hn.vn", "mật", starts_tls=True)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_who_keep_how_the_paper_went_at_once_one_is_told(city: City) -> None:
    directive = issued(city, content(city))
    first, second = only(directive), only(directive)
    raised = at_once(
        lambda: steps.record_paper(first, note="EB1", by=city["city_clerk"], at=AT),
        lambda: steps.record_paper(second, note="EB2", by=city["city_clerk"], at=AT),
    )
    assert sorted(str(getattr(error, "code", "")) for error in raised) == ["", "stale"]
