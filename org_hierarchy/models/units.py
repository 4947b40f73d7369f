"""Areas and the units that serve them, with what each was called and whom it stood under on any day."""

from typing import Any

from django.db import models
from guardian.models import GroupObjectPermissionBase

from records.fields import FoldedField

PATH_STEP = 9  # digits of one step of OrgUnit.path


class PathField(models.CharField):
    """A materialised path: one zero-padded id per level. Compared byte by byte, whatever the database's own collation."""

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"  # SQLite's BINARY is the default there
        return parameters

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _, args, kwargs = super().deconstruct()
        return name, "org_hierarchy.models.PathField", args, kwargs


def valid_on(day: Any, prefix: str = "") -> models.Q:
    """The rows that hold on that day."""
    return models.Q(**{f"{prefix}valid_from__lte": day}) & (
        models.Q(**{f"{prefix}valid_to__isnull": True}) | models.Q(**{f"{prefix}valid_to__gt": day})
    )


LASTS = models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from"))
"""The rows that hold on any day at all."""


class Area(models.Model):
    """Địa bàn: an administrative area with its official code, on the map before or after 1/7/2025 (or both)."""

    class Level(models.TextChoices):
        COUNTRY = "country", "Cả nước"
        PROVINCE = "province", "Tỉnh, thành phố"
        DISTRICT = "district", "Huyện, quận, thị xã, thành phố"
        COMMUNE = "commune", "Xã, phường, thị trấn, đặc khu"

    code = models.CharField("mã", max_length=10, help_text="Mã theo QĐ 124/2004 (trước 1/7/2025) hoặc QĐ 19/2025.")
    name = models.CharField("tên", max_length=120, help_text='With its type: "Quận 10", "Phường Hoàn Kiếm".')
    folded_name = FoldedField(of=("name", "code"), max_length=140, db_index=True)
    level = models.CharField(max_length=10, choices=Level)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        verbose_name = "địa bàn"
        constraints = [models.UniqueConstraint(fields=["code", "level", "valid_from"], name="area_code_dated")]

    def __str__(self) -> str:
        return self.name


class OrgUnitQuerySet(models.QuerySet["OrgUnit"]):
    """Tree words on units."""

    def under(self, unit: "OrgUnit") -> "OrgUnitQuerySet":
        """The unit and everything below it: one range of the path index."""
        return self.filter(path__gte=unit.path, path__lt=unit.path + ":")  # ':' follows '9'

    def on(self, day: Any) -> "OrgUnitQuerySet":
        """The units that exist on that day."""
        return self.filter(valid_on(day))

    def above(self, unit: "OrgUnit") -> "OrgUnitQuerySet":
        """The ancestors of the unit, root first, without itself."""
        steps = [unit.path[:end] for end in range(PATH_STEP, len(unit.path), PATH_STEP)]
        return self.filter(path__in=steps).order_by("path")


