"""How lists of campaigns and assignments are narrowed; every choice is in the address, so that a link shows the same list."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from campaigns import queries
from campaigns.models import Assignment, Campaign, CampaignTask
from org_hierarchy.models import OrgUnit
from records.filters import Narrowing, WordsFilter

SILENT, OWES_PERIOD, UNRECEIVED = "silent", "owes_period", "unreceived"
STATE_CHOICES = [
    *queries.STATES.items(),
    (SILENT, "Chưa có báo cáo nào"),
    (OWES_PERIOD, "Nợ báo cáo kỳ"),
    (UNRECEIVED, "Chưa tiếp nhận, cả quá hạn"),
]

NOT_RECEIVED = Q(status=Assignment.Status.ISSUED)


class CampaignFilter(Narrowing):
    """Over the campaigns that the person sees."""

    q = WordsFilter(label="Tìm số, ký hiệu, trích yếu", field_name="directive__folded_subject")
    trang_thai = django_filters.ChoiceFilter(label="Trạng thái", field_name="status", choices=Campaign.Status.choices, empty_label="Tất cả")

    class Meta:
        model = Campaign
        fields: list[str] = []


class TaskChoiceField(django_filters.fields.ModelChoiceField):
    """A task is chosen by its first words."""

    def label_from_instance(self, obj: CampaignTask) -> str:
        words = obj.content if len(obj.content) <= 80 else f"{obj.content[:79].rstrip()}…"
        return f"{obj.section} {words}".strip()


class TaskFilter(django_filters.ModelChoiceFilter):
    field_class = TaskChoiceField


class AssignmentFilter(Narrowing):
    """Over one campaign's assignments that the person sees, as of the day that its page shows.

    `duoi` is a unit: it and all that stood under it on the day of issue. `giao_boi` is one too: what it gave on.
    Without a form's value nothing is left out.
    """

    q = WordsFilter(label="Tìm đơn vị", field_name="unit__folded_name")
    nhiem_vu = TaskFilter(label="Nhiệm vụ", field_name="task", queryset=CampaignTask.objects.none(), empty_label="Tất cả")
    trang_thai = django_filters.ChoiceFilter(label="Trạng thái", choices=STATE_CHOICES, method="by_state", empty_label="Tất cả")
    giao_boi = django_filters.ModelChoiceFilter(label="Do đơn vị giao tiếp", field_name="parent__unit", queryset=OrgUnit.objects.all())
    duoi = django_filters.ModelChoiceFilter(label="Thuộc đơn vị", queryset=OrgUnit.objects.all(), method="by_superior")

    class Meta:
        model = Assignment
        fields: list[str] = []

    def __init__(self, *args: Any, campaign: Campaign, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._campaign, self._today = campaign, today
        self.filters["nhiem_vu"].queryset = CampaignTask.objects.filter(campaign=campaign).order_by("position")

    def chosen(self, name: str) -> Any:
        """The valid value of one filter, None when it has none."""
        self.form.is_valid()
        return self.form.cleaned_data.get(name)

    def by_state(self, rows: QuerySet[Assignment], name: str, value: str) -> QuerySet[Assignment]:  # noqa: ARG002 - django-filter's shape
        wanted = {SILENT: queries.is_silent(self._campaign), OWES_PERIOD: queries.owes_period(today=self._today), UNRECEIVED: NOT_RECEIVED}
        return rows.filter(wanted[value] if value in wanted else queries.state(value, today=self._today))

    def by_superior(self, rows: QuerySet[Assignment], name: str, value: OrgUnit) -> QuerySet[Assignment]:  # noqa: ARG002 - django-filter's shape
        return rows.filter(queries.below(self._campaign, value))
