"""A file that takes long to read: its draft lies on the desk at once, shows how far the reading is, and loses nothing when it fails."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from directives.models import Directive
from directives.queries import version_of
from records import jobs
from records.files import open_file
from records.models import Job
from workflows import intake, steps
from workflows.tasks import run_job

from .city import City, signed_in

pytestmark = pytest.mark.django_db

PRINTED = Path(__file__).parent / "printed" / "1-ha-noi-776-ubnd-kgvx.pdf"

PLAIN = """ỦY BAN NHÂN DÂN
THÀNH PHỐ HÀ NỘI
Số: 12/UBND-VX
Hà Nội, ngày 05 tháng 6 năm 2026
Kính gửi: Sở Y tế
UBND Thành phố giao Sở Y tế rà soát thuốc, báo cáo trước ngày 30/6/2026.
Nơi nhận:
- Như trên;
- Lưu: VT.
"""


def begun(city: City, content: bytes, name: str = "cong-van.pdf") -> tuple[Directive, Job]:
    """The draft of a file just uploaded, and the job that is to read it."""
    data = {"issuer": city.units["HN"].pk, "source": SimpleUploadedFile(name, content)}
    response = signed_in(city["drafter"]).post(reverse("workflows:new"), data)
    assert response.status_code == 302, unescape(response.content.decode())
    return Directive.objects.latest("pk"), Job.objects.get(kind=intake.KIND)


def page(city: City, directive: Directive, who: str = "drafter") -> Any:
    return signed_in(city[who]).get(reverse("workflows:draft", args=[directive.pk]))


def test_a_pdf_lies_on_the_desk_at_once_and_a_job_fills_the_draft(city: City) -> None:
    directive, job = begun(city, PRINTED.read_bytes())
    assert (directive.source.name, directive.source.content_type, directive.subject) == ("cong-van.pdf", "application/pdf", "")
    waiting = page(city, directive).content.decode()
    assert "Đang đọc văn bản" in waiting
    assert f'hx-get="{reverse("records:job", args=[job.pk])}"' in waiting
    assert "<textarea" not in waiting
    run_job(job.pk)
    job.refresh_from_db()
    directive.refresh_from_db()
    assert (job.status, job.error) == (Job.Status.DONE, "")
    assert (directive.number, directive.symbol, directive.issued_date.isoformat()) == (776, "UBND-KGVX", "2021-03-18")
    assert directive.duties.count() == 8
    shown = page(city, directive).content.decode()
    assert "Văn bản đã đọc" in shown
    assert "<mark" in shown


def test_nothing_is_written_into_a_draft_that_is_being_read(city: City) -> None:
    directive, _ = begun(city, PRINTED.read_bytes())
    response = signed_in(city["drafter"]).post(reverse("workflows:draft", args=[directive.pk]), {"subject": "x"})
    assert response.status_code == 409
    assert "Đang đọc văn bản" in response.content.decode()
    directive.refresh_from_db()
    assert directive.subject == ""


def test_a_file_that_cannot_be_read_leaves_a_draft_to_be_filled_by_hand(city: City) -> None:
    directive, job = begun(city, b"%PDF-1.7\nbroken")
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.error.startswith("Tệp PDF bị hỏng")) == (Job.Status.FAILED, True)
    shown = unescape(page(city, directive).content.decode())
    assert "Chưa đọc được tệp cong-van.pdf." in shown
    assert job.error in shown
    assert 'name="subject"' in shown
    assert reverse("records:job", args=[job.pk]) in shown


def test_what_was_typed_meanwhile_is_not_overwritten_by_a_second_reading(city: City) -> None:
    directive, job = begun(city, PRINTED.read_bytes())
    directive.refresh_from_db()
    blank = intake.drafting.Draft(
        drafting_unit_id=directive.drafting_unit_id, subject="Gõ tay", symbol="UBND-VX", place="Hà Nội", source_id=directive.source_id
    )
    steps.revise(directive, content=blank, by=city["drafter"], at=timezone.now(), version=version_of(directive))
    run_job(job.pk)
    job.refresh_from_db()
    directive.refresh_from_db()
    assert (job.status, directive.subject, directive.source_text) == (Job.Status.FAILED, "Gõ tay", "")


def test_a_reading_that_was_killed_is_done_by_the_next_worker_once(city: City) -> None:
    directive, job = begun(city, PRINTED.read_bytes())
    assert jobs.claim(job.pk, at=timezone.now() - timedelta(minutes=3)) is not None  # and never heard of again
    run_job(job.pk)
    directive.refresh_from_db()
    before = version_of(directive)
    assert directive.source_text
    Job.objects.filter(pk=job.pk).update(status=Job.Status.QUEUED)  # a message too many
    run_job(job.pk)
    assert version_of(directive) == before


def test_only_who_asked_follows_the_reading(city: City) -> None:
    directive, job = begun(city, PRINTED.read_bytes())
    assert page(city, directive, "stranger").status_code in {403, 404}
    assert signed_in(city["stranger"]).get(reverse("records:job", args=[job.pk])).status_code == 403


def test_small_word_files_and_texts_are_read_at_once(city: City) -> None:
    with open_file(begun(city, PRINTED.read_bytes())[0].source) as stream:
        assert stream.read(5) == b"%PDF-"
    fixture = Path(__file__).resolve().parent.parent / "fixtures" / "directives" / "1-ha-noi-776-ubnd-kgvx.docx"
    data = {"issuer": city.units["HN"].pk, "source": SimpleUploadedFile("a.docx", fixture.read_bytes())}
    assert signed_in(city["drafter"]).post(reverse("workflows:new"), data).status_code == 302
    assert Directive.objects.latest("pk").duties.count() == 8
    assert Job.objects.filter(kind=intake.KIND).count() == 1


def test_what_to_check_in_the_text_is_shown_and_kept_when_the_draft_is_saved(city: City) -> None:
    text = PLAIN.replace("Số: 12/", "Số:      /")
    response = signed_in(city["drafter"]).post(reverse("workflows:new"), {"issuer": city.units["HN"].pk, "pasted": text})
    directive = Directive.objects.latest("pk")
    assert response.status_code == 302
    assert [note["message"].split(",")[0] for note in directive.source_notes] == ["Số văn bản để trống"]
    note = directive.source_notes[0]
    assert directive.source_text[note["start"] : note["end"]].startswith("Số:")
    shown = page(city, directive).content.decode()
    assert 'data-span="n-1"><a href="#doan-n-1">Số văn bản để trống' in shown
    assert re.search(r'<mark data-span-id="n-1[ "][^>]*class="cd-doubt"><a href="#doi-chieu-1">Số:', shown), "the words lead back"
    kept = {"symbol": directive.symbol, "place": "Hà Nội", "subject": "thư viện", "body": "Sở Y tế báo cáo.", "archive": "VT", "kind": "CV"}
    formset = {"duty-TOTAL_FORMS": 0, "duty-INITIAL_FORMS": 0, "version": version_of(directive)}
    saved = signed_in(city["drafter"]).post(reverse("workflows:draft", args=[directive.pk]), kept | formset)
    assert saved.status_code == 302
    directive.refresh_from_db()
    assert (directive.subject, directive.source_notes) == ("thư viện", [note])


def test_a_text_of_another_office_says_so_beside_the_draft(city: City) -> None:
    city.units["BD"].__class__.objects.filter(pk=city.units["BD"].pk).update(name="UBND huyện Chiêm Hóa")
    directive, job = begun(city, PRINTED.read_bytes())
    Directive.objects.filter(pk=directive.pk).update(issuer=city.units["BD"])
    run_job(job.pk)
    job.refresh_from_db()
    directive.refresh_from_db()
    assert job.error == ""
    assert "khác cơ quan đã chọn là UBND huyện Chiêm Hóa" in directive.source_notes[0]["message"]
