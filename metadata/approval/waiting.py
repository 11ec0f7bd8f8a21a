"""What waits for a person's word: held deliveries of vendors, held lists of libraries, and a held publication.

Each with a mark of what its gate saw: a word is about that and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection

from metadata import decisions
from metadata.decisions import PUBLICATION
from metadata.home import Home
from metadata.store import publications


class Held(NamedTuple):
    """One thing that is held."""

    kind: str  # delivery or publication, as metadata/store/runs.py has it
    number: int  # id of the delivery, number that the publication would have
    seen: str  # mark of what its gate saw

    @property
    def tie(self) -> tuple[str, str]:
        """As a run is tied to it."""
        return self.kind, str(self.number)

    @property
    def thing(self) -> int | str:
        """As `metadata.decisions` names it."""
        return PUBLICATION if self.kind == PUBLICATION else self.number


def waiting(home: Home) -> list[Held]:
    """All that is held now, the publication last."""
    told = decisions.held(home)
    with home.store.read() as connection:
        following = publications.current(connection)[0] + 1
        return [_held(connection, each, following) for each in told]


def _held(connection: Connection, told: Mapping[str, Any], following: int) -> Held:
    if told["delivery"] == PUBLICATION:
        return Held(PUBLICATION, following, _mark(sorted(decisions.asked_titles(connection))))
    checks = [[each["key"], each["value"], each["limit"]] for each in told["checks"] if each["verdict"] == "hold"]
    return Held("delivery", told["delivery"], _mark(checks))


def _mark(seen: list[Any]) -> str:
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]
