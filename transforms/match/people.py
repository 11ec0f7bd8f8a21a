"""Who made a record's title: its creators, who is heard in it, and who translated it (1XX, 511, 7XX)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from transforms.match.agents import Agent, agent_of, agents_named
from transforms.match.policy import MatchPolicy
from transforms.record import Field, Record

MAIN = ("100", "110", "111")
ADDED = ("700", "710", "711")

Agents = tuple[Agent, ...]


def creators(record: Record, media: str, policy: MatchPolicy) -> Agents:
    """1XX, and those of 7XX whose role is that of a creator of this media, or that of the 1XX.

    Two editors are alike, whichever a vendor writes first; so are all whom a record without any role names.
    """
    main, added = record.all(*MAIN), record.all(*ADDED)
    if not added:
        return _agents(main, policy)
    of_main = frozenset().union(*(_roles(each, policy) for each in main))
    if main and not of_main and not any(_roles(each, policy) for each in added):
        return _agents((*main, *added), policy)
    wanted = _codes("creator", media, policy) | of_main
    return _agents((*main, *(each for each in added if _has_role(each, wanted, policy))), policy)


def _roles(each: Field, policy: MatchPolicy) -> frozenset[str]:
    """The codes of the roles that a heading tells, by $4 or else by $e."""
    return frozenset(each.all("4") or filter(None, (_code(term, policy) for term in each.all("e"))))


def performers(record: Record, media: str, policy: MatchPolicy) -> Agents:
    """Who is heard: by role, else by name in 511."""
    wanted = _codes("performer", media, policy)
    if not wanted:
        return ()
    fields = (each for each in record.all(*ADDED) if _has_role(each, wanted, policy))
    found = _agents((each for each in fields if not is_synthetic(each["a"], policy)), policy)
    return found or _distinct(agent for text in readers_told(record, policy) for agent in agents_named(text, policy))


def translators(record: Record, policy: MatchPolicy) -> Agents:
    """Who translated the text: by role, else by name in the statement of responsibility (245 $c)."""
    wanted = policy.roles["translator"][""]
    found = _agents([each for each in record.all(*ADDED) if _has_role(each, wanted, policy)], policy)
    return found or _distinct(
        agent for text in _translators_told(record, policy) for agent in agents_named(text, policy)
    )


def _translators_told(record: Record, policy: MatchPolicy) -> Iterator[str]:
    """The names behind a word for a translator, up to the next part of the statement."""
    for part in (part for each in record.all("245") for part in each["c"].split(" ; ")):
        lowered = part.strip().casefold()
        if lowered.startswith(policy.translator_words):
            start = next(word for word in policy.translator_words if lowered.startswith(word))
            yield part.strip()[len(start) :].lstrip(": ").split(" [")[0]


def is_synthetic(text: str, policy: MatchPolicy) -> bool:
    """True for words of a synthetic voice."""
    return any(map(text.casefold().__contains__, policy.synthetic_words))


def readers_told(record: Record, policy: MatchPolicy) -> Iterator[str]:
    """What 511 tells behind the word for a reader."""
    for each in record.all("511"):
        lowered = each["a"].casefold()
        start = next((word for word in policy.reader_words if lowered.startswith(word)), "")
        if start and not is_synthetic(lowered, policy):
            yield each["a"][len(start) :]


def _agents(fields: Iterable[Field], policy: MatchPolicy) -> Agents:
    return _distinct(agent for each in fields if (agent := agent_of(each, policy)))


def _distinct(agents: Iterable[Agent]) -> Agents:
    return tuple(sorted(set(agents)))


def _codes(role: str, media: str, policy: MatchPolicy) -> frozenset[str]:
    by_media = policy.roles[role]
    return by_media.get("", frozenset()) | by_media.get(media, frozenset())


def _has_role(each: Field, wanted: frozenset[str], policy: MatchPolicy) -> bool:
    codes = each.all("4")
    if codes:
        return not wanted.isdisjoint(codes)
    return any(_code(term, policy) in wanted for term in each.all("e"))


@lru_cache(maxsize=1024)
def _code(term: str, policy: MatchPolicy) -> str:
    return policy.role_terms.get(term.strip(" ,.").casefold(), "")
