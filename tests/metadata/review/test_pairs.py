"""Pairs of records that people join or part, replayed night after night."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from feeds import ISBN, book, clusters, deliver, gone, night, title_of, title_text
from postgresql import BOTH_IN_FULL

from metadata import pipeline, review
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.review import Given, Verdict, Word

DATABASES = BOTH_IN_FULL
WORD = Word("I looked into both", "Maija")
PARTED = {frozenset({"beta:b1"}), frozenset({"gamma:g1"})}
JOINED = {frozenset({"beta:b1", "gamma:g1"})}


def doubtful(home: Home) -> dict[str, Any]:
    """b1 and g1 share an ISBN, but are two volumes; returns what is asked."""
    deliver(home, "beta", "1.mrc", book("b1", "Kissa osa 1", ISBN[0]))
    night(home, "gamma", "1.mrc", book("g1", "Kissa osa 2", ISBN[0]))
    (asked,) = review.items(home)
    return asked


def alike(home: Home) -> None:
    """b1 and g1 share an ISBN and are one title."""
    deliver(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    night(home, "gamma", "1.mrc", book("g1", isbn=ISBN[0]))
    assert clusters(home) == JOINED


def test_what_is_asked_is_told_with_both_sides_and_all_that_speaks(home: Home) -> None:
    asked = doubtful(home)
    assert (asked["kind"], asked["state"]) == ("match", "open")
    assert [(each["record"], each["title"]) for each in asked["records"]] == [
        ("beta:b1", "Kissa osa 1 / Matti Malli."),
        ("gamma:g1", "Kissa osa 2 / Matti Malli."),
    ]
    assert asked["for"][0] == f"the same ISBN {ISBN[0]}"
    assert asked["against"] == ["the volume numbers differ: 1 – 2"]
    assert asked["evidence"][0] == {"field": "isbn", "reason": "equal-valid", "score": 1.0}


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_it_is_told_in_the_languages_of_the_libraries(home: Home, language: str) -> None:
    doubtful(home)
    (asked,) = review.items(home, language=language)
    expected = {"fi": "osan numero eroaa: 1 – 2", "sv": "delens nummer skiljer sig: 1 – 2"}
    assert asked["against"] == [expected[language]]


def test_an_item_shows_what_would_be_published_in_either_case(home: Home) -> None:
    asked = doubtful(home)
    shown = review.item(home, asked["item"])
    assert [any("Kissa osa 2" in field for field in each["fields"]) for each in shown["records"]] == [False, True]
    assert [field for field in shown["together"] if field.startswith("=245")] == [
        "=245  10$aKissa osa 1 /$cMatti Malli."
    ]
    review.decide(home, [asked["item"]], Verdict.SAME, WORD)
    pipeline.publish(home)
    assert title_text(home, title_of(home, "beta", "b1")) == "Kissa osa 1 /"


def test_only_what_was_asked_for_is_listed(home: Home) -> None:
    doubtful(home)
    assert len(review.items(home, kind="match", vendor="gamma")) == 1
    assert review.items(home, kind="record") == review.items(home, vendor="alpha") == []


def test_a_join_is_seen_with_the_next_publication_and_stays(home: Home) -> None:
    asked = doubtful(home)
    older = title_of(home, "beta", "b1")
    review.decide(home, [asked["item"]], Verdict.SAME, WORD)
    assert (clusters(home), review.items(home)) == (PARTED, [])
    pipeline.publish(home)
    assert (clusters(home), review.items(home)) == (JOINED, [])
    assert title_of(home, "gamma", "g1") == older
    night(home, "gamma", "2.mrc", book("g1", "Kissa osa 3", ISBN[1]))
    assert clusters(home) == JOINED


def test_a_join_needs_no_shared_number(home: Home) -> None:
    deliver(home, "beta", "1.mrc", book("b1", "Kissa"))
    night(home, "gamma", "1.mrc", book("g1", "Koira", audio=True))
    review.link(home, "gamma:g1", "beta:b1", Verdict.SAME, WORD)
    pipeline.publish(home)
    assert clusters(home) == JOINED
    night(home, "beta", "2.mrc", gone("b1"))
    night(home, "beta", "3.mrc", book("b1", "Kissa", ISBN[1]))
    assert clusters(home) == JOINED


def test_a_parting_stays_and_is_asked_no_more(home: Home) -> None:
    alike(home)
    review.link(home, "beta:b1", "gamma:g1", Verdict.DIFFERENT, WORD)
    pipeline.publish(home)
    assert clusters(home) == PARTED
    night(home, "gamma", "2.mrc", book("g1", "Kissat", ISBN[0]))
    assert (clusters(home), review.items(home)) == (PARTED, [])


def test_a_parted_pair_does_not_meet_by_way_of_a_third(home: Home) -> None:
    alike(home)
    review.link(home, "beta:b1", "gamma:g1", Verdict.DIFFERENT, WORD)
    night(home, "beta", "2.mrc", book("b2", isbn=ISBN[0]))
    assert clusters(home) == {frozenset({"beta:b1", "beta:b2"}), frozenset({"gamma:g1"})}
    (asked,) = review.items(home)
    assert asked["against"] == ["a person has parted beta:b1 and gamma:g1"]


def test_of_two_decisions_on_one_pair_the_later_counts(home: Home) -> None:
    alike(home)
    review.link(home, "beta:b1", "gamma:g1", Verdict.DIFFERENT, WORD)
    review.link(home, "gamma:g1", "beta:b1", Verdict.SAME, WORD)
    pipeline.publish(home)
    assert clusters(home) == JOINED


def test_a_second_answer_takes_the_place_of_the_first_whoever_gave_it(home: Home) -> None:
    asked = doubtful(home)
    (first,) = review.decide(home, [asked["item"]], Verdict.SAME, WORD)
    (second,) = review.decide(home, [asked["item"]], Verdict.DIFFERENT, Word("two volumes", "Matti"))
    assert [each["id"] for each in review.decisions(home)] == [second]
    assert [(each.id, each.actor) for each in review.overruled(home, [second])] == [(first, "Maija")]
    assert review.overruled(home, [first]) == []
    review.undo(home, second, WORD)
    assert (review.decisions(home), review.item(home, asked["item"])["state"]) == ([], "open")
    pipeline.publish(home)
    assert clusters(home) == PARTED
    assert [each["item"] for each in review.items(home)] == [asked["item"]]


def test_joins_that_a_parting_forbids_are_asked_again(home: Home) -> None:
    for vendor, name in (("alpha", "a1"), ("beta", "b1"), ("gamma", "g1")):
        deliver(home, vendor, "1.mrc", book(name, name))
    pipeline.run(home)
    review.link(home, "alpha:a1", "beta:b1", Verdict.SAME, WORD)
    review.link(home, "beta:b1", "gamma:g1", Verdict.SAME, WORD)
    review.link(home, "alpha:a1", "gamma:g1", Verdict.DIFFERENT, WORD)
    pipeline.publish(home)
    assert clusters(home) == {frozenset({"alpha:a1", "beta:b1"}), frozenset({"gamma:g1"})}
    (asked,) = review.items(home)
    assert [each["record"] for each in asked["records"]] == ["beta:b1", "gamma:g1"]
    assert asked["for"][0] == "a person has joined them"


def test_what_is_taken_back_is_as_it_was_and_asked_again(home: Home) -> None:
    asked = doubtful(home)
    (number,) = review.decide(home, [asked["item"]], Verdict.SAME, WORD)
    pipeline.publish(home)
    review.undo(home, number, Word("the covers differ", "Matti"))
    pipeline.publish(home)
    assert clusters(home) == PARTED
    (again,) = review.items(home)
    assert again["item"] == asked["item"]
    (told,) = review.item(home, asked["item"])["decisions"]
    assert told["undone"].endswith("Matti: the covers differ")


def test_several_are_answered_at_once_or_none(home: Home) -> None:
    asked = doubtful(home)
    with pytest.raises(ConfigError, match="no review item 99"):
        review.decide(home, [asked["item"], 99], Verdict.SAME, WORD)
    assert review.decisions(home) == []


@pytest.mark.parametrize(
    ("verdict", "word", "field", "told"),
    [
        (Verdict.ACCEPT, WORD, "", "same or different, not accept"),
        (Verdict.SAME, Word("", "Maija"), "", "needs a reason"),
        (Verdict.SAME, Word("why", ""), "", "author"),
        (Verdict.EDIT, WORD, "", "--field"),
        (Verdict.SAME, WORD, "245 10 $a Kissa", "--field"),
        (Verdict.CHOOSE, WORD, "", "--meant"),
        (Verdict.NONE, WORD, "", "same or different, not none"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(
    home: Home, verdict: Verdict, word: Word, field: str, told: str
) -> None:
    asked = doubtful(home)
    with pytest.raises(ConfigError, match=told):
        review.decide(home, [asked["item"]], verdict, word, Given(field=field))
    assert len(review.items(home)) == 1


@pytest.mark.parametrize(
    ("given", "told"), [(Given(until=date(2030, 1, 1)), "--until"), (Given(only="beta:b1"), "--only")]
)
def test_what_an_answer_has_no_use_for_is_refused(home: Home, given: Given, told: str) -> None:
    asked = doubtful(home)
    with pytest.raises(ConfigError, match=told):
        review.decide(home, [asked["item"]], Verdict.SAME, WORD, given)
    assert review.decisions(home) == []


def test_records_that_are_not_there_are_not_joined(home: Home) -> None:
    alike(home)
    for left, right in (("beta:b1", "gamma:g2"), ("b1", "gamma:g1"), ("beta:b1", "beta:b1")):
        with pytest.raises(ConfigError):
            review.link(home, left, right, Verdict.SAME, WORD)


def test_an_isbn_on_a_book_and_an_audiobook_is_asked_once_under_its_rule(
    open_home: Callable[..., Home], own_schemas: Path
) -> None:
    home = open_home(schemas=own_schemas)
    deliver(home, "beta", "1.mrc", book("b1", "Kissa", ISBN[0]))
    night(home, "gamma", "1.mrc", book("g1", "Kissa", ISBN[0], audio=True))
    (asked,) = review.items(home)
    assert (asked["rule"], asked["slug"]) == ("I08", "isbn-shared")
    assert asked["message"].startswith("ISBN 9789527999011 is on records of different media")
    night(home, "gamma", "2.mrc", book("g1", "Kissa!", ISBN[0], audio=True))
    assert [each["item"] for each in review.items(home)] == [asked["item"]]
    review.decide(home, [asked["item"]], Verdict.DIFFERENT, WORD)
    night(home, "gamma", "3.mrc", book("g1", "Kissa?", ISBN[0], audio=True))
    assert review.items(home) == []
