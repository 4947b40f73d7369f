"""Skeletons: a new document begins with the parts of its type, what is left unfilled is found, and an office keeps its own."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directives.drafting import ProvisionDraft
from directives.drafting.saved import saved_draft
from directives.models import Directive, DraftTemplate, Provision
from directives.services import MOST_TEMPLATES, drop_template, keep_template, rename_template
from directives.skeletons import SKELETONS, open_places
from org_hierarchy.models import Person
from records.models import Event
from workflows import steps

from .city import AT, City, begun, draft, refused, signed_in
from .test_pages_drafting import fields, page, save

pytestmark = pytest.mark.django_db


def begin(person: Person, city: City, skeleton: str) -> Any:
    return signed_in(person).post(reverse("workflows:new"), {"issuer": city.units["HN"].pk, "blank": "1", "skeleton": skeleton})


def test_every_type_can_be_begun_and_brings_its_parts(city: City) -> None:
    shown = signed_in(city["drafter"]).get(reverse("workflows:new")).content.decode()
    for one in SKELETONS.values():
        assert f'value="{one.key}"' in shown
    assert begin(city["drafter"], city, "ke-hoach").status_code == 302
    directive = Directive.objects.latest("pk")
    assert (directive.kind, directive.symbol, directive.place) == ("KH", "KH-UBND", "Hà Nội")
    heads = directive.provisions.filter(kind=Provision.Kind.ROMAN).order_by("position").values_list("label", "text")
    assert [label for label, _ in heads] == ["I.", "II.", "III.", "IV."]
    assert begin(city["drafter"], city, "").status_code == 302
    assert not Directive.objects.latest("pk").provisions.exists()


def test_a_skeleton_is_found_by_words_without_accents_and_the_chosen_one_stays(city: City) -> None:
    client, where = signed_in(city["drafter"]), reverse("workflows:new")

    def listed(**asked: str) -> list[str]:
        return re.findall(r'name="skeleton" value="([^"]*)"', client.get(where, asked, headers={"HX-Request": "true"}).content.decode())

    assert listed(tim="bien ban") == ["", "bien-ban-hop"]
    assert listed(tim="UY QUYEN") == ["", "giay-uy-quyen"]
    assert listed(tim="thong bao", skeleton="de-an") == ["thong-bao-ket-luan", "thong-bao", "de-an"]
    assert listed(tim="khong co loai nay") == [""]
    assert len(listed()) == len(SKELETONS) + 1
    whole = client.get(where, {"tim": "hop dong", "mau": "hop-dong"}).content.decode()
    assert 'value="hop-dong" checked' in whole
    assert 'value="hop dong"' in whole
    assert "<html" not in client.get(where, headers={"HX-Request": "true"}).content.decode()


def test_the_list_of_skeletons_costs_the_same_however_many_an_office_keeps(city: City) -> None:
    client, where = signed_in(city["drafter"]), reverse("workflows:new")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(where).status_code == 200
        return len(captured)

    before = queries()
    for number in range(5):
        keep_template(city.units["VX"], title=f"Mẫu {number}", directive=begun(city), by=city["drafter"], at=AT)
    assert queries() == before


def test_what_was_not_offered_begins_nothing(city: City) -> None:
    theirs = keep_template(city.units["HP"], title="Của Hải Phòng", directive=begun(city), by=city["stranger"], at=AT)
    count = Directive.objects.count()
    for skeleton in ("nothing", "own-0", f"own-{theirs.pk}", "own-x"):
        assert begin(city["drafter"], city, skeleton).status_code == 400, skeleton
    assert Directive.objects.count() == count


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
    words = [list(one.provisions.order_by("position").values_list("kind", "label", "text")) for one in (made, directive)]
    assert (made.subject, made.duties.count(), words[0]) == ("triển khai [… việc]", 0, words[1])
    assert Event.objects.filter(action="directives.template_kept").count() == 1
    assert signed_in(city["colleague"]).post(reverse("directives:template_drop", args=[template.pk])).status_code == 302
    assert not DraftTemplate.objects.exists()
    refused("stale", lambda: drop_template(template, by=city["drafter"], at=AT))


def test_a_skeleton_of_an_office_keeps_tables_and_appendices(city: City) -> None:
    provisions = (
        ProvisionDraft("Yêu cầu các đơn vị thực hiện nhiệm vụ tại Phụ lục kèm theo:"),
        ProvisionDraft("STT\tĐơn vị\n\tSở Y tế", Provision.Kind.TABLE),
        ProvisionDraft("Đề nghị các đơn vị thực hiện./.", Provision.Kind.CLOSE),
        ProvisionDraft("Danh mục nhiệm vụ", Provision.Kind.LANDSCAPE),
        ProvisionDraft("STT\tNhiệm vụ\tĐơn vị\n\tRà soát\t[… đơn vị]", Provision.Kind.TABLE),
    )
    directive = begun(city, replace(draft(city), provisions=provisions, duties=()))
    template = keep_template(city.units["VX"], title="Có phụ lục", directive=directive, by=city["drafter"], at=AT)
    assert begin(city["drafter"], city, f"own-{template.pk}").status_code == 302
    made = Directive.objects.latest("pk")
    assert saved_draft(made).provisions == saved_draft(directive).provisions == provisions
    assert "[… đơn vị]" in str(refused("unfilled", lambda: steps.submit(made, by=city["drafter"], at=AT)))


def test_skeletons_of_an_office_are_its_own(city: City) -> None:
    directive = begun(city)
    template = keep_template(city.units["VX"], title="Mẫu của phòng", directive=directive, by=city["drafter"], at=AT)
    assert "Mẫu của phòng" not in signed_in(city["stranger"]).get(reverse("directives:templates")).content.decode()
    for name in ("stranger", "officer"):
        client = signed_in(city[name])
        assert client.post(reverse("directives:template_drop", args=[template.pk])).status_code == 403
        assert client.get(reverse("directives:template_new", args=[directive.pk])).status_code == 403
    assert DraftTemplate.objects.exists()


def test_a_skeleton_of_an_office_is_renamed_and_its_old_name_is_free(city: City) -> None:
    directive, unit, client = begun(city), city.units["VX"], signed_in(city["colleague"])
    template = keep_template(unit, title="Mẫu cũ", directive=directive, by=city["drafter"], at=AT)
    keep_template(unit, title="Mẫu khác", directive=directive, by=city["drafter"], at=AT)
    where = reverse("directives:template_rename", args=[template.pk])
    assert 'value="Mẫu cũ"' in client.get(where).content.decode()
    for title, said in (("", "Vui lòng ghi tên mẫu."), ("Mẫu khác", "đã có mẫu mang tên này"), ("x" * 121, "120")):
        answer = client.post(where, {"title": title})
        assert answer.status_code == 400, title
        assert said in answer.content.decode()
    assert client.post(where, {"title": "  Mẫu   mới "}).status_code == 302
    template.refresh_from_db()
    assert template.title == "Mẫu mới"
    assert Event.objects.get(action="directives.template_renamed").after == {"title": "Mẫu mới"}
    keep_template(unit, title="Mẫu cũ", directive=directive, by=city["drafter"], at=AT)
    for name in ("stranger", "officer"):
        assert signed_in(city[name]).post(where, {"title": "Của tôi"}).status_code == 403
    drop_template(template, by=city["drafter"], at=AT)
    assert client.post(where, {"title": "Mẫu mới"}).status_code == 404
    refused("stale", lambda: rename_template(template, title="Còn đâu", by=city["drafter"], at=AT))


def test_a_skeleton_of_an_office_keeps_the_type_that_it_was_made_of(city: City) -> None:
    directive = begun(city)
    template = keep_template(city.units["VX"], title="Công văn", directive=directive, by=city["drafter"], at=AT)
    steps.revise(directive, content=replace(draft(city), kind="KH", symbol="KH-UBND"), by=city["drafter"], at=AT)
    assert begin(city["drafter"], city, f"own-{template.pk}").status_code == 302
    made = Directive.objects.latest("pk")
    assert (made.kind, made.symbol) == ("CV", "UBND-KGVX")
    as_plan = keep_template(city.units["VX"], title="Kế hoạch", directive=directive, by=city["drafter"], at=AT)
    assert begin(city["drafter"], city, f"own-{as_plan.pk}").status_code == 302
    made = Directive.objects.latest("pk")
    assert (made.kind, made.symbol) == ("KH", "KH-UBND")


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
