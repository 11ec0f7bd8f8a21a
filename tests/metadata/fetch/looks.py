"""One look at a vendor's source, without waiting, and what it left behind."""

from __future__ import annotations

from typing import Any

from feeds import NOW
from web_server import Web

from metadata import fetch as fetching
from metadata.connections import NONE, Connection
from metadata.fetch import Fetched
from metadata.fetch.budget import Budget
from metadata.home import Home
from metadata.sources import HttpSource, Limits, OaiSource
from metadata.store import deliveries
from metadata.vendors import Vendor

QUICK = Limits(per_second=1_000, retries=3)


class Clock:
    """A clock that only sleeping moves forward."""

    def __init__(self) -> None:
        self.now, self.slept = 1_000.0, list[float]()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def http_vendor(home: Home, url: str, *, vendor_id: str = "beta", **given: Any) -> Vendor:
    """A vendor whose files are on a web server."""
    source = HttpSource(kind="http", url=url, **{"private_addresses": True, "limits": QUICK, **given})
    return home.vendor("beta").model_copy(update={"fetch": source, "id": vendor_id})


def oai_vendor(home: Home, url: str, *, identity: str = "001", **given: Any) -> Vendor:
    """A vendor with an OAI-PMH repository."""
    source = OaiSource(kind="oai", url=url, **{"private_addresses": True, "limits": QUICK, **given})
    return home.vendor("beta").model_copy(update={"fetch": source, "identity": identity})


def look(
    home: Home, vendor: Vendor, connection: Connection = NONE, clock: Clock | None = None, now: str = NOW
) -> Fetched:
    """Fetch what the vendor has."""
    clock = clock or Clock()
    budget = Budget(vendor.fetch.limits, clock, clock.sleep)
    return fetching.fetch(vendor, home.settings, home.store, now, connect=lambda name: connection, budget=budget)


def came(home: Home, vendor_id: str = "beta") -> dict[str, bytes]:
    """Name → content of all that was registered as fetched, read from where it is kept."""
    with home.store.read() as connection:
        found = deliveries.with_state(connection, vendor=vendor_id, states=("fetched",))
    return {each.name: (home.settings.data_dir / each.path).read_bytes() for each, _ in found}


def kept(home: Home, vendor_id: str = "beta") -> list[str]:
    """Names of all files in the vendor's folder, temporary ones too."""
    folder = home.settings.deliveries / vendor_id
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


def states_of(home: Home, vendor_id: str = "beta") -> dict[str, str]:
    """Name → state of the vendor's deliveries."""
    with home.store.read() as connection:
        return {each.name: entry.state for each, entry in deliveries.with_state(connection, vendor=vendor_id)}


def listed(home: Home, web: Web, **given: object) -> Fetched:
    """A look at a page of links on the web server."""
    return look(home, http_vendor(home, web.url("/in/"), **{"listing": "links", "pattern": "*.mrc", **given}))
