"""What plans, proposes, guides and reports: kế hoạch, chương trình, phương án, đề án, dự án, hướng dẫn, tờ trình, báo cáo
(NĐ 30/2020, Phụ lục III, Mẫu 1.4)."""

from directives.models import Directive
from directives.skeletons.made import made

Kind = Directive.Kind

SKELETONS = (
    made(
        "ke-hoach",
        "Kế hoạch triển khai",
        Kind.KH,
        "[… công việc] năm [… năm]",
        """Căn cứ [… văn bản giao việc: loại, số, ký hiệu, ngày, cơ quan, trích yếu];
[… cơ quan ban hành] ban hành kế hoạch như sau:
I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
[… kết quả mong muốn và ý nghĩa].
2. Yêu cầu
[… yêu cầu về tiến độ, chất lượng, phối hợp].
II. NỘI DUNG, THỜI GIAN THỰC HIỆN
1. [… việc thứ nhất]: từ ngày [… ngày/tháng/năm] đến ngày [… ngày/tháng/năm].
2. [… việc thứ hai]: hoàn thành trước ngày [… ngày/tháng/năm].
III. KINH PHÍ
[… nguồn kinh phí và cách sử dụng].
IV. TỔ CHỨC THỰC HIỆN
1. [… đơn vị chủ trì]: [… việc được giao], hoàn thành trước ngày [… ngày/tháng/năm].
2. [… các đơn vị khác]: [… việc được giao]; báo cáo kết quả trước ngày [… ngày/tháng/năm].
Nhiệm vụ cụ thể nêu tại Phụ lục kèm theo. Trong quá trình thực hiện có vướng mắc, các đơn vị báo cáo về [… đầu mối] để xem xét, \
giải quyết./.""",
        recipients="[… cơ quan cấp trên (để b/c)]|[… các đơn vị thực hiện]",
        appendix=(
            "Danh mục nhiệm vụ",
            "STT\tNhiệm vụ\tĐơn vị chủ trì\tĐơn vị phối hợp\tThời gian hoàn thành\tSản phẩm",
            "\t[… nhiệm vụ]\t[… đơn vị chủ trì]\t[… đơn vị phối hợp]\t[… ngày/tháng/năm]\t[… sản phẩm]",
            "\t[… nhiệm vụ]\t[… đơn vị chủ trì]\t[… đơn vị phối hợp]\t[… ngày/tháng/năm]\t[… sản phẩm]",
        ),
    ),
    made(
        "chuong-trinh",
        "Chương trình công tác",
        Kind.CTR,
        "[… công tác, hành động về việc gì] năm [… năm]",
        """Căn cứ [… văn bản làm căn cứ: loại, số, ký hiệu, ngày, cơ quan, trích yếu];
[… cơ quan ban hành] ban hành chương trình như sau:
I. MỤC TIÊU
1. Mục tiêu chung: [… kết quả mong muốn].
2. Chỉ tiêu cụ thể: [… chỉ tiêu, con số cần đạt].
II. NHIỆM VỤ TRỌNG TÂM
1. [… lĩnh vực thứ nhất]: [… nhiệm vụ, sản phẩm].
2. [… lĩnh vực thứ hai]: [… nhiệm vụ, sản phẩm].
III. TIẾN ĐỘ THỰC HIỆN
1. [… giai đoạn thứ nhất]: [… việc hoàn thành trong giai đoạn].
2. [… giai đoạn thứ hai]: [… việc hoàn thành trong giai đoạn].
IV. TỔ CHỨC THỰC HIỆN
1. [… đơn vị chủ trì] [… việc được giao], báo cáo trước ngày [… ngày/tháng/năm].
2. [… đơn vị theo dõi] theo dõi, đôn đốc, tổng hợp kết quả, đề xuất điều chỉnh khi cần./.""",
        recipients="[… cơ quan cấp trên (để b/c)]|[… các đơn vị thực hiện]",
    ),
    made(
        "phuong-an",
        "Phương án",
        Kind.PA,
        "[… bảo đảm, ứng phó hoặc sắp xếp việc gì]",
        """Căn cứ [… văn bản làm căn cứ: loại, số, ký hiệu, ngày, cơ quan, trích yếu];
[… cơ quan ban hành] xây dựng phương án như sau:
I. ĐẶC ĐIỂM, TÌNH HÌNH
[… tình hình, nguy cơ, điều kiện hiện có].
II. MỤC TIÊU, NGUYÊN TẮC
[… kết quả phải giữ được, nguyên tắc chỉ huy và phối hợp].
III. CÁC TÌNH HUỐNG VÀ CÁCH XỬ LÝ
1. [… tình huống thứ nhất]: [… dấu hiệu, việc phải làm, người làm].
2. [… tình huống thứ hai]: [… dấu hiệu, việc phải làm, người làm].
IV. LỰC LƯỢNG, PHƯƠNG TIỆN, KINH PHÍ
[… lực lượng, phương tiện, hậu cần, nguồn kinh phí].
V. TỔ CHỨC THỰC HIỆN
1. [… người, đơn vị chỉ huy] [… việc được giao].
2. [… các đơn vị khác] [… việc được giao]; trực, báo cáo theo [… kỳ báo cáo]./.""",
        recipients="[… các đơn vị thực hiện]",
    ),
    made(
        "de-an",
        "Đề án",
        Kind.DA,
        "[… việc đề nghị thực hiện] giai đoạn [… giai đoạn]",
        """I. SỰ CẦN THIẾT VÀ CĂN CỨ
1. Sự cần thiết: [… yêu cầu đặt ra, lý do phải có đề án].
2. Căn cứ: [… văn bản làm căn cứ: loại, số, ký hiệu, ngày, cơ quan, trích yếu].
II. THỰC TRẠNG
1. Kết quả đạt được: [… số liệu, đánh giá].
2. Hạn chế và nguyên nhân: [… hạn chế, nguyên nhân].
III. QUAN ĐIỂM, MỤC TIÊU, PHẠM VI
1. Quan điểm: [… quan điểm thực hiện].
2. Mục tiêu: [… mục tiêu chung, chỉ tiêu cụ thể].
3. Phạm vi, đối tượng, thời gian: [… phạm vi, đối tượng, thời gian].
IV. NHIỆM VỤ, GIẢI PHÁP
1. [… nhiệm vụ, giải pháp thứ nhất].
2. [… nhiệm vụ, giải pháp thứ hai].
V. KINH PHÍ
[… tổng kinh phí, nguồn, phân kỳ].
VI. HIỆU QUẢ VÀ RỦI RO
[… hiệu quả dự kiến, rủi ro và cách phòng ngừa].
VII. TỔ CHỨC THỰC HIỆN
1. [… đơn vị chủ trì] [… việc được giao, thời hạn].
2. [… các đơn vị khác] [… việc được giao, thời hạn]./.""",
        recipients="[… cơ quan phê duyệt]|[… các đơn vị liên quan]",
    ),
    made(
        "du-an",
        "Dự án",
        Kind.DUAN,
        "[… tên dự án]",
        """I. THÔNG TIN CHUNG
1. Tên dự án: [… tên dự án].
2. Cơ quan chủ quản, chủ đầu tư: [… cơ quan chủ quản, chủ đầu tư].
3. Địa điểm, thời gian thực hiện: [… địa điểm, thời gian].
II. SỰ CẦN THIẾT
[… thực trạng, nhu cầu, căn cứ pháp lý].
III. MỤC TIÊU, QUY MÔ
1. Mục tiêu: [… mục tiêu, chỉ tiêu đầu ra].
2. Quy mô, hạng mục: [… quy mô, các hạng mục].
IV. PHƯƠNG ÁN KỸ THUẬT, CÔNG NGHỆ
[… phương án chọn và lý do chọn].
V. TỔNG MỨC ĐẦU TƯ, NGUỒN VỐN
[… tổng mức, cơ cấu chi phí, nguồn vốn, phân kỳ].
VI. TIẾN ĐỘ
1. [… giai đoạn thứ nhất]: hoàn thành trước ngày [… ngày/tháng/năm].
2. [… giai đoạn thứ hai]: hoàn thành trước ngày [… ngày/tháng/năm].
VII. TỔ CHỨC QUẢN LÝ, HIỆU QUẢ
1. Tổ chức quản lý: [… hình thức quản lý, vận hành, bảo trì].
2. Hiệu quả, tác động: [… hiệu quả kinh tế - xã hội, môi trường, rủi ro]./.""",
        recipients="[… cơ quan phê duyệt]|[… các đơn vị liên quan]",
    ),
    made(
        "huong-dan",
        "Hướng dẫn",
        Kind.HD,
        "Thực hiện [… công việc]",
        """Căn cứ [… văn bản được hướng dẫn];
[… cơ quan ban hành] hướng dẫn như sau:
I. PHẠM VI, ĐỐI TƯỢNG
[… ai, việc gì].
II. NỘI DUNG
1. [… bước thứ nhất].
2. [… bước thứ hai].
III. TỔ CHỨC THỰC HIỆN
[… trách nhiệm của các đơn vị, đầu mối giải đáp]./.""",
        recipients="[… các đơn vị thực hiện]",
    ),
    made(
        "to-trinh",
        "Tờ trình",
        Kind.TTR,
        "Về việc [… đề nghị việc gì]",
        """I. SỰ CẦN THIẾT
[… thực trạng và lý do phải trình].
II. CĂN CỨ
[… văn bản làm căn cứ: loại, số, ký hiệu, ngày, cơ quan, trích yếu].
III. NỘI DUNG TRÌNH
1. [… phương án đề nghị].
2. [… kinh phí, nguồn lực].
IV. Ý KIẾN CÁC ĐƠN VỊ
[… ý kiến thống nhất, ý kiến khác và việc tiếp thu].
V. KIẾN NGHỊ
[… việc đề nghị cấp trên xem xét, quyết định].
Kính trình [… cơ quan nhận] xem xét, quyết định./.""",
        "[… cơ quan nhận tờ trình]",
    ),
    made(
        "bao-cao",
        "Báo cáo kết quả thực hiện",
        Kind.BC,
        "Kết quả thực hiện [… công việc] [… kỳ báo cáo]",
        """Thực hiện [… văn bản giao việc], [… cơ quan ban hành] báo cáo kết quả như sau:
I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI
[… văn bản đã ban hành, hội nghị, phân công].
II. KẾT QUẢ THỰC HIỆN
Kết quả thực hiện các chỉ tiêu như sau:
STT\tChỉ tiêu\tĐược giao\tTrong kỳ\tLũy kế\tTỷ lệ (%)
\t[… chỉ tiêu thứ nhất]\t[… số]\t[… số]\t[… số]\t[… tỷ lệ]
\t[… chỉ tiêu thứ hai]\t[… số]\t[… số]\t[… số]\t[… tỷ lệ]
[… đánh giá kết quả, so sánh với kỳ trước].
III. TỒN TẠI, KHÓ KHĂN, NGUYÊN NHÂN
[… việc chưa làm được, vướng mắc và nguyên nhân].
IV. NHIỆM VỤ, GIẢI PHÁP THỜI GIAN TỚI
[… việc sẽ làm, người làm, thời hạn].
V. KIẾN NGHỊ
[… đề xuất với cấp trên].
(Số liệu tính từ ngày [… ngày/tháng/năm] đến ngày [… ngày/tháng/năm]).
Trên đây là báo cáo kết quả thực hiện [… công việc], [… cơ quan ban hành] kính báo cáo./.""",
        "[… cơ quan nhận báo cáo]",
    ),
)
