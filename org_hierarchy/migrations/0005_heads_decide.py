from django.db import migrations

LEADING = ["head", "deputy", "office_head", "division_head"]
REVIEWS, DECIDES = "Duyệt báo cáo, trả lời vướng mắc thay mặt đơn vị", "Lãnh đạo đơn vị: duyệt nội dung, chỉ đạo, điều hành, kết thúc"
GRANTED = """
    INSERT INTO org_hierarchy_unitgrant (group_id, content_object_id, permission_id, document_kinds)
    SELECT group_id, unit_id, %s, '' FROM org_hierarchy_post WHERE role IN (%s, %s, %s, %s)"""


def let_heads_decide(apps, schema_editor):
    """What reviewing gave to officers too is a head's from now on. Where nobody holds a post the permission comes as in a new database."""
    if not apps.get_model("org_hierarchy", "Post").objects.exists():
        return
    unit_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="org_hierarchy", model="orgunit")
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type=unit_type)
    permissions.filter(codename="review_unit").update(name=REVIEWS)
    decides, _ = permissions.get_or_create(content_type=unit_type, codename="decide_for_unit", defaults={"name": DECIDES})
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(GRANTED, [decides.pk, *LEADING])


def let_reviewers_decide(apps, schema_editor):
    """The release before asks for no such grant; the permission itself harms nobody without one."""
    apps.get_model("org_hierarchy", "UnitGrant").objects.filter(permission__codename="decide_for_unit").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('org_hierarchy', '0004_former_remits'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='orgunit',
            options={'permissions': [('act_for_unit', 'Thực hiện công việc của đơn vị'), ('review_unit', 'Duyệt báo cáo, trả lời vướng mắc thay mặt đơn vị'), ('decide_for_unit', 'Lãnh đạo đơn vị: duyệt nội dung, chỉ đạo, điều hành, kết thúc'), ('check_form_for_unit', 'Kiểm tra thể thức văn bản của đơn vị'), ('sign_for_unit', 'Ký văn bản của đơn vị'), ('sign_by_mandate', 'Ký thừa lệnh, thừa ủy quyền của đơn vị'), ('register_for_unit', 'Văn thư của đơn vị: cấp số, phát hành, tiếp nhận'), ('administer_unit', 'Quản trị đơn vị và cấp dưới: tổ chức, nhân sự, nhóm, lịch')], 'verbose_name': 'đơn vị', 'verbose_name_plural': 'đơn vị'},
        ),
        migrations.RunPython(let_heads_decide, let_reviewers_decide),
    ]
