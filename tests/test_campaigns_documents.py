"""The papers of a campaign, opened and read: every figure is the roll-up's, and the frozen ones never move."""

import dataclasses
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT

from campaigns import documents, rollup, services
from campaigns.models import Campaign
from campaigns.services import CampaignError
from directives.models import Recipient
from org_hierarchy.models import OrgUnit
from records.files import open_file

from .city import AT, DAY, DUE, City, Level, at, committee, duty, grouped, launched, named, unknown
from .test_campaigns_services import LAST_DAY, install

pytestmark = pytest.mark.django_db


def text_of(content: bytes) -> str:
    """Everything that is printed: paragraphs, then cells, line by line."""
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def halfway(city: City) -> Campaign:
    """One unit accepted in time, one waiting and late, one silent; one monitor that consolidates."""
    campaign = launched(
        city,
        install(city),
        duty("Theo dõi, đôn đốc, tổng hợp báo cáo.", named(city.units["BHXHHN"]), unknown("các đại lý", "coordinating"), role="theo_doi"),
        monitor="BHXHHN",
        monitor_reviews=True,
    )
    first = city.report(city.assignment(campaign, "BD"), on=DAY, numerator=30, denominator=40, difficulties="- Thiếu máy;\n- Mạng yếu.")
    city.accept(first, on=DAY)
    city.report(city.assignment(campaign, "HK"), on=DUE, numerator=9, denominator=10, difficulties="thiếu máy")
    return campaign


def test_the_report_says_what_the_roll_up_says(city: City) -> None:
    campaign = halfway(city)
    snapshot = documents.take_snapshot(campaign, today=DUE)
    counts = rollup.of(campaign, today=DUE)
    assert (counts.total, counts.done, counts.review_late, counts.overdue) == (4, 1, 1, 1)
    text = text_of(documents.report_docx(snapshot))
    for said in (
        "Kết quả thực hiện Công văn số 776/UBND-KGVX ngày 18/3/2021 của Ủy ban nhân dân thành phố Hà Nội",
        "(Số liệu tính từ ngày 18/3/2021 đến hết ngày 31/3/2021.)",
        "2 nhiệm vụ của văn bản được giao cho 4 đơn vị, tổng cộng 4 lượt giao việc. Đã tiếp nhận 2/4 lượt (đạt 50%).",
        "Trên tổng số 4 lượt giao việc, đã hoàn thành 1 lượt (đạt 25%), trong đó đúng hạn 1 lượt, quá hạn 0 lượt.",
        "Còn 3 lượt chưa hoàn thành: 1 lượt trong hạn, 2 lượt quá hạn.",
        "Nhiệm vụ 1 (chỉ tiêu 100%): đã thực hiện 30/40, đạt 75%, còn thiếu 25% so với chỉ tiêu; "
        "theo số liệu đã duyệt của 1/3 đơn vị được giao. Tính cả báo cáo đang chờ duyệt: 39/50, đạt 78%.",
        "2/4 đơn vị được giao chưa có báo cáo nào: Bảo hiểm xã hội thành phố Hà Nội; Ủy ban nhân dân huyện Thanh Trì.",
        "1 đơn vị còn việc quá hạn chưa báo cáo: Ủy ban nhân dân huyện Thanh Trì (1 việc, hạn sớm nhất 30/3/2021).",
        "Chưa xác định được đơn vị cho: các đại lý.",
        "Thiếu máy (Ủy ban nhân dân quận Ba Đình, Ủy ban nhân dân quận Hoàn Kiếm).",
        "Mạng yếu (Ủy ban nhân dân quận Ba Đình).",
    ):
        assert said in text, said


def test_the_monitor_that_consolidates_reports_to_the_issuer(city: City) -> None:
    facts = documents.report_facts(documents.take_snapshot(halfway(city), today=DUE))
    assert facts.head.issuer_lines == ("Bảo hiểm xã hội thành phố Hà Nội",)
    assert facts.addressees == ("Ủy ban nhân dân thành phố Hà Nội",)
    assert facts.symbol == "BC-BHXH"
    assert facts.number is None
    assert facts.signature is not None
    assert facts.signature.name == city.person("BHXHHN", "head").full_name


