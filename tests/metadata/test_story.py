"""`emat explain` in front of a played demo."""

from __future__ import annotations

import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest

from metadata.errors import ConfigError
from metadata.home import Home
from metadata.settings import load_settings
from metadata.store.store import Store
from metadata.story import explain
from tests.metadata.cli.conftest import EMAT

RECORD = "marc-aggregator:urn:isbn:9789527999011"


@pytest.fixture(scope="module")
def home(demo: Path) -> Any:
    home = Home(load_settings(demo, {}))
    yield home
    home.close()


def test_a_title_is_found_by_its_number_however_it_is_typed(home: Home) -> None:
    title = explain(home, RECORD)["title"]
    typed = "-".join((title[:5], title[5:15], title[15:])).lower()
    assert explain(home, title) == explain(home, typed) == explain(home, RECORD)


def test_members_tell_where_they_come_from(home: Home) -> None:
    story = explain(home, RECORD)
    assert [each["vendor"] for each in story["members"]] == ["marc-aggregator", "onix-publisher"]
    for each in story["members"]:
        assert each["label"].startswith(f"{each['vendor']}:{each['vendor_id']} (")
        assert each["states"]


def test_every_field_has_its_vendor(home: Home) -> None:
    story = explain(home, RECORD)
    assert all(each["field"].startswith("=") for each in story["record"])
    (link,) = [each["field"] for each in story["record"] if each["from"] not in ("marc-aggregator", "onix-publisher")]
    (told,) = story["links"]
    assert told["said_by"] == "onix-audiobooks:fi.example.aaniranta.a001"
    assert link.startswith("=776  08$iE-äänikirja:")
    assert link.endswith(f"){told['title']}")


def test_issues_are_told_in_words(home: Home) -> None:
    (aggregator, _) = explain(home, RECORD)["members"]
    assert aggregator["issues"]
    assert all(each["message"] for each in aggregator["issues"])
    assert all(each["before"] or each["after"] for each in aggregator["issues"] if each["fixed"] and each["path"])


def test_every_change_is_told_with_the_words_of_what_made_it(home: Home) -> None:
    changes = explain(home, RECORD)["members"][0]["changes"]
    steps = [each for each in changes if each["step"] != "rules"]
    assert {"control_001", "form", "title_245"} <= {each["step"] for each in steps}
    assert all(each["number"] and each["text"] and each["before"] != each["after"] for each in changes)
    numbers = [each["number"] for each in steps]
    assert numbers == sorted(numbers)
    mended = [each for each in changes if each["step"] == "rules"]
    assert mended
    assert all(each["by"] for each in mended), "the rules that did it"


def test_doubtful_pairs_are_told_with_what_speaks_against_them(home: Home) -> None:
    (doubt,) = explain(home, "marc-aggregator:urn:isbn:9789179990046")["doubtful"]
    assert doubt["record"] == "onix-publisher:fi.example.revontuli.1013"
    assert doubt["vetoes"][0]["reason"] == "title-tail"


def test_a_deleted_title_has_a_story_too(home: Home) -> None:
    story = explain(home, "film-service:fs-000014")
    assert story["status"] == "deleted"
    assert [each["deleted"] for each in story["publications"]] == [False, True]
    assert story["offers"][-1]["gone"]


@pytest.mark.parametrize("name", ["nobody:1", "", "KAB01J00000000000000000000001", "film-service:"])
def test_an_unknown_title_is_wrong_use(name: str, home: Home) -> None:
    with pytest.raises(ConfigError, match="no title"):
        explain(home, name)


@pytest.mark.parametrize("output", ["text", "json"])
def test_explain_on_the_command_line(output: str, home: Home) -> None:
    assert isinstance(home.store, Store)
    data = home.settings.data_dir
    ran = subprocess.run(
        [EMAT, "explain", RECORD, "--data-dir", data, "--format", output],
        capture_output=True,
        text=True,
        check=True,
    )
    assert explain(home, RECORD)["title"] in ran.stdout
    assert "Seitsemän veljestä" in ran.stdout
    assert ("another form: " if output == "text" else '"because": "named-by"') in ran.stdout


def test_nothing_is_written_by_explaining(home: Home) -> None:
    database: Path = home.settings.data_dir / "ematerial.db"
    with sqlite3.connect(database) as store:
        before = list(store.iterdump())
    explain(home, RECORD)
    with sqlite3.connect(database) as store:
        assert list(store.iterdump()) == before
