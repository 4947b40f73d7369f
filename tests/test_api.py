"""The API: the same rights, lists and acts as the pages, and a refusal that a program can read."""

import json
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Assignment, Report, ReportDue
from org_hierarchy.models import Person
from org_hierarchy.services import Rename, decide_reorganisation, draft_reorganisation, set_changes

from .city import AT, DAY, City, begun, delivered, draft_for_districts, footprint, numbered, signed_in

pytestmark = pytest.mark.django_db

HOSTILE_IDS = ("0", "-1", "x", "1.5", "9" * 19, "9" * 400, "%00", "١", "1;drop", "..%2f1")


def get(person: Person, address: str, *, code: int = 200, **query: Any) -> Any:
    response = signed_in(person).get(f"/api/{address}", query)
    assert response.status_code == code, response.content.decode()
    return response.json()


def post(person: Person, address: str, body: Any = None, *, code: int = 200) -> Any:
    response = signed_in(person).post(f"/api/{address}", json.dumps(body or {}), content_type="application/json")
    assert response.status_code == code, response.content.decode()
    return response.json()


@pytest.fixture
def assignment(city: City) -> Assignment:
    """The first district's, not received yet."""
    directive = delivered(city)
    return Assignment.objects.select_related("campaign__directive", "unit").get(unit=city.districts[0], campaign__directive=directive)


# The way of one assignment


def test_a_unit_reports_for_a_period_that_it_owes(city: City, assignment: Assignment) -> None:
    place = f"assignments/{assignment.pk}"
    post(city["clerk"], f"{place}/receive")
    days = [date(2021, 3, 24), date(2021, 4, 24)]
    first, second = (ReportDue.objects.create(assignment=assignment, period_start=DAY, period_end=day, due_date=day) for day in days)
    other = ReportDue.objects.create(
        assignment=Assignment.objects.exclude(pk=assignment.pk)[0], period_start=DAY, period_end=days[0], due_date=days[0]
    )
    assert [(row["id"], row["due_date"]) for row in get(city["officer"], place)["owed"]] == [
        (first.pk, "2021-03-24"), (second.pk, "2021-04-24"),
    ]  # fmt: skip
    body = {"kind": "interim", "text": "Kỳ một.", "due": first.pk}
    told = post(city["officer"], f"{place}/report", body)
    assert (told["reports"][0]["due"], [row["id"] for row in told["owed"]]) == (first.pk, [second.pk])
    assert post(city["officer"], f"{place}/report", body, code=409)["code"] == "stale"
    for wrong in (other.pk, 10**9):
        post(city["officer"], f"{place}/report", body | {"due": wrong}, code=404)
    for wrong in (0, -1, 10**30, "x"):
        post(city["officer"], f"{place}/report", body | {"due": wrong}, code=400)
    post(city["officer"], f"{place}/report", {"kind": "final", "text": "Xong cả."})
    assert get(city["officer"], place)["owed"] == []


def test_a_unit_receives_and_reports_and_its_reviewer_decides(city: City, assignment: Assignment) -> None:
    place = f"assignments/{assignment.pk}"
    received = post(city["clerk"], f"{place}/receive")
    assert (received["status"], received["state"], received["unit"]["code"]) == ("received", "overdue", "BD")
    reported = post(city["officer"], f"{place}/report", {"kind": "final", "text": "Đã rà soát xong.", "reply_number": "12/BC-UBND"})
    assert (reported["state_label"], reported["step"]) == ("Chờ duyệt", "Duyệt báo cáo")
    (sent,) = reported["reports"]
    assert (sent["text"], sent["submitted_by"], sent["reply_number"]) == ("Đã rà soát xong.", str(city["officer"]), "12/BC-UBND")
    reviewer = city.person("HN", "head")
    returned = post(reviewer, f"{place}/review", {"report_id": sent["id"], "accept": False, "note": "Thiếu danh sách.\x00"})
    assert (returned["status"], returned["reports"][0]["review_note"]) == ("returned", "Thiếu danh sách.")
    again = post(city["officer"], f"{place}/report", {"kind": "final", "text": "Đã bổ sung danh sách."})
    accepted = post(reviewer, f"{place}/review", {"report_id": again["reports"][0]["id"], "accept": True})
    assert (accepted["status"], accepted["with_whom"]) == ("accepted", "")
    assert Report.objects.filter(assignment=assignment).count() == 2


