"""Bytes on the disk and the rows that name them: no row without its bytes, no bytes for ever without a row, whoever is killed."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Event as Signal
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings, settings
from django.core.files.storage import default_storage
from django.db import connection, connections, transaction

from records.files import discard_file, open_file, store_file
from records.leftovers import note_leftovers, sweep_leftovers
from records.models import Event, Leftover, StoredFile

from .city import at_once
from .test_worker_kill import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
KEPT, DAY = timedelta(days=30), timedelta(days=1)
BYTES = b"noi dung cua tep"
PATH = f"{sha256(BYTES).hexdigest()[:2]}/{sha256(BYTES).hexdigest()}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    """An empty store of files, where a process of its own looks too."""
    settings.DATA_DIR = tmp_path
    disk = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = settings.STORAGES | {"default": disk}
    return tmp_path / "files"


def keep(content: bytes = BYTES) -> StoredFile:
    return store_file(content, name="a.pdf", content_type="application/pdf", by=None, at=NOON)


def on_disk(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def aged(folder: Path, *, days: int) -> None:
    """As if all of it had been written so long before NOON."""
    written = (NOON - days * DAY).timestamp()
    for path in on_disk(folder):
        os.utime(folder / path, (written, written))


def assert_whole() -> None:
    for row in StoredFile.objects.all():
        with open_file(row) as opened:
            assert sha256(opened.read()).hexdigest() == row.sha256


def went_back() -> None:
    """Bytes were written, and their row's transaction went back."""
    with transaction.atomic():
        keep()
        transaction.set_rollback(True)


def test_bytes_whose_row_went_back_are_noted_after_a_day_and_go_a_month_after_that(folder: Path) -> None:
    went_back()
    stays = keep(b"co hang")
    aged(folder, days=0)
    assert note_leftovers(at=NOON + DAY / 2) == 0
    assert note_leftovers(at=NOON + 2 * DAY) == 1
    assert note_leftovers(at=NOON + 3 * DAY) == 0
    assert sweep_leftovers(at=NOON + DAY + KEPT, kept=KEPT) == 0
    assert PATH in on_disk(folder)
    assert sweep_leftovers(at=NOON + 2 * DAY + KEPT, kept=KEPT) == 1
    assert on_disk(folder) == {stays.content.name}
    assert not Leftover.objects.exists()
    assert Event.objects.get(action="records.bytes_swept").before == {"path": PATH}


def test_bytes_that_a_row_names_by_then_stay_and_have_their_month_anew(folder: Path) -> None:
    went_back()
    aged(folder, days=3)
    assert note_leftovers(at=NOON) == 1
    row = keep()
    assert sweep_leftovers(at=NOON + KEPT, kept=KEPT) == 0
    assert note_leftovers(at=NOON + KEPT) == 0
    assert not Leftover.objects.exists()
    assert_whole()
    StoredFile.objects.filter(pk=row.pk).delete()
    assert note_leftovers(at=NOON + KEPT) == 1
    assert sweep_leftovers(at=NOON + 2 * KEPT - DAY, kept=KEPT) == 0
    assert sweep_leftovers(at=NOON + 2 * KEPT, kept=KEPT) == 1


def test_what_is_not_ours_in_the_folder_is_never_touched(folder: Path) -> None:
    for name in ("00/ghi-chu.txt", "lost+found/" + "0" * 64, "ab/" + "A" * 64):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    aged(folder, days=100)
    assert note_leftovers(at=NOON) == 0
    assert len(on_disk(folder)) == 3


def test_half_a_file_under_its_name_is_made_whole_for_all_who_name_it(folder: Path) -> None:
    first = keep()
    (folder / PATH).write_bytes(BYTES[:3])
    second = keep()
    assert first.content.name == second.content.name == PATH
    assert_whole()
    assert on_disk(folder) == {PATH}


