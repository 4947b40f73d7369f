"""To whom a directive goes: whoever has a task though no line names it, and the lines that no unit of the system answers to."""

import re
from typing import Any

import pytest
from django.http import HttpResponse

from benchmarks.measure import cpu_micros
from directives.drafting import RecipientDraft
from directives.services import dispatch_of
from org_hierarchy.models import OrgUnit
from org_hierarchy.services import UnitRow
from records import jobs
from records.models import Job
from workflows import bulk, steps
from workflows.tasks import run_job
from workflows.views.directives import dispatching

from .city import (
    AT,
    CAST,
    DAY,
    FIRST_DAY,
    PASSWORD,
    City,
    Role,
    copy_of,
    delivered,
    dispatched,
    draft,
    draft_for_districts,
    drafted,
    duty,
    grouped,
    issued,
    named,
    signed_in,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def test_a_unit_with_a_task_that_no_line_names_is_told_of_and_sent_to_all_the_same(city: City) -> None:
    content = draft(city, duty("Rà soát.", named(city.units["SYT"])), addressees=("UBND các quận, huyện, thị xã",))
    directive = drafted(city, content)
    assert dispatch_of(directive, on=DAY).unlisted == {city.units["SYT"].pk}
    assert copy_of(issued(city, content), city.units["SYT"]).role == "thuc_hien"


def test_units_that_a_line_names_and_partners_are_not_told_of(city: City) -> None:
    duties = duty("Rà soát.", named(city.units["SYT"]), named(city.units["BHXHHN"], "coordinating"))
    directive = drafted(city, draft(city, duties, addressees=("Sở Y tế",)))
    assert not dispatch_of(directive, on=DAY).unlisted


def test_lines_that_no_unit_answers_to_are_outside_and_notes_are_nobody(city: City) -> None:
    lines = (RecipientDraft("Như trên"), RecipientDraft("Bưu điện Thành phố"), RecipientDraft("Lưu: VT"), RecipientDraft("Sở Y tế"))
    directive = drafted(city, addressees=("Hội Những người yêu hoa", "UBND thành phố Hà Nội"), recipients=lines)
    assert dispatch_of(directive, on=DAY).outside == {0: "Hội Những người yêu hoa", 3: "Bưu điện Thành phố"}


def test_a_place_that_is_still_to_be_filled_in_is_nobody_outside(city: City) -> None:
    lines = (RecipientDraft("[… nơi nhận khác]"), RecipientDraft("Bưu điện Thành phố"))
    directive = drafted(city, recipients=lines)
    notes = dispatching.dispatch_notes(directive, on=DAY)
    assert notes is not None
    assert notes.outside == ["Bưu điện Thành phố"]


def test_the_page_and_the_desk_name_who_is_not_listed_and_who_is_outside(city: City) -> None:
    content = draft(city, duty("Rà soát.", named(city.units["SYT"])), addressees=("Hội Những người yêu hoa",))
    directive = drafted(city, content, way=steps)
    client = signed_in(city["drafter"])
    for page in (f"/van-ban/{directive.pk}/", f"/van-ban/{directive.pk}/soan/"):
        text = client.get(page).content.decode()
        assert "chưa nằm trong Kính gửi, Nơi nhận:</b> Sở Y tế" in text
        assert "Nơi nhận ngoài hệ thống:</b> Hội Những người yêu hoa" in text


def test_of_many_units_that_are_not_listed_some_are_named_and_the_rest_counted(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatching, "MOST_NAMED", 2)
    duties = duty("Rà soát.", *(named(unit) for unit in (*city.districts, city.units["SYT"])))
    notes = dispatching.dispatch_notes(drafted(city, draft(city, duties)), on=DAY)
    assert notes
    assert (len(notes.unlisted), notes.unlisted_left) == (2, 2)


def test_nothing_is_warned_about_once_it_has_gone_out(city: City) -> None:
    directive = issued(city, draft(city, duty("Rà soát.", named(city.units["SYT"])), addressees=("Hội Những người yêu hoa",)))
    directive.refresh_from_db()
    assert directive.issued_at == AT
    text = signed_in(city["city_officer"]).get(f"/van-ban/{directive.pk}/").content.decode()
    assert "chưa nằm trong" not in text


@pytest.mark.long
def test_ten_thousand_recipients_are_issued_from_the_page_in_requests_of_less_than_a_second(city: City) -> None:
    many = [
        UnitRow(f"DN{n}", f"Công ty số {n}", OrgUnit.Kind.EMPLOYER, OrgUnit.Line.COMMITTEE, OrgUnit.Level.COMMUNE, FIRST_DAY, parent="BD")
        for n in range(10_000)
    ]
    city.add(many)
    everybody = city.group(kinds=(OrgUnit.Kind.EMPLOYER,), levels=(OrgUnit.Level.COMMUNE,))
    directive = drafted(city, draft(city, duty("Cài đặt ứng dụng.", grouped(everybody)), monitor="BHXHHN"), way=steps)
    cast = ("drafter", "division_head", "office_head", "chairman", "city_clerk", "monitor")
    clients = {name: signed_in(city[name]) for name in cast} | {"receiver": signed_in(city.person("DN5000", Role.CLERK))}
    took: dict[str, float] = {}

    def ask(who: str, address: str, sent: dict[str, Any] | None = None, *, step: str = "") -> HttpResponse:
        client, answers = clients[who], []
        # time of cores, ours and the server's, which other work on the machine does not stretch
        spent = cpu_micros(lambda: answers.append(client.get(address) if sent is None else client.post(address, sent)), pieces=1)
        took[f"{who} {address} {step}"] = spent / 1e6
        assert answers[0].status_code == (200 if sent is None else 302), (who, address)
        return answers[0]

    # they have signed in and seen the inbox: modules are loaded when the server starts (config/wsgi.py), not by a visitor
    for client in clients.values():
        client.get("/hop-viec/")
    page = f"/van-ban/{directive.pk}/"
    ask("drafter", f"{page}soan/")
    for who, act in (("drafter", "trinh/"), ("division_head", "duyet-noi-dung/"), ("office_head", "duyet-the-thuc/"), ("chairman", "ky/")):
        shown = ask(who, page).context
        signing = {"password": PASSWORD, "way": shown["sign_form"].fields["way"].initial} if act == "ky/" else {}
        ask(who, page + act, {"version": shown["directive"].version} | signing)
    for act in ("cap-so/", "phat-hanh/"):
        ask("city_clerk", page, step=f"before {act}")
        ask("city_clerk", page + act, {})
    ask("city_clerk", page, step="meanwhile")
    run_job(Job.objects.get(kind="deliver_directive").pk)
    assert directive.recipients.count() == len(many) + 1
    campaign = directive.campaign.get_absolute_url()
    for who in ("city_clerk", "drafter", "monitor", "receiver"):
        for address in (page, campaign, "/dot/", "/hop-viec/", "/thong-bao/"):
            ask(who, address, step="after")
    for address in (f"{page}noi-nhan/", f"{page}noi-nhan/?trang=200&tim=cong+ty", f"{campaign}cay/{city.units['BD'].pk}/?trang=50"):
        ask("city_clerk", address)
    ask("city_clerk", f"{page}lay-lai/", {"everyone": "on", "reason": "Gửi nhầm."})
    ask("city_clerk", page, step="asked back")
    assert max(took.values()) < 1, took


def test_a_delivery_that_is_stopped_says_of_how_many_it_has_given(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    _, job = dispatched(city, draft_for_districts(city, tasks=2))

    def stopped(assignments: Any) -> None:
        raise RuntimeError(f"stopped before {len(assignments)}")

    with monkeypatch.context() as patched:
        patched.setattr(bulk, "start", stopped)
        run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.done_count, job.total_count) == (Job.Status.FAILED, 0, 6)
    jobs.retry(job, at=AT)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.done_count, job.total_count) == (Job.Status.DONE, 6, 6)


def test_the_page_of_a_document_leads_to_its_campaign_only_those_to_whom_that_is_open(city: City) -> None:
    directive = delivered(city, draft(city))  # Sở Y tế carries it out; the districts are told

    def shown(name: str) -> str:
        return signed_in(city[name] if name in CAST else city.person(name)).get(f"/van-ban/{directive.pk}/").content.decode()

    def results(name: str) -> list[str]:
        return re.findall(r">(Kết quả [^<]*)<", shown(name))

    campaign = directive.campaign.get_absolute_url()
    assert f'href="{campaign}"' in shown("chairman")
    assert results("chairman") == ["Kết quả 1 đơn vị, 1 việc"]
    assert results("SYT") == ["Kết quả 1 đơn vị, 1 việc mà bạn xem được"]
    told = shown("officer")
    assert directive.designation in told
    assert campaign not in told, "it answers 403 to them"
