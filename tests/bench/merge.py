"""Merging of very many titles: how many a second one core makes, with their provenance as the store keeps it.

`python -m tests.bench.merge [--titles N]` makes titles of one to four records that differ as vendors differ (headings,
roles, texts, covers, coded fields, formats), prints by what figures, and measures the CPU time of `merge` and of
`packed`. The records are held in memory, and none is met twice; the goal is that of the house: 3,000 titles a second.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import sys
import time
from statistics import median
from typing import NamedTuple

from metadata.settings import shipped
from transforms.merge.members import Member
from transforms.merge.merge import merge
from transforms.merge.policy import MergePolicy, load_merge_policy
from transforms.merge.provenance import packed
from transforms.record import Field, Record

TITLES, QUICK, ROUNDS = 20_000, 3_000, 5
WARM = 200  # titles after which every code list is read
SEED = 20261101
GOAL = 3_000  # titles a second
VENDORS = (("publisher", 60), ("aggregator", 50), ("nordic", 40), ("platform", 30))
SENTENCE = "Kertomus siitä, miten {} lähti ja mitä hän löysi, kun talvi tuli ja meri jäätyi."


class Skew(NamedTuple):
    """How the titles are made; shares are of titles, or of records."""

    copies: tuple[float, ...] = (0.62, 0.24, 0.10, 0.04)  # titles with records of 1, 2, 3 and 4 vendors
    headings: tuple[int, int] = (4, 9)  # concepts of a record, in Finnish and Swedish each
    shared_headings: float = 0.6  # of a record's concepts: those of the title's other records too
    free: tuple[int, int] = (0, 6)  # free keywords of a record
    names: tuple[int, int] = (1, 4)  # names of a title
    respelt: float = 0.1  # names that a record spells with one letter less
    machine: float = 0.3  # records with a heading that a machine made


def main() -> int:
    """Measure and print; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.merge", description=__doc__)
    parser.add_argument("--titles", type=int, default=TITLES)
    return 0 if measure(parser.parse_args().titles)[0] else 1


def measure(titles: int = TITLES) -> list[bool]:
    """Print what merging costs; returns whether the goal holds. Every round has titles of its own: nothing is warm."""
    skew, policy = Skew(), load_merge_policy(shipped("schemas"))
    size = titles // ROUNDS
    rounds = [_made(number * size, size, skew) for number in range(ROUNDS)]
    records = [each.record for made in rounds for members in made for each in members]
    fields = sum(len(each.fields) for each in records) / len(records)
    print(f"\nmerge: {size * ROUNDS} titles of {len(records)} records with {fields:.0f} fields each; {skew}")
    for members in _made(titles, WARM, skew):
        packed(merge(members, policy))
    gc.collect()
    gc.freeze()
    rates = [_rate(made, policy, packs=False) for made in rounds]
    with_store = [_rate(_made(2 * titles + number * size, size, skew), policy, packs=True) for number in range(ROUNDS)]
    several = [
        [each for each in _made(4 * titles + number * size, size, skew) if len(each) > 1] for number in range(ROUNDS)
    ]
    of_several = [_rate(made, policy, packs=False) for made in several]
    gc.unfreeze()
    held = median(rates) >= GOAL
    load = " ".join(f"{each:.2f}" for each in os.getloadavg())
    print(f"titles a second of CPU, median of {ROUNDS} rounds [lowest-highest], load average {load}")
    print(f"merge {_told(rates)}   goal >= {GOAL}: {'holds' if held else 'MISSED'}")
    print(f"merge and provenance packed {_told(with_store)}   titles of several records alone {_told(of_several)}")
    return [held]


def _made(first: int, count: int, skew: Skew) -> list[list[Member]]:
    return [title(number, random.Random(SEED + number), skew) for number in range(first, first + count)]


def _told(rates: list[float]) -> str:
    return f"{median(rates):.0f} [{min(rates):.0f}-{max(rates):.0f}]"


def _rate(titles: list[list[Member]], policy: MergePolicy, packs: bool) -> float:
    start = time.process_time()
    for members in titles:
        merged = merge(members, policy)
        if packs:
            packed(merged)
    return len(titles) / (time.process_time() - start)


