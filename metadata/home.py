"""Home: one installation, handed to every stage: its folders, its store, its clock and where new ids come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from metadata.connections import Connect
from metadata.errors import PipelineError
from metadata.libraries import Consortium, Library, load_consortium, load_libraries
from metadata.mint import Mint, mint_title_id
from metadata.publish import standing
from metadata.publish.profiles import day_at
from metadata.publish.views import StoreCatalogue
from metadata.references import References, left_out
from metadata.settings import Settings, named_connections
from metadata.store.store import Store, open_store, open_store_to_read
from metadata.times import TIME
from metadata.vendors import Vendor, load_vendor, load_vendors
from metadata.versions import made_with
from metadata.vocabularies.shelf import Shelf

Clock = Callable[[], str]
Touched = Callable[[str, int], None]  # a kind of metadata/store/runs.py, and the id of what was touched
Progress = Callable[[str, str, int, int], None]  # vendor, delivery, records done, records in all


def system_clock() -> str:
    """Now, as ISO 8601 in UTC to the second."""
    return datetime.now(UTC).strftime(TIME)


def silent(vendor: str, delivery: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def unwatched(kind: str, ref: int) -> None:
    """What was touched, where no run keeps it."""


@dataclass
class Home:
    """One installation: its folders, its store, and where time and new ids come from."""

    settings: Settings
    clock: Clock = system_clock
    mint: Mint = mint_title_id
    workers: int = 1
    progress: Progress = silent
    connect: Connect = field(default_factory=named_connections)  # credentials by name
    touched: Touched = unwatched  # told of each delivery and publication before its stage writes anything
    read_only: bool = False  # nothing may be written to the store

    @cached_property
    def references(self) -> References:
        """What records are refined with beside the vendor file, the same for a whole run."""
        return References(self.settings.schemas, self.shelf.current())

    @property
    def shelf(self) -> Shelf:
        """Where the indexes of vocabularies are."""
        return Shelf(self.settings.vocabularies, self.settings.schemas)

    @cached_property
    def store(self) -> Store:
        """The store, opened when first needed. Raises PipelineError."""
        if self.read_only:
            return self._store_to_read()
        store = open_store(self.settings)
        if standing.missing(store):
            with store.write() as connection:
                standing.catch_up(connection)
        return store

    def _store_to_read(self) -> Store:
        store = open_store_to_read(self.settings)
        if standing.missing(store):
            store.close()
            raise PipelineError("the store was published by an older release: emat db upgrade")
        return store

    @cached_property
    def consortium(self) -> Consortium:
        """Who publishes."""
        return load_consortium(self.settings.schemas)

    @property
    def libraries(self) -> dict[str, Library]:
        """Every library whose file can be read, by ISIL."""
        return self._libraries[0]

    @property
    def refused_libraries(self) -> dict[str, str]:
        """Why each file of a library that is refused is, by ISIL; its view stays as it was."""
        return self._libraries[1]

    @cached_property
    def _libraries(self) -> tuple[dict[str, Library], dict[str, str]]:
        return load_libraries(self.settings.schemas)

    @property
    def views(self) -> list[str]:
        """The libraries' views by ISIL, also those of libraries whose file is refused."""
        return sorted((*self.libraries, *self.refused_libraries))

    @cached_property
    def vendors(self) -> tuple[dict[str, Vendor], dict[str, str]]:
        """Every vendor by id, and why each file that is refused is."""
        return load_vendors(self.settings.schemas)

    @cached_property
    def left_out(self) -> dict[str, str]:
        """What a night goes on without because it is wrong, and why, by file of `schemas`: rules, suppressions, and
        libraries, whose views stay as they were. The rest of it counts.
        """
        return left_out(self.references, self.refused_libraries)

    @property
    def refused(self) -> dict[str, str]:
        """The same, with the vendors whose files are refused, by their ids."""
        return {**self.vendors[1], **self.left_out}

    def vendor(self, vendor_id: str) -> Vendor:
        """One vendor. Raises ConfigError, also when there is no such file."""
        return load_vendor(self.settings.schemas / "vendors" / f"{vendor_id}.yml")

    def catalogue(self) -> StoreCatalogue:
        """The published views."""
        return StoreCatalogue(self.store, self.consortium.isil, self.views)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone whose days the days of licences and of vendors' records are."""
        return ZoneInfo(self.consortium.timezone)

    @property
    def today(self) -> str:
        """The day as yymmdd, as Profile.entered is written: in the consortium's zone, as vendors mean their days."""
        return f"{day_at(self.clock(), self.zone):%y%m%d}"

    def made_with(self, vendor_id: str, entered: str = "") -> str:
        """Version of what makes this vendor's records, today or on a day given as yymmdd."""
        return made_with(self.settings.schemas, vendor_id, entered or self.today)

    def renewed(self) -> Home:
        """The same installation, its files of schemas/ read anew; both share the store."""
        made = replace(self)
        made.__dict__["store"] = self.store
        return made

    def close(self) -> None:
        """Give the store back."""
        if "store" in self.__dict__:
            self.store.close()
