"""Files: bytes kept once, served whole, as a download, only to those who may see a row that points at them."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.test import Client

from org_hierarchy.models import Person
from records import files
from records.files import FileError, open_file, store_file
from records.models import StoredFile

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    """An empty store of files."""
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    return tmp_path


@pytest.fixture
def clerk() -> Person:
    return Person.objects.create_user("van-thu", full_name="Đỗ Thị Sen")


def keep(content: bytes = b"noi dung", name: str = "Công văn.docx", by: Person | None = None) -> StoredFile:
    return store_file(content, name=name, content_type="application/octet-stream", by=by, at=NOON)


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_same_bytes_are_on_disk_once(folder: Path) -> None:
    first, second = keep(name="a.docx"), keep(name="b.docx")
    assert first.pk != second.pk
    assert len(on_disk(folder)) == 1
    keep(b"khac")
    assert len(on_disk(folder)) == 2


def test_a_file_comes_back_byte_for_byte() -> None:
    content = os.urandom(100_000)
    stored = keep(content)
    with open_file(stored) as opened:
        assert opened.read() == content
    assert stored.size == 100_000


def test_a_half_written_file_is_never_served_in_place_of_the_whole(folder: Path) -> None:
    stored = keep(b"ca van ban")
    (folder / stored.content.name).write_bytes(b"ca v")
    again = keep(b"ca van ban")
    with open_file(again) as opened:
        assert opened.read() == b"ca van ban"


def test_a_lost_file_is_reported_with_what_to_do(folder: Path) -> None:
    stored = keep()
    (folder / stored.content.name).unlink()
    with pytest.raises(FileError) as caught:
        open_file(stored)
    assert caught.value.code == "missing"
    assert "quản trị viên" in str(caught.value)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\A\\Kế hoạch.docx", "Kế hoạch.docx"),
        ("bao\r\ncao\x00.pdf", "bao cao.pdf"),
        ("...", "tep"),
        ("Ho\u0302`.docx".replace("`", "\u0300"), "Hồ.docx"),
    ],
)
def test_a_hostile_name_is_made_a_plain_one(given: str, kept: str) -> None:
    assert keep(name=given).name == kept


def test_a_long_name_keeps_its_suffix() -> None:
    name = keep(name="ă" * 500 + ".docx").name
    assert len(name) == 200
    assert name.endswith(".docx")


def test_the_download_has_its_vietnamese_name_and_is_never_run_as_a_page(client: Client, clerk: Person) -> None:
    stored = store_file(b"<script>alert(1)</script>", name="Kế hoạch số 5.html", content_type="text/html", by=clerk, at=NOON)
    client.force_login(clerk)
    response = client.get(stored.get_absolute_url())
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
    assert response["Content-Disposition"].startswith("attachment; ")
    assert "filename*=utf-8''K%E1%BA%BF%20ho%E1%BA%A1ch%20s%E1%BB%91%205.html" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == "25"


def test_a_file_that_the_disk_lost_is_a_clear_404(client: Client, clerk: Person, folder: Path) -> None:
    stored = keep(by=clerk)
    (folder / stored.content.name).unlink()
    client.force_login(clerk)
    assert client.get(stored.get_absolute_url()).status_code == 404


def test_a_stranger_and_a_visitor_fetch_nothing(client: Client, clerk: Person) -> None:
    url = keep(by=clerk).get_absolute_url()
    assert client.get(url).status_code == 302
    client.force_login(Person.objects.create_user("nguoi-la", full_name="Người Lạ"))
    assert client.get(url).status_code == 403


def test_whoever_counts_through_the_numbers_finds_no_file(client: Client, clerk: Person) -> None:
    mine, other = keep(by=clerk), keep(by=clerk, name="khac.txt")
    client.force_login(clerk)
    assert client.get(mine.get_absolute_url()).status_code == 200
    for mark in ("0", "a" * 32, other.mark):
        assert client.get(f"/tep/{mine.pk}/{mark}/").status_code == 404
    assert client.get(f"/tep/{mine.pk}/").status_code == 404


@pytest.fixture
def owner_rule(clerk: Person) -> Iterator[None]:
    """A room that lets the clerk see the files named "chung"."""
    rule = files.register_owner(lambda person, stored: person.pk == clerk.pk and stored.name == "chung")
    yield
    files._owners.remove(rule)


@pytest.mark.usefixtures("owner_rule")
def test_whoever_may_see_a_row_that_points_at_a_file_may_see_the_file(clerk: Person) -> None:
    stranger = Person.objects.create_user("nguoi-la", full_name="Người Lạ")
    assert files.may_view(clerk, keep(name="chung"))
    assert not files.may_view(clerk, keep(name="rieng"))
    assert not files.may_view(stranger, keep(name="chung"))
