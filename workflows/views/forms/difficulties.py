"""What stands in a unit's way, and the answer to it."""

from typing import Any

from django import forms

from org_hierarchy.forms.fields import RefusableForm, long_text


class DifficultyForm(RefusableForm):
    """What is to be solved by whoever gave the work."""

    places = {"text_required": "text", "raised_already": "text"}

    text = long_text("Khó khăn, vướng mắc", required=True, rows=3, help_text="Nêu rõ việc cần được tháo gỡ và đề xuất của đơn vị.")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_difficulty_%s")


class AnswerForm(RefusableForm):
    """An answer; or, handed up, what to say with it."""

    places = {"text_required": "answer"}

    answer = long_text("Trả lời", rows=5, help_text="Khi chuyển lên cấp trên, ghi ở đây ý kiến chuyển nếu cần.")
    publish = forms.BooleanField(
        label="Công bố cho mọi đơn vị cùng nhiệm vụ",
        required=False,
        initial=True,
        help_text="Các đơn vị khác thấy câu hỏi và câu trả lời, không thấy tên đơn vị hỏi.",
    )
