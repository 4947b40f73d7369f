"""What a head answers for is a head's and a deputy's; an officer of the unit is refused, on the page and behind it."""

import json
import sqlite3
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from campaigns import waiting
from directives.models import Directive
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from workflows import inbox, steps
from workflows.flows import DirectiveFlow, IncomingFlow
from workflows.views.forms.incoming import PresentForm

from .city import AT, DAY, DUE, City, Role, begun, delivered, later, refused, signed_in
from .commands import managed
from .test_incoming import directed, entered, leader, presented

pytestmark = pytest.mark.django_db


def shown(person: Person, path: str) -> str:
    return unescape(signed_in(person).get(path).content.decode())


def status_of(person: Person, path: str, **data: Any) -> int:
    return signed_in(person).post(path, data).status_code


def titles(person: Person) -> list[str]:
    return [item.title for item in inbox.items(inbox.tasks(person))]


def test_an_officer_of_the_drafting_unit_does_not_sign_content_off_and_a_deputy_does(city: City) -> None:
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    officer, deputy = city["colleague"], city.person("VX", Role.DEPUTY)
    page, act = directive.get_absolute_url(), reverse("workflows:approve_content", args=[directive.pk])
    assert "step-duyet-noi-dung" not in shown(officer, page)
    assert f"Cần quyền “Lãnh đạo đơn vị: duyệt nội dung, chỉ đạo, điều hành, kết thúc” tại {city.units['VX'].name}" in shown(officer, page)
    assert titles(officer) == []
    assert status_of(officer, act) == 403
    refused("forbidden", lambda: steps.approve_content(directive, by=officer, at=AT))
    refused("forbidden", lambda: steps.return_draft(directive, reason="Sai.", by=officer, at=AT))
    assert titles(deputy) == ["Duyệt nội dung"]
    assert 'form="step-duyet-noi-dung"' in shown(deputy, page)
    assert status_of(deputy, act) == 302
    directive.refresh_from_db()
    assert directive.status == Directive.Status.CONTENT_APPROVED


def test_an_officer_of_the_issuer_reviews_but_neither_concludes_nor_steers(city: City) -> None:
    directive = delivered(city)
    campaign, officer, deputy = directive.campaign, city["city_officer"], city.person("HN", Role.DEPUTY)
    page, act = directive.get_absolute_url(), reverse("workflows:conclude", args=[directive.pk])
    assert "step-ket-thuc" not in shown(officer, page)
    assert "Theo dõi, kết thúc" not in titles(officer)
    assert status_of(officer, act) == 403
    refused("forbidden", lambda: steps.conclude(directive, by=officer, at=AT, today=DAY))
    assert not any(may(officer, name, campaign) for name in ("campaign.steer", "campaign.extend"))
    assert all(may(deputy, name, campaign) for name in ("campaign.steer", "campaign.extend"))
    report = city.assignment(campaign, "BD")
    assert may(officer, "assignment.review", report)
    assert not any(may(officer, f"assignment.{name}", report) for name in ("decide_extension", "decide_suspension", "reopen"))
    assert "Theo dõi, kết thúc" in titles(deputy)
    assert status_of(deputy, act) == 302
    directive.refresh_from_db()
    assert directive.status == Directive.Status.CONCLUDED


def test_more_time_and_rest_are_granted_by_heads_and_not_offered_to_officers(city: City) -> None:
    work = city.assignment(delivered(city).campaign, "BD")
    steps.receive_assignment(work, by=city["clerk"], at=AT, today=DAY)
    work.refresh_from_db()
    asked = {"reason": "Thiếu người.", "by": city["officer"], "at": later(hours=1)}
    extension = steps.ask_extension(work, proposed_date=DUE + timedelta(days=9), today=DAY, **asked)
    rest = steps.ask_suspension(work, **asked)
    decide = [reverse(f"workflows:decide_{one.kind}", args=[one.pk]) for one in (extension, rest)]
    officer, deputy = city["city_officer"], city.person("HN", Role.DEPUTY)
    for person, count in ((officer, 0), (deputy, 1)):
        assert waiting.extensions_to_decide(person).count() == waiting.suspensions_to_decide(person).count() == count
        assert all((f'action="{address}"' in shown(person, work.get_absolute_url())) == bool(count) for address in decide)
    assert [status_of(officer, address, decision="refuse", note="Không.") for address in decide] == [403, 403]
    refused("forbidden", lambda: steps.grant_extension(extension, granted_date=None, note="", by=officer, at=AT))
    steps.grant_extension(extension, granted_date=None, note="", by=deputy, at=later(hours=2))
    work.refresh_from_db()
    assert work.due_date == DUE + timedelta(days=9)


