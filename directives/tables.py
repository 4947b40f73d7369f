"""The list of directives and the two registers, as their columns."""

from typing import Any

import django_tables2 as tables

from directives.models import Directive, RegisterEntry
from records.paging import cell


class DirectiveTable(tables.Table):
    """One directive a row; the subject leads to its page."""

    subject = tables.TemplateColumn(
        template_name="directives/_subject.html", verbose_name="Văn bản", orderable=False, attrs=cell("cd-c-title")
    )
    issuer = tables.Column(verbose_name="Cơ quan ban hành", order_by=("issuer__sort_name", "-pk"), attrs=cell("cd-c-unit"))
    status = tables.TemplateColumn(
        template_name="directives/_status.html", verbose_name="Trạng thái", orderable=False, attrs=cell("cd-c-status")
    )
    issued_date = tables.TemplateColumn(
        "{{ value|when }}", verbose_name="Ngày", order_by=("issued_date", "pk"), attrs=cell("cd-c-due"), default="–"
    )

    class Meta:
        model = Directive
        fields = ("subject", "issuer", "status", "issued_date")
        order_by_field = "sap-xep"
        page_field = "trang"
        empty_text = "Không có văn bản nào phù hợp. Hãy bớt điều kiện lọc."


class SentTable(tables.Table):
    """Sổ đăng ký văn bản đi (NĐ 30/2020, Phụ lục IV): the columns that are known of an electronic document."""

    number = tables.Column(verbose_name="Số, ký hiệu", accessor="directive__designation", orderable=False, attrs=cell("cd-c-unit"))
    date = tables.TemplateColumn("{{ value|when }}", verbose_name="Ngày văn bản", accessor="directive__issued_date", orderable=False)
    subject = tables.TemplateColumn(
        template_name="directives/_registered.html", verbose_name="Tên loại và trích yếu", accessor="directive", orderable=False,
        attrs=cell("cd-c-title"),
    )  # fmt: skip
    signer = tables.Column(verbose_name="Người ký", accessor="directive__signature__name", orderable=False)
    recipients = tables.TemplateColumn(
        "{% if record.directive.issued_at %}{{ value|vn }}{% else %}–{% endif %}",
        verbose_name="Nơi nhận",
        accessor="recipient_count",
        orderable=False,
        attrs=cell("cd-c-number"),
    )
    archive = tables.Column(verbose_name="Lưu", accessor="directive__archive", orderable=False)
    issued_at = tables.TemplateColumn("{{ value|when }}", verbose_name="Ngày chuyển", accessor="directive__issued_at", orderable=False)

    class Meta:
        model = RegisterEntry
        fields = ("number", "date", "subject", "signer", "recipients", "archive", "issued_at")
        page_field = "trang"
        empty_text = "Sổ này chưa có văn bản nào."


class ReceivedTable(tables.Table):
    """Sổ đăng ký văn bản đến (NĐ 30/2020, Phụ lục IV)."""

    entered_at = tables.TemplateColumn("{{ value|when }}", verbose_name="Ngày đến", orderable=False)
    number = tables.Column(verbose_name="Số đến", orderable=False, attrs=cell("cd-c-number"))
    issuer = tables.Column(verbose_name="Tác giả", accessor="directive__issuer", orderable=False, attrs=cell("cd-c-unit"))
    designation = tables.Column(verbose_name="Số, ký hiệu", accessor="directive__designation", orderable=False)
    date = tables.TemplateColumn("{{ value|when }}", verbose_name="Ngày văn bản", accessor="directive__issued_date", orderable=False)
    subject = tables.TemplateColumn(
        template_name="directives/_registered.html", verbose_name="Tên loại và trích yếu", accessor="directive", orderable=False,
        attrs=cell("cd-c-title"),
    )  # fmt: skip
    entered_by = tables.Column(verbose_name="Người tiếp nhận", orderable=False)

    class Meta:
        model = RegisterEntry
        fields = ("entered_at", "number", "issuer", "designation", "date", "subject", "entered_by")
        page_field = "trang"
        empty_text = "Sổ này chưa có văn bản nào."

    def render_number(self, value: Any) -> str:
        """A number of a book is not grouped: 1234, not 1.234."""
        return str(value)
