"""Where the records of a title were harvested: what about/provenance tells of it (OAI-PMH guidelines, provenance).

Only what came over OAI-PMH has such an origin; what a vendor drops as a file has no base URL and no identifier of that
kind. It is written down with the version of the title, so that it never changes without a datestamp.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from metadata.fetch.addresses import shown
from metadata.fetch.oai_page import MARC
from metadata.publish.oai_pmh.envelope import element, guided
from metadata.sources import OaiSource
from metadata.store.tables import delivery, source_record
from metadata.vendors import Vendor

PROVENANCE = "http://www.openarchives.org/OAI/2.0/provenance"
_HEADER = re.compile(  # as metadata/fetch/oai_page.py writes it
    rb"<oai:header[^>]*><oai:identifier>([^<]*)</oai:identifier><oai:datestamp>([^<]*)</oai:datestamp></oai:header>"
)
_BATCH = 500  # values in one IN list
_BLOCK = 1 << 20  # bytes read at once
_LONGEST = 1 << 14  # bytes of a header: so much of a block is looked at again with the next one


class Origin(NamedTuple):
    """A record as its repository gave it."""

    base_url: str
    identifier: str
    datestamp: str
    harvested: str  # when the harvest was begun, by the repository's clock


class Origins:
    """Finds the origins of source records in the deliveries that brought them."""

    def __init__(self, data_dir: Path, vendors: Mapping[str, Vendor]) -> None:
        self._data_dir = data_dir
        harvested = ((each.id, each.fetch) for each in vendors.values())
        self._addresses = {vendor: shown(each.url) for vendor, each in harvested if isinstance(each, OaiSource)}
        self._places: dict[str, array[int]] = {}  # of the headers in each delivery: it is gone through once

    def about(self, connection: Connection, titles: Mapping[str, Iterable[Row[Any]]]) -> dict[str, bytes]:
        """The about container of each title that has one; its rows are source records, with id and vendor."""
        wanted = [row.id for rows in titles.values() for row in rows if row.vendor in self._addresses]
        found = self._origins(connection, wanted) if wanted else {}
        told = {
            title_id: sorted({found[row.id] for row in rows if row.id in found}) for title_id, rows in titles.items()
        }
        return {title_id: container(origins) for title_id, origins in told.items() if origins}

    def _origins(self, connection: Connection, ids: list[int]) -> dict[int, Origin]:
        """By source record; one whose delivery is no longer there has none."""
        c, d = source_record.c, delivery.c
        columns = (c.id, c.vendor, c.position, d.path, d.mtime)
        places: dict[tuple[str, str, str], dict[int, int]] = defaultdict(dict)
        for start in range(0, len(ids), _BATCH):
            query = select(*columns).join(delivery, d.id == c.delivery_id).where(c.id.in_(ids[start : start + _BATCH]))
            for row in connection.execute(query):
                places[row.vendor, row.path, row.mtime][row.position] = row.id
        origins = {}
        for (vendor, path, harvested), wanted in places.items():
            for position, (identifier, datestamp) in self.headers(path, wanted):
                if identifier and datestamp:
                    origins[wanted[position]] = Origin(self._addresses[vendor], identifier, datestamp, harvested)
        return origins

    def headers(self, path: str, positions: Iterable[int]) -> Iterator[tuple[int, tuple[str, str]]]:
        """(position, (identifier, datestamp)) of records of a harvest; nothing of a file that is none, or gone."""
        file = self._data_dir / path
        if not file.is_file():
            return
        if path not in self._places:
            self._places[path] = array("Q", _places(file))
        places = self._places[path]
        with file.open("rb") as opened:
            for each in sorted(positions):
                if each < len(places):
                    opened.seek(places[each])
                    found = _HEADER.match(opened.read(_LONGEST))
                    if found:
                        yield each, (unescape(found[1].decode()), unescape(found[2].decode()))


NOWHERE = Origins(Path(), {})  # for publishing without deliveries


def _places(path: Path) -> Iterator[int]:
    """Where each header of a harvest begins, in bytes and in order."""
    rest, start = b"", 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            buffer, end = rest + block, 0
            for found in _HEADER.finditer(buffer):
                end = found.end()
                yield start + found.start()
            kept = max(end, len(buffer) - _LONGEST)
            start, rest = start + kept, buffer[kept:]


def container(origins: Iterable[Origin]) -> bytes:
    """The about element; every record is altered on its way to us."""
    told = "".join(
        f'<originDescription harvestDate="{each.harvested}" altered="true">\n'
        + element("baseURL", each.base_url)
        + element("identifier", each.identifier)
        + element("datestamp", each.datestamp)
        + element("metadataNamespace", MARC)
        + "</originDescription>\n"
        for each in origins
    )
    return guided("about", "provenance", PROVENANCE, told).encode()
