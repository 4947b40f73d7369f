"""`manage.py serve`: web, workers and beat as children of one supervisor."""

import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fixtures.world.signins import demo_password, sign_ins

HOST = "127.0.0.1"
QUICK_DEATH = 5.0  # seconds: a child that lives shorter than this is not restarted at once
PATIENCE = 15.0  # seconds a child has to end by itself after SIGTERM


@dataclass
class Child:
    """One supervised process and when it was last started."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restart_at: float = 0.0

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, cwd=settings.BASE_DIR, start_new_session=True)  # noqa: S603 - our own commands
        self.started = time.monotonic()


class Command(BaseCommand):
    help = "Chạy hệ thống: web, tác vụ nền và đồng hồ; tiến trình nào chết được khởi động lại."
    requires_system_checks: list[str] = []
    stopping = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only say whether the port is free.")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        refuse_taken_port(settings.PORT)
        if check:
            return
        workers = [Child(f"worker {queue}", worker_command(queue, threads)) for queue, threads in settings.WORKERS.items()]
        children = [Child("web", web_command()), *workers, Child("beat", beat_command())]
        for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):  # the last: the terminal was closed
            signal.signal(sign, self.stop)
        try:
            for child in children:
                child.start()
            wait_for_the_first_page(children[0], settings.PORT)
            self.stdout.write(welcome(settings.PORT))
            self.stdout.flush()
            while not self.stopping:
                self.look_after(children)
                time.sleep(0.5)
        finally:
            end(children)

    def stop(self, signum: int, frame: FrameType | None) -> None:
        self.stopping = True

    def look_after(self, children: list[Child]) -> None:
        """Restart what died; what dies at once waits, so that a fault does not spin."""
        now = time.monotonic()
        for child in children:
            if child.process is None:
                if now >= child.restart_at:
                    child.start()
            elif (code := child.process.poll()) is not None:
                self.stderr.write(f"{child.name} đã dừng (mã {code}); khởi động lại.")
                child.process = None
                child.restart_at = now + (QUICK_DEATH if now - child.started < QUICK_DEATH else 0.0)


def refuse_taken_port(port: int) -> None:
    """Raises CommandError in one sentence when somebody listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(f"Cổng {port} đang được chương trình khác dùng. Chọn cổng khác, ví dụ: make run PORT={port + 1}") from error


def web_command() -> list[str]:
    return [sys.executable, "-m", "waitress", f"--listen={HOST}:{settings.PORT}", "--threads=8", "--ident=", "config.wsgi:application"]


def worker_command(queue: str, threads: int) -> list[str]:
    return [
        sys.executable,
        "-m",
        "celery",
        "--quiet",
        "-A",
        "config",
        "worker",
        f"--queues={queue}",
        f"--hostname={queue}@%h",
        "--pool=threads",
        f"--concurrency={threads}",
        "--loglevel=WARNING",
        "--without-mingle",
        "--without-gossip",
    ]


def beat_command() -> list[str]:
    pid_file = Path(settings.DATA_DIR) / "beat.pid"
    pid_file.unlink(missing_ok=True)  # left by a kill; one supervisor owns one beat
    return [sys.executable, "-m", "celery", "--quiet", "-A", "config", "beat", "--loglevel=WARNING", f"--pidfile={pid_file}"]


def wait_for_the_first_page(web: Child, port: int, timeout: float = 60.0) -> None:
    """Return when the web server answers; raises CommandError when it ends or stays silent for `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if web.process is not None and web.process.poll() is not None:
            raise CommandError("Máy chủ web không khởi động được; xem thông báo ở trên.")
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise CommandError(f"Máy chủ web không trả lời ở cổng {port} sau {timeout:.0f} giây.")


def welcome(port: int) -> str:
    """Where it runs and, in a demo installation, who can sign in. The only place that shows the demo password."""
    lines = ["", f"Hệ thống đang chạy tại http://{HOST}:{port}  (Ctrl+C để dừng)"]
    password = demo_password()
    if password:
        lines += ["", f"Tài khoản dùng thử, mật khẩu chung: {password}", ""]
        lines += [f"  {entry.username:<28}{entry.full_name:<28}{entry.what_vi}" for entry in sign_ins()]
    return "\n".join([*lines, ""])


def end(children: list[Child]) -> None:
    """Ask every child to end, wait, then make it."""
    running = [child.process for child in children if child.process is not None and child.process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
