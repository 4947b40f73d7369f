"""Documents of all 29 types, each short, long and with what is attached: what writing and the check of layout are tried on."""

import dataclasses
import datetime
from collections.abc import Callable, Iterator

from directives.writing import AgencyHead, Appendix, Attachment, Letter, Paragraph, RecipientNote, Signature, Table
from directives.writing.facts import TYPE_NAMES, Block
from directives.writing.forms import Invitation
from tests.filled_forms import Introduction, Leave, Minutes

SIZES = ("short", "long", "appendix")
DAY = datetime.date(2027, 3, 8)
CITY = AgencyHead((), ("Ủy ban nhân dân", "thành phố Hà Nội"))
OFFICE = AgencyHead(("UBND thành phố Hà Nội",), ("Văn phòng",))
INSURANCE = AgencyHead(("Bảo hiểm xã hội Việt Nam",), ("Bảo hiểm xã hội", "thành phố Hồ Chí Minh"))
BOARD = AgencyHead(
    ("Ủy ban nhân dân tỉnh Tuyên Quang",),
    ("Ban Chỉ đạo thực hiện chính sách", "bảo hiểm xã hội, bảo hiểm y tế", "và phát triển đối tượng tham gia"),
)
CHAIRMAN = Signature(("TM. ỦY BAN NHÂN DÂN",), "CHỦ TỊCH", "Nguyễn Văn An")
DEPUTY = Signature(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), "PHÓ CHỦ TỊCH", "Trần Thị Bình")
BY_ORDER = Signature(("TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG"), "PHÓ CHÁNH VĂN PHÒNG", "Lê Quốc Cường")
ACTING = Signature((), "Q. GIÁM ĐỐC", "Đỗ Minh Đức")
IN_THE_BOARD = Signature(("KT. TRƯỞNG BAN",), "PHÓ TRƯỞNG BAN", "Vũ Thị Hạnh", "GIÁM ĐỐC BẢO HIỂM XÃ HỘI TỈNH")
ADDRESS = (
    "Địa chỉ: số 12 phố Lê Lai, phường Hoàn Kiếm, thành phố Hà Nội",
    "Điện thoại: 024 3825 3536; Fax: 024 3824 3126; Thư điện tử: vanthu@hanoi.example; Trang thông tin điện tử: https://hanoi.example",
)
BASES = (
    Paragraph("base", "", "Căn cứ Luật Tổ chức chính quyền địa phương"),
    Paragraph("base", "", "Căn cứ Luật Bảo hiểm xã hội"),
    Paragraph(
        "base",
        "",
        "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư",
    ),
)
PROPOSAL = Paragraph(
    "base", "", "Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 112/TTr-SNV ngày 01 tháng 3 năm 2027 về việc kiện toàn"
)
TASKS = Table(
    title="",
    columns=("STT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian hoàn thành", "Sản phẩm"),
    rows=tuple(
        (str(number), f"Rà soát, cập nhật dữ liệu người tham gia đợt {number}", "Bảo hiểm xã hội", "UBND các xã, phường", when, "Báo cáo")
        for number, when in enumerate(("31/3/2027", "30/4/2027", "31/5/2027", "30/6/2027") * 6, start=1)
    ),
    widths_mm=(12, 70, 45, 45, 35, 35),
    centred=(0, 4),
)
FIGURES = Table(
    title="Kết quả theo nhóm đơn vị",
    columns=("STT", "Nhóm đơn vị", "Được giao", "Hoàn thành", "Tỷ lệ (%)"),
    rows=(("1", "Sở, ban, ngành", "22", "20", "90,9"), ("2", "Xã, phường", "126", "117", "92,9")),
    total=("", "Tổng cộng", "148", "137", "92,6"),
    widths_mm=(12, 70, 25, 25, 23),
    centred=(0,),
    numeric=(2, 3, 4),
    note="Số liệu tính đến ngày 01/3/2027.",
)
WORK = (
    "Rà soát danh sách người tham gia bảo hiểm y tế trên địa bàn, đối chiếu với cơ sở dữ liệu dân cư, hoàn thành trước ngày 31/3/2027",
    "Tổ chức tuyên truyền đến từng tổ dân phố về quyền lợi khi tham gia bảo hiểm xã hội tự nguyện",
    "Hướng dẫn cơ sở khám bệnh, chữa bệnh tiếp nhận người bệnh bằng căn cước và ứng dụng định danh điện tử",
    "Cập nhật thông tin của người hưởng lương hưu, trợ cấp hằng tháng, bảo đảm chi trả đúng người, đúng kỳ",
    "Kiểm tra việc chấp hành pháp luật của đơn vị sử dụng lao động chậm đóng, trốn đóng",
    "Bố trí kinh phí, nhân lực và phương tiện cần thiết cho các đợt cao điểm trong năm",
    "Báo cáo kết quả thực hiện trước ngày 25 hằng tháng",
    "Khen thưởng tập thể, cá nhân có thành tích; xử lý nghiêm nơi chậm trễ",
    "Giải đáp kịp thời vướng mắc của người dân, doanh nghiệp trong quá trình thực hiện",
    "Bảo đảm an toàn thông tin và bảo vệ dữ liệu cá nhân của người tham gia",
)
LETTERS = "abcdđeghik"
RECIPIENTS = (RecipientNote("BHXH Việt Nam", "để b/c"), RecipientNote("Các Sở, ban, ngành Thành phố"), RecipientNote("UBND các xã, phường"))
MANY = (
    RecipientNote("Thường trực Thành ủy", "để b/c"),
    RecipientNote("Thường trực HĐND Thành phố", "để b/c"),
    *(
        RecipientNote(f"UBND phường {name}")
        for name in ("Ba Đình", "Hoàn Kiếm", "Cửa Nam", "Ngọc Hà", "Giảng Võ", "Hai Bà Trưng", "Vĩnh Tuy")
    ),
    *(
        RecipientNote(f"UBND xã {name}", "để t/h")
        for name in ("Đông Anh", "Phúc Thịnh", "Thư Lâm", "Sóc Sơn", "Đa Phúc", "Nội Bài", "Ba Vì")
    ),
    RecipientNote("Văn phòng UBND Thành phố: Chánh Văn phòng, các Phó Chánh Văn phòng, các phòng chuyên môn"),
    RecipientNote("Cổng thông tin điện tử Thành phố"),
)
_SUBJECTS = {
    "NQ": "Về việc thông qua kế hoạch phát triển đối tượng tham gia bảo hiểm y tế năm 2027",
    "QĐ": "Về việc kiện toàn Tổ công tác thực hiện chính sách bảo hiểm xã hội",
    "CT": "Về việc tăng cường thực hiện chính sách bảo hiểm xã hội, bảo hiểm y tế",
    "QC": "Phối hợp thực hiện chính sách bảo hiểm xã hội, bảo hiểm y tế",
    "QyĐ": "Về quản lý hồ sơ người tham gia bảo hiểm xã hội",
    "TC": "Về kết quả phiên họp thường kỳ tháng 02 năm 2027",
    "TB": "Ý kiến kết luận của Phó Chủ tịch Trần Thị Bình tại cuộc họp về cài đặt ứng dụng",
    "HD": "Đăng ký và sử dụng ứng dụng bảo hiểm xã hội số",
    "CTr": "Công tác năm 2027",
    "KH": "Triển khai ứng dụng bảo hiểm xã hội số trên địa bàn Thành phố",
    "PA": "Bảo đảm chi trả lương hưu trong mùa mưa bão",
    "ĐA": "Chuyển đổi số công tác tiếp nhận hồ sơ giai đoạn 2027 - 2030",
    "DA": "Xây dựng kho lưu trữ hồ sơ điện tử",
    "BC": "Kết quả thực hiện chính sách bảo hiểm xã hội quý I năm 2027",
    "BB": "Họp triển khai ứng dụng bảo hiểm xã hội số",
    "TTr": "Về việc kiện toàn Tổ công tác",
    "HĐ": "Thuê kênh truyền số liệu",
    "CV": "đẩy mạnh rà soát dữ liệu người tham gia bảo hiểm y tế",
    "CĐ": "Về việc chủ động ứng phó với đợt mưa lớn",
    "BGN": "Về trao đổi dữ liệu giữa hai cơ quan",
    "BTT": "Về hợp tác tuyên truyền chính sách",
    "GUQ": "Ký xác nhận hồ sơ cấp sổ bảo hiểm xã hội",
    "GM": "Dự hội nghị triển khai công tác năm 2027",
    "GGT": "",
    "GNP": "",
    "PG": "Tài liệu hội nghị",
    "PC": "Đơn của công dân",
    "PB": "Tiếp nhận hồ sơ",
    "ThC": "",
}
_SHORT = {
    "BGN": "Hai bên thống nhất trao đổi dữ liệu hằng tuần qua trục liên thông văn bản",
    "TC": "Ủy ban nhân dân Thành phố thông báo kết quả phiên họp thường kỳ tháng 02 năm 2027 để báo chí và Nhân dân biết",
    "PG": "Văn phòng gửi kèm phiếu này 01 tập tài liệu; đề nghị đơn vị nhận kiểm tra, ký và gửi lại phiếu",
    "PC": "Văn phòng nhận được đơn của ông Phạm Văn Minh; chuyển đơn đến Sở Nội vụ để giải quyết theo thẩm quyền",
    "PB": "Văn phòng đã nhận đủ hồ sơ số 27 do Sở Y tế gửi ngày 05/3/2027",
    "GUQ": "Chủ tịch Ủy ban nhân dân Thành phố ủy quyền cho Giám đốc Sở Nội vụ ký xác nhận hồ sơ từ ngày 10/3/2027 đến hết ngày 31/12/2027",
}
_WITH_ADDRESSEES = frozenset({"CV", "TTr", "CĐ", "ThC"})
_AGREEMENTS = frozenset({"HĐ", "BGN", "BTT"})
_IN_ARTICLES = frozenset({"NQ", "QĐ", "QC", "QyĐ", "HĐ", "BTT"})


