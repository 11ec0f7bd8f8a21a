"""Deliveries of a vendor whose file always has the same name; and what one vendor's trouble may not do to others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from feeds import Make, book, delivery_id, live_ids, night, report, states, title_of, title_text
from reruns import real

from metadata import pipeline
from metadata.home import Home
from metadata.store import deliveries, quarantine


def test_a_rerun_of_the_older_file_does_not_override_the_newer_one(home: Home) -> None:
    night(home, "beta", "x.mrc", book("b1", "Eka"))
    first = delivery_id(home, "x.mrc")
    night(home, "beta", "x.mrc", book("b1", "Toka"), seconds=60)
    real(home, first)
    assert title_text(home, title_of(home, "beta", "b1")) == "Toka /"


def test_the_order_of_many_files_of_one_name_is_that_of_their_coming(home: Home) -> None:
    for number in range(12):
        night(home, "beta", "x.mrc", book("b1", f"Kissa {number}"), seconds=number)
    with home.store.read() as connection:
        keys = [each.order_key for each, _ in deliveries.with_state(connection, vendor="beta")]
    assert len(keys) == len(set(keys)) == 12
    assert title_text(home, title_of(home, "beta", "b1")) == "Kissa 11 /"


def test_a_held_delta_is_not_forgotten_when_the_next_one_comes(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    file = own_schemas / "vendors" / "beta.yml"
    file.write_text(file.read_text("utf-8").replace("max_deletes: 1.0", "min_records: 2, max_deletes: 1.0"), "utf-8")
    forget()
    home = open_home(schemas=own_schemas)
    night(home, "beta", "x.mrc", book("b1"))
    first = delivery_id(home, "x.mrc")
    night(home, "beta", "x.mrc", [book("b2"), book("b3")], seconds=60)
    assert live_ids(home, "beta") == {"b2", "b3"}
    with home.store.write() as connection:
        deliveries.decide_gate(connection, first, "approve", "small, but right", "test", home.clock())
    pipeline.run(home)
    assert live_ids(home, "beta") == {"b1", "b2", "b3"}


def test_a_fault_of_ours_with_one_vendor_does_not_stop_the_others(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    refine = pipeline.refine

    def faulty(home: Home, number: int) -> dict[str, int]:
        if delivery_id(home, "a.mrc") == number:
            raise LookupError("nobody thought of this")
        return refine(home, number)

    monkeypatch.setattr(pipeline, "refine", faulty)
    night(home, "alpha", "a.mrc", book("a1"))
    done = night(home, "beta", "b.mrc", book("b1"))
    assert report(done, "alpha").failed == ["a fault of ours: LookupError: nobody thought of this"]
    assert live_ids(home, "beta") == {"b1"}
    assert states(home)["a.mrc"] == "fetched"


def test_an_id_of_great_length_is_quarantined_alone(home: Home) -> None:
    done = night(home, "beta", "1.mrc", [book("b1"), book("b" * 300)])
    assert report(done, "beta").counts["quarantined:S04"] == 1
    assert live_ids(home, "beta") == {"b1"}
    with home.store.read() as connection:
        (held,) = quarantine.listed(connection)
    assert "300 characters, 255 are allowed" in held.message
