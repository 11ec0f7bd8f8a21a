"""digest: what each role is told of a morning: what is new and waits for it, what still waits, what is good to know.

Nothing is told to who has nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterable

from metadata.home import Home
from metadata.notices.notice import Build, Line, Notice, Section
from metadata.notices.words import day, load_texts
from metadata.watch.facts import Fact, Watched, as_json
from metadata.watch.policy import load_policy


def digest(home: Home, watched: Watched, desk: str) -> Build:
    """The digest of what a watch found. `desk`: where the desk is, without a final slash; "": no links."""
    return _Digest(home, watched, desk).build


class _Digest:
    """What a watch found, as it is told."""

    def __init__(self, home: Home, watched: Watched, desk: str) -> None:
        self._home, self._watched, self._desk = home, watched, desk
        self._texts, self._policy = load_texts(home.settings.schemas), load_policy(home.settings.schemas)

    def build(self, roles: frozenset[str], language: str) -> Notice | None:
        """For these roles, in a language; None where nothing waits for them."""
        own = [each for each in self._watched.facts if roles & set(each.roles)]
        urgent = [each for each in own if each.urgent]
        if not urgent:
            return None
        sections = (
            *self._section("new", (each for each in urgent if each.new), language, dated=False),
            *self._section("waiting", (each for each in urgent if not each.new), language),
            *self._section("known", (each for each in own if not each.urgent), language),
        )
        at, say = self._watched.at, self._texts.say
        subject = say("digest_one" if len(urgent) == 1 else "digest_many", language, n=len(urgent))
        lead = say("digest_lead", language, when=day(at, self._home.zone, language))
        data = {"facts": as_json(self._home, Watched(at, tuple(own))), "waiting": len(urgent)}
        return Notice("digest", language, subject, lead, sections, data)

    def _section(self, key: str, facts: Iterable[Fact], language: str, dated: bool = True) -> tuple[Section, ...]:
        lines = tuple(self._line(each, language, dated) for each in facts)
        return (Section(self._texts.say(key, language), lines),) if lines else ()

    def _line(self, fact: Fact, language: str, dated: bool) -> Line:
        zone = self._home.zone
        told = self._policy.kind(fact.kind).say(fact.subject, fact.said, language, zone)
        since = self._texts.say("since", language, day=day(fact.since, zone, language))
        return Line(f"{told} ({since})" if dated else told, self._desk and f"{self._desk}{fact.path}")
