"""What there is to do for a wish, vendor by vendor."""

from __future__ import annotations

from typing import NamedTuple

from metadata.acquisitions import stages as acquiring
from metadata.acquisitions.feeds import is_list
from metadata.home import Home
from metadata.rerun import find
from metadata.rerun.wish import OF_FILES, Wish
from metadata.store.renewal_scopes import Chosen


class Work(NamedTuple):
    """What is run again of one vendor or list: a delivery as it came, else stored records."""

    vendor: str
    start: str
    delivery: int = 0  # its id; 0: the records
    chosen: Chosen = Chosen()
    left_out: int = 0  # records that the wish names and that cannot be run again

    @property
    def is_list(self) -> bool:
        """True for what a library has acquired."""
        return is_list(self.vendor)


def works_of(home: Home, wish: Wish) -> list[Work]:
    """What there is to do. Raises ConfigError naming the field, its value, and what to do."""
    if is_list(wish.vendor):
        acquiring.feed_named(home, wish.vendor)
        return [Work(wish.vendor, wish.start, find.find_delivery(home, wish.vendor, wish.delivery or find.NEWEST))]
    vendors = find.vendors_of(home, wish)
    find.refused_rules(home, vendors)
    if wish.what in OF_FILES and wish.start == "refine":
        return [
            Work(each, wish.start, find.find_delivery(home, each, wish.delivery or find.NEWEST)) for each in vendors
        ]
    with home.store.read() as connection:
        return [Work(each, wish.start, 0, *find.find(home, connection, each, wish)) for each in vendors]
