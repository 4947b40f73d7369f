"""The picture of a flow says in people's words where something stands, to whoever may see that; and the flow can be taken elsewhere."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Assignment, Campaign
from org_hierarchy.models import OrgUnit
from workflows import clock, steps
from workflows.flows import FLOWS, AssignmentFlow, DirectiveFlow
from workflows.nodes import HumanTask, Waiting
from workflows.process_map import bpmn_of, picture_of, picture_of_many

from .city import AT, DAY, City, begun, committee, copy_of, delivered, draft_for_districts, signed_in

pytestmark = pytest.mark.django_db

BPMN = {"b": "http://www.omg.org/spec/BPMN/20100524/MODEL"}


@pytest.fixture
def campaign(city: City) -> Campaign:
    return Campaign.objects.get(directive=delivered(city, draft_for_districts(city)))


def now_at(picture: Any) -> dict[str, int]:
    return {box.title: box.count for box in picture.boxes if box.count}


def test_a_directive_stands_at_one_step_and_has_passed_those_before(city: City) -> None:
    directive = begun(city)
    assert now_at(picture_of(directive)) == {"Soạn thảo": 1}
    steps.submit(directive, by=city["drafter"], at=AT)
    picture = picture_of(directive)
    assert now_at(picture) == {"Duyệt nội dung": 1}
    assert {box.title for box in picture.steps if box.is_done} == {"Soạn thảo"}
    steps.return_draft(directive, reason="Sửa lại.", by=city["division_head"], at=AT)
    picture = picture_of(directive)
    assert now_at(picture) == {"Soạn thảo": 1}
    assert {box.title for box in picture.steps if box.is_done} == {"Duyệt nội dung"}


def test_a_campaign_counts_its_units_at_each_step(city: City, campaign: Campaign) -> None:
    steps.receive(copy_of(campaign.directive, city.units["BD"]), by=city["clerk"], at=AT, today=DAY)
    city.accept(city.report(city.assignment(campaign, "HK")))
    clock.mend(at=AT)
    rows = Assignment.objects.filter(campaign=campaign)
    assert now_at(picture_of_many(rows)) == {"Tiếp nhận": 1, "Thực hiện, báo cáo": 1, "Kết thúc": 1}
    assert now_at(picture_of_many(rows.filter(unit__code="HK"))) == {"Kết thúc": 1}
    assert now_at(picture_of(city.assignment(campaign, "BD"))) == {"Thực hiện, báo cáo": 1}


@pytest.mark.parametrize("flow_class", FLOWS)
def test_every_step_that_somebody_does_is_drawn_inside_with_its_title_in_vietnamese(flow_class: Any, city: City) -> None:
    picture = picture_of_many(Assignment.objects.none()) if flow_class is AssignmentFlow else None
    if flow_class is DirectiveFlow:
        picture = picture_of(begun(city))
    nodes = {node.name: node for node in flow_class.instance.nodes()}
    if picture is not None:
        assert {box.name for box in picture.boxes} == set(nodes)
        left, top, width, height = map(int, picture.area.split())
        for box in picture.boxes:
            assert left <= box.x < box.x + box.width <= left + width
            assert top <= box.y < box.y + box.height <= top + height
            if isinstance(nodes[box.name], (HumanTask, Waiting)):
                assert " ".join(line for line, _ in box.lines) == nodes[box.name].task_title
                assert all(box.y < place < box.y + box.height for _, place in box.lines)
        for way in picture.ways:
            assert re.fullmatch(r"-?\d+(\.\d+)?,-?\d+(\.\d+)?( -?\d+(\.\d+)?,-?\d+(\.\d+)?)+", way)
    written = ET.fromstring(bpmn_of(flow_class))  # noqa: S314 - our own
    tasks = {element.get("name") for element in written.iterfind(".//b:userTask", BPMN)}
    assert {node.task_title for node in nodes.values() if isinstance(node, HumanTask)} <= tasks
    names = {element.get("name") or "" for element in written.iter()}
    assert not any(re.search(r"\b(Check|Start|End|yes|no)\b", name) for name in names), names
    ids = {element.get("id") for element in written.iter()}
    flows = written.findall(".//b:sequenceFlow", BPMN)
    assert flows
    assert all(flow.get("sourceRef") in ids and flow.get("targetRef") in ids for flow in flows)


def test_the_pages_show_the_picture_and_give_the_file(city: City, campaign: Campaign) -> None:
    client = signed_in(city["officer"])
    assignment = city.assignment(campaign, "BD")
    page = client.get(f"{assignment.get_absolute_url()}quy-trinh/").content.decode()
    assert "Sơ đồ quy trình: giao việc" in page
    assert "ở đây" in page
    assert "<svg" in page
    assert "style=" not in page[page.index("<svg") : page.index("</svg>")]
    assert "xem sơ đồ" in client.get(assignment.get_absolute_url()).content.decode()
    whole = signed_in(city["drafter"]).get(f"/dot/{campaign.pk}/quy-trinh/").content.decode()
    assert "Chỉ đếm phần" not in whole
    assert "Chỉ đếm phần" in client.get(f"/dot/{campaign.pk}/quy-trinh/").content.decode()
    steps.receive(copy_of(campaign.directive, city.units["BD"]), by=city["clerk"], at=AT, today=DAY)
    came = copy_of(campaign.directive, city.units["BD"]).incoming
    shown = client.get(f"{came.get_absolute_url()}quy-trinh/").content.decode()
    assert "Sơ đồ quy trình: văn bản đến" in shown
    assert "ở đây" in shown
    assert f"{came.get_absolute_url()}quy-trinh/" in client.get(came.get_absolute_url()).content.decode()
    for address in (assignment, campaign, campaign.directive, came):
        answer = client.get(f"{address.get_absolute_url()}quy-trinh.bpmn")
        assert answer.headers["Content-Disposition"].endswith('.bpmn"')
        assert ET.fromstring(answer.content).tag.endswith("definitions")  # noqa: S314 - our own


def test_whoever_may_not_see_the_thing_does_not_see_where_it_stands(city: City, campaign: Campaign) -> None:
    client = signed_in(city["stranger"])
    steps.receive(copy_of(campaign.directive, city.units["BD"]), by=city["clerk"], at=AT, today=DAY)
    came = copy_of(campaign.directive, city.units["BD"]).incoming
    for address in (city.assignment(campaign, "BD"), campaign, campaign.directive, came):
        for page in ("quy-trinh/", "quy-trinh.bpmn"):
            assert client.get(f"{address.get_absolute_url()}{page}").status_code == 403
    assert client.get("/dot/999999/quy-trinh/").status_code == 404


@pytest.mark.parametrize("more", [0, 30])
def test_the_statements_of_the_campaigns_picture_do_not_grow_with_its_units(city: City, more: int) -> None:
    city.add(committee(f"Q{number}", f"quận Số {number}", OrgUnit.Level.DISTRICT, "HN") for number in range(more))
    campaign = Campaign.objects.get(directive=delivered(city, draft_for_districts(city)))
    client = signed_in(city["drafter"])
    client.get(f"/dot/{campaign.pk}/quy-trinh/")
    with CaptureQueriesContext(connection) as captured:
        page = client.get(f"/dot/{campaign.pk}/quy-trinh/").content.decode()
    assert str(3 + more) in page
    assert len(captured) <= 25
