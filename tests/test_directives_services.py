"""A directive from draft to conclusion, and the copies that units receive."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from docx import Document

from directives import services
from directives.documents import letter_docx
from directives.drafting import BasisDraft, DutyDraft, PartyDraft, ProvisionDraft, RecipientDraft
from directives.models import Directive, Duty, Provision, Recipient, Register, RegisterEntry
from org_hierarchy.models import Appointment, Person
from org_hierarchy.services import appoint
from records.events import digest, timeline
from records.files import open_file
from records.models import Event, StoredFile

from .office import (
    AT,
    DAY,
    FIRST_DAY,
    Office,
    Role,
    build,
    checked,
    content,
    copy_to,
    drafted,
    fails,
    issued,
    later,
    numbered,
    party,
    signed,
)

pytestmark = pytest.mark.django_db
Status = Directive.Status


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: LazySettings) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }


@pytest.fixture
def office() -> Office:
    return build()


def status_of(directive: Directive) -> str:
    return Directive.objects.values_list("status", flat=True).get(pk=directive.pk)


# Drafting


def test_a_draft_keeps_its_paragraphs_tasks_and_recipients_in_order(office: Office) -> None:
    directive = drafted(office)
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
        ("responsible", "Sở Y tế", office["SYT"]),
        ("coordinating", "Bảo hiểm xã hội Thành phố", office["BHXHHN"]),
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
def test_a_secret_document_is_refused_at_the_door(office: Office, stamp: str) -> None:
    said = fails("secret", lambda: drafted(office, source_text=f"ỦY BAN NHÂN DÂN\n{stamp}\nKính gửi: Sở Y tế"))
    assert "bí mật nhà nước" in said
    fails("secret", lambda: drafted(office, provisions=(ProvisionDraft(stamp),)))
    assert not Directive.objects.exists()
    assert not Event.objects.filter(action="directives.drafted").exists()


@pytest.mark.parametrize(
    "words", ["Bảo đảm bí mật thông tin cá nhân.", "Mật ong nâu", "Mật độ dân số: 200", "Tài liệu này không thuộc độ mật nào"]
)
def test_words_about_secrecy_are_no_stamp(office: Office, words: str) -> None:
    assert drafted(office, source_text=words).pk


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
def test_what_cannot_be_kept_is_refused_with_what_to_do_and_leaves_nothing(office: Office, changes: dict[str, Any], code: str) -> None:
    assert fails(code, lambda: drafted(office, **changes)).endswith(".")
    assert not Directive.objects.exists()


def test_invisible_and_control_characters_do_not_enter(office: Office) -> None:
    body = (ProvisionDraft("mo\u0302\u0323t\nhai\x07"),)
    directive = drafted(office, subject="tri\u1ec3n\x00 \u202ekhai\r\n VssID", source_text="a\x00b\udc80c", provisions=body)
    directive.refresh_from_db()
    assert directive.subject == "triển khai VssID"
    assert directive.source_text == "a b?c"
    assert directive.provisions.get().text == "một\nhai"


def test_a_cited_directive_of_the_system_is_linked_and_another_is_not(office: Office) -> None:
    cited = issued(office, number=776, issued_date=date(2021, 3, 10))
    bases = (
        BasisDraft("Công văn", "776/UBND-KGVX", date(2021, 3, 10), "UBND Thành phố"),
        BasisDraft("Công văn", "776/ubnd-kgvx"),
        BasisDraft("Công văn", "776/UBND-KGVX", date(2020, 3, 10)),
        BasisDraft("Nghị quyết", "28-NQ/TW"),
    )
    directive = drafted(office, bases=bases)
    assert [basis.cited for basis in directive.bases.order_by("position")] == [cited, cited, None, None]


def test_a_draft_is_written_again_as_a_whole(office: Office) -> None:
    directive = drafted(office)
    new = replace(content(office), subject="sửa lại", duties=(), provisions=(ProvisionDraft("Một."),), addressees=("Sở Y tế",))
    services.redraft_directive(directive, content=new, by=office.drafter, at=AT)
    assert (directive.subject, directive.addressees, directive.status) == ("sửa lại", ["Sở Y tế"], Status.DRAFT)
    assert not directive.duties.exists()
    assert [p.text for p in directive.provisions.all()] == ["Một."]
    assert Provision.objects.count() == 1


def test_a_refused_redraft_leaves_the_draft_as_it_was(office: Office) -> None:
    directive = drafted(office)
    new = replace(content(office), subject="sửa lại", duties=(DutyDraft(text=""),))
    fails("bad_value", lambda: services.redraft_directive(directive, content=new, by=office.drafter, at=AT))
    kept = Directive.objects.get(pk=directive.pk)
    assert (kept.subject, kept.duties.count(), kept.provisions.count()) == ("triển khai ứng dụng VssID", 1, 4)


def test_what_is_being_checked_or_is_signed_cannot_be_edited(office: Office) -> None:
    def redraft(directive: Directive) -> Callable[[], object]:
        return lambda: services.redraft_directive(directive, content=content(office, subject="khác"), by=office.drafter, at=AT)

    directive = drafted(office)
    services.submit_directive(directive, by=office.drafter, at=AT)
    assert "trả lại" in fails("stale", redraft(directive))
    assert "thay thế" in fails("frozen", redraft(signed(office)))
    assert "thay thế" in fails("frozen", redraft(issued(office)))
    assert not Directive.objects.filter(subject="khác").exists()
    assert Duty.objects.count() == 3


# Checking and signing


def test_an_incomplete_draft_may_be_kept_but_not_submitted(office: Office) -> None:
    directive = drafted(office, subject="", symbol="", place="", provisions=(), duties=())
    said = fails("incomplete", lambda: services.submit_directive(directive, by=office.drafter, at=AT))
    assert "trích yếu, ký hiệu, địa danh, nội dung" in said
    assert status_of(directive) == Status.DRAFT


def test_the_whole_way_leaves_one_event_per_act_in_order(office: Office) -> None:
    directive = issued(office)
    services.conclude_directive(directive, by=office.person("HN", Role.HEAD), at=later(days=20))
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
    assert events[2].by == office.person("VX", Role.DIVISION_HEAD)
    directive.refresh_from_db()
    assert (directive.status, directive.concluded_at) == (Status.CONCLUDED, later(days=20))
    assert (directive.content_approved_by, directive.form_approved_by) == (
        office.person("VX", Role.DIVISION_HEAD),
        office.person("HN", Role.OFFICE_HEAD),
    )


def test_the_drafter_alone_approves_neither_content_nor_form(office: Office) -> None:
    directive = drafted(office)
    services.submit_directive(directive, by=office.drafter, at=AT)
    fails("drafter_alone", lambda: services.approve_content(directive, by=office.drafter, at=AT))
    services.approve_content(directive, by=office.person("VX", Role.DIVISION_HEAD), at=AT)
    fails("drafter_alone", lambda: services.approve_form(directive, by=office.drafter, at=AT))
    assert status_of(directive) == Status.CONTENT_APPROVED


def test_whoever_rewrote_the_draft_does_not_approve_it_either(office: Office) -> None:
    colleague = office.person("VX", Role.OFFICER, 2)
    directive = drafted(office)
    services.redraft_directive(directive, content=content(office), by=colleague, at=AT)
    services.submit_directive(directive, by=colleague, at=AT)
    fails("drafter_alone", lambda: services.approve_content(directive, by=colleague, at=AT))
    fails("drafter_alone", lambda: services.approve_content(directive, by=office.drafter, at=AT))


def test_one_other_person_may_answer_for_both_content_and_form(office: Office) -> None:
    directive, head = drafted(office), office.person("HN", Role.HEAD)
    services.submit_directive(directive, by=office.drafter, at=AT)
    services.approve_content(directive, by=head, at=AT)
    services.approve_form(directive, by=head, at=AT)
    assert status_of(directive) == Status.FORM_APPROVED


@pytest.mark.parametrize("approvals", [0, 1, 2])
def test_a_draft_goes_back_with_a_reason_and_both_approvals_are_asked_again(office: Office, approvals: int) -> None:
    directive, head = drafted(office), office.person("HN", Role.HEAD)
    services.submit_directive(directive, by=office.drafter, at=AT)
    for act in (services.approve_content, services.approve_form)[:approvals]:
        act(directive, by=head, at=AT)
    fails("reason_missing", lambda: services.return_draft(directive, reason=" \u200b", by=head, at=AT))
    fails("too_long", lambda: services.return_draft(directive, reason="x" * 1001, by=head, at=AT))
    services.return_draft(directive, reason="Chưa rõ thời hạn.", by=head, at=AT)
    directive.refresh_from_db()
    assert (directive.status, directive.return_reason) == (Status.RETURNED, "Chưa rõ thời hạn.")
    assert directive.content_approved_by is directive.form_approved_by is None
    services.redraft_directive(directive, content=content(office), by=office.drafter, at=AT)
    services.submit_directive(directive, by=office.drafter, at=AT)
    assert (directive.status, directive.return_reason) == (Status.SUBMITTED, "")


def test_no_step_is_jumped_over_and_none_is_done_twice(office: Office) -> None:
    head, clerk = office.person("HN", Role.HEAD), office.person("HN", Role.CLERK)
    seat = office.seat(head)
    steps: list[tuple[str, Callable[[Directive], object]]] = [
        (Status.SUBMITTED, lambda d: services.submit_directive(d, by=office.drafter, at=AT)),
        (Status.CONTENT_APPROVED, lambda d: services.approve_content(d, by=head, at=AT)),
        (Status.FORM_APPROVED, lambda d: services.approve_form(d, by=head, at=AT)),
        (Status.SIGNED, lambda d: services.sign_directive(d, appointment=seat, by=head, at=AT)),
        (Status.NUMBERED, lambda d: services.number_directive(d, by=clerk, at=AT, today=DAY)),
        (Status.ISSUED, lambda d: services.issue_directive(d, by=clerk, at=AT)),
        (Status.CONCLUDED, lambda d: services.conclude_directive(d, by=head, at=AT)),
    ]
    directive = drafted(office)
    for number, (reached, act) in enumerate(steps):
        before = Event.objects.count(), RegisterEntry.objects.count(), Recipient.objects.count()
        for other, (_, wrong) in enumerate(steps):
            if other != number:
                fails("stale", lambda wrong=wrong: wrong(Directive.objects.get(pk=directive.pk)))
        assert (Event.objects.count(), RegisterEntry.objects.count(), Recipient.objects.count()) == before
        act(directive)
        assert status_of(directive) == directive.status == reached


def test_the_chairman_signs_for_the_committee_and_a_deputy_for_the_chairman(office: Office) -> None:
    assert signed(office).signature == {"authority_lines": ["TM. ỦY BAN NHÂN DÂN"], "title": "CHỦ TỊCH", "name": "Người HN.head.1"}
    directive, deputy = drafted(office), office.person("HN", Role.DEPUTY)
    services.submit_directive(directive, by=office.drafter, at=AT)
    services.approve_content(directive, by=deputy, at=AT)
    services.approve_form(directive, by=deputy, at=AT)
    services.sign_directive(directive, appointment=office.seat(deputy), by=deputy, at=AT)
    directive.refresh_from_db()
    assert directive.signature["authority_lines"] == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"]
    assert (directive.signature["title"], directive.signer, directive.signed_at) == ("PHÓ CHỦ TỊCH", deputy, AT)


def test_nobody_signs_in_a_post_that_is_not_theirs_now(office: Office) -> None:
    directive, head = drafted(office), office.person("HN", Role.HEAD)
    services.submit_directive(directive, by=office.drafter, at=AT)
    services.approve_content(directive, by=head, at=AT)
    services.approve_form(directive, by=head, at=AT)
    clerk = office.person("HN", Role.CLERK)
    elsewhere = office.person("BD", Role.HEAD)
    former = Person.objects.create(username="cuu", full_name="Người Cựu")
    past: Appointment = appoint(former, office.seat(head).post, valid_from=FIRST_DAY, valid_to=DAY, by=None, at=AT)
    fails("not_signer", lambda: services.sign_directive(directive, appointment=office.seat(head), by=clerk, at=AT))
    fails("not_signer", lambda: services.sign_directive(directive, appointment=office.seat(elsewhere), by=elsewhere, at=AT))
    fails("not_signer", lambda: services.sign_directive(directive, appointment=past, by=former, at=AT))
    fails("cannot_sign", lambda: services.sign_directive(directive, appointment=office.seat(clerk), by=clerk, at=AT))
    assert status_of(directive) == Status.FORM_APPROVED


# Numbers


def test_numbers_follow_each_other_and_begin_again_each_year(office: Office) -> None:
    clerk = office.person("HN", Role.CLERK)
    first, second = numbered(office), numbered(office)
    assert [first.number, second.number, first.issued_date] == [1, 2, DAY]
    assert first.designation == "01/UBND-KGVX"
    next_year = signed(office)
    entry = services.number_directive(next_year, by=clerk, at=AT, today=date(2022, 1, 4))
    assert (entry.number, entry.register.year, next_year.issued_date) == (1, 2022, date(2022, 1, 4))
    assert numbered(office).number == 3
    assert Directive.objects.get(pk=first.pk).folded_subject == "01/ubnd-kgvx trien khai ung dung vssid"


def test_each_unit_has_its_own_series(office: Office) -> None:
    numbered(office)
    other = services.draft_directive(office["BD"], content=content(office, drafting_unit_id=office["BD"].pk), by=office.drafter, at=AT)
    Directive.objects.filter(pk=other.pk).update(status=Status.SIGNED)
    assert services.number_directive(other, by=office.person("BD", Role.CLERK), at=AT, today=DAY).number == 1


def test_a_number_that_came_with_the_text_is_kept_and_the_next_ones_go_on_after_it(office: Office) -> None:
    given = numbered(office, number=776, issued_date=date(2021, 3, 10))
    assert (given.number, given.issued_date, given.designation) == (776, date(2021, 3, 10), "776/UBND-KGVX")
    assert numbered(office).number == 777
    earlier = numbered(office, number=12)
    assert earlier.number == 12
    assert numbered(office).number == 778


def test_a_number_already_given_is_refused_while_the_text_can_still_be_changed(office: Office) -> None:
    numbered(office, number=776)
    twin = drafted(office, number=776)
    assert "bỏ trống số" in fails("number_taken", lambda: services.submit_directive(twin, by=office.drafter, at=AT))
    assert status_of(twin) == Status.DRAFT


def test_a_number_that_a_signed_text_bears_is_given_to_no_other(office: Office) -> None:
    first, second = (checked(office, number=2) for _ in range(2))
    chairman, clerk = office.person("HN", Role.HEAD), office.person("HN", Role.CLERK)
    services.sign_directive(first, appointment=office.seat(chairman), by=chairman, at=AT)
    fails("number_taken", lambda: services.sign_directive(second, appointment=office.seat(chairman), by=chairman, at=AT))
    assert status_of(second) == Status.FORM_APPROVED  # so that it can still be returned and changed
    assert [numbered(office).number for _ in range(3)] == [1, 3, 4]
    services.number_directive(first, by=clerk, at=AT, today=DAY)
    assert (first.number, Register.objects.get().last_number) == (2, 4)


def test_a_number_entered_past_the_signature_is_refused_and_burns_none(office: Office) -> None:
    first, second = signed(office, number=776), signed(office, number=777)
    clerk = office.person("HN", Role.CLERK)
    Directive.objects.filter(pk=second.pk).update(number=776)
    services.number_directive(first, by=clerk, at=AT, today=DAY)
    fails("number_taken", lambda: services.number_directive(second, by=clerk, at=AT, today=DAY))
    assert status_of(second) == Status.SIGNED
    assert Register.objects.get().last_number == 776


def test_an_issue_that_fails_burns_no_number(office: Office) -> None:
    clerk = office.person("HN", Role.CLERK)
    ahead = signed(office, issued_date=date(2021, 3, 25))
    fails("date_ahead", lambda: services.number_directive(ahead, by=clerk, at=AT, today=DAY))
    fails("stale", lambda: services.number_directive(drafted(office), by=clerk, at=AT, today=DAY))
    directive = signed(office)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        fail_after(lambda: services.number_directive(directive, by=clerk, at=AT, today=DAY))
    assert not RegisterEntry.objects.exists()
    assert numbered(office).number == 1


def fail_after(act: Callable[[], object]) -> None:
    act()
    raise ZeroDivisionError


# Dispatch


def test_recipients_are_frozen_on_the_day_of_issue_each_once_in_its_strongest_role(office: Office) -> None:
    directive = issued(office)
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


def test_the_monitor_is_sent_the_directive_even_when_no_line_names_it(office: Office) -> None:
    directive = issued(office, monitor_id=office["BHXHVN"].pk, addressees=(), recipients=(), duties=())
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
def test_a_remark_under_noi_nhan_says_why_it_is_sent(office: Office, note: str, role: str) -> None:
    directive = issued(office, addressees=(), duties=(), recipients=(RecipientDraft("BHXH Việt Nam", note),))
    assert list(directive.recipients.values_list("unit__code", "role")) == [("BHXHVN", role)]


def test_what_nobody_answers_to_sends_nothing_and_the_issuer_does_not_write_to_itself(office: Office) -> None:
    duties = (
        DutyDraft(text="Cài đặt ứng dụng.", kind=Duty.Kind.INDIVIDUAL, parties=(party("người tham gia"),)),
        DutyDraft(text="Xây dựng kế hoạch.", kind=Duty.Kind.ACTIVITY, parties=(party("UBND Thành phố", office["HN"]),)),
    )
    directive = issued(
        office, addressees=("Hội Những người yêu hoa", "UBND thành phố Hà Nội"), duties=duties, recipients=(RecipientDraft("Lưu niệm"),)
    )
    assert not directive.recipients.exists()


def test_a_task_of_the_issuer_itself_reaches_it(office: Office) -> None:
    duties = (DutyDraft(text="Tổng hợp kết quả.", parties=(party("UBND Thành phố", office["HN"]),)),)
    directive = issued(office, addressees=(), duties=duties, recipients=())
    assert list(directive.recipients.values_list("unit__code", flat=True)) == ["HN"]


def test_the_document_is_written_once_with_number_date_and_signature(office: Office) -> None:
    directive = issued(office, number=5, issued_date=date(2021, 3, 9))
    stored = directive.document
    assert stored.name == "05_UBND-KGVX.docx"
    with open_file(stored) as opened:
        raw = opened.read()
    document = Document(io.BytesIO(raw))
    text = "\n".join([p.text for p in document.paragraphs] + [c.text for t in document.tables for row in t.rows for c in row.cells])
    for words in (
        "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI",
        "Số: 05/UBND-KGVX",
        "Hà Nội, ngày 09 tháng 3 năm 2021",
        "V/v triển khai ứng dụng VssID",
        "Kính gửi: UBND các quận, huyện, thị xã",
        "1. Sở Y tế",
        "- BHXH Việt Nam (để b/c);",
        "- Lưu: VT, KGVX.",
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nNgười HN.head.1",
    ):
        assert words in text, words
    assert letter_docx(Directive.objects.get(pk=directive.pk)) == raw


def test_a_dispatch_that_is_repeated_sends_nothing_twice(office: Office) -> None:
    directive = issued(office)
    copies = set(directive.recipients.values_list("pk", flat=True))
    fails("stale", lambda: services.issue_directive(Directive.objects.get(pk=directive.pk), by=None, at=later(days=1)))
    assert set(directive.recipients.values_list("pk", flat=True)) == copies
    assert StoredFile.objects.count() == 1


def test_dispatch_costs_the_same_queries_for_few_and_for_many_units(office: Office, django_assert_max_num_queries) -> None:
    few, many = numbered(office, addressees=("Sở Y tế",), recipients=()), numbered(office)
    with django_assert_max_num_queries(60) as first:
        services.issue_directive(few, by=None, at=AT)
    with django_assert_max_num_queries(60) as second:
        services.issue_directive(many, by=None, at=AT)
    assert len(second) - len(first) <= 3  # the group's members


# Receipt


def test_a_unit_receives_with_the_next_so_den_of_the_year(office: Office) -> None:
    clerk = office.person("BD", Role.CLERK)
    numbers = []
    for today in (DAY, DAY, date(2022, 1, 5)):
        entry = services.receive_directive(copy_to(issued(office), office["BD"]), by=clerk, at=AT, today=today)
        numbers.append((entry.number, entry.register.year, entry.register.direction))
    assert numbers == [(1, 2021, "in"), (2, 2021, "in"), (1, 2022, "in")]
    copy = Recipient.objects.filter(unit=office["BD"]).first()
    assert (copy.status, copy.received_at, copy.received_by) == (Recipient.Status.RECEIVED, AT, clerk)
    assert copy.register_entry.directive == copy.directive


def test_a_copy_is_received_or_refused_once(office: Office) -> None:
    directive, clerk = issued(office), office.person("BD", Role.CLERK)
    services.receive_directive(copy_to(directive, office["BD"]), by=clerk, at=AT, today=DAY)
    fails("stale", lambda: services.receive_directive(copy_to(directive, office["BD"]), by=clerk, at=AT, today=DAY))
    fails("stale", lambda: services.refuse_directive(copy_to(directive, office["BD"]), reason="Nhầm", by=clerk, at=AT))
    refused = copy_to(directive, office["HK"])
    fails("reason_missing", lambda: services.refuse_directive(refused, reason="", by=clerk, at=AT))
    services.refuse_directive(refused, reason="Không thuộc địa bàn.", by=clerk, at=AT)
    fails("stale", lambda: services.receive_directive(refused, by=clerk, at=AT, today=DAY))
    assert timeline(refused).get().after == {"reason": "Không thuộc địa bàn."}
    assert RegisterEntry.objects.filter(register__direction="in").count() == 1


# Races, on PostgreSQL


def at_once(*acts: Callable[[], object]) -> list[Exception | None]:
    """What each act raised, all begun at the same moment on connections of their own."""
    barrier = Barrier(len(acts))
    raised: list[Exception | None] = [None] * len(acts)

    def run(place: int) -> None:
        barrier.wait()
        try:
            acts[place]()
        except Exception as error:  # noqa: BLE001 - whatever a thread meets is judged by the test
            raised[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_eight_clerks_draw_two_hundred_numbers_without_gap_or_double(office: Office) -> None:
    first = signed(office)
    Directive.objects.bulk_create(
        Directive(
            issuer=first.issuer,
            drafting_unit=first.drafting_unit,
            drafted_by=first.drafted_by,
            status=Status.SIGNED,
            symbol=first.symbol,
            subject=first.subject,
            created_at=AT,
        )
        for _ in range(199)
    )
    waiting = list(Directive.objects.select_related("issuer").order_by("pk"))
    clerks = [office.person("HN", Role.CLERK, nth) for nth in range(1, 9)]

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
def test_of_two_clerks_at_once_one_numbers_and_the_other_is_told(office: Office) -> None:
    directive = signed(office)
    clerks = [office.person("HN", Role.CLERK, nth) for nth in (1, 2)]
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
def test_of_two_clerks_at_once_one_receives_and_one_number_is_drawn(office: Office) -> None:
    directive = issued(office)
    clerks = [office.person("BD", Role.CLERK, nth) for nth in (1, 2)]
    raised = at_once(
        *(lambda clerk=clerk: services.receive_directive(copy_to(directive, office["BD"]), by=clerk, at=AT, today=DAY) for clerk in clerks)
    )
    assert [getattr(error, "code", None) for error in raised if error] == ["stale"]
    assert Register.objects.get(direction="in").last_number == 1


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_issues(office: Office) -> None:
    directive = numbered(office)
    raised = at_once(*(lambda: services.issue_directive(Directive.objects.get(pk=directive.pk), by=None, at=AT) for _ in range(2)))
    assert [getattr(error, "code", None) for error in raised if error] == ["stale"]
    assert directive.recipients.count() == 6
    assert timeline(directive).filter(action="directives.issued").count() == 1
