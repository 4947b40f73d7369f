"""How letters word by when: each row is one order or one letter of our own, and the deadline that its tasks must get.

Expected: a day, "weekly", "monthly", "quarterly" or "yearly" for a round, None for no day that can be told.
"""

import pytest

from directives.reading import Reading, read_text

LETTER = """ỦY BAN NHÂN DÂN
TỈNH SƠN HẢI

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 214/UBND-NC
V/v tăng cường công tác văn thư, lưu trữ

Sơn Hải, ngày 15 tháng 5 năm 2023

Kính gửi:
- Các sở, ban, ngành;
- UBND các huyện, thành phố.

{body}

Nơi nhận:
- Như trên;
- Lưu: VT, NC.

CHỦ TỊCH

Trần Văn Sơn
"""
LEAD = "Chủ tịch UBND tỉnh yêu cầu các đơn vị thực hiện các nội dung sau:"


def letter(*paragraphs: str) -> Reading:
    return read_text(LETTER.format(body="\n\n".join((LEAD, *paragraphs))))


def due(reading: Reading) -> list[str | None]:
    """The day or the round of every task, in the order of the text."""
    return [task.deadline.isoformat() if task.deadline else task.period for task in reading.tasks]


#: what the order of the first unit says → by when
ORDERS: tuple[tuple[str, str | None], ...] = (
    # before a day
    ("rà soát kho lưu trữ, hoàn thành trước ngày 30/6/2023", "2023-06-30"),
    ("rà soát kho lưu trữ, hoàn thành trước 30/6/2023", "2023-06-30"),
    ("rà soát kho lưu trữ, hoàn thành trước ngày 30 tháng 6 năm 2023", "2023-06-30"),
    ("rà soát kho lưu trữ, hoàn thành trước ngày 30-6-2023", "2023-06-30"),
    ("rà soát kho lưu trữ, hoàn thành trước ngày 30.6.2023", "2023-06-30"),
    ("rà soát kho lưu trữ xong trước ngày 30/6", "2023-06-30"),
    ("rà soát kho lưu trữ, kết thúc trước ngày 05 tháng 7", "2023-07-05"),
    ("rà soát kho lưu trữ (xong trước 30/6)", "2023-06-30"),
    ("rà soát kho lưu trữ (xong trước ngày 30/6/2023)", "2023-06-30"),
    ("rà soát kho lưu trữ (trước ngày 30/6/2023)", "2023-06-30"),
    ("rà soát kho lưu trữ (hoàn thành trước 30/6/2023)", "2023-06-30"),
    ("báo cáo UBND tỉnh (qua Sở Tư pháp) trước ngày 10/6/2023 để tổng hợp", "2023-06-10"),
    ("gửi kết quả về Sở Tư pháp trước ngày 10/6/2023 để tổng hợp, báo cáo UBND tỉnh", "2023-06-10"),
    ("gửi danh sách trước ngày mùng 05 tháng 6 năm 2023", "2023-06-05"),
    ("gửi danh sách trước ngày mồng 5/6/2023", "2023-06-05"),
    ("gửi danh sách trước ngày thứ Sáu, 19/5/2023", "2023-05-19"),
    ("gửi danh sách trước thứ Sáu, ngày 19/5/2023", "2023-05-19"),
    ("gửi danh sách trước thứ 6 (ngày 19/5/2023)", "2023-05-19"),
    ("gửi danh sách trước ngày 19/5/2023 (thứ Sáu)", "2023-05-19"),
    ("trước ngày 20/5/2023, rà soát kho lưu trữ và gửi danh sách", "2023-05-20"),
    ("gửi danh sách trước ngày 30 tháng này", "2023-05-30"),
    ("gửi danh sách trước ngày 25/5 tới", "2023-05-25"),
    ("gửi danh sách trong ngày hôm nay, 15/5/2023", "2023-05-15"),
    ("gửi hồ sơ trước ngày 15/01 năm sau", "2024-01-15"),
    ("gửi hồ sơ trước ngày 15/01/2024", "2024-01-15"),
    ("gửi hồ sơ trước ngày 10/02", "2024-02-10"),
    ("gửi hồ sơ trước ngày 31 tháng 12", "2023-12-31"),
    # with an hour
    ("gửi danh sách trước 17h00 ngày 22/5/2023", "2023-05-22"),
    ("gửi danh sách trước 17 giờ ngày 22/5/2023", "2023-05-22"),
    ("gửi danh sách trước 16 giờ 30 phút ngày 22/5/2023", "2023-05-22"),
    ("gửi danh sách trước 16g30 ngày 22/5/2023", "2023-05-22"),
    ("gửi danh sách trước 16h30', ngày 22/5/2023", "2023-05-22"),
    ("gửi danh sách trước 11:30 ngày 22/5/2023", "2023-05-22"),
    ("gửi danh sách trước 10 giờ 00 sáng ngày 22/5", "2023-05-22"),
    ("gửi danh sách trước 15 giờ, thứ Hai, ngày 22/5/2023", "2023-05-22"),
    ("gửi danh sách trước 15 giờ 00 thứ Hai (22/5/2023)", "2023-05-22"),
    ("gửi danh sách trong buổi sáng ngày 22/5/2023", "2023-05-22"),
    ("gửi danh sách chậm nhất 16h ngày 22/5/2023", "2023-05-22"),
    ("gửi danh sách muộn nhất vào 16 giờ 00 phút, ngày 22/5/2023", "2023-05-22"),
    ("gửi danh sách trước 17 giờ chiều nay", None),
    # at the latest
    ("gửi danh sách chậm nhất ngày 25/5/2023", "2023-05-25"),
    ("gửi danh sách chậm nhất là ngày 25/5/2023", "2023-05-25"),
    ("gửi danh sách chậm nhất đến ngày 25/5/2023", "2023-05-25"),
    ("gửi danh sách chậm nhất vào ngày 25/5/2023", "2023-05-25"),
    ("gửi danh sách, chậm nhất đến hết ngày 25/5/2023", "2023-05-25"),
    ("gửi danh sách, chậm nhất trước ngày 25/5/2023", "2023-05-25"),
    ("gửi danh sách, thời gian chậm nhất là ngày 25/5/2023", "2023-05-25"),
    ("gửi danh sách muộn nhất là ngày 25/5/2023", "2023-05-25"),
    ("gửi danh sách, trễ nhất ngày 25/5/2023", "2023-05-25"),
    ("gửi danh sách không muộn hơn ngày 25/5/2023", "2023-05-25"),
    ("gửi danh sách không quá ngày 25/5/2023", "2023-05-25"),
    ("gửi danh sách, không để quá ngày 25/5/2023", "2023-05-25"),
    ("gửi danh sách, hạn chót 25/5/2023", "2023-05-25"),
    ("gửi danh sách, hạn cuối cùng là ngày 25/5/2023", "2023-05-25"),
    ("gửi danh sách, thời hạn cuối cùng: 25/5/2023", "2023-05-25"),
    ("gửi danh sách (hạn cuối: ngày 25/5/2023)", "2023-05-25"),
    ("gửi danh sách; thời hạn gửi là ngày 25/5/2023", "2023-05-25"),
    ("gửi danh sách (thời hạn: 25/5/2023)", "2023-05-25"),
    ("gửi danh sách (thời hạn trước ngày 25/5/2023)", "2023-05-25"),
    ("rà soát kho lưu trữ. Thời hạn hoàn thành: ngày 25/5/2023", "2023-05-25"),
    ("rà soát kho lưu trữ. Thời gian hoàn thành: trước ngày 25/5/2023", "2023-05-25"),
    ("rà soát kho lưu trữ. Thời gian: trước ngày 25/5/2023", "2023-05-25"),
    ("rà soát kho lưu trữ. Hoàn thành trước ngày 25/5/2023", "2023-05-25"),
    ("rà soát kho lưu trữ, hạn hoàn thành 25/5/2023", "2023-05-25"),
    ("rà soát kho lưu trữ; thời gian thực hiện xong trước ngày 25/5/2023", "2023-05-25"),
    ("rà soát kho lưu trữ, bảo đảm hoàn thành chậm nhất ngày 25/5/2023", "2023-05-25"),
    # up to a day, on a day, between days
    ("rà soát kho lưu trữ đến hết ngày 15/6/2023", "2023-06-15"),
    ("đến hết ngày 15/6/2023 phải rà soát xong kho lưu trữ", "2023-06-15"),
    ("đến ngày 15/6/2023 phải hoàn thành việc rà soát kho lưu trữ", "2023-06-15"),
    ("rà soát kho lưu trữ; đến ngày 15/6/2023 hoàn thành 100% hồ sơ", "2023-06-15"),
    ("phấn đấu đến 15/6/2023 hoàn thành việc rà soát kho lưu trữ", "2023-06-15"),
    ("báo cáo kết quả vào ngày 15/6/2023", "2023-06-15"),
    ("báo cáo kết quả UBND tỉnh trong ngày 17/5/2023", "2023-05-17"),
    ("tổ chức kiểm tra từ ngày 01/6/2023 đến ngày 15/6/2023", "2023-06-15"),
    ("tổ chức kiểm tra từ ngày 01/6 đến hết ngày 15/6/2023", "2023-06-15"),
    ("tổ chức kiểm tra từ ngày 01 đến ngày 15/6/2023", "2023-06-15"),
    ("tổ chức kiểm tra từ 01-15/6/2023", "2023-06-15"),
    ("tổ chức kiểm tra từ ngày 01/6 - 15/6/2023", "2023-06-15"),
    ("tổ chức kiểm tra trong thời gian từ ngày 01/6 đến 15/6", "2023-06-15"),
    ("tổ chức kiểm tra (thời gian từ 01/6/2023 đến 15/6/2023)", "2023-06-15"),
    ("tổ chức kiểm tra từ tháng 6 đến tháng 8 năm 2023", "2023-08-31"),
    ("tổ chức kiểm tra từ tháng 6/2023 đến hết tháng 8/2023", "2023-08-31"),
    ("tổ chức kiểm tra từ nay đến hết ngày 15/6/2023", "2023-06-15"),
    ("tổ chức kiểm tra từ nay đến 15/6/2023", "2023-06-15"),
    ("tổ chức kiểm tra từ ngày ký đến hết tháng 8/2023", "2023-08-31"),
    # months
    ("rà soát kho lưu trữ, hoàn thành trong tháng 7/2023", "2023-07-31"),
    ("rà soát kho lưu trữ, hoàn thành trong tháng 7 năm 2023", "2023-07-31"),
    ("rà soát kho lưu trữ (hoàn thành trong tháng 7)", "2023-07-31"),
    ("rà soát kho lưu trữ, xong trong tháng 6/2023", "2023-06-30"),
    ("rà soát kho lưu trữ trong tháng 6/2023", "2023-06-30"),
    ("rà soát kho lưu trữ, hoàn thành tháng 6/2023", "2023-06-30"),
    ("rà soát kho lưu trữ, hoàn thành vào tháng 6/2023", "2023-06-30"),
    ("rà soát kho lưu trữ, hoàn thành vào cuối tháng 6/2023", "2023-06-30"),
    ("rà soát kho lưu trữ, chậm nhất trong tháng 6/2023", "2023-06-30"),
    ("rà soát kho lưu trữ, chậm nhất đến hết tháng 6/2023", "2023-06-30"),
    ("rà soát kho lưu trữ, chậm nhất là cuối tháng 6/2023", "2023-06-30"),
    ("rà soát kho lưu trữ, đến hết tháng 6/2023 phải xong", "2023-06-30"),
    ("rà soát kho lưu trữ, hoàn thành trong tháng Sáu", "2023-06-30"),
    ("rà soát kho lưu trữ, hoàn thành trong tháng Năm năm 2023", "2023-05-31"),
    ("rà soát kho lưu trữ, hoàn thành trong tháng mười một", "2023-11-30"),
    ("rà soát kho lưu trữ, hoàn thành trước ngày 15 tháng Sáu", "2023-06-15"),
    ("rà soát kho lưu trữ, hoàn thành trong tháng Giêng năm 2024", "2024-01-31"),
    ("rà soát kho lưu trữ, hoàn thành trong tháng Chạp", None),
    ("rà soát kho lưu trữ, hoàn thành trong tháng này", None),
    ("rà soát kho lưu trữ, hoàn thành trong tháng tới", None),
    ("rà soát kho lưu trữ, hoàn thành trong hai tháng 6 và 7/2023", "2023-07-31"),
    ("rà soát kho lưu trữ, hoàn thành trong tháng 6, tháng 7 năm 2023", "2023-07-31"),
    ("rà soát kho lưu trữ. Thời gian: Tháng 6/2023", "2023-06-30"),
    ("rà soát kho lưu trữ. Thời gian thực hiện: Tháng 6 - 8/2023", "2023-08-31"),
    ("rà soát kho lưu trữ. Thời gian thực hiện: Từ tháng 6 đến tháng 8/2023", "2023-08-31"),
    ("rà soát kho lưu trữ trong 02 tháng 6 và 7", "2023-07-31"),
    # quarters, halves, years
    ("rà soát kho lưu trữ trong quý II/2023", "2023-06-30"),
    ("rà soát kho lưu trữ, hoàn thành trong quý III năm 2023", "2023-09-30"),
    ("rà soát kho lưu trữ, hoàn thành quý III/2023", "2023-09-30"),
    ("rà soát kho lưu trữ, hoàn thành trong Quý 3/2023", "2023-09-30"),
    ("rà soát kho lưu trữ, hoàn thành trước quý IV/2023", "2023-10-01"),
    ("rà soát kho lưu trữ, chậm nhất trong quý III", "2023-09-30"),
    ("rà soát kho lưu trữ, chậm nhất hết quý III/2023", "2023-09-30"),
    ("rà soát kho lưu trữ (quý III/2023)", "2023-09-30"),
    ("rà soát kho lưu trữ. Thời gian hoàn thành: Quý IV/2023", "2023-12-31"),
    ("rà soát kho lưu trữ, hoàn thành trong quý II, quý III năm 2023", "2023-09-30"),
    ("rà soát kho lưu trữ, hoàn thành trong quý II và quý III/2023", "2023-09-30"),
    ("rà soát kho lưu trữ, hoàn thành trong quý này", None),
    ("rà soát kho lưu trữ, hoàn thành trong 6 tháng đầu năm 2023", "2023-06-30"),
    ("rà soát kho lưu trữ, hoàn thành trong 6 tháng cuối năm 2023", "2023-12-31"),
    ("rà soát kho lưu trữ, hoàn thành trong năm 2023", "2023-12-31"),
    ("rà soát kho lưu trữ, xong trong năm 2023", "2023-12-31"),
    ("rà soát kho lưu trữ; hoàn thành trong năm nay", "2023-12-31"),
    ("rà soát kho lưu trữ, chậm nhất đến cuối năm 2023", "2023-12-31"),
    ("rà soát kho lưu trữ, phấn đấu đến hết năm 2024 hoàn thành", "2024-12-31"),
    ("số hóa hồ sơ lưu trữ; đến năm 2025 đạt tối thiểu 80% hồ sơ", "2025-12-31"),
    ("rà soát kho lưu trữ, hoàn thành trước 31/12 năm nay", "2023-12-31"),
    ("rà soát kho lưu trữ. Thời gian thực hiện: Năm 2023", "2023-12-31"),
    ("rà soát kho lưu trữ. Thời gian thực hiện: 2023-2025", "2025-12-31"),
    ("rà soát kho lưu trữ. Thời gian thực hiện: Thường xuyên", None),
    ("rà soát kho lưu trữ, hoàn thành trong năm học 2023-2024", None),
    ("rà soát kho lưu trữ trước khi bước vào năm học 2023-2024", None),
    ("rà soát kho lưu trữ, hoàn thành trước Tết Nguyên đán Giáp Thìn năm 2024", None),
    # relative
    ("gửi danh sách trong vòng 05 ngày làm việc kể từ ngày nhận được Công văn này", None),
    ("gửi danh sách trong thời hạn 10 ngày kể từ ngày ký", None),
    ("gửi danh sách trong thời hạn 07 ngày, kể từ ngày ban hành Kế hoạch này", None),
    ("gửi danh sách chậm nhất 03 ngày sau khi kết thúc đợt kiểm tra", None),
    ("gửi danh sách sau 15 ngày kể từ ngày 01/6/2023", None),
    ("gửi danh sách trong 24 giờ kể từ khi phát hiện", None),
    ("gửi danh sách không quá 02 tuần", None),
    ("gửi danh sách trong tuần này", None),
    ("gửi danh sách trong tuần thứ 3 của tháng 6/2023", None),
    ("gửi danh sách ngay sau khi nhận được văn bản này", None),
    ("khẩn trương gửi danh sách", None),
    ("gửi danh sách đúng thời gian quy định", None),
    # rounds
    ("báo cáo kết quả trước ngày 25 hằng tháng", "monthly"),
    ("báo cáo kết quả trước ngày 25 hàng tháng", "monthly"),
    ("báo cáo kết quả trước ngày 25 của tháng", "monthly"),
    ("báo cáo kết quả vào ngày 15 hằng tháng", "monthly"),
    ("báo cáo kết quả chậm nhất ngày 05 của tháng tiếp theo", "monthly"),
    ("báo cáo kết quả trước ngày 05 tháng sau liền kề", "monthly"),
    ("báo cáo kết quả định kỳ trước ngày 20 mỗi tháng", "monthly"),
    ("báo cáo kết quả trước ngày 25 các tháng", "monthly"),
    ("báo cáo kết quả vào ngày làm việc cuối cùng của tháng", "monthly"),
    ("báo cáo kết quả trước ngày làm việc cuối cùng của tháng", "monthly"),
    ("báo cáo kết quả vào ngày cuối cùng của tháng", "monthly"),
    ("báo cáo kết quả vào ngày làm việc cuối cùng hằng tháng", "monthly"),
    ("báo cáo kết quả theo định kỳ tháng", "monthly"),
    ("báo cáo kết quả định kỳ hằng tháng (trước ngày 25)", "monthly"),
    ("định kỳ hằng tháng, trước ngày 20 gửi báo cáo về Sở Tư pháp", "monthly"),
    ("báo cáo kết quả mỗi tháng một lần", "monthly"),
    ("báo cáo kết quả 01 lần/tháng", "monthly"),
    ("báo cáo kết quả trước ngày 25 tháng cuối quý", "quarterly"),
    ("báo cáo kết quả trước ngày 15 của tháng cuối mỗi quý", "quarterly"),
    ("báo cáo kết quả trước ngày 15 của tháng cuối cùng trong quý", "quarterly"),
    ("báo cáo kết quả định kỳ hằng quý", "quarterly"),
    ("định kỳ hằng quý (trước ngày 20 của tháng cuối quý) báo cáo kết quả", "quarterly"),
    ("báo cáo kết quả vào ngày làm việc cuối cùng của quý", "quarterly"),
    ("báo cáo kết quả theo quý", "quarterly"),
    ("báo cáo kết quả mỗi quý một lần", "quarterly"),
    ("báo cáo kết quả định kỳ 3 tháng một lần", "quarterly"),
    ("báo cáo kết quả trước ngày 15/3, 15/6, 15/9 và 15/12 hằng năm", "quarterly"),
    ("báo cáo kết quả vào thứ Sáu hằng tuần", "weekly"),
    ("báo cáo kết quả trước 16 giờ thứ Năm hằng tuần", "weekly"),
    ("báo cáo kết quả trước 15h00 ngày thứ Sáu hàng tuần", "weekly"),
    ("báo cáo kết quả vào chiều thứ Sáu hàng tuần", "weekly"),
    ("báo cáo kết quả vào sáng thứ Hai hằng tuần", "weekly"),
    ("báo cáo kết quả thứ 6 hằng tuần", "weekly"),
    ("hằng tuần (trước 10 giờ thứ Sáu) gửi báo cáo về Sở Tư pháp", "weekly"),
    ("báo cáo kết quả mỗi tuần một lần", "weekly"),
    ("xuống kiểm tra cơ sở 07 ngày một lần", "weekly"),
    ("báo cáo kết quả trước ngày 15/12 hằng năm", "yearly"),
    ("báo cáo kết quả định kỳ hằng năm trước ngày 15 tháng 12", "yearly"),
    ("báo cáo kết quả trước ngày 10 tháng 12 mỗi năm", "yearly"),
    ("báo cáo kết quả định kỳ năm (trước ngày 15/12)", "yearly"),
    ("báo cáo kết quả định kỳ 6 tháng", None),
    ("báo cáo kết quả hằng ngày trước 16 giờ", None),
    ("báo cáo tuần gửi trước 15 giờ thứ Năm", "weekly"),
    ("báo cáo tháng gửi trước ngày 20", "monthly"),
    ("báo cáo năm gửi trước ngày 10/12/2023", "2023-12-10"),
    ("giao ban công tác lưu trữ vào thứ Năm tuần cuối tháng", "monthly"),
    # by the way
    ("tổ chức hội nghị tập huấn ngày 15/6/2023", "2023-06-15"),
    ("tổ chức hội nghị tập huấn vào sáng ngày 15/6/2023", "2023-06-15"),
    ("tổ chức hội nghị tập huấn vào lúc 7 giờ 30 phút ngày 15/6/2023", "2023-06-15"),
    ("tổ chức hoạt động kỷ niệm ngày 02/9/2023", None),
    ("giảm tỷ lệ hồ sơ quá hạn, phấn đấu đến 30/6 dưới 3%", "2023-06-30"),
    ("số hóa 95% hồ sơ trước ngày 30/9/2023 và duy trì đến hết năm 2023", "2023-09-30"),
    ("rà soát hồ sơ. Thời gian thực hiện: T8/2023", "2023-08-31"),
    ("rà soát hồ sơ. Thời gian thực hiện: Q4/2023", "2023-12-31"),
    ("sửa chữa công trình vệ sinh trước ngày 15/6/2023", "2023-06-15"),
    ("tổ chức tuần sinh hoạt công dân cho sinh viên mới từ ngày 01/6/2023 đến ngày 15/6/2023", "2023-06-15"),
    ("hướng dẫn ít nhất 30 cơ quan lập danh mục hồ sơ trong năm 2023", "2023-12-31"),
    ("giải ngân vốn sửa chữa kho đến hết 31/12", "2023-12-31"),
    ("hoàn thành tài liệu hướng dẫn Quý III/2023", "2023-09-30"),
    ("trình UBND tỉnh phương án bố trí kho ngày 20/6/2023", "2023-06-20"),
    ("rà soát kho lưu trữ trong nửa đầu tháng 7/2023", "2023-07-15"),
    ("lập tiến độ chi tiết, cam kết chỉnh lý theo tháng; xong trước 20/6/2023", "2023-06-20"),
    ("góp ý dự thảo, hoàn thành trước ngày 25/5/2023 để gửi Bộ Nội vụ trước ngày 30/5/2023", "2023-05-25"),
    ("hướng dẫn các xã; thời gian báo cáo kết quả: ngày 05/11/2023", "2023-11-05"),
    # no deadlines
    ("giải quyết hồ sơ không quá 1/2 thời gian quy định", None),
    ("thực hiện nghiêm Công điện số 12/CĐ-TTg ngày 20/5/2023 của Thủ tướng Chính phủ", None),
    ("rà soát theo Kế hoạch số 30/KH-UBND ngày 20 tháng 6 năm 2023", None),
    ("rà soát kho lưu trữ (số liệu tính đến ngày 31/5/2023)", None),
    ("rà soát kho lưu trữ, số liệu đến hết ngày 31/5/2023", None),
    ("tổng hợp tình hình, số liệu chốt đến ngày 31/5/2023", None),
    ("tổng hợp tình hình, thời điểm chốt số liệu 31/5/2023", None),
    ("tổng hợp số liệu lũy kế đến hết ngày 31/5/2023", None),
    ("tổng hợp tình hình (thời gian lấy số liệu từ ngày 01/01/2023 đến ngày 31/5/2023)", None),
    ("tổng hợp tình hình, kỳ báo cáo tính từ ngày 15/12/2022 đến ngày 14/6/2023", None),
    ("tổ chức các hoạt động kỷ niệm ngày Thương binh - Liệt sĩ 27/7/2023", None),
    ("trang trí cổ động chào mừng Quốc khánh 02/9/2023", None),
    ("bảo đảm an ninh kỳ thi tổ chức từ ngày 27/6 đến ngày 30/6/2023", None),
    ("ứng phó đợt mưa lớn từ ngày 20/5 đến ngày 25/5/2023", None),
    ("thực hiện Thông tư số 02/2023/TT-BNV có hiệu lực từ ngày 01/7/2023", None),
    ("áp dụng biểu mẫu mới kể từ ngày 01/7/2023", None),
    ("rà soát nhà ở xây dựng trước ngày 01/7/2014", None),
    ("rà soát hồ sơ tiếp nhận trước ngày 01/6/2023 còn tồn đọng", None),
    ("giải quyết chế độ cho người nghỉ hưu trước ngày 01/7/2023", None),
    ("rà soát trẻ em sinh từ ngày 01/01/2022 đến ngày 31/12/2023", None),
    ("triển khai Chương trình phát triển văn thư giai đoạn 2021-2025", None),
    ("triển khai Đề án số hóa tài liệu đến năm 2025, định hướng đến năm 2030", None),
    ("thực hiện kết luận tại cuộc họp ngày 12/5/2023", None),
    ("chuẩn bị nội dung trình kỳ họp tháng 7/2023 của HĐND tỉnh", None),
    ("xây dựng dự toán năm 2024", None),
    ("xây dựng kế hoạch công tác tháng 6/2023", None),
    ("tổng kết phong trào thi đua quý II/2023", None),
    ("tiếp nhận hồ sơ 24/7", None),
    ("báo cáo kết quả quý II/2023 trước ngày 10/6/2023", "2023-06-10"),
    ("báo cáo kết quả tháng 5/2023 trước ngày 25/5/2023", "2023-05-25"),
    ("báo cáo kết quả 6 tháng đầu năm 2023 trước ngày 05/6/2023", "2023-06-05"),
    ("xây dựng kế hoạch năm 2024, trình UBND tỉnh trước ngày 30/11/2023", "2023-11-30"),
    ("hoàn thành trước ngày 20/6/2023 việc rà soát theo Công văn số 88/UBND-NC ngày 10/5/2023", "2023-06-20"),
    ("gửi danh sách trước ngày 20/6/2023 (số liệu tính đến ngày 15/6/2023)", "2023-06-20"),
    ("gửi số liệu tính đến hết ngày 31/5/2023 về Sở Tư pháp trước ngày 05/6/2023", "2023-06-05"),
)


