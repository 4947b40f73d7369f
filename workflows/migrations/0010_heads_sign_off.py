from django.db import migrations

OF_HEADS = """
    UPDATE viewflow_task SET owner_permission = '{}' WHERE status IN ('NEW', 'ASSIGNED', 'SCHEDULED') AND flow_task IN (
        'workflows/flows.DirectiveFlow.approve_content', 'workflows/flows.DirectiveFlow.follow',
        'workflows/flows.IncomingFlow.direct', 'workflows/flows.IncomingFlow.assign')"""


class Migration(migrations.Migration):
    """The open tasks that heads alone may take now say so; what is done keeps the permission by which it was done."""

    dependencies = [
        ("org_hierarchy", "0005_heads_decide"),
        ("workflows", "0007_notices_to_close"),
        ("viewflow", "0015_task_scheduled"),
    ]

    operations = [
        migrations.RunSQL(OF_HEADS.format("org_hierarchy.decide_for_unit"), OF_HEADS.format("org_hierarchy.review_unit")),
    ]
