"""From what was read to a draft: names looked up, the rest asked, nothing guessed."""

from datetime import date
from pathlib import Path

import pytest

from directives import services
from directives.drafting import Draft, Unresolved, default_symbol, draft_from_reading, find_issuer
from directives.models import Directive, Duty, DutyParty
from directives.queries import units_of_parties
from directives.reading import read, read_text
from org_hierarchy.models import OrgUnit
from org_hierarchy.services import UnitRow, add_units

from .city import AT, DAY, FIRST_DAY, HANOI, City, Kind, Level, Line

pytestmark = pytest.mark.django_db

TEXT = """ỦY BAN NHÂN DÂN
THÀNH PHỐ HÀ NỘI
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 45/UBND-KGVX
V/v rà soát người hưởng lương hưu
Hà Nội, ngày 18 tháng 3 năm 2021
Kính gửi:
- Sở Y tế;
- UBND các quận, huyện, thị xã.
Để việc chi trả được thuận tiện, UBND Thành phố yêu cầu các đơn vị thực hiện một số nội dung sau:
1. Sở Y tế:
- Chủ trì, phối hợp với Hội Những người chơi diều hướng dẫn các cơ sở y tế rà soát danh sách, hoàn thành trước ngày 20/4/2021.
- Bảo đảm 95% người hưởng có tài khoản ngân hàng trong tháng 6/2021.
2. UBND các quận, huyện, thị xã:
- Rà soát danh sách người hưởng trên địa bàn, báo cáo trước ngày 25 hằng tháng.
Giao Bảo hiểm xã hội thành phố Hà Nội theo dõi, đôn đốc, tổng hợp báo cáo UBND Thành phố kết quả thực hiện./.
Nơi nhận:
- Như trên;
- BHXH Việt Nam (để b/c);
- Lưu: VT, KGVX.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Lê Văn Mẫu
"""


def propose(city: City, text: str = TEXT) -> tuple[Draft, list[Unresolved]]:
    return draft_from_reading(read_text(text), issuer=city.units["HN"], drafting_unit=city.units["VX"], on=DAY)


def test_the_head_and_the_foot_become_the_draft(city: City) -> None:
    draft, _ = propose(city)
    assert (draft.kind, draft.number, draft.symbol, draft.issued_date) == ("CV", 45, "UBND-KGVX", DAY)
    assert (draft.place, draft.subject, draft.archive) == ("Hà Nội", "rà soát người hưởng lương hưu", "VT, KGVX")
    assert draft.addressees == ("Sở Y tế", "UBND các quận, huyện, thị xã")
    assert [(line.name, line.note) for line in draft.recipients] == [("Như trên", ""), ("BHXH Việt Nam", "để b/c")]


def test_paragraphs_get_the_kinds_and_labels_that_are_printed(city: City) -> None:
    draft, _ = propose(city)
    assert [(p.kind, p.label, p.parent_position) for p in draft.provisions] == [
        ("text", "", None),
        ("clause_title", "1.", None),
        ("dash", "", 1),
        ("dash", "", 1),
        ("clause_title", "2.", None),
        ("dash", "", 4),
        ("close", "", None),
    ]


def test_names_become_units_and_groups_and_the_unknown_is_asked_with_its_place(city: City) -> None:
    draft, unresolved = propose(city)
    first = draft.duties[0]
    assert [(p.part, p.unit_id, p.group) for p in first.parties] == [
        (DutyParty.Part.RESPONSIBLE, city.units["SYT"].pk, None),
        (DutyParty.Part.COORDINATING, None, None),
    ]
    districts = next(duty for duty in draft.duties if duty.section == "2").parties[0]
    assert districts.unit_id is None
    assert districts.group is not None
    assert [(u.phrase, u.section) for u in unresolved] == [("Hội Những người chơi diều", "1")]
    assert unresolved[0].reason


