"""The benchmarks at full size: each compares ours with a peer and with the limit in one run, and fails when its goal is missed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("name", "size", "database"),
    [
        ("fanout", 10_000, "sqlite"),
        ("fanout", 10_000, "postgres"),
        ("fanout", 100_000, "postgres"),
        ("step", 1_000, "postgres"),
        ("step", 1_000, "sqlite"),
        ("bulk_step", 1_000, "postgres"),
        ("bulk_step", 1_000, "sqlite"),
        ("inbox", 1_000_000, "postgres"),
        ("inbox", 1_000_000, "sqlite"),
        ("subtree", 1_000_000, "postgres"),
        ("subtree", 1_000_000, "sqlite"),
        ("move", 30_000, "postgres"),
        ("move", 30_000, "sqlite"),
        ("reading", 10, "sqlite"),
        ("documents", 1_000, "sqlite"),
        ("resolve", 10_000, "postgres"),
        ("resolve", 10_000, "sqlite"),
    ],
)
def test_the_goal_is_met_at_full_size(name: str, size: int, database: str, tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "benchmarks", name, "--size", str(size), "--database", database],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
