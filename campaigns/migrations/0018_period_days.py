from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def keep_days_of_periods(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Of whatever owes a report for a period: the last day of the oldest. One statement."""
    Assignment, ReportDue = apps.get_model("campaigns", "Assignment"), apps.get_model("campaigns", "ReportDue")
    owed = ReportDue.objects.filter(status__in=["due", "returned"])
    oldest = owed.filter(assignment=OuterRef("pk")).order_by("due_date")
    Assignment.objects.filter(pk__in=owed.values("assignment")).update(period_due_date=Subquery(oldest.values("due_date")[:1]))


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0017_standstills_ended")]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="period_due_date",
            field=models.DateField(
                help_text="The last day of the oldest report for a period that is owed; kept with ReportDue (services.periods).", null=True
            ),
        ),
        migrations.RunPython(keep_days_of_periods, migrations.RunPython.noop),
    ]
