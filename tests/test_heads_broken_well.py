"""A long agency line breaks before "thành phố", never inside it, and is read and checked as before."""

import io
from dataclasses import replace

import docx
import pytest

from directives.layout import check
from directives.reading import read
from directives.writing import AgencyHead, write_letter
from records.text import nfc

from .generated import DAY, letters

LETTER = letters()["CV-short"]
JOINED = "THÀNH\u00a0PHỐ"


def head_lines(head: AgencyHead) -> list[str]:
    table = docx.Document(io.BytesIO(write_letter(replace(LETTER, head=head)))).tables[0]
    return [each.text for each in table.rows[0].cells[0].paragraphs if each.text.strip()]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("superior", "issuer"),
    [
        ("Bảo hiểm xã hội thành phố Hải Phòng", "Bảo hiểm xã hội quận Hồng Bàng"),
        ("Ủy ban nhân dân thành phố Hồ Chí Minh", "Ban Quản lý khu công nghệ cao thành phố Hồ Chí Minh"),
    ],
)
def test_a_line_that_must_break_keeps_the_kind_of_area_whole(superior: str, issuer: str) -> None:
    head = AgencyHead((superior,), (issuer,))
    lines = head_lines(head)
    assert JOINED in lines[0]
    assert "THÀNH PHỐ" not in "".join(lines)
    assert [nfc(line) for line in lines] == [superior.upper(), issuer.upper()]
    document = write_letter(replace(LETTER, head=head, date=DAY))
    assert [each.rule for each in check(document, today=DAY).findings if each.rule in {"TT-02", "TT-03"}] == []
    found = read(document, name="cong-van.docx").head
    assert found.issuer
    assert found.superior_agency
    assert (found.superior_agency.value, found.issuer.value) == (superior.upper(), issuer.upper())


def test_a_line_that_fits_is_left_as_it_is() -> None:
    assert head_lines(AgencyHead((), ("Ủy ban nhân dân", "thành phố Hà Nội"))) == ["ỦY BAN NHÂN DÂN", "THÀNH PHỐ HÀ NỘI"]
