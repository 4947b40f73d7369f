"""What an administrator keeps beside units and people: phrases that mean many units, and the days that differ from the calendar."""

from django.db import models

from org_hierarchy.models.units import OrgUnit


class UnitGroup(models.Model):
    """Nhóm nơi nhận: a phrase of an office that means many units on a day, by rules or as a list (`org_hierarchy.names.Clause`)."""

    owner = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="groups", help_text="The office whose phrase it is.")
    label = models.CharField("tên nhóm", max_length=200)
    folded_label = models.CharField(max_length=220, db_index=True)
    clauses = models.JSONField(help_text='The "clauses" of `org_hierarchy.names.Group.as_json`.')
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "nhóm nơi nhận"
        constraints = [models.UniqueConstraint(fields=["owner", "folded_label"], name="unit_group_label")]

    def __str__(self) -> str:
        return self.label


class CalendarDay(models.Model):
    """Ngày làm việc, ngày nghỉ: a day that differs from the computed calendar (a swap, a Tết block), with the decision that says so."""

    day = models.DateField(unique=True)
    is_working = models.BooleanField()
    reason = models.CharField("lý do", max_length=200)
    decision = models.CharField("văn bản", max_length=200, blank=True, help_text="The decision that says so: number, date, issuer.")

    class Meta:
        verbose_name = "ngày lịch"