def test_otherwise_the_drafting_unit_does(city: City) -> None:
    facts = documents.report_facts(documents.take_snapshot(launched(city, install(city), monitor="BHXHHN"), today=DUE))
    assert facts.head.issuer_lines[-1].startswith("Phòng Khoa giáo")
    assert facts.addressees == ("Ủy ban nhân dân thành phố Hà Nội",)


def test_the_table_by_unit_lies_on_landscape_pages_with_a_total(city: City) -> None:
    campaign = halfway(city)
    content = documents.consolidated_report(campaign, today=DUE)
    document = Document(BytesIO(content))
    assert [section.orientation for section in document.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.LANDSCAPE]
    by_unit = next(table for table in document.tables if "Ghi chú" in [cell.text for cell in table.rows[0].cells])
    rows = [[cell.text for cell in row.cells] for row in by_unit.rows]
    assert rows[0][2:] == [*documents.COLUMNS, "Ghi chú"]
    nodes = rollup.nodes(campaign, today=DUE)
    assert [row[1].lstrip("– ") for row in rows[1:-1]] == [node.unit.name for node in nodes]
    assert [row[2] for row in rows[1:-1]] == [str(node.counts.total) for node in nodes]
    assert rows[-1][1:] == ["Tổng cộng", "4", "1", "0", "1", "2", "25%", ""]
    assert [row[-1] for row in rows if "Thanh Trì" in row[1]] == ["Chưa báo cáo"]


def test_the_chart_is_a_native_one_with_its_figures(city: City) -> None:
    names = ZipFile(BytesIO(documents.consolidated_report(halfway(city), today=DUE))).namelist()
    assert [name for name in names if name.startswith("word/charts/chart")]
    assert [name for name in names if name.endswith(".xlsx")]


def test_the_same_snapshot_gives_the_same_bytes(city: City) -> None:
    snapshot = documents.take_snapshot(halfway(city), today=DUE)
    assert documents.report_docx(snapshot) == documents.report_docx(snapshot)


def test_the_frozen_report_does_not_follow_what_happens_later(city: City) -> None:
    campaign = halfway(city)
    by = city["chairman"]
    services.conclude_campaign(campaign, by=by, at=at(DUE), today=DUE)
    first = services.store_report(campaign, by=by, at=at(DUE))
    before = documents.consolidated_report(Campaign.objects.get(pk=campaign.pk), today=DUE)
    OrgUnit.objects.filter(code="BD").update(name="Tên mới")
    campaign.assignments.update(status="accepted")
    again = Campaign.objects.get(pk=campaign.pk)
    assert documents.consolidated_report(again, today=LAST_DAY) == before
    assert services.store_report(again, by=by, at=at(DUE)) == first
    assert again.report == first
    assert first.name == "Báo cáo tổng hợp 776-UBND-KGVX.docx"
    with open_file(first) as file:
        assert file.read() == before


def test_a_campaign_that_goes_on_keeps_no_report(city: City) -> None:
    with pytest.raises(CampaignError) as caught:
        services.store_report(halfway(city), by=None, at=at(DUE))
    assert caught.value.code == "not_concluded"


def test_a_campaign_of_nobody_still_gives_a_report(city: City) -> None:
    campaign = launched(city, duty("Việc.", unknown("các Tổ công tác")))
    text = text_of(documents.consolidated_report(campaign, today=DUE))
    assert "Chưa có đơn vị nào được giao việc" in text
    assert "các Tổ công tác" in text


def test_many_silent_units_go_into_a_list_of_their_own(city: City) -> None:
    codes = [f"W{number:02d}" for number in range(12)]
    city.add(committee(code, f"phường {code}", Level.COMMUNE, "BD") for code in codes)
    campaign = launched(city, duty("Việc.", grouped(city.group(*codes)), deadline=DUE))
    text = text_of(documents.consolidated_report(campaign, today=DUE.replace(month=4, day=1)))
    assert "12/12 đơn vị được giao chưa có báo cáo nào. Danh sách tại Phụ lục II." in text
    assert "Đơn vị chưa có báo cáo nào" in text


