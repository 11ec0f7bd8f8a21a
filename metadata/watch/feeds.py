"""Feeds: deliveries of vendors and lists of libraries that are late or never came, and sources that do not answer."""

from __future__ import annotations

from collections.abc import Iterator

from metadata.lateness import late_vendors
from metadata.store import deliveries, nights
from metadata.watch.found import Found, Seen


def late(seen: Seen) -> Iterator[Found]:
    """Who delivered, and has not again in time (B11)."""
    for each in late_vendors(seen.connection, seen.expected, seen.now, seen.home.consortium.timezone):
        yield Found("late", each["vendor"], {"last": each["last"], "due": each["due"]}, each["due"])


def missing(seen: Seen) -> Iterator[Found]:
    """Who is to deliver, and never has."""
    came = nights.newest(seen.connection)
    for name, each in sorted(seen.expected.items()):
        if each.expect.cadence and name not in came:
            yield Found("missing", name, {})


def source(seen: Seen) -> Iterator[Found]:
    """Whose source could not be looked at the last time."""
    for name, look in deliveries.all_looks(seen.connection).items():
        if look.error and name in seen.expected:
            yield Found("source", name, {"reason": look.error})
