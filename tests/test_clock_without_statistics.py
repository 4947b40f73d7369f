"""The clock's first sweep after a great import: PostgreSQL has no statistics yet, and still reads for each row no more than its unit's."""

import re

import pytest
from django.db import connection

from workflows.models import Reminder
from workflows.notices.audience import ACTS, staff

from .city import DAY, DUE, City, Level, Role, appointed, at, committee, duty, grouped, launched
from .test_incoming_notices import sweep

pytestmark = [pytest.mark.services, pytest.mark.django_db]

UNITS = 300


def test_who_is_told_is_looked_up_among_the_units_own_grants(city: City) -> None:
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"
    codes = [f"Q{number}" for number in range(UNITS)]
    city.add(committee(code, f"quận {code}", Level.DISTRICT, "HN") for code in codes)
    appointed(city.units, [(code, role, 1) for code in codes for role in (Role.OFFICER, Role.HEAD)])
    launched(city, duty("Rà soát danh sách", grouped(city.group(*codes)), deadline=DUE))
    sweep("work", at(DUE))
    made = Reminder.objects.filter(kind="today")
    told = staff(made, "unit", ACTS, on=DAY)
    assert told.count() == made.count() == UNITS, "the officers, and no head beside them"
    plan = told.explain(analyze=True, timing=False)
    read = [int(rows) for rows in re.findall(r"unitgrant\w* [^\n]*actual rows=(\d+) loops=[1-9]\d\d", plan)]
    assert read, plan
    assert max(read) < UNITS // 10, plan
