"""The lists that library files name, each with an id for the ledger that no vendor has: "FI-Mallila.shop"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from metadata.libraries import Library, feed_id
from metadata.libraries.parts import AcquisitionExpect, Acquisitions
from metadata.sources import AnySource

_MARK = "."


@dataclass(frozen=True, slots=True)
class Feed:
    """One list of a library; as much of a vendor as fetching knows of one."""

    library: Library
    name: str
    part: Acquisitions

    @property
    def id(self) -> str:
        """Its name in the ledger."""
        return feed_id(self.library.isil, self.name)

    @property
    def fetch(self) -> AnySource:
        """Where it comes from."""
        return self.part.fetch

    @property
    def identity(self) -> str:
        """No field: only harvests ask for one."""
        return ""

    @property
    def is_full(self) -> bool:
        """Each list is all that the library has."""
        return True

    @property
    def expect(self) -> AcquisitionExpect:
        """What a sound one looks like."""
        return self.part.expect


def is_list(vendor: str) -> bool:
    """True if what the ledger calls a vendor is the list of a library."""
    return _MARK in vendor


def isil_of(feed_id: str) -> str:
    """The ISIL of the library that a list is of."""
    return feed_id.partition(_MARK)[0]


def feeds_of(libraries: Mapping[str, Library]) -> dict[str, Feed]:
    """The lists of all libraries by id."""
    every = (Feed(each, name, part) for each in libraries.values() for name, part in each.acquisitions.items())
    return {each.id: each for each in every}
