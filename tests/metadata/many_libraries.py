"""A consortium as large as ours: 280 libraries, each with 3 to 8 of 12 collections, and links of its own."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

from feeds import book, deliver, vendor_yaml
from library_files import put_library

from metadata.home import Home

LIBRARIES = 280
COLLECTIONS = tuple(f"kokoelma-{number:02}" for number in range(1, 13))  # each of a vendor of its name
LARGE = COLLECTIONS[0]
SYLLABLES = tuple(consonant + vowel for consonant in "hjklmnprstv" for vowel in "aeiouyäö")

Taken = Mapping[str, tuple[str, ...]]  # ISIL → collections


def make_libraries(schemas: Path, seed: int = 280, libraries: int = LIBRARIES) -> Taken:
    """Put the vendors and the libraries into a folder of schemas, in place of those that are there."""
    for each in (*(schemas / "vendors").glob("*.yml"), *(schemas / "libraries").glob("*.yml")):
        each.unlink()
    for name in COLLECTIONS:
        (schemas / "vendors" / f"{name}.yml").write_text(vendor_yaml(name), "utf-8")
    chance = random.Random(seed)
    made = {}
    for number in range(libraries):
        isil = f"FI-K{number:03}"
        made[isil] = tuple(sorted(chance.sample(COLLECTIONS, chance.randint(3, 8))))
        put_library(schemas, isil, acquires={"collections": list(made[isil])}, links=links_of(isil, made[isil]))
    return made


def links_of(isil: str, collections: tuple[str, ...], path: str = "lainaa") -> dict[str, str]:
    """The library's own links to all that it has."""
    return {each: f"https://{isil.lower()}.example/{path}/{each}/{{vendor_id}}" for each in collections}


def fill(home: Home, large: int, small: int) -> None:
    """Deliver titles of every vendor, none of them another's: many of the first, a few of the others."""
    chance = random.Random(12)
    words = chance.sample(range(len(SYLLABLES) ** 4), large + small * len(COLLECTIONS))
    for name in COLLECTIONS:
        count = large if name == LARGE else small
        mine = [words.pop() for _ in range(count)]
        deliver(home, name, "1.mrc", [book(f"{name}-{number}", title(word)) for number, word in enumerate(mine)])


def title(number: int) -> str:
    """A title that is like no other."""
    syllables = []
    for _ in range(4):
        number, place = divmod(number, len(SYLLABLES))
        syllables.append(SYLLABLES[place])
    return f"{''.join(syllables[:2])} {''.join(syllables[2:])}".capitalize()
