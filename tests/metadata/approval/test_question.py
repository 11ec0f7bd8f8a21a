"""The question in words: all three languages, numbers, examples, and nothing of a vendor's that does anything."""

from __future__ import annotations

import shutil

import pytest
from feeds import delivery_id
from markdown_it import MarkdownIt

from metadata import decisions
from metadata.approval import question_of, waiting
from metadata.errors import ConfigError
from metadata.home import Home

DESK = "https://airflow.example/desk"
READER = MarkdownIt("commonmark").enable("table")


def asked(home: Home) -> str:
    return question_of(home, waiting(home)[0], 72, DESK).body


def test_it_says_why_in_three_languages(held_home: Home) -> None:
    question = question_of(held_home, waiting(held_home)[0], 72, DESK)
    assert question.subject.startswith("alpha: 2.mrc – päästetäänkö läpi? · ska den")
    assert question.reason == "Perustelu · Motivering · Reason"
    for text in ("raja on 20 %", "gränsen är 20 %", "the limit is 20%", "72 tunnissa", "72 timmar", "72 hours"):
        assert text in question.body.replace("\N{NO-BREAK SPACE}", " ")


def test_it_shows_counts_and_records_before_and_after(held_home: Home) -> None:
    body = asked(held_home)
    assert "| luettu · lästa · read | uusia tai muuttuneita" in body
    head, _, numbers = body.partition("| luettu")[2].splitlines()[:3]
    assert head.split(" | ")[-1] == "poistuisi · skulle försvinna · would go |"
    assert int(numbers.split(" | ")[-1].strip(" |")) == 3
    assert "| `a1` | `Kissa 1` |" in body
    assert "`=245  10$aKissa 0 /$cMatti Malli.` | `=245  10$aMuuttunut ¦" in body


def test_it_leads_to_the_page_of_the_delivery_and_nowhere_else(held_home: Home) -> None:
    tokens = [child for each in READER.parse(asked(held_home)) for child in each.children or ()]
    links = [each.attrs["href"] for each in tokens if each.type == "link_open"]
    assert links == [f"{DESK}/deliveries/{delivery_id(held_home, '2.mrc')}"]
    assert not {"image", "html_inline", "html_block"} & {each.type for each in tokens}


def test_without_samples_the_examples_of_the_gate_are_shown(held_home: Home) -> None:
    shutil.rmtree(held_home.settings.work)
    body = asked(held_home)
    assert "Mitä löytyi · Vad som hittades · What was found" in body
    assert "B01" in body.partition("What was found")[2]
    assert "`Kissa 1`" in body


def test_a_held_publication_is_asked_about_with_the_titles_that_would_go(held_publication: Home) -> None:
    question = question_of(held_publication, waiting(held_publication)[0], 1.5, DESK)
    assert question.subject.startswith("Julkaisu · Publikation · Publication 2 – ")
    assert "of the 60 titles of the view all would go" in question.body
    assert "`Kirja 0`" in question.body
    assert "1.5 hours" in question.body
    assert f"({DESK}/)" in question.body


def test_a_vendor_whose_file_is_gone_goes_by_its_id(held_home: Home) -> None:
    (held_home.settings.schemas / "vendors" / "alpha.yml").unlink()
    shutil.rmtree(held_home.settings.work)
    assert "of alpha has been held since" in asked(held_home)


def test_what_is_not_held_any_more_is_not_asked_about(held_home: Home) -> None:
    held = waiting(held_home)[0]
    decisions.reject(held_home, held.number, "test file", "somebody")
    with pytest.raises(ConfigError, match=r"2\.mrc is not held any more, but rejected"):
        question_of(held_home, held, 72, DESK)
