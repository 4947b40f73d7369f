"""What was done to many assignments at once, told on the page of their directive and on that of each of them."""

from datetime import date

from django.db.models import Q

from campaigns.models import Assignment, Campaign
from campaigns.queries import GIVERS
from records.events import concerns
from records.models import Event
from records.text import grouped
from workflows.views.pages import Words

ON_CAMPAIGN: Words = {
    "campaigns.given_again": ("", "send", "Gửi lại, giao lại việc đã từ chối"),
    "campaigns.recalled": ("returned", "arrow-back-up", "Thu hồi việc"),
    "campaigns.extended": ("", "calendar-time", "Gia hạn cho nhiều đơn vị"),
    "campaigns.units_removed": ("returned", "x", "Đưa đơn vị ra khỏi đợt"),
    "campaigns.units_added": ("", "plus", "Bổ sung đơn vị"),
    "campaigns.looked_at": ("", "eye", "Rà soát việc không định hạn"),
}
ON_GIVER: Words = {
    "campaigns.delegation_recalled": ("returned", "arrow-back-up", "Đơn vị giao tiếp thu hồi"),
    "campaigns.delegation_ended": ("", "x", "Kết thúc cùng việc của đơn vị giao tiếp"),
}
OF_THE_CLOCK: Words = {
    "campaigns.dues_made": ("", "calendar", "Đến kỳ báo cáo"),
    "campaigns.difficulty_moved": ("", "arrow-right", "Chuyển vướng mắc sang đơn vị kế thừa"),
    "campaigns.carrying_rules_set": ("", "settings", "Đặt quy định thực hiện"),
}


def that_concern(assignment: Assignment) -> list[Event]:
    """The acts on many at once, of the campaign and of whoever gave the work on, that were about this assignment, or about
    what its unit gave on from it. One query, two for work that was given on."""
    givers: set[int] = set()
    if assignment.parent_id is not None:
        row = Assignment.objects.filter(pk=assignment.pk).values_list(*(f"{way}_id" for way in GIVERS)).get()
        givers = {pk for pk in row if pk is not None}
    about = Q(subject_type=Campaign._meta.label_lower, subject_id=assignment.campaign_id, action__in=list(ON_CAMPAIGN))
    about |= Q(subject_type=Assignment._meta.label_lower, subject_id__in=givers, action__in=list(ON_GIVER))
    found = Event.objects.filter(about).select_related("by").order_by("id")
    return [event for event in found if concerns(event, assignment.pk) or event.after.get("parent") == assignment.pk]


def words_of_many(event: Event, *, is_counted: bool) -> str:
    """What such an event says: of how many (`is_counted`), until when, and why."""
    after = event.after
    count = f"{grouped(after['count'])} việc" if is_counted and "count" in after else ""
    unit = str(after.get("unit", "")) if is_counted else ""
    day = next((f"{label} {date.fromisoformat(after[name]):%d/%m/%Y}" for name, label in DAYS.items() if after.get(name)), "")
    facts = ", ".join(filter(None, [unit, count, day]))
    return ": ".join(filter(None, [facts, after.get("reason") or after.get("note") or ""]))


DAYS = {"due_date": "hạn mới", "review_date": "xem lại vào"}
