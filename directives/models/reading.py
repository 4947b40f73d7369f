"""What reading proposed for a draft, and where people corrected it; inner to the issuing side."""

from django.conf import settings
from django.db import models

from directives.models.directive import Directive


class Proposal(models.Model):
    """Đề xuất của bộ đọc: what reading proposed for a draft, kept so that corrections can be told; inner to the issuing side."""

    directive = models.OneToOneField(Directive, on_delete=models.CASCADE, related_name="proposal")
    values = models.JSONField(help_text="directives.corrections.proposal_of")
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = "đề xuất của bộ đọc"


class ProposedField(models.Model):
    """How many values of a field reading proposed for one directive, counted so that a sum over all is one query."""

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="proposed_fields")
    field = models.CharField(max_length=30)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["directive", "field"], name="proposed_field_once")]


class Correction(models.Model):
    """Sửa kết quả đọc: one value in which the draft, as last saved, differs from what was read; inner to the issuing side.

    A blank `before` was overlooked by reading, a blank `after` struck out by the clerk.
    """

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=30)
    task = models.PositiveIntegerField(null=True, help_text="Which task of the Proposal; null for the head and for what was added.")
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    span_start = models.PositiveIntegerField(null=True)
    span_end = models.PositiveIntegerField(null=True)
    confidence = models.FloatField(null=True)
    rule = models.CharField(max_length=30, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "sửa kết quả đọc"
        indexes = [models.Index(fields=["field", "-at"], name="correction_by_field")]