def letters() -> dict[str, Letter]:
    """The facts of 29 × 3 documents by "QĐ-short", "QĐ-long", "QĐ-appendix" and so on; the same facts at every call."""
    return {f"{kind}-{size}": _letter(kind, size) for kind in TYPE_NAMES for size in SIZES}


def _letter(kind: str, size: str) -> Letter:
    long = size == "long"
    head, place, signature = _issuer(kind, size)
    letter = Letter(
        kind=kind,
        head=head,
        symbol=_symbol(kind, head),
        place=place,
        date=DAY if not long else datetime.date(2027, 12, 21),
        number=5 if not long else 1208,
        subject=_SUBJECTS[kind],
        addressees=_addressees(kind, long=long),
        body=_body(kind, size),
        recipients=MANY if long else RECIPIENTS,
        archive="VT, KGVX (03)" if long else "VT, KGVX",
        signature=signature,
        urgency="THƯỢNG KHẨN" if long and kind in {"CV", "CĐ", "CT"} else "",
        circulation="LƯU HÀNH NỘI BỘ" if long and kind in {"HD", "PA", "CV"} else "",
        drafter_mark="PL.(300)" if long else "",
        address=ADDRESS if long and kind in {"CV", "GM", "TB"} else (),
    )
    if kind in _AGREEMENTS or kind == "BB":
        letter = dataclasses.replace(letter, second_signature=_other_side(kind))
    if kind == "GNP":
        letter = dataclasses.replace(
            letter, recipients=(RecipientNote("Ông Phạm Văn Minh"),), attestation="Xác nhận của chính quyền địa phương nơi nghỉ phép"
        )
    return _with_attached(letter) if size == "appendix" else letter


