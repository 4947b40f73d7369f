"""What several agree on or take down together: biên bản, hợp đồng, bản ghi nhớ, bản thỏa thuận, and giấy ủy quyền, by which one lets
another act (NĐ 30/2020, Phụ lục III, Mẫu 1.4 and 1.9). `directives.specimens` finds who else signs in the lines that begin "Thư ký" and
"Đại diện"."""

from directives.models import Directive
from directives.skeletons.made import made

Kind = Directive.Kind
_PARTIES = """BÊN A: [… cơ quan ban hành]
Địa chỉ: [… địa chỉ, điện thoại của bên A].
Đại diện: [… họ tên người ký của bên A]; chức vụ: [… chức vụ người ký của bên A].
BÊN B: [… tên cơ quan, tổ chức bên B]
Địa chỉ: [… địa chỉ, điện thoại của bên B].
Đại diện: [… họ tên người ký của bên B]; chức vụ: [… chức vụ người ký của bên B]."""

SKELETONS = (
    made(
        "bien-ban-hop",
        "Biên bản họp, hội nghị",
        Kind.BB,
        "Họp [… nội dung cuộc họp]",
        """Thời gian bắt đầu: [… giờ, ngày/tháng/năm].
Địa điểm: [… phòng họp, địa chỉ].
Thành phần tham dự:
- [… họ tên, chức vụ, đơn vị];
- [… họ tên, chức vụ, đơn vị].
Vắng mặt: [… họ tên, lý do].
Chủ trì (chủ tọa): [… họ tên chủ tọa] - [… chức vụ chủ tọa].
Thư ký (người ghi biên bản): [… họ tên thư ký] - [… chức vụ thư ký].
Nội dung (theo diễn biến cuộc họp):
1. Báo cáo, ý kiến
a) [… người báo cáo] báo cáo [… nội dung].
b) [… người phát biểu] có ý kiến [… nội dung].
2. Kết luận của chủ tọa
a) [… nội dung thống nhất].
b) [… đơn vị, người được giao] [… việc phải làm], hoàn thành trước ngày [… ngày/tháng/năm].
3. Biểu quyết: [… số người tán thành, không tán thành, ý kiến khác; không biểu quyết thì bỏ mục này].
Cuộc họp kết thúc vào [… giờ, ngày/tháng/năm]; biên bản đã đọc lại để mọi người cùng nghe và nhất trí./.""",
        recipients="Như thành phần tham dự",
    ),
    made(
        "hop-dong",
        "Hợp đồng",
        Kind.HDONG,
        "[… mua sắm, thuê, cung cấp dịch vụ gì]",
        f"""Căn cứ [… luật, văn bản điều chỉnh loại hợp đồng này];
Căn cứ [… quyết định phê duyệt, kết quả lựa chọn, nhu cầu của các bên].
Hôm nay, ngày [… ngày/tháng/năm], tại [… địa điểm], hai bên gồm:
{_PARTIES}
Hai bên thống nhất ký hợp đồng với các điều khoản sau:
Điều 1. Đối tượng của hợp đồng
1. [… hàng hóa, công việc, số lượng, chất lượng].
2. [… sản phẩm bàn giao, cách nghiệm thu].
Điều 2. Giá trị và thanh toán
1. Giá trị hợp đồng: [… số tiền bằng số và bằng chữ], đã gồm [… thuế, chi phí].
2. Thanh toán: [… số lần, điều kiện, hình thức, tài khoản].
Điều 3. Thời gian, địa điểm thực hiện
[… từ ngày nào đến ngày nào, tại đâu].
Điều 4. Quyền và nghĩa vụ của bên A
1. [… quyền].
2. [… nghĩa vụ].
Điều 5. Quyền và nghĩa vụ của bên B
1. [… quyền].
2. [… nghĩa vụ].
Điều 6. Vi phạm, bất khả kháng, giải quyết tranh chấp
1. [… mức phạt, bồi thường, trường hợp được miễn].
2. [… thương lượng; cơ quan giải quyết khi không thương lượng được].
Điều 7. Hiệu lực
Hợp đồng có hiệu lực kể từ ngày [… ngày/tháng/năm], được lập thành [… số] bản có giá trị như nhau, mỗi bên giữ [… số] bản./.""",
        recipients="Như hai bên",
    ),
    made(
        "ban-ghi-nho",
        "Bản ghi nhớ",
        Kind.BGN,
        "Về [… việc cùng làm]",
        f"""Ngày [… ngày/tháng/năm], tại [… địa điểm], hai bên gồm:
{_PARTIES}
Hai bên đã trao đổi và cùng ghi nhận các nội dung sau:
1. Mục đích: [… mục đích hợp tác].
2. Nội dung cùng làm: [… việc, phạm vi].
3. Trách nhiệm của bên A: [… việc bên A làm].
4. Trách nhiệm của bên B: [… việc bên B làm].
5. Đầu mối liên lạc: [… người, điện thoại của mỗi bên].
6. Giá trị: bản ghi nhớ này [… có hay không ràng buộc pháp lý], có giá trị từ ngày [… ngày/tháng/năm] đến ngày [… ngày/tháng/năm].
Bản ghi nhớ được lập thành [… số] bản, mỗi bên giữ [… số] bản./.""",
        recipients="Như hai bên",
    ),
    made(
        "ban-thoa-thuan",
        "Bản thỏa thuận",
        Kind.BTT,
        "Về [… việc hai bên thỏa thuận]",
        f"""Căn cứ [… văn bản quy định chức năng, quyền hạn của các bên];
Căn cứ [… nhu cầu, chủ trương hợp tác].
Hôm nay, ngày [… ngày/tháng/năm], tại [… địa điểm], hai bên gồm:
{_PARTIES}
Hai bên thỏa thuận như sau:
Điều 1. Nội dung thỏa thuận
1. [… việc thứ nhất].
2. [… việc thứ hai].
Điều 2. Trách nhiệm của bên A
[… việc bên A làm, thời hạn].
Điều 3. Trách nhiệm của bên B
[… việc bên B làm, thời hạn].
Điều 4. Cách phối hợp
[… kỳ trao đổi, đầu mối, cách giải quyết khi có ý kiến khác nhau].
Điều 5. Hiệu lực
Thỏa thuận có hiệu lực kể từ ngày [… ngày/tháng/năm] đến ngày [… ngày/tháng/năm]; sửa đổi, chấm dứt khi hai bên đồng ý bằng văn bản; \
được lập thành [… số] bản, mỗi bên giữ [… số] bản./.""",
        recipients="Như hai bên",
    ),
    made(
        "giay-uy-quyen",
        "Giấy ủy quyền",
        Kind.GUQ,
        "[… ký, giải quyết việc gì]",
        """Căn cứ [… văn bản quy định thẩm quyền của người ủy quyền];
Căn cứ [… quy chế làm việc hoặc yêu cầu công việc].
1. Người ủy quyền: [… họ tên, chức vụ, cơ quan].
2. Người được ủy quyền: [… họ tên, chức vụ, cơ quan].
3. Nội dung ủy quyền: [… việc, loại văn bản được ký, giới hạn].
4. Thời hạn ủy quyền: từ ngày [… ngày/tháng/năm] đến hết ngày [… ngày/tháng/năm].
5. Trách nhiệm: người được ủy quyền làm đúng nội dung và thời hạn nêu trên, báo cáo kết quả cho người ủy quyền, chịu trách nhiệm về việc \
mình làm và không ủy quyền lại cho người khác.
Giấy ủy quyền này hết giá trị khi hết thời hạn hoặc khi có văn bản chấm dứt trước thời hạn./.""",
        recipients="[… người được ủy quyền]|[… các đơn vị liên quan]",
    ),
)