def test_an_act_that_the_rules_refuse_is_refused_with_the_pages_code_and_sentence(city: City, assignment: Assignment) -> None:
    place = f"assignments/{assignment.pk}"
    before = footprint()
    refused = post(city["officer"], f"{place}/report", {"kind": "final", "text": "Xong."}, code=409)
    assert refused["code"] == "not_open"
    assert "Tiếp nhận" in refused["message"]
    refused = post(city["monitor"], f"{place}/receive", code=404)
    assert refused["code"] == "not_found"
    refused = post(city.person("HN", "officer"), f"{place}/receive", code=403)  # of the issuer: sees it, and may not
    assert refused["code"] == "forbidden"
    assert "Ba Đình" in refused["message"]
    assert footprint() == before
    post(city["clerk"], f"{place}/receive")
    refused = post(city["officer"], f"{place}/report", {"kind": "final", "text": " "}, code=400)
    assert refused == {"code": "text_required", "message": "Hãy ghi kết quả thực hiện."}


def test_whoever_comes_second_is_told_so(city: City, assignment: Assignment) -> None:
    post(city["clerk"], f"assignments/{assignment.pk}/receive")
    assert post(city["second_clerk"], f"assignments/{assignment.pk}/receive", code=409)["code"] == "not_open"


def test_a_report_is_reviewed_where_it_belongs(city: City, assignment: Assignment) -> None:
    other = Assignment.objects.get(unit=city.districts[1], campaign=assignment.campaign)
    for pk, people in ((assignment.pk, ("clerk", "officer")), (other.pk, ("other_clerk", "other_officer"))):
        post(city[people[0]], f"assignments/{pk}/receive")
        post(city[people[1]], f"assignments/{pk}/report", {"kind": "final", "text": "Đã rà soát xong."})
    theirs = Report.objects.get(assignment=other)
    reviewer = city.person("HN", "head")
    assert post(reviewer, f"assignments/{assignment.pk}/review", {"report_id": theirs.pk, "accept": True}, code=404)
    assert post(city["officer"], f"assignments/{other.pk}/review", {"report_id": theirs.pk, "accept": True}, code=404)
    theirs.refresh_from_db()
    assert theirs.status == Report.Status.SUBMITTED


# Lists


def test_the_inbox_holds_what_waits_for_me_and_nothing_else(city: City, assignment: Assignment) -> None:
    draft = begun(city)
    (mine,) = get(city["drafter"], "inbox")["items"]
    assert (mine["directive"]["id"], mine["is_mine"], mine["assignment"]) == (draft.pk, True, None)
    (theirs,) = get(city["clerk"], "inbox")["items"]
    assert (theirs["assignment"]["id"], theirs["step"], theirs["directive"]) == (assignment.pk, "Tiếp nhận", None)
    assert get(city["stranger"], "inbox") == {"total": 0, "page": 1, "size": 25, "items": []}


def test_the_conclusion_of_a_campaign_waits_until_nothing_is_open_in_it(city: City, assignment: Assignment) -> None:
    head = city.person("HN", "head")
    follows = [item for item in get(head, "inbox")["items"] if item["directive"]]
    assert follows == []


def test_lists_turn_page_by_page_and_stop_at_their_end(city: City) -> None:
    drafts = [begun(city).pk for _ in range(3)]
    first = get(city["drafter"], "directives", size=2)
    assert (first["total"], [row["id"] for row in first["items"]]) == (3, drafts[:0:-1])
    assert [row["id"] for row in get(city["drafter"], "directives", size=2, page=2)["items"]] == drafts[:1]
    assert get(city["drafter"], "directives", page=1_000_000, size=100)["items"] == []


@pytest.mark.parametrize(
    "query", [{"size": 101}, {"size": 10**30}, {"size": 0}, {"page": 0}, {"page": 10**9}, {"page": "hai"}, {"size": ""}]
)
def test_a_page_of_no_ordinary_size_is_refused(city: City, query: dict[str, Any]) -> None:
    for place in ("directives", "inbox", "assignments"):
        refused = get(city["drafter"], place, code=400, **query)
        assert refused["code"] == "invalid"
        assert next(iter(query)) in refused["message"]


