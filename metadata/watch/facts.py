"""The facts of an installation: found by all that is watched, with since when they hold and whom they concern."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote

from metadata.errors import EmatError
from metadata.home import Home
from metadata.notices.words import LANGUAGES
from metadata.store import watching
from metadata.times import TIME
from metadata.watch import ends, feeds, house, readers, waiting
from metadata.watch.found import Found, Seen
from metadata.watch.policy import Policy, Said, load_policy

PLACES: dict[str, Callable[[Seen], Iterable[Found]]] = {  # what is looked at; by name for a place that fails
    "publication": waiting.publication,
    "held deliveries": waiting.held,
    "unreadable deliveries": waiting.unreadable,
    "files of vendors, libraries and rules": house.refused,
    "disk": house.disk,
    "late deliveries": feeds.late,
    "missing deliveries": feeds.missing,
    "sources": feeds.source,
    "harvests": readers.silent,
    "levels": ends.levels,
    "suppressions": ends.suppressions,
    "licences": ends.licences,
    "quarantine": waiting.withheld,
    "questions": waiting.questions,
    "vocabularies": house.vocabularies,
    "links": house.links,
    "acquired titles": ends.acquired,
}


class Fact(NamedTuple):
    """One thing that is so."""

    kind: str
    subject: str
    said: Said
    since: str  # ISO 8601 in UTC
    new: bool  # nobody was told before the last watch
    urgent: bool  # it waits for a person
    roles: tuple[str, ...]
    path: str  # where the desk shows it


class Watched(NamedTuple):
    """All that is so, in order of weight: what waits for a person first."""

    at: str
    facts: tuple[Fact, ...]

    @property
    def urgent(self) -> tuple[Fact, ...]:
        """What waits for a person."""
        return tuple(each for each in self.facts if each.urgent)


def facts(home: Home) -> Watched:
    """The facts as they are now; nothing is written. Raises ConfigError for a wrong schemas/watch.yml."""
    policy, now = load_policy(home.settings.schemas), home.clock()
    with home.store.read() as connection:
        found = _found(Seen(home, connection, policy, now))
        known, last = watching.known(connection), watching.last_two(connection)
    made = [_fact(each, known.get((each.kind, each.subject)), last, policy, now) for each in found]
    order = {kind: number for number, kind in enumerate(policy.facts)}
    return Watched(now, tuple(sorted(made, key=lambda each: (not each.urgent, order[each.kind], each.subject))))


def watch(home: Home) -> Watched:
    """Look, and keep what is found: what no watch found before is new until the next one. Raises ConfigError."""
    found = facts(home)
    with home.store.write() as connection:
        watching.keep(connection, {(each.kind, each.subject): each.since for each in found.facts}, found.at)
    return facts(home)


def as_json(home: Home, watched: Watched) -> list[dict[str, Any]]:
    """The facts in plain values, each told in three languages."""
    policy = load_policy(home.settings.schemas)
    return [
        {
            **each._asdict(),
            "said": dict(each.said),
            "roles": list(each.roles),
            "told": {
                language: policy.kind(each.kind).say(each.subject, each.said, language, home.zone)
                for language in LANGUAGES
            },
        }
        for each in watched.facts
    ]


def _found(seen: Seen) -> list[Found]:
    """What every place finds, each fact once; a place that cannot be looked at is a fact too."""
    found: dict[tuple[str, str], Found] = {}
    for name, place in PLACES.items():
        for each in _looked(name, place, seen):
            found.setdefault((each.kind, each.subject), each)
    return list(found.values())


def _looked(name: str, place: Callable[[Seen], Iterable[Found]], seen: Seen) -> Iterator[Found]:
    try:
        yield from place(seen)
    except EmatError as error:
        yield Found("unseen", name, {"reason": str(error)})


def _fact(found: Found, known: watching.Known | None, last: tuple[str, str], policy: Policy, now: str) -> Fact:
    """`last`: the times of the last watch and of the one before it."""
    kind = policy.kind(found.kind)
    since = found.since or (known.since if known else now)
    due = since if kind.patience is None else _after(since, kind.patience)
    urgent = kind.patience is not None and due <= now
    is_new = known is None or known.seen == last[0] or (urgent and due > last[1])
    values = {key: quote(str(value), safe="/" if key == "page" else "") for key, value in found.said.items()}
    path = kind.path.format(**{**values, "subject": quote(found.subject, safe="")})
    return Fact(found.kind, found.subject, found.said, since, is_new, urgent, kind.roles, path)


def _after(at: str, seconds: int) -> str:
    return (datetime.strptime(at, TIME) + timedelta(seconds=seconds)).strftime(TIME)
