"""Matching of very many source records: what a record costs, how many comparisons, how much memory.

`python -m tests.bench.match [--records N]` makes records of realistic skew, prints by what figures, and measures three
things apart: keys and features made of a MARC record (once, when it is committed); a full matching from what is stored;
and the peak of memory. What is stored stands here as features in one line of JSON (UTF-8), identifiers as texts, and
blocking keys as whole numbers. All records of a title tell the same text, for which outlines suffice: where vendors
tell other texts, a pair costs some 15 µs. Collection of garbage is off, as it is while commands load. The goals are
the house's: 10 µs of CPU a record, 10 comparisons a record, 1.5 GB.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from array import array
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from metadata.settings import shipped
from tests.bench.apart import figures_of, main, peak
from transforms.match.blocking import Blocks, Value, blocks_of
from transforms.match.candidates import Pairs, candidates
from transforms.match.clusters import join
from transforms.match.edges import Known, edges_of, poor_keys
from transforms.match.features import features_of, packed, unpacked
from transforms.match.keys import BLOCKS, IDENTIFIERS, Key, match_keys
from transforms.match.outline import read
from transforms.match.policy import MatchPolicy, load_match_policy
from transforms.match.tagged import tagged
from transforms.record import Field, Record

MILLION = 1_000_000
QUICK = 50_000
SEED = 20261101
COST, COMPARISONS, MEMORY = 10.0, 10.0, 1500.0  # µs a record, a record, MB
BITS = (1 << 63) - 1

VENDORS = ("aggregator", "audiobooks", "nordic", "publisher", "platform")
LANGUAGES = (("fin", 60), ("swe", 12), ("eng", 22), ("ger", 3), ("rus", 3))
MEDIA = (("ebook", 62), ("eaudiobook", 34), ("album", 3), ("film", 1))
COMMON = ("runot", "novelleja", "satuja", "best of", "valitut teokset", "muistelmat", "keittokirja", "kotona", "dikter")


class Skew(NamedTuple):
    """How the records are made; shares are of titles, or of the records of a title."""

    copies: tuple[float, ...] = (0.62, 0.24, 0.10, 0.04)  # titles with records of 1, 2, 3 and 4 vendors
    same_isbn: float = 0.72  # of the further records: the ISBN of the first
    other_isbn: float = 0.16  # a number of its own; the rest has none
    prints: float = 0.35  # titles whose records name the printed book
    common_title: float = 0.02  # titles called "Runot", "Best of" …
    undated: float = 0.03
    various: float = 0.03  # "Various" or nobody as the author
    in_series: float = 0.18  # titles that are parts of a series with a number
    families: int = 40_000  # family names, some of them very frequent
    words: int = 60_000  # of titles, some of them very frequent
    zipf: float = 0.8  # exponent of both


class Stored(NamedTuple):
    """What a store keeps of the records, by their number."""

    features: list[bytes]
    identifiers: list[str]  # "isbn 9789527980002 print 9789527980019"
    blocks: dict[str, tuple[array[int], array[int]]]  # kind → values as numbers, and ids

    def keys(self, id: int) -> frozenset[Key]:
        """The identifiers of a record."""
        words = iter(self.identifiers[id].split())
        return frozenset(zip(words, words, strict=True))


def records(count: int, skew: Skew, seed: int = SEED) -> Iterator[tuple[Record, str, str]]:
    """(record, media, vendor) of so many records; those of a title come one after the other."""
    made, title = 0, 0
    draw = _Draw(skew, random.Random(seed))
    while made < count:
        title += 1
        for each in draw.title(title):
            if made < count:
                yield each
                made += 1


class _Draw:
    """Draws titles and the records that vendors make of them."""

    def __init__(self, skew: Skew, dice: random.Random) -> None:
        self.skew, self.dice = skew, dice
        self.words = _weighted(skew.words, skew.zipf)
        self.families = _weighted(skew.families, skew.zipf)
        self.number = 0

    def title(self, serial: int) -> list[tuple[Record, str, str]]:
        """The records of one title."""
        dice, skew = self.dice, self.skew
        media = dice.choices(*zip(*MEDIA, strict=True))[0]
        language = dice.choices(*zip(*LANGUAGES, strict=True))[0]
        name = self._name()
        text, series = self._title(dice)
        year = 0 if dice.random() < skew.undated else 2026 - int(dice.expovariate(0.18))
        house = f"Kustantaja {int(dice.paretovariate(0.9))}"
        extent = dice.randint(60, 700)
        isbn = self._isbn()
        print_isbn = self._isbn() if dice.random() < skew.prints else ""
        copies = dice.choices(range(1, len(skew.copies) + 1), skew.copies)[0]
        made = []
        for place, vendor in enumerate(dice.sample(VENDORS, copies)):
            number = isbn if place == 0 or dice.random() < skew.same_isbn else ""
            if not number and dice.random() < skew.other_isbn / (1 - skew.same_isbn):
                number = self._isbn()
            fields = self._fields(number, print_isbn, name, text, series, year, house, extent, media, language)
            made.append((Record(_leader(media), tuple(fields)), media, vendor))
        return made

    def _name(self) -> str:
        dice = self.dice
        if dice.random() < self.skew.various:
            return dice.choice(("Various", "Useita kirjoittajia", ""))
        family = dice.choices(range(self.skew.families), cum_weights=self.families)[0]
        return f"{_word(family).capitalize()}nen, {_word(dice.randint(0, 400)).capitalize()}"

    def _title(self, dice: random.Random) -> tuple[str, tuple[str, str]]:
        if dice.random() < self.skew.common_title:
            return dice.choice(COMMON).capitalize(), ("", "")
        words = dice.choices(range(self.skew.words), cum_weights=self.words, k=dice.randint(1, 5))
        text = " ".join(map(_word, words)).capitalize()
        if dice.random() < self.skew.in_series:
            return f"{text} {dice.randint(1, 12)}", (f"Sarja {_word(words[0])}", str(dice.randint(1, 12)))
        return text, ("", "")

    def _isbn(self) -> str:
        """Invented, of a block that is not assigned; the check digit is right."""
        self.number += 1
        digits = f"97895279{self.number % 10_000:04}" if self.number < 10_000 else f"9799{self.number:08}"
        weights = sum(int(each) * (1, 3)[place % 2] for place, each in enumerate(digits))
        return f"{digits}{-weights % 10}"

    def _fields(
        self,
        isbn: str,
        print_isbn: str,
        name: str,
        text: str,
        series: tuple[str, str],
        year: int,
        house: str,
        extent: int,
        media: str,
        language: str,
    ) -> Iterator[Field]:
        timed = media != "ebook"
        yield Field("008", f"261101s{year or 'uuuu'}    fi |||||o|||||||||||{language}||")
        if isbn:
            yield Field.data("020", "  ", "a", isbn, "q", "MP3" if timed else "EPUB")
        yield Field.data("041", "0 ", "a", language)
        if name:
            yield Field.data("100", "1 ", "a", f"{name},", "4", "prf" if media == "album" else "aut")
        yield Field.data("245", "10", "a", f"{text} /", "c", name)
        yield Field.data("264", " 1", "a", "Helsinki :", "b", f"{house},", "c", str(year or ""))
        length = f"{extent // 60} h {extent % 60} min" if timed else f"{extent} sivua"
        yield Field.data("300", "  ", "a", f"1 verkkoaineisto ({length})")
        if series[0]:
            yield Field.data("490", "0 ", "a", f"{series[0]} ;", "v", series[1])
        if print_isbn:
            yield Field.data("776", "08", "i", "Painettu:", "z", print_isbn)


def _weighted(count: int, exponent: float) -> list[float]:
    """Running sums of the weights of a Zipf distribution."""
    found, total = [], 0.0
    for place in range(1, count + 1):
        total += place**-exponent
        found.append(total)
    return found


@cache
def _word(number: int) -> str:
    """An invented word for a number: no two are alike by chance more than words are."""
    dice = random.Random(number)
    syllables = ("ka", "lo", "mi", "rä", "tö", "su", "ne", "va", "pi", "hy", "jo", "lle", "sta", "ri", "mä", "ko", "tu")
    return "".join(dice.choices(syllables, k=dice.randint(2, 4)))


def _leader(media: str) -> str:
    return (
        f"00000n{'a' if media == 'ebook' else 'i' if media == 'eaudiobook' else 'j' if media == 'album' else 'g'}m a22"
    )


def store_of(made: Iterator[tuple[Record, str, str]], policy: MatchPolicy) -> tuple[Stored, float]:
    """Keys and features of records as a store keeps them, vendor by vendor, and the µs that a record took for them."""
    blocks = {kind: (array("q"), array("q")) for kind in BLOCKS}
    stored, vendors, spent = Stored([], [], blocks), list[str](), 0.0
    for record, media, vendor in made:
        start = time.process_time()
        known = tagged(record)
        features = features_of(known, media, policy, vendor)
        keys = match_keys(known, features, policy)
        line = packed(features)
        spent += time.process_time() - start
        for kind, value in keys:
            if kind in blocks:
                blocks[kind][0].append(hash(value) & BITS)
                blocks[kind][1].append(len(vendors))
        vendors.append(vendor)
        stored.features.append(line.encode())
        stored.identifiers.append(" ".join(f"{kind} {value}" for kind, value in keys if kind in IDENTIFIERS))
    return _by_vendor(stored, vendors), 1e6 * spent / len(vendors)


def _by_vendor(stored: Stored, vendors: Sequence[str]) -> Stored:
    """The same with ids that have nothing to do with titles."""
    order = sorted(range(len(vendors)), key=vendors.__getitem__)
    places = array("q", bytes(8 * len(order)))
    for place, id in enumerate(order):
        places[id] = place
    blocks = {kind: (values, array("q", (places[id] for id in ids))) for kind, (values, ids) in stored.blocks.items()}
    return Stored([stored.features[id] for id in order], [stored.identifiers[id] for id in order], blocks)


def shared_keys(stored: Stored) -> Blocks:
    """Which records share keys."""
    rows: dict[str, tuple[list[Value], list[int]]] = {kind: ([], []) for kind in IDENTIFIERS}
    for id, text in enumerate(stored.identifiers):
        words = text.split()
        for place in range(0, len(words), 2):
            values, ids = rows[words[place]]
            values.append(words[place + 1])
            ids.append(id)
    numbers = {kind: (np.asarray(values), np.asarray(ids)) for kind, (values, ids) in stored.blocks.items()}
    return blocks_of({**rows, **numbers})


class Measured(NamedTuple):
    """What a full matching took and gave."""

    records: int
    made: float  # µs a record for keys and features
    stages: dict[str, float]  # µs a record
    comparisons: float  # a record
    edges: int
    groups: int
    refused: int
    capped: int
    cut: int
    peak: float  # MB

    @property
    def cost(self) -> float:
        """µs a record for blocking, score and union together."""
        return sum(self.stages.values())


def measure(count: int) -> Measured:
    """Make the records, then match them from what is stored."""
    policy = load_match_policy(shipped("schemas"))
    stored, made = store_of(records(count, Skew()), policy)
    gc.disable()  # nothing that matching makes is in a circle, and it makes much
    clock = [time.process_time()]
    shared = shared_keys(stored)
    clock.append(time.process_time())

    features = lru_cache(maxsize=4096)(lambda id: unpacked(stored.features[id]))

    poor = frozenset(each.key for each in poor_keys(shared, features, policy))
    clock.append(time.process_time())
    found = candidates(shared, features, policy, poor)
    counted = _Counted(found.lots)
    known = Known(stored.keys, features, lambda id: read(stored.features[id]))
    edges = edges_of(found._replace(lots=iter(counted)), known, policy, poor)
    clock.append(time.process_time())
    joined = join(edges, known, policy, poor)
    clock.append(time.process_time())
    names = ("shared keys", "poor keys", "pairs and scores", "union")
    stages = {name: 1e6 * (clock[place + 1] - clock[place]) / count for place, name in enumerate(names)}
    most = peak()
    return Measured(
        records=count,
        made=made,
        stages=stages,
        comparisons=2 * counted.count / count,
        edges=len(edges),
        groups=len(joined.groups),
        refused=len(joined.refused),
        capped=len(found.capped),
        cut=len(found.cut),
        peak=most,
    )


class _Counted:
    """Lots of pairs, counted as they go by."""

    def __init__(self, lots: Iterator[Pairs]) -> None:
        self.lots, self.count = lots, 0

    def __iter__(self) -> Iterator[Pairs]:
        for each in self.lots:
            self.count += len(each.left)
            yield each


def report(count: int) -> list[bool]:
    """Measure in a process of its own, print what came of it, and whether the goals hold."""
    found = Measured(**figures_of("tests.bench.match", count))
    print(f"\nmatching {found.records:,} source records; made by {Skew()}, seed {SEED}")
    print(f"  keys and features of a record, once: {found.made:.0f} µs")
    for name, cost in found.stages.items():
        print(f"  {name}: {cost:.2f} µs a record")
    print(f"  {found.edges:,} edges, {found.groups:,} groups, {found.refused:,} for a person;")
    print(f"  {found.capped} blocks capped, {found.cut:,} records with more partners than are compared")
    goals = (
        ("CPU, µs a record", found.cost, COST),
        ("comparisons a record", found.comparisons, COMPARISONS),
        ("peak of memory, MB", found.peak, MEMORY),
    )
    for name, value, goal in goals:
        print(f"  {name}: {value:.2f} (goal {goal:.0f}) {'ok' if value <= goal else 'MISSED'}")
    return [value <= goal for _, value, goal in goals]


if __name__ == "__main__":
    sys.exit(main(__doc__, MILLION, measure, report))
