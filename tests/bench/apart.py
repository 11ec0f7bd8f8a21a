"""A benchmark that measures in a process of its own, where peak of memory and hash seed are nobody else's."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol


class Figures(Protocol):
    """What was measured: a NamedTuple of plain values."""

    def _asdict(self) -> dict[str, Any]: ...


def peak() -> float:
    """Peak memory of this process in MB. Not ru_maxrss, which begins with the size of the process that started us."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def figures_of(module: str, records: int) -> dict[str, Any]:
    """What `measure` of a module finds for so many records."""
    command = [sys.executable, "-m", module, "--records", str(records), "--json"]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main(
    about: str | None,
    records: int,
    measure: Callable[[int], Figures],
    report: Callable[[int], list[bool]],
    given: Sequence[str] | None = None,
) -> int:
    """Report on so many records, or as many as the command line says; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--records", type=int, default=records)
    parser.add_argument("--json", action="store_true", help="the figures of this very process, for the report")
    options = parser.parse_args(given)
    if options.json:
        print(json.dumps(measure(options.records)._asdict()))
        return 0
    return 0 if all(report(options.records)) else 1
