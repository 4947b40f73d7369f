"""A version keeps the files that go with the text and what it does to other documents, and a comparison shows what became of them."""

import pytest
from django.urls import reverse

from directives import services
from directives.models import Attachment, Directive
from directives.packing import BESIDE
from org_hierarchy.models import Person
from records.files import store_file
from workflows import steps

from .city import AT, City, begun, draft, issued, later, signed_in

pytestmark = pytest.mark.django_db


def attach(city: City, directive: Directive, title: str, *, words: str = "", by: str = "drafter", **step: float) -> Attachment:
    file = store_file((words or title).encode(), name="phu-luc.pdf", content_type="application/pdf", by=city[by], at=AT)
    return services.attach_file(directive, title=title, file=file, by=city[by], at=later(**step))


def page(person: Person, directive: Directive, **query: object) -> str:
    return signed_in(person).get(reverse("workflows:versions", args=[directive.pk]), query).content.decode()


def compared(html: str) -> str:
    return html.partition("Tệp kèm theo, hiệu lực đối với văn bản khác</h3>")[2].partition("</section>")[0]


def kept(directive: Directive) -> list[tuple[list[str], list[list[str]]]]:
    found = directive.versions.order_by("number").values_list("content", flat=True)
    return [([title for title, _, _ in content[BESIDE]["files"]], content[BESIDE]["effects"]) for content in found]


def test_files_belong_to_the_version_in_which_they_were_attached(city: City) -> None:
    directive = begun(city)
    attach(city, directive, "Phụ lục I", minutes=5)
    attach(city, directive, "Phụ lục II", hours=2)
    attach(city, directive, "Phụ lục III", by="colleague", hours=2, minutes=1)
    assert kept(directive) == [
        (["Phụ lục I"], []),
        (["Phụ lục I", "Phụ lục II"], []),
        (["Phụ lục I", "Phụ lục II", "Phụ lục III"], []),
    ]
    assert directive.versions.get(number=3).saved_by == city["colleague"]


def test_a_text_that_is_written_anew_keeps_what_stands_beside_it(city: City) -> None:
    directive = begun(city, draft(city))
    attach(city, directive, "Phụ lục I", minutes=5)
    services.redraft_directive(directive, content=draft(city, subject="mới"), by=city["drafter"], at=later(hours=2))
    services.redraft_directive(directive, content=draft(city, subject="mới"), by=city["colleague"], at=later(hours=3))
    assert kept(directive) == [(["Phụ lục I"], [])] * 2


def test_the_order_and_what_is_taken_off_are_kept_too(city: City) -> None:
    directive = begun(city)
    first, second = attach(city, directive, "Phụ lục I", minutes=1), attach(city, directive, "Phụ lục II", minutes=2)
    services.raise_file(second, by=city["drafter"], at=later(hours=1))
    services.remove_file(first, by=city["drafter"], at=later(hours=2))
    assert [files for files, _ in kept(directive)] == [["Phụ lục I", "Phụ lục II"], ["Phụ lục II", "Phụ lục I"], ["Phụ lục II"]]


def test_effects_are_kept_and_compared(city: City) -> None:
    earlier = issued(city)
    directive = begun(city, draft(city))
    directive.bases.create(position=90, number=earlier.designation, cited=earlier)
    effect = steps.declare_effect(directive, target=earlier, kind="replaces", by=city["drafter"], at=later(hours=1))
    steps.declare_effect(directive, target=earlier, kind="amends", by=city["drafter"], at=later(hours=2))
    steps.withdraw_effect(effect, by=city["drafter"], at=later(hours=3))
    mark = earlier.designation
    assert [effects for _, effects in kept(directive)] == [[], [["replaces", mark]], [["amends", mark]], []]
    assert f"Thay thế: {mark}" in compared(page(city["drafter"], directive, tu=1, den=2))
    shown = compared(page(city["drafter"], directive, tu=2, den=3))
    assert "<del>" in shown
    assert "<ins>" in shown
    assert "không khác nhau" in page(city["drafter"], directive, tu=1, den=4)


def test_another_file_under_the_same_name_is_a_change(city: City) -> None:
    directive = begun(city)
    first = attach(city, directive, "Phụ lục I", words="một", minutes=1)
    services.remove_file(first, by=city["drafter"], at=later(hours=1))
    attach(city, directive, "Phụ lục I", words="hai", hours=1, minutes=1)
    shown = compared(page(city["drafter"], directive, tu=1, den=2))
    assert "Phụ lục I" in shown
    assert "<del>" in shown


def test_an_earlier_version_brings_back_its_text_and_leaves_the_files_as_they_are(city: City) -> None:
    directive = begun(city, draft(city, subject="cũ"))
    services.redraft_directive(directive, content=draft(city, subject="mới"), by=city["drafter"], at=later(hours=1))
    attach(city, directive, "Phụ lục I", hours=2)
    client = signed_in(city["drafter"])
    assert "tệp kèm theo và hiệu lực đối với văn bản khác giữ như hiện nay" in page(city["drafter"], directive, tu=1, den=3)
    assert client.post(reverse("workflows:restore", args=[directive.pk, 1])).status_code == 302
    directive.refresh_from_db()
    assert directive.subject == "cũ"
    assert kept(directive)[-1] == (["Phụ lục I"], [])


def test_of_a_version_from_before_nothing_is_said(city: City) -> None:
    directive = begun(city, draft(city))
    version = directive.versions.get()
    del version.content[BESIDE]
    version.save()
    services.redraft_directive(directive, content=draft(city), by=city["colleague"], at=later(hours=1))
    assert directive.versions.count() == 1
    attach(city, directive, "Phụ lục I", hours=2)
    attach(city, directive, "Phụ lục II", hours=3)
    assert not compared(page(city["drafter"], directive, tu=1, den=2))
    assert "Phụ lục II" in compared(page(city["drafter"], directive, tu=2, den=3))
