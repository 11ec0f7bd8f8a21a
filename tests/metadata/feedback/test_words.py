"""The texts of the reports: complete, alike in three languages, used; and how languages write numbers."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest
from feeds import SHIPPED

import metadata.feedback
from metadata.errors import ConfigError
from metadata.feedback.words import LANGUAGES, Wording, language_of, load_texts
from metadata.gate.check import Check
from metadata.store.deliveries import STATES
from metadata.vendors import load_vendor
from transforms.record import Level

TEXTS = load_texts(SHIPPED)
FEEDBACK = TEXTS.feedback
HERE = Path(metadata.feedback.__file__).parent
SOURCE = "\n".join(each.read_text("utf-8") for each in (*HERE.glob("*.py"), *HERE.glob("templates/*.j2")))
HARD = "\u00a0"


def words(language: str) -> Wording:
    return Wording(TEXTS, language)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", FEEDBACK.texts)
def test_text_has_the_same_places_in_each_language(key: str) -> None:
    found = [places(FEEDBACK.texts[key][each]) for each in LANGUAGES]
    assert found[0] == found[1] == found[2]
    assert all(FEEDBACK.texts[key][each].strip() for each in LANGUAGES)


@pytest.mark.parametrize("key", FEEDBACK.texts)
def test_text_is_used(key: str) -> None:
    stem = key.removesuffix("_one").removesuffix("_many").removeprefix("chart_").removesuffix("_desc")
    assert f'"{key}"' in SOURCE or f'"{stem}"' in SOURCE


def test_every_level_and_state_has_words() -> None:
    assert set(FEEDBACK.levels) == {str(each) for each in Level}
    assert set(FEEDBACK.states) == set(STATES) - {"seen", "vanished"}


def test_missing_text_is_named() -> None:
    with pytest.raises(ConfigError, match=r"feedback\.yml: texts: nosuch is missing"):
        words("fi")("nosuch")


def test_bad_file_is_refused_with_its_line(tmp_path: Path) -> None:
    text = (SHIPPED / "feedback.yml").read_text("utf-8").replace("  runs: 30", "  runz: 30")
    (tmp_path / "feedback.yml").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=r"feedback\.yml:\d+: .*runz"):
        load_texts(tmp_path)


def test_numbers_as_languages_write_them() -> None:
    assert words("fi").number(1234.56, 1) == f"1{HARD}234,6"
    assert words("sv").number(1234567) == f"1{HARD}234{HARD}567"
    assert words("en").number(1234.56, 1) == "1,234.6"
    assert words("fi").counted("records", 1) == "1 tietue"
    assert words("sv").counted("records", 0) == "0 poster"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (0.0001, "0,1"),
        (0.004, "0,4"),
        (0.005, "0,5"),
        (0.5, "50"),
        (0.996, "99,6"),
        (0.99999, "99,9"),
        (1, "100"),
    ],
)
def test_share_is_never_rounded_to_all_or_nothing(value: float, shown: str) -> None:
    assert words("fi").share(value) == f"{shown}{HARD}%"


def test_day_is_that_of_the_vendor() -> None:
    late = "2026-11-01T22:30:00Z"  # half past midnight in Helsinki
    assert words("fi").date(late) == "2.11.2026"
    assert words("en").date(late) == "2 November 2026"
    assert words("en").short_date(late) == "2 Nov"
    assert words("sv").date("") == ""


def test_gate_in_words() -> None:
    drop = Check("max_drop", 0.31, 0.2, "hold", 1000)
    assert "31%" in words("en").gate(drop)
    assert f"31{HARD}%" in words("sv").gate(drop)
    assert "ISBN" in words("fi").gate(Check("fill.isbn", 0.3, 0.9, "hold"))
    assert words("en").gate(Check("of_long_ago", 1, 0, "hold")) == "of_long_ago"


def test_field_in_words() -> None:
    assert [words(each).field("summary") for each in LANGUAGES] == ["Kuvaus", "Beskrivning", "Summary"]
    assert words("fi").field("of_long_ago") == "Of_long_ago"


def test_vendor_is_written_to_in_its_language() -> None:
    found = {path.stem: language_of(load_vendor(path)) for path in (SHIPPED / "vendors").glob("*.yml")}
    assert set(found.values()) <= set(LANGUAGES)
    assert found["onix-audiobooks"] == "fi"
