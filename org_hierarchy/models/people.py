"""People, the seats they hold, and what they may sign for others."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, Group, PermissionsMixin, UserManager
from django.db import models
from django.utils import timezone

from org_hierarchy.models.units import OrgUnit
from records.fields import FoldedField
from records.text import sort_key


class PersonOrder(models.CharField):
    """The key of the Vietnamese order of people, by given name first; written like a FoldedField."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: ARG002 - Django's shape
        """What the row says now."""
        key = person_order(model_instance.full_name)  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, key)
        return key


def person_order(full_name: str) -> str:
    """Lists of people are read by given name, which stands last: "Nguyễn Thị Ánh" before "Lê Văn Bình"."""
    given = full_name.split()[-1:]
    return sort_key(" ".join([*given, full_name]))


class Person(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # guardian's rows bring an untyped one
    """Cán bộ, công chức: who signs in. What one may do follows from appointments, never from this row."""

    username = models.CharField(
        "tên đăng nhập", max_length=80, unique=True, error_messages={"unique": "Tên đăng nhập này đã có người dùng."}
    )
    full_name = models.CharField("họ và tên", max_length=120)
    folded_name = FoldedField(of=("full_name", "username"), max_length=220, db_index=True)
    sort_name = PersonOrder(max_length=1000, editable=False, default="")
    email = models.EmailField("thư điện tử", blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    is_active = models.BooleanField("đang hoạt động", default=True)
    is_staff = models.BooleanField("quản trị hệ thống", default=False)
    must_change_password = models.BooleanField(default=False, help_text="Given by an administrator: sign-in asks for another.")
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


class Post(models.Model):
    """Chức vụ: a seat in a unit. Its role decides which guardian grants its group gets on the unit. `title` is that of now."""

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
    valid_to = models.DateField("bỏ từ ngày", null=True, help_text="The first day without the seat; empty: it is there.")

    class Meta:
        verbose_name = "chức vụ"
        constraints = [models.UniqueConstraint(fields=["unit", "title", "role"], name="post_once")]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit}"


class FormerTitle(models.Model):
    """Tên cũ của chức vụ: what a post was called before that day (and since the day of the one before)."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="former_titles")
    title = models.CharField("chức vụ", max_length=120)
    valid_to = models.DateField(help_text="The first day of the next title.")

    class Meta:
        verbose_name = "tên cũ của chức vụ"
        constraints = [models.UniqueConstraint(fields=["post", "valid_to"], name="former_title_dated")]


class Appointment(models.Model):
    """Bổ nhiệm: who holds a post, from when to when. The truth about rights; guardian's rows are derived from it."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments")
    is_acting = models.BooleanField("quyền", default=False, help_text="Acting head: signs with Q. (VAS §1.7).")
    remit = models.JSONField(default=list, help_text="Lĩnh vực phụ trách of a deputy, as a list of words; empty: all of the unit's.")
    remit_units = models.ManyToManyField(
        OrgUnit, related_name="+", help_text="The units whose drafts a deputy signs (KT.), with all below them; none: every unit's."
    )
    basis = models.CharField("quyết định", max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        verbose_name = "bổ nhiệm"
        constraints = [models.UniqueConstraint(fields=["post", "person", "valid_from"], name="appointment_dated")]


class FormerRemit(models.Model):
    """Lĩnh vực cũ: in what a deputy signed before that day (and since the day of the one before). `Appointment.remit` is that of now."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="former_remits")
    remit = models.JSONField("lĩnh vực", default=list, help_text="As on Appointment.")
    unit_ids = models.JSONField(
        default=list, help_text="The ids of Appointment.remit_units; no relation, so that a list never becomes none by losing its units."
    )
    valid_to = models.DateField(help_text="The first day of the next field.")

    class Meta:
        verbose_name = "lĩnh vực cũ của cấp phó"
        constraints = [models.UniqueConstraint(fields=["appointment", "valid_to"], name="former_remit_dated")]


class Absence(models.Model):
    """Vắng mặt: the days on which a holder is away, and who stands in.

    The stand-in gets the post's rights for those days, except those of a head's or deputy's post: nobody signs as somebody else, so there a
    stand-in is one who signs anyway (KT.).
    """

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="absences")
    substitute = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("lý do", max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(help_text="The first day back.")

    class Meta:
        verbose_name = "vắng mặt"
        constraints = [models.CheckConstraint(condition=models.Q(valid_from__lt=models.F("valid_to")), name="absence_dates")]


class Mandate(models.Model):
    """Thừa lệnh (TL.), ủy quyền (TUQ.): the holders of `post` may sign in the name of the head of `unit`, within limits (VAS §1.7).

    TL.: the head of a unit inside the agency, who may pass it on to his deputies when `may_pass_on`. TUQ.: the head of a subordinate body,
    in writing, until a day, never passed on: to who holds the post on the first day, while he does.
    """

    class Kind(models.TextChoices):
        BY_ORDER = "tl", "Thừa lệnh (TL.)"
        BY_AUTHORITY = "tuq", "Thừa ủy quyền (TUQ.)"

    kind = models.CharField(max_length=3, choices=Kind)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="mandates", help_text="The agency in whose name is signed.")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="mandates", help_text="Whose holders may sign.")
    document_kinds = models.JSONField(default=list, help_text="Codes of the types of document that it covers; empty: all.")
    content = models.CharField("nội dung", max_length=300, help_text="What about, in the words of the decision.")
    basis = models.CharField("căn cứ", max_length=200, help_text="The regulation or the written authority: number, date, issuer.")
    may_pass_on = models.BooleanField("giao cấp phó ký", default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        verbose_name = "ủy quyền ký"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="tuq") | models.Q(may_pass_on=False, valid_to__isnull=False), name="mandate_tuq_limits"
            )
        ]
