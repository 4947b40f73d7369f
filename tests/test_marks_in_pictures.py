"""Pictures and scans that go with a draft are looked through for marks of state secrecy by a job, and the page says how far that is."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont

from directives import services
from directives.models import Attachment, Directive
from directives.writing import pdf
from records.events import timeline
from records.files import store_file
from records.models import Job
from workflows import steps
from workflows.steps.marks import KIND, order_look
from workflows.tasks import run_job

from .city import AT, City, begun, delivered, draft, later, numbered, refused, signed_in

pytestmark = pytest.mark.django_db
FONT = Path(pdf.__file__).parent / "fonts" / "LiberationSerif-Bold.ttf"
PLAIN = ("ỦY BAN NHÂN DÂN", "THÀNH PHỐ HÀ NỘI", "Danh sách người tham gia đợt tập huấn", "1. Nguyễn Văn An", "2. Trần Thị Bình")


def picture(*lines: str, form: str = "PNG") -> bytes:
    """A page of A4 at 150 dots per inch with these lines on it, the first in a frame."""
    page = Image.new("L", (1240, 1754), "white")
    brush, font = ImageDraw.Draw(page), ImageFont.truetype(FONT, 44)
    for number, line in enumerate(lines):
        brush.text((180, 140 + 110 * number), line, fill="black", font=font)
    made = BytesIO()
    page.save(made, form)
    return made.getvalue()


def attach(city: City, directive: Directive, content: bytes, name: str = "anh.png") -> Attachment:
    file = store_file(content, name=name, content_type="image/png", by=city["drafter"], at=AT)
    return steps.attach_file(directive, title="Ảnh chụp", file=file, by=city["drafter"], at=AT)


def look(attachment: Attachment) -> Job:
    job = Job.objects.get(kind=KIND, arguments__attachment=attachment.pk)
    run_job(job.pk)
    job.refresh_from_db()
    return job


def page(city: City, directive: Directive, who: str = "drafter") -> str:
    return signed_in(city[who]).get(directive.get_absolute_url()).content.decode()


@pytest.mark.services
@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
def test_a_picture_with_a_mark_leaves_the_draft(city: City, mark: str) -> None:
    directive = begun(city)
    job = look(attach(city, directive, picture(mark, *PLAIN)))
    assert job.status == Job.Status.DONE
    assert not directive.attachments.exists()
    dropped = timeline(directive).get(action="directives.marked_file_dropped")
    assert (dropped.by, dropped.before["name"]) == (None, "anh.png")
    assert "Bỏ tệp có dấu chỉ độ mật" in page(city, directive)


@pytest.mark.services
@pytest.mark.parametrize("form", ["PNG", "PDF"])
def test_a_picture_without_one_stays_and_nothing_is_said(city: City, form: str) -> None:
    directive = begun(city)
    job = look(attach(city, directive, picture(*PLAIN, form=form), name=f"anh.{form.lower()}"))
    assert (job.status, directive.attachments.count()) == (Job.Status.DONE, 1)
    assert "dấu chỉ độ mật" not in page(city, directive).split('id="tep-kem-theo"')[1].split("<details")[0]


@pytest.mark.services
def test_a_scanned_pdf_is_looked_through_also_after_it_was_handed_in(city: City) -> None:
    directive = begun(city)
    attachment = attach(city, directive, picture("TỐI MẬT", *PLAIN, form="PDF"), name="quet.pdf")
    steps.submit(directive, by=city["drafter"], at=AT)
    look(attachment)
    assert not directive.attachments.exists()


def test_a_white_page_and_one_taken_off_meanwhile_are_done(city: City) -> None:
    directive = begun(city)
    assert look(attach(city, directive, picture())).status == Job.Status.DONE
    gone = attach(city, directive, picture())
    steps.remove_file(gone, by=city["drafter"], at=AT)
    assert look(gone).status == Job.Status.DONE


def test_the_page_tells_the_issuing_side_what_is_not_known(city: City) -> None:
    directive = begun(city)
    broken = attach(city, directive, b"\x89PNG\r\n\x1a\nkhong phai anh")
    attach(city, directive, b"\0\0\0\x18ftypheic\0\0\0\0", name="anh.heic")
    assert "Đang tìm dấu chỉ độ mật" in page(city, directive)
    assert look(broken).status == Job.Status.FAILED
    shown = page(city, directive)
    assert "Chưa tìm được dấu chỉ độ mật, vui lòng tự kiểm tra." in shown
    assert "trong ảnh kiểu này" in shown


def test_nothing_goes_out_while_a_file_is_looked_through(city: City) -> None:
    directive = numbered(city, way=steps)
    file = store_file(picture(), name="anh.png", content_type="image/png", by=city["drafter"], at=AT)
    row = Attachment.objects.create(directive=directive, position=0, title="Ảnh", file=file, added_by=city["drafter"], added_at=AT)
    order_look(row, by=city["drafter"], at=AT)
    error = refused("still_looking", lambda: steps.dispatch(directive, by=city["city_clerk"], at=later(minutes=1)))
    assert "Hãy chờ ít phút" in str(error)
    look(row)
    steps.dispatch(directive, by=city["city_clerk"], at=later(minutes=2))


def test_what_is_found_after_the_issue_is_told_to_the_issuing_side_alone(city: City) -> None:
    directive = delivered(city)
    file = store_file(picture(), name="anh.png", content_type="image/png", by=city["drafter"], at=AT)
    row = Attachment.objects.create(directive=directive, position=0, title="Ảnh", file=file, added_by=city["drafter"], added_at=AT)
    assert services.drop_marked(row, at=later(hours=1)) is False
    assert directive.attachments.count() == 1
    assert "Hãy thu hồi văn bản" in page(city, directive)
    assert "Hãy thu hồi văn bản" not in page(city, directive, "officer")


def test_other_files_are_not_queued_and_the_forms_say_what_is_looked_through(city: City) -> None:
    directive = begun(city, draft(city))
    attach(city, directive, b"PK", name="bang.xlsx")
    assert not Job.objects.filter(kind=KIND).exists()
    assert "Ảnh và bản quét được tìm dấu chỉ độ mật" in page(city, directive)
    given = delivered(city)
    assignment = given.campaign.assignments.get(unit=city.units["BD"])
    steps.receive_assignment(assignment, by=city["clerk"], at=AT, today=AT.date())
    shown = signed_in(city["officer"]).get(assignment.get_absolute_url()).content.decode()
    assert "không gửi tài liệu mật" in shown


def test_an_upload_on_the_page_orders_the_search_once(city: City) -> None:
    directive = begun(city)
    upload = SimpleUploadedFile("anh.png", picture(*PLAIN), content_type="image/png")
    signed_in(city["drafter"]).post(reverse("workflows:attach", args=[directive.pk]), {"file": upload, "title": ""})
    assert Job.objects.filter(kind=KIND).count() == 1
