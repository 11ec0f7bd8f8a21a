"""tend: one refresh of an installation's vocabularies, with all that follows from it; the same for every door.

The records that asked for what changed are marked, so that the next night refines them anew (metadata/renewal.py), and
how the look went is written down: from this people are told of a vocabulary that grows old (metadata/watch).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import NamedTuple

from metadata.home import Home
from metadata.store import watching
from metadata.vocabularies.declared import load_declared
from metadata.vocabularies.refresh import Look, Refreshed, refresh, renew_asked, silent, used_in


class Tended(NamedTuple):
    """What a refresh did, and how many records it touches."""

    refreshed: Refreshed
    records: int


def tend(
    home: Home,
    wanted: Collection[str] = (),
    *,
    folder: Path | None = None,
    agreed: bool = False,
    incremental: bool = False,
    progress: Callable[[str], None] = silent,
) -> Tended:
    """Look for new versions of these vocabularies, all where none is named, and let them count.

    `folder`: dumps are taken from there; `agreed`: however much would change; `incremental`: from the services of the
    vocabularies, concept by concept. Raises as `refresh`.
    """
    now = home.clock()
    options = (wanted, folder, agreed, incremental, partial(used_in, home), progress)
    done = refresh(Look(home.shelf, now, home.connect, *options))
    with home.store.write() as connection:
        for name, each in done.vocabularies.items():
            watching.looked(connection, name, now, each.state, each.reason)
    return Tended(done, renew_asked(home, done.asked))


def names_of(home: Home, wanted: Collection[str] = (), incremental: bool = False) -> list[str]:
    """The vocabularies that can be refreshed, of these or all; with `incremental` those that have a service.

    Raises ConfigError for a wrong file.
    """
    declared = load_declared(home.settings.schemas)
    has_service = {name for name, each in declared.items() if each.service is not None}
    return [name for name in declared if (not wanted or name in wanted) and (not incremental or name in has_service)]
