"""What the places that are watched share: what they look at, and how they say what they found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import Connection

from metadata.acquisitions.feeds import Feed, feeds_of
from metadata.home import Home
from metadata.lateness import Expected
from metadata.libraries import Library
from metadata.publish.profiles import day_at
from metadata.vendors import Vendor
from metadata.watch.policy import Policy, Said


class Found(NamedTuple):
    """A fact as it is found."""

    kind: str  # of schemas/watch.yml
    subject: str  # one of its kind, the same tomorrow
    said: Said  # what its sentence says
    since: str = ""  # ISO 8601 in UTC; "": from when it was first found


@dataclass(frozen=True)
class Seen:
    """One installation, as it is looked at."""

    home: Home
    connection: Connection
    policy: Policy
    now: str  # ISO 8601 in UTC

    @property
    def vendors(self) -> Mapping[str, Vendor]:
        """The vendors whose files can be read."""
        return self.home.vendors[0]

    @property
    def refused(self) -> Mapping[str, str]:
        """What is wrong with files that are refused, by vendor; of libraries, rules and suppressions by file."""
        return self.home.refused

    @property
    def libraries(self) -> Mapping[str, Library]:
        """The libraries whose files can be read, by ISIL."""
        return self.home.libraries

    @cached_property
    def lists(self) -> Mapping[str, Feed]:
        """The lists of libraries by id."""
        return feeds_of(self.libraries)

    @cached_property
    def expected(self) -> Mapping[str, Expected]:
        """Whoever delivers: vendors, and libraries their lists."""
        return {**self.vendors, **self.lists}

    @cached_property
    def today(self) -> date:
        """The day where the consortium is."""
        return day_at(self.now, self.home.zone)
