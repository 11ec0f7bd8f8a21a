"""A small OAI-PMH 2.0 repository of the documents in a folder: what a sample vendor's platform answers.

Each document is a ListRecords answer as the platform sent it. Of two that speak of one record, the one whose file
name is later counts. The repository's clock is the newest responseDate, so that equal documents give equal answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from metadata.publish.oai_pmh.arguments import TOKEN, Fault, checked, pairs, span
from metadata.publish.oai_pmh.envelope import document, element, errors, wrapped
from metadata.publish.oai_pmh.formats import FORMATS
from transforms.formats import marcxml, oai_dc
from transforms.formats.frame import Envelope, Unreadable

PAGE = 10  # records of one answer
EPOCH = "2001-01-01T00:00:00Z"  # the clock of an empty repository: before it there were none
PREFIXES = ("oai_dc", "marc21")
_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_WALK = re.compile(r"(oai_dc|marc21),([0-9TZ:-]*),([0-9TZ:-]+),([1-9]\d{0,8})")


class Item(NamedTuple):
    """What the repository has of one record; without metadata it is deleted."""

    datestamp: str  # "2026-10-31T20:00:00Z"
    identifier: str
    metadata: bytes  # a MARCXML `record` element

    @property
    def header(self) -> str:
        """The header, with its mark of deletion."""
        mark = "" if self.metadata else ' status="deleted"'
        return f"<header{mark}>{element('identifier', self.identifier)}{element('datestamp', self.datestamp)}</header>"

    def record(self, prefix: str) -> str:
        """The header and the metadata in one format."""
        if not self.metadata:
            return f"<record>{self.header}</record>\n"
        content = self.metadata if prefix == "marc21" else _dublin_core(self.metadata)
        return f"<record>{self.header}<metadata>{content.decode()}</metadata></record>\n"


class Repository(NamedTuple):
    """The records of a folder in the order of their datestamps."""

    items: Sequence[Item]
    now: str

    def between(self, start: str, until: str) -> list[Item]:
        """The items whose datestamps lie between, bounds included; "" is open."""
        return [each for each in self.items if start <= each.datestamp and (not until or each.datestamp <= until)]

    def find(self, identifier: str) -> Item | None:
        """The item of this identifier."""
        return next((each for each in self.items if each.identifier == identifier), None)


def load(folder: Path) -> Repository:
    """The repository of a folder, which need not be there. Raises lxml's XMLSyntaxError, OSError."""
    items, now = dict[str, Item](), EPOCH
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for path in sorted(folder.glob("*.xml")):
        root = etree.fromstring(path.read_bytes(), parser)
        now = max(now, root.findtext(f"{_OAI}responseDate") or "")
        items |= {each.identifier: each for each in map(_item, root.iter(f"{_OAI}record"))}
    return Repository(sorted(items.values()), now)


def _item(record: etree._Element) -> Item:
    names = ("datestamp", "identifier")
    datestamp, identifier = (record.findtext(f"{_OAI}header/{_OAI}{name}") or "" for name in names)
    found = record.find(f"{_OAI}metadata/*")
    return Item(
        datestamp, identifier, b"" if found is None else etree.tostring(found, encoding="UTF-8", with_tail=False)
    )


def _dublin_core(metadata: bytes) -> bytes:
    parsed = marcxml.parse(metadata, Envelope("marcxml", element="record", head=b"<w>", tail=b"</w>"))
    return b"" if isinstance(parsed, Unreadable) else oai_dc.oai_dc(parsed.record)


def answer(repository: Repository, query: bytes, base_url: str) -> bytes:
    """The response to one OAI-PMH request; `query` is its query string or form."""
    arguments = checked(pairs(query))
    if isinstance(arguments, tuple):
        return document(base_url, {}, repository.now, (errors(arguments),))
    reply = VERBS[arguments["verb"]](repository, {**arguments, "base_url": base_url})
    content = errors((reply,)) if isinstance(reply, Fault) else reply
    return document(base_url, arguments, repository.now, (content,))


