"""Loading the demo world into an empty database: units alone, and a load that is cut short."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from campaigns.models import Campaign
from directives.models import Directive
from fixtures.world import load, load_units
from org_hierarchy.models import OrgUnit, Person, valid_on
from org_hierarchy.services import grant_differences
from tests.test_demo_world import kept_in

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 7, tzinfo=VIETNAM)
SPRING_2021 = date(2021, 3, 18)


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


@pytest.mark.django_db
def test_units_alone_load_without_a_password_file_and_nobody_can_sign_in(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    units = load_units(today=SPRING_2021, at=datetime(2021, 3, 18, 7, tzinfo=VIETNAM))
    assert units["q.hoan-kiem"].name == "Ủy ban nhân dân quận Hoàn Kiếm"
    assert list(tmp_path.iterdir()) == []
    assert not Person.objects.get(username="hn.vanthu").has_usable_password()
    assert grant_differences(today=SPRING_2021) == []


def test_a_day_before_the_map_of_today_is_refused_with_what_to_do() -> None:
    with pytest.raises(CommandError, match="từ 01/08/2025"):
        call_command("load_demo", today=date(2025, 7, 15))


class PowerCutError(Exception):
    """What stops a load in the middle."""


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statements", [40, 600, 6000])
def test_a_load_cut_short_is_completed_by_the_next(settings: Any, tmp_path: Path, statements: int) -> None:
    for name, value in kept_in(tmp_path).items():
        setattr(settings, name, value)
    left = statements

    def cut(execute, sql, params, many, context):
        nonlocal left
        left -= 1
        if left == 0:
            raise PowerCutError
        return execute(sql, params, many, context)

    with pytest.raises(PowerCutError), connection.execute_wrapper(cut):
        load(today=TODAY, at=AT)
    load(today=TODAY, at=AT)
    completed = counts()
    load(today=TODAY, at=AT)
    assert counts() == completed
    assert grant_differences(today=TODAY) == []
    assert Campaign.objects.count() == 2
    assert Directive.objects.count() == 7
    assert not OrgUnit.objects.filter(valid_on(TODAY), posts=None).exists()
