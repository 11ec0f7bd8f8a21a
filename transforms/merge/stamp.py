"""What a merged record gets when it is published: its id, agency, dates and links. And its content hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from transforms.record import Field, Record


class Link(NamedTuple):
    """One resource link: 856 40 $u $y, in a library's view with $5."""

    url: str
    text: str
    isil: str = ""


def content_hash(record: Record) -> bytes:
    """SHA-256 of what the record says (house.md §5: a rerun changes nothing).

    Without 001, 003, 005, 008/00-05 and the lengths that the vendor's file wrote into the leader.
    """
    neutral = _without_lengths(record.drop(*_OWN).put_at("008", 0, "      "))
    return hashlib.sha256(neutral.pack().encode()).digest()


_OWN = ("001", "003", "005")
NEW, CHANGED, DELETED = "n", "c", "d"  # LDR/05


def stamp(record: Record, title_id: str, isil: str, created: str, datestamp: str, status: str = CHANGED) -> Record:
    """The record with our 001, 003 and 005, LDR/05, and 008/00-05 as the day the title was first seen.

    `created` and `datestamp` are ISO 8601 in UTC: "2026-11-22T01:02:03Z".
    """
    changed = "".join(filter(str.isdigit, datestamp)) + ".0"
    own = (Field("001", title_id), Field("003", isil), Field("005", changed))
    return unsigned(record, created, status).add(*own)


def unsigned(record: Record, created: str, status: str = CHANGED) -> Record:
    """What `stamp` makes of a record whoever publishes it, and when: without 001, 003 and 005."""
    entered = created[2:4] + created[5:7] + created[8:10]
    neutral = _without_lengths(without_marks(record).drop(*_OWN))
    return neutral.put_at("008", 0, entered).put_at("LDR", 5, status)


def without_marks(record: Record) -> Record:
    """The record without the marks of what a machine made (883 and the $8 that point to it): many systems drop $8.

    The store keeps them; `emat explain` tells them.
    """
    links = {each["8"] for each in record.fields if each.tag == "883" and each.ind1 in "01"}
    if not links:
        return record
    kept = record.keep(lambda each: each.tag != "883" or each["8"] not in links)
    return kept.map(lambda each: _unlinked(each, links))


def _unlinked(each: Field, links: set[str]) -> Field:
    if each.is_control or "\x1f8" not in each.value:
        return each
    return each.with_subfields(pair for pair in each.subfields if pair[0] != "8" or pair[1] not in links)


def _without_lengths(record: Record) -> Record:
    """Leader 00-04 and 12-16 as zeros: the writer of ISO 2709 knows them, other formats have none."""
    return record.put_at("LDR", 0, "00000").put_at("LDR", 12, "00000")


def with_links(record: Record, links: Iterable[Link]) -> Record:
    """The record with one 856 40 for each link, before the related links (856 42) it has."""
    fields = [Field.data("856", "40", "u", each.url, "y", each.text, "7", "1", "5", each.isil) for each in links]
    return record.drop("856").add(*fields, *record.all("856"))


def tombstone(record: Record, title_id: str, isil: str, created: str, datestamp: str) -> Record:
    """The stub of a deleted title (publishing.md §5): leader status d, 001, 003, 005, 008, 035, 040 and 245."""
    kept = record.keep(lambda each: each.tag in {"008", "035", "040", "245"})
    return stamp(kept, title_id, isil, created, datestamp, DELETED)
