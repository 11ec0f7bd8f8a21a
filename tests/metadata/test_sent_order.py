"""Deliveries of ONIX by the time that their messages were sent."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from feeds import Make, deliver, delivery_id

from metadata import pipeline
from metadata.home import Home
from metadata.sent_order import sent_time
from metadata.store import deliveries
from tests.metadata.test_updates import VENDOR, book
from tests.transforms.crosswalks.onix.onix_builder import message


@pytest.fixture
def home(open_home: Make, own_schemas: Path) -> Home:
    (own_schemas / "vendors" / "delta.yml").write_text(VENDOR.replace("order_by: name", "order_by: sent"), "utf-8")
    return open_home(schemas=own_schemas)


def test_deliveries_are_taken_in_the_order_in_which_they_were_sent(home: Home) -> None:
    deliver(home, "delta", "a.xml", message(book("a"), "20261003T0000Z"))
    deliver(home, "delta", "b.xml", message(book("b"), "20261001T0000Z"), seconds=60)
    deliver(home, "delta", "c.xml", message(book("c"), "20261002T0200+0200"), seconds=30)
    pipeline.fetch(home, "delta")
    waiting = pipeline.waiting(home, "delta")
    assert pipeline.waiting(home, "delta") == waiting
    with home.store.read() as connection:
        keys = [deliveries.load(connection, each).order_key for each in waiting]
    assert waiting == [delivery_id(home, name) for name in ("b.xml", "c.xml", "a.xml")]
    assert keys[1] == "2026-10-02T00:00:00Z c.xml"


def test_a_time_in_the_future_counts_as_now(home: Home) -> None:
    deliver(home, "delta", "a.xml", message(book("a"), "20360101T0000Z"))
    pipeline.fetch(home, "delta")
    (waiting,) = pipeline.waiting(home, "delta")
    with home.store.read() as connection:
        assert deliveries.load(connection, waiting).order_key == f"{home.clock()} a.xml"


@pytest.mark.parametrize(
    ("content", "sent"),
    [
        (message(book("a"), "20261103T0000Z"), "2026-11-03T00:00:00Z"),
        (gzip.compress(message(book("a"), "20261103T0000Z")), "2026-11-03T00:00:00Z"),
        (message(book("a"), "soon"), ""),
        (b"no XML", ""),
    ],
)
def test_the_time_of_a_delivery(content: bytes, sent: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(content)
    assert sent_time(tmp_path / "a", tmp_path / "work") == sent
