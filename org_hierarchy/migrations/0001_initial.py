import django.contrib.auth.models
import django.db.models.deletion
import django.utils.timezone
import org_hierarchy.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('is_working', models.BooleanField()),
                ('reason', models.CharField(max_length=200)),
            ],
            options={
                'verbose_name': 'ngày lịch',
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'Tên đăng nhập này đã có người dùng.'}, max_length=80, unique=True, verbose_name='tên đăng nhập')),
                ('full_name', models.CharField(max_length=120, verbose_name='họ và tên')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='thư điện tử')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='điện thoại')),
                ('is_active', models.BooleanField(default=True, verbose_name='đang hoạt động')),
                ('is_staff', models.BooleanField(default=False, verbose_name='quản trị hệ thống')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='ngày tạo')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'người dùng',
                'verbose_name_plural': 'người dùng',
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text='Mã theo QĐ 124/2004 (trước 1/7/2025) hoặc QĐ 19/2025.', max_length=10, verbose_name='mã')),
                ('name', models.CharField(help_text='With its type: "Quận 10", "Phường Hoàn Kiếm".', max_length=120, verbose_name='tên')),
                ('level', models.CharField(choices=[('country', 'Cả nước'), ('province', 'Tỉnh, thành phố'), ('district', 'Huyện, quận, thị xã, thành phố'), ('commune', 'Xã, phường, thị trấn, đặc khu')], max_length=10)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='org_hierarchy.area')),
            ],
            options={
                'verbose_name': 'địa bàn',
            },
        ),
        migrations.CreateModel(
            name='OrgUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, unique=True, verbose_name='mã')),
                ('kind', models.CharField(choices=[('ubnd', 'Ủy ban nhân dân'), ('so_nganh', 'Sở, ban, ngành; phòng, ban'), ('dang', 'Cơ quan Đảng'), ('mat_tran', 'Mặt trận Tổ quốc'), ('doan_the', 'Đoàn thể chính trị - xã hội'), ('su_nghiep', 'Đơn vị sự nghiệp'), ('bhxh', 'Bảo hiểm xã hội'), ('bhxh_truc_thuoc', 'Đơn vị trực thuộc Bảo hiểm xã hội Việt Nam'), ('to', 'Tổ, phòng nội bộ'), ('buu_dien', 'Bưu điện'), ('su_dung_lao_dong', 'Đơn vị sử dụng lao động')], max_length=20)),
                ('line', models.CharField(choices=[('ubnd', 'Ngành dọc UBND'), ('bhxh', 'Ngành dọc BHXH'), ('ngoai', 'Ngoài hai ngành dọc')], max_length=10)),
                ('level', models.CharField(choices=[('central', 'Trung ương'), ('province', 'Cấp tỉnh'), ('district', 'Cấp huyện'), ('commune', 'Cấp xã')], max_length=10)),
                ('regime', models.CharField(choices=[('tap_the', 'Chế độ tập thể (ký TM.)'), ('thu_truong', 'Chế độ thủ trưởng')], default='thu_truong', max_length=10)),
                ('symbol', models.CharField(blank=True, help_text='Chữ viết tắt trong số, ký hiệu: UBND, BHXH, SYT.', max_length=30, verbose_name='ký hiệu')),
                ('place', models.CharField(blank=True, help_text='Địa danh ghi trên văn bản (NĐ 30/2020, Phụ lục I, II.4).', max_length=80, verbose_name='địa danh')),
                ('name', models.CharField(max_length=200, verbose_name='tên')),
                ('short_name', models.CharField(blank=True, max_length=120, verbose_name='tên ngắn')),
                ('folded_name', models.CharField(db_index=True, help_text='name and short_name without marks, for search.', max_length=330)),
                ('sort_name', models.CharField(help_text='Key of the Vietnamese alphabetical order.', max_length=1000)),
                ('path', org_hierarchy.models.PathField(max_length=90)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='org_hierarchy.orgunit')),
            ],
            options={
                'verbose_name': 'đơn vị',
                'verbose_name_plural': 'đơn vị',
                'permissions': [('act_for_unit', 'Thực hiện công việc của đơn vị'), ('review_unit', 'Duyệt nội dung, duyệt báo cáo thay mặt đơn vị'), ('check_form_for_unit', 'Kiểm tra thể thức văn bản của đơn vị'), ('sign_for_unit', 'Ký văn bản của đơn vị'), ('register_for_unit', 'Văn thư của đơn vị: cấp số, phát hành, tiếp nhận')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='chức vụ')),
                ('role', models.CharField(choices=[('head', 'Người đứng đầu'), ('deputy', 'Cấp phó'), ('office_head', 'Chánh Văn phòng (kiểm tra thể thức)'), ('division_head', 'Lãnh đạo đơn vị soạn thảo'), ('officer', 'Chuyên viên'), ('clerk', 'Văn thư'), ('administrator', 'Quản trị')], max_length=15)),
                ('group', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='post', to='auth.group')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='org_hierarchy.orgunit')),
            ],
            options={
                'verbose_name': 'chức vụ',
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='org_hierarchy.post')),
            ],
            options={
                'verbose_name': 'bổ nhiệm',
            },
        ),
        migrations.CreateModel(
            name='UnitArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='served_by', to='org_hierarchy.area')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='served', to='org_hierarchy.orgunit')),
            ],
        ),
        migrations.CreateModel(
            name='UnitGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='org_hierarchy.orgunit')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.group')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UnitVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('short_name', models.CharField(blank=True, max_length=120)),
                ('path', org_hierarchy.models.PathField(max_length=90)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org_hierarchy.orgunit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='org_hierarchy.orgunit')),
            ],
            options={
                'verbose_name': 'phiên bản đơn vị',
            },
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.UniqueConstraint(fields=('code', 'level', 'valid_from'), name='area_code_dated'),
        ),
        migrations.AddIndex(
            model_name='orgunit',
            index=models.Index(fields=['path'], name='org_unit_path'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.UniqueConstraint(fields=('post', 'person', 'valid_from'), name='appointment_dated'),
        ),
        migrations.AddConstraint(
            model_name='unitarea',
            constraint=models.UniqueConstraint(fields=('unit', 'area', 'valid_from'), name='unit_area_dated'),
        ),
        migrations.AlterUniqueTogether(
            name='unitgrant',
            unique_together={('group', 'permission', 'content_object')},
        ),
        migrations.AddIndex(
            model_name='unitversion',
            index=models.Index(fields=['path'], name='unit_version_path'),
        ),
        migrations.AddConstraint(
            model_name='unitversion',
            constraint=models.UniqueConstraint(fields=('unit', 'valid_from'), name='unit_version_dated'),
        ),
    ]
