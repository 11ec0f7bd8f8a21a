"""What a changed library file would do: the same as the next publication then does, and nothing before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feeds import Make, book, deliver, dump, night, title_of
from library_files import put_library
from postgresql import BOTH_IN_FULL

from metadata import pipeline
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.libraries.preview import preview

DATABASES = BOTH_IN_FULL


@pytest.fixture
def home(open_home: Make, own_schemas: Path) -> Home:
    """FI-Koe has alpha: a1 and a2; beta has b1."""
    put_library(own_schemas)
    home = open_home(schemas=own_schemas)
    deliver(home, "alpha", "1.mrc", [book("a1"), book("a2", "Hevonen")])
    night(home, "beta", "1.mrc", book("b1", "Karhu"))
    return home


def numbers(told: dict[str, Any]) -> dict[str, int]:
    return {key: told[key] for key in ("comes", "goes", "changes", "stays")}


def states(home: Home) -> dict[str, tuple[bool, str]]:
    view = home.catalogue().view("FI-Koe")
    assert view is not None
    return {each.title_id: (each.deleted, each.datestamp) for each in view.entries()}


CHANGES: dict[str, tuple[dict[str, Any], dict[str, int]]] = {
    "nothing": ({}, {"comes": 0, "goes": 0, "changes": 0, "stays": 2}),
    "another collection": (
        {"acquires": {"collections": ["beta"]}},
        {"comes": 1, "goes": 2, "changes": 0, "stays": 0},
    ),
    "a title less": (
        {"acquires": {"collections": ["alpha"], "except": ["alpha:a1"]}},
        {"comes": 0, "goes": 1, "changes": 0, "stays": 1},
    ),
    "another link": (
        {"links": {"alpha": "https://new.example/{library}/{vendor_id}"}},
        {"comes": 0, "goes": 0, "changes": 2, "stays": 0},
    ),
    "another field": ({"fields": ["590 ## $a Oma."]}, {"comes": 0, "goes": 0, "changes": 2, "stays": 0}),
    "a licence that has ended": (
        {"acquires": {"collections": [{"name": "alpha", "until": "2026-10-31"}]}},
        {"comes": 0, "goes": 2, "changes": 0, "stays": 0},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_it_tells_what_the_next_publication_does(
    home: Home, own_schemas: Path, name: str, forget: Callable[[], None]
) -> None:
    changed, expected = CHANGES[name]
    before = states(home)
    put_library(own_schemas, **changed)
    kept = dump(home)
    told = preview(home, "FI-Koe")
    assert numbers(told) == expected
    assert dump(home) == kept

    again = Home(home.settings, home.clock, home.mint)
    pipeline.publish(again)
    after = states(again)
    live = {each for each, (deleted, _) in before.items() if not deleted}
    then = {each for each, (deleted, _) in after.items() if not deleted}
    moved = {each for each in live & then if before[each] != after[each]}
    assert numbers(told) == {
        "comes": len(then - live),
        "goes": len(live - then),
        "changes": len(moved),
        "stays": len(live & then) - len(moved),
    }
    again.close()


def test_records_are_told_before_and_after(home: Home, own_schemas: Path) -> None:
    put_library(own_schemas, links={"alpha": "https://new.example/{vendor_id}"})
    told = preview(home, "FI-Koe", samples=1)
    (one,) = told["samples"]["changes"]
    links = [each for each in one["fields"] if each["tag"] == "856"]
    assert "https://library.example/a" in links[0]["before"]
    assert "https://new.example/a" in links[0]["after"]
    assert list(told["profile"]) == ["links"]


def test_a_copy_elsewhere_is_previewed_and_the_file_stays(home: Home, tmp_path: Path) -> None:
    copy = put_library(tmp_path / "copy", acquires={"collections": ["alpha", "beta"]})
    told = preview(home, "FI-Koe", copy)
    assert numbers(told) == {"comes": 1, "goes": 0, "changes": 0, "stays": 2}
    assert told["samples"]["comes"][0]["id"] == title_of(home, "beta", "b1")


def test_a_new_library_is_previewed(home: Home, tmp_path: Path) -> None:
    copy = put_library(tmp_path / "copy", "FI-Uusi", acquires={"collections": ["alpha"], "titles": ["gamma:g9"]})
    told = preview(home, "FI-Uusi", copy)
    assert numbers(told) == {"comes": 2, "goes": 0, "changes": 0, "stays": 0}
    assert told["missing"] == [["gamma:g9"]]


def test_what_cannot_be_previewed_is_told(home: Home, tmp_path: Path, open_home: Make, own_schemas: Path) -> None:
    with pytest.raises(ConfigError, match="there is no library file"):
        preview(home, "FI-Nobody")
    copy = put_library(tmp_path / "copy", "FI-Uusi")
    with pytest.raises(ConfigError, match="is the file of FI-Uusi, not of FI-Koe"):
        preview(home, "FI-Koe", copy)
    with pytest.raises(ConfigError, match="nothing is published yet"):
        preview(open_home("empty", schemas=own_schemas), "FI-Koe")
