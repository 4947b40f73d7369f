import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org_hierarchy', '0001_initial'),
        ('records', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Directive',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('NQ', 'Nghị quyết'), ('QĐ', 'Quyết định'), ('CT', 'Chỉ thị'), ('QC', 'Quy chế'), ('QyĐ', 'Quy định'), ('TC', 'Thông cáo'), ('TB', 'Thông báo'), ('HD', 'Hướng dẫn'), ('CTr', 'Chương trình'), ('KH', 'Kế hoạch'), ('PA', 'Phương án'), ('ĐA', 'Đề án'), ('DA', 'Dự án'), ('BC', 'Báo cáo'), ('BB', 'Biên bản'), ('TTr', 'Tờ trình'), ('HĐ', 'Hợp đồng'), ('CV', 'Công văn'), ('CĐ', 'Công điện'), ('BGN', 'Bản ghi nhớ'), ('BTT', 'Bản thỏa thuận'), ('GUQ', 'Giấy ủy quyền'), ('GM', 'Giấy mời'), ('GGT', 'Giấy giới thiệu'), ('GNP', 'Giấy nghỉ phép'), ('PG', 'Phiếu gửi'), ('PC', 'Phiếu chuyển'), ('PB', 'Phiếu báo'), ('ThC', 'Thư công')], default='CV', max_length=4, verbose_name='loại văn bản')),
                ('status', models.CharField(choices=[('draft', 'Dự thảo'), ('submitted', 'Chờ duyệt nội dung'), ('content_approved', 'Chờ kiểm tra thể thức'), ('form_approved', 'Chờ ký'), ('signed', 'Chờ cấp số'), ('numbered', 'Chờ phát hành'), ('issued', 'Đã phát hành'), ('concluded', 'Đã kết thúc'), ('returned', 'Trả lại người soạn')], default='draft', max_length=20)),
                ('urgency', models.CharField(blank=True, choices=[('', 'Thường'), ('khan', 'Khẩn'), ('thuong_khan', 'Thượng khẩn'), ('hoa_toc', 'Hỏa tốc')], default='', max_length=12, verbose_name='độ khẩn')),
                ('number', models.PositiveIntegerField(blank=True, null=True, verbose_name='số')),
                ('symbol', models.CharField(max_length=60, verbose_name='ký hiệu')),
                ('issued_date', models.DateField(blank=True, null=True, verbose_name='ngày ban hành')),
                ('place', models.CharField(max_length=80, verbose_name='địa danh')),
                ('subject', models.CharField(max_length=500, verbose_name='trích yếu')),
                ('folded_subject', models.CharField(help_text='Number, symbol and subject without marks, for search.', max_length=700)),
                ('addressees', models.JSONField(default=list, help_text='Lines under Kính gửi, as printed.', verbose_name='kính gửi')),
                ('archive', models.CharField(default='VT', max_length=120, verbose_name='lưu')),
                ('signature', models.JSONField(default=dict, help_text='Frozen at signature: {authority_lines, title, name}.')),
                ('monitor_reviews', models.BooleanField(default=False, help_text='The directive gives the monitor the consolidation: it reviews the reports.')),
                ('return_reason', models.CharField(blank=True, max_length=1000)),
                ('source_text', models.TextField(blank=True, help_text='The text as read; spans of duties point into it.')),
                ('created_at', models.DateTimeField()),
                ('signed_at', models.DateTimeField(null=True)),
                ('issued_at', models.DateTimeField(null=True)),
                ('concluded_at', models.DateTimeField(null=True)),
                ('content_approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(help_text='The .docx as issued.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.storedfile')),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người soạn thảo')),
                ('drafting_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafted_directives', to='org_hierarchy.orgunit', verbose_name='đơn vị soạn thảo')),
                ('form_approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='directives', to='org_hierarchy.orgunit', verbose_name='cơ quan ban hành')),
                ('monitor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='monitored_directives', to='org_hierarchy.orgunit', verbose_name='đơn vị theo dõi, đôn đốc')),
                ('signer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(help_text='The file it was read from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.storedfile')),
            ],
            options={
                'verbose_name': 'văn bản chỉ đạo',
            },
        ),
        migrations.CreateModel(
            name='Basis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('kind', models.CharField(blank=True, max_length=60)),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='số, ký hiệu')),
                ('date', models.DateField(null=True)),
                ('issuer', models.CharField(blank=True, max_length=200)),
                ('cited', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cited_by', to='directives.directive')),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bases', to='directives.directive')),
            ],
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('section', models.CharField(blank=True, max_length=60, verbose_name='mục')),
                ('kind', models.CharField(choices=[('task', 'Nhiệm vụ'), ('activity', 'Việc của cơ quan ban hành'), ('milestone', 'Đợt, giai đoạn'), ('individual', 'Hướng dẫn cá nhân'), ('general', 'Yêu cầu chung, báo cáo'), ('but_phe', 'Bút phê')], default='task', max_length=10)),
                ('role', models.CharField(choices=[('chu_tri', 'Chủ trì'), ('phoi_hop', 'Phối hợp'), ('theo_doi', 'Theo dõi, đôn đốc'), ('thuc_hien', 'Thực hiện')], default='thuc_hien', max_length=10)),
                ('text', models.TextField(verbose_name='nội dung')),
                ('span_start', models.PositiveIntegerField(null=True)),
                ('span_end', models.PositiveIntegerField(null=True)),
                ('deadline_text', models.CharField(blank=True, max_length=300, verbose_name='hạn như văn bản ghi')),
                ('deadline', models.DateField(blank=True, help_text="As written: 'trước ngày D' keeps D.", null=True, verbose_name='hạn')),
                ('strictly_before', models.BooleanField(default=False, verbose_name='trước ngày')),
                ('start_date', models.DateField(blank=True, null=True, verbose_name='bắt đầu')),
                ('period', models.CharField(blank=True, choices=[('', 'Không định kỳ'), ('weekly', 'Hằng tuần'), ('monthly', 'Hằng tháng'), ('quarterly', 'Hằng quý'), ('yearly', 'Hằng năm')], default='', max_length=10, verbose_name='định kỳ')),
                ('target_percent', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='chỉ tiêu (%)')),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duties', to='directives.directive')),
            ],
            options={
                'verbose_name': 'nhiệm vụ trong văn bản',
            },
        ),
        migrations.CreateModel(
            name='DutyParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('responsible', 'Thực hiện'), ('coordinating', 'Phối hợp')], default='responsible', max_length=12)),
                ('position', models.PositiveIntegerField()),
                ('phrase', models.CharField(max_length=300, verbose_name='như văn bản ghi')),
                ('group', models.JSONField(help_text='org_hierarchy.names.Group.as_json(), or null.', null=True)),
                ('duty', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='directives.duty')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org_hierarchy.orgunit')),
            ],
        ),
        migrations.CreateModel(
            name='Provision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('base', 'Căn cứ'), ('text', 'Đoạn văn'), ('part', 'Phần'), ('chapter', 'Chương'), ('section', 'Mục'), ('article', 'Điều'), ('roman', 'Mục La Mã'), ('clause', 'Khoản'), ('clause_title', 'Khoản có tiêu đề'), ('point', 'Điểm'), ('dash', 'Gạch đầu dòng'), ('close', 'Đoạn kết')], max_length=12)),
                ('label', models.CharField(blank=True, max_length=20)),
                ('text', models.TextField()),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='provisions', to='directives.directive')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='directives.provision')),
            ],
            options={
                'verbose_name': 'điều khoản',
            },
        ),
        migrations.AddField(
            model_name='duty',
            name='provision',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='duties', to='directives.provision'),
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('thuc_hien', 'Để thực hiện'), ('phoi_hop', 'Để phối hợp'), ('bao_cao', 'Để báo cáo'), ('de_biet', 'Để biết')], max_length=10)),
                ('status', models.CharField(choices=[('sent', 'Đã gửi'), ('received', 'Đã tiếp nhận'), ('refused', 'Từ chối')], default='sent', max_length=10)),
                ('sent_at', models.DateTimeField()),
                ('received_at', models.DateTimeField(null=True)),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipients', to='directives.directive')),
                ('received_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='received_directives', to='org_hierarchy.orgunit')),
            ],
            options={
                'verbose_name': 'nơi nhận',
            },
        ),
        migrations.CreateModel(
            name='RecipientLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=300)),
                ('note', models.CharField(blank=True, max_length=120)),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recipient_lines', to='directives.directive')),
            ],
        ),
        migrations.CreateModel(
            name='Register',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('out', 'Văn bản đi'), ('in', 'Văn bản đến')], max_length=3)),
                ('series', models.CharField(default='chung', help_text="Which types share it; 'chung' for all of the unit's.", max_length=20)),
                ('year', models.PositiveSmallIntegerField()),
                ('last_number', models.PositiveIntegerField(default=0)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registers', to='org_hierarchy.orgunit')),
            ],
            options={
                'verbose_name': 'sổ văn bản',
            },
        ),
        migrations.CreateModel(
            name='RegisterEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('entered_at', models.DateTimeField()),
                ('directive', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='register_entries', to='directives.directive')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recipient', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='register_entry', to='directives.recipient')),
                ('register', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='directives.register')),
            ],
            options={
                'verbose_name': 'dòng sổ',
            },
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
