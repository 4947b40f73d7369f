"""A database of the release before: migrated with its rows, it answers as a new one does."""

import json
import sqlite3
from pathlib import Path

import pytest

from .test_serve import free_port, manage

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


def test_units_of_the_release_before_are_found_by_name_soon_after_the_upgrade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBS_IN_PROCESS", "1")

    def managed(*arguments: str) -> str:
        done = manage(tmp_path, free_port(), *arguments, "--verbosity", "0")
        assert done.returncode == 0, done.stderr
        return done.stdout

    managed("migrate", "org_hierarchy", "0001")
    with sqlite3.connect(tmp_path / "chi-dao.sqlite3") as database:
        database.executescript(ROWS)
    managed("migrate")
    due, left, found, versions, posts, keys = json.loads(managed("shell", "-c", ASK).splitlines()[-1])
    assert (due, left, found) == (2, 0, "DD")
    assert versions == [["UBND", "Hà Nội"], ["UBND", "Đống Đa"]]
    assert posts == ["Văn thư", "Văn thư (2)", "Văn thư (3)"]
    assert keys == [[True, True], [True, True]]
