"""A database of the release before: migrated with its rows, it answers as a new one does."""

import json
import sqlite3
from pathlib import Path

from .commands import managed

ROWS = """
    INSERT INTO org_hierarchy_area (id, code, name, level, valid_from) VALUES (1, '01', 'Thành phố Hà Nội', 'province', '2020-01-01'),
        (2, '004', 'Quận Đống Đa', 'district', '2020-01-01');
    INSERT INTO org_hierarchy_orgunit (id, code, kind, line, level, regime, symbol, place, name, short_name, folded_name, sort_name,
        parent_id, path, valid_from) VALUES
        (1, 'HN', 'ubnd', 'ubnd', 'province', 'tap_the', 'UBND', 'Hà Nội', 'UBND thành phố Hà Nội', '', 'ubnd', 'a', NULL, '000000001',
         '2020-01-01'),
        (2, 'DD', 'ubnd', 'ubnd', 'district', 'tap_the', 'UBND', 'Đống Đa', 'UBND quận Đống Đa', '', 'ubnd', 'b', 1,
         '000000001000000002', '2020-01-01');
    INSERT INTO org_hierarchy_unitversion (unit_id, name, short_name, parent_id, path, valid_from)
        SELECT id, name, short_name, parent_id, path, valid_from FROM org_hierarchy_orgunit;
    INSERT INTO org_hierarchy_unitarea (unit_id, area_id, valid_from) VALUES (1, 1, '2020-01-01'), (2, 2, '2020-01-01');
    INSERT INTO auth_group (id, name) VALUES (1, 'post:1'), (2, 'post:2'), (3, 'post:3');
    INSERT INTO org_hierarchy_post (id, unit_id, title, role, group_id) VALUES
        (1, 2, 'Văn thư', 'clerk', 1), (2, 2, 'Văn thư', 'clerk', 2), (3, 2, 'Văn thư', 'clerk', 3);
"""
ASK = """
import json
from datetime import date
from django.utils import timezone
from org_hierarchy.models import NameDue, OrgUnit, Post, UnitVersion
from org_hierarchy.names import Directory
from records.text import sort_key
from workflows.tasks import sweep_jobs
due = NameDue.objects.count()
sweep_jobs()
found = Directory(OrgUnit.objects.get(code="HN"), on=date(2021, 3, 1)).resolve("UBND quận Đống Đa")
versions = list(UnitVersion.objects.order_by("pk").values_list("symbol", "place"))
keys = [[key == sort_key(name) for name, key in model.objects.values_list("name", "sort_name")] for model in (OrgUnit, UnitVersion)]
posts = list(Post.objects.order_by("pk").values_list("title", flat=True))
print(json.dumps([due, NameDue.objects.count(), found.unit and found.unit.code, versions, posts, keys]))
"""


def test_units_of_the_release_before_are_found_by_name_soon_after_the_upgrade(tmp_path: Path) -> None:
    managed(tmp_path, "migrate", "org_hierarchy", "0001")
    with sqlite3.connect(tmp_path / "chi-dao.sqlite3") as database:
        database.executescript(ROWS)
    managed(tmp_path, "migrate")
    due, left, found, versions, posts, keys = json.loads(managed(tmp_path, "shell", "-c", ASK).splitlines()[-1])
    assert (due, left, found) == (2, 0, "DD")
    assert versions == [["UBND", "Hà Nội"], ["UBND", "Đống Đa"]]
    assert posts == ["Văn thư", "Văn thư (2)", "Văn thư (3)"]
    assert keys == [[True, True], [True, True]]


