from collections import defaultdict

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


def keep_papers(apps, schema_editor):
    """Who keeps today the papers of units that have ended: whoever continues them, else whoever stands above, decision after decision."""
    today = timezone.localdate()
    Keeping, OrgUnit, Succession = (apps.get_model("org_hierarchy", name) for name in ("Keeping", "OrgUnit", "Succession"))
    above = dict(OrgUnit.objects.filter(valid_to__lte=today).values_list("pk", "parent"))
    heirs = defaultdict(set)
    for predecessor, successor in Succession.objects.filter(day__lte=today).values_list("predecessor", "successor"):
        heirs[predecessor].add(successor)
    rows = []
    for unit in above:
        frontier, seen = [unit], {unit}
        while frontier:
            one = frontier.pop()
            if one not in above:
                rows.append(Keeping(unit_id=unit, keeper_id=one))
                continue
            following = {pk for pk in heirs.get(one) or [above[one]] if pk is not None} - seen
            frontier += following
            seen |= following
    Keeping.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('org_hierarchy', '0005_heads_decide'),
    ]

    operations = [
        migrations.CreateModel(
            name='Keeping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='kept', to='org_hierarchy.orgunit')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='keepings', to='org_hierarchy.orgunit')),
            ],
            options={
                'verbose_name': 'giữ tài liệu',
                'constraints': [models.UniqueConstraint(fields=('unit', 'keeper'), name='keeping_once')],
            },
        ),
        migrations.RunPython(keep_papers, migrations.RunPython.noop),
    ]
