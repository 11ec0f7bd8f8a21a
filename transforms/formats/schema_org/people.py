"""Who made a title: persons and bodies under the property of their role, with their shared identifiers as sameAs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.formats.agents import Agent, agents
from transforms.formats.graph import Text, Thing, Uri, Value, is_iri, thing
from transforms.formats.oai_dc import without_isbd
from transforms.formats.schema_org.title import Title
from transforms.formats.schema_org.words import SchemaOrg
from transforms.record import Field

OTHERS = "contributor"
_LIFE = re.compile(r"(\d{4})?-(\d{4})?")


def roles(title: Title) -> Iterator[tuple[str, Thing]]:
    """(property, person or body) of 1XX and 7XX; of one with several roles each property once."""
    for number, each in enumerate(agents(title.record), 1):
        agent = thing(title.part("agent", number), [_type(each)], _said(each, title.words))
        for name in dict.fromkeys(_properties(each, title)):
            yield name, agent


def publishers(title: Title) -> Iterator[Thing]:
    """The bodies of 264 #1 $b."""
    fields = [each for each in title.record.all("260", "264") if each.tag == "260" or each.ind2 == "1"]
    names = dict.fromkeys(without_isbd(value) for each in fields for value in each.all("b"))
    for number, name in enumerate(filter(None, names), 1):
        yield thing(title.part("publisher", number), ["Organization"], [("name", Text(name))])


def same_as(field: Field, words: SchemaOrg) -> list[str]:
    """The URIs of a name's identifiers ($1, then $0), KANTO and ISNI among them; control numbers as URIs."""
    found = (_uri(value, words) for value in (*field.all("1"), *field.all("0")))
    return list(dict.fromkeys(filter(None, found)))


def _uri(value: str, words: SchemaOrg) -> str:
    if is_iri(value):
        return value
    for kind in words.names:
        if canonical := kind.parse_marked(value):
            return kind.uri_of(canonical)
    return ""


def _properties(agent: Agent, title: Title) -> list[str]:
    """The properties of its roles; what it did is unknown without a relator."""
    if not agent.relators:
        return [title.kind.main if agent.is_main else OTHERS]
    return [title.words.roles.get((each, title.media), OTHERS) for each in agent.relators]


def _type(agent: Agent) -> str:
    return "Person" if agent.is_person else "Organization"


def _said(agent: Agent, words: SchemaOrg) -> Iterator[tuple[str, Value]]:
    yield "name", Text(agent.name)
    life = _LIFE.match(agent.field["d"]) if agent.is_person else None
    if life:
        yield "birthDate", Text(life[1] or "")
        yield "deathDate", Text(life[2] or "")
    for uri in same_as(agent.field, words):
        yield "sameAs", Uri(uri)
