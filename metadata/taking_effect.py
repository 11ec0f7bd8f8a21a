"""Decisions take effect: what the vendors' records owe to them is made anew, and it is told whose records changed.

The next publication then has it. Without this the next night would do the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from metadata import pipeline
from metadata.home import Home
from metadata.links import split_label
from metadata.store import choices
from metadata.store.choices import ABOUT_RECORDS, Choice


def take_effect(home: Home, numbers: Iterable[int]) -> list[str]:
    """Renew what these decisions, made or taken back, are about; returns the vendors whose records they touch.

    A renewal that its gate holds waits for a person, as any other does.
    """
    with home.store.read() as connection:
        made = [choices.load(connection, each) for each in numbers]
    for vendor in sorted({vendor for each in made if each.kind in ABOUT_RECORDS for vendor in vendors_of(each)}):
        pipeline.renew(home, vendor)
    return sorted({vendor for each in made for vendor in vendors_of(each)})


def vendors_of(choice: Choice) -> set[str]:
    """The vendors whose records a decision is about."""
    return {split_label(each)[0] for each in choice.subject.split("\n")}