@pytest.mark.parametrize(("words", "expected"), ORDERS, ids=[words for words, _ in ORDERS])
def test_an_order_has_the_deadline_that_its_words_set(words: str, expected: str | None) -> None:
    reading = letter(f"1. Sở Nội vụ {words}.", "2. Sở Y tế bố trí cán bộ làm công tác lưu trữ.", "3. Sở Tài chính cân đối kinh phí.")
    found = due(reading)
    assert found[0] == expected
    assert found[-2:] == [None, None]


#: paragraphs after the sentence that opens the list → by when each task is due, in the order of the text
LETTERS: tuple[tuple[str, tuple[str, ...], list[str | None]], ...] = (
    (
        "a sentence after the list dates the report that it asks for",
        (
            "1. Sở Nội vụ rà soát kho lưu trữ.",
            "2. Sở Tài chính cân đối kinh phí.",
            "Đề nghị các đơn vị gửi báo cáo kết quả về Sở Nội vụ trước ngày 20/6/2023 để tổng hợp./.",
        ),
        [None, None, "2023-06-20"],
    ),
    (
        "a sentence on all that stands above dates what has no day of its own",
        (
            "1. Sở Nội vụ rà soát kho lưu trữ.",
            "2. Sở Tài chính cân đối kinh phí, xong trước ngày 05/6/2023.",
            "Các nội dung trên hoàn thành trước ngày 20/6/2023.",
        ),
        ["2023-06-20", "2023-06-05"],
    ),
    (
        "the same by its label",
        (
            "1. Sở Nội vụ rà soát kho lưu trữ.",
            "2. Sở Tài chính cân đối kinh phí.",
            "Thời gian hoàn thành các nhiệm vụ nêu trên: trước ngày 20/6/2023.",
        ),
        ["2023-06-20", "2023-06-20"],
    ),
    (
        "inside a list it dates that list alone",
        (
            "1. Về kho lưu trữ",
            "a) Sở Nội vụ rà soát hồ sơ.",
            "b) Sở Xây dựng kiểm tra công trình.",
            "Các công việc tại điểm a, điểm b nêu trên hoàn thành trước ngày 20/6/2023.",
            "2. Về kinh phí",
            "Sở Tài chính cân đối kinh phí.",
        ),
        ["2023-06-20", "2023-06-20", None],
    ),
    (
        "a label below an order is its own",
        (
            "1. Sở Nội vụ rà soát kho lưu trữ.",
            "Thời gian: trước ngày 20/6/2023.",
            "2. Sở Tài chính cân đối kinh phí.",
            "Thời gian thực hiện: Quý III/2023.",
        ),
        ["2023-06-20", "2023-09-30"],
    ),
    (
        "labels below bullets are each bullet's own",
        (
            "1. Công tác lưu trữ",
            "- Rà soát kho lưu trữ.",
            "Đơn vị chủ trì: Sở Nội vụ; đơn vị phối hợp: Sở Xây dựng.",
            "Thời gian hoàn thành: 30/6/2023.",
            "- Số hóa hồ sơ đất đai.",
            "Đơn vị chủ trì: Sở Tài nguyên và Môi trường.",
            "Thời gian hoàn thành: Tháng 9/2023.",
        ),
        ["2023-06-30", "2023-09-30"],
    ),
    (
        "labels as bullets below a letter",
        (
            "1. Công tác lưu trữ",
            "a) Rà soát kho lưu trữ.",
            "- Đơn vị chủ trì: Sở Nội vụ.",
            "- Thời gian thực hiện: từ tháng 6 đến tháng 8/2023.",
            "b) Số hóa hồ sơ đất đai.",
            "- Đơn vị chủ trì: Sở Tài nguyên và Môi trường.",
            "- Thời gian thực hiện: Thường xuyên.",
        ),
        ["2023-08-31", None],
    ),
    (
        "a heading dates all below it",
        (
            "1. Sở Nội vụ (hoàn thành trước ngày 20/6/2023):",
            "- Rà soát kho lưu trữ.",
            "- Lập danh mục hồ sơ hết giá trị, xong trước ngày 10/6/2023.",
            "2. Sở Tài chính:",
            "- Cân đối kinh phí.",
        ),
        ["2023-06-20", "2023-06-10", None],
    ),
    (
        "a table has its own column of time",
        (
            "1. Sở Nội vụ theo dõi việc thực hiện phụ lục dưới đây.",
            "| STT | Nhiệm vụ | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian hoàn thành |\n"
            "| 1 | Rà soát kho lưu trữ | Sở Nội vụ | Sở Xây dựng | Quý III/2023 |\n"
            "| 2 | Số hóa hồ sơ | Sở Y tế | Các bệnh viện | Trước 30/9 |\n"
            "| 3 | Kiểm tra công trình | Sở Xây dựng | | Năm 2023 |\n"
            "| 4 | Trực kho | Văn phòng UBND tỉnh | | Thường xuyên |\n"
            "| 5 | Báo cáo số liệu | Sở Nội vụ | | Hằng tháng |\n"
            "| 6 | Đào tạo văn thư | Sở Nội vụ | | 2023-2025 |",
        ),
        [None, "2023-09-30", "2023-09-30", "2023-12-31", None, "monthly", "2025-12-31"],
    ),
    (
        "a table that a web page stacked",
        (
            "1. Sở Nội vụ theo dõi việc thực hiện bảng dưới đây.",
            "STT\nNhiệm vụ\nĐơn vị chủ trì\nThời hạn\n1\nRà soát kho lưu trữ\nSở Nội vụ\n30/6/2023\n2\nSố hóa hồ sơ\nSở Y tế\nTháng 8/2023",
        ),
        [None, "2023-06-30", "2023-08-31"],
    ),
    (
        "phases are dated by their own lines",
        (
            "I. THỜI GIAN, ĐỊA ĐIỂM",
            "- Đợt 1: Từ ngày 01/6/2023 đến ngày 15/6/2023 tại các huyện miền núi.",
            "- Đợt 2: từ ngày 01/8 đến 15/8/2023.",
            "II. PHÂN CÔNG",
            "1. Sở Nội vụ kiểm tra kho lưu trữ.",
        ),
        ["2023-06-15", "2023-08-15", None],
    ),
    (
        "items pasted into one paragraph",
        (
            "1. Sở Nội vụ: a, Rà soát kho lưu trữ trước ngày 30/5/2023; b, Lập danh mục hồ sơ. 2. Sở Y tế: a, Kiểm tra hồ sơ bệnh án; "
            "b, Số hóa hồ sơ, xong trước 15/6/2023.",
        ),
        ["2023-05-30", None, None, "2023-06-15"],
    ),
    (
        "items with a comma or a stroke behind their label",
        ("1, Sở Nội vụ:", "a, Rà soát kho lưu trữ trước ngày 30/5/2023;", "b, Lập danh mục hồ sơ;", "2, Sở Y tế:", "a/ Kiểm tra hồ sơ."),
        ["2023-05-30", None, None],
    ),
    (
        "units on lines of their own over bullets",
        (
            "Sở Nội vụ:",
            "- Rà soát kho lưu trữ trước ngày 25/5/2023.",
            "- Lập danh mục hồ sơ.",
            "UBND các huyện, thành phố:",
            "- Tổng hợp tài liệu tồn đọng, hoàn thành trong tháng 6.",
        ),
        ["2023-05-25", None, "2023-06-30"],
    ),
    (
        "a line that was torn inside its date",
        ("1. Sở Nội vụ rà soát kho lưu trữ trước ngày\n30\n/6/2023.", "2. Sở Y tế số hóa hồ sơ, xong trước ngày\n20/10\n/2023."),
        ["2023-06-30", "2023-10-20"],
    ),
    (
        "phases under a heading of progress need no preposition",
        (
            "I. TIẾN ĐỘ THỰC HIỆN",
            "- Tháng 6/2023: phát động, ký giao ước.",
            "- Quý IV/2023: tổng kết.",
            "II. PHÂN CÔNG",
            "1. Sở Nội vụ chấm điểm.",
        ),
        ["2023-06-30", "2023-12-31", None],
    ),
    (
        "a period and a day of two works stay apart",
        ("1. Sở Nội vụ công bố danh mục trước ngày 15/7/2023; hằng tuần cập nhật trên Cổng thông tin điện tử.",),
        ["2023-07-15", "weekly"],
    ),
    (
        "two works of one paragraph with a day each",
        ("1. Sở Nội vụ rà soát kho lưu trữ trước ngày 05/6/2023; gửi báo cáo về UBND tỉnh trước ngày 20/6/2023.",),
        ["2023-06-05", "2023-06-20"],
    ),
    (
        "two works joined by a comma, one by a quarter",
        ("1. Sở Nội vụ sơ kết đợt chỉnh lý vào quý III năm 2023, tổng kết trước ngày 30/11/2024.",),
        ["2023-09-30", "2024-11-30"],
    ),
    (
        "an event on its day and its report",
        ("1. Sở Nội vụ tổ chức hội nghị tập huấn ngày 10/6/2023; gửi kết quả trước ngày 15/6/2023.",),
        ["2023-06-10", "2023-06-15"],
    ),
    (
        "work in a month and its report",
        ("1. Sở Nội vụ tổ chức tập huấn trong tháng 6; báo cáo kết quả trước ngày 05/7/2023.",),
        ["2023-06-30", "2023-07-05"],
    ),
    (
        "work in a quarter and the day that ends it",
        ("1. Sở Nội vụ tổ chức tập huấn trong quý II; hoàn thành trước ngày 15/6/2023.",),
        ["2023-06-15"],
    ),
    (
        "two works, the first due today",
        ("1. Sở Nội vụ cấp ngay 500 hộp trong ngày hôm nay, 15/5/2023; trình phương án mua bổ sung trước ngày 20/5/2023.",),
        ["2023-05-15", "2023-05-20"],
    ),
    (
        "a work and its report with the only day of the paragraph are one",
        ("1. Sở Nội vụ rà soát kho lưu trữ; gửi danh sách về UBND tỉnh trước ngày 20/6/2023.",),
        ["2023-06-20"],
    ),
    (
        "a work and its report in rounds are one",
        ("1. Sở Nội vụ rà soát kho lưu trữ; báo cáo UBND tỉnh trước ngày 25 hằng tháng.",),
        ["monthly"],
    ),
)


