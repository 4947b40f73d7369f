"""Skeletons: a new document begins with the parts of its type, what is left unfilled is found, and an office keeps its own."""

from typing import Any

import pytest
from django.urls import reverse

from directives.layout import Level, check
from directives.models import Directive, DraftTemplate, Provision
from directives.outline import lines_of
from directives.services import MOST_TEMPLATES, drop_template, keep_template
from directives.skeletons import SKELETONS, open_places
from directives.writing import Letter, Paragraph, write_letter
from directives.writing.facts import AgencyHead, RecipientNote, Signature
from org_hierarchy.models import Person
from records.models import Event
from workflows import steps

from .city import AT, DAY, City, begun, draft, refused, signed_in
from .test_pages_drafting import fields, page, save

pytestmark = pytest.mark.django_db


def begin(person: Person, city: City, skeleton: str) -> Any:
    return signed_in(person).post(reverse("workflows:new"), {"issuer": city.units["HN"].pk, "blank": "1", "skeleton": skeleton})


def test_every_type_can_be_begun_and_brings_its_parts(city: City) -> None:
    shown = signed_in(city["drafter"]).get(reverse("workflows:new")).content.decode()
    for one in SKELETONS.values():
        assert f'value="{one.key}"' in shown
    for kind in Directive.Kind.values:
        assert kind in {one.kind for one in SKELETONS.values()} or f'value="empty-{kind}"' in shown, kind
    assert begin(city["drafter"], city, "ke-hoach").status_code == 302
    directive = Directive.objects.latest("pk")
    assert (directive.kind, directive.symbol, directive.place) == ("KH", "KH-UBND", "Hà Nội")
    heads = directive.provisions.filter(kind=Provision.Kind.ROMAN).order_by("position").values_list("label", "text")
    assert [label for label, _ in heads] == ["I.", "II.", "III.", "IV."]
    assert begin(city["drafter"], city, "empty-HĐ").status_code == 302
    assert Directive.objects.latest("pk").kind == "HĐ"


def test_what_was_not_offered_begins_nothing(city: City) -> None:
    theirs = keep_template(city.units["HP"], title="Của Hải Phòng", directive=begun(city), by=city["stranger"], at=AT)
    count = Directive.objects.count()
    for skeleton in ("nothing", "own-0", f"own-{theirs.pk}", "empty-XX"):
        assert begin(city["drafter"], city, skeleton).status_code == 400, skeleton
    assert Directive.objects.count() == count


@pytest.mark.parametrize("key", sorted(SKELETONS))
def test_a_skeleton_once_filled_in_has_no_fault_of_layout(key: str) -> None:
    one = SKELETONS[key]
    filled = dict.fromkeys(open_places([one.subject, *one.addressees, *(p.text for p in one.provisions)]), "nội dung đã điền")

    def fill(text: str) -> str:
        for place, words in filled.items():
            text = text.replace(place, words)
        return text

    symbol = "UBND-VX" if one.kind in {"CV", "ThC"} else f"{one.kind}-UBND"
    letter = Letter(
        kind=one.kind,
        head=AgencyHead((), ("Ủy ban nhân dân", "tỉnh An Giang")),
        symbol=symbol,
        place="An Giang",
        subject=fill(one.subject),
        number=7,
        date=DAY,
        addressees=tuple(map(fill, one.addressees)),
        body=tuple(Paragraph(p.kind, p.label, fill(p.text)) for p in one.provisions),  # type: ignore[arg-type]
        recipients=(RecipientNote("Sở Y tế"),),
        archive="VT, VX",
        signature=Signature(("TM. ỦY BAN NHÂN DÂN",), "CHỦ TỊCH", "Nguyễn Văn An"),
    )
    errors = check(write_letter(letter), today=DAY).of(Level.ERROR)
    assert [f"{error.rule} {error.component}: {error.found}" for error in errors] == []


