"""Copies for units that come to take part after the issue: added by the issuer, or because another unit gave its work on to them."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from directives.models import Directive, Recipient
from directives.services.errors import DirectiveError
from records.batches import batches


@transaction.atomic
def send_copies(directive: Directive, units: Collection[int], *, at: datetime) -> int:
    """Send an issued directive to these units, to carry it out; returns to how many that did not have it.

    Who has a copy keeps it as it is. Who had refused it as a wrong recipient is sent it anew: now somebody has named that very unit.
    Raises DirectiveError `taken_back`: the issuer has taken the copy of one of them back. Three statements per 500 units.
    """
    sent = 0
    for some in batches(sorted(units), 500):
        held = Recipient.objects.filter(directive=directive, unit__in=some)
        if held.filter(status=Recipient.Status.TAKEN_BACK).exists():
            said = "Cơ quan ban hành đã lấy lại văn bản này từ một đơn vị được chọn nên không giao tới đó được"
            raise DirectiveError("taken_back", f"{said}; hãy bỏ chọn đơn vị ấy.")
        sent += held.filter(status=Recipient.Status.REFUSED).update(
            status=Recipient.Status.SENT, sent_at=at, status_before=Recipient.Status.REFUSED
        )
        known = set(held.values_list("unit", flat=True))
        missing = [unit for unit in some if unit not in known]
        rows = [Recipient(directive=directive, unit_id=unit, role=Recipient.Role.EXECUTE, sent_at=at) for unit in missing]
        sent += len(Recipient.objects.bulk_create(rows, ignore_conflicts=True))
    return sent
