"""What those who have to do with an assignment say to each other about it."""

from django.conf import settings
from django.db import models

from campaigns.models.assignment import Assignment
from org_hierarchy.models import OrgUnit


class Remark(models.Model):
    """Ý kiến phối hợp: what one of those who have to do with an assignment says of it to the others; append-only, and never a report."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="remarks")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", help_text="For which its author spoke.")
    text = models.TextField("ý kiến")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "ý kiến phối hợp"
        indexes = [models.Index(fields=["made_at"], name="remark_made")]