TAKEN_IN = """
    INSERT INTO org_hierarchy_orgunit (id, code, kind, line, level, regime, symbol, place, name, short_name, folded_name, sort_name,
        parent_id, path, valid_from, address, contact) VALUES
        (1, 'HN', 'ubnd', 'ubnd', 'province', 'tap_the', 'UBND', 'Hà Nội', 'UBND TP. Hà Nội', '', 'ubnd', 'a', NULL, '000000001',
         '2020-01-01', '', ''),
        (2, 'DD', 'ubnd', 'ubnd', 'district', 'tap_the', 'UBND', 'Đống Đa', 'UBND quận Đống Đa', '', 'ubnd', 'b', 1,
         '000000001000000002', '2020-01-01', '', '');
    INSERT INTO org_hierarchy_unitversion (unit_id, name, short_name, symbol, place, folded_name, sort_name, parent_id, path, valid_from)
        SELECT id, name, short_name, symbol, place, folded_name, sort_name, parent_id, path, valid_from FROM org_hierarchy_orgunit;
    INSERT INTO org_hierarchy_person (id, password, is_superuser, username, full_name, email, phone, is_active, is_staff, date_joined,
        must_change_password, folded_name, sort_name) VALUES (1, '!', 0, 'a', 'Văn thư', '', '', 1, 0, '2021-03-18', 0, 'van thu', 'a');
    INSERT INTO directives_directive (id, kind, status, urgency, number, symbol, issued_date, place, subject, folded_subject, addressees,
        archive, signature, monitor_reviews, return_reason, source_text, created_at, issued_at, drafted_by_id, drafting_unit_id, issuer_id,
        source_notes, circulation, step_since)
        SELECT n, 'CV', status, 'khan', n, 'UBND-KGVX', '2021-03-18', 'Hà Nội', 'việc số ' || n, '', '[]', '', '{}', 0, '', '',
            '2021-03-18', '2021-03-18', 1, 1, 1, '[]', '', '2021-03-18'
        FROM (SELECT 1 AS n, 'issued' AS status UNION SELECT 2, 'issued' UNION SELECT 3, 'concluded' UNION SELECT 4, 'issued'
            UNION SELECT 5, 'issued');
    INSERT INTO directives_recipient (id, directive_id, unit_id, role, status, sent_at, received_at, received_by_id, reason, status_before)
        VALUES (1, 1, 2, 'thuc_hien', 'received', '2021-03-18', '2021-03-19', 1, '', ''),
        (2, 2, 2, 'de_biet', 'received', '2021-03-18', '2021-03-19', 1, '', ''),
        (3, 3, 2, 'thuc_hien', 'received', '2021-03-18', '2021-03-19', 1, '', ''),
        (4, 4, 2, 'thuc_hien', 'taken_back', '2021-03-18', '2021-03-19', 1, 'Gửi nhầm.', 'received'),
        (5, 5, 2, 'thuc_hien', 'sent', '2021-03-18', NULL, NULL, '', '');
    INSERT INTO directives_register (id, unit_id, direction, series, year, last_number, started_after) VALUES (1, 2, 'in', '', 2021, 4, 0);
    INSERT INTO directives_registerentry (number, entered_at, directive_id, recipient_id, register_id, note, void_reason)
        SELECT id, received_at, directive_id, id, 1, '', '' FROM directives_recipient WHERE received_at IS NOT NULL;
"""
CAME = """
import json
from directives.incoming.facts import facts_of, facts_of_directive, identity_of
from directives.models import IncomingDocument
from workflows.clock import astray
from workflows.desk import open_task
from workflows.tasks import mend_processes
mend_processes()
rows = IncomingDocument.objects.select_related("entry", "recipient__directive__issuer").order_by("entry__number")
same = all(facts_of(row) == facts_of_directive(row.recipient.directive) and row.identity == identity_of(facts_of(row)) for row in rows)
desks = [task and task.title for task in map(open_task, rows)]
print(json.dumps([same, [[row.entry.number, row.status] for row in rows], desks, rows.last().reason, len(astray())]))
"""


def test_what_a_unit_had_taken_in_before_there_were_documents_that_came_is_among_them(tmp_path: Path) -> None:
    managed(tmp_path, "migrate", "directives", "0004")
    with sqlite3.connect(tmp_path / "chi-dao.sqlite3") as database:
        database.executescript(TAKEN_IN)
    managed(tmp_path, "migrate")
    same, rows, desks, reason, astray = json.loads(managed(tmp_path, "shell", "-c", CAME).splitlines()[-1])
    assert same
    assert rows == [[1, "registered"], [2, "done"], [3, "done"], [4, "sent_back"]]
    assert desks == ["Trình văn bản đến", None, None, None]
    assert (reason, astray) == ("Gửi nhầm.", 0)


