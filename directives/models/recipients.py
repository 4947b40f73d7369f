"""To whom a directive was sent, inside the system and outside it, and what became of the copies."""

from django.conf import settings
from django.db import models

from directives.models.directive import Directive
from org_hierarchy.models import OrgUnit


class Recipient(models.Model):
    """Nơi nhận: one unit that the directive was sent to, with its receipt. Frozen on the day of issue (domain rule 4)."""

    class Role(models.TextChoices):
        EXECUTE = "thuc_hien", "Để thực hiện"
        COORDINATE = "phoi_hop", "Để phối hợp"
        REPORT = "bao_cao", "Để báo cáo"
        KNOW = "de_biet", "Để biết"

    class Status(models.TextChoices):
        """What the unit or the sender has said of the copy; how far the work is follows from the assignments (`campaigns.receipts`)."""

        SENT = "sent", "Đã gửi"
        REFUSED = "refused", "Từ chối"
        RECEIVED = "received", "Đã tiếp nhận"
        TAKING_BACK = "takingback", "Đề nghị lấy lại"
        TAKEN_BACK = "taken_back", "Đã lấy lại"

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="recipients", db_index=False)  # recipient_once has it
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="received_directives")
    role = models.CharField(max_length=10, choices=Role)
    status = models.CharField(max_length=10, choices=Status, default=Status.SENT)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    reason = models.CharField(
        "lý do",
        max_length=1000,
        blank=True,
        help_text="Why it was refused, is to be taken back, or is kept; of one sent again, why it had been refused.",
    )
    status_before = models.CharField(
        max_length=10,
        choices=Status,
        blank=True,
        help_text="Of a copy asked back: what it was; of one kept in spite of it: that it was asked back; of one sent again: that it was "
        "refused.",
    )
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "nơi nhận"
        constraints = [models.UniqueConstraint(fields=["directive", "unit"], name="recipient_once")]
        indexes = [
            models.Index(fields=["unit"], condition=models.Q(status="takingback"), name="recipient_asked_back"),
            models.Index(fields=["unit"], condition=models.Q(status="refused"), name="recipient_refused"),
            models.Index(fields=["sent_at"], condition=models.Q(status="sent"), name="recipient_not_taken_in"),  # the clock's, each minute
        ]


class OutsideRecipient(models.Model):
    """Nơi nhận ngoài hệ thống: whom the clerk sends the document to by e-mail or on paper; one row per name that no unit answers to.

    Once the document is recalled, whoever has it is told so by a row of its own, which `recalls` the first.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "Thư điện tử"
        PAPER = "paper", "Bản giấy"

    class Status(models.TextChoices):
        """SENDING is written before the mail server is spoken to: whoever finds it there later cannot know whether the letter went. DROPPED
        had not gone when the document was recalled, and does not go any more."""

        WAITING = "waiting", "Chờ gửi"
        SENDING = "sending", "Đang gửi"
        UNSURE = "unsure", "Có thể đã gửi"
        SENT = "sent", "Đã gửi"
        FAILED = "failed", "Gửi không được"
        DROPPED = "dropped", "Thôi gửi"

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="outside_recipients")
    position = models.PositiveIntegerField()
    name = models.CharField("nơi nhận", max_length=300)
    channel = models.CharField("cách gửi", max_length=5, choices=Channel, default=Channel.PAPER)
    email = models.EmailField("địa chỉ thư", blank=True)
    copies = models.PositiveSmallIntegerField("số bản", default=1)
    status = models.CharField(max_length=7, choices=Status, default=Status.WAITING)
    note = models.CharField("ghi chú", max_length=300, blank=True, help_text="How it went: the postal number, who signed, the error.")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recalls = models.OneToOneField(
        "self", null=True, on_delete=models.CASCADE, related_name="recall", help_text="The copy that this notice of the recall is about."
    )

    class Meta:
        verbose_name = "nơi nhận ngoài hệ thống"
        constraints = [
            models.UniqueConstraint(fields=["directive", "position"], condition=models.Q(recalls=None), name="outside_recipient_order"),
        ]
