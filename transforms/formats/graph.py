"""A small graph of things with URIs: written as JSON-LD for the web, and as triples for dumps; both say the same.

Every thing has a URI, also what has none of its own (`…/titles/01…#person-1`): so there are no blank nodes, and the
triples of many titles can stand in one file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

SCHEMA = "http://schema.org/"  # as the context that schema.org publishes has it
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
# What an IRI may not have (RFC 3987 §2.2, §4.1): white space of any kind, controls, signs of direction, no characters.
_IMPROPER = r"\s\x00-\x20\x7f-\x9f<>\"{}|\\^`\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff0-\uffff\ud800-\udfff"
_IRI = re.compile(rf"https?://[^{_IMPROPER}]+", re.IGNORECASE)
_NOT_IN_IRI = re.compile(f"[{_IMPROPER}]")


class Text(NamedTuple):
    """A text, with its language tag (BCP 47) where that is known."""

    value: str
    language: str = ""


class Uri(NamedTuple):
    """A thing that is only named here."""

    uri: str


class Thing(NamedTuple):
    """A thing and what is said of it: names of schema.org's types and properties with their values, in order."""

    uri: str
    types: tuple[str, ...]
    said: tuple[tuple[str, Value], ...]


Value = Text | Uri | Thing
Triple = tuple[str, str, Text | Uri]  # subject, predicate, object


def is_iri(text: str) -> bool:
    """True for an http or https address that may stand in RDF as it is (RFC 3987, without what N-Triples forbids)."""
    return _IRI.fullmatch(text) is not None


def as_iri(address: str) -> str:
    """An address with what no IRI has percent-encoded, as browsers do it."""
    return _NOT_IN_IRI.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode(errors="replace")), address)


def thing(uri: str, types: Iterable[str], said: Iterable[tuple[str, Value]]) -> Thing:
    """A thing without texts that say nothing, each statement once."""
    told = (pair for pair in said if not isinstance(pair[1], Text) or pair[1].value.strip())
    return Thing(uri, tuple(types), tuple(dict.fromkeys(told)))


def triples(root: Thing) -> Iterator[Triple]:
    """All that is said of a thing and of those within it; one that stands in two places is told twice."""
    for name in root.types:
        yield root.uri, TYPE, Uri(SCHEMA + name)
    for name, value in root.said:
        if isinstance(value, Thing):
            yield root.uri, SCHEMA + name, Uri(value.uri)
            yield from triples(value)
        else:
            yield root.uri, SCHEMA + name, value


def json_ld(root: Thing) -> dict[str, Any]:
    """The same as a JSON-LD 1.1 document. The context stands in it, so that nobody has to fetch one."""
    return {"@context": {"@vocab": SCHEMA}, **_object(root)}


def _object(root: Thing) -> dict[str, Any]:
    values: dict[str, list[Any]] = {}
    for name, value in root.said:
        values.setdefault(name, []).append(_value(value))
    types = root.types[0] if len(root.types) == 1 else list(root.types)
    told = {name: found[0] if len(found) == 1 else found for name, found in values.items()}
    return {"@id": root.uri, "@type": types, **told}


def _value(value: Value) -> Any:
    if isinstance(value, Thing):
        return _object(value)
    if isinstance(value, Uri):
        return {"@id": value.uri}
    return {"@value": value.value, "@language": value.language} if value.language else value.value
