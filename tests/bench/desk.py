"""The desk with a hundred vendors and a year of nights: what the overview and a vendor's page take until they are sent.

`python -m tests.bench.desk [--vendors N] [--nights N] [--records N] [--folder KEPT]`. In process, through the whole
app; CPU seconds of the page and of its SQL: the first request of a process, and the median of those that follow.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import event
from starlette.applications import Starlette
from starlette.testclient import TestClient

from metadata.desk.app import desk_of
from metadata.home import Home
from tests.bench import desk_store
from tests.bench.desk_store import Size

YEAR = Size(100, desk_store.NIGHTS, 5_000)
QUICK = Size(20, 60, 500)
AGAIN = 15
GOALS = {  # seconds
    "/": 0.3,
    "/vendors/vendor-001": 0.2,
    "/deliveries": 0.2,
    "/deliveries?state=held": 0.2,
    "/deliveries?vendor=vendor-001": 0.2,
    "/deliveries/1": 0.2,
    "/quarantine": 0.2,
    "/titles?q=title": 0.2,
    "/libraries": 0.2,
    "/publications": 0.2,
    "/review": 0.2,
}


class Asked(NamedTuple):
    """What one page takes, in CPU seconds."""

    first: float
    page: float
    sql: float
    statements: int


class Counter:
    """CPU seconds that are spent in the database, and the statements."""

    def __init__(self, home: Home) -> None:
        self.seconds, self.statements, self._begun = 0.0, 0, 0.0
        event.listen(home.store.engine, "before_cursor_execute", self._before)
        event.listen(home.store.engine, "after_cursor_execute", self._after)

    def _before(self, *_: Any) -> None:
        self._begun = time.thread_time()

    def _after(self, *_: Any) -> None:
        self.seconds += time.thread_time() - self._begun
        self.statements += 1


def measure(folder: Path, size: Size) -> dict[str, Asked]:
    """Ask for every page some times; the store is made where the folder is empty."""
    if not (folder / "data").exists():
        desk_store.fill(folder, size)
    home = Home(desk_store.settings_of(folder), clock=lambda: desk_store.last_night(size), read_only=True)
    counter = Counter(home)
    found = {}
    with TestClient(Starlette(routes=desk_of(home)), base_url="http://127.0.0.1") as client:
        for path in GOALS:
            first = _took(lambda path=path: client.get(f"/desk{path}").raise_for_status())
            counter.seconds, counter.statements = 0.0, 0
            taken = [_took(lambda path=path: client.get(f"/desk{path}").raise_for_status()) for _ in range(AGAIN)]
            found[path] = Asked(first, median(taken), counter.seconds / AGAIN, counter.statements // AGAIN)
    home.close()
    return found


def _took(ask: Callable[[], object]) -> float:
    begun = time.process_time()
    ask()
    return time.process_time() - begun


def report(size: Size, kept: Path | None = None) -> list[bool]:
    """Print what each page takes; whether each is within its goal."""
    with ExitStack() as stack:
        folder = kept or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        found = measure(folder, size)
    print(f"\nthe desk, {size.vendors} vendors, {size.nights} nights, {size.vendors * size.records} records; ms CPU")
    print(f"{'page':<32}{'first':>8}{'page':>8}{'of it SQL':>12}{'statements':>12}")
    held = []
    for path, each in found.items():
        held.append(each.page <= GOALS[path])
        numbers = f"{each.first * 1e3:>8.0f}{each.page * 1e3:>8.0f}{each.sql * 1e3:>12.0f}{each.statements:>12}"
        print(f"{path:<32}{numbers}   goal <= {GOALS[path] * 1e3:.0f} ms: {'holds' if held[-1] else 'MISSED'}")
    return held


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vendors", type=int, default=YEAR.vendors)
    parser.add_argument("--nights", type=int, default=YEAR.nights)
    parser.add_argument("--records", type=int, default=YEAR.records, help="live ones of each vendor")
    parser.add_argument("--folder", type=Path, help="keep the store there, and use it when it is there")
    options = parser.parse_args()
    report(Size(options.vendors, options.nights, options.records), options.folder)


if __name__ == "__main__":
    _main()
