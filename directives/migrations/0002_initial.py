import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directives', '0001_initial'),
        ('org_hierarchy', '0001_initial'),
        ('records', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='directive',
            name='content_approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='directive',
            name='document',
            field=models.ForeignKey(help_text='The .docx as issued.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.storedfile'),
        ),
        migrations.AddField(
            model_name='directive',
            name='drafted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người soạn thảo'),
        ),
        migrations.AddField(
            model_name='directive',
            name='drafting_unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafted_directives', to='org_hierarchy.orgunit', verbose_name='đơn vị soạn thảo'),
        ),
        migrations.AddField(
            model_name='directive',
            name='form_approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='directive',
            name='issuer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='directives', to='org_hierarchy.orgunit', verbose_name='cơ quan ban hành'),
        ),
        migrations.AddField(
            model_name='directive',
            name='monitor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='monitored_directives', to='org_hierarchy.orgunit', verbose_name='đơn vị theo dõi, đôn đốc'),
        ),
        migrations.AddField(
            model_name='directive',
            name='signer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='directive',
            name='source',
            field=models.ForeignKey(help_text='The file it was read from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.storedfile'),
        ),
        migrations.AddField(
            model_name='basis',
            name='cited',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cited_by', to='directives.directive'),
        ),
        migrations.AddField(
            model_name='basis',
            name='directive',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bases', to='directives.directive'),
        ),
        migrations.AddField(
            model_name='duty',
            name='directive',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duties', to='directives.directive'),
        ),
        migrations.AddField(
            model_name='dutyparty',
            name='duty',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='directives.duty'),
        ),
        migrations.AddField(
            model_name='dutyparty',
            name='unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org_hierarchy.orgunit'),
        ),
        migrations.AddField(
            model_name='provision',
            name='directive',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='provisions', to='directives.directive'),
        ),
        migrations.AddField(
            model_name='provision',
            name='parent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='directives.provision'),
        ),
        migrations.AddField(
            model_name='duty',
            name='provision',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='duties', to='directives.provision'),
        ),
        migrations.AddField(
            model_name='recipient',
            name='directive',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipients', to='directives.directive'),
        ),
        migrations.AddField(
            model_name='recipient',
            name='received_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recipient',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='received_directives', to='org_hierarchy.orgunit'),
        ),
        migrations.AddField(
            model_name='recipientline',
            name='directive',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recipient_lines', to='directives.directive'),
        ),
        migrations.AddField(
            model_name='register',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registers', to='org_hierarchy.orgunit'),
        ),
        migrations.AddField(
            model_name='registerentry',
            name='directive',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='register_entries', to='directives.directive'),
        ),
        migrations.AddField(
            model_name='registerentry',
            name='entered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='registerentry',
            name='recipient',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='register_entry', to='directives.recipient'),
        ),
        migrations.AddField(
            model_name='registerentry',
            name='register',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='directives.register'),
        ),
        migrations.AddIndex(
            model_name='directive',
            index=models.Index(fields=['issuer', '-id'], name='directive_of_issuer'),
        ),
        migrations.AddIndex(
            model_name='directive',
            index=models.Index(fields=['status', '-id'], name='directive_by_status'),
        ),
        migrations.AddConstraint(
            model_name='dutyparty',
            constraint=models.UniqueConstraint(fields=('duty', 'part', 'position'), name='duty_party_order'),
        ),
        migrations.AddConstraint(
            model_name='provision',
            constraint=models.UniqueConstraint(fields=('directive', 'position'), name='provision_order'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.UniqueConstraint(fields=('directive', 'position'), name='duty_order'),
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=models.UniqueConstraint(fields=('directive', 'unit'), name='recipient_once'),
        ),
        migrations.AddConstraint(
            model_name='recipientline',
            constraint=models.UniqueConstraint(fields=('directive', 'position'), name='recipient_line_order'),
        ),
        migrations.AddConstraint(
            model_name='register',
            constraint=models.UniqueConstraint(fields=('unit', 'direction', 'series', 'year'), name='register_once'),
        ),
        migrations.AddConstraint(
            model_name='registerentry',
            constraint=models.UniqueConstraint(fields=('register', 'number'), name='register_number_once'),
        ),
    ]
