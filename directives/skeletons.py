"""Skeletons to begin a document with: the parts of its type in order, with places to fill in that read "[… what goes there]".

The ones that come with the system follow VAS §7 and the forms of NĐ 30/2020, Phụ lục III; an office keeps its own (`models.DraftTemplate`).
A place that is still open is found before the text is handed in (`unfilled`).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from directives.drafting import Draft, ProvisionDraft, RecipientDraft, default_symbol
from directives.models import Directive
from directives.outline import provisions_of
from org_hierarchy.models import OrgUnit

Kind = Directive.Kind
_OPEN = re.compile(r"\[…[^\[\]]{0,300}\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """What a new document begins with."""

    key: str
    title: str
    kind: str
    subject: str
    provisions: tuple[ProvisionDraft, ...]
    addressees: tuple[str, ...] = ()
    recipients: tuple[RecipientDraft, ...] = ()


def _made(key: str, title: str, kind: str, subject: str, body: str, addressees: str = "", recipients: str = "") -> Skeleton:
    """One that comes with the system; several lines of a list are divided by "|"."""
    return Skeleton(
        key=key,
        title=title,
        kind=kind,
        subject=subject,
        provisions=provisions_of(body),
        addressees=tuple(filter(None, addressees.split("|"))),
        recipients=tuple(RecipientDraft(name) for name in recipients.split("|") if name),
    )


SKELETONS: Mapping[str, Skeleton] = {
    one.key: one
    for one in (
        _made(
            "cong-van-trien-khai",
            "Công văn triển khai",
            Kind.CV,
            "triển khai [… công việc]",
            """Thực hiện [… loại, số, ký hiệu, ngày, cơ quan, trích yếu của văn bản cấp trên];
Để [… mục đích], [… cơ quan ban hành] yêu cầu các đơn vị thực hiện các nội dung sau:
1. [… nhóm đơn vị thứ nhất]:
- [… việc phải làm], hoàn thành trước ngày [… ngày/tháng/năm].
- Báo cáo kết quả về [… nơi nhận báo cáo] trước ngày [… ngày/tháng/năm].
2. [… đơn vị chủ trì]:
- Chủ trì, phối hợp với [… đơn vị phối hợp] [… việc phải làm].
- Theo dõi, đôn đốc, tổng hợp kết quả, báo cáo [… cơ quan ban hành] trước ngày [… ngày/tháng/năm].
Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các đơn vị phản ánh kịp thời về [… đầu mối] để được hướng dẫn.
Yêu cầu các đơn vị nghiêm túc thực hiện./.""",
            "[… các đơn vị thực hiện]",
            "[… cơ quan cấp trên (để b/c)]|[… lãnh đạo cơ quan]",
        ),
        _made(
            "cong-van-don-doc",
            "Công văn đôn đốc",
            Kind.CV,
            "đôn đốc thực hiện [… công việc]",
            """Ngày [… ngày/tháng/năm], [… cơ quan ban hành] có [… loại, số, ký hiệu văn bản giao việc] giao các đơn vị [… công việc], \
thời hạn hoàn thành trước ngày [… ngày/tháng/năm].
Đến ngày [… ngày/tháng/năm], còn [… số] đơn vị chưa báo cáo, [… số] nhiệm vụ quá hạn (danh sách kèm theo).
[… cơ quan ban hành] yêu cầu:
1. Thủ trưởng các đơn vị có tên trong danh sách hoàn thành ngay các nhiệm vụ quá hạn, gửi kết quả về [… đầu mối] trước ngày \
[… ngày/tháng/năm]; nêu rõ nguyên nhân chậm và trách nhiệm của từng người.
2. [… đơn vị theo dõi] theo dõi, tổng hợp, báo cáo [… cơ quan ban hành] những đơn vị vẫn để chậm.
Quá thời hạn nêu trên, thủ trưởng đơn vị chịu trách nhiệm trước [… người đứng đầu cơ quan ban hành]./.""",
            "[… các đơn vị có nhiệm vụ quá hạn]",
        ),
        _made(
            "ke-hoach",
            "Kế hoạch triển khai",
            Kind.KH,
            "[… công việc] năm [… năm]",
            """Căn cứ [… văn bản giao việc: loại, số, ký hiệu, ngày, cơ quan, trích yếu];
[… cơ quan ban hành] ban hành kế hoạch như sau:
I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
[… kết quả mong muốn và ý nghĩa]
2. Yêu cầu
[… yêu cầu về tiến độ, chất lượng, phối hợp]
II. NỘI DUNG, THỜI GIAN THỰC HIỆN
1. [… việc thứ nhất]: từ ngày [… ngày/tháng/năm] đến ngày [… ngày/tháng/năm].
2. [… việc thứ hai]: hoàn thành trước ngày [… ngày/tháng/năm].
III. KINH PHÍ
[… nguồn kinh phí và cách sử dụng]
IV. TỔ CHỨC THỰC HIỆN
1. [… đơn vị chủ trì]: [… việc được giao], hoàn thành trước ngày [… ngày/tháng/năm].
2. [… các đơn vị khác]: [… việc được giao]; báo cáo kết quả trước ngày [… ngày/tháng/năm].
Trong quá trình thực hiện có vướng mắc, các đơn vị báo cáo về [… đầu mối] để xem xét, giải quyết./.""",
            recipients="[… cơ quan cấp trên (để b/c)]|[… các đơn vị thực hiện]",
        ),
        _made(
            "chi-thi",
            "Chỉ thị",
            Kind.CT,
            "về việc [… công việc]",
            """[… đánh giá tình hình, lý do ban hành]
