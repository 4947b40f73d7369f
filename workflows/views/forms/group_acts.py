"""What an act on many assignments asks for, and whom a campaign is to reach besides."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms

from campaigns.models import CampaignTask
from org_hierarchy.forms.fields import RefusableForm, date_field, long_text
from org_hierarchy.forms.picker import UnitField


class GroupActForm(RefusableForm):
    """One act, on the rows that were chosen or on all that the list has."""

    places = {"date_wrong": "due_date", "reason_required": "reason"}

    scope = forms.ChoiceField(label="Áp dụng cho", widget=forms.RadioSelect)
    due_date = date_field("Hạn mới cho tất cả", required=True, help_text="Chỉ lùi hạn những việc có hạn trước ngày này.")
    reason = long_text("Lý do", required=True, rows=3, limit=1000)
    text = long_text("Lời nhắc", rows=2, limit=300, help_text="Không bắt buộc; mỗi đơn vị được nhắc nhiều nhất một lần trong ngày.")

    def __init__(self, data: Any = None, *, act: str, chosen: int, listed: int) -> None:
        super().__init__(data, auto_id="id_group_%s")
        choices = [("chosen", f"{chosen} việc đã chọn")] if chosen else []
        scope = cast(forms.ChoiceField, self.fields["scope"])
        scope.choices = [*choices, ("all", f"Tất cả {listed} việc chưa xong trong danh sách đang lọc")]
        scope.initial = "chosen" if chosen else "all"
        kept = {"remind": {"text"}, "extend": {"due_date", "reason"}, "recall": {"reason"}, "remove": {"reason"}}[act]
        for name in {"due_date", "reason", "text"} - kept:
            del self.fields[name]


class AddUnitsForm(RefusableForm):
    """Which units, which tasks, until when and why."""

    places = {"has_it": "units", "not_there": "units", "date_required": "due_date", "date_passed": "due_date"}

    units = UnitField(label="Đơn vị", many=True)
    tasks = forms.MultipleChoiceField(label="Nhiệm vụ", widget=forms.CheckboxSelectMultiple)
    due_date = date_field("Hạn hoàn thành", help_text="Để trống thì theo hạn trong văn bản.")
    reason = long_text("Lý do bổ sung", required=True, rows=3, limit=1000)

    phrase = forms.ChoiceField(
        label="Tên trong văn bản", required=False, help_text="Chọn khi các đơn vị này là đơn vị mà văn bản gọi bằng tên chưa xác định được."
    )

    def __init__(
        self,
        data: Any = None,
        *,
        tasks: Sequence[CampaignTask],
        names: Sequence[str] = (),
        asked: str = "",
        ticked: Sequence[CampaignTask],
        today: date,
    ) -> None:
        """`names`: what the text calls units that nobody knew; `asked`: which of them is to be settled; `ticked`: the tasks that are
        proposed."""
        super().__init__(data, auto_id="id_add_%s")
        if names:
            phrase = cast(forms.ChoiceField, self.fields["phrase"])
            phrase.choices = [("", "Không phải tên nào dưới đây"), *((name, f"“{name}”") for name in names)]
            phrase.initial = asked
        else:
            del self.fields["phrase"]
        if asked:
            self.fields["reason"].initial = f"Xác định đơn vị mà văn bản gọi là “{asked}”."
        self._tasks = {str(task.pk): task for task in tasks}
        cast(UnitField, self.fields["units"]).limit(on=today)
        field = cast(forms.MultipleChoiceField, self.fields["tasks"])
        field.choices = [(pk, f"{task.section} {task.content}".strip()[:160]) for pk, task in self._tasks.items()]
        field.initial = [str(task.pk) for task in ticked]

    @property
    def chosen(self) -> list[CampaignTask]:
        """The tasks of a valid form, in their order."""
        return [task for pk, task in self._tasks.items() if pk in self.cleaned_data["tasks"]]