def test_a_disk_that_takes_no_more_leaves_neither_a_row_nor_a_part(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        keep()
    assert on_disk(folder) == set()
    assert not StoredFile.objects.exists()


def test_a_file_of_which_the_disk_will_not_let_go_is_tried_again(folder: Path) -> None:
    row = keep()
    place = folder / PATH
    place.unlink()
    (place / "in the way").mkdir(parents=True)
    discard_file(row)  # logged; whoever let go of it has done so
    assert not StoredFile.objects.exists()
    assert Leftover.objects.get().path == PATH
    (place / "in the way").rmdir()
    assert sweep_leftovers(at=NOON, kept=KEPT) == 1
    assert not place.exists()
    assert not Leftover.objects.exists()


# On PostgreSQL: threads, and processes that are killed where they wait

on_postgres = [pytest.mark.services, pytest.mark.usefixtures("_on_postgres")]


@pytest.fixture
def _on_postgres() -> None:
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"


def begun_thread(act: Callable[[], object]) -> Thread:
    def run() -> None:
        try:
            act()
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    return thread


def waiting_for_bytes() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'advisory' "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return cursor.fetchone() is not None


def waiting_for_table(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table])
        return cursor.fetchone() is not None


class TestRaces:
    """Two at once over the same bytes."""

    pytestmark = on_postgres

    @pytest.mark.parametrize("goes_back", [False, True])
    def test_bytes_wait_for_a_second_upload_that_has_not_committed(self, folder: Path, goes_back: bool) -> None:
        first, stored, go_on = keep(), Signal(), Signal()

        def upload() -> None:
            with transaction.atomic():
                keep()
                stored.set()
                assert go_on.wait(timeout=10)
                transaction.set_rollback(goes_back)

        uploading = begun_thread(upload)
        assert stored.wait(timeout=10)
        discarding = begun_thread(lambda: discard_file(first))
        assert wait_until(waiting_for_bytes, seconds=10)
        assert PATH in on_disk(folder)
        go_on.set()
        uploading.join(timeout=10)
        discarding.join(timeout=10)
        assert StoredFile.objects.count() == (0 if goes_back else 1)
        assert on_disk(folder) == (set() if goes_back else {PATH})
        assert not Leftover.objects.exists()
        assert_whole()

    def test_a_sweep_waits_for_an_upload_of_the_bytes_that_it_came_for(self, folder: Path) -> None:
        StoredFile.objects.filter(pk=keep().pk).delete()
        aged(folder, days=40)
        assert note_leftovers(at=NOON) == 1
        stored, go_on = Signal(), Signal()

        def upload() -> None:
            with transaction.atomic():
                keep()
                stored.set()
                assert go_on.wait(timeout=10)

        uploading = begun_thread(upload)
        assert stored.wait(timeout=10)
        sweeping = begun_thread(lambda: sweep_leftovers(at=NOON + KEPT, kept=KEPT))
        assert wait_until(waiting_for_bytes, seconds=10)
        go_on.set()
        uploading.join(timeout=10)
        sweeping.join(timeout=10)
        assert on_disk(folder) == {PATH}
        assert_whole()

    def test_two_who_store_the_same_files_crosswise_do_not_wait_for_each_other_while_both_are_let_go_of(self, folder: Path) -> None:
        contents = [b"mot", b"hai"]
        rows = [keep(content) for content in contents]

        def both(order: list[bytes]) -> None:
            with transaction.atomic():
                for content in order:
                    keep(content)

        raised = at_once(lambda: both(contents), lambda: both(contents[::-1]), *(lambda row=row: discard_file(row) for row in rows))
        assert raised == [None] * 4
        assert StoredFile.objects.count() == 4
        assert len(on_disk(folder)) == 2
        assert_whole()

    def test_however_uploads_and_removals_meet_each_row_has_its_bytes_and_nothing_else_lies_there(self, folder: Path) -> None:
        contents = [b"mot", b"hai"]

        def somebody(seed: int) -> None:
            chance = random.Random(seed)
            mine: list[StoredFile] = []
            for _ in range(40):
                if mine and chance.random() < 0.5:
                    discard_file(mine.pop(chance.randrange(len(mine))))
                else:
                    mine.append(keep(chance.choice(contents)))
                    with open_file(mine[-1]) as opened:
                        assert sha256(opened.read()).hexdigest() == mine[-1].sha256

        assert at_once(*(lambda seed=seed: somebody(seed) for seed in range(6)), seconds=60) == [None] * 6
        assert_whole()
        assert on_disk(folder) == set(StoredFile.objects.values_list("content", flat=True))
        assert not Leftover.objects.exists()


