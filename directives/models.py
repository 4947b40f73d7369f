"""The order itself: its text, its tasks in words, to whom it was sent, and the registers that number it."""

from django.conf import settings
from django.db import models
from guardian.models import UserObjectPermissionBase

from org_hierarchy.models import OrgUnit
from records.models import StoredFile


class Directive(models.Model):  # type: ignore[django-manager-missing]  # guardian's rows bring an untyped one
    """Văn bản chỉ đạo: one document of the 29 types (NĐ 30/2020, Điều 7)."""

    class Kind(models.TextChoices):
        """Code = abbreviation of Phụ lục III; công văn (CV) and thư công (ThC) have none in the symbol."""

        NQ = "NQ", "Nghị quyết"
        QD = "QĐ", "Quyết định"
        CT = "CT", "Chỉ thị"
        QC = "QC", "Quy chế"
        QYD = "QyĐ", "Quy định"
        TC = "TC", "Thông cáo"
        TB = "TB", "Thông báo"
        HD = "HD", "Hướng dẫn"
        CTR = "CTr", "Chương trình"
        KH = "KH", "Kế hoạch"
        PA = "PA", "Phương án"
        DA = "ĐA", "Đề án"
        DUAN = "DA", "Dự án"
        BC = "BC", "Báo cáo"
        BB = "BB", "Biên bản"
        TTR = "TTr", "Tờ trình"
        HDONG = "HĐ", "Hợp đồng"
        CV = "CV", "Công văn"
        CD = "CĐ", "Công điện"
        BGN = "BGN", "Bản ghi nhớ"
        BTT = "BTT", "Bản thỏa thuận"
        GUQ = "GUQ", "Giấy ủy quyền"
        GM = "GM", "Giấy mời"
        GGT = "GGT", "Giấy giới thiệu"
        GNP = "GNP", "Giấy nghỉ phép"
        PG = "PG", "Phiếu gửi"
        PC = "PC", "Phiếu chuyển"
        PB = "PB", "Phiếu báo"
        THC = "ThC", "Thư công"

    class Status(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        SUBMITTED = "submitted", "Chờ duyệt nội dung"
        CONTENT_APPROVED = "content_approved", "Chờ kiểm tra thể thức"
        FORM_APPROVED = "form_approved", "Chờ ký"
        SIGNED = "signed", "Chờ cấp số"
        NUMBERED = "numbered", "Chờ phát hành"
        ISSUED = "issued", "Đã phát hành"
        CONCLUDED = "concluded", "Đã kết thúc"
        RETURNED = "returned", "Trả lại người soạn"

    class Urgency(models.TextChoices):
        NORMAL = "", "Thường"
        URGENT = "khan", "Khẩn"
        VERY_URGENT = "thuong_khan", "Thượng khẩn"
        FLASH = "hoa_toc", "Hỏa tốc"

    kind = models.CharField("loại văn bản", max_length=4, choices=Kind, default=Kind.CV)
    issuer = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="directives", verbose_name="cơ quan ban hành")
    drafting_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="drafted_directives", verbose_name="đơn vị soạn thảo")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="người soạn thảo")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    urgency = models.CharField("độ khẩn", max_length=12, choices=Urgency, default=Urgency.NORMAL, blank=True)

    number = models.PositiveIntegerField("số", null=True, blank=True)
    symbol = models.CharField("ký hiệu", max_length=60)
    issued_date = models.DateField("ngày ban hành", null=True, blank=True)
    place = models.CharField("địa danh", max_length=80)
    subject = models.CharField("trích yếu", max_length=500)
    folded_subject = models.CharField(max_length=700, help_text="Number, symbol and subject without marks, for search.")
    addressees = models.JSONField("kính gửi", default=list, help_text="Lines under Kính gửi, as printed.")
    archive = models.CharField("lưu", max_length=120, default="VT")

    signer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    signature = models.JSONField(default=dict, help_text="Frozen at signature: {authority_lines, title, name}.")
    monitor = models.ForeignKey(
        OrgUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="monitored_directives",
        verbose_name="đơn vị theo dõi, đôn đốc",
    )
    monitor_reviews = models.BooleanField(
        default=False, help_text="The directive gives the monitor the consolidation: it reviews the reports."
    )
    content_approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    form_approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    return_reason = models.CharField(max_length=1000, blank=True)

    source = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+", help_text="The file it was read from.")
    source_text = models.TextField(blank=True, help_text="The text as read; spans of duties point into it.")
    source_notes = models.JSONField(default=list, help_text='What to check in it: [{"message", "start", "end"}], in its order.')
    document = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+", help_text="The .docx as issued.")
    created_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "văn bản chỉ đạo"
        permissions = [("view_as_exception", "Xem văn bản theo ngoại lệ")]
        indexes = [
            models.Index(fields=["issuer", "-id"], name="directive_of_issuer"),
            models.Index(fields=["status", "-id"], name="directive_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.designation} {self.subject}".strip()

    @property
    def designation(self) -> str:
        """Số, ký hiệu as cited: 05/UBND-VX; a document without number yet shows an ellipsis."""
        return f"{self.number:02d}/{self.symbol}" if self.number else f"…/{self.symbol}"


class DirectiveGrant(UserObjectPermissionBase):
    """Ngoại lệ: the guardian grant to one person to see one directive, with the reason (domain rule 14)."""

    CODENAME = "view_as_exception"

    content_object = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="exceptions")
    reason = models.CharField("lý do", max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        verbose_name = "ngoại lệ được xem"


class Provision(models.Model):
    """Mục, khoản, điểm: one paragraph of the text, in order and nested."""

    class Kind(models.TextChoices):
        """The kinds that `directives.writing.facts.Paragraph` lays out."""

        BASE = "base", "Căn cứ"
        TEXT = "text", "Đoạn văn"
        PART = "part", "Phần"
        CHAPTER = "chapter", "Chương"
        SECTION = "section", "Mục"
        ARTICLE = "article", "Điều"
        ROMAN = "roman", "Mục La Mã"
        CLAUSE = "clause", "Khoản"
        CLAUSE_TITLE = "clause_title", "Khoản có tiêu đề"
        POINT = "point", "Điểm"
        DASH = "dash", "Gạch đầu dòng"
        CLOSE = "close", "Đoạn kết"

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="provisions")
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    label = models.CharField(max_length=20, blank=True)
    text = models.TextField()

    class Meta:
        verbose_name = "điều khoản"
        constraints = [models.UniqueConstraint(fields=["directive", "position"], name="provision_order")]


class Duty(models.Model):
    """Nhiệm vụ trong văn bản: a task as the text gives it; frozen at signature."""

    class Kind(models.TextChoices):
        TASK = "task", "Nhiệm vụ"
        ACTIVITY = "activity", "Việc của cơ quan ban hành"
        MILESTONE = "milestone", "Đợt, giai đoạn"
        INDIVIDUAL = "individual", "Hướng dẫn cá nhân"
        GENERAL = "general", "Yêu cầu chung, báo cáo"
        NOTE = "but_phe", "Bút phê"

    class Role(models.TextChoices):
        LEAD = "chu_tri", "Chủ trì"
        PARTNER = "phoi_hop", "Phối hợp"
        MONITOR = "theo_doi", "Theo dõi, đôn đốc"
        EXECUTE = "thuc_hien", "Thực hiện"

    class Period(models.TextChoices):
        NONE = "", "Không định kỳ"
        WEEKLY = "weekly", "Hằng tuần"
        MONTHLY = "monthly", "Hằng tháng"
        QUARTERLY = "quarterly", "Hằng quý"
        YEARLY = "yearly", "Hằng năm"

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="duties")
    provision = models.ForeignKey(Provision, null=True, on_delete=models.SET_NULL, related_name="duties")
    position = models.PositiveIntegerField()
    section = models.CharField("mục", max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TASK)
    role = models.CharField(max_length=10, choices=Role, default=Role.EXECUTE)
    text = models.TextField("nội dung")
    span_start = models.PositiveIntegerField(null=True)
    span_end = models.PositiveIntegerField(null=True)
    deadline_text = models.CharField("hạn như văn bản ghi", max_length=300, blank=True)
    deadline = models.DateField("hạn", null=True, blank=True, help_text="As written: 'trước ngày D' keeps D.")
    strictly_before = models.BooleanField("trước ngày", default=False)
    start_date = models.DateField("bắt đầu", null=True, blank=True)
    period = models.CharField("định kỳ", max_length=10, choices=Period, default=Period.NONE, blank=True)
    target_percent = models.PositiveSmallIntegerField("chỉ tiêu (%)", null=True, blank=True)
    read_from = models.JSONField(default=list, help_text="Which tasks of the Proposal it came from; none: added by hand.")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, help_text="When it was compared with the text, as it now stands.")

    class Meta:
        verbose_name = "nhiệm vụ trong văn bản"
        constraints = [models.UniqueConstraint(fields=["directive", "position"], name="duty_order")]


