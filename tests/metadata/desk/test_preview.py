"""The page of a dry run: what would become of the records, in three languages, and the way to do it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html
from starlette.applications import Starlette
from starlette.testclient import TestClient

from metadata.desk.app import desk_of
from metadata.desk.preview import LIGHTS
from metadata.desk.words import LANGUAGES, words_of
from metadata.home import Home
from metadata.previews import kept
from metadata.previews.differences import OUTCOMES, field_pairs
from metadata.rerun import Wish, rerun
from metadata.settings import load_settings
from transforms.record import Field, Record

SCHEMAS = load_settings(Path()).schemas


@pytest.fixture(scope="module")
def home(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A copy of the sample nights, in which dry runs are made."""
    folder = shutil.copytree(demo, tmp_path_factory.mktemp("previews") / "data")
    made = Home(load_settings(folder, env={}))
    yield made
    made.close()


@pytest.fixture(scope="module")
def desk(home: Home) -> Iterator[TestClient]:
    """Asks the desk of it."""
    reading = Home(home.settings, read_only=True)
    with TestClient(Starlette(routes=desk_of(reading)), base_url="http://127.0.0.1") as client:
        yield client
    reading.close()


@pytest.fixture(scope="module")
def held(home: Home) -> int:
    """A dry run of the poisoned delivery."""
    wish = Wish("marc-aggregator", "delivery", "aggregator-20261103.mrc", reason="is it still so?")
    return int(rerun(home, wish, "ada")["preview"])


def texts(page: Any, path: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in page.iterfind(path)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_held_delivery_is_told_with_what_would_change(desk: TestClient, held: int, lang: str) -> None:
    answer = desk.get(f"/desk/previews/{held}", params={"lang": lang})
    assert answer.status_code == 200
    page, words = html.fromstring(answer.text), words_of(SCHEMAS, "preview", lang)
    assert words["state_held"] in texts(page, ".//section/p/span")
    assert any(each.startswith(words["check_hold"]) for each in texts(page, ".//ul[@class='quiet']/li"))
    tiles = texts(page, ".//ul[@class='tiles']/li")
    assert any(each.endswith(words["outcome_withdrawn"]) for each in tiles)
    assert words["titles_nothing"] in texts(page, ".//section/p/span")
    (button,) = page.iterfind(".//a[@class='button']")
    query = parse_qs(urlsplit(button.get("href")).query)
    assert json.loads(query["conf"][0]) == {
        "vendor": "marc-aggregator",
        "what": "delivery",
        "delivery": "aggregator-20261103.mrc",
        "reason": "is it still so?",
        "dry_run": False,
    }
    assert desk.get(button.get("href")).status_code == 200


def test_every_box_and_table_has_a_name(desk: TestClient, held: int) -> None:
    page = html.fromstring(desk.get(f"/desk/previews/{held}", params={"lang": "en"}).text)
    ids = [each.get("id") for each in page.iterfind(".//*[@id]")]
    assert len(ids) == len(set(ids))
    named = [each.get("aria-labelledby") for each in page.iterfind(".//section")]
    assert named
    assert set(named) <= set(ids)
    assert all(
        each.get("aria-label") and each.get("tabindex") == "0" for each in page.iterfind(".//div[@role='region']")
    )
    levels = [int(each.tag[1]) for each in page.iter("h1", "h2", "h3")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def shown(home: Home, desk: TestClient, **changed: Any) -> str:
    """The page of a preview that is made by hand."""
    old = Record.of(Field.data("245", "10", "a", "Vanha"))
    new = Record.of(Field.data("245", "10", "a", "<script>alert(1)</script>"))
    record = {
        "record": "beta:<b>1</b>",
        "outcome": "changed",
        "title": "<i>Nimi</i>",
        "fields": field_pairs(old.pack(), new.pack()),
        "rule": "",
        "reason": "",
        "made_by": [{"tag": "245", "by": ["T03"], "texts": dict.fromkeys(LANGUAGES, "<u>sääntö</u>")}],
    }
    vendor = {
        "delivery": "<em>1.mrc</em>",
        "read": 1234,
        "would_be": "committed",
        "reason": "",
        "checks": [],
        "counts": {},
        "rules": {"T03": {"now": 1, "then": 0}},
        "outcomes": {"changed": 60},
        "tags": {"245": 60},
        "changed": [record],
        "left_out": 2,
        **changed,
    }
    titles = {
        "would_be": "nothing",
        "reason": "",
        "counts": {},
        "changed": [],
        "samples": [],
        "waiting": 3,
        "others": 2,
    }
    wish = Wish("beta", "ids", ids=tuple(f"<{each}>" for each in range(300)), reason="<q>miksi</q>")
    number = kept.keep(home, {"wish": wish.asdict(), "by": "<ada>", "vendors": {"beta": vendor}, "titles": titles})
    return desk.get(f"/desk/previews/{number}", params={"lang": "en"}).text


def test_what_vendors_and_people_wrote_is_text(home: Home, desk: TestClient) -> None:
    text = shown(home, desk)
    page = html.fromstring(text)
    assert [each.tag for each in page.iter("i", "em", "u", "q")] == []
    assert len(list(page.iter("script"))) == 1  # the desk's own
    assert "alert(1)" in page.text_content()
    assert "1,234" in text
    assert "Of these, titles of other deliveries that wait for the same publication: 2" in page.text_content()
    assert "Others that are not shown: 59" in page.text_content()
    assert "2 left out: they are withdrawn" in page.text_content()
    assert "T03 format-word-in-title" in texts(page, ".//tbody/tr/th")


@pytest.mark.parametrize("state", [*LIGHTS, "fetched", "unreadable"])
def test_every_state_has_its_word(home: Home, desk: TestClient, state: str) -> None:
    if state != "published":
        words = words_of(SCHEMAS, "preview", "en")
        assert words[f"state_{state}"] in shown(home, desk, would_be=state)


def test_every_outcome_has_its_word_in_every_language() -> None:
    for lang in LANGUAGES:
        assert {f"outcome_{each}" for each in OUTCOMES} <= words_of(SCHEMAS, "preview", lang).keys()


@pytest.mark.parametrize("number", ["1", "x", "99999999999999999999", "../ematerial"])
def test_a_preview_that_is_not_there_is_said_so(desk: TestClient, number: str) -> None:
    assert desk.get(f"/desk/previews/{number}", params={"lang": "en"}).status_code == 404
