"""What a run touched is kept once, and found from either side."""

from __future__ import annotations

import pytest
from postgresql import BOTH

from metadata.errors import PipelineError
from metadata.home import Home
from metadata.store import deliveries, runs
from metadata.store.runs import Run, Tie

DATABASES = BOTH
FILE = {"vendor": "beta", "size": 1, "mtime": "", "path": "", "order_key": ""}
AT = "2026-11-01T04:00:00Z"


def test_what_a_run_touched_is_told_once_by_kind_and_number(home: Home) -> None:
    with home.store.write() as connection:
        for kind, ref in (("publication", 2), ("delivery", 10), ("delivery", 9), ("delivery", "10")):
            runs.tie(connection, "harvest__beta", "scheduled 1", kind, ref)
        runs.tie(connection, "harvest__beta", "scheduled 2", "delivery", 9)
        told = runs.ties(connection, "harvest__beta", "scheduled 1")
        assert told == [Tie("delivery", "9"), Tie("delivery", "10"), Tie("publication", "2")]
        assert runs.ties(connection, "harvest__gamma", "scheduled 1") == []
        assert runs.runs_of(connection, "delivery", 9) == [
            Run("harvest__beta", "scheduled 1"),
            Run("harvest__beta", "scheduled 2"),
        ]


def test_a_run_is_not_tied_to_what_has_no_page(home: Home) -> None:
    with pytest.raises(PipelineError, match="delivery, publication, preview"), home.store.write() as connection:
        runs.tie(connection, "harvest__beta", "scheduled 1", "record", 9)


def test_only_what_the_run_touched_and_is_held_now_is_told_as_held(home: Home) -> None:
    with home.store.write() as connection:
        numbers = [
            deliveries.add_delivery(connection, {**FILE, "name": name, "sha256": name})
            for name in ("held", "approved", "of another run")
        ]
        for each in numbers:
            deliveries.note(connection, each, "held", AT)
        deliveries.note(connection, numbers[1], "committed", AT)
        for each in numbers[:2]:
            runs.tie(connection, "harvest__beta", "scheduled 1", "delivery", each)
        assert runs.held_by(connection, "harvest__beta", "scheduled 1") == [numbers[0]]
        assert runs.held_by(connection, "harvest__beta", "scheduled 2") == []
