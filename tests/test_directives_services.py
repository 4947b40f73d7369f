"""A directive from draft to conclusion, and the copies that units receive."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from docx import Document

from directives import services
from directives.documents import letter_docx
from directives.drafting import BasisDraft, DutyDraft, PartyDraft, ProvisionDraft, RecipientDraft
from directives.models import Directive, Duty, Provision, Recipient, Register, RegisterEntry
from org_hierarchy.models import Appointment, Area, OrgUnit, Person
from org_hierarchy.services import appoint
from records.events import digest, timeline
from records.files import open_file
from records.models import Event, StoredFile

from .city import (
    AT,
    DAY,
    FIRST_DAY,
    City,
    Role,
    at_once,
    committee,
    copy_of,
    draft,
    drafted,
    issued,
    later,
    named,
    numbered,
    refused,
    signed,
    unknown,
)

pytestmark = pytest.mark.django_db
Status = Directive.Status


def status_of(directive: Directive) -> str:
    return Directive.objects.values_list("status", flat=True).get(pk=directive.pk)


# Drafting


def test_a_draft_keeps_its_paragraphs_tasks_and_recipients_in_order(city: City) -> None:
    directive = drafted(city)
    assert [(p.kind, p.label, p.parent.position if p.parent else None) for p in directive.provisions.order_by("position")] == [
        ("text", "", None),
        ("clause_title", "1.", None),
        ("dash", "-", 1),
        ("close", "", None),
    ]
    duty = directive.duties.get()
    assert (duty.provision.text, duty.deadline, duty.strictly_before, duty.target_percent) == (
        "Hướng dẫn các cơ sở y tế.",
        date(2021, 3, 31),
        True,
        100,
    )
    assert directive.source_text[duty.span_start : duty.span_end] == duty.text
    assert [(p.part, p.phrase, p.unit) for p in duty.parties.order_by("position")] == [
        ("responsible", "Sở Y tế", city.units["SYT"]),
        ("coordinating", "Bảo hiểm xã hội Thành phố", city.units["BHXHHN"]),
    ]
    assert list(directive.recipient_lines.order_by("position").values_list("name", "note")) == [
        ("Như trên", ""),
        ("BHXH Việt Nam", "để b/c"),
        ("Sở Y tế", ""),
    ]
    assert directive.folded_subject == "ubnd-kgvx trien khai ung dung vssid"


@pytest.mark.parametrize(
    "stamp", ["MẬT", "TỐI MẬT", " T Ố I   M Ậ T ", "[TUYỆT MẬT]", "Tuyệt\u00a0mật".upper(), "ĐỘ MẬT: TỐI MẬT", "MẬT\tSố: 12/UBND"]
)
def test_a_secret_document_is_refused_at_the_door(city: City, stamp: str) -> None:
    said = str(refused("secret", lambda: drafted(city, source_text=f"ỦY BAN NHÂN DÂN\n{stamp}\nKính gửi: Sở Y tế")))
    assert "bí mật nhà nước" in said
    refused("secret", lambda: drafted(city, provisions=(ProvisionDraft(stamp),)))
    assert not Directive.objects.exists()
    assert not Event.objects.filter(action="directives.drafted").exists()


@pytest.mark.parametrize(
    "words", ["Bảo đảm bí mật thông tin cá nhân.", "Mật ong nâu", "Mật độ dân số: 200", "Tài liệu này không thuộc độ mật nào"]
)
def test_words_about_secrecy_are_no_stamp(city: City, words: str) -> None:
    assert drafted(city, source_text=words).pk


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subject": "x" * 501}, "too_long"),
        ({"symbol": "X" * 61}, "too_long"),
        ({"place": "x" * 81}, "too_long"),
        ({"archive": "x" * 121}, "too_long"),
        ({"addressees": ("x" * 301,)}, "too_long"),
        ({"recipients": (RecipientDraft("x", "y" * 121),)}, "too_long"),
        ({"bases": (BasisDraft(number="9" * 61),)}, "too_long"),
        ({"kind": "??"}, "bad_value"),
        ({"urgency": "nhanh"}, "bad_value"),
        ({"number": 0}, "bad_value"),
        ({"number": 100_000}, "bad_value"),
        ({"drafting_unit_id": 10**9}, "bad_value"),
        ({"monitor_id": 10**9}, "bad_value"),
        ({"provisions": (ProvisionDraft("x", "heading"),)}, "bad_value"),
        ({"provisions": (ProvisionDraft("x", parent_position=0),)}, "bad_value"),
        ({"duties": (DutyDraft(text=" \u200b "),)}, "bad_value"),
        ({"duties": (DutyDraft(text="x", target_percent=-1),)}, "bad_value"),
        ({"duties": (DutyDraft(text="x", role="boss"),)}, "bad_value"),
        ({"duties": (DutyDraft(text="x", deadline=date.min, strictly_before=True),)}, "bad_value"),
        ({"duties": (DutyDraft(text="x", start_date=date(221, 3, 31)),)}, "bad_value"),
        ({"issued_date": date.max}, "bad_value"),
        ({"duties": (DutyDraft(text="x", parties=(PartyDraft("responsible", "x", group={"members": "all"}),)),)}, "bad_value"),
        ({"duties": (DutyDraft(text="x", parties=(PartyDraft("responsible", "x" * 301),)),)}, "too_long"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_to_do_and_leaves_nothing(city: City, changes: dict[str, Any], code: str) -> None:
    assert str(refused(code, lambda: drafted(city, **changes))).endswith(".")
    assert not Directive.objects.exists()


def test_invisible_and_control_characters_do_not_enter(city: City) -> None:
    body = (ProvisionDraft("mo\u0302\u0323t\nhai\x07"),)
    directive = drafted(city, subject="tri\u1ec3n\x00 \u202ekhai\r\n VssID", source_text="a\x00b\udc80c", provisions=body)
    directive.refresh_from_db()
    assert directive.subject == "triển khai VssID"
    assert directive.source_text == "a b?c"
    assert directive.provisions.get().text == "một\nhai"


def test_a_cited_directive_of_the_system_is_linked_and_another_is_not(city: City) -> None:
    cited = issued(city, number=776)
    bases = (
        BasisDraft("Công văn", "776/UBND-KGVX", DAY, "UBND Thành phố"),
        BasisDraft("Công văn", "776/ubnd-kgvx"),
        BasisDraft("Công văn", "776/UBND-KGVX", date(2020, 3, 10)),
        BasisDraft("Nghị quyết", "28-NQ/TW"),
    )
    directive = drafted(city, bases=bases)
    assert [basis.cited for basis in directive.bases.order_by("position")] == [cited, cited, None, None]


def test_a_draft_is_written_again_as_a_whole(city: City) -> None:
    directive = drafted(city)
    new = replace(draft(city), subject="sửa lại", duties=(), provisions=(ProvisionDraft("Một."),), addressees=("Sở Y tế",))
    services.redraft_directive(directive, content=new, by=city["drafter"], at=AT)
    assert (directive.subject, directive.addressees, directive.status) == ("sửa lại", ["Sở Y tế"], Status.DRAFT)
    assert not directive.duties.exists()
    assert [p.text for p in directive.provisions.all()] == ["Một."]
    assert Provision.objects.count() == 1


def test_a_refused_redraft_leaves_the_draft_as_it_was(city: City) -> None:
    directive = drafted(city)
    new = replace(draft(city), subject="sửa lại", duties=(DutyDraft(text=""),))
    refused("bad_value", lambda: services.redraft_directive(directive, content=new, by=city["drafter"], at=AT))
    kept = Directive.objects.get(pk=directive.pk)
    assert (kept.subject, kept.duties.count(), kept.provisions.count()) == ("triển khai ứng dụng VssID", 1, 4)


def test_what_is_being_checked_or_is_signed_cannot_be_edited(city: City) -> None:
    def redraft(directive: Directive) -> Callable[[], object]:
        return lambda: services.redraft_directive(directive, content=draft(city, subject="khác"), by=city["drafter"], at=AT)

    directive = drafted(city)
    services.submit_directive(directive, by=city["drafter"], at=AT)
    assert "trả lại" in str(refused("stale", redraft(directive)))
    for frozen in (signed(city), issued(city)):
        assert "thay thế" in str(refused("frozen", redraft(frozen)))
    assert not Directive.objects.filter(subject="khác").exists()
    assert Duty.objects.count() == 3


# Checking and signing


def test_an_incomplete_draft_may_be_kept_but_not_submitted(city: City) -> None:
    directive = drafted(city, subject="", symbol="", place="", provisions=(), duties=())
    said = str(refused("incomplete", lambda: services.submit_directive(directive, by=city["drafter"], at=AT)))
    assert "trích yếu, ký hiệu, địa danh, nội dung" in said
    assert status_of(directive) == Status.DRAFT


def test_the_whole_way_leaves_one_event_per_act_in_order(city: City) -> None:
    directive = issued(city)
    services.conclude_directive(directive, by=city["chairman"], at=later(days=20))
    events = list(timeline(directive))
    assert [event.action.removeprefix("directives.") for event in events] == [
        "drafted",
        "submitted",
        "content_approved",
        "form_approved",
        "signed",
        "numbered",
        "issued",
        "concluded",
    ]
    assert events[2].by == city["division_head"]
    directive.refresh_from_db()
    assert (directive.status, directive.concluded_at) == (Status.CONCLUDED, later(days=20))
    assert (directive.content_approved_by, directive.form_approved_by) == (
        city["division_head"],
        city["office_head"],
    )


def test_the_drafter_alone_approves_neither_content_nor_form(city: City) -> None:
    directive = drafted(city)
    services.submit_directive(directive, by=city["drafter"], at=AT)
    refused("drafter_alone", lambda: services.approve_content(directive, by=city["drafter"], at=AT))
    services.approve_content(directive, by=city["division_head"], at=AT)
    refused("drafter_alone", lambda: services.approve_form(directive, by=city["drafter"], at=AT))
    assert status_of(directive) == Status.CONTENT_APPROVED


def test_whoever_rewrote_the_draft_does_not_approve_it_either(city: City) -> None:
    colleague = city["colleague"]
    directive = drafted(city)
    services.redraft_directive(directive, content=draft(city), by=colleague, at=AT)
    services.submit_directive(directive, by=colleague, at=AT)
    refused("drafter_alone", lambda: services.approve_content(directive, by=colleague, at=AT))
    refused("drafter_alone", lambda: services.approve_content(directive, by=city["drafter"], at=AT))


def test_one_other_person_may_answer_for_both_content_and_form(city: City) -> None:
    directive, head = drafted(city), city["chairman"]
    services.submit_directive(directive, by=city["drafter"], at=AT)
    services.approve_content(directive, by=head, at=AT)
    services.approve_form(directive, by=head, at=AT)
    assert status_of(directive) == Status.FORM_APPROVED


@pytest.mark.parametrize("approvals", [0, 1, 2])
def test_a_draft_goes_back_with_a_reason_and_both_approvals_are_asked_again(city: City, approvals: int) -> None:
    directive, head = drafted(city), city["chairman"]
    services.submit_directive(directive, by=city["drafter"], at=AT)
    for act in (services.approve_content, services.approve_form)[:approvals]:
        act(directive, by=head, at=AT)
    refused("reason_missing", lambda: services.return_draft(directive, reason=" \u200b", by=head, at=AT))
    refused("too_long", lambda: services.return_draft(directive, reason="x" * 1001, by=head, at=AT))
    services.return_draft(directive, reason="Chưa rõ thời hạn.", by=head, at=AT)
    directive.refresh_from_db()
    assert (directive.status, directive.return_reason) == (Status.RETURNED, "Chưa rõ thời hạn.")
    assert directive.content_approved_by is directive.form_approved_by is None
    services.redraft_directive(directive, content=draft(city), by=city["drafter"], at=AT)
    services.submit_directive(directive, by=city["drafter"], at=AT)
    assert (directive.status, directive.return_reason) == (Status.SUBMITTED, "")


def test_no_step_is_jumped_over_and_none_is_done_twice(city: City) -> None:
    head, clerk = city["chairman"], city["city_clerk"]
    seat = city.seat(head)
    steps: list[tuple[str, Callable[[Directive], object]]] = [
        (Status.SUBMITTED, lambda d: services.submit_directive(d, by=city["drafter"], at=AT)),
        (Status.CONTENT_APPROVED, lambda d: services.approve_content(d, by=head, at=AT)),
        (Status.FORM_APPROVED, lambda d: services.approve_form(d, by=head, at=AT)),
        (Status.SIGNED, lambda d: services.sign_directive(d, appointment=seat, by=head, at=AT)),
        (Status.NUMBERED, lambda d: services.number_directive(d, by=clerk, at=AT, today=DAY)),
        (Status.ISSUED, lambda d: services.issue_directive(d, by=clerk, at=AT)),
        (Status.CONCLUDED, lambda d: services.conclude_directive(d, by=head, at=AT)),
    ]
    directive = drafted(city)
    for number, (reached, act) in enumerate(steps):
        before = Event.objects.count(), RegisterEntry.objects.count(), Recipient.objects.count()
        for other, (_, wrong) in enumerate(steps):
            if other != number:
                refused("stale", lambda wrong=wrong: wrong(Directive.objects.get(pk=directive.pk)))
        assert (Event.objects.count(), RegisterEntry.objects.count(), Recipient.objects.count()) == before
        act(directive)
        assert status_of(directive) == directive.status == reached


def test_the_chairman_signs_for_the_committee_and_a_deputy_for_the_chairman(city: City) -> None:
    assert signed(city).signature == {"authority_lines": ["TM. ỦY BAN NHÂN DÂN"], "title": "CHỦ TỊCH", "name": "Người HN.head"}
    directive, deputy = drafted(city), city.person("HN", Role.DEPUTY)
    services.submit_directive(directive, by=city["drafter"], at=AT)
    services.approve_content(directive, by=deputy, at=AT)
    services.approve_form(directive, by=deputy, at=AT)
    services.sign_directive(directive, appointment=city.seat(deputy), by=deputy, at=AT)
    directive.refresh_from_db()
    assert directive.signature["authority_lines"] == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"]
    assert (directive.signature["title"], directive.signer, directive.signed_at) == ("PHÓ CHỦ TỊCH", deputy, AT)


def test_nobody_signs_in_a_post_that_is_not_theirs_now(city: City) -> None:
    directive, head = drafted(city), city["chairman"]
    services.submit_directive(directive, by=city["drafter"], at=AT)
    services.approve_content(directive, by=head, at=AT)
    services.approve_form(directive, by=head, at=AT)
    clerk = city["city_clerk"]
    elsewhere = city.person("BD", Role.HEAD)
    former = Person.objects.create(username="cuu", full_name="Người Cựu")
    deputy = city.seat(city.person("HN", Role.DEPUTY)).post
    past: Appointment = appoint(former, deputy, valid_from=FIRST_DAY, valid_to=DAY, by=None, at=AT)
    refused("not_signer", lambda: services.sign_directive(directive, appointment=city.seat(head), by=clerk, at=AT))
    refused("no_post", lambda: services.sign_directive(directive, appointment=city.seat(elsewhere), by=elsewhere, at=AT))
    refused("not_signer", lambda: services.sign_directive(directive, appointment=past, by=former, at=AT))
    refused("cannot_sign", lambda: services.sign_directive(directive, appointment=city.seat(clerk), by=clerk, at=AT))
    assert status_of(directive) == Status.FORM_APPROVED


# Numbers


def test_numbers_follow_each_other_and_begin_again_each_year(city: City) -> None:
    clerk = city["city_clerk"]
    first, second = numbered(city), numbered(city)
    assert [first.number, second.number, first.issued_date] == [1, 2, DAY]
    assert first.designation == "01/UBND-KGVX"
    next_year = signed(city)
    entry = services.number_directive(next_year, by=clerk, at=AT, today=date(2022, 1, 4))
    assert (entry.number, entry.register.year, next_year.issued_date) == (1, 2022, date(2022, 1, 4))
    assert numbered(city).number == 3
    assert Directive.objects.get(pk=first.pk).folded_subject == "01/ubnd-kgvx trien khai ung dung vssid"


def test_each_unit_has_its_own_series(city: City) -> None:
    numbered(city)
    other = services.draft_directive(city.units["BD"], content=draft(city, drafting_unit_id=city.units["BD"].pk), by=city["drafter"], at=AT)
    Directive.objects.filter(pk=other.pk).update(status=Status.SIGNED)
    assert services.number_directive(other, by=city["clerk"], at=AT, today=DAY).number == 1


def test_an_issue_that_fails_burns_no_number(city: City) -> None:
    clerk = city["city_clerk"]
    ahead = signed(city)
    refused("bad_date", lambda: services.number_directive(ahead, by=clerk, at=AT, today=DAY, issued_date=date(2021, 3, 25)))
    text = drafted(city)
    refused("stale", lambda: services.number_directive(text, by=clerk, at=AT, today=DAY))
    directive = signed(city)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        fail_after(lambda: services.number_directive(directive, by=clerk, at=AT, today=DAY))
    assert not RegisterEntry.objects.exists()
    assert numbered(city).number == 1


def fail_after(act: Callable[[], object]) -> None:
    act()
    raise ZeroDivisionError


# Dispatch


def test_recipients_are_frozen_on_the_day_of_issue_each_once_in_its_strongest_role(city: City) -> None:
    directive = issued(city)
    assert {(copy.unit.code, copy.role) for copy in directive.recipients.select_related("unit")} == {
        ("BD", "thuc_hien"),
        ("HK", "thuc_hien"),
        ("TT", "thuc_hien"),
        ("SYT", "thuc_hien"),  # also named under Nơi nhận
        ("BHXHHN", "phoi_hop"),
        ("BHXHVN", "bao_cao"),
    }
    assert set(directive.recipients.values_list("sent_at", "status")) == {(AT, "sent")}
    event = timeline(directive).get(action="directives.issued")
    assert event.after["count"] == 6
    assert event.after["digest"] == digest(directive.recipients.values_list("unit_id", flat=True))


def test_the_monitor_is_sent_the_directive_even_when_no_line_names_it(city: City) -> None:
    directive = issued(city, monitor="BHXHVN", addressees=(), recipients=(), duties=())
    assert list(directive.recipients.values_list("unit__code", "role")) == [("BHXHVN", "thuc_hien")]


@pytest.mark.parametrize(
    ("note", "role"),
    [
        ("để b/c", "bao_cao"),
        ("b/c", "bao_cao"),
        ("để báo cáo", "bao_cao"),
        ("để thực hiện", "thuc_hien"),
        ("phối hợp", "phoi_hop"),
        ("", "de_biet"),
    ],
)
def test_a_remark_under_noi_nhan_says_why_it_is_sent(city: City, note: str, role: str) -> None:
    directive = issued(city, addressees=(), duties=(), recipients=(RecipientDraft("BHXH Việt Nam", note),))
    assert list(directive.recipients.values_list("unit__code", "role")) == [("BHXHVN", role)]


def test_what_nobody_answers_to_sends_nothing_and_the_issuer_does_not_write_to_itself(city: City) -> None:
    duties = (
        DutyDraft(text="Cài đặt ứng dụng.", kind=Duty.Kind.INDIVIDUAL, parties=(unknown("người tham gia"),)),
        DutyDraft(text="Xây dựng kế hoạch.", kind=Duty.Kind.ACTIVITY, parties=(named(city.units["HN"]),)),
    )
    directive = issued(
        city, addressees=("Hội Những người yêu hoa", "UBND thành phố Hà Nội"), duties=duties, recipients=(RecipientDraft("Hội quán cũ"),)
    )
    assert not directive.recipients.exists()


def test_a_task_of_the_issuer_itself_reaches_it(city: City) -> None:
    duties = (DutyDraft(text="Tổng hợp kết quả.", parties=(named(city.units["HN"]),)),)
    directive = issued(city, addressees=(), duties=duties, recipients=())
    assert list(directive.recipients.values_list("unit__code", flat=True)) == ["HN"]


def test_the_document_is_written_once_with_number_date_and_signature(city: City) -> None:
    directive = issued(city, number=5)
    stored = directive.document
    assert stored.name == "05_UBND-KGVX.docx"
    with open_file(stored) as opened:
        raw = opened.read()
    document = Document(io.BytesIO(raw))
    text = "\n".join([p.text for p in document.paragraphs] + [c.text for t in document.tables for row in t.rows for c in row.cells])
    for words in (
        "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI",
        "Số: 05/UBND-KGVX",
        "Hà Nội, ngày 18 tháng 3 năm 2021",
        "V/v triển khai ứng dụng VssID",
        "Kính gửi: UBND các quận, huyện, thị xã",
        "1. Sở Y tế",
        "- BHXH Việt Nam (để b/c);",
        "- Lưu: VT, KGVX.",
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nNgười HN.head",
    ):
        assert words in text, words
    assert letter_docx(Directive.objects.get(pk=directive.pk)) == raw


def test_a_dispatch_that_is_repeated_sends_nothing_twice(city: City) -> None:
    directive = issued(city)
    copies = set(directive.recipients.values_list("pk", flat=True))
    refused("stale", lambda: services.issue_directive(Directive.objects.get(pk=directive.pk), by=None, at=later(days=1)))
    assert set(directive.recipients.values_list("pk", flat=True)) == copies
    assert StoredFile.objects.count() == 1


def test_dispatch_costs_the_same_queries_for_few_and_for_many_units(city: City, django_assert_num_queries) -> None:
    few = numbered(city)
    with CaptureQueriesContext(connection) as first:
        services.issue_directive(few, by=None, at=AT)
    hanoi = Area.objects.get(code="01")
    places = [Area(code=f"9{n}", name=f"Quận Thêm {n}", level=Area.Level.DISTRICT, parent=hanoi, valid_from=FIRST_DAY) for n in range(30)]
    Area.objects.bulk_create(places)
    city.add(committee(f"T{n}", f"quận Thêm {n}", OrgUnit.Level.DISTRICT, "HN", areas=(place,)) for n, place in enumerate(places))
    many = numbered(city)
    with django_assert_num_queries(len(first)):
        services.issue_directive(many, by=None, at=AT)
    assert many.recipients.count() == few.recipients.count() + 30


# Receipt


def test_a_unit_receives_with_the_next_so_den_of_the_year(city: City) -> None:
    clerk = city["clerk"]
    numbers = []
    for today in (DAY, DAY, date(2022, 1, 5)):
        entry = services.receive_directive(copy_of(issued(city), city.units["BD"]), by=clerk, at=AT, today=today)
        numbers.append((entry.number, entry.register.year, entry.register.direction))
    assert numbers == [(1, 2021, "in"), (2, 2021, "in"), (1, 2022, "in")]
    copy = Recipient.objects.filter(unit=city.units["BD"]).first()
    assert (copy.status, copy.received_at, copy.received_by) == (Recipient.Status.RECEIVED, AT, clerk)
    assert copy.register_entry.directive == copy.directive


def test_a_copy_is_received_or_refused_once(city: City) -> None:
    directive, clerk = issued(city), city["clerk"]
    services.receive_directive(copy_of(directive, city.units["BD"]), by=clerk, at=AT, today=DAY)
    refused("stale", lambda: services.receive_directive(copy_of(directive, city.units["BD"]), by=clerk, at=AT, today=DAY))
    refused("stale", lambda: services.refuse_directive(copy_of(directive, city.units["BD"]), reason="Nhầm", by=clerk, at=AT))
    mistaken = copy_of(directive, city.units["HK"])
    refused("reason_missing", lambda: services.refuse_directive(mistaken, reason="", by=clerk, at=AT))
    services.refuse_directive(mistaken, reason="Không thuộc địa bàn.", by=clerk, at=AT)
    refused("stale", lambda: services.receive_directive(mistaken, by=clerk, at=AT, today=DAY))
    assert timeline(mistaken).get().after == {"reason": "Không thuộc địa bàn."}
    assert RegisterEntry.objects.filter(register__direction="in").count() == 1


# Races, on PostgreSQL


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_eight_clerks_draw_two_hundred_numbers_without_gap_or_double(city: City) -> None:
    first = signed(city)
    Directive.objects.bulk_create(
        Directive(
            issuer=first.issuer,
            drafting_unit=first.drafting_unit,
            drafted_by=first.drafted_by,
            status=Status.SIGNED,
            symbol=first.symbol,
            subject=first.subject,
            created_at=AT,
            step_since=AT,
        )
        for _ in range(199)
    )
    waiting = list(Directive.objects.select_related("issuer").order_by("pk"))
    clerks = [city.person("HN", Role.CLERK, nth) for nth in range(1, 9)]

    def number(place: int) -> Callable[[], None]:
        def draw() -> None:
            for directive in waiting[place::8]:
                services.number_directive(directive, by=clerks[place], at=AT, today=DAY)

        return draw

    assert at_once(*(number(place) for place in range(8))) == [None] * 8
    assert sorted(Directive.objects.values_list("number", flat=True)) == list(range(1, 201))
    assert sorted(RegisterEntry.objects.values_list("number", flat=True)) == list(range(1, 201))
    assert Register.objects.get().last_number == 200


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_at_once_one_numbers_and_the_other_is_told(city: City) -> None:
    directive = signed(city)
    clerks = [city.person("HN", Role.CLERK, nth) for nth in (1, 2)]
    raised = at_once(
        *(
            lambda clerk=clerk: services.number_directive(Directive.objects.get(pk=directive.pk), by=clerk, at=AT, today=DAY)
            for clerk in clerks
        )
    )
    assert [getattr(error, "code", None) for error in raised if error] == ["stale"]
    assert RegisterEntry.objects.count() == 1
    assert Register.objects.get().last_number == 1


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_at_once_one_receives_and_one_number_is_drawn(city: City) -> None:
    directive = issued(city)
    clerks = [city.person("BD", Role.CLERK, nth) for nth in (1, 2)]
    raised = at_once(
        *(
            lambda clerk=clerk: services.receive_directive(copy_of(directive, city.units["BD"]), by=clerk, at=AT, today=DAY)
            for clerk in clerks
        )
    )
    assert [getattr(error, "code", None) for error in raised if error] == ["stale"]
    assert Register.objects.get(direction="in").last_number == 1


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_issues(city: City) -> None:
    directive = numbered(city)
    raised = at_once(*(lambda: services.issue_directive(Directive.objects.get(pk=directive.pk), by=None, at=AT) for _ in range(2)))
    assert [getattr(error, "code", None) for error in raised if error] == ["stale"]
    assert directive.recipients.count() == 6
    assert timeline(directive).filter(action="directives.issued").count() == 1