def test_deadlines_targets_and_words_are_carried_over(city: City) -> None:
    draft, _ = propose(city)
    dated, counted, recurring = draft.duties[:3]
    assert (dated.deadline, dated.strictly_before, dated.role) == (date(2021, 4, 20), True, Duty.Role.LEAD)
    assert (counted.target_percent, counted.deadline) == (95, date(2021, 6, 30))
    assert (recurring.period, recurring.deadline) == (Duty.Period.MONTHLY, None)
    for duty in draft.duties:
        start, end = duty.span
        assert duty.text.split()[0] in draft.source_text[start:end]
        assert duty.provision_position is None or duty.text[:20] in draft.provisions[duty.provision_position].text


def test_who_consolidates_is_the_monitor_and_reviews(city: City) -> None:
    draft, _ = propose(city)
    assert (draft.monitor_id, draft.monitor_reviews) == (city.units["BHXHHN"].pk, True)


def test_who_only_follows_is_the_monitor_without_the_review(city: City) -> None:
    draft, _ = propose(
        city, TEXT.replace("theo dõi, đôn đốc, tổng hợp báo cáo UBND Thành phố kết quả thực hiện", "theo dõi, đôn đốc thực hiện")
    )
    assert (draft.monitor_id, draft.monitor_reviews) == (city.units["BHXHHN"].pk, False)


def test_without_an_order_to_follow_there_is_no_monitor(city: City) -> None:
    text = "\n".join(line for line in TEXT.splitlines() if not line.startswith("Giao Bảo hiểm"))
    draft, _ = propose(city, text)
    assert (draft.monitor_id, draft.monitor_reviews) == (None, False)


def responsible(*duties: Duty) -> set[str]:
    """The codes of the units that these make responsible."""
    parties = DutyParty.objects.filter(part=DutyParty.Part.RESPONSIBLE, duty__in=duties)
    named = {pk for units in units_of_parties(parties, on=DAY).values() for pk in units}
    return set(OrgUnit.objects.filter(pk__in=named).values_list("code", flat=True))


def test_what_is_proposed_can_be_kept_as_it_is(city: City) -> None:
    draft, _ = propose(city)
    directive = services.draft_directive(city.units["HN"], content=draft, by=city["drafter"], at=AT)
    services.submit_directive(directive, by=city["drafter"], at=AT)
    assert responsible(*directive.duties.all()) == {"SYT", "BD", "HK", "TT", "BHXHHN"}
    assert responsible(directive.duties.get(section="2")) == {"BD", "HK", "TT"}


def test_a_group_is_looked_up_once_however_often_it_is_named(city: City, django_assert_max_num_queries) -> None:
    draft, _ = propose(city)
    directive = services.draft_directive(city.units["HN"], content=draft, by=city["drafter"], at=AT)
    district = DutyParty.objects.filter(group__isnull=False).first()
    DutyParty.objects.bulk_create(
        DutyParty(duty=district.duty, position=position, phrase=district.phrase, group=district.group) for position in range(10, 40)
    )
    parties = list(DutyParty.objects.filter(duty__directive=directive))
    with django_assert_max_num_queries(2):
        named = units_of_parties(parties, on=DAY)
    assert len(named[district.pk]) == 3
    assert len({named[party.pk] for party in parties if party.group}) == 1


def test_looking_up_costs_the_same_for_one_name_and_for_many(city: City, django_assert_max_num_queries) -> None:
    many = TEXT.replace("- Sở Y tế;", "".join(f"- Hội số {n} không ai biết;\n" for n in range(40)) + "- Sở Y tế;")
    few, more = read_text(TEXT), read_text(many)
    for reading in (few, more):
        with django_assert_max_num_queries(20):
            _, unresolved = draft_from_reading(reading, issuer=city.units["HN"], drafting_unit=city.units["VX"], on=DAY)
    assert len([u for u in unresolved if u.section == "Kính gửi"]) == 40


