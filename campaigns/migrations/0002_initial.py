import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('campaigns', '0001_initial'),
        ('directives', '0001_initial'),
        ('org_hierarchy', '0001_initial'),
        ('records', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='assignment',
            name='received_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assignment',
            name='reviewer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org_hierarchy.orgunit'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='org_hierarchy.orgunit'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='directive',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='campaign', to='directives.directive'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='issuer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='org_hierarchy.orgunit'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='monitor',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='monitored_campaigns', to='org_hierarchy.orgunit'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='report',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.storedfile'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='campaign',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='campaigns.campaign'),
        ),
        migrations.AddField(
            model_name='campaigntask',
            name='campaign',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='campaigns.campaign'),
        ),
        migrations.AddField(
            model_name='campaigntask',
            name='duty',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='campaign_task', to='directives.duty'),
        ),
        migrations.AddField(
            model_name='campaigntask',
            name='reviewer',
            field=models.ForeignKey(help_text='Fixed at issue (domain rule 6).', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org_hierarchy.orgunit'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='campaigns.campaigntask'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='task',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='indicator', to='campaigns.campaigntask'),
        ),
        migrations.AddField(
            model_name='figure',
            name='indicator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='campaigns.indicator'),
        ),
        migrations.AddField(
            model_name='partner',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partners', to='campaigns.campaigntask'),
        ),
        migrations.AddField(
            model_name='partner',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org_hierarchy.orgunit'),
        ),
        migrations.AddField(
            model_name='phase',
            name='campaign',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='campaigns.campaign'),
        ),
        migrations.AddField(
            model_name='report',
            name='assignment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='campaigns.assignment'),
        ),
        migrations.AddField(
            model_name='report',
            name='files',
            field=models.ManyToManyField(related_name='+', to='records.storedfile'),
        ),
        migrations.AddField(
            model_name='report',
            name='reviewed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='report',
            name='submitted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='figure',
            name='report',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='figure', to='campaigns.report'),
        ),
        migrations.AddConstraint(
            model_name='campaigntask',
            constraint=models.UniqueConstraint(fields=('campaign', 'position'), name='campaign_task_order'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['campaign', 'path'], name='assignment_tree'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['unit', 'status', 'due_date'], name='assignment_of_unit'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['reviewer', 'status'], name='assignment_to_review'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(fields=('task', 'unit'), name='assignment_once'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.UniqueConstraint(fields=('task', 'unit'), name='partner_once'),
        ),
        migrations.AddConstraint(
            model_name='phase',
            constraint=models.UniqueConstraint(fields=('campaign', 'position'), name='phase_order'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(fields=('assignment', 'sequence'), name='report_order'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'submitted')), fields=('assignment',), name='report_one_waiting'),
        ),
        migrations.AddConstraint(
            model_name='figure',
            constraint=models.CheckConstraint(condition=models.Q(('numerator__lte', models.F('denominator'))), name='figure_ratio'),
        ),
    ]
