"""N-Triples (RDF 1.1 N-Triples, W3C 2014): a graph one statement a line, so that dumps can be cut and joined anywhere.

A writer only, in the canonical form of §4: one blank between the terms, only what must be escaped is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from transforms.formats.graph import Text, Thing, Triple, Uri, triples

MEDIA_TYPE = "application/n-triples"
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_TO_ESCAPE = re.compile(r'["\\\n\r]')
_SURROGATE = re.compile("[\ud800-\udfff]")  # no character: UTF-8 has no bytes for it


def ntriples(thing: Thing) -> bytes:
    """All that is said of a thing, each statement once, in the order of the graph."""
    return lines(triples(thing))


def lines(statements: Iterable[Triple]) -> bytes:
    """The statements as lines in UTF-8, each once."""
    return "".join(dict.fromkeys(map(_line, statements))).encode()


def _line(triple: Triple) -> str:
    subject, predicate, value = triple
    return f"<{subject}> <{predicate}> {_object(value)} .\n"


def _object(value: Text | Uri) -> str:
    if isinstance(value, Uri):
        return f"<{value.uri}>"
    text = _TO_ESCAPE.sub(lambda found: _ESCAPED[found[0]], _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value.value))
    return f'"{text}"@{value.language}' if value.language else f'"{text}"'
