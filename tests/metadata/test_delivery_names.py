"""What people call a delivery: a renewal, which is no file, in the reader's language, wherever it is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from feeds import SHIPPED, book, delivery_id, night, states, title_of
from starlette.applications import Starlette
from starlette.testclient import TestClient

from metadata import pipeline
from metadata.approval.question import question_of
from metadata.approval.waiting import waiting
from metadata.delivery_names import load_delivery_names
from metadata.desk.app import desk_of
from metadata.feedback.words import Wording, load_texts
from metadata.home import Home
from metadata.story import explain
from metadata.watch import facts
from metadata.watch.facts import as_json
from transforms.record import Field

CALLED = {"fi": "uusi käsittely 1", "sv": "ny behandling 1", "en": "renewal 1"}
EACH = pytest.mark.parametrize(("lang", "told"), CALLED.items())


@pytest.fixture
def held(open_home: Callable[..., Home], own_schemas: Path, forget: Callable[[], None]) -> Iterator[Home]:
    """An installation with a renewal that its gate holds: the vendor's audiobooks are selected no more."""
    home = open_home(schemas=own_schemas)
    night(home, "beta", "1.mrc", [book(f"b{n}", f"Kirja {n}", audio=n > 10) for n in range(60)])
    path = own_schemas / "vendors" / "beta.yml"
    text = path.read_text("utf-8").replace("[ebook, eaudiobook]", "[ebook]")
    path.write_text(re.sub(r"max_deletes: 1\.0", "max_deletes: 0.02", text), "utf-8")
    forget()
    pipeline.run(home)
    assert states(home, "beta")["renewal 1"] == "held"
    yield home


@EACH
def test_only_a_renewal_is_called_otherwise_than_it_is_stored(lang: str, told: str) -> None:
    names = load_delivery_names(SHIPPED)
    assert names.called("renewal 1", lang) == told
    for name in ("renewal 1.mrc", "renewal", "renewal 01", "a renewal 1", "RENEWAL 1", "renewal 1\n", ""):
        assert names.called(name, lang) == names.in_each(name) == name
    assert names.in_each("renewal 1") == CALLED


@EACH
def test_the_pages_of_the_desk_call_it_so(held: Home, lang: str, told: str) -> None:
    number = delivery_id(held, "renewal 1")
    with TestClient(Starlette(routes=desk_of(held)), base_url="http://127.0.0.1") as client:
        for path in ("", "deliveries", f"deliveries/{number}", "vendors/beta"):
            page = client.get(f"/desk/{path}", params={"lang": lang}).text
            assert told in page, path
            assert all(other not in page for other in CALLED.values() if other != told), path


def test_the_question_about_it_calls_it_so_in_each_language(held: Home) -> None:
    (one,) = waiting(held)
    asked = question_of(held, one, 24, "https://desk.example")
    assert " · ".join(CALLED.values()) in asked.subject
    assert all(told in asked.body for told in CALLED.values())


def test_the_digest_calls_it_so(held: Home) -> None:
    (fact,) = (each for each in as_json(held, facts(held)) if each["kind"] == "held")
    for lang, told in CALLED.items():
        assert told in fact["told"][lang]


@EACH
def test_a_letter_and_its_charts_call_it_so(lang: str, told: str) -> None:
    assert Wording(load_texts(SHIPPED), lang).delivery("renewal 1") == told


def test_a_record_goes_on_to_name_the_file_that_it_came_in(
    own_schemas: Path, open_home: Callable[..., Home], forget: Callable[[], None]
) -> None:
    """So that neither its story nor its place in quarantine needs other words, whatever renewal made it anew."""
    path = own_schemas / "vendors" / "beta.yml"
    plain = path.read_text("utf-8")
    path.write_text(plain + 'levels: {F13: {level: fatal, reason: "agreed"}}\n', "utf-8")
    home = open_home("own", own_schemas)
    night(home, "beta", "1.mrc", book("b1").add(Field.data("041", "  ", "a", "xyz")))
    path.write_text(plain, "utf-8")
    forget()
    pipeline.run(home)
    assert states(home, "beta")["renewal 1"] == "committed"
    story = explain(home, title_of(home, "beta", "b1"), "fi")
    assert [each["delivery"] for each in story["members"]] == ["1.mrc"]
    assert {each["delivery"] for each in story["record"]} == {"1.mrc"}
