"""A consortium that goes on publishing: random nights on a real store, each of which makes one publication."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feeds import ISBN, book, counting_mint, deliver, gone, summarised
from lxml import etree
from oai_door import SITE, Door
from oai_followers import canonical

from metadata import pipeline
from metadata.home import Home
from metadata.publish.catalogue import Entry
from metadata.settings import Settings
from metadata.times import TIME
from transforms.formats.marcxml import to_marcxml
from transforms.record import Record

VENDORS = ("beta", "gamma")  # of delta feeds
LIBRARIES = ("FI-One", "FI-Two")
HOSTS = ("one", "two", "three")  # of their links
WORDS = (
    "Aalto",
    "Haapa",
    "Joki",
    "Kanto",
    "Lumi",
    "Metsä",
    "Niitty",
    "Pilvi",
    "Ranta",
    "Suo",
    "Ahma",
    "Hauki",
    "Ilves",
)
STEPS = (0, 0, 1, 40, 3_600, 20 * 3_600, 3 * 86_400, 25 * 86_400)  # seconds from one publication to the next
LIBRARY = """\
isil: "{isil}"
name: {{fi: "{isil}", sv: "{isil}", en: "{isil}"}}
acquires: {{collections: {collections}, titles: {titles}, except: {without}{only}}}
links: {{beta: "https://{host}.example/{{vendor_id}}", gamma: "https://{host}.example/g/{{vendor_id}}"}}
link_text: {{fi: "Lainaa", sv: "Låna", en: "Borrow"}}
{shows}
"""
ONLY = ("", "", ", media: [ebook]", ", languages: [swe]")  # what a library takes of its collections
NO_SUMMARIES = 'ils: koha\nholdings: {item_type: "EKIRJA"}\ntexts: {summary: false}'
SHOWS = (  # and how it wants its records
    "",
    'agency: library\nmodifying: true\nwithout: ["041"]\nfields: ["590 ## $a {isil}"]',
    NO_SUMMARIES,
)


class Chain:
    """Publications one after the other; a running server sees them come."""

    def __init__(self, home: Home, schemas: Path, seed: int) -> None:
        self.schemas, self.random = schemas, random.Random(seed)
        self.silent: set[str] = set()  # libraries that take no summaries
        self.now = datetime(2026, 11, 1, 4, tzinfo=UTC)
        for isil, vendors in (("FI-One", '["beta"]'), ("FI-Two", '["beta", "gamma"]')):
            self._library(isil, vendors)
        self.home = self._opened(home.settings)
        self.catalogue = self.home.catalogue()
        self.doors: list[Door] = []
        self.offered: dict[tuple[str, str], Record] = {}
        self.withdrawn: dict[tuple[str, str], Record] = {}
        self.deliveries = 0

    def clock(self) -> str:
        """The time of day, for the publisher."""
        return self.now.strftime(TIME)

    def door(self, view: str) -> Door:
        """The door of a view at the server, whose clock is the publisher's."""
        made = Door(self.catalogue, view, replace(SITE, page_size=3))
        self.doors.append(made)
        self.wait(0)
        return made

    def wait(self, seconds: int) -> None:
        """Time goes by."""
        self.now += timedelta(seconds=seconds)
        for each in self.doors:
            each.now = self.now

    def fill(self, titles: int) -> None:
        """A first night with this many titles of each vendor."""
        for number in range(titles):
            for vendor in VENDORS:
                self._offer((vendor, f"f{number}"))
        pipeline.run(self.home)

    def publish(self, within: int = STEPS[-1]) -> int:
        """Random changes, as many nights as it takes to make one publication, so many seconds later; its number."""
        before = self.catalogue.current()
        self.wait(self.random.choice([each for each in STEPS if each <= within]))
        while self.catalogue.current() == before:
            for _ in range(self.random.randint(1, 4)):
                self._change()
            pipeline.run(self.home)
        return self.catalogue.current()

    def _change(self) -> None:
        """Add, change, praise, delete, revive, join with another vendor's, or what a library selects and shows."""
        kinds = [self._add, self._edit, self._edit, self._praise, self._delete, self._revive, self._join, self._select]
        self.random.choice(kinds)()

    def _send(self, key: tuple[str, str], record: Record) -> None:
        self.deliveries += 1
        deliver(self.home, key[0], f"{self.deliveries:05}.mrc", record, self.deliveries)

    def _offer(self, key: tuple[str, str], isbn: str = "") -> None:
        title = f"{self.random.choice(WORDS)} {self.random.choice(WORDS)} {self.deliveries}"
        language, audio = self.random.choice(["fin", "fin", "swe"]), self.random.random() < 0.2
        record = book(key[1], title, isbn, language=language, audio=audio)
        self.offered[key] = record
        self._send(key, record)

    def _some(self, among: dict[tuple[str, str], Record]) -> tuple[str, str] | None:
        return self.random.choice(sorted(among)) if among else None

    def _add(self) -> None:
        self._offer((self.random.choice(VENDORS), f"n{self.deliveries}"))

    def _edit(self) -> None:
        if key := self._some(self.offered):
            self._offer(key)

    def _praise(self) -> None:
        """Another summary, or none any more; all else stays."""
        if key := self._some(self.offered):
            text = " ".join(self.random.sample(WORDS, self.random.randint(0, 3)))
            self.offered[key] = summarised(self.offered[key], f"{text}.") if text else self.offered[key].drop("520")
            self._send(key, self.offered[key])

    def praise(self) -> None:
        """A night in which vendors say the same of some titles in other words, and nothing else."""
        for _ in range(4):
            self._praise()
        pipeline.run(self.home)

    def without_summaries(self) -> dict[str, tuple[str, list[Entry]]]:
        """What tells whether they moved of the views that leave summaries out: digest and entries."""
        views = [self.catalogue.view(name) for name in sorted(self.silent)]
        return {view.name: (view.digest(), list(view.entries())) for view in views if view}

    def _delete(self) -> None:
        if key := self._some(self.offered):
            self.withdrawn[key] = self.offered.pop(key)
            self._send(key, gone(key[1]))

    def _revive(self) -> None:
        if key := self._some(self.withdrawn):
            del self.withdrawn[key]
            self._offer(key)

    def _join(self) -> None:
        """Two records of one e-ISBN, title and all: they become one title, and part when one is edited."""
        isbn, number = self.random.choice(ISBN), self.deliveries
        for vendor in VENDORS:
            key = self._some({each: record for each, record in self.offered.items() if each[0] == vendor})
            if key:
                self.offered[key] = book(key[1], f"Yhteinen {number}", isbn)
                self._send(key, self.offered[key])

    def _select(self) -> None:
        live = self._live()
        titles, without = (self.random.sample(live, min(len(live), most)) for most in (2, 1))
        collections = self.random.choice(['["beta"]', '["gamma"]', '["beta", "gamma"]', "[]"])
        others = tuple(map(self.random.choice, (HOSTS, ONLY, SHOWS)))
        self._library(self.random.choice(LIBRARIES), collections, titles, without, *others)
        self._reopen()

    def select(self, isil: str, collections: str, host: str, shows: str = SHOWS[0]) -> None:
        """Another selection, other links and another showing of a library, published."""
        self._library(isil, collections, host=host, shows=shows)
        self._reopen()
        pipeline.run(self.home)

    def _reopen(self) -> None:
        self.home.close()
        self.home = self._opened(self.home.settings)

    def _opened(self, settings: Settings) -> Home:
        home = Home(settings, self.clock)
        home.mint = counting_mint(home)
        return home

    def _library(
        self,
        isil: str,
        collections: str,
        titles: Sequence[str] = (),
        without: Sequence[str] = (),
        host: str = HOSTS[0],
        only: str = ONLY[0],
        shows: str = SHOWS[0],
    ) -> None:
        told = {"titles": list(titles), "without": list(without), "only": only, "shows": shows}
        text = LIBRARY.format(isil=isil, collections=collections, host=host, **told)
        (self.schemas / "libraries" / f"{isil}.yml").write_text(text, "utf-8")
        (self.silent.add if shows == NO_SUMMARIES else self.silent.discard)(isil)

    def _live(self) -> list[str]:
        view = self.catalogue.view("all")
        return view.live() if view else []

    def shown(self, view: str, group: str = "") -> dict[str, bytes]:
        """The live records of a view now, as a harvester has to hold them: MARCXML by OAI identifier."""
        found = self.catalogue.view(view)
        assert found is not None
        records = found.records(found.live())
        sets = {each.title_id: each.sets for each in found.entries()}
        return {
            f"oai:{SITE.domain}:{title_id}": canonical(etree.fromstring(to_marcxml(record)))
            for title_id, record in records.items()
            if not group or any(f"{each}:".startswith(f"{group}:") for each in sets[title_id])
        }
