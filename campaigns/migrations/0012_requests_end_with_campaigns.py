from collections import Counter

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery
from django.utils import timezone


def end_what_is_asked(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """What was still asked when a campaign was concluded waits for nobody's word: it ended with the campaign, by whoever concluded that."""
    Event = apps.get_model("records", "Event")
    concluded = Event.objects.filter(action="campaigns.concluded", subject_type="campaigns.campaign")
    by = concluded.filter(subject_id=OuterRef("assignment__campaign")).order_by("-pk").values("by")[:1]
    ended: Counter[int] = Counter()
    for kind in ("Extension", "Suspension"):
        model = apps.get_model("campaigns", kind)
        asked = model.objects.filter(status="asked", assignment__campaign__status="concluded")
        rows = list(asked.annotate(concluded_by=Subquery(by)).select_related("assignment__campaign").order_by("pk"))
        for row in rows:
            campaign = row.assignment.campaign
            row.status, row.decision_note = "withdrawn", "Đợt triển khai đã kết thúc."
            row.decided_by_id, row.decided_at = row.concluded_by, campaign.concluded_at
            ended[campaign.pk] += 1
        model.objects.bulk_update(rows, ["status", "decision_note", "decided_by", "decided_at"], batch_size=500)
    now = timezone.now()
    Event.objects.bulk_create(
        (
            Event(
                at=now, action="campaigns.requests_ended", subject_type="campaigns.campaign", subject_id=pk, after={"requests_ended": count}
            )
            for pk, count in sorted(ended.items())
        ),
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0011_reported_by"),
        ("records", "0003_files_let_go"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(end_what_is_asked, migrations.RunPython.noop)]
