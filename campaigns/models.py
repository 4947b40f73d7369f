"""Carrying out: what a directive sets in motion, for whom, and what they report."""

from django.conf import settings
from django.db import models

from directives.models import Directive, Duty
from org_hierarchy.models import PATH_STEP, OrgUnit, PathField
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
    opened_date = models.DateField(help_text="The day of issue: groups were resolved and deadlines counted on it.")
    concluded_at = models.DateTimeField(null=True)
    unresolved = models.JSONField(default=list, help_text="Phrases that no unit answers to: [{phrase, section, reason}].")
    snapshot = models.JSONField(null=True, help_text="Figures of the consolidated report, frozen with it.")
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
    period = models.CharField(max_length=10, choices=Duty.Period, blank=True)
    reviewer = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", help_text="Fixed at issue (domain rule 6).")

    class Meta:
        verbose_name = "nhiệm vụ"
        constraints = [models.UniqueConstraint(fields=["campaign", "position"], name="campaign_task_order")]


class Indicator(models.Model):
    """Chỉ tiêu: something counted against a target, here how many of how many."""

    task = models.OneToOneField(CampaignTask, on_delete=models.CASCADE, related_name="indicator")
    name = models.CharField(max_length=300)
    target_percent = models.PositiveSmallIntegerField()


class Partner(models.Model):
    """Đơn vị phối hợp: sees the task, is not counted."""

    task = models.ForeignKey(CampaignTask, on_delete=models.CASCADE, related_name="partners")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="partner_once")]


class Assignment(models.Model):
    """Giao việc: one task for one unit, the row that both sides look at."""

    class Status(models.TextChoices):
        ISSUED = "issued", "Chưa tiếp nhận"
        RECEIVED = "received", "Đã tiếp nhận"
        IN_PROGRESS = "in_progress", "Đang thực hiện"
        REPORTED = "reported", "Chờ duyệt"
        RETURNED = "returned", "Trả lại"
        ACCEPTED = "accepted", "Hoàn thành"
        REFUSED = "refused", "Từ chối"
        RECALLED = "recalled", "Thu hồi"

    OPEN = (Status.ISSUED, Status.RECEIVED, Status.IN_PROGRESS, Status.REPORTED, Status.RETURNED)

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="assignments")
    task = models.ForeignKey(CampaignTask, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="assignments")
    path = PathField(max_length=PATH_STEP * 10, help_text="The unit's path on the day of issue, frozen (domain rule 3).")
    reviewer = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=Status, default=Status.ISSUED)
    due_date = models.DateField(null=True, help_text="The last day on time, inclusive.")
    original_due_date = models.DateField(null=True)
    review_date = models.DateField(null=True, help_text="For a task without date: when somebody looks at it again.")
    issued_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(null=True, help_text="The last final report's click.")
    reported_date = models.DateField(null=True, help_text="The day by which on time is judged: the written reply's, else the click's.")
    accepted_at = models.DateTimeField(null=True)
    return_count = models.PositiveSmallIntegerField(default=0)
    refusal_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name = "giao việc"
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="assignment_once")]
        indexes = [
            models.Index(fields=["campaign", "path"], name="assignment_tree"),
            models.Index(fields=["unit", "status", "due_date"], name="assignment_of_unit"),
            models.Index(fields=["reviewer", "status"], name="assignment_to_review"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.task.content[:80]}"


class Report(models.Model):
    """Báo cáo: append-only; interim or final; accepted or returned by the reviewer, never by its author."""

    class Kind(models.TextChoices):
        INTERIM = "interim", "Báo cáo tiến độ"
        FINAL = "final", "Báo cáo hoàn thành"

    class Status(models.TextChoices):
        SUBMITTED = "submitted", "Chờ duyệt"
        ACCEPTED = "accepted", "Đã duyệt"
        RETURNED = "returned", "Trả lại"

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="reports")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=10, choices=Status, default=Status.SUBMITTED)
    text = models.TextField("kết quả thực hiện")
    difficulties = models.TextField("khó khăn, vướng mắc", blank=True)
    reply_number = models.CharField("số, ký hiệu văn bản trả lời", max_length=60, blank=True)
    reply_date = models.DateField("ngày văn bản trả lời", null=True, blank=True)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    review_note = models.CharField(max_length=1000, blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+")

    class Meta:
        verbose_name = "báo cáo"
        constraints = [
            models.UniqueConstraint(fields=["assignment", "sequence"], name="report_order"),
            # Interim reports may wait beside it: they never close anything (domain rule 10).
            models.UniqueConstraint(fields=["assignment"], condition=models.Q(status="submitted", kind="final"), name="report_one_waiting"),
        ]


class Figure(models.Model):
    """Số liệu: numerator and denominator of the task's indicator in one report."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="figure")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="figures")
    numerator = models.PositiveBigIntegerField()
    denominator = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(numerator__lte=models.F("denominator")), name="figure_ratio")]
