"""A wrong value in the environment stops the start with its name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def start(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("DEBUG", "perhaps"),
        ("HTTPS", "2"),
        ("LOG_LEVEL", "loud"),
        ("DATABASE_URL", "mysql://nobody@localhost/none"),
        ("DATABASE_URL", "nonsense"),
    ],
)
def test_a_wrong_value_stops_the_start_with_its_name(tmp_path: Path, name: str, value: str) -> None:
    result = start(tmp_path, **{name: value})
    assert result.returncode != 0
    assert f"ImproperlyConfigured: {name}" in result.stderr


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    result = start(tmp_path, DATA_DIR=str(tmp_path / "file" / "below"))
    assert "ImproperlyConfigured: DATA_DIR" in result.stderr


def test_the_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    environment = {"SECRET_KEY": ""}
    assert start(tmp_path, **environment).returncode == 0
    key = tmp_path / "secret-key"
    first = key.read_text()
    assert len(first) > 60
    assert key.stat().st_mode & 0o077 == 0
    assert start(tmp_path, **environment).returncode == 0
    assert key.read_text() == first
