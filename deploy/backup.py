"""Backups of an installation: both databases and the data folder, made and restored.

    with-settings python deploy/backup.py make FOLDER       a folder FOLDER/2026-11-28T120000Z
    with-settings python deploy/backup.py restore FOLDER/2026-11-28T120000Z

The dump of the store is taken first, and the files after it: what the store names is then among them, for deliveries
and published files are never changed. A publication that comes meanwhile would leave files of which the store knows
nothing, so it is begun again then. Files that were in the backup before are linked, not copied. Needs pg_dump,
pg_restore and rsync; secrets and settings (/etc/ematerial) are not in it: keep them elsewhere.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import create_engine, make_url, text

from metadata.settings import load_settings

TRIES = 3  # when publications come meanwhile
KEPT = 14  # backups
PARTIAL = ".partial"
# Left out: of running tasks, or copied by SQLite itself.
PASSING = ("/work/", "/locks/", "/writer.lock", "/harvests.db*")


class Database(NamedTuple):
    """One database: the name of its dump, and its address as SQLAlchemy takes it."""

    name: str
    address: str

    def run(self, program: str, *arguments: str | Path) -> None:
        """Run a program of PostgreSQL on it; the password is in its environment only. Ends this program if it fails."""
        url = make_url(self.address)
        told = {"PGHOST": url.host, "PGPORT": str(url.port or 5432), "PGUSER": url.username, "PGPASSWORD": url.password}
        given = {key: str(value) for key, value in told.items() if value}
        done = subprocess.run([program, "--dbname", str(url.database), *arguments], env=os.environ | given)  # noqa: S603
        if done.returncode:
            sys.exit(f"{program} failed for {self.name}: see above; nothing of this backup is to be used")


def main(arguments: Sequence[str] | None = None) -> None:
    """Make or restore a backup."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("make", "restore"))
    parser.add_argument("folder", type=Path, help="where backups are; for restore: one of them")
    given = parser.parse_args(arguments)
    data, databases = load_settings().data_dir, both()
    if given.what == "make":
        print(make(given.folder, data, databases))  # noqa: T201
    else:
        restore(given.folder, data, databases)


def both() -> list[Database]:
    """The store, then Airflow's database, as the settings name them. Ends the program where one is not PostgreSQL."""
    from airflow.configuration import conf

    found = [
        Database("store", load_settings().database),
        Database("airflow", conf.get_mandatory_value("database", "sql_alchemy_conn")),
    ]
    for each in found:
        if make_url(each.address).get_backend_name() != "postgresql":
            sys.exit(f"the {each.name} is no PostgreSQL database: copy its file while nothing runs")
    return found


def make(folder: Path, data: Path, databases: Sequence[Database]) -> Path:
    """Make a backup in a new folder below this one; returns it. It has its name when it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / PARTIAL
    for _ in range(TRIES):
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700)
        before = published(databases[0])
        for each in databases:
            each.run("pg_dump", "--format=custom", "--file", partial / f"{each.name}.dump")
        copy(data, partial / "data", newest(folder))
        if published(databases[0]) == before:
            break
    else:
        sys.exit("publications came in the middle of it each time: make it when no night runs")
    made = folder / datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    partial.rename(made)
    for old in whole(folder)[:-KEPT]:
        shutil.rmtree(old)
    return made


def restore(backup: Path, data: Path, databases: Sequence[Database]) -> None:
    """Put a backup in the place of what is there. Ends the program when it is none, or something is there."""
    if not all((backup / f"{each.name}.dump").is_file() for each in databases):
        sys.exit(f"{backup} is no whole backup")
    if data.exists() and any(data.iterdir()):
        sys.exit(f"{data} is not empty: move it away first, it may be wanted")
    for each in databases:
        kept = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        each.run("pg_restore", *kept, backup / f"{each.name}.dump")
    data.mkdir(parents=True, exist_ok=True)
    rsync(backup / "data", data)


def copy(data: Path, target: Path, before: Path | None) -> None:
    """Copy the data folder; what is the same as in the backup before is linked with it."""
    linked = (f"--link-dest={(before / 'data').resolve()}",) if before else ()
    rsync(data, target, *linked, *(f"--exclude={each}" for each in PASSING))
    log = data / "harvests.db"
    if log.exists():
        with closing(sqlite3.connect(log)) as source, closing(sqlite3.connect(target / log.name)) as copied:
            source.backup(copied)


def rsync(source: Path, target: Path, *options: str) -> None:
    """Copy a folder. Ends the program when that fails."""
    if subprocess.run(["rsync", "--archive", *options, f"{source}/", f"{target}/"]).returncode:  # noqa: S603, S607
        sys.exit(f"{source} could not be copied to {target}: see above")


def published(store: Database) -> int:
    """The newest publication."""
    engine = create_engine(store.address)
    try:
        with engine.connect() as connection:
            return int(connection.execute(text("SELECT coalesce(max(seq), 0) FROM publication")).scalar_one())
    finally:
        engine.dispose()


def whole(folder: Path) -> list[Path]:
    """The backups, oldest first."""
    return sorted(each for each in folder.iterdir() if each.is_dir() and each.name != PARTIAL)


def newest(folder: Path) -> Path | None:
    """The backup before; None: there is none."""
    return next(iter(reversed(whole(folder))), None)


if __name__ == "__main__":
    main()
