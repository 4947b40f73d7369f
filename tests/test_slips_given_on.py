"""The slip of work that was given on is the slip of whoever gave it: its words, its last day, its share, its own numbers."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns import documents, services
from campaigns.models import Assignment, Campaign
from campaigns.services import Part
from campaigns.services.succession import apply_moves, plan_moves
from directives.layout import check

from .city import DAY, DUE, City, Level, at, committee, duty, grouped, launched, named, signed_in
from .test_campaigns_documents import text_of
from .test_campaigns_services import install

pytestmark = pytest.mark.django_db

SITE = "https://chidao.example.vn"
GIVEN = DAY + timedelta(days=2)


def given_on(city: City, campaign: Campaign, *codes: str, giver: str = "BD", **more: object) -> list[Assignment]:
    """The giver's first task, received and given on to these units two days after the issue."""
    work = Assignment.objects.select_related("campaign", "unit", "task").filter(campaign=campaign, unit=city.units[giver]).earliest("pk")
    if work.status == Assignment.Status.ISSUED:
        services.receive(work, by=city.person(giver), at=at(DAY))
    parts = [Part(city.units[code].pk, target=target) for target, code in enumerate(codes, start=1_200)]
    made = services.delegate(work, parts=parts, by=city.person(giver), at=at(GIVEN), today=GIVEN, **more)  # type: ignore[arg-type]
    return [Assignment.objects.select_related("campaign__directive__issuer", "unit", "parent").get(pk=pk) for pk in made]


def test_the_slip_of_work_given_on_is_its_givers(city: City) -> None:
    campaign = launched(city, install(city), monitor="BHXHHN")
    kim_ma, truc_bach = given_on(city, campaign, "KM", "TB", due_date=DUE - timedelta(days=5), note="Rà soát từng tổ dân phố.")
    first, second = documents.slip_facts(campaign, [city.units["KM"], city.units["TB"]])
    assert (first.number, second.number) == (4, 5), "after the issuer's own three: no two slips of a document have one number"
    assert first.head.issuer_lines == ("Ủy ban nhân dân", "quận Ba Đình")
    assert (first.issued_by, first.lead_unit) == ("Ủy ban nhân dân quận Ba Đình", kim_ma.unit.name)
    assert (first.place, first.date) == (city.units["BD"].place or campaign.directive.place, GIVEN)
    assert first.basis == "Công văn số 776/UBND-KGVX ngày 18/3/2021 của Ủy ban nhân dân thành phố Hà Nội"
    assert first.opinion == "Rà soát từng tổ dân phố."
    assert [(task.deadline, task.indicator) for task in first.tasks] == [("Chậm nhất ngày 26/3/2021", "Giao 1.200, đạt 100%")]
    assert first.reporting == "Báo cáo kết quả về Ủy ban nhân dân quận Ba Đình"
    assert [task.indicator for task in second.tasks] == ["Giao 1.201, đạt 100%"]
    text = text_of(documents.slip(truc_bach))
    for said in ("Người giao: Ủy ban nhân dân quận Ba Đình", "ĐƠN VỊ GIAO VIỆC", "ĐƠN VỊ NHẬN VIỆC", "Ý kiến chỉ đạo: Rà soát từng tổ"):
        assert said in text, said
    assert campaign.directive.signature["name"] not in text, "the issuer's signature is under the issuer's words"
    assert not check(documents.slip(truc_bach, site=SITE), today=DUE).findings


def test_a_unit_has_a_slip_of_each_who_gave_it_work(city: City) -> None:
    campaign = launched(
        city, install(city), duty("Thông báo trên loa phường.", named(city.units["KM"]), grouped(city.group("HK")), deadline=DUE)
    )
    (below,) = given_on(city, campaign, "KM")
    own = city.assignment(campaign, "KM", task=1)
    assert own.parent is None
    issuers, givers = documents.slip_facts(campaign, [city.units["KM"]])
    assert [(slip.issued_by, [task.content for task in slip.tasks]) for slip in (issuers, givers)] == [
        ("Ủy ban nhân dân thành phố Hà Nội", ["Thông báo trên loa phường."]),
        ("Ủy ban nhân dân quận Ba Đình", ["Yêu cầu 100% công chức cài đặt ứng dụng."]),
    ]
    assert issuers.signature is not None
    assert issuers.signature.name == campaign.directive.signature["name"]
    assert issuers.date == campaign.opened_date
    for work, said, unsaid in ((own, "trên loa phường", "cài đặt"), (below, "cài đặt", "trên loa phường")):
        page = signed_in(city.person("KM")).get(reverse("campaigns:slip", args=[work.pk]))
        text = text_of(page.content)
        assert said in text
        assert unsaid not in text


