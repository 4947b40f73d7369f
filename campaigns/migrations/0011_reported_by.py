from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def name_who_reported(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Of what waits for a review, came back or is done: who sent its last final report. One statement."""
    Assignment, Report = apps.get_model("campaigns", "Assignment"), apps.get_model("campaigns", "Report")
    sent = Report.objects.filter(assignment=OuterRef("pk"), kind="final").order_by("-sequence")
    told = Assignment.objects.filter(reported_at__isnull=False)
    told.update(reported_by=Subquery(sent.values("submitted_by")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0010_clock_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="reported_by",
            field=models.ForeignKey(
                db_index=False,
                help_text="Who sent that report: returned, it lies on that one's desk.",
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(name_who_reported, migrations.RunPython.noop),
    ]
