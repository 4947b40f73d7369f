"""What a clerk makes of a reading: tasks checked, split and merged, each correction kept with the drafting secrets, quality measured."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from directives import quality
from directives.corrections import duty_read, proposal_of
from directives.drafting import Draft, DutyDraft, draft_from_reading
from directives.editing import EditingError, merge_duties, split_duty
from directives.models import Correction, Directive, Duty, Proposal, ProposedField
from directives.reading import read_text
from workflows import steps

from .city import AT, DAY, City, Role, drafted, duty, later, signed_in
from .test_pages_drafting import LETTER, facts, fields, save
from .test_pages_drafting import drafted as drafted_on_page
from .test_pages_drafting import page as page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed(city: City) -> Draft:
    content, _ = draft_from_reading(read_text(LETTER), issuer=city.units["HN"], drafting_unit=city.units["VX"], on=DAY)
    return content


def confirmed(content: Draft, *duties: DutyDraft, **changes: Any) -> Draft:
    """As the page hands it back: without what reading says about it."""
    return replace(content, is_proposal=False, evidence={}, duties=duties or content.duties, **changes)


def corrections(directive: Directive) -> dict[str, tuple[str, str]]:
    return {row.field: (row.before, row.after) for row in directive.corrections.all()}


# Kept


def test_what_is_confirmed_as_it_was_read_is_no_correction(city: City, proposed: Draft) -> None:
    directive = drafted(city, proposed, way=steps)
    steps.revise(directive, content=confirmed(proposed), by=city["drafter"], at=later(hours=1))
    assert corrections(directive) == {}
    counts = dict(ProposedField.objects.filter(directive=directive).values_list("field", "count"))
    assert (counts["subject"], counts["task"], counts["task.deadline"]) == (1, len(proposed.duties), 2)
    assert "number" not in counts, "what was not read is not counted as read"


def test_saving_the_page_without_a_change_is_no_correction(city: City) -> None:
    directive = drafted_on_page(city, pasted=LETTER)
    assert save(city["drafter"], directive).status_code == 302
    assert corrections(directive) == {}


def test_each_changed_field_is_kept_with_its_words_and_who_changed_it(city: City, proposed: Draft) -> None:
    directive = drafted(city, proposed, way=steps)
    first, *others = proposed.duties
    changed = replace(first, deadline=date(2027, 6, 29), strictly_before=False)
    content = confirmed(proposed, changed, *others, subject="mở tuần lễ đọc sách")
    steps.revise(directive, content=content, by=city["colleague"], at=later(hours=1))
    assert corrections(directive) == {
        "subject": ("tổ chức tuần lễ đọc sách", "mở tuần lễ đọc sách"),
        "task.deadline": ("trước 30/06/2027", "29/06/2027"),
    }
    row = Correction.objects.get(field="task.deadline")
    assert directive.source_text[row.span_start : row.span_end] == "trước ngày 30/6/2027"
    assert (row.task, row.by, row.at, row.confidence) == (0, city["colleague"], later(hours=1), 0.85)
    steps.revise(directive, content=content, by=city["drafter"], at=later(hours=2))
    assert Correction.objects.get(field="task.deadline").by == city["colleague"], "who made it stays"
    steps.revise(directive, content=confirmed(proposed), by=city["drafter"], at=later(hours=3))
    assert corrections(directive) == {}, "a correction taken back is none"


def test_splitting_merging_dropping_and_adding_are_corrections(city: City, proposed: Draft) -> None:
    directive = drafted(city, proposed, way=steps)
    first, second = proposed.duties[:2]
    cases = {
        "task.split": split_duty(confirmed(proposed), 0, cut=first.text.index("tại các thư viện")),
        "task.merged": merge_duties(confirmed(proposed, first, replace(second, deadline=None, deadline_text=""), *proposed.duties[2:]), 1),
        "task.dropped": confirmed(proposed, *proposed.duties[1:]),
        "task.added": confirmed(proposed, *proposed.duties, duty("Tặng sách cho học sinh.")),
    }
    for number, (field, content) in enumerate(cases.items(), start=1):
        steps.revise(directive, content=content, by=city["drafter"], at=later(hours=number))
        assert list(corrections(directive)) == [field]
    assert corrections(directive)["task.added"] == ("", "Tặng sách cho học sinh.")


def test_a_unit_that_was_asked_and_answered_is_a_correction_of_looking_up(city: City, proposed: Draft) -> None:
    directive = drafted(city, proposed, way=steps)
    asked = next(d for d in proposed.duties if any(p.unit_id is None and p.group is None for p in d.parties))
    answered = replace(asked, parties=tuple(replace(p, unit_id=city.units["KM"].pk) for p in asked.parties))
    content = confirmed(proposed, *(answered if d is asked else d for d in proposed.duties))
    steps.revise(directive, content=content, by=city["drafter"], at=later(hours=1))
    assert corrections(directive) == {
        "task.units": ("UBND phường Hoa Mai → chưa xác định", "UBND phường Hoa Mai → Ủy ban nhân dân phường Kim Mã")
    }


def test_a_draft_typed_by_hand_has_nothing_to_correct(city: City) -> None:
    directive = drafted_on_page(city, blank="1")
    assert save(city["drafter"], directive, subject="mở hội sách", body="1. Mở hội sách.").status_code == 302
    assert not Proposal.objects.exists()
    assert corrections(directive) == {}


# Splitting and merging


def test_a_split_task_keeps_units_and_terms_and_shares_the_words(proposed: Draft) -> None:
    first = proposed.duties[0]
    made = split_duty(proposed, 0, cut=first.text.index("tại các thư viện")).duties
    assert (made[0].text + " " + made[1].text, len(made)) == (first.text, len(proposed.duties) + 1)
    assert {(d.deadline, d.parties, d.read_from) for d in made[:2]} == {(first.deadline, first.parties, first.read_from)}
    assert [proposed.source_text[d.span[0] : d.span[1]] for d in made[:2] if d.span] == [made[0].text, made[1].text]


def test_a_task_is_not_split_where_nothing_would_stay(proposed: Draft) -> None:
    with pytest.raises(EditingError, match="đặt con trỏ"):
        split_duty(replace(proposed, duties=(duty("Tặng sách"),)), 0, cut=0)


def test_tasks_with_different_deadlines_are_not_merged(proposed: Draft) -> None:
    with pytest.raises(EditingError, match="thời hạn khác nhau"):
        merge_duties(proposed, 1)
    with pytest.raises(EditingError, match="Nhiệm vụ đầu tiên"):
        merge_duties(proposed, 0)


def test_a_task_is_split_at_the_cursor_and_merged_again_on_the_page(city: City) -> None:
    directive = drafted_on_page(city, pasted=LETTER)
    before = list(directive.duties.order_by("position").values_list("text", flat=True))
    cut = before[0].index("tại các thư viện")
    response = save(city["drafter"], directive, button="x", act="split-1", **{"duty-0-cut": str(cut)})
    assert response.url.endswith("?nhiem-vu=2"), "the focus goes to the second half"
    texts = list(directive.duties.order_by("position").values_list("text", flat=True))
    assert texts == [before[0][:cut].strip(), before[0][cut:], *before[1:]]
    assert "data-focus-here" in signed_in(city["drafter"]).get(response.url).content.decode()
    response = save(city["drafter"], directive, button="x", act="merge-2")
    assert response.url.endswith("?nhiem-vu=1")
    assert directive.duties.count() == len(before)
    assert not directive.corrections.filter(field__in=["task.split", "task.merged"]).exists(), "one task of one again"


def test_what_cannot_be_split_says_why_and_keeps_what_was_typed(city: City) -> None:
    directive = drafted_on_page(city, pasted=LETTER)
    response = save(city["drafter"], directive, button="x", act="split-1", **{"duty-0-text": "Tặng sách"})
    assert response.status_code == 400
    assert "đặt con trỏ vào chỗ cần tách" in response.content.decode()
    assert fields(response.content.decode())["duty-0-text"] == "Tặng sách"


# Dropped, and taken back


def test_a_dropped_task_is_listed_and_taken_back_as_it_was_read(city: City) -> None:
    directive = drafted_on_page(city, pasted=LETTER)
    before = facts(directive)
    assert save(city["drafter"], directive, **{"duty-0-DELETE": "on", "duty-1-checked": "on"}).status_code == 302
    assert facts(directive) == before[1:]
    shown = page_of(city["drafter"], directive)
    assert 'value="restore-0"' in shown
    assert re.search(r'data-span="x-0">\s*<a href="#doan-x-0">', shown), "it leads to its words"
    assert re.search(r'<mark data-span-id="[^"]*\bx-0\b', shown), "and they lead back"
    response = save(city["colleague"], directive, button="x", act="restore-0")
    assert response.url.endswith("?nhiem-vu=1")
    assert facts(directive) == before
    assert corrections(directive) == {}
    assert directive.duties.get(position=1).checked_by == city["drafter"]
    assert 'value="restore-' not in page_of(city["drafter"], directive)


def test_what_is_there_is_not_taken_back_twice(city: City) -> None:
    directive = drafted_on_page(city, pasted=LETTER)
    before = facts(directive)
    for act in ("restore-0", "restore-99", "restore-", "restore-x"):
        assert save(city["drafter"], directive, button="x", act=act).status_code == 302
    blank = drafted_on_page(city, blank="1")
    assert save(city["drafter"], blank, button="x", act="restore-0", subject="a", body="b").status_code == 302
    assert (facts(directive), blank.duties.count()) == (before, 0)


def test_every_fact_of_a_task_comes_back_from_what_was_read(proposed: Draft) -> None:
    full = replace(
        proposed.duties[0],
        section="2.a",
        kind=Duty.Kind.ACTIVITY,
        role=Duty.Role.MONITOR,
        start_date=date(2027, 1, 5),
        period=Duty.Period.MONTHLY,
        target_percent=90,
        deadline_text="trước ngày 30/6/2027",
    )
    proposal = proposal_of(replace(proposed, duties=(full,)), {})
    phrases = tuple(replace(party, unit_id=None, group=None) for party in full.parties)
    expected = replace(full, parties=phrases, evidence={}, provision_position=None)
    assert duty_read(proposal, 0, proposed.source_text) == expected


# Checked


def test_a_checked_task_says_who_and_when_until_its_words_change(city: City) -> None:
    directive = drafted_on_page(city, pasted=LETTER)
    assert save(city["drafter"], directive, **{"duty-0-checked": "on"}).status_code == 302
    first = directive.duties.get(position=0)
    assert (first.checked_by, directive.duties.filter(checked_by__isnull=False).count()) == (city["drafter"], 1)
    assert save(city["colleague"], directive, subject="khác").status_code == 302
    again = directive.duties.get(position=0)
    assert (again.checked_by, again.checked_at) == (first.checked_by, first.checked_at), "another's save is no check"
    assert save(city["colleague"], directive, **{"duty-0-text": "Lời khác."}).status_code == 302
    assert directive.duties.get(position=0).checked_by == city["colleague"], "who lets other words stand as checked has checked them"


def test_submitting_unchecked_tasks_is_allowed_and_told(city: City) -> None:
    directive = drafted_on_page(city, pasted=LETTER)
    sent = fields(page_of(city["drafter"], directive)) | {"submit": "1", "duty-0-checked": "on"}
    response = signed_in(city["drafter"]).post(reverse("workflows:draft", args=[directive.pk]), sent, follow=True)
    unchecked = directive.duties.filter(checked_by__isnull=True).count()
    assert f"{unchecked} nhiệm vụ được trình khi chưa có ai đánh dấu" in response.content.decode()


# Saved by itself


def auto(city: City, name: str, directive: Directive, sent: dict[str, str], **changed: str) -> Any:
    return signed_in(city[name]).post(reverse("workflows:draft", args=[directive.pk]), sent | changed | {"auto": "1"})


def test_the_page_saves_itself_again_and_again(city: City) -> None:
    directive = drafted_on_page(city, pasted=LETTER)
    sent = fields(page_of(city["drafter"], directive))
    for subject in ("lần một", "lần hai"):
        response = auto(city, "drafter", directive, sent, subject=subject)
        assert response.status_code == 200
        assert "Đã tự lưu" in response.content.decode()
        sent |= {"version": response.content.decode().split('name="version" value="')[1].split('"')[0]}
        directive.refresh_from_db()
        assert directive.subject == subject


def test_many_saves_of_one_sitting_are_told_as_one(city: City) -> None:
    directive = drafted_on_page(city, pasted=LETTER)
    for name in ("drafter", "drafter", "drafter", "colleague"):
        assert save(city[name], directive).status_code == 302
    shown = signed_in(city["drafter"]).get(directive.get_absolute_url()).content.decode()
    assert shown.split("Diễn biến</h2>")[1].count("Sửa dự thảo") == 2, "one of each person"


def test_a_new_name_is_looked_up_as_soon_as_the_page_has_saved_itself(city: City) -> None:
    directive = drafted_on_page(city, pasted=LETTER)
    sent = fields(page_of(city["drafter"], directive))
    shown = auto(city, "drafter", directive, sent, **{"duty-0-responsible": "UBND huyện Thanh Trì\nHội Khuyến học"}).content.decode()
    assert "Ủy ban nhân dân huyện Thanh Trì" in shown
    assert "“Hội Khuyến học”" in shown


def test_a_page_with_a_mistake_does_not_save_itself_and_says_where(city: City) -> None:
    directive = drafted_on_page(city, pasted=LETTER)
    sent = fields(page_of(city["drafter"], directive))
    response = auto(city, "drafter", directive, sent, **{"duty-1-deadline": "31/02/2027", "subject": "khác"})
    assert response.status_code == 422
    assert "Nhiệm vụ 2:" in response.content.decode()
    directive.refresh_from_db()
    assert directive.subject == "tổ chức tuần lễ đọc sách"


def test_a_conflict_is_told_before_anything_is_overwritten(city: City) -> None:
    directive = drafted_on_page(city, pasted=LETTER)
    mine = fields(page_of(city["drafter"], directive))
    assert save(city["colleague"], directive, subject="lời của đồng nghiệp").status_code == 302
    response = auto(city, "drafter", directive, mine, subject="lời của tôi")
    shown = response.content.decode()
    assert response.status_code == 422
    assert f"{city['colleague']}" in shown
    directive.refresh_from_db()
    assert directive.subject == "lời của đồng nghiệp"
    over = shown.split('name="over" value="')[1].split('"')[0]
    client = signed_in(city["drafter"])
    assert client.post(reverse("workflows:draft", args=[directive.pk]), mine | {"subject": "lời của tôi", "over": over}).status_code == 302
    directive.refresh_from_db()
    assert directive.subject == "lời của tôi"


def test_a_text_that_saved_itself_leads_no_task_to_another_paragraph(city: City) -> None:
    directive = drafted_on_page(city, pasted=LETTER)
    sent = fields(page_of(city["drafter"], directive))
    assert sent["duty-0-provision"]
    shown = auto(city, "drafter", directive, sent, body="Căn cứ Luật Thư viện;\n1. UBND quận Ba Đình mở tuần lễ đọc sách.").content.decode()
    assert 'name="duty-0-provision" id="id_duty-0-provision" hx-swap-oob="true"' in shown, "the page forgets the old numbers"


def test_nobody_else_saves_by_itself(city: City) -> None:
    directive = drafted_on_page(city, pasted=LETTER)
    sent = fields(page_of(city["drafter"], directive))
    for name in ("officer", "stranger", "city_clerk"):
        assert auto(city, name, directive, sent, subject="khác").status_code == 403, name


def test_the_desk_costs_the_same_queries_for_few_and_many_tasks(city: City, django_assert_max_num_queries: Any) -> None:
    line = "1. UBND quận Ba Đình tổ chức tuần lễ đọc sách tại các thư viện, hoàn thành trước ngày 30/6/2027.\n"
    few = drafted_on_page(city, pasted=LETTER)
    many = drafted_on_page(city, pasted=LETTER.replace(line, "".join(line.replace("1.", f"{n}.", 1) for n in range(1, 30))))
    assert many.duties.count() > few.duties.count() + 20
    client = signed_in(city["drafter"])
    counts = []
    for directive in (few, many):
        with django_assert_max_num_queries(60) as seen:
            assert client.get(reverse("workflows:draft", args=[directive.pk])).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


# Quality


@pytest.fixture
def submitted(city: City, proposed: Draft) -> Directive:
    directive = drafted(city, proposed, way=steps)
    content = confirmed(proposed, *proposed.duties[1:], subject="mở tuần lễ đọc sách", number=12)
    steps.revise(directive, content=content, by=city["drafter"], at=later(hours=1))
    steps.submit(directive, by=city["drafter"], at=later(hours=2))
    return directive


def test_quality_counts_what_was_read_corrected_and_overlooked(city: City, submitted: Directive) -> None:
    rows = {row.label: row for row in quality.by_field(quality.measured_by(city["division_head"]))}
    assert (rows["Trích yếu"].read, rows["Trích yếu"].corrected, rows["Trích yếu"].percent) == (1, 1, 100.0)
    assert (rows["Số"].read, rows["Số"].corrected, rows["Số"].missed, rows["Số"].percent) == (0, 0, 1, None)
    tasks = rows["Nhiệm vụ: tìm thấy"]
    assert (tasks.read, tasks.corrected) == (ProposedField.objects.get(field="task").count, 1)
    assert [row.label for row in quality.by_kind(quality.measured_by(city["division_head"]))] == ["Công văn"]
    assert [row.label for row in quality.by_month(quality.measured_by(city["division_head"]))] == [f"{AT:%m}/{AT.year}"]


def test_a_draft_that_is_still_worked_on_is_not_measured(city: City, proposed: Draft) -> None:
    drafted(city, proposed, way=steps)
    assert not quality.measured_by(city["division_head"]).exists()


def quality_page(city: City, name: str, **query: str) -> Any:
    return signed_in(city[name]).get(reverse("directives:quality"), query)


def test_reviewers_and_administrators_see_the_quality_of_their_own_offices_only(city: City, submitted: Directive) -> None:
    shown = quality_page(city, "division_head").content.decode()
    assert "mở tuần lễ đọc sách" in shown
    city.people["admin"] = city.person("HN", Role.ADMINISTRATOR)
    assert quality_page(city, "admin").status_code == 200
    assert quality_page(city, "clerk").status_code == 403, "a clerk reviews nothing"
    for name in ("officer", "monitor", "stranger"):
        assert not quality.measured_by(city[name]).exists(), f"{name} reviews for another office"
        assert "mở tuần lễ đọc sách" not in quality_page(city, name).content.decode()


def test_an_administrator_of_an_office_above_sees_counts_without_the_words(city: City, proposed: Draft) -> None:
    city.people["admin"] = city.person("HN", Role.ADMINISTRATOR)
    content = replace(proposed, drafting_unit_id=city.units["BD"].pk)
    directive = steps.begin_directive(city.units["BD"], content=content, by=city["officer"], at=AT)
    changed = confirmed(content, subject="mở tuần lễ đọc sách")
    steps.revise(directive, content=changed, by=city["officer"], at=later(hours=1))
    steps.submit(directive, by=city["officer"], at=later(hours=2))
    assert [row.label for row in quality.by_kind(quality.measured_by(city["admin"]))] == ["Công văn"]
    assert "mở tuần lễ đọc sách" not in quality_page(city, "admin").content.decode(), "the words are the issuing side's"
    assert "mở tuần lễ đọc sách" in quality_page(city, "officer").content.decode()


def test_quality_is_narrowed_by_type_and_month_at_the_same_cost(
    city: City, proposed: Draft, submitted: Directive, django_assert_max_num_queries: Any
) -> None:
    assert "Chưa có văn bản nào" in quality_page(city, "division_head", loai="KH").content.decode()
    assert "Trích yếu" in quality_page(city, "division_head", loai="CV", thang=f"{AT:%Y-%m}").content.decode()
    assert "Trích yếu" in quality_page(city, "division_head", loai="?", thang="2021-99").content.decode()
    client = signed_in(city["division_head"])
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(40) as seen:
            client.get(reverse("directives:quality"))
        counts.append(len(seen))
        for _ in range(3):
            steps.submit(drafted(city, proposed, way=steps), by=city["drafter"], at=AT)
    assert counts[0] == counts[1]


def test_receivers_see_nothing_of_corrections(city: City, proposed: Draft) -> None:
    directive = drafted(city, proposed, way=steps)
    first, *others = proposed.duties
    steps.revise(directive, content=confirmed(proposed, replace(first, text="Lời đã sửa."), *others), by=city["drafter"], at=later(hours=1))
    assert directive.corrections.count() == 1
    assert not quality.measured_by(city["officer"]).exists()
    assert signed_in(city["officer"]).get(reverse("workflows:draft", args=[directive.pk])).status_code == 403