def test_lists_cost_the_same_whatever_their_length(city: City) -> None:
    def cost(person: Person, place: str) -> int:
        client = signed_in(person)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/api/{place}?size=100").status_code == 200
        return len(queries)

    delivered(city)
    begun(city)
    asked = [(city["drafter"], "directives"), (city["drafter"], "inbox"), (city["clerk"], "inbox"), (city["clerk"], "assignments")]
    for person, place in asked:
        get(person, place)  # what is asked once per process
    small = [cost(*one) for one in asked]
    for _ in range(3):
        delivered(city, draft_for_districts(city, tasks=2))
        begun(city)
    assert [cost(*one) for one in asked] == small


def test_directives_are_found_by_words_without_marks_and_by_status(city: City) -> None:
    numbered(city)
    draft = begun(city)
    assert [row["id"] for row in get(city["drafter"], "directives", q="ra soat danh sach")["items"]] == [draft.pk]
    assert [row["id"] for row in get(city["drafter"], "directives", status="draft")["items"]] == [draft.pk]
    assert get(city["drafter"], "directives", q="\x00 %_ danh sách")["total"] == 0
    assert signed_in(city["drafter"]).get("/api/directives?status=x").status_code == 400


def test_a_directive_is_told_with_its_text_and_without_how_it_came_about(city: City) -> None:
    directive = delivered(city)
    told = get(city["officer"], f"directives/{directive.pk}")
    assert (told["designation"], told["status_label"], told["issuer"]["code"]) == (directive.designation, "Đã phát hành", "HN")
    assert told["paragraphs"][0]["text"] == "Ủy ban nhân dân Thành phố yêu cầu các đơn vị thực hiện:"
    assert "drafted_by" not in told
    assert directive.source_text not in json.dumps(told, ensure_ascii=False)
    assert signed_in(city["officer"]).get(told["document_url"]).status_code == 200


def test_the_queues_are_those_of_the_inbox(city: City, assignment: Assignment) -> None:
    assert [row["id"] for row in get(city["officer"], "assignments", state="overdue")["items"]] == [assignment.pk]
    assert get(city["officer"], "assignments", state="done")["items"] == []
    assert "overdue" in get(city["officer"], "assignments", state="late", code=400)["message"]


# Units


def test_a_name_is_found_as_its_writer_means_it(city: City) -> None:
    found = get(city["drafter"], "units", name="UBND quận Ba Đình", on="2021-03-18", context=city.units["HN"].pk)
    assert (found["unit"]["code"], found["candidates"], found["reason"]) == ("BD", [], "")
    group = get(city["drafter"], "units", name="UBND các quận, huyện, thị xã", on="2021-03-18", context=city.units["HN"].pk)["group"]
    assert (group["total"], {unit["code"] for unit in group["units"]}) == (3, {"BD", "HK", "TT"})


def test_a_doubtful_name_gives_candidates_with_their_reasons(city: City) -> None:
    found = get(city["drafter"], "units", name="UBND quận Ba Đìn", on="2021-03-18")
    assert found["unit"] is None
    assert found["reason"]
    assert found["candidates"][0]["unit"]["code"] == "BD"
    assert found["candidates"][0]["reason"]


def test_a_unit_is_told_as_it_stood_on_the_day(city: City) -> None:
    unit, root = city.units["KM"], city.units["HN"]
    decision = draft_reorganisation(root, title="Đổi tên", day=date(2022, 1, 1), basis="01/NQ", by=None, at=AT)
    set_changes(decision, [Rename("HN", "UBND Thủ đô Hà Nội")], by=None, at=AT)
    decide_reorganisation(decision, by=None, at=AT, today=DAY)
    told = get(city["stranger"], f"units/{unit.pk}", on="2021-12-31")
    assert [above["name"] for above in told["above"]] == [root.name, city.units["BD"].name]
    assert get(city["stranger"], f"units/{unit.pk}", on="2022-01-01")["above"][0]["name"] == "UBND Thủ đô Hà Nội"
    refused = get(city["stranger"], f"units/{unit.pk}", on="2019-12-31", code=404)
    assert "31/12/2019" in refused["message"]


