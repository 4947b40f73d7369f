"""One document of the 29 types, from a draft to its conclusion, and who was let in by exception."""

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
        SUPERSEDED = "superseded", "Đã được thay thế"
        RECALLED = "recalled", "Đã thu hồi"

    class Urgency(models.TextChoices):
        NORMAL = "", "Thường"
        URGENT = "khan", "Khẩn"
        VERY_URGENT = "thuong_khan", "Thượng khẩn"
        FLASH = "hoa_toc", "Hỏa tốc"

    class Circulation(models.TextChoices):
        """Chỉ dẫn phạm vi lưu hành (NĐ 30/2020, Phụ lục I, III.2)."""

        OPEN = "", "Không giới hạn"
        INTERNAL = "noi_bo", "Lưu hành nội bộ"
        READ_AND_RETURN = "tra_lai", "Xem xong trả lại"

    kind = models.CharField("loại văn bản", max_length=4, choices=Kind, default=Kind.CV)
    issuer = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="directives", verbose_name="cơ quan ban hành")
    drafting_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="drafted_directives", verbose_name="đơn vị soạn thảo")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="người soạn thảo")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    step_since = models.DateTimeField(help_text="When it came to its present step: the legal time limit of the step runs from here.")
    urgency = models.CharField("độ khẩn", max_length=12, choices=Urgency, default=Urgency.NORMAL, blank=True)
    circulation = models.CharField("phạm vi lưu hành", max_length=8, choices=Circulation, default=Circulation.OPEN, blank=True)

    number = models.PositiveIntegerField("số", null=True, blank=True)
    symbol = models.CharField("ký hiệu", max_length=60)
    issued_date = models.DateField("ngày ban hành", null=True, blank=True)
    place = models.CharField("địa danh", max_length=80)
    subject = models.CharField("trích yếu", max_length=500)
    folded_subject = models.CharField(max_length=700, help_text="Number, symbol and subject without marks, for search.")
    addressees = models.JSONField("kính gửi", default=list, help_text="Lines under Kính gửi, as printed.")
    archive = models.CharField("lưu", max_length=120, default="VT")
    drafter_mark = models.CharField("ký hiệu người soạn, số bản", max_length=30, blank=True, help_text='"PL.(300)", behind Lưu.')

    signer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    signature = models.JSONField(default=dict, help_text="Frozen at signature: {authority_lines, title, name}.")
    facts = models.JSONField(null=True, help_text="What the document says, frozen at signature; its file is written from this alone.")
    signed_copy = models.ForeignKey(
        StoredFile, null=True, on_delete=models.PROTECT, related_name="+", help_text="Ký giấy: the scan of the paper as signed."
    )
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
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="Who handed it in last: returned, it lies on that one's desk.",
    )
    content_approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    form_approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    return_reason = models.CharField(max_length=1000, blank=True)

    source = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+", help_text="The file it was read from.")
    source_text = models.TextField(blank=True, help_text="The text as read; spans of duties point into it.")
    source_notes = models.JSONField(default=list, help_text='What to check in it: [{"message", "start", "end"}], in its order.')
    document = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+", help_text="The .docx as issued.")
    pdf = models.ForeignKey(
        StoredFile, null=True, on_delete=models.PROTECT, related_name="+", help_text="The .docx as PDF, once asked for."
    )
    created_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "văn bản chỉ đạo"
        permissions = [("view_as_exception", "Xem văn bản theo ngoại lệ"), ("draft_together", "Cùng soạn thảo văn bản")]
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
    """Ngoại lệ: the guardian grant to one person on one directive, with the reason (domain rule 14): to see it, or to draft it too."""

    CODENAME = "view_as_exception"
    DRAFT_TOGETHER = "draft_together"

    content_object = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="exceptions")
    reason = models.CharField("lý do", max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        verbose_name = "ngoại lệ được xem"
