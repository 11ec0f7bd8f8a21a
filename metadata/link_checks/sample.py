"""Which links are asked after tonight: of each vendor a part, those that were not asked after for longest.

A link that was broken the last time is asked after again the next night: only twice is an answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from metadata.publish.splice import public_address
from metadata.store import link_checks
from metadata.store.link_checks import Due
from metadata.times import TIME
from metadata.vendors import Vendor
from metadata.watch.policy import Links
from transforms.record import Record

RESOURCE = "resource"
_DAY = 86_400  # seconds


class Wanted(NamedTuple):
    """A link that is to be asked after."""

    vendor: str
    vendor_id: str
    place: str  # resource, cover 1, cover 2 …
    url: str


def wanted(connection: Connection, vendor: Vendor, live: int, policy: Links, now: str) -> list[Wanted]:
    """The links of so many of a vendor's `live` records that all are asked after within the days of the policy."""
    nights = max(1, policy.again // _DAY)
    most = min(policy.most, max(policy.least, math.ceil(live / nights)))
    before = (datetime.strptime(now, TIME) - timedelta(seconds=policy.again)).strftime(TIME)
    again = link_checks.due_again(connection, vendor.id, now[:10], most)
    first = {each.vendor_id for each in again}
    others = link_checks.due(connection, vendor.id, before, most)
    due = (*again, *(each for each in others if each.vendor_id not in first))
    return [link for each in due for link in links_of(vendor, each)]


def links_of(vendor: Vendor, due: Due) -> Iterator[Wanted]:
    """The public landing page of a record, and its covers and samples (856 42)."""
    yield Wanted(vendor.id, due.vendor_id, RESOURCE, public_address(vendor.id, due.vendor_id, vendor.links.resource))
    fields = [each for each in Record.unpack(due.record).all("856") if each.ind2 == "2"]
    urls = dict.fromkeys(url for field in fields for url in field.all("u"))
    for number, url in enumerate(urls, 1):
        yield Wanted(vendor.id, due.vendor_id, f"cover {number}", url)