@pytest.mark.parametrize("day", ["hôm qua", "31/12/2021", "0001-01-01", "9999-12-31", "2021-02-30", "1609459200"])
def test_a_day_that_no_document_has_is_refused(city: City, day: str) -> None:
    for place in ("units?name=x&", f"units/{city.units['HN'].pk}?"):
        response = signed_in(city["drafter"]).get(f"/api/{place}on={quote(day)}")
        assert response.status_code == 400
        assert "on: " in response.json()["message"]


@pytest.mark.parametrize("name", ["\x00", "%", "((((", "a" * 300, "Sở, " * 70, "\u202eXYZ", "; ".join(["UBND"] * 50)])
def test_a_name_of_any_kind_gets_an_answer(city: City, name: str) -> None:
    assert get(city["drafter"], "units", name=name)["unit"] is None


def test_a_name_too_long_or_blank_is_refused(city: City) -> None:
    assert "300" in get(city["drafter"], "units", name="a" * 301, code=400)["message"]
    assert get(city["drafter"], "units", name="", code=400)["code"] == "invalid"
    assert get(city["drafter"], "units", code=400)["message"] == "Nội dung gửi lên chưa đúng: name: còn thiếu."


# Why


def test_why_tells_the_rule_that_decides(city: City, assignment: Assignment) -> None:
    told = get(city["officer"], f"why/assignment.report/campaigns.assignment/{assignment.pk}")
    assert (told["allowed"], told["rule"], told["right"]["unit"]["code"]) == (True, "act_for_unit", "BD")
    assert told["reason"] == f"Được: bạn có quyền “{told['right']['name']}” tại {assignment.unit.name}."
    told = get(city.person("HN", "officer"), f"why/assignment.report/campaigns.assignment/{assignment.pk}")
    assert not told["allowed"]
    assert "Cần quyền" in told["reason"]


def test_why_tells_whoever_may_not_see_a_thing_just_that(city: City, assignment: Assignment) -> None:
    for act in ("assignment.view", "assignment.report", "assignment.review"):
        told = get(city["stranger"], f"why/{act}/campaigns.assignment/{assignment.pk}")
        assert (told["allowed"], told["rule"], told["right"]) == (False, "assignment.visible", None)
        assert "Bạn chỉ xem được việc của đơn vị mình" in told["reason"]


@pytest.mark.parametrize(
    "place",
    ["directive.view/campaigns.assignment", "person.control/org_hierarchy.person", "x/directives.directive", "directive.view/auth.group"],
)
def test_why_knows_no_act_that_has_no_name_for_people(city: City, place: str) -> None:
    assert get(city["stranger"], f"why/{place}/1", code=404)["code"] == "not_found"


# Who gets in


def test_whoever_is_not_signed_in_is_told_so(city: City, assignment: Assignment) -> None:
    before = footprint()
    for place in ("inbox", "directives", "assignments", f"assignments/{assignment.pk}", "units?name=x", "directives/1"):
        response = Client().get(f"/api/{place}")
        assert (response.status_code, response.json()["code"]) == (401, "signed_out"), place
    for act in ("receive", "report", "review"):
        for client in (Client(), Client(enforce_csrf_checks=True)):
            response = client.post(f"/api/assignments/{assignment.pk}/{act}", "{}", content_type="application/json")
            assert (response.status_code, response.json()["code"]) == (401, "signed_out"), act
    assert footprint() == before


def test_the_stranger_is_told_nothing_and_leaves_no_trace(city: City, assignment: Assignment) -> None:
    before = footprint()
    directive = assignment.campaign.directive
    assert get(city["stranger"], f"directives/{directive.pk}", code=404) == get(city["stranger"], "directives/99999", code=404)
    assert get(city["stranger"], f"assignments/{assignment.pk}", code=404)["code"] == "not_found"
    bodies = {"receive": {}, "report": {"kind": "final", "text": "Xong"}, "review": {"report_id": 1, "accept": True}}
    for act, body in bodies.items():
        assert post(city["stranger"], f"assignments/{assignment.pk}/{act}", body, code=404)["code"] == "not_found"
    for place in ("directives", "assignments", "inbox"):
        assert get(city["stranger"], place)["total"] == 0
    assert footprint() == before


