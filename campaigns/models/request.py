"""What a unit asks of whoever gave it the work: more time, a standstill, an answer."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from campaigns.models.assignment import Assignment
from campaigns.models.report import Report
from org_hierarchy.models import OrgUnit


class Request(models.Model):
    """Đề nghị: asked with a reason, one of a kind at a time; decided by others than who asked, or taken back."""

    Status: ClassVar[Any]
    decider: ClassVar[str]
    """Who decides on it, in words."""

    assignment: Any
    assignment_id: int
    status: Any
    reason = models.CharField("lý do", max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=1000, blank=True)

    class Meta:
        abstract = True

    @property
    def kind(self) -> str:
        """Its name in rights, events and addresses."""
        return str(self._meta.model_name)

    @classmethod
    def about(cls, assignment: Assignment) -> models.QuerySet[Any]:
        """All of this kind that its unit ever asked for."""
        rows: Any = cls._default_manager
        return rows.filter(assignment=assignment)


class Extension(Request):
    """Gia hạn: asked before the date with a reason and a proposal, granted or refused by the reviewer; the original date stays."""

    class Status(models.TextChoices):
        ASKED = "asked", "Chờ quyết định"
        GRANTED = "granted", "Đồng ý"
        REFUSED = "refused", "Không đồng ý"
        WITHDRAWN = "withdrawn", "Đã rút"

    decider = "cơ quan giao việc"

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="extensions")
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    previous_date = models.DateField("hạn khi xin gia hạn")
    proposed_date = models.DateField("hạn đề nghị")
    granted_date = models.DateField("hạn mới", null=True)

    class Meta:
        verbose_name = "gia hạn"
        constraints = [
            models.UniqueConstraint(fields=["assignment"], condition=models.Q(status="asked"), name="extension_one_asked"),
        ]
        indexes = [models.Index(fields=["decided_at"], condition=models.Q(decided_at__isnull=False), name="extension_decided")]


class Suspension(Request):
    """Tạm dừng: a standstill that stops the clock, from the issuer's agreement until the work is taken up again."""

    class Status(models.TextChoices):
        ASKED = "asked", "Chờ quyết định"
        AGREED = "agreed", "Đang tạm dừng"
        REFUSED = "refused", "Không đồng ý"
        ENDED = "ended", "Đã tiếp tục"
        WITHDRAWN = "withdrawn", "Đã rút"

    decider = "cơ quan ban hành"

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="suspensions")
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    agreed_date = models.DateField(null=True, help_text="The first day that does not count.")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "tạm dừng"
        constraints = [
            models.UniqueConstraint(fields=["assignment"], condition=models.Q(status__in=["asked", "agreed"]), name="suspension_one_open"),
        ]
        indexes = [
            models.Index(fields=["decided_at"], condition=models.Q(decided_at__isnull=False), name="suspension_decided"),
            models.Index(fields=["ended_at"], condition=models.Q(ended_at__isnull=False), name="suspension_ended"),
        ]


class Difficulty(models.Model):
    """Khó khăn, vướng mắc: raised from an assignment, answered up the line, published to all who have the same task."""

    class Status(models.TextChoices):
        OPEN = "open", "Chờ trả lời"
        ANSWERED = "answered", "Đã trả lời"
        WITHDRAWN = "withdrawn", "Đã rút"

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="raised")
    report = models.ForeignKey(
        Report, null=True, on_delete=models.PROTECT, related_name="raised", help_text="The report that it stands in."
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    text = models.TextField("nội dung")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    at_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="difficulties", help_text="Who has to answer it now.")
    answer_date = models.DateField(help_text="The last day for the answer; counted anew when it is handed up.")
    answer = models.TextField("trả lời", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True, help_text="Since when all who have the same task read it.")

    class Meta:
        verbose_name = "khó khăn, vướng mắc"
        indexes = [
            models.Index(fields=["at_unit", "status", "answer_date"], name="difficulty_to_answer"),
            models.Index(fields=["answered_at"], condition=models.Q(answered_at__isnull=False), name="difficulty_answered"),
            models.Index(fields=["published_at"], condition=models.Q(published_at__isnull=False), name="difficulty_published"),
        ]
