"""Three kinds of harvesters that follow a view, each keeping what it has been told: a model of a library system."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from lxml import etree
from oai_door import OAI, Door

MARC = "{http://www.loc.gov/MARC21/slim}record"


class Held(NamedTuple):
    """A record as a library system holds it."""

    datestamp: str
    record: bytes | None  # MARCXML, canonical; None when deleted


def canonical(record: etree._Element) -> bytes:
    """A record as bytes that do not depend on what stands around it."""
    return etree.tostring(record, method="c14n", exclusive=True, with_tail=False)


def never() -> None:
    """Nothing happens between two pages."""


class Follower:
    """Harvests again and again, and changes only what it is told."""

    def __init__(self, door: Door, **wanted: str) -> None:
        self.door, self.wanted = door, wanted
        self.held: dict[str, Held] = {}

    def harvest(self, between: Callable[[], None] = never) -> None:
        """Fetch what is new; `between` is called between any two pages."""
        raise NotImplementedError

    def state(self) -> dict[str, bytes]:
        """The live records it holds."""
        return {name: held.record for name, held in self.held.items() if held.record is not None}

    def list(self, between: Callable[[], None], **span: str) -> str:
        """Walk through one list; the responseDate of its last page."""
        answered = ""
        for page in self.door.walk(verb="ListRecords", metadataPrefix="marc21", **self.wanted, **span):
            answered = str(page.findtext(f"{OAI}responseDate"))
            for record in page.iter(f"{OAI}record"):
                self.take(record)
            between()
        return answered

    def take(self, record: etree._Element) -> None:
        """Replace what is held, or delete it."""
        header = record.find(f"{OAI}header")
        assert header is not None
        marc = record.find(f".//{MARC}")
        told = Held(str(header.findtext(f"{OAI}datestamp")), None if marc is None else canonical(marc))
        assert (told.record is None) is (header.get("status") == "deleted")
        self.hold(str(header.findtext(f"{OAI}identifier")), told)

    def hold(self, name: str, told: Held) -> None:
        """Keep what was told."""
        self.held[name] = told


class ByResponseDate(Follower):
    """Asks from the responseDate of the harvest before, even that of its last page."""

    since = ""

    def harvest(self, between: Callable[[], None] = never) -> None:
        self.since = self.list(between, **({"from": self.since} if self.since else {}))


class ByDay(Follower):
    """Asks by whole days from that of the harvest before, and skips what is not newer, as Koha does."""

    since = ""

    def harvest(self, between: Callable[[], None] = never) -> None:
        today = self.door.now.date().isoformat()
        self.list(between, **({"from": self.since} if self.since else {}))
        self.since = today

    def hold(self, name: str, told: Held) -> None:
        if name not in self.held or told.datestamp > self.held[name].datestamp:
            super().hold(name, told)


class ByMonth(Follower):
    """Asks month by month from earliestDatestamp, up to the day before, and never again, as metha does."""

    done: date | None = None  # the last day that it has asked for

    def harvest(self, between: Callable[[], None] = never) -> None:
        yesterday = self.door.now.date() - timedelta(days=1)
        start = self.done + timedelta(days=1) if self.done else self._earliest()
        while start <= yesterday:
            month = (start.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
            until = min(month, yesterday)
            self.list(between, **{"from": start.isoformat(), "until": until.isoformat()})
            self.done, start = until, until + timedelta(days=1)

    def _earliest(self) -> date:
        told = self.door.ask(verb="Identify").findtext(f".//{OAI}earliestDatestamp")
        return datetime.fromisoformat(str(told)).date()
