"""When datestamps move, seen over OAI-PMH from a real store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from feeds import book, deliver, gone, night
from lxml import etree
from oai_assertions import holds
from oai_door import OAI, Door, identifiers
from oai_followers import ByResponseDate

from metadata import pipeline
from metadata.home import Home
from metadata.publish import guard, publication_gate
from metadata.times import TIME


def stamps(home: Home, **arguments: str) -> dict[str, str]:
    """Datestamp by identifier."""
    door = Door(home.catalogue())
    pages = door.walk(**{"verb": "ListIdentifiers", "metadataPrefix": "marc21", **arguments})
    return {
        str(each.findtext(f"{OAI}identifier")): str(each.findtext(f"{OAI}datestamp"))
        for page in pages
        for each in page.iter(f"{OAI}header")
    }


def record(home: Home) -> bytes:
    (root,) = Door(home.catalogue()).walk(verb="ListRecords", metadataPrefix="marc21")
    (found,) = root.iter("{http://www.loc.gov/MARC21/slim}record")
    return etree.tostring(found)


@holds("L12")
def test_datestamps_of_a_record_strictly_increase_whatever_the_clock_says(home: Home) -> None:
    clock = iter(["2026-11-01T04:00:00Z", "2026-11-01T04:00:00Z", "2025-01-01T00:00:00Z", "2026-11-01T04:00:01Z"] * 9)
    home.clock = lambda: now
    seen = []
    for number, content in enumerate((book("a1"), book("a1", "Hevonen"), gone("a1"), book("a1", "Susi"))):
        now = next(clock)
        night(home, "beta", f"{number}.mrc", content)
        seen += stamps(home).values()
    assert seen == sorted(set(seen))
    assert len(seen) == 4


@holds("L13", "I6")
def test_what_comes_late_is_dated_by_its_publication(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1"))
    home.clock = lambda: "2026-11-05T04:00:00Z"
    night(home, "gamma", "old.mrc", book("g1", "Hevonen"), seconds=-10_000_000)
    assert sorted(stamps(home).values()) == ["2026-11-01T04:00:00Z", "2026-11-05T04:00:00Z"]
    assert len(stamps(home, **{"from": "2026-11-05"})) == 1
    assert home.catalogue().earliest() == "2026-11-01T04:00:00Z"


@holds("L11")
def test_a_record_that_is_made_anew_moves_only_when_it_changes(
    open_home: Callable[..., Home], own_schemas: Path, forget: Callable[[], None]
) -> None:
    home = open_home(schemas=own_schemas)
    night(home, "beta", "1.mrc", book("b1"))
    before, old = stamps(home), record(home)
    vendor = own_schemas / "vendors" / "beta.yml"
    for addition, moves in (('normalise: {drop: ["999"]}\n', False), ('normalise: {drop: ["264"]}\n', True)):
        vendor.write_text(vendor.read_text("utf-8").replace("normalise:", "# ") + addition, "utf-8")
        forget()
        again = Home(home.settings, lambda: "2026-11-02T04:00:00Z", home.mint)
        pipeline.run(again)
        assert (stamps(again) != before) is moves
        assert (record(again) != old) is moves
        again.close()


def test_a_night_on_the_same_files_changes_nothing(home: Home) -> None:
    deliver(home, "alpha", "1.mrc", [book("a1"), book("a2", "Koira")])
    night(home, "beta", "1.mrc", book("b1", "Hevonen"))
    before = [etree.tostring(each) for each in Door(home.catalogue()).walk(verb="ListRecords", metadataPrefix="marc21")]
    pipeline.run(home)
    after = [etree.tostring(each) for each in Door(home.catalogue()).walk(verb="ListRecords", metadataPrefix="marc21")]
    assert after == before
    assert len(identifiers(etree.fromstring(after[0]))) == 3


@holds("L13")
@pytest.mark.parametrize("committed", [timedelta(0), timedelta(seconds=9)])
def test_what_is_asked_while_a_publication_is_made_does_not_hide_it(
    home: Home, monkeypatch: pytest.MonkeyPatch, committed: timedelta
) -> None:
    """Making one takes minutes, and `committed` until it is seen; who harvests meanwhile asks next from that time."""
    now = datetime(2026, 11, 1, 4, tzinfo=UTC)
    home.clock = lambda: now.strftime(TIME)
    night(home, "beta", "1.mrc", book("b1"))
    door = Door(home.catalogue())
    follower = ByResponseDate(door)
    last_step = publication_gate.look

    def meanwhile(*given: Any) -> list[publication_gate.Seen]:
        nonlocal now
        now += timedelta(minutes=3)
        door.now = now + committed
        follower.harvest()
        return last_step(*given)

    monkeypatch.setattr(guard, "look", meanwhile)
    night(home, "beta", "2.mrc", book("b2", "Hevonen"))
    assert len(follower.state()) == 1
    door.now = now = now + timedelta(days=1)
    follower.harvest()
    assert len(follower.state()) == 2
