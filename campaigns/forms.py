"""What an administrator says of how a unit's directives are carried out."""

from django import forms

from org_hierarchy.forms.fields import RefusableForm, WholeNumberField


class CarryingRulesForm(RefusableForm):
    """Quy định thực hiện of a unit (`services.set_carrying_rules`)."""

    inclusive_deadlines = forms.BooleanField(
        label="“Trước ngày D” tính cả ngày D",
        required=False,
        help_text="Bỏ chọn thì ngày cuối đúng hạn là ngày liền trước. Áp dụng cho văn bản phát hành từ nay; hạn đã giao giữ nguyên.",
    )
    extension_limit = WholeNumberField(
        label="Số lần gia hạn nhiều nhất của một việc",
        min_value=0,
        max_value=20,
        help_text="0: không nhận đề nghị gia hạn từng việc. Gia hạn chung của cơ quan ban hành không tính vào số này.",
    )
    answer_days = WholeNumberField(
        label="Số ngày làm việc để trả lời khó khăn, vướng mắc",
        min_value=1,
        max_value=60,
        help_text="Tính lại từ đầu khi chuyển lên cấp trên.",
    )
    stale_days = WholeNumberField(
        label="Số ngày không cập nhật thì coi là chậm cập nhật", min_value=1, max_value=365, help_text="Với việc đang thực hiện."
    )
