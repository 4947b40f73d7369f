"""A file in which the worker finds a mark of state secrecy is gone from the system: for who sent it too, and from the disk."""

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from directives.drafting import Draft
from directives.models import Attachment, Directive, IncomingDocument
from directives.services import drop_marked
from records.files import discard_file, may_view, store_file
from records.models import Job, StoredFile
from workflows import incoming_intake, intake, steps
from workflows.tasks import run_job

from .city import AT, City, begun, signed_in
from .test_incoming import came

pytestmark = pytest.mark.django_db(transaction=True)
MARKED = "TỐI MẬT\nNội dung".encode()


def stored_by(city: City, who: str, content: bytes = MARKED) -> StoredFile:
    return store_file(content, name="quet.txt", content_type="text/plain", by=city[who], at=AT)


def test_of_a_document_that_came_nothing_is_kept(city: City) -> None:
    found, stored = came(city), stored_by(city, "clerk")
    IncomingDocument.objects.filter(pk=found.pk).update(source=stored)
    with transaction.atomic():
        job = Job.objects.create(
            kind=incoming_intake.KIND, key="k", title="Đọc", arguments={"incoming": found.pk}, created_at=AT, created_by=city["clerk"]
        )
    run_job(job.pk)
    assert not StoredFile.objects.filter(pk=stored.pk).exists()
    assert not default_storage.exists(stored.content.name)
    assert signed_in(city["clerk"]).get(stored.get_absolute_url()).status_code == 404


def test_a_draft_stays_without_the_file_that_it_was_to_be_read_from_and_says_why(city: City) -> None:
    stored = stored_by(city, "drafter")
    content = Draft(kind="CV", drafting_unit_id=city.units["VX"].pk, subject="", symbol="", place="Hà Nội", source_id=stored.pk)
    directive = intake.take_in(city.units["HN"], content=content, by=city["drafter"], at=AT)
    job = Job.objects.get(kind=intake.KIND)
    run_job(job.pk)
    directive = Directive.objects.get(pk=directive.pk)
    assert (directive.source, directive.status) == (None, Directive.Status.DRAFT)
    assert not StoredFile.objects.filter(pk=stored.pk).exists()
    assert not default_storage.exists(stored.content.name)
    client = signed_in(city["drafter"])
    shown = client.get(reverse("workflows:draft", args=[directive.pk])).content.decode()
    assert "dấu chỉ độ mật nên không được giữ lại" in shown
    assert "Tệp gốc" not in shown
    assert client.get(directive.get_absolute_url()).status_code == 200


def test_a_file_that_went_with_a_draft_is_gone_for_who_attached_it(city: City) -> None:
    directive, stored = begun(city), stored_by(city, "drafter")
    attachment = steps.attach_file(directive, title="Tài liệu", file=stored, by=city["drafter"], at=AT)
    assert drop_marked(attachment, at=AT)
    assert not Attachment.objects.exists()
    assert not StoredFile.objects.filter(pk=stored.pk).exists()
    assert not default_storage.exists(stored.content.name)


def test_bytes_that_another_row_names_stay(city: City) -> None:
    one, other = stored_by(city, "clerk", b"same"), stored_by(city, "officer", b"same")
    discard_file(one)
    assert default_storage.exists(other.content.name)
    assert may_view(city["officer"], other)
    discard_file(other)
    assert not default_storage.exists(other.content.name)
