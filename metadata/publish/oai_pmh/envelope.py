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


def dublin_core(container: str, *elements: tuple[str, str, str]) -> str:
    """A container (description, setDescription, about) of Dublin Core elements: (name, text, language or "").

    OAI-PMH 2.0 itself describes sets and tells the rights of records in this way (§2.5, §4.6).
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

    def header(self, title_id: str) -> bytes:
        """The `header` element of one of them."""
        return b"%b%b%b" % (self.before, title_id.encode(), self.behind)


def frame(entry: Entry, domain: str, within: str = "") -> Frame:
    """The frame of an entry; `within` is the set asked for, in which an entry that left it is deleted.

    The protocol has no sign for leaving a set: who harvests that set is told of a deletion in it.
    """
    return _frame(entry.datestamp, entry.deleted, entry.sets, entry.left, within, domain)


@lru_cache(maxsize=4096)  # thousands of titles stand alike
def _frame(
    datestamp: str, deleted: bool, sets: tuple[str, ...], left: tuple[str, ...], within: str, domain: str
) -> Frame:
    gone, specs = _status(deleted, sets, left, within)
    mark = ' status="deleted"' if gone else ""
    before = f"<header{mark}>\n<identifier>oai:{domain}:"
    behind = f"</identifier>\n<datestamp>{datestamp}</datestamp>\n{_elements(specs)}</header>\n"
    return Frame(gone, before.encode(), behind.encode())


def _status(deleted: bool, sets: tuple[str, ...], left: tuple[str, ...], within: str) -> tuple[bool, Iterable[str]]:
    """Whether an entry shows as deleted, and its setSpecs, parents too, in order."""
    if deleted:
        return True, _with_parents((*sets, *left))
    current = _with_parents(sets)
    if not within or within in current:
        return False, current
    return True, (each for each in _with_parents(left) if f"{each}:".startswith(f"{within}:"))


def _elements(specs: Iterable[str]) -> str:
    return "".join(element("setSpec", each) for each in specs)


def _with_parents(specs: Iterable[str]) -> list[str]:
    found: set[str] = set()
    for spec in specs:
        parts = spec.split(":")
        found.update(":".join(parts[:depth]) for depth in range(1, len(parts) + 1))
    return sorted(found)