class Proposal(models.Model):
    """Đề xuất của bộ đọc: what reading proposed for a draft, kept so that corrections can be told; inner to the issuing side."""

    directive = models.OneToOneField(Directive, on_delete=models.CASCADE, related_name="proposal")
    values = models.JSONField(help_text="directives.corrections.proposal_of")
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = "đề xuất của bộ đọc"


class ProposedField(models.Model):
    """How many values of a field reading proposed for one directive, counted so that a sum over all is one query."""

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="proposed_fields")
    field = models.CharField(max_length=30)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["directive", "field"], name="proposed_field_once")]


class Correction(models.Model):
    """Sửa kết quả đọc: one value in which the draft, as last saved, differs from what was read; inner to the issuing side.

    A blank `before` was overlooked by reading, a blank `after` struck out by the clerk.
    """

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=30)
    task = models.PositiveIntegerField(null=True, help_text="Which task of the Proposal; null for the head and for what was added.")
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    span_start = models.PositiveIntegerField(null=True)
    span_end = models.PositiveIntegerField(null=True)
    confidence = models.FloatField(null=True)
    rule = models.CharField(max_length=30, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "sửa kết quả đọc"
        indexes = [models.Index(fields=["field", "-at"], name="correction_by_field")]


class DutyParty(models.Model):
    """Đơn vị được nêu: one phrase of a duty that names who, and what it was resolved to.

    A phrase is a single unit (`unit`), a group (`group`, a rule resolved to members on the day of issue), or unresolved — never guessed.
    """

    class Part(models.TextChoices):
        RESPONSIBLE = "responsible", "Thực hiện"
        COORDINATING = "coordinating", "Phối hợp"

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="parties")
    part = models.CharField(max_length=12, choices=Part, default=Part.RESPONSIBLE)
    position = models.PositiveIntegerField()
    phrase = models.CharField("như văn bản ghi", max_length=300)
    unit = models.ForeignKey(OrgUnit, null=True, on_delete=models.PROTECT, related_name="+")
    group = models.JSONField(null=True, help_text="org_hierarchy.names.Group.as_json(), or null.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "part", "position"], name="duty_party_order")]


class Basis(models.Model):
    """Căn cứ: a document that it cites; linked when that one is in the system too."""

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="bases")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=60, blank=True)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    date = models.DateField(null=True)
    issuer = models.CharField(max_length=200, blank=True)
    cited = models.ForeignKey(Directive, null=True, on_delete=models.SET_NULL, related_name="cited_by")


