"""The XML around OAI-PMH answers, written by templates: elements unprefixed, metadata bytes as given.

Nothing here parses or renders a record; a page is stored bytes and headers, joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from metadata.publish.catalogue import Entry
from metadata.publish.oai_pmh.arguments import Fault
from transforms.formats import oai_dc
from transforms.formats.oai_dc import xml_text

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
GUIDELINES = "http://www.openarchives.org/OAI/2.0"  # the implementation guidelines: their namespaces begin so
_ROOT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<OAI-PMH xmlns="{NAMESPACE}" xmlns:xsi="{XSI}"'
    f' xsi:schemaLocation="{NAMESPACE} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">\n'
)


def document(base_url: str, arguments: Mapping[str, str], moment: str, content: Iterable[bytes]) -> bytes:
    """A whole response: root, responseDate, the request with its arguments echoed, and the content."""
    echo = "".join(f' {name}="{xml_text(value)}"' for name, value in arguments.items())
    head = (f"{_ROOT}<responseDate>{moment}</responseDate>\n<request{echo}>{xml_text(base_url)}</request>\n").encode()
    return b"".join((head, *content, b"</OAI-PMH>\n"))


def element(name: str, text: str, attributes: str = "") -> str:
    """One element on its line; `attributes` is ready XML with a leading blank."""
    return f"<{name}{attributes}>{xml_text(text)}</{name}>\n"


def wrapped(name: str, content: Iterable[str]) -> bytes:
    """An element around elements."""
    return f"<{name}>\n{''.join(content)}</{name}>\n".encode()


def guided(container: str, name: str, namespace: str, content: str) -> str:
    """A container (description, about) with an element of the OAI guidelines; its schema is named by its namespace."""
    location = f"{namespace} {namespace.rstrip('/')}.xsd"
    attributes = f'xmlns="{namespace}" xmlns:xsi="{XSI}" xsi:schemaLocation="{location}"'
    return f"<{container}>\n<{name} {attributes}>\n{content}</{name}>\n</{container}>\n"


def dublin_core(container: str, *elements: tuple[str, str, str]) -> str:
    """A container (description, setDescription) of Dublin Core elements: (name, text, language or "").

    OAI-PMH 2.0 itself describes sets in this way (§4.6).
    """
    lines = (element(f"dc:{name}", text, f' xml:lang="{lang}"' if lang else "") for name, text, lang in elements)
    return f"<{container}>\n{oai_dc.HEAD}\n{''.join(lines)}{oai_dc.END}\n</{container}>\n"


def errors(faults: Sequence[Fault]) -> bytes:
    """The error elements of the faults."""
    return "".join(element("error", each.message, f' code="{each.code}"') for each in faults).encode()


class Frame(NamedTuple):
    """The header around the title id, for all entries that stand alike."""

    deleted: bool  # it shows as deleted
    before: bytes
    behind: bytes


def frame(entry: Entry, domain: str, within: str = "") -> Frame:
    """The frame of an entry; `within` is the set asked for, in which an entry that left it is deleted.

    The protocol has no sign for leaving a set: who harvests that set is told of a deletion in it.
    """
    gone, sets = _status(entry.deleted, entry.sets, entry.left, within)
    mark = ' status="deleted"' if gone else ""
    before = f"<header{mark}>\n<identifier>oai:{domain}:"
    behind = f"</identifier>\n<datestamp>{entry.datestamp}</datestamp>\n{sets}</header>\n"
    return Frame(gone, before.encode(), behind.encode())


@lru_cache(maxsize=4096)  # thousands of titles are in the same sets
def _status(deleted: bool, sets: tuple[str, ...], left: tuple[str, ...], within: str) -> tuple[bool, str]:
    """Whether an entry shows as deleted, and the elements of its setSpecs, parents too, in order."""
    if deleted:
        return True, _elements(_with_parents((*sets, *left)))
    current = _with_parents(sets)
    if not within or within in current:
        return False, _elements(current)
    return True, _elements(each for each in _with_parents(left) if f"{each}:".startswith(f"{within}:"))


def _elements(specs: Iterable[str]) -> str:
    return "".join(map(_element, specs))


@lru_cache(maxsize=4096)
def _element(spec: str) -> str:
    return element("setSpec", spec)


def _with_parents(specs: Iterable[str]) -> list[str]:
    return sorted(set[str]().union(*map(_line, specs)))


@lru_cache(maxsize=4096)
def _line(spec: str) -> Sequence[str]:
    """A set and its parents."""
    parts = spec.split(":")
    return [":".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