Arguments = Mapping[str, str]  # checked, and the base URL
Reply = bytes | Fault


def _identify(repository: Repository, arguments: Arguments) -> Reply:
    told = {
        "repositoryName": "Nordhyllan, a sample",
        "baseURL": arguments["base_url"],
        "protocolVersion": "2.0",
        "adminEmail": "metadata@nordhyllan.example",
        "earliestDatestamp": repository.items[0].datestamp if repository.items else EPOCH,
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ",
    }
    return wrapped("Identify", (element(name, text) for name, text in told.items()))


def _formats(repository: Repository, arguments: Arguments) -> Reply:
    identifier = arguments.get("identifier")
    if identifier is not None and repository.find(identifier) is None:
        return _unknown(identifier)
    told = (
        element("metadataPrefix", each)
        + element("schema", FORMATS[each].schema)
        + element("metadataNamespace", FORMATS[each].namespace)
        for each in PREFIXES
    )
    return wrapped("ListMetadataFormats", (f"<metadataFormat>{each}</metadataFormat>\n" for each in told))


def _sets(repository: Repository, arguments: Arguments) -> Reply:
    return _NO_SETS


def _get(repository: Repository, arguments: Arguments) -> Reply:
    if arguments["metadataPrefix"] not in PREFIXES:
        return _no_format(arguments["metadataPrefix"])
    found = repository.find(arguments["identifier"])
    if found is None:
        return _unknown(arguments["identifier"])
    return wrapped("GetRecord", [found.record(arguments["metadataPrefix"])])


class _Walk(NamedTuple):
    """Where a harvester stands in a list."""

    prefix: str
    start: str
    until: str
    cursor: int


def _list(repository: Repository, arguments: Arguments) -> Reply:
    walk = _resumed(arguments[TOKEN]) if TOKEN in arguments else _begun(repository, arguments)
    if isinstance(walk, Fault):
        return walk
    found = repository.between(walk.start, walk.until)
    page = found[walk.cursor : walk.cursor + PAGE]
    if not page:
        return _BAD_TOKEN if walk.cursor else Fault("noRecordsMatch", "nothing matches from and until")
    headers = arguments["verb"] == "ListIdentifiers"
    shown = [each.header if headers else each.record(walk.prefix) for each in page]
    return wrapped(arguments["verb"], [*shown, _token(walk, len(found))])


def _begun(repository: Repository, arguments: Arguments) -> _Walk | Fault:
    if arguments["metadataPrefix"] not in PREFIXES:
        return _no_format(arguments["metadataPrefix"])
    if "set" in arguments:
        return _NO_SETS
    wanted = span(arguments)
    return _Walk(arguments["metadataPrefix"], wanted.start, wanted.until or repository.now, 0)


def _resumed(token: str) -> _Walk | Fault:
    parts = _WALK.fullmatch(token)
    return _Walk(parts[1], parts[2], parts[3], int(parts[4])) if parts else _BAD_TOKEN


def _token(walk: _Walk, total: int) -> str:
    """The token of the next page; empty on the last of several, absent where one page holds all."""
    following = walk.cursor + PAGE
    size = f' completeListSize="{total}" cursor="{walk.cursor}"'
    if following < total:
        return element(TOKEN, ",".join(map(str, walk._replace(cursor=following))), size)
    return element(TOKEN, "", size) if walk.cursor else ""


_NO_SETS = Fault("noSetHierarchy", "there are no sets")
_BAD_TOKEN = Fault("badResumptionToken", "not a token of this list")


def _unknown(identifier: str) -> Fault:
    return Fault("idDoesNotExist", f"there is no {identifier}")


def _no_format(prefix: str) -> Fault:
    return Fault("cannotDisseminateFormat", f"{prefix} is not one of {', '.join(PREFIXES)}")


VERBS: Mapping[str, Callable[[Repository, Arguments], Reply]] = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "GetRecord": _get,
    "ListIdentifiers": _list,
    "ListRecords": _list,
}