def _issuer(kind: str, size: str) -> tuple[AgencyHead, str, Signature]:
    if kind == "BB":
        return OFFICE, "Hà Nội", Signature((), "CHỦ TỌA", "Trần Thị Bình")
    if kind in _AGREEMENTS:
        return CITY, "Hà Nội", Signature(("ĐẠI DIỆN BÊN B",), "GIÁM ĐỐC", "Hoàng Văn Giang")
    if kind == "TB":
        return OFFICE, "Hà Nội", BY_ORDER
    if kind in {"BC", "TTr", "PG", "PB", "PC", "GGT", "GNP"}:
        return INSURANCE, "Thành phố Hồ Chí Minh", ACTING
    if kind in {"KH", "PA"} and size == "long":
        return BOARD, "Tuyên Quang", IN_THE_BOARD
    return CITY, "Hà Nội", DEPUTY if size == "long" else CHAIRMAN


def _symbol(kind: str, head: AgencyHead) -> str:
    issuer = {CITY: "UBND", OFFICE: "VP", INSURANCE: "BHXH", BOARD: "BCĐ"}[head]
    return f"{issuer}-KGVX" if kind in {"CV", "ThC"} else f"{kind}-{issuer}"


def _other_side(kind: str) -> Signature:
    return Signature((), "THƯ KÝ", "Lê Quốc Cường") if kind == "BB" else Signature(("ĐẠI DIỆN BÊN A",), "CHÁNH VĂN PHÒNG", "Ngô Thị Kim")


