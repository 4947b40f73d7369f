"""The signature: a password asked again, what freezes, the scan of a paper, which sign-offs come before, and the days of each step."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from directives import services as directives
from directives.documents import letter_docx, letter_facts
from directives.freezing import frozen, thawed
from directives.limits import late_steps, limit_of
from directives.models import Directive, OfficeRules
from directives.writing.facts import AgencyHead, Appendix, Letter, Paragraph, RecipientNote, Signature, Table
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import Person
from records.models import Event
from workflows import clock, steps
from workflows.steps import open_task

from .city import AT, DAY, PASSWORD, City, Role, at, begun, checked, draft, draft_for_districts, later, numbered, refused, signed, signed_in
from .test_pages_steps import said
from .test_reading_hostile import one_page

pytestmark = pytest.mark.django_db

Status = Directive.Status
PDF = one_page(b"")


def rules(city: City, **changed: bool) -> None:
    OfficeRules.objects.filter(unit=city.units["HN"]).update(**changed)


def sign(city: City, directive: Directive, password: str = PASSWORD) -> HttpResponse:
    data = {"way": str(city.seat(city["chairman"]).pk), "password": password}
    return signed_in(city["chairman"]).post(reverse("workflows:sign", args=[directive.pk]), data)


# The password


def test_a_signature_asks_for_the_password_again(city: City) -> None:
    directive = checked(city, draft_for_districts(city), way=steps)
    wrong = sign(city, directive, "mật khẩu khác")
    assert wrong.status_code == 400
    assert "Mật khẩu chưa đúng nên văn bản chưa được ký" in wrong.content.decode()
    assert sign(city, directive, "").status_code == 400
    directive.refresh_from_db()
    assert directive.status == Status.FORM_APPROVED
    assert sign(city, directive).status_code == 302
    directive.refresh_from_db()
    assert directive.status == Status.SIGNED


def test_whoever_guesses_passwords_is_stopped_and_who_knows_it_signs_many_in_a_row(city: City) -> None:
    directive = checked(city, draft_for_districts(city), way=steps)
    for _ in range(10):
        assert sign(city, directive, "đoán").status_code == 400
    stopped = sign(city, directive)
    assert stopped.status_code == 302
    assert "đợi một phút" in said(stopped)
    directive.refresh_from_db()
    assert directive.status == Status.FORM_APPROVED


# What freezes


def test_the_document_says_what_was_signed_whatever_is_renamed_later(city: City) -> None:
    directive = signed(city, draft_for_districts(city))
    before = letter_docx(directive)
    city.units["HN"].name = "Ủy ban nhân dân thành phố Thăng Long"
    city.units["HN"].save()
    directive.provisions.update(text="Đã bị sửa ngoài hệ thống.")
    assert letter_docx(Directive.objects.get(pk=directive.pk)) == before


def test_number_and_day_come_into_the_frozen_facts(city: City) -> None:
    directive = Directive.objects.get(pk=numbered(city, draft_for_districts(city)).pk)
    facts = letter_facts(directive)
    assert (facts.number, facts.date) == (directive.number, DAY)
    assert facts.signature is not None


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
lines = st.lists(words, max_size=3).map(tuple)
paragraphs = st.builds(Paragraph, st.sampled_from(["text", "roman", "clause", "point", "dash"]), words, words)
tables = st.builds(Table, lines, st.lists(lines, max_size=2).map(tuple), words, total=st.none() | lines, note=words)
letters = st.builds(
    Letter,
    kind=st.sampled_from(["CV", "QĐ", "KH"]),
    head=st.builds(AgencyHead, lines, lines),
    symbol=words,
    place=words,
    subject=words,
    body=st.lists(paragraphs | tables, max_size=4).map(tuple),
    number=st.none() | st.integers(1, 9999),
    date=st.none() | st.dates(),
    recipients=st.lists(st.builds(RecipientNote, words, words), max_size=2).map(tuple),
    signature=st.none() | st.builds(Signature, lines, words, words),
    appendices=st.lists(st.builds(Appendix, words, st.lists(paragraphs, max_size=2).map(tuple), st.booleans()), max_size=2).map(tuple),
)


@given(letters)
def test_facts_that_are_frozen_thaw_to_themselves(letter: Letter) -> None:
    assert thawed(frozen(letter)) == letter


# The scan of a paper


def attach(city: City, directive: Directive, content: bytes = PDF, name: str = "bản quét.pdf", who: str = "city_clerk") -> HttpResponse:
    url = reverse("workflows:signed_copy", args=[directive.pk])
    return signed_in(city[who]).post(url, {"scan": SimpleUploadedFile(name, content)})


def test_an_office_that_signs_on_paper_dispatches_with_the_scan_only(city: City) -> None:
    rules(city, paper_signature=True)
    directive = numbered(city, draft_for_districts(city), way=steps)
    error = refused("scan_missing", lambda: steps.dispatch(directive, by=city["city_clerk"], at=AT))
    assert "bản quét" in str(error)
    assert "Kèm bản quét" in signed_in(city["city_clerk"]).get(directive.get_absolute_url()).content.decode()
    assert attach(city, directive).status_code == 302
    directive.refresh_from_db()
    assert directive.signed_copy is not None
    assert directive.signed_copy.name == "bản quét.pdf"
    steps.dispatch(directive, by=city["city_clerk"], at=AT)


def test_the_scan_is_served_to_whom_the_document_is_and_to_nobody_else(city: City) -> None:
    directive = numbered(city, draft_for_districts(city), way=steps)
    attach(city, directive)
    directive.refresh_from_db()
    assert directive.signed_copy is not None
    url = directive.signed_copy.get_absolute_url()
    assert signed_in(city["drafter"]).get(url).status_code == 200
    assert signed_in(city["stranger"]).get(url).status_code in {403, 404}


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [(b"", "a.pdf", "trống"), (b"MZ", "a.exe", "Chỉ nhận bản quét"), (b"MZ" * 40, "a.pdf", "không đúng với đuôi .pdf")],
)
def test_what_is_no_scan_is_refused_on_the_page(city: City, content: bytes, name: str, told: str) -> None:
    rules(city, paper_signature=True)
    directive = numbered(city, draft_for_districts(city), way=steps)
    response = attach(city, directive, content, name)
    assert response.status_code == 400
    assert told in response.content.decode()


def test_nobody_but_the_register_attaches_a_scan_and_none_before_the_signature(city: City) -> None:
    directive = checked(city, draft_for_districts(city), way=steps)
    assert attach(city, directive, who="stranger").status_code == 403
    assert attach(city, directive).status_code == 409
    directive.refresh_from_db()
    assert directive.signed_copy is None


# Which sign-offs


def test_an_office_without_a_check_of_content_sends_a_draft_straight_to_its_form(city: City) -> None:
    rules(city, content_sign_off=False)
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    assert directive.status == Status.CONTENT_APPROVED
    steps.approve_form(directive, by=city["office_head"], at=AT)
    assert directive.status == Status.FORM_APPROVED
    assert not clock.astray()


def test_an_office_without_a_check_of_form_sends_it_from_the_content_to_the_signature(city: City) -> None:
    rules(city, form_sign_off=False)
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    steps.approve_content(directive, by=city["division_head"], at=AT)
    assert directive.status == Status.FORM_APPROVED
    now = open_task(directive)
    assert now is not None
    assert now.title == "Ký văn bản"
    assert not clock.astray()


def test_two_people_where_the_office_wants_two(city: City) -> None:
    both = city.person("VX", Role.DIVISION_HEAD)
    rules(city, one_person_both=False)
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    directives.approve_content(directive, by=both, at=AT)
    refused("same_person", lambda: directives.approve_form(directive, by=both, at=AT))
    directives.approve_form(directive, by=city["office_head"], at=AT)


def test_an_office_keeps_one_check_at_least(city: City) -> None:
    administrator = city.person("HN", Role.ADMINISTRATOR)
    url = reverse("directives:office_rules", args=[city.units["HN"].pk])
    client = signed_in(administrator)
    assert client.get(url).status_code == 200
    response = client.post(url, {"one_person_both": "on"})
    assert response.status_code == 400
    assert "Phải giữ ít nhất một bước" in response.content.decode()
    assert client.post(url, {"form_sign_off": "on"}).status_code == 302
    kept = OfficeRules.objects.get(unit=city.units["HN"])
    assert (kept.content_sign_off, kept.form_sign_off, kept.one_person_both, kept.paper_signature) == (False, True, False, False)
    assert signed_in(city["stranger"]).post(url, {"form_sign_off": "on"}).status_code == 403


# The days of a step


def limit(directive: Directive, today: date) -> Any:
    return limit_of(directive, today=today, calendar=Calendar.load(today, today))


def test_a_step_is_done_by_the_next_working_day_and_what_is_urgent_at_once(city: City) -> None:
    friday = date(2021, 3, 19)
    directive = begun(city)
    assert limit(directive, DAY) is None
    steps.submit(directive, by=city["drafter"], at=at(friday))
    assert limit(directive, friday).last_day == date(2021, 3, 22)
    assert not limit(directive, date(2021, 3, 22)).is_missed
    assert limit(directive, date(2021, 3, 23)).is_missed
    directive.urgency = Directive.Urgency.FLASH
    assert limit(directive, friday).last_day == friday
    assert limit(directive, date(2021, 3, 20)).is_missed


def test_number_and_dispatch_are_counted_from_the_signature(city: City) -> None:
    directive = numbered(city, draft_for_districts(city))
    Directive.objects.filter(pk=directive.pk).update(step_since=later(days=5))
    directive.refresh_from_db()
    assert limit(directive, DAY).last_day == date(2021, 3, 19)


def test_a_missed_step_is_told_on_the_page(city: City) -> None:
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    person: Person = city["division_head"]
    assert "Quá hạn xử lý" in signed_in(person).get(directive.get_absolute_url()).content.decode()


def test_a_limit_and_that_it_is_missed_stand_in_the_inbox(city: City, django_assert_num_queries: Any) -> None:
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=timezone.now())
    client = signed_in(city["division_head"])
    shown = client.get("/hop-viec/").content.decode()
    assert "· hạn " in shown
    assert "quá hạn" not in shown.split('id="steps"')[1].split("</ul>")[0]
    with CaptureQueriesContext(connection) as few:
        client.get("/hop-viec/")
    for _ in range(3):
        steps.submit(begun(city), by=city["drafter"], at=AT)
    with django_assert_num_queries(len(few)):
        shown = client.get("/hop-viec/").content.decode()
    rows = shown.split('id="steps"')[1].split("</ul>")[0]
    assert rows.count("quá hạn 19/") == 3
    assert "cd-late-text" in rows


def test_the_history_tells_which_steps_were_late_by_how_much_and_with_whom_they_lay(city: City) -> None:
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=AT)  # a Thursday
    steps.approve_content(directive, by=city["division_head"], at=later(days=5))
    steps.approve_form(directive, by=city["office_head"], at=later(days=6))
    steps.sign(directive, appointment=city.seat(city["chairman"]), by=city["chairman"], at=later(days=6))
    steps.number(directive, by=city["city_clerk"], at=later(days=9), today=DAY + timedelta(days=9))
    events = list(Event.objects.filter(subject_id=directive.pk, subject_type="directives.directive").order_by("pk"))
    found = late_steps(directive, events, calendar=Calendar.load(DAY, DAY))
    told = {event.action: (late.last_day, late.days, late.unit) for event in events if (late := found.get(event.pk))}
    assert told == {
        "directives.content_approved": (date(2021, 3, 19), 4, directive.drafting_unit),
        "directives.numbered": (date(2021, 3, 25), 2, directive.issuer),
    }
    words = f"Quá hạn 4 ngày (hạn 19/03/2021), nằm ở {directive.drafting_unit.name}"
    assert words in signed_in(city["drafter"]).get(directive.get_absolute_url()).content.decode()


# The layout


def test_a_document_with_an_error_of_layout_is_not_signed_and_the_page_says_which(city: City) -> None:
    directive = checked(city, draft(city, symbol="UBND-XYZ"), way=steps)
    response = sign(city, directive)
    assert response.status_code == 302
    assert "còn lỗi thể thức" in said(response)
    assert "XYZ" in said(response)
    directive.refresh_from_db()
    assert directive.status == Status.FORM_APPROVED
    OfficeRules.objects.filter(unit=city.units["HN"]).update(field_symbols="NC, XYZ")
    assert sign(city, directive).status_code == 302
    directive.refresh_from_db()
    assert directive.status == Status.SIGNED


@pytest.mark.parametrize("fields", ["vx", "VX NC", "X" * 20, "1A"])
def test_what_is_no_abbreviation_of_a_field_is_refused(city: City, fields: str) -> None:
    url = reverse("directives:office_rules", args=[city.units["HN"].pk])
    response = signed_in(city.person("HN", Role.ADMINISTRATOR)).post(url, {"form_sign_off": "on", "field_symbols": fields})
    assert response.status_code == 400
    assert "không phải ký hiệu lĩnh vực" in response.content.decode()


def test_who_checks_the_form_sees_what_differs_from_the_decree(city: City) -> None:
    directive = begun(city, draft(city, symbol="UBND-XYZ"))
    steps.submit(directive, by=city["drafter"], at=AT)
    steps.approve_content(directive, by=city["division_head"], at=AT)
    shown = signed_in(city["office_head"]).get(directive.get_absolute_url()).content.decode()
    assert "1 lỗi" in shown
    assert "“XYZ”" in shown
    assert "Còn lỗi thì văn bản chưa ký được" in shown
