"""Tệp kèm theo: files that go out with a document, changed while it is written, served to whom it is served."""

import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directives import services
from directives.models import Attachment, Directive
from org_hierarchy.models import Person
from records.files import may_view, store_file
from records.models import StoredFile
from workflows import steps

from .city import AT, DAY, DUE, City, at_once, begun, draft, drafted, later, refused, signed_in
from .test_reading_hostile import one_page

pytestmark = pytest.mark.django_db
PDF = one_page(b"BT /F1 12 Tf 72 720 Td (phu luc) Tj ET")


def stored(city: City, name: str = "phu-luc.pdf") -> StoredFile:
    return store_file(PDF, name=name, content_type="application/pdf", by=city["drafter"], at=AT)


def attached(city: City, directive: Directive, title: str = "Phụ lục") -> Attachment:
    return services.attach_file(directive, title=title, file=stored(city), by=city["drafter"], at=AT)


def titles(directive: Directive) -> list[str]:
    return list(directive.attachments.order_by("position").values_list("title", flat=True))


def post(person: Person, name: str, pk: int, **data: Any) -> Any:
    return signed_in(person).post(reverse(f"workflows:{name}", args=[pk]), data)


def word(text: str, *, padding: int = 0, before: str = "", parts: dict[str, bytes] | None = None, types: str = "") -> bytes:
    """A .docx of one paragraph, with so many bytes of nothing, further parts, or a type in its list."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED if padding else zipfile.ZIP_STORED) as archive:
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        archive.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{types}"/></Types>',
        )
        for name, content in ({"word/media/a.bin": bytes(padding)} if padding else parts or {}).items():
            archive.writestr(name, content)
        body = f'{before}<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
        archive.writestr("word/document.xml", body)
    return made.getvalue()


def test_files_are_added_ordered_and_taken_off(city: City) -> None:
    directive = drafted(city)
    first, second, third = (attached(city, directive, title) for title in ("một", "hai", "ba"))
    services.raise_file(third, by=city["drafter"], at=AT)
    assert titles(directive) == ["một", "ba", "hai"]
    services.raise_file(first, by=city["drafter"], at=AT)
    assert titles(directive) == ["một", "ba", "hai"]
    services.remove_file(third, by=city["drafter"], at=AT)
    services.raise_file(second, by=city["drafter"], at=AT)
    assert titles(directive) == ["hai", "một"]
    refused("stale", lambda: services.remove_file(third, by=city["drafter"], at=AT))
    refused("stale", lambda: services.raise_file(third, by=city["drafter"], at=AT))


def test_a_file_without_a_title_is_called_by_its_name(city: City) -> None:
    assert attached(city, drafted(city), " \x00 ").title == "phu-luc.pdf"


def test_too_many_and_too_long_are_refused(city: City) -> None:
    directive, file = drafted(city), stored(city)
    refused("too_long", lambda: services.attach_file(directive, title="x" * 201, file=file, by=city["drafter"], at=AT))
    for number in range(20):
        services.attach_file(directive, title=str(number), file=file, by=city["drafter"], at=AT)
    refused("too_many", lambda: services.attach_file(directive, title="x", file=file, by=city["drafter"], at=AT))


def test_files_are_frozen_once_the_text_is_handed_in(city: City) -> None:
    directive = begun(city, draft(city))
    attachment, file = attached(city, directive), stored(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    refused("frozen", lambda: services.attach_file(directive, title="x", file=file, by=city["drafter"], at=AT))
    refused("frozen", lambda: services.remove_file(attachment, by=city["drafter"], at=AT))
    refused("frozen", lambda: services.raise_file(attachment, by=city["drafter"], at=AT))
    assert post(city["drafter"], "remove_file", attachment.pk).status_code == 403


def test_only_who_may_write_the_draft_changes_its_files(city: City) -> None:
    directive = begun(city, draft(city))
    attachment, file = attached(city, directive), stored(city)
    for name in ("chairman", "stranger", "monitor"):
        refused("forbidden", lambda name=name: steps.attach_file(directive, title="x", file=file, by=city[name], at=AT))
        refused("forbidden", lambda name=name: steps.remove_file(attachment, by=city[name], at=AT))
        refused("forbidden", lambda name=name: steps.raise_file(attachment, by=city[name], at=AT))
    steps.remove_file(attachment, by=city["colleague"], at=AT)


def test_a_file_is_served_to_whom_the_directive_is(city: City) -> None:
    directive = begun(city, draft(city))
    attachment = attached(city, directive)
    health = city.person("SYT")
    assert may_view(city["chairman"], attachment.file)
    assert not may_view(health, attachment.file)
    assert not may_view(city["stranger"], attachment.file)
    services.ask_opinions(directive, units=[city.units["SYT"]], question="", due_date=DUE, by=city["drafter"], at=AT, today=DAY)
    assert may_view(health, attachment.file)
    services.remove_file(attachment, by=city["drafter"], at=later(hours=1))
    assert not may_view(health, attachment.file)


def test_a_file_is_attached_on_the_page_under_its_own_type(city: City) -> None:
    directive = begun(city, draft(city))
    upload = SimpleUploadedFile("Phụ lục.pdf", PDF, content_type="text/html")
    assert post(city["drafter"], "attach", directive.pk, file=upload, title="<b>Phụ lục I</b>").status_code == 302
    attachment = directive.attachments.select_related("file").get()
    assert attachment.file.content_type == "application/pdf"
    shown = signed_in(city["chairman"]).get(reverse("workflows:directive", args=[directive.pk])).content.decode()
    assert "&lt;b&gt;Phụ lục I&lt;/b&gt;" in shown
    assert attachment.file.get_absolute_url() in shown
    assert "Kèm thêm tệp" not in shown


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ"),
        ("a.pdf", b"MZ no pdf"),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.xlsx", word("đây là docx")),
        ("a.pdf", b""),
        ("a.docx", word("TUYỆT MẬT")),
        ("a.svg", b"<svg onload='x'/>"),
        ("a.docx", word("TỐI MẬT", padding=200 * 1024 * 1024)),
        ("a.docx", word("TỐI MẬT", before="<!DOCTYPE x>")),
        ("a.docx", word("TỐI MẬT").replace(b"</w:p>", b"</w:q>")),
        ("a.docx", word("TỐI MẬT</w:p>")),
        ("a.docx", word("Bình thường", parts={"word/vbaProject.bin": b"macro"})),
        ("a.docx", word("Bình thường", types="application/vnd.ms-word.document.macroEnabled.main+xml")),
        ("a.pdf", b"%PDF-1.7 hong"),
    ],
)
def test_files_that_are_not_what_they_say_or_are_secret_are_refused(city: City, name: str, content: bytes) -> None:
    directive = begun(city, draft(city))
    before = StoredFile.objects.count()
    answer = post(city["drafter"], "attach", directive.pk, file=SimpleUploadedFile(name, content))
    assert answer.status_code == 400
    assert answer.context["attach_form"].errors["file"], "a sentence says why"
    assert (directive.attachments.count(), StoredFile.objects.count()) == (0, before)


def test_the_page_costs_the_same_for_few_and_for_many_files(city: City, django_assert_num_queries: Any) -> None:
    directive = begun(city, draft(city))
    client, url = signed_in(city["drafter"]), reverse("workflows:directive", args=[directive.pk])
    attached(city, directive)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(5):
        attached(city, directive, str(number))
    with django_assert_num_queries(len(few)):
        client.get(url)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_at_the_same_moment_both_have_a_place(city: City) -> None:
    directive = drafted(city)
    assert at_once(*[lambda title=title: attached(city, directive, title) for title in ("một", "hai")]) == [None, None]
    assert sorted(titles(directive)) == ["hai", "một"]
