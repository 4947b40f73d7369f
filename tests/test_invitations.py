"""Giấy mời is filled in by its fields and printed as the decree's form; what is replaced by another form of document is told."""

from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from directives.documents import letter_docx, letter_facts
from directives.drafting import ProvisionDraft, RecipientDraft
from directives.invitations import invitation_of, missing_of, provisions_of_invitation
from directives.layout import Level, check
from directives.models import Directive, Effect
from directives.services.outside import settle_outside
from directives.services.recipients import dispatch_of
from directives.writing import Invitation
from workflows import steps

from .city import AT, DAY, City, begun, delivered, draft, drafted, signed_in
from .test_pages_drafting import fields, page, save

WORDS = st.text(st.characters(categories=("L", "N"), include_characters=" ,."), min_size=1, max_size=40).map(str.strip).filter(bool)
KEPT = WORDS.filter(lambda words: not words.lower().startswith(("tới dự", "chủ trì", "thời gian", "địa điểm")))


@given(st.builds(Invitation, inviter=WORDS, invited=WORDS, meeting=WORDS, chair=WORDS, time=WORDS, venue=WORDS, notes=st.tuples(KEPT)))
def test_what_is_filled_in_is_read_back_from_the_text(invitation: Invitation) -> None:
    assert invitation_of(provisions_of_invitation(invitation), inviter="khác") == invitation


def test_a_text_of_another_hand_is_read_into_the_fields() -> None:
    lines = ("Sở Y tế Trân trọng kính mời: Ông An;\nBà Bình", "Tới dự: họp giao ban", "Thời gian: 8 giờ", "Mang theo tài liệu.")
    found = invitation_of([*(ProvisionDraft(line) for line in lines), ProvisionDraft("laptop", "dash")], inviter="Sở Y tế")
    assert (found.inviter, found.invited, found.meeting, found.time) == ("Sở Y tế", "Ông An;\nBà Bình", "họp giao ban", "8 giờ")
    assert found.notes == ("Mang theo tài liệu.", "- laptop")
    assert missing_of(found) == ["địa điểm"]


@pytest.mark.django_db
def test_an_invitation_is_filled_in_on_its_page_and_printed_as_the_form(city: City) -> None:
    client = signed_in(city["drafter"])
    client.post(reverse("workflows:new"), {"issuer": city.units["HN"].pk, "blank": "1", "skeleton": "giay-moi"})
    directive = Directive.objects.latest("pk")
    shown = page(city["drafter"], directive)
    assert fields(shown)["inv-inviter"] == city.units["HN"].name
    assert 'name="p-0-text"' not in shown, "its text is made of the fields"
    given_fields = {
        "subject": "họp giao ban tháng 3",
        "recipients": "Như thành phần mời",
        "inv-invited": "Giám đốc các Sở;\nChủ tịch UBND các quận",
        "inv-meeting": "họp giao ban công tác tháng 3 năm 2021",
        "inv-chair": "Phó Chủ tịch Chử Xuân Dũng",
        "inv-time": "14 giờ 00, thứ Sáu, ngày 19/3/2021",
        "inv-venue": "",
        "inv-notes": "Đề nghị các đơn vị chuẩn bị báo cáo.",
    }
    assert save(city["drafter"], directive, **given_fields).status_code == 302
    again = page(city["drafter"], directive)
    assert "Giấy mời chưa ghi: địa điểm" in again
    assert {name: fields(again)[name] for name in given_fields} == given_fields
    assert save(city["drafter"], directive, **{"inv-venue": "Phòng họp số 1"}).status_code == 302
    text = [paragraph.text for paragraph in letter_facts(directive).body]  # type: ignore[union-attr]
    assert text == [
        f"{city.units['HN'].name} trân trọng kính mời:\nGiám đốc các Sở;\nChủ tịch UBND các quận",
        "Tới dự họp giao ban công tác tháng 3 năm 2021",
        "Chủ trì: Phó Chủ tịch Chử Xuân Dũng",
        "Thời gian: 14 giờ 00, thứ Sáu, ngày 19/3/2021",
        "Địa điểm: Phòng họp số 1",
        "Đề nghị các đơn vị chuẩn bị báo cáo.",
    ]
    report = check(letter_docx(Directive.objects.get(pk=directive.pk)), today=DAY, unit=directive.issuer)
    assert [found for found in report.of(Level.ERROR) if found.rule != "TT-10"] == []


