"""The word lists: each can be read, finds whole words only, and says what it means."""

from __future__ import annotations

from pathlib import Path

import pytest

from transforms.wordlists import Wordlists

LISTS = Wordlists(Path(__file__).parents[2] / "schemas" / "codes")


@pytest.mark.parametrize(
    ("spelling", "name"), [("epub3", "EPUB"), ("audio/mpeg", "MP3"), ("pdf", "PDF"), ("mp4", "MPEG-4")]
)
def test_formats_by_their_spellings(spelling: str, name: str) -> None:
    assert LISTS.formats[spelling].name == name
    assert "lukuaika" not in LISTS.formats


def test_every_spelling_is_in_lower_case_and_stands_for_itself() -> None:
    assert all(each == each.lower() for each in LISTS.formats)
    assert all(LISTS.formats[each.name.lower()].name == each.name for each in LISTS.formats.values())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Requires OverDrive Read.", True),
        ("Ladattavissa kirjaston sivuilta.", True),
        ("Vaatii lukusovelluksen", True),
        ("Overdriven guitars", False),
        ("Kirja kertoo libbyläisistä.", False),
        ("", False),
    ],
)
def test_words_of_vendors_are_whole_words(text: str, found: bool) -> None:
    assert (LISTS.vendor_words(text) is not None) is found


def test_words_of_licences_and_of_accessible_editions() -> None:
    assert LISTS.licence_words("Malli: OC/OU") and not LISTS.licence_words("Lisenssi elämään")
    assert LISTS.accessible_words("1 talbok (Daisy 2.02)") and not LISTS.accessible_words("Daisy Malli")


def test_languages_of_a_note() -> None:
    note = "Puhuttu kieli suomi, tekstitys ruotsiksi ja englanniksi."
    assert LISTS.language_words(note) == {"fin", "swe", "eng"}
    assert LISTS.language_words("Mykkäelokuva.") == frozenset()


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Kansikuva", "cover"), ("Omslagsbild", "cover"), ("Lukunäyte", "sample"), ("Table of contents", "contents"),
     ("Lainaa: Toimittaja A", ""), ("Example text", "")],
)  # fmt: skip
def test_what_a_link_leads_to(text: str, kind: str) -> None:
    assert LISTS.link_words(text) == kind


def test_parameters_are_whole_names() -> None:
    assert LISTS.link_parameters("UTM_Source") and LISTS.link_parameters("token")
    assert not LISTS.link_parameters("tokens") and not LISTS.link_parameters("id")


def test_terms_of_accessibility_stand_in_known_subfields() -> None:
    assert LISTS.accessibility["tableofcontents"] == ("tableOfContents", "b")
    assert all(set(codes) <= set("abcde") for _, codes in LISTS.accessibility.values())


def test_a_missing_list_is_told() -> None:
    with pytest.raises(OSError, match="file_formats"):
        _ = Wordlists(Path("/nowhere")).formats
