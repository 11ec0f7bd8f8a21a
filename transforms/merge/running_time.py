"""The running time of a merged title said alike everywhere: 306 and, of a film, 008/18-20 follow what 300 tells.

The extent may come from another record than 008, and a person may have set it: then the codes are made of it.
"""

from __future__ import annotations

from collections.abc import Collection

from transforms.match.extents import TIMED
from transforms.merge.provenance import Merged, Way, followed
from transforms.normalise.form import group_of
from transforms.normalise.running_times import LONGEST, agree, coded, hhmmss, spoken
from transforms.record import Field, Record

_NEAR = 60  # seconds: a running time in words is often rounded
_FILM, _MOST = "VM", 999  # material group whose 008 has a running time; minutes that it has room for
_TOO_LONG = "000"  # MARC 21, 008/18-20 of visual materials: more than it has room for


def with_running_time(merged: Merged, media: str, kept: Collection[Field]) -> Merged:
    """The record with 306 and 008/18-20 of its 300, where that surely tells one running time to the minute.

    `kept`: fields that a person set, which stay as they are. Several extents or several running times are left alone.
    """
    if media not in TIMED:
        return merged
    record = _with_minutes(_with_306(merged.record, kept), kept)
    return followed(merged, record, lambda _: Way("coded", "running_time"))


def _with_306(record: Record, kept: Collection[Field]) -> Record:
    extents, times = record.all("300"), record.all("306")
    told = spoken(extents[0]["a"]) if len(extents) == 1 else None
    if told is None or len(times) > 1 or any(each in kept for each in times):
        return record
    own = coded(times[0]["a"]) if times else None
    if (own is not None and agree(own, told, _NEAR)) or not told.to_the_minute or told.seconds >= LONGEST:
        return record
    made = Field.data("306", "  ", "a", hhmmss(told.seconds))
    return record.swap(times[0], made) if times else record.add(made)


def _with_minutes(record: Record, kept: Collection[Field]) -> Record:
    """008/18-20 of a film by its 306, unless it says the same within a minute."""
    fixed, times = record.first("008"), record.all("306")
    seconds = coded(times[0]["a"]) if len(times) == 1 else None
    if fixed is None or fixed in kept or seconds is None or group_of(record.leader) != _FILM:
        return record
    stated, minutes = record.at("008", 18, 21), max(1, round(seconds / 60))
    if stated.isdecimal() and abs(int(stated) - minutes) <= 1:
        return record
    return record.put_at("008", 18, f"{minutes:03}" if minutes <= _MOST else _TOO_LONG)