def test_what_is_too_long_for_its_place_is_cut_and_the_source_keeps_it(city: City) -> None:
    subject = "rà soát " + "danh sách người hưởng " * 40
    draft, _ = propose(city, TEXT.replace("rà soát người hưởng lương hưu", subject.strip()))
    assert len(draft.subject) <= 500
    assert draft.subject.endswith("…")
    assert subject.strip() in draft.source_text
    assert services.draft_directive(city.units["HN"], content=draft, by=city["drafter"], at=AT).pk


def test_the_issuer_is_the_unit_named_over_the_document(city: City) -> None:
    assert find_issuer(read_text(TEXT), on=DAY) == city.units["HN"]
    assert find_issuer(read_text(TEXT.replace("THÀNH PHỐ HÀ NỘI", "QUẬN BA ĐÌNH")), on=DAY) == city.units["BD"]
    assert find_issuer(read_text(TEXT.replace("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI", "UBND TP HÀ NỘI")), on=DAY) == city.units["HN"]


def test_an_issuer_that_is_not_there_or_did_not_exist_that_day_is_none(city: City) -> None:
    assert find_issuer(read_text(TEXT.replace("THÀNH PHỐ HÀ NỘI", "THÀNH PHỐ CẦN THƠ")), on=DAY) is None
    assert find_issuer(read_text(TEXT), on=date(2019, 12, 31)) is None


def test_among_namesakes_the_superior_above_decides_and_without_it_nobody_is_chosen(city: City) -> None:
    rows = [
        UnitRow(f"P1.{code}", "Trạm Y tế Phường 1", Kind.PUBLIC_SERVICE, Line.COMMITTEE, Level.COMMUNE, FIRST_DAY, parent=code)
        for code in ("BD", "HK")
    ]
    units = add_units(rows)
    text = TEXT.replace("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI", "{above}TRẠM Y TẾ PHƯỜNG 1")
    assert find_issuer(read_text(text.format(above="UBND QUẬN HOÀN KIẾM\n")), on=DAY) == units["P1.HK"]
    assert find_issuer(read_text(text.format(above="")), on=DAY) is None


def test_a_department_is_found_by_the_short_name_over_its_documents(city: City) -> None:
    text = TEXT.replace("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI", "UBND THÀNH PHỐ HÀ NỘI\nSỞ Y TẾ")
    assert find_issuer(read_text(text), on=DAY) == city.units["SYT"]


@pytest.mark.parametrize(
    ("kind", "drafting", "symbol"), [("CV", "VX", "UBND-KGVX"), ("CV", "HN", "UBND-NC"), ("KH", "VX", "KH-UBND"), ("QĐ", "HN", "QĐ-UBND")]
)
def test_a_missing_symbol_is_made_of_kind_issuer_and_unit(city: City, kind: str, drafting: str, symbol: str) -> None:
    assert default_symbol(kind, city.units["HN"], city.units[drafting]) == symbol


@pytest.mark.corpus
def test_the_first_seed_becomes_a_directive_of_the_city_with_its_monitor(city: City, corpus: Path) -> None:
    reading = read((corpus / "texts" / "seed_0.txt").read_bytes(), name="seed_0.txt")
    issuer = find_issuer(reading, on=DAY)
    assert issuer == city.units["HN"]
    draft, unresolved = draft_from_reading(reading, issuer=issuer, drafting_unit=city.units["VX"], on=DAY)
    directive = services.draft_directive(issuer, content=draft, by=city["drafter"], at=AT)
    assert directive.designation == "776/UBND-KGVX"
    assert (directive.monitor, directive.monitor_reviews) == (city.units["BHXHHN"], True)
    target = directive.duties.get(target_percent=100)
    assert (target.deadline, target.strictly_before) == (date(2021, 3, 31), True)
    assert responsible(target) >= {"BD", "HK", "TT", "SYT", "STTTT"}
    assert {u.phrase for u in unresolved} == {"Bưu điện Thành phố", f"các đơn vị sử dụng lao động trên địa bàn {HANOI}"}
    assert directive.kind == Directive.Kind.CV
