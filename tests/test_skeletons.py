"""The skeletons that come with the system: each of the 29 types is begun from the page, filled in, and signed without a fault of layout."""

import io
import re
from dataclasses import replace

import pytest
from django.urls import reverse
from docx import Document

from directives.documents import letter_docx, letter_facts
from directives.drafting.saved import saved_draft
from directives.layout import check
from directives.models import Directive
from directives.skeletons import SKELETONS, open_places
from org_hierarchy.models import Person
from workflows import steps

from .city import AT, DAY, City, signed_in
from .test_pages_drafting import fields, page
from .written import texts

pytestmark = pytest.mark.django_db

WORDS = {
    "giờ, ngày/tháng/năm": "14 giờ 00, ngày 31/3/2021",
    "ngày/tháng/năm": "31/3/2021",
    "giờ": "14 giờ 00",
    "số": "02",
    "tỷ lệ": "95",
    "năm": "2021",
    "họ tên thư ký": "Lê Quốc Cường",
    "họ tên chủ tọa": "Trần Thị Bình",
    "họ tên người ký của bên A": "Nguyễn Văn An",
    "họ tên người ký của bên B": "Hoàng Văn Giang",
    "chức vụ người ký của bên A": "Chủ tịch",
    "chức vụ người ký của bên B": "Giám đốc",
    "tên cơ quan, tổ chức bên B": "Công ty Viễn thông Hà Nội",
    "họ tên người được cử": "Phạm Văn Minh",
}
"""What goes into a place of the skeleton; into every other go words that say nothing."""


@pytest.fixture(autouse=True)
def chairman(city: City) -> None:
    """Somebody with a name as people have it: the check of layout asks for one."""
    city["chairman"].full_name = "Nguyễn Văn An"
    city["chairman"].save()


def filled(text: str) -> str:
    return re.sub(r"\[… ?([^\[\]]*)\]", lambda place: WORDS.get(place[1], "nội dung đã điền"), text)


def begun_with(person: Person, city: City, key: str) -> Directive:
    answer = signed_in(person).post(reverse("workflows:new"), {"issuer": city.units["HN"].pk, "blank": "1", "skeleton": key})
    assert answer.status_code == 302
    return Directive.objects.latest("pk")


def place_of(name: str) -> int:
    """Where on the page a field of the text stands: a browser sends the paragraphs in their order."""
    found = re.match(r"p-(\d+)-", name)
    return int(found[1]) if found else -1


def signed_of(city: City, key: str) -> Directive:
    """Begun on the page, filled in there, and signed by the chairman."""
    directive = begun_with(city["drafter"], city, key)
    content = saved_draft(directive)
    tables = tuple(replace(one, text=filled(one.text)) if one.kind == "table" else one for one in content.provisions)
    steps.revise(directive, content=replace(content, provisions=tables), by=city["drafter"], at=AT)
    sent = {name: filled(value) for name, value in fields(page(city["drafter"], directive)).items()}
    in_order = dict(sorted(sent.items(), key=lambda field: place_of(field[0])))
    where = reverse("workflows:draft", args=[directive.pk])
    assert signed_in(city["drafter"]).post(where, in_order | {"submit": "1"}).status_code == 302
    directive.refresh_from_db()
    steps.approve_content(directive, by=city["division_head"], at=AT)
    steps.approve_form(directive, by=city["office_head"], at=AT)
    steps.sign(directive, appointment=city.seat(city["chairman"]), by=city["chairman"], at=AT)
    steps.number(directive, by=city["city_clerk"], at=AT, today=DAY)
    return directive


def test_each_of_the_29_types_has_a_skeleton() -> None:
    assert {one.kind for one in SKELETONS.values()} == set(Directive.Kind.values)
    assert len(Directive.Kind.values) == 29


@pytest.mark.parametrize("key", sorted(SKELETONS))
def test_each_begins_on_the_page_and_is_signed_without_a_fault_of_layout(city: City, key: str) -> None:
    directive = signed_of(city, key)
    written = letter_docx(directive)
    found = check(written, today=DAY, unit=city.units["HN"]).findings
    assert [f"{one.rule} {one.component}: {one.found}; {one.asked}" for one in found] == []
    assert open_places(texts(Document(io.BytesIO(written)))) == []
    assert directive.kind == SKELETONS[key].kind


def test_minutes_are_signed_by_their_secretary_and_their_chair(city: City) -> None:
    facts = letter_facts(signed_of(city, "bien-ban-hop"))
    assert facts.second_signature is not None
    assert facts.signature is not None
    assert (facts.second_signature.title, facts.second_signature.name) == ("THƯ KÝ", "Lê Quốc Cường")
    assert (facts.signature.authority_lines, facts.signature.title, facts.signature.name) == ((), "CHỦ TỌA", "Nguyễn Văn An")


@pytest.mark.parametrize("key", ["hop-dong", "ban-ghi-nho", "ban-thoa-thuan"])
def test_an_agreement_is_signed_by_both_sides_ours_where_the_text_puts_it(city: City, key: str) -> None:
    directive = signed_of(city, key)
    shown = signed_in(city["drafter"]).get(reverse("workflows:directive", args=[directive.pk])).content.decode()
    assert shown.index("ĐẠI DIỆN BÊN A") < shown.index("ĐẠI DIỆN BÊN B")
    facts = letter_facts(directive)
    assert facts.second_signature is not None
    assert facts.signature is not None
    assert facts.second_signature.authority_lines == ("ĐẠI DIỆN BÊN A", "TM. ỦY BAN NHÂN DÂN")
    assert facts.second_signature.name == "Nguyễn Văn An"
    assert (facts.signature.authority_lines, facts.signature.title, facts.signature.name) == (
        ("ĐẠI DIỆN BÊN B",),
        "Giám đốc",
        "Hoàng Văn Giang",
    )


def test_an_introduction_and_a_leave_keep_their_subject_for_the_register_and_print_none(city: City) -> None:
    introduction = signed_of(city, "giay-gioi-thieu")
    assert introduction.subject == "Giới thiệu Phạm Văn Minh đến nội dung đã điền"
    facts = letter_facts(introduction)
    assert (facts.subject, facts.body[0].kind) == ("", "centred")  # type: ignore[union-attr]
    leave = letter_facts(signed_of(city, "giay-nghi-phep"))
    assert (leave.subject, leave.attestation) == ("", "Xác nhận của nơi nghỉ phép (nếu cần)")
