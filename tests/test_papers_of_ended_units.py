"""What an office has left that has ended (closed files, registers, lent copies, documents dealt with) is read by whoever continues it, else
by whoever stands above, and by nobody else."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from directives.incoming.rights import sees_file
from directives.models import ArchiveLoan, CaseFile, IncomingDocument
from directives.paper_rights import case_file_sights
from directives.services import add_incoming, close_case_file, lend_copy
from org_hierarchy.models import OrgUnit, Person, Post
from org_hierarchy.queries import keepers_of, kept_by
from org_hierarchy.rights import may
from org_hierarchy.services import Abolish, Merge, Share, Split, refresh_grants
from org_hierarchy.sight import seen_by as people_who_see
from records.files import store_file
from workflows import steps

from .city import AT, DAY, City, delivered, signed_in
from .succession import move, reorganise, with_wards
from .test_succession_of_arrivals import FACTS
from .test_succession_of_kept import case_of

pytestmark = pytest.mark.django_db
Role = Post.Role
TODAY = date(2025, 12, 1)


@pytest.fixture
def city(city: City) -> City:
    return with_wards(city)


def done_with(city: City) -> IncomingDocument:
    """Came to Hoàn Kiếm with a file, and is dealt with."""
    clerk, head = city["other_clerk"], city.person("HK", Role.HEAD)
    source = store_file(b"%PDF-1.7 12/BYT", name="12.pdf", content_type="application/pdf", by=clerk, at=AT)
    found = steps.receive_document(city.units["HK"], facts=FACTS, source=source, by=clerk, at=AT)
    steps.register_document(found, facts=FACTS, by=clerk, at=AT, today=DAY)
    steps.present_document(found, leader=head, by=clerk, at=AT)
    steps.file_document(found, opinion="Lưu.", by=head, at=AT)
    return found


def closed(city: City, *arrived: IncomingDocument) -> CaseFile:
    found = case_of(city, "HK", "06.VX")
    for one in arrived:
        add_incoming(found, one, by=city["other_officer"], at=AT)
    return close_case_file(found, by=city["other_officer"], at=AT, today=DAY)


def opened(person: Person, name: str, *args: Any, **data: Any) -> int:
    return signed_in(person).get(reverse(f"directives:{name}", args=args), data).status_code


@pytest.mark.parametrize(
    ("change", "keepers"),
    [(Merge(("HK",), "P1"), ["P1"]), (Split("HK", (Share("P1"), Share("P2")), ends=True), ["P1", "P2"]), (Abolish("HK"), ["HN"])],
    ids=["merged", "split", "abolished"],
)
def test_a_closed_file_is_read_by_whoever_keeps_it_and_changed_by_nobody(city: City, change: Any, keepers: list[str]) -> None:
    arrived = done_with(city)
    found = closed(city, arrived)
    reorganise(city, change)
    people = {code: city.person(code) for code in ("HN", "P1", "P2", "BD")}
    move()
    found, arrived = CaseFile.objects.select_related("unit").get(pk=found.pk), IncomingDocument.objects.get(pk=arrived.pk)
    assert sorted(unit.code for unit in keepers_of(found.unit, on=TODAY)) == keepers
    assert found.unit == city.units["HK"]
    for code, person in people.items():
        expected = 200 if code in keepers else 403
        assert opened(person, "case_file", found.pk) == expected, code
        assert opened(person, "case_print", found.pk, "docx") == expected, code
        assert opened(person, "case_files_print", found.unit_id, "xlsx", nam="2021") == expected, code
        assert bool(may(person, "incoming.view", arrived)) is (code in keepers)
        assert sees_file(person, arrived.source) is (code in keepers)  # type: ignore[arg-type]
        listed = signed_in(person).get(reverse("directives:case_files"), {"don_vi": found.unit_id, "nam": "2021"}).content.decode()
        assert (found.title in listed) is (code in keepers), code
        assert not may(person, "case_file.fill", found)
        assert not may(person, "case_file.open", found.unit)
    keeper = people[keepers[0]]
    page = signed_in(keeper).get(found.get_absolute_url()).content.decode()
    assert "Văn bản mà bạn không được xem" not in page
    assert f'href="/van-ban-den/{arrived.pk}/"' in page, "no list of its own leads there"
    assert signed_in(keeper).get(arrived.get_absolute_url()).status_code == 200
    assert "rà soát thẻ bảo hiểm y tế" in page.lower()
    listed = signed_in(keeper).get(reverse("directives:case_files"), {"don_vi": found.unit_id, "nam": "2021"}).content.decode()
    assert "(đã kết thúc hoạt động)" in listed
    assert "giữ hồ sơ này để tra cứu" in listed
    assert reverse("directives:case_new") not in listed


def test_who_sees_a_closed_file_is_the_same_asked_from_either_side(city: City) -> None:
    arrived = done_with(city)
    found = closed(city, arrived)
    admin = Person.objects.create(username="root", is_superuser=True)

    def same() -> set[Person]:
        people = {one for one in Person.objects.all() if may(one, "case_file.view", CaseFile.objects.get(pk=found.pk))}
        assert set(people_who_see(case_file_sights(CaseFile.objects.get(pk=found.pk)))) == people
        return people

    assert {admin, city["other_officer"]} <= same()
    assert city["chairman"] not in same()
    reorganise(city, Abolish("HK"))
    move()
    assert {admin, city["chairman"], city["city_officer"]} <= same()
    assert not {city["other_officer"], city["officer"], city["stranger"]} & same()
    page = signed_in(city["chairman"]).get(f"/quyen/directives.casefile/{found.pk}/")
    assert page.status_code == 200, page
    assert "không có thì của đơn vị cấp trên" in page.content.decode()


def test_a_copy_that_an_ended_office_lent_is_taken_back_by_the_clerk_of_whoever_continues_it(city: City) -> None:
    directive = delivered(city)
    issuer = OrgUnit.objects.get(pk=directive.issuer_id)
    loan = lend_copy(
        issuer, written=directive.designation, day=DAY, borrower="Nguyễn An", allowed_by="Chánh Văn phòng", by=city["city_clerk"], at=AT,
        today=DAY,
    )  # fmt: skip
    ArchiveLoan.objects.filter(pk=loan.pk).update(unit=city.units["HK"])
    done_with(city)
    reorganise(city, Merge(("HK",), "P1"))
    clerk, officer, other = city.person("P1", Role.CLERK), city.person("P1"), city["clerk"]
    move()
    book = {"don_vi": city.units["HK"].pk, "so": "su-dung-ban-luu", "nam": "2021"}
    back = reverse("directives:archive_back", args=[loan.pk])

    def shown(client: Client) -> str:
        return client.get(reverse("directives:registers"), book).content.decode()

    assert "Nguyễn An" in shown(signed_in(officer))
    assert back not in shown(signed_in(officer))
    assert "Nguyễn An" not in shown(signed_in(other))
    assert signed_in(other).get(back).status_code == signed_in(officer).get(back).status_code == 403
    assert back in shown(signed_in(clerk))
    assert reverse("directives:archive_lend", args=[city.units["HK"].pk]) not in shown(signed_in(clerk))
    assert signed_in(clerk).post(back, {"day": "01/11/2025"}).status_code == 302
    loan.refresh_from_db()
    assert loan.returned_on == date(2025, 11, 1)
    arrivals = signed_in(officer).get(reverse("directives:registers"), book | {"so": "van-ban-den"}).content.decode()
    assert "giữ sổ này để tra cứu" in arrivals
    assert FACTS.agency in arrivals


def test_papers_follow_decision_after_decision(city: City) -> None:
    reorganise(city, Merge(("HK",), "P1"))
    reorganise(city, Abolish("TT"))
    reorganise(city, Merge(("P1",), "P2"), day=date(2025, 9, 1))
    refresh_grants(today=TODAY)
    units = city.units
    for code, keeper in (("HK", "P2"), ("P1", "P2"), ("TT", "HN"), ("P2", "P2")):
        assert keepers_of(OrgUnit.objects.get(pk=units[code].pk), on=TODAY) == [units[keeper]], code
    assert [unit.code for unit in kept_by([units["P2"].pk])] == ["P1", "HK"], "Ngọc Hà, then Hoàn Kiếm"
    assert [unit.code for unit in kept_by([units["HN"].pk])] == ["TT"]
    assert keepers_of(units["HK"], on=DAY) == [units["HK"]]
