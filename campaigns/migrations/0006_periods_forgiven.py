from django.db import migrations, models
from django.db.models.functions import TruncDate


def forgive(apps, schema_editor):
    """A period whose day passed before its work was given is of an earlier time, when the same unit had it before: owed no more."""
    dues = apps.get_model("campaigns", "ReportDue").objects.using(schema_editor.connection.alias)
    before = dues.filter(due_date__lt=TruncDate("assignment__issued_at"))
    before.filter(status__in=["due", "submitted", "returned"]).update(status="forgiven")


def owe(apps, schema_editor):
    dues = apps.get_model("campaigns", "ReportDue").objects.using(schema_editor.connection.alias)
    dues.filter(status="forgiven").update(status="returned")


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0005_waiting_parents")]

    operations = [
        migrations.AlterField(
            model_name="reportdue",
            name="status",
            field=models.CharField(
                choices=[
                    ("due", "Chưa báo cáo"),
                    ("submitted", "Chờ duyệt"),
                    ("accepted", "Đã duyệt"),
                    ("returned", "Trả lại"),
                    ("forgiven", "Không còn phải báo cáo"),
                ],
                default="due",
                max_length=10,
            ),
        ),
        migrations.RunPython(forgive, owe),
    ]
