from django.db import migrations, models


class Migration(migrations.Migration):
    """What an inbox asks for: whether anything of a campaign is open, what without a day is to be looked at, which reports wait."""

    dependencies = [("campaigns", "0007_remarks_and_removals")]

    operations = [
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(status__in=["issued", "received", "in_progress", "reported", "returned", "suspended"]),
                fields=["campaign", "due_date"],
                name="assignment_open",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(review_date__isnull=False),
                fields=["task", "review_date"],
                name="assignment_undated",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(kind="interim", status="submitted"),
                fields=["assignment"],
                name="report_on_the_way",
            ),
        ),
    ]
