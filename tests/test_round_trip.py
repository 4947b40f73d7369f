"""A document that we wrote reads back to the same: its head, its lists, its tasks with units, partners, dates and targets."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from directives.models import Directive
from directives.reading import Reading, read
from directives.writing import AgencyHead, Letter, Paragraph, RecipientNote, Signature, write_letter
from directives.writing.facts import ParagraphKind

from .filled_forms import Introduction, Leave
from .generated import BOARD, letters

DAY = date(2027, 3, 18)
KINDS = list(Directive.Kind)
FORMS = {
    Directive.Kind.GNP: Leave(
        agency="Bảo hiểm xã hội tỉnh Tuyên Quang",
        person="Phạm Văn Minh",
        post="Chuyên viên Phòng Tổ chức cán bộ",
        asked_on=date(2027, 3, 1),
        length="05 ngày làm việc",
        first=date(2027, 3, 15),
        last=date(2027, 3, 19),
        place="xã Chiêm Hóa, tỉnh Tuyên Quang",
        counted_as="nghỉ hằng năm năm 2027",
    ).body(),
    Directive.Kind.GGT: Introduction(
        agency="Ủy ban nhân dân thành phố Hà Nội",
        person="Phạm Văn Minh",
        post="Chuyên viên Văn phòng",
        destination="Sở Nội vụ tỉnh Tuyên Quang",
        matter="Xác minh hồ sơ cán bộ",
        valid_until=date(2027, 3, 31),
    ).body(),
}
"""The leave and the letter of introduction of one person: forms filled in, which have no subject and give no task."""
UNITS = [
    "Sở Y tế",
    "Sở Nội vụ",
    "Sở Giáo dục và Đào tạo",
    "Sở Thông tin và Truyền thông",
    "Bảo hiểm xã hội Thành phố",
    "Công an Thành phố",
    "Cục Thuế Thành phố",
    "UBND các quận, huyện, thị xã",
    "UBND các xã, phường",
    "UBND quận Ba Đình",
    "Văn phòng UBND Thành phố",
    "Liên đoàn Lao động Thành phố",
]
ORDERS = [
    "Rà soát danh sách người tham gia bảo hiểm y tế trên địa bàn",
    "Tổ chức tuyên truyền về ứng dụng VssID đến từng hộ gia đình",
    "Hướng dẫn các cơ sở khám chữa bệnh đối chiếu dữ liệu",
    "Cập nhật thông tin của người hưởng chế độ",
    "Xây dựng tài liệu hướng dẫn",
    "Bố trí kinh phí thực hiện",
    "Kiểm tra việc chấp hành của các đơn vị sử dụng lao động",
    "Báo cáo kết quả thực hiện về UBND Thành phố",
]
SIGNATURES = [
    Signature(("TM. ỦY BAN NHÂN DÂN",), "Chủ tịch", "Nguyễn Văn An"),
    Signature(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), "Phó Chủ tịch", "Trần Thị Bình"),
    Signature(("TL. CHỦ TỊCH",), "Chánh Văn phòng", "Lê Quốc Cường"),
    Signature((), "Chủ tịch", "Đỗ Minh Đức"),
]
HEADS = [
    (AgencyHead((), ("Ủy ban nhân dân", "thành phố Hà Nội")), "UBND", "Hà Nội"),
    (AgencyHead(("UBND thành phố Hà Nội",), ("Sở Y tế",)), "SYT", "Hà Nội"),
    (AgencyHead(("Bảo hiểm xã hội Việt Nam",), ("Bảo hiểm xã hội", "tỉnh Tuyên Quang")), "BHXH", "Tuyên Quang"),
    (BOARD, "BCĐ", "Tuyên Quang"),
]


SHAPES: list[tuple[ParagraphKind, str, ParagraphKind, str]] = [
    ("clause_title", "{n}.", "dash", ""),
    ("clause_title", "{n}.", "point", "{letter})"),
    ("roman", "{roman}.", "clause", "{n}."),
]
"""Kind and label of what names a unit, and of what orders it."""


@dataclass(frozen=True)
class Dated:
    """A deadline in words, put after an order, and what it says."""

    words: str
    day: date | None = None
    strictly_before: bool = False
    period: str | None = None


def dated(day: date) -> list[Dated]:
    """Every wording that our own documents and forms use, for one day."""
    short, long = f"{day.day}/{day.month}/{day.year}", f"{day.day:02d} tháng {day.month:02d} năm {day.year}"
    last = (date(day.year + day.month // 12, day.month % 12 + 1, 1)) - timedelta(days=1)
    ends = (day.month + 2) // 3 * 3
    quarter = date(day.year + ends // 12, ends % 12 + 1, 1) - timedelta(days=1)
    return [
        Dated(""),
        Dated(f", hoàn thành trước ngày {short}", day, strictly_before=True),
        Dated(f", hoàn thành trước ngày {day:%d/%m/%Y}", day, strictly_before=True),
        Dated(f", xong trước ngày {long}", day, strictly_before=True),
        Dated(f", chậm nhất ngày {short}", day),
        Dated(f", thời hạn hoàn thành: chậm nhất vào ngày {long}", day),
        Dated(f"; hoàn thành chậm nhất là ngày {short}", day),
        Dated(f", hoàn thành trong tháng {day.month}/{day.year}", last),
        Dated(", định kỳ hằng tháng trước ngày 25", period="monthly"),
        Dated(", định kỳ hằng tuần", period="weekly"),
        Dated(f", hoàn thành trong quý {'I' * ((day.month + 2) // 3) if day.month < 10 else 'IV'} năm {day.year}", quarter),
        Dated(f", hoàn thành trước ngày {day.day} tháng {day.month} năm {day.year}", day, strictly_before=True),
        Dated(f", gửi trước 17 giờ ngày {short}", day),
        Dated(", báo cáo trước ngày 20 hằng tháng", period="monthly"),
        Dated(", định kỳ hằng quý trước ngày 15 của tháng cuối quý", period="quarterly"),
        Dated(", trong thời hạn 10 ngày làm việc kể từ ngày nhận được văn bản này"),
    ]


@dataclass(frozen=True)
class Order:
    """One task as it is written and as it must be read."""

    units: tuple[str, ...]
    words: str
    partners: tuple[str, ...]
    due: Dated
    target: int | None

    @property
    def text(self) -> str:
        """The task as a sentence."""
        goal = f" đạt {self.target}%" if self.target else ""
        begin = (
            f"Chủ trì, phối hợp với {' và '.join(self.partners)} {self.words[0].lower()}{self.words[1:]}" if self.partners else self.words
        )
        return f"{begin}{goal}{self.due.words}."


@dataclass(frozen=True)
class Written:
    """A document and the orders in it."""

    letter: Letter
    orders: tuple[Order, ...]


@st.composite
def documents(draw: st.DrawFn) -> Written:
    kind = draw(st.sampled_from(KINDS))
    head, symbol, place = draw(st.sampled_from(HEADS))
    issued = DAY + timedelta(days=draw(st.integers(0, 280)))
    units = draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=4, unique=True))
    orders: list[Order] = []
    body: list[Paragraph] = []
    cited = draw(st.integers(1, 3000))
    based = draw(st.booleans())
    if based:
        body.append(Paragraph("base", "", f"Căn cứ Kế hoạch số {cited}/KH-UBND ngày 15/01/2027 của UBND Thành phố về chuyển đổi số"))
    body.append(Paragraph("text", "", "UBND Thành phố yêu cầu các đơn vị thực hiện các nội dung sau:"))
    shape = draw(st.sampled_from(SHAPES))
    for place_of, unit in enumerate(units, start=1):
        body.append(Paragraph(shape[0], shape[1].format(n=place_of, roman=("I", "II", "III", "IV")[place_of - 1]), unit))
        texts = draw(st.lists(st.sampled_from(ORDERS), min_size=1, max_size=3, unique=True))
        for count, words in enumerate(texts):
            others = [other for other in UNITS if other != unit]
            partners = draw(st.lists(st.sampled_from(others), max_size=2, unique=True))
            due = draw(st.sampled_from(dated(issued + timedelta(days=draw(st.integers(5, 300))))))
            target = draw(st.sampled_from([None, None, 80, 100]))
            orders.append(Order((unit,), words, tuple(partners), due, target))
            body.append(Paragraph(shape[2], shape[3].format(letter="abc"[count], n=count + 1), orders[-1].text))
    body.append(Paragraph("close", "", "Yêu cầu các đơn vị nghiêm túc triển khai thực hiện."))
    is_letter, is_form = kind == Directive.Kind.CV, kind in FORMS
    letter = Letter(
        kind=kind,
        head=head,
        symbol=f"{symbol}-KGVX" if is_letter else f"{kind.value}-{symbol}",
        number=draw(st.integers(1, 9999)),
        date=issued,
        place=place,
        subject=""
        if is_form
        else draw(
            st.sampled_from(["đẩy mạnh rà soát dữ liệu người tham gia", "Tổ chức tuần lễ đọc sách năm 2027", "về cài đặt ứng dụng VssID"])
        ),
        addressees=tuple(units) if is_letter or kind in {Directive.Kind.CD, Directive.Kind.TTR} else (),
        body=FORMS.get(kind, tuple(body)),
        recipients=(RecipientNote("BHXH Việt Nam", "để b/c"), RecipientNote("Các Phó Chủ tịch UBND Thành phố"), *map(RecipientNote, units)),
        archive=draw(st.sampled_from(["VT", "VT, KGVX", "VT, TH (3b)"])),
        signature=draw(st.sampled_from(SIGNATURES)),
    )
    return Written(letter, () if is_form else tuple(orders))


def tasks_of(reading: Reading) -> list[tuple[object, ...]]:
    """The tasks as they must be; a heading of capitals names its unit in capitals."""
    return [
        (
            task.text.rstrip("./ "),
            tuple(name.name.casefold() for name in task.responsible),
            tuple(name.name for name in task.coordinating),
            task.deadline,
            task.strictly_before,
            task.period,
            task.target_percent,
        )
        for task in reading.tasks
    ]


def assert_head_is(reading: Reading, letter: Letter) -> None:
    """Who issued it, under whom, and to whom it goes: what is broken over lines."""
    head = reading.head
    assert (head.superior_agency.value if head.superior_agency else "").casefold() == " ".join(letter.head.superior_lines).casefold()
    assert (head.issuer.value if head.issuer else "").casefold() == " ".join(letter.head.issuer_lines).casefold()
    assert [name.name for name in reading.addressees] == list(letter.addressees)


@given(written=documents())
def test_what_we_wrote_reads_back_the_same(written: Written) -> None:
    letter = written.letter
    reading = read(write_letter(letter), name="van-ban.docx")
    note(reading.text)
    assert_head_is(reading, letter)
    head = reading.head
    assert (head.number and int(head.number.value), head.symbol and head.symbol.value) == (letter.number, letter.symbol)
    printed = letter.kind != Directive.Kind.BB  # whose day and place are in its text (Mẫu 1.9)
    assert (head.date, head.place and head.place.value) == ((letter.date, letter.place) if printed else (None, None))
    assert (head.subject.value if head.subject else "") == letter.subject
    assert (head.type.value.casefold() if head.type else "") == str(Directive.Kind(letter.kind).label).casefold()
    assert (reading.archive.value if reading.archive else "") == letter.archive
    lines = [(line.name, line.note) for line in reading.recipients if not line.name.startswith("Như ")]
    assert lines == [(line.name, line.note or None) for line in letter.recipients]
    assert letter.signature
    assert reading.signer.authority == letter.signature.authority_lines
    assert (reading.signer.title or "").casefold() == letter.signature.title.casefold()
    assert reading.signer.name == letter.signature.name
    assert tasks_of(reading)[: len(written.orders) or None] == [
        (
            order.text.rstrip("."),
            tuple(unit.casefold() for unit in order.units),
            order.partners,
            order.due.day,
            order.due.strictly_before,
            order.due.period,
            order.target,
        )
        for order in written.orders
    ]


@pytest.mark.parametrize("signature", SIGNATURES)
def test_every_signature_block_reads_back(signature: Signature) -> None:
    letter = Letter(
        kind="CV", head=HEADS[0][0], symbol="UBND-KGVX", place="Hà Nội", subject="mở hội sách", signature=signature, archive="VT",
        body=(Paragraph("text", "", "UBND Thành phố đề nghị Sở Y tế tổ chức hội sách./."),),
    )  # fmt: skip
    reading = read(write_letter(letter), name="van-ban.docx")
    assert (reading.signer.authority, reading.signer.name) == (signature.authority_lines, signature.name)


@pytest.mark.parametrize("size", ["short", "long", "appendix"])
def test_the_head_of_every_type_reads_back(size: str) -> None:
    for name, letter in letters().items():
        if name.endswith(size):
            assert_head_is(read(write_letter(letter), name="van-ban.docx"), letter)
