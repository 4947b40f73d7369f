"""The pages of imports: templates, a file that goes in or comes back, and who sees what became of it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from org_hierarchy import importing
from org_hierarchy.importing import SHEETS, UNITS, Sheet
from records.files import may_view
from records.models import Job, StoredFile
from workflows.tasks import run_job

from .city import AT, City
from .spreadsheets import administrator, book, unit

XLSX = importing.XLSX


@pytest.fixture
def admin(client: Client, city: City) -> Client:
    client.force_login(administrator(city))
    return client


PAGE = reverse("org_hierarchy:importing")


def sent(city: City, content: bytes, *, sheet: Sheet = UNITS, scope: str = "HN", name: str = "tệp.xlsx") -> dict[str, Any]:
    return {"sheet": sheet.name, "scope": city.units[scope].pk, "file": SimpleUploadedFile(name, content, content_type=XLSX)}


def test_who_administers_nothing_has_no_such_page(client: Client, city: City) -> None:
    assert client.get(PAGE).status_code == 302
    for name in ("stranger", "chairman", "city_clerk"):
        client.force_login(city[name])
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, sent(city, book(UNITS, [unit("A")]))).status_code == 403
        assert client.get(reverse("org_hierarchy:import_template", args=["don-vi"])).status_code == 403
    assert not Job.objects.exists()


def test_templates_are_offered_by_name(admin: Client) -> None:
    page = admin.get(PAGE).content.decode()
    for sheet in SHEETS.values():
        address = reverse("org_hierarchy:import_template", args=[sheet.name])
        assert address in page
        response = admin.get(address)
        assert response["Content-Type"] == XLSX
        assert f"mau-{sheet.name}.xlsx" in response["Content-Disposition"]
    assert admin.get(reverse("org_hierarchy:import_template", args=["khac"])).status_code == 404


def test_a_file_goes_in_by_the_page(admin: Client, city: City) -> None:
    response = admin.post(PAGE, sent(city, book(UNITS, [unit("A")])))
    job = Job.objects.get()
    address = reverse("org_hierarchy:import_job", args=[job.pk])
    assert response["Location"] == address
    page = admin.get(address).content.decode()
    assert "Đang chờ" in page
    assert "Có thể đóng trang này" in page
    run_job(job.pk)
    page = admin.get(address).content.decode()
    assert "Đã nhập 1 dòng" in page
    assert admin.get(PAGE).content.decode().count(address) == 1


def test_bad_rows_are_shown_and_given_back_by_the_page(admin: Client, city: City) -> None:
    admin.post(PAGE, sent(city, book(UNITS, [unit(f"U{n}", Loại=f"<b>{n}</b>") for n in range(70)])))
    job = Job.objects.get()
    run_job(job.pk)
    page = admin.get(reverse("org_hierarchy:import_job", args=[job.pk])).content.decode()
    assert "Chưa nhập dòng nào: 70 / 70 dòng cần sửa" in page
    assert "50 / 70 lỗi đầu tiên" in page
    assert page.count("cột D (Loại)") == 50
    assert "&lt;b&gt;49&lt;/b&gt;" in page
    job.refresh_from_db()
    assert admin.get(job.result.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.xlsx", "Tệp này trống"),
        (b"rubbish", "a.xlsx", "không phải tệp Excel .xlsx"),
        (b"rubbish", "a.xls", "Chỉ nhận tệp .xlsx"),
        (b"PK\x03\x04rubbish", "a.xlsx", "Tệp bị hỏng"),
    ],
)
def test_a_file_that_is_none_is_refused_on_the_form_and_nothing_is_kept(
    admin: Client, city: City, content: bytes, name: str, words: str
) -> None:
    response = admin.post(PAGE, sent(city, content, name=name))
    assert response.status_code == 400
    assert words in response.content.decode()
    assert not Job.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_scope_of_others_is_refused(admin: Client, city: City) -> None:
    response = admin.post(PAGE, sent(city, book(UNITS, [unit("A")]), scope="HP"))
    assert response.status_code == 400
    assert not Job.objects.exists()


def test_only_the_importer_and_administrators_above_see_what_became_of_it(client: Client, city: City) -> None:
    job = importing.begin(
        book(UNITS, [unit("A", Loại="lạ")]), name="a.xlsx", sheet=UNITS, scope=city.units["BD"], by=administrator(city, "BD"), at=AT
    )
    run_job(job.pk)
    job.refresh_from_db()
    uploaded = StoredFile.objects.get(pk=job.arguments["file"])
    addresses = [
        reverse("org_hierarchy:import_job", args=[job.pk]),
        reverse("records:job", args=[job.pk]),
        uploaded.get_absolute_url(),
        job.result.get_absolute_url(),
    ]
    for who, status in (
        (administrator(city, "BD"), 200),
        (administrator(city), 200),
        (administrator(city, "HK"), 403),
        (city["clerk"], 403),
    ):
        client.force_login(who)
        assert [client.get(address).status_code for address in addresses] == [status] * 4
    assert not may_view(city["stranger"], uploaded)
    client.force_login(administrator(city))
    assert [found.pk for found, _ in importing.recent_imports(administrator(city))] == [job.pk]
    assert importing.recent_imports(administrator(city, "HK")) == []
