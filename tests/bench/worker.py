"""What a refine worker takes: `python -m tests.bench.worker FILE` prints records, CPU seconds and peak memory in MB.

It works range by range, against an empty store, in a process as `emat run --workers` starts them: forked from one that
has read the pipeline, with the command line in it. The memory is all that is mapped, also what it shares with others.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import metadata.cli  # noqa: F401  # a worker imports the main module of the process that wants it: of `emat`, this
from metadata.payload import open_payload
from metadata.processes import processes
from metadata.references import References
from metadata.refine import Job, refine_range
from metadata.settings import load_settings, shipped
from metadata.store.store import open_store
from tests.bench.apart import peak

VENDOR = "marc-aggregator"


def measure(path: Path) -> tuple[int, float, float]:
    """How many records a worker read, its CPU seconds, and its peak memory in MB."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        work = Path(folder)
        settings = load_settings(work, {})
        open_store(settings).close()
        payload = open_payload(path, work)
        schemas, rows = References(shipped("schemas")), work / "rows"
        jobs = [Job(VENDOR, schemas, settings.database, part, "260101", rows) for part in payload.ranges]
        with processes(1) as pool:
            counts = sum(pool.map(refine_range, jobs), Counter[str]())
            cpu, most = pool.submit(taken).result()
    return counts["read"], cpu, most


def taken() -> tuple[float, float]:
    """CPU seconds of this process, and its peak memory in MB."""
    return time.process_time(), peak()


if __name__ == "__main__":
    print(json.dumps(dict(zip(("records", "cpu", "peak"), measure(Path(sys.argv[1])), strict=True))))
