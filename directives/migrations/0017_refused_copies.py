from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directives', '0016_letter_foot'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='recipient',
            index=models.Index(condition=models.Q(('status', 'refused')), fields=['unit'], name='recipient_refused'),
        ),
    ]
