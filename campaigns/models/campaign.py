"""What a directive sets in motion: the campaign, its phases, its tasks, and what is counted in them."""

from django.db import models

from directives.models import Directive, Duty
from org_hierarchy.models import OrgUnit
from records.models import StoredFile


class Campaign(models.Model):
    """Đợt triển khai: what one directive sets in motion, until it is concluded."""

    class Status(models.TextChoices):
        OPEN = "open", "Đang triển khai"
        CONCLUDED = "concluded", "Đã kết thúc"

    directive = models.OneToOneField(Directive, on_delete=models.PROTECT, related_name="campaign")
    name = models.CharField("tên đợt", max_length=500)
    issuer = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="campaigns")
    monitor = models.ForeignKey(OrgUnit, null=True, on_delete=models.PROTECT, related_name="monitored_campaigns")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField()
    opened_date = models.DateField(
        help_text="The day of its delivery: groups are as they were then. Terms count from the day that the document bears."
    )
    concluded_at = models.DateTimeField(null=True)
    unresolved = models.JSONField(default=list, help_text="Phrases that no unit answers to: [{phrase, section, reason}].")
    snapshot = models.JSONField(null=True, help_text="Figures of the consolidated report, frozen at the conclusion.")
    report = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "đợt triển khai"

    def __str__(self) -> str:
        return self.name


class Phase(models.Model):
    """Đợt, giai đoạn: a dated stretch of a campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="phases")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=500)
    start_date = models.DateField(null=True)
    end_date = models.DateField(null=True, help_text="Last day, inclusive; empty: open-ended.")

    class Meta:
        verbose_name = "giai đoạn"
        constraints = [models.UniqueConstraint(fields=["campaign", "position"], name="phase_order")]


class CampaignTask(models.Model):
    """Nhiệm vụ: one clause to carry out. What is the same for all units is here; what is one unit's is in its Assignment."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="tasks")
    duty = models.OneToOneField(Duty, on_delete=models.PROTECT, related_name="campaign_task")
    position = models.PositiveIntegerField()
    section = models.CharField(max_length=60, blank=True)
    content = models.TextField("nội dung")
    role = models.CharField(max_length=10, choices=Duty.Role)
    deadline_text = models.CharField(max_length=300, blank=True)
    due_date = models.DateField(null=True, help_text="As written; with strictly_before the last day on time is the day before.")
    strictly_before = models.BooleanField(default=False)
    counts_from_receipt = models.BooleanField(
        default=False, help_text="A term in days that runs from each unit's receipt: no date until then."
    )
    opens_date = models.DateField(null=True, help_text="The first day of its phase: units are given the task on it, not before.")
    phase = models.ForeignKey(Phase, null=True, on_delete=models.PROTECT, related_name="tasks")
    period = models.CharField(max_length=10, choices=Duty.Period, blank=True)
    reviewer = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", help_text="Fixed at issue (domain rule 6).")

    class Meta:
        verbose_name = "nhiệm vụ"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "position"], name="campaign_task_order"),
            models.UniqueConstraint(fields=["id", "campaign"], name="campaign_task_whose"),  # what assignments refer to
        ]


class CarryingRules(models.Model):
    """Quy định thực hiện của cơ quan: how the directives that a unit issues are carried out. A unit without a row has the defaults."""

    unit = models.OneToOneField(OrgUnit, on_delete=models.CASCADE, related_name="carrying_rules")
    inclusive_deadlines = models.BooleanField(
        "“trước ngày D” tính cả ngày D", default=False, help_text="Else the last day on time is the day before (domain rule 7)."
    )
    extension_limit = models.PositiveSmallIntegerField("số lần gia hạn nhiều nhất", default=2)
    answer_days = models.PositiveSmallIntegerField("số ngày làm việc để trả lời khó khăn, vướng mắc", default=5)
    stale_days = models.PositiveSmallIntegerField("số ngày không cập nhật thì coi là chậm cập nhật", default=30)

    class Meta:
        verbose_name = "quy định thực hiện"


class Indicator(models.Model):
    """Chỉ tiêu: something counted against a target, here how many of how many."""

    task = models.OneToOneField(CampaignTask, on_delete=models.CASCADE, related_name="indicator")
    name = models.CharField(max_length=300)
    target_percent = models.PositiveSmallIntegerField()


class Removal(models.Model):
    """Đưa ra khỏi đợt: a unit of which nothing more is expected in a campaign, from a moment on; gone when it is added again."""

    campaign = models.ForeignKey(Campaign, db_index=False, on_delete=models.CASCADE, related_name="removals")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "unit"], name="removal_once")]


class Partner(models.Model):
    """Đơn vị phối hợp: sees the task, is not counted."""

    task = models.ForeignKey(CampaignTask, on_delete=models.CASCADE, related_name="partners")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="partner_once")]