def _addressees(kind: str, *, long: bool) -> tuple[str, ...]:
    if kind == "BC":
        return ("Bảo hiểm xã hội Việt Nam",)
    if kind not in _WITH_ADDRESSEES:
        return ()
    if not long:
        return ("Bảo hiểm xã hội Việt Nam",) if kind == "TTr" else ("Sở Nội vụ", "UBND các xã, phường")
    return (
        "Các Sở, ban, ngành Thành phố và các đơn vị sự nghiệp công lập trực thuộc Ủy ban nhân dân Thành phố",
        "Bảo hiểm xã hội Thành phố",
        "Ủy ban Mặt trận Tổ quốc Việt Nam Thành phố và các tổ chức chính trị - xã hội",
        "UBND các xã, phường",
    )


def _body(kind: str, size: str) -> tuple[Block, ...]:
    forms: dict[str, Callable[[bool], tuple[Block, ...]]] = {"GM": _invitation, "GGT": _introduction, "GNP": _leave, "BB": _minutes}
    long = size == "long"
    if kind in forms:
        return forms[kind](long)
    if kind in {"NQ", "QĐ"}:
        return (*BASES, *([PROPOSAL] if kind == "QĐ" else []), *_articles(kind, long=long))
    if kind in _IN_ARTICLES:
        return tuple(_chapters() if long and kind in {"QC", "QyĐ"} else _articles(kind, long=long))
    bases = BASES[1:] if kind in {"KH", "CTr", "PA", "ĐA", "DA"} else ()
    opening = Paragraph(
        "text", "", _SHORT.get(kind, "Để thực hiện tốt chính sách trong năm 2027, các cơ quan, đơn vị tập trung những việc sau:")
    )
    if kind in _SHORT and not long:
        return (Paragraph("close", "", opening.text + "."),)
    if kind in _SHORT:
        opening = Paragraph("text", "", opening.text + ".")
    if kind == "BC":
        return (
            *bases,
            opening,
            *_headed(long=long),
            FIGURES,
            Paragraph("close", "", "Trên đây là báo cáo kết quả thực hiện; kính báo cáo."),
        )
    if kind in {"CV", "CĐ", "CT", "ThC", "TB", "PG", "PC", "PB", "GUQ", "TC", "BGN", "TTr", "HD"}:
        return (*bases, opening, *_clauses(long=long), Paragraph("close", "", "Yêu cầu các đơn vị nghiêm túc triển khai thực hiện."))
    return (*bases, opening, *_headed(long=long), Paragraph("close", "", "Đề nghị các đơn vị phối hợp và triển khai thực hiện."))


def _clauses(*, long: bool) -> Iterator[Block]:
    """Numbered blocks by addressee, each with its points."""
    for number, unit in enumerate(("Sở Nội vụ", "Bảo hiểm xã hội Thành phố", "UBND các xã, phường")[: 3 if long else 1], start=1):
        yield Paragraph("clause_title", f"{number}.", f"{unit}:")
        for letter, words in zip(LETTERS, WORK[: 10 if long else 2], strict=False):
            yield Paragraph("point", f"{letter})", f"{words}.")


def _headed(*, long: bool) -> Iterator[Block]:
    """Headings in Roman numerals, clauses and dashes below them."""
    yield Paragraph("roman", "I.", "Mục đích, yêu cầu")
    yield Paragraph("clause", "1.", "Nâng cao tỷ lệ người tham gia; bảo đảm quyền lợi của Nhân dân.")
    yield Paragraph("clause", "2.", "Phân công rõ việc, rõ người, rõ thời hạn.")
    yield Paragraph("roman", "II.", "Nội dung thực hiện")
    for number, unit in enumerate(("Sở Nội vụ", "Bảo hiểm xã hội Thành phố", "UBND các xã, phường")[: 3 if long else 1], start=1):
        yield Paragraph("clause_title", f"{number}.", unit)
        for words in WORK[: 10 if long else 1]:
            yield Paragraph("dash", "", f"{words}.")
    yield Paragraph("roman", "III.", "Tổ chức thực hiện")
    yield Paragraph("clause", "1.", "Thủ trưởng các cơ quan, đơn vị chỉ đạo, kiểm tra việc thực hiện.")
    yield Paragraph("clause", "2.", "Văn phòng Ủy ban nhân dân Thành phố theo dõi, đôn đốc, tổng hợp báo cáo.")


