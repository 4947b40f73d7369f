"""What the tests of commands share: `manage.py` in a process and a database of its own, beside whatever this one is configured for."""

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CELERY_BROKER_URL"}}
    return kept | {"DATA_DIR": str(folder), "PORT": str(port), "PYTHONUNBUFFERED": "1"} | more


def manage(folder: Path, port: int, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(folder, port, **more), capture_output=True, text=True, check=False)


def managed(folder: Path, *arguments: str) -> str:
    """What a command that must go well says; its jobs run in its own process."""
    done = manage(folder, free_port(), *arguments, "--verbosity", "0", JOBS_IN_PROCESS="1")
    assert done.returncode == 0, done.stderr
    return done.stdout
