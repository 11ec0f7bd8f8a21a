"""Harvest of an OAI-PMH 2.0 repository: what changed since the last look (less an overlap) as one delivery.

Pages go to disk as they come. Only a harvest that reached its last page is a delivery: the next look begins again
where this one began.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from io import RawIOBase
from typing import BinaryIO, cast
from urllib.parse import urlencode

from lxml import etree

from metadata.errors import ConfigError, SourceError
from metadata.fetch.addresses import at, shown
from metadata.fetch.budget import PassingError
from metadata.fetch.client import Client
from metadata.fetch.oai_page import HEAD, OAI, TAIL, Page, Writer, page_of, parse_page
from metadata.fetch.remote import UNKNOWN, Place, Remote
from metadata.sources import OaiSource

SECONDS = "%Y-%m-%dT%H:%M:%SZ"
OURS = ("badArgument", "badVerb", "cannotDisseminateFormat", "noSetHierarchy")  # errors that the vendor file makes
LOST = ("badResumptionToken", "noRecordsMatch")  # what a repository says when it has lost the thread


def listing(source: OaiSource, place: Place) -> Iterator[Remote]:
    """The harvest of this look, its name and time by the repository's clock; nothing when nothing changed.

    Raises SourceError, and ConfigError for what the repository does not know.
    """
    there = at(source.url, place.connection.host, place.connection.port)
    harvest = Harvest(source.model_copy(update={"url": there}), place)
    begin, until = harvest.begin()
    if harvest.is_empty():
        return
    span = f"from-{begin.replace(':', '')}" if begin else "all"
    yield Remote(f"oai-{until.replace(':', '')}-{span}.xml", UNKNOWN, until, harvest.open)


class Harvest:
    """One ListRecords from its first page to its last."""

    def __init__(self, source: OaiSource, place: Place) -> None:
        self._source, self._place = source, place
        self._client = Client(source.url, source, place.connection, place.budget)
        place.held.callback(self._client.close)
        self._where = shown(source.url)
        self._first: Page | None = None  # asked for already
        self._arguments: dict[str, str] = {}
        self._begun = 0

    def begin(self) -> tuple[str, str]:
        """Ask Identify; returns `from` ("": all) in the repository's granularity, and its present time."""
        root = self._ask({"verb": "Identify"})
        now = _time(root.findtext(f"{{{OAI}}}responseDate"))
        if now is None:
            raise SourceError(f"{self._where}: the answer to Identify has no responseDate")
        days = "hh" not in (root.findtext(f"{{{OAI}}}Identify/{{{OAI}}}granularity") or "")
        given = {"verb": "ListRecords", "metadataPrefix": self._source.prefix, "set": self._source.set}
        begin = self._from(now)
        given["from"] = (begin[:10] if days else begin) if begin else ""
        self._arguments = {key: value for key, value in given.items() if value}
        return given["from"], now.strftime(SECONDS)

    def _from(self, now: datetime) -> str:
        """The last look less the overlap; a last look in the repository's future counts as now."""
        since = _time(self._place.since)
        if self._source.full or since is None:
            return ""
        return (min(since, now) - timedelta(seconds=self._source.overlap)).strftime(SECONDS)

    def is_empty(self) -> bool:
        """True if nothing changed; asks for the first page."""
        self._first = self._page(self._arguments)
        if self._first.error and self._first.error != "noRecordsMatch":
            raise self._fault(self._first)
        return not (self._first.records or self._first.token)

    def open(self) -> BinaryIO:
        """The document of the whole harvest as a stream. A harvest that lost its thread is begun again, once."""
        self._begun += 1
        return cast("BinaryIO", Pieces(each.encode() for each in self._document()))

    def _document(self) -> Iterator[str]:
        writer = Writer(self._source.identifier, self._place.identity)
        yield HEAD
        for page in self._pages():
            yield from map(writer.write, page.records)
        try:
            writer.finish()
        except ConfigError as error:
            raise ConfigError(f"{self._where}: {error}") from None
        yield TAIL

    def _pages(self) -> Iterator[Page]:
        page, self._first = self._first or self._page(self._arguments), None
        tokens = set[str]()
        while True:
            if page.error:
                raise self._fault(page)
            yield page
            if not page.token:
                return
            if page.token in tokens:
                raise SourceError(f"{self._where}: the same resumption token came twice: the harvest would never end")
            tokens.add(page.token)
            page = self._page({"verb": "ListRecords", "resumptionToken": page.token})

    def _fault(self, page: Page) -> SourceError | ConfigError:
        """What an OAI-PMH error means for the harvest."""
        words = f"{self._where}: the repository says {page.error}: {page.words}"
        if page.error in OURS:
            return ConfigError(f"{words} (asked with {urlencode(self._arguments)}: see fetch.prefix and fetch.set)")
        if page.error in LOST and self._begun < 2:
            return PassingError(words)
        return SourceError(words)

    def _page(self, arguments: dict[str, str]) -> Page:
        return page_of(self._ask(arguments))

    def _ask(self, arguments: dict[str, str]) -> etree._Element:
        return self._place.budget.retrying(self._where, partial(self._ask_once, arguments))

    def _ask_once(self, arguments: dict[str, str]) -> etree._Element:
        content, _ = self._client.text(
            f"{self._source.url}{'&' if '?' in self._source.url else '?'}{urlencode(arguments)}"
        )
        return parse_page(content, self._where)


class Pieces(RawIOBase):
    """Pieces of bytes as a stream that is made while it is read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def read(self, size: int = -1) -> bytes:
        """Some of the next bytes; b"" at the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        cut = len(self._rest) if size < 0 else size
        block, self._rest = self._rest[:cut], self._rest[cut:]
        return block


def _time(text: str | None) -> datetime | None:
    """A time in UTC from ISO 8601; None for what is none, or from before there were repositories."""
    try:
        found = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    if not 1990 < found.year < 9999:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
