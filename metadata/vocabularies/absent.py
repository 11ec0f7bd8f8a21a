"""Whether the vocabularies that headings cannot do without are here at all: told once, before a run that lacks them."""

from __future__ import annotations

import logging
from contextlib import closing
from functools import lru_cache
from pathlib import Path

from metadata.vocabularies.index import Index
from transforms.vocabulary import SLM, YSO, read_excerpt

NEEDED = (YSO, SLM)
logger = logging.getLogger(__name__)


def absent(schemas: Path, index: Path | None) -> tuple[str, ...]:
    """Those of NEEDED of which nothing is known, neither by the index nor, without one, by the excerpts shipped."""
    if index is None:
        excerpts = {name: schemas / "vocabularies" / f"{name}.csv" for name in NEEDED}
        return tuple(name for name, path in excerpts.items() if not path.is_file() or not any(read_excerpt(path)))
    with closing(Index(index)) as opened:
        return tuple(name for name in NEEDED if not opened.holds(name))


@lru_cache(maxsize=4)  # once for a run, whatever the number of vendors and records
def warn_of_absent(schemas: Path, index: Path | None) -> tuple[str, ...]:
    """Say in the log that headings stay as they come; returns the vocabularies that are missing."""
    missing = absent(schemas, index)
    if missing:
        logger.warning(
            "no concept of %s is loaded: headings stay as they come; run emat vocabularies refresh",
            " or ".join(missing),
        )
    return missing
