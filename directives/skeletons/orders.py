"""What decides, regulates, directs or announces: nghị quyết, quyết định, quy chế, quy định, chỉ thị, công điện, thông báo, thông cáo
(NĐ 30/2020, Phụ lục III, Mẫu 1.1-1.4 and 1.6)."""

from directives.models import Directive
from directives.skeletons.made import made

Kind = Directive.Kind

SKELETONS = (
    made(
        "quyet-dinh",
        "Quyết định (trực tiếp)",
        Kind.QD,
        "Về việc [… việc được quyết định]",
        """Căn cứ [… văn bản quy định chức năng, quyền hạn của cơ quan];
Căn cứ [… văn bản làm căn cứ về nội dung];
Theo đề nghị của [… đơn vị trình].
Điều 1. [… nội dung quyết định].
Điều 2. [… trách nhiệm thực hiện].
Điều 3. Quyết định này có hiệu lực kể từ ngày ký.
Điều 4. [… các đơn vị, cá nhân] chịu trách nhiệm thi hành Quyết định này./.""",
        recipients="[… nơi nhận khác]",
    ),
    made(
        "quyet-dinh-ban-hanh",
        "Quyết định ban hành, phê duyệt (gián tiếp)",
        Kind.QD,
        "Ban hành [… tên loại và trích yếu của văn bản kèm theo]",
        """Căn cứ [… văn bản quy định chức năng, quyền hạn của cơ quan];
Căn cứ [… văn bản làm căn cứ về nội dung];
Theo đề nghị của [… đơn vị trình].
Điều 1. Ban hành kèm theo Quyết định này [… tên loại và trích yếu của văn bản kèm theo].
Điều 2. Quyết định này có hiệu lực kể từ ngày [… ngày/tháng/năm].
Điều 3. [… các đơn vị, cá nhân] chịu trách nhiệm thi hành Quyết định này./.""",
        recipients="[… nơi nhận khác]",
    ),
    made(
        "quyet-dinh-ban-chi-dao",
        "Quyết định thành lập Ban Chỉ đạo, Tổ công tác",
        Kind.QD,
        "Về việc thành lập [… tên Ban, Tổ]",
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
    made(
        "nghi-quyet",
        "Nghị quyết (cá biệt)",
        Kind.NQ,
        "Về [… việc được thông qua]",
        """Căn cứ [… văn bản quy định chức năng, quyền hạn của cơ quan];
Căn cứ [… văn bản làm căn cứ về nội dung];
Theo đề nghị của [… cơ quan, người trình].
Điều 1. [… nội dung được thông qua].
Điều 2. [… chỉ tiêu, giải pháp, nguồn lực để thực hiện].
Điều 3. [… cơ quan, người được giao] tổ chức thực hiện, báo cáo kết quả trước ngày [… ngày/tháng/năm]; [… cơ quan giám sát] \
giám sát việc thực hiện.
Điều 4. Nghị quyết này được thông qua ngày [… ngày/tháng/năm] và có hiệu lực kể từ ngày [… ngày/tháng/năm]. \
[… các đơn vị, cá nhân] chịu trách nhiệm thi hành Nghị quyết này./.""",
        recipients="[… nơi nhận khác]",
    ),
    made(
        "chi-thi",
        "Chỉ thị",
        Kind.CT,
        "Về việc [… công việc]",
        """[… đánh giá tình hình, lý do ban hành].
Để [… mục đích], [… người đứng đầu cơ quan ban hành] chỉ thị:
1. [… đơn vị thứ nhất] [… việc phải làm], hoàn thành trước ngày [… ngày/tháng/năm].
2. [… đơn vị thứ hai] [… việc phải làm].
3. [… đơn vị theo dõi] theo dõi, đôn đốc việc thực hiện, định kỳ [… kỳ báo cáo] báo cáo [… cơ quan ban hành].
Yêu cầu thủ trưởng các đơn vị nghiêm túc thực hiện Chỉ thị này./.""",
        recipients="[… các đơn vị thực hiện]",
    ),
    made(
        "quy-che",
        "Quy chế (ban hành kèm theo quyết định)",
        Kind.QC,
        "[… làm việc, phối hợp hoặc quản lý về việc gì]",
        """Quy chế này ban hành kèm theo [… quyết định ban hành: số, ký hiệu, ngày, cơ quan, trích yếu].
Chương I Quy định chung
Điều 1. Phạm vi điều chỉnh và đối tượng áp dụng
1. Quy chế này quy định [… nội dung].
2. Quy chế này áp dụng đối với [… cơ quan, đơn vị, cá nhân].
Điều 2. Nguyên tắc
1. [… nguyên tắc thứ nhất].
2. [… nguyên tắc thứ hai].
Chương II [… tên chương: trách nhiệm, cách thức phối hợp]
Điều 3. [… tên điều: trách nhiệm của đơn vị thứ nhất]
1. [… việc phải làm].
2. [… việc phải làm].
Điều 4. [… tên điều: chế độ họp, thông tin, báo cáo]
1. [… kỳ họp, kỳ báo cáo, nơi nhận].
2. [… cách giải quyết khi có ý kiến khác nhau].
Chương III Tổ chức thực hiện
Điều 5. Khen thưởng, xử lý vi phạm
[… căn cứ và thẩm quyền khen thưởng, xử lý].
Điều 6. Trách nhiệm thi hành
1. [… đơn vị đầu mối] theo dõi, đôn đốc việc thực hiện Quy chế này.
2. Trong quá trình thực hiện nếu cần sửa đổi, bổ sung, các đơn vị gửi ý kiến về [… đơn vị đầu mối] để trình \
[… cơ quan ban hành] xem xét, quyết định./.""",
        recipients="[… các đơn vị thực hiện]",
    ),
    made(
        "quy-dinh",
        "Quy định (ban hành kèm theo quyết định)",
        Kind.QYD,
        "Về [… việc được quy định]",
        """Quy định này ban hành kèm theo [… quyết định ban hành: số, ký hiệu, ngày, cơ quan, trích yếu].
Chương I Quy định chung
Điều 1. Phạm vi điều chỉnh
Quy định này quy định về [… nội dung].
Điều 2. Đối tượng áp dụng
1. [… cơ quan, đơn vị].
2. [… cá nhân có liên quan].
Chương II Quy định cụ thể
Điều 3. [… tên điều: tiêu chuẩn, điều kiện]
1. [… tiêu chuẩn, điều kiện thứ nhất].
2. [… tiêu chuẩn, điều kiện thứ hai].
Điều 4. [… tên điều: trình tự, thủ tục]
1. [… bước thứ nhất, người làm, thời hạn].
2. [… bước thứ hai, người làm, thời hạn].
Chương III Điều khoản thi hành
Điều 5. Điều khoản chuyển tiếp
[… việc đang làm dở khi Quy định này có hiệu lực thì giải quyết thế nào].
Điều 6. Tổ chức thực hiện
1. [… đơn vị đầu mối] hướng dẫn, kiểm tra việc thực hiện Quy định này.
2. Thủ trưởng các đơn vị chịu trách nhiệm thi hành; có vướng mắc thì báo cáo [… cơ quan ban hành] xem xét, quyết định./.""",
        recipients="[… các đơn vị thực hiện]",
    ),
    made(
        "thong-bao-ket-luan",
        "Thông báo kết luận cuộc họp",
        Kind.TB,
        "Kết luận của [… người chủ trì] tại cuộc họp [… nội dung họp]",
        """Ngày [… ngày/tháng/năm], tại [… địa điểm], [… chức vụ, họ tên người chủ trì] chủ trì cuộc họp [… nội dung họp]. \
Tham dự có [… thành phần].
Sau khi nghe [… đơn vị] báo cáo và ý kiến của các đại biểu, [… người chủ trì] kết luận như sau:
1. Đánh giá chung
[… kết quả, hạn chế].
2. Nhiệm vụ của các đơn vị
a) Giao [… đơn vị] chủ trì, phối hợp với [… đơn vị] [… việc phải làm], hoàn thành trước ngày [… ngày/tháng/năm].
b) Giao [… đơn vị] [… việc phải làm], báo cáo trước ngày [… ngày/tháng/năm].
3. Tổ chức thực hiện
[… đơn vị theo dõi] theo dõi, đôn đốc việc thực hiện kết luận này.
[… văn phòng] thông báo để các đơn vị biết, thực hiện./.""",
        recipients="[… các đơn vị dự họp]",
    ),
    made(
        "thong-bao",
        "Thông báo",
        Kind.TB,
        "Về việc [… việc cần báo]",
        """Căn cứ [… văn bản làm căn cứ];
[… cơ quan ban hành] thông báo [… việc cần báo] như sau:
1. Nội dung: [… nội dung chính].
2. Thời gian, địa điểm: [… từ khi nào đến khi nào, tại đâu].
3. Đối tượng: [… ai cần biết, ai cần làm].
4. Liên hệ: [… đơn vị, người, số điện thoại].
[… cơ quan ban hành] thông báo để các đơn vị, cá nhân biết, thực hiện./.""",
        recipients="[… các đơn vị cần biết]",
    ),
    made(
        "thong-cao",
        "Thông cáo",
        Kind.TC,
        "Về [… sự kiện, kết quả được công bố]",
        """Ngày [… ngày/tháng/năm], tại [… địa điểm], [… cơ quan ban hành] [… việc đã diễn ra hoặc đã quyết định].
1. [… nội dung chính thứ nhất].
2. [… nội dung chính thứ hai].
3. [… việc tiếp theo và thời gian].
[… cơ quan ban hành] thông cáo để các cơ quan báo chí và Nhân dân biết. \
Thông tin thêm xin liên hệ [… đơn vị, người phát ngôn, số điện thoại]./.""",
        recipients="[… các cơ quan báo chí]",
    ),
    made(
        "cong-dien",
        "Công điện",
        Kind.CD,
        "Về việc [… việc khẩn]",
        """[… tình hình].
Để [… mục đích], [… người ban hành] yêu cầu:
1. [… đơn vị] [… việc phải làm ngay], báo cáo trước [… giờ] ngày [… ngày/tháng/năm].
2. [… đơn vị theo dõi] trực, theo dõi, báo cáo kịp thời những việc vượt thẩm quyền./.""",
        "[… các đơn vị nhận điện]",
        "[… nơi nhận khác]",
    ),
)