Để [… mục đích], [… người đứng đầu cơ quan ban hành] chỉ thị:
1. [… đơn vị thứ nhất] [… việc phải làm], hoàn thành trước ngày [… ngày/tháng/năm].
2. [… đơn vị thứ hai] [… việc phải làm].
3. [… đơn vị theo dõi] theo dõi, đôn đốc việc thực hiện, định kỳ [… kỳ báo cáo] báo cáo [… cơ quan ban hành].
Yêu cầu thủ trưởng các đơn vị nghiêm túc thực hiện Chỉ thị này./.""",
            recipients="[… các đơn vị thực hiện]",
        ),
        _made(
            "quyet-dinh",
            "Quyết định (có các điều)",
            Kind.QD,
            "[… về việc gì]",
            """Căn cứ [… văn bản quy định chức năng, quyền hạn của cơ quan];
Căn cứ [… văn bản làm căn cứ về nội dung];
Theo đề nghị của [… đơn vị trình].
Điều 1. [… nội dung quyết định].
Điều 2. [… trách nhiệm thực hiện].
Điều 3. Quyết định này có hiệu lực kể từ ngày ký.
Điều 4. [… các đơn vị, cá nhân] chịu trách nhiệm thi hành Quyết định này./.""",
            recipients="[… nơi nhận khác]",
        ),
        _made(
            "quyet-dinh-ban-chi-dao",
            "Quyết định thành lập Ban Chỉ đạo, Tổ công tác",
            Kind.QD,
            "về việc thành lập [… Ban Chỉ đạo, Tổ công tác]",
            """Căn cứ [… văn bản quy định chức năng, quyền hạn của cơ quan];
Theo đề nghị của [… đơn vị trình].
Điều 1. Thành lập [… tên Ban, Tổ] gồm các ông, bà:
1. [… họ tên, chức vụ], Trưởng ban;
2. [… họ tên, chức vụ], Phó Trưởng ban;
3. [… họ tên, chức vụ], Thành viên.
Điều 2. [… tên Ban, Tổ] có nhiệm vụ [… nhiệm vụ]; được sử dụng con dấu của [… cơ quan]; tự giải thể khi hoàn thành nhiệm vụ.
Điều 3. Quyết định này có hiệu lực kể từ ngày ký.
Điều 4. [… các đơn vị] và các ông, bà có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./.""",
            recipients="[… nơi nhận khác]",
        ),
        _made(
            "to-trinh",
            "Tờ trình",
            Kind.TTR,
            "[… đề nghị việc gì]",
            """I. SỰ CẦN THIẾT
[… thực trạng và lý do phải trình]
II. CĂN CỨ
[… văn bản làm căn cứ: loại, số, ký hiệu, ngày, cơ quan, trích yếu]
III. NỘI DUNG TRÌNH
1. [… phương án đề nghị]
2. [… kinh phí, nguồn lực]
IV. Ý KIẾN CÁC ĐƠN VỊ
[… ý kiến thống nhất, ý kiến khác và việc tiếp thu]
V. KIẾN NGHỊ
[… việc đề nghị cấp trên xem xét, quyết định]
Kính trình [… cơ quan nhận] xem xét, quyết định./.""",
            "[… cơ quan nhận tờ trình]",
        ),
        _made(
            "bao-cao",
            "Báo cáo kết quả thực hiện",
            Kind.BC,
            "kết quả thực hiện [… công việc] [… kỳ báo cáo]",
            """Thực hiện [… văn bản giao việc], [… cơ quan ban hành] báo cáo kết quả như sau:
I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI
[… văn bản đã ban hành, hội nghị, phân công]
II. KẾT QUẢ THỰC HIỆN
1. [… chỉ tiêu thứ nhất]: giao [… số], thực hiện trong kỳ [… số], lũy kế [… số], đạt [… tỷ lệ]%.
2. [… chỉ tiêu thứ hai]: [… kết quả].
III. TỒN TẠI, KHÓ KHĂN, NGUYÊN NHÂN
[… việc chưa làm được, vướng mắc và nguyên nhân]
IV. NHIỆM VỤ, GIẢI PHÁP THỜI GIAN TỚI
[… việc sẽ làm, người làm, thời hạn]
V. KIẾN NGHỊ
[… đề xuất với cấp trên]
(Số liệu tính từ ngày [… ngày/tháng/năm] đến ngày [… ngày/tháng/năm]).
Trên đây là báo cáo kết quả thực hiện [… công việc], [… cơ quan ban hành] kính báo cáo./.""",
            "[… cơ quan nhận báo cáo]",
        ),
        _made(
            "thong-bao-ket-luan",
            "Thông báo kết luận cuộc họp",
            Kind.TB,
            "kết luận của [… người chủ trì] tại cuộc họp [… nội dung họp]",
            """Ngày [… ngày/tháng/năm], tại [… địa điểm], [… chức vụ, họ tên người chủ trì] chủ trì cuộc họp [… nội dung họp]. \
