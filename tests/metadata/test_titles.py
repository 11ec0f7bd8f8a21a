"""Titles over the nights: permanent ids through merge, split, revival, and whatever order feeds come in."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from feeds import ISBN, book, clusters, deliver, gone, home_in, live_ids, night, title_of
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from postgresql import BOTH_IN_FULL
from sqlalchemy import select

from metadata import pipeline
from metadata.home import Home
from metadata.publish.catalogue import Entry
from metadata.store.tables import member, review_item, title
from metadata.store.titles import State, title_states

DATABASES = BOTH_IN_FULL


def state(home: Home, title_id: str) -> State:
    with home.store.read() as connection:
        return title_states(connection, [title_id])[title_id]


def entry(home: Home, title_id: str) -> Entry:
    view = home.catalogue().view("all")
    assert view is not None
    found = view.entry(title_id)
    assert found is not None
    return found


def two_titles(home: Home) -> tuple[str, str]:
    """b1 and g1 are titles of their own."""
    night(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    night(home, "gamma", "1.mrc", book("g1", "Hevonen"))
    return title_of(home, "beta", "b1"), title_of(home, "gamma", "g1")


def test_a_shared_isbn_makes_one_title(home: Home) -> None:
    deliver(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    assert night(home, "gamma", "1.mrc", book("g1", isbn=ISBN[0])).published.counts["new"] == 1
    assert clusters(home) == {frozenset({"beta:b1", "gamma:g1"})}


def test_a_merge_leaves_a_redirect_and_a_tombstone(home: Home) -> None:
    older, younger = two_titles(home)
    night(home, "gamma", "2.mrc", book("g1", isbn=ISBN[0]))
    assert title_of(home, "gamma", "g1") == title_of(home, "beta", "b1") == older
    assert state(home, younger).redirect_to == older
    assert home.catalogue().redirect(younger) == older
    assert entry(home, younger).deleted
    assert not entry(home, older).deleted


def test_a_split_keeps_the_id_with_one_and_mints_another(home: Home) -> None:
    deliver(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    night(home, "gamma", "1.mrc", book("g1", isbn=ISBN[0]))
    before = title_of(home, "beta", "b1")
    night(home, "gamma", "2.mrc", book("g1", "Hevonen"))
    assert title_of(home, "beta", "b1") == before
    after = title_of(home, "gamma", "g1")
    assert after != before
    assert [entry(home, each).deleted for each in (before, after)] == [False, False]


def test_merged_and_split_again_never_uses_an_id_twice(home: Home) -> None:
    older, younger = two_titles(home)
    night(home, "gamma", "2.mrc", book("g1", isbn=ISBN[0]))
    night(home, "gamma", "3.mrc", book("g1", "Kissat"))
    again = title_of(home, "gamma", "g1")
    assert again not in (older, younger)
    assert (state(home, younger).status, state(home, younger).redirect_to) == ("redirect", older)


def test_redirects_are_of_one_step(home: Home) -> None:
    older, younger = two_titles(home)
    night(home, "alpha", "1.mrc", book("a1", "Lintu", ISBN[1]))
    youngest = title_of(home, "alpha", "a1")
    night(home, "gamma", "2.mrc", book("g1", "Lintu", ISBN[1]))
    assert state(home, youngest).redirect_to == younger
    night(home, "beta", "3.mrc", book("b1", "Lintu"))
    assert {state(home, each).redirect_to for each in (younger, youngest)} == {older}


def test_a_deleted_record_comes_back_to_its_title(home: Home) -> None:
    older, _ = two_titles(home)
    night(home, "beta", "2.mrc", gone("b1"))
    assert state(home, older).status == "deleted"
    night(home, "beta", "3.mrc", book("b1", isbn=ISBN[2]))
    assert (title_of(home, "beta", "b1"), state(home, older).status) == (older, "live")


def test_a_record_that_was_deleted_before_a_merge_comes_back_as_a_title_of_its_own(home: Home) -> None:
    two_titles(home)
    night(home, "gamma", "2.mrc", [book("g1", isbn=ISBN[1]), book("g2", isbn=ISBN[1])])
    survivor = title_of(home, "beta", "b1")
    night(home, "gamma", "3.mrc", gone("g2"))
    night(home, "gamma", "4.mrc", book("g1", isbn=ISBN[0]))
    assert title_of(home, "gamma", "g1") == survivor
    night(home, "gamma", "5.mrc", book("g2", "Aivan muu kirja", ISBN[3]))
    assert clusters(home) == {frozenset({"beta:b1", "gamma:g1"}), frozenset({"gamma:g2"})}
    assert state(home, survivor).status == "live"
    assert not entry(home, survivor).deleted


def test_vetoes_refuse_and_leave_an_item_for_a_person(home: Home) -> None:
    deliver(home, "alpha", "1.mrc", [book("a1", isbn=ISBN[0]), book("a2", "Osa 1", ISBN[1])])
    deliver(home, "beta", "1.mrc", [book("b1", isbn=ISBN[0], audio=True), book("b2", "Osa 2", ISBN[1])])
    night(home, "gamma", "1.mrc", book("g1", isbn=ISBN[0], language="swe"))
    assert all(len(each) == 1 for each in clusters(home))
    with home.store.read() as connection:
        reasons = {veto["reason"] for row in connection.execute(select(review_item)) for veto in row.found["vetoes"]}
    assert reasons >= {"media", "language", "volume"}


def test_an_item_for_a_person_goes_when_its_reason_goes(home: Home) -> None:
    deliver(home, "alpha", "1.mrc", book("a1", isbn=ISBN[0]))
    night(home, "beta", "1.mrc", book("b1", isbn=ISBN[0], language="swe"))
    night(home, "beta", "2.mrc", book("b1", isbn=ISBN[0]))
    with home.store.read() as connection:
        assert {row.state for row in connection.execute(select(review_item))} == {"gone"}
    assert len(clusters(home)) == 1


def test_memberships_are_kept_with_their_publications(home: Home) -> None:
    older, younger = two_titles(home)
    night(home, "gamma", "2.mrc", book("g1", isbn=ISBN[0]))
    with home.store.read() as connection:
        rows = connection.execute(select(member.c.title_id, member.c.since, member.c.until).order_by(member.c.id))
        assert [tuple(each) for each in rows] == [(older, 1, None), (younger, 2, 3), (older, 3, None)]


# Every record shares an ISBN with another, vetoes stand between some, and one ISBN is of three.
FEED = [
    ("beta", book("b11", "Kissa", ISBN[0])),
    ("beta", book("b1", "Kissa", ISBN[0])),
    ("gamma", book("g1", "Kissa", ISBN[0], language="swe")),
    ("beta", book("b12", "Koira osa 1", ISBN[1])),
    ("beta", book("b2", "Koira", ISBN[1])),
    ("gamma", book("g2", "Koira osa 2", ISBN[1])),
    ("beta", book("b3", "Hevonen", ISBN[2], audio=True)),
    ("gamma", book("g3", "Hevonen", ISBN[2])),
]


def clusters_of(order: list[int], nights: bool, folder: Path, schemas: Path) -> set[frozenset[str]]:
    """The titles after one delivery for each record, in this order, published each night or once at the end."""
    home = home_in(folder, schemas)
    for place, index in enumerate(order):
        vendor, record = FEED[index]
        deliver(home, vendor, f"{place}.mrc", record)
        if nights:
            pipeline.run(home, [vendor])
        else:
            pipeline.harvest(home, vendor)
    if not nights:
        pipeline.publish(home)
    found = clusters(home)
    assert sum(map(len, found)) == sum(len(live_ids(home, each)) for each in ("beta", "gamma"))
    home.close()
    return found


@pytest.mark.long
@given(order=st.permutations(range(len(FEED))), nights=st.booleans())
@settings(
    max_examples=5, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)  # shrinking takes minutes
def test_titles_do_not_depend_on_the_order_of_arrival(synthetic: Path, order: list[int], nights: bool) -> None:
    with TemporaryDirectory() as folder:
        usual = clusters_of_usual(synthetic)
        assert clusters_of(order, nights, Path(folder), synthetic) == usual


_usual: dict[Path, set[frozenset[str]]] = {}


def clusters_of_usual(schemas: Path) -> set[frozenset[str]]:
    if schemas not in _usual:
        with TemporaryDirectory() as folder:
            _usual[schemas] = clusters_of(list(range(len(FEED))), False, Path(folder), schemas)
    return _usual[schemas]


def test_titles_of_the_store_are_never_deleted(home: Home) -> None:
    two_titles(home)
    night(home, "gamma", "2.mrc", gone("g1"))
    with home.store.read() as connection:
        assert len(connection.execute(select(title)).all()) == 2
