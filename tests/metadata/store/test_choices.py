"""Decisions in the store: with reason and author, never deleted, taken back by a mark."""

from __future__ import annotations

import pytest
from postgresql import BOTH

from metadata.errors import ConfigError
from metadata.home import Home
from metadata.store import choices
from metadata.store.choices import Choice

DATABASES = BOTH
AT = "2026-11-01T04:00:00Z"
PASS = Choice("suppress", "beta:b1", "accept", {"rule": "I02", "until": "2027-03-31"}, "they know", "Maija", AT)


def test_what_was_decided_is_listed_in_its_order(home: Home) -> None:
    with home.store.write() as connection:
        first = choices.add(connection, PASS)
        second = choices.add(connection, PASS._replace(kind="edit", subject="gamma:g1", value={"tag": "245"}))
        assert choices.load(connection, first) == PASS._replace(id=first)
        assert [each.id for each in choices.listed(connection)] == [first, second]
        assert [each.id for each in choices.listed(connection, kinds=("edit",))] == [second]
        assert [each.id for each in choices.listed(connection, vendor="beta")] == [first]
        assert [each.id for each in choices.listed(connection, subjects=["gamma:g1", "nobody:1"])] == [second]
        assert choices.listed(connection, subjects=[]) == []


def test_a_vendors_decisions_are_not_those_of_a_vendor_with_a_longer_name(home: Home) -> None:
    with home.store.write() as connection:
        for subject in ("beta:1", "beta-two:1", "bet:1", "beta2:1"):
            choices.add(connection, PASS._replace(subject=subject))
        assert [each.subject for each in choices.listed(connection, vendor="beta")] == ["beta:1"]


@pytest.mark.parametrize("broken", [{"reason": " "}, {"actor": ""}, {"kind": "guess"}])
def test_no_decision_is_without_reason_and_author(home: Home, broken: dict[str, str]) -> None:
    with pytest.raises(ConfigError), home.store.write() as connection:
        choices.add(connection, PASS._replace(**broken))  # type: ignore[arg-type]
    with home.store.read() as connection:
        assert choices.listed(connection, undone=True) == []


def test_what_is_taken_back_stays_and_says_who_and_why(home: Home) -> None:
    with home.store.write() as connection:
        number = choices.add(connection, PASS)
        assert choices.undo(connection, number, "it was mended", "Matti", AT) == PASS._replace(id=number)
        assert choices.listed(connection) == []
        (kept,) = choices.listed(connection, undone=True)
        assert kept.undone == f"{AT} Matti: it was mended"


def test_nothing_is_taken_back_twice_or_without_reason(home: Home) -> None:
    with home.store.write() as connection:
        number = choices.add(connection, PASS)
        with pytest.raises(ConfigError, match="needs a reason"):
            choices.undo(connection, number, "", "Matti", AT)
        choices.undo(connection, number, "why", "Matti", AT)
        with pytest.raises(ConfigError, match="taken back already"):
            choices.undo(connection, number, "why", "Matti", AT)
        with pytest.raises(ConfigError, match="no decision 99"):
            choices.undo(connection, 99, "why", "Matti", AT)


def test_where_decisions_stand_changes_with_every_one_about_the_vendor(home: Home) -> None:
    with home.store.write() as connection:
        stands = [choices.stand(connection, "beta")]
        number = choices.add(connection, PASS)
        stands.append(choices.stand(connection, "beta"))
        choices.add(connection, PASS._replace(subject="gamma:g1"))
        assert choices.stand(connection, "beta") == stands[-1]
        choices.undo(connection, number, "why", "Matti", AT)
        stands.append(choices.stand(connection, "beta"))
    assert len(set(stands)) == 3


def test_decisions_that_name_a_record_are_found_by_its_whole_name(home: Home) -> None:
    with home.store.write() as connection:
        pair = choices.add(connection, PASS._replace(kind="match", subject="beta:b1\ngamma:g_1"))
        other = choices.add(connection, PASS._replace(kind="match", subject="beta:b12\ngamma:gx1"))
        alone = choices.add(connection, PASS)
        choices.undo(connection, alone, "no more", "Maija", AT)
        kinds = ("match", "suppress")
        assert [each.id for each in choices.mentioning(connection, kinds, ["beta:b1"])] == [pair, alone]
        assert [each.id for each in choices.mentioning(connection, kinds, ["gamma:g_1"])] == [pair]
        assert [each.id for each in choices.mentioning(connection, ("match",), ["beta:b1", "beta:b12"])] == [
            pair,
            other,
        ]
        assert choices.mentioning(connection, kinds, []) == []
        many = [f"beta:{number}" for number in range(100)] + ["beta:b12"]
        assert [each.id for each in choices.mentioning(connection, kinds, many)] == [other]
