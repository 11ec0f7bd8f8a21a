"""The gate's verdicts: every number it looks at, when it passes, warns and holds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metadata.gate import Check, History, gate
from metadata.vendors.parts import Expect

FULL = History(full=True, live=1000, committed=3, sizes=(980, 1000, 1020), high=1000)
DELTA = FULL._replace(full=False, sizes=(30, 40, 50))
FIRST = History(full=True, live=0, committed=0)
SOUND = {"read": 1000, "unchanged": 990, "candidate": 10}


def verdicts(counts: dict[str, int], history: History, **expect: Any) -> dict[str, str]:
    return {each.key: each.verdict for each in gate(counts, history, Expect(**expect))}


def found(key: str, counts: dict[str, int], history: History, **expect: Any) -> Check:
    return next(each for each in gate(counts, history, Expect(**expect)) if each.key == key)


@pytest.mark.parametrize(("bad", "verdict"), [(0, "pass"), (50, "pass"), (51, "warn"), (100, "warn"), (101, "hold")])
def test_errors_are_quarantined_records_and_records_with_errors_of_all_read(bad: int, verdict: str) -> None:
    counts = {"read": 1000, "candidate": 1000, "quarantined": bad // 2, "with_error": bad - bad // 2}
    assert verdicts(counts, FIRST)["max_errors"] == verdict


@pytest.mark.parametrize(("bad", "verdict"), [(1, "warn"), (4, "warn"), (5, "hold")])
def test_a_handful_of_errors_does_not_hold_a_small_delta(bad: int, verdict: str) -> None:
    assert verdicts({"read": 8, "candidate": 8, "with_error": bad}, DELTA)["max_errors"] == verdict


@pytest.mark.parametrize(("bad", "verdict"), [(0, "pass"), (1, "warn"), (5, "warn"), (6, "hold")])
def test_unreadable_records(bad: int, verdict: str) -> None:
    counts = {"read": 1000, "candidate": 1000, "unreadable": bad}
    assert verdicts(counts, FIRST)["max_unreadable"] == verdict


@pytest.mark.parametrize(("bad", "verdict"), [(0, "pass"), (6, "warn"), (10, "warn"), (11, "hold")])
def test_faults_of_ours(bad: int, verdict: str) -> None:
    counts = {"read": 1000, "candidate": 1000 - bad, "quarantined": bad, "quarantined:R00": bad}
    assert verdicts(counts, FIRST)["max_faults"] == verdict


@pytest.mark.parametrize(("read", "verdict"), [(10, "pass"), (9, "hold")])
@pytest.mark.parametrize("full", [True, False])
def test_fewest_records(read: int, verdict: str, full: bool) -> None:
    counts = {"read": read, "candidate": read}
    assert verdicts(counts, FIRST._replace(full=full), min_records=10)["min_records"] == verdict


def test_a_later_delta_may_be_small() -> None:
    assert "min_records" not in verdicts({"read": 1, "candidate": 1}, DELTA, min_records=10)


@pytest.mark.parametrize("history", [FULL, FIRST])
def test_a_full_delivery_without_records_is_held_as_empty(history: History) -> None:
    said = verdicts({"read": 0}, history)
    assert said["empty"] == "hold"
    assert not {"min_records", "max_drop"} & said.keys(), "one reason is enough"


def test_a_delta_without_records_is_an_ordinary_quiet_day() -> None:
    assert set(verdicts({"read": 0}, DELTA).values()) == {"pass"}


@pytest.mark.parametrize(
    ("kept", "verdict"), [(1000, "pass"), (900, "pass"), (899, "warn"), (800, "warn"), (799, "hold"), (700, "hold")]
)
def test_a_full_feed_that_shrinks_against_the_median(kept: int, verdict: str) -> None:
    counts = {"read": 1000, "unchanged": kept - 5, "candidate": 5, "filtered": 1000 - kept}
    check = found("max_drop", counts, FULL)
    assert (check.verdict, check.limit, check.baseline) == (verdict, 0.2, 1000)


def test_without_a_delivery_in_30_days_the_drop_is_against_what_is_live() -> None:
    history = FULL._replace(sizes=())
    assert verdicts({"read": 700, "unchanged": 700}, history)["max_drop"] == "hold"
    assert verdicts({"read": 950, "unchanged": 950}, history)["max_drop"] == "pass"


@pytest.mark.parametrize(("kept", "verdict"), [(1400, "pass"), (1501, "warn"), (1999, "warn"), (2000, "hold")])
def test_a_full_feed_that_is_doubled(kept: int, verdict: str) -> None:
    counts = {"read": kept, "unchanged": 1000, "candidate": kept - 1000}
    assert verdicts(counts, FULL)["max_records"] == verdict


def test_most_records_as_the_vendor_file_says() -> None:
    counts = {"read": 1200, "unchanged": 1000, "candidate": 200}
    assert verdicts(counts, FULL, max_records=1200)["max_records"] == "warn"
    assert verdicts(counts, FULL, max_records=1199)["max_records"] == "hold"


def test_a_small_feed_may_double_by_twenty_records() -> None:
    history = FULL._replace(live=15, sizes=(15,), high=15)
    assert verdicts({"read": 35, "unchanged": 15, "candidate": 20, "adds": 20}, history)["max_records"] == "pass"


def test_a_delta_is_not_judged_by_its_size() -> None:
    assert not {"max_drop", "max_records", "min_records"} & verdicts({"read": 900, "candidate": 900}, DELTA).keys()


@pytest.mark.parametrize(
    ("withdraws", "verdict"), [(0, "pass"), (10, "pass"), (11, "warn"), (20, "warn"), (21, "hold")]
)
@pytest.mark.parametrize("history", [FULL, DELTA])
def test_withdrawals(history: History, withdraws: int, verdict: str) -> None:
    assert verdicts({**SOUND, "withdraws": withdraws}, history)["max_deletes"] == verdict


@pytest.mark.parametrize(("live", "withdraws", "verdict"), [(100, 20, "warn"), (100, 21, "hold"), (5000, 101, "hold")])
def test_twenty_withdrawals_may_always_go(live: int, withdraws: int, verdict: str) -> None:
    history = DELTA._replace(live=live, high=live)
    counts = {"read": 80, "unchanged": 80, "withdraws": withdraws}
    assert verdicts(counts, history, cumulative=1.0)["max_deletes"] == verdict


@pytest.mark.parametrize(("alters", "verdict"), [(150, "pass"), (151, "warn"), (300, "warn"), (301, "hold")])
def test_changes(alters: int, verdict: str) -> None:
    assert verdicts({**SOUND, "alters": alters}, FULL)["max_changed"] == verdict


def test_new_records_are_no_changes() -> None:
    assert verdicts({"read": 500, "candidate": 500, "adds": 500}, DELTA)["max_changed"] == "pass"


def test_changes_are_not_judged_when_the_mapping_changed() -> None:
    assert "max_changed" not in verdicts({**SOUND, "alters": 1000}, FULL._replace(same_mapping=False))


@pytest.mark.parametrize(
    ("live", "withdraws", "adds", "verdict"),
    [(960, 5, 0, "pass"), (945, 6, 0, "warn"), (905, 5, 0, "warn"), (905, 6, 0, "hold"), (905, 6, 6, "warn")],
)
def test_many_small_losses_sum_up_against_the_high_mark(live: int, withdraws: int, adds: int, verdict: str) -> None:
    counts = {**SOUND, "withdraws": withdraws, "adds": adds}
    assert verdicts(counts, DELTA._replace(live=live))["cumulative"] == verdict


def test_a_delivery_that_takes_nothing_is_not_held_for_earlier_losses() -> None:
    assert verdicts(SOUND, DELTA._replace(live=700))["cumulative"] == "warn"


def test_a_single_loss_from_the_high_mark_is_left_to_max_deletes() -> None:
    said = verdicts({"read": 80, "unchanged": 80, "withdraws": 20}, DELTA._replace(live=100, high=100))
    assert (said["max_deletes"], said["cumulative"]) == ("warn", "warn")


def test_a_small_vendor_may_lose_a_handful_title_by_title() -> None:
    assert verdicts({**SOUND, "withdraws": 1}, DELTA._replace(live=17, high=20))["cumulative"] == "warn"
    assert verdicts({**SOUND, "withdraws": 1}, DELTA._replace(live=16, high=20))["cumulative"] == "hold"


@pytest.mark.parametrize(("filled", "verdict"), [(100, "pass"), (80, "pass"), (79, "hold")])
def test_fill_floors(filled: int, verdict: str) -> None:
    counts = {"read": 100, "candidate": 100, "of:isbn": 100, "fill:isbn": filled}
    assert verdicts(counts, FIRST, fill={"isbn": 0.8})["fill.isbn"] == verdict


def test_only_records_that_ought_to_have_a_field_are_asked_for_it() -> None:
    counts = {"read": 100, "candidate": 100, "of:duration": 40, "fill:duration": 38}
    assert found("fill.duration", counts, FIRST, fill={"duration": 0.9}).value == 0.95


@pytest.mark.parametrize(
    ("filled", "verdict"), [(950, "pass"), (920, "pass"), (919, "warn"), (850, "warn"), (849, "hold")]
)
def test_a_fill_rate_falls_against_the_usual_one(filled: int, verdict: str) -> None:
    counts = {**SOUND, "of:summary": 1000, "fill:summary": filled}
    check = found("fill.summary", counts, FULL._replace(fills={"summary": 0.95}))
    assert (check.verdict, round(check.limit, 9), check.baseline) == (verdict, 0.85, 0.95)


def test_a_floor_above_the_usual_rate_less_ten_points_counts() -> None:
    counts = {**SOUND, "of:summary": 1000, "fill:summary": 880}
    history = FULL._replace(fills={"summary": 0.95})
    assert verdicts(counts, history, fill={"summary": 0.9})["fill.summary"] == "hold"


@pytest.mark.parametrize(("filled", "verdict"), [(24, "pass"), (19, "warn"), (10, "hold"), (0, "hold")])
def test_in_a_small_delta_chance_is_allowed_for(filled: int, verdict: str) -> None:
    counts = {"read": 30, "candidate": 30, "of:summary": 30, "fill:summary": filled}
    history = DELTA._replace(fills={"summary": 0.8})
    assert verdicts(counts, history)["fill.summary"] == verdict


def test_fill_is_not_judged_on_a_handful() -> None:
    counts = {"read": 19, "candidate": 19, "of:isbn": 19}
    assert "fill.isbn" not in verdicts(counts, FIRST, fill={"isbn": 0.8})


@pytest.mark.parametrize(("kinds", "verdict"), [(0, "pass"), (1, "warn"), (20, "warn"), (21, "hold")])
def test_codes_that_are_in_no_list_and_were_not_used_before(kinds: int, verdict: str) -> None:
    codes = {f"code:O06 ContributorRole Z{number:02}": 3 for number in range(kinds)}
    known = {"code:O06 ContributorRole Y01": 5}
    check = found("unknown_codes", {**SOUND, **codes, **known}, FULL._replace(codes=frozenset(known)))
    assert (check.verdict, check.value) == (verdict, kinds)
    assert list(check.samples[:1]) == [{"code": "O06 ContributorRole Z00", "records": 3}][:kinds]


@pytest.mark.parametrize(("odd", "verdict"), [(10, "pass"), (60, "hold"), (40, "warn")])
def test_ids_unlike_the_vendors_own_in_a_delta(odd: int, verdict: str) -> None:
    assert verdicts({"read": 100, "candidate": 100, "odd_ids": odd}, DELTA)["strangers"] == verdict


def test_a_full_delivery_of_unknown_ids_is_another_vendors() -> None:
    assert verdicts({"read": 1000, "candidate": 1000, "adds": 900}, FULL)["strangers"] == "hold"
    assert verdicts({"read": 1100, "unchanged": 1000, "candidate": 100, "adds": 100}, FULL)["strangers"] == "pass"


@pytest.mark.parametrize(("repeats", "verdict"), [(0, "pass"), (20, "pass"), (80, "warn"), (101, "hold")])
def test_ids_that_come_twice(repeats: int, verdict: str) -> None:
    assert verdicts({**SOUND, "repeats": repeats}, FULL)["repeated"] == verdict


@pytest.mark.parametrize(
    ("count", "key"), [("wrong_sender", "sender"), ("repeated_header", "header"), ("earlier_content", "returned")]
)
@pytest.mark.parametrize("history", [FULL, DELTA, FIRST])
def test_a_foreign_or_repeated_header_holds(count: str, key: str, history: History) -> None:
    assert verdicts({**SOUND, count: 1}, history)[key] == "hold"
    assert key not in verdicts(SOUND, history)


def test_deletes_of_what_never_came_are_only_counted() -> None:
    check = found("delete_unknown", {**SOUND, "unknown_deletes": 700}, DELTA)
    assert (check.value, check.verdict) == (700, "pass")


def test_a_first_delivery_is_not_judged_by_history() -> None:
    said = verdicts({"read": 100, "candidate": 100, "of:isbn": 100, "fill:isbn": 1, "adds": 100}, FIRST)
    assert set(said) == {"max_errors", "max_faults", "max_unreadable", "min_records", "fill.isbn"}
    assert set(said.values()) == {"pass"}


def test_an_empty_store_after_commits_is_not_divided_by() -> None:
    assert "hold" not in verdicts({"read": 5, "candidate": 5}, FIRST._replace(committed=2)).values()


NUMBERS = st.integers(0, 5000)


@given(
    st.fixed_dictionaries(dict.fromkeys(("read", "candidate", "unchanged", "withdraws", "adds", "alters"), NUMBERS)),
    st.booleans(),
    NUMBERS,
    st.lists(NUMBERS, max_size=5),
)
def test_whatever_the_counts_every_verdict_is_one_of_three(
    counts: dict[str, int], full: bool, live: int, sizes: list[int]
) -> None:
    history = History(full, live, 3, sizes=tuple(each for each in sizes if each), high=live)
    checks = gate(counts, history, Expect())
    assert {each.verdict for each in checks} <= {"pass", "warn", "hold"}
    assert len({each.key for each in checks}) == len(checks)


@given(st.integers(0, 900), st.integers(1, 100))
def test_more_withdrawals_never_make_a_verdict_milder(withdraws: int, more: int) -> None:
    order = ["pass", "warn", "hold"]
    for key in ("max_deletes", "cumulative"):
        before = verdicts({**SOUND, "withdraws": withdraws}, DELTA)[key]
        after = verdicts({**SOUND, "withdraws": withdraws + more}, DELTA)[key]
        assert order.index(after) >= order.index(before)