class RecipientLine(models.Model):
    """Dòng nơi nhận: one line as the document prints it ("- BHXH Việt Nam (để b/c);")."""

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="recipient_lines")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["directive", "position"], name="recipient_line_order")]


class Recipient(models.Model):
    """Nơi nhận: one unit that the directive was sent to, with its receipt. Frozen on the day of issue (domain rule 4)."""

    class Role(models.TextChoices):
        EXECUTE = "thuc_hien", "Để thực hiện"
        COORDINATE = "phoi_hop", "Để phối hợp"
        REPORT = "bao_cao", "Để báo cáo"
        KNOW = "de_biet", "Để biết"

    class Status(models.TextChoices):
        SENT = "sent", "Đã gửi"  # bus code 01
        RECEIVED = "received", "Đã tiếp nhận"  # 03
        REFUSED = "refused", "Từ chối"  # 02

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="recipients")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="received_directives")
    role = models.CharField(max_length=10, choices=Role)
    status = models.CharField(max_length=10, choices=Status, default=Status.SENT)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "nơi nhận"
        constraints = [models.UniqueConstraint(fields=["directive", "unit"], name="recipient_once")]


class Register(models.Model):
    """Sổ văn bản: a number series of a unit for a year. `last_number` moves only inside the issuing transaction."""

    class Direction(models.TextChoices):
        OUT = "out", "Văn bản đi"
        IN = "in", "Văn bản đến"

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="registers")
    direction = models.CharField(max_length=3, choices=Direction)
    series = models.CharField(max_length=20, default="chung", help_text="Which types share it; 'chung' for all of the unit's.")
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "sổ văn bản"
        constraints = [models.UniqueConstraint(fields=["unit", "direction", "series", "year"], name="register_once")]


class RegisterEntry(models.Model):
    """Một dòng trong sổ: a number given. Never reused, never deleted."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    directive = models.ForeignKey(Directive, null=True, on_delete=models.PROTECT, related_name="register_entries")
    recipient = models.OneToOneField(Recipient, null=True, on_delete=models.PROTECT, related_name="register_entry")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "dòng sổ"
        constraints = [models.UniqueConstraint(fields=["register", "number"], name="register_number_once")]
