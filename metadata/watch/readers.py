"""Readers: views that library systems have stopped pulling, or do not come to the end of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from metadata.publish.catalogue import ALL
from metadata.publish.harvests.pulls import pulled
from metadata.publish.harvests.table import kept
from metadata.watch.found import Found, Seen


def silent(seen: Seen) -> Iterator[Found]:
    """Views that used to be pulled; one that nobody ever pulled to its end is not missed."""
    now, policy = datetime.fromisoformat(seen.now), seen.home.consortium.harvests
    for each in pulled([ALL, *seen.home.views], kept(seen.home.settings.harvests), now, policy):
        if each.pulls.state == "stopped" and each.pulls.last:
            yield Found("stopped", each.view, {"last": each.pulls.last.last})
        elif each.pulls.state == "unfinished":
            yield Found("broken_off", each.view, {"tries": each.pulls.tries})
