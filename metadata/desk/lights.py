"""How each feed stands after the last night: one light for each vendor and for each list of a library.

Everything is read in a few questions, however many feeds there are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from metadata.acquisitions.feeds import feeds_of
from metadata.home import Home
from metadata.lateness import Expected, due_after
from metadata.store import deliveries, nights, quarantine
from metadata.store.deliveries import Delivery, Entry
from metadata.store.nights import Came
from metadata.times import TIME

LIGHTS = ("config", "failed", "held", "late", "never", "running", "ok", "same")  # the most urgent first
OUTCOMES = ("read", "candidate", "unchanged", "deleted", "filtered", "quarantined")
CHANGES = ("candidate", "deleted", "adds", "ends")  # counts of a commit that say that something is not as before
UNDER_WAY = timedelta(hours=6)  # longer no stage takes: what is not done then was broken off

Pair = tuple[Delivery, Entry]


class Night(NamedTuple):
    """What the ledger tells of the last night of all."""

    newest: Mapping[str, Came]
    since: Mapping[str, Sequence[Pair]]  # since the last look
    commits: Mapping[str, Entry]
    trends: Mapping[str, Sequence[float]]
    waiting: Mapping[str, Sequence[Pair]]  # held or unreadable, the oldest first
    looks: Mapping[str, Row[Any]]
    quarantined: Mapping[str, int]
    zone: str  # whose days count for what tells no time zone of its own


class Feed(NamedTuple):
    """A vendor, or a list of a library, as it stands."""

    id: str
    title: str
    light: str  # of LIGHTS
    why: str  # what went wrong, in the words of whoever found it; "" where the light says all
    came: Came | None  # the newest delivery
    due: str  # when the next one is expected at the latest; "": nobody knows
    counts: Mapping[str, int] | None  # of what was committed since the last look; None: nothing was
    live: int
    trend: Sequence[float]  # of the score, the oldest first
    held: Sequence[Pair]
    unreadable: Sequence[Pair]
    quarantined: int

    @property
    def score(self) -> float | None:
        """The mean score of the live records; None where there is none."""
        return round(self.trend[-1], 1) if self.trend else None


class Feeds(NamedTuple):
    """All of them, the most urgent first."""

    vendors: list[Feed]
    lists: list[Feed]


def feeds(home: Home, connection: Connection, lang: str) -> Feeds:
    """How the feeds stand now; their titles are in this language."""
    vendors, refused = home.vendors
    libraries = home.libraries
    night, now = _night(home, connection), home.clock()
    names = vendors.keys() | refused.keys()
    lists = feeds_of(libraries)
    of_vendors = [
        _feed(each, vendors[each].title[lang] if each in vendors else each, vendors.get(each), night, now, refused)
        for each in sorted(names)
    ]
    of_lists = [
        _feed(each, f"{feed.library.name[lang]}: {feed.name}", feed, night, now, {})
        for each, feed in sorted(lists.items())
    ]
    return Feeds(sorted(of_vendors, key=_urgency), sorted(of_lists, key=_urgency))


def feed_of(home: Home, connection: Connection, lang: str, name: str) -> Feed | None:
    """How one vendor stands; None where neither a file nor the ledger knows it."""
    vendors, refused = home.vendors
    night = _night(home, connection)
    vendor = vendors.get(name)
    if not (vendor or name in refused or name in night.newest or name in night.looks):
        return None
    title = vendor.title[lang] if vendor else name
    return _feed(name, title, vendor, night, home.clock(), refused)


def _urgency(feed: Feed) -> tuple[int, str]:
    return LIGHTS.index(feed.light), feed.title.casefold()


def _night(home: Home, connection: Connection) -> Night:
    waiting: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in deliveries.with_state(connection, states=("held", "unreadable")):
        waiting[pair[0].vendor].append(pair)
    return Night(
        nights.newest(connection),
        nights.since_look(connection),
        nights.last_commits(connection),
        nights.score_trends(connection),
        waiting,
        deliveries.all_looks(connection),
        quarantine.open_by_vendor(connection),
        home.consortium.timezone,
    )


def _feed(name: str, title: str, expected: Expected | None, night: Night, now: str, refused: Mapping[str, str]) -> Feed:
    came, commit = night.newest.get(name), night.commits.get(name)
    waiting = night.waiting.get(name, ())
    held = [pair for pair in waiting if pair[1].state == "held"]
    unreadable = [pair for pair in waiting if pair[1].state == "unreadable"]
    due = due_after(came.at, expected, night.zone) if came and expected else ""
    counts = counts_of(night.since.get(name, ()))
    feed = Feed(
        *(name, title, "", "", came, due, counts),
        live=int(commit.counts.get("live", 0)) if commit else 0,
        trend=night.trends.get(name, ()),
        held=held,
        unreadable=unreadable,
        quarantined=night.quarantined.get(name, 0),
    )
    look = night.looks.get(name)
    light, why = _light(feed, look.error if look is not None else "", refused.get(name, ""), now)
    return feed._replace(light=light, why=why)


def counts_of(pairs: Sequence[Pair]) -> Counter[str] | None:
    """What was committed in sum; None when nothing was."""
    committed = [entry.counts for _, entry in pairs if entry.state == "committed"]
    if not committed:
        return None
    total: Counter[str] = Counter()
    for counts in committed:
        total.update({key: value for key, value in counts.items() if isinstance(value, int) and key != "live"})
    return total


def _light(feed: Feed, error: str, refused: str, now: str) -> tuple[str, str]:
    """The most urgent of what is true of a feed, and what there is to say about it."""
    if refused:
        return "config", refused
    if error:
        return "failed", error
    if feed.unreadable:
        return "failed", feed.unreadable[-1][1].reason
    if feed.held:
        return "held", feed.held[-1][1].reason
    if feed.came is None:
        return "never", ""
    if feed.came.state in deliveries.OPEN:
        return ("failed" if _is_older(feed.came.at, now, UNDER_WAY) else "running"), ""
    if feed.due and feed.due < now:
        return "late", ""
    changed = feed.counts is not None and any(feed.counts[each] for each in CHANGES)
    return "ok" if changed else "same", ""


def _is_older(at: str, now: str, time: timedelta) -> bool:
    return datetime.strptime(now, TIME) - datetime.strptime(at, TIME) > time
