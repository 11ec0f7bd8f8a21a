"""The overview: how the last night went, and what waits for a person."""

from __future__ import annotations

from collections.abc import Sequence

from metadata.desk.asked import Asked, Facts
from metadata.desk.lights import OUTCOMES, Feed, feeds
from metadata.desk.spark import spark
from metadata.desk.waiting import told
from metadata.desk.words import counted
from metadata.store import publications

SOUND = ("ok", "same", "running")


def facts(asked: Asked) -> Facts:
    """The feeds with their lights, what waits, the current publication."""
    found = feeds(asked.home, asked.connection, asked.lang)
    waiting = told(asked)
    waits = waiting.waits
    sound = sum(each.light in SOUND for each in found.vendors)
    current = publications.newest(asked.connection)
    return {
        "waits": waits,
        "known": waiting.known,
        "lead": counted(asked.words, "lead", waiting.number, asked.lang) if waits else asked.words["lead_calm"],
        "sound": asked.words["sound"].format(n=sound, all=len(found.vendors)),
        "at": max((each.came.at for each in (*found.vendors, *found.lists) if each.came), default=""),
        "vendors": found.vendors,
        "lists": found.lists,
        "outcomes": OUTCOMES,
        "sums": _sums(found.vendors),
        "live": sum(each.live for each in found.vendors),
        "quarantined": sum(each.quarantined for each in found.vendors),
        "current": current,
        "spark": spark,
    }


def _sums(found: Sequence[Feed]) -> dict[str, int]:
    """The outcomes of the last night of all vendors."""
    return {each: sum(feed.counts[each] for feed in found if feed.counts is not None) for each in OUTCOMES}