def test_an_officer_is_nobody_to_present_a_document_to_and_does_not_direct(city: City) -> None:
    found, officer, deputy = entered(city), city["officer"], city.person("BD", Role.DEPUTY)
    head = leader(city)
    offered = dict(PresentForm(unit=city.units["BD"]).fields["leader"].choices)  # type: ignore[attr-defined]
    assert {str(head.pk), str(deputy.pk)} == {key for key in offered if key}
    refused("not_leader", lambda: steps.present_document(found, leader=officer, by=city["clerk"], at=AT))
    found = presented(city)
    page, file = f"/van-ban-den/{found.pk}/", f"/van-ban-den/{found.pk}/luu/"
    given: dict[str, Any] = {"handler": officer, "partners": [], "due_date": DUE, "opinion": "", "at": AT, "today": DAY}
    refused("forbidden", lambda: steps.direct_document(found, lead_unit=city.units["BD"], by=officer, **given))
    assert f'action="{page}chi-dao/"' not in shown(officer, page)
    assert titles(officer) == []
    assert status_of(officer, file, opinion="Lưu.") == 403
    assert f'action="{page}chi-dao/"' in shown(deputy, page)
    assert status_of(deputy, file, opinion="Lưu.") == 302


def test_an_officer_of_the_unit_that_leads_does_not_give_it_out(city: City) -> None:
    found = directed(city)
    officer, deputy = city.person("KM"), city.person("KM", Role.DEPUTY)
    act: dict[str, Any] = {"handler": officer, "due_date": DUE, "opinion": "", "at": AT, "today": DAY}
    assert (titles(officer), titles(deputy)) == ([], ["Phân công giải quyết"])
    assert status_of(officer, f"/van-ban-den/{found.pk}/phan-cong/", handler=officer.pk) == 403
    refused("forbidden", lambda: steps.assign_document(found, by=officer, **act))
    steps.assign_document(found, by=deputy, **act)
    assert titles(officer) == ["Giải quyết văn bản đến"]


OF_HEADS = (DirectiveFlow.approve_content, DirectiveFlow.follow, IncomingFlow.direct, IncomingFlow.assign)
SEATS = ("head", "deputy", "office_head", "division_head", "officer", "clerk", "administrator")
HELD = """
import json
from django.utils import timezone
from django.contrib.auth.models import Permission
from viewflow.workflow.models import Task
from org_hierarchy.models import UnitGrant
from org_hierarchy.services import grant_differences
granted = UnitGrant.objects.filter(permission__codename="decide_for_unit").values_list("group__post__role", "content_object__code")
missing = [one.text for one in grant_differences(today=timezone.localdate()) if "Lãnh đạo đơn vị" in one.text]
names = Permission.objects.filter(codename="decide_for_unit").values_list("name", flat=True)
tasks = [[str(task.pk), task.owner_permission] for task in Task.objects.order_by("pk")]
print(json.dumps([sorted(granted), missing, list(names), tasks]))
"""


def test_the_heads_of_the_release_before_have_their_grant_and_their_tasks_after_the_upgrade(tmp_path: Path) -> None:
    managed(tmp_path, "migrate", "workflows", "0007")
    places = list(enumerate(SEATS, start=1))
    nodes = [*OF_HEADS, DirectiveFlow.approve_form]
    tasks = [(f"workflows/flows.{node.flow_class.__name__}.{node.name}", status) for node in nodes for status in ("NEW", "DONE")]
    with sqlite3.connect(tmp_path / "chi-dao.sqlite3") as database:
        database.execute(
            "INSERT INTO org_hierarchy_orgunit (id, code, kind, line, level, regime, symbol, place, name, short_name, folded_name,"
            " sort_name, path, valid_from, address, contact) VALUES (1, 'HN', 'ubnd', 'ubnd', 'province', 'tap_the', 'UBND', 'Hà Nội',"
            " 'UBND thành phố Hà Nội', '', 'ubnd', 'a', '000000001', '2020-01-01', '', '')"
        )
        database.executemany("INSERT INTO auth_group (id, name) VALUES (?, ?)", [(n, f"post:{n}") for n, _ in places])
        database.executemany(
            "INSERT INTO org_hierarchy_post (id, unit_id, title, role, group_id) VALUES (?, 1, ?, ?, ?)", [(n, r, r, n) for n, r in places]
        )
        database.execute(
            "INSERT INTO viewflow_process (id, flow_class, status, created, data) VALUES"
            " (1, 'workflows/flows.DirectiveFlow', 'DONE', '2021-03-18', '{}')"
        )
        database.executemany(
            "INSERT INTO viewflow_task (process_id, flow_task, flow_task_type, status, created, token, data, owner_permission)"
            " VALUES (1, ?, 'HUMAN', ?, '2021-03-18', 'start', '{}', 'org_hierarchy.review_unit')",
            tasks,
        )
    managed(tmp_path, "migrate")
    granted, missing, names, written = json.loads(managed(tmp_path, "shell", "-c", HELD).splitlines()[-1])
    assert granted == [[role, "HN"] for role in sorted(SEATS[:4])]
    assert missing == []
    assert names == ["Lãnh đạo đơn vị: duyệt nội dung, chỉ đạo, điều hành, kết thúc"]
    decides = {f"workflows/flows.{node.flow_class.__name__}.{node.name}" for node in OF_HEADS}
    wanted = ["decide_for_unit" if node in decides and status == "NEW" else "review_unit" for node, status in tasks]
    assert [permission for _, permission in written] == [f"org_hierarchy.{grant}" for grant in wanted]
