from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('campaigns', '0012_requests_end_with_campaigns')]

    operations = [
        migrations.AlterField(
            model_name='campaign',
            name='opened_date',
            field=models.DateField(help_text='The day of its delivery: groups are as they were then. Terms count from the day that the document bears.'),
        ),
        migrations.AlterField(
            model_name='campaign',
            name='snapshot',
            field=models.JSONField(help_text='Figures of the consolidated report, frozen at the conclusion.', null=True),
        ),
    ]
