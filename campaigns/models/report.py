"""What units report, when they owe it, and what is counted in it."""

from django.conf import settings
from django.db import models

from campaigns.models.assignment import Assignment
from campaigns.models.campaign import Indicator
from records.models import StoredFile


class ReportDue(models.Model):
    """Kỳ báo cáo: one report that a periodic assignment owes; made by the clock when its period begins."""

    class Status(models.TextChoices):
        DUE = "due", "Chưa báo cáo"
        SUBMITTED = "submitted", "Chờ duyệt"
        ACCEPTED = "accepted", "Đã duyệt"
        RETURNED = "returned", "Trả lại"
        FORGIVEN = "forgiven", "Không còn phải báo cáo"

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="dues")
    period_start = models.DateField()
    period_end = models.DateField(help_text="Last day, inclusive.")
    due_date = models.DateField(help_text="The last day on time, inclusive.")
    status = models.CharField(max_length=10, choices=Status, default=Status.DUE)
    reported_date = models.DateField(null=True, help_text="The day by which on time is judged, as on the assignment.")

    class Meta:
        verbose_name = "kỳ báo cáo"
        constraints = [models.UniqueConstraint(fields=["assignment", "due_date"], name="report_due_once")]
        indexes = [models.Index(fields=["status", "due_date"], name="report_due_by_day")]


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
    due = models.ForeignKey(ReportDue, null=True, on_delete=models.PROTECT, related_name="reports", help_text="The period that it is for.")
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
        indexes = [  # for whoever reviews: few wait, and whoever reviews them has given far more work; and for the clock
            models.Index(fields=["assignment"], condition=models.Q(kind="interim", status="submitted"), name="report_on_the_way"),
            models.Index(fields=["submitted_at"], condition=models.Q(status="submitted"), name="report_new"),
            models.Index(fields=["reviewed_at"], condition=models.Q(status="returned"), name="report_returned"),
        ]


class Figure(models.Model):
    """Số liệu: numerator and denominator of the task's indicator in one report."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="figure")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="figures")
    numerator = models.PositiveBigIntegerField()
    denominator = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(numerator__lte=models.F("denominator")), name="figure_ratio")]


class ReportDraft(models.Model):
    """Báo cáo đang soạn: what a unit has typed and not sent yet; gone when the report is sent."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="report_draft")
    values = models.JSONField(help_text="Field name → text as typed.")
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = "báo cáo đang soạn"
