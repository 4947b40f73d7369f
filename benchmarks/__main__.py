"""Run one benchmark in a temporary database of its own; the database in use is never touched."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections

NAMES = sorted(
    path.stem
    for path in Path(__file__).parent.glob("*.py")
    if path.stem not in {"__init__", "__main__", "forest", "measure", "peers", "slips", "world"}
)
SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"


def main() -> int:
    """0 when every goal is met, 1 when one is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--size", type=int, help="how many pieces; by default what takes about a minute")
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, own_database(options.database, Path(folder)) as url:
        os.environ |= {"DATABASE_URL": url, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "benchmarks"]  # a home for the flows of peers
        django.setup()
        call_command("migrate", verbosity=0)
        benchmark = import_module(f"benchmarks.{options.name}")
        try:
            outcome = benchmark.run(options.size or benchmark.DEFAULT_SIZE)
        finally:
            connections.close_all()
    if options.json:
        goals = [{"what": g.what, "ratio": g.ratio, "bound": g.bound, "at_least": g.at_least, "met": g.is_met} for g in outcome.goals]
        facts = {"name": outcome.name, "size": outcome.size, "database": outcome.database, "piece": outcome.piece}
        print(json.dumps({**facts, "micros": dict(outcome.micros), "goals": goals, "notes": outcome.notes, "met": outcome.is_met}))
    else:
        print(f"{outcome.name}, {outcome.size:,} on {outcome.database}; µs per {outcome.piece}")
        for who, value in outcome.micros.items():
            print(f"  {who:40} {value:10.1f}")
        for line in (*outcome.notes, *outcome.goals):
            print(f"  {line}")
    return 0 if outcome.is_met else 1


@contextmanager
def own_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of a database made for this run; on PostgreSQL beside the one that DATABASE_URL names, dropped afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'benchmark.sqlite3'}"
        return
    given = os.environ.get("DATABASE_URL", "")
    server = urlsplit(given if given.startswith("postgres") else SERVER)
    name = f"benchmark_{os.getpid()}"
    address = urlunsplit(server._replace(path="/postgres"))
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(server._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


if __name__ == "__main__":
    sys.exit(main())
