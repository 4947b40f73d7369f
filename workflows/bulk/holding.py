"""Hold many processes at once, before anything else of theirs is touched.

One order for all who hold more than one thing: processes by their number, then copies of documents, then assignments by theirs. Whoever
took a copy first and then a process met a clerk on the other way round, and the database ended one of the two.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import QuerySet
from viewflow.workflow.models import Process
from viewflow.workflow.status import PROCESS

from workflows.flows import AssignmentFlow


def take(rows: QuerySet[Any], *, flow_class: Any = AssignmentFlow, is_bounded: bool = False) -> list[int]:
    """Hold the open processes of these rows until the caller's transaction ends, in the order of processes; returns their ids.

    Waits for whoever is at one of them, as long as that takes; `is_bounded`: for a person, as long as for one (`locks`). One statement.
    """
    about = ContentType.objects.get_for_model(flow_class.artifact_class)
    wanted = Process.objects.filter(flow_class=flow_class, artifact_content_type=about, status=PROCESS.NEW)
    wanted = wanted.filter(artifact_object_id__in=rows.order_by().values("pk")).order_by("pk").select_for_update(no_key=True)
    if is_bounded and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{flow_class.lock_impl.timeout_ms}ms"])
    return list(wanted.values_list("pk", flat=True))
