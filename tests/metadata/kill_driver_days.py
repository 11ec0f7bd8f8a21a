"""Plays a night before a day and one on it, of a vendor whose products may be lent on some days only.

May kill itself at the Nth event, as kill_driver.py: `python kill_driver_days.py FOLDER EVENTS-FILE N`. The schemas are
in FOLDER/schemas.
"""

from __future__ import annotations

import sys
from pathlib import Path

from feeds import deliver, home_in
from kill_driver import Killer
from turning_feed import BEFORE, DAY, ISBNS, coming, going, on, product

from metadata import pipeline
from tests.transforms.crosswalks.onix.onix_builder import message


def main(folder: Path, counted: Path, target: int) -> None:
    """The nights that are not done yet."""
    home = home_in(folder / "data", folder / "schemas")
    done = folder / "nights-done"
    finished = done.read_text("utf-8").split() if done.exists() else []
    killer = Killer(folder / "data", target)
    killer.watch()
    if BEFORE not in finished:
        products = (coming("a"), going("b", isbn=ISBNS[1]), product("c", isbn=ISBNS[2]))
        deliver(home, "delta", "1.xml", message("".join(products), "20261122T0100Z"))
    for day in (BEFORE, DAY):
        if day not in finished:
            on(home, day)
            pipeline.run(home, ["delta"])
            finished.append(day)
            done.write_text(" ".join(finished), "utf-8")
            killer.crossed(f"night {day}")
    counted.write_text("\n".join(killer.names), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
