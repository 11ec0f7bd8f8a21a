"""The package as a whole: complete, the same bytes every time, and nothing of the store is changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from feeds import book, dump, night, tree
from shelf import Shelf, fill, issue

from metadata.errors import ConfigError
from metadata.feedback.package import write_package

FILES = {"issues.ndjson", "counts.csv", "feedback.csv", "feedback.xlsx", "letter.html", "summary.html"}
FILES |= {f"{name}.{lang}.html" for name in ("letter", "summary") for lang in ("fi", "sv", "en")}


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(each) for each in (folder / "issues.ndjson").read_text("utf-8").splitlines()]


def test_package_is_whole_and_lies_in_the_data_folder(shelf: Shelf) -> None:
    fill(shelf, 3, 5)
    package = write_package(shelf.home, "alpha")
    assert package.folder == shelf.home.settings.data_dir / "reports" / "alpha"
    assert set(package.files) == FILES == {each.name for each in package.folder.iterdir()}


def test_two_runs_give_equal_bytes_and_leave_the_store_alone(shelf: Shelf, tmp_path: Path) -> None:
    fill(shelf)
    before = dump(shelf.home)
    first = tree(write_package(shelf.home, "alpha", tmp_path / "a").folder)
    assert tree(write_package(shelf.home, "alpha", tmp_path / "b").folder) == first
    assert tree(write_package(shelf.home, "alpha", tmp_path / "a").folder) == first
    assert dump(shelf.home) == before


def test_every_finding_is_told_once(shelf: Shelf) -> None:
    number = shelf.delivery("a.mrc")
    shelf.record("k1", number, issue(), issue("D05", fixed=True, after="x"))
    shelf.record("k2", number, issue("R00"))
    shelf.withheld(number, 4, "k3", "S03", "The title (245 $a) is missing")
    package = write_package(shelf.home, "alpha", language="sv")
    told = lines(package.folder)
    assert [(each["record"], each["rule"]) for each in told] == [
        ("k3", "S03"),
        ("k1", "I02"),
        ("k1", "D05"),
        ("k2", "R00"),
    ]
    assert told[0]["message"] == "Titel (245 $a) saknas"
    people = (package.folder / "feedback.csv").read_text("utf-8")
    assert "R00" not in people
    assert len(people.splitlines()) == 1 + 3


def test_language_is_the_vendors_unless_told(shelf: Shelf) -> None:
    fill(shelf, 2, 3)
    folder = write_package(shelf.home, "alpha").folder
    assert (folder / "letter.html").read_bytes() == (folder / "letter.fi.html").read_bytes()
    write_package(shelf.home, "alpha", language="sv")
    assert (folder / "letter.html").read_bytes() == (folder / "letter.sv.html").read_bytes()


def test_unknown_vendor_is_refused_and_leaves_no_folder(shelf: Shelf) -> None:
    with pytest.raises(ConfigError):
        write_package(shelf.home, "nobody")
    with pytest.raises(ConfigError):
        write_package(shelf.home, "alpha", since=12)
    assert not (shelf.home.settings.data_dir / "reports").exists()


def test_package_of_a_night_that_was_really_run(shelf: Shelf) -> None:
    sound, bad = book("k1"), book("k2", title="Kis\u00adsa")
    assert night(shelf.home, "alpha", "a.mrc", [sound, bad]).is_sound
    package = write_package(shelf.home, "alpha", language="en")
    assert package.report.sums.records == 2
    assert ("k2", "S13") in {(each["record"], each["rule"]) for each in lines(package.folder)}
    assert [each.live for each in package.report.facts.runs] == [2]
