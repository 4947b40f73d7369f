from django.db import migrations


class Migration(migrations.Migration):
    """Two partial indexes on the engine's tables: the inbox, and one open process per domain row."""

    dependencies = [("viewflow", "0015_task_scheduled")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX workflows_task_inbox ON viewflow_task (owner_permission_obj_pk, created) WHERE status IN ('NEW', 'ASSIGNED')",
            "DROP INDEX workflows_task_inbox",
        ),
        migrations.RunSQL(
            "CREATE UNIQUE INDEX workflows_process_open_once"
            " ON viewflow_process (artifact_content_type_id, artifact_object_id, flow_class) WHERE status = 'NEW'",
            "DROP INDEX workflows_process_open_once",
        ),
    ]
