"""What a delivery becomes in a process of its own with little memory and time; it writes what it found to a file."""

from __future__ import annotations

import json
import resource
from collections import Counter
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from metadata.convert import neutral_house
from metadata.payload import RefusedFileError, frames_in, open_payload
from transforms.refine import refine

MEMORY = 512 << 20  # bytes of address space, which is more than what is used
SECONDS = 10


def examine(source: Path, work: Path, out: Path) -> dict[str, Any]:
    """Open a delivery and refine what it yields: refused, broken, outcomes, the text of all records, CPU seconds."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["metadata.convert", "transforms.validate"])
    process = context.Process(target=_examine, args=(source, work, out))
    process.start()
    process.join(6 * SECONDS)
    process.kill()
    process.join()
    assert not process.exitcode, f"the process ended with {process.exitcode}"
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return found


def _examine(source: Path, work: Path, out: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    refused, broken, outcomes, text = "", "", Counter[str](), ""
    try:
        payload = open_payload(source, work)
    except RefusedFileError as reason:
        refused = str(reason)
    else:
        broken, house = payload.broken, neutral_house()
        for part in payload.ranges:
            for frame in frames_in(part):
                done = refine(frame.raw, part.envelope, house)
                outcomes[done.outcome] += 1
                text += str(done.record or done.reason)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    found = {"refused": refused, "broken": broken, "outcomes": outcomes, "text": text}
    out.write_text(json.dumps({**found, "seconds": usage.ru_utime + usage.ru_stime}), "utf-8")
