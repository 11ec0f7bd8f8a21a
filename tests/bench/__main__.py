"""`make bench`: speed and memory side by side with pymarc and the frozen comparator, and whether the goals hold.

CPU time of fresh processes, paired within interleaved rounds whose order rotates; medians with [lowest-highest].
Never compare with a number from another day or machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.bench import dags, desk, feeds, files, match, merge, night, serving, start, titles, vocabularies
from tests.bench.corpus import Corpus, build, iso_feed, onix_feed, part_of
from tests.bench.jobs import CATMANDU
from tests.bench.onix import NULL_PARSE, TO_RECORD


class Pair(NamedTuple):
    """Two jobs on the same file, and how many times faster the first has to be (0: no goal)."""

    ours: str
    theirs: str
    file: str
    goal: float
    unequal: str


class Result(NamedTuple):
    """One run of one job."""

    records: int
    cpu: float
    peak: float


PAIRS = (
    Pair("read ISO 2709", "read ISO 2709, pymarc", "iso", 5, "ours checks every directory entry"),
    Pair("read MARCXML", "read MARCXML, pymarc", "xml", 2.5, "ours checks the shape; pymarc reads what it meets"),
    Pair("write ISO 2709", "write ISO 2709, pymarc", "iso", 0, "records held in memory; ours has the length guards"),
    Pair("write MARCXML", "write MARCXML, pymarc", "iso", 0, "records held in memory; ours writes line ends"),
    Pair("refine chain", "frozen comparator", "iso", 5, "ours runs all rules of the house, the comparator 31 checks"),
    Pair("refine chain", "read ISO 2709, pymarc", "iso", 0, "for orientation: pymarc only reads"),
)
FEEDS = {"ISO 2709": 100, "ONIX": 40}  # MB/s of CPU at which an unchanged feed is opened, cut, read and hashed
BIG = 200  # MB of memory for an ONIX message of 1 GB
MEMORY = 150  # MB of a worker
GROWTH = 1.25  # times, for a feed twenty times as large
RULES = ("rules", "rules, ten more on absent tags")
RULES_COST = 100  # microseconds a record, all rules of the house
NORMALISE_COST = 150  # microseconds a record of e-material, all steps of normalisation
TEN_MORE = 1.03  # times, with ten more rules on tags that no record has: "costs nothing measurable"
ONIX_COST = 8  # times the null parse of the same bytes, for an ONIX product that becomes a record
SHARE = 0.05  # of a full night, when nothing changed


def main() -> int:
    """Measure, print the tables; 1 when a goal is missed."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        corpus = build(Path(folder), options.records)
        print(f"corpus: {corpus.records} records ({corpus.name}), {corpus.iso.stat().st_size / 1e6:.1f} MB ISO 2709")
        print(f"rounds: {options.rounds}, load average {_load()} at the start\n")
        held = [*_speed(corpus, options.rounds), *_rules(corpus, options.rounds)]
        held += _normalisation(corpus, options.rounds)
        held += [*_onix(Path(folder), options), *_memory(corpus), *_feeds(Path(folder), corpus, options)]
        held += merge.measure(merge.QUICK if options.quick else merge.TITLES)
        held += vocabularies.measure(Path(folder), 50_000 if options.quick else vocabularies.NAMES)
        held += match.report(match.QUICK if options.quick else match.MILLION)
        held += titles.report(titles.QUICK if options.quick else titles.THOUSANDS)
        held += files.report(files.QUICK if options.quick else files.THOUSANDS)
        held += feeds.report(feeds.QUICK if options.quick else feeds.MILLION)
        held += serving.report(serving.QUICK if options.quick else serving.MILLION)
        held += start.measure()
        held += dags.measure(Path(folder) / "dags")
        held += desk.report(desk.QUICK if options.quick else desk.YEAR)
        _catmandu(corpus, options.rounds)
        if not options.no_night:
            held += _nights(Path(folder), corpus)
    print(f"\nload average {_load()} at the end; {held.count(True)} of {len(held)} goals hold")
    return 0 if all(held) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="3,000 records, 3 rounds: for a first look only")
    parser.add_argument("--big", action="store_true", help="also the memory that an ONIX message of 1 GB needs")
    parser.add_argument("--no-night", action="store_true", help="leave the nights of `emat run` out")
    parser.add_argument("--records", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=0)
    options = parser.parse_args()
    options.records = options.records or (3_000 if options.quick else 20_000)
    options.rounds = options.rounds or (3 if options.quick else 5)
    return options


def _load() -> str:
    return " ".join(f"{each:.2f}" for each in os.getloadavg())


def _run(job: str, path: Path) -> Result:
    """Run one job in a fresh process."""
    return _ran("tests.bench.jobs", job, str(path))