STORE = f"""
import django
django.setup()
from datetime import datetime
from records.files import store_file
store_file({BYTES!r}, name="a.pdf", content_type="application/pdf", by=None, at=datetime.fromisoformat({NOON.isoformat()!r}))
"""
DISCARD = """
import django
django.setup()
from records.files import discard_file
from records.models import StoredFile
discard_file(StoredFile.objects.get())
"""
STORE_FOREVER = f"""
import django, os
django.setup()
from datetime import datetime
from records.files import store_file
at = datetime.fromisoformat({NOON.isoformat()!r})
while True:
    store_file(os.urandom(20_000_000), name="a.pdf", content_type="application/pdf", by=None, at=at)
"""


def a_process(work: str) -> subprocess.Popen[bytes]:
    database = connection.settings_dict
    who = f"{database['USER'] or ''}{':' + database['PASSWORD'] if database['PASSWORD'] else ''}"
    url = f"postgresql://{who}@{database['HOST'] or '127.0.0.1'}:{database['PORT'] or 5432}/{database['NAME']}"
    more = {"DATABASE_URL": url, "DATA_DIR": str(settings.DATA_DIR), "DJANGO_SETTINGS_MODULE": "config.settings"}
    root = Path(__file__).parent.parent
    return subprocess.Popen([sys.executable, "-c", work], env=os.environ | more, cwd=root, start_new_session=True)


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class TestKills:
    """A process is killed at every place where bytes and row are apart."""

    pytestmark = [*on_postgres, pytest.mark.kill]

    def test_killed_after_the_bytes_and_before_the_row_the_bytes_go_in_their_time(self, folder: Path) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE records_storedfile IN SHARE MODE")
            process = a_process(STORE)
            assert wait_until(lambda: waiting_for_table("records_storedfile"), seconds=60)
            assert on_disk(folder) == {PATH}
            kill(process)
        assert wait_until(lambda: not others_of_this_database(), seconds=10)
        assert not StoredFile.objects.exists()
        aged(folder, days=2)
        assert note_leftovers(at=NOON) == 1
        assert sweep_leftovers(at=NOON + KEPT, kept=KEPT) == 1
        assert on_disk(folder) == set()

    def test_killed_after_the_row_is_gone_and_before_the_bytes_the_next_sweep_ends_it(self, folder: Path) -> None:
        keep()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [int(PATH[3:18], 16)])  # as one who stores the same bytes
            process = a_process(DISCARD)
            assert wait_until(waiting_for_bytes, seconds=60)
            kill(process)
        assert wait_until(lambda: not others_of_this_database(), seconds=10)
        assert not StoredFile.objects.exists(), "the row went with the commit"
        assert on_disk(folder) == {PATH}
        assert sweep_leftovers(at=NOON, kept=KEPT) == 1
        assert on_disk(folder) == set()
        assert not Leftover.objects.exists()

    def test_killed_before_the_row_is_gone_both_stay(self, folder: Path) -> None:
        keep()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE records_leftover IN SHARE MODE")
            process = a_process(DISCARD)
            assert wait_until(lambda: waiting_for_table("records_leftover"), seconds=60)
            kill(process)
        assert wait_until(lambda: not others_of_this_database(), seconds=10)
        assert StoredFile.objects.count() == 1
        assert on_disk(folder) == {PATH}
        assert not Leftover.objects.exists()

    def test_killed_while_the_bytes_are_written_no_half_file_has_a_name(self, folder: Path) -> None:
        process = a_process(STORE_FOREVER)
        assert wait_until(lambda: StoredFile.objects.exists() and any("." in Path(path).name for path in on_disk(folder)), seconds=60)
        kill(process)
        assert wait_until(lambda: not others_of_this_database(), seconds=10)
        named = set(StoredFile.objects.values_list("content", flat=True))
        for path in on_disk(folder):
            name = Path(path).name
            assert "." in name or sha256((folder / path).read_bytes()).hexdigest() == name
        assert_whole()
        aged(folder, days=2)
        assert note_leftovers(at=NOON) == len(on_disk(folder)) - len(named)
        sweep_leftovers(at=NOON + KEPT, kept=KEPT)
        assert on_disk(folder) == named
        assert default_storage.exists(next(iter(named)))


def others_of_this_database() -> bool:
    """Whether the server still has a connection of a process that was killed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        return cursor.fetchone() is not None
