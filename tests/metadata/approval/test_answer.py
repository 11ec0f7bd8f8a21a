"""What becomes of something held when a person has answered, or nobody has."""

from __future__ import annotations

import pytest
from feeds import book, everything, gone, live_ids, night, states

from metadata import decisions
from metadata.approval import Answer, Held, carry_out, waiting
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.store import deliveries

YES, NO = Answer("approve", "The vendor has told us.", "maija"), Answer("reject", "A test file.", "maija")


def held(home: Home) -> Held:
    (found,) = waiting(home)
    return found


def said(home: Home, thing: Held) -> list[tuple[str, str, str]]:
    story = decisions.story(home, thing.thing)
    return [(each["verdict"], each["reason"], each["actor"]) for each in story["decisions"]]


def test_an_approved_delivery_is_committed_with_the_name_of_who_approved(held_home: Home) -> None:
    thing = held(held_home)
    done = carry_out(held_home, thing, YES)
    assert (done.state, done.vendor, done.ask_again) == ("committed", "alpha", False)
    assert done.told == "2.mrc of vendor alpha is approved by maija: The vendor has told us."
    assert live_ids(held_home, "alpha") == {"a0", "a9"}
    assert said(held_home, thing) == [YES]


def test_a_rejected_delivery_changes_nothing_and_stays_rejected(held_home: Home) -> None:
    thing, before = held(held_home), live_ids(held_home, "alpha")
    done = carry_out(held_home, thing, NO)
    assert (done.state, done.vendor) == ("rejected", "")
    assert live_ids(held_home, "alpha") == before
    assert said(held_home, thing) == [NO]


def test_nobody_answers_and_nothing_is_decided(held_home: Home) -> None:
    thing, before = held(held_home), everything(held_home)
    done = carry_out(held_home, thing, Answer())
    assert (done.state, "stays held" in done.told) == ("held", True)
    assert everything(held_home) == before


@pytest.mark.parametrize("answer", [YES, NO])
def test_an_answer_is_carried_out_once(held_home: Home, answer: Answer) -> None:
    thing = held(held_home)
    first = carry_out(held_home, thing, answer)
    assert carry_out(held_home, thing, answer) == first
    assert said(held_home, thing) == [answer]


def test_an_answer_that_was_written_down_and_broken_off_is_carried_out(held_home: Home) -> None:
    thing = held(held_home)
    decisions._decide(held_home, thing.number, *YES)
    assert carry_out(held_home, thing, YES).state == "committed"
    assert said(held_home, thing) == [YES]


@pytest.mark.parametrize("answer", [YES, NO])
def test_the_same_words_count_again_when_it_is_held_again(held_home: Home, answer: Answer) -> None:
    thing = held(held_home)
    state = carry_out(held_home, thing, answer).state
    with held_home.store.write() as connection:
        deliveries.note(connection, thing.number, "held", "2026-11-02T04:00:00Z", reason="it was run again")
    assert carry_out(held_home, thing, answer).state == state
    assert said(held_home, thing) == [answer, answer]


def test_a_decision_that_was_made_meanwhile_stands_and_is_told(held_home: Home) -> None:
    thing = held(held_home)
    decisions.approve(held_home, thing.number, "seen by phone", "matti")
    done = carry_out(held_home, thing, NO)
    assert done.state == "committed"
    assert done.told == "2.mrc of vendor alpha: it is committed (matti: seen by phone); this answer changed nothing"
    late = carry_out(held_home, thing, Answer())
    assert late.told == "nobody answered; meanwhile it is committed (matti: seen by phone)"


def test_what_is_held_for_other_reasons_now_is_asked_about_again(held_home: Home) -> None:
    thing, before = held(held_home), live_ids(held_home, "alpha")
    done = carry_out(held_home, thing._replace(seen="what was held before"), YES)
    assert (done.state, done.ask_again) == ("held", True)
    assert (live_ids(held_home, "alpha"), said(held_home, thing)) == (before, [])


def test_a_newer_delivery_has_taken_its_place(held_home: Home) -> None:
    thing = held(held_home)
    night(held_home, "alpha", "3.mrc", [book(f"a{number}") for number in range(4)])
    assert states(held_home)["2.mrc"] == "superseded"
    done = carry_out(held_home, thing, YES)
    assert (done.state, "it is superseded" in done.told) == ("superseded", True)


@pytest.mark.parametrize("answer", [YES._replace(reason=" "), NO._replace(reason=""), YES._replace(actor="")])
def test_an_answer_needs_a_reason_and_a_name(held_home: Home, answer: Answer) -> None:
    with pytest.raises(ConfigError, match="needs a reason and the name"):
        carry_out(held_home, held(held_home), answer)
    assert states(held_home)["2.mrc"] == "held"


def test_an_approved_publication_is_made(held_publication: Home) -> None:
    done = carry_out(held_publication, held(held_publication), YES)
    assert (done.state, "publication 2 is current" in done.told) == ("published", True)
    assert waiting(held_publication) == []
    again = carry_out(held_publication, Held("publication", 2, ""), YES)
    assert again.told == "no publication is held any more; this answer changed nothing"


def test_a_rejected_publication_keeps_its_titles(held_publication: Home) -> None:
    done = carry_out(held_publication, held(held_publication), NO)
    assert done.told.startswith("rejected by maija: A test file.")
    assert waiting(held_publication) == []
    view = held_publication.catalogue().view("all")
    assert view is not None
    assert len(view.live()) == 60


def test_an_answer_is_not_for_titles_that_nobody_was_asked_about(held_publication: Home) -> None:
    thing = held(held_publication)
    night(held_publication, "beta", "3.mrc", [gone("b30"), gone("b31")])
    done = carry_out(held_publication, thing, YES)
    assert (done.state, done.ask_again) == ("held", True)
    assert waiting(held_publication) != []


def test_nobody_answers_about_a_publication(held_publication: Home) -> None:
    assert "stays held" in carry_out(held_publication, held(held_publication), Answer()).told
