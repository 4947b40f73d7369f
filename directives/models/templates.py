"""Skeletons of documents that an office keeps for itself."""

from django.conf import settings
from django.db import models

from directives.models.directive import Directive
from org_hierarchy.models import OrgUnit


class DraftTemplate(models.Model):
    """Mẫu văn bản của đơn vị: the text of a draft that its people begin others with; places in square brackets are to be filled in."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="draft_templates")
    title = models.CharField("tên mẫu", max_length=120)
    kind = models.CharField("loại văn bản", max_length=4, choices=Directive.Kind)
    content = models.JSONField(help_text="directives.skeletons.Skeleton as JSON.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "mẫu văn bản"
        constraints = [models.UniqueConstraint(fields=["unit", "title"], name="draft_template_title")]
