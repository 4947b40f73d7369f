import django.db.models.deletion
import org_hierarchy.models
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
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=500, verbose_name='tên đợt')),
                ('status', models.CharField(choices=[('open', 'Đang triển khai'), ('concluded', 'Đã kết thúc')], default='open', max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('opened_date', models.DateField(help_text='The day of issue: groups were resolved and deadlines counted on it.')),
                ('concluded_at', models.DateTimeField(null=True)),
                ('unresolved', models.JSONField(default=list, help_text='Phrases that no unit answers to: [{phrase, section, reason}].')),
                ('snapshot', models.JSONField(help_text='Figures of the consolidated report, frozen with it.', null=True)),
                ('directive', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='campaign', to='directives.directive')),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='org_hierarchy.orgunit')),
                ('monitor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='monitored_campaigns', to='org_hierarchy.orgunit')),
                ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.storedfile')),
            ],
            options={
                'verbose_name': 'đợt triển khai',
            },
        ),
        migrations.CreateModel(
            name='CampaignTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('section', models.CharField(blank=True, max_length=60)),
                ('content', models.TextField(verbose_name='nội dung')),
                ('role', models.CharField(choices=[('chu_tri', 'Chủ trì'), ('phoi_hop', 'Phối hợp'), ('theo_doi', 'Theo dõi, đôn đốc'), ('thuc_hien', 'Thực hiện')], max_length=10)),
                ('deadline_text', models.CharField(blank=True, max_length=300)),
                ('due_date', models.DateField(help_text='As written; with strictly_before the last day on time is the day before.', null=True)),
                ('strictly_before', models.BooleanField(default=False)),
                ('period', models.CharField(blank=True, choices=[('', 'Không định kỳ'), ('weekly', 'Hằng tuần'), ('monthly', 'Hằng tháng'), ('quarterly', 'Hằng quý'), ('yearly', 'Hằng năm')], max_length=10)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='campaigns.campaign')),
                ('duty', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='campaign_task', to='directives.duty')),
                ('reviewer', models.ForeignKey(help_text='Fixed at issue (domain rule 6).', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org_hierarchy.orgunit')),
            ],
            options={
                'verbose_name': 'nhiệm vụ',
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', org_hierarchy.models.PathField(help_text="The unit's path on the day of issue, frozen (domain rule 3).", max_length=90)),
                ('status', models.CharField(choices=[('issued', 'Chưa tiếp nhận'), ('received', 'Đã tiếp nhận'), ('in_progress', 'Đang thực hiện'), ('reported', 'Chờ duyệt'), ('returned', 'Trả lại'), ('accepted', 'Hoàn thành'), ('refused', 'Từ chối'), ('recalled', 'Thu hồi')], default='issued', max_length=12)),
                ('due_date', models.DateField(help_text='The last day on time, inclusive.', null=True)),
                ('original_due_date', models.DateField(null=True)),
                ('review_date', models.DateField(help_text='For a task without date: when somebody looks at it again.', null=True)),
                ('issued_at', models.DateTimeField()),
                ('received_at', models.DateTimeField(null=True)),
                ('reported_at', models.DateTimeField(help_text="The last final report's click.", null=True)),
                ('reported_date', models.DateField(help_text="The day by which on time is judged: the written reply's, else the click's.", null=True)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('return_count', models.PositiveSmallIntegerField(default=0)),
                ('refusal_reason', models.CharField(blank=True, max_length=1000)),
                ('received_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org_hierarchy.orgunit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='org_hierarchy.orgunit')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='campaigns.campaign')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='campaigns.campaigntask')),
            ],
            options={
                'verbose_name': 'giao việc',
            },
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=300)),
                ('target_percent', models.PositiveSmallIntegerField()),
                ('task', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='indicator', to='campaigns.campaigntask')),
            ],
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partners', to='campaigns.campaigntask')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org_hierarchy.orgunit')),
            ],
        ),
        migrations.CreateModel(
            name='Phase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=500)),
                ('start_date', models.DateField(null=True)),
                ('end_date', models.DateField(help_text='Last day, inclusive; empty: open-ended.', null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='campaigns.campaign')),
            ],
            options={
                'verbose_name': 'giai đoạn',
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('interim', 'Báo cáo tiến độ'), ('final', 'Báo cáo hoàn thành')], max_length=10)),
                ('status', models.CharField(choices=[('submitted', 'Chờ duyệt'), ('accepted', 'Đã duyệt'), ('returned', 'Trả lại')], default='submitted', max_length=10)),
                ('text', models.TextField(verbose_name='kết quả thực hiện')),
                ('difficulties', models.TextField(blank=True, verbose_name='khó khăn, vướng mắc')),
                ('reply_number', models.CharField(blank=True, max_length=60, verbose_name='số, ký hiệu văn bản trả lời')),
                ('reply_date', models.DateField(blank=True, null=True, verbose_name='ngày văn bản trả lời')),
                ('submitted_at', models.DateTimeField()),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('review_note', models.CharField(blank=True, max_length=1000)),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='campaigns.assignment')),
                ('files', models.ManyToManyField(related_name='+', to='records.storedfile')),
                ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'báo cáo',
            },
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numerator', models.PositiveBigIntegerField()),
                ('denominator', models.PositiveBigIntegerField()),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='campaigns.indicator')),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='figure', to='campaigns.report')),
            ],
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
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'final'), ('status', 'submitted')), fields=('assignment',), name='report_one_waiting'),
        ),
        migrations.AddConstraint(
            model_name='figure',
            constraint=models.CheckConstraint(condition=models.Q(('numerator__lte', models.F('denominator'))), name='figure_ratio'),
        ),
    ]