def _articles(kind: str, *, long: bool) -> Iterator[Block]:
    """Articles with clauses and points; the last says who carries the document out."""
    count = 8 if long else 1
    for number in range(1, count + 1):
        words = WORK[(number - 1) % len(WORK)]
        if long:
            yield Paragraph("article", f"Điều {number}.", f"Nội dung thứ {number}")
            yield Paragraph("clause", "1.", f"{words}.")
            yield Paragraph("clause", "2.", "Các việc cụ thể gồm:")
            for letter, point in zip(LETTERS[:5], WORK, strict=False):
                yield Paragraph("point", f"{letter})", f"{point};" if letter != "đ" else f"{point}.")
        else:
            yield Paragraph("article", f"Điều {number}.", f"{words}.")
    yield Paragraph("article", f"Điều {count + 1}.", "Văn bản này có hiệu lực kể từ ngày ký.")
    name = TYPE_NAMES[kind].capitalize()
    if kind in _AGREEMENTS:
        last = f"Hai bên cam kết thực hiện {name.lower()} này."
    else:
        last = f"Chánh Văn phòng, Thủ trưởng các đơn vị liên quan chịu trách nhiệm thi hành {name} này."
    yield Paragraph("article", f"Điều {count + 2}.", last)


def _chapters() -> Iterator[Block]:
    """Parts, chapters, sections, subsections and articles."""
    yield Paragraph("part", "Phần I", "Quy định chung")
    yield Paragraph("chapter", "Chương I", "Phạm vi và nguyên tắc")
    yield Paragraph("article", "Điều 1.", "Phạm vi điều chỉnh")
    yield Paragraph("text", "", "Văn bản này quy định trách nhiệm, cách thức phối hợp giữa các cơ quan, đơn vị.")
    yield Paragraph("article", "Điều 2.", "Nguyên tắc")
    for number, words in enumerate(WORK[:4], start=1):
        yield Paragraph("clause", f"{number}.", f"{words}.")
    yield Paragraph("part", "Phần II", "Quy định cụ thể")
    yield Paragraph("chapter", "Chương II", "Trách nhiệm của các cơ quan")
    article = 3
    for section in ("Cơ quan chuyên môn", "Chính quyền địa phương"):
        number = 1 if section == "Cơ quan chuyên môn" else 2
        yield Paragraph("section", f"Mục {number}", section)
        for subsection in (1, 2):
            yield Paragraph("section", f"Tiểu mục {subsection}", f"Việc thường xuyên, đợt {subsection}")
            yield Paragraph("article", f"Điều {article}.", "Việc phải làm")
            yield Paragraph("clause", "1.", "Hằng tháng thực hiện:")
            for letter, words in zip(LETTERS, WORK, strict=True):
                yield Paragraph("point", f"{letter})", f"{words};" if letter != "k" else f"{words}.")
            yield Paragraph("clause", "2.", "Hằng quý đánh giá, rút kinh nghiệm.")
            article += 1
    yield Paragraph("chapter", "Chương III", "Điều khoản thi hành")
    yield Paragraph("article", f"Điều {article}.", "Thủ trưởng các cơ quan, đơn vị có trách nhiệm thi hành văn bản này.")


def _invitation(long: bool) -> tuple[Block, ...]:
    return Invitation(
        inviter="Ủy ban nhân dân thành phố Hà Nội",
        invited="Đại diện lãnh đạo các Sở, ban, ngành, Chủ tịch UBND các xã, phường",
        meeting="Hội nghị triển khai thực hiện chính sách bảo hiểm xã hội, bảo hiểm y tế năm 2027",
        chair="Đồng chí Trần Thị Bình - Phó Chủ tịch Ủy ban nhân dân Thành phố",
        time="14 giờ 00, thứ Sáu ngày 12/3/2027",
        venue="Phòng họp số 3, trụ sở Ủy ban nhân dân Thành phố",
        notes=tuple(f"{words}." for words in WORK) if long else ("Đề nghị các đại biểu đến dự đúng giờ.",),
    ).body()


