"""Publishes into a small file system until it is full, then lets it grow: `python disk_driver.py FOLDER part|manifest`.

Runs where the file system is mounted; prints what it saw as JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from feeds import tree
from made_drops import Published, book, day, index

from metadata.errors import PipelineError
from transforms.record import Field


def noisy(number: int, size: int) -> Published:
    """Two publications; the second brings a record that cannot be packed well."""
    made = Published()
    made.publish(day(1), all={1: book(1)})
    noise = hashlib.shake_256(bytes([number])).hexdigest(size // 2)
    notes = [Field.data("500", "  ", "a", noise[at : at + 9000]) for at in range(0, size, 9000)]
    made.publish(day(2), all={each: book(each).add(*notes[each::20]) for each in range(20)})
    return made


def main(folder: Path, where: str) -> None:
    """Write the first publication, fail with the second, grow, write it again."""
    size = 4_000_000 if where == "part" else 10_000
    made = noisy(1, size)
    made.until(1).write(folder)
    before = tree(folder)
    if where == "manifest":  # room for the parts of the delta, not for what is written behind them
        free = os.statvfs(folder)
        (folder / ".ballast").write_bytes(bytes((free.f_bavail - 9) * free.f_bsize))
    message = ""
    try:
        made.write(folder)
    except PipelineError as error:
        message = str(error)
    after = tree(folder)
    told = {"message": message, "kept": before.items() <= after.items(), "free": not list(folder.rglob(".making"))}
    subprocess.run(["mount", "-o", "remount,size=100m", str(folder)], check=True)
    made.write(folder)
    print(json.dumps({**told, "mended": index(folder)["all"][-1] == "all/full/20261102T040000Z/manifest.json"}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
