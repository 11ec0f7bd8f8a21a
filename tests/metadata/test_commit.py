"""commit: what the rows of a delivery do to the stored records of their vendor."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from feeds import NOW
from postgresql import BOTH
from sqlalchemy import select

from metadata.commit import OUTCOMES, Basis, Result, commit_rows
from metadata.home import Home
from metadata.rows import Row
from metadata.store import deliveries, records
from metadata.store.tables import match_key, quarantine, source_record
from tests import shipped
from transforms.crosswalks.onix.gate import BLOCK_UPDATE
from transforms.record import Outcome

DATABASES = BOTH

Rows = Sequence[Row]
RULES = shipped.rules()


def row(vendor_id: str, outcome: Outcome = Outcome.CANDIDATE, text: str = "x", **more: object) -> Row:
    made = Row(0, str(outcome), vendor_id, text.encode().ljust(32), record=text, **more)  # type: ignore[arg-type]
    made.keys = [("isbn", text)]
    return made


def committed(home: Home, folder: Path, vendor: str, name: str, *batches: Rows) -> Result:
    """Commit rows as the delivery `name`; each batch is one part of it."""
    parts, position = [], 0
    for number, rows in enumerate(batches):
        for each in rows:
            each.position, position = position, position + 1
        block = msgspec.msgpack.encode(list(rows))
        path = folder / f"{number}.rows"
        path.write_bytes(len(block).to_bytes(4, "big") + block)
        parts.append(path)
    values = {"vendor": vendor, "name": name, "order_key": name, "size": 1, "mtime": NOW, "sha256": name, "path": ""}
    with home.store.write() as connection:
        number = deliveries.add_delivery(connection, values)
        delivery = deliveries.load(connection, number)
        return commit_rows(connection, delivery, home.vendor(vendor), Basis("v1", RULES, "2026-11-01T00:00:00Z"), parts)


def stored(home: Home) -> dict[str, tuple[str, bool, str]]:
    """Vendor id → record, deleted, order key."""
    with home.store.read() as connection:
        rows = connection.execute(select(source_record))
        return {each.vendor_id: (each.record, each.deleted, each.order_key) for each in rows}


def test_new_changed_and_deleted_records(home: Home, tmp_path: Path) -> None:
    first = committed(home, tmp_path, "beta", "1", [row("a"), row("b")])
    second = committed(home, tmp_path, "beta", "2", [row("a", text="y"), row("b", Outcome.DELETED), row("c")])
    assert (first.counts["new"], first.live) == (2, 2)
    assert (second.counts["new"], second.counts["changed"], second.counts["deleted"], second.live) == (1, 1, 1, 2)
    assert stored(home) == {"a": ("y", False, "2"), "b": ("x", True, "2"), "c": ("x", False, "2")}


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_is_counted_once(home: Home, tmp_path: Path, outcome: Outcome) -> None:
    result = committed(home, tmp_path, "beta", "1", [row("a", outcome, rule="S01", reason="why")])
    assert {each: result.counts[each] for each in OUTCOMES} == {each: int(each == outcome) for each in OUTCOMES}


def test_a_repeated_id_counts_once_in_whatever_batch(home: Home, tmp_path: Path) -> None:
    result = committed(home, tmp_path, "beta", "1", [row("a"), row("a", text="y")], [row("a", Outcome.DELETED)])
    assert result.counts["filtered:repeated-id"] == 2
    assert (result.counts["candidate"], result.counts["deleted"], result.live) == (0, 1, 0)


def test_an_older_delivery_is_stale(home: Home, tmp_path: Path) -> None:
    committed(home, tmp_path, "beta", "2", [row("a", text="new"), row("b")])
    result = committed(home, tmp_path, "beta", "1", [row("a", text="old"), row("b", Outcome.DELETED), row("c")])
    assert (result.counts["stale"], result.counts["new"]) == (2, 1)
    assert stored(home) == {"a": ("new", False, "2"), "b": ("x", False, "2"), "c": ("x", False, "1")}
    with home.store.read() as connection:
        assert set(connection.execute(select(match_key.c.value)).scalars()) == {"new", "x"}


def test_unchanged_and_repeated_deletes_move_the_order_of_a_delta(home: Home, tmp_path: Path) -> None:
    committed(home, tmp_path, "beta", "1", [row("a"), row("b")])
    committed(home, tmp_path, "beta", "2", [row("b", Outcome.DELETED)])
    committed(home, tmp_path, "beta", "4", [row("a", Outcome.UNCHANGED), row("b", Outcome.DELETED)])
    result = committed(home, tmp_path, "beta", "3", [row("a", text="late"), row("b", text="late")])
    assert result.counts["stale"] == 2
    assert stored(home) == {"a": ("x", False, "4"), "b": ("x", True, "4")}


def test_the_delete_of_an_unknown_record_is_kept_and_matches_nothing(home: Home, tmp_path: Path) -> None:
    result = committed(home, tmp_path, "beta", "2", [row("a", Outcome.DELETED, text="")])
    assert (result.counts["new"], result.live) == (0, 0)
    assert stored(home) == {"a": ("", True, "2")}
    with home.store.read() as connection:
        assert not connection.execute(select(match_key)).all()
        assert not connection.execute(select(source_record.c.id).where(source_record.c.changed)).all()


def test_absent_records_go_but_those_in_quarantine_stay(home: Home, tmp_path: Path) -> None:
    committed(home, tmp_path, "alpha", "1", [row("a"), row("b"), row("c"), row("d")])
    quarantined = row("b", Outcome.QUARANTINED, rule="S03", reason="no title")
    result = committed(home, tmp_path, "alpha", "2", [row("a"), quarantined, row("d", Outcome.UNCHANGED)])
    assert result.counts["absent"] == 1
    assert {each for each, (_, deleted, _) in stored(home).items() if deleted} == {"c"}


def test_quarantined_payloads_are_kept(home: Home, tmp_path: Path) -> None:
    bad = row("a", Outcome.QUARANTINED, rule="S03", reason="no title", raw=b"payload")
    committed(home, tmp_path, "beta", "1", [row("b"), bad])
    with home.store.read() as connection:
        (found,) = connection.execute(select(quarantine))
    assert (found.position, found.vendor_id, found.rule, found.message, found.payload) == (
        1,
        "a",
        "S03",
        "no title",
        b"payload",
    )


def test_a_record_filtered_for_good_goes_and_one_with_a_price_update_stays(home: Home, tmp_path: Path) -> None:
    committed(home, tmp_path, "beta", "1", [row("a"), row("b")])
    result = committed(
        home,
        tmp_path,
        "beta",
        "2",
        [row("a", Outcome.FILTERED, reason="print"), row("b", Outcome.FILTERED, reason=BLOCK_UPDATE.reason)],
    )
    assert (result.counts["filtered"], result.counts["filtered:print"], result.live) == (2, 1, 1)


def test_a_price_update_does_not_hide_the_record_before_it(home: Home, tmp_path: Path) -> None:
    update = row("a", Outcome.FILTERED, reason=BLOCK_UPDATE.reason)
    result = committed(home, tmp_path, "beta", "1", [row("a"), update])
    assert (result.counts["candidate"], result.live) == (1, 1)


def test_a_full_feed_does_not_take_a_price_update_for_absence(home: Home, tmp_path: Path) -> None:
    committed(home, tmp_path, "alpha", "1", [row("a"), row("b")])
    update = row("a", Outcome.FILTERED, reason=BLOCK_UPDATE.reason)
    result = committed(home, tmp_path, "alpha", "2", [update, row("b", Outcome.UNCHANGED)])
    assert (result.counts["absent"], result.live) == (0, 2)


def test_deleted_and_added_again_is_live_and_waits_for_publication(home: Home, tmp_path: Path) -> None:
    committed(home, tmp_path, "beta", "1", [row("a")])
    committed(home, tmp_path, "beta", "2", [row("a", Outcome.DELETED)])
    committed(home, tmp_path, "beta", "3", [row("a")])
    with home.store.read() as connection:
        (found,) = connection.execute(select(source_record))
        assert records.live_count(connection, "beta") == 1
    assert (found.deleted, found.reason, found.changed) == (False, "", True)
