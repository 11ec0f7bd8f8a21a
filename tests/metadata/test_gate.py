"""The gate: every number it looks at, when it passes, warns and holds."""

from __future__ import annotations

from typing import Any

import pytest
from feeds import vendor_yaml

from metadata.gate import Check, History, check, effect
from metadata.refine import Row
from metadata.vendors import Vendor
from transforms.crosswalks.onix.gate import BLOCK_UPDATE
from transforms.record import Outcome

OLD = History(live=1000, committed=3, withdrawn=0, same_mapping=True, changed=0)
FIRST = History(live=0, committed=0, withdrawn=0, same_mapping=True)


def vendor(delivery: str = "full", sender: str = "", **expect: Any) -> Vendor:
    import yaml

    content = {**yaml.safe_load(vendor_yaml("alpha", delivery=delivery)), "id": "alpha", "sender": sender}
    return Vendor.model_validate({**content, "expect": expect})


def verdicts(counts: dict[str, int], history: History, of: Vendor, sender: str = "") -> dict[str, str]:
    return {each.key: each.verdict for each in check(counts, history, of, sender)}


@pytest.mark.parametrize(("bad", "verdict"), [(0, "pass"), (50, "pass"), (51, "warn"), (100, "warn"), (101, "hold")])
def test_errors_are_quarantined_records_and_records_with_errors_of_all_read(bad: int, verdict: str) -> None:
    counts = {"read": 1000, "candidate": 1000, "quarantined": bad // 2, "with_error": bad - bad // 2}
    assert verdicts(counts, FIRST, vendor())["max_errors"] == verdict


@pytest.mark.parametrize(("bad", "verdict"), [(0, "pass"), (4, "warn"), (5, "warn"), (6, "hold")])
def test_unreadable_records(bad: int, verdict: str) -> None:
    counts = {"read": 1000, "candidate": 1000, "unreadable": bad}
    assert verdicts(counts, FIRST, vendor())["max_unreadable"] == verdict


@pytest.mark.parametrize(("read", "verdict"), [(10, "pass"), (9, "hold")])
def test_fewest_records(read: int, verdict: str) -> None:
    counts = {"read": read, "candidate": read}
    assert verdicts(counts, FIRST, vendor(min_records=10))["min_records"] == verdict
    assert verdicts(counts, FIRST, vendor("delta", min_records=10))["min_records"] == verdict


def test_a_later_delta_may_be_small() -> None:
    assert "min_records" not in verdicts({"read": 1, "candidate": 1}, OLD, vendor("delta", min_records=10))


@pytest.mark.parametrize(
    ("kept", "verdict"), [(1000, "pass"), (900, "pass"), (899, "warn"), (800, "warn"), (700, "hold")]
)
def test_a_full_feed_that_shrinks(kept: int, verdict: str) -> None:
    counts = {"read": kept, "unchanged": kept - 5, "candidate": 5}
    assert verdicts(counts, OLD, vendor())["max_drop"] == verdict


def test_a_delta_is_not_judged_by_its_size() -> None:
    assert "max_drop" not in verdicts({"read": 1, "candidate": 1}, OLD, vendor("delta"))


@pytest.mark.parametrize(
    ("withdrawn", "verdict"), [(0, "pass"), (10, "pass"), (11, "warn"), (20, "warn"), (21, "hold")]
)
@pytest.mark.parametrize("delivery", ["full", "delta"])
def test_withdrawals(delivery: str, withdrawn: int, verdict: str) -> None:
    history = OLD._replace(withdrawn=withdrawn)
    assert verdicts({"read": 1000, "unchanged": 1000}, history, vendor(delivery))["max_deletes"] == verdict


def test_twenty_withdrawals_may_always_go() -> None:
    history = OLD._replace(live=100, withdrawn=20)
    assert verdicts({"read": 80, "unchanged": 80}, history, vendor("delta"))["max_deletes"] != "hold"


@pytest.mark.parametrize(("changed", "verdict"), [(100, "pass"), (151, "warn"), (300, "warn"), (301, "hold")])
def test_changes(changed: int, verdict: str) -> None:
    counts = {"read": 1000, "candidate": changed, "unchanged": 1000 - changed}
    assert verdicts(counts, OLD._replace(changed=changed), vendor())["max_changed"] == verdict


def test_new_records_are_no_changes() -> None:
    assert verdicts({"read": 500, "candidate": 500}, OLD, vendor("delta"))["max_changed"] == "pass"


def test_changes_are_not_judged_when_the_mapping_changed() -> None:
    history = OLD._replace(changed=1000, same_mapping=False)
    assert "max_changed" not in verdicts({"read": 1000, "candidate": 1000}, history, vendor())


@pytest.mark.parametrize(("filled", "verdict"), [(100, "pass"), (80, "pass"), (79, "hold")])
def test_fill_floors(filled: int, verdict: str) -> None:
    counts = {"read": 100, "candidate": 100, "fill:isbn": filled}
    assert verdicts(counts, FIRST, vendor(fill={"isbn": 0.8}))["fill.isbn"] == verdict


def test_fill_is_not_judged_on_a_handful() -> None:
    assert "fill.isbn" not in verdicts({"read": 19, "candidate": 19}, FIRST, vendor(fill={"isbn": 0.8}))


@pytest.mark.parametrize(("sender", "held"), [("Oikea Oy", False), ("Väärä Oy", True), ("", False)])
def test_sender(sender: str, held: bool) -> None:
    found = verdicts({"read": 1, "candidate": 1}, FIRST, vendor(sender="Oikea Oy"), sender)
    assert (found.get("sender") == "hold") is held


def test_a_first_delivery_is_not_judged_by_history() -> None:
    found = verdicts({"read": 100, "candidate": 100, "deleted": 50}, FIRST, vendor())
    assert set(found) == {"max_errors", "max_faults", "max_unreadable", "min_records"}


def test_an_empty_store_after_commits_is_not_divided_by() -> None:
    assert "hold" not in verdicts({"read": 5, "candidate": 5}, FIRST._replace(committed=2), vendor()).values()


def test_messages_are_plain_words() -> None:
    assert Check("max_drop", 0.6, 0.2, "hold").message == "the number of records falls by 60%, the limit is 20%"
    assert Check("fill.isbn", 0.5, 0.8, "hold").message == "fill.isbn is 50%, at least 80% is expected"


def row(vendor_id: str, outcome: Outcome, reason: str = "") -> Row:
    return Row(0, outcome, vendor_id, b"", reason=reason)


def test_effect_counts_live_ids_only() -> None:
    rows = [
        row("live", Outcome.DELETED),
        row("unknown", Outcome.DELETED),
        row("moved", Outcome.FILTERED, "territory-excluded"),
        row("new", Outcome.CANDIDATE),
        row("old", Outcome.CANDIDATE),
        row("same", Outcome.UNCHANGED),
    ]
    live = {"live", "moved", "old", "same", "absent"}
    assert effect(rows, live, absence_deletes=False) == (2, 1)
    assert effect(rows, live, absence_deletes=True) == (3, 1)


def test_effect_takes_the_last_word_on_an_id() -> None:
    rows = [row("a", Outcome.DELETED), row("a", Outcome.CANDIDATE)]
    assert effect(rows, {"a"}, absence_deletes=True) == (0, 1)


def test_a_record_in_quarantine_or_a_price_update_withdraws_nothing() -> None:
    rows = [row("a", Outcome.QUARANTINED), row("b", Outcome.FILTERED, BLOCK_UPDATE.reason)]
    assert effect(rows, {"a", "b"}, absence_deletes=True) == (0, 0)
