"""What a directive says: its paragraphs, its tasks with whom they name, what it cites, whom it prints as recipients."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from directives.models.directive import Directive
from org_hierarchy.models import OrgUnit


class Provision(models.Model):
    """Mục, khoản, điểm: one paragraph of the text, in order and nested.

    A table is a paragraph whose text is its cells (`directives.grids`). The title of an appendix begins it; whatever follows stands in it.
    """

    class Kind(models.TextChoices):
        """The kinds that `directives.writing.facts.Paragraph` lays out, tables, and the titles of appendices."""

        BASE = "base", "Căn cứ"
        TEXT = "text", "Đoạn văn"
        PART = "part", "Phần"
        CHAPTER = "chapter", "Chương"
        SECTION = "section", "Mục"
        ARTICLE = "article", "Điều"
        ROMAN = "roman", "Mục La Mã"
        CLAUSE = "clause", "Khoản"
        CLAUSE_TITLE = "clause_title", "Khoản có tiêu đề"
        POINT = "point", "Điểm"
        DASH = "dash", "Gạch đầu dòng"
        CLOSE = "close", "Đoạn kết"
        TABLE = "table", "Bảng"
        APPENDIX = "appendix", "Phụ lục"
        LANDSCAPE = "landscape", "Phụ lục khổ ngang"

    APPENDICES: ClassVar = frozenset({Kind.APPENDIX, Kind.LANDSCAPE})

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="provisions")
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    label = models.CharField(max_length=20, blank=True)
    text = models.TextField()

    class Meta:
        verbose_name = "điều khoản"
        constraints = [models.UniqueConstraint(fields=["directive", "position"], name="provision_order")]


class Duty(models.Model):
    """Nhiệm vụ trong văn bản: a task as the text gives it; frozen at signature."""

    class Kind(models.TextChoices):
        TASK = "task", "Nhiệm vụ"
        ACTIVITY = "activity", "Việc của cơ quan ban hành"
        MILESTONE = "milestone", "Đợt, giai đoạn"
        INDIVIDUAL = "individual", "Hướng dẫn cá nhân"
        GENERAL = "general", "Yêu cầu chung, báo cáo"
        NOTE = "but_phe", "Bút phê"

    class Role(models.TextChoices):
        LEAD = "chu_tri", "Chủ trì"
        PARTNER = "phoi_hop", "Phối hợp"
        MONITOR = "theo_doi", "Theo dõi, đôn đốc"
        EXECUTE = "thuc_hien", "Thực hiện"

    class Period(models.TextChoices):
        NONE = "", "Không định kỳ"
        WEEKLY = "weekly", "Hằng tuần"
        MONTHLY = "monthly", "Hằng tháng"
        QUARTERLY = "quarterly", "Hằng quý"
        YEARLY = "yearly", "Hằng năm"

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="duties")
    provision = models.ForeignKey(Provision, null=True, on_delete=models.SET_NULL, related_name="duties")
    position = models.PositiveIntegerField()
    section = models.CharField("mục", max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TASK)
    role = models.CharField(max_length=10, choices=Role, default=Role.EXECUTE)
    text = models.TextField("nội dung")
    span_start = models.PositiveIntegerField(null=True)
    span_end = models.PositiveIntegerField(null=True)
    deadline_text = models.CharField("hạn như văn bản ghi", max_length=300, blank=True)
    deadline = models.DateField("hạn", null=True, blank=True, help_text="As written: 'trước ngày D' keeps D.")
    strictly_before = models.BooleanField("trước ngày", default=False)
    start_date = models.DateField("bắt đầu", null=True, blank=True)
    period = models.CharField("định kỳ", max_length=10, choices=Period, default=Period.NONE, blank=True)
    target_percent = models.PositiveSmallIntegerField("chỉ tiêu (%)", null=True, blank=True)
    read_from = models.JSONField(default=list, help_text="Which tasks of the Proposal it came from; none: added by hand.")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, help_text="When it was compared with the text, as it now stands.")

    class Meta:
        verbose_name = "nhiệm vụ trong văn bản"
        constraints = [models.UniqueConstraint(fields=["directive", "position"], name="duty_order")]


class DutyParty(models.Model):
    """Đơn vị được nêu: one phrase of a duty that names who, and what it was resolved to.

    A phrase is a single unit (`unit`), a group (`group`, a rule resolved to members on the day of issue), or unresolved — never guessed.
    """

    class Part(models.TextChoices):
        RESPONSIBLE = "responsible", "Thực hiện"
        COORDINATING = "coordinating", "Phối hợp"

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="parties")
    part = models.CharField(max_length=12, choices=Part, default=Part.RESPONSIBLE)
    position = models.PositiveIntegerField()
    phrase = models.CharField("như văn bản ghi", max_length=300)
    unit = models.ForeignKey(OrgUnit, null=True, on_delete=models.PROTECT, related_name="+")
    group = models.JSONField(null=True, help_text="org_hierarchy.names.Group.as_json(), or null.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "part", "position"], name="duty_party_order")]


class Basis(models.Model):
    """Căn cứ: a document that it cites; linked when that one is in the system too."""

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="bases")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=60, blank=True)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    date = models.DateField(null=True)
    issuer = models.CharField(max_length=200, blank=True)
    subject = models.CharField("trích yếu", max_length=500, blank=True)
    cited = models.ForeignKey(Directive, null=True, on_delete=models.SET_NULL, related_name="cited_by")


class RecipientLine(models.Model):
    """Dòng nơi nhận: one line as the document prints it ("- BHXH Việt Nam (để b/c);")."""

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="recipient_lines")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["directive", "position"], name="recipient_line_order")]
