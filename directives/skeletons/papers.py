"""Công văn, and the papers of a given form: giấy mời, giấy giới thiệu, giấy nghỉ phép, phiếu gửi, phiếu chuyển, phiếu báo, thư công
(NĐ 30/2020, Phụ lục III, Mẫu 1.4, 1.5, 1.7, 1.8 and 1.10)."""

from directives.models import Directive
from directives.skeletons.made import made

Kind = Directive.Kind

LETTERS = (
    made(
        "cong-van-trien-khai",
        "Công văn triển khai",
        Kind.CV,
        "triển khai [… công việc]",
        """Thực hiện [… loại, số, ký hiệu, ngày, cơ quan, trích yếu của văn bản cấp trên], để [… mục đích], [… cơ quan ban hành] \
yêu cầu các đơn vị thực hiện các nội dung sau:
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
    made(
        "cong-van-don-doc",
        "Công văn đôn đốc",
        Kind.CV,
        "đôn đốc thực hiện [… công việc]",
        """Ngày [… ngày/tháng/năm], [… cơ quan ban hành] có [… loại, số, ký hiệu văn bản giao việc] giao các đơn vị [… công việc], \
thời hạn hoàn thành trước ngày [… ngày/tháng/năm].
Đến ngày [… ngày/tháng/năm], còn [… số] đơn vị chưa báo cáo, [… số] nhiệm vụ quá hạn (danh sách tại Phụ lục kèm theo).
[… cơ quan ban hành] yêu cầu:
1. Thủ trưởng các đơn vị có tên trong danh sách hoàn thành ngay các nhiệm vụ quá hạn, gửi kết quả về [… đầu mối] trước ngày \
[… ngày/tháng/năm]; nêu rõ nguyên nhân chậm và trách nhiệm của từng người.
2. [… đơn vị theo dõi] theo dõi, tổng hợp, báo cáo [… cơ quan ban hành] những đơn vị vẫn để chậm.
Quá thời hạn nêu trên, thủ trưởng đơn vị chịu trách nhiệm trước [… người đứng đầu cơ quan ban hành]./.""",
        "[… các đơn vị có nhiệm vụ quá hạn]",
        appendix=(
            "Danh sách nhiệm vụ quá hạn",
            "STT\tĐơn vị\tNhiệm vụ\tVăn bản giao\tThời hạn\tSố ngày quá hạn\tTình trạng",
            "\t[… đơn vị]\t[… nhiệm vụ]\t[… văn bản giao]\t[… ngày/tháng/năm]\t[… số]\t[… tình trạng]",
            "\t[… đơn vị]\t[… nhiệm vụ]\t[… văn bản giao]\t[… ngày/tháng/năm]\t[… số]\t[… tình trạng]",
        ),
    ),
)

SKELETONS = (
    made(
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
    made(
        "giay-gioi-thieu",
        "Giấy giới thiệu",
        Kind.GGT,
        "Giới thiệu [… họ tên người được cử] đến [… nơi đến]",
        """[… cơ quan ban hành] trân trọng giới thiệu:
Ông (bà): [… họ tên người được cử].
Chức vụ: [… chức vụ].
Được cử đến: [… nơi đến].
Về việc: [… việc cần làm].
Đề nghị Quý cơ quan tạo điều kiện để ông (bà) có tên ở trên hoàn thành nhiệm vụ.
Giấy này có giá trị đến hết ngày [… ngày/tháng/năm]./.""",
    ),
    made(
        "giay-nghi-phep",
        "Giấy nghỉ phép",
        Kind.GNP,
        "Cấp cho [… họ tên người nghỉ phép]",
        """Xét Đơn đề nghị nghỉ phép ngày [… ngày/tháng/năm] của ông (bà) [… họ tên người nghỉ phép], [… cơ quan ban hành] cấp cho:
Ông (bà): [… họ tên người nghỉ phép].
Chức vụ: [… chức vụ].
Được nghỉ phép trong thời gian [… số ngày], kể từ ngày [… ngày/tháng/năm] đến hết ngày [… ngày/tháng/năm], tại [… nơi nghỉ phép].
Số ngày nghỉ phép nêu trên được tính vào thời gian [… nghỉ hằng năm của năm nào]./.""",
        recipients="[… người nghỉ phép]",
    ),
    made(
        "phieu-gui",
        "Phiếu gửi",
        Kind.PG,
        "[… tài liệu, hồ sơ được gửi]",
        """[… cơ quan ban hành] gửi đến [… nơi nhận tài liệu] các văn bản, tài liệu sau:
STT\tTên văn bản, tài liệu\tSố lượng\tGhi chú
\t[… tên, số, ký hiệu, ngày của văn bản thứ nhất]\t[… số]\t
\t[… tên, số, ký hiệu, ngày của văn bản thứ hai]\t[… số]\t
Đề nghị nơi nhận kiểm tra, ký xác nhận và gửi lại phiếu này trước ngày [… ngày/tháng/năm]./.""",
        recipients="[… nơi nhận tài liệu]",
    ),
    made(
        "phieu-chuyen",
        "Phiếu chuyển",
        Kind.PC,
        "[… đơn, hồ sơ được chuyển]",
        """Ngày [… ngày/tháng/năm], [… cơ quan ban hành] nhận được [… đơn, hồ sơ, văn bản] của [… người, cơ quan gửi] về việc [… nội dung].
Sau khi xem xét, [… cơ quan ban hành] thấy việc này thuộc thẩm quyền của [… cơ quan có thẩm quyền], nên chuyển [… đơn, hồ sơ, văn bản] \
để được giải quyết theo quy định.
Đề nghị [… cơ quan có thẩm quyền] thông báo kết quả cho [… người, cơ quan gửi] và [… cơ quan ban hành] trước ngày [… ngày/tháng/năm]./.""",
        recipients="[… cơ quan có thẩm quyền]|[… người, cơ quan gửi]",
    ),
    made(
        "phieu-bao",
        "Phiếu báo",
        Kind.PB,
        "[… việc được báo]",
        """[… cơ quan ban hành] báo để [… người, đơn vị nhận] biết: [… việc, kết quả].
1. Thời gian: [… giờ, ngày/tháng/năm].
2. Địa điểm: [… nơi đến, nơi liên hệ].
3. Giấy tờ, việc cần chuẩn bị: [… giấy tờ, việc cần chuẩn bị].
Cần biết thêm, xin liên hệ [… đơn vị, người, số điện thoại]./.""",
        recipients="[… người, đơn vị nhận]",
    ),
    made(
        "thu-cong",
        "Thư công",
        Kind.THC,
        "Gửi [… người, đơn vị nhận thư] nhân dịp [… sự kiện]",
        """Thân gửi [… người, đơn vị nhận thư],
[… lời chào, sự kiện và lý do viết thư].
[… lời cảm ơn, khen ngợi, chúc mừng hoặc thăm hỏi].
[… lời chúc và mong muốn].
Thân ái./.""",
        recipients="[… người, đơn vị nhận thư]",
    ),
)