def title(number: int, chance: random.Random, skew: Skew) -> list[Member]:
    """The records of one title, as refined."""
    copies = chance.choices((1, 2, 3, 4), skew.copies)[0]
    names = [f"Suku{chance.randrange(40_000)}nen, {chance.choice('AEIKMOPT')}nimi{number}" for _ in range(4)]
    names = names[: chance.randint(*skew.names)]
    shared = [chance.randrange(30_000) for _ in range(skew.headings[1])]
    vendors = chance.sample(VENDORS, copies)
    return [
        Member(
            vendor,
            f"{number}",
            rank,
            _record(number, vendor, names, shared, chance, skew),
            media="ebook",
            score=70.0 + rank / 10,
            flaws=(("T02", "warning"),),
            version="0123456789abcdef",
            delivery=number % 40,
            oldest="KAB01J00000000000000000000001",
        )
        for vendor, rank in vendors
    ]


def _record(number: int, vendor: str, names: list[str], shared: list[int], chance: random.Random, skew: Skew) -> Record:
    data = Field.data
    isbn = f"978952{number % 1_000_000:06}"
    spelt = [each[:-1] if chance.random() < skew.respelt else each for each in names]
    main, *others = spelt
    fields = [
        Field("006", "m|||||o||d||||||||"),
        Field("007", "cr||||||||||||"),
        Field("008", f"261122s2026    {chance.choice(('fi ', '   '))} ||||{chance.choice('ej |')}o|||||||||1|fin||"),
        data("020", "  ", "a", isbn + _check(isbn), "q", chance.choice(("EPUB", "PDF"))),
        data("035", "  ", "a", f"({vendor.upper()}){number}"),
        data("040", "  ", "a", "FI-XXX", "b", chance.choice(("fin", "fin", "swe")), "e", "rda"),
        data("041", "0 ", "a", "fin"),
        data("084", "  ", "a", "84.2", "2", "ykl"),
        data("100", "1 ", "a", f"{main},", "e", "kirjoittaja.", "4", "aut"),
        data("245", "10", "a", f"Nimeke {number} :", "b", "romaani /", "c", main),
        data("264", " 1", "a", "Helsinki :", "b", "Kustantamo,", "c", "2026."),
        data("300", "  ", "a", f"1 verkkoaineisto ({100 + number % 400} sivua)"),
        data("336", "  ", "a", "teksti", "b", "txt", "2", "rdacontent"),
        data("337", "  ", "a", "tietokonekäyttöinen", "b", "c", "2", "rdamedia"),
        data("338", "  ", "a", "verkkoaineisto", "b", "cr", "2", "rdacarrier"),
        data("347", "  ", "a", "tekstitiedosto", "b", "EPUB"),
        data("490", "0 ", "a", "Sarja ;", "v", str(number % 30)),
        data("506", "1 ", "a", "Edellyttää kirjaston lainausoikeutta.", "f", "Online access with authorization"),
        data("520", "  ", "a", " ".join([SENTENCE.format(main)] * chance.randint(1, 6))),
        *_headings(shared, chance, skew),
        *(data("700", "1 ", "a", f"{each},", "e", "kääntäjä.", "4", "trl") for each in others),
        data("776", "08", "i", "Painettu:", "z", isbn + _check(isbn)[::-1]),
        data("856", "42", "3", "Kansikuva", "u", f"https://{vendor}.example/{number}.jpg", "q", "image/jpeg"),
    ]
    if chance.random() < skew.machine:
        fields.append(data("655", " 7", "8", "1\\p", "a", "romaanit", "2", "slm/fin"))
        fields.append(data("883", "0 ", "8", "1\\p", "a", "process", "c", "0.9"))
    return Record.of(*sorted(fields, key=lambda each: each.tag))


def _headings(shared: list[int], chance: random.Random, skew: Skew) -> list[Field]:
    concepts = [
        each if chance.random() < skew.shared_headings else chance.randrange(30_000)
        for each in shared[: chance.randint(*skew.headings)]
    ]
    forms = ((lang, f"{word}{each}", each) for each in concepts for lang, word in (("fin", "sana"), ("swe", "ord")))
    found = [
        Field.data("650", " 7", "a", word, "2", f"yso/{lang}", "0", f"http://www.yso.fi/onto/yso/p{each}")
        for lang, word, each in forms
    ]
    free = (f"avainsana{chance.randrange(5_000)}" for _ in range(chance.randint(*skew.free)))
    return found + [Field.data("653", "  ", "a", each) for each in free]


def _check(digits: str) -> str:
    """The check digit of an ISBN-13."""
    total = sum(int(each) * (3 if place % 2 else 1) for place, each in enumerate(digits))
    return str(-total % 10)


if __name__ == "__main__":
    sys.exit(main())