def test_the_issuers_numbers_do_not_move_when_work_is_given_on(city: City) -> None:
    campaign = launched(city, install(city))
    before = [slip.number for slip in documents.slip_facts(campaign, city.districts)]
    given_on(city, campaign, "KM", "TB")
    assert [slip.number for slip in documents.slip_facts(campaign, city.districts)] == before == [1, 2, 3]


def test_no_number_moves_when_an_heir_goes_on_with_the_work_of_two(city: City) -> None:
    campaign = launched(city, install(city))
    given_on(city, campaign, "KM", "TB")
    units = [*city.districts, city.units["KM"], city.units["TB"]]
    before = {slip.lead_unit: slip.number for slip in documents.slip_facts(campaign, units)}
    apply_moves(plan_moves({city.units["BD"].pk: city.units["HK"].pk}), by=None, at=at(GIVEN))
    after = {slip.lead_unit: slip.number for slip in documents.slip_facts(campaign, units)}
    ended = city.units["BD"].name
    assert ended not in after
    assert after == {unit: number for unit, number in before.items() if unit != ended}, "also of those below, whose giver is the heir now"


def test_words_that_differ_from_task_to_task_are_said_with_their_task(city: City) -> None:
    campaign = launched(city, install(city), duty("Việc hai.", grouped(city.group())))
    given_on(city, campaign, "KM", note="Làm theo tổ.")
    other = city.assignment(campaign, "BD", task=1)
    services.receive(other, by=city["officer"], at=at(DAY))
    services.delegate(other, parts=[Part(city.units["KM"].pk)], by=city["officer"], at=at(GIVEN), today=GIVEN)
    (slip,) = documents.slip_facts(campaign, [city.units["KM"]])
    assert slip.opinion == "Việc 1: Làm theo tổ."
    assert len(slip.tasks) == 2


def test_what_was_taken_back_gives_an_empty_slip_of_the_same_giver(city: City) -> None:
    campaign = launched(city, install(city))
    (below,) = given_on(city, campaign, "KM")
    services.refuse(below, reason="Nhầm.", by=city.person("KM"), at=at(GIVEN))
    text = text_of(documents.slip(below))
    assert "Người giao: Ủy ban nhân dân quận Ba Đình" in text
    assert "cài đặt" not in text


def test_the_zip_has_every_slip_and_asks_no_more_for_many_givers_than_for_one(city: City) -> None:
    wards = [f"W{number:02d}" for number in range(12)]
    city.add(committee(code, f"phường {code}", Level.COMMUNE, "BD") for code in wards[:6])
    city.add(committee(code, f"phường {code}", Level.COMMUNE, "HK") for code in wards[6:])
    costs = []
    for number, shared in ((776, {"BD": wards[:1]}), (777, {"BD": wards[:6], "HK": wards[6:]})):
        campaign = launched(city, install(city), number=number)
        for giver, codes in shared.items():
            given_on(city, campaign, *codes, giver=giver)
        with CaptureQueriesContext(connection) as queries:
            made = list(documents.slips(campaign, site=SITE))
        assert len(made) == 3 + sum(map(len, shared.values()))
        costs.append(len(queries))
    assert costs[0] == costs[1]
    response = signed_in(city["city_officer"]).get(reverse("campaigns:slips", args=[campaign.pk]))
    assert isinstance(response, StreamingHttpResponse)
    with zipfile.ZipFile(io.BytesIO(b"".join(response))) as archive:  # type: ignore[arg-type]  # not an async one
        texts = [text_of(archive.read(name)) for name in archive.namelist()]
    assert sum("Người giao: Ủy ban nhân dân quận Hoàn Kiếm" in text for text in texts) == 6
