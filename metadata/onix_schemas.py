"""Where EDItEUR's XSDs and code lists are: in the onixcheck package, which is not imported for it."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

FIRST, EVERY = 100, 50  # a product costs about a millisecond: as much as all its other stages together


@lru_cache(maxsize=1)
def onix_schemas() -> Path | None:
    """The folder with xsd2.1, xsd3.0 and xsd3.1; None where the package is not installed."""
    spec = find_spec("onixcheck")
    places = spec.submodule_search_locations if spec else None
    return Path(places[0]) / "schema" if places else None


def is_sampled(position: int, switch: str) -> bool:
    """True for the products of a delivery that are held against the schema, by the switch `onix_schema`.

    "all", "none", or by default a sample: the first hundred, in which a fault of the vendor's system shows, then
    every fiftieth.
    """
    return switch == "all" or (switch != "none" and (position < FIRST or position % EVERY == 0))
