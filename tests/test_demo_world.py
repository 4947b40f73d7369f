"""The demo world: its maps and people, its five documents, and the campaigns that happened in it."""

import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count, Q
from django.test import Client, override_settings
from django.utils import timezone

from campaigns.models import Assignment, Campaign, Report
from directives.drafting import draft_from_reading, find_issuer
from directives.layout import check
from directives.models import Directive
from directives.reading import read
from directives.writing import write_letter
from fixtures.directives.make import FOLDER, LETTERS
from fixtures.names import full_name
from fixtures.world import load
from fixtures.world.signins import WORTH_TRYING, demo_password, sign_ins
from org_hierarchy.models import Appointment, Area, OrgUnit, Person, Post
from org_hierarchy.names import Group, members
from org_hierarchy.rights import may
from org_hierarchy.services import OrgError, grant_differences, signature
from workflows import inbox

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 7, tzinfo=VIETNAM)
SPRING_2021 = date(2021, 3, 18)
Status = Assignment.Status


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The whole demo world, loaded once for this file and rolled back after it."""
    folder = tmp_path_factory.mktemp("data")
    with django_db_blocker.unblock(), override_settings(**kept_in(folder)), transaction.atomic():
        load(today=TODAY, at=AT)
        yield
        transaction.set_rollback(True)


def kept_in(folder: Path) -> dict[str, Any]:
    """Settings by which everything kept on disk goes into one folder."""
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder / "files"}}
    return {"DATA_DIR": folder, "STORAGES": settings.STORAGES | {"default": files}}


def digest() -> str:
    """A fingerprint of every row of every table."""
    found = sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            found.update(repr((table, cursor.fetchall())).encode())
    return found.hexdigest()


# Units and people


@pytest.mark.usefixtures("world", "db")
@pytest.mark.parametrize(
    ("day", "districts", "communes"), [(SPRING_2021, 30, 579), (date(2025, 2, 1), 30, 526), (date(2025, 7, 1), 0, 126), (TODAY, 0, 126)]
)
def test_hanoi_has_the_committees_of_its_map(day: date, districts: int, communes: int) -> None:
    hanoi = OrgUnit.objects.get(code="hn")
    under = OrgUnit.objects.under(hanoi).on(day).filter(kind=OrgUnit.Kind.COMMITTEE)
    assert under.filter(level=OrgUnit.Level.DISTRICT).count() == districts
    assert under.filter(level=OrgUnit.Level.COMMUNE).count() == communes
    if not districts:
        assert under.filter(level=OrgUnit.Level.COMMUNE).exclude(parent=hanoi).count() == 0


@pytest.mark.usefixtures("world", "db")
def test_the_districts_of_hanoi_are_12_quan_17_huyen_and_1_thi_xa() -> None:
    names = Area.objects.filter(level=Area.Level.DISTRICT, parent__code="01").values_list("name", flat=True)
    assert Counter(re.match(r"Quận|Huyện|Thị xã", name)[0] for name in names) == {"Quận": 12, "Huyện": 17, "Thị xã": 1}  # type: ignore[index]


@pytest.mark.usefixtures("world", "db")
def test_the_other_issuers_have_the_units_that_their_documents_name() -> None:
    on_day = OrgUnit.objects.on(SPRING_2021)
    assert on_day.filter(parent__code="q.10", level=OrgUnit.Level.COMMUNE).count() == 14
    assert on_day.filter(kind=OrgUnit.Kind.EMPLOYER, code__startswith="q.hong-bang.").count() == 20
    assert on_day.filter(parent__code="bhxh-vn", kind=OrgUnit.Kind.BHXH).count() == 63
    assert OrgUnit.objects.on(TODAY).filter(parent__code="bhxh-vn", kind=OrgUnit.Kind.BHXH).count() == 34
    assert on_day.filter(parent__code="bhxh-tq.h.chiem-hoa", kind=OrgUnit.Kind.TEAM).count() == 3
    assert on_day.filter(parent__code="bhxh-hn", kind=OrgUnit.Kind.BHXH).count() == 30
    assert 22 <= on_day.filter(parent__code="hn", kind=OrgUnit.Kind.DEPARTMENT).count() <= 25


@pytest.mark.usefixtures("world", "db")
def test_every_unit_has_somebody_to_receive_to_report_and_to_answer_for_it() -> None:
    posts = OrgUnit.objects.annotate(
        clerks=Count("posts", filter=Q(posts__role=Post.Role.CLERK)),
        officers=Count("posts", filter=Q(posts__role=Post.Role.OFFICER)),
        heads=Count("posts", filter=Q(posts__role__in=[Post.Role.HEAD, Post.Role.DIVISION_HEAD])),
    )
    assert not posts.filter(Q(clerks=0) | Q(officers=0) | Q(heads=0)).exists()
    assert not Post.objects.filter(appointments=None).exists()


@pytest.mark.usefixtures("world", "db")
def test_rights_are_those_of_the_day_of_loading() -> None:
    assert grant_differences(today=TODAY) == []


def test_the_same_user_name_always_gives_the_same_name() -> None:
    assert full_name("hn.chutich") == full_name("hn.chutich") != full_name("hn.phochutich")
    assert all(len(full_name(f"p.{number}").split()) == 3 for number in range(200))


@pytest.mark.corpus
@pytest.mark.usefixtures("world", "db")
def test_nobody_bears_a_name_that_the_corpus_prints(corpus: Path) -> None:
    printed = " ".join(" ".join(path.read_text("utf-8").split()) for path in (corpus / "texts").glob("*.txt"))
    printed = unicodedata.normalize("NFC", printed).casefold()
    assert [name for name in Person.objects.values_list("full_name", flat=True).distinct() if name.casefold() in printed] == []


# The password


@pytest.mark.usefixtures("world", "db")
def test_a_demo_person_signs_in_with_the_kept_password_which_only_the_owner_reads() -> None:
    password = demo_password()
    assert password
    assert stat.S_IMODE((Path(settings.DATA_DIR) / "demo-password").stat().st_mode) == 0o600
    assert Client().login(username="x.soc-son.chuyenvien", password=password)
    assert [sign_in.username for sign_in in sign_ins()] == [username for username, _ in WORTH_TRYING]


@pytest.mark.usefixtures("world", "db")
def test_a_changed_password_reaches_everybody_and_the_command_never_prints_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "mot-mat-khau-khac")
    call_command("load_demo", today=TODAY)
    assert Client().login(username="bhxh-hn.theodoi", password="mot-mat-khau-khac")
    told = capsys.readouterr()
    assert "mot-mat-khau-khac" not in told.out + told.err
    assert "đơn vị" in told.out


# The five documents


@pytest.mark.parametrize("name", LETTERS)
def test_the_committed_documents_are_those_that_their_script_writes(name: str) -> None:
    assert (FOLDER / name).read_bytes() == write_letter(LETTERS[name])


@pytest.mark.usefixtures("world", "db")
@pytest.mark.parametrize("name", LETTERS)
def test_the_committed_documents_have_no_fault_of_layout_among_the_units_of_the_demo(name: str) -> None:
    report = check((FOLDER / name).read_bytes(), name=name, today=date(2021, 3, 26))
    assert [f"{one.rule} {one.component}: {one.found}; {one.asked}" for one in report.findings] == []
    assert "TT-04" not in {one.rule for one in report.not_checked}


@pytest.mark.corpus
def test_no_sentence_of_ours_stands_in_the_corpus(corpus: Path) -> None:
    """Names of units and of cited documents recur; a paragraph that repeats must be one of these."""

    def plain(text: str) -> str:
        return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold()))

    theirs = " ".join(plain(path.read_text("utf-8")) for path in (corpus / "texts").glob("*.txt"))
    ours = [piece.text for letter in LETTERS.values() for piece in letter.body if piece.kind in {"dash", "text", "close"}]  # type: ignore[union-attr]
    sentences = [sentence for text in ours for sentence in re.split(r"[.;:]\s", text) if len(sentence.split()) > 9]
    assert len(sentences) > 50
    assert [sentence for sentence in sentences if plain(sentence) in theirs] == []


def resolved(name: str, on: date) -> tuple[OrgUnit, list[tuple[str, set[str], date | None, int | None]], list[str]]:
    """The issuer; of each duty its kind, the codes of who carries it out, deadline and target; and what stays unresolved."""
    reading = read((FOLDER / name).read_bytes(), name=name)
    issuer = find_issuer(reading, on=on)
    assert issuer is not None
    draft, unresolved = draft_from_reading(reading, issuer=issuer, drafting_unit=issuer, on=on)
    rows = []
    for duty in draft.duties:
        codes: set[str] = set()
        for party in duty.parties:
            if party.part == "responsible":
                if party.unit_id:
                    codes.add(OrgUnit.objects.get(pk=party.unit_id).code)
                if party.group:
                    codes |= set(members(Group.from_json(party.group), on=on).values_list("code", flat=True))
        rows.append((str(duty.kind), codes, duty.deadline, duty.target_percent))
    return issuer, rows, [item.phrase for item in unresolved]


@pytest.mark.usefixtures("world", "db")
def test_the_document_of_hanoi_gives_its_full_target_to_departments_districts_and_employers() -> None:
    reading = read((FOLDER / "1-ha-noi-776-ubnd-kgvx.docx").read_bytes(), name="1.docx")
    issuer, duties, unresolved = resolved("1-ha-noi-776-ubnd-kgvx.docx", SPRING_2021)
    assert (issuer.code, reading.head.date, unresolved) == ("hn", SPRING_2021, [])
    (units,) = [codes for kind, codes, deadline, target in duties if target == 100 and deadline == date(2021, 3, 31)]
    on_day = OrgUnit.objects.on(SPRING_2021)
    districts = set(on_day.filter(parent=issuer, level=OrgUnit.Level.DISTRICT).values_list("code", flat=True))
    departments = set(on_day.filter(parent=issuer, kind=OrgUnit.Kind.DEPARTMENT).values_list("code", flat=True))
    employers = set(on_day.filter(kind=OrgUnit.Kind.EMPLOYER, code__startswith="hn.").values_list("code", flat=True))
    assert units == districts | departments | employers
    draft, _ = draft_from_reading(reading, issuer=issuer, drafting_unit=issuer, on=SPRING_2021)
    assert OrgUnit.objects.get(pk=draft.monitor_id).code == "bhxh-hn"
    assert draft.monitor_reviews


@pytest.mark.usefixtures("world", "db")
def test_the_document_of_district_10_reaches_its_14_wards() -> None:
    issuer, duties, unresolved = resolved("2-quan-10-952-ubnd-vx.docx", date(2021, 3, 10))
    assert (issuer.code, unresolved) == ("q.10", [])
    wards = {f"q.10.p.{number}" for number in (1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)}
    (units,) = [codes for kind, codes, deadline, target in duties if target == 100]
    assert wards < units
    assert {"q.10.phong-y-te", "q.10.benh-vien"} < units


@pytest.mark.usefixtures("world", "db")
def test_the_document_of_hong_bang_reaches_every_employer_and_has_neither_number_nor_day() -> None:
    reading = read((FOLDER / "3-bhxh-hong-bang.docx").read_bytes(), name="3.docx")
    assert (reading.head.number, reading.head.date, reading.latest_cited_date) == (None, None, date(2021, 3, 25))
    issuer, duties, _ = resolved("3-bhxh-hong-bang.docx", date(2021, 3, 25))
    assert issuer.code == "bhxh-hp.q.hong-bang"
    (units,) = [codes for kind, codes, *_ in duties if kind == "task"]
    assert {code for code in units if ".dv-" in code} == {f"q.hong-bang.dv-{number:02d}" for number in range(1, 21)}


@pytest.mark.usefixtures("world", "db")
def test_the_document_of_bhxh_vietnam_reaches_centres_and_63_provinces_without_deadline() -> None:
    issuer, duties, _ = resolved("4-bhxh-viet-nam-2578-bhxh-tt.docx", date(2021, 8, 18))
    assert issuer.code == "bhxh-vn"
    tasks = [row for row in duties if row[0] == "task"]
    assert {deadline for _, _, deadline, _ in tasks} == {None}
    provinces = set(OrgUnit.objects.on(SPRING_2021).filter(parent=issuer, kind=OrgUnit.Kind.BHXH).values_list("code", flat=True))
    assert sum(codes == provinces for _, codes, _, _ in tasks) == 5
    for centre in ("bhxh-vn.tt", "bhxh-vn.tc", "bhxh-vn.cskh", "bhxh-vn.cntt"):
        assert any(codes == {centre} for _, codes, _, _ in tasks), centre


@pytest.mark.usefixtures("world", "db")
def test_the_plan_of_chiem_hoa_gives_three_teams_their_work_in_five_phases() -> None:
    reading = read((FOLDER / "5-ke-hoach-bhxh-chiem-hoa.docx").read_bytes(), name="5.docx")
    assert (reading.head.number, reading.head.date) == (None, None)
    issuer, duties, _ = resolved("5-ke-hoach-bhxh-chiem-hoa.docx", SPRING_2021)
    assert issuer.code == "bhxh-tq.h.chiem-hoa"
    assert sum(kind == "milestone" for kind, *_ in duties) == 5
    for number in (1, 2, 3):
        assert any(codes == {f"bhxh-tq.h.chiem-hoa.to-{number}"} for kind, codes, *_ in duties if kind == "task")


# The campaigns


@pytest.mark.usefixtures("world", "db")
def test_the_campaign_of_2021_is_concluded_with_its_report_and_tells_of_every_kind_of_unit() -> None:
    campaign = Campaign.objects.select_related("directive", "report", "monitor").get(directive__number=776)
    assert campaign.status == Campaign.Status.CONCLUDED
    assert campaign.directive.status == Directive.Status.CONCLUDED
    assert getattr(campaign.monitor, "code", "") == "bhxh-hn"
    assert campaign.unresolved == []
    assert str(campaign.report).endswith(".docx")
    assert timezone.localdate(campaign.concluded_at) == date(2021, 4, 20)
    rows = campaign.assignments.all()
    accepted = rows.filter(status=Status.ACCEPTED, due_date__isnull=False)
    assert accepted.filter(reported_date__lte=date(2021, 3, 30)).count() > 30  # on time
    assert 2 <= accepted.filter(reported_date__gt=date(2021, 3, 30)).count() <= 15  # late
    assert 2 <= accepted.filter(return_count=1).count() <= 15
    assert 2 <= rows.filter(reports=None).count() <= 15  # silent
    assert not Report.objects.filter(assignment__campaign=campaign, submitted_at__year__gt=2021).exists()


@pytest.mark.usefixtures("world", "db")
def test_the_campaign_of_today_has_units_on_time_due_soon_late_silent_waiting_and_returned() -> None:
    campaign = Campaign.objects.get(directive__issuer__code="hn", status=Campaign.Status.OPEN)
    rows = campaign.assignments
    assert rows.filter(unit__level=OrgUnit.Level.COMMUNE).values("unit").distinct().count() == 126
    assert set(rows.values_list("status", flat=True)) == {
        Status.ISSUED, Status.RECEIVED, Status.IN_PROGRESS, Status.REPORTED, Status.RETURNED, Status.ACCEPTED
    }  # fmt: skip
    past = rows.filter(due_date__lt=TODAY)
    assert past.filter(status=Status.ACCEPTED).exclude(reported_date__gt=date(2026, 11, 12)).count() > 40
    assert past.filter(status__in=[Status.ISSUED, Status.RECEIVED]).count() > 10  # silent and late
    assert rows.filter(status__in=[Status.RECEIVED, Status.IN_PROGRESS], due_date__range=(TODAY, date(2026, 11, 26))).count() > 20
    assert not Report.objects.filter(submitted_at__gt=AT).exists()


@pytest.mark.usefixtures("world", "db")
@pytest.mark.parametrize("username", [name for name, _ in WORTH_TRYING if not name.startswith("hn.dv-") and not name.endswith(".quantri")])
def test_each_sign_in_finds_something_to_do(username: str) -> None:
    assert inbox.tasks(Person.objects.get(username=username)).exists()


@pytest.mark.usefixtures("world", "db")
@pytest.mark.parametrize(("username", "own", "lower", "other"), [
    ("hn.quantri", "hn", "p.hoan-kiem", "bhxh-hn"),
    ("bhxh-vn.quantri", "bhxh-vn", "bhxh-hn", "hn"),
])  # fmt: skip
def test_an_administrator_keeps_the_own_line_and_no_other(username: str, own: str, lower: str, other: str) -> None:
    person = Person.objects.get(username=username)
    units = OrgUnit.objects.in_bulk([own, lower, other], field_name="code")
    assert [bool(may(person, "unit.administer", units[code])) for code in (own, lower, other)] == [True, True, False]


@pytest.mark.usefixtures("world", "db")
def test_the_city_s_leaders_sign_each_in_their_way() -> None:
    city = OrgUnit.objects.get(code="hn")

    def above(username: str, kind: str) -> tuple[str, ...]:
        return signature(Person.objects.get(username=username), city, kind=kind, on=TODAY).authority_lines

    assert above("hn.chutich", "QĐ") == ("TM. ỦY BAN NHÂN DÂN",)
    assert above("hn.phochutich2", "QĐ") == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")
    assert above("hn.chanhvanphong", "GM") == ("TL. CHỦ TỊCH",)
    with pytest.raises(OrgError):
        above("hn.chanhvanphong", "QĐ")
    fields = Appointment.objects.filter(post__unit=city, post__role=Post.Role.DEPUTY).values_list("remit", flat=True)
    assert all("Bảo hiểm xã hội" in words or "Xây dựng" in words for words in fields)


@pytest.mark.usefixtures("world", "db")
def test_loading_twice_changes_nothing() -> None:
    before = digest()
    load(today=TODAY, at=AT)
    assert digest() == before
    load(today=date(2026, 11, 27), at=datetime(2026, 11, 27, 7, tzinfo=VIETNAM))
    assert digest() == before
