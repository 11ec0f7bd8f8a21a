"""The house itself: files that are refused, room on the disk, vocabularies that grow old, links that do not work."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from metadata.store import link_checks, watching
from metadata.times import TIME
from metadata.vocabularies.declared import load_declared
from metadata.watch.found import Found, Seen

GIGABYTE = 1_000_000_000
Usage = Callable[[str], tuple[int, int, int]]  # total, used and free bytes, as shutil.disk_usage


def refused(seen: Seen) -> Iterator[Found]:
    """Files that are wrong, wholly or in part; the first line says it."""
    for name, reason in seen.refused.items():
        yield Found("refused", name, {"reason": reason.splitlines()[0] if reason else ""})


def disk(seen: Seen, usage: Usage = shutil.disk_usage) -> Iterator[Found]:
    """Little room where the data folder is."""
    total, _, free = usage(str(seen.home.settings.data_dir))
    if free < seen.policy.disk.bytes or free < total * seen.policy.disk.share:
        yield Found("disk", "data", {"free": round(free / GIGABYTE, 1), "share": round(100 * free / total)})


def vocabularies(seen: Seen) -> Iterator[Found]:
    """New versions that were refused, and vocabularies without a good look for long."""
    looks, old = watching.looks(seen.connection), _before(seen.now, seen.policy.vocabulary)
    for name in load_declared(seen.home.settings.schemas):
        look = looks.get(name)
        if look is None or look.state == "absent":
            continue
        if look.state == "refused":
            yield Found("vocabulary_refused", name, {"reason": look.reason}, look.since)
        elif (last := look.good or look.since) < old:
            yield Found("vocabulary_old", name, {"last": last, "reason": look.reason})
        elif look.state == "failed":
            yield Found("vocabulary_failed", name, {"reason": look.reason}, look.since)


def links(seen: Seen) -> Iterator[Found]:
    """Links of vendors' records that did not work on two days."""
    for vendor, number in link_checks.broken_counts(seen.connection).items():
        if vendor in seen.vendors:
            yield Found("links", vendor, {"number": number})


def _before(now: str, seconds: int) -> str:
    return (datetime.strptime(now, TIME) - timedelta(seconds=seconds)).strftime(TIME)
