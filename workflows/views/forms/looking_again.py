"""When a task without a day comes up again, or by when it has to be done."""

from org_hierarchy.forms.fields import RefusableForm, date_field, long_text


class LookAgainForm(RefusableForm):
    """One of two days."""

    places = {"date_required": "next_date", "before_children": "due_date"}

    next_date = date_field("Rà soát lại vào ngày")
    due_date = date_field("Hoặc đặt hạn hoàn thành", help_text="Áp dụng cho mọi đơn vị nêu trên.")
    note = long_text("Ý kiến", rows=2, limit=1000)
