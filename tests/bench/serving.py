"""OAI-PMH as it is served: record pages of 100 from SQLite beside pyoai's on the same records, and pages under load.

`python -m tests.bench.serving [--titles N] [--views N] [--clients N] [--seconds N] [--workers N] [--folder KEPT]`.
In process, walks over the view of every title and over a library's, in CPU seconds, first pages against last ones;
pyoai (in process too, its records in memory, one page: its resumption fails on this Python).

Over HTTP (tests/bench/crowd.py), `emat serve --workers 2` as deploy/ runs it, and clients that walk all views, each
asking for the next page as soon as it has one. The server's time for a page that a token asks for is from the moment
the question is sent to the moment the last byte is handed to the connection, so with every wait for the pages of other
clients. Beside it is what a client sees, to the last byte it read: that is a client's own time as well. Clients run at
the lowest priority, since they stand for machines of their own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

from lxml import etree

from metadata.publish.catalogue import ALL
from metadata.publish.oai_pmh.exchange import Request, Settings
from metadata.publish.oai_pmh.provider import handle
from metadata.publish.server import settle
from metadata.publish.views import StoreCatalogue
from metadata.settings import load_settings
from metadata.store.store import open_store_to_read
from tests.bench import served_store
from tests.bench.crowd import DOMAIN, KEY, LIST, RESUME, TOKEN, Crowd, under_load
from tests.bench.served_store import ISIL, isil

MILLION, QUICK = 1_000_000, 20_000
VIEWS, CLIENTS, SECONDS, WORKERS = 280, 8, 20.0, 2
PAGE, ENDS = 100, 40  # records; pages that are compared at the beginning and at the end
RATE, SLOWER, TIMES, P99 = 60_000, 1.5, 5, 20.0  # records per CPU second, times, times as fast as pyoai, ms


class Walked(NamedTuple):
    """One walk over a view: records, bytes, CPU seconds of it all, of a page at the beginning and at the end."""

    records: int
    bytes: int
    cpu: float
    first: float
    last: float


class Measured(NamedTuple):
    """What came of it all."""

    titles: int
    all: Walked
    library: Walked
    beside: list[tuple[float, float]]  # seconds of one page, ours and pyoai's, in turn
    crowd: Crowd


def measure(folder: Path, views: int, clients: int, seconds: float, workers: int) -> Measured:
    """Everything on one store."""
    settings = load_settings(folder, {})
    catalogue = StoreCatalogue(open_store_to_read(settings), ISIL, [isil(each) for each in range(views)])
    settle()
    beside = _beside(catalogue)
    whole, library = walked(catalogue, ALL), walked(catalogue, isil(0))
    return Measured(whole.records, whole, library, beside, under_load(folder, views, clients, seconds, workers))


def _answer(catalogue: StoreCatalogue, view: str, query: str) -> bytes:
    settings = Settings("https://oai.example.org", "Bench", "bench@example.org", DOMAIN, KEY, page_size=PAGE)
    return handle(Request("GET", query.encode()), view, catalogue, settings, lambda: datetime.now(UTC)).body


def walked(catalogue: StoreCatalogue, view: str) -> Walked:
    """A walk from the first page to the last, once the view is known."""
    query, times, records, size = LIST, list[float](), 0, 0
    _answer(catalogue, view, query)
    while query:
        begun = time.process_time()
        body = _answer(catalogue, view, query)
        times.append(time.process_time() - begun)
        records, size = records + body.count(b"<record>\n"), size + len(body)
        token = TOKEN.search(body)
        query = f"{RESUME}{token[1].decode()}" if token else ""
    whole = times[:-1] or times  # the last page need not be full
    return Walked(records, size, sum(times), median(whole[:ENDS]), median(whole[-ENDS:]))


def _beside(catalogue: StoreCatalogue) -> list[tuple[float, float]]:
    """The same page ten times in turn, by us from the store, and by pyoai from memory; seconds of one."""
    theirs = _pyoai(_answer(catalogue, ALL, LIST))

    def ten(job: Callable[[], Any]) -> float:
        return _cpu(lambda: [job() for _ in range(10)]) / 10

    return [(ten(lambda: _answer(catalogue, ALL, LIST)), ten(theirs)) for _ in range(15)]


def _cpu(job: Callable[[], Any]) -> float:
    begun = time.process_time()
    job()
    return time.process_time() - begun


def _pyoai(page: bytes) -> Callable[[], bytes]:
    """pyoai with the records of a page; it puts the metadata, parsed from what is stored, into its answer."""
    from oaipmh.common import Header
    from oaipmh.metadata import MetadataRegistry
    from oaipmh.server import Server

    names = {"o": "http://www.openarchives.org/OAI/2.0/"}
    records = []
    for each in etree.fromstring(page).findall(".//o:record", names):
        found, stamp = each.find("o:metadata", names), each.findtext("o:header/o:datestamp", "", names)
        sets = [str(one.text) for one in each.findall("o:header/o:setSpec", names)]
        moment = datetime.fromisoformat(stamp.rstrip("Z"))
        head = Header(None, each.findtext("o:header/o:identifier", "", names), moment, sets, found is None)
        records.append((head, etree.tostring(found[0]) if found is not None else None, None))
    registry = MetadataRegistry()
    registry.registerWriter("marc21", lambda element, metadata: element.append(etree.fromstring(metadata)))

    class Provider:
        def listRecords(self, **_: object) -> list[tuple[Any, bytes | None, None]]:  # noqa: N802 - their name
            return records

        def identify(self) -> Any:
            return type("Identify", (), {"baseURL": lambda _: "https://oai.example.org/oai"})()

    server = Server(Provider(), registry, resumption_batch_size=len(records) + 1)
    return lambda: bytes(server.handleRequest({"verb": "ListRecords", "metadataPrefix": "marc21"}))


def report(
    titles: int,
    views: int = VIEWS,
    clients: int = CLIENTS,
    seconds: float = SECONDS,
    keep: str = "",
    workers: int = WORKERS,
) -> list[bool]:
    """Measure in processes of their own, print what came of it, and whether the goals hold."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(keep or name)
        options = ["--titles", str(titles), "--views", str(views), "--folder", str(folder)]
        if not (folder / "ematerial.db").exists():
            folder.mkdir(exist_ok=True)
            subprocess.run([sys.executable, "-m", "tests.bench.serving", "--fill", *options], check=True)
        options += ["--clients", str(clients), "--seconds", str(seconds), "--workers", str(workers), "--json"]
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.serving", *options], check=True, stdout=subprocess.PIPE
        )
        given = json.loads(done.stdout)
    for each in ("all", "library"):
        given[each] = Walked(*given[each])
    return _say(Measured(**{**given, "crowd": Crowd(*given["crowd"])}), clients, views, workers)


