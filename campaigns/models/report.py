"""What units report, when they owe it, and what is counted in it."""

from django.conf import settings
from django.db import models

from campaigns.models.assignment import Assignment
from campaigns.models.campaign import Indicator
from records.models import StoredFile


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
