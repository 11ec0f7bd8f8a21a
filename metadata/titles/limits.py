"""What matching leaves out, told in plain values: identifiers that prove nothing, and blocks that are too large.

A poor identifier joins none of its records; the records of a capped block are compared only where something else brings
them together. Either may hide a match, so a person should know: most are placeholders in a vendor's feed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection

from metadata.store import match_index, match_limits
from metadata.store.match_index import CAPPED, POOR, Limit
from transforms.match.keys import Key, tier_of

SAMPLES = 5  # records that are named of each key


def left_out(connection: Connection, vendors: Collection[str] = (), most: int | None = None) -> dict[str, Any]:
    """{vendors: {vendor: {why: {keys, records}}}, total, keys: [{kind, value, why, records, tier, vendors, samples}]}.

    `keys`: at most `most` of `total`, the largest first. `records` and `vendors` tell who has the key: of a block that
    was divided before it was left out those of all its parts. With `vendors` told is what these have to do with.
    """
    held = match_limits.held_by(connection)
    wanted = set(vendors)
    limits = [
        each
        for each in match_index.limits(connection)
        if not wanted or not wanted.isdisjoint(held.get((each.kind, each.value), ()))
    ]
    shares = _shares(limits, held, match_limits.records_of(connection))
    return {
        "vendors": {each: told for each, told in sorted(shares.items()) if not wanted or each in wanted},
        "total": len(limits),
        "keys": [_told(connection, each, held, vendors) for each in limits[:most]],
    }


def _shares(
    limits: Collection[Limit], held: Mapping[Key, Mapping[str, int]], records: Mapping[tuple[str, str], int]
) -> dict[str, dict[str, dict[str, int]]]:
    """Vendor → reason → how many keys, and how many of its records have one of them."""
    counts: dict[str, Counter[str]] = {}
    for each in limits:
        for vendor in held.get((each.kind, each.value), ()):
            counts.setdefault(vendor, Counter())[each.why] += 1
    return {
        vendor: {why: {"keys": keys[why], "records": records[vendor, why]} for why in (POOR, CAPPED)}
        for vendor, keys in counts.items()
    }


def _told(
    connection: Connection, limit: Limit, held: Mapping[Key, Mapping[str, int]], vendors: Collection[str]
) -> dict[str, Any]:
    key = (limit.kind, limit.value)
    return {
        **limit._asdict(),
        "tier": tier_of(key),
        "vendors": held.get(key, {}),
        "samples": match_limits.samples(connection, key, SAMPLES, vendors),
    }
