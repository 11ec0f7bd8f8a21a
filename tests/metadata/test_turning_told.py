"""People are told when a record is judged again, and why: story, desk, status."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from feeds import Make
from rich.console import Console
from starlette.applications import Starlette
from starlette.testclient import TestClient
from turning_feed import BEFORE, DAY, EVE, ISBNS, coming, going, install, kept, night, product

from metadata.cli.inspect import show_status
from metadata.cli.story import show
from metadata.desk.app import desk_of
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.reports import status
from metadata.story import explain
from metadata.story.page import page
from metadata.story.words import words
from transforms.calendar import Asks

SAID = {
    "fi": "arvioidaan uudelleen 24.12.2026: myyntirajoitus alkaa tai päättyy",
    "sv": "bedöms på nytt 24.12.2026: en försäljningsbegränsning börjar eller upphör",
    "en": "is judged again on 2026-12-24: a sales restriction begins or ends",
}


@pytest.fixture
def home(open_home: Make, own_schemas: Path) -> Iterator[Home]:
    """A title that comes, one that goes, and one that stays."""
    home = install(open_home, own_schemas)
    night(home, BEFORE, "1.xml", coming("a"), going("b", isbn=ISBNS[1]), product("c", isbn=ISBNS[2]))
    yield home


@pytest.mark.parametrize("language", sorted(SAID))
def test_a_story_tells_when_its_records_are_judged_again(home: Home, language: str) -> None:
    story = explain(home, "delta:b", language)
    assert story["members"][0]["again"] == SAID[language]
    assert SAID[language] in page(story, home.settings.schemas, language)
    out = StringIO()
    show(Console(file=out, width=200), story)
    assert SAID[language] in out.getvalue()
    assert explain(home, "delta:c", language)["members"][0]["again"] == ""


def test_a_story_of_what_waits_for_its_day_says_so(home: Home) -> None:
    with pytest.raises(ConfigError, match="delta:a has no title yet: not-for-libraries; it is judged again on 2026-12"):
        explain(home, "delta:a")


@pytest.mark.parametrize("language", sorted(SAID))
@pytest.mark.parametrize("record", ["a", "b"])
def test_the_desk_tells_it_of_what_waits_and_of_what_is_published(home: Home, record: str, language: str) -> None:
    with TestClient(Starlette(routes=desk_of(home)), base_url="http://127.0.0.1") as desk:
        text = desk.get(f"/desk/records/delta/{record}", params={"lang": language}).text
    assert SAID[language] in text
    waits = {"fi": "Odottaa päiväänsä", "sv": "Väntar på sin dag", "en": "Waits for its day"}[language]
    assert (waits in text) == (record == "a")


def test_status_counts_what_is_judged_again_within_a_week(home: Home) -> None:
    assert status(home)["judged_again"] == {}
    night(home, "2026-12-17")
    told = status(home)
    assert told["judged_again"] == {"delta": 2}
    out = StringIO()
    show_status(Console(file=out, width=160), told)
    assert "records that are judged again within 7 days: 2 delta" in out.getvalue()
    night(home, EVE)
    night(home, DAY)
    assert status(home)["judged_again"] == {}
    assert {each: row[1] for each, row in kept(home).items()} == {"a": None, "b": None, "c": None}


def test_whatever_asks_for_a_day_has_words(home: Home) -> None:
    for language in SAID:
        said = words(home.settings.schemas, language)
        assert all(said[f"asks-{each}"] for each in Asks)
