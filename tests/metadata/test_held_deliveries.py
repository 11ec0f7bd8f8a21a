"""A delivery that the gate holds: approved, rejected, or overtaken by a newer one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from feeds import Make, book, delivery_id, everything, live_ids, mrc, night, paper, report, states
from postgresql import BOTH_IN_FULL

from metadata import decisions, pipeline
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.store import deliveries

DATABASES = BOTH_IN_FULL


def held_home(make: Make, schemas: Path, forget: Callable[[], None]) -> Home:
    """Alpha has four titles, and then a file with one that its gate holds."""
    file = schemas / "vendors" / "alpha.yml"
    file.write_text(file.read_text("utf-8").replace("max_drop: 1.0", "max_drop: 0.2"), "utf-8")
    forget()
    home = make(schemas=schemas)
    night(home, "alpha", "1.mrc", [book(f"a{number}") for number in range(4)])
    assert report(night(home, "alpha", "2.mrc", book("a0", "Muuttunut")), "alpha").held
    return home


def test_a_held_delivery_leaves_everything_as_it_is(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    home = held_home(open_home, own_schemas, forget)
    before = everything(home)
    assert pipeline.run(home).published.seq == 1
    assert everything(home) == before
    assert len(live_ids(home, "alpha")) == 4


def test_an_approved_delivery_is_committed_and_the_approval_is_spent(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    home = held_home(open_home, own_schemas, forget)
    counts = decisions.approve(home, delivery_id(home, "2.mrc"), "the vendor cut its list", "librarian")
    assert (counts["candidate"], counts["absent"]) == (1, 3)
    assert live_ids(home, "alpha") == {"a0"}
    with home.store.read() as connection:
        assert deliveries.unused_approval(connection, delivery_id(home, "2.mrc")) is None
    night(home, "alpha", "3.mrc", paper("p1"))
    assert states(home)["3.mrc"] == "held"
    with pytest.raises(ConfigError, match="not held"):
        decisions.approve(home, delivery_id(home, "2.mrc"), "again", "librarian")


def test_an_approval_survives_a_crash_before_the_commit(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    home = held_home(open_home, own_schemas, forget)
    decisions._decide(home, delivery_id(home, "2.mrc"), "approve", "checked", "librarian")
    pipeline.run(home)
    assert states(home)["2.mrc"] == "committed"


def test_a_rejected_delivery_is_never_committed(open_home: Make, own_schemas: Path, forget: Callable[[], None]) -> None:
    home = held_home(open_home, own_schemas, forget)
    decisions.reject(home, delivery_id(home, "2.mrc"), "test file", "librarian")
    pipeline.run(home)
    assert states(home)["2.mrc"] == "rejected"
    assert len(live_ids(home, "alpha")) == 4


def test_a_decision_without_a_reason_is_refused(open_home: Make, own_schemas: Path, forget: Callable[[], None]) -> None:
    home = held_home(open_home, own_schemas, forget)
    with pytest.raises(ConfigError, match="reason"):
        decisions.approve(home, delivery_id(home, "2.mrc"), " ", "librarian")


def test_a_newer_full_delivery_takes_the_place_of_a_held_one(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    home = held_home(open_home, own_schemas, forget)
    night(home, "alpha", "3.mrc", [book(f"a{number}") for number in range(5)])
    assert (states(home)["2.mrc"], states(home)["3.mrc"]) == ("superseded", "committed")


def test_an_unreadable_delivery_that_is_not_sent_again_can_be_given_up(home: Home) -> None:
    night(home, "beta", "1.mrc", mrc(book("b1"), book("b2"))[:-5])
    assert states(home)["1.mrc"] == "unreadable"
    with pytest.raises(ConfigError, match="is not held"):
        decisions.approve(home, delivery_id(home, "1.mrc"), "as it is", "librarian")
    decisions.reject(home, delivery_id(home, "1.mrc"), "the vendor has lost it", "librarian")
    assert report(pipeline.run(home), "beta").is_sound
    assert states(home)["1.mrc"] == "rejected"
