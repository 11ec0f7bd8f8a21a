"""Traps of day one (reliability.md §4) that no other module holds: delivery, deletes, the run; on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from feeds import (
    ISBN,
    Make,
    book,
    deliver,
    delivery_id,
    dump,
    everything,
    gone,
    live_ids,
    night,
    report,
    states,
    title_of,
    title_text,
)
from postgresql import BOTH_IN_FULL
from reruns import real

from metadata import pipeline
from metadata.home import Home
from metadata.publish.catalogue import Entry, Span
from metadata.publish.views import StoredView
from metadata.store import deliveries
from transforms.record import Record

DATABASES = BOTH_IN_FULL
VIEWS = ("all", "FI-One", "FI-Two")


def view(home: Home, name: str = "all", publication: int | None = None) -> StoredView:
    found = home.catalogue().view(name, publication)
    assert found is not None
    return found


def entries(home: Home, name: str = "all") -> dict[str, Entry]:
    return {each.title_id: each for each in view(home, name).entries()}


def ledger(home: Home) -> list[dict[str, Any]]:
    """Every entry, oldest first."""
    return sorted(dump(home)["ledger"], key=lambda entry: entry["id"])


def many(count: int, first: int = 0) -> list[Record]:
    return [book(f"a{number}", f"Kirja {number}") for number in range(first, first + count)]


# the delivery


def test_a_full_feed_of_seven_tenths_is_held_and_what_is_published_stays(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    file = own_schemas / "vendors" / "alpha.yml"
    file.write_text(file.read_text("utf-8").replace("max_drop: 1.0", "max_drop: 0.2"), "utf-8")
    forget()
    home = open_home(schemas=own_schemas)
    night(home, "alpha", "1.mrc", many(100))
    before = entries(home)
    deliver(home, "beta", "1.mrc", book("b1"))
    second = night(home, "alpha", "2.mrc", many(70))
    assert report(second, "alpha").held == ["2.mrc: the number of records falls by 30%, the limit is 20%"]
    assert live_ids(home, "beta") == {"b1"}, "another feed goes on"
    assert {each: entry for each, entry in entries(home).items() if each in before} == before
    third = night(home, "alpha", "3.mrc", many(99))
    assert (report(third, "alpha").is_sound, states(home, "alpha")["2.mrc"]) == (True, "superseded")


def test_the_same_name_with_an_older_content_overrides_nothing(home: Home) -> None:
    """A vendor sends yesterday's file again under today's name (F9): it is recognised by its hash."""
    night(home, "alpha", "feed.mrc", [book("a1", "Vanha")])
    night(home, "alpha", "feed.mrc", [book("a1", "Uusi"), book("a2")], seconds=60)
    again = night(home, "alpha", "feed.mrc", [book("a1", "Vanha")], seconds=120)
    assert (again.published.counts, live_ids(home, "alpha")) == ({}, {"a1", "a2"})
    assert title_text(home, title_of(home, "alpha", "a1")) == "Uusi /"
    settled = everything(home)
    pipeline.run(home)
    assert everything(home) == settled


def test_an_older_delta_that_comes_late_is_marked_as_such(home: Home) -> None:
    night(home, "beta", "2.mrc", book("b1", "Uusi"))
    night(home, "beta", "1.mrc", [book("b1", "Vanha"), book("b2")])
    with home.store.read() as connection:
        entry = deliveries.state_of(connection, delivery_id(home, "1.mrc"))
    assert entry is not None
    assert (entry.state, entry.reason, entry.counts["stale"]) == (
        "committed",
        "older than 2.mrc, which is committed",
        1,
    )


@pytest.mark.long
def test_an_older_full_feed_stays_out_while_the_newer_one_is_looked_at_again(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    """A committed delivery that is run again and held is still what the vendor said last."""
    home = open_home(schemas=own_schemas)
    night(home, "alpha", "2.mrc", many(100))
    file = own_schemas / "vendors" / "alpha.yml"
    file.write_text(file.read_text("utf-8").replace("max_drop: 1.0", "max_drop: 1.0, min_records: 1000"), "utf-8")
    forget()
    assert real(home, delivery_id(home, "2.mrc"))["state"] == "held"
    night(home, "alpha", "1.mrc", many(3))
    assert states(home)["1.mrc"] == "superseded"
    assert len(live_ids(home, "alpha")) == 100


def test_a_partial_download_leaves_nothing_and_the_whole_file_comes_the_next_night(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from metadata import fetch

    whole = fetch.LISTERS["folder"]
    deliver(home, "beta", "1.mrc", [book("b1"), book("b2")])

    def cut(*arguments: Any) -> Sequence[Any]:
        return [each._replace(size=each.size + 100) for each in whole(*arguments)]

    monkeypatch.setitem(fetch.LISTERS, "folder", cut)
    first = report(pipeline.run(home, ["beta"]), "beta")
    assert (len(first.failed), states(home), live_ids(home, "beta")) == (1, {"1.mrc": "seen"}, set())
    monkeypatch.setitem(fetch.LISTERS, "folder", whole)
    assert report(pipeline.run(home, ["beta"]), "beta").is_sound
    assert [each["state"] for each in ledger(home)] == ["seen", "fetched", "refined", "committed"]


def test_a_file_that_vanishes_before_it_is_fetched_is_a_state(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from metadata import fetch

    whole = fetch.LISTERS["folder"]
    deliver(home, "beta", "1.mrc", book("b1"))
    listed = list(whole(home.vendor("beta").fetch, place(home)))
    (home.settings.inbox / "beta" / "1.mrc").unlink()
    monkeypatch.setitem(fetch.LISTERS, "folder", lambda *arguments: listed)
    assert report(pipeline.run(home, ["beta"]), "beta").failed
    monkeypatch.setitem(fetch.LISTERS, "folder", whole)
    second = report(pipeline.run(home, ["beta"]), "beta")
    assert (second.is_sound, second.deliveries) == (True, [("1.mrc", "vanished")])
    night(home, "beta", "1.mrc", book("b1"))
    assert states(home) == {"1.mrc": "committed"}


def place(home: Home) -> Any:
    """Where a folder is listed."""
    from contextlib import ExitStack

    from metadata.connections import NONE
    from metadata.fetch import budget_of
    from metadata.fetch.remote import Place

    source = home.vendor("beta").fetch
    return Place(home.settings.inbox, NONE, "", budget_of(source), {}, "001", ExitStack())


# deletes


def test_a_delta_that_deletes_what_nobody_knows_is_sound_and_publishes_nothing(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1"))
    second = night(home, "beta", "2.mrc", gone("b9"))
    assert (report(second, "beta").is_sound, second.published.counts) == (True, {})
    assert report(second, "beta").counts["deleted"] == 1
    assert len(entries(home)) == 1


def test_deleted_and_added_again_in_one_delivery_counts_as_its_last_word(home: Home) -> None:
    night(home, "beta", "1.mrc", [book("b1"), book("b2")])
    before = entries(home)
    second = night(home, "beta", "2.mrc", [gone("b1"), book("b1"), book("b2"), gone("b2")])
    assert live_ids(home, "beta") == {"b1"}
    assert second.published.counts["deleted"] == 1
    b1 = title_of(home, "beta", "b1")
    assert entries(home)[b1] == before[b1], "its datestamp stays"


def test_a_licence_that_ends_in_one_of_two_libraries_leaves_the_other_alone(open_home: Make, own_schemas: Path) -> None:
    file = own_schemas / "libraries" / "FI-Two.yml"
    file.write_text(file.read_text("utf-8").replace('"beta", "gamma"', '"alpha", "beta"'), "utf-8")
    home = open_home(schemas=own_schemas)
    night(home, "alpha", "1.mrc", [book("a1"), book("a2")])
    before = {name: entries(home, name) for name in VIEWS}
    assert {len(each) for each in before.values()} == {2}
    file.write_text(file.read_text("utf-8").replace('"alpha", "beta"', '"beta"'), "utf-8")
    again = open_home(schemas=own_schemas)
    pipeline.run(again)
    assert {name: entries(again, name) for name in ("all", "FI-One")} == {name: before[name] for name in VIEWS[:2]}
    assert [each.deleted for each in entries(again, "FI-Two").values()] == [True, True]
    assert all(entries(again, "FI-Two")[each].datestamp > before["FI-Two"][each].datestamp for each in before["all"])


# the run


def test_two_reruns_move_no_datestamp_and_touch_no_file(home: Home) -> None:
    night(home, "alpha", "1.mrc", [book("a1", isbn=ISBN[0]), book("a2")])
    night(home, "beta", "1.mrc", [book("b1", isbn=ISBN[0]), gone("b2")])
    before, stamps = everything(home), {name: entries(home, name) for name in VIEWS}
    for day in (2, 3):
        home.clock = lambda day=day: f"2026-11-{day:02}T04:00:00Z"  # type: ignore[misc]
        assert pipeline.run(home).published.counts == {}
        assert {name: entries(home, name) for name in VIEWS} == stamps
    after = everything(home)
    looks = after[0].pop("look"), before[0].pop("look")
    assert after == before
    assert {each["at"] for each in looks[0]} == {"2026-11-03T04:00:00Z"}


@pytest.mark.parametrize("state", ["committed", "superseded"])
def test_a_crash_between_the_records_and_the_ledger_leaves_neither(
    home: Home, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    """The last writes of the transaction fail: nothing of it may stand."""
    night(home, "alpha", "2.mrc", b"broken")
    deliver(home, "alpha", "3.mrc", [book("a1"), book("a2")])
    note = deliveries.note

    def failing(connection: Any, delivery: int, what: str, *rest: Any, **more: Any) -> None:
        if what == state:
            raise KeyboardInterrupt
        note(connection, delivery, what, *rest, **more)

    monkeypatch.setattr(deliveries, "note", failing)
    with pytest.raises(KeyboardInterrupt):
        pipeline.run(home)
    assert (states(home)["3.mrc"], live_ids(home, "alpha")) == ("refined", set())
    monkeypatch.setattr(deliveries, "note", note)
    assert report(pipeline.run(home), "alpha").counts["new"] == 2
    assert states(home, "alpha") == {"2.mrc": "superseded", "3.mrc": "committed"}


def test_a_publication_during_a_walk_changes_nothing_of_the_walk(home: Home) -> None:
    night(home, "beta", "1.mrc", [book(f"b{number}", f"Kirja {number}") for number in range(9)])
    walked = view(home)
    first, after = walked.page(Span(), "", 4)
    night(home, "beta", "2.mrc", [gone("b1"), book("b2", "Muuttunut"), book("b9", "Uusi")])
    rest = view(home, publication=walked.publication).page(Span(), after, 100).entries
    given = [entry for entry, _ in (*first, *rest)]
    assert len({each.title_id for each in given}) == 9
    assert given == list(walked.entries())
    assert len(list(view(home).entries())) == 10


def test_what_the_ledger_once_said_it_says_for_ever(home: Home) -> None:
    said: list[dict[str, Any]] = []
    for name, content in (
        ("1.mrc", [book("b1")]),
        ("2.mrc", b""),
        ("3.mrc", b"broken"),
        ("0.mrc", [book("b0")]),
        ("1.mrc", [book("b1", "Uusi")]),
    ):
        night(home, "beta", name, content, seconds=len(said))
        now = ledger(home)
        assert now[: len(said)] == said
        assert len(now) > len(said)
        said = now
    real(home, 1)
    assert ledger(home)[: len(said)] == said
    json.dumps(said)  # plain values only