LONG_SINCE = """
    INSERT INTO auth_group (id, name) VALUES (1, 'post:1'), (2, 'post:2');
    INSERT INTO org_hierarchy_post (id, unit_id, title, role, group_id) VALUES (1, 1, 'Chuyên viên', 'officer', 1),
        (2, 2, 'Chuyên viên', 'officer', 2);
    INSERT INTO org_hierarchy_person (id, password, is_superuser, username, full_name, email, phone, is_active, is_staff, date_joined,
        must_change_password, folded_name, sort_name) VALUES (2, '!', 0, 'b', 'Chuyên viên', '', '', 1, 0, '2021-03-18', 0, 'cv', 'b');
    INSERT INTO org_hierarchy_appointment (post_id, person_id, valid_from, basis, is_acting, remit)
        VALUES (1, 1, '2020-01-01', '', 0, '[]'), (2, 2, '2020-01-01', '', 0, '[]');
    INSERT INTO directives_duty (id, directive_id, position, section, kind, role, text, deadline_text, strictly_before, period, read_from)
        SELECT n, 1, n, '', 'task', 'thuc_hien', 'Rà soát.', '', 0, '', '[]' FROM (SELECT 1 AS n UNION SELECT 2 UNION SELECT 3);
    INSERT INTO campaigns_campaign (id, directive_id, issuer_id, name, status, opened_at, opened_date, unresolved)
        VALUES (1, 1, 1, 'Rà soát thẻ', 'open', '2021-03-18', '2021-03-18', '[]');
    INSERT INTO campaigns_campaigntask (id, campaign_id, duty_id, reviewer_id, position, section, content, role, deadline_text,
        strictly_before, period, counts_from_receipt)
        SELECT id, 1, id, 1, position, '', text, 'thuc_hien', '', 0, '', 0 FROM directives_duty;
    INSERT INTO campaigns_assignment (id, campaign_id, task_id, unit_id, reviewer_id, path, status, issued_at, return_count,
        extension_count, refusal_reason, note, waits_for_children)
        SELECT n, 1, n, 2, 1, '000000001000000002', status, '2021-03-18', 0, 0, '', '', 0
        FROM (SELECT 1 AS n, 'refused' AS status UNION SELECT 2, 'recalled' UNION SELECT 3, 'suspended');
    INSERT INTO campaigns_difficulty (assignment_id, status, text, raised_by_id, raised_at, at_unit_id, answer_date, answer)
        VALUES (3, 'open', 'Thiếu biểu mẫu.', 2, '2021-03-20', 1, '2099-12-31', '');
"""
HEARD = """
import json
from datetime import timedelta
from django.utils import timezone
from campaigns.models import Assignment, Difficulty
from org_hierarchy.models import Person
from org_hierarchy.services import refresh_grants
from workflows.clock import sweep_all
from workflows.models import Notice, Reminder
now = timezone.now()
refresh_grants(today=timezone.localdate(now))
kinds = ["refused", "recalled", "raised"]
told = lambda: sorted(Notice.objects.filter(kind__in=kinds).values_list("kind", "count"))
failed = [run.error for minute in (0, 10, 70) for run in sweep_all(at=now + timedelta(minutes=minute)) if run.error]
first, noted = told(), Reminder.objects.filter(kind__in=kinds, passed_over=True).count()
Difficulty.objects.create(assignment_id=3, text="Thiếu máy.", raised_by_id=2, raised_at=now, at_unit_id=1, answer_date=now.date())
failed += [run.error for run in sweep_all(at=now + timedelta(minutes=90)) if run.error]
print(json.dumps([failed, first, noted, told()]))
"""


def test_the_clock_of_a_new_release_tells_nobody_what_happened_years_ago(tmp_path: Path) -> None:
    managed(tmp_path, "migrate", "workflows", "0004")
    managed(tmp_path, "migrate", "campaigns", "0006")
    with sqlite3.connect(tmp_path / "chi-dao.sqlite3") as database:
        database.executescript(TAKEN_IN + LONG_SINCE)
    managed(tmp_path, "migrate")
    failed, first, noted, later = json.loads(managed(tmp_path, "shell", "-c", HEARD).splitlines()[-1])
    assert (failed, first, noted) == ([], [], 3)
    assert later == [["raised", 1]]
