"""Who may fetch a file: who sees what names it, by the rights of now; and its uploader while nothing names it."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from PIL import Image
from pypdfium2 import PdfDocument

from campaigns.models import Campaign
from directives.models import Directive, IncomingDocument
from org_hierarchy.models import Appointment, Person
from org_hierarchy.services import end_appointment
from records import jobs
from records.files import may_view, store_file
from records.models import Job, StoredFile
from workflows.tasks import run_job

from .city import AT, DAY, City, delivered, draft_for_districts, drafted, signed_in

pytestmark = pytest.mark.django_db


def kept(by: Person, name: str = "tep.txt") -> StoredFile:
    return store_file(name.encode(), name=name, content_type="text/plain", by=by, at=AT)


def leave(city: City, name: str) -> None:
    """The person holds no post any more."""
    person = city[name]
    for held in Appointment.objects.filter(person=person):
        end_appointment(held, on=DAY, by=city["chairman"], at=AT)


def fetched(person: Person, stored: StoredFile) -> int:
    return signed_in(person).get(stored.get_absolute_url()).status_code


def test_a_file_that_nothing_names_is_its_uploaders_alone(city: City) -> None:
    stored = kept(city["drafter"])
    assert may_view(city["drafter"], stored)
    assert not may_view(city["colleague"], stored)


def test_who_brought_a_draft_s_source_in_and_has_left_the_unit_fetches_it_no_more(city: City) -> None:
    stored = kept(city["drafter"])
    Directive.objects.filter(pk=drafted(city).pk).update(source=stored)
    assert [fetched(city[name], stored) for name in ("drafter", "colleague", "clerk")] == [200, 200, 403]
    leave(city, "drafter")
    assert [fetched(city[name], stored) for name in ("drafter", "colleague")] == [403, 200]


def test_who_attached_evidence_and_has_left_the_unit_fetches_it_no_more(city: City) -> None:
    campaign = Campaign.objects.get(directive=delivered(city, draft_for_districts(city)))
    mine = city.assignment(campaign, "BD")
    photo = kept(city["officer"], "anh.txt")
    city.report(mine, kind="interim", files=[photo])
    assert [may_view(city[name], photo) for name in ("officer", "chairman", "other_officer")] == [True, True, False]
    leave(city, "officer")
    assert [may_view(city[name], photo) for name in ("officer", "second_clerk", "chairman")] == [False, True, True]


def test_who_scanned_a_document_that_came_and_has_left_the_unit_fetches_it_no_more(city: City) -> None:
    scan = kept(city["clerk"], "den.txt")
    IncomingDocument.objects.create(unit=city.units["BD"], source=scan, received_at=AT, step_since=AT, received_by=city["clerk"])
    assert may_view(city["clerk"], scan)
    leave(city, "clerk")
    assert [may_view(city[name], scan) for name in ("clerk", "second_clerk")] == [False, True]


def test_what_a_job_has_made_is_for_whoever_still_has_the_right_that_asked_for_it(city: City) -> None:
    wanted = {"unit": city.units["HN"].pk, "book": "van-ban-di", "year": DAY.year}
    arguments = {"wanted": wanted, "form": "xlsx"}
    job = jobs.enqueue("print_register", key="so", title="In sổ", arguments=arguments, by=city["city_clerk"], at=AT)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.status == Job.Status.DONE, job.error
    assert job.result is not None
    page = reverse("records:job", args=[job.pk])
    assert (fetched(city["city_clerk"], job.result), signed_in(city["city_clerk"]).get(page).status_code) == (200, 200)
    assert not may_view(city["city_officer"], job.result), "another's order"
    leave(city, "city_clerk")
    assert (fetched(city["city_clerk"], job.result), signed_in(city["city_clerk"]).get(page).status_code) == (403, 403)


def test_who_ordered_a_delivery_and_has_left_follows_it_no_more(city: City) -> None:
    directive = delivered(city)
    job = Job.objects.get(key=f"deliver:{directive.pk}")
    assert jobs.may_view(city["city_clerk"], job)
    leave(city, "city_clerk")
    assert not jobs.may_view(city["city_clerk"], job)


def word() -> bytes:
    document, buffer = Document(), BytesIO()
    document.add_paragraph("Số: 12/UBND-VX")
    document.save(buffer)
    return buffer.getvalue()


def picture(kind: str) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (60, 60), "white").save(buffer, kind)
    return buffer.getvalue()


def pdf() -> bytes:
    document, buffer = PdfDocument.new(), BytesIO()
    document.new_page(595, 842)
    document.save(buffer)
    return buffer.getvalue()


WRONG = [
    ("van-ban.pdf", word(), ".docx"),
    ("van-ban.txt", word(), ".docx"),
    ("van-ban.txt", pdf(), ".pdf"),
    ("van-ban.docx", pdf(), ".pdf"),
    ("van-ban.png", picture("JPEG"), ".jpg"),
    ("van-ban.jpg", picture("PNG"), ".png"),
    ("van-ban.pdf", picture("TIFF"), ".tiff"),
    ("van-ban.jpg", picture("WEBP"), ".webp"),
]


@pytest.mark.parametrize(("name", "content", "right"), WRONG, ids=[f"{name} is {right}" for name, _, right in WRONG])
def test_a_file_whose_name_says_another_kind_is_refused_and_not_kept(city: City, name: str, content: bytes, right: str) -> None:
    before = StoredFile.objects.count()
    drafting = {"issuer": city.units["HN"].pk, "source": SimpleUploadedFile(name, content)}
    answer = signed_in(city["drafter"]).post(reverse("workflows:new"), drafting)
    assert answer.status_code == 400
    said = f"Hãy đổi đuôi tên tệp thành {right}"
    assert said in answer.content.decode()
    arriving = {"unit": city.units["BD"].pk, "channel": "paper", "source": SimpleUploadedFile(name, content)}
    answer = signed_in(city["clerk"]).post(reverse("workflows:new_incoming"), arriving)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert StoredFile.objects.count() == before
    assert not Directive.objects.exists()


def test_another_package_is_not_said_to_be_a_word_file(city: City) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    drafting = {"issuer": city.units["HN"].pk, "source": SimpleUploadedFile("van-ban.txt", packed.getvalue())}
    answer = signed_in(city["drafter"]).post(reverse("workflows:new"), drafting)
    assert answer.status_code == 400
    assert "Đây không phải tệp Word" in answer.content.decode()


@pytest.mark.parametrize("name", ["VAN-BAN.DOCX", "van ban.v2.docx"])
def test_a_file_whose_name_says_what_it_is_is_taken(city: City, name: str) -> None:
    drafting = {"issuer": city.units["HN"].pk, "source": SimpleUploadedFile(name, word())}
    assert signed_in(city["drafter"]).post(reverse("workflows:new"), drafting).status_code == 302


def test_a_picture_may_have_any_name_that_it_is_told_to_have(city: City) -> None:
    drafting = {"issuer": city.units["HN"].pk, "source": SimpleUploadedFile("van-ban.webp", picture("WEBP"))}
    assert signed_in(city["drafter"]).post(reverse("workflows:new"), drafting).status_code == 302
