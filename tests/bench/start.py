"""What a small file waits for: CPU of `emat convert` of one record in a fresh process, imports and rules included."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

EMAT = Path(sys.executable).with_name("emat")
SAMPLES = Path(__file__).parents[2] / "sample_records"
FILES = {
    "MARC 21": SAMPLES / "marc-aggregator" / "isbn10-and-print-isbn" / "input.mrc",
    "ONIX": SAMPLES / "onix-publisher" / "editions" / "input.xml",
}
RUNS = 20
GOAL = 0.5  # seconds


def measure() -> list[bool]:
    """Print what a conversion takes; whether the median is within the goal, for each format."""
    print(f"\n{'emat convert, one record':<26}{'ms CPU, median [lowest]':>28}")
    held = []
    for name, path in FILES.items():
        _, *taken = _runs(path, RUNS + 1)  # the first may have to compile modules
        held.append(median(taken) <= GOAL)
        shown = f"{median(taken) * 1e3:.0f} [{min(taken) * 1e3:.0f}]"
        print(f"{name:<26}{shown:>28}   goal <= {GOAL * 1e3:.0f} ms: {'holds' if held[-1] else 'MISSED'}")
    return held


def _runs(path: Path, number: int) -> Iterator[float]:
    """Seconds of user and system time of each run."""
    for _ in range(number):
        before = getrusage(RUSAGE_CHILDREN)
        subprocess.run([EMAT, "convert", path, "--to", "marcxml", "-q", "-o", os.devnull], check=True)
        after = getrusage(RUSAGE_CHILDREN)
        yield after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
