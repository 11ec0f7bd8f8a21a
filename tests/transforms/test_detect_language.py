"""Languages of texts: by frequent words and letters, and never by guessing."""

from __future__ import annotations

from pathlib import Path

import pytest

from transforms.codings import Codings
from transforms.detect_language import Detected

DETECTOR = Codings(Path(__file__).parents[2] / "schemas" / "codes").languages
TEXTS = {
    "fin": "Kun Anna palaa saarelle, hän ei ole yksin, ja valo on se mikä jää.",
    "swe": "När Anna kommer tillbaka till ön är hon inte ensam, och det är ljuset som blir kvar.",
    "eng": "When Anna returns to the island she is not alone, and it is the light that stays with her.",
    "nor": "Når Anna kommer tilbake til øya er hun ikke alene, og det er noe hun må gjøre.",
    "ger": "Als Anna auf die Insel kommt, ist sie nicht allein, und das Licht bleibt bei ihr.",
    "est": "Kui Anna saarele tuleb, ei ole ta üksi, ja see on tema lugu, kes kõik välja ütleb.",
    "fre": "Quand Anna revient dans une île, elle ne sait pas que la lumière est avec elle.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_is_in_its_language_whatever_is_claimed(language: str) -> None:
    for claimed in ("", "fin", "eng", "ara", language):
        found = DETECTOR.detect(TEXTS[language], claimed)
        assert found is not None
        assert found.language == language


@pytest.mark.parametrize("text", ["", "Origin", "Saaren valot", "1984", "ja on", "…", "\U0001f600 " * 500])
def test_a_text_that_says_too_little_is_in_no_language(text: str) -> None:
    assert DETECTOR.detect(text, "eng") is None


def test_a_text_in_doubt_is_in_no_language() -> None:
    text = "Tuntematon sotilas Suomalaisen sotaromaanin klassikko luettuna alusta loppuun."
    assert DETECTOR.detect(text, "eng") is None
    assert DETECTOR.detect("Han er en av de som må se det", "dan") is None
    assert DETECTOR.detect("Sadan vuoden yksinäisyys ja muita kertomuksia merestä", "fin") is None


def test_a_claim_is_believed_where_its_words_suffice() -> None:
    assert DETECTOR.detect("det är en bok om livet som vi kan se", "swe") == Detected("swe", 1.0)


@pytest.mark.parametrize(
    ("title", "language", "claimed", "prefers"),
    [
        ("The light of the island", "fin", "eng", False),
        ("Yö saaressa", "fin", "eng", True),
        ("Hän ja minä", "fin", "eng", True),
        ("Origin", "fin", "eng", False),
        ("Tuntematon sotilas ja muita kertomuksia", "fin", "eng", True),
    ],
)
def test_a_title_is_weighed_by_words_then_letters(title: str, language: str, claimed: str, prefers: bool) -> None:
    assert DETECTOR.prefers(title, language, claimed) is prefers


def test_what_nothing_is_known_of_is_not_known() -> None:
    assert DETECTOR.knows("fin")
    assert not DETECTOR.knows("ara")
