from typing import Any

from django.db import migrations, models

SINGLE = {
    "campaigns_assignment_campaign_id_a1cc2569_fk_campaigns": ("campaign_id", "campaigns_campaign (id)"),
    "campaigns_assignment_task_id_6e6a724d_fk_campaigns": ("task_id", "campaigns_campaigntask (id)"),
}
TOGETHER = {"assignment_task_of_campaign": ("task_id, campaign_id", "campaigns_campaigntask (id, campaign_id)")}


def hold_together(apps: Any, schema_editor: Any) -> None:
    _replace(schema_editor, SINGLE, TOGETHER)


def hold_apart(apps: Any, schema_editor: Any) -> None:
    _replace(schema_editor, TOGETHER, SINGLE)


def _replace(schema_editor: Any, old: dict[str, tuple[str, str]], new: dict[str, tuple[str, str]]) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    parts = [
        f"ADD CONSTRAINT {name} FOREIGN KEY ({columns}) REFERENCES {target} DEFERRABLE INITIALLY DEFERRED"
        for name, (columns, target) in new.items()
    ]
    schema_editor.execute("ALTER TABLE campaigns_assignment " + ", ".join([*parts, *(f"DROP CONSTRAINT {name}" for name in old)]))


class Migration(migrations.Migration):
    """On PostgreSQL an assignment refers to task and campaign by one foreign key: its campaign is its task's, and a fan-out, more than half
    of whose cost are such checks, has one less for each unit. SQLite, which cannot change the keys of a table that is there, keeps two.
    """

    dependencies = [("campaigns", "0014_published_answers")]

    operations = [
        migrations.AddConstraint("campaigntask", models.UniqueConstraint(fields=["id", "campaign"], name="campaign_task_whose")),
        migrations.RunPython(hold_together, hold_apart),
    ]
