"""The inbox of one officer among all the work of a country: its first page and its counts."""

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone
from guardian.models import UserObjectPermission
from guardian.shortcuts import get_objects_for_user

from benchmarks.measure import Goal, Outcome, interleaved, micros
from benchmarks.world import FOUNDED, NOW, build
from campaigns import queries
from campaigns.models import Assignment
from campaigns.services import assign_next
from org_hierarchy.models import OrgUnit, Person, Post
from org_hierarchy.services import add_post, appoint
from workflows import bulk, inbox
from workflows.views.inbox import PER_PAGE
from workflows.views.inbox import inbox as inbox_page

DEFAULT_SIZE = 100_000
TASKS = 100
ROUNDS = 20
REPETITIONS = 7
CODENAME = "change_assignment"

STATUSES = """
    UPDATE campaigns_assignment SET status = CASE id % 5 WHEN 0 THEN 'issued' WHEN 1 THEN 'received' WHEN 2 THEN 'in_progress'
        WHEN 3 THEN 'accepted' ELSE 'returned' END"""
GRANTS = """
    INSERT INTO guardian_userobjectpermission (permission_id, content_type_id, object_pk, user_id)
    SELECT %s, %s, CAST(a.id AS varchar), CASE WHEN a.unit_id = %s THEN %s ELSE %s END FROM campaigns_assignment a"""


def run(size: int) -> Outcome:
    """The officer acts for one unit of size / 100; the limit knows that unit and asks by its foreign key alone; the peer has one guardian
    grant per row, for this officer as for all others together."""
    world = build(max(2, size // TASKS), tasks=TASKS)
    batch: Sequence[int] = ()
    while batch := assign_next(world.campaign, at=NOW, limit=10_000, after=batch):
        bulk.start(batch)
    with connection.cursor() as cursor:
        cursor.execute(STATUSES)
    units = OrgUnit.objects.filter(level=OrgUnit.Level.DISTRICT).order_by("pk")
    mine, other = units[0], units[1]
    officer, superuser = _officer("an", mine), _officer("binh", other, is_superuser=True)
    granted = Permission.objects.get(content_type__app_label="campaigns", codename=CODENAME)
    about = ContentType.objects.get_for_model(Assignment)
    crowd = Person.objects.create(username="crowd", full_name="Người Khác")
    with connection.cursor() as cursor:
        cursor.execute(GRANTS, [granted.pk, about.pk, mine.pk, officer.pk, crowd.pk])
        cursor.execute("ANALYZE")
    assert UserObjectPermission.objects.count() == Assignment.objects.count() == size // TASKS * TASKS
    today = timezone.localdate(NOW)
    kinds: dict[str, Callable[[], Any]] = {
        "ours": lambda: _ours(officer, today),
        "ours, a superuser with the same post": lambda: _ours(superuser, today),
        "peer: get_objects_for_user": lambda: _page_and_counts(_granted(officer), today),
        "limit: a plain foreign key": lambda: _page_and_counts(Assignment.objects.filter(unit_id=mine.pk), today),
    }
    found = {name: kind() for name, kind in kinds.items()}
    assert found["ours"] == found["peer: get_objects_for_user"] == found["limit: a plain foreign key"]
    ways = {name: partial(_times, kind, 1 if name.startswith("peer") else ROUNDS) for name, kind in kinds.items()}
    taken = interleaved(ways, repetitions=REPETITIONS)
    ours, superusers, _, limit = taken.values()
    goals = (Goal("ours / limit", ours / limit, 1.5), Goal("ours / the superuser's", ours / superusers, 2))
    return Outcome("inbox", size, connection.vendor, "first page and counts", taken, goals, notes=_whole_pages(officer, mine))


def _officer(username: str, unit: OrgUnit, *, is_superuser: bool = False) -> Person:
    person = Person.objects.create(username=username, full_name=username, is_superuser=is_superuser)
    appoint(person, add_post(unit, title="Chuyên viên", role=Post.Role.OFFICER), valid_from=FOUNDED, by=None, at=NOW)
    return person


def _ours(person: Person, today: Any) -> Any:
    rows, counts = inbox.queue_and_counts(person, "", today=today)
    return [row.pk for row in rows[:PER_PAGE]], counts


def _granted(person: Person) -> QuerySet[Assignment]:
    rows: QuerySet[Assignment] = get_objects_for_user(person, f"campaigns.{CODENAME}", Assignment)
    return rows


def _page_and_counts(rows: QuerySet[Assignment], today: Any) -> Any:
    """What ours gives, of rows that were found in another way."""
    loaded = queries.slim(rows.select_related("task", "unit", "reviewer", "campaign__directive", "campaign__issuer"), "campaign")
    page = list(loaded.filter(queries.EXPECTED).order_by(F("due_date").asc(nulls_last=True), "pk")[:PER_PAGE])
    wanted = {name: Count("pk", filter=queries.state(name, today=today)) for name in inbox.QUEUES}
    return [row.pk for row in page], rows.aggregate(**wanted)


def _times(kind: Callable[[], Any], rounds: int) -> float:
    def ask() -> None:
        for _ in range(rounds):
            kind()

    return micros(ask, pieces=rounds)


def _whole_pages(officer: Person, unit: OrgUnit) -> tuple[str, ...]:
    """Requests a second of the whole page, and of the same rows and counts written by hand; views alone, without middleware."""

    def ours() -> None:
        request: HttpRequest = RequestFactory().get("/hop-viec/")
        request.user = Person.objects.get(pk=officer.pk)
        assert b"R\xc3\xa0 so\xc3\xa1t" in inbox_page(request).content

    def raw() -> None:
        columns = "a.id, a.status, a.due_date, t.content, u.name, d.subject"
        with connection.cursor() as cursor:
            cursor.execute(
                f"""SELECT {columns} FROM campaigns_assignment a JOIN campaigns_campaigntask t ON t.id = a.task_id
                JOIN org_hierarchy_orgunit u ON u.id = a.unit_id JOIN campaigns_campaign c ON c.id = a.campaign_id
                JOIN directives_directive d ON d.id = c.directive_id WHERE a.unit_id = %s ORDER BY a.due_date, a.id LIMIT {PER_PAGE}""",
                [unit.pk],
            )
            rows = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in cursor.fetchall())
            cursor.execute("SELECT status, COUNT(*) FROM campaigns_assignment WHERE unit_id = %s GROUP BY status", [unit.pk])
            tabs = "".join(f"<li>{escape(str(status))} {count}</li>" for status, count in cursor.fetchall())
        assert len(f"<html><ul>{tabs}</ul><table>{rows}</table></html>") > PER_PAGE

    pages = {"ours": ours, "written raw": raw}
    for page in pages.values():
        page()
    taken = interleaved({name: partial(_times, page, ROUNDS) for name, page in pages.items()}, repetitions=3)
    return tuple(f"whole page, {name}: {1e6 / value:.0f} requests/s" for name, value in taken.items())
