"""Numbers that were left out of a book share one line; a signed text bears neither number nor day until the clerk gives them."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def take_away(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 - the shape of every migration
    """What a signed text came with stays in the facts that were frozen with its signature."""
    apps.get_model("directives", "Directive").objects.filter(status="signed").update(number=None, issued_date=None)


class Migration(migrations.Migration):
    dependencies = [("directives", "0010_sending_again")]

    operations = [
        migrations.AddField(
            model_name="registerentry",
            name="through",
            field=models.PositiveIntegerField(
                help_text="Of a line of numbers that were left out: the last of them.", null=True, verbose_name="đến số"
            ),
        ),
        migrations.RunPython(take_away, migrations.RunPython.noop),
    ]
