"""Several questions as one form, and its answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from feeds import ISBN, Make, book, clusters, deliver, night
from markdown_it import MarkdownIt

from metadata import pipeline, review
from metadata.home import Home
from metadata.review import Word
from metadata.review.batch import MOST, answer, batch_of
from metadata.taking_effect import take_effect
from transforms.record import Field

WORD = Word("I looked into both.", "maija")
HOSTILE = "Kissa | ![x](https://evil.example/p.png) `<b>` osa"


@pytest.fixture
def shipped(open_home: Make, synthetic: Path) -> Home:
    """An installation with the shipped rules; a keyword with two meanings stands in two records."""
    home = open_home(schemas=synthetic)
    night(home, "beta", "1.mrc", [book(each).add(Field.data("653", "  ", "a", "romaanit")) for each in ("b1", "b2")])
    return home


def pairs(home: Home, title: str = "Kissa osa") -> None:
    """Two pairs of volumes that share an ISBN each."""
    deliver(home, "beta", "1.mrc", [book("b1", f"{title} 1", ISBN[0]), book("b2", f"{title} 3", ISBN[1])])
    night(home, "gamma", "1.mrc", [book("g1", f"{title} 2", ISBN[0]), book("g2", f"{title} 4", ISBN[1])])


def open_items(home: Home, kind: str) -> list[dict[str, Any]]:
    return review.items(home, kind)


def test_nothing_is_asked_where_nothing_waits(home: Home) -> None:
    assert batch_of(home, "match") is None


def test_pairs_are_shown_beside_each_other_with_what_speaks_for_and_against(home: Home) -> None:
    pairs(home)
    found = batch_of(home, "match", language="fi")
    assert found is not None
    assert found.subject.startswith("2 kysymystä")
    assert "| Nimeke | `Kissa osa 1 / Matti Malli.` | `Kissa osa 2 / Matti Malli.` |" in found.body
    assert f"- yhteinen ISBN `{ISBN[0]}`" in found.body
    assert "- osan numero eroaa: `1` – `2`" in found.body
    first = found.fields[0]
    assert list(first.answers) == ["open", "same", "different"]
    assert first.title == f"{first.key.removeprefix('item_')} · Kissa osa 1 / Matti Malli. – Kissa osa 2 / Matti Malli."


@pytest.mark.long
def test_at_most_so_many_are_asked_and_only_about_the_vendor(home: Home) -> None:
    pairs(home)
    found = batch_of(home, "match", most=1)
    assert found is not None
    assert len(found.fields) == 1
    assert batch_of(home, "match", vendor="alpha") is None
    assert MOST == 20


def test_what_vendors_wrote_does_nothing(home: Home) -> None:
    pairs(home, HOSTILE)
    found = batch_of(home, "match")
    assert found is not None
    reader = MarkdownIt("commonmark").enable("table")
    types = {child.type for each in reader.parse(found.body) for child in each.children or ()}
    assert types <= {"text", "code_inline", "softbreak"}
    assert all("\n" not in each.title for each in found.fields)


def test_answers_are_decisions_with_author_and_reason_and_the_rest_stays_open(home: Home) -> None:
    pairs(home)
    first, second = (each["item"] for each in open_items(home, "match"))
    done = answer(home, {f"item_{first}": "same", f"item_{second}": "open", "item_99": None}, WORD)
    assert (len(done["decisions"]), done["refused"]) == (1, [])
    assert take_effect(home, done["decisions"]) == ["beta", "gamma"]
    pipeline.publish(home)
    assert frozenset({"beta:b1", "gamma:g1"}) in clusters(home)
    assert [each["item"] for each in open_items(home, "match")] == [second]
    (kept,) = review.decisions(home)
    assert (kept["verdict"], kept["actor"], kept["reason"]) == ("same", "maija", "I looked into both.")


def test_a_meaning_is_chosen_for_all_records_of_the_vendor_and_takes_effect(shipped: Home) -> None:
    found = batch_of(shipped, "heading")
    assert found is not None
    (field,) = [each for each in found.fields if each.title.endswith("· romaanit")]
    novels = "meant http://urn.fi/URN:NBN:fi:au:slm:s518"
    assert novels in field.answers
    assert list(field.answers)[-1] == "none"
    assert "The same is in 2 records" in found.body
    assert "[http://urn.fi/URN:NBN:fi:au:slm:s518](http://urn.fi/URN:NBN:fi:au:slm:s518)" in found.body
    done = answer(shipped, {field.key: novels}, WORD)
    assert take_effect(shipped, done["decisions"]) == ["beta"]
    pipeline.publish(shipped)
    assert not [each for each in open_items(shipped, "heading") if f"item_{each['item']}" == field.key]


def test_none_of_the_meanings_leaves_the_heading(shipped: Home) -> None:
    number = open_items(shipped, "heading")[0]["item"]
    answer(shipped, {f"item_{number}": "none"}, WORD)
    assert [each["verdict"] for each in review.decisions(shipped)] == ["none"]


def test_a_finding_is_told_and_accepted(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1", "KISSA"))
    found = batch_of(home, "record", language="sv")
    assert found is not None
    (field,) = found.fields
    assert list(field.answers) == ["open", "accept"]
    assert "- `245[0]$a` `KISSA /` `KISSA / duger inte`" in found.body
    done = answer(home, {field.key: "accept"}, WORD)
    assert take_effect(home, done["decisions"]) == ["beta"]
    assert batch_of(home, "record") is None
    assert review.decisions(home)[0]["value"]["until"] == "2027-11-01", "a year, then it is asked again"


def test_what_cannot_be_decided_is_refused_and_loses_nothing_else(home: Home) -> None:
    pairs(home)
    first, second = (each["item"] for each in open_items(home, "match"))
    answer(home, {f"item_{first}": "different"}, Word("seen before", "matti"))
    done = answer(
        home,
        {
            f"item_{first}": "same",
            "item_999": "same",
            "itm": "same",
            "item_²": "same",
            f"item_{second}": "different",
        },
        WORD,
    )
    assert len(done["decisions"]) == 1
    told = "\n".join(done["refused"])
    for each in (
        f"question {first} is decided already: different (matti: seen before)",
        "there is no review item 999",
        "'itm' is no field of a question",
        "'item_²' is no field",
    ):
        assert each in told


@pytest.mark.parametrize("value", ["perhaps", "accept", "meant nonsense", "edit", "x" * 5000])
def test_an_answer_that_does_not_fit_is_refused(home: Home, value: str) -> None:
    pairs(home)
    (number, _) = (each["item"] for each in open_items(home, "match"))
    done = answer(home, {f"item_{number}": value}, WORD)
    assert (done["decisions"], len(done["refused"])) == ([], 1)
    assert len(done["refused"][0]) < 400
