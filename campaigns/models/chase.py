"""Letters that urge."""

from django.conf import settings
from django.db import models

from campaigns.models.assignment import Assignment
from campaigns.models.campaign import Campaign
from directives.models import Directive


class Chase(models.Model):
    """Đôn đốc: a letter that urges units about what they owe in a campaign; a directive like any other, which gives no task of its own."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="chases")
    directive = models.OneToOneField(Directive, on_delete=models.PROTECT, related_name="chase")
    assignments = models.ManyToManyField(Assignment, related_name="chases")
    as_of = models.DateField(help_text="The day on which the days late were counted.")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()

    class Meta:
        verbose_name = "đôn đốc"
