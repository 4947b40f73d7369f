"""Hồ sơ: the documents of one matter kept together, and the copies at the clerk's that people borrow."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from directives.models.directive import Directive
from directives.models.incoming import IncomingDocument
from org_hierarchy.models import OrgUnit


class CaseFile(models.Model):
    """Hồ sơ: a line of the unit's danh mục hồ sơ of a year, opened and closed by whoever handles the matter (NĐ 30/2020, Điều 28-30)."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="case_files")
    year = models.PositiveSmallIntegerField("năm")
    code = models.CharField("số và ký hiệu hồ sơ", max_length=20, help_text="Unique in the unit's list of the year: 05.VX.")
    title = models.CharField("tiêu đề hồ sơ", max_length=500)
    retention = models.CharField("thời hạn bảo quản", max_length=30)
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_files", verbose_name="người lập hồ sơ"
    )
    opened_on = models.DateField("ngày mở")
    closed_on = models.DateField("ngày kết thúc", null=True)

    class Meta:
        verbose_name = "hồ sơ"
        constraints = [models.UniqueConstraint(fields=["unit", "year", "code"], name="case_file_code")]
        indexes = [models.Index(fields=["unit", "year"], name="case_file_of_unit")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("directives:case_file", args=[self.pk])


class CaseDocument(models.Model):
    """Văn bản trong hồ sơ: a directive of the system, one that came, or a paper described by hand; one may be in many files."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="documents")
    directive = models.ForeignKey(Directive, null=True, on_delete=models.PROTECT, related_name="in_case_files")
    incoming = models.ForeignKey(IncomingDocument, null=True, on_delete=models.PROTECT, related_name="in_case_files")
    designation = models.CharField("số, ký hiệu", max_length=80, blank=True)
    day = models.DateField("ngày tháng văn bản", null=True)
    author = models.CharField("tác giả văn bản", max_length=300, blank=True)
    title = models.CharField("tên loại và trích yếu", max_length=600)
    pages = models.PositiveSmallIntegerField("số tờ", null=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = "văn bản trong hồ sơ"
        constraints = [
            models.UniqueConstraint(
                fields=["case_file", "directive"], condition=models.Q(directive__isnull=False), name="case_document_once"
            ),
            models.UniqueConstraint(
                fields=["case_file", "incoming"], condition=models.Q(incoming__isnull=False), name="case_incoming_once"
            ),
        ]


class ArchiveLoan(models.Model):
    """Sử dụng bản lưu: who was given the copy kept at the clerk's, who allowed it, and when it came back (NĐ 30/2020, Điều 19)."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="archive_loans")
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="archive_loans")
    day = models.DateField("ngày sử dụng")
    borrower = models.CharField("người sử dụng", max_length=200)
    case_code = models.CharField("số và ký hiệu hồ sơ", max_length=20, blank=True)
    allowed_by = models.CharField("người cho phép", max_length=200)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    returned_on = models.DateField("ngày trả", null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = "lượt sử dụng bản lưu"
        indexes = [models.Index(fields=["unit", "day"], name="archive_loan_of_unit")]
