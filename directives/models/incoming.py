"""Documents that came to a unit: what they say, how they were dealt with, and what was issued on their ground."""

from django.conf import settings
from django.db import models

from directives.models.directive import Directive
from directives.models.recipients import Recipient
from directives.models.registers import RegisterEntry
from org_hierarchy.models import OrgUnit
from records.models import StoredFile


class IncomingDocument(models.Model):
    """Văn bản đến: one document that came to one unit, from its receipt to its conclusion (NĐ 30/2020, Điều 20–24).

    A directive of the system comes with its `recipient`, any other document with the file or the words of the clerk. What it says is
    copied here for both, so that lists, searches and books ask one table.
    """

    class Status(models.TextChoices):
        RECEIVED = "received", "Chưa vào sổ"
        REGISTERED = "registered", "Chờ trình"
        PRESENTED = "presented", "Chờ ý kiến chỉ đạo"
        DIRECTED = "directed", "Chờ phân công"
        IN_WORK = "in_work", "Đang giải quyết"
        DONE = "done", "Đã giải quyết"
        SENT_BACK = "sent_back", "Đã trả lại nơi gửi"

    class Channel(models.TextChoices):
        SYSTEM = "system", "Trên hệ thống"
        PAPER = "paper", "Bản giấy"
        EMAIL = "email", "Thư điện tử"

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="incoming_documents", verbose_name="đơn vị nhận")
    recipient = models.OneToOneField(
        Recipient, null=True, on_delete=models.PROTECT, related_name="incoming", help_text="Of a directive of the system: the unit's copy."
    )
    entry = models.OneToOneField(RegisterEntry, null=True, on_delete=models.PROTECT, related_name="incoming", help_text="Its số đến.")
    channel = models.CharField("cách đến", max_length=6, choices=Channel, default=Channel.PAPER)

    agency = models.CharField("cơ quan ban hành", max_length=200, blank=True)
    type_name = models.CharField("tên loại", max_length=60, blank=True)
    number = models.CharField("số", max_length=20, blank=True)
    symbol = models.CharField("ký hiệu", max_length=60, blank=True)
    issued_date = models.DateField("ngày văn bản", null=True, blank=True)
    subject = models.CharField("trích yếu", max_length=500, blank=True)
    urgency = models.CharField("độ khẩn", max_length=12, choices=Directive.Urgency, default=Directive.Urgency.NORMAL, blank=True)
    folded = models.CharField(max_length=1000, blank=True, help_text="Number, symbol, agency and subject without marks, for search.")
    identity = models.CharField(max_length=300, blank=True, help_text="Number, symbol and agency in one form: the same is a duplicate.")
    source = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+", help_text="The file that came.")
    reading = models.JSONField(null=True, help_text="What was read of the file: directives.drafting.Draft as JSON.")

    status = models.CharField(max_length=10, choices=Status, default=Status.RECEIVED)
    step_since = models.DateTimeField(help_text="When it came to its present step: the time limit of the step runs from here.")
    received_at = models.DateTimeField("đến lúc")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    presented_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="trình lãnh đạo"
    )
    presented_at = models.DateTimeField("trình lúc", null=True)
    lead_unit = models.ForeignKey(OrgUnit, null=True, on_delete=models.PROTECT, related_name="led_incoming", verbose_name="đơn vị chủ trì")
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="người giải quyết"
    )
    due_date = models.DateField("thời hạn giải quyết", null=True, blank=True)
    reason = models.CharField("lý do", max_length=1000, blank=True, help_text="Why it was handed back, or sent back to where it came from.")
    result = models.TextField("kết quả giải quyết", blank=True)
    reply_number = models.CharField("số, ký hiệu văn bản trả lời", max_length=60, blank=True)
    reply_date = models.DateField("ngày văn bản trả lời", null=True, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "văn bản đến"
        indexes = [
            models.Index(fields=["unit", "status", "-id"], name="incoming_of_unit"),
            models.Index(fields=["unit", "identity"], name="incoming_identity"),
            models.Index(fields=["lead_unit", "status"], name="incoming_led"),
            models.Index(  # the clock looks at these each minute; almost all are done
                fields=["step_since"],
                condition=models.Q(status__in=["received", "registered", "presented", "directed", "in_work"]),
                name="incoming_open",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.type_name, self.designation, self.subject]))

    @property
    def designation(self) -> str:
        """Số, ký hiệu as cited: "776/UBND-KGVX"; what there is of it."""
        return "/".join(filter(None, [self.number, self.symbol]))


class Direction(models.Model):
    """Ý kiến chỉ đạo, phân công, đề xuất: one opinion on the phiếu giải quyết văn bản đến; a later one replaces it, none is changed."""

    class Stage(models.TextChoices):
        """Parts of the phiếu (NĐ 30/2020, Phụ lục IV.VII)."""

        AGENCY = "agency", "Ý kiến của lãnh đạo cơ quan"
        UNIT = "unit", "Phân công của lãnh đạo đơn vị"
        PROPOSAL = "proposal", "Ý kiến đề xuất của người giải quyết"

    incoming = models.ForeignKey(IncomingDocument, on_delete=models.CASCADE, related_name="directions")
    stage = models.CharField(max_length=8, choices=Stage)
    lead_unit = models.ForeignKey(OrgUnit, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị chủ trì")
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="người chủ trì"
    )
    partners = models.ManyToManyField(OrgUnit, related_name="+", verbose_name="đơn vị phối hợp")
    due_date = models.DateField("thời hạn", null=True, blank=True, help_text="Empty: without a limit, as the direction says.")
    opinion = models.TextField("ý kiến", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "ý kiến chỉ đạo"
        indexes = [models.Index(fields=["incoming", "id"], name="direction_of_incoming")]


class Implementation(models.Model):
    """Văn bản triển khai: a directive of one's own that was drafted on the ground of a document that came."""

    incoming = models.ForeignKey(IncomingDocument, on_delete=models.PROTECT, related_name="implementations")
    directive = models.OneToOneField(Directive, on_delete=models.PROTECT, related_name="implements")

    class Meta:
        verbose_name = "văn bản triển khai"
