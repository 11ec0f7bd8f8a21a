"""Sequences of nights: which titles live, which are tombstones or redirects, and what is told (matching.md §13)."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from feeds import ISBN, book, clusters, deliver, gone, home_in, night, title_of
from postgresql import BOTH_IN_FULL
from sqlalchemy import select

from metadata import pipeline
from metadata.home import Home
from metadata.review.deciding import Verdict, Word, link
from metadata.store.tables import member, title, title_event
from transforms.record import Field, Record

DATABASES = BOTH_IN_FULL

Event = tuple[str, str, str]
WORD = Word("Eri kirjat.", "tarkastaja")


def events(home: Home, since: int = 0) -> list[Event]:
    """(kind, title, other) of what befell titles in publications after one."""
    c = title_event.c
    query = select(c.kind, c.title_id, c.other_id).where(c.level == "P", c.seq > since).order_by(c.id)
    with home.store.read() as connection:
        return [tuple(row) for row in connection.execute(query)]


def states(home: Home) -> dict[str, tuple[str, str]]:
    """Title → its status, and where it redirects to."""
    with home.store.read() as connection:
        return {row.id: (row.status, row.redirect_to or "") for row in connection.execute(select(title))}


def tombstones(home: Home) -> set[str]:
    """The titles that are published as deleted."""
    view = home.catalogue().view("all")
    assert view is not None
    return {each for each in states(home) if (entry := view.entry(each)) is not None and entry.deleted}


def noted(vendor_id: str) -> Record:
    """The book of most tests, with a note: another file."""
    return book(vendor_id, isbn=ISBN[0]).add(Field.data("500", "  ", "a", "Uusi."))


def of(home: Home, label: str) -> str:
    return title_of(home, *label.split(":"))


@pytest.mark.parametrize("order", [("beta", "gamma"), ("gamma", "beta")])
def test_one_then_the_other_then_a_merge(home: Home, order: tuple[str, str]) -> None:
    first, second = order
    night(home, first, "1.mrc", book("x1", isbn=ISBN[0]))
    night(home, second, "1.mrc", book("x1", "Hevonen"))
    older, younger = title_of(home, first, "x1"), title_of(home, second, "x1")
    assert events(home) == [("mint", older, ""), ("mint", younger, "")]
    night(home, second, "2.mrc", book("x1", isbn=ISBN[0]))
    assert clusters(home) == {frozenset({"beta:x1", "gamma:x1"})}
    assert states(home) == {older: ("live", ""), younger: ("redirect", older)}
    assert tombstones(home) == {younger}
    assert events(home, 2) == [("merge", younger, older)]


@pytest.mark.long
def test_the_title_that_was_published_longest_survives(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    younger = of(home, "beta:b1")
    night(home, "beta", "2.mrc", gone("b1"))
    night(home, "gamma", "1.mrc", book("g1", "Hevonen"))
    lasting = of(home, "gamma:g1")
    for place in range(3, 5):
        night(home, "alpha", f"{place}.mrc", book("a1", f"Lintu {'x' * place}"))
    night(home, "beta", "3.mrc", noted("b1"))
    night(home, "gamma", "2.mrc", book("g1", isbn=ISBN[0]))
    assert of(home, "beta:b1") == of(home, "gamma:g1") == lasting
    assert states(home)[younger] == ("redirect", lasting)


def test_a_corrected_title_parts_what_was_merged(home: Home) -> None:
    deliver(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    night(home, "gamma", "1.mrc", book("g1", isbn=ISBN[0]))
    before = of(home, "beta:b1")
    night(home, "gamma", "2.mrc", book("g1", "Hevosen talvi", ISBN[0]))
    after = of(home, "gamma:g1")
    assert states(home) == {before: ("live", ""), after: ("live", "")}
    assert events(home, 1) == [("mint", after, ""), ("split", after, before)]


def test_what_a_person_parts_stays_apart(home: Home) -> None:
    deliver(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    night(home, "gamma", "1.mrc", book("g1", isbn=ISBN[0]))
    before = of(home, "beta:b1")
    link(home, "beta:b1", "gamma:g1", Verdict.DIFFERENT, WORD)
    pipeline.publish(home)
    after = of(home, "gamma:g1")
    assert events(home, 1) == [("mint", after, ""), ("unmerge", after, before)]
    with home.store.read() as connection:
        told = connection.execute(
            select(title_event).where(title_event.c.kind == "unmerge", title_event.c.level == "P")
        ).one()
    assert (told.actor, told.reason) == (WORD.actor, WORD.reason)
    night(home, "gamma", "2.mrc", noted("g1"))
    assert (of(home, "beta:b1"), of(home, "gamma:g1")) == (before, after)
    assert [each for each in events(home, 2) if each[0] != "grow"] == []


def test_the_id_goes_with_the_base_record(home: Home) -> None:
    """Alpha ranks above beta and gamma: of its record the title has its description."""
    deliver(home, "alpha", "1.mrc", book("a1", isbn=ISBN[0]))
    deliver(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    night(home, "gamma", "1.mrc", book("g1", isbn=ISBN[0]))
    before = of(home, "alpha:a1")
    night(home, "alpha", "2.mrc", book("a1", "Hevosen talvi", ISBN[0]))
    assert of(home, "alpha:a1") == before
    assert of(home, "beta:b1") == of(home, "gamma:g1") != before
    assert [each[0] for each in events(home, 1)] == ["mint", "split"]


def test_a_record_that_moves_to_another_title_takes_no_id_with_it(home: Home) -> None:
    deliver(home, "alpha", "1.mrc", book("a1", isbn=ISBN[0]))
    deliver(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    night(home, "gamma", "1.mrc", book("g1", "Hevonen", ISBN[1]))
    left, right = of(home, "alpha:a1"), of(home, "gamma:g1")
    night(home, "beta", "2.mrc", book("b1", "Hevonen"))
    assert (of(home, "alpha:a1"), of(home, "beta:b1"), of(home, "gamma:g1")) == (left, right, right)
    assert events(home, 1) == [("move", left, right), ("move", right, left)]


def test_the_last_vendor_leaves_and_comes_back(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    before = of(home, "beta:b1")
    night(home, "beta", "2.mrc", gone("b1"))
    assert (states(home)[before], tombstones(home)) == (("deleted", ""), {before})
    night(home, "beta", "3.mrc", noted("b1"))
    assert (of(home, "beta:b1"), states(home)[before], tombstones(home)) == (before, ("live", ""), set())
    assert [each[0] for each in events(home)] == ["mint", "delete", "revive"]


@pytest.mark.parametrize("nights", [1, 2])
def test_a_vendor_issues_a_record_again_under_another_id(home: Home, nights: int) -> None:
    night(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    before = of(home, "beta:b1")
    deliver(home, "beta", "2.mrc", gone("b1"))
    if nights == 2:
        pipeline.run(home)
    night(home, "beta", "3.mrc", book("b9", isbn=ISBN[0]))
    assert (of(home, "beta:b9"), states(home)) == (before, {before: ("live", "")})


def test_another_book_with_the_isbn_of_a_dead_title_does_not_wake_it(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    before = of(home, "beta:b1")
    night(home, "beta", "2.mrc", gone("b1"))
    night(home, "beta", "3.mrc", book("b9", "Hevosen talvi", ISBN[0]))
    assert of(home, "beta:b9") != before
    assert states(home)[before] == ("deleted", "")


def test_an_isbn_moves_from_one_product_to_another(home: Home) -> None:
    deliver(home, "beta", "1.mrc", [book("b1", isbn=ISBN[0]), book("b2", "Hevosen talvi", ISBN[1])])
    night(home, "gamma", "1.mrc", book("g1", isbn=ISBN[0]))
    one, two = of(home, "beta:b1"), of(home, "beta:b2")
    night(home, "beta", "2.mrc", [book("b1"), book("b2", "Hevosen talvi", ISBN[0])])
    assert (of(home, "beta:b1"), of(home, "gamma:g1"), of(home, "beta:b2")) == (one, one, two)
    assert events(home, 1) == []


def test_two_merges_in_a_row_are_one_step(home: Home) -> None:
    deliver(home, "alpha", "1.mrc", book("a1", isbn=ISBN[0]))
    deliver(home, "beta", "1.mrc", book("b1", "Hevonen"))
    night(home, "gamma", "1.mrc", book("g1", "Lintu"))
    first, second, third = (of(home, each) for each in ("alpha:a1", "beta:b1", "gamma:g1"))
    night(home, "gamma", "2.mrc", book("g1", "Hevonen"))
    assert states(home)[third] == ("redirect", second)
    night(home, "alpha", "2.mrc", book("a1", "Hevonen"))
    assert states(home) == {first: ("live", ""), second: ("redirect", first), third: ("redirect", first)}
    assert set(events(home, 2)) == {("merge", second, first), ("redirect", third, first)}
    assert tombstones(home) == {second, third}


def test_a_delete_before_the_record(home: Home) -> None:
    night(home, "beta", "2.mrc", gone("b1"))
    night(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]), seconds=-1)
    assert (clusters(home), states(home), events(home)) == (set(), {}, [])


def test_the_same_delivery_twice_befalls_nobody(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    known = events(home)
    night(home, "beta", "2.mrc", book("b1", isbn=ISBN[0]))
    night(home, "beta", "3.mrc", noted("b1"))
    assert events(home) == known


def test_members_tell_why_they_are_there(home: Home) -> None:
    deliver(home, "alpha", "1.mrc", book("a1", isbn=ISBN[0]))
    night(home, "beta", "1.mrc", [book("b1", isbn=ISBN[0]), book("b2", "Hevosen talvi")])
    link(home, "alpha:a1", "beta:b1", Verdict.SAME, WORD)
    night(home, "gamma", "1.mrc", book("g1", isbn=ISBN[0]))
    with home.store.read() as connection:
        rows = connection.execute(select(member).where(member.c.until.is_(None))).all()
    told = {row.evidence["by"] for row in rows}
    assert told == {"alone", "match", "person"}
    (edge,) = (row.evidence["edge"] for row in rows if row.evidence["by"] == "match")
    assert (edge["decision"], edge["tier"], edge["a"], edge["b"]) == ("match", "K1", "alpha:a1", "gamma:g1")
    assert edge["evidence"][0] == {"field": "isbn", "reason": "equal-valid", "score": 1.0}


FIVE: list[tuple[str, Record]] = [
    ("beta", book("b1", isbn=ISBN[0])),
    ("gamma", book("g1", isbn=ISBN[0], language="swe")),
    ("gamma", book("g2", isbn=ISBN[0])),
    ("beta", book("b2", "Hevonen")),
    ("gamma", book("g3", "Hevonen", ISBN[1])),
]
ORDERS = list(permutations(range(5)))


@pytest.mark.long
@pytest.mark.parametrize("step", [17, pytest.param(1, marks=pytest.mark.long)])
def test_any_order_of_five_deliveries_gives_the_same_bytes(tmp_path: Path, synthetic: Path, step: int) -> None:
    """Every seventeenth order, and in `make test-full` all 120."""
    found = {published(order, tmp_path / "".join(map(str, order)), synthetic) for order in ORDERS[::step]}
    assert len(found) == 1


def published(order: tuple[int, ...], folder: Path, schemas: Path) -> tuple[tuple[str, str], ...]:
    """Every title and its record after five deliveries in this order and one publication."""
    home = home_in(folder, schemas)
    for place, index in enumerate(order):
        vendor, record = FIVE[index]
        deliver(home, vendor, f"{place}.mrc", record)
        pipeline.harvest(home, vendor)
    pipeline.publish(home)
    view = home.catalogue().view("all")
    assert view is not None
    found = tuple((each, str(view.record(each))) for each in sorted(states(home)))
    home.close()
    return found
