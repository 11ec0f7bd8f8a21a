"""What waits for a person, in plain sentences with a way to go on, the most urgent first. Decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from metadata import exceptions
from metadata.desk.asked import Asked
from metadata.desk.lights import Feed, Feeds, libraries_of
from metadata.desk.words import counted
from metadata.errors import ConfigError, PipelineError
from metadata.feedback.pages import brief
from metadata.gate.check import Check
from metadata.gate.words import load_gate_texts
from metadata.libraries.licences import Ending, ending_soon
from metadata.libraries.told import missing
from metadata.publish.harvests.pulls import Pulled, pulled
from metadata.publish.harvests.table import kept
from metadata.publish.profiles import day_at
from metadata.store import deliveries, publication_checks, reviews

MOST = 5  # of a kind that are told one by one


class Waits(NamedTuple):
    """One thing that waits."""

    light: str  # its shape: one of lights.LIGHTS
    text: str
    href: str
    why: str = ""  # in the words of whoever found it


def waiting(asked: Asked, feeds: Feeds) -> list[Waits]:
    """All that waits, the most urgent first."""
    every = [*feeds.vendors, *feeds.lists]
    return [
        *_some(asked, "config", [_of_feed(asked, each) for each in every if each.light == "config"]),
        *_libraries_refused(asked),
        *_publication(asked),
        *_some(asked, "failed", [_of_feed(asked, each) for each in every if each.light == "failed"]),
        *_some(asked, "held", list(_held(asked, every))),
        *_some(asked, "late", [_late(asked, each) for each in every if each.light == "late"]),
        *_silence(asked),
        *_licences(asked),
        *_quarantine(asked, every),
        *_review(asked),
        *_missing(asked),
        *_expired(asked),
    ]


def _some(asked: Asked, kind: str, found: Sequence[Waits]) -> list[Waits]:
    """At most MOST of a kind, and how many more there are."""
    if len(found) <= MOST:
        return list(found)
    rest = counted(asked.words, f"more_{kind}", len(found) - MOST, asked.lang)
    return [*found[:MOST], Waits(kind, rest, "#feeds")]


def _of_feed(asked: Asked, feed: Feed) -> Waits:
    """What is wrong with a feed as such."""
    path = f"/deliveries/{feed.unreadable[-1][0].id}" if feed.unreadable and feed.light == "failed" else _page_of(feed)
    return Waits(
        feed.light, asked.words[f"wait_{feed.light}"].format(title=feed.title), asked.link(path), brief(feed.why)
    )


def _page_of(feed: Feed) -> str:
    """The page of a vendor; of a list that of its library."""
    isil, dot, _ = feed.id.partition(".")
    return f"/libraries/{isil}" if dot else f"/vendors/{feed.id}"


def _libraries_refused(asked: Asked) -> Iterator[Waits]:
    try:
        _ = asked.home.libraries
    except ConfigError as error:
        yield Waits("config", asked.words["wait_libraries"], asked.link("/libraries"), brief(str(error)))


def _publication(asked: Asked) -> Iterator[Waits]:
    held = [row for row in publication_checks.waiting(asked.connection) if row.verdict == "hold"]
    if held:
        texts = load_gate_texts(asked.home.settings.schemas)
        checks = [Check(f"publication.{row.view}", row.value, row.limit, "hold", row.baseline) for row in held]
        yield Waits(
            "held", asked.words["wait_publication"], asked.link("/publications"), texts.told(checks, asked.lang)
        )


def _held(asked: Asked, feeds: Iterable[Feed]) -> Iterator[Waits]:
    pairs = [(feed, pair) for feed in feeds for pair in feed.held]
    texts = load_gate_texts(asked.home.settings.schemas)
    shown = [pair[0].id for _, pair in pairs[:MOST]]
    tripped = deliveries.tripped(asked.connection, shown) if shown else {}
    for feed, (each, entry) in pairs:
        rows = tripped.get(each.id, [])
        checks = [Check(row.key, row.value, row.limit, row.verdict, row.baseline) for row in rows]
        text = asked.words["wait_held"].format(title=feed.title, name=brief(each.name))
        yield Waits(
            "held", text, asked.link(f"/deliveries/{each.id}"), texts.told(checks, asked.lang) or brief(entry.reason)
        )


def _late(asked: Asked, feed: Feed) -> Waits:
    return Waits("late", asked.words["wait_late"].format(title=feed.title), asked.link(_page_of(feed)))


def _silence(asked: Asked) -> list[Waits]:
    """Views that are no longer harvested."""
    found = []
    for each in silent(asked):
        days = round((each.pulls.silent.total_seconds() if each.pulls.silent else 0) / 86_400)
        text = counted(asked.words, "wait_silent", days, asked.lang, name=_name(asked, each.view))
        found.append(Waits("late", text, asked.link(f"/libraries/{each.view}")))
    return _some(asked, "late", found)


def silent(asked: Asked) -> list[Pulled]:
    """The views of libraries that have stopped pulling; those that never began wait for nobody."""
    now, policy = datetime.fromisoformat(asked.home.clock()), asked.home.consortium.harvests
    try:
        told = pulled(libraries_of(asked.home), kept(asked.home.settings.harvests), now, policy)
    except PipelineError:
        return []
    return [each for each in told if each.pulls.state == "stopped"]


def _name(asked: Asked, isil: str) -> str:
    libraries = libraries_of(asked.home)
    return libraries[isil].name[asked.lang] if isil in libraries else isil


def _licences(asked: Asked) -> list[Waits]:
    """A sentence for each library, with the first day on which something ends."""
    first: dict[str, Ending] = {}
    counts: Counter[str] = Counter()
    for each in ending_soon(asked.connection, libraries_of(asked.home), _today(asked)):
        first.setdefault(each.library, each)
        counts[each.library] += 1
    found = []
    for isil, ending in first.items():
        values = {"name": _name(asked, isil), "day": asked.day(ending.until)}
        text = counted(asked.words, "wait_licence", counts[isil], asked.lang, **values)
        found.append(Waits("late", text, asked.link(f"/libraries/{isil}")))
    return _some(asked, "late", found)


def _today(asked: Asked) -> date:
    return day_at(asked.home.clock(), asked.home.zone)


def _quarantine(asked: Asked, feeds: Iterable[Feed]) -> Iterator[Waits]:
    if count := sum(each.quarantined for each in feeds):
        yield Waits("same", counted(asked.words, "wait_quarantine", count, asked.lang), asked.link("/quarantine"))


def _review(asked: Asked) -> Iterator[Waits]:
    for kind, count in reviews.open_counts(asked.connection).items():
        text = counted(asked.words, f"wait_review_{kind}", count, asked.lang)
        yield Waits("same", text, asked.link("/review", kind=kind))


def _missing(asked: Asked) -> list[Waits]:
    found = missing(asked.connection, libraries_of(asked.home), _today(asked))
    return _some(
        asked,
        "same",
        [
            Waits(
                "same",
                counted(asked.words, "wait_missing", count, asked.lang, name=_name(asked, isil)),
                asked.link(f"/libraries/{isil}"),
            )
            for isil, count in found.items()
        ],
    )


def _expired(asked: Asked) -> list[Waits]:
    """Exceptions that have run out: levels of vendors, and rules let pass for records."""
    home, vendors = asked.home, asked.home.vendors[0]
    found = [
        _gone(asked, each["rule"], vendors[each["vendor"]].title[asked.lang], f"/vendors/{each['vendor']}")
        for vendor in vendors.values()
        for each in exceptions.levels_of(vendor, home.today)
        if each["expired"]
    ]
    try:
        standing = exceptions.standing(home.settings.schemas, home.today, asked.connection)
    except ConfigError as error:
        return [Waits("config", asked.words["wait_suppress"], asked.link("/"), brief(str(error))), *found]
    for each in (one for one in standing if one.expired):
        vendor, colon, _ = each.subject.partition(":")
        path = f"/vendors/{vendor}" if colon else f"/titles/{each.subject}"
        found.append(_gone(asked, each.rule, each.subject, path))
    return _some(asked, "same", found)


def _gone(asked: Asked, rule: str, name: str, path: str) -> Waits:
    return Waits("same", asked.words["wait_expired"].format(rule=rule, name=brief(name)), asked.link(path))
