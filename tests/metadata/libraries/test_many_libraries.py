"""Libraries are islands: what one changes moves nothing in the views of the 279 others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from feeds import Make
from library_files import put_library
from many_libraries import COLLECTIONS, LARGE, LIBRARIES, Taken, fill, links_of, make_libraries

from metadata import pipeline
from metadata.home import Home
from metadata.publish.catalogue import ALL, Entry

Again = Callable[[str], Home]
TITLES = 1_000  # of the large collection
FEW = 5  # of each other


def test_each_library_has_three_to_eight_of_twelve_collections(own_schemas: Path) -> None:
    taken = make_libraries(own_schemas)
    assert len(taken) == LIBRARIES
    assert {len(each) for each in taken.values()} == {3, 4, 5, 6, 7, 8}
    assert set(Counter(name for each in taken.values() for name in each)) == set(COLLECTIONS)
    assert make_libraries(own_schemas) == taken


@pytest.fixture
def consortium(open_home: Make, own_schemas: Path) -> Iterator[tuple[Home, Taken, Again]]:
    taken = make_libraries(own_schemas)
    home = open_home(schemas=own_schemas)
    fill(home, TITLES, FEW)
    done = pipeline.run(home).published
    assert done.counts["new"] == TITLES + FEW * (len(COLLECTIONS) - 1)
    opened: list[Home] = []

    def again(now: str) -> Home:
        """The installation as the next night opens it."""
        opened.append(Home(home.settings, lambda: now, home.mint))
        pipeline.publish(opened[-1])
        return opened[-1]

    yield home, taken, again
    for each in opened:
        each.close()


def states(home: Home) -> dict[str, dict[str, Entry]]:
    catalogue = home.catalogue()
    found = {}
    for name in catalogue.names():
        view = catalogue.view(name)
        assert view is not None
        found[name] = {each.title_id: each for each in view.entries()}
    return found


@pytest.mark.long
def test_what_one_library_changes_moves_nothing_elsewhere(
    consortium: tuple[Home, Taken, Again], own_schemas: Path
) -> None:
    home, taken, again = consortium
    before = states(home)
    assert len(before) == LIBRARIES + 1
    one, other = [isil for isil, each in taken.items() if LARGE in each][:2]

    put_library(own_schemas, one, acquires={"collections": list(taken[one])}, links=links_of(one, taken[one], "varaa"))
    linked = states(again("2026-11-02T04:00:00Z"))
    assert {name for name in before if linked[name] != before[name]} == {one}
    assert linked[one].keys() == before[one].keys()
    assert {each.datestamp for each in linked[one].values()} == {"2026-11-02T04:00:00Z"}
    assert len(linked[one]) == TITLES + FEW * (len(taken[one]) - 1)

    rest = tuple(each for each in taken[other] if each != LARGE)
    put_library(own_schemas, other, acquires={"collections": list(rest)}, links=links_of(other, taken[other]))
    left = states(again("2026-11-03T04:00:00Z"))
    assert {name for name in before if left[name] != linked[name]} == {other}
    gone = {each.title_id for each in left[other].values() if each.deleted}
    assert len(gone) == TITLES
    assert {left[other][each].datestamp for each in gone} == {"2026-11-03T04:00:00Z"}
    kept = left[other].keys() - gone
    assert {each: left[other][each] for each in kept} == {each: linked[other][each] for each in kept}
    assert not any(each.deleted for name in (ALL, one) for each in left[name].values())
