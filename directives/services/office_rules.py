"""Quy chế văn thư: which sign-offs a unit's documents need before the signature, and how it signs."""

from datetime import datetime

from django.db import transaction

from directives.models import OfficeRules
from directives.services.errors import DirectiveError
from org_hierarchy.models import OrgUnit, Person
from records.events import record

FIELDS = ("content_sign_off", "form_sign_off", "one_person_both", "paper_signature")


@transaction.atomic
def set_office_rules(
    unit: OrgUnit,
    *,
    content_sign_off: bool,
    form_sign_off: bool,
    one_person_both: bool,
    paper_signature: bool,
    by: Person | None,
    at: datetime,
) -> OfficeRules:
    """Set the rules of one unit; they hold for every act from now on, also on texts that are under way.

    Raises DirectiveError `no_sign_off`: without either, the drafter alone would bring a text to the signature (NĐ 30/2020, Điều 12).
    """
    if not content_sign_off and not form_sign_off:
        raise DirectiveError(
            "no_sign_off",
            "Phải giữ ít nhất một bước kiểm tra trước khi ký: duyệt nội dung hoặc kiểm tra thể thức. Người soạn thảo không tự trình ký.",
        )
    rules, _ = OfficeRules.objects.select_for_update().get_or_create(unit=unit)
    before = {name: getattr(rules, name) for name in FIELDS}
    after = {
        "content_sign_off": content_sign_off,
        "form_sign_off": form_sign_off,
        "one_person_both": one_person_both,
        "paper_signature": paper_signature,
    }
    for name, value in after.items():
        setattr(rules, name, value)
    rules.save()
    record("directives.office_rules_set", unit, by=by, at=at, before=before, after=after)
    return rules
