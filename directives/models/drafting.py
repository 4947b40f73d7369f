"""How a text came about: its versions, what was said of it, other units' opinions, its attachments; and the office's rules for it."""

from django.conf import settings
from django.db import models

from directives.models.directive import Directive
from directives.models.text import Provision
from org_hierarchy.models import OrgUnit
from records.models import StoredFile


class OfficeRules(models.Model):
    """Quy chế văn thư của đơn vị: which sign-offs its documents need, and how it signs. A unit without a row has the defaults."""

    unit = models.OneToOneField(OrgUnit, on_delete=models.CASCADE, related_name="office_rules")
    content_sign_off = models.BooleanField("duyệt nội dung trước khi ký", default=True)
    form_sign_off = models.BooleanField("kiểm tra thể thức trước khi ký", default=True)
    one_person_both = models.BooleanField("một người được giữ cả hai vai", default=True)
    paper_signature = models.BooleanField(
        "ký giấy", default=True, help_text="The signed paper is scanned and attached before dispatch; until digital signatures come."
    )
    field_symbols = models.CharField(
        "ký hiệu lĩnh vực", max_length=200, blank=True, help_text="Abbreviations of fields in symbols, separated by commas: VX, NC."
    )
    address = models.TextField("địa chỉ in trên công văn", blank=True, help_text="Lines at the foot of page 1; empty: none is printed.")

    class Meta:
        verbose_name = "quy chế văn thư"

    @property
    def symbols_of_fields(self) -> frozenset[str]:
        """The abbreviations one by one."""
        return frozenset(part.strip() for part in self.field_symbols.split(",")) - {""}


class Version(models.Model):
    """Phiên bản dự thảo: the text as one saving left it; consecutive savings of one person within a sitting are one version."""

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField(help_text="directives.drafting.Draft as JSON.")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = "phiên bản dự thảo"
        constraints = [models.UniqueConstraint(fields=["directive", "number"], name="version_order")]


class Comment(models.Model):
    """Góp ý: what somebody of the issuing side said of the draft, of all of it or of a provision; closed when it is dealt with."""

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="comments")
    provision = models.ForeignKey(Provision, null=True, on_delete=models.SET_NULL, related_name="comments")
    quote = models.TextField(blank=True, help_text="The provision's words when it was said.")
    text = models.TextField("góp ý")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "góp ý"
        indexes = [models.Index(fields=["directive", "at"], name="comment_of_directive")]


class Opinion(models.Model):
    """Ý kiến của đơn vị khác: asked in parallel while the text is drafted, with a last day; silence is told, and stops nothing."""

    class Stance(models.TextChoices):
        NONE = "", "Chưa trả lời"
        AGREES = "agrees", "Thống nhất"
        WITH_CHANGES = "changes", "Thống nhất, có ý kiến bổ sung"
        OBJECTS = "objects", "Không thống nhất"

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="opinions")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="opinions")
    question = models.CharField("nội dung xin ý kiến", max_length=1000, blank=True)
    due_date = models.DateField("hạn trả lời")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    stance = models.CharField("ý kiến", max_length=8, choices=Stance, default=Stance.NONE, blank=True)
    text = models.TextField("nội dung ý kiến", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "ý kiến"
        constraints = [models.UniqueConstraint(fields=["directive", "unit"], name="opinion_once")]


class Attachment(models.Model):
    """Tệp kèm theo: a file that goes with the document; frozen at signature."""

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="attachments")
    position = models.PositiveIntegerField()
    title = models.CharField("tên tài liệu", max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = "tệp kèm theo"
        constraints = [models.UniqueConstraint(fields=["directive", "position"], name="attachment_order")]
