"""What a night costs in which nothing changed, against the full night before it: `emat run` twice, as a user would.

The second file has another name and the same records in another order. CPU is user + system of the whole command.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.bench.corpus import ebooks
from transforms.formats.marc21 import to_iso2709

VENDOR = "marc-aggregator"


class Nights(NamedTuple):
    """CPU seconds of the first night, of one with nothing new, and of the command itself with no file at all."""

    full: float
    unchanged: float
    idle: float
    counts: dict[str, Any]


def measure(folder: Path, corpus: Path, records: int) -> Nights:
    """Run the nights in a data folder of their own."""
    raws = [raw for record in ebooks(corpus, records) if isinstance(raw := to_iso2709(record), bytes)]
    schemas, data = _schemas(folder), folder / "night"
    inbox = data / "inbox" / VENDOR
    inbox.mkdir(parents=True)
    (inbox / "feed-20260101.mrc").write_bytes(b"".join(raws))
    full, _ = _run(data, schemas)
    random.Random(1).shuffle(raws)  # the same order in every run
    (inbox / "feed-20260102.mrc").write_bytes(b"".join(raws))
    unchanged, report = _run(data, schemas)
    idle, _ = _run(data, schemas)
    return Nights(full, unchanged, idle, report)


def _schemas(folder: Path) -> Path:
    """The project's schemas with one vendor, whose file expects nothing of its feed."""
    schemas = folder / "schemas"
    shutil.copytree("schemas", schemas)
    for path in (schemas / "vendors").glob("*.yml"):
        if path.stem != VENDOR:
            path.unlink()
    path = schemas / "vendors" / f"{VENDOR}.yml"
    vendor = yaml.safe_load(path.read_text("utf-8"))
    del vendor["select"]
    vendor["expect"] = {"max_errors": 1.0, "max_unreadable": 1.0}
    path.write_text(yaml.safe_dump(vendor), "utf-8")
    return schemas


def _run(data: Path, schemas: Path) -> tuple[float, dict[str, Any]]:
    """CPU seconds of one `emat run`, and its report."""
    command = [sys.executable, "-c", "from metadata.cli import main; main()", "run", "--quiet", "--format", "json"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [*command, "--data-dir", str(data)],
        env={**os.environ, "EMAT_SCHEMAS": str(schemas)},
        capture_output=True,
        text=True,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"emat run failed: {done.stdout[-2000:]} {done.stderr[-2000:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, json.loads(done.stdout)
