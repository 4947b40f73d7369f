"""Quy định thực hiện: how the directives that a unit issues are carried out."""

from datetime import datetime

from django.db import transaction

from campaigns.models import CarryingRules
from campaigns.services.moves import CampaignError
from org_hierarchy.models import OrgUnit, Person
from records.events import record

SETTINGS = ("inclusive_deadlines", "extension_limit", "answer_days", "stale_days")
LIMITS = {
    "extension_limit": (0, 20, "Số lần gia hạn"),
    "answer_days": (1, 60, "Số ngày làm việc để trả lời"),
    "stale_days": (1, 365, "Số ngày không cập nhật"),
}


@transaction.atomic
def set_carrying_rules(
    unit: OrgUnit, *, inclusive_deadlines: bool, extension_limit: int, answer_days: int, stale_days: int, by: Person | None, at: datetime
) -> CarryingRules:
    """Set the rules of one unit. They hold for every act from now on; how "trước ngày D" counts, for directives issued from now on.

    Raises CampaignError `bad_value` for a number out of LIMITS.
    """
    after = {
        "inclusive_deadlines": inclusive_deadlines,
        "extension_limit": extension_limit,
        "answer_days": answer_days,
        "stale_days": stale_days,
    }
    for name, (least, most, label) in LIMITS.items():
        if not least <= after[name] <= most:
            raise CampaignError("bad_value", f"{label} phải từ {least} đến {most}; hãy ghi lại.")
    rules, _ = CarryingRules.objects.select_for_update().get_or_create(unit=unit)
    before = {name: getattr(rules, name) for name in SETTINGS}
    for name, value in after.items():
        setattr(rules, name, value)
    rules.save()
    record("campaigns.carrying_rules_set", unit, by=by, at=at, before=before, after=after)
    return rules
