"""The lists of campaigns and of assignments, as their columns. What a row needs besides its record, the view has put upon the record."""

import django_tables2 as tables
from django.utils.safestring import mark_safe

from campaigns.models import Assignment, Campaign
from records.paging import cell


class CampaignTable(tables.Table):
    """One campaign a row, with `counts` of what the reader sees of it."""

    name = tables.TemplateColumn(
        template_name="campaigns/_name.html", verbose_name="Đợt triển khai", orderable=False, attrs=cell("cd-c-title")
    )
    issuer = tables.Column(verbose_name="Cơ quan ban hành", order_by=("issuer__sort_name", "-pk"), attrs=cell("cd-c-unit"))
    opened_date = tables.TemplateColumn("{{ value|when }}", verbose_name="Ngày giao", order_by=("opened_date", "pk"))
    progress = tables.TemplateColumn(
        template_name="campaigns/_progress.html", verbose_name="Thực hiện", orderable=False, attrs=cell("cd-c-progress"), empty_values=()
    )
    overdue = tables.TemplateColumn(
        "{% if record.counts.overdue %}<span class='cd-late-text'>{{ record.counts.overdue|vn }}</span>{% else %}0{% endif %}",
        verbose_name="Quá hạn",
        orderable=False,
        attrs=cell("cd-c-number"),
        empty_values=(),
    )

    class Meta:
        model = Campaign
        fields = ("name", "issuer", "opened_date", "progress", "overdue")
        order_by_field = "sap-xep"
        page_field = "trang"
        empty_text = "Chưa có đợt triển khai nào mà bạn được xem."


SELECT = """{% load l10n %}<input class="form-check-input" type="checkbox" name="chosen" value="{{ record.pk|unlocalize }}" data-select
aria-label="Chọn {{ record.unit }}">"""
SELECT_ALL = mark_safe('<input class="form-check-input" type="checkbox" data-select-all aria-label="Chọn tất cả trên trang">')


class AssignmentTable(tables.Table):
    """One assignment a row, with its `standing`; the unit leads to the assignment. `select` is for who may act on many at once."""

    select = tables.TemplateColumn(SELECT, verbose_name=SELECT_ALL, orderable=False, empty_values=(), attrs=cell("cd-c-select"))
    unit = tables.TemplateColumn(
        '<a class="cd-title" href="{{ record.get_absolute_url }}">{{ value }}</a>'
        '{% if record.parent_id %}<div class="cd-help">được giao tiếp</div>{% endif %}',
        verbose_name="Đơn vị",
        order_by=("unit__sort_name", "task__position"),
        attrs=cell("cd-c-title"),
    )
    task = tables.TemplateColumn("{{ value.content|truncatechars:120 }}", verbose_name="Nhiệm vụ", orderable=False, attrs=cell("cd-c-unit"))
    status = tables.TemplateColumn(
        template_name="campaigns/_standing.html", verbose_name="Trạng thái", orderable=False, attrs=cell("cd-c-status")
    )
    due_date = tables.TemplateColumn(
        "{% due value today record.standing.due %}",
        verbose_name="Hạn",
        order_by=("due_date", "pk"),
        attrs=cell("cd-c-due"),
        empty_values=(),
    )

    class Meta:
        model = Assignment
        fields: tuple[str, ...] = ("select", "unit", "task", "status", "due_date")
        order_by_field = "sap-xep"
        page_field = "trang"
        empty_text = "Không có việc nào phù hợp. Hãy bớt điều kiện lọc."
        row_attrs = {"class": lambda record: "cd-row-late" if record.standing.is_late else None}


class UnitAssignmentTable(AssignmentTable):
    """The same on a unit's own page, where the task leads to the assignment and its directive is named."""

    select = None
    unit = None
    task = tables.TemplateColumn(template_name="campaigns/_task.html", verbose_name="Nhiệm vụ", orderable=False, attrs=cell("cd-c-title"))

    class Meta(AssignmentTable.Meta):
        fields = ("task", "status", "due_date")
        empty_text = "Không có việc nào ở mục này mà bạn được xem."
