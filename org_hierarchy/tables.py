"""Units that a search found, and people, as columns."""

import django_tables2 as tables

from org_hierarchy.models import CalendarDay, OrgUnit, Person, Reorganisation, UnitGroup
from records.paging import cell


class UnitTable(tables.Table):
    """One unit a row, as it was called on the day of the page (`record.version`); its name leads to its page of that day."""

    name = tables.TemplateColumn(
        '<a class="cd-title" href="{{ record.get_absolute_url }}{% if not is_today %}?ngay={{ day|date:"Y-m-d" }}{% endif %}">'
        "{{ record.version.name|default:record.name }}</a>"
        '<span class="cd-code">{{ record.code }}</span>',
        verbose_name="Đơn vị",
        order_by=("sort_name", "pk"),
        attrs=cell("cd-c-title"),
    )
    parent = tables.Column(
        accessor="version__parent", verbose_name="Thuộc", order_by=("parent__sort_name", "pk"), default="–", attrs=cell("cd-c-unit")
    )
    kind = tables.Column(verbose_name="Loại", orderable=False)

    class Meta:
        model = OrgUnit
        fields = ("name", "parent", "kind")
        order_by_field = "sap-xep"
        page_field = "trang"
        empty_text = "Không tìm thấy đơn vị nào vào ngày này. Hãy bớt từ hoặc đổi ngày."


class DayTable(tables.Table):
    """One day that differs from the computed calendar a row; clearing it is for who may edit."""

    day = tables.TemplateColumn("{{ record.day|when }}", verbose_name="Ngày", attrs=cell("cd-c-title"), orderable=False)
    is_working = tables.TemplateColumn(
        "{% if record.is_working %}Làm việc{% else %}Nghỉ{% endif %}", verbose_name="Là ngày", orderable=False
    )
    reason = tables.Column(verbose_name="Lý do", orderable=False)
    decision = tables.Column(verbose_name="Văn bản", orderable=False, default="–")
    act = tables.TemplateColumn(
        '<form method="post" action="{% url "org_hierarchy:calendar_clear" record.pk %}" '
        'data-confirm="Xoá ngày {{ record.day|when }} khỏi bảng? Ngày này sẽ trở lại như lịch chung." data-confirm-label="Xoá">'
        '{% csrf_token %}<button class="btn btn-sm" type="submit">Xoá<span class="visually-hidden"> ngày {{ record.day|when }}</span>'
        "</button></form>",
        verbose_name="",
        orderable=False,
        attrs=cell("cd-c-status"),
    )

    class Meta:
        model = CalendarDay
        fields = ("day", "is_working", "reason", "decision", "act")
        empty_text = "Năm này chưa có ngày nào ghi theo quyết định."


class PersonTable(tables.Table):
    """One person a row, with the posts of the day (`record.held`)."""

    full_name = tables.TemplateColumn(
        '<a class="cd-title" href="{% url "org_hierarchy:person" record.pk %}">{{ record.full_name }}</a>'
        '<span class="cd-code">{{ record.username }}</span>',
        verbose_name="Họ và tên",
        order_by=("sort_name", "pk"),
        attrs=cell("cd-c-title"),
    )
    held = tables.TemplateColumn(
        "{% for held in record.held %}<div>{{ held.post.title }}, {{ held.post.unit.name }}</div>{% empty %}Chưa giữ chức vụ{% endfor %}",
        verbose_name="Chức vụ",
        orderable=False,
        attrs=cell("cd-c-unit"),
    )
    account = tables.TemplateColumn(
        '{% if not record.is_active %}<span class="cd-status cd-late">{% icon "ban" %}Đã ngừng</span>'
        '{% elif record.must_change_password %}<span class="cd-status cd-returned">{% icon "lock" %}Chờ đổi mật khẩu</span>'
        '{% else %}<span class="cd-status cd-done">{% icon "circle-check" %}Đang hoạt động</span>{% endif %}',
        verbose_name="Tài khoản",
        orderable=False,
        attrs=cell("cd-c-status"),
        empty_values=(),
    )

    class Meta:
        model = Person
        fields = ("full_name", "held", "account")
        order_by_field = "sap-xep"
        page_field = "trang"
        empty_text = "Không tìm thấy người nào. Hãy bớt từ hoặc bỏ bớt điều kiện lọc."


class SeenByTable(tables.Table):
    """One person a row who sees an object, with the posts of the day (`held`) and the rules that let in (`rules`)."""

    full_name = tables.TemplateColumn(
        '<span class="cd-title">{{ record.full_name }}</span><span class="cd-code">{{ record.username }}</span>',
        verbose_name="Người",
        orderable=False,
        attrs=cell("cd-c-title"),
    )
    held = tables.TemplateColumn(
        "{% for held in record.held %}{{ held.post.title }}, {{ held.post.unit }}{% if not forloop.last %}; {% endif %}"
        "{% empty %}–{% endfor %}",
        verbose_name="Chức vụ",
        orderable=False,
        attrs=cell("cd-c-unit"),
    )
    rules = tables.TemplateColumn('{{ record.rules|join:"; " }}', verbose_name="Theo quy tắc", orderable=False)

    class Meta:
        page_field = "trang"
        empty_text = "Chưa ai xem được theo quy tắc này."


class ReorganisationTable(tables.Table):
    """One decision a row; its name leads to its page."""

    title = tables.TemplateColumn(
        '<a class="cd-title" href="{% url \'org_hierarchy:reorganisation\' record.pk %}">{{ record.title }}</a>'
        '<span class="cd-code">{{ record.basis }}</span>',
        verbose_name="Quyết định",
        attrs=cell("cd-c-title"),
    )
    scope = tables.Column(verbose_name="Cơ quan chủ trì", order_by=("scope__sort_name", "pk"), attrs=cell("cd-c-unit"))
    day = tables.TemplateColumn('<span class="cd-num">{{ record.day|when }}</span>', verbose_name="Từ ngày", attrs=cell("cd-c-due"))
    status = tables.TemplateColumn(
        '{% include "org_hierarchy/_decision.html" with found=record %}',
        verbose_name="Trạng thái",
        orderable=False,
        attrs=cell("cd-c-status"),
    )

    class Meta:
        model = Reorganisation
        fields = ("title", "scope", "day", "status")
        order_by_field = "sap-xep"
        page_field = "trang"
        empty_text = "Chưa có quyết định sắp xếp nào."


class GroupTable(tables.Table):
    """One group of an office a row; its label leads to its page."""

    label = tables.TemplateColumn(
        '<a class="cd-title" href="{% url \'org_hierarchy:group\' record.pk %}">{{ record.label }}</a>',
        verbose_name="Nhóm",
        order_by=("folded_label", "pk"),
        attrs=cell("cd-c-title"),
    )
    owner = tables.Column(verbose_name="Cơ quan", order_by=("owner__sort_name", "pk"), attrs=cell("cd-c-unit"))
    is_active = tables.TemplateColumn(
        "{% if record.is_active %}Đang dùng{% else %}Ngừng dùng{% endif %}",
        verbose_name="Tình trạng",
        orderable=False,
        attrs=cell("cd-c-status"),
    )

    class Meta:
        model = UnitGroup
        fields = ("label", "owner", "is_active")
        order_by_field = "sap-xep"
        page_field = "trang"
        empty_text = "Chưa có nhóm nào. Hãy tạo nhóm cho cụm từ mà cơ quan hay ghi ở nơi nhận."
