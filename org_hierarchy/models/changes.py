"""Reorganisations: what a decision changes in the tree on a day, and who continues whom."""

from django.conf import settings
from django.db import models

from org_hierarchy.models.units import OrgUnit


class Reorganisation(models.Model):
    """Sắp xếp tổ chức: one decision that merges, splits, renames, moves or abolishes units on a day.

    Once decided, the dated rows for its day are written; the clock makes them those in force when the day has come. Until then it can be
    withdrawn, and the rows are as they were.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        DECIDED = "decided", "Chờ đến ngày"
        APPLIED = "applied", "Đã thực hiện"
        WITHDRAWN = "withdrawn", "Đã rút"

    scope = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", help_text="Whose administrator keeps it.")
    title = models.CharField("tên", max_length=300)
    day = models.DateField("ngày có hiệu lực")
    basis = models.CharField("căn cứ pháp lý", max_length=300, help_text="Number, date and issuer of the resolution or decision.")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    undo = models.JSONField(default=dict, help_text="Days of appointments, absences and mandates that it cut short, by model.")

    class Meta:
        verbose_name = "sắp xếp tổ chức"
        indexes = [models.Index(fields=["day"], condition=models.Q(status="decided"), name="reorganisation_waiting")]

    def __str__(self) -> str:
        return self.title


class Change(models.Model):
    """One change of a reorganisation, in order."""

    class Kind(models.TextChoices):
        CREATE = "create", "Thành lập"
        RENAME = "rename", "Đổi tên"
        MOVE = "move", "Chuyển cấp trên"
        MERGE = "merge", "Sáp nhập"
        SPLIT = "split", "Chia tách"
        ABOLISH = "abolish", "Giải thể"

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.CASCADE, related_name="changes")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    arguments = models.JSONField(help_text="The fields of `services.Create`, `Rename` and so on; units by their codes, areas by their ids.")

    class Meta:
        verbose_name = "nội dung sắp xếp"
        constraints = [models.UniqueConstraint(fields=["reorganisation", "position"], name="change_position")]


class Succession(models.Model):
    """Kế thừa: from a day on, `successor` continues `predecessor` (several rows for a split or a merger)."""

    predecessor = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="successions")
    successor = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="inheritances")
    day = models.DateField()
    opened_by = models.ForeignKey(Reorganisation, null=True, on_delete=models.PROTECT, related_name="successions")

    class Meta:
        verbose_name = "kế thừa"
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor", "day"], name="succession_once")]


class Keeping(models.Model):
    """Giữ tài liệu: `keeper` keeps the papers of `unit`, which has ended: it continues it or, where nobody does, stood above it.

    Derived from units and successions by `services.refresh_keepings`, and written nowhere else.
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="keepings", db_index=False)
    keeper = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="kept")

    class Meta:
        verbose_name = "giữ tài liệu"
        constraints = [models.UniqueConstraint(fields=["unit", "keeper"], name="keeping_once")]
