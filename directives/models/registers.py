"""Books of numbers: which types share a series, the numbers given and voided, and copies with a series of their own."""

from django.conf import settings
from django.db import models

from directives.models.directive import Directive
from directives.models.recipients import Recipient
from org_hierarchy.models import OrgUnit
from records.models import StoredFile


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
    started_after = models.PositiveIntegerField(default=0, help_text="Numbers up to this one were given outside the system.")

    class Meta:
        verbose_name = "sổ văn bản"
        constraints = [models.UniqueConstraint(fields=["unit", "direction", "series", "year"], name="register_once")]


class RegisterEntry(models.Model):
    """Một dòng trong sổ: a number given, to a document or to a copy of one, or voided with its reason; never reused, never deleted.

    Numbers that were left out share a line (`number` to `through`) with the reason, until one of them is entered after all.
    """

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    through = models.PositiveIntegerField("đến số", null=True, help_text="Of a line of numbers that were left out: the last of them.")
    directive = models.ForeignKey(Directive, null=True, on_delete=models.PROTECT, related_name="register_entries")
    recipient = models.OneToOneField(Recipient, null=True, on_delete=models.PROTECT, related_name="register_entry")
    copy = models.OneToOneField("directives.Copy", null=True, on_delete=models.PROTECT, related_name="register_entry")
    note = models.CharField("ghi chú", max_length=300, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    void_reason = models.CharField("lý do hủy số", max_length=300, blank=True)

    class Meta:
        verbose_name = "dòng sổ"
        constraints = [models.UniqueConstraint(fields=["register", "number"], name="register_number_once")]


class SeriesRule(models.Model):
    """Cách đánh số: from a year on, a type of the unit's documents is numbered in this series; without a rule in 'chung'.

    NĐ 30/2020, Điều 15 leaves to the head of the office which types share a series.
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="series_rules")
    kind = models.CharField("loại văn bản", max_length=4, choices=Directive.Kind)
    series = models.CharField("sổ", max_length=20)
    from_year = models.PositiveSmallIntegerField("từ năm")

    class Meta:
        verbose_name = "cách đánh số"
        constraints = [models.UniqueConstraint(fields=["unit", "kind", "from_year"], name="series_rule_once")]


class Copy(models.Model):
    """Bản sao: a copy of a directive made by a unit, with a number of the unit's one series of copies (NĐ 30/2020, Điều 25–27)."""

    class Kind(models.TextChoices):
        FULL = "SY", "Sao y"
        OF_COPY = "SL", "Sao lục"
        EXTRACT = "TrS", "Trích sao"

    kind = models.CharField("hình thức sao", max_length=3, choices=Kind)
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="copies")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="copies", verbose_name="cơ quan sao")
    extract = models.JSONField(default=list, help_text="Trích sao: the positions of the provisions that are copied.")
    recipients = models.JSONField(default=list, help_text="Lines of Nơi nhận of the copy, as printed.")
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signature = models.JSONField(help_text="{authority_lines, title, name}")
    document = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "bản sao"

    @property
    def designation(self) -> str:
        """Số, ký hiệu of the copy as printed: "07/SY-UBND". One query each for its line and its unit unless they are loaded."""
        return f"{self.register_entry.number:02d}/{self.kind}-{self.unit.symbol}"