def test_an_open_place_is_shown_and_keeps_the_text_from_being_handed_in_and_signed(city: City) -> None:
    begin(city["drafter"], city, "cong-van-trien-khai")
    directive = Directive.objects.latest("pk")
    assert "[… công việc]" in page(city["drafter"], directive)
    error = refused("unfilled", lambda: steps.submit(directive, by=city["drafter"], at=AT))
    assert "[… công việc]" in str(error)
    sent = fields(page(city["drafter"], directive))
    filled = {name: value for name, value in sent.items() if name.startswith("p-")}
    for place in open_places(sent.values()):
        filled = {name: value.replace(place, "đã điền") for name, value in filled.items()}
    plain = {"subject": "triển khai", "addressees": "UBND quận Ba Đình", "recipients": ""}
    assert save(city["drafter"], directive, "submit", **filled, **plain).status_code == 302
    directive.refresh_from_db()
    assert directive.status == Directive.Status.SUBMITTED
    Provision.objects.filter(directive=directive, position=1).update(text="Còn [… việc gì] chưa điền.")
    steps.approve_content(directive, by=city["division_head"], at=AT)
    steps.approve_form(directive, by=city["office_head"], at=AT)
    refused("unfilled", lambda: steps.sign(directive, appointment=city.seat(city["chairman"]), by=city["chairman"], at=AT))


def test_ordinary_brackets_are_no_open_place() -> None:
    assert open_places(["Theo danh sách [1] và [phụ lục].", "Giao [… đơn vị] và [… đơn vị]."]) == ["[… đơn vị]"]


def test_an_office_keeps_a_draft_as_its_own_and_begins_with_it(city: City) -> None:
    directive = begun(city, draft(city, subject="triển khai [… việc]"))
    client = signed_in(city["drafter"])
    where = reverse("directives:template_new", args=[directive.pk])
    assert "Chỗ ghi trong ngoặc vuông" in client.get(where).content.decode()
    sent = {"unit": str(city.units["VX"].pk), "title": "Công văn quen dùng"}
    assert client.post(where, sent).status_code == 302
    again = client.post(where, sent)
    assert again.status_code == 400
    assert "đã có mẫu mang tên này" in again.content.decode()
    template = DraftTemplate.objects.get()
    assert "Công văn quen dùng" in client.get(reverse("directives:templates")).content.decode()
    assert begin(city["colleague"], city, f"own-{template.pk}").status_code == 302
    made = Directive.objects.latest("pk")
    assert (made.subject, lines_of(made), made.duties.count()) == ("triển khai [… việc]", lines_of(directive), 0)
    assert Event.objects.filter(action="directives.template_kept").count() == 1
    assert signed_in(city["colleague"]).post(reverse("directives:template_drop", args=[template.pk])).status_code == 302
    assert not DraftTemplate.objects.exists()
    refused("stale", lambda: drop_template(template, by=city["drafter"], at=AT))


def test_skeletons_of_an_office_are_its_own(city: City) -> None:
    directive = begun(city)
    template = keep_template(city.units["VX"], title="Mẫu của phòng", directive=directive, by=city["drafter"], at=AT)
    assert "Mẫu của phòng" not in signed_in(city["stranger"]).get(reverse("directives:templates")).content.decode()
    for name in ("stranger", "officer"):
        client = signed_in(city[name])
        assert client.post(reverse("directives:template_drop", args=[template.pk])).status_code == 403
        assert client.get(reverse("directives:template_new", args=[directive.pk])).status_code == 403
    assert DraftTemplate.objects.exists()


def test_a_draft_without_words_and_one_too_many_are_refused(city: City) -> None:
    client = signed_in(city["drafter"])
    client.post(reverse("workflows:new"), {"issuer": city.units["HN"].pk, "blank": "1"})
    empty, unit = Directive.objects.latest("pk"), city.units["VX"]
    refused("no_text", lambda: keep_template(unit, title="Trống", directive=empty, by=city["drafter"], at=AT))
    directive = begun(city)
    refused("title_missing", lambda: keep_template(unit, title=" ", directive=directive, by=city["drafter"], at=AT))
    DraftTemplate.objects.bulk_create(
        DraftTemplate(unit=unit, kind="CV", content={}, made_by=city["drafter"], made_at=AT, title=f"Mẫu {number}")
        for number in range(MOST_TEMPLATES)
    )
    refused("too_many", lambda: keep_template(unit, title="Thêm một", directive=directive, by=city["drafter"], at=AT))
