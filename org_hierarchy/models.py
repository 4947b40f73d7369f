"""Who: people, the units they act for, and the areas those serve — all of it dated.

Every interval is half-open: `valid_from` is the first day, `valid_to` the first day on which it no longer holds (empty: still holds).
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, Group, PermissionsMixin, UserManager
from django.db import models
from django.utils import timezone
from guardian.models import GroupObjectPermissionBase

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


class Person(AbstractBaseUser, PermissionsMixin):
    """Cán bộ, công chức: who signs in. What one may do follows from appointments, never from this row."""

    username = models.CharField(
        "tên đăng nhập", max_length=80, unique=True, error_messages={"unique": "Tên đăng nhập này đã có người dùng."}
    )
    full_name = models.CharField("họ và tên", max_length=120)
    email = models.EmailField("thư điện tử", blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    is_active = models.BooleanField("đang hoạt động", default=True)
    is_staff = models.BooleanField("quản trị hệ thống", default=False)
    date_joined = models.DateTimeField("ngày tạo", default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split()[-1] if self.full_name else self.username


class Area(models.Model):
    """Địa bàn: an administrative area with its official code, on the map before or after 1/7/2025 (or both)."""

    class Level(models.TextChoices):
        COUNTRY = "country", "Cả nước"
        PROVINCE = "province", "Tỉnh, thành phố"
        DISTRICT = "district", "Huyện, quận, thị xã, thành phố"
        COMMUNE = "commune", "Xã, phường, thị trấn, đặc khu"

    code = models.CharField("mã", max_length=10, help_text="Mã theo QĐ 124/2004 (trước 1/7/2025) hoặc QĐ 19/2025.")
    name = models.CharField("tên", max_length=120, help_text='With its type: "Quận 10", "Phường Hoàn Kiếm".')
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

    `name`, `parent` and `path` are those of its latest version; UnitVersion holds them for every day.
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
            ("review_unit", "Duyệt nội dung, duyệt báo cáo thay mặt đơn vị"),
            ("check_form_for_unit", "Kiểm tra thể thức văn bản của đơn vị"),
            ("sign_for_unit", "Ký văn bản của đơn vị"),
            ("register_for_unit", "Văn thư của đơn vị: cấp số, phát hành, tiếp nhận"),
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

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False


class UnitVersion(models.Model):
    """What a unit was called and whom it stood under, from a day to a day."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="versions")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey(OrgUnit, null=True, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=PATH_STEP * 10)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        verbose_name = "phiên bản đơn vị"
        indexes = [models.Index(fields=["path"], name="unit_version_path")]
        constraints = [models.UniqueConstraint(fields=["unit", "valid_from"], name="unit_version_dated")]


class UnitArea(models.Model):
    """Địa bàn phục vụ: the areas that a unit serves (or sits in), many and dated."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="served")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="served_by")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "area", "valid_from"], name="unit_area_dated")]


class Post(models.Model):
    """Chức vụ: a seat in a unit. Its role decides which guardian grants its group gets on the unit."""

    class Role(models.TextChoices):
        HEAD = "head", "Người đứng đầu"
        DEPUTY = "deputy", "Cấp phó"
        OFFICE_HEAD = "office_head", "Chánh Văn phòng (kiểm tra thể thức)"
        DIVISION_HEAD = "division_head", "Lãnh đạo đơn vị soạn thảo"
        OFFICER = "officer", "Chuyên viên"
        CLERK = "clerk", "Văn thư"
        ADMINISTRATOR = "administrator", "Quản trị"

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField("chức vụ", max_length=120)
    role = models.CharField(max_length=15, choices=Role)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="post")

    class Meta:
        verbose_name = "chức vụ"

    def __str__(self) -> str:
        return f"{self.title}, {self.unit}"


class Appointment(models.Model):
    """Bổ nhiệm: who holds a post, from when to when. The truth about rights; guardian's rows are derived from it."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        verbose_name = "bổ nhiệm"
        constraints = [models.UniqueConstraint(fields=["post", "person", "valid_from"], name="appointment_dated")]


class CalendarDay(models.Model):
    """Ngày làm việc, ngày nghỉ: a day that differs from the computed calendar (a swap, a Tết block), with the decision that says so."""

    day = models.DateField(unique=True)
    is_working = models.BooleanField()
    reason = models.CharField(max_length=200)

    class Meta:
        verbose_name = "ngày lịch"