def test_an_act_without_the_pages_token_is_refused(city: City, assignment: Assignment) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(city["clerk"])
    before = footprint()
    address = f"/api/assignments/{assignment.pk}/receive"
    refused = client.post(address)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    assert footprint() == before
    client.get("/api/docs")
    token = client.cookies["csrftoken"].value
    assert client.post(address, headers={"X-CSRFToken": token}).status_code == 200


def test_a_given_password_opens_nothing_before_it_is_changed(city: City) -> None:
    Person.objects.filter(pk=city["clerk"].pk).update(must_change_password=True)
    refused = get(Person.objects.get(pk=city["clerk"].pk), "inbox", code=403)
    assert "đặt mật khẩu riêng" in refused["message"]


def test_a_person_who_left_is_not_signed_in_any_more(city: City) -> None:
    client = signed_in(city["officer"])
    Person.objects.filter(pk=city["officer"].pk).update(is_active=False)
    assert client.get("/api/inbox").status_code == 401


@pytest.mark.parametrize("pk", HOSTILE_IDS)
def test_an_id_that_cannot_be_one_is_not_found(city: City, pk: str) -> None:
    client = signed_in(city["drafter"])
    for place in ("units", "directives", "assignments", "why/unit.view/org_hierarchy.orgunit"):
        assert client.get(f"/api/{place}/{pk}").status_code == 404, place
    assert client.post(f"/api/assignments/{pk}/receive").status_code == 404


@pytest.mark.parametrize(
    "body",
    ["", "[", "null", "[]", '"x"', "{}", '{"kind": "final"}', '{"kind": "half", "text": "x"}', '{"kind": "final", "text": "x", "by": 1}',
     '{"kind": "final", "text": 1}', '{"kind": "final", "text": "x", "numerator": 1e400}', "\xff"],
)  # fmt: skip
def test_a_body_that_is_not_understood_is_refused_in_a_sentence(city: City, assignment: Assignment, body: str) -> None:
    post(city["clerk"], f"assignments/{assignment.pk}/receive")
    before = footprint()
    response = signed_in(city["officer"]).post(
        f"/api/assignments/{assignment.pk}/report", body.encode("latin-1"), content_type="application/json"
    )
    assert response.status_code == 400
    assert response.json().keys() == {"code", "message"}
    assert response.json()["message"].endswith(".")
    assert footprint() == before


@pytest.mark.parametrize(("numerator", "denominator"), [(10**30, 10**31), (-1, 5), (5, 0), (3, None)])
def test_figures_that_nobody_counts_are_refused(city: City, numerator: int, denominator: int | None) -> None:
    directive = delivered(city, draft_for_districts(city, target=100))
    pk = Assignment.objects.get(unit=city.districts[0], campaign__directive=directive).pk
    post(city["clerk"], f"assignments/{pk}/receive")
    body = {"kind": "final", "text": "Xong.", "numerator": numerator, "denominator": denominator}
    assert post(city["officer"], f"assignments/{pk}/report", body, code=400)["code"] == "figure_wrong"
    body |= {"numerator": 3, "denominator": 4}
    sent = post(city["officer"], f"assignments/{pk}/report", body)["reports"][0]
    assert sent["figure"] == {"numerator": 3, "denominator": 4}


# The page of the API


def test_the_page_of_the_api_loads_nothing_from_elsewhere(city: City) -> None:
    response = signed_in(city["drafter"]).get(reverse("api:openapi-view"))
    html = response.content.decode()
    assert response.status_code == 200
    assert "http://" not in html
    assert "https://" not in html
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_description_speaks_vietnamese_and_keeps_the_words_of_the_code_to_itself(city: City) -> None:
    described = signed_in(city["drafter"]).get(reverse("api:openapi-json")).json()
    operations = [operation for methods in described["paths"].values() for operation in methods.values()]
    assert len(operations) == 12
    assert all(operation["summary"] for operation in operations)
    assert not [operation for operation in operations if operation["description"].isascii()]
    assert not [name for name, schema in described["components"]["schemas"].items() if "description" in schema]
