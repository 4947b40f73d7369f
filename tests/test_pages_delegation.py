"""Giving work on, and acting on many, as people meet them in the browser."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Assignment, Extension
from campaigns.services import Part
from directives.models import Directive, Recipient
from org_hierarchy.services import UnitRow
from records.models import Event, Job
from workflows import steps

from .city import AT, DAY, FIRST_DAY, City, delivered, draft_for_districts, refused, signed_in

pytestmark = pytest.mark.django_db

Status = Assignment.Status


def of(city: City, code: str = "BD") -> Assignment:
    loaded = ("campaign__directive", "campaign__issuer", "campaign__monitor", "unit", "reviewer", "task", "parent")
    return Assignment.objects.select_related(*loaded).get(unit=city.units[code])


@pytest.fixture
def directive(city: City) -> Directive:
    """Due in forty days from now, for pages know no other day."""
    found = delivered(city, draft_for_districts(city))
    ahead = timezone.localdate() + timedelta(days=40)
    Assignment.objects.update(due_date=ahead, original_due_date=ahead)
    return found


@pytest.fixture
def district(city: City, directive: Directive) -> Assignment:
    steps.receive_assignment(of(city), by=city["officer"], at=AT, today=DAY)
    return of(city)


def shown(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    html: str = response.content.decode()
    return html


def test_a_unit_chooses_says_what_each_is_given_and_gives_it(city: City, district: Assignment) -> None:
    client, url = signed_in(city["officer"]), reverse("workflows:delegate", args=[district.pk])
    first = shown(client.get(url))
    assert "Tất cả 2 đơn vị" in first
    kim_ma, truc_bach = city.units["KM"], city.units["TB"]
    chosen = {"groups": "ubnd.commune", "note": "Rà soát từng tổ."}
    second = shown(client.post(url, chosen))
    assert "2 đơn vị được chọn" in second
    for unit in (kim_ma, truc_bach):
        assert f'name="target-{unit.pk}"' in second
    assert "Rà soát từng tổ." in second
    assert not Assignment.objects.filter(parent=district).exists()
    told = {f"target-{kim_ma.pk}": "1.200", f"target-{truc_bach.pk}": "800", f"note-{kim_ma.pk}": "Gồm cả chợ"}
    page = client.post(url, chosen | told | {"total": "2000", "confirm": "1"}, follow=True)
    assert "Đã giao tiếp cho 2 đơn vị" in shown(page)
    child = of(city, "KM")
    assert (child.target, child.note) == (1200, "Rà soát từng tổ.\nGồm cả chợ")
    assert of(city).target == 2000
    assert "Giao tiếp: 2 đơn vị" in shown(client.get(reverse("workflows:assignment", args=[district.pk])))


def test_what_was_typed_stays_when_it_is_refused(city: City, district: Assignment) -> None:
    client, url = signed_in(city["officer"]), reverse("workflows:delegate", args=[district.pk])
    unit = city.units["KM"].pk
    after = (timezone.localdate() + timedelta(days=60)).strftime("%d/%m/%Y")
    values = {"units": unit, "due_date": after, "note": "Ghi rõ từng tổ", f"target-{unit}": "55", "confirm": "1"}
    page = shown(client.post(url, values), 400)
    assert "sau hạn của đơn vị" in page
    for typed in (after, "Ghi rõ từng tổ", 'value="55"'):
        assert typed in page
    assert "không phải số" in shown(client.post(url, values | {f"target-{unit}": "mười"}), 400)
    assert "Vui lòng chọn ít nhất một đơn vị" in shown(client.post(url, {"note": "x"}), 400)
    assert "Vui lòng ghi lý do xin gia hạn" in shown(client.post(url, {"units": unit, "wanted_date": after}), 400)
    assert not Assignment.objects.filter(parent=district).exists()


def test_a_wrong_share_and_a_missing_one_are_said_at_their_rows(city: City, district: Assignment) -> None:
    client, url = signed_in(city["officer"]), reverse("workflows:delegate", args=[district.pk])
    kim_ma, truc_bach = city.units["KM"].pk, city.units["TB"].pk
    values = {"groups": "ubnd.commune", f"target-{kim_ma}": "mười", f"target-{truc_bach}": "7", "confirm": "1"}
    page = shown(client.post(url, values), 400)
    assert "Phần giao của 1 đơn vị chưa đúng" in page
    assert "Chỉ tiêu “mười” không phải số" in page.split(f'id="wrong-target-{kim_ma}"')[1].split("</div>")[0]
    assert f'id="wrong-target-{truc_bach}"' not in page
    page = shown(client.post(url, values | {f"target-{kim_ma}": ""}), 400)
    assert "Hãy ghi chỉ tiêu cho mọi đơn vị" in page
    assert "Chưa ghi chỉ tiêu" in page.split(f'id="wrong-target-{kim_ma}"')[1].split("</div>")[0]
    assert f'id="wrong-target-{truc_bach}"' not in page


def test_more_time_is_asked_for_in_the_same_act(city: City, district: Assignment) -> None:
    client, url = signed_in(city["officer"]), reverse("workflows:delegate", args=[district.pk])
    after = timezone.localdate() + timedelta(days=60)
    values = {"units": city.units["KM"].pk, "wanted_date": f"{after:%d/%m/%Y}", "reason": "Địa bàn rộng", "confirm": "1"}
    assert client.post(url, values).status_code == 302
    assert Extension.objects.get().proposed_date == after


def test_units_may_end_behind_the_own_day_once_more_time_is_granted(city: City, district: Assignment) -> None:
    client, url = signed_in(city["officer"]), reverse("workflows:delegate", args=[district.pk])
    own, after = of(city).due_date, timezone.localdate() + timedelta(days=60)
    assert own is not None
    values = {"units": city.units["KM"].pk, "due_date": f"{after - timedelta(days=5):%d/%m/%Y}", "confirm": "1"}
    page = shown(client.post(url, values), 400)
    assert "sau hạn của đơn vị" in page
    assert "<details open>" in page, "the way to ask for it stands open"
    values |= {"wanted_date": f"{after:%d/%m/%Y}", "reason": "Địa bàn rộng"}
    said = shown(client.post(url, values, follow=True))
    assert f"trong khi chờ, hạn của các đơn vị là {own:%d/%m/%Y}" in said
    assert (of(city, "KM").due_date, Extension.objects.get().proposed_date) == (own, after)


def test_the_own_unit_is_not_among_those_to_choose_from(city: City, district: Assignment) -> None:
    client, url = signed_in(city["officer"]), reverse("workflows:delegate", args=[district.pk])
    found = shown(client.post(url, {"units-tim": "Ba Đình"}), 400)
    assert f'value="{city.units["BD"].pk}"' not in found
    assert "phường Kim Mã" in shown(client.post(url, {"units-tim": "Kim Mã"}), 400)
    assert "không thuộc phạm vi" in shown(client.post(url, {"units": district.unit_id}), 400)


def test_work_whose_day_has_passed_is_not_offered_to_be_given_on(city: City, district: Assignment) -> None:
    client, url = signed_in(city["officer"]), reverse("workflows:delegate", args=[district.pk])
    Assignment.objects.filter(pk=district.pk).update(due_date=timezone.localdate() - timedelta(days=1))
    html = shown(client.get(district.get_absolute_url()))
    assert f'href="{url}"' not in html
    assert "hãy đề nghị cơ quan giao việc gia hạn trước" in html
    assert 'name="note"' not in shown(client.get(url))
    Assignment.objects.filter(pk=district.pk).update(due_date=timezone.localdate())
    assert f'href="{url}"' in shown(client.get(district.get_absolute_url()))


def test_no_standstill_is_offered_while_those_below_are_at_it(city: City, district: Assignment) -> None:
    client, page, ask = signed_in(city["officer"]), district.get_absolute_url(), reverse("workflows:ask_suspension", args=[district.pk])
    assert f'action="{ask}"' in shown(client.get(page))
    steps.delegate(district, parts=[Part(city.units["KM"].pk)], by=city["officer"], at=AT, today=DAY)
    steps.report_anyway(of(city), by=city["officer"], at=AT)
    assert f'action="{ask}"' not in shown(client.get(page))
    refused("delegated", lambda: steps.ask_suspension(of(city), reason="Mưa lũ", by=city["officer"], at=AT))


def test_the_page_shows_all_below_and_takes_a_part_back(city: City, district: Assignment) -> None:
    steps.delegate(district, parts=[Part(city.units["KM"].pk), Part(city.units["TB"].pk)], by=city["officer"], at=AT, today=DAY)
    client, page = signed_in(city["officer"]), reverse("workflows:assignment", args=[district.pk])
    html = shown(client.get(page))
    for name in ("KM", "TB"):
        assert city.units[name].name in html
    assert "Tiếp tục tự báo cáo" in html
    assert "Báo cáo hoàn thành" not in html.split('id="bao-cao"')[1].split("</section>")[0]
    act, child = reverse("workflows:recall_delegated", args=[district.pk]), of(city, "KM")
    assert "chọn ít nhất một đơn vị" in shown(client.post(act, {"reason": "Nhầm"}), 400)
    assert f'name="children" value="{child.pk}" checked' in shown(client.post(act, {"reason": "", "children": child.pk}), 400)
    assert client.post(act, {"reason": "Nhầm", "children": child.pk}).status_code == 302
    assert of(city, "KM").status == Status.RECALLED
    ward = shown(signed_in(city.person("KM")).get(reverse("workflows:assignment", args=[child.pk])))
    assert "Nhiệm vụ đã được thu hồi" in ward
    assert "Nhầm" in ward
    client.post(reverse("workflows:report_anyway", args=[district.pk]))
    assert of(city).waits_for_children is False
    assert "Báo cáo hoàn thành" in shown(client.get(page))


def test_a_ward_sees_who_gave_it_the_work_and_what_was_said(city: City, district: Assignment) -> None:
    steps.delegate(
        district, parts=[Part(city.units["KM"].pk, target=30)], note="Làm trước ngày 20", by=city["officer"], at=AT, today=DAY
    )  # fmt: skip
    child = of(city, "KM")
    html = shown(signed_in(city.person("KM")).get(reverse("workflows:assignment", args=[child.pk])))
    assert f"{city.units['BD'].name} giao tiếp" in html
    assert "Làm trước ngày 20" in html
    assert "Chỉ tiêu giao" in html
    assert signed_in(city.person("KM")).get(reverse("workflows:assignment", args=[district.pk])).status_code == 403
    assert signed_in(city.person("KM")).get(child.campaign.directive.get_absolute_url()).status_code == 200


def test_the_page_costs_the_same_for_three_below_and_for_thirty(city: City, district: Assignment) -> None:
    city.add([UnitRow(f"W{n}", f"Tổ dân phố {n}", "to", "ubnd", "commune", FIRST_DAY, parent="BD") for n in range(30)])
    client, page = signed_in(city["officer"]), reverse("workflows:assignment", args=[district.pk])
    counts = []
    for some in (range(3), range(3, 30)):
        parts = [Part(city.units[f"W{n}"].pk) for n in some]
        steps.delegate(of(city), parts=parts, by=city["officer"], at=AT, today=DAY)
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            shown(client.get(page))
        counts.append(len(captured))
    assert counts[0] == counts[1]


# Many at once


def test_the_issuer_extends_what_it_chose_and_then_all_that_the_list_has(city: City, directive: Directive) -> None:
    client, campaign = signed_in(city["chairman"]), directive.campaign
    page, url = reverse("campaigns:campaign", args=[campaign.pk]), reverse("workflows:group_act", args=[campaign.pk])
    assert "data-bulk" in shown(client.get(page))
    chosen = of(city)
    form = shown(client.post(url, {"act": "extend", "chosen": chosen.pk}))
    assert "1 việc đã chọn" in form
    assert "Tất cả 3 việc chưa xong" in form
    day = timezone.localdate() + timedelta(days=50)
    values = {"act": "extend", "chosen": chosen.pk, "confirm": "1", "due_date": f"{day:%d/%m/%Y}", "reason": "Mưa bão"}
    assert shown(client.post(url, values | {"scope": "chosen", "reason": ""}), 400)
    answer = client.post(url, values | {"scope": "chosen"}, follow=True)
    assert "Gia hạn: đã thực hiện với 1 việc" in shown(answer)
    again = shown(client.post(url, values | {"scope": "chosen"}), 400)
    assert "Chưa gia hạn việc nào" in again
    assert "Mưa bão" in again
    assert list(Assignment.objects.filter(due_date=day)) == [chosen]
    under = city.units["HK"].pk
    client.post(f"{url}?duoi={under}", values | {"scope": "all"})
    assert set(Assignment.objects.filter(due_date=day).values_list("unit__code", flat=True)) == {"BD", "HK"}


def test_a_reminder_reaches_the_units_and_says_so(city: City, directive: Directive) -> None:
    url = reverse("workflows:group_act", args=[directive.campaign.pk])
    values = {"act": "remind", "confirm": "1", "scope": "all", "text": "Gửi báo cáo trước thứ Sáu"}
    answer = signed_in(city["chairman"]).post(url, values, follow=True)
    assert "đã thực hiện với 3 việc" in shown(answer)
    assert Event.objects.get(action="campaigns.reminded").after["count"] == 3


def test_many_become_a_job_that_the_page_leads_to(city: City, directive: Directive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.steps.AT_ONCE", 2)
    client, campaign = signed_in(city["chairman"]), directive.campaign
    url = reverse("workflows:group_act", args=[campaign.pk])
    values = {"act": "recall", "confirm": "1", "scope": "all", "reason": "Ban hành lại"}
    assert "Thu hồi nhiệm vụ" in shown(client.post(url, values, follow=True))
    assert Job.objects.get(kind=steps.GROUP_ACT).arguments["chosen"] == sorted(Assignment.objects.values_list("pk", flat=True))


def test_units_are_added_on_their_page(city: City, directive: Directive) -> None:
    client, campaign = signed_in(city["chairman"]), directive.campaign
    url = reverse("workflows:add_units", args=[campaign.pk])
    assert "Bổ sung đơn vị vào đợt" in shown(client.get(url))
    task, day = campaign.tasks.get(), timezone.localdate() + timedelta(days=20)
    values = {"units": city.units["SYT"].pk, "tasks": task.pk, "reason": "Bổ sung đầu mối", "due_date": f"{day:%d/%m/%Y}"}
    assert "đã qua" in shown(client.post(url, values | {"due_date": ""}), 400)
    assert client.post(url, values).status_code == 302
    assert Assignment.objects.get(unit=city.units["SYT"]).due_date == day
    assert Recipient.objects.filter(directive=directive, unit=city.units["SYT"]).exists()


def test_who_may_not_steer_is_not_offered_it_and_is_refused(city: City, directive: Directive) -> None:
    campaign = directive.campaign
    client = signed_in(city["officer"])
    html = shown(client.get(reverse("campaigns:campaign", args=[campaign.pk])))
    assert "thao-tac" not in html
    assert "data-bulk" not in html
    for act in ("remind", "extend", "recall", "remove"):
        assert client.post(reverse("workflows:group_act", args=[campaign.pk]), {"act": act}).status_code == 403
    assert client.get(reverse("workflows:add_units", args=[campaign.pk])).status_code == 403
    unknown = signed_in(city["chairman"]).post(reverse("workflows:group_act", args=[campaign.pk]), {"act": "burn"})
    assert unknown.status_code == 302


def test_a_clerk_takes_in_what_it_chose_of_the_inbox_and_then_the_rest(city: City, directive: Directive) -> None:
    second = delivered(city, draft_for_districts(city, tasks=2))
    client, url = signed_in(city["clerk"]), reverse("workflows:receive_many")
    listed = shown(client.get(reverse("workflows:inbox"), {"hang": "new"}))
    assert 'name="chosen"' in listed
    mine = Assignment.objects.get(unit=city.units["BD"], campaign=directive.campaign)
    other = Assignment.objects.get(unit=city.units["HK"], campaign=directive.campaign)
    answer = shown(client.post(url, {"act": "receive", "chosen": [mine.pk, other.pk]}, follow=True))
    assert "Đã tiếp nhận 1 việc, vào sổ 1 văn bản" in answer
    other.refresh_from_db()
    assert other.status == Status.ISSUED
    answer = shown(client.post(url, {"whole": "1"}, follow=True))
    assert "Đã tiếp nhận 2 việc, vào sổ 1 văn bản" in answer
    assert set(Assignment.objects.filter(unit=city.units["BD"]).values_list("status", flat=True)) == {Status.RECEIVED}
    assert "Không còn việc nào chờ tiếp nhận" in shown(client.post(url, {"whole": "1"}, follow=True))
    assert second.recipients.get(unit=city.units["BD"]).status == Recipient.Status.RECEIVED


def test_very_many_are_taken_in_by_a_job(city: City, directive: Directive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.steps.RECEIVED_AT_ONCE", 0)
    answer = signed_in(city["clerk"]).post(reverse("workflows:receive_many"), {"whole": "1"})
    job = Job.objects.get(kind=steps.GROUP_ACT)
    assert answer.url == job.get_absolute_url()  # type: ignore[attr-defined]
    steps.do_group_act(_running(job))
    assert of(city).status == Status.RECEIVED
    refused("not_open", lambda: steps.reopen(of(city), reason="x", new_due_date=None, by=city["chairman"], at=AT, today=DAY))


def _running(job: Job) -> Job:
    Job.objects.filter(pk=job.pk).update(status=Job.Status.RUNNING)
    job.refresh_from_db()
    return job
