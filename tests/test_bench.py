"""What the benchmarks measure with."""

from __future__ import annotations

import subprocess
import sys

LARGE = """
import subprocess, sys
held = bytearray(300_000_000)
held[::4096] = b"x" * len(held[::4096])
subprocess.run([sys.executable, "-c", "from tests.bench.apart import peak; print(peak())"], check=True)
"""


def test_the_peak_of_a_process_is_its_own_whoever_started_it() -> None:
    done = subprocess.run([sys.executable, "-c", LARGE], check=True, capture_output=True, text=True)
    assert 5 < float(done.stdout) < 200
