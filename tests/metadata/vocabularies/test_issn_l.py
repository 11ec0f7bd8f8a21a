"""The table of ISSN and ISSN-L as a vocabulary: it is read, refreshed, and what depends on it is made anew."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from metadata.connections import NONE
from metadata.vocabularies.index import Index
from metadata.vocabularies.refresh import Look, Refreshed, refresh
from metadata.vocabularies.shelf import Shelf
from transforms.enrich.issn_l import linking
from transforms.enrich.lookups import key_of

SHIPPED = Path(__file__).parents[3] / "schemas"
NAME = "20261101.ISSN-to-ISSN-L.txt"
# Dance research and Plant varieties journal, as the ISSN International Centre gives them for examples
TABLE = "ISSN\tISSN-L\n0264-2875\t0264-2875\n1188-1534\t1188-1534\n1750-0095\t0264-2875\n1911-1460\t1188-1534\n"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "data" / "vocabularies", SHIPPED)


def load(shelf: Shelf, folder: Path, text: str) -> Refreshed:
    """Refresh from a folder with this table."""
    folder.mkdir(exist_ok=True)
    (folder / NAME).write_text(text, "utf-8")
    return refresh(Look(shelf, "2026-11-01T00:00:00Z", lambda _: NONE, ("issn-l",), folder, agreed=True))


def test_every_issn_finds_the_one_that_links_it(shelf: Shelf, tmp_path: Path) -> None:
    load(shelf, tmp_path / "dumps", TABLE)
    path = shelf.current()
    assert path is not None
    with closing(Index(path)) as index:
        found = {
            each: linking(index, each) for each in ("0264-2875", "1750-0095", "19111460", "0039-5552", "2345-6787")
        }
        assert index.versions()["issn-l"].concepts == 2
    assert found == {
        "0264-2875": "0264-2875",
        "1750-0095": "0264-2875",
        "19111460": "1188-1534",
        "0039-5552": "0039-5552",  # of the excerpt
        "2345-6787": "",
    }


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ISSN-L\tISSN\n0264-2875\t0264-2875\n", id="the-other-table"),
        pytest.param("", id="empty"),
        pytest.param("ISSN\tISSN-L\n0264-2875\n", id="cut-off"),
        pytest.param("ISSN\tISSN-L\n0264-2875\t978-952-7999-50-9\n", id="no-issn"),
    ],
)
def test_a_broken_table_is_refused_and_the_one_before_counts_on(shelf: Shelf, tmp_path: Path, text: str) -> None:
    load(shelf, tmp_path / "dumps", TABLE)
    before = shelf.current()
    assert load(shelf, tmp_path / "dumps", text).vocabularies["issn-l"].state == "failed"
    assert shelf.current() == before


def test_records_that_asked_for_an_issn_are_made_anew_when_it_gets_another_link(shelf: Shelf, tmp_path: Path) -> None:
    load(shelf, tmp_path / "dumps", TABLE)
    moved = TABLE.replace("1911-1460\t1188-1534", "1911-1460\t1911-1460")
    asked = set(load(shelf, tmp_path / "dumps", moved).asked)
    assert key_of("urn:ISSN:1911-1460") in asked
    assert key_of("urn:ISSN:1750-0095") not in asked