def test_a_slip_tells_one_unit_all_that_it_owes(city: City) -> None:
    campaign = launched(
        city,
        install(city),
        duty("Phối hợp tuyên truyền.", grouped(city.group()), named(city.units["STTTT"], "coordinating"), period="monthly"),
        duty("Của nơi khác.", named(city.units["BHXHHN"])),
        monitor="BHXHHN",
        monitor_reviews=True,
    )
    assignment = city.assignment(campaign, "BD")
    (facts,) = documents.slip_facts(assignment.campaign, [assignment.unit])
    assert [(task.content, task.deadline, task.indicator) for task in facts.tasks] == [
        ("Yêu cầu 100% công chức cài đặt ứng dụng.", "Chậm nhất ngày 30/3/2021 (trước ngày 31/3/2021)", "100%"),
        ("Phối hợp tuyên truyền.", "Rà soát ngày 17/4/2021", ""),
    ]
    assert facts.partners == ("Sở Thông tin và Truyền thông thành phố Hà Nội",)
    assert facts.reporting == "Báo cáo kết quả về Bảo hiểm xã hội thành phố Hà Nội; báo cáo tiến độ hằng tháng"
    text = text_of(documents.slip(assignment))
    numbers = {name: re.findall(r"Phiếu số: (\d+)\b", text_of(made))[0] for name, made in documents.slips(campaign)}
    assert len(set(numbers.values())) == len(numbers)
    assert f"Phiếu số: {facts.number:02d}" in text
    assert "Số: " not in text, "it stands in no register, where another slip could have its number and symbol"
    assert "Căn cứ: Công văn số 776/UBND-KGVX" in text
    assert f"{facts.number:02d}" in numbers.values()
    assert "PHIẾU GIAO VIỆC" in text
    assert "Ủy ban nhân dân quận Ba Đình" in text
    assert "Của nơi khác" not in text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("chậm nhất ngày 31/3/2021", "Chậm nhất ngày 31/3/2021"),
        ("trước 17 giờ ngày 31/03/2021", "Trước 17 giờ ngày 31/03/2021"),
        ("trong quý I", "Chậm nhất ngày 31/3/2021 (trong quý I)"),
        ("", "Chậm nhất ngày 31/3/2021"),
    ],
)
def test_a_slip_says_a_last_day_once(city: City, said: str, shown: str) -> None:
    campaign = launched(city, duty("Việc.", named(city.units["BD"]), deadline=DUE, deadline_text=said))
    (facts,) = documents.slip_facts(campaign, [city.units["BD"]])
    assert [task.deadline for task in facts.tasks] == [shown]


def test_the_report_names_each_appendix_by_its_number_and_cuts_no_task(city: City) -> None:
    content = " ".join(["Rà soát, cập nhật và hoàn thiện danh sách người tham gia bảo hiểm y tế trên địa bàn"] * 3)
    campaign = launched(city, dataclasses.replace(install(city), text=content))
    city.accept(city.report(city.assignment(campaign, "BD"), numerator=9, denominator=10))
    text = text_of(documents.consolidated_report(campaign, today=DUE))
    assert "cộng dồn theo từng cấp, tại Phụ lục I; số liệu chỉ tiêu của từng đơn vị tại Phụ lục II kèm theo." in text
    assert "…" not in text.split("Bảng 1.")[1].split("Biểu đồ")[0]


def test_a_refused_task_is_on_no_slip(city: City) -> None:
    campaign = launched(city, install(city), duty("Việc hai.", grouped(city.group())))
    assignment = city.assignment(campaign, "BD")
    services.refuse(assignment, reason="Nhầm.", by=city["officer"], at=AT)
    (facts,) = documents.slip_facts(campaign, [city.units["BD"]])
    assert [task.content for task in facts.tasks] == ["Việc hai."]
    assert Recipient.objects.filter(directive=campaign.directive, unit=assignment.unit).exists()
