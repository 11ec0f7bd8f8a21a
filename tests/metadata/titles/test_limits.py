"""What matching leaves out is written down while it lasts, told by key and by vendor, and counted with publications."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from feeds import ISBN, book, deliver, gone, night
from rich.console import Console

from metadata import pipeline
from metadata.cli.inspect import show_status
from metadata.home import Home
from metadata.reports import status
from metadata.titles import judging
from metadata.titles.limits import left_out
from transforms.record import Field, Record

UNLIKE = ("Hevonen", "Runot", "Merimatka", "Talvi")  # titles that have no word in common
WORK = ("work", "malli|kissa")


@pytest.fixture(autouse=True, params=[0, judging.MANY], ids=["all at once", "batch by batch"])
def way(request: pytest.FixtureRequest) -> Iterator[None]:
    """Both ways of judging leave out the same."""
    with patch.multiple(judging, MANY=request.param, WORTH=1_000):
        yield


@pytest.fixture
def narrow(tmp_path: Path, synthetic: Path, open_home: Callable[..., Home]) -> Home:
    """An installation with blocks of three records at most."""
    schemas = Path(shutil.copytree(synthetic, tmp_path / "narrow-schemas"))
    path = schemas / "match.yml"
    text = path.read_text("utf-8")
    assert "  block: 200 " in text
    text = text.replace("  block: 200 ", "  block: 3 ").replace("  comparisons: 50 ", "  comparisons: 2 ")
    path.write_text(text, "utf-8")
    return open_home("narrow", schemas)


def told(home: Home, *vendors: str, most: int | None = None) -> dict[str, Any]:
    with home.store.read() as connection:
        return left_out(connection, vendors, most)


def keys(home: Home) -> dict[tuple[str, str], tuple[str, int]]:
    """(kind, value) → why it is left out, and how many records have it."""
    return {(each["kind"], each["value"]): (each["why"], each["records"]) for each in told(home)["keys"]}


def of_work(number: int) -> Record:
    """One of several editions of a work that have nothing else in common."""
    titles = ("Kissa", "Katten", "The Cat", "Die Katze", "El gato")
    languages = ("fin", "swe", "eng", "ger", "spa")
    record = book(f"b{number}", titles[number], ISBN[number], language=languages[number])
    return record.add(Field.data("240", "10", "a", "Kissa")) if number else record


def test_a_poor_identifier_is_told_with_its_records_and_vendors(home: Home) -> None:
    deliver(home, "beta", "1.mrc", [book(f"b{each}", UNLIKE[each], ISBN[0]) for each in range(3)])
    done = night(home, "gamma", "1.mrc", [book("g1", UNLIKE[3], ISBN[0]), book("g2", "Kissa", ISBN[1])])
    found = told(home)
    assert found["keys"] == [
        {
            "kind": "isbn",
            "value": ISBN[0],
            "why": "poor",
            "records": 4,
            "tier": "K1",
            "vendors": {"beta": 3, "gamma": 1},
            "samples": ["beta:b0", "beta:b1", "beta:b2", "gamma:g1"],
        }
    ]
    nothing = {"keys": 0, "records": 0}
    assert found["vendors"] == {
        "beta": {"poor": {"keys": 1, "records": 3}, "capped": nothing},
        "gamma": {"poor": {"keys": 1, "records": 1}, "capped": nothing},
    }
    assert done.published.counts["poor"] == 1
    assert "capped" not in done.published.counts


def test_of_one_vendor_only_its_own_is_told(home: Home) -> None:
    deliver(home, "beta", "1.mrc", [book(f"b{each}", UNLIKE[each], ISBN[0]) for each in range(3)])
    night(home, "gamma", "1.mrc", [book("g1", UNLIKE[3], ISBN[0])])
    found = told(home, "gamma")
    assert (list(found["vendors"]), found["keys"][0]["samples"]) == (["gamma"], ["gamma:g1"])
    assert told(home, "alpha") == {"vendors": {}, "total": 0, "keys": []}


def test_a_large_work_is_told_and_forgotten_as_records_come_and_go(narrow: Home) -> None:
    deliver(narrow, "beta", "1.mrc", [of_work(each) for each in range(3)])
    pipeline.run(narrow)
    assert WORK not in keys(narrow)
    night(narrow, "gamma", "1.mrc", [of_work(3), of_work(4)])
    assert keys(narrow)[WORK] == ("capped", 5)
    night(narrow, "gamma", "2.mrc", gone("b3"))
    assert keys(narrow)[WORK] == ("capped", 4)
    night(narrow, "gamma", "3.mrc", gone("b4"))
    assert WORK not in keys(narrow)


def test_a_capped_block_is_counted_in_status_and_publication(narrow: Home) -> None:
    done = night(narrow, "beta", "1.mrc", [book(f"b{each}") for each in range(4)])
    found = keys(narrow)
    assert {why for why, _ in found.values()} == {"capped"}
    assert {"title", "name-title"} <= {kind for kind, _ in found}
    assert done.published.counts["capped"] == len(found)
    content = status(narrow)
    assert content["left_out"] == {"capped": len(found)}
    out = StringIO()
    show_status(Console(width=160, file=out), content)
    assert f"to match by: {len(found)} capped; see emat report matching" in out.getvalue()


def test_a_block_is_told_whole_although_it_was_divided_by_year(narrow: Home) -> None:
    other = book("b4").put_at("008", 7, "1926")
    other = other.swap(other.first("264"), Field.data("264", " 1", "a", "Helsinki :", "b", "Malli,", "c", "1926."))
    night(narrow, "beta", "1.mrc", [*(book(f"b{each}") for each in range(4)), other])
    assert {each for (kind, _), each in keys(narrow).items() if kind == "title"} == {("capped", 5)}
    night(narrow, "beta", "2.mrc", gone("b4"))
    assert {each for (kind, _), each in keys(narrow).items() if kind == "title"} == {("capped", 4)}


def test_the_largest_are_told_first_and_the_rest_is_counted(home: Home) -> None:
    deliver(home, "beta", "1.mrc", [book(f"b{each}", UNLIKE[each], ISBN[0]) for each in range(4)])
    more = [book(f"g{each}", UNLIKE[each % 4], ISBN[1]) for each in range(6)]
    night(home, "gamma", "1.mrc", more)
    found = told(home, most=1)
    assert (found["total"], [each["value"] for each in found["keys"]]) == (2, [ISBN[1]])
    assert found["keys"][0]["samples"] == [f"gamma:g{each}" for each in range(5)]
    assert found["vendors"]["beta"]["poor"] == {"keys": 1, "records": 4}