def _introduction(long: bool) -> tuple[Block, ...]:
    return Introduction(
        agency="Bảo hiểm xã hội Thành phố Hồ Chí Minh",
        person="Phạm Văn Minh",
        post="Chuyên viên Phòng Tổ chức cán bộ" + (", Tổ phó Tổ công tác chuyển đổi số của cơ quan" if long else ""),
        destination="Sở Nội vụ tỉnh Tuyên Quang" + (" và các cơ quan, đơn vị trực thuộc trên địa bàn tỉnh" if long else ""),
        matter="Xác minh hồ sơ cán bộ"
        + (" phục vụ việc tuyển dụng, tiếp nhận, bổ nhiệm trong năm 2027 theo kế hoạch đã duyệt" if long else ""),
        valid_until=datetime.date(2027, 3, 31),
    ).body()


def _leave(long: bool) -> tuple[Block, ...]:
    return Leave(
        agency="Bảo hiểm xã hội Thành phố Hồ Chí Minh",
        person="Phạm Văn Minh",
        post="Chuyên viên Phòng Tổ chức cán bộ" + (", Tổ phó Tổ công tác chuyển đổi số của cơ quan" if long else ""),
        asked_on=datetime.date(2027, 3, 1),
        length="05 ngày làm việc",
        first=datetime.date(2027, 3, 15),
        last=datetime.date(2027, 3, 19),
        place="xã Chiêm Hóa, tỉnh Tuyên Quang",
        counted_as="nghỉ hằng năm năm 2027",
    ).body()


def _minutes(long: bool) -> tuple[Block, ...]:
    return Minutes(
        begins="14 giờ 00, ngày 05/3/2027",
        venue="Phòng họp số 3, trụ sở Ủy ban nhân dân Thành phố",
        attendance=("Lãnh đạo Văn phòng", "Đại diện Sở Nội vụ", "Đại diện Bảo hiểm xã hội Thành phố"),
        chair="Bà Trần Thị Bình - Phó Chủ tịch Ủy ban nhân dân Thành phố",
        secretary="Ông Lê Quốc Cường - Phó Chánh Văn phòng",
        proceedings=tuple(_clauses(long=long)),
        ends="16 giờ 30, ngày 05 tháng 3 năm 2027",
    ).body()


def _with_attached(letter: Letter) -> Letter:
    """The letter with a regulation that it issues, or with one appendix or two; the text refers to them."""
    if letter.kind == "QĐ":
        body = (
            *BASES,
            PROPOSAL,
            Paragraph("article", "Điều 1.", "Ban hành kèm theo Quyết định này Quy chế phối hợp thực hiện chính sách bảo hiểm xã hội."),
            Paragraph("article", "Điều 2.", "Quyết định này có hiệu lực kể từ ngày ký."),
            Paragraph("article", "Điều 3.", "Chánh Văn phòng, Thủ trưởng các đơn vị liên quan chịu trách nhiệm thi hành Quyết định này."),
        )
        regulation = Attachment("QC", "Phối hợp thực hiện chính sách bảo hiểm xã hội", tuple(_chapters()))
        return dataclasses.replace(
            letter, subject="Ban hành Quy chế phối hợp thực hiện chính sách bảo hiểm xã hội", body=body, attachments=(regulation,)
        )
    wide = Appendix("Danh mục nhiệm vụ", (TASKS,), landscape=True)
    forms = Appendix("Mẫu báo cáo", (FIGURES, Paragraph("text", "", "Số liệu tính đến ngày cuối tháng.")))
    appendices = (wide, forms) if letter.kind in {"KH", "CV", "BC", "CT", "NQ"} else (wide,)
    reference = "Phụ lục I và Phụ lục II" if len(appendices) > 1 else "Phụ lục"
    where = next((at for at, block in enumerate(letter.body) if not (isinstance(block, Paragraph) and block.kind == "base")), 0)
    if letter.kind in _IN_ARTICLES:
        first = letter.body[where]
        assert isinstance(first, Paragraph)
        mentioned: tuple[Block, ...] = (dataclasses.replace(first, text=f"{first.text.rstrip('.')} (chi tiết tại {reference} kèm theo)."),)
        where += 1
        return dataclasses.replace(letter, body=(*letter.body[: where - 1], *mentioned, *letter.body[where:]), appendices=appendices)
    mentioned = (Paragraph("text", "", f"Nội dung chi tiết nêu tại {reference} kèm theo."),)
    if letter.kind in {"GM", "GGT", "GNP", "BB"}:
        where = len(letter.body) - 1  # before the last sentence of the form
    return dataclasses.replace(letter, body=(*letter.body[:where], *mentioned, *letter.body[where:]), appendices=appendices)
