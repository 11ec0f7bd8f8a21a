"""Courses of titles are forgotten with the publications that they were of."""

from __future__ import annotations

from feeds import book, night
from postgresql import BOTH_IN_FULL
from sqlalchemy import select

from metadata.home import Home
from metadata.store import standings
from metadata.store.tables import history, standing

DATABASES = BOTH_IN_FULL


def courses_kept(home: Home) -> tuple[set[int], set[int]]:
    """The numbers of courses that are kept, and of those that titles have or had at a publication that can be read."""
    with home.store.read() as connection:
        return set(connection.execute(select(history.c.id)).scalars()), set(
            connection.execute(select(standing.c.history_id)).scalars()
        )


def test_courses_that_no_title_takes_any_more_are_forgotten_and_their_numbers_never_given_again(home: Home) -> None:
    days = [f"2026-11-{day:02}" for day in (1, 3, 5, 20, 22, 24)] + ["2026-12-20", "2026-12-21"]
    seen: set[int] = set()
    for number, day in enumerate(days):
        home.clock = lambda day=day: f"{day}T04:00:00Z"  # type: ignore[misc]
        came = book("b1", language="swe" if number % 2 else "fin")
        night(home, "beta", f"{number}.mrc", [came, book(f"c{number}", f"Nimi {number}")])
        kept, taken = courses_kept(home)
        assert taken <= kept
        assert kept - taken <= {max(seen | kept)}
        assert all(each > max(seen, default=0) for each in kept - seen)
        seen |= kept
    assert len(seen) > len(kept)
    last = len(days)
    assert [each for each in range(1, last + 1) if home.catalogue().view("all", each)] == [last - 2, last - 1, last]
    with home.store.read() as connection:
        assert standings.moments(connection, sorted(seen)).keys() == kept
