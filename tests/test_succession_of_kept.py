"""The files of matters that are not done, and an office's own skeletons, are kept on by its heir; what is closed stays where it was."""

import pytest

from directives.models import CaseFile, DraftTemplate
from directives.services import add_paper, close_case_file, keep_template, open_case_file
from org_hierarchy.models import OrgUnit, Person, Post
from org_hierarchy.services import Abolish, Merge
from org_hierarchy.work import open_work
from records.models import Event, Job
from workflows import steps
from workflows.models import HeirQuestion, Notice
from workflows.tasks import run_job

from .city import AT, DAY, City, draft, duty, named, signed_in
from .succession import CLOCK, DECIDED, NOW, assert_whole, move, reorganise, with_wards

pytestmark = pytest.mark.django_db

PAPER = {"designation": "", "day": DAY, "author": "", "title": "Biên bản", "pages": 2, "note": ""}

city = pytest.fixture(with_wards)


def case_of(city: City, code: str, number: str = "05.VX", *, by: Person | None = None) -> CaseFile:
    keeper = by or city.person(code)
    about = {"title": f"Rà soát thẻ của {code}", "retention": "10 năm", "keeper": keeper, "by": keeper, "at": AT, "today": DAY}
    made = open_case_file(city.units[code], year=2021, code=number, **about)
    add_paper(made, values=PAPER, by=keeper, at=AT)
    return made


def template_of(city: City, code: str, title: str) -> DraftTemplate:
    content = draft(city, duty("Rà soát.", named(city.units["KM"])), drafting_unit_id=city.units[code].pk, symbol="UBND-NC", place="Quận")
    by = city.person(code)
    directive = steps.begin_directive(city.units[code], content=content, by=by, at=AT)
    return keep_template(city.units[code], title=title, directive=directive, by=by, at=AT)


def where(row: CaseFile | DraftTemplate) -> OrgUnit:
    row.refresh_from_db()
    return row.unit


def test_an_open_file_goes_on_with_the_heir_whose_clerk_fills_and_closes_it(city: City) -> None:
    opened, closed = case_of(city, "HK"), case_of(city, "HK", "06.VX")
    close_case_file(closed, by=city["other_officer"], at=AT, today=DAY)
    reorganise(city, Merge(("HK",), "P1"))
    clerk, officer = city.person("P1", Post.Role.CLERK), city.person("P1")
    move()
    assert (where(opened), where(closed)) == (city.units["P1"], city.units["HK"])
    assert signed_in(officer).get(f"/ho-so/{opened.pk}/").status_code == 200
    client = signed_in(clerk)
    assert client.post(f"/ho-so/{opened.pk}/ket-thuc/").status_code == 302
    opened.refresh_from_db()
    assert opened.closed_on is not None
    event = Event.objects.get(action="directives.case_moved")
    assert (event.subject_id, event.before["unit"], event.after["unit"]) == (opened.pk, city.units["HK"].pk, city.units["P1"].pk)
    assert Notice.objects.filter(person=officer, kind="moved", count=1).exists()
    assert Notice.objects.filter(person=city["other_officer"], kind="handed_on").exists()
    assert_whole()


def test_files_that_have_one_number_under_one_heir_get_numbers_of_their_own(city: City) -> None:
    of_heir, *merged = (case_of(city, code) for code in ("P1", "HK", "TT"))
    long = case_of(city, "HK", "12345678901234567.VX"), case_of(city, "TT", "12345678901234567.VX")
    another_year = case_of(city, "BD")
    CaseFile.objects.filter(pk=another_year.pk).update(year=2020)
    reorganise(city, Merge(("HK", "TT", "BD"), "P1"))
    move()
    for row in (of_heir, *merged, *long, another_year):
        row.refresh_from_db()
    assert {row.unit for row in (*merged, *long, another_year)} == {city.units["P1"]}
    assert [row.code for row in (of_heir, *merged, another_year)] == ["05.VX", "05.VX-2", "05.VX-3", "05.VX"]
    assert sorted(row.code for row in long) == ["12345678901234567.-2", "12345678901234567.VX"]
    assert set(Event.objects.filter(action="directives.case_moved").values_list("before__code", flat=True)) >= {"05.VX"}
    assert_whole()


def test_skeletons_of_an_office_are_those_of_its_heir_and_none_is_lost(city: City) -> None:
    own, same, other = template_of(city, "P1", "Giấy mời"), template_of(city, "HK", "Giấy mời"), template_of(city, "HK", "Báo cáo tuần")
    content = same.content
    reorganise(city, Merge(("HK",), "P1"))
    officer = city.person("P1")
    move()
    assert [where(row) for row in (own, same, other)] == [city.units["P1"]] * 3
    assert [row.title for row in (own, same, other)] == ["Giấy mời", "Giấy mời (2)", "Báo cáo tuần"]
    assert same.content == content
    page = signed_in(officer).get("/mau-van-ban/").content.decode()
    assert "Giấy mời (2)" in page
    assert Event.objects.filter(action="directives.template_moved", subject_id=city.units["P1"].pk).count() == 2
    assert_whole()


def test_files_of_a_unit_that_nobody_continues_wait_for_whoever_stands_above(city: City) -> None:
    opened = case_of(city, "HK")
    reorganise(city, Abolish("HK"))
    assert move() is None
    assert where(opened) == city.units["HK"]
    question = HeirQuestion.objects.select_related("unit", "asked").get()
    page = signed_in(city["chairman"]).get(f"/ke-thua/{question.pk}/").content.decode()
    assert "1</b> hồ sơ chưa kết thúc" in page
    steps.choose_heir(question, to=city.units["HN"], by=city["chairman"], at=NOW, today=DECIDED)
    assert steps.order_moves(at=CLOCK) is None  # ordered already
    run_job(Job.objects.get(kind=steps.MOVE_WORK).pk)
    assert where(opened) == city.units["HN"]


def test_what_is_kept_is_counted_before_a_unit_ends(city: City) -> None:
    case_of(city, "HK")
    template_of(city, "HK", "Giấy mời")
    closed = case_of(city, "HK", "06.VX")
    close_case_file(closed, by=city["other_officer"], at=AT, today=DAY)
    counted = dict(open_work([city.units["HK"].pk])[city.units["HK"].pk])
    assert counted == {"hồ sơ chưa kết thúc": 1, "mẫu văn bản của đơn vị": 1, "văn bản soạn thảo hoặc ban hành, chưa gửi đi": 1}
