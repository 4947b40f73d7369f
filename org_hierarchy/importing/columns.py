"""What the sheets of an import have: the one list from which templates are written and uploaded files are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from org_hierarchy.models import OrgUnit, Post
from records.text import fold

REASON = "Lý do chưa nhập được"
"""The column that a returned file has beside those of the sheet; it may stay when the file is sent again."""


class Shape(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    CODES = "codes"


@dataclass(frozen=True, eq=False)
class Column:
    """One column: `key` is its name in code, `title` its heading, `note` what its users are told.

    `limit` is the most characters of a text; `choices` are the words of a choice by its value.
    """

    key: str
    title: str
    note: str
    shape: Shape = Shape.TEXT
    required: bool = False
    limit: int = 200
    width: int = 18
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """One kind of import: `name` stands in addresses and jobs, `title` is the sheet's and the page's."""

    name: str
    title: str
    columns: tuple[Column, ...]

    def heading(self, text: str) -> Column | None:
        """The column of that heading, whatever its case and marks; None when there is none."""
        wanted = fold(text).rstrip(" *")
        return next((column for column in self.columns if fold(column.title) == wanted), None)


FROM = "Ngày đầu tiên, dạng dd/mm/yyyy."
UNTIL = "Ngày đầu tiên không còn nữa, dạng dd/mm/yyyy; để trống nếu chưa có."
KEPT = "Khi nhập lại: để trống thì giữ nguyên."

UNITS = Sheet(
    "don-vi",
    "Đơn vị",
    (
        Column(
            "code",
            "Mã đơn vị",
            "Duy nhất; mã đã có thì dòng này sửa tên ngắn, ký hiệu, địa danh, chế độ và địa bàn.",
            required=True,
            limit=60,
            width=16,
        ),
        Column("name", "Tên đơn vị", "Tên đầy đủ.", required=True, width=44),
        Column("short_name", "Tên ngắn", f"Ví dụ BHXH cơ sở Bình Thạnh. {KEPT}", limit=120, width=26),
        Column("kind", "Loại", "Chọn trong danh sách.", Shape.CHOICE, required=True, width=24, choices=dict(OrgUnit.Kind.choices)),
        Column("line", "Ngành dọc", "Chọn trong danh sách.", Shape.CHOICE, required=True, width=18, choices=dict(OrgUnit.Line.choices)),
        Column(
            "level",
            "Cấp",
            "Chọn trong danh sách; BHXH cơ sở: Cấp xã.",
            Shape.CHOICE,
            required=True,
            width=14,
            choices=dict(OrgUnit.Level.choices),
        ),
        Column("parent", "Mã đơn vị cấp trên", "Có sẵn hoặc có trong tệp này; để trống: phạm vi đã chọn.", limit=60, width=20),
        Column("symbol", "Ký hiệu", f"Chữ viết tắt trong số, ký hiệu văn bản. {KEPT}", limit=30, width=12),
        Column("place", "Địa danh", f"Địa danh ghi trên văn bản. {KEPT}", limit=80, width=18),
        Column(
            "regime",
            "Chế độ làm việc",
            f"Chọn trong danh sách; để trống: chế độ thủ trưởng. {KEPT}",
            Shape.CHOICE,
            width=24,
            choices=dict(OrgUnit.Regime.choices),
        ),
        Column(
            "areas",
            "Mã địa bàn phục vụ",
            "Mã tỉnh, huyện, xã theo danh mục, cách nhau bằng dấu chấm phẩy; BHXH cơ sở ghi mọi xã, phường mình phục vụ. "
            "Khi nhập lại, danh sách mới có hiệu lực từ ngày nhập.",
            Shape.CODES,
            width=26,
        ),
        Column("valid_from", "Từ ngày", FROM, Shape.DATE, required=True, width=13),
        Column("valid_to", "Hết từ ngày", UNTIL, Shape.DATE, width=13),
    ),
)
PEOPLE = Sheet(
    "nhan-su",
    "Nhân sự",
    (
        Column("username", "Tên đăng nhập", "Chữ không dấu, chữ số, . _ - @; người đã có thì được sửa.", required=True, limit=80, width=20),
        Column("full_name", "Họ và tên", "Họ và tên đầy đủ.", required=True, limit=120, width=28),
        Column("email", "Thư điện tử", KEPT, limit=254, width=28),
        Column("phone", "Điện thoại", KEPT, limit=30, width=16),
        Column("unit", "Mã đơn vị", "Đơn vị nơi giữ chức vụ, trong phạm vi đã chọn.", required=True, limit=60, width=16),
        Column("title", "Chức vụ", "Tên ngắn như in trên chữ ký: Chủ tịch, Phó Giám đốc, Văn thư.", required=True, limit=120, width=24),
        Column(
            "role",
            "Vai trò",
            "Chọn trong danh sách; vai trò quyết định quyền.",
            Shape.CHOICE,
            required=True,
            width=30,
            choices=dict(Post.Role.choices),
        ),
        Column("valid_from", "Giữ từ ngày", FROM, Shape.DATE, required=True, width=13),
        Column("valid_to", "Thôi giữ từ ngày", UNTIL, Shape.DATE, width=15),
    ),
)
EMPLOYERS = Sheet(
    "don-vi-su-dung-lao-dong",
    "Đơn vị sử dụng lao động",
    (
        Column("code", "Mã đơn vị", "Mã số thuế hoặc mã đơn vị do BHXH cấp.", required=True, limit=60, width=16),
        Column("name", "Tên đơn vị", "Tên đầy đủ theo đăng ký; tên mới có hiệu lực từ ngày nhập.", required=True, width=44),
        Column("address", "Địa chỉ", KEPT, width=40),
        Column(
            "area",
            "Mã xã, phường",
            "Xã, phường nơi đóng trụ sở; từ đó suy ra cơ quan quản lý.",
            required=True,
            limit=10,
            width=14,
        ),
        Column("parent", "Mã cơ quan quản lý", "Chỉ ghi khi khác cơ quan suy ra từ xã, phường.", limit=60, width=20),
        Column("contact", "Liên hệ", f"Người liên hệ, điện thoại, thư điện tử. {KEPT}", width=32),
        Column("valid_from", "Từ ngày", "Ngày bắt đầu quản lý, dạng dd/mm/yyyy; để trống: ngày nhập.", Shape.DATE, width=13),
    ),
)
SHEETS: Mapping[str, Sheet] = {sheet.name: sheet for sheet in (UNITS, PEOPLE, EMPLOYERS)}