@pytest.mark.django_db
def test_an_invitation_goes_to_whom_it_invites(city: City) -> None:
    invited = "- Sở Y tế;\n- Sở Thông tin và Truyền thông;\n- Ông Nguyễn Văn Bình, chuyên gia."
    texts = provisions_of_invitation(Invitation(inviter="UBND", invited=invited, meeting="họp", chair="", time="8 giờ", venue="số 1"))
    lines = (RecipientDraft("Như thành phần mời"),)
    directive = drafted(city, draft(city, kind="GM", symbol="GM-UBND", addressees=(), provisions=texts, recipients=lines, duties=()))
    found = dispatch_of(directive, on=DAY)
    sent = {city.units["SYT"].pk, city.units["STTTT"].pk}
    assert sent <= found.roles.keys()
    assert list(found.outside.values()) == ["Ông Nguyễn Văn Bình, chuyên gia"]


@pytest.mark.django_db
def test_what_is_too_long_is_said_and_kept_and_a_page_saves_itself(city: City) -> None:
    directive = begun(city, draft(city, kind="GM", symbol="GM-UBND", provisions=(ProvisionDraft("Thời gian: 8 giờ"),)))
    answer = save(city["drafter"], directive, **{"inv-chair": "x" * 301})
    assert answer.status_code == 400
    assert fields(answer.content.decode())["inv-chair"] == "x" * 301
    where = reverse("workflows:draft", args=[directive.pk])
    client, sent = signed_in(city["drafter"]), fields(page(city["drafter"], directive)) | {"auto": "1"}
    assert client.post(where, sent | {"inv-chair": "x" * 301}).status_code == 422
    assert client.post(where, sent | {"inv-venue": "Hội trường"}).status_code == 200
    assert [row.text for row in directive.provisions.order_by("position")][1:] == ["Thời gian: 8 giờ", "Địa điểm: Hội trường"]


@pytest.mark.django_db
def test_a_draft_that_becomes_another_type_keeps_its_words_in_the_editor(city: City) -> None:
    directive = begun(city, draft(city, kind="GM", symbol="GM-UBND", provisions=(ProvisionDraft("Thời gian: 8 giờ"),)))
    save(city["drafter"], directive, kind="CV", symbol="UBND-KGVX")
    shown = fields(page(city["drafter"], directive))
    assert "inv-time" not in shown
    assert shown["p-1-text"] == "Thời gian: 8 giờ"


# Equal form

CASES: list[tuple[str, str, str, bool]] = [
    ("CV", "CV", "replaces", False),
    ("KH", "CV", "replaces", True),
    ("CV", "QĐ", "amends", True),
    ("QĐ", "KH", "replaces", False),
    ("NQ", "QĐ", "amends", False),
    ("CV", "QĐ", "corrects", False),
    ("CV", "QĐ", "recalls", False),
]


@pytest.mark.parametrize(("own", "other", "kind", "is_doubted"), CASES)
def test_only_an_equal_form_or_a_decision_replaces_without_a_word(own: str, other: str, kind: str, is_doubted: bool) -> None:
    effect = Effect(directive=Directive(kind=own), target=Directive(kind=other), kind=kind)
    assert bool(effect.doubt) is is_doubted


@pytest.mark.django_db
def test_another_form_is_told_where_it_is_declared_and_on_the_document(city: City) -> None:
    earlier = delivered(city)
    directive = begun(city, draft(city, kind="KH", symbol="KH-UBND"))
    steps.declare_effect(directive, target=earlier, kind="replaces", by=city["drafter"], at=AT)
    client: Any = signed_in(city["drafter"])
    words = "Thay thế công văn bằng kế hoạch là không cùng hình thức"
    assert words in client.get(reverse("workflows:effects", args=[directive.pk])).content.decode()
    assert words in client.get(directive.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_how_a_long_line_of_guests_is_sent_stays_as_the_clerk_has_said(city: City) -> None:
    guests = "Các ông, bà: " + ", ".join(f"Nguyễn Văn Bình {number}, chuyên gia" for number in range(40))
    texts = provisions_of_invitation(Invitation(inviter="UBND", invited=guests, meeting="họp", chair="", time="8 giờ", venue="số 1"))
    lines = (RecipientDraft("Như thành phần mời"),)
    directive = drafted(city, draft(city, kind="GM", symbol="GM-UBND", addressees=(), provisions=texts, recipients=lines, duties=()))
    outside = dispatch_of(directive, on=DAY).outside
    settle_outside(directive, outside)
    row = directive.outside_recipients.get()
    directive.outside_recipients.update(channel="email", email="khach@example.vn")
    settle_outside(directive, outside)
    assert (directive.outside_recipients.get().pk, directive.outside_recipients.get().channel) == (row.pk, "email")
