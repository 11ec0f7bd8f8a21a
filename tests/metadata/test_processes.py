"""Processes that take work: what they have read before they are asked for anything."""

from __future__ import annotations

import subprocess
import sys

# Asked where nothing has been started yet: the process that others are forked from reads once, when it begins.
ASK = """
from metadata.processes import processes

with processes(1) as pool:
    print(pool.submit(eval, "'metadata.pieces' in __import__('sys').modules").result())
"""


def test_a_process_has_read_what_refines_before_it_is_asked() -> None:
    done = subprocess.run([sys.executable, "-c", ASK], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "True"
