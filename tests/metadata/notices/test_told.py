"""What is said of a run that failed, and of what a gate holds; every text is there in three languages."""

from __future__ import annotations

import pytest

from metadata.errors import ConfigError
from metadata.notices import told
from metadata.notices.notice import as_html, as_text, brief
from metadata.notices.words import LANGUAGES, load_texts
from metadata.settings import shipped

TEXTS = load_texts(shipped("schemas"))
NOBODY = frozenset[str]()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_that_failed_is_named_and_linked(language: str) -> None:
    ran = told.Ran("harvest__a", "Harvest: A & <B>", "scheduled__1", "fetch", "https://airflow.example/dags/harvest__a")
    notice = told.failed(ran, TEXTS)(NOBODY, language)
    assert notice is not None
    text, page = as_text(notice, "foot"), as_html(notice, "foot")
    assert "https://airflow.example/dags/harvest__a" in text
    assert "scheduled__1" in text
    assert "Harvest: A &amp; &lt;B&gt;" in page
    assert notice.data["task"] == "fetch"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_held_is_linked_one_by_one(language: str) -> None:
    notice = told.held("film-service films.mrc", [3, 4], True, "https://airflow.example", TEXTS)(NOBODY, language)
    assert notice is not None
    hrefs = [line.href for section in notice.sections for line in section.lines]
    desk = "https://airflow.example/desk/"
    assert hrefs == [f"{desk}deliveries/3", f"{desk}deliveries/4", desk]


def test_without_an_address_there_are_no_links() -> None:
    notice = told.held("", [3], True, "", TEXTS)(NOBODY, "en")
    assert notice is not None
    assert {line.href for section in notice.sections for line in section.lines} == {""}
    assert notice.subject == "Waits for approval: the next publication"


def test_a_text_that_is_missing_is_named() -> None:
    with pytest.raises(ConfigError, match="nothing"):
        TEXTS.say("nothing", "fi")


def test_a_number_is_written_as_its_language_does_and_nothing_turns_the_text() -> None:
    assert brief("60,5\u00a0%\r\nBcc: x\u2028y\t z") == "60,5\u00a0% Bcc: x y z"
    assert brief("a\u202eb\x00") == "a⟨U+202E⟩b⟨U+0000⟩"
    assert brief("x" * 600).endswith("…")
