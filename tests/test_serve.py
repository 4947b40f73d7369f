"""The supervised server: one command starts web, workers and beat; what dies is restarted; SIGTERM ends them all."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .commands import ROOT, environment, free_port, manage

START_SECONDS = 90
CHILDREN = {"waitress", "--queues=celery", "--queues=clock", "--queues=behind", "beat"}


def wait_until(true: Callable[[], bool], seconds: float = START_SECONDS) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.2)


def page(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/dang-nhap/", timeout=5) as answer:
            return int(answer.status)
    except OSError:
        return 0


def children(pid: int) -> dict[str, int]:
    """The supervisor's living children by name."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            words = (folder / "cmdline").read_text().split("\0")
        except OSError:
            continue  # it ended while we looked
        if int(parent) == pid and state != "Z":
            for name in CHILDREN:
                if name in words:
                    found[name] = int(folder.name)
    return found


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    assert manage(tmp_path, port, "migrate", "--verbosity", "0").returncode == 0
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=environment(tmp_path, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_until(lambda: page(port) == 200)
        yield process, port
    finally:
        process.terminate()
        process.communicate(timeout=40)


def test_a_taken_port_is_a_clear_error(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = manage(tmp_path, port, "serve", "--check")
    assert result.returncode != 0
    assert f"Cổng {port}" in result.stderr
    assert "PORT=" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_dead_child_is_restarted_and_sigterm_ends_them_all(server: tuple[subprocess.Popen[str], int]) -> None:
    process, port = server
    wait_until(lambda: set(children(process.pid)) == CHILDREN)
    before = children(process.pid)
    os.kill(before["waitress"], signal.SIGKILL)
    wait_until(lambda: children(process.pid).get("waitress", before["waitress"]) != before["waitress"] and page(port) == 200, 40)
    last = children(process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=40) == 0
    for pid in last.values():
        assert not Path(f"/proc/{pid}").exists()


def test_closing_the_terminal_ends_the_children_too(server: tuple[subprocess.Popen[str], int]) -> None:
    process, _ = server
    wait_until(lambda: set(children(process.pid)) == CHILDREN)
    last = children(process.pid)
    process.send_signal(signal.SIGHUP)
    assert process.wait(timeout=40) == 0
    for pid in last.values():
        assert not Path(f"/proc/{pid}").exists()