Tham dự có [… thành phần].
Sau khi nghe [… đơn vị] báo cáo và ý kiến của các đại biểu, [… người chủ trì] kết luận như sau:
1. Đánh giá chung
[… kết quả, hạn chế]
2. Nhiệm vụ của các đơn vị
a) Giao [… đơn vị] chủ trì, phối hợp với [… đơn vị] [… việc phải làm], hoàn thành trước ngày [… ngày/tháng/năm].
b) Giao [… đơn vị] [… việc phải làm], báo cáo trước ngày [… ngày/tháng/năm].
3. Tổ chức thực hiện
[… đơn vị theo dõi] theo dõi, đôn đốc việc thực hiện kết luận này.
[… văn phòng] thông báo để các đơn vị biết, thực hiện./.""",
            recipients="[… các đơn vị dự họp]",
        ),
        _made(
            "giay-moi",
            "Giấy mời họp",
            Kind.GM,
            "[… tên cuộc họp]",
            """[… cơ quan ban hành] trân trọng kính mời: [… thành phần được mời]
Tới dự [… tên cuộc họp]
Chủ trì: [… chức vụ, họ tên]
Thời gian: [… giờ, ngày/tháng/năm]
Địa điểm: [… phòng họp, địa chỉ]""",
            recipients="Như thành phần mời",
        ),
        _made(
            "cong-dien",
            "Công điện",
            Kind.CD,
            "về việc [… việc khẩn]",
            """[… tình hình]
Để [… mục đích], [… người ban hành] yêu cầu:
1. [… đơn vị] [… việc phải làm ngay], báo cáo trước [… giờ] ngày [… ngày/tháng/năm].
2. [… đơn vị theo dõi] trực, theo dõi, báo cáo kịp thời những việc vượt thẩm quyền./.""",
            "[… các đơn vị nhận điện]",
        ),
        _made(
            "huong-dan",
            "Hướng dẫn",
            Kind.HD,
            "thực hiện [… công việc]",
            """Căn cứ [… văn bản được hướng dẫn];
[… cơ quan ban hành] hướng dẫn như sau:
I. PHẠM VI, ĐỐI TƯỢNG
[… ai, việc gì]
II. NỘI DUNG
1. [… bước thứ nhất]
2. [… bước thứ hai]
III. TỔ CHỨC THỰC HIỆN
[… trách nhiệm của các đơn vị, đầu mối giải đáp]./.""",
            recipients="[… các đơn vị thực hiện]",
        ),
    )
}


def begun_with(skeleton: Skeleton, draft: Draft, issuer: OrgUnit, unit: OrgUnit) -> Draft:
    """The empty draft with what the skeleton says, its symbol that of the type."""
    return replace(
        draft,
        kind=skeleton.kind,
        symbol=default_symbol(skeleton.kind, issuer, unit),
        subject=_by(issuer, skeleton.subject),
        provisions=tuple(replace(one, text=_by(issuer, one.text)) for one in skeleton.provisions),
        addressees=skeleton.addressees,
        recipients=skeleton.recipients,
    )


def _by(issuer: OrgUnit, text: str) -> str:
    """The text with the agency where that is known already."""
    return text.replace("[… cơ quan ban hành]", issuer.name)


def kept_of(content: Draft) -> dict[str, Any]:
    """What an office keeps of a draft as a skeleton of its own, as JSON: its words, without number, day, tasks and who they were for."""
    return {
        "subject": content.subject,
        "provisions": [asdict(one) for one in content.provisions],
        "addressees": list(content.addressees),
        "recipients": [asdict(one) for one in content.recipients],
    }


def skeleton_from(key: str, title: str, kind: str, kept: Mapping[str, Any]) -> Skeleton:
    """The skeleton that an office keeps."""
    return Skeleton(
        key=key,
        title=title,
        kind=kind,
        subject=kept["subject"],
        provisions=tuple(ProvisionDraft(**one) for one in kept["provisions"]),
        addressees=tuple(kept["addressees"]),
        recipients=tuple(RecipientDraft(**one) for one in kept["recipients"]),
    )


def unfilled(directive: Directive) -> list[str]:
    """The places of a saved draft that are still to be filled in, each once, as they stand. Three queries."""
    texts = [
        directive.subject,
        directive.place,
        directive.archive,
        *directive.addressees,
        *directive.provisions.order_by("position").values_list("text", flat=True),
        *directive.recipient_lines.order_by("position").values_list("name", flat=True),
        *directive.duties.order_by("position").values_list("text", flat=True),
    ]
    return open_places(texts)


def open_places(texts: Iterable[str]) -> list[str]:
    """The places to fill in of some texts, each once, in order."""
    return list(dict.fromkeys(place for text in texts for place in _OPEN.findall(text)))
