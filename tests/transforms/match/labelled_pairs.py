"""The labelled pairs: two records each, and what a cataloguer says of them (matching.md §2, §6).

They are written before the code that is measured by them. One file in pairs/ for each reason why a pair is hard, named
after it; a pair there is

    - id: volumes-02
      why: "One vendor writes the number of the part in Arabic, the other in Roman figures."
      expected: {decision: match, kinship: P, reasons: []}
      invalid: ["978-952-7980-00-0"]     # numbers that are wrong on purpose
      left:
        from: onix-publisher fi.example.revontuli.4003      # vendor and its id
        kind: ebook fin 2018                                # media, language, year and, if told, audience (008/22)
        unicode: NFD                                        # how the vendor codes letters
        fields: |-                                          # MARC in lines; <U+00AD> is a sign that cannot be seen
          245 10 $a Johannes Angelos. $n Osa 2 / $c Mika Waltari.

A second set stands in fresh_pairs/, in the same form: it was written when the code was done, by somebody who had read
neither the code nor the first set, and scored before anything was changed for it. A third set, third_pairs/,
was written later in the same way, of other works. Their first scores stand in test_figures.py. A fourth set,
fourth_pairs/, is larger and nearer to what vendors send: most of its pairs are ordinary. A fifth set, fifth_pairs/, is
like it, of other works, other houses' habits and other false friends. Where practice leaves a label open, `why` says by
what it was chosen.

decision is what the rules should answer; kinship is the truth: P one title, W one work in several titles, none neither.
A review may be of a pair that is P. Leader, 007, 008, 041 and 33X are made from `kind`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from transforms.record import Field, Record
from transforms.validate.examples import example_record
from transforms.yaml_text import read_yaml

FOLDER = Path(__file__).parent / "pairs"
FRESH = Path(__file__).parent / "fresh_pairs"
THIRD = Path(__file__).parent / "third_pairs"
FOURTH = Path(__file__).parent / "fourth_pairs"
FIFTH = Path(__file__).parent / "fifth_pairs"
DECISIONS = frozenset(("match", "review", "no"))
KINSHIP = frozenset(("P", "W", "none"))
VETOES = frozenset(
    (
        "media",
        "language",
        "volume",
        "year-title",
        "author",
        "title-floor",
        "title-tail",
        "abridged",
        "simplified",
        "accessible",
        "narrator",
        "translator",
        "edition",
        "adult",
        "collection",
        "script",
        "person",
    )
)
REASONS = VETOES.union(
    (
        "equal-valid",
        "equal-after-conversion",
        "print-isbn-shared",
        "poor-key",
        "same-authority",
        "name-similar",
        "family-name-only",
        "token-set",
        "main-title-only",
        "equal",
        "near",
        "missing-left",
        "missing-right",
        "differs",
        "human-decision",
    )
)
OF_THREE = 3  # one pair in so many is set aside

BOOK = "008 261101{date}|||||||{audience}o|||||||||||{language}||"
SOUND = "008 261101{date}|||||n|{audience}o|||||||||||{language}||"
SERIAL = "008 261101{date}||||||n|o|||||||||||{language}||"
ONLINE = ("337 ## $a tietokonekäyttöinen $b c $2 rdamedia", "338 ## $a verkkoaineisto $b cr $2 rdacarrier")
TEXT = ("007 cr||||||||||||", "336 ## $a teksti $b txt $2 rdacontent", *ONLINE)
SPEECH = ("007 sr|uunnnnnuneu", "336 ## $a puhe $b spw $2 rdacontent", *ONLINE)
MUSIC = ("007 sr|uunnnnnuneu", "336 ## $a esitetty musiikki $b prm $2 rdacontent", *ONLINE)
MOVING = ("007 vz|||||||", "336 ## $a kaksiulotteinen liikkuva kuva $b tdi $2 rdacontent", *ONLINE)
PAPER = ("007 ta", "336 ## $a teksti $b txt $2 rdacontent", "338 ## $a nide $b nc $2 rdacarrier")
FRAMES = {  # media → LDR/06-07, 008, and what else a record of it always has
    "ebook": ("am", BOOK, TEXT),
    "eaudiobook": ("im", SOUND, SPEECH),
    "film": ("gm", "008 261101{date}|||||| {audience}      o   vl{language} d", MOVING),
    "album": ("jm", SOUND, MUSIC),
    "magazine": ("as", SERIAL, TEXT),
    "audiomagazine": ("is", SERIAL, SPEECH),
    "print": ("am", "008 261101{date}|||||||{audience} |||||||||||{language}||", PAPER),
}
HEARD = frozenset(("eaudiobook", "album", "audiomagazine"))  # their language stands in 041 $d
NO_TEXT = frozenset(("zxx", "und"))

_sign = re.compile(r"<U\+([0-9A-F]{4})>")


class Side(NamedTuple):
    """One record of a pair, of which vendor it is and under which id."""

    vendor: str
    vendor_id: str
    media: str
    record: Record


class Expected(NamedTuple):
    """What is expected of the comparison; the reasons must be among those that are told."""

    decision: str
    kinship: str
    reasons: frozenset[str]


class Pair(NamedTuple):
    """Two records and what they are to each other; one that is set aside is scored once, at the end."""

    id: str
    reason: str  # why it is hard: the name of its file
    why: str
    expected: Expected
    invalid: frozenset[str]
    left: Side
    right: Side
    set_aside: bool


@cache
def load_pairs() -> tuple[Pair, ...]:
    """All labelled pairs, by reason and number; ValueError names a pair that is not written as it must be."""
    return tuple(pair for path in sorted(FOLDER.glob("*.yml")) for pair in _pairs_of(path))


def open_pairs() -> tuple[Pair, ...]:
    """The pairs that the code may be written and tuned by."""
    return tuple(pair for pair in load_pairs() if not pair.set_aside)


@cache
def fresh_pairs() -> tuple[Pair, ...]:
    """The second set; all of it was set aside once, so that none of it is now."""
    return _scored_once(FRESH)


@cache
def third_pairs() -> tuple[Pair, ...]:
    """The third set, which was set aside as the second was."""
    return _scored_once(THIRD)


@cache
def fourth_pairs() -> tuple[Pair, ...]:
    """The fourth set, which was set aside as the second was."""
    return _scored_once(FOURTH)


@cache
def fifth_pairs() -> tuple[Pair, ...]:
    """The fifth set, which was set aside as the second was."""
    return _scored_once(FIFTH)


def _scored_once(folder: Path) -> tuple[Pair, ...]:
    pairs = (pair for path in sorted(folder.glob("*.yml")) for pair in _pairs_of(path))
    return tuple(pair._replace(set_aside=False) for pair in pairs)


def is_set_aside(id: str, neighbours: list[str]) -> bool:
    """True for the id with the smallest SHA-256 of its three (01-03, 04-06 …): a pair that is added moves no other."""
    place = neighbours.index(id) // OF_THREE * OF_THREE
    three = neighbours[place : place + OF_THREE]
    return len(three) == OF_THREE and id == min(three, key=lambda each: sha256(each.encode()).hexdigest())


def _pairs_of(path: Path) -> list[Pair]:
    content = read_yaml(path.read_text("utf-8"))
    ids = [each["id"] for each in content]
    return [_pair(each, path.stem, is_set_aside(each["id"], ids)) for each in content]


def _pair(told: dict[str, Any], reason: str, set_aside: bool) -> Pair:
    unknown = told.keys() - {"id", "why", "expected", "invalid", "left", "right"}
    if unknown or told["expected"].keys() != {"decision", "kinship", "reasons"}:
        raise ValueError(f"{told['id']}: not the keys of a pair: {sorted(unknown) or told['expected']}")
    expected = Expected(**{**told["expected"], "reasons": frozenset(told["expected"]["reasons"])})
    left, right = (_side(told[each], told["id"]) for each in ("left", "right"))
    invalid = frozenset(told.get("invalid", ()))
    return Pair(told["id"], reason, told["why"], expected, invalid, left, right, set_aside)


def _side(told: dict[str, Any], id: str) -> Side:
    unknown = told.keys() - {"from", "kind", "fields", "unicode"}
    if unknown:
        raise ValueError(f"{id}: not the keys of a record: {sorted(unknown)}")
    vendor, vendor_id = told["from"].split(" ")
    media, language, year, *audience = told["kind"].split(" ")
    text = _sign.sub(lambda found: chr(int(found[1], 16)), told["fields"])
    lines = unicodedata.normalize(told["unicode"], text) if "unicode" in told else text
    of_kind = _frame(media, language, year, audience[0] if audience else "|")
    return Side(vendor, vendor_id, media, _record(of_kind, lines.splitlines(), media, language))


def _frame(media: str, language: str, year: str, audience: str) -> list[str]:
    """The lines that every record of a kind has."""
    type_and_level, of_008, others = FRAMES[media]
    is_serial = type_and_level[1] == "s"
    date = f"c{year}9999" if is_serial else f"{'n' if year == 'uuuu' else 's'}{year}    "
    coded = of_008.format(date=date, audience=audience, language=language)
    return [f"LDR 00000n{type_and_level} a22000002i 4500", coded, *others]


def _record(of_kind: list[str], lines: list[str], media: str, language: str) -> Record:
    record = example_record([*of_kind, *lines])
    if language not in NO_TEXT and not record.has("041"):
        record = record.add(Field.data("041", "0 ", "d" if media in HEARD else "a", language))
    return record.sorted()
