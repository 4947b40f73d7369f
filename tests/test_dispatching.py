"""To whom a directive goes: whoever has a task though no line names it, and the lines that no unit of the system answers to."""

import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from directives.drafting import RecipientDraft
from directives.services import dispatch_of
from org_hierarchy.models import OrgUnit
from org_hierarchy.services import UnitRow
from records.models import Job
from workflows import steps
from workflows.tasks import run_job
from workflows.views.directives import dispatching

from .city import AT, DAY, FIRST_DAY, City, copy_of, draft, drafted, duty, grouped, issued, named, numbered, signed_in

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
    directive = numbered(city, draft(city, duty("Cài đặt ứng dụng.", grouped(everybody))), way=steps)
    client, page = signed_in(city["city_clerk"]), f"/van-ban/{directive.pk}/"

    def spent(ask: Callable[[], HttpResponse], status: int = 200) -> float:
        begun = time.process_time()
        with CaptureQueriesContext(connection) as asked:
            assert ask().status_code == status
        # the processor's time, which other work on the machine does not stretch, and what the database took
        return time.process_time() - begun + sum(float(query["time"]) for query in asked.captured_queries) * waits

    # a clerk has signed in and seen the inbox: modules are loaded when the server starts (config/wsgi.py), not by a visitor
    client.get("/hop-viec/")
    waits = connection.vendor == "postgresql"  # SQLite answers in this process, whose time is counted already
    took = {"before": spent(lambda: client.get(page)), "dispatch": spent(lambda: client.post(f"{page}phat-hanh/"), 302)}
    run_job(Job.objects.get(kind="deliver_directive").pk)
    assert directive.recipients.count() == 10_000
    took["after"] = spent(lambda: client.get(page))
    took["list"] = spent(lambda: client.get(f"{page}noi-nhan/"))
    took["last"] = spent(lambda: client.get(f"{page}noi-nhan/?trang=200&tim=cong+ty"))
    took["ask back"] = spent(lambda: client.post(f"{page}lay-lai/", {"everyone": "on", "reason": "Gửi nhầm."}), 302)
    assert max(took.values()) < 1, took
