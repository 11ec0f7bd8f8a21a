"""What a record may have asked of the vocabularies, misses included: when an answer changes, it is refined anew.

Told by its headings and not by watching the questions: an answer that was remembered is asked for as well. A key is a
number of 64 bits, so that the store can keep millions of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b

from transforms.enrich.issn_l import URN
from transforms.enrich.name_forms import TAGS as NAMES
from transforms.enrich.name_forms import name_of
from transforms.identifiers.trade import parse_issn
from transforms.reconcile.labels import CHAIN
from transforms.reconcile.verdicts import label_of
from transforms.record import SUBFIELD, Field, Record
from transforms.vocabulary import YKL_URI, bare, canonical, folded, unaccented, undated

HEADINGS = frozenset(("084", "385", "386", "388", "600", "610", "611", "630", "647", "648", "650", "651", "653", "655"))
FINAF = "http://urn.fi/URN:NBN:fi:au:finaf:"
ISSNS = {"022": "a", "776": "x"}  # where issn_l.py looks
LOOKED_AT = HEADINGS | NAMES | ISSNS.keys()


def lookups_of(*records: Record) -> frozenset[int]:
    """The keys of what these versions of one record may have asked for."""
    fields = {(tag, value) for each in records for tag, value in each.fields if tag in LOOKED_AT}
    return frozenset().union(*(_of_field(tag, value) for tag, value in fields))


def keys_of_texts(texts: Iterable[str]) -> frozenset[int]:
    """The keys of URIs and labels, labels as they are compared (`folded`)."""
    return frozenset(map(key_of, texts))


def key_of(text: str) -> int:
    """A signed number of 64 bits that stands for a URI or a label."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


@lru_cache(maxsize=1024)  # headings come again and again
def _of_field(tag: str, value: str) -> tuple[int, ...]:
    return tuple(keys_of_texts(_asked_by(tag, value)))


def _asked_by(tag: str, value: str) -> Iterable[str]:
    if tag in ISSNS:
        return (URN + issn for text in Field(tag, value).all(ISSNS[tag]) if (issn := parse_issn(text)))
    texts: set[str] = set()
    for part in value.split(SUBFIELD)[1:]:
        code, text = part[:1], part[1:].strip()
        if code in "01":
            texts.add(canonical(text))
        elif code == "a" and tag == "084":
            texts.update(YKL_URI + text[:length] for length in range(1, len(text) + 1))
        elif code == "a":
            texts.update(_of_label(text))
    if tag in NAMES:
        texts.update(_of_name(Field(tag, value)))
    return texts


def _of_label(text: str) -> Iterator[str]:
    """A label as it is looked up, bare of its qualifier and of accents; of a chain also its parts."""
    label = label_of(text)
    for each in (label, *(part.strip() for part in label.split(CHAIN))):
        key = folded(each)
        yield from (key, bare(key), unaccented(key))


def _of_name(each: Field) -> Iterator[str]:
    """A name with its years and without, and the ids of KANTO by the number that ends each of their written forms."""
    name = folded(name_of(each))
    yield from (name, undated(name), f"{name}.")
    for value in each.all("0"):
        yield FINAF + value.rstrip(" /")[-9:]
