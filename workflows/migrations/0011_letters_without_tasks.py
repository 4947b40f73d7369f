from django.db import migrations
from django.utils import timezone

AT_ONCE = 500
FOLLOWED = """
    SELECT p.id FROM viewflow_process p JOIN viewflow_task t ON t.process_id = p.id
    WHERE t.flow_task = 'workflows/flows.DirectiveFlow.follow' AND t.finished IS NULL AND p.status = 'NEW'
        AND p.artifact_content_type_id = %s AND p.artifact_object_id IN ({})"""


def let_go_of_empty_campaigns(apps, schema_editor):
    """Take away the open campaigns of directives that give no task, in which nobody can have worked, and end the steps that asked for
    their conclusion. What was concluded keeps its report."""
    Campaign, Reminder, Notice = (
        apps.get_model(*name) for name in (("campaigns", "Campaign"), ("workflows", "Reminder"), ("workflows", "Notice"))
    )
    empty = Campaign.objects.filter(status="open", tasks=None, assignments=None, chases=None).order_by("pk")
    now, last = timezone.now(), 0
    while some := list(empty.filter(pk__gt=last)[:AT_ONCE]):
        last = some[-1].pk
        ids = [campaign.pk for campaign in some]
        _end_steps(apps, schema_editor, [campaign.directive_id for campaign in some], now)
        Reminder.objects.filter(campaign__in=ids).update(campaign=None)
        for campaign in some:
            Notice.objects.filter(path=f"/dot/{campaign.pk}/").update(path=f"/van-ban/{campaign.directive_id}/")
        apps.get_model("records", "Event").objects.bulk_create(_told(apps, campaign, now) for campaign in some)
        Campaign.objects.filter(pk__in=ids).delete()


def _end_steps(apps, schema_editor, directives, now):
    about = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="directives", model="directive").first()
    if about is None:
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FOLLOWED.format(", ".join(["%s"] * len(directives))), [about.pk, *directives])
        processes = [row[0] for row in cursor.fetchall()]
        if not processes:
            return
        marks, moment = ", ".join(["%s"] * len(processes)), schema_editor.connection.ops.adapt_datetimefield_value(now)
        for table, column in (("viewflow_task", "process_id"), ("viewflow_process", "id")):
            cursor.execute(
                f"UPDATE {table} SET status = 'CANCELED', finished = %s WHERE finished IS NULL AND {column} IN ({marks})",  # noqa: S608 - names of ours
                [moment, *processes],
            )


def _told(apps, campaign, now):
    was = {"directive": campaign.directive_id, "name": campaign.name, "opened_at": campaign.opened_at.isoformat()}
    return apps.get_model("records", "Event")(
        at=now,
        action="campaigns.found_empty",
        subject_type="campaigns.campaign",
        subject_id=campaign.pk,
        before=was | {"unresolved": campaign.unresolved, "phases": list(campaign.phases.values_list("name", flat=True))},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0010_clock_indexes"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("directives", "0014_copies_not_taken_in"),
        ("records", "0003_files_let_go"),
        ("viewflow", "0015_task_scheduled"),
        ("workflows", "0010_heads_sign_off"),
    ]

    operations = [migrations.RunPython(let_go_of_empty_campaigns, migrations.RunPython.noop)]
