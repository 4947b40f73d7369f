"""From a list of who is late or silent to a letter that urges them: drafted by one click, then on its way like any other directive."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from campaigns.models import Assignment, Campaign, Chase
from directives.citing import first_citation
from directives.documents import letter_docx, letter_facts
from directives.layout import check
from directives.models import Directive, Recipient
from org_hierarchy.models import OrgUnit
from records.files import open_file
from records.models import Event
from workflows import steps
from workflows.tasks import run_job

from .city import DAY, DUE, City, at, committee, delivered, draft_for_districts, refused, signed_in

pytestmark = pytest.mark.django_db

LATE = DUE + timedelta(days=12)
STATEMENTS, PAGE_STATEMENTS = 60, 60


@pytest.fixture
def campaign(city: City) -> Campaign:
    """Two tasks for the three districts; Ba Đình has finished, Hoàn Kiếm has reported one task, Thanh Trì nothing."""
    directive = delivered(city, draft_for_districts(city, tasks=2))
    campaign = Campaign.objects.select_related("directive__issuer", "issuer", "monitor").get(directive=directive)
    for task in (0, 1):
        city.accept(city.report(city.assignment(campaign, "BD", task)))
    city.accept(city.report(city.assignment(campaign, "HK", 0)))
    return campaign


def chase(city: City, campaign: Campaign, *, by: str = "drafter", today: date = LATE, **changes: Any) -> Directive:
    values = {
        "sender": campaign.issuer,
        "drafting_unit": city.units["VX"],
        "deadline": today + timedelta(days=7),
        "by": city[by],
        "at": at(today, 9),
        "today": today,
    }
    return steps.draft_chase(campaign, Assignment.objects.all(), **(values | changes))


def dispatch(city: City, directive: Directive, *, on: date) -> None:
    """Along its whole way, to the last unit."""
    moment = at(on, 10)
    steps.submit(directive, by=city["drafter"], at=moment)
    steps.approve_content(directive, by=city["division_head"], at=moment)
    steps.approve_form(directive, by=city["office_head"], at=moment)
    steps.sign(directive, appointment=city.seat(city["chairman"]), by=city["chairman"], at=moment)
    steps.number(directive, by=city["city_clerk"], at=moment, today=on)
    run_job(steps.dispatch(directive, by=city["city_clerk"], at=moment).pk)
    directive.refresh_from_db()


def test_the_letter_names_what_is_owed_and_rests_on_the_directive(city: City, campaign: Campaign) -> None:
    draft = chase(city, campaign)
    letter = letter_facts(draft)
    assert letter.subject == f"đôn đốc {campaign.name}"
    assert letter.addressees == ("Ủy ban nhân dân huyện Thanh Trì", "Ủy ban nhân dân quận Hoàn Kiếm")
    words = " ".join(paragraph.text for paragraph in letter.body if hasattr(paragraph, "text"))
    assert first_citation(campaign.directive) in words
    assert "còn 03 nhiệm vụ quá hạn của 02 cơ quan, đơn vị" in words
    assert f"{campaign.issuer.name} yêu cầu:" in words
    (appendix,) = letter.appendices
    assert appendix.landscape
    (table,) = appendix.body
    assert [row[1:2] + row[4:] for row in table.rows] == [  # type: ignore[union-attr]
        ("Ủy ban nhân dân huyện Thanh Trì", "31/3/2021", "12", "Chưa tiếp nhận, chưa có báo cáo"),
        ("Ủy ban nhân dân huyện Thanh Trì", "31/3/2021", "12", "Chưa tiếp nhận, chưa có báo cáo"),
        ("Ủy ban nhân dân quận Hoàn Kiếm", "31/3/2021", "12", "Chưa tiếp nhận"),
    ]
    (basis,) = draft.bases.all()
    assert basis.cited_id == campaign.directive_id
    assert not draft.duties.exists()


def test_the_letter_has_no_fault_of_layout(city: City, campaign: Campaign) -> None:
    city["chairman"].full_name = "Nguyễn Văn An"
    city["chairman"].save()
    draft = chase(city, campaign)
    dispatch(city, draft, on=LATE)
    found = check(letter_docx(draft), today=LATE, unit=campaign.issuer).findings
    assert [f"{one.rule} {one.component}: {one.found}; {one.asked}" for one in found] == []


def test_before_the_day_only_who_is_silent_is_urged_and_no_day_late_is_counted(city: City, campaign: Campaign) -> None:
    letter = letter_facts(chase(city, campaign, today=DAY + timedelta(days=3)))
    (table,) = letter.appendices[0].body
    assert [(row[1], row[5]) for row in table.rows] == [("Ủy ban nhân dân huyện Thanh Trì", "–")] * 2  # type: ignore[union-attr]
    assert any(
        "còn 02 nhiệm vụ chưa có báo cáo của 01 cơ quan" in paragraph.text for paragraph in letter.body if hasattr(paragraph, "text")
    )


def test_the_signed_letter_reaches_whom_its_appendix_names_and_gives_no_new_task(city: City, campaign: Campaign) -> None:
    before = Assignment.objects.count()
    draft = chase(city, campaign)
    dispatch(city, draft, on=LATE)
    assert draft.status == Directive.Status.ISSUED
    assert set(Recipient.objects.filter(directive=draft).values_list("unit__code", flat=True)) == {"TT", "HK"}
    assert not draft.outside_recipients.exists()
    assert Assignment.objects.count() == before
    assert not Campaign.objects.filter(directive=draft).exists()
    document = Document(BytesIO(open_file(draft.document).read()))  # type: ignore[arg-type]
    wide = document.sections[-1]
    assert wide.page_width > wide.page_height  # type: ignore[operator]
    assert [cell.text for cell in document.tables[-1].rows[1].cells][1] == "Ủy ban nhân dân huyện Thanh Trì"
    chased = Chase.objects.get(directive=draft)
    assert set(chased.assignments.values_list("unit__code", flat=True)) == {"TT", "HK"}


def test_what_the_letter_says_is_frozen_with_the_signature(city: City, campaign: Campaign) -> None:
    draft = chase(city, campaign)
    dispatch(city, draft, on=LATE)
    draft.appendix_tables.update(title="Khác", table={})
    draft.refresh_from_db()
    assert letter_facts(draft).appendices[0].title == "Danh sách nhiệm vụ quá hạn"


def test_the_monitor_asks_and_reports_to_the_issuer(city: City) -> None:
    content = draft_for_districts(city)
    directive = delivered(city, type(content)(**{**vars_of(content), "monitor_id": city.units["BHXHHN"].pk}))
    campaign = Campaign.objects.select_related("directive__issuer", "issuer", "monitor").get(directive=directive)
    monitor = city.units["BHXHHN"]
    draft = chase(city, campaign, by="monitor", sender=monitor, drafting_unit=monitor)
    letter = letter_facts(draft)
    words = [paragraph.text for paragraph in letter.body if hasattr(paragraph, "text")]
    assert f"{monitor.name} đề nghị:" in words
    assert any(f"tổng hợp, báo cáo {campaign.issuer.name}" in text for text in words)
    assert not any("yêu cầu" in text for text in words)
    assert ("để b/c", campaign.issuer.name) in {(line.note, line.name) for line in letter.recipients}


def vars_of(content: Any) -> dict[str, Any]:
    return {name: getattr(content, name) for name in content.__dataclass_fields__}


def test_who_may_not_urge_is_refused_and_nothing_is_left(city: City, campaign: Campaign) -> None:
    for by, code in (("officer", "forbidden"), ("stranger", "forbidden")):
        refused(code, lambda by=by: chase(city, campaign, by=by))  # type: ignore[misc]
    refused("wrong_sender", lambda: chase(city, campaign, sender=city.units["BHXHHN"]))
    refused("deadline_wrong", lambda: chase(city, campaign, deadline=LATE))
    refused("nothing_owed", lambda: steps.draft_chase(
        campaign, Assignment.objects.filter(unit=city.units["BD"]), sender=campaign.issuer, drafting_unit=city.units["VX"],
        deadline=LATE + timedelta(days=1), by=city["drafter"], at=at(LATE, 9), today=LATE,
    ))  # fmt: skip
    assert not Chase.objects.exists()


def test_pressed_twice_it_is_one_draft_and_another_list_is_another(city: City, campaign: Campaign) -> None:
    first = chase(city, campaign)
    assert chase(city, campaign) == first
    among = Assignment.objects.filter(unit=city.units["TT"])
    other = steps.draft_chase(
        campaign, among, sender=campaign.issuer, drafting_unit=city.units["VX"], deadline=LATE + timedelta(days=7), by=city["drafter"],
        at=at(LATE, 9), today=LATE,
    )  # fmt: skip
    assert other != first
    assert Event.objects.filter(action="campaigns.chase_drafted").count() == 2


def test_the_page_offers_the_letter_for_its_list_and_leads_to_the_draft(city: City, campaign: Campaign) -> None:
    client = signed_in(city["drafter"])
    page = client.get(f"/dot/{campaign.pk}/?duoi={city.units['TT'].pk}").content.decode()
    assert "Soạn công văn đôn đốc 1 đơn vị" in page
    answer = client.post(f"/dot/{campaign.pk}/don-doc/?duoi={city.units['TT'].pk}")
    draft = Directive.objects.latest("pk")
    assert answer.headers["Location"] == f"/van-ban/{draft.pk}/soan/"
    assert set(draft.chase.assignments.values_list("unit__code", flat=True)) == {"TT"}
    assert f"{draft.designation}" in client.get(f"/dot/{campaign.pk}/").content.decode()
    letter = client.get(f"/van-ban/{draft.pk}/").content.decode()
    assert "Lập phụ lục" in letter
    assert "Danh sách nhiệm vụ quá hạn, 2 dòng" in letter
    assert "Soạn công văn đôn đốc" in client.get(campaign.directive.get_absolute_url()).content.decode()
    assert "Soạn công văn đôn đốc" not in signed_in(city["officer"]).get(campaign.directive.get_absolute_url()).content.decode()
    assert "Công văn đôn đốc" not in signed_in(city["officer"]).get(f"/dot/{campaign.pk}/").content.decode()


def test_only_the_rows_that_were_chosen_are_urged(city: City, campaign: Campaign) -> None:
    client = signed_in(city["drafter"])
    assert (
        f'formaction="/dot/{campaign.pk}/don-doc/?trang_thai=overdue"'
        in client.get(f"/dot/{campaign.pk}/?trang_thai=overdue").content.decode()
    )
    chosen = city.assignment(campaign, "TT", 1)
    client.post(f"/dot/{campaign.pk}/don-doc/?trang_thai=overdue", {"chosen": [chosen.pk, "x"], "act": "chase"})
    assert list(Chase.objects.get().assignments.all()) == [chosen]


def test_the_urged_unit_reads_the_letter_on_the_timeline_of_its_task(city: City, campaign: Campaign) -> None:
    assignment = city.assignment(campaign, "HK", 1)
    client = signed_in(city["other_officer"])
    draft = chase(city, campaign)
    assert "Đôn đốc" not in client.get(assignment.get_absolute_url()).content.decode()
    dispatch(city, draft, on=LATE)
    page = client.get(assignment.get_absolute_url()).content.decode()
    assert "Đôn đốc" in page
    assert draft.designation in page
    assert draft.designation in client.get(f"/dot/{campaign.pk}/").content.decode()


def test_nobody_without_a_hand_in_drafting_is_offered_it(city: City, campaign: Campaign) -> None:
    for name in ("officer", "stranger"):
        client: Client = signed_in(city[name])
        assert client.post(f"/dot/{campaign.pk}/don-doc/").status_code == 403
        assert "Soạn công văn đôn đốc" not in client.get(f"/dot/{campaign.pk}/").content.decode()
    assert signed_in(city["drafter"]).get(f"/dot/{campaign.pk}/don-doc/").status_code == 302


def test_a_concluded_campaign_urges_nobody(city: City, campaign: Campaign) -> None:
    steps.conclude(campaign.directive, by=city["chairman"], at=at(LATE, 8), today=LATE)
    campaign.refresh_from_db()
    refused("concluded", lambda: chase(city, campaign))
    client = signed_in(city["drafter"])
    assert "Soạn công văn đôn đốc" not in client.get(f"/dot/{campaign.pk}/").content.decode()


@pytest.mark.parametrize("more", [0, 40])
def test_the_statements_of_a_letter_and_of_its_page_do_not_grow_with_its_units(city: City, more: int) -> None:
    city.add(committee(f"Q{number}", f"quận Số {number}", OrgUnit.Level.DISTRICT, "HN") for number in range(more))
    directive = delivered(city, draft_for_districts(city, tasks=2))
    campaign = Campaign.objects.select_related("directive__issuer", "issuer", "monitor").get(directive=directive)
    with CaptureQueriesContext(connection) as drafting:
        draft = chase(city, campaign)
    assert draft.chase.assignments.count() == 2 * (3 + more)
    assert len(draft.addressees) == (3 if more == 0 else 1)
    assert len(drafting) <= STATEMENTS
    client = signed_in(city["drafter"])
    client.get(f"/dot/{campaign.pk}/")
    with CaptureQueriesContext(connection) as page:
        assert client.get(f"/dot/{campaign.pk}/").status_code == 200
    assert len(page) <= PAGE_STATEMENTS
