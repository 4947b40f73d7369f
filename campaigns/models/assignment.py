"""One task for one unit."""

from django.conf import settings
from django.db import models

from campaigns.models.campaign import Campaign, CampaignTask
from org_hierarchy.models import PATH_STEP, OrgUnit, PathField


class Assignment(models.Model):
    """Giao việc: one task for one unit, the row that both sides look at."""

    class Status(models.TextChoices):
        ISSUED = "issued", "Chưa tiếp nhận"
        RECEIVED = "received", "Đã tiếp nhận"
        IN_PROGRESS = "in_progress", "Đang thực hiện"
        REPORTED = "reported", "Chờ duyệt"
        RETURNED = "returned", "Trả lại"
        SUSPENDED = "suspended", "Tạm dừng"
        ACCEPTED = "accepted", "Hoàn thành"
        REFUSED = "refused", "Từ chối"
        RECALLED = "recalled", "Thu hồi"

    OPEN = (Status.ISSUED, Status.RECEIVED, Status.IN_PROGRESS, Status.REPORTED, Status.RETURNED, Status.SUSPENDED)

    campaign = models.ForeignKey(Campaign, db_index=False, on_delete=models.PROTECT, related_name="assignments")
    task = models.ForeignKey(CampaignTask, db_index=False, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(OrgUnit, db_index=False, on_delete=models.PROTECT, related_name="assignments")
    path = PathField(max_length=PATH_STEP * 10, help_text="The unit's path on the day of issue, frozen (domain rule 3).")
    reviewer = models.ForeignKey(OrgUnit, db_index=False, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(
        "self", null=True, db_index=False, on_delete=models.PROTECT, related_name="children", help_text="Whose unit delegated it."
    )
    waits_for_children = models.BooleanField(
        default=False, help_text="Delegated further; its unit acts again when the last of them is done."
    )
    note = models.CharField("ý kiến giao việc", max_length=1000, blank=True, help_text="What the delegating unit says of it.")
    target = models.PositiveBigIntegerField("chỉ tiêu giao", null=True, help_text="This unit's share of what the task counts.")
    status = models.CharField(max_length=12, choices=Status, default=Status.ISSUED)
    due_date = models.DateField(null=True, help_text="The last day on time, inclusive.")
    original_due_date = models.DateField(null=True)
    period_due_date = models.DateField(
        null=True, help_text="The last day of the oldest report for a period that is owed; kept with ReportDue (services.periods)."
    )
    review_date = models.DateField(null=True, help_text="For a task without date: when somebody looks at it again.")
    issued_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, db_index=False, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(null=True, help_text="The last final report's click.")
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who sent that report: returned, it lies on that one's desk.",
    )
    reported_date = models.DateField(null=True, help_text="The day by which on time is judged: the written reply's, else the click's.")
    accepted_at = models.DateTimeField(null=True)
    return_count = models.PositiveSmallIntegerField(default=0)
    extension_count = models.PositiveSmallIntegerField(default=0, help_text="Granted ones.")
    refusal_reason = models.CharField(max_length=1000, blank=True)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="merged",
        help_text="Its unit was merged into one that has the same task: that one goes on with both.",
    )

    class Meta:
        verbose_name = "giao việc"
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="assignment_once")]
        indexes = [  # each also serves its first column's foreign key: a fan-out writes into every one of them
            models.Index(fields=["campaign", "path"], name="assignment_tree"),
            models.Index(fields=["unit", "status", "due_date"], name="assignment_of_unit"),
            models.Index(fields=["reviewer", "status"], name="assignment_to_review"),
            models.Index(fields=["parent"], condition=models.Q(parent__isnull=False), name="assignment_delegated"),
            models.Index(fields=["due_date"], condition=models.Q(waits_for_children=True), name="assignment_waiting"),
            models.Index(
                fields=["campaign", "due_date"],
                condition=models.Q(status__in=["issued", "received", "in_progress", "reported", "returned", "suspended"]),  # OPEN
                name="assignment_open",
            ),
            models.Index(
                fields=["reviewer", "status", "review_date"], condition=models.Q(review_date__isnull=False), name="assignment_undated"
            ),
            models.Index(fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="assignment_merged"),
            models.Index(fields=["campaign"], condition=models.Q(status__in=["refused", "recalled", "returned"]), name="assignment_turned"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.task.content[:80]}"
