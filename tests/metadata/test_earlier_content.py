"""A vendor that goes back to what it sent before: A, B, then A again (its bytes, under whatever name).

It may have sent an old file by mistake: nothing changes until a person says that it has gone back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from feeds import Make, book, deliver, everything, gone, live_ids, night, report, states, title_of, title_text

from metadata import decisions, pipeline
from metadata.home import Home
from metadata.store import deliveries

A = [book("x1", "Vanha"), book("x2")]
B = [book("x1", "Uusi"), book("x3")]
NAMES = [("1.mrc", "2.mrc", "3.mrc"), ("feed.mrc", "feed.mrc", "feed.mrc")]


def approve_last(home: Home) -> None:
    """Say that the vendor has gone back, and publish."""
    with home.store.read() as connection:
        held = [each.id for each, _ in deliveries.with_state(connection, states=("held",))]
    decisions.approve(home, held[-1], "the vendor has gone back", "ada")
    pipeline.run(home)


def ledger_of(home: Home, vendor: str) -> list[str]:
    """The states of a vendor's deliveries in the vendor's order."""
    with home.store.read() as connection:
        return [entry.state for _, entry in deliveries.with_state(connection, vendor=vendor)]


@pytest.mark.parametrize("names", NAMES, ids=("new names", "one name"))
def test_a_full_feed_that_returns_to_earlier_content_is_what_the_store_holds(home: Home, names: Sequence[str]) -> None:
    for number, (name, records) in enumerate(zip(names, (A, B, A), strict=True)):
        last = night(home, "alpha", name, records, seconds=number)
    (told,) = report(last, "alpha").held
    assert "has the vendor gone back, or sent an old file?" in told.casefold()
    assert (live_ids(home, "alpha"), last.published.counts) == ({"x1", "x3"}, {})
    approve_last(home)
    assert live_ids(home, "alpha") == {"x1", "x2"}
    assert title_text(home, title_of(home, "alpha", "x1")) == "Vanha /"
    assert ledger_of(home, "alpha") == ["committed"] * 3


def test_a_full_feed_that_stays_the_same_is_skipped(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, records in enumerate((A, B, A)):
        night(home, "alpha", f"{number}.mrc", records)
    approve_last(home)
    monkeypatch.setattr(pipeline, "refine", lambda *given: pytest.fail("it was refined"))
    last = night(home, "alpha", "4.mrc", A)
    assert ledger_of(home, "alpha") == [*["committed"] * 3, "duplicate"]
    assert last.published.counts == {}
    before = everything(home)
    pipeline.run(home)
    assert everything(home) == before


def test_all_three_in_one_look_end_with_the_last(home: Home) -> None:
    for number, records in enumerate((A, B, A)):
        deliver(home, "alpha", f"{number}.mrc", records)
    pipeline.run(home)
    assert live_ids(home, "alpha") == {"x1", "x3"}
    approve_last(home)
    assert live_ids(home, "alpha") == {"x1", "x2"}


@pytest.mark.parametrize("names", NAMES, ids=("new names", "one name"))
def test_a_delta_that_says_again_what_was_taken_back_says_it_last(home: Home, names: Sequence[str]) -> None:
    for number, (name, record) in enumerate(zip(names, (book("b1"), gone("b1"), book("b1")), strict=True)):
        night(home, "beta", name, record, seconds=number)
    assert live_ids(home, "beta") == set()
    approve_last(home)
    assert live_ids(home, "beta") == {"b1"}


def test_a_duplicate_counts_once_a_late_delivery_stands_before_it(home: Home) -> None:
    night(home, "alpha", "1.mrc", A)
    night(home, "alpha", "3.mrc", A)
    assert states(home)["3.mrc"] == "duplicate"
    night(home, "alpha", "2.mrc", B)
    assert states(home)["3.mrc"] == "held"
    approve_last(home)
    assert states(home) == dict.fromkeys(("1.mrc", "2.mrc", "3.mrc"), "committed")
    assert live_ids(home, "alpha") == {"x1", "x2"}


@pytest.fixture
def strict(open_home: Make, own_schemas: Path, forget: Callable[[], None]) -> Home:
    """An installation that holds a full delivery of alpha which is much smaller than the one before."""
    file = own_schemas / "vendors" / "alpha.yml"
    file.write_text(file.read_text("utf-8").replace("max_drop: 1.0", "max_drop: 0.2"), "utf-8")
    forget()
    return open_home(schemas=own_schemas)


WHOLE, CUT = [book(f"a{number}") for number in range(6)], [book("a1")]


def test_a_vendor_that_takes_a_held_delivery_back_asks_nobody(strict: Home) -> None:
    night(strict, "alpha", "1.mrc", WHOLE)
    assert report(night(strict, "alpha", "2.mrc", CUT), "alpha").held
    assert report(night(strict, "alpha", "3.mrc", WHOLE), "alpha").is_sound
    assert states(strict) == {"1.mrc": "committed", "2.mrc": "superseded", "3.mrc": "committed"}


def test_what_a_person_rejected_is_not_asked_again_until_something_else_came(strict: Home) -> None:
    night(strict, "alpha", "1.mrc", WHOLE)
    night(strict, "alpha", "2.mrc", CUT)
    with strict.store.write() as connection:
        deliveries.note(connection, 2, "rejected", strict.clock(), reason="cut short", actor="ada")
    assert report(night(strict, "alpha", "3.mrc", CUT), "alpha").is_sound
    assert states(strict)["3.mrc"] == "duplicate"
    night(strict, "alpha", "4.mrc", WHOLE)
    assert report(night(strict, "alpha", "5.mrc", CUT), "alpha").held
    assert live_ids(strict, "alpha") == {f"a{number}" for number in range(6)}