def _say(found: Measured, clients: int, views: int, workers: int) -> list[bool]:
    """Print the figures, and whether each goal holds."""
    load = os.getloadavg()[0]
    print(f"\nserving {found.titles:,} titles to {views} libraries, pages of {PAGE} from SQLite, load {load:.1f}")
    held = [each for name in ("all", "library") for each in _say_walk(name, getattr(found, name))]
    ours, theirs = (median(each[place] for each in found.beside) * 1000 for place in (0, 1))
    held.append(theirs / ours >= TIMES)
    told = f"{ours:.2f} ms, pyoai {theirs:.2f} ms: {theirs / ours:.1f} times as fast"
    print(f"  one page: {told} (goal {TIMES}) {_word(held[-1])}")
    crowd = found.crowd
    (middle, p99), (seen, longest) = _times(crowd.pages), _times(crowd.seen)
    held.append(p99 < P99)
    print(
        f"  {clients} clients, {workers} workers: {len(crowd.pages):,} pages by token, {crowd.rate:.0f} pages a second"
    )
    print(f"    server's time {middle:.1f} ms, p99 {p99:.1f} ms (goal {P99:.0f}) {_word(held[-1])}")
    print(f"    as clients see it {seen:.1f} ms, p99 {longest:.1f} ms")
    middle, longest = median(crowd.warm) * 1000, max(crowd.warm) * 1000
    print(f"  first page of a view after the start: {middle:.1f} ms, at most {longest:.0f} ms")
    print(f"  peak of a worker {crowd.peak:.0f} MB, with what it maps of the file")
    return held


def _times(seconds: Sequence[float]) -> tuple[float, float]:
    """Median and 99th percentile in ms."""
    return median(seconds) * 1000, quantiles(seconds, n=100)[98] * 1000


def _say_walk(name: str, walk: Walked) -> list[bool]:
    rate, slower = walk.records / walk.cpu, walk.last / walk.first
    held = [rate >= RATE, slower <= SLOWER]
    size = walk.bytes / walk.records / 1000
    print(f"  {name}: {walk.records:,} records of {size:.1f} kB, {walk.cpu:.1f} s of CPU")
    print(f"    {rate:,.0f} records/s CPU (goal {RATE:,}) {_word(held[0])}")
    print(f"    last pages {slower:.2f} times the first (goal {SLOWER}) {_word(held[1])}")
    return held


def _word(held: bool) -> str:
    return "ok" if held else "MISSED"


def main(given: Sequence[str] | None = None) -> int:
    """Measure; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--titles", type=int, default=MILLION)
    parser.add_argument("--views", type=int, default=VIEWS)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--folder", default="", help="where the store is kept for another run")
    parser.add_argument("--fill", action="store_true", help="only make the store")
    parser.add_argument("--json", action="store_true", help="the figures of this very process, for the report")
    parser.add_argument("--workers", type=int, default=WORKERS)
    options = parser.parse_args(given)
    if options.fill:
        served_store.fill(Path(options.folder), options.titles, options.views)
    elif options.json:
        found = measure(Path(options.folder), options.views, options.clients, options.seconds, options.workers)
        print(json.dumps(found._asdict()))
    else:
        given_ = (options.titles, options.views, options.clients, options.seconds, options.folder, options.workers)
        return 0 if all(report(*given_)) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
