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
    texts, policy = load_texts(home.settings.schemas), load_policy(home.settings.schemas)

    def line(fact: Fact, language: str, dated: bool) -> Line:
        told = policy.kind(fact.kind).say(fact.subject, fact.said, language, home.zone)
        since = texts.say("since", language, day=day(fact.since, home.zone, language))
        return Line(f"{told} ({since})" if dated else told, desk and f"{desk}{fact.path}")

    def section(key: str, facts: Iterable[Fact], language: str, dated: bool) -> tuple[Section, ...]:
        lines = tuple(line(each, language, dated) for each in facts)
        return (Section(texts.say(key, language), lines),) if lines else ()

    def build(roles: frozenset[str], language: str) -> Notice | None:
        own = [each for each in watched.facts if roles & set(each.roles)]
        urgent = [each for each in own if each.urgent]
        if not urgent:
            return None
        sections = (
            *section("new", (each for each in urgent if each.new), language, False),
            *section("waiting", (each for each in urgent if not each.new), language, True),
            *section("known", (each for each in own if not each.urgent), language, True),
        )
        key = "digest_one" if len(urgent) == 1 else "digest_many"
        lead = texts.say("digest_lead", language, when=day(watched.at, home.zone, language))
        data = {"facts": as_json(home, Watched(watched.at, tuple(own))), "waiting": len(urgent)}
        return Notice("digest", language, texts.say(key, language, n=len(urgent)), lead, sections, data)

    return build