class OrgUnit(models.Model):  # type: ignore[django-manager-missing]  # guardian's rows bring an untyped one
    """Cơ quan, đơn vị: one office, its place in its line of command, and its days of existence.

    `name`, `short_name`, `symbol`, `place`, `parent` and `path` are those in force now; UnitVersion holds them for every day, those decided
    for a day to come included, and the clock brings them here on their day. `valid_to`: the first day without the unit, past or to come.
    `regime` is the one that it began with; UnitRegime holds those since.
    """

    class Kind(models.TextChoices):
        COMMITTEE = "ubnd", "Ủy ban nhân dân"
        DEPARTMENT = "so_nganh", "Sở, ban, ngành; phòng, ban"
        PARTY = "dang", "Cơ quan Đảng"
        FRONT = "mat_tran", "Mặt trận Tổ quốc"
        MASS_ORGANISATION = "doan_the", "Đoàn thể chính trị - xã hội"
        PUBLIC_SERVICE = "su_nghiep", "Đơn vị sự nghiệp"
        BHXH = "bhxh", "Bảo hiểm xã hội"
        BHXH_CENTRE = "bhxh_truc_thuoc", "Đơn vị trực thuộc Bảo hiểm xã hội Việt Nam"
        TEAM = "to", "Tổ, phòng nội bộ"
        POST = "buu_dien", "Bưu điện"
        EMPLOYER = "su_dung_lao_dong", "Đơn vị sử dụng lao động"

    class Line(models.TextChoices):
        COMMITTEE = "ubnd", "Ngành dọc UBND"
        BHXH = "bhxh", "Ngành dọc BHXH"
        OUTSIDE = "ngoai", "Ngoài hai ngành dọc"

    class Level(models.TextChoices):
        CENTRAL = "central", "Trung ương"
        PROVINCE = "province", "Cấp tỉnh"
        DISTRICT = "district", "Cấp huyện"
        COMMUNE = "commune", "Cấp xã"

    class Regime(models.TextChoices):
        COLLECTIVE = "tap_the", "Chế độ tập thể (ký TM.)"
        HEAD = "thu_truong", "Chế độ thủ trưởng"

    code = models.CharField("mã", max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    line = models.CharField(max_length=10, choices=Line)
    level = models.CharField(max_length=10, choices=Level)
    regime = models.CharField(max_length=10, choices=Regime, default=Regime.HEAD)
    symbol = models.CharField("ký hiệu", max_length=30, blank=True, help_text="Chữ viết tắt trong số, ký hiệu: UBND, BHXH, SYT.")
    place = models.CharField("địa danh", max_length=80, blank=True, help_text="Địa danh ghi trên văn bản (NĐ 30/2020, Phụ lục I, II.4).")
    address = models.CharField("địa chỉ", max_length=200, blank=True)
    contact = models.CharField("liên hệ", max_length=200, blank=True, help_text="Whom to reach and how, in the unit's own words.")
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=120, blank=True)
    folded_name = models.CharField(max_length=330, db_index=True, help_text="name and short_name without marks, for search.")
    sort_name = models.CharField(max_length=1000, help_text="Key of the Vietnamese alphabetical order.")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = PathField(max_length=PATH_STEP * 10)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = OrgUnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        indexes = [models.Index(fields=["path"], name="org_unit_path")]
        permissions = [
            ("act_for_unit", "Thực hiện công việc của đơn vị"),
            ("review_unit", "Duyệt báo cáo, trả lời vướng mắc thay mặt đơn vị"),
            ("decide_for_unit", "Lãnh đạo đơn vị: duyệt nội dung, chỉ đạo, điều hành, kết thúc"),
            ("check_form_for_unit", "Kiểm tra thể thức văn bản của đơn vị"),
            ("sign_for_unit", "Ký văn bản của đơn vị"),
            ("sign_by_mandate", "Ký thừa lệnh, thừa ủy quyền của đơn vị"),
            ("register_for_unit", "Văn thư của đơn vị: cấp số, phát hành, tiếp nhận"),
            ("administer_unit", "Quản trị đơn vị và cấp dưới: tổ chức, nhân sự, nhóm, lịch"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """1 for a root."""
        return len(self.path) // PATH_STEP


class UnitGrant(GroupObjectPermissionBase):
    """The guardian grant of one permission on one unit to one post's group, by direct foreign keys (no text ids)."""

    content_object = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="grants")
    document_kinds = models.TextField(
        default="", help_text="Of sign_by_mandate: the codes that the mandates cover, each between commas; empty: all."
    )

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False


class UnitVersion(models.Model):
    """What a unit was called and whom it stood under, from a day to a day: the truth about the tree on any day.

    A row that ends on the day on which it begins was replaced by a second decision of that day; it holds on no day, waits for a possible
    withdrawal and is dropped when the day has come. `LASTS` leaves such rows out.
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="versions")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=120, blank=True)
    folded_name = models.CharField(max_length=330, help_text="As on OrgUnit.")
    sort_name = models.CharField(max_length=1000)
    symbol = models.CharField(max_length=30, blank=True)
    place = models.CharField(max_length=80, blank=True)
    parent = models.ForeignKey(OrgUnit, null=True, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=PATH_STEP * 10)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    opened_by = models.ForeignKey(
        "org_hierarchy.Reorganisation",
        null=True,
        on_delete=models.PROTECT,
        related_name="versions",
        help_text="What wrote this row.",
    )
    closed_by = models.ForeignKey(
        "org_hierarchy.Reorganisation",
        null=True,
        on_delete=models.PROTECT,
        related_name="closed_versions",
        help_text="What ended this row.",
    )
    was_valid_to = models.DateField(null=True, help_text="`valid_to` before `closed_by`; withdrawing brings it back.")

    class Meta:
        verbose_name = "phiên bản đơn vị"
        indexes = [models.Index(fields=["path"], name="unit_version_path")]
        constraints = [models.UniqueConstraint(fields=["unit", "valid_from"], condition=LASTS, name="unit_version_dated")]


class UnitRegime(models.Model):
    """Chế độ làm việc: how a unit works from a day on, until the next of its rows; before the first of them as `OrgUnit.regime` says.

    Wards of Hà Nội, for one, worked under their head from 1/7/2021 to 30/6/2025.
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="regimes")
    regime = models.CharField("chế độ làm việc", max_length=10, choices=OrgUnit.Regime)
    valid_from = models.DateField("từ ngày")
    basis = models.CharField("căn cứ", max_length=300, help_text="The law or resolution that says so.")

    class Meta:
        verbose_name = "chế độ làm việc"
        constraints = [models.UniqueConstraint(fields=["unit", "valid_from"], name="unit_regime_dated")]


class UnitArea(models.Model):
    """Địa bàn phục vụ: the areas that a unit serves (or sits in), many and dated."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="served")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="served_by")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    opened_by = models.ForeignKey("org_hierarchy.Reorganisation", null=True, on_delete=models.PROTECT, related_name="areas")
    closed_by = models.ForeignKey("org_hierarchy.Reorganisation", null=True, on_delete=models.PROTECT, related_name="closed_areas")
    was_valid_to = models.DateField(null=True, help_text="As on UnitVersion.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "area", "valid_from"], condition=LASTS, name="unit_area_dated")]
