"""Stamps of urgency and of restricted circulation are read from files into the draft."""

import pytest

from directives.corrections import FIELDS
from directives.drafting import draft_from_reading
from directives.models import Directive
from directives.reading import read, read_text
from directives.writing import AgencyHead, Letter, Paragraph, RecipientNote, Signature, write_letter
from directives.writing.pdf import pdf_of

from .city import DAY, City, drafted, signed_in

TEXT = """{stamp}
ỦY BAN NHÂN DÂN
THÀNH PHỐ HÀ NỘI
Số: 12/UBND-VX
V/v triển khai ứng dụng
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 18 tháng 3 năm 2021
Kính gửi: Sở Y tế
Ủy ban nhân dân Thành phố yêu cầu Sở Y tế hướng dẫn các cơ sở y tế trước ngày 31/3/2021.
Nơi nhận:
- Như trên;
- Lưu: VT.
"""


def letter(**stamps: str) -> bytes:
    return write_letter(
        Letter(
            kind="CV",
            head=AgencyHead((), ("Ủy ban nhân dân", "thành phố Hà Nội")),
            symbol="UBND-VX",
            place="Hà Nội",
            subject="triển khai ứng dụng",
            number=12,
            date=DAY,
            addressees=("Sở Y tế",),
            body=(Paragraph("text", "", "Ủy ban nhân dân Thành phố yêu cầu Sở Y tế hướng dẫn các cơ sở y tế trước ngày 31/3/2021."),),
            recipients=(RecipientNote("Như trên", ""),),
            archive="VT",
            signature=Signature(("KT. CHỦ TỊCH",), "PHÓ CHỦ TỊCH", "Chử Xuân Dũng"),
            **stamps,  # type: ignore[arg-type]
        )
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("urgency", "as_urgent"), [("", ""), ("KHẨN", "khan"), ("THƯỢNG KHẨN", "thuong_khan"), ("HỎA TỐC", "hoa_toc")])
@pytest.mark.parametrize(("words", "as_restricted"), [("", ""), ("LƯU HÀNH NỘI BỘ", "noi_bo"), ("XEM XONG TRẢ LẠI", "tra_lai")])
def test_what_we_stamp_is_read_again(city: City, urgency: str, as_urgent: str, words: str, as_restricted: str) -> None:
    reading = read(letter(urgency=urgency, circulation=words), name="cong-van.docx")
    proposed, _ = draft_from_reading(reading, issuer=city.units["HN"], drafting_unit=city.units["VX"], on=DAY)
    assert (proposed.urgency, proposed.circulation) == (as_urgent, as_restricted)
    assert proposed.subject == "triển khai ứng dụng"
    for name, stamp in (("urgency", urgency), ("circulation", words)):
        spans = proposed.evidence[name].spans if stamp else ()
        assert [reading.text[slice(*span)] for span in spans] == [stamp] * bool(stamp)


@pytest.mark.parametrize(
    ("stamp", "urgency", "circulation"),
    [
        ("HOẢ TỐC", "HOẢ TỐC", None),
        ("HỎA TỐC HẸN GIỜ", "HỎA TỐC HẸN GIỜ", None),
        ("XEM XONG TRẢ LẠI\nTHƯỢNG KHẨN", "THƯỢNG KHẨN", "XEM XONG TRẢ LẠI"),
        ("[LƯU HÀNH NỘI BỘ]", None, "LƯU HÀNH NỘI BỘ"),
        ("Khẩn", None, None),
        ("DỰ THẢO", None, None),
        ("", None, None),
    ],
)
def test_stamps_are_told_apart(stamp: str, urgency: str | None, circulation: str | None) -> None:
    head = read_text(TEXT.format(stamp=stamp)).head
    assert (head.urgency and head.urgency.value, head.circulation and head.circulation.value) == (urgency, circulation)
    assert head.issuer
    assert head.issuer.value == "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI"


def test_words_of_the_body_are_no_stamp() -> None:
    text = TEXT.format(stamp="").replace("hướng dẫn", "hỏa tốc hướng dẫn, tài liệu lưu hành nội bộ,")
    assert (read_text(text).head.urgency, read_text(text).head.circulation) == (None, None)


@pytest.mark.django_db
def test_the_page_of_the_draft_marks_where_they_were_read(city: City) -> None:
    reading = read(letter(urgency="KHẨN", circulation="LƯU HÀNH NỘI BỘ"), name="cong-van.docx")
    proposed, _ = draft_from_reading(reading, issuer=city.units["HN"], drafting_unit=city.units["VX"], on=DAY)
    directive = drafted(city, proposed)
    assert (directive.urgency, directive.circulation) == (Directive.Urgency.URGENT, Directive.Circulation.INTERNAL)
    fields = dict(directive.proposed_fields.values_list("field", "count"))
    assert fields["urgency"] == fields["circulation"] == 1
    assert {"urgency", "circulation"} <= set(FIELDS)
    shown = signed_in(city["drafter"]).get(f"/van-ban/{directive.pk}/soan/").content.decode()
    assert 'data-span="h-urgency"' in shown
    assert 'data-span="h-circulation"' in shown


@pytest.mark.services
def test_a_stamp_on_a_printed_page_stands_for_itself() -> None:
    head = read(pdf_of(letter(urgency="HỎA TỐC", circulation="XEM XONG TRẢ LẠI")), name="cong-van.pdf").head
    assert head.urgency
    assert head.circulation
    assert head.subject
    assert (head.urgency.value, head.circulation.value) == ("HỎA TỐC", "XEM XONG TRẢ LẠI")
    assert head.subject.value == "triển khai ứng dụng"