def _ran(module: str, *arguments: str) -> Result:
    """What a module of the bench prints in a process of its own."""
    done = subprocess.run([sys.executable, "-m", module, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{module} {' '.join(arguments)}: {done.stderr}")
    return Result(**json.loads(done.stdout))


def _speed(corpus: Corpus, rounds: int) -> list[bool]:
    """Every job in every round, the order rotated; returns whether each goal holds."""
    files = {job: getattr(corpus, pair.file) for pair in PAIRS for job in (pair.ours, pair.theirs)}
    jobs, taken = list(files), []
    for number in range(rounds):
        turn = number * len(jobs) // rounds
        taken.append({job: _run(job, files[job]) for job in jobs[turn:] + jobs[:turn]})
    print(f"{'job':<24}{'records/s CPU':>28}{'us a record':>13}{'peak MB':>9}")
    for job in jobs:
        results = [each[job] for each in taken]
        if any(each.records != corpus.records for each in results):
            raise SystemExit(f"{job}: {results[0].records} records instead of {corpus.records}")
        rates = _spread((each.records / each.cpu for each in results), "{:.0f}")
        cost = median(each.cpu / each.records for each in results) * 1e6
        print(f"{job:<24}{rates:>28}{cost:>13.1f}{max(each.peak for each in results):>9.0f}")
    print("\nratios, paired within a round")
    return [held for pair in PAIRS if (held := _ratio(pair, taken)) is not None]


def _ratio(pair: Pair, taken: list[dict[str, Result]]) -> bool | None:
    ratios = [each[pair.theirs].cpu / each[pair.ours].cpu for each in taken]
    held = median(ratios) >= pair.goal if pair.goal else None
    goal = f"goal {pair.goal:g}x: {_word(held)}" if held is not None else "no goal"
    shown = _spread(ratios, "{:.2f}")
    print(f"{pair.ours} / {pair.theirs}: {shown} x   {goal}   (not equal: {pair.unequal})")
    return held


def _rules(corpus: Corpus, rounds: int) -> list[bool]:
    """The rules stage on the corpus and on e-material, and again with ten more rules; the order turns every round."""
    print("\nrules stage (raw, norm, enr) on normalised records that are held, us a record")
    held = []
    for name, file in (("corpus", corpus.iso), ("e-material", corpus.ematerial)):
        taken = [{job: _run(job, file) for job in RULES[:: 1 - 2 * (number % 2)]} for number in range(rounds)]
        costs = {job: [each[job].cpu / each[job].records * 1e6 for each in taken] for job in RULES}
        more = [after / before for before, after in zip(costs[RULES[0]], costs[RULES[1]], strict=True)]
        reached = [median(costs[RULES[0]]) <= RULES_COST, median(more) <= TEN_MORE]
        shown, ten = _spread(costs[RULES[0]], "{:.1f}"), _spread(costs[RULES[1]], "{:.1f}")
        print(f"{name}: {shown}   goal <= {RULES_COST} us a record: {_word(reached[0])}")
        goal = f"goal: costs nothing measurable (<= {TEN_MORE - 1:.0%}): {_word(reached[1])}"
        print(f"{name}, ten more rules on absent tags: {ten}, {_spread(more, '{:.3f}')} x   {goal}")
        held += reached
    return held


def _normalisation(corpus: Corpus, rounds: int) -> list[bool]:
    """What the steps cost a record of e-material; of physical ones they leave the form alone."""
    print("\nsteps of normalisation on records that are held, us a record")
    costs = {
        name: [found.cpu / found.records * 1e6 for found in (_run("normalise", file) for _ in range(rounds))]
        for name, file in (("corpus", corpus.iso), ("e-material", corpus.ematerial))
    }
    held = median(costs["e-material"]) <= NORMALISE_COST
    print(f"corpus: {_spread(costs['corpus'], '{:.1f}')}   no goal")
    print(f"e-material: {_spread(costs['e-material'], '{:.1f}')}   goal <= {NORMALISE_COST} us: {_word(held)}")
    return [held]


def _onix(folder: Path, options: argparse.Namespace) -> list[bool]:
    """What a product costs until it is a record, as a multiple of its null parse; the order turns every round."""
    feed = onix_feed(folder / "onix.xml", 3_000_000 if options.quick else 10_000_000)
    jobs = (TO_RECORD, NULL_PARSE)
    taken = [{job: _run(job, feed) for job in jobs[:: 1 - 2 * (number % 2)]} for number in range(options.rounds)]
    costs = {job: [each[job].cpu / each[job].records * 1e6 for each in taken] for job in jobs}
    ratios = [ours / null for ours, null in zip(costs[TO_RECORD], costs[NULL_PARSE], strict=True)]
    held = median(ratios) <= ONIX_COST
    print(f"\n{taken[0][TO_RECORD].records} products of ONIX in memory, us a product")
    for job in jobs:
        print(f"{job:<26}{_spread(costs[job], '{:.1f}'):>24}")
    print(f"{TO_RECORD} / {NULL_PARSE}: {_spread(ratios, '{:.1f}')} x   goal <= {ONIX_COST} x: {_word(held)}")
    feed.unlink()
    return [held]


def _catmandu(corpus: Corpus, rounds: int) -> None:
    """A side figure without a goal: what Catmandu needs for much less than the refine chain does."""
    print(f"\n{CATMANDU}, user + system CPU of the command with its start")
    if shutil.which("catmandu") is None:
        print("Catmandu is not installed")
        return
    taken = [{job: _run(job, corpus.iso) for job in (CATMANDU, "refine chain")} for _ in range(rounds)]
    rates = _spread((each[CATMANDU].records / each[CATMANDU].cpu for each in taken), "{:.0f}")
    per_record = [{job: found.cpu / found.records for job, found in each.items()} for each in taken]
    ratios = _spread((each[CATMANDU] / each["refine chain"] for each in per_record), "{:.2f}")
    left_out = corpus.records - taken[0][CATMANDU].records
    print(f"{rates} records/s CPU, {left_out} records left out by it; refine chain / Catmandu: {ratios} x   no goal")


def _memory(corpus: Corpus) -> list[bool]:
    """Peak memory of a worker on a feed and on a twentieth of it; of e-material no record is filtered out."""
    print("\nmemory of a refine worker")
    held = []
    for name, file in (("corpus", corpus.iso), ("e-material", corpus.ematerial)):
        small, large = _ran("tests.bench.worker", str(part_of(file, 20))), _ran("tests.bench.worker", str(file))
        growth = large.peak / small.peak
        print(f"{name}: {small.records} records {small.peak:.0f} MB, {large.records} records {large.peak:.0f} MB")
        reached = [large.peak < MEMORY, growth <= GROWTH]
        print(
            f"goal < {MEMORY} MB: {_word(reached[0])}; growth {growth:.2f} x, goal <= {GROWTH} x: {_word(reached[1])}"
        )
        held += reached
    return held


def _feeds(folder: Path, corpus: Corpus, options: argparse.Namespace) -> list[bool]:
    """How fast an unchanged feed is read and hashed, and with --big what a very large one needs."""
    size = 30_000_000 if options.quick else 300_000_000
    files = {"ISO 2709": iso_feed(corpus, folder / "feed.mrc", size), "ONIX": onix_feed(folder / "feed.xml", size)}
    print(f"\nfeeds of {size / 1e6:.0f} MB in which nothing changed: opened, cut, read and hashed")
    held = []
    for name, file in files.items():
        results = [_run("frame and hash", file) for _ in range(options.rounds)]
        rates = [size / 1e6 / each.cpu for each in results]
        held.append(median(rates) >= FEEDS[name])
        peak = max(each.peak for each in results)
        goal = f"goal {FEEDS[name]} MB/s: {_word(held[-1])}"
        print(f"{name:<10}{_spread(rates, '{:.0f}'):>16} MB/s CPU, peak {peak:.0f} MB   {goal}")
        file.unlink()
    return [*held, *_big(folder)] if options.big else held


def _big(folder: Path) -> list[bool]:
    found = _run("frame and hash", onix_feed(folder / "big.xml", 1_000_000_000))
    held = found.peak < BIG
    print(f"ONIX message of 1 GB: {found.records} products, peak {found.peak:.0f} MB, goal < {BIG} MB: {_word(held)}")
    (folder / "big.xml").unlink()
    return [held]


def _nights(folder: Path, corpus: Corpus) -> list[bool]:
    """The share of a full night that one costs in which nothing changed."""
    nights = night.measure(folder, corpus.iso, corpus.records)
    share = nights.unchanged / nights.full
    held = share <= SHARE
    print("\n`emat run`, user + system CPU of the command, one run each")
    print(f"full {nights.full:.1f} s, nothing changed {nights.unchanged:.2f} s, no file {nights.idle:.2f} s")
    print(f"share {share:.1%}, goal <= {SHARE:.0%}: {_word(held)}")
    print(f"the second night reported {json.dumps(nights.counts)[:300]}")
    return [held]


def _spread(values: Iterable[float], form: str) -> str:
    found = list(values)
    show: Callable[[float], str] = form.format
    return f"{show(median(found))} [{show(min(found))}-{show(max(found))}]"


def _word(held: bool | None) -> str:
    return "holds" if held else "MISSED"


if __name__ == "__main__":
    sys.exit(main())
