"""The steps of normalisation alone, over records that are held, each met once: what is remembered is of others."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

from metadata.convert import neutral_house
from tests.bench.corpus import records_of
from transforms.normalise import Context, normalise
from transforms.normalise.vote import vote

FIRST = 500  # records after which every list is read


def steps(path: Path) -> Callable[[], int]:
    """Normalise the records of a file of the corpus but the first, with the media that was voted."""
    house = neutral_house()
    evidence = house.tables.steps.evidence
    held = [
        (each, Context(house.profile, str(vote(each, house.profile, evidence)), house.tables))
        for each in records_of(path)
    ]
    for record, context in held[:FIRST]:
        normalise(record, context)
    gc.collect()
    gc.freeze()  # a feed that streams has no such heap to walk over
    return lambda: sum(1 for record, context in held[FIRST:] if normalise(record, context))