@pytest.mark.parametrize(("_rule", "paragraphs", "expected"), LETTERS, ids=[rule for rule, _, _ in LETTERS])
def test_a_deadline_goes_to_the_work_that_it_dates(_rule: str, paragraphs: tuple[str, ...], expected: list[str | None]) -> None:
    assert due(letter(*paragraphs)) == expected


@pytest.mark.parametrize(
    ("words", "scope"),
    [
        ("rà soát kho lưu trữ, gửi danh sách trước ngày 20/6/2023", "paragraph"),
        ("rà soát kho lưu trữ; hoàn thành trước ngày 20/6/2023", "paragraph"),
        ("rà soát kho lưu trữ; gửi danh sách trước ngày 20/6/2023", "clause"),
        ("rà soát kho lưu trữ trước ngày 20/6/2023; bố trí cán bộ trông coi", "clause"),
    ],
)
def test_a_date_binds_the_paragraph_or_only_its_clause(words: str, scope: str) -> None:
    assert [task.deadline_scope for task in letter(f"1. Sở Nội vụ {words}.").tasks] == [scope]


def test_the_plan_that_a_decision_issues_is_read_with_it() -> None:
    decision = LETTER.replace("V/v tăng cường công tác văn thư, lưu trữ\n", "").replace("214/UBND-NC", "214/QĐ-UBND")
    head, _, rest = decision.partition("Kính gửi:")
    reading = read_text(
        head + "QUYẾT ĐỊNH\nBan hành Kế hoạch chỉnh lý tài liệu tồn đọng\n\nỦY BAN NHÂN DÂN TỈNH\n\n"
        "Căn cứ Luật Lưu trữ số 01/2011/QH13 ngày 11/11/2011;\n\nQUYẾT ĐỊNH:\n\nĐiều 1. Ban hành kèm theo Quyết định này Kế hoạch chỉnh lý "
        "tài liệu tồn đọng.\n\nĐiều 2. Chánh Văn phòng UBND tỉnh chịu trách nhiệm thi hành Quyết định này./.\n"
        + rest.partition("{body}")[2] +
        "\nKẾ HOẠCH\nChỉnh lý tài liệu tồn đọng\n(Ban hành kèm theo Quyết định số 214/QĐ-UBND ngày 15/5/2023)\n\nI. MỤC ĐÍCH\n"
        "- Bảo đảm an toàn tài liệu đến năm 2025.\nII. PHÂN CÔNG\n1. Sở Nội vụ hướng dẫn nghiệp vụ, xong trước ngày 15/6/2023.\n"
        "2. Sở Tài chính bố trí kinh phí.\n"
    )  # fmt: skip
    assert [(task.responsible[0].name, task.deadline and task.deadline.isoformat()) for task in reading.tasks] == [
        ("Sở Nội vụ", "2023-06-15"),
        ("Sở Tài chính", None),
    ]
    assert all(task.provision is not None and reading.provisions[task.provision].text in task.text + "." for task in reading.tasks)


def test_units_on_lines_of_their_own_hold_for_the_bullets_below() -> None:
    reading = letter("Sở Nội vụ:", "- Rà soát kho lưu trữ.", "UBND các huyện, thành phố:", "- Tổng hợp tài liệu tồn đọng.")
    assert [[name.name for name in task.responsible] for task in reading.tasks] == [["Sở Nội vụ"], ["UBND các huyện, thành phố"]]
