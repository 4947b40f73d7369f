"""The units that a search found, as columns."""

import django_tables2 as tables

from org_hierarchy.models import OrgUnit
from records.paging import cell


class UnitTable(tables.Table):
    """One unit a row; its name leads to its page."""

    name = tables.TemplateColumn(
        '<a class="cd-title" href="{{ record.get_absolute_url }}">{{ record.name }}</a><span class="cd-code">{{ record.code }}</span>',
        verbose_name="Đơn vị",
        order_by=("sort_name", "pk"),
        attrs=cell("cd-c-title"),
    )
    parent = tables.Column(verbose_name="Thuộc", order_by=("parent__sort_name", "pk"), default="–", attrs=cell("cd-c-unit"))
    kind = tables.Column(verbose_name="Loại", orderable=False)

    class Meta:
        model = OrgUnit
        fields = ("name", "parent", "kind")
        order_by_field = "sap-xep"
        page_field = "trang"
        empty_text = "Không tìm thấy đơn vị nào. Hãy bớt từ hoặc đổi ngày."
