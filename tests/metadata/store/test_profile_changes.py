"""Profiles of views come back as they were, however they are kept, and a change costs what it changes."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from feeds import book, night
from hypothesis import given
from hypothesis import strategies as st
from postgresql import BOTH_IN_FULL

from metadata.home import Home
from metadata.store import publications
from metadata.store.profile_changes import MOST, as_changed, kept_as, told

DATABASES = BOTH_IN_FULL

_WORDS = st.sampled_from(["a", "b", "c", "of", "+", "-", "="])
_SETS = st.lists(_WORDS, unique=True).map(sorted)
_VALUES = st.none() | _SETS | st.lists(_WORDS) | st.dictionaries(_WORDS, _SETS | st.lists(_WORDS) | st.integers())
_PROFILES = st.dictionaries(st.sampled_from(["collections", "titles", "only", "links", "shows", "ranks"]), _VALUES)


@given(st.lists(_PROFILES, min_size=1, max_size=2 * MOST + 3))
def test_law_every_profile_comes_back_as_it_was(profiles: list[dict[str, Any]]) -> None:
    rows = [(1, profiles[0])]
    for seq, (before, after) in enumerate(pairwise(profiles), 2):
        rows.append((seq, json.loads(json.dumps(kept_as(before, rows[-1][0], rows[-1][1], after)))))
    back: dict[str, Any] = {}
    for (_, kept), profile in zip(rows, profiles, strict=True):
        back = told(back, kept)
        assert back == profile
    wholes = {seq for seq, kept in rows if as_changed(kept) is None}
    assert sorted(wholes) == list(range(1, len(rows) + 1, MOST + 1))
    assert all(change.of in wholes for _, kept in rows if (change := as_changed(kept)))


def test_a_list_of_thousands_that_changes_by_one_is_kept_as_that_one() -> None:
    before = {"collections": ["x"], "titles": [f"{each:027}" for each in range(5_000)], "only": {}}
    after = {**before, "titles": [*before["titles"][1:], "Z"], "only": {"Z": ["beta"]}}
    kept = kept_as(before, 7, before, after)
    assert kept == {
        "of": 7,
        "number": 1,
        "gone": [],
        "keys": {"titles": {"-": [f"{0:027}"], "+": ["Z"]}, "only": {"-": [], "+": {"Z": ["beta"]}}},
    }


def test_profiles_of_a_store_are_told_at_every_publication(home: Home) -> None:
    night(home, "beta", "1.mrc", [book("b1")])
    with home.store.write() as connection:
        first = publications.profile_at(connection, "FI-One", 1)
        assert first is not None
        expected = [first]
        for number in range(2, 2 * MOST):
            publications.add(connection, number, f"2027-01-01T00:{number:02}:00Z")
            if number % 3:
                profile = {**expected[-1][1], "titles": [f"{each:027}" for each in range(number % 5, number)]}
                publications.add_profile(connection, "FI-One", number, profile)
                expected.append((number, profile))
        assert publications.profiles(connection, "FI-One") == expected
        for number in range(1, 2 * MOST):
            last = max((each for each in expected if each[0] <= number), key=lambda each: each[0])
            assert publications.profile_at(connection, "FI-One", number) == last
        assert publications.profile_at(connection, "FI-One", 0) is None
        connection.rollback()
