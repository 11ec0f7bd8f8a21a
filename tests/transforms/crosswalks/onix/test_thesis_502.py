"""502 and 008/24-27: theses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import AUDIO, PROFILE, converted, subject

SWEDISH = replace(PROFILE, language="swe")


def thesis(kind: str = "", presented: str = "", year: str = "") -> str:
    told = (("ThesisType", kind), ("ThesisPresentedTo", presented), ("ThesisYear", year))
    return "".join(f"<{name}>{text}</{name}>" for name, text in told if text)


@pytest.mark.parametrize(
    ("xml", "fin", "swe"),
    [
        (
            thesis("02", "Mallin yliopisto", "2020"),
            "Väitöskirja : Mallin yliopisto, 2020.",
            "Doktorsavhandling : Mallin yliopisto, 2020.",
        ),
        (thesis("06", "Mallin yliopisto;"), "Kandidaatintutkielma : Mallin yliopisto.", None),
        (thesis("05", "", "2019"), "Diplomityö : 2019.", "Diplomarbete : 2019."),
        (thesis("04"), "Maisterintutkielma.", "Magisteravhandling."),
        (thesis("", "Mallin yliopisto"), "Opinnäyte : Mallin yliopisto.", "Lärdomsprov : Mallin yliopisto."),
    ],
)
def test_a_thesis_is_told_in_one_subfield(xml: str, fin: str, swe: str | None) -> None:
    assert converted(xml).lines("502") == [f"\\\\$a{fin}"]
    assert swe is None or converted(xml, SWEDISH).lines("502") == [f"\\\\$a{swe}"]
    assert converted(xml).record.value("008")[24:28] == "m   "


def test_a_type_and_a_year_that_are_none_are_told_and_left_out() -> None:
    made = converted(thesis("99", "Mallin yliopisto", "20"))
    assert made.lines("502") == ["\\\\$aOpinnäyte : Mallin yliopisto."]
    assert sorted(made.found) == [("O06", "99"), ("O15", "20")]


def test_what_is_no_thesis_has_no_note_and_its_own_nature() -> None:
    assert not converted().lines("502")
    assert converted().record.value("008")[24:28] == "||||"
    assert converted(subject("93", "XA") + thesis("02")).record.value("008")[24:28] == "6m  "


def test_a_thesis_that_is_heard_has_the_note_alone() -> None:
    made = converted(thesis("02"), form=AUDIO)
    assert made.lines("502") == ["\\\\$aVäitöskirja."]
    assert made.record.value("008")[24:28] == "||||"
