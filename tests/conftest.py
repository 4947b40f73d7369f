"""What every test stands on: the corpus' place, the outside programs, and a cast of people."""

import os
import shutil
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from hypothesis import settings

from .city import City, build

ROOT = Path(__file__).resolve().parent.parent
CORPUS = Path(os.environ.get("CORPUS_DIR") or ROOT.parent / "shared" / "corpus")
PROGRAMS = {
    "chromium": "Chromium",
    "soffice": "LibreOffice",
    "tesseract": "Tesseract",
    "pdftoppm": "Poppler",
}
LEFT_OUT = {"services": "make test-services", "long": "make test-long", "corpus": "CORPUS_DIR=…"}

# A busy machine is no failure. Where CI runs the examples are the same every time; looking for new ones is for people and `make test-long`.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[left_out_key] = dict.fromkeys(LEFT_OUT, 0)


left_out_key = pytest.StashKey[dict[str, int]]()


def pytest_sessionstart(session: pytest.Session) -> None:
    """With SERVICES=1 everything outside must be there: what is missing is a failure that says how to install it."""
    if os.environ.get("SERVICES") != "1":
        return
    missing = [label for program, label in PROGRAMS.items() if shutil.which(program) is None]
    for name in ("DATABASE_URL", "CELERY_BROKER_URL"):
        address = urlsplit(os.environ.get(name, ""))
        if not answers(address.hostname or "", address.port or {"postgresql": 5432, "redis": 6379}.get(address.scheme, 0)):
            missing.append(f"{name} ({address.scheme or 'not set'})")
    if missing:
        pytest.exit(f"Missing: {', '.join(missing)}. Install them with: make services", returncode=1)


def answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without the corpus its tests are left out by name; where CI runs, they fail instead."""
    if CORPUS.is_dir() or os.environ.get("CI"):
        return
    gone = [item for item in items if item.get_closest_marker("corpus")]
    if gone:
        items[:] = [item for item in items if item not in gone]
        config.hook.pytest_deselected(items=gone)


def pytest_deselected(items: list[pytest.Item]) -> None:
    for item in items:
        for marker in LEFT_OUT:
            if item.get_closest_marker(marker):
                item.config.stash[left_out_key][marker] += 1
                break


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A parallel worker tells the main process what it left out: every worker collects the same tests."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash[left_out_key]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[left_out_key].update(getattr(node, "workeroutput", {}).get("left_out", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for marker, count in config.stash[left_out_key].items():
        if count:
            terminalreporter.write_line(f"left out: {count} tests marked {marker} ({LEFT_OUT[marker]})")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder with texts/, gold/ and score.py."""
    assert CORPUS.is_dir(), f"CORPUS_DIR={CORPUS} is not a folder"
    return CORPUS


@pytest.fixture
def files(tmp_path: Path, settings: LazySettings) -> None:
    """What is stored lies in a folder of the test's own."""
    disk = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": disk}


@pytest.fixture
def city(db: None, files: None) -> City:
    """A small Hà Nội of 2021, with its people and a stranger; nobody has typed a wrong password yet."""
    cache.clear()
    return build()
