"""What waits for a person and what is good to know: the facts of metadata/watch in sentences, with a way to go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from metadata import watch
from metadata.acquisitions.feeds import feeds_of
from metadata.desk.address import MOUNT
from metadata.desk.asked import Asked
from metadata.desk.words import counted
from metadata.feedback.pages import brief
from metadata.watch.policy import Policy, load_policy

MOST = 3  # of a kind that are told one by one
LIGHTS = {  # the shapes beside sentences; what is not here is nothing urgent
    "publication_held": "held",
    "held": "held",
    "unreadable": "failed",
    "source": "failed",
    "unseen": "failed",
    "disk": "failed",
    "vocabulary_failed": "failed",
    "refused": "config",
    "vocabulary_refused": "config",
    "late": "late",
    "missing": "late",
    "stopped": "late",
    "broken_off": "late",
}
VIEWS = ("stopped", "broken_off")  # facts about a view, which is called by its id
LISTED = {"held": "held", "unreadable": "unreadable"}  # facts of which the list of deliveries has all, by its state
_NAMED = ("subject", "vendor", "library")  # what a sentence names by an id that has a title


class Waits(NamedTuple):
    """One sentence."""

    light: str  # its shape: one of lights.LIGHTS
    text: str
    href: str
    since: str  # ISO 8601 in UTC; "" where it stands for several


class Told(NamedTuple):
    """All of them, the most urgent first."""

    number: int  # of things that wait, told one by one or not
    waits: list[Waits]
    known: list[Waits]  # what is good to know


def told(asked: Asked) -> Told:
    """What is so now. Raises ConfigError for a wrong schemas/watch.yml."""
    policy, titles = load_policy(asked.home.settings.schemas), _titles(asked)
    found = watch.facts(asked.home).facts
    urgent = [each for each in found if each.urgent]
    return Told(
        len(urgent),
        _told(asked, policy, titles, urgent),
        _told(asked, policy, titles, (each for each in found if not each.urgent)),
    )


def _told(asked: Asked, policy: Policy, titles: Mapping[str, str], found: Iterable[watch.Fact]) -> list[Waits]:
    """At most MOST of a kind, and how many more there are."""
    lines = []
    for kind, group in groupby(found, key=lambda each: each.kind):
        every = list(group)
        lines += [_sentence(asked, policy, titles, each) for each in every[:MOST]]
        if len(every) > MOST:
            light, more = LIGHTS.get(kind, "same"), counted(asked.words, "more", len(every) - MOST, asked.lang)
            state = LISTED.get(kind, "")
            lines.append(Waits(light, more, asked.link("/deliveries", state=state) if state else "#feeds", ""))
    return lines


def _sentence(asked: Asked, policy: Policy, titles: Mapping[str, str], fact: watch.Fact) -> Waits:
    said = {key: brief(value) if isinstance(value, str) else value for key, value in fact.said.items()}
    said |= {key: titles.get(said[key], said[key]) for key in _NAMED if key in said}
    subject = brief(fact.subject) if fact.kind in VIEWS else titles.get(fact.subject, brief(fact.subject))
    text = policy.kind(fact.kind).say(subject, said, asked.lang, asked.home.zone)
    place = urlsplit(fact.path)
    path = unquote(place.path).removeprefix(MOUNT)
    return Waits(LIGHTS.get(fact.kind, "same"), text, asked.link(path, **dict(parse_qsl(place.query))), fact.since)


def _titles(asked: Asked) -> dict[str, str]:
    """What people call vendors, libraries and their lists, by id."""
    libraries = asked.home.libraries
    found = {name: each.title[asked.lang] for name, each in asked.home.vendors[0].items()}
    found |= {isil: each.name[asked.lang] for isil, each in libraries.items()}
    return found | {name: f"{each.library.name[asked.lang]}: {each.name}" for name, each in feeds_of(libraries).items()}
